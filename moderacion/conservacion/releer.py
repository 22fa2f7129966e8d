"""Preguntar a la red si lo que guardamos sigue alli: lo que se borro en ella se deja de guardar aqui.

X exige quitarlo antes de 24 horas; YouTube, refrescarlo o borrarlo antes de 30 dias; de Facebook se hace igual. Se pregunta
por lo que hace mas que no se ve, por lotes, y no se pregunta si la cuota de la red va justa: leer lo nuevo va antes. Lo que
un sondeo vuelve a leer cuenta como preguntado.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from conectores.errores import ErrorConector, NoPermitido, PeticionInvalida
from conectores.tipos import ComentarioLeido, Conector, Red
from moderacion.almacen import Almacen
from moderacion.almacen.estados_conservacion import CausaPurga
from moderacion.almacen.purgas import PurgaNueva, clave_nueva
from moderacion.conservacion.purga import Reglas, aplicar

_DESDE: Final = datetime.max.replace(tzinfo=UTC)
"""Solo Facebook mira desde cuando, para buscar entre lo nuestro; a ella no se le pregunta asi."""
_DE_UNO_EN_UNO: Final = 100
"""Donde hay que pedirlos de uno en uno, cuantos por vuelta como mucho."""


@dataclass(frozen=True, slots=True)
class ResumenReleer:
    """Lo que dejo una vuelta. `error`: por que no se pudo preguntar, o vacio."""

    preguntados: int = 0
    purgados: int = 0
    error: str = ""


def releer(almacen: Almacen, conector: Conector, cuenta_id: int, reglas: Reglas) -> ResumenReleer:
    """Una vuelta de una cuenta. Si la red no contesta, otra vez sera: nada se da por borrado sin que ella lo diga."""
    c = reglas.config.conservacion
    if any(q.usado >= c.cuota_maxima for q in conector.cuotas()):
        return ResumenReleer(error="la cuota de la red va justa: se pregunta en la vuelta siguiente")
    cada = (
        timedelta(hours=c.releer_twitter_horas)
        if conector.red is Red.TWITTER
        else timedelta(days=c.releer_dias)
    )
    limite = c.releer_lote if conector.red is Red.TWITTER else min(c.releer_lote, _DE_UNO_EN_UNO)
    with almacen.lectura() as u:
        nuestro = u.ahora - timedelta(days=c.borrados_por_nosotros)
        lote = u.purgas.por_releer(cuenta_id, u.ahora - cada, nuestro, limite)
    if not lote:
        return ResumenReleer()
    try:
        faltan, vistos, tapados = _preguntar(conector, [externo for _, externo in lote])
    except ErrorConector as error:
        return ResumenReleer(error=error.mensaje)
    with almacen.unidad() as u:
        if vistos:
            # solo YouTube y Facebook: X, al editar, da otro id, y lo trae el sondeo
            u.comentarios.guardar(cuenta_id, vistos, dice_si_oculto=conector.red is Red.FACEBOOK)
        u.comentarios.comprobados([i for i, externo in lote if externo not in faltan | tapados])
        u.comentarios.preguntados([i for i, externo in lote if externo in tapados])
    return ResumenReleer(len(lote), _purgar(almacen, reglas, [i for i, externo in lote if externo in faltan]))


def _preguntar(conector: Conector, ids: Sequence[str]) -> tuple[set[str], list[ComentarioLeido], set[str]]:
    """Los que la red dice que ya no existen, los que ha vuelto a dar enteros, y los que no deja ver."""
    if conector.red is Red.TWITTER:
        return _faltan(conector, ids), [], set()
    # de los que YouTube da por su id, se refresca el texto: preguntar si existen no basta
    faltan = _faltan(conector, ids) if conector.red is Red.YOUTUBE else set()
    vistos, tapados = [], set()
    for i in ids:
        if i in faltan:
            continue
        try:
            leido = conector.consultar(i)
        except (NoPermitido, PeticionInvalida):
            tapados.add(i)  # no es que no exista, pero tampoco se refresco
            continue
        if leido is None:
            faltan.add(i)
        else:
            vistos.append(leido)
    return faltan, vistos, tapados


def _faltan(conector: Conector, ids: Sequence[str]) -> set[str]:
    """Lo que falta en dos preguntas seguidas: una respuesta a medias no borra nada."""
    primera = conector.presencia(ids, _DESDE).faltan
    return set(conector.presencia(sorted(primera), _DESDE).faltan) if primera else set()


def _purgar(almacen: Almacen, reglas: Reglas, ids: Sequence[int]) -> int:
    if not ids:
        return 0
    with almacen.unidad() as u:
        u.purgas.borrados_en_la_red(ids)
        claves = u.vaciado.claves(ids)
    cuantos = aplicar(almacen, reglas, PurgaNueva(clave_nueva(), CausaPurga.RED, "", None, claves))
    almacen.asentar_en_disco()
    return cuantos
