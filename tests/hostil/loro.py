"""Un servidor que contesta mal a todo y repite cuanto le dicen, y otro de correo que hace lo mismo con las claves."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from json import dumps
from types import SimpleNamespace

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

_MALAS = (401, 500, 400, 0, 403, 200, 302, 429)
"""Como contesta, por turno. 0: corta sin contestar."""
INTENTO = 4


@contextmanager
def loro(secretos: Sequence[str]) -> Iterator[SimpleNamespace]:
    """`base` y `oido`: cada peticion entera. Repite lo oido y, por si alguien lo guardo sin mandarlo, cada secreto."""
    oido: list[str] = []
    turnos = cycle(_MALAS)

    class Contesta(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            return

        def _contestar(self) -> None:
            cuerpo = self.rfile.read(int(self.headers.get("content-length") or 0)).decode("utf-8", "replace")
            dicho = f"{self.command} {self.path}\n{self.headers}\n{cuerpo}"
            oido.append(dicho)
            eco = f"no vale {' '.join(secretos)} en {self.path} {cuerpo} {dict(self.headers.items())}"
            estado = next(turnos)
            if not estado:
                self.close_connection = True
                return
            respuesta = dumps(_en_todos_los_formatos(eco, estado)).encode()
            self.send_response(estado, "no vale " + secretos[0])
            self.send_header("WWW-Authenticate", f'OAuth "Facebook Platform" "{secretos[0]}"')
            self.send_header("Location", f"/otra?access_token={secretos[0]}")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(respuesta)))
            self.end_headers()
            self.wfile.write(respuesta)

        do_GET = do_POST = do_DELETE = do_PUT = do_PATCH = _contestar

    servidor = ThreadingHTTPServer(("127.0.0.1", 0), Contesta)
    servidor.handle_error = lambda *_: None
    hilo = threading.Thread(target=servidor.serve_forever, daemon=True)
    hilo.start()
    try:
        yield SimpleNamespace(base=f"http://127.0.0.1:{servidor.server_port}", oido=oido)
    finally:
        servidor.shutdown()
        servidor.server_close()
        hilo.join(10)


def _en_todos_los_formatos(eco: str, estado: int) -> dict[str, object]:
    """Un error que las tres redes, un proveedor de identidad y los canales de aviso entienden como suyo."""
    detalle = {"message": eco, "reason": eco, "domain": eco}
    error = {
        "code": 190,
        "type": "OAuthException",
        "message": eco,
        "status": eco,
        "errors": [detalle],
        "error_user_msg": eco,
    }
    return {
        "error": error,
        "error_description": eco,
        "title": eco,
        "detail": eco,
        "errors": [detalle],
        "status": estado,
    }


class Estafeta(Controller):
    """Un servidor de correo que la primera vez no deja entrar y lo explica repitiendo la clave."""

    def __init__(self, clave: str) -> None:
        self.cartas: list[bytes] = []
        self.claves: list[str] = []
        self._clave = clave
        super().__init__(
            self, hostname="127.0.0.1", port=0, ready_timeout=30, authenticator=self._entrar,
            auth_required=True, auth_require_tls=False,
        )  # fmt: skip

    def _entrar(
        self, _s: SMTP, _sesion: Session, _sobre: Envelope, _modo: str, dado: LoginPassword
    ) -> AuthResult:
        self.claves.append(dado.password.decode())
        # smtplib prueba cada manera de entrar que se le ofrece: las cuatro primeras son un intento de cada correo (el de un area y el de un ancla)
        if len(self.claves) <= INTENTO:
            return AuthResult(success=False, handled=False, message=f"535 5.7.8 no vale {self._clave}")
        return AuthResult(success=True)

    async def handle_DATA(self, _s: SMTP, _sesion: Session, sobre: Envelope) -> str:
        self.cartas.append(sobre.content)
        return f"250 guardada {self._clave}"

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
