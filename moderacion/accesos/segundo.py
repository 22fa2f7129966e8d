"""El segundo factor: códigos de tiempo (RFC 6238: seis cifras cada 30 s) y códigos de recuperación.

Cada código de tiempo vale una vez: se guarda el último paso aceptado y ni ese ni los anteriores vuelven a valer. Se
admite un paso de más o de menos por los relojes que no van en hora.
"""

import hashlib
import hmac
import io
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import pyotp
import segno

from moderacion.accesos.cofre import Cofre, LlaveAjena
from moderacion.almacen import Almacen, Unidad
from moderacion.almacen.accesos import FilaUsuario
from moderacion.errores import Conflicto, EntradaInvalida, NoAutorizado, NoExiste

PASO: Final = 30
"""Segundos de cada código."""
CODIGOS: Final = 10
_LARGO_CODIGO: Final = 16
"""Signos de base32 de un código de recuperación: 80 bits."""
_BASE32: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_CIFRAS: Final = 6
_EMISOR: Final = "Moderación"


@dataclass(frozen=True, slots=True)
class Propuesto:
    """Un segundo factor por confirmar: la clave para escribir a mano y la dirección que lleva el QR."""

    clave: str = field(repr=False)
    direccion: str = field(repr=False)

    @property
    def qr(self) -> bytes:
        """El QR como SVG, sin guiones ni estilos dentro."""
        salida = io.BytesIO()
        segno.make(self.direccion, error="m").save(
            salida,
            kind="svg",
            scale=5,
            border=4,
            dark="#000000",
            light="#ffffff",
            svgclass=None,
            lineclass=None,
        )
        return salida.getvalue()


def proponer(almacen: Almacen, cofre: Cofre, usuario_id: int) -> None:
    """Prepara un segundo factor, que no vale hasta confirmarlo. Lanza `NoExiste`."""
    cifrado = cofre.cifrar(pyotp.random_base32())
    with almacen.unidad() as u:
        if u.accesos.por_id(usuario_id) is None:
            raise NoExiste("ese usuario no existe")
        u.factores.proponer(usuario_id, cifrado)


def propuesto(almacen: Almacen, cofre: Cofre, usuario_id: int) -> Propuesto | None:
    """El que está por confirmar, o None si no se pidió ninguno o se guardó con otra llave."""
    with almacen.lectura() as u:
        usuario = u.accesos.por_id(usuario_id)
    if usuario is None or not usuario.totp_nuevo:
        return None
    try:
        clave = cofre.abrir(usuario.totp_nuevo)
    except LlaveAjena:
        return None
    return Propuesto(clave, pyotp.TOTP(clave).provisioning_uri(name=usuario.nombre, issuer_name=_EMISOR))


def confirmar(almacen: Almacen, cofre: Cofre, usuario_id: int, codigo: str, sesion: str) -> list[str]:
    """El propuesto pasa a valer si el código es suyo. Devuelve los códigos de recuperación, que no se verán más.

    Cierra las demás sesiones de esa persona; `sesion`: la huella de la suya. Lanza `EntradaInvalida` si el código no
    es, `Conflicto` si no hay ninguno por confirmar.
    """
    with almacen.unidad() as u:
        usuario = u.accesos.por_id(usuario_id)
        if usuario is None or not usuario.totp_nuevo:
            raise Conflicto("no hay ningún segundo factor por confirmar: empiece otra vez")
        try:
            secreto = cofre.abrir(usuario.totp_nuevo)
        except LlaveAjena:
            raise Conflicto("la llave de esta instalación cambió mientras tanto: empiece otra vez") from None
        paso = _paso_de(secreto, codigo, u.ahora)
        if paso is None:
            raise EntradaInvalida(
                "ese código no es: mire la hora de su teléfono y escriba el que muestra ahora"
            )
        u.factores.confirmar(usuario_id, usuario.totp_nuevo, paso, f"usuario/{usuario_id}")
        u.accesos.cerrar_todas(usuario_id, menos=sesion)
        return _dar_codigos(u, usuario_id)


def renovar_codigos(almacen: Almacen, usuario_id: int) -> list[str]:
    """Diez códigos nuevos en lugar de los que hubiera. Lanza `Conflicto` si no tiene segundo factor."""
    with almacen.unidad() as u:
        usuario = u.accesos.por_id(usuario_id)
        if usuario is None or not usuario.totp:
            raise Conflicto("ponga primero el segundo factor")
        u.factores.asentar_codigos(usuario_id, f"usuario/{usuario_id}")
        return _dar_codigos(u, usuario_id)


def _dar_codigos(u: Unidad, usuario_id: int) -> list[str]:
    codigos = ["".join(secrets.choice(_BASE32) for _ in range(_LARGO_CODIGO)) for _ in range(CODIGOS)]
    u.factores.poner_codigos(usuario_id, [_huella(usuario_id, c) for c in codigos])
    return ["-".join(c[i : i + 4] for i in range(0, _LARGO_CODIGO, 4)) for c in codigos]


def quedan(almacen: Almacen, usuario_id: int) -> int:
    """Cuántos códigos de recuperación le quedan."""
    with almacen.lectura() as u:
        return u.factores.quedan(usuario_id)


def comprobar_en(u: Unidad, cofre: Cofre, usuario: FilaUsuario, codigo: str) -> bool:
    """Gasta un código, de tiempo o de recuperación. False si no vale o ya se usó.

    Lanza `NoAutorizado` si el secreto se guardó con una llave que ya no está.
    """
    codigo = "".join(c for c in codigo.upper() if c.isalnum())
    if len(codigo) == _LARGO_CODIGO:
        return u.factores.gastar_codigo(usuario.id, _huella(usuario.id, codigo))
    if not usuario.totp:
        return False
    try:
        secreto = cofre.abrir(usuario.totp)
    except LlaveAjena:
        raise NoAutorizado(
            "la llave de esta instalación cambió y su código no se puede comprobar: avise a administración"
        ) from None
    paso = _paso_de(secreto, codigo, u.ahora)
    if paso is None:
        return False
    return u.factores.gastar_paso(usuario.id, usuario.totp, paso)


def _paso_de(secreto: str, codigo: str, ahora: datetime) -> int | None:
    """El paso del que es ese código: el de ahora, el anterior o el siguiente."""
    codigo = "".join(c for c in codigo if not c.isspace())
    if len(codigo) != _CIFRAS or not (codigo.isascii() and codigo.isdigit()):
        return None
    totp, actual = pyotp.TOTP(secreto), int(ahora.timestamp()) // PASO
    # se miran los tres siempre: el tiempo no dice cuál era
    iguales = [
        p for p in (actual - 1, actual, actual + 1) if hmac.compare_digest(totp.generate_otp(p), codigo)
    ]
    return max(iguales, default=None)


def _huella(usuario_id: int, codigo: str) -> str:
    # 80 bits de azar: no hace falta una huella lenta; con el id, la de uno no es la de otro
    return hashlib.sha256(f"{usuario_id}:{codigo}".encode()).hexdigest()


def girar_llave(almacen: Almacen, cofre: Cofre) -> int:
    """Vuelve a cifrar los secretos con la primera llave. Devuelve cuántos. Lanza `LlaveAjena` si falta alguna."""
    with almacen.unidad() as u:
        con_factor = [(x.id, x.totp) for x in u.accesos.todos() if x.totp]
        for usuario_id, cifrado in con_factor:
            u.factores.recifrar(usuario_id, cifrado, cofre.girar(cifrado))
    return len(con_factor)
