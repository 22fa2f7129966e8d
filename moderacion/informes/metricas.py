"""Las cifras para un vigilante de fuera (Prometheus): que se mide, en que unidad y bajo que etiquetas.

Se leen de las tablas cuando se piden: con varios procesos dicen lo mismo, las pida quien las pida. Ninguna lleva nada de
nadie de fuera, ni una etiqueta con mas valores que las cuentas, las vueltas, las politicas o los estados que hay.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from moderacion.almacen import Almacen
from moderacion.almacen.cuentas import FilaCuenta
from moderacion.almacen.lista import Filtros
from moderacion.almacen.metricas import Espera
from moderacion.almacen.repositorios import Unidad
from moderacion.almacen.respaldos import PLAZO
from moderacion.informes.politicas import HECHOS
from moderacion.informes.salud import paradas, plazo
from moderacion.reloj import dia_local

_POLITICAS: Final = range(1, 14)
_DIA: Final = timedelta(days=1)
_CUOTAS: Final = 12
"""De cuantos limites de una cuenta se da cuenta, como mucho: sus nombres los pone la red."""
_CUENTA: Final = ("cuenta_id", "red", "cuenta")

Muestra = tuple[tuple[str, ...], float]
"""Los valores de las etiquetas, en su orden, y la cifra."""


@dataclass(frozen=True, slots=True)
class Metrica:
    """Una cifra con nombre. `acumula`: solo crece (y vuelve a cero cada dia); las demas suben y bajan."""

    nombre: str
    ayuda: str
    etiquetas: tuple[str, ...]
    muestras: tuple[Muestra, ...]
    acumula: bool = False


def metricas(
    almacen: Almacen, ritmos: Mapping[str, float], copias_cada: timedelta | None = None
) -> list[Metrica]:
    """Todas. `ritmos`: nombre de cada vuelta → segundos entre vueltas. `copias_cada`: las que se hacen solas, o None."""
    with almacen.lectura() as u:
        return [
            *_del_trabajo(u),
            *_de_las_ordenes(u),
            *_de_la_casa(u),
            *_de_lo_restaurado(u),
            *_de_lo_sin_comprobar(u),
            *_de_las_copias(u, copias_cada),
            *_de_las_vueltas(u, ritmos),
            *_de_las_cuentas(u.cuentas.todas(), u.ahora),
        ]


def _una(nombre: str, ayuda: str, cifra: float) -> Metrica:
    return Metrica(nombre, ayuda, (), (((), cifra),))


def _edad(nombre: str, ayuda: str, desde: datetime | None, ahora: datetime) -> Metrica:
    return _una(nombre, f"{ayuda}, en segundos; 0 si no hay", _segundos(desde, ahora))


def _segundos(desde: datetime | None, ahora: datetime) -> float:
    return max(0.0, (ahora - desde).total_seconds()) if desde else 0.0


def _del_trabajo(u: Unidad) -> Iterator[Metrica]:
    espera = u.metricas.por_juzgar()
    yield _una("moderacion_pendientes", "comentarios por juzgar", espera.cuantos)
    yield _edad(
        "moderacion_pendiente_edad_segundos",
        "desde que se leyo el pendiente mas viejo",
        espera.desde,
        u.ahora,
    )
    yield _una("moderacion_en_cola", "expedientes que esperan a una persona", u.lista.contar(Filtros()))
    viejo = u.metricas.mas_viejo_en_cola()
    yield _edad(
        "moderacion_cola_edad_segundos", "desde que se escribio lo mas viejo de la cola", viejo, u.ahora
    )
    hoy = u.metricas.de_politicas(dia_local(u.ahora))
    muestras = tuple(((f"p{p:02d}", que), float(hoy.get((p, que), 0))) for p in _POLITICAS for que in HECHOS)
    ayuda = "comentarios en que cada politica vio algo hoy (dia de El Salvador), y lo que se hizo con ellos"
    yield Metrica("moderacion_veredictos", ayuda, ("politica", "que"), muestras, acumula=True)


def _de_las_ordenes(u: Unidad) -> Iterator[Metrica]:
    cuentas = [c.id for c in u.cuentas.todas()]
    abiertas = u.metricas.ordenes_abiertas(cuentas)
    etiquetas = ("accion", "estado")
    muestras = _ordenadas((clave, e.cuantos) for clave, e in abiertas.items())
    yield Metrica(
        "moderacion_ordenes_abiertas", "ordenes que todavia pueden tener efecto", etiquetas, muestras
    )
    vieja = min((e.desde for e in abiertas.values() if e.desde), default=None)
    yield _edad(
        "moderacion_orden_edad_segundos", "desde que se escribio la orden abierta mas vieja", vieja, u.ahora
    )
    a_persona = u.metricas.ordenes_a_persona(cuentas)
    yield _una("moderacion_ordenes_a_persona", "ordenes que se dejaron a una persona", a_persona)
    muestras = _ordenadas(u.metricas.ordenes_cerradas(u.ahora - _DIA).items())
    yield Metrica(
        "moderacion_ordenes_cerradas_dia", "ordenes que terminaron en 24 horas", etiquetas, muestras
    )


def _ordenadas(pares: Iterable[tuple[tuple[str, str], int]]) -> tuple[Muestra, ...]:
    return tuple((clave, float(n)) for clave, n in sorted(pares))


def _de_la_casa(u: Unidad) -> Iterator[Metrica]:
    debidos = u.metricas.avisos_debidos()
    yield _una("moderacion_avisos_debidos", "avisos que se deben y no han salido", debidos.cuantos)
    yield _edad(
        "moderacion_aviso_edad_segundos", "desde que se debe el aviso mas viejo", debidos.desde, u.ahora
    )
    anclas = u.metricas.anclas_debidas()
    yield _una("moderacion_anclas_debidas", "anclas sin llegar a algun sitio de fuera", anclas.cuantos)
    yield _edad(
        "moderacion_ancla_edad_segundos", "desde que se debe el ancla mas vieja", anclas.desde, u.ahora
    )
    incidentes: Mapping[str, Espera] = u.metricas.incidentes()
    muestras = tuple(((estado,), float(e.cuantos)) for estado, e in incidentes.items())
    yield Metrica("moderacion_incidentes_abiertos", "incidentes sin cerrar", ("estado",), muestras)
    sin_atender = incidentes["abierto"].desde
    ayuda = "desde que se abrio el incidente mas viejo que nadie atiende"
    yield _edad("moderacion_incidente_edad_segundos", ayuda, sin_atender, u.ahora)
    yield _una("moderacion_alarmas", "lo que el auditor encontro mal y sigue mal", u.metricas.alarmas())
    yield _una("moderacion_purgas_a_medias", "purgas sin terminar", u.metricas.purgas_a_medias())
    vencidas = u.metricas.solicitudes_vencidas()
    yield _una("moderacion_solicitudes_vencidas", "solicitudes sobre datos con su plazo cumplido", vencidas)


def _de_lo_restaurado(u: Unidad) -> Iterator[Metrica]:
    """Nada si no hay ninguna restauracion sin cerrar."""
    retenido = u.restauraciones.cuantos() if u.restauraciones.abierta() else {}
    muestras = tuple(((clase,), float(n)) for clase, n in retenido.items())
    ayuda = "lo que venia en una copia restaurada y espera a que alguien lo suelte o lo descarte"
    yield Metrica("moderacion_retenidas", ayuda, ("clase",), muestras)


def _de_lo_sin_comprobar(u: Unidad) -> Iterator[Metrica]:
    filas = [f for f in u.purgas.sin_comprobar_desde() if f["comprobado"]]
    muestras = tuple(
        ((str(f["id"]), f["red"], f["nombre"]), _segundos(f["comprobado"], u.ahora)) for f in filas
    )
    ayuda = "desde que no se sabe si sigue en la red el comentario guardado que mas espera"
    yield Metrica("moderacion_sin_comprobar_segundos", ayuda, _CUENTA, muestras)


def _de_las_copias(u: Unidad, cada: timedelta | None) -> Iterator[Metrica]:
    ultima = u.respaldos.ultima()
    # infinito: si toca hacerlas y no hay ninguna, pasa de cualquier plazo
    edades = (_segundos(ultima, u.ahora),) if ultima else (math.inf,) if cada else ()
    ayuda = "desde la ultima copia buena, en segundos; nada si no hay ni se hacen solas"
    yield Metrica("moderacion_copia_edad_segundos", ayuda, (), tuple(((), e) for e in edades))
    plazos = (PLAZO * cada.total_seconds(),) if cada else ()
    ayuda = "de que edad pasa una copia vieja; nada si no se hacen solas"
    yield Metrica("moderacion_copia_plazo_segundos", ayuda, (), tuple(((), p) for p in plazos))


def _de_las_vueltas(u: Unidad, ritmos: Mapping[str, float]) -> Iterator[Metrica]:
    latidos = u.resumen.latidos()
    malas = paradas(latidos, ritmos, u.ahora)
    yield _una("moderacion_viva", "1 si todas las vueltas estan al dia", float(not malas))
    edades, plazos, errores = [], [], []
    for nombre, segundos in sorted(ritmos.items()):
        ultimo, error = latidos.get(nombre, (None, ""))
        # infinito: una vuelta que no se ha dado nunca pasa de cualquier plazo
        edades.append(((nombre,), _segundos(ultimo, u.ahora) if ultimo else math.inf))
        plazos.append(((nombre,), plazo(segundos).total_seconds()))
        errores.append(((nombre,), float(bool(error))))
    v = ("vuelta",)
    yield Metrica("moderacion_vuelta_edad_segundos", "desde que termino cada vuelta", v, tuple(edades))
    yield Metrica("moderacion_vuelta_plazo_segundos", "de que edad pasa una vuelta parada", v, tuple(plazos))
    yield Metrica("moderacion_vuelta_con_error", "1 si la ultima vuelta fallo", v, tuple(errores))


def _de_las_cuentas(cuentas: Iterable[FilaCuenta], ahora: datetime) -> Iterator[Metrica]:
    fallos, invalidas, cuotas, sin_leer = [], [], [], []
    for c in cuentas:
        cual = (str(c.id), c.red, c.nombre)
        fallos.append((cual, float(c.fallos)))
        invalidas.append((cual, float(c.credencial_invalida)))
        sin_leer.append((cual, float(len(c.sin_leer or ()))))
        libres = {str(q["nombre"]): _libre(q, ahora) for q in (c.cuotas or ())[:_CUOTAS]}
        cuotas += [((*cual, nombre), libre) for nombre, libre in sorted(libres.items())]
    yield Metrica("moderacion_fallos_seguidos", "sondeos fallidos seguidos", _CUENTA, tuple(fallos))
    ayuda = "1 si la red no acepta la credencial"
    yield Metrica("moderacion_credencial_invalida", ayuda, _CUENTA, tuple(invalidas))
    ayuda = "publicaciones cuyos comentarios la red no deja leer"
    yield Metrica("moderacion_sin_leer", ayuda, _CUENTA, tuple(sin_leer))
    ayuda = "lo que queda de cada limite de la red, de 0 a 1"
    yield Metrica("moderacion_cuota_libre", ayuda, (*_CUENTA, "cuota"), tuple(cuotas))


def _libre(cuota: Mapping[str, object], ahora: datetime) -> float:
    """De 0 a 1. Pasada la hora en que se renueva, entera: lo ultimo sabido ya no vale."""
    renueva = cuota.get("renueva")
    if isinstance(renueva, str) and datetime.fromisoformat(renueva) <= ahora:
        return 1.0
    usado = cuota.get("usado")
    return min(1.0, max(0.0, 1.0 - usado)) if isinstance(usado, int | float) else 1.0
