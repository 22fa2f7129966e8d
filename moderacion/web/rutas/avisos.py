"""A quién se avisa y si los avisos llegan: canales con su prueba, cadenas, turnos, envíos, alarmas y simulacros."""

from collections.abc import Mapping
from datetime import datetime, time
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import FastAPI, Form, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion import incidentes
from moderacion.errores import EntradaInvalida, ErrorModeracion, NoExiste
from moderacion.incidentes import cadenas
from moderacion.incidentes.escrito import escribir_escalon, leer_escalones
from moderacion.reloj import ZONA, en_local
from moderacion.web.campos import Escrito, Palabra, Palabras, dia_escrito
from moderacion.web.consola import de
from moderacion.web.estados import estado_de
from moderacion.web.palabras_avisos import CANALES
from moderacion.web.presentacion import frase
from moderacion.web.seguridad import AUDITAN, AVISAN, permiso, persona

_HECHO: Final[Mapping[str, str]] = {
    "cadena": "La cadena se guardó. Los incidentes ya abiertos siguen con la que tenían.",
    "quitada": "Ya no se usa.",
    "rota": "El turno se guardó.",
    "revisada": "Se revisaron todas las cadenas.",
}
_Hecho = Annotated[str, Query(max_length=20)]
_Minutos = Annotated[int, Form(ge=1, le=24 * 60)]
_NUEVA: Final[Mapping[str, Any]] = {
    "nombre": "", "tipos": [], "pasos": "", "vueltas": 3, "recordatorio": 30, "seguimiento": 15, "insistente": "",
}  # fmt: skip


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/avisos", response_model=None)(ver)
    app.post("/avisos/probar", response_model=None)(probar)
    app.post("/avisos/cadenas", response_model=None)(guardar)
    app.post("/avisos/cadenas/quitar", response_model=None)(quitar)
    app.post("/avisos/cadenas/revisar", response_model=None)(revisar)
    app.post("/avisos/rotas", response_model=None)(guardar_rota)
    app.post("/avisos/rotas/quitar", response_model=None)(quitar_rota)


@permiso(AUDITAN)
def ver(peticion: Request, hecho: _Hecho = "") -> Response:
    """Todo en una página."""
    return _pagina(peticion, hecho=_HECHO.get(hecho, ""))


@permiso(AVISAN)
def probar(peticion: Request, destino: Palabra = "") -> Response:
    """Envía una prueba a un canal y dice cómo fue: tarda lo que el canal tarde, veinte segundos como mucho."""
    try:
        como = de(peticion).servicio.guardia.probar(destino)
    except NoExiste as error:
        return _pagina(peticion, estado_de(error), aviso=frase(error))
    if como.salio:
        return _pagina(peticion, hecho=f"La prueba salió por «{destino}»: compruebe que le llegó.")
    return _pagina(peticion, aviso=f"La prueba no salió por «{destino}»: {como.error}.")


@permiso(AVISAN)
def guardar(
    peticion: Request,
    nombre: Palabra = "",
    tipos: Palabras = [],  # noqa: B006 (FastAPI no lo comparte)
    pasos: Escrito = "",
    vueltas: Annotated[int, Form(ge=1, le=20)] = 3,
    recordatorio: _Minutos = 30,
    seguimiento: _Minutos = 15,
    insistente: Palabra = "",
) -> Response:
    """Guarda una cadena, si se puede avisar a toda su gente. Si no, vuelve con lo escrito."""
    almacen, actor = de(peticion).servicio.almacen, persona(peticion).actor
    escrita = {
        "nombre": nombre, "tipos": tipos, "pasos": pasos, "vueltas": vueltas,
        "recordatorio": recordatorio, "seguimiento": seguimiento, "insistente": insistente,
    }  # fmt: skip
    try:
        pedida = cadenas.CadenaPedida(
            nombre,
            leer_escalones(pasos),
            tipos,
            vueltas,
            recordatorio,
            seguimiento,
            insistente=bool(insistente),
        )
        cadenas.guardar(almacen, pedida, actor)
    except EntradaInvalida as error:
        return _pagina(peticion, estado_de(error), aviso=frase(error), escrita=escrita)
    return _vuelta("cadena")


@permiso(AVISAN)
def quitar(peticion: Request, nombre: Palabra = "") -> Response:
    """Una cadena deja de usarse."""
    try:
        cadenas.quitar(de(peticion).servicio.almacen, nombre, persona(peticion).actor)
    except NoExiste as error:
        return _pagina(peticion, estado_de(error), aviso=frase(error))
    return _vuelta("quitada")


@permiso(AVISAN)
def revisar(peticion: Request) -> Response:
    """Mira ahora si todas las cadenas llegan a su gente."""
    cadenas.revisar(de(peticion).servicio.almacen)
    return _vuelta("revisada")


@permiso(AVISAN)
def guardar_rota(
    peticion: Request,
    nombre: Palabra = "",
    personas: Escrito = "",
    turno_horas: Annotated[int, Form(ge=1, le=24 * 31)] = 168,
    desde: Palabra = "",
) -> Response:
    """Guarda quiénes se turnan. Si a alguien no se le puede avisar, vuelve con lo escrito."""
    escrita = {"nombre": nombre, "personas": personas, "turno_horas": turno_horas, "desde": desde}
    try:
        dia = datetime.combine(dia_escrito(desde, "el día en que empieza el primer turno"), time(8), ZONA)
        gente = [p.strip() for p in personas.splitlines() if p.strip()]
        pedida = cadenas.RotaPedida(nombre, gente, turno_horas, dia)
        cadenas.guardar_rota(de(peticion).servicio.almacen, pedida, persona(peticion).actor)
    except EntradaInvalida as error:
        return _pagina(peticion, estado_de(error), aviso=frase(error), rota=escrita)
    return _vuelta("rota")


@permiso(AVISAN)
def quitar_rota(peticion: Request, nombre: Palabra = "") -> Response:
    """Un turno deja de usarse."""
    try:
        cadenas.quitar_rota(de(peticion).servicio.almacen, nombre, persona(peticion).actor)
    except ErrorModeracion as error:
        return _pagina(peticion, estado_de(error), aviso=frase(error))
    return _vuelta("quitada")


def _vuelta(hecho: str) -> Response:
    return RedirectResponse(f"/avisos?hecho={hecho}", HTTPStatus.SEE_OTHER)


def _pagina(
    peticion: Request,
    estado: int = HTTPStatus.OK,
    *,
    aviso: str = "",
    hecho: str = "",
    escrita: Mapping[str, Any] | None = None,
    rota: Mapping[str, Any] | None = None,
) -> Response:
    consola = de(peticion)
    hay = cadenas.estado(consola.servicio.almacen)
    hoy = en_local(consola.servicio.reloj.ahora()).date().isoformat()
    return consola.pagina(
        peticion,
        "avisos.html",
        estado,
        aviso=aviso,
        hecho=hecho,
        hay=hay,
        clases={c.clave: c.nombre for c in incidentes.clases().values()},
        tipos_canal=CANALES,
        lineas={c["nombre"]: "\n".join(escribir_escalon(**p) for p in c["pasos"]) for c in hay["cadenas"]},
        escrita=escrita or _NUEVA,
        rota=rota or {"nombre": "", "personas": "", "turno_horas": 168, "desde": hoy},
        cambia=persona(peticion).rol in AVISAN,
    )
