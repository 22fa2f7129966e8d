"""Canales de mentira sobre enchufes crudos: un servidor de correo y cuatro de HTTP, cada uno con la averia que se le diga."""

import json
import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

AVERIAS: Final = (
    "nombre", "rechazo", "corte", "cuelgue", "goteo", "4xx", "429", "5xx", "200 con error",
)  # fmt: skip
ESPERA: Final = 17
"""Segundos que pide esperar quien responde 429."""
SIN_NOMBRE: Final = "no-existe.invalid"

BIEN: Final = {
    "telegram": {"ok": True, "result": {"message_id": 1}},
    "sms": {"result": {"message_id": "1", "status": "ok"}},
    "webhook": {"ok": True},
    "ntfy": {"id": "abc", "event": "message"},
}
MAL: Final = {
    "telegram": {"ok": False, "error_code": 400, "description": "chat not found"},
    "sms": {"result": "Invalid login or password", "status": "error"},
    "webhook": {"ok": False, "error": "queue full"},
    "ntfy": {"code": 40301, "http": 403, "error": "forbidden"},
}


class Canal:
    """Un canal. `recibidos`: la hora (monotonica) de cada mensaje aceptado."""

    def __init__(self, tipo: str, averia: str = "") -> None:
        self.tipo, self.averia = tipo, averia
        self.recibidos: list[float] = []
        self._fin = threading.Event()
        self._escucha = socket.create_server(("127.0.0.1", 0))
        self.puerto = self._escucha.getsockname()[1]
        with socket.socket() as s:
            # uno que no escucha: nadie mas lo toma mientras dura la prueba
            s.bind(("127.0.0.1", 0))
            self._cerrado = s.getsockname()[1]
        self._hilos = [threading.Thread(target=self._aceptar, daemon=True)]
        self._hilos[0].start()

    @property
    def _sitio(self) -> str:
        if self.averia == "nombre":
            return f"{SIN_NOMBRE}:{self.puerto}"
        return f"127.0.0.1:{self._cerrado if self.averia == 'rechazo' else self.puerto}"

    @property
    def direccion(self) -> str:
        """La de Apprise."""
        return {
            "correo": f"mailto://{self._sitio}/?from=casa@c.example.sv&to=jefa@c.example.sv&mode=insecure",
            "telegram": "tgram://123456789:abcdefghijklmnopqrstuvwxyz0123456789/4321",
            "sms": f"smseagle://testigo@{self._sitio}/50370000000",
            "webhook": f"json://{self._sitio}/aviso",
            "ntfy": f"ntfy://{self._sitio}/avisos?mode=private",
        }[self.tipo]

    @property
    def bases(self) -> dict[str, str]:
        """Telegram tiene su direccion fija: se le cambia como a las redes en los simuladores."""
        return {"https://api.telegram.org": f"http://{self._sitio}"} if self.tipo == "telegram" else {}

    def cerrar(self) -> None:
        self._fin.set()
        with suppress(OSError):
            self._escucha.shutdown(socket.SHUT_RDWR)
        self._escucha.close()
        for hilo in self._hilos:
            hilo.join(5)

    def _aceptar(self) -> None:
        while True:
            try:
                enchufe, _ = self._escucha.accept()
            except OSError:
                return
            hilo = threading.Thread(target=self._atender, args=(enchufe,), daemon=True)
            self._hilos.append(hilo)
            hilo.start()

    def _atender(self, enchufe: socket.socket) -> None:
        with enchufe, suppress(OSError):
            enchufe.settimeout(10)
            if self.averia == "corte":
                enchufe.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return
            if self.averia == "cuelgue":
                self._fin.wait(30)
                return
            if self.averia == "goteo":
                while not self._fin.wait(0.05):
                    enchufe.sendall(b"2" if self.tipo == "correo" else b"H")
                return
            (self._correo if self.tipo == "correo" else self._http)(enchufe)

    def _aceptado(self) -> None:
        self.recibidos.append(time.monotonic())

    def _http(self, enchufe: socket.socket) -> None:
        datos = b""
        while b"\r\n\r\n" not in datos:
            datos += enchufe.recv(65536) or b"\r\n\r\n"
        cabeza, _, cuerpo = datos.partition(b"\r\n\r\n")
        largo = next(
            (int(x.split(b":")[1]) for x in cabeza.lower().split(b"\r\n") if x.startswith(b"content-length")),
            0,
        )
        while len(cuerpo) < largo:
            cuerpo += enchufe.recv(65536)
        estado, mas, dicho = self._respuesta()
        octetos = json.dumps(dicho).encode()
        enchufe.sendall(
            f"HTTP/1.1 {estado} X\r\nContent-Type: application/json\r\nConnection: close\r\n{mas}"
            f"Content-Length: {len(octetos)}\r\n\r\n".encode()
            + octetos
        )
        if not self.averia:
            self._aceptado()

    def _respuesta(self) -> tuple[int, str, object]:
        return {
            "4xx": (403, "", MAL[self.tipo]),
            "429": (429, f"Retry-After: {ESPERA}\r\n", {}),
            "5xx": (503, "", {}),
            "200 con error": (200, "", MAL[self.tipo]),
        }.get(self.averia, (200, "", BIEN[self.tipo]))

    def _correo(self, enchufe: socket.socket) -> None:
        archivo = enchufe.makefile("rwb")

        def decir(linea: str) -> None:
            archivo.write(f"{linea}\r\n".encode())
            archivo.flush()

        # lo que en HTTP es un codigo, en SMTP lo dice quien recibe: el ultimo, cuando ya lo habia aceptado todo
        al_destinatario = {
            "4xx": "550 no such user",
            "429": f"451 4.7.1 try again in {ESPERA} seconds",
            "5xx": "552 mailbox full",
        }.get(self.averia, "250 ok")
        decir("220 c.example.sv")
        while linea := archivo.readline():
            orden = linea[:4].upper()
            if orden == b"DATA":
                decir("354 go")
                while archivo.readline().strip() != b".":
                    pass
                mal = self.averia == "200 con error"
                decir("554 rejected" if mal else "250 ok")
                if not mal:
                    self._aceptado()
            elif orden == b"QUIT":
                decir("221 bye")
                return
            else:
                decir(al_destinatario if orden == b"RCPT" else "250 ok")


def esperar(que: Callable[[], bool], segundos: float) -> bool:
    """Hasta que se cumpla. Dice si se cumplio."""
    fin, nadie = time.monotonic() + segundos, threading.Event()
    while not que():
        if time.monotonic() > fin:
            return False
        nadie.wait(0.02)
    return True
