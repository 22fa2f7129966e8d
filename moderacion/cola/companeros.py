"""Trabajar con otros: tomar, soltar y renovar; quien mira; notas, segunda opinion y traspaso; las novedades."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from moderacion.almacen import Almacen, TipoNota
from moderacion.almacen.companeros import FilaNota, Toma
from moderacion.almacen.novedades import FilaNovedad
from moderacion.bitacora import Suceso
from moderacion.cola.persona import DECIDEN, Persona, exigir_que_decida
from moderacion.errores import Conflicto, EntradaInvalida

TOMA: Final = timedelta(minutes=5)
MIRADA: Final = timedelta(seconds=45)
"""Lo que dura una mirada sin repetirse: la pantalla la repite cada 20 segundos."""
TEXTO_MINIMO: Final = 3
TEXTO_MAXIMO: Final = 2000
_CANDIDATOS: Final = 20


def tomar(almacen: Almacen, expediente_id: int, persona: Persona) -> None:
    """Toma el expediente 5 minutos, o renueva la toma. Lanza `Conflicto`, `NoExiste` o `NoAutorizado`."""
    exigir_que_decida(persona)
    with almacen.unidad() as u:
        u.expedientes.tomar(expediente_id, persona.id, u.ahora + TOMA)


def soltar(almacen: Almacen, expediente_id: int, persona: Persona) -> None:
    """Lo deja para otro."""
    with almacen.unidad() as u:
        u.expedientes.soltar(expediente_id, persona.id)


def renovar(almacen: Almacen, expediente_id: int, persona: Persona) -> datetime:
    """Alarga la propia toma y devuelve hasta cuando. Lanza `Conflicto` si ya no la tiene."""
    exigir_que_decida(persona)
    with almacen.unidad() as u:
        u.expedientes.renovar(expediente_id, persona.id, u.ahora + TOMA)
        return u.ahora + TOMA


def toma(almacen: Almacen, expediente_id: int) -> Toma | None:
    """Quien lo tiene ahora."""
    with almacen.lectura() as u:
        return u.companeros.toma(expediente_id)


def tomar_siguiente(almacen: Almacen, persona: Persona) -> int | None:
    """Toma el primero libre de la cola y devuelve su id, o None. Dos a la vez nunca toman el mismo."""
    exigir_que_decida(persona)
    with almacen.unidad() as u:
        for expediente_id in u.expedientes.libres(persona.id, _CANDIDATOS):
            try:
                u.expedientes.tomar(expediente_id, persona.id, u.ahora + TOMA, de_la_cola=True)
            except Conflicto:
                continue
            return expediente_id
    return None


def mirar(almacen: Almacen, expediente_id: int, persona: Persona) -> None:
    """Dice que lo tiene abierto. Lanza `NoExiste`."""
    with almacen.unidad() as u:
        u.expedientes.existe(expediente_id)
        u.companeros.mirar(expediente_id, persona.id, u.ahora + MIRADA)


def miran(almacen: Almacen, expediente_id: int) -> Sequence[str]:
    """Los nombres de quienes lo tienen abierto."""
    with almacen.lectura() as u:
        return u.companeros.miran(expediente_id)


def ver_datos(almacen: Almacen, expediente_id: int, persona: Persona) -> None:
    """Deja en la bitacora que pidio ver los datos personales de un expediente. Lanza `NoExiste` o `NoAutorizado`."""
    exigir_que_decida(persona)
    with almacen.unidad() as u:
        u.expedientes.existe(expediente_id)
        u.registro.asentar(Suceso("datos:vistos", f"expediente/{expediente_id}", persona.actor))


def anotar(almacen: Almacen, expediente_id: int, persona: Persona, texto: str) -> int:
    """Deja una nota y devuelve su id. Lanza `EntradaInvalida`, `NoExiste` o `NoAutorizado`."""
    return _dejar(almacen, TipoNota.NOTA, expediente_id, persona, texto)


def pedir_opinion(
    almacen: Almacen, expediente_id: int, persona: Persona, para_id: int | None, texto: str
) -> int:
    """Pide una segunda opinion, a alguien o a quien sea. El expediente sigue donde esta. Lanza lo mismo que `anotar`."""
    return _dejar(almacen, TipoNota.PIDE_OPINION, expediente_id, persona, texto, para_id)


def opinar(
    almacen: Almacen, expediente_id: int, persona: Persona, texto: str, *, restringe: bool | None = None
) -> int:
    """Da su opinion sin decidir. `restringe`: si lo restringiria (`dos_firmas`). Lanza lo mismo que `anotar`."""
    return _dejar(almacen, TipoNota.OPINION, expediente_id, persona, texto, restringe=restringe)


def traspasar(almacen: Almacen, expediente_id: int, persona: Persona, para_id: int, texto: str) -> int:
    """Se lo pasa a otra persona que decide: queda asignado a ella y sin tomar. Lanza `Conflicto` y lo de `anotar`."""
    if para_id == persona.id:
        raise EntradaInvalida("ya es suyo: elija a otra persona")
    return _dejar(almacen, TipoNota.TRASPASO, expediente_id, persona, texto, para_id)


def _dejar(
    almacen: Almacen,
    tipo: TipoNota,
    expediente_id: int,
    persona: Persona,
    texto: str,
    para_id: int | None = None,
    restringe: bool | None = None,
) -> int:
    exigir_que_decida(persona)
    texto = texto.strip()
    if not TEXTO_MINIMO <= len(texto) <= TEXTO_MAXIMO:
        raise EntradaInvalida(f"escriba de {TEXTO_MINIMO} a {TEXTO_MAXIMO} caracteres")
    with almacen.unidad() as u:
        u.expedientes.existe(expediente_id)
        if para_id is not None:
            para = next((x for x in u.accesos.todos() if x.id == para_id), None)
            if para is None or not para.activo or para.rol not in DECIDEN:
                raise EntradaInvalida("elija a alguien activo que pueda decidir")
        if tipo is TipoNota.TRASPASO and para_id is not None:
            u.expedientes.asignar(expediente_id, persona.id, para_id)
        return u.companeros.anotar(
            tipo, expediente_id, persona.id, para_id, texto, persona.actor, restringe=restringe
        )


def notas(almacen: Almacen, expediente_id: int) -> Sequence[FilaNota]:
    """Lo escrito sobre un expediente, en orden."""
    with almacen.lectura() as u:
        return u.companeros.notas(expediente_id)


def novedades(almacen: Almacen, desde: int) -> Sequence[FilaNovedad]:
    """Lo que paso despues de la novedad `desde`, en orden."""
    with almacen.lectura() as u:
        return u.novedades.desde(desde)


def ultima_novedad(almacen: Almacen) -> int:
    """El numero de la ultima novedad."""
    with almacen.lectura() as u:
        return u.novedades.ultima()
