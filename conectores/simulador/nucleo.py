"""Lo comun a las tres redes simuladas: efectos, fallas, reloj, ids y el gobierno bajo `/_control/`."""

import itertools
import json
import re
import threading
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, Protocol

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from conectores.simulador.cortes import con_fecha, cortar, esperar, hasta_cierre, tragar, truncador

Reloj = Callable[[], datetime]
JSON = dict[str, Any]


def reloj_real() -> datetime:
    """La hora de la maquina. El simulador es una red ajena: tiene su propio reloj."""
    return datetime.now(UTC)  # noqa: TID251 (no es el reloj de la institucion)


@dataclass(slots=True)
class Efecto:
    """Algo que de verdad cambio en la red, en el orden en que cambio. Las lecturas no son efectos."""

    n: int
    fecha: str
    accion: str
    """ocultar, mostrar, retener, eliminar, bloquear, desbloquear, responder, publicar, silenciar…"""
    objeto: str
    """Id del comentario, autor o publicacion afectado (en responder: aquello a lo que se responde)."""
    detalle: JSON = field(default_factory=dict)


@dataclass(slots=True)
class Falla:
    """Una falla inyectada. Casa por metodo y por ruta (expresion regular); se gasta tras `veces`."""

    metodo: str | None = None
    ruta: str = ".*"
    veces: int | None = 1
    """None: hasta que se quiten todas."""
    estado: int | None = None
    cuerpo: Any = None
    """JSON (objeto o lista) o texto tal cual, para HTML o JSON cortado."""
    cabeceras: dict[str, str] = field(default_factory=dict)
    demora: float = 0.0
    """Segundos antes de contestar (la espera se interrumpe si el cliente se va)."""
    corte: Literal["", "antes", "despues", "truncar"] = ""
    """Corta la conexion antes de aplicar, despues de aplicar, o a la mitad del cuerpo."""


class Mundo(Protocol):
    """Lo que cada red simulada ofrece al gobierno."""

    def inyectar(self, comentario: JSON) -> str:
        """Crea un comentario de un ciudadano y devuelve su id."""
        ...

    def cambiar_cuenta(self, cambio: JSON) -> JSON:
        """Cambia perfil, seguidores o token, o publica (`como`: `institucion` o `intruso`)."""
        ...

    def reiniciar(self) -> None:
        """Vuelve al estado inicial."""
        ...

    def volcar(self) -> JSON:
        """El estado entero, para comparar y depurar."""
        ...


class Nucleo:
    """Efectos, fallas y ids de una red. Los tres mundos lo llevan dentro."""

    def __init__(self, reloj: Reloj = reloj_real) -> None:
        self.reloj = reloj
        self.candado = threading.RLock()
        self.efectos: list[Efecto] = []
        self.fallas: list[Falla] = []
        self.peticiones: list[tuple[str, str]] = []
        self._serie = itertools.count(1)

    def siguiente(self) -> int:
        """Numero creciente para formar ids."""
        return next(self._serie)

    def anotar(self, accion: str, objeto: str, **detalle: Any) -> None:
        """Apunta un efecto."""
        with self.candado:
            self.efectos.append(
                Efecto(len(self.efectos) + 1, self.reloj().isoformat(), accion, objeto, detalle)
            )

    def vaciar(self) -> None:
        """Olvida efectos y fallas y vuelve a numerar."""
        with self.candado:
            self.efectos.clear()
            self.fallas.clear()
            self.peticiones.clear()
            self._serie = itertools.count(1)

    def tomar_falla(self, metodo: str, ruta: str) -> Falla | None:
        """La primera falla que casa, y la gasta."""
        with self.candado:
            for falla in self.fallas:
                if falla.metodo not in (None, metodo) or not re.search(falla.ruta, ruta):
                    continue
                if falla.veces is not None:
                    falla.veces -= 1
                    if falla.veces <= 0:
                        self.fallas.remove(falla)
                return falla
        return None


