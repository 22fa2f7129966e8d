"""Los campos que llegan de fuera, con sus limites: lo que no cabe en la base no pasa de aqui."""

from typing import Annotated, Final

from fastapi import Form, Path, Query
from pydantic import AfterValidator

_ENTERO_MAXIMO: Final = 2**63 - 1
"""El mayor entero de la base."""


def _sin_nulos(valor: str) -> str:
    # pydantic ya rechaza los sustitutos sueltos; el NUL lo deja pasar y PostgreSQL no (fiabilidad.md, trampa 22)
    if "\x00" in valor:
        raise ValueError("hay un caracter nulo")
    # lo que no es UTF-8 en un formulario llega ya cambiado por U+FFFD: guardarlo seria asentar lo que nadie escribio
    if "\ufffd" in valor:
        raise ValueError("hay octetos que no son texto")
    return valor.replace("\r\n", "\n")


_Texto = AfterValidator(_sin_nulos)

Id = Annotated[int, Path(ge=1, le=_ENTERO_MAXIMO)]
"""El id de algo en la direccion: si no cabe, no existe."""
Palabra = Annotated[str, Form(max_length=200), _Texto]
Escrito = Annotated[str, Form(max_length=10_000), _Texto]
"""Un texto que la sala medira despues, con su propia frase."""
Version = Annotated[int, Form(ge=1, le=2**31)]
Articulo = Annotated[int | None, Form(ge=1, le=13)]
Posicion = Annotated[int | None, Query(ge=-_ENTERO_MAXIMO, le=_ENTERO_MAXIMO)]
Filtro = Annotated[str, Query(max_length=20)]
Regreso = Annotated[str, Query(max_length=200)]
RegresoEscrito = Annotated[str, Form(max_length=200), _Texto]
