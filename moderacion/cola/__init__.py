"""La cola: listar, tomar y resolver. Lo que se ofrece es lo que se permite; quien llega segundo lo sabe."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from conectores.tipos import Accion, Capacidades
from moderacion.almacen import Almacen, EstadoBloqueo, EstadoOrden, OrigenOrden, Unidad
from moderacion.almacen.expedientes import Ficha, FilaCola
from moderacion.almacen.ordenes import OrdenNueva
from moderacion.almacen.sanciones import BloqueoNuevo, FilaBloqueo
from moderacion.cola.opciones import PERMITIR, Opcion, opciones
from moderacion.errores import EntradaInvalida, NoAutorizado

TOMA: Final = timedelta(minutes=5)
MOTIVO_MINIMO: Final = 3
MOTIVO_MAXIMO: Final = 2000
DECIDEN: Final = frozenset({"gestion", "supervision"})
_RESTRICTIVAS: Final = frozenset(
    {a.value for a in (Accion.OCULTAR, Accion.RETENER, Accion.ELIMINAR, Accion.BLOQUEAR)}
)

__all__ = ["PERMITIR", "Ficha", "FilaCola", "Opcion", "Persona", "Resolucion", "opciones"]


@dataclass(frozen=True, slots=True)
class Persona:
    """Quien decide."""

    id: int
    nombre: str
    rol: str

    @property
    def actor(self) -> str:
        """Como figura en la bitacora."""
        return f"usuario/{self.id}"


@dataclass(frozen=True, slots=True)
class Resolucion:
    """Lo que la persona decidio: `accion` es `permitir` o el valor de una `Accion`."""

    accion: str
    motivo: str
    version: int
    articulo: int | None = None


def exigir_que_decida(p: Persona) -> None:
    """Lanza `NoAutorizado` si su rol no decide."""
    if p.rol not in DECIDEN:
        raise NoAutorizado(f"tu rol ({p.rol}) puede mirar la cola, pero no decidir")


def listar(
    almacen: Almacen, limite: int = 50, tras: tuple[int, int] | None = None, red: str = ""
) -> Sequence[FilaCola]:
    """Una pagina de la cola, por prioridad."""
    with almacen.lectura() as u:
        return u.expedientes.listar(limite, tras, red)


def contar(almacen: Almacen) -> int:
    """Cuantos esperan."""
    with almacen.lectura() as u:
        return u.expedientes.contar()


def ficha(almacen: Almacen, expediente_id: int) -> Ficha:
    """Un expediente entero. Lanza `NoExiste`."""
    with almacen.lectura() as u:
        return u.expedientes.ficha(expediente_id)


def bloqueo_de(almacen: Almacen, comentario_id: int) -> FilaBloqueo | None:
    """El bloqueo que causo un comentario."""
    with almacen.lectura() as u:
        return u.sanciones.de_comentario(comentario_id)


def tomar(almacen: Almacen, expediente_id: int, persona: Persona) -> None:
    """Toma el expediente 5 minutos, o renueva la toma. Lanza `Conflicto` o `NoAutorizado`."""
    exigir_que_decida(persona)
    with almacen.unidad() as u:
        u.expedientes.tomar(expediente_id, persona.id, u.ahora + TOMA)


def soltar(almacen: Almacen, expediente_id: int, persona: Persona) -> None:
    """Lo deja para otro."""
    with almacen.unidad() as u:
        u.expedientes.soltar(expediente_id, persona.id)


def resolver(
    almacen: Almacen,
    expediente_id: int,
    persona: Persona,
    r: Resolucion,
    capacidades: Capacidades,
    duracion: timedelta,
) -> int:
    """T3: decision, cambio de estado, ordenes y sucesos en una transaccion. Devuelve el id de la decision.

    Lanza `NoAutorizado`, `EntradaInvalida` (sin motivo, o accion que esta red no permite) o `Conflicto`.
    """
    exigir_que_decida(persona)
    motivo = r.motivo.strip()
    if not MOTIVO_MINIMO <= len(motivo) <= MOTIVO_MAXIMO:
        raise EntradaInvalida(f"escribe el motivo: de {MOTIVO_MINIMO} a {MOTIVO_MAXIMO} caracteres")
    with almacen.unidad() as u:
        f = u.expedientes.ficha(expediente_id)
        ofrecidas = {o.accion: o for o in opciones(f, capacidades)}
        elegida = ofrecidas.get(r.accion)
        if elegida is None or not elegida.disponible:
            raise EntradaInvalida(elegida.porque_no if elegida else f"«{r.accion}» no es una accion")
        decision_id = u.expedientes.decidir(
            expediente_id, r.version, persona.id, r.accion, motivo, r.articulo, persona.actor
        )
        # lo que la maquina habia pedido y no salio deja de valer: manda la persona
        u.ordenes.anular_pendientes(f.comentario["id"], _RESTRICTIVAS, persona.actor)
        if r.accion == PERMITIR:
            _permitir(u, f, decision_id, persona)
        else:
            _restringir(u, f, decision_id, persona, r, capacidades, duracion)
    return decision_id


def _ordenar(u: Unidad, f: Ficha, accion: Accion, decision_id: int, persona: Persona) -> None:
    u.ordenes.pedir(
        OrdenNueva(
            clave=f"{accion.value}:{f.comentario['id']}:d{decision_id}",
            cuenta_id=f.comentario["cuenta_id"],
            accion=accion.value,
            origen=OrigenOrden.PERSONA,
            comentario_id=f.comentario["id"],
            autor_id=f.comentario["autor_id"],
            decision_id=decision_id,
        ),
        persona.actor,
    )


def _permitir(u: Unidad, f: Ficha, decision_id: int, persona: Persona) -> None:
    """Deja ver el comentario: deshace lo que se hubiera hecho con el y con su autor."""
    salio = {EstadoOrden.HECHA, EstadoOrden.ENVIANDO, EstadoOrden.DESCONOCIDA}
    ocultado = any(o["accion"] in _RESTRICTIVAS and o["estado"] in salio for o in f.ordenes)
    if ocultado or f.comentario["estado_red"] != "visible":
        _ordenar(u, f, Accion.MOSTRAR, decision_id, persona)
    _levantar(u, f, decision_id, persona)


def _levantar(u: Unidad, f: Ficha, decision_id: int, persona: Persona) -> None:
    """Quita el bloqueo que este comentario causo, si sigue abierto."""
    b = u.sanciones.de_comentario(f.comentario["id"])
    if b is None:
        return
    if b.estado == EstadoBloqueo.VIGENTE:
        u.sanciones.pasar(b.id, b.estado, EstadoBloqueo.LEVANTANDO, persona.actor)
        _ordenar(u, f, Accion.DESBLOQUEAR, decision_id, persona)
    elif b.estado == EstadoBloqueo.PEDIDO:
        # la orden pudo haber salido ya: desbloquear de mas no daña, dejar bloqueado si
        u.sanciones.pasar(b.id, b.estado, EstadoBloqueo.LEVANTADO, persona.actor)
        _ordenar(u, f, Accion.DESBLOQUEAR, decision_id, persona)
    elif b.estado == EstadoBloqueo.MANUAL:
        u.sanciones.pasar(b.id, b.estado, EstadoBloqueo.LEVANTADO, persona.actor)


def _restringir(
    u: Unidad,
    f: Ficha,
    decision_id: int,
    persona: Persona,
    r: Resolucion,
    capacidades: Capacidades,
    duracion: timedelta,
) -> None:
    accion = Accion(r.accion)
    if accion is not Accion.BLOQUEAR:
        _ordenar(u, f, accion, decision_id, persona)
        _levantar(u, f, decision_id, persona)
        return
    if f.comentario["estado_red"] == "visible" and capacidades.de(Accion.OCULTAR).por_api:
        _ordenar(u, f, Accion.OCULTAR, decision_id, persona)
    previo = u.sanciones.de_comentario(f.comentario["id"])
    if previo and previo.estado in (EstadoBloqueo.PEDIDO, EstadoBloqueo.VIGENTE, EstadoBloqueo.MANUAL):
        u.sanciones.confirmar(previo.id, decision_id, persona.actor)
        if previo.estado == EstadoBloqueo.PEDIDO:
            # su orden pudo quedar anulada arriba: se pide otra vez, que bloquear se puede repetir
            _ordenar(u, f, Accion.BLOQUEAR, decision_id, persona)
        return
    por_api = capacidades.de(Accion.BLOQUEAR).por_api
    bloqueo_id = u.sanciones.bloquear(
        BloqueoNuevo(
            cuenta_id=f.comentario["cuenta_id"],
            autor_id=f.comentario["autor_id"],
            comentario_id=f.comentario["id"],
            articulo=r.articulo or 2,
            motivo=r.motivo.strip(),
            estado=EstadoBloqueo.PEDIDO if por_api else EstadoBloqueo.MANUAL,
            provisional=False,
            hasta=u.ahora + duracion,
            decision_id=decision_id,
        ),
        persona.actor,
    )
    if bloqueo_id is not None and por_api:
        _ordenar(u, f, Accion.BLOQUEAR, decision_id, persona)
