"""Lo comun a las pruebas de Facebook: conector contra la red simulada, reloj de mano y un servidor hostil."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from conectores.facebook import ConectorFacebook, CredencialFacebook
from conectores.http import Limites
from conectores.simulador.cuentas import (
    APP_FACEBOOK,
    PAGINA_FACEBOOK,
    SECRETO_FACEBOOK,
    TOKEN_FACEBOOK,
)
from conectores.simulador.facebook import MundoFacebook, app
from conectores.simulador.servidor import ServidorHilo
from conectores.tipos import ComentarioLeido, Pagina, PublicacionLeida
from tests.conectores.gobierno import Gobierno

INICIO = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
ANA = {"id": "2001", "nombre": "Ana"}
LUIS = {"id": "2002", "nombre": "Luis"}
CREDENCIAL = CredencialFacebook(TOKEN_FACEBOOK, APP_FACEBOOK, SECRETO_FACEBOOK)
RAPIDO = Limites(conectar=1, leer=0.4, total=0.8, octetos=200_000)
"""Para quien calla o gotea."""
AL_MOMENTO = Limites(octetos=200_000)
"""Para quien contesta, bien o mal: con la maquina cargada unos limites cortos se agotarian."""


class RelojDeMano:
    """La hora de la red simulada, que solo se mueve si se le dice."""

    def __init__(self) -> None:
        self.ahora = INICIO

    def __call__(self) -> datetime:
        return self.ahora

    def pasar(self, **cuanto: float) -> None:
        self.ahora += timedelta(**cuanto)


def publicar(fb: SimpleNamespace, texto: str, **otros: object) -> str:
    """La institucion publica; devuelve el id."""
    id_: str = fb.gobierno.cuenta(publicar={"texto": texto, "como": "institucion", **otros})["id"]
    return id_


def conectar(
    base: str, *, credencial: CredencialFacebook = CREDENCIAL, limites: Limites | None = None
) -> ConectorFacebook:
    return ConectorFacebook(PAGINA_FACEBOOK, credencial, base=base, limites=limites)


def encendida() -> Iterator[SimpleNamespace]:
    """Una red simulada para todo un modulo de pruebas: apagar un servidor cuesta mas que la prueba."""
    reloj = RelojDeMano()
    mundo = MundoFacebook(reloj)
    servidor = ServidorHilo(app(mundo))
    servidor.arrancar()
    gobierno = Gobierno(servidor.base)
    yield SimpleNamespace(mundo=mundo, base=servidor.base, gobierno=gobierno, reloj=reloj)
    gobierno.cerrar()
    servidor.parar()


def estrenar(red: SimpleNamespace) -> SimpleNamespace:
    """La red vaciada, con su reloj en hora, y un conector nuevo."""
    red.reloj.ahora = INICIO
    red.gobierno._pedir("POST", "reiniciar")
    return SimpleNamespace(**vars(red), conector=conectar(red.base))


def barrer(conector: ConectorFacebook, cursor: str | None = None) -> SimpleNamespace:
    """Un barrido entero: sus paginas, comentarios por id, publicaciones por id y el cursor final."""
    paginas: list[Pagina] = list(conector.leer(cursor))
    comentarios: dict[str, ComentarioLeido] = {}
    publicaciones: dict[str, PublicacionLeida] = {}
    for pagina in paginas:
        for c in pagina.comentarios:
            assert c.id_externo not in comentarios, "repetido en el mismo barrido"
            comentarios[c.id_externo] = c
        publicaciones |= {p.id_externo: p for p in pagina.publicaciones}
    return SimpleNamespace(
        paginas=paginas,
        comentarios=comentarios,
        publicaciones=publicaciones,
        cursor=paginas[-1].cursor,
        textos=[c.texto for c in comentarios.values()],
    )


@contextmanager
def servidor_crudo(*respuestas: bytes, goteo: float = 0.0, callar: bool = False) -> Iterator[SimpleNamespace]:
    """Un servidor que contesta octetos tal cual, uno por conexion (el ultimo se repite).

    `goteo`: segundos entre octeto y octeto del cuerpo. `callar`: acepta y no contesta nunca.
    """
    enchufe = socket.create_server(("127.0.0.1", 0))
    fin = threading.Event()
    pedidos: list[bytes] = []

    def atender() -> None:
        n = 0
        while not fin.is_set():
            try:
                conexion, _ = enchufe.accept()
            except OSError:
                return
            with conexion:
                conexion.settimeout(2)
                pedidos.append(conexion.recv(65_536))
                if callar:
                    fin.wait(5)
                    continue
                respuesta = respuestas[min(n, len(respuestas) - 1)]
                n += 1
                _enviar(conexion, respuesta, goteo, fin)

    hilo = threading.Thread(target=atender, daemon=True)
    hilo.start()
    try:
        yield SimpleNamespace(base=f"http://127.0.0.1:{enchufe.getsockname()[1]}", pedidos=pedidos)
    finally:
        fin.set()
        enchufe.shutdown(socket.SHUT_RDWR)
        enchufe.close()
        hilo.join(5)


def _enviar(conexion: socket.socket, respuesta: bytes, goteo: float, fin: threading.Event) -> None:
    try:
        if not goteo:
            conexion.sendall(respuesta)
            return
        cabecera, _, cuerpo = respuesta.partition(b"\r\n\r\n")
        conexion.sendall(cabecera + b"\r\n\r\n")
        for octeto in cuerpo:
            if fin.wait(goteo):
                return
            conexion.sendall(bytes([octeto]))
    except OSError:
        return


def http(
    cuerpo: bytes | str, estado: str = "200 OK", tipo: str | None = "application/json", **otras: str
) -> bytes:
    """Una respuesta HTTP entera. `tipo` None: sin content-type."""
    crudo = cuerpo.encode() if isinstance(cuerpo, str) else cuerpo
    lineas = [f"HTTP/1.1 {estado}", f"content-length: {len(crudo)}", "connection: close"]
    if tipo is not None:
        lineas.append(f"content-type: {tipo}")
    lineas += [f"{k.replace('_', '-')}: {v}" for k, v in otras.items()]
    return "\r\n".join(lineas).encode() + b"\r\n\r\n" + crudo
