"""Las clases de informe que hay. Añadir una es una funcion que reciba un `Pedido` y devuelva un `Informe`, y su linea en `_TODAS`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from moderacion.almacen import Almacen
from moderacion.errores import EntradaInvalida
from moderacion.informes.modelo import Informe
from moderacion.informes.periodo import Periodo, corte


@dataclass(frozen=True, slots=True)
class Pedido:
    """Lo que se pide. `almacen` es None en una instalacion vacia: solo hay lo que viene con el programa."""

    almacen: Almacen | None
    periodo: Periodo
    corte: datetime
    institucion: str


Armar = Callable[[Pedido], Informe]


@dataclass(frozen=True, slots=True)
class ClaseInforme:
    """Una clase. `sin_base`: si hay algo que decir sin una base. `preparar`: lo que se pone al dia antes de leer."""

    clave: str
    titulo: str
    dice: str
    armar: Armar
    sin_base: bool = False
    preparar: Callable[[Almacen], object] | None = None


def _todas() -> tuple[ClaseInforme, ...]:
    # cada una se importa al pedirla: `modelo` y `registro` no dependen de ninguna
    from moderacion.informes import cadencia, participacion, seguidores, transparencia

    return (seguidores.CLASE, participacion.CLASE, transparencia.CLASE, cadencia.CLASE)


def clases() -> Mapping[str, ClaseInforme]:
    """Clave → clase, en el orden en que se ofrecen."""
    return {c.clave: c for c in _todas()}


def clase_de(clave: str) -> ClaseInforme:
    """La clase. Lanza `EntradaInvalida` con las que hay."""
    hay = clases()
    if clave not in hay:
        raise EntradaInvalida(f"no hay informe «{clave}»: {', '.join(hay)}")
    return hay[clave]


def armar(
    clave: str, almacen: Almacen | None, periodo: Periodo, ahora: datetime, institucion: str
) -> Informe:
    """El informe entero, de una sola foto de la base. Lanza `EntradaInvalida` si no hay tal clase o el periodo no empieza."""
    clase = clase_de(clave)
    pedido = Pedido(almacen, periodo, corte(periodo, ahora), institucion)
    if almacen is None:
        if not clase.sin_base:
            raise EntradaInvalida(
                f"el informe «{clave}» sale de la base, y no hay ninguna: falta config.toml"
            )
        return clase.armar(pedido)
    if clase.preparar:
        clase.preparar(almacen)
    with almacen.foto():
        return clase.armar(pedido)
