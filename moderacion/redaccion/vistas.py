"""Lo que se ve: la lista de borradores, uno entero y la seccion «Responder» de un expediente. Nada aqui cambia nada."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from conectores.tipos import Accion
from moderacion.almacen import Almacen
from moderacion.almacen.estados_redaccion import EDITABLES, ENVIABLES, EstadoBorrador, TipoBorrador
from moderacion.almacen.expedientes import Ficha
from moderacion.errores import EntradaInvalida, NoExiste
from moderacion.redaccion.consultas import encaminar
from moderacion.redaccion.juicio import Juicio, Reglas, por_juzgar, por_que_no
from moderacion.redaccion.pasos import atado, claves_con_razon, entrega_de
from moderacion.redaccion.plantillas import Plantilla
from moderacion.redaccion.tipos import REDACTAN, Entrega, Fila, Persona, revisada

_LIMITE: Final = 200
_RESPUESTAS: Final = (TipoBorrador.RESPUESTA,)
_ABIERTOS: Final = (
    *sorted(ENVIABLES),
    EstadoBorrador.EN_REVISION,
    EstadoBorrador.APROBADO,
    EstadoBorrador.PROGRAMADO,
)


@dataclass(frozen=True, slots=True)
class FichaBorrador:
    """Un borrador entero: lo escrito, lo que se dice de ello, en que se apoya y sus pasos."""

    b: Fila
    escrito: Entrega
    juicio: Juicio
    impide: Sequence[str]
    """Por que no puede enviarse o aprobarse; vacio si puede."""
    consulta: Fila | None
    """En la que se apoya: lo que ve quien aprueba."""
    vigentes: Sequence[Fila]
    historia: Sequence[Fila]
    congelada: bool
    nota: str
    """Lo que una persona debe saber de responder en esa red."""
    largo: tuple[int, int]
    """Cuanto mide y cuanto admite la red."""


@dataclass(frozen=True, slots=True)
class Seccion:
    """Lo que hace falta para responder desde un expediente."""

    expediente_id: int
    visto: str
    """Huella del comentario que se muestra: a eso contesta lo que se escriba."""
    borradores: Sequence[Fila]
    vigentes: Sequence[Fila]
    area: str
    """Clave del area a la que tocaria preguntar, o vacio."""
    puede: bool
    """Si quien mira puede redactar."""
    porque_no: str
    """Por que en esta red, o a este comentario, no se responde desde aqui; vacio si se puede."""
    congelada: bool
    nota: str
    largo: int
    plantillas: Sequence[Plantilla]
    se_cierra: bool
    """Si su caso no lleva nada que decidir: al salir la respuesta se permite solo."""


def listar(almacen: Almacen, estado: str = "") -> list[Fila]:
    """Las respuestas de un estado (las que siguen abiertas, si vacio). Lanza `EntradaInvalida`."""
    return de_tipos(almacen, estado, _RESPUESTAS)


def de_tipos(almacen: Almacen, estado: str, tipos: tuple[TipoBorrador, ...]) -> list[Fila]:
    """Los borradores de esos tipos y de un estado (los que siguen abiertos, si vacio). Lanza `EntradaInvalida`."""
    if estado and estado not in set(EstadoBorrador):
        raise EntradaInvalida(f"no hay tal estado: se esperaba {', '.join(EstadoBorrador)}")
    with almacen.lectura() as u:
        return u.borradores.listar([EstadoBorrador(estado)] if estado else _ABIERTOS, _LIMITE, tipos=tipos)


def ficha(almacen: Almacen, reglas: Reglas, borrador_id: int) -> FichaBorrador:
    """Un borrador como esta guardado, juzgado ahora. Lanza `NoExiste`."""
    return _ficha(almacen, reglas, borrador_id, None)


def revisar(almacen: Almacen, reglas: Reglas, borrador_id: int, e: Entrega) -> FichaBorrador:
    """Lo mismo con lo que se acaba de escribir, sin guardar nada. Lanza `NoExiste` o `EntradaInvalida`."""
    return _ficha(almacen, reglas, borrador_id, revisada(e))


def _ficha(almacen: Almacen, reglas: Reglas, borrador_id: int, e: Entrega | None) -> FichaBorrador:
    with almacen.lectura() as u:
        b = u.borradores.uno(borrador_id)
        if b["tipo"] != TipoBorrador.RESPUESTA:
            raise NoExiste(f"el borrador {borrador_id} no es una respuesta")
        escrito = e or entrega_de(b)
        visto = por_juzgar(u, reglas, atado(b, e) if e else b, escrito)
        consulta = u.areas.con_numero(escrito.consulta) if escrito.consulta else None
        vigentes, historia = u.areas.vigentes(_LIMITE), u.borradores.historia(borrador_id)
        congelada = u.borradores.congelada(b["cuenta_id"])
    juicio = visto.juzgado(reglas)
    editable = EstadoBorrador(b["estado"]) in EDITABLES
    capacidades = reglas.capacidades.get(b["cuenta_id"])
    return FichaBorrador(
        b=b,
        escrito=escrito,
        juicio=juicio,
        impide=juicio.impide(claves_con_razon(juicio, escrito.razones)) if editable else (),
        consulta=consulta,
        vigentes=vigentes,
        historia=historia,
        congelada=congelada,
        nota=capacidades.de(Accion.RESPONDER).nota if capacidades else "",
        largo=(capacidades.medir(escrito.texto), capacidades.largo_respuesta) if capacidades else (0, 0),
    )


def seccion(almacen: Almacen, reglas: Reglas, f: Ficha, persona: Persona) -> Seccion:
    """Lo de «Responder» en un expediente."""
    expediente_id, k = f.expediente["id"], f.comentario
    with almacen.lectura() as u:
        capacidades = reglas.capacidades.get(k["cuenta_id"])
        porque_no = por_que_no(capacidades, Accion.RESPONDER)
        if not porque_no and k["puede_responder"] is False:
            porque_no = "La red no deja responder a este comentario."
        return Seccion(
            expediente_id=expediente_id,
            visto=k["huella"],
            borradores=u.borradores.del_comentario(k["id"]),
            vigentes=u.areas.vigentes(_LIMITE),
            area=encaminar(k["texto"]),
            puede=persona.rol in REDACTAN,
            porque_no=porque_no,
            congelada=u.borradores.congelada(k["cuenta_id"]),
            nota=capacidades.de(Accion.RESPONDER).nota if capacidades else "",
            largo=capacidades.largo_respuesta if capacidades else 0,
            plantillas=reglas.plantillas,
            se_cierra=u.contestadas.limpio(expediente_id),
        )
