"""Los mecanismos de participacion: que son, que se conto de cada uno, y que sumas publicadas no cuadran.

Lo publicado se guarda como se publico; la cifra correcta se calcula aqui y se dice al lado.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

from moderacion.informes.modelo import porcentaje

REDES: Final = "redes"
"""La clave del mecanismo que el servicio cuenta solo."""
_CIEN: Final = 100
_CLAVE: Final = 40
"""Lo que mide una clave."""
_MAXIMO_PARTES: Final = 400


@dataclass(frozen=True, slots=True)
class CifraMecanismo:
    """Una cosa contada. `unidad`: vacia o «%»; `de`: la cifra de la que es parte; `desde`: si no es de todos los dias dichos."""

    nombre: str
    valor: int
    unidad: str = ""
    de: str = ""
    desde: date | None = None

    @property
    def dicha(self) -> str:
        """Su nombre, con la unidad si no son cosas."""
        return f"{self.nombre} ({self.unidad})" if self.unidad else self.nombre


@dataclass(frozen=True, slots=True)
class Crecimiento:
    """Seguidores de una cuenta al principio y al final. `publicado`: la diferencia que se publico, si se publico."""

    red: str
    cuenta: str
    antes: int
    despues: int
    publicado: int | None = None

    @property
    def correcto(self) -> int:
        """La diferencia que es."""
        return self.despues - self.antes

    @property
    def tanto(self) -> Decimal | None:
        """La diferencia en puntos de lo que habia."""
        return porcentaje(self.correcto, self.antes)

    @property
    def cuadra(self) -> bool:
        """Si lo publicado es lo que es."""
        return self.publicado in (None, self.correcto)

    @property
    def dicho(self) -> str:
        """En la forma del manual: «De 15,188 a 21,097 = 5,909»."""
        return f"De {self.antes:,} a {self.despues:,} = {self.correcto:,}"

    @property
    def nota(self) -> str:
        """Vacia si cuadra; si no, lo publicado y lo correcto."""
        if self.cuadra:
            return ""
        return f"La fuente publica {self.publicado:,}; de {self.antes:,} a {self.despues:,} hay {self.correcto:,}."


@dataclass(frozen=True, slots=True)
class Mecanismo:
    """Lo que hizo un mecanismo en unos dias."""

    clave: str
    nombre: str
    objetivo: str
    requisitos: str
    participaciones: str
    lugares: str
    fuente: str
    desde: date
    hasta: date
    cifras: tuple[CifraMecanismo, ...] = ()
    crecimientos: tuple[Crecimiento, ...] = ()

    def notas(self) -> tuple[str, ...]:
        """Lo que de sus cifras publicadas no cuadra."""
        de_sumas = (f"{c.cuenta}. {c.nota}" for c in self.crecimientos if c.nota)
        return (*de_sumas, *_partes_imposibles(self.cifras))


def mecanismo_de(fila: Mapping[str, Any]) -> Mecanismo:
    """El guardado en una fila."""
    datos = {c: fila[c] for c in Mecanismo.__dataclass_fields__}
    return Mecanismo(**datos | _listas(fila))


def _listas(datos: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "cifras": tuple(CifraMecanismo(**d) for d in datos.get("cifras", ())),
        "crecimientos": tuple(Crecimiento(**d) for d in datos.get("crecimientos", ())),
    }


@cache
def ejemplo() -> tuple[str, tuple[Mecanismo, ...]]:
    """El que viene con el programa: (como se llama el documento, sus mecanismos en su orden)."""
    archivo = files("moderacion.informes") / "ejemplos" / "mecanismos_2016.toml"
    leido = tomllib.loads(archivo.read_text("utf-8"))
    return leido["documento"], tuple(_de_toml(m) for m in leido["mecanismo"])


def clave_de(dicho: str) -> str:
    """La clave de un mecanismo, dicha con ella o con su nombre, como quiera que se escriba; vacia si no dice nada."""
    dicho = dicho.strip()
    llano = _llano(dicho)
    conocido = next((m.clave for m in ejemplo()[1] if llano in (m.clave, _llano(m.nombre))), "")
    # una clave ya escrita se queda como estaba: cambiarla partiria en dos lo guardado con ella
    suya = dicho if re.fullmatch(rf"\w{{1,{_CLAVE}}}", dicho, re.ASCII) else llano
    return conocido or suya


def _llano(texto: str) -> str:
    sin_tildes = unicodedata.normalize("NFKD", texto).encode("ascii", "ignore").decode().lower()
    return "_".join(re.findall(r"[a-z0-9]+", sin_tildes))[:_CLAVE]


def _de_toml(m: Mapping[str, Any]) -> Mecanismo:
    datos: dict[str, Any] = {k: v.strip() if isinstance(v, str) else v for k, v in m.items()}
    return Mecanismo(**datos | _listas(m))


def _partes_imposibles(cifras: Sequence[CifraMecanismo]) -> list[str]:
    """Porcentajes que suman cien y no pueden salir de la cuenta de la que dicen ser parte."""
    notas = []
    for todo in cifras:
        partes = [c.valor for c in cifras if c.de == todo.nombre]
        if sum(partes) != _CIEN or _reparto(partes, todo.valor):
            continue
        cercanos = sorted(range(1, _MAXIMO_PARTES), key=lambda n: (abs(n - todo.valor), n))
        posible = next((n for n in cercanos if _reparto(partes, n)), None)
        dichas = ", ".join(f"{p} %" for p in partes)
        nota = f"Las partes publicadas ({dichas}) no pueden salir de {todo.valor:,} ({todo.nombre.lower()})"
        if posible:
            repartidos = ", ".join(str(n) for n in _reparto(partes, posible) or ())
            nota += f": cuadran con {posible:,} ({repartidos})"
        notas.append(f"{nota}.")
    return notas


def _reparto(partes: Sequence[int], total: int) -> list[int] | None:
    """Cuantos de `total` hay en cada parte, si existe un reparto entero que redondee a esos porcentajes."""
    enteros = []
    for p in partes:
        posibles = [k for k in range(total + 1) if _redondo(k, total) == p]
        if not posibles:
            return None
        enteros.append(posibles[0])
    return enteros if sum(enteros) == total else None


def _redondo(parte: int, total: int) -> int:
    return (parte * 200 + total) // (2 * total) if total else 0
