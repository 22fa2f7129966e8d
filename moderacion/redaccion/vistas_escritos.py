"""Lo que se ve de publicaciones y comunicados: la lista, uno entero con su previsualizacion, el calendario y lo que espera.

Nada aqui cambia nada. La previsualizacion y la orden salen de la misma funcion: `escritos.texto_en`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from conectores.tipos import Accion
from moderacion.almacen import Almacen, Unidad
from moderacion.almacen.estados_redaccion import EDITABLES, EstadoBorrador, TipoBorrador
from moderacion.errores import EntradaInvalida
from moderacion.redaccion.escritos import escrito_de, revisado, texto_comun
from moderacion.redaccion.juicio import Juicio, Reglas
from moderacion.redaccion.juicio_escritos import juzgar_escrito
from moderacion.redaccion.tipos import Escrito, Fila, hacen_falta
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
    descartada: str
    congelada: bool
    propio: bool
    """Si lleva su propio texto y no el comun."""


@dataclass(frozen=True, slots=True)
class FichaEscrito:
    """Una publicacion o un comunicado entero."""

    b: Fila
    escrito: Escrito
    texto: str
    """El texto comun exacto: sobre el van las evidencias sin cuenta."""
    juicio: Juicio
    impide: Sequence[str]
    previas: Sequence[Previsualizacion]
    aprobaciones: Sequence[Fila]
    faltan: int
    """Aprobaciones que aun hacen falta."""
    comunicado: Fila | None
    historia: Sequence[Fila]


def listar_escritos(almacen: Almacen, estado: str = "") -> list[Fila]:
    """Las publicaciones y comunicados de un estado (los abiertos, si vacio). Lanza `EntradaInvalida`."""
    return de_tipos(almacen, estado, _ESCRITOS)


def ficha_escrito(almacen: Almacen, reglas: Reglas, borrador_id: int) -> FichaEscrito:
    """Uno como esta guardado, juzgado ahora. Lanza `NoExiste` o `EntradaInvalida` (es una respuesta)."""
    return _ficha(almacen, reglas, borrador_id, None)


def revisar_escrito(almacen: Almacen, reglas: Reglas, borrador_id: int, e: Escrito) -> FichaEscrito:
    """Lo mismo con lo que se acaba de escribir, sin guardar nada. Lanza `NoExiste` o `EntradaInvalida`."""
    return _ficha(almacen, reglas, borrador_id, e)


def juzgar_nuevo(almacen: Almacen, reglas: Reglas, autor_id: int, e: Escrito) -> tuple[str, Juicio]:
    """El texto exacto y el juicio de algo que aun no se guardo: lo que se pide mientras se teclea. Lanza `EntradaInvalida`."""
    with almacen.lectura() as u:
        e = revisado(e, u.ahora)
        return texto_comun(e), juzgar_escrito(u, reglas, {"autor_id": autor_id}, e)


def _ficha(almacen: Almacen, reglas: Reglas, borrador_id: int, e: Escrito | None) -> FichaEscrito:
    with almacen.lectura() as u:
        b = u.borradores.uno(borrador_id)
        if b["tipo"] == TipoBorrador.RESPUESTA:
            raise EntradaInvalida("ese borrador es una respuesta a un comentario")
        escrito = revisado(e, u.ahora) if e else escrito_de(u, b)
        juicio = juzgar_escrito(u, reglas, b, escrito)
        vivas = u.aprobaciones.vivas(borrador_id)
        return FichaEscrito(
            b=b,
            escrito=escrito,
            texto=texto_comun(escrito),
            juicio=juicio,
            impide=juicio.impide(escrito.razones) if EstadoBorrador(b["estado"]) in EDITABLES else (),
            previas=_previas(u, reglas, borrador_id, escrito),
            aprobaciones=vivas,
            faltan=max(hacen_falta(b["tipo"]) - len(vivas), 0),
            comunicado=u.comunicados.del_borrador(borrador_id),
            historia=u.borradores.historia(borrador_id),
        )


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
                descartada=g.get("descartada") or "",
                congelada=u.borradores.congelada(s.cuenta_id),
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
