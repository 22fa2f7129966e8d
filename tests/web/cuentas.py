"""Un trimestre ya publicado y dos decisiones sorteadas: lo que enseñan las paginas de transparencia y de segunda lectura."""

from datetime import date, timedelta

from conectores.tipos import Red
from moderacion import accesos, cola
from moderacion.almacen import tablas
from moderacion.almacen.hechos import Clave, Que
from moderacion.almacen.sorteos import Candidata
from moderacion.cola import Persona, Resolucion, segunda

PRIMERO, ULTIMO = date(2026, 7, 1), date(2026, 9, 30)
PUBLICADO = {
    (date(2026, 7, 14), Clave(Que.RECIBIDO, 1, clave=9)): 1840,
    (date(2026, 8, 3), Clave(Que.RECIBIDO, 2, clave=11)): 412,
    (date(2026, 8, 3), Clave(Que.JUZGADO, 2)): 412,
    (date(2026, 7, 14), Clave(Que.CRITICA, 1)): 391,
    (date(2026, 7, 14), Clave(Que.RESTRINGIDO, 1, 2, "maquina", "ocultar")): 31,
    (date(2026, 8, 3), Clave(Que.RESTRINGIDO, 2, 2, "persona", "ocultar")): 22,
    (date(2026, 9, 9), Clave(Que.RESTRINGIDO, 1, 4, "persona", "ocultar")): 9,
    (date(2026, 9, 9), Clave(Que.RESTRINGIDO, 1, 12, "persona", "eliminar")): 2,
    (date(2026, 9, 9), Clave(Que.REVERTIDO, 1, 2, "maquina", "decision")): 6,
    (date(2026, 9, 9), Clave(Que.REVERTIDO, 1, 2, "persona", "apelacion")): 7,
    (date(2026, 9, 9), Clave(Que.APELADO, 1, 2)): 12,
    (date(2026, 9, 9), Clave(Que.APELACION, 1, 2, detalle="aceptada")): 7,
    (date(2026, 9, 9), Clave(Que.APELACION, 1, 2, detalle="rechazada")): 5,
    (date(2026, 9, 9), Clave(Que.TARDA_REVISAR, 1, clave=42)): 30,
    (date(2026, 9, 9), Clave(Que.TARDA_REVISAR, 1, clave=300)): 12,
}


def rendir_cuentas(montaje) -> None:
    """Publica el tercer trimestre de 2026 y sortea dos decisiones de «otra»: una sin leer y una en que no se coincide."""
    _publicar(montaje.servicio.almacen)
    _sortear(montaje)


def _publicar(almacen) -> None:
    cerrado = almacen._reloj.ahora()
    dias = (ULTIMO - PRIMERO).days + 1
    with almacen._motor.begin() as con:
        con.execute(
            tablas.tabla(tablas.DiaCerrado).insert(),
            [
                {"dia": PRIMERO + timedelta(days=n), "cerrado": cerrado, "filas": 0, "huella": "x"}
                for n in range(dias)
            ],
        )
        con.execute(
            tablas.tabla(tablas.CifraDia).insert(),
            [{**c._asdict(), "dia": dia, "cuantos": n} for (dia, c), n in PUBLICADO.items()],
        )


def _sortear(montaje) -> None:
    almacen = montaje.servicio.almacen
    otra, supervision = (_quien(almacen, n) for n in ("otra", "supervision"))
    textos = ("Qué mierda de servicio, la verdad", "Esta clínica es una mierda y nadie contesta")
    for texto in textos:
        # sin mover el reloj: las vueltas siguen al dia
        montaje.redes[Red.FACEBOOK].poner(texto, montaje.reloj.ahora(), "persona que ya no importa")
    montaje.juzgar()
    candidatas = []
    for texto in textos:
        expediente = montaje.expediente(texto)
        version = cola.ficha(almacen, expediente).expediente["version"]
        r = Resolucion.de("permitir", "no insulta a nadie", version)
        decision = cola.resolver(
            almacen, expediente, otra, r, montaje.servicio.capacidades[1], timedelta(days=30)
        )
        candidatas.append(Candidata(decision, expediente, 2, primera=False, maquina=True, automatica=False))
    with almacen.unidad() as u:
        u.sorteos.guardar_muestra(date(2026, 11, 9), "semilla", 5, 40, candidatas)
    segunda.leer(almacen, 2, supervision, 2, "es una palabra soez", critica=True)


def _quien(almacen, nombre: str) -> Persona:
    u = next(u for u in accesos.listar(almacen) if u.nombre == nombre)
    return Persona(u.id, u.nombre, u.rol)
