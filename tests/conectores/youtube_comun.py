"""Lo comun a las pruebas de YouTube: reloj de mano, conector, servidor crudo y el documento de la API."""

import json
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import googleapiclient
import pytest
from starlette.requests import Request
from starlette.responses import Response

from conectores.http import Limites
from conectores.simulador.cuentas import (
    CANAL_YOUTUBE,
    CLIENTE_SECRETO_YOUTUBE,
    CLIENTE_YOUTUBE,
    REFRESCO_YOUTUBE,
)
from conectores.simulador.youtube import MundoYoutube
from conectores.tipos import ComentarioLeido, Pagina, PublicacionLeida
from conectores.youtube import ConectorYoutube, CredencialYoutube

INICIO = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
ANA = {"id": "UCana00000000000000000001", "nombre": "Ana", "usuario": "ana"}
LUIS = {"id": "UCluis0000000000000000001", "nombre": "Luis", "usuario": "luis"}
NOSOTROS = {"id": CANAL_YOUTUBE, "nombre": "ISSS", "usuario": "isss_simulado"}
CREDENCIAL = CredencialYoutube(CLIENTE_YOUTUBE, CLIENTE_SECRETO_YOUTUBE, REFRESCO_YOUTUBE)
RAPIDO = Limites(conectar=1, leer=0.4, total=0.8, octetos=2_000_000)
"""Para quien calla."""
AL_MOMENTO = Limites(octetos=2_000_000)
"""Para quien contesta, bien o mal: con la maquina cargada unos limites cortos se agotarian."""
MODERAR = "/comments/setModerationStatus"
REPETIBLES = ("ocultar", "retener", "mostrar", "eliminar", "bloquear")
HILOS_LISTA = ["GET", "/youtube/v3/commentThreads"]
RESPUESTAS_LISTA = ["GET", "/youtube/v3/comments"]
DOCUMENTO = json.loads(
    (Path(googleapiclient.__file__).parent / "discovery_cache/documents/youtube.v3.json").read_text("utf-8")
)


class RelojDeMano:
    """La hora de la red simulada, que solo se mueve si se le dice."""

    def __init__(self) -> None:
        self.ahora = INICIO

    def __call__(self) -> datetime:
        return self.ahora

    def pasar(self, **cuanto: float) -> None:
        self.ahora += timedelta(**cuanto)


RELOJ = RelojDeMano()


def conectar(base: str, *, limites: Limites | None = None, cuenta: str = CANAL_YOUTUBE) -> ConectorYoutube:
    return ConectorYoutube(cuenta, CREDENCIAL, base=base, limites=limites)


def leer(conector: ConectorYoutube, cursor: str | None = None) -> tuple[dict[str, ComentarioLeido], str]:
    """Todo lo que da una lectura, por id (lo ultimo que dijo de cada uno), y el cursor final."""
    paginas = list(conector.leer(cursor))
    return {c.id_externo: c for p in paginas for c in p.comentarios}, paginas[-1].cursor


def sembrar(yt: SimpleNamespace, cuantos: int, **otros: object) -> list[str]:
    """Comentarios de Ana; devuelve sus ids."""
    ids: list[str] = yt.gobierno.inyectar(
        *({"texto": f"hola {i}", "autor": ANA, **otros} for i in range(cuantos))
    )
    return ids


def uno(yt: SimpleNamespace, **otros: object) -> str:
    """Un comentario de Ana; devuelve su id."""
    return sembrar(yt, 1, **otros)[0]


def veces(yt: SimpleNamespace, peticion: list[str]) -> int:
    """Cuantas veces llego esa peticion (verbo y ruta)."""
    return yt.gobierno.peticiones().count(peticion)


def hechos(yt: SimpleNamespace) -> list[tuple[str, str]]:
    """Lo que de verdad cambio: (accion, objeto)."""
    return [(e["accion"], e["objeto"]) for e in yt.gobierno.efectos()]


