"""Como se dice en las paginas lo de rendir cuentas: cifras cerradas y segundas lecturas."""

from collections.abc import Mapping
from typing import Final

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
