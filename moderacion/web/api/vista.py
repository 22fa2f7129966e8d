"""Con qué ojos mira un cliente: qué cuentas ve y si ve los datos de las personas."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from starlette.requests import Request

from moderacion.errores import NoExiste
from moderacion.evaluacion.nombres import Nombres
from moderacion.evaluacion.tachado import Tachado, tachar
from moderacion.web.api.modelos import Texto
from moderacion.web.portador import cliente
from moderacion.web.presentacion import enlace_seguro

LARGO_FRAGMENTO: Final = 600
_BORDE: Final = 60
"""Lo que se quita del final de un texto recortado antes de tachar: ahí puede quedar partido un número."""
_LARGO_ENTERO: Final = 20_000


@dataclass(frozen=True, slots=True)
class Vista:
    """Lo que un cliente puede ver. `cuentas`: None, todas."""

    cuentas: Collection[int] | None
    datos: bool

    def ve(self, cuenta_id: int) -> bool:
        """Si le toca esa cuenta."""
        return self.cuentas is None or cuenta_id in self.cuentas

    def exigir(self, cuenta_id: int) -> None:
        """Lanza `NoExiste` si no le toca: lo ajeno y lo que no hay se contestan igual."""
        if not self.ve(cuenta_id):
            raise NoExiste("no existe, o no le toca a este cliente")

    def dato(self, valor: str | None) -> str | None:
        """Un dato que señala a una persona, si puede verlo."""
        return limpio(valor) if self.datos and valor else None

    def enlace(self, direccion: str | None) -> str | None:
        """Un enlace de la web, si puede verlo."""
        return enlace_seguro(self.dato(direccion))

    def texto(self, escrito: str, firma: str | None = "", *, entero: bool = False) -> Texto:
        """Un texto de fuera, tachado si no puede ver datos. `firma`: quién lo escribió."""
        tope = _LARGO_ENTERO if entero else LARGO_FRAGMENTO
        recortado = len(escrito) > tope
        visible = limpio(escrito[:tope])
        if self.datos or not visible.strip():
            return Texto(contenido=visible, tachado=False, recortado=recortado, reservado="")
        if recortado:
            visible = visible[:-_BORDE]
        t = _tachado(visible, firma or "")
        contenido = "" if t.riesgo else t.texto
        return Texto(contenido=contenido, tachado=True, recortado=recortado, reservado=t.riesgo)

    def llano(self, escrito: str, firma: str | None = "") -> str:
        """Un texto de la casa que puede citar a alguien, como cadena: tachado, o «[reservado]»."""
        t = self.texto(escrito, firma, entero=True)
        return "[reservado]" if t.reservado else t.contenido


@lru_cache(maxsize=2000)
def _tachado(texto: str, firma: str) -> Tachado:
    """Tachar cuesta unos milisegundos y quien pregunta cada poco ve los mismos textos."""
    return tachar(texto, Nombres([firma] if firma else []), firma)


def limpio(texto: str) -> str:
    """Sin sustitutos sueltos: no caben en una respuesta en UTF-8."""
    return texto.encode("utf-8", "replace").decode()


def vista(peticion: Request) -> Vista:
    """La del cliente que hace la petición."""
    quien = cliente(peticion)
    return Vista(None if quien.cuentas is None else frozenset(quien.cuentas), "datos:ver" in quien.alcances)