def escrituras(yt: SimpleNamespace) -> list[list[str]]:
    """Las peticiones que escriben."""
    return [p for p in yt.gobierno.peticiones() if p[0] != "GET" and p[1] != "/token"]


def actuar(conector: ConectorYoutube, accion: str, ident: str) -> object:
    """Llama a una accion por su nombre."""
    if accion == "bloquear":
        return conector.bloquear(ANA["id"], ident)
    return conector.responder(ident, "Gracias") if accion == "responder" else getattr(conector, accion)(ident)


def publicaciones(paginas: list[Pagina]) -> dict[str, PublicacionLeida]:
    return {p.id_externo: p for pagina in paginas for p in pagina.publicaciones}


class ErrorDeEsquema(AssertionError):
    """Una respuesta del simulador no cumple el documento de la API."""


def validar(esquema: dict, valor: object, donde: str = "") -> None:
    """Comprueba `valor` contra un esquema del documento: tipos, formatos, enumeraciones y campos conocidos."""
    if "$ref" in esquema:
        validar(DOCUMENTO["schemas"][esquema["$ref"]], valor, f"{donde}<{esquema['$ref']}>")
        return
    tipo = esquema["type"]
    esperado = {
        "string": str,
        "boolean": bool,
        "array": list,
        "object": dict,
        "integer": int,
        "number": float,
    }
    if not isinstance(valor, esperado[tipo]) or (tipo == "integer" and isinstance(valor, bool)):
        raise ErrorDeEsquema(f"{donde}: se esperaba {tipo} y hay {valor!r}")
    if tipo == "object":
        propiedades, demas = esquema.get("properties", {}), esquema.get("additionalProperties")
        for campo, contenido in valor.items():
            if campo not in propiedades and demas is None:
                raise ErrorDeEsquema(f"{donde}.{campo}: el documento no tiene ese campo")
            validar(propiedades.get(campo, demas), contenido, f"{donde}.{campo}")
    elif tipo == "array":
        for i, elemento in enumerate(valor):
            validar(esquema["items"], elemento, f"{donde}[{i}]")
    elif "enum" in esquema and valor not in esquema["enum"]:
        raise ErrorDeEsquema(f"{donde}: {valor!r} no es de {esquema['enum']}")
    _formato(esquema.get("format"), valor, donde)


