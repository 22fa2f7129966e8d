"""El registro de lo restringido, montado: lo que se tacha al entregarlo."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from moderacion.almacen import Almacen
from moderacion.bitacora import Suceso
from moderacion.evaluacion.nombres import Nombres
from moderacion.evaluacion.tachado import tachar

_CALLADO: Final = "[no se entrega: podría identificar a alguien]"
_RECORDADOS: Final = 4096


def anotar_salida(almacen: Almacen, actor: str, formato: str, filtro: Mapping[str, str]) -> None:
    """Alguien saco el registro: que, en que forma y con que filtro."""
    with almacen.unidad() as u:
        u.registro.asentar(Suceso("registro:sacado", "registro", actor, {"formato": formato, **filtro}))


def tachador(almacen: Almacen) -> Callable[[str], str]:
    """Como se tacha lo que alguien escribio; lo que aun asi pudiera identificar a una persona no sale."""
    with almacen.lectura() as u:
        nombres = Nombres(u.decididos.autores())

    @lru_cache(_RECORDADOS)
    def _tachar(texto: str) -> str:
        t = tachar(texto, nombres)
        return _CALLADO if t.riesgo else t.texto

    return _tachar