class RespuestaJSON(JSONResponse):
    """JSON en ASCII con escapes, como lo envian las redes: admite tambien sustitutos sueltos (medio emoji)."""

    def render(self, content: Any) -> bytes:
        """El cuerpo en octetos."""
        return json.dumps(content, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode("ascii")


class ConFallas:
    """Capa ASGI exterior: fecha con el reloj de la red, fallas, y cuenta de peticiones (no las del gobierno)."""

    def __init__(self, app: ASGIApp, nucleo: Nucleo) -> None:
        self._app = app
        self._nucleo = nucleo

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Atiende una peticion."""
        if scope["type"] != "http" or scope["path"].startswith("/_control"):
            await self._app(scope, receive, send)
            return
        metodo, ruta = scope["method"], scope["path"]
        self._nucleo.peticiones.append((metodo, ruta))
        falla = self._nucleo.tomar_falla(metodo, ruta)
        reloj = self._nucleo.reloj
        if falla is None:
            await self._app(scope, receive, con_fecha(send, reloj))
            return
        if falla.demora:
            receive = await esperar(falla.demora, receive)
        if falla.corte == "antes":
            await cortar(send, receive)
        elif falla.corte == "despues":
            await self._app(scope, receive, tragar)
            await cortar(send, receive)
        elif falla.corte == "truncar":
            await self._app(scope, receive, con_fecha(truncador(send), reloj))
            await hasta_cierre(receive)
        elif falla.estado is not None:
            await _respuesta(falla)(scope, receive, con_fecha(send, reloj))
        else:
            await self._app(scope, receive, con_fecha(send, reloj))


def _respuesta(falla: Falla) -> Response:
    """La respuesta escrita en la falla."""
    estado = falla.estado or 500
    if isinstance(falla.cuerpo, str):
        tipo = falla.cabeceras.get("content-type", "text/html; charset=utf-8")
        return Response(falla.cuerpo, estado, headers=falla.cabeceras, media_type=tipo)
    return RespuestaJSON({} if falla.cuerpo is None else falla.cuerpo, estado, headers=falla.cabeceras)


def rutas_de_control(nucleo: Nucleo, mundo: Mundo) -> list[Route]:
    """Las rutas `/_control/` de una red."""

    async def comentarios(request: Request) -> Response:
        cuerpo = await request.json()
        with nucleo.candado:
            ids = [mundo.inyectar(c) for c in cuerpo["comentarios"]]
        return RespuestaJSON({"ids": ids})

    async def fallas(request: Request) -> Response:
        with nucleo.candado:
            if request.method == "DELETE":
                nucleo.fallas.clear()
            elif request.method == "POST":
                cuerpo = await request.json()
                nucleo.fallas.extend(Falla(**f) for f in cuerpo["fallas"])
            return RespuestaJSON({"fallas": [asdict(f) for f in nucleo.fallas]})

    async def cuenta(request: Request) -> Response:
        cambio = await request.json()
        with nucleo.candado:
            return RespuestaJSON(mundo.cambiar_cuenta(cambio))

    async def efectos(_: Request) -> Response:
        with nucleo.candado:
            return RespuestaJSON({"efectos": [asdict(e) for e in nucleo.efectos]})

    async def peticiones(_: Request) -> Response:
        with nucleo.candado:
            return RespuestaJSON({"peticiones": [list(p) for p in nucleo.peticiones]})

    async def estado(_: Request) -> Response:
        with nucleo.candado:
            return RespuestaJSON(mundo.volcar())

    async def reiniciar(_: Request) -> Response:
        with nucleo.candado:
            nucleo.vaciar()
            mundo.reiniciar()
        return RespuestaJSON({"reiniciado": True})

    return [
        Route("/_control/comentarios", con_errores(comentarios), methods=["POST"]),
        Route("/_control/fallas", con_errores(fallas), methods=["GET", "POST", "DELETE"]),
        Route("/_control/cuenta", con_errores(cuenta), methods=["POST"]),
        Route("/_control/efectos", efectos, methods=["GET"]),
        Route("/_control/peticiones", peticiones, methods=["GET"]),
        Route("/_control/estado", estado, methods=["GET"]),
        Route("/_control/reiniciar", reiniciar, methods=["POST"]),
    ]


Manejador = Callable[[Request], Awaitable[Response]]


def con_errores(manejador: Manejador) -> Manejador:
    """Un cuerpo de control mal formado da 400 con la razon, no una traza."""

    async def envuelto(request: Request) -> Response:
        try:
            return await manejador(request)
        except (json.JSONDecodeError, UnicodeDecodeError):
            razon = "no es JSON en UTF-8"
        except KeyError as error:
            razon = f"falta {error}"
        except (AttributeError, TypeError):
            razon = "algo no es de la clase que se esperaba (un objeto, una lista o un texto)"
        except ValueError as error:
            razon = str(error)
        return RespuestaJSON({"error": f"petición de control no válida: {razon}"}, 400)

    return envuelto


def aplicacion(nucleo: Nucleo, mundo: Mundo, rutas: list[Route]) -> ASGIApp:
    """La red entera: sus rutas, el gobierno y la capa de fallas por fuera."""
    return ConFallas(Starlette(routes=[*rutas_de_control(nucleo, mundo), *rutas]), nucleo)
