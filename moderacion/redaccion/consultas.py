"""Preguntar al area responsable y guardar lo que contesta, con su plazo (articulo 5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from moderacion.almacen import Almacen, EstadoOrden
from moderacion.almacen.areas import ConsultaNueva
from moderacion.almacen.estados_redaccion import EstadoBorrador, EstadoConsulta
from moderacion.errores import EntradaInvalida
from moderacion.redaccion.pasos import a_revision
from moderacion.redaccion.tipos import Fila, Persona, exigir_que_redacte, medido
from moderacion.reloj import ZONA, dia_local
from politicas.ayudas.listas import areas

AREAS: Final[Mapping[str, str]] = {a.clave: a.nombre for a in areas()}
"""Clave → nombre de cada area (`politicas/listas/areas.toml`)."""
VIGENCIA_MAXIMA: Final = timedelta(days=366)
"""Una respuesta sin fecha de caducidad acaba por no ser verdad: a lo sumo un año, y se pregunta otra vez."""
_ASUNTO: Final = 200
_PREGUNTA: Final = 4000
_RESPUESTA: Final = 10_000
_NOMBRE: Final = 200
_LIMITE: Final = 200


@dataclass(frozen=True, slots=True)
class ConsultaPedida:
    """Lo que se pregunta. `area`: su clave."""

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
    if p.area not in AREAS:
        raise EntradaInvalida("elija el área a la que se pregunta")
    asunto = medido("el asunto", p.asunto, 3, _ASUNTO)
    pregunta = medido("la pregunta", p.pregunta, 3, _PREGUNTA)
    with almacen.unidad() as u:
        if p.expediente_id is not None:
            u.expedientes.ficha(p.expediente_id)
        return u.areas.preguntar(ConsultaNueva(p.area, asunto, pregunta, persona.id, p.expediente_id))


def registrar_respuesta(almacen: Almacen, consulta_id: int, persona: Persona, r: RespuestaArea) -> None:
    """Guarda lo que el area contesto. No se cambia despues: si cambia, se retira y se pregunta otra vez.

    Lanza `NoAutorizado`, `NoExiste`, `EntradaInvalida` o `Conflicto` (ya no espera respuesta).
    """
    exigir_que_redacte(persona)
    respuesta = medido("la respuesta del área", r.respuesta, 3, _RESPUESTA)
    quien = medido("quién respondió por el área", r.respondida_por, 3, _NOMBRE)
    with almacen.unidad() as u:
        hoy = dia_local(u.ahora)
        if not hoy <= r.vence <= hoy + VIGENCIA_MAXIMA:
            raise EntradaInvalida(
                f"la vigencia va de hoy a {VIGENCIA_MAXIMA.days} días: escriba el último día en que vale"
            )
        u.areas.responder(consulta_id, respuesta, quien, _fin_del_dia(r.vence), persona.id)


def _fin_del_dia(dia: date) -> datetime:
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


def ver_consulta(almacen: Almacen, consulta_id: int) -> Fila:
    """Una consulta. Lanza `NoExiste`."""
    with almacen.lectura() as u:
        return u.areas.una(consulta_id)


def vigentes(almacen: Almacen) -> list[Fila]:
    """Las respondidas que rigen ahora: las que puede sostener una respuesta."""
    with almacen.lectura() as u:
        return u.areas.vigentes(_LIMITE)
