"""El sello de un texto: lo que de el queda en la bitacora y en las decisiones cuando el texto ya no se guarda.

`sello = SHA-256(sal ‖ SHA-256(texto))`, con 256 bits de azar por texto. Mientras esta la sal se puede comprobar que un
texto es aquel; purgados el texto y la sal, el sello sigue en la cadena, que verifica igual, y no se puede adivinar ni de un
texto de una palabra. Antes iba en la cadena la huella a secas, que a un texto corto no lo esconde (decision 0023).
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select

from moderacion.almacen.tablas import Sal, tabla

_X = tabla(Sal)
_OCTETOS: Final = 32


def huella_de_texto(texto: str) -> str:
    """SHA-256 de un texto, en hexadecimal."""
    return hashlib.sha256(texto.encode("utf-8", "surrogatepass")).hexdigest()


def sello_de(sal: str, huella: str) -> str:
    """El sello de un texto con esa sal (hexadecimal) y esa huella."""
    return hashlib.sha256(bytes.fromhex(sal) + huella.encode("ascii")).hexdigest()


class Sellos:
    """Los sellos vistos desde una transaccion."""

    def __init__(self, con: Connection, ahora: datetime) -> None:
        self._con, self._ahora = con, ahora

    def sellar(self, objeto: str, huella: str) -> str:
        """El sello de un texto de `objeto` («comentario/5»), por su huella. El mismo mientras no se purgue."""
        return self.sellar_varios([(objeto, huella)])[objeto, huella]

    def sellar_varios(self, pares: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """El sello de cada (objeto, huella)."""
        pedidos = dict.fromkeys(pares)
        conocidos = self._con.execute(
            select(_X.c.objeto, _X.c.huella, _X.c.sello).where(
                _X.c.objeto.in_(sorted({o for o, _ in pedidos})), _X.c.huella != ""
            )
        )
        sellos = {(f.objeto, f.huella): str(f.sello) for f in conocidos}
        filas = []
        for objeto, huella in pedidos:
            if (objeto, huella) not in sellos:
                sal = secrets.token_hex(_OCTETOS)
                sellos[objeto, huella] = sello_de(sal, huella)
                filas.append(
                    {"sello": sellos[objeto, huella], "objeto": objeto, "huella": huella, "sal": sal}
                )
        if filas:
            self._con.execute(_X.insert(), [f | {"creada": self._ahora, "purgada": None} for f in filas])
        return sellos

    def purgado(self, objetos: Iterable[str], *, con_sal: bool) -> None:
        """Los textos de esos objetos ya no se guardan: su huella se olvida, y la sal ahora o cuando pase su plazo."""
        suyas = _X.c.objeto.in_(sorted(objetos))
        if con_sal:
            self._con.execute(_X.delete().where(suyas))
        else:
            self._con.execute(
                _X.update().where(suyas, _X.c.purgada.is_(None)).values(huella="", purgada=self._ahora)
            )
