"""El lenguaje de `/2/tweets/search/recent`, lo que se usa: terminos, `OR`, parentesis y negacion.

Un operador que no existe da 400, como en la red real (apis.md, seccion 2; openapi-2.166.json).
"""

import re
from collections.abc import Callable
from typing import Final

from conectores.simulador.twitter.estado import Estado, Post

Filtro = Callable[[Post], bool]

_FICHAS: Final = re.compile(r'\s*(\(|\)|-?[A-Za-z_]+:"[^"]*"|-?"[^"]*"|[^\s()]+)')
_OPERADOR: Final = re.compile(r"(?P<nombre>[A-Za-z_]+):(?P<valor>.+)", re.DOTALL)


class ConsultaInvalida(ValueError):
    """La consulta no se entiende o usa un operador que no existe."""


def compilar(consulta: str, estado: Estado) -> Filtro:
    """El filtro de una consulta. Lanza ConsultaInvalida."""
    return _Analizador(consulta, estado).todo()


class _Analizador:
    """Descenso recursivo: `o` → `y` (`OR` `y`)*; `y` → `termino`+; `OR` liga menos que la yuxtaposicion."""

    def __init__(self, consulta: str, estado: Estado) -> None:
        self._fichas = _FICHAS.findall(consulta)
        self._estado = estado

    def todo(self) -> Filtro:
        if not self._fichas:
            raise ConsultaInvalida("la consulta esta vacia")
        filtro = self._o()
        if self._fichas:
            raise ConsultaInvalida(f"sobra {self._fichas[0]!r}")
        return filtro

    def _o(self) -> Filtro:
        partes = [self._y()]
        while self._fichas and self._fichas[0] == "OR":
            self._fichas.pop(0)
            partes.append(self._y())
        return lambda p: any(parte(p) for parte in partes)

    def _y(self) -> Filtro:
        partes = []
        while self._fichas and self._fichas[0] not in (")", "OR"):
            partes.append(self._termino())
        if not partes:
            raise ConsultaInvalida("falta un termino")
        return lambda p: all(parte(p) for parte in partes)

    def _termino(self) -> Filtro:
        ficha = self._fichas.pop(0)
        if ficha in ("(", "-"):
            if ficha == "-" and (not self._fichas or self._fichas.pop(0) != "("):
                raise ConsultaInvalida("'-' suelto")
            dentro = self._o()
            if not self._fichas or self._fichas.pop(0) != ")":
                raise ConsultaInvalida("falta un parentesis")
            return dentro if ficha == "(" else lambda p: not dentro(p)
        if ficha.startswith("-") and len(ficha) > 1:
            negado = self._simple(ficha[1:])
            return lambda p: not negado(p)
        return self._simple(ficha)

    def _simple(self, ficha: str) -> Filtro:
        operador = _OPERADOR.fullmatch(ficha)
        if operador and "//" not in ficha:
            return self._operador(operador["nombre"].lower(), operador["valor"].strip('"'))
        if ficha.startswith("@"):
            alias = ficha[1:].lower()
            return lambda p: any(m[2].lower() == alias for m in self._estado.menciones_en(p.texto))
        palabra = ficha.strip('"').lower()
        return lambda p: palabra in p.texto.lower()

    def _operador(self, nombre: str, valor: str) -> Filtro:
        estado = self._estado
        sencillos: dict[str, Filtro] = {
            "conversation_id": lambda p: p.conversacion == valor,
            "in_reply_to_tweet_id": lambda p: p.responde_a == valor,
            "from": lambda p: self._es(p.autor_id, valor),
            "to": lambda p: self._es(estado.autor_respondido(p), valor),
        }
        clases: dict[str, Filtro] = {
            "reply": lambda p: p.responde_a is not None,
            "retweet": lambda p: p.republica is not None,
            "quote": lambda p: p.cita is not None,
        }
        if nombre in sencillos:
            return sencillos[nombre]
        if nombre == "is" and valor in clases:
            return clases[valor]
        raise ConsultaInvalida(f"Reference to invalid operator '{nombre}'")

    def _es(self, usuario_id: str | None, quien: str) -> bool:
        """Si la cuenta es `quien`, dado por id o por alias."""
        usuario = self._estado.usuarios.get(usuario_id or "")
        return usuario is not None and quien.lower() in (usuario.id, usuario.usuario.lower())
