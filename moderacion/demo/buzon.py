"""Un buzon local que recibe los avisos por HTTP, para verlos sin correo ni Internet."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Buzon:
    """Recibe lo que Apprise envia a `json://` y lo guarda en `avisos`."""

    def __init__(self) -> None:
        self.avisos: list[dict[str, Any]] = []
        buzon = self

        class Recibe(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                largo = int(self.headers.get("content-length") or 0)
                buzon.avisos.append(json.loads(self.rfile.read(largo) or b"{}"))
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """No ensucia la terminal."""

        self._servidor = ThreadingHTTPServer(("127.0.0.1", 0), Recibe)
        self._hilo = threading.Thread(target=self._servidor.serve_forever, name="buzon", daemon=True)

    @property
    def direccion(self) -> str:
        """La direccion para Apprise."""
        return f"json://127.0.0.1:{self._servidor.server_address[1]}/supervision"

    def arrancar(self) -> None:
        """Empieza a recibir."""
        self._hilo.start()

    def parar(self) -> None:
        """Cierra."""
        self._servidor.shutdown()
        self._servidor.server_close()
        self._hilo.join(5)
