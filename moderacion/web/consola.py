"""Lo que comparten las rutas: el servicio montado, las plantillas y los archivos propios de la consola."""

import hashlib
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from moderacion.montaje import Servicio
from moderacion.web import presentacion as p

_AQUI: Final = Path(__file__).parent
TIPOS: Final = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}


class Consola:
    """Una consola sobre un servicio."""

    def __init__(self, servicio: Servicio) -> None:
        self.servicio = servicio
        self.archivos = {a.name: a.read_bytes() for a in sorted((_AQUI / "estatico").iterdir())}
        version = hashlib.sha256(b"".join(self.archivos.values())).hexdigest()[:12]
        self._jinja = Environment(
            loader=FileSystemLoader(_AQUI / "plantillas"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._jinja.filters |= {
            "hora": p.hora,
            "hora_corta": p.hora_corta,
            "iso": p.iso,
            "hace": lambda fecha: p.hace(fecha, servicio.reloj.ahora()),
            "fragmento": p.fragmento,
            "nombre": p.nombre,
            "frase": p.frase,
            "nivel": p.nivel,
            "enlace_seguro": p.enlace_seguro,
            "titulo_politica": p.titulo_politica,
            "texto_politica": p.texto_politica,
        }
        self._jinja.globals |= {"n": p, "version": version, "institucion": servicio.config.institucion.nombre}

    def pagina(
        self, peticion: Request | None, plantilla: str, estado: int = HTTPStatus.OK, **datos: Any
    ) -> HTMLResponse:
        """Una pagina hecha con `plantilla`; sin peticion, la que se da antes de saber quien pide."""
        persona = getattr(peticion.state, "persona", None) if peticion else None
        ruta = peticion.url.path if peticion else ""
        html = self._jinja.get_template(plantilla).render(persona=persona, ruta=ruta, **datos)
        # «replace»: un sustituto suelto que llegara hasta aqui no tumba la pagina entera
        return HTMLResponse(html.encode("utf-8", "replace"), estado)

    def error(self, peticion: Request | None, estado: int, frase: str) -> HTMLResponse:
        """Una pagina de error, en español y sin detalles de dentro."""
        titulo = _TITULOS.get(estado, "No se pudo hacer")
        return self.pagina(peticion, "error.html", estado, codigo=int(estado), titulo=titulo, frase=frase)


_TITULOS: Final = {
    400: "Lo enviado no vale",
    401: "Hace falta ingresar",
    403: "No está permitido",
    404: "Aquí no hay nada",
    405: "Esta página no admite eso",
    409: "Alguien llegó antes",
    413: "Demasiado grande",
    422: "Lo enviado no vale",
    500: "Algo falló",
}


def de(peticion: Request) -> Consola:
    """La consola que atiende esta peticion."""
    consola: Consola = peticion.app.state.consola
    return consola
