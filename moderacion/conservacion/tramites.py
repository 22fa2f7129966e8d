"""Lo que alguien pide sobre sus datos: se recibe, una persona comprueba quien es, otra decide, y se hace.

El reloj es el de la ley: veinte dias habiles, que se pueden prorrogar una vez por otros tantos. Nada se borra sin que una
persona haya dicho que autores son quien pide y otra lo haya concedido. Lo que obliga a guardar todavia (un bloqueo en
vigor, un caso abierto) se le dice a quien decide: puede conceder de todos modos o retener, con su razon y su fin.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from moderacion import habiles
from moderacion.almacen import Almacen, Unidad
from moderacion.almacen.estados_conservacion import BORRAN, ENTREGAN, CausaPurga, Derecho, EstadoSolicitud
from moderacion.almacen.purgas import PurgaNueva, clave_nueva
from moderacion.almacen.solicitudes import SolicitudNueva
from moderacion.bitacora import MAQUINA
from moderacion.conservacion.purga import Reglas, encargar, terminar_a_medias
from moderacion.errores import Conflicto, EntradaInvalida, NoAutorizado

MOTIVO: Final = 10
LARGO: Final = 4000
_RETENER: Final = timedelta(days=365)
_VIEJA: Final = timedelta(days=3 * 366)
"""Mas atras no hay solicitud que apuntar: es un año mal escrito."""
Fila = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Pedido:
    """Lo que se escribe al recibir una solicitud. `recibida`: el dia que llego, si no es hoy."""

    derecho: str
    nombre: str
    contacto: str
    relato: str
    recibida: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tramite:
    """Una solicitud con lo que hace falta para seguirla."""

    s: Fila
    quedan: int
    """Dias habiles; negativo si ya paso."""
    autores: Sequence[Fila]
    obliga: Sequence[Fila]
    borra: bool
    """Si concederla borra lo suyo."""
    entrega: bool
    """Si concederla entrega lo suyo."""
    borrandose: bool


def recibir(almacen: Almacen, p: Pedido, actor: str) -> int:
    """La apunta con su plazo y devuelve su numero. Lanza `EntradaInvalida`."""
    with almacen.unidad() as u:
        return recibir_en(u, p, actor)


def recibir_en(u: Unidad, p: Pedido, actor: str, constancia: str = "") -> int:
    """Lo mismo, dentro de una unidad ya abierta. `constancia`: la huella del enlace de quien pidio desde la calle."""
    try:
        derecho = Derecho(p.derecho)
    except ValueError:
        raise EntradaInvalida(f"no se reconoce el derecho «{p.derecho}»") from None
    nombre, contacto, relato = (
        _escrito(p.nombre, 3, "el nombre"),
        _escrito(p.contacto, 5, "cómo contestarle"),
        _escrito(p.relato, MOTIVO, "qué pide"),
    )
    recibida = p.recibida or u.ahora
    if recibida > u.ahora:
        raise EntradaInvalida("no se puede recibir en una fecha que no ha llegado")
    if recibida < u.ahora - _VIEJA:
        raise EntradaInvalida("esa fecha es de hace más de tres años: revise el año")
    vence = habiles.vence(recibida)
    nueva = SolicitudNueva(derecho, nombre, contacto, relato, recibida, vence, constancia)
    return u.solicitudes.crear(nueva, actor)


def _escrito(texto: str, minimo: int, que: str) -> str:
    limpio = texto.strip()
    if len(limpio) < minimo:
        raise EntradaInvalida(f"diga {que}: al menos {minimo} letras")
    if len(limpio) > LARGO:
        raise EntradaInvalida(f"{que} pasa de {LARGO} letras")
    return limpio


def bandeja(almacen: Almacen, cerradas: int = 30) -> tuple[list[tuple[Fila, int]], list[Fila]]:
    """Las que esperan algo, con los dias habiles que les quedan, y las ultimas cerradas."""
    with almacen.lectura() as u:
        vivas = [(s, habiles.quedan(u.ahora, s["vence"])) for s in u.solicitudes.vivas()]
        return vivas, u.solicitudes.cerradas(cerradas)


def esperan(almacen: Almacen) -> tuple[int, int]:
    """(cuantas hay sin contestar, dias habiles que le quedan a la primera que vence); lo retenido ya se contesto."""
    with almacen.lectura() as u:
        suyas = [s for s in u.solicitudes.vivas() if s["estado"] != EstadoSolicitud.RETENIDA]
        return len(suyas), habiles.quedan(u.ahora, suyas[0]["vence"]) if suyas else 0


def ver(almacen: Almacen, solicitud_id: int) -> Tramite:
    """Una. Lanza `NoExiste`."""
    with almacen.lectura() as u:
        s = u.solicitudes.una(solicitud_id)
        suyos = s["autores"]
        return Tramite(
            s,
            habiles.quedan(u.ahora, s["vence"]),
            u.solicitudes.autores(suyos) if suyos else (),
            u.solicitudes.que_obliga(suyos) if suyos else (),
            Derecho(s["derecho"]) in BORRAN,
            Derecho(s["derecho"]) in ENTREGAN,
            any(p["solicitud_id"] == solicitud_id for p in u.purgas.a_medias()),
        )


def buscar(almacen: Almacen, texto: str) -> list[Fila]:
    """Los autores que se llaman asi."""
    with almacen.lectura() as u:
        return u.solicitudes.buscar_autores(texto)


def identificar(
    almacen: Almacen, solicitud_id: int, version: int, usuario_id: int, autores: Sequence[int], como: str
) -> None:
    """Una persona comprobo quien pide y que autores es. Lanza `EntradaInvalida`, `NoExiste` o `Conflicto`."""
    como = _escrito(como, MOTIVO, "cómo se comprobó su identidad")
    with almacen.unidad() as u:
        hallados = sorted({a["id"] for a in u.solicitudes.autores(autores)}) if autores else []
        if len(hallados) != len(set(autores)):
            raise EntradaInvalida("alguno de esos autores no existe")
        u.solicitudes.pasar(
            solicitud_id,
            version,
            EstadoSolicitud.IDENTIFICADA,
            f"usuario/{usuario_id}",
            autores=hallados,
            identidad_por=usuario_id,
            identidad=u.ahora,
            identidad_como=como,
        )


def prorrogar(almacen: Almacen, solicitud_id: int, version: int, motivo: str, usuario_id: int) -> None:
    """Otros veinte dias habiles, una vez, antes de que venza. Lanza `EntradaInvalida`, `NoExiste` o `Conflicto`."""
    motivo = _escrito(motivo, MOTIVO, "por qué hace falta más plazo")
    with almacen.unidad() as u:
        s = u.solicitudes.una(solicitud_id)
        if s["vence"] <= u.ahora:
            raise Conflicto("el plazo ya venció: no se puede prorrogar después")
        nuevo = habiles.vence(s["vence"] - timedelta(seconds=1))
        u.solicitudes.prorrogar(solicitud_id, version, nuevo, motivo, f"usuario/{usuario_id}")


def decidir(
    almacen: Almacen,
    solicitud_id: int,
    version: int,
    usuario_id: int,
    que: str,
    motivo: str,
    retiene_hasta: datetime | None = None,
) -> None:
    """La concede, la deniega o la retiene. Lanza `EntradaInvalida`, `NoAutorizado`, `NoExiste` o `Conflicto`.

    Borrar lo decide alguien que no sea quien comprobo la identidad: dos personas para algo que no se deshace.
    """
    if que not in (EstadoSolicitud.CONCEDIDA, EstadoSolicitud.DENEGADA, EstadoSolicitud.RETENIDA):
        raise EntradaInvalida("se esperaba conceder, denegar o retener")
    motivo = _escrito(motivo, MOTIVO, "el motivo")
    with almacen.unidad() as u:
        s = u.solicitudes.una(solicitud_id)
        borra = Derecho(s["derecho"]) in BORRAN
        if borra and que != EstadoSolicitud.DENEGADA and s["identidad_por"] == usuario_id:
            raise NoAutorizado("lo decide otra persona: usted comprobó la identidad")
        cambios: dict[str, Any] = {"decidida_por": usuario_id, "decidida": u.ahora, "motivo": motivo}
        if que == EstadoSolicitud.RETENIDA:
            cambios |= _retencion(u, s, motivo, retiene_hasta)
        if que == EstadoSolicitud.DENEGADA:
            cambios["cerrada"] = u.ahora
        u.solicitudes.pasar(solicitud_id, version, EstadoSolicitud(que), f"usuario/{usuario_id}", **cambios)


def _retencion(u: Unidad, s: Fila, motivo: str, hasta: datetime | None) -> dict[str, Any]:
    if hasta is None or not u.ahora < hasta <= u.ahora + _RETENER:
        raise EntradaInvalida(
            "diga hasta cuándo se retiene: una fecha que no ha llegado, a lo sumo dentro de un año"
        )
    if not u.solicitudes.que_obliga(s["autores"]):
        raise Conflicto(
            "nada obliga a guardarlo: no hay caso abierto, apelación, incidente ni bloqueo en vigor"
        )
    return {"retiene_hasta": hasta, "retiene_motivo": motivo}


def desistir(almacen: Almacen, solicitud_id: int, version: int, actor: str) -> None:
    """Quien la pidio ya no la quiere. Lanza `NoExiste` o `Conflicto`."""
    with almacen.unidad() as u:
        u.solicitudes.pasar(solicitud_id, version, EstadoSolicitud.DESISTIDA, actor, cerrada=u.ahora)


def encargar_lo_concedido(
    almacen: Almacen, reglas: Reglas, solicitud_id: int, version: int, actor: str
) -> bool:
    """Deja encargado el borrado que se concedio, o da por hecho lo demas. Dice si hay algo que borrar.

    Lanza `NoExiste` o `Conflicto`.
    """
    with almacen.lectura() as u:
        s = u.solicitudes.una(solicitud_id)
        if s["estado"] != EstadoSolicitud.CONCEDIDA or s["version"] != version:
            raise Conflicto("la solicitud no está concedida, o cambió: mírela otra vez")
        if any(p["solicitud_id"] == solicitud_id for p in u.purgas.a_medias()):
            raise Conflicto("ya se está borrando: tarda unos minutos")
        claves = u.vaciado.claves_de_autores(s["autores"])
    if Derecho(s["derecho"]) in BORRAN and claves:
        nueva = PurgaNueva(clave_nueva(), CausaPurga.SOLICITUD, claves=claves, solicitud_id=solicitud_id)
        encargar(almacen, reglas, nueva)
        return True
    with almacen.unidad() as u:
        u.solicitudes.pasar(solicitud_id, version, EstadoSolicitud.CUMPLIDA, actor, cerrada=u.ahora)
        if Derecho(s["derecho"]) in BORRAN:
            u.solicitudes.vaciar(solicitud_id)
    return False


def cumplir(almacen: Almacen, reglas: Reglas, solicitud_id: int, version: int, actor: str) -> None:
    """Lo encarga y lo hace. Lanza `NoExiste` o `Conflicto`."""
    if encargar_lo_concedido(almacen, reglas, solicitud_id, version, actor):
        terminar_a_medias(almacen, reglas)


def soltar_retenidas(almacen: Almacen, reglas: Reglas) -> int:
    """Las retenidas cuyo fin llego se conceden y se hacen. Devuelve cuantas."""
    with almacen.lectura() as u:
        tocan = u.solicitudes.retenidas_cumplidas()
    for s in tocan:
        with almacen.unidad() as u:
            u.solicitudes.pasar(s["id"], s["version"], EstadoSolicitud.CONCEDIDA, MAQUINA)
        cumplir(almacen, reglas, s["id"], s["version"] + 1, MAQUINA)
    return len(tocan)
