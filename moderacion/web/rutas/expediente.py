"""Un expediente: verlo, tomarlo, soltarlo y decidirlo.

Verlo (GET) no cambia nada. Quien decide lo toma con «Revisar» en la cola o «Tomar» en la ficha (POST): durante
cinco minutos los demas ven de quien es y no pueden decidirlo. Se puede decidir sin haberlo tomado: lo que impide
una decision doble es la version, no la toma.
"""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import FastAPI, Form
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from moderacion import accesos, cola
from moderacion.cola import Ficha, Persona, Resolucion
from moderacion.errores import Conflicto, EntradaInvalida, ErrorModeracion
from moderacion.montaje import Servicio
from moderacion.sanciones import apelaciones
from moderacion.web import evidencia
from moderacion.web.campos import Articulo, Escrito, Id, Palabra, Version
from moderacion.web.consola import de
from moderacion.web.fallos import estado_de
from moderacion.web.presentacion import frase, vuelta_atras
from moderacion.web.seguridad import DECIDEN, LEEN, permiso, persona

_CAMBIO = "El expediente cambió mientras lo miraba, o lo tiene otra persona. Este es su estado de ahora; no se decidió nada."
_SIGUIENTES = 10


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/expedientes/{expediente_id}", response_model=None)(ver)
    app.get("/expedientes/{expediente_id}/texto", response_model=None)(texto)
    app.post("/expedientes/{expediente_id}/tomar", response_model=None)(tomar)
    app.post("/expedientes/{expediente_id}/soltar", response_model=None)(soltar)
    app.post("/expedientes/{expediente_id}/decidir", response_model=None)(decidir)


@permiso(LEEN)
def ver(peticion: Request, expediente_id: Id) -> Response:
    """La ficha."""
    return _pagina(peticion, expediente_id)


@permiso(LEEN)
def texto(peticion: Request, expediente_id: Id) -> Response:
    """El comentario entero, como texto llano: la ficha muestra solo el principio de los muy largos."""
    f = cola.ficha(de(peticion).servicio.almacen, expediente_id)
    return PlainTextResponse(f.comentario["texto"])


@permiso(DECIDEN)
def tomar(peticion: Request, expediente_id: Id) -> Response:
    """Lo toma quien pide, o renueva su toma."""
    try:
        cola.tomar(de(peticion).servicio.almacen, expediente_id, persona(peticion))
    except Conflicto as error:
        return _pagina(peticion, expediente_id, HTTPStatus.CONFLICT, aviso=frase(error))
    return RedirectResponse(f"/expedientes/{expediente_id}", HTTPStatus.SEE_OTHER)


@permiso(DECIDEN)
def soltar(peticion: Request, expediente_id: Id) -> Response:
    """Lo deja para otro."""
    cola.soltar(de(peticion).servicio.almacen, expediente_id, persona(peticion))
    return RedirectResponse("/cola", HTTPStatus.SEE_OTHER)


@permiso(DECIDEN)
def decidir(
    peticion: Request,
    expediente_id: Id,
    version: Version,
    accion: Palabra = "",
    motivo: Palabra = "",
    detalle: Escrito = "",
    articulo: Articulo = None,
    seguir: Annotated[bool, Form()] = False,
) -> Response:
    """Decide. Si no se puede, devuelve la ficha como esta ahora, con lo escrito intacto."""
    servicio, quien = de(peticion).servicio, persona(peticion)
    escrito = {"accion": accion, "motivo": motivo, "detalle": detalle, "articulo": articulo}
    try:
        _resolver(
            servicio,
            expediente_id,
            quien,
            Resolucion(accion, f"{motivo} {detalle}".strip(), version, articulo),
        )
    except (Conflicto, EntradaInvalida) as error:
        aviso = _CAMBIO if isinstance(error, Conflicto) else frase(error)
        return _pagina(peticion, expediente_id, estado_de(error), aviso=aviso, escrito=escrito)
    siguiente = _tomar_siguiente(servicio, quien) if seguir else None
    destino = f"/expedientes/{siguiente}" if siguiente else "/cola"
    return RedirectResponse(f"{destino}?hecho={expediente_id}", HTTPStatus.SEE_OTHER)


def _resolver(servicio: Servicio, expediente_id: int, quien: Persona, r: Resolucion) -> None:
    """Pasa la decision a la sala con lo que permite la red de ese comentario."""
    if not r.accion:
        raise EntradaInvalida("elija qué hacer con el comentario")
    f = cola.ficha(servicio.almacen, expediente_id)
    capacidades = servicio.capacidades.get(f.expediente["cuenta_id"])
    if capacidades is None:
        raise EntradaInvalida(_SIN_CUENTA)
    cola.resolver(servicio.almacen, expediente_id, quien, r, capacidades, servicio.duracion_bloqueo)


_SIN_CUENTA = "la cuenta de este comentario ya no está en la configuración: no hay cómo actuar en su red"


def _tomar_siguiente(servicio: Servicio, quien: Persona) -> int | None:
    """Toma el primero libre de la cola y devuelve su id."""
    for fila in cola.listar(servicio.almacen, _SIGUIENTES):
        if fila.toma_usuario not in (None, quien.nombre):
            continue
        try:
            cola.tomar(servicio.almacen, fila.id, quien)
        except ErrorModeracion:
            continue
        return fila.id
    return None


def _pagina(
    peticion: Request,
    expediente_id: int,
    estado: int = HTTPStatus.OK,
    *,
    aviso: str = "",
    escrito: dict[str, Any] | None = None,
) -> Response:
    consola = de(peticion)
    servicio, quien = consola.servicio, persona(peticion)
    f = cola.ficha(servicio.almacen, expediente_id)
    capacidades = servicio.capacidades.get(f.expediente["cuenta_id"])
    opciones = cola.opciones(f, capacidades) if capacidades else []
    contenido: str = f.comentario["texto"]
    visible = contenido[: evidencia.LARGO_MAXIMO]
    return consola.pagina(
        peticion,
        "expediente.html",
        estado,
        f=f,
        tramos=evidencia.tramos(visible, evidencia.marcas(f.hallazgos)),
        recortado=len(contenido) if len(contenido) > len(visible) else 0,
        politicas=sorted({h["politica"] for h in f.hallazgos}),
        opciones=[(o, vuelta_atras(o.accion, capacidades)) for o in opciones],
        sin_cuenta=frase(_SIN_CUENTA) if capacidades is None else "",
        antecedentes=cola.antecedentes(servicio.almacen, f),
        apelacion=apelaciones.situacion(servicio.almacen, f),
        mi_id=quien.id,
        decide=quien.rol in DECIDEN,
        toma=_toma(servicio, f),
        yo=quien.nombre,
        aviso=aviso,
        hecho=peticion.query_params.get("hecho", ""),
        escrito=escrito or {"accion": "", "motivo": "", "detalle": "", "articulo": _articulo(f)},
    )


def _articulo(f: Ficha) -> int | None:
    """El del hallazgo mas grave: es el que casi siempre se cita."""
    return f.hallazgos[0]["politica"] if f.hallazgos else None


def _toma(servicio: Servicio, f: Ficha) -> str | None:
    """El nombre de quien lo tiene ahora, si alguien lo tiene."""
    hasta = f.expediente["toma_hasta"]
    if hasta is None or hasta <= servicio.reloj.ahora():
        return None
    usuarios = {u.id: u.nombre for u in accesos.listar(servicio.almacen)}
    return usuarios.get(f.expediente["toma_usuario_id"])
