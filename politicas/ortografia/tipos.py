"""Una falta de ortografia: donde esta, cuanto pesa, por que y por que cambiarla."""

from dataclasses import dataclass

from politicas.tipos import Gravedad


@dataclass(frozen=True, slots=True)
class Falta:
    """`original[inicio:fin]` se cambia por la primera de las `sugerencias`.

    `envuelve` dice que el tramo es una frase entera (un signo que falta): otra falta cabe dentro.
    """

    inicio: int
    fin: int
    gravedad: Gravedad
    motivo: str
    sugerencias: tuple[str, ...] = ()
    envuelve: bool = False
    corta: bool = False
    """Si desde aqui no se reviso mas."""
