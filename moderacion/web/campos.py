"""Los campos que llegan de fuera, con sus limites: lo que no cabe en la base no pasa de aqui."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Final

from fastapi import Form, Path, Query
from pydantic import AfterValidator, BeforeValidator, Field

from moderacion.errores import EntradaInvalida
from moderacion.reloj import ZONA
from politicas.ayudas.comunicados import FORMATO

_ANIOS: Final = range(2000, 2101)
ENTERO_MAXIMO: Final = 2**63 - 1
"""El mayor entero de la base."""


def sin_nulos(valor: str) -> str:
    """El texto sin retornos de carro. Lanza `ValueError` si trae un NUL."""
    # pydantic ya rechaza los sustitutos sueltos; el NUL lo deja pasar y PostgreSQL no (fiabilidad.md, trampa 22)
    if "\x00" in valor:
        raise ValueError("hay un caracter nulo")
    # lo que no es UTF-8 en un formulario llega ya cambiado por U+FFFD: guardarlo seria asentar lo que nadie escribio
    if "\ufffd" in valor:
        raise ValueError("hay octetos que no son texto")
    # un sustituto suelto: pydantic solo lo mira en un texto con limites y sin validador delante
    if any("\ud800" <= c <= "\udfff" for c in valor):
        raise ValueError("hay medio caracter")
    return valor.replace("\r\n", "\n")


def _un_salto(valor: Any) -> Any:
    """Los saltos de linea como los cuenta el navegador: en el formulario viajan con dos octetos."""
    return valor.replace("\r\n", "\n") if isinstance(valor, str) else valor


_Texto = AfterValidator(sin_nulos)
SALTOS: Final = BeforeValidator(_un_salto)

Id = Annotated[int, Path(ge=1, le=ENTERO_MAXIMO)]
"""El id de algo en la direccion: si no cabe, no existe."""
Palabra = Annotated[str, Form(max_length=200), _Texto]
Escrito = Annotated[str, SALTOS, Form(max_length=30_000), _Texto]
"""Un texto que la sala medira despues, con su propia frase."""
Hoja = Annotated[str, SALTOS, Form(max_length=900_000), _Texto]
"""Una hoja de calculo pegada como texto: cabe en lo mas que admite un formulario."""
Version = Annotated[int, Form(ge=1, le=2**31)]
Articulo = Annotated[int | None, Form(ge=1, le=13)]
Posicion = Annotated[int | None, Query(ge=-ENTERO_MAXIMO, le=ENTERO_MAXIMO)]
Filtro = Annotated[str, Query(max_length=20)]
Palabras = Annotated[list[Annotated[str, Field(max_length=200), _Texto]], Form(max_length=10)]
"""Un campo que puede venir varias veces."""
Volver = Annotated[str, Query(max_length=1000), _Texto]
VolverEscrito = Annotated[str, Form(max_length=1000), _Texto]
"""De que pagina se vino (`moderacion.web.vuelta`)."""
Busqueda = Annotated[str, Query(max_length=120), _Texto]
"""Lo que alguien busca o filtra."""
Numero = Annotated[int | None, Query(ge=0, le=ENTERO_MAXIMO)]
Una = Annotated[int | None, Query(ge=1, le=ENTERO_MAXIMO)]
"""El id de algo por lo que se filtra, o desde lo que se sigue."""
NumeroEscrito = Annotated[int, Form(ge=1, le=ENTERO_MAXIMO)]
CuentaElegida = Annotated[str, Form(max_length=19, pattern=r"^\d*$")]
"""La de un menu: vacia, todas (`cuenta_de`)."""
NumeroComunicado = Annotated[str, Path(pattern=f"^{FORMATO.pattern}$")]
"""«12-2026»: con otra forma, no existe."""


def cuenta_de(elegida: str) -> int | None:
    """El id de la cuenta elegida en un menu; None, todas. Lanza `EntradaInvalida` si ninguna puede tenerlo."""
    if not elegida:
        return None
    if int(elegida) > ENTERO_MAXIMO:
        raise EntradaInvalida("no hay tal cuenta")
    return int(elegida)


def dia_escrito(escrito: str, que: str) -> date:
    """El dia que manda un campo de fecha. Lanza `EntradaInvalida` con lo que se esperaba (`que`)."""
    try:
        return date.fromisoformat(escrito)
    except ValueError:
        raise EntradaInvalida(f"escriba {que}") from None


def dia_de(texto: str, campo: str) -> datetime | None:
    """El comienzo de un dia de El Salvador; None si no se dijo. Lanza `EntradaInvalida`."""
    if not texto.strip():
        return None
    try:
        leido = date.fromisoformat(texto.strip())
    except ValueError:
        raise EntradaInvalida(f"«{campo}» se esperaba como AAAA-MM-DD") from None
    if leido.year not in _ANIOS:
        raise EntradaInvalida(f"«{campo}» queda fuera del calendario")
    return datetime.combine(leido, time.min, ZONA)


def tramo_de(desde: str, hasta: str) -> tuple[datetime | None, datetime | None]:
    """Los limites de un filtro por dias, los dos incluidos: el segundo es ya el dia siguiente. Lanza `EntradaInvalida`."""
    fin = dia_de(hasta, "hasta")
    return dia_de(desde, "desde"), fin + timedelta(days=1) if fin else None


def ultimo_dia(escrito: str) -> date:
    """El ultimo en que vale lo que un area contesto. Lanza `EntradaInvalida`."""
    return dia_escrito(escrito, "el último día en que vale la respuesta")
