"""Entre las salas y la API: el archivo que sabe cómo se llama a la cola y cómo se llama cada cosa a los dos lados."""

from datetime import timedelta
from typing import Final

from moderacion import cola
from moderacion.accesos.repeticion import Almacen
from moderacion.cola import FilaCola, Persona, Resolucion
from moderacion.errores import EntradaInvalida
from moderacion.montaje import Servicio
from moderacion.web.api.cursor import escribir
from moderacion.web.api.cursor import leer as leer_cursor
from moderacion.web.api.entradas import DecisionPedida, FiltrosCola
from moderacion.web.api.modelos import EnCola, PaginaCola
from moderacion.web.api.vista import Vista, limpio
from moderacion.web.presentacion import MOTIVOS

_TANDA: Final = 100
_TANDAS: Final = 10
"""Cuántas se miran para llenar una página de un cliente limitado a unas cuentas."""
TOMA: Final[timedelta] = cola.TOMA


def pagina_cola(servicio: Servicio, ojos: Vista, f: FiltrosCola) -> PaginaCola:
    """Una página de la cola. Lanza `CampoInvalido` si el cursor no vale."""
    tras = leer_cursor(f.cursor, 2)
    posicion = (tras[0], tras[1]) if tras else None
    vistas: list[FilaCola] = []
    hay_mas = True
    for _ in range(_TANDAS):
        cuantas = _TANDA if ojos.cuentas is not None else f.limite
        # una de más: así se sabe si queda otra página
        tanda = cola.listar(servicio.almacen, cuantas + 1, posicion, cola.Filtros(red=f.red or ""))
        hay_mas = len(tanda) > cuantas
        for fila in tanda[:cuantas]:
            if len(vistas) == f.limite:
                hay_mas = True
                break
            posicion = (-fila.prioridad, fila.id)
            if ojos.ve(fila.cuenta_id):
                vistas.append(fila)
        if len(vistas) == f.limite or not hay_mas:
            break
    siguiente = escribir(*posicion) if hay_mas and posicion else None
    return PaginaCola(elementos=[_en_cola(ojos, v) for v in vistas], siguiente=siguiente)


def _en_cola(ojos: Vista, f: FilaCola) -> EnCola:
    return EnCola(
        id=f.id,
        version=f.version,
        prioridad=f.prioridad,
        estado=f.estado,
        red=f.red,
        cuenta_id=f.cuenta_id,
        cuenta=limpio(f.cuenta),
        texto=ojos.texto(f.texto, f.autor),
        autor=ojos.dato(f.autor),
        creado=f.creado,
        abierto=f.abierto,
        propuesta=f.propuesta,
        politicas=list(f.politicas),
        intenciones=list(f.intencion),
        critica=f.critica,
        degradado=f.degradado,
        actuado=f.actuado,
        tapado_por_la_red=f.tapado_por_la_red,
        por_ver=bool(f.por_ver),
        tomado_por=f.toma_usuario,
        toma_hasta=f.toma_hasta if f.toma_usuario else None,
    )


def motivos() -> list[str]:
    """Los motivos ya escritos."""
    return list(MOTIVOS)


def decidir(
    servicio: Servicio, almacen: Almacen, expediente_id: int, quien: Persona, d: DecisionPedida
) -> None:
    """Pasa la decisión a la sala, con lo que permite la red de ese comentario. Lanza lo que lance la sala."""
    capacidades = servicio.capacidades.get(cola.cabecera(almacen, expediente_id).cuenta_id)
    if capacidades is None:
        raise EntradaInvalida(
            "la cuenta de este comentario ya no está en la configuración: no hay cómo actuar"
        )
    r = Resolucion.de(d.accion, d.motivo.replace("\r\n", "\n"), d.version, d.articulo)
    propuesto = servicio.bloqueo_propuesto(expediente_id, d.articulo)
    cola.resolver(almacen, expediente_id, quien, r, capacidades, propuesto)
