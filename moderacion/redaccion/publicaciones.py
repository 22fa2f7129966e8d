"""Redactar publicaciones y comunicados: empezarlos, cambiarlos, moverlos de hora y quitar lo ya publicado.

Enviar, aprobar, devolver y retirar son los mismos pasos que los de una respuesta (`pasos`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from conectores.tipos import Accion
from moderacion.almacen import Almacen, EstadoOrden, OrigenOrden, OrigenPublicacion, Unidad
from moderacion.almacen.borradores import BorradorNuevo
from moderacion.almacen.estados_redaccion import EDITABLES, ENVIABLES, EstadoBorrador, TipoBorrador
from moderacion.almacen.ordenes import OrdenNueva
from moderacion.almacen.paso import Paso
from moderacion.errores import Conflicto, EntradaInvalida, NoAutorizado
from moderacion.redaccion.escritos import (
    con_su_numero,
    escrito_de,
    ficha_nueva,
    huella_escrito,
    medios_de,
    numerado,
    revisado,
    texto_comun,
)
from moderacion.redaccion.juicio import Reglas
from moderacion.redaccion.pasos import CAMBIO, advertencias_de, anular_orden, mirar, sin_aprobar
from moderacion.redaccion.resto import quitar_resto
from moderacion.redaccion.tipos import (
    RAZON_MAXIMA,
    RAZON_MINIMA,
    Escrito,
    Fila,
    Persona,
    exigir_que_redacte,
    medido,
)
from moderacion.reloj import dia_local


class OtroDia(EntradaInvalida):
    """Moverlo de dia cambia lo que dice: hay que guardarlo como un cambio y aprobarlo otra vez."""


_DOBLE_CLIC: Final = timedelta(minutes=1)
_SIN_ORDEN: Final = (None, EstadoOrden.ANULADA)


def crear_escrito(almacen: Almacen, persona: Persona, e: Escrito) -> int:
    """Empieza una publicacion, o un comunicado si `e` lleva ficha. Devuelve el id del borrador.

    Lo mismo, de la misma persona y hace menos de un minuto, es un doble clic: devuelve el que ya hay.

    Lanza `NoAutorizado`, `NoExiste` (una cuenta) o `EntradaInvalida`.
    """
    exigir_que_redacte(persona)
    with almacen.unidad() as u:
        e = revisado(e, u.ahora)
        if (ya := _recien_creado(u, persona, e)) is not None:
            return ya
        e = numerado(u, e)
        _exigir_que_exista(u, e)
        nuevo = BorradorNuevo(
            tipo=TipoBorrador.COMUNICADO if e.ficha else TipoBorrador.PUBLICACION,
            cuenta_id=e.salidas[0].cuenta_id,
            texto=texto_comun(e),
            huella=huella_escrito(e),
            autor_id=persona.id,
            impacto=e.impacto,
            medios=medios_de(e),
        )
        borrador_id = u.borradores.crear(nuevo)
        if e.ficha:
            u.comunicados.preparar(borrador_id, ficha_nueva(u, e.ficha, e.texto))
        u.salidas.poner(borrador_id, e.salidas)
    return borrador_id


def _recien_creado(u: Unidad, persona: Persona, e: Escrito) -> int | None:
    """El borrador en que esa persona acaba de escribir exactamente eso, o None."""
    for b in u.borradores.recientes(persona.id, u.ahora - _DOBLE_CLIC):
        if b["tipo"] == TipoBorrador.RESPUESTA:
            continue
        g = escrito_de(u, b)
        if g.ficha and e.ficha and not e.ficha.numero:
            g = replace(g, ficha=replace(g.ficha, numero=""))
        if replace(g, razones={}) == replace(e, razones={}):
            return int(b["id"])
    return None


def _exigir_que_exista(u: Unidad, e: Escrito) -> None:
    """Lanza `NoExiste` (una cuenta, la publicacion que se cambia) o `EntradaInvalida` (un archivo)."""
    for s in e.salidas:
        u.cuentas.una(s.cuenta_id)
        if s.edita_id is not None:
            u.publicaciones.una(s.edita_id)
    faltan = {a.huella for a in e.adjuntos} - u.medios.conocidos({a.huella for a in e.adjuntos})
    if faltan:
        raise EntradaInvalida("un archivo adjunto no está guardado: súbalo otra vez")


def guardar_escrito(
    almacen: Almacen, reglas: Reglas, borrador_id: int, version: int, persona: Persona, e: Escrito
) -> EstadoBorrador:
    """Guarda lo escrito y devuelve en que estado queda; como `pasos.guardar`, y con las mismas reglas.

    Lanza `NoAutorizado`, `NoExiste`, `EntradaInvalida`, o `Conflicto` (otra version, o ya salio por alguna cuenta).
    """
    exigir_que_redacte(persona)
    with almacen.lectura() as u:
        e = con_su_numero(u, borrador_id, revisado(e, u.ahora))
        _exigir_que_exista(u, e)
    v = mirar(almacen, reglas, borrador_id, e)
    if v.b["autor_id"] != persona.id:
        raise NoAutorizado("solo quien lo escribe cambia el texto: devuélvalo con un motivo")
    if v.b["version"] != version:
        raise Conflicto(CAMBIO)
    if EstadoBorrador(v.b["estado"]) not in EDITABLES:
        raise Conflicto("este borrador ya no se puede cambiar")
    advertencias = advertencias_de(v.juicio, e.razones)
    pasa = not v.juicio.impide(a["clave"] for a in advertencias)
    return _escribir(almacen, v.b, persona, e, advertencias, pasa=pasa)


def _escribir(
    almacen: Almacen,
    b: Fila,
    persona: Persona,
    e: Escrito,
    advertencias: Sequence[Mapping[str, Any]],
    *,
    pasa: bool,
) -> EstadoBorrador:
    """Lo guarda si cambia algo. Con el mismo dia y distinta hora no hay nada que aprobar otra vez: eso es `mover`."""
    estado = EstadoBorrador(b["estado"])
    with almacen.unidad() as u:
        antes = {(s["cuenta_id"], s["hora"]) for s in u.salidas.de(b["id"])}
        igual = antes == {(s.cuenta_id, s.hora) for s in e.salidas}
        nueva = huella_escrito(e)
        if igual and nueva == b["huella"] and list(advertencias) == list(b["advertencias"]):
            return estado
        destino = estado
        if estado not in ENVIABLES:
            destino = EstadoBorrador.EN_REVISION if pasa else EstadoBorrador.BORRADOR
            anular_orden(u, b)
        valores = {
            "texto": texto_comun(e),
            "huella": nueva,
            "impacto": e.impacto,
            "medios": medios_de(e),
            "cuenta_id": e.salidas[0].cuenta_id,
            "advertencias": advertencias,
            **sin_aprobar(u, b),
        }
        u.salidas.poner(b["id"], e.salidas)
        if e.ficha:
            u.comunicados.cambiar(b["id"], ficha_nueva(u, e.ficha, e.texto))
        u.borradores.pasar(b, destino, Paso("guardado", persona.id), valores)
    return destino


def mover(
    almacen: Almacen, borrador_id: int, version: int, persona: Persona, cuenta_id: int, hora: datetime | None
) -> None:
    """Cambia la hora de una cuenta sin perder la aprobacion, si es el mismo dia y la aprobacion llega hasta entonces.

    Lanza `NoAutorizado`, `NoExiste`, `EntradaInvalida` (si es otro dia, `OtroDia`: `cambiar_de_dia` lo guarda, y se
    aprueba otra vez) o `Conflicto` (ya tiene su orden).
    """
    exigir_que_redacte(persona)
    with almacen.unidad() as u:
        b = u.borradores.uno(borrador_id)
        salida = next((s for s in u.salidas.de(borrador_id) if s["cuenta_id"] == cuenta_id), None)
        if salida is None:
            raise EntradaInvalida("este borrador no va a esa cuenta")
        if b["version"] != version or EstadoBorrador(b["estado"]) not in EDITABLES:
            raise Conflicto(CAMBIO)
        if salida["orden_estado"] not in _SIN_ORDEN or salida["descartada"]:
            raise Conflicto(f"ya salió, o está saliendo, por {salida['cuenta']}")
        if _dia(hora) != _dia(salida["hora"]):
            raise OtroDia("moverlo de día cambia lo que dice: guárdelo así y apruébese otra vez")
        if hora is None or hora < u.ahora:
            raise EntradaInvalida("esa hora ya pasó")
        if b["aprobado_hasta"] is not None and hora > b["aprobado_hasta"]:
            raise EntradaInvalida("la aprobación vence antes de esa hora: apruébese otra vez")
        u.salidas.cambiar(salida["id"], {"hora": hora})
        u.borradores.pasar(b, EstadoBorrador(b["estado"]), Paso("movido", persona.id))


def _dia(hora: datetime | None) -> str:
    return str(dia_local(hora)) if hora else ""


def cambiar_de_dia(
    almacen: Almacen,
    reglas: Reglas,
    borrador_id: int,
    version: int,
    persona: Persona,
    cuenta_id: int,
    hora: datetime,
) -> EstadoBorrador:
    """Lo mismo que `mover` cuando cambia el dia: se guarda como un cambio, de su autor, y pierde la aprobacion.

    Devuelve en que estado queda. Lanza lo que `guardar_escrito`.
    """
    with almacen.lectura() as u:
        if hora < u.ahora:
            raise EntradaInvalida("esa hora ya pasó")
        e = escrito_de(u, u.borradores.uno(borrador_id))
    if cuenta_id not in {s.cuenta_id for s in e.salidas}:
        raise EntradaInvalida("este borrador no va a esa cuenta")
    salidas = tuple(replace(s, hora=hora) if s.cuenta_id == cuenta_id else s for s in e.salidas)
    return guardar_escrito(almacen, reglas, borrador_id, version, persona, replace(e, salidas=salidas))


def borrar_publicacion(
    almacen: Almacen, reglas: Reglas, publicacion_id: int, persona: Persona, motivo: str
) -> None:
    """Pide quitar de la red algo que publicamos, y no sale por las cuentas que le falten. Lo pide supervision y no se deshace.

    Se puede con un incidente abierto o con un paro: quitar nunca espera. Lanza `NoAutorizado`, `NoExiste`,
    `EntradaInvalida` o `Conflicto`.
    """
    if persona.rol != "supervision":
        raise NoAutorizado("lo publicado lo quita supervisión")
    motivo = medido("el motivo", motivo, RAZON_MINIMA, RAZON_MAXIMA)
    with almacen.unidad() as u:
        p = u.publicaciones.una(publicacion_id)
        capacidades = reglas.capacidades.get(p["cuenta_id"])
        if capacidades is None:
            raise EntradaInvalida("la cuenta ya no está en la configuración")
        if not capacidades.de(Accion.BORRAR).por_api:
            raise EntradaInvalida(capacidades.de(Accion.BORRAR).nota)
        if p["borrada"] is not None:
            raise Conflicto("esa publicación ya se borró")
        if p["origen"] == OrigenPublicacion.SIN_VER:
            raise Conflicto("todavía no se sabe si esa publicación es nuestra: espere a la siguiente lectura")
        nueva = OrdenNueva(
            clave=clave_de_borrado(p),
            cuenta_id=p["cuenta_id"],
            accion=Accion.BORRAR,
            origen=OrigenOrden.PERSONA,
            texto=motivo,
            objeto=p["id_externo"],
        )
        if not u.ordenes.pedir(nueva, f"usuario/{persona.id}"):
            raise Conflicto("ya se había pedido borrarla")
        for borrador_id in {
            s["borrador_id"] for s in u.salidas.de_publicacion(p["cuenta_id"], p["id_externo"])
        }:
            paso = Paso("resto_descartado", persona.id, f"se quitó de {p['cuenta']}: {motivo}"[:RAZON_MAXIMA])
            quitar_resto(u, u.borradores.uno(borrador_id), paso)


def clave_de_borrado(p: Fila) -> str:
    """La de la orden que quita una publicacion: una sola vez."""
    return f"borrar:{p['cuenta_id']}:{p['id_externo']}"