def _formato(formato: str | None, valor: object, donde: str) -> None:
    reglas: dict[str, Callable[[object], bool]] = {
        "uint64": lambda v: str(v).isdigit() and int(v) < 2**64,
        "uint32": lambda v: 0 <= int(v) < 2**32,
        "int32": lambda v: -(2**31) <= int(v) < 2**31,
        "date-time": lambda v: bool(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", str(v))),
    }
    if formato in reglas and not reglas[formato](valor):
        raise ErrorDeEsquema(f"{donde}: {valor!r} no tiene formato {formato}")


def metodo_de(verbo: str, ruta: str) -> dict:
    """El metodo del documento que atiende ese verbo y esa ruta."""
    for recurso in DOCUMENTO["resources"].values():
        for metodo in recurso.get("methods", {}).values():
            if metodo["httpMethod"] == verbo and f"/{metodo['path']}" == ruta:
                return metodo
    raise ErrorDeEsquema(f"el documento no tiene {verbo} {ruta}")


def validar_respuesta(verbo: str, ruta: str, estado: int, cuerpo: bytes) -> None:
    """Comprueba una respuesta buena contra el metodo que la da."""
    metodo = metodo_de(verbo, ruta)
    if "response" not in metodo:
        assert (estado, cuerpo) == (204, b""), f"{verbo} {ruta} no lleva cuerpo"
        return
    assert estado == 200
    validar(metodo["response"], json.loads(cuerpo), ruta)


@contextmanager
def vigilado(compartida: Callable[..., SimpleNamespace]) -> Iterator[SimpleNamespace]:
    """La red simulada del modulo, a la hora de `INICIO`; al salir valida todo lo que contesto bien.

    `sin_esquema = True` en lo que devuelve apaga la validacion: para pruebas que tuercen los datos a posta.
    """
    RELOJ.ahora = INICIO
    vivo = compartida("youtube", reloj=RELOJ)
    vivo.reloj, vivo.sin_esquema = RELOJ, False
    dichas: list[tuple[str, str, int, bytes]] = []
    original = MundoYoutube.atender

    def atender(mundo: MundoYoutube, request: Request, *resto: Any) -> Response:
        salida = original(mundo, request, *resto)
        verbo = request.headers.get("x-http-method-override", request.method)
        dichas.append((verbo, request.url.path, salida.status_code, bytes(salida.body)))
        return salida

    with pytest.MonkeyPatch.context() as parche:
        parche.setattr(MundoYoutube, "atender", atender)
        yield vivo
    for dicha in dichas:
        if dicha[2] < 300 and not vivo.sin_esquema:
            validar_respuesta(*dicha)


@contextmanager
def servidor_crudo(guion: Callable[[str], bytes | None]) -> Iterator[tuple[str, list[str]]]:
    """Un servidor que da a cada peticion los octetos que diga `guion(linea)`; None: calla hasta que se vayan.

    Da (base, lineas de peticion recibidas).
    """
    lineas: list[str] = []
    fin = threading.Event()
    escucha = socket.create_server(("127.0.0.1", 0))

    def atender(enchufe: socket.socket) -> None:
        with enchufe:
            enchufe.settimeout(3)
            try:
                datos = enchufe.recv(65536)
                while b"\r\n\r\n" not in datos:
                    datos += enchufe.recv(65536)
                largo = re.search(rb"content-length: (\d+)", datos, re.IGNORECASE)
                while largo and len(datos.partition(b"\r\n\r\n")[2]) < int(largo[1]):
                    datos += enchufe.recv(65536)
                linea = datos.partition(b"\r\n")[0].decode()
                lineas.append(linea)
                salida = guion(linea)
                if salida is None:
                    fin.wait(3)
                else:
                    enchufe.sendall(salida)
            except OSError:
                return

    def aceptar() -> None:
        while True:
            try:
                enchufe, _ = escucha.accept()
            except OSError:
                return
            hilo = threading.Thread(target=atender, args=(enchufe,), daemon=True)
            hilos.append(hilo)
            hilo.start()

    hilos = [threading.Thread(target=aceptar, daemon=True)]
    hilos[0].start()
    try:
        yield f"http://127.0.0.1:{escucha.getsockname()[1]}", lineas
    finally:
        fin.set()
        escucha.shutdown(socket.SHUT_RDWR)
        escucha.close()
        for hilo in hilos:
            hilo.join(5)


def respuesta(cuerpo: object, estado: int = 200, *cabeceras: str) -> bytes:
    """Los octetos de una respuesta HTTP; `cuerpo` en JSON salvo que ya sean octetos."""
    octetos = cuerpo if isinstance(cuerpo, bytes) else json.dumps(cuerpo).encode()
    lineas = [
        f"HTTP/1.1 {estado} X", f"Content-Length: {len(octetos)}", "Connection: close",
        "Date: Fri, 20 Nov 2026 15:00:00 GMT", *cabeceras,
    ]  # fmt: skip
    return "\r\n".join(lineas).encode() + b"\r\n\r\n" + octetos


TOKEN_BUENO = respuesta(
    {"access_token": "ya29.SECRETO", "expires_in": 3599, "scope": "x", "token_type": "Bearer"}
)


def error_de_red(codigo: int, razon: str, dominio: str = "youtube.comment") -> dict:
    """El cuerpo de error de la API."""
    detalle = {"message": "m", "domain": dominio, "reason": razon}
    return {"error": {"code": codigo, "message": "m", "errors": [detalle]}}
