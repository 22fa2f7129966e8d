"""Como se dice en las paginas lo de rendir cuentas: cifras cerradas y segundas lecturas."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from moderacion.informes.formas.cifras import duracion

SUCESOS_TRANSPARENCIA: Final[Mapping[str, str]] = {
    "cifras:cerradas": "Se cerraron las cifras de un día",
    "muestra:sorteada": "Se sorteó qué decisiones de una semana lee otra persona",
    "lectura:descartada": "Una segunda lectura se apartó: su texto ya no está",
    "lectura:hecha": "Hizo una segunda lectura a ciegas",
    "lectura:zanjada": "Zanjó un desacuerdo entre dos lecturas",
}
OBJETOS_TRANSPARENCIA: Final[Mapping[str, str]] = {
    "dia": "/transparencia",
    "lectura": "/segunda-lectura",
    "semana": "/segunda-lectura",
}
RAZONES: Final[Mapping[str, str]] = {
    "primera": "La primera lectura",
    "segunda": "La segunda lectura",
    "dudoso": "El manual no lo deja claro",
}


def minutos(cuantos: int) -> str:
    """Unos minutos, en las dos unidades mayores: «2 h 15 min»."""
    return duracion(timedelta(minutes=cuantos))
