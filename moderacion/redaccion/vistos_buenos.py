"""El visto bueno de un area: se le pide por correo que apruebe, con un enlace y sin cuenta, justo lo que se va a decir.

Abrir el enlace no cambia nada. Vale para una huella: si lo escrito cambia, el enlace ya no aprueba. Cuenta como una
aprobacion (`tipos.que_cuentan`), y negarlo devuelve el borrador a su autor.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from moderacion.almacen import Almacen, Unidad
from moderacion.almacen.consultas import huella_texto
from moderacion.almacen.correos import DeQue
from moderacion.almacen.estados_redaccion import EstadoBorrador, EstadoVistoBueno, TipoBorrador, TipoCorreo
from moderacion.almacen.paso import Paso
from moderacion.almacen.vistos_buenos import PedidoNuevo
from moderacion.errores import Conflicto, EntradaInvalida
from moderacion.redaccion.aprobacion import EN_REVISION, aprobar_en, devolver_en
from moderacion.redaccion.consultas import AREAS
from moderacion.redaccion.enlaces import Responsable
from moderacion.redaccion.escritos import texto_en
from moderacion.redaccion.juicio import Reglas
from moderacion.redaccion.pasos import exigir_version, huella_guardada, mirar
from moderacion.redaccion.tipos import RAZON_MAXIMA, RAZON_MINIMA, Fila, Persona, exigir_que_redacte, medido

_FIRMA: Final = 200
_APROBADOS: Final = (EstadoBorrador.APROBADO, EstadoBorrador.PROGRAMADO, EstadoBorrador.PUBLICADO)
_CERRADOS: Final = (EstadoVistoBueno.DADO, EstadoVistoBueno.RECHAZADO)
_CAMBIO: Final = "no se envió nada: mientras lo miraba cambió, y esto es lo que hay ahora"


@dataclass(frozen=True, slots=True)
class PorCuenta:
    """Lo que saldria por una cuenta, letra por letra. `hora`: nula, en cuanto se apruebe."""

    cuenta: str
    red: str
    texto: str
    hora: datetime | None
    cambia: bool
    """Si no es nuevo: cambia algo que ya se publico."""


@dataclass(frozen=True, slots=True)
class VistaVistoBueno:
    """Lo que ve quien abre el enlace.

    `estado`: pedido (puede darlo o negarlo), dado, rechazado, innecesario (otros ya lo aprobaron) o cambiado (lo que se le
    pidio aprobar ya no es lo que hay).
    """

    area: str
    tipo: str
    estado: str
    caduca: datetime
    cerrado: datetime | None
    firma: str
    motivo: str
    vale: bool
    """Dado, si todavia cuenta: lo que aprobo no se cambio despues."""
    saldria: Sequence[PorCuenta]
    """Vacio si ya no es lo que se le pidio aprobar."""
    comentario: str
    """El comentario a que se responde, o vacio."""
    archivos: Sequence[str]
    """Lo que muestra cada archivo que lo acompaña."""


@dataclass(frozen=True, slots=True)
class RespuestaVisto:
    """Lo que contesta el area. `firma`: quien, con su cargo; `motivo`: por que no, si no lo da."""

    aprueba: bool | None
    """None: no dijo ni si ni no."""
    firma: str
    motivo: str = ""


def pedir_visto_bueno(
    almacen: Almacen,
    responsables: Mapping[str, Responsable],
    reglas: Reglas,
    borrador_id: int,
    version: int,
    persona: Persona,
    area: str,
) -> int:
    """Pide a la jefatura de un area que apruebe lo que esta en revision, y devuelve el id. Puede pedirlo quien redacta.

    Vale lo que una aprobacion. Lanza `NoAutorizado`, `NoExiste`, `EntradaInvalida` (esa area no tiene correo) o `Conflicto`
    (cambio, no esta en revision, o ya se le pidio).
    """
    exigir_que_redacte(persona)
    if area not in responsables:
        raise EntradaInvalida("elija un área que tenga correo en la configuración")
    with almacen.unidad() as u:
        b = u.borradores.uno(borrador_id)
        exigir_version(b, version, EN_REVISION)
        if any(a["area"] == area for a in u.aprobaciones.vivas(borrador_id)):
            raise Conflicto("esa área ya dio su visto bueno")
        caduca = u.ahora + reglas.plazos.aprobacion
        return u.vistos_buenos.pedir(PedidoNuevo(borrador_id, area, b["huella"], persona.id, caduca))


def vistos_buenos(almacen: Almacen, borrador_id: int) -> list[Fila]:
    """Los que se pidieron de un borrador, el ultimo primero."""
    with almacen.lectura() as u:
        return u.vistos_buenos.de(borrador_id)


def revisar_vistos_buenos(almacen: Almacen, responsables: Mapping[str, Responsable]) -> int:
    """Escribe los correos que tocan: la peticion y, a la mitad de su termino, un recordatorio. Devuelve los nuevos."""
    nuevos = 0
    with almacen.unidad() as u:
        for v in u.vistos_buenos.pedidos():
            tocan = [TipoCorreo.VISTO_BUENO]
            if u.ahora >= v["pedido"] + (v["caduca"] - v["pedido"]) / 2:
                tocan.append(TipoCorreo.RECORDATORIO)
            de_que = DeQue(visto_bueno_id=v["id"])
            if v["area"] in responsables:
                nuevos += sum(u.correos.deber(de_que, t) for t in tocan if t not in v["correos"])
    return nuevos


def ver_visto_bueno(almacen: Almacen, testigo: str, origen: str) -> VistaVistoBueno | None:
    """Lo que hay detras de un enlace; None si no vale, sin decir por que. Mirarlo no cambia nada.

    Lanza `DemasiadosIntentos`.
    """
    return almacen.con_freno(origen, lambda u: _vista(u, testigo))


def _valido(u: Unidad, testigo: str) -> Fila | None:
    fila = u.correos.enlace_visto(huella_texto(testigo))
    return fila if fila and fila["caduca"] > u.ahora else None


def _vista(u: Unidad, testigo: str) -> VistaVistoBueno | None:
    fila = _valido(u, testigo)
    if fila is None:
        return None
    b = u.borradores.uno(fila["borrador_id"])
    igual = fila["huella_pedida"] == b["huella"] == huella_guardada(u, b)
    vivas = u.aprobaciones.vivas(b["id"])
    return VistaVistoBueno(
        **{n: fila[n] for n in ("area", "caduca", "cerrado", "firma", "motivo")},
        tipo=b["tipo"],
        estado=_estado(fila, b, igual=igual),
        vale=any(a["visto_bueno_id"] == fila["visto_bueno_id"] for a in vivas),
        saldria=_saldria(u, b) if igual else (),
        comentario=(b["comentario_texto"] or "") if igual else "",
        archivos=[m["alternativo"] for m in b["medios"] or ()] if igual else (),
    )


def _estado(fila: Fila, b: Fila, *, igual: bool) -> str:
    if fila["estado"] in _CERRADOS:
        return str(fila["estado"])
    if igual and b["estado"] in _APROBADOS:
        return "innecesario"
    se_espera = fila["estado"] == EstadoVistoBueno.PEDIDO and b["estado"] in EN_REVISION
    return "pedido" if igual and se_espera else "cambiado"


def _saldria(u: Unidad, b: Fila) -> Sequence[PorCuenta]:
    """Cuenta por cuenta, con la misma funcion que escribe la orden."""
    if b["tipo"] == TipoBorrador.RESPUESTA:
        return (PorCuenta(b["cuenta"], b["red"], b["texto"], None, cambia=False),)
    return [
        PorCuenta(s["cuenta"], s["red"], texto_en(s, b["texto"]), s["hora"], cambia=s["edita_id"] is not None)
        for s in u.salidas.de(b["id"])
    ]


def resolver_visto_bueno(
    almacen: Almacen, reglas: Reglas, testigo: str, origen: str, r: RespuestaVisto
) -> bool:
    """El area lo da o lo niega, una vez. False si el enlace no vale o ya se contesto.

    Lo mal escrito no lo gasta: lanza `EntradaInvalida`, tambien si lo que se aprueba ya no se puede publicar asi. Lanza
    `Conflicto` si lo que se le pidio aprobar cambio o ya no espera, y `DemasiadosIntentos` tras demasiados enlaces malos.
    """
    fila = almacen.con_freno(origen, lambda u: _valido(u, testigo))
    if fila is None or fila["usado"] is not None or fila["estado"] in _CERRADOS:
        return False
    if fila["estado"] != EstadoVistoBueno.PEDIDO:
        raise Conflicto(_CAMBIO)
    if r.aprueba is None:
        raise EntradaInvalida("diga si lo aprueba o no")
    nombre = medido("quién responde por el área, con su cargo", r.firma, 3, _FIRMA)
    motivo = "" if r.aprueba else medido("por qué no", r.motivo, RAZON_MINIMA, RAZON_MAXIMA)
    v = mirar(almacen, reglas, fila["borrador_id"])
    if v.b["estado"] not in EN_REVISION or not fila["huella_pedida"] == v.b["huella"] == v.huella:
        raise Conflicto(_CAMBIO)
    if r.aprueba and v.juicio.impide(a["clave"] for a in v.b["advertencias"]):
        raise EntradaInvalida(
            "este texto ya no se puede publicar así: Comunicaciones tiene que revisarlo antes"
        )
    firma = f"{nombre} ({fila['para']})"
    estado = EstadoVistoBueno.DADO if r.aprueba else EstadoVistoBueno.RECHAZADO
    with almacen.unidad() as u:
        visto_id = int(fila["visto_bueno_id"])
        if not u.vistos_buenos.cerrar(visto_id, estado, firma, motivo):
            raise Conflicto(_CAMBIO)
        u.correos.gastar(huella_texto(testigo))
        quien = f"{AREAS[fila['area']]}, {firma}"
        if r.aprueba:
            aprobar_en(u, reglas, v.b, visto_bueno_id=visto_id, motivo=quien)
        else:
            devolver_en(
                u, v.b, Paso("visto_bueno_negado", motivo=f"{quien}: {motivo}", visto_bueno_id=visto_id)
            )
    return True
