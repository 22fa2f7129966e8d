"""Un proveedor de identidad en 127.0.0.1: el anuncio, las llaves y el cambio del código, con lo que cada prueba tuerza."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENTE = "moderacion"


class Proveedor:
    """Emite lo que se le diga: `reclamos` cambia lo que firma, `llave` con qué, `anuncio` lo que dice de sí."""

    def __init__(self, emisor: str) -> None:
        self.emisor = emisor
        self.buena = self.llave = RSAKey.generate_key(2048, {"kid": "1"})
        self.reclamos: dict[str, Any] = {}
        self.anuncio: dict[str, Any] = {}
        self.retos: dict[str, str] = {}
        self.alg = "RS256"
        self.llaves: object = None
        """Lo que dice de sus llaves, si no son las suyas."""

    def anunciar(self) -> dict[str, Any]:
        return {
            "issuer": self.emisor,
            "authorization_endpoint": f"{self.emisor}/autorizar",
            "token_endpoint": f"{self.emisor}/ficha",
            "jwks_uri": f"{self.emisor}/llaves",
        } | self.anuncio

    def dejar_entrar(self, consulta: dict[str, list[str]], nombre: str, ahora: datetime) -> str:
        """Quien iba a autorizar, autoriza: devuelve el código."""
        codigo = f"codigo-{len(self.retos)}"
        self.retos[codigo] = consulta["code_challenge"][0]
        hora = int(ahora.timestamp())
        self._ficha = {
            "iss": self.emisor,
            "aud": CLIENTE,
            "sub": "s-1",
            "iat": hora,
            "exp": hora + 300,
            "nonce": consulta["nonce"][0],
            "preferred_username": nombre,
        } | self.reclamos
        return codigo

    def cambiar(self, pedido: dict[str, list[str]]) -> tuple[int, dict[str, Any]]:
        reto = self.retos.pop(pedido["code"][0], None)
        dado = hashlib.sha256(pedido["code_verifier"][0].encode()).digest()
        if reto != base64.urlsafe_b64encode(dado).rstrip(b"=").decode():
            return 400, {"error": "invalid_grant"}
        ficha = {k: v for k, v in self._ficha.items() if v is not None}
        firmada = jwt.encode({"alg": self.alg, "kid": "1"}, ficha, self.llave)
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": firmada}


@contextmanager
def en_marcha() -> Iterator[Proveedor]:
    class Atiende(BaseHTTPRequestHandler):
        def _decir(self, estado: int, cuerpo: object) -> None:
            dicho = json.dumps(cuerpo).encode()
            self.send_response(estado)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(dicho)))
            self.end_headers()
            self.wfile.write(dicho)

        def do_GET(self) -> None:
            if self.path == "/llaves":
                publicas = {"keys": [proveedor.buena.as_dict(private=False)]}
                self._decir(200, publicas if proveedor.llaves is None else proveedor.llaves)
            else:
                self._decir(200, proveedor.anunciar())

        def do_POST(self) -> None:
            largo = int(self.headers["content-length"])
            self._decir(*proveedor.cambiar(parse_qs(self.rfile.read(largo).decode())))

        def log_message(self, *_: object) -> None:
            pass

    servidor = ThreadingHTTPServer(("127.0.0.1", 0), Atiende)
    proveedor = Proveedor(f"http://127.0.0.1:{servidor.server_port}")
    hilo = threading.Thread(target=servidor.serve_forever, daemon=True)
    hilo.start()
    try:
        yield proveedor
    finally:
        servidor.shutdown()
        servidor.server_close()
        hilo.join(5)
