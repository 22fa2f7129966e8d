"""Juzgar una publicacion o un comunicado: cada texto distinto, como saldra en cada red y a su hora."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from conectores.tipos import Accion
from moderacion.almacen import Almacen, Unidad
from moderacion.almacen.estados_redaccion import TipoBorrador
from moderacion.almacen.salidas import SalidaNueva
from moderacion.redaccion.escritos import editada, texto_comun
from moderacion.redaccion.juicio import (
    AVISO,
    PorJuzgar,
    Reglas,
    Senalado,
    contexto_de,
    firmas,
)
from moderacion.redaccion.plantillas import sin_llenar
from moderacion.redaccion.ritmo import sobra
from moderacion.redaccion.tipos import Escrito, Fila
from politicas.tipos import Pieza, Sentido


def escrito_por_juzgar(
    u: Unidad, reglas: Reglas, b: Fila, e: Escrito, *, por_publicar: bool = False, solo: int | None = None
) -> PorJuzgar:
    """`e` como contenido del borrador `b` (que puede no estar guardado: basta su autor), con lo que la casa sabe ahora.

    `por_publicar` añade quienes lo aprobaron; `solo`, mira una unica cuenta: la que va a salir.
    """
    salidas = [s for s in e.salidas if solo in (None, s.cuenta_id)]
    numeros = (e.ficha.numero, e.ficha.sustituye) if e.ficha else ()
    # ni consigo mismo, si ya salio por otra cuenta, ni con el que va a sustituir
    aparte = [c for c in map(u.comunicados.con_numero, numeros) if c]
    contexto = contexto_de(
        u,
        reglas,
        sin_publicaciones=frozenset(s.edita_id for s in salidas if s.edita_id is not None),
        sin_comunicados=frozenset(c["id"] for c in aparte),
        sin_borradores=frozenset({b.get("id", 0), *(c["borrador_id"] for c in aparte)}),
    )
    quienes: dict[str, Any] = firmas(u, b) if por_publicar else {}
    textos: list[tuple[str, Pieza, int | None]] = []
    for texto, tipo, red, fecha, cuenta_id in _textos(u, e, salidas):
        pieza = Pieza(
            Sentido.SALIENTE,
            tipo=tipo,
            red=red,
            fecha=fecha,
            impacto=e.impacto,
            por_publicar=por_publicar,
            **quienes,
        )
        textos.append((texto, pieza, cuenta_id))
    de_mas = filter(None, (_de_mas(u, b, s) for s in salidas))
    pegas = [p for s in salidas for p in _pegas(u, reglas, e, s)]
    return PorJuzgar(tuple(textos), contexto, tuple(dict.fromkeys(pegas)), tuple(de_mas))


def _de_mas(u: Unidad, b: Fila, s: SalidaNueva) -> Senalado | None:
    """El aviso de que con esta la cuenta publicaria mas de lo que su ritmo admite (articulo 9)."""
    if s.edita_id is not None:
        return None
    motivo = sobra(u, s.cuenta_id, s.hora or u.ahora, sin=b.get("id", 0))
    return Senalado(f"ritmo-{s.cuenta_id}", AVISO, 9, motivo, "inundacion") if motivo else None


def calentar(almacen: Almacen, reglas: Reglas) -> None:
    """Un juicio de mas, para que el primero de verdad no espere a que se lea todo."""
    with almacen.lectura() as u:
        contexto = contexto_de(u, reglas)
    pieza = Pieza(Sentido.SALIENTE, tipo=TipoBorrador.PUBLICACION.value, fecha=contexto.ahora)
    reglas.juez("Las oficinas administrativas atienden a las 8:00 a. m.", pieza, contexto)


def _textos(
    u: Unidad, e: Escrito, salidas: Sequence[SalidaNueva]
) -> Iterator[tuple[str, str, str, datetime, int | None]]:
    """(texto, tipo, red, fecha, cuenta) sin repetir. El propio de una cuenta se juzga como publicacion.

    El texto entero de un comunicado se juzga siempre, aunque en ninguna red quepa: es el que se archiva. Y el de quien
    todavia no eligio cuenta.
    """
    comun, tipo = texto_comun(e), TipoBorrador.COMUNICADO if e.ficha else TipoBorrador.PUBLICACION
    vistos = set()
    redes = {c.id: c.red for c in u.cuentas.todas()}
    for s in salidas:
        red, fecha = redes.get(s.cuenta_id, ""), s.hora or u.ahora
        if s.texto:
            yield s.texto, TipoBorrador.PUBLICACION.value, red, fecha, s.cuenta_id
        elif (red, fecha) not in vistos:
            vistos.add((red, fecha))
            yield comun, tipo.value, red, fecha, None
    if not vistos and (e.ficha or not e.salidas):
        yield comun, tipo.value, "", u.ahora, None


def _pegas(u: Unidad, reglas: Reglas, e: Escrito, s: SalidaNueva) -> Iterator[str]:
    """Lo que la red rechazaria, dicho antes de intentarlo."""
    capacidades = reglas.capacidades.get(s.cuenta_id)
    if capacidades is None:
        yield "una de las cuentas ya no está en la configuración: quítela"
        return
    donde = capacidades.red.value.capitalize()
    capacidad = capacidades.de(Accion.PUBLICAR if s.edita_id is None else Accion.EDITAR)
    if not capacidad.por_api:
        yield f"{donde}: {capacidad.nota}"
        return
    texto = s.texto or texto_comun(e)
    yield from sin_llenar(texto)
    mide = capacidades.medir(texto)
    if mide > capacidades.largo_publicacion:
        yield (
            f"{donde}: el texto mide {mide} y la red admite {capacidades.largo_publicacion}; "
            "acórtelo o escriba uno propio para esa cuenta"
        )
    if len(e.adjuntos) > capacidades.medios_maximos:
        yield f"{donde}: desde aquí se envían {capacidades.medios_maximos} archivos por publicación"
    if s.hora is not None and s.hora < u.ahora - reglas.plazos.margen:
        yield f"{donde}: su hora ya pasó; póngale otra"
    yield from filter(None, [editada(u, s)])
