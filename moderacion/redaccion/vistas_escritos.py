"""Lo que se ve de publicaciones y comunicados: la lista, uno entero con su previsualizacion, el calendario y lo que espera.

Nada aqui cambia nada. La previsualizacion y la orden salen de la misma funcion: `escritos.texto_en`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Final

from conectores.tipos import Accion
from moderacion.almacen import Almacen, EstadoOrden, Unidad
from moderacion.almacen.columnas import limpiar
from moderacion.almacen.cuentas import FilaCuenta
from moderacion.almacen.estados_redaccion import EDITABLES, EstadoBorrador, TipoBorrador
from moderacion.almacen.salidas import SalidaNueva
from moderacion.errores import EntradaInvalida, NoExiste
from moderacion.redaccion.escritos import (
    con_su_numero,
    donde_empieza,
    editada,
    escrito_de,
    numerado,
    revisado,
    texto_comun,
)
from moderacion.redaccion.juicio import Juicio, PorJuzgar, Reglas, por_que_no
from moderacion.redaccion.juicio_escritos import escrito_por_juzgar
from moderacion.redaccion.pasos import claves_con_razon
from moderacion.redaccion.salir import EN_RED
from moderacion.redaccion.tipos import TEXTO_MAXIMO, Escrito, Fila, hacen_falta, que_cuentan
from moderacion.redaccion.vistas import de_tipos

_ESCRITOS: Final = (TipoBorrador.PUBLICACION, TipoBorrador.COMUNICADO)


@dataclass(frozen=True, slots=True)
class Previsualizacion:
    """Lo que saldra por una cuenta, letra por letra. `estado`: el de su orden, o vacio si aun no tiene."""

    cuenta_id: int
    cuenta: str
    red: str
    texto: str
    mide: int
    admite: int
    nota: str
    """Lo que una persona debe saber de publicar en esa red."""
    hora: datetime | None
    estado: str
    error: str
    id_externo: str
    visto: bool | None
    """Lo que dijo la persona que miro la red, o None."""
    descartada: str
    congelada: bool
    parada: bool
    propio: bool
    """Si lleva su propio texto y no el comun."""

    @property
    def en_red(self) -> bool:
        """Si salio por esta cuenta, o pudo salir."""
        return self.estado in EN_RED

    @property
    def falta(self) -> bool:
        """Si todavia se puede parar por esta cuenta."""
        return not self.descartada and self.estado in ("", EstadoOrden.PENDIENTE, EstadoOrden.ANULADA)


@dataclass(frozen=True, slots=True)
class Revision:
    """Lo escrito, guardado o no: que se dice de ello y como saldria."""

    escrito: Escrito
    texto: str
    """El texto comun exacto: sobre el van las evidencias sin cuenta."""
    inicio: int
    """Donde empieza en el lo que se escribio (un comunicado lleva delante su encabezado)."""
    juicio: Juicio
    impide: Sequence[str]
    previas: Sequence[Previsualizacion]


@dataclass(frozen=True, slots=True)
class FichaEscrito(Revision):
    """Una publicacion o un comunicado entero."""

    b: Fila
    aprobaciones: Sequence[Fila]
    faltan: int
    """Aprobaciones que aun hacen falta."""
    comunicado: Fila | None
    historia: Sequence[Fila]


@dataclass(frozen=True, slots=True)
class CuentaPosible:
    """Una cuenta en que se podria publicar. `porque_no`: por que ahi no se publica desde aqui, o vacio."""

    id: int
    nombre: str
    red: str
    admite: int
    porque_no: str
    congelada: bool
    parada: bool


def listar_escritos(almacen: Almacen, estado: str = "") -> list[Fila]:
    """Las publicaciones y comunicados de un estado (los abiertos, si vacio). Lanza `EntradaInvalida`."""
    return de_tipos(almacen, estado, _ESCRITOS)


def ficha_escrito(almacen: Almacen, reglas: Reglas, borrador_id: int) -> FichaEscrito:
    """Uno como esta guardado, juzgado ahora. Lanza `NoExiste` (tambien si es una respuesta)."""
    return _ficha(almacen, reglas, borrador_id, None)


def revisar_escrito(almacen: Almacen, reglas: Reglas, borrador_id: int, e: Escrito) -> FichaEscrito:
    """Lo mismo con lo que se acaba de escribir, sin guardar nada. Lanza `NoExiste` o `EntradaInvalida`."""
    return _ficha(almacen, reglas, borrador_id, e)


def juzgar_nuevo(almacen: Almacen, reglas: Reglas, autor_id: int, e: Escrito) -> Revision:
    """Lo que se dice de algo que aun no se guardo: lo que se pide mientras se teclea. Lanza `EntradaInvalida`."""
    with almacen.lectura() as u:
        leido = _leer(u, reglas, {"autor_id": autor_id}, numerado(u, revisado(e, u.ahora)))
    return leido.revision(reglas)


def juzgar_a_medias(
    almacen: Almacen, reglas: Reglas, autor_id: int, e: Escrito, borrador_id: int | None = None
) -> tuple[Revision, str]:
    """Lo que se dice de algo que se esta tecleando, y lo que aun le falta para guardarse (vacio si nada).

    Con `borrador_id`, es un cambio de ese. Si aun no se puede guardar se juzga lo que hay: el texto solo. Lanza `NoExiste`.
    """
    try:
        if borrador_id is None:
            return juzgar_nuevo(almacen, reglas, autor_id, e), ""
        return _ficha(almacen, reglas, borrador_id, e), ""
    except EntradaInvalida as error:
        falta = str(error)
    solo = Escrito(limpiar(e.texto)[:TEXTO_MAXIMO], (), impacto=e.impacto, razones=e.razones)
    with almacen.lectura() as u:
        b = {"id": borrador_id or 0, "autor_id": autor_id}
        leido = _leer(u, reglas, b, solo)
    r = leido.revision(reglas)
    return (r if solo.texto.strip() else replace(r, juicio=Juicio(), impide=())), falta


def para_cambiar(almacen: Almacen, publicacion_id: int) -> Escrito:
    """Algo que publicamos, como punto de partida para cambiarlo en su red. Lanza `NoExiste` o `EntradaInvalida`."""
    with almacen.lectura() as u:
        p = u.publicaciones.una(publicacion_id)
        salida = SalidaNueva(p["cuenta_id"], edita_id=publicacion_id)
        if porque_no := editada(u, salida):
            raise EntradaInvalida(porque_no)
        return Escrito(p["texto"], (salida,))


def cuentas(almacen: Almacen) -> list[FilaCuenta]:
    """Todas, por su nombre: para elegir una."""
    with almacen.lectura() as u:
        return u.cuentas.todas()


def cuentas_posibles(almacen: Almacen, reglas: Reglas) -> list[CuentaPosible]:
    """Todas las cuentas, con lo que en cada una se puede."""
    with almacen.lectura() as u:
        return [_posible(u, reglas, c) for c in u.cuentas.todas()]


def _posible(u: Unidad, reglas: Reglas, cuenta: FilaCuenta) -> CuentaPosible:
    c = reglas.capacidades.get(cuenta.id)
    return CuentaPosible(
        id=cuenta.id,
        nombre=cuenta.nombre,
        red=cuenta.red,
        admite=c.largo_publicacion if c else 0,
        porque_no=por_que_no(c, Accion.PUBLICAR),
        congelada=u.borradores.congelada(cuenta.id),
        parada=u.paros.rige(cuenta.id),
    )


def _ficha(almacen: Almacen, reglas: Reglas, borrador_id: int, e: Escrito | None) -> FichaEscrito:
    with almacen.lectura() as u:
        b = u.borradores.uno(borrador_id)
        if b["tipo"] == TipoBorrador.RESPUESTA:
            raise NoExiste(f"el borrador {borrador_id} es una respuesta a un comentario")
        c = u.comunicados.del_borrador(borrador_id)
        escrito = con_su_numero(u, borrador_id, revisado(e, u.ahora)) if e else escrito_de(u, b)
        leido = _leer(u, reglas, b, escrito)
        vivas, historia = u.aprobaciones.vivas(borrador_id), u.borradores.historia(borrador_id)
    r = leido.revision(reglas)
    return FichaEscrito(
        **{campo.name: getattr(r, campo.name) for campo in fields(r)},
        b=b,
        aprobaciones=vivas,
        faltan=max(hacen_falta(b["tipo"]) - len(que_cuentan(vivas)), 0),
        comunicado=c,
        historia=historia,
    )


@dataclass(frozen=True, slots=True)
class _Leido:
    """Lo leido de un escrito, a falta de juzgarlo."""

    escrito: Escrito
    editable: bool
    por_juzgar: PorJuzgar
    previas: Sequence[Previsualizacion]

    def revision(self, reglas: Reglas) -> Revision:
        """Juzga: con la transaccion cerrada."""
        e, juicio = self.escrito, self.por_juzgar.juzgado(reglas)
        return Revision(
            escrito=e,
            texto=texto_comun(e),
            inicio=donde_empieza(e),
            juicio=juicio,
            impide=juicio.impide(claves_con_razon(juicio, e.razones)) if self.editable else (),
            previas=self.previas,
        )


def _leer(u: Unidad, reglas: Reglas, b: Fila, e: Escrito) -> _Leido:
    editable = EstadoBorrador(b.get("estado", EstadoBorrador.BORRADOR)) in EDITABLES
    por_juzgar = escrito_por_juzgar(u, reglas, b, e)
    return _Leido(e, editable, por_juzgar, _previas(u, reglas, b.get("id", 0), e))


def _previas(u: Unidad, reglas: Reglas, borrador_id: int, e: Escrito) -> list[Previsualizacion]:
    guardadas = {s["cuenta_id"]: s for s in u.salidas.de(borrador_id)}
    comun, previas = texto_comun(e), []
    for s in e.salidas:
        g: Mapping[str, Any] = guardadas.get(s.cuenta_id, {})
        cuenta, c = u.cuentas.una(s.cuenta_id), reglas.capacidades.get(s.cuenta_id)
        texto = s.texto or comun
        previas.append(
            Previsualizacion(
                cuenta_id=s.cuenta_id,
                cuenta=cuenta.nombre,
                red=cuenta.red,
                texto=texto,
                mide=c.medir(texto) if c else len(texto),
                admite=c.largo_publicacion if c else 0,
                nota=c.de(Accion.PUBLICAR if s.edita_id is None else Accion.EDITAR).nota if c else "",
                hora=s.hora,
                estado=g.get("orden_estado") or "",
                error=g.get("orden_error") or "",
                id_externo=g.get("id_externo") or "",
                visto=g.get("visto"),
                descartada=g.get("descartada") or "",
                congelada=u.borradores.congelada(s.cuenta_id),
                parada=u.paros.rige(s.cuenta_id),
                propio=bool(s.texto),
            )
        )
    return previas


def calendario(almacen: Almacen, desde: datetime, hasta: datetime) -> list[Fila]:
    """Lo que tiene hora entre dos fechas, por hora, con su cuenta y su estado. Lanza `EntradaInvalida`."""
    if desde.tzinfo is None or hasta.tzinfo is None or not desde < hasta:
        raise EntradaInvalida("el calendario va de una fecha a otra posterior")
    with almacen.lectura() as u:
        return u.salidas.calendario(desde, hasta)


def por_mirar(almacen: Almacen) -> list[Fila]:
    """Lo que no se sabe si salio y espera a que una persona mire la red."""
    with almacen.lectura() as u:
        return u.salidas.por_mirar()
