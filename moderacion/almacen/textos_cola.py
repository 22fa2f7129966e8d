"""Buscar en el texto de lo que esta en cola: FTS5 en SQLite, `tsvector` en PostgreSQL, con lo mismo dentro y fuera.

El texto se guarda plegado (sin tildes ni mayusculas) para que los dos motores busquen igual. Lo que alguien escribe en la
caja nunca es sintaxis: se parte en palabras y cada una se busca como principio de palabra.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import Connection, text

from moderacion.almacen.columnas import EN_JSON

HALLADOS: Final = 1000
"""Los que se miran como mucho, empezando por los expedientes mas nuevos: una palabra de todos no recorre la cola."""
_LARGO: Final = 5000
_PALABRA: Final = re.compile(r"[^\W_]+")
_PALABRAS: Final = 8
_PONER_SQLITE: Final = text("INSERT INTO texto_cola (rowid, texto) VALUES (:id, :texto)")
_PONER: Final = text(
    "INSERT INTO texto_cola SELECT f.id, f.texto FROM json_to_recordset(CAST(:filas AS json)) AS f(id integer, texto text)"
)
_QUITAR: Final = text("DELETE FROM texto_cola WHERE expediente_id = :id")
_QUITAR_SQLITE: Final = text("DELETE FROM texto_cola WHERE rowid = :id")


def plegar_busqueda(texto: str) -> str:
    """En minusculas y sin tildes ni diacriticos; la ñ queda en n, como la escribe quien no la tiene."""
    plegado = unicodedata.normalize("NFKD", texto[:_LARGO]).casefold()
    for c in set(plegado):  # las distintas son pocas
        if c == "\x00" or unicodedata.combining(c):
            plegado = plegado.replace(c, "")
    return plegado


def palabras(texto: str) -> list[str]:
    """Las palabras plegadas de un texto, en orden.

    Se guardan ya partidas: cada motor parte a su modo, y PostgreSQL toma entera una direccion o un numero con guion.
    """
    return _PALABRA.findall(plegar_busqueda(texto))


class TextosCola:
    """Los textos de la cola, para buscarlos."""

    def __init__(self, con: Connection) -> None:
        self._con = con
        self._sqlite = con.dialect.name == "sqlite"

    def poner(self, textos: Mapping[int, str]) -> None:
        """Añade expedientes que no estaban, con su texto."""
        filas = [{"id": i, "texto": " ".join(palabras(t))} for i, t in sorted(textos.items())]
        if filas and self._sqlite:
            self._con.execute(_PONER_SQLITE, filas)
        elif filas:
            # todas en un JSON, como `insertar_muchas`: nadie mas guarda veredictos mientras tanto
            self._con.execute(_PONER, {"filas": EN_JSON(filas)})

    def quitar(self, expedientes: Iterable[int]) -> None:
        """Quita los que salieron de la cola."""
        filas = [{"id": i} for i in sorted(expedientes)]
        if filas:
            self._con.execute(_QUITAR_SQLITE if self._sqlite else _QUITAR, filas)

    def vaciar(self) -> None:
        """Los quita todos."""
        self._con.execute(text("DELETE FROM texto_cola"))

    def buscar(self, pedido: str) -> list[int]:
        """Los expedientes en cola con todas las palabras pedidas, el mas nuevo primero; a lo sumo `HALLADOS`."""
        pedidas = palabras(pedido)[:_PALABRAS]
        if not pedidas:
            return []
        if self._sqlite:
            # entre comillas no hay operadores; el asterisco de fuera pide el principio
            consulta = " ".join(f'"{p}"*' for p in pedidas)
            orden = "SELECT rowid FROM texto_cola WHERE texto_cola MATCH :q ORDER BY rowid DESC LIMIT :n"
        else:
            consulta = " & ".join(f"'{p}':*" for p in pedidas)
            orden = (
                "SELECT expediente_id FROM texto_cola WHERE to_tsvector('simple', texto) @@ to_tsquery('simple', :q) "
                "ORDER BY expediente_id DESC LIMIT :n"
            )
        return [int(i) for i in self._con.execute(text(orden), {"q": consulta, "n": HALLADOS}).scalars()]
