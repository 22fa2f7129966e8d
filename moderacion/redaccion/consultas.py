"""Preguntar al area responsable y guardar lo que contesta, con su plazo (articulo 5)."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from modelos.lectura import leer
from moderacion.almacen import Almacen, EstadoOrden
from moderacion.almacen.areas import ConsultaNueva
from moderacion.almacen.estados_redaccion import EstadoBorrador, EstadoConsulta
from moderacion.errores import EntradaInvalida
from moderacion.redaccion.pasos import a_revision
from moderacion.redaccion.tipos import Fila, Persona, exigir_que_redacte, medido
from moderacion.reloj import ZONA, dia_local
from politicas.ayudas.listas import areas
from politicas.ayudas.reparto import area_de

AREAS: Final[Mapping[str, str]] = {a.clave: a.nombre for a in areas()}
"""Clave → nombre de cada area (`politicas/listas/areas.toml`)."""
VIGENCIA_MAXIMA: Final = timedelta(days=366)
"""Una respuesta sin fecha de caducidad acaba por no ser verdad: a lo sumo un año, y se pregunta otra vez."""
_ASUNTO: Final = 200
_PREGUNTA: Final = 4000
_RESPUESTA: Final = 10_000
_NOMBRE: Final = 200
_LIMITE: Final = 200
_RECIENTE: Final = timedelta(days=3)
_MIRADO: Final = 5000
"""Letras de un texto en que se busca de que area es."""
_registro = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ConsultaPedida:
    """Lo que se pregunta. `area`: su clave; vacia, la que diga de que trata."""

    area: str
    asunto: str
    pregunta: str
    expediente_id: int | None = None


@dataclass(frozen=True, slots=True)
class RespuestaArea:
    """Lo que el area contesto, quien por ella, y el ultimo dia en que vale (entero, hora de El Salvador)."""

    respuesta: str
    respondida_por: str
    vence: date


def preguntar(almacen: Almacen, persona: Persona, p: ConsultaPedida) -> int:
    """Abre una consulta y devuelve su id. Lanza `NoAutorizado`, `NoExiste` o `EntradaInvalida`."""
    exigir_que_redacte(persona)
    asunto = medido("el asunto", p.asunto, 3, _ASUNTO)
    pregunta = medido("la pregunta", p.pregunta, 3, _PREGUNTA)
    area = p.area or encaminar(f"{asunto}. {pregunta}")
    if area not in AREAS:
        raise EntradaInvalida("elija el área a la que se pregunta")
    with almacen.unidad() as u:
        if p.expediente_id is not None:
            u.expedientes.existe(p.expediente_id)
        return u.areas.preguntar(ConsultaNueva(area, asunto, pregunta, persona.id, p.expediente_id))


def encaminar(texto: str) -> str:
    """La clave del area a la que toca preguntar; vacio si ninguna, o si el texto no se deja leer."""
    try:
        area = area_de(leer(texto[:_MIRADO]))
    except Exception:  # noqa: BLE001 (sin area sugerida la elige una persona)
        _registro.exception("no se pudo leer el texto para sugerir un área")
        return ""
    return area.clave if area else ""


def registrar_respuesta(almacen: Almacen, consulta_id: int, persona: Persona, r: RespuestaArea) -> None:
    """Guarda lo que el area contesto. No se cambia despues: si cambia, se retira y se pregunta otra vez.

    Lanza `NoAutorizado`, `NoExiste`, `EntradaInvalida` o `Conflicto` (ya no espera respuesta).
    """
    exigir_que_redacte(persona)
    with almacen.unidad() as u:
        respuesta, quien = respuesta_revisada(u.ahora, r.respuesta, r.respondida_por, r.vence)
        u.areas.responder(consulta_id, respuesta, quien, fin_del_dia(r.vence), persona.id)


def respuesta_revisada(ahora: datetime, respuesta: str, quien: str, vence: date) -> tuple[str, str]:
    """La respuesta y quien la dio, como se guardaran. Lanza `EntradaInvalida`."""
    texto = medido("la respuesta del área", respuesta, 3, _RESPUESTA)
    nombre = medido("quién respondió por el área", quien, 3, _NOMBRE)
    hoy = dia_local(ahora)
    if not hoy <= vence <= hoy + VIGENCIA_MAXIMA:
        raise EntradaInvalida(
            f"la vigencia va de hoy a {VIGENCIA_MAXIMA.days} días: escriba el último día en que vale"
        )
    return texto, nombre


def fin_del_dia(dia: date) -> datetime:
    """El ultimo instante de un dia en El Salvador."""
    return datetime.combine(dia, time.max, ZONA)


def retirar_consulta(almacen: Almacen, consulta_id: int, persona: Persona) -> int:
    """Deja de valer desde ya. Devuelve cuantos borradores aprobados con ella volvieron a revision.

    La orden que ya este saliendo no se puede parar: ese borrador sigue su camino. Lanza `NoAutorizado`, `NoExiste` o
    `Conflicto`.
    """
    exigir_que_redacte(persona)
    with almacen.unidad() as u:
        numero = u.areas.una(consulta_id)["numero"]
        u.areas.retirar(consulta_id, persona.id)
        parables = [
            b
            for b in u.borradores.apoyados(consulta_id)
            if b["estado"] == EstadoBorrador.APROBADO or b["orden_estado"] == EstadoOrden.PENDIENTE
        ]
        for b in parables:
            a_revision(u, b, f"se retiró la respuesta del área ({numero})")
    return len(parables)


def listar_consultas(almacen: Almacen, estado: str = "") -> list[Fila]:
    """Las consultas de un estado (todas, si vacio), la mas nueva primero. Lanza `EntradaInvalida`."""
    if estado and estado not in set(EstadoConsulta):
        raise EntradaInvalida(f"no hay tal estado: se esperaba {', '.join(EstadoConsulta)}")
    with almacen.lectura() as u:
        return u.areas.listar([EstadoConsulta(estado)] if estado else list(EstadoConsulta), _LIMITE)


def mis_consultas(almacen: Almacen, usuario_id: int) -> list[Fila]:
    """Las de esa persona que esperan al area, y las que se le contestaron hace poco: nadie mas le dice que ya puede responder."""
    with almacen.lectura() as u:
        return u.areas.de(usuario_id, u.ahora - _RECIENTE, _LIMITE)


def ver_consulta(almacen: Almacen, consulta_id: int) -> Fila:
    """Una consulta. Lanza `NoExiste`."""
    with almacen.lectura() as u:
        return u.areas.una(consulta_id)


def vigentes(almacen: Almacen) -> list[Fila]:
    """Las respondidas que rigen ahora: las que puede sostener una respuesta."""
    with almacen.lectura() as u:
        return u.areas.vigentes(_LIMITE)
