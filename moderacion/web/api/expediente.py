"""Un expediente entero, dicho para un programa."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from moderacion import cola
from moderacion.cola import Ficha
from moderacion.montaje import Servicio
from moderacion.web.api.modelos import (
    ComentarioVisto,
    DecisionTomada,
    Evidencia,
    ExpedienteEntero,
    HallazgoVisto,
    OpcionVista,
    OrdenVista,
    OtroComentario,
    Texto,
    Veredicto,
)
from moderacion.web.api.vista import Vista, limpio

Fila = Mapping[str, Any]
_GRAVEDADES: Final[Mapping[int, Literal["leve", "media", "grave"]]] = {1: "leve", 2: "media", 3: "grave"}


def entero(servicio: Servicio, ojos: Vista, expediente_id: int) -> ExpedienteEntero:
    """El expediente, con lo que esos ojos pueden ver. Lanza `NoExiste` si no hay tal, o si no le toca."""
    f = cola.ficha(servicio.almacen, expediente_id)
    e = f.expediente
    ojos.exigir(e["cuenta_id"])
    hasta = e["toma_hasta"]
    return ExpedienteEntero(
        **{n: e[n] for n in ("id", "version", "estado", "actuado", "abierto", "resuelto", "cuenta_id")},
        prioridad=-e["prioridad_neg"],
        tomado_hasta=hasta if hasta and hasta > servicio.reloj.ahora() else None,
        red=f.cuenta["red"],
        cuenta=limpio(f.cuenta["nombre"]),
        comentario=_comentario(ojos, f),
        veredicto=_veredicto(ojos, f),
        hallazgos=[_hallazgo(ojos, h, _firma(f)) for h in f.hallazgos],
        decisiones=[_decision(ojos, d, _firma(f)) for d in f.decisiones],
        ordenes=[OrdenVista(**{n: o[n] for n in OrdenVista.model_fields}) for o in f.ordenes],
        opciones=_opciones(servicio, f),
        otros_del_autor=[_otro(ojos, k, _firma(f)) for k in f.otros_del_autor],
        conversacion=[_otro(ojos, k, k["autor"]) for k in f.conversacion],
        publicacion=_publicacion(f),
    )


def _firma(f: Ficha) -> str:
    return str(f.autor["nombre"]) if f.autor else ""


def _comentario(ojos: Vista, f: Ficha) -> ComentarioVisto:
    k = f.comentario
    return ComentarioVisto(
        **{n: k[n] for n in ("id", "creado", "editado", "estado", "estado_red")},
        tapado_por_la_red=f.tapado_por_la_red,
        por_ver=bool(k["por_ver"]),
        id_externo=ojos.dato(k["id_externo"]),
        texto=ojos.texto(k["texto"], _firma(f), entero=True),
        autor=ojos.dato(_firma(f)),
        enlace=ojos.enlace(k["enlace"]),
    )


def _veredicto(ojos: Vista, f: Ficha) -> Veredicto:
    v = f.veredicto
    iguales = (
        "propuesta", "version_reglamento", "version_modelo", "critica", "automatica", "degradado", "fecha",
    )  # fmt: skip
    return Veredicto(
        **{n: v[n] for n in iguales},
        razon_degradado=ojos.llano(v["razon_degradado"]),
        intenciones=v["intencion"],
        indicios=v["indicios"],
    )


def _hallazgo(ojos: Vista, h: Fila, firma: str) -> HallazgoVisto:
    return HallazgoVisto(
        politica=h["politica"],
        gravedad=_GRAVEDADES[h["gravedad"]],
        propuesta=h["propuesta"],
        motivo=ojos.llano(h["motivo"], firma),
        etiqueta=h["etiqueta"],
        evidencia=[
            Evidencia(inicio=e["inicio"], fin=e["fin"], texto=ojos.llano(e["texto"], firma))
            for e in h["evidencia"]
        ],
    )


def _decision(ojos: Vista, d: Fila, firma: str) -> DecisionTomada:
    iguales = ("id", "version", "usuario", "accion", "articulo", "fecha")
    return DecisionTomada(**{n: d[n] for n in iguales}, motivo=ojos.llano(d["motivo"], firma))


def _opciones(servicio: Servicio, f: Ficha) -> Sequence[OpcionVista]:
    capacidades = servicio.capacidades.get(f.expediente["cuenta_id"])
    if capacidades is None:
        return []
    return [
        OpcionVista(**{n: getattr(o, n) for n in OpcionVista.model_fields})
        for o in cola.opciones(f, capacidades)
    ]


def _otro(ojos: Vista, k: Fila, firma: str | None) -> OtroComentario:
    return OtroComentario(
        id=k["id"], texto=ojos.texto(k["texto"], firma), creado=k["creado"], estado=k["estado"]
    )


def _publicacion(f: Ficha) -> Texto | None:
    """Lo que publicó la institución: es público y nuestro, no se tacha."""
    if f.publicacion is None:
        return None
    return Texto(contenido=limpio(f.publicacion["texto"]), tachado=False, recortado=False, reservado="")
