"""Un servidor SMTP de verdad en esta maquina, que guarda lo que le llega."""

import re
import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

_ENLACE = re.compile(r"https?://[^/\s]+/(?:area|visto)/(\S+)")


class Cartero:
    """Guarda lo que llega; `falla`: cuantas veces rechaza antes."""

    def __init__(self) -> None:
        self.mensajes: list[EmailMessage] = []
        self.falla = 0

    async def handle_DATA(self, _s: SMTP, _sesion: Session, sobre: Envelope) -> str:
        if self.falla:
            self.falla -= 1
            return "451 vuelva luego"
        self.mensajes.append(message_from_bytes(sobre.content, policy=policy.default))
        return "250 OK"

    def direcciones(self) -> list[str]:
        """El enlace de cada mensaje, entero, por orden de llegada."""
        return [_ENLACE.search(m.get_content())[0] for m in self.mensajes]

    def enlaces(self) -> list[str]:
        """Solo los testigos."""
        return [_ENLACE.search(m.get_content())[1] for m in self.mensajes]


@pytest.fixture
def cartero() -> Iterator[tuple[Cartero, int]]:
    """El cartero y el puerto en que escucha."""
    c = Cartero()
    with socket.socket() as libre:
        libre.bind(("127.0.0.1", 0))
        puerto = libre.getsockname()[1]
    control = Controller(c, hostname="127.0.0.1", port=puerto)
    control.start()
    yield c, puerto
    control.stop()
