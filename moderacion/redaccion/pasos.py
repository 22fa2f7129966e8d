"""Los pasos que da una persona con un borrador: escribirlo, enviarlo, aprobarlo, devolverlo o retirarlo.

Se juzga antes de abrir la transaccion que escribe (leer el diccionario la primera vez tarda mas de un segundo) y la
version con que se juzgo es la que se exige al escribir.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from moderacion.almacen import Almacen, EstadoOrden, Unidad
from moderacion.almacen.borradores import SIN_APROBAR, BorradorNuevo
from moderacion.almacen.estados import NO_SALIO
from moderacion.almacen.estados_redaccion import EDITABLES, ENVIABLES, EstadoBorrador, TipoBorrador
from moderacion.almacen.paso import Paso
from moderacion.errores import Conflicto, EntradaInvalida, NoAutorizado
from moderacion.redaccion.escritos import escrito_de, huella_escrito
from moderacion.redaccion.juicio import Juicio, Reglas, por_juzgar
from moderacion.redaccion.juicio_escritos import escrito_por_juzgar
from moderacion.redaccion.tipos import (
    RAZON_MAXIMA,
    RAZON_MINIMA,
    Entrega,
    Escrito,
    Fila,
    Persona,
    exigir_que_redacte,
    huella,
    huella_de,
    medido,
    revisada,
)

CAMBIO: Final = "el borrador cambió mientras lo miraba: léalo otra vez"
_SIN_ENVIAR: Final = "Lo escrito se guardó, pero todavía no se puede enviar a revisión"


@dataclass(frozen=True, slots=True)
class Visto:
    """Un borrador con lo que se dijo de el, en un mismo momento."""

    b: Fila
    juicio: Juicio
    huella: str
    """La de lo guardado, calculada otra vez."""


def crear(almacen: Almacen, expediente_id: int, persona: Persona, e: Entrega) -> int:
    """Empieza una respuesta al comentario de un expediente. Devuelve el id del borrador.

    Lanza `NoAutorizado`, `NoExiste` o `EntradaInvalida` (vacio, demasiado largo, o consulta que no existe).
    """
    exigir_que_redacte(persona)
    e = revisada(e)
    with almacen.unidad() as u:
        f = u.expedientes.ficha(expediente_id)
        k = f.comentario
        # si el comentario cambio desde que lo leyo, queda atado a lo que leyo y el juicio lo dira
        comentario = e.visto or str(k["huella"])
        nuevo = BorradorNuevo(
            tipo=TipoBorrador.RESPUESTA,
            cuenta_id=k["cuenta_id"],
            texto=e.texto,
            huella=huella(e.texto, k["cuenta_id"], k["id"], comentario, e.consulta, e.impacto),
            autor_id=persona.id,
            comentario_id=k["id"],
            comentario_huella=comentario,
            expediente_id=expediente_id,
            consulta_id=_consulta(u, e.consulta),
            impacto=e.impacto,
        )
        return u.borradores.crear(nuevo)


def _consulta(u: Unidad, numero: str) -> int | None:
    """El id de la consulta con ese numero. Lanza `EntradaInvalida`."""
    if not numero:
        return None
    consulta = u.areas.con_numero(numero)
    if consulta is None:
        raise EntradaInvalida(f"no hay ninguna consulta «{numero}»")
    return int(consulta["id"])


def guardar(
    almacen: Almacen, reglas: Reglas, borrador_id: int, version: int, persona: Persona, e: Entrega
) -> EstadoBorrador:
    """Guarda lo escrito y devuelve en que estado queda. Sin cambios, no hace nada.

    Lo que ya estaba en revision, aprobado o con su orden sin salir pierde la aprobacion y vuelve a revision; si con el
    cambio ya no podria enviarse, queda en borrador. Solo lo cambia su autor: asi quien aprueba nunca aprueba lo suyo.
    Lanza `NoAutorizado`, `NoExiste`, `EntradaInvalida`, o `Conflicto` (otra version, o su orden ya esta saliendo).
    """
    exigir_que_redacte(persona)
    e = revisada(e)
    v = mirar(almacen, reglas, borrador_id, e)
    if v.b["autor_id"] != persona.id:
        raise NoAutorizado("solo quien lo escribe cambia el texto: devuélvalo con un motivo")
    estado = EstadoBorrador(v.b["estado"])
    if v.b["version"] != version:
        raise Conflicto(CAMBIO)
    if estado not in EDITABLES:
        raise Conflicto("este borrador ya no se puede cambiar")
    advertencias = advertencias_de(v.juicio, e.razones)
    with almacen.unidad() as u:
        valores = _valores(u, v.b, e) | {"advertencias": advertencias}
        if all(v.b[c] == valor for c, valor in valores.items()):
            return estado
        destino = estado
        if estado not in ENVIABLES:
            pasa = not v.juicio.impide(a["clave"] for a in advertencias)
            destino = EstadoBorrador.EN_REVISION if pasa else EstadoBorrador.BORRADOR
            anular_orden(u, v.b)
        u.borradores.pasar(v.b, destino, Paso("guardado", persona.id), {**valores, **sin_aprobar(u, v.b)})
    return destino


def mirar(almacen: Almacen, reglas: Reglas, borrador_id: int, e: Entrega | Escrito | None = None) -> Visto:
    """Un borrador y su juicio: el de lo guardado o, con `e`, el de lo escrito. Lanza `EntradaInvalida` si no son lo mismo."""
    with almacen.lectura() as u:
        b = u.borradores.uno(borrador_id)
        if b["tipo"] != TipoBorrador.RESPUESTA:
            guardado = escrito_de(u, b)
            if isinstance(e, Entrega) or (e and bool(e.ficha) != bool(guardado.ficha)):
                raise EntradaInvalida("lo escrito no es de este tipo de borrador")
            visto, de_lo_guardado = escrito_por_juzgar(u, reglas, b, e or guardado), huella_escrito(guardado)
        elif isinstance(e, Escrito):
            raise EntradaInvalida("lo escrito no es de este tipo de borrador")
        else:
            visto = por_juzgar(u, reglas, atado(b, e) if e else b, e or entrega_de(b))
            de_lo_guardado = huella_de(b)
    return Visto(b, visto.juzgado(reglas), de_lo_guardado)


def huella_guardada(u: Unidad, b: Fila) -> str:
    """La huella de lo que hay guardado, calculada otra vez."""
    return huella_de(b) if b["tipo"] == TipoBorrador.RESPUESTA else huella_escrito(escrito_de(u, b))


def sin_aprobar(u: Unidad, b: Fila) -> Mapping[str, Any]:
    """Anula lo aprobado, y lo que se pidio aprobar, y da las columnas con que se guarda. Su orden ya tiene que estar anulada."""
    u.aprobaciones.anular(b["id"])
    u.vistos_buenos.anular(b["id"])
    u.salidas.soltar(b["id"])
    return SIN_APROBAR


def atado(b: Fila, e: Entrega) -> Fila:
    """El borrador, contestando a lo que quien escribio tenia delante si eso es lo que el comentario dice hoy."""
    return {**b, "comentario_huella": e.visto} if e.visto and e.visto == b["comentario_ahora"] else b


def entrega_de(b: Fila) -> Entrega:
    """Lo guardado, como se entrego."""
    razones = {a["clave"]: a["razon"] for a in b["advertencias"]}
    return Entrega(b["texto"], b["consulta"] or "", b["impacto"], razones)


def advertencias_de(juicio: Juicio, razones: Mapping[str, str]) -> list[dict[str, Any]]:
    """Lo que el autor mantiene con una razon, y lo que confirma (politica 3). Lo dicho de lo que ya no esta, se va con ello."""
    return [
        {
            "clave": s.clave,
            "politica": s.politica,
            "peso": s.peso,
            "motivo": s.motivo,
            "razon": razones[s.clave],
        }
        for s in juicio.senalados
        if s.con_razon and len(razones.get(s.clave, "")) >= RAZON_MINIMA
    ]


def claves_con_razon(juicio: Juicio, razones: Mapping[str, str]) -> list[str]:
    """Lo que se mantiene con una razon que vale: lo mismo que se guardaria, dicho sin guardar."""
    return [a["clave"] for a in advertencias_de(juicio, razones)]


def _valores(u: Unidad, b: Fila, e: Entrega) -> dict[str, Any]:
    """Las columnas que cambia una entrega."""
    comentario = atado(b, e)["comentario_huella"]
    return {
        "texto": e.texto,
        "impacto": e.impacto,
        "consulta_id": _consulta(u, e.consulta),
        "comentario_huella": comentario,
        "huella": huella(e.texto, b["cuenta_id"], b["comentario_id"], comentario, e.consulta, e.impacto),
    }


def anular_orden(u: Unidad, b: Fila, razon: str = "se cambió o se retiró antes de salir") -> None:
    """Si tenia una orden, o varias, que no salgan. Lanza `Conflicto` si alguna ya esta saliendo."""
    for s in u.salidas.de(b["id"]):
        if s["orden_id"] is None or s["orden_estado"] in NO_SALIO:
            continue
        if s["orden_estado"] != EstadoOrden.PENDIENTE:
            raise Conflicto(f"ya salió, o está saliendo, por {s['cuenta']}: ya no se puede cambiar ni parar")
        u.ordenes.pasar(s["orden_id"], EstadoOrden.PENDIENTE, EstadoOrden.ANULADA, {"error": razon})
    if b["tipo"] != TipoBorrador.RESPUESTA:
        return
    if b["estado"] == EstadoBorrador.PROGRAMADO and b["orden_estado"] != EstadoOrden.ANULADA:
        u.ordenes.pasar(b["orden_id"], EstadoOrden.PENDIENTE, EstadoOrden.ANULADA, {"error": razon})


def enviar(almacen: Almacen, reglas: Reglas, borrador_id: int, version: int, persona: Persona) -> None:
    """Lo guardado pasa a revision. Lo envia su autor.

    Lanza `EntradaInvalida` con lo que lo impide (un alto, un aviso sin razon, un limite de la red), `NoAutorizado`,
    `NoExiste` o `Conflicto` (cambio, o hay otra respuesta en camino para el mismo comentario).
    """
    exigir_que_redacte(persona)
    v = mirar(almacen, reglas, borrador_id)
    if v.b["autor_id"] != persona.id:
        raise NoAutorizado("lo envía a revisión quien lo escribe")
    exigir_version(v.b, version, ENVIABLES)
    impide = v.juicio.impide(a["clave"] for a in v.b["advertencias"])
    if impide:
        raise EntradaInvalida(f"{_SIN_ENVIAR}: {'; '.join(impide)}")
    with almacen.unidad() as u:
        u.borradores.pasar(v.b, EstadoBorrador.EN_REVISION, Paso("enviado", persona.id))


def exigir_version(b: Fila, version: int, estados: frozenset[EstadoBorrador]) -> None:
    """Lanza `Conflicto` si ya no es la version que se miraba, o no esta en uno de esos estados."""
    if b["version"] != version or EstadoBorrador(b["estado"]) not in estados:
        raise Conflicto(CAMBIO)


def retirar(almacen: Almacen, borrador_id: int, version: int, persona: Persona, motivo: str = "") -> None:
    """Lo retira su autor, o supervision: si su orden no ha salido, se anula.

    Lanza `NoAutorizado`, `NoExiste`, `EntradaInvalida`, o `Conflicto` si ya esta saliendo.
    """
    exigir_que_redacte(persona)
    motivo = medido("el motivo", motivo, 0, RAZON_MAXIMA)
    with almacen.unidad() as u:
        b = u.borradores.uno(borrador_id)
        if b["autor_id"] != persona.id and persona.rol != "supervision":
            raise NoAutorizado("lo retira quien lo escribió, o supervisión")
        exigir_version(b, version, EDITABLES)
        anular_orden(u, b)
        paso = Paso("retirado", persona.id, motivo)
        u.borradores.pasar(b, EstadoBorrador.RETIRADO, paso, sin_aprobar(u, b))


def a_revision(u: Unidad, b: Fila, motivo: str) -> None:
    """La aprobacion deja de valer: vuelve a revision, y la orden que tuviera no sale. Lanza `Conflicto`."""
    anular_orden(u, b, motivo)
    paso = Paso("vuelto_a_revision", motivo=motivo)
    valores = {**sin_aprobar(u, b), "motivo_devolucion": motivo}
    u.borradores.pasar(b, EstadoBorrador.EN_REVISION, paso, valores)
