"""Lo que comparten las rutas: el servicio montado, las plantillas y los archivos propios de la consola."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from http import HTTPStatus
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from prometheus_client import CollectorRegistry
from starlette.requests import Request
from starlette.responses import HTMLResponse

from moderacion import redaccion
from moderacion.accesos import Cofre, cofre_de
from moderacion.accesos.oidc import Proveedor
from moderacion.cola import Persona
from moderacion.contado import contado
from moderacion.errores import ErrorModeracion
from moderacion.evaluacion.tapado import tapar
from moderacion.incidentes import cadenas
from moderacion.informes.publico import Publico
from moderacion.montaje import Servicio
from moderacion.web import palabras_casa as casa
from moderacion.web import palabras_decir, palabras_sanciones
from moderacion.web import presentacion as p
from moderacion.web.escudo import politica_contenido
from moderacion.web.metricas import registro_de
from moderacion.web.navegacion import trabajo_de, trabajos
from moderacion.web.palabras import NOTAS, velo
from moderacion.web.palabras_avisos import canal
from moderacion.web.palabras_decir import es_lo_nuestro
from moderacion.web.palabras_transparencia import minutos
from moderacion.web.vuelta import sin_elegir

_AQUI: Final = Path(__file__).parent
_MIRAR_CADA: Final = timedelta(minutes=1)
TIPOS: Final = {
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".js": "text/javascript; charset=utf-8",
}


class Consola:
    """Una consola sobre un servicio."""

    def __init__(self, servicio: Servicio) -> None:
        self.servicio = servicio
        self.archivos = {a.name: a.read_bytes() for a in sorted((_AQUI / "estatico").iterdir())}
        self.archivos["htmx.min.js"] = files("js_lib_htmx").joinpath("static/htmx/htmx.min.js").read_bytes()
        self._restaurada, self._mirado = False, datetime.min.replace(tzinfo=UTC)
        self._version = hashlib.sha256(b"".join(self.archivos.values())).hexdigest()[:12]

    @cached_property
    def cofre(self) -> Cofre:
        """Con qué se cifran los segundos factores. Lanza `ErrorConfig`."""
        return cofre_de(self.servicio.config)

    @cached_property
    def proveedor(self) -> Proveedor | None:
        """El de identidad, si hay alguno. Lanza `ErrorConfig`."""
        oidc = self.servicio.config.web.oidc
        return Proveedor(oidc, self.cofre) if oidc else None

    @cached_property
    def cifras(self) -> CollectorRegistry:
        """De donde lee Prometheus."""
        return registro_de(self.servicio)

    @cached_property
    def publico(self) -> Publico:
        """Lo que se publica de la moderación, que solo se cuenta una vez."""
        return Publico(self.servicio.almacen)

    def pagina(
        self, peticion: Request | None, plantilla: str, estado: int = HTTPStatus.OK, **datos: Any
    ) -> HTMLResponse:
        """Una pagina hecha con `plantilla`; sin peticion, la que se da antes de saber quien pide.

        A quien escribe, cada pagina le dice si hay un paro. `paros`: los ya leidos, si la ruta los tiene.
        """
        persona = getattr(peticion.state, "persona", None) if peticion else None
        ruta = peticion.url.path if peticion else ""
        comunes = {
            "persona": persona,
            "ruta": ruta,
            # a donde volver tras parar: lo que contesta a un formulario no se puede pedir otra vez
            "aqui_mismo": ruta if peticion and peticion.method == "GET" else "",
            "trabajos": trabajos(persona.rol) if persona else [],
            "trabajo": trabajo_de(persona.rol, ruta) if persona else None,
            "version": self._version,
            "institucion": self.servicio.config.institucion.nombre,
            "restaurada": persona is not None and self._sigue_restaurada(),
            "sin_canales": persona is not None and cadenas.sin_canales(self.servicio.almacen),
            # a quien le falta cambiar su clave o poner su factor no se le cuenta aun nada de dentro
            "a_medias": bool(getattr(peticion.state, "falta", "")) if peticion else False,
            "escribe": persona is not None and persona.rol in redaccion.REDACTAN,
        }
        if "paros" not in datos:
            comunes["paros"] = self.paros(persona)
        return self._hecha(plantilla, estado, comunes | datos)

    def trozo(self, peticion: Request, plantilla: str, **datos: Any) -> HTMLResponse:
        """Un trozo de pagina, sin lo que rodea a todas: se pide a menudo, y no mira ni paros ni canales."""
        return self._hecha(plantilla, HTTPStatus.OK, {"persona": peticion.state.persona, **datos})

    def _hecha(self, plantilla: str, estado: int, datos: Mapping[str, Any]) -> HTMLResponse:
        nonce = secrets.token_urlsafe(16)
        html = (
            _plantillas()
            .get_template(plantilla)
            .render({"nonce": nonce, "ahora": self.servicio.reloj.ahora(), **datos})
        )
        # «replace»: un sustituto suelto que llegara hasta aqui no tumba la pagina entera
        politica = politica_contenido(nonce if nonce in html else "")
        cabeceras = {"Content-Security-Policy": politica}
        return HTMLResponse(html.encode("utf-8", "replace"), estado, cabeceras)

    def _sigue_restaurada(self) -> bool:
        """Si hay una restauracion abierta. Si no la habia se mira otra vez al minuto: otro proceso pudo notar que la base volvio atras."""
        ahora = self.servicio.reloj.ahora()
        if self._restaurada or not timedelta(0) <= ahora - self._mirado < _MIRAR_CADA:
            self._restaurada, self._mirado = self.servicio.restaurada(), ahora
        return self._restaurada

    def paros(self, persona: Persona | None) -> Sequence[Mapping[str, Any]]:
        """Los que rigen, si es alguien que escribe: a los demas no les cuesta ni una consulta."""
        if persona is None or persona.rol not in redaccion.REDACTAN:
            return ()
        return redaccion.paros_vigentes(self.servicio.almacen)

    def error(
        self, peticion: Request | None, estado: int, frase: str, escrito: Sequence[str] = ()
    ) -> HTMLResponse:
        """Una pagina de error, en español y sin detalles de dentro. `escrito`: lo que se iba a mandar, para copiarlo."""
        datos: dict[str, Any] = {
            "paros": (),
            "escribe": False,
            "codigo": int(estado),
            "titulo": _TITULOS.get(estado, "No se pudo hacer"),
            "frase": frase,
            "escrito": escrito,
        }
        try:
            return self.pagina(peticion, "error.html", estado, **datos)
        except ErrorModeracion:
            # la base sigue sin contestar: sin decir quien pide, la pagina no le pregunta nada
            return self.pagina(None, "error.html", estado, **datos)


@pass_context
def _hace(contexto: Context, fecha: datetime | str | None) -> str:
    """Cuanto hace, con la hora con que se pidio la pagina."""
    return p.hace(fecha, contexto["ahora"])


@pass_context
def _paso(contexto: Context, fecha: datetime | str) -> bool:
    """Si ya paso, con la hora con que se pidio la pagina."""
    return p.paso(fecha, contexto["ahora"])


@pass_context
def _cuando(contexto: Context, fecha: datetime | str | None) -> Markup:
    """Lo mismo, como etiqueta."""
    return p.cuando(fecha, contexto["ahora"])


@cache
def _plantillas() -> Environment:
    """Las plantillas, compiladas una vez por proceso."""
    jinja = Environment(
        loader=FileSystemLoader(_AQUI / "plantillas"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filtros = (
        p.hora,
        p.hora_corta,
        p.dia_de,
        p.iso,
        p.fragmento,
        p.nombre,
        p.frase,
        p.enlace_seguro,
        p.miles,
        p.juntos,
    )
    jinja.filters |= {
        f.__name__: f
        for f in (*filtros, contado, p.titulo_politica, p.texto_politica, tapar, sin_elegir, velo)
    }
    jinja.filters |= {"hace": _hace, "cuando": _cuando, "paso": _paso, "titulos": p.titulos, "dicho": p.dicho}
    jinja.filters |= {f.__name__: f for f in (casa.porcentaje, casa.espera, casa.dia)}
    jinja.filters |= {"minutos": minutos, "canal": canal}
    jinja.globals["n"] = p
    jinja.globals["notas_dichas"] = NOTAS
    jinja.globals["casa"] = casa
    jinja.globals["d"] = palabras_decir
    jinja.globals["sanciones"] = palabras_sanciones
    jinja.globals["es_lo_nuestro"] = es_lo_nuestro
    return jinja


_TITULOS: Final = {
    400: "Lo enviado no vale",
    401: "Hace falta ingresar",
    403: "No está permitido",
    404: "Aquí no hay nada",
    405: "Esta página no admite eso",
    409: "Alguien llegó antes",
    413: "Demasiado grande",
    415: "Lo enviado no vale",
    422: "Lo enviado no vale",
    429: "Demasiados intentos",
    500: "Algo falló",
}


def de(peticion: Request) -> Consola:
    """La consola que atiende esta peticion."""
    consola: Consola = peticion.app.state.consola
    return consola
