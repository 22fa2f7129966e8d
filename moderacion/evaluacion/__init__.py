"""De comentario pendiente a veredicto: lee, puntua, juzga y guarda, por lotes.

Lo que falla (el clasificador, una politica, un texto imposible) llega a una persona: nunca al silencio y nunca
a una accion automatica.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from conectores.tipos import Accion, EstadoEnRed
from modelos.lectura import semejanza_escrita
from moderacion.almacen import Almacen, OrigenOrden, Unidad
from moderacion.almacen.comentarios import PorJuzgar
from moderacion.almacen.conteos import Cuentas
from moderacion.almacen.ordenes import OrdenNueva
from moderacion.almacen.senales import SIN_SABER, senal
from moderacion.almacen.veredictos import JuzgadoReciente, VeredictoNuevo
from moderacion.evaluacion.conteo import contar, contar_actuado
from moderacion.evaluacion.juicio import Juez, Puntuador, evidencia
from moderacion.evaluacion.lote import Juicio, contar_con, contexto_base, juzgar_lote
from moderacion.evaluacion.prioridad import ADEMAS, puesto
from moderacion.evaluacion.repetidos import VENTANA, Repetidos
from moderacion.reloj import Reloj, dia_local
from politicas.tipos import Hallazgo, Modo, Propuesta, Veredicto

LOTE: Final = 500
TOMA: Final = timedelta(minutes=2)
Listo = tuple[Juicio, VeredictoNuevo]
"""Un juicio y la fila en que se guarda."""


@dataclass(frozen=True, slots=True)
class Reglas:
    """Con que se juzga: el juez y su version, el clasificador (None: no cargo) y lo que se deja hacer."""

    juez: Juez
    version: str
    puntuador: Puntuador | None
    modos: Mapping[int, Modo]
    cupo: Mapping[Accion, int]
    oculta_sola: Mapping[int, bool]
    """Por cuenta: si la maquina puede ocultar alli (capacidad automatica y reversible)."""
    nombres_propios: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ResumenEvaluacion:
    """Cuantos se juzgaron y que salio."""

    juzgados: int = 0
    limpios: int = 0
    en_cola: int = 0
    actuados: int = 0
    degradados: int = 0


def evaluar_pendientes(
    almacen: Almacen, reglas: Reglas, reloj: Reloj, repetidos: Repetidos | None = None, lote: int = LOTE
) -> ResumenEvaluacion:
    """Juzga un lote. Si algo revienta entero, el lote se suelta y se repite: no se pierde.

    `repetidos`: el indice de este proceso, que se pone al dia con lo juzgado; sin el, se hace uno.
    """
    if repetidos is None:  # uno recien hecho esta vacio, y vacio vale por falso
        repetidos = Repetidos(VENTANA)
    with almacen.unidad() as u:
        comentarios = u.comentarios.reclamar(lote, reloj.ahora() + TOMA)
        juzgados = u.veredictos.recientes(repetidos.hasta, repetidos.maximo) if comentarios else []
    if not comentarios:
        return ResumenEvaluacion()
    try:
        repetidos.al_dia(juzgados, reloj.ahora())
        base = contexto_base(reloj.ahora(), reglas.nombres_propios)
        juicios = juzgar_lote(comentarios, repetidos, reglas.juez, reglas.puntuador, base)
        return _guardar(almacen, juicios, repetidos, reglas, reloj)
    except BaseException:
        with almacen.unidad() as u:
            u.comentarios.soltar([c.id for c in comentarios])
        raise


def _guardar(
    almacen: Almacen, juicios: Sequence[Juicio], repetidos: Repetidos, reglas: Reglas, reloj: Reloj
) -> ResumenEvaluacion:
    """T2: todo el lote en una transaccion, con sus expedientes, sus ordenes y sus sucesos.

    Si otro trabajador guardo el suyo mientras este se juzgaba, se cuenta con el antes de guardar: fuera de la transaccion la
    primera vez, para no hacer esperar a los demas; si entretanto hubo otro mas, dentro. Por lo mismo, las filas van hechas.
    """
    with almacen.lectura() as u:
        aciertos = u.senales.aciertos()
    listos = [(j, _fila(j, reglas, aciertos)) for j in juicios]

    def contando_con(ajenos: Sequence[JuzgadoReciente]) -> list[Listo]:
        nuevos = contar_con([j for j, _ in listos], repetidos.al_dia(ajenos, reloj.ahora()), reglas.juez)
        return [
            (n, fila if n is j else _fila(n, reglas, aciertos))
            for n, (j, fila) in zip(nuevos, listos, strict=True)
        ]

    with almacen.unidad() as u:
        ajenos = _ajenos(u, juicios, repetidos)
        if not ajenos:
            resumen, ultimo = _escribir(u, listos, reglas)
    if ajenos:
        listos = contando_con(ajenos)
        with almacen.unidad() as u:
            if mas := _ajenos(u, juicios, repetidos):
                listos = contando_con(mas)
            resumen, ultimo = _escribir(u, listos, reglas)
    # lo propio ya esta en el indice, y con el turno nadie metio nada en medio: no se vuelve a leer
    repetidos.hasta = max(repetidos.hasta, ultimo)
    return resumen


def _ajenos(u: Unidad, juicios: Sequence[Juicio], repetidos: Repetidos) -> list[JuzgadoReciente]:
    """Aparta los comentarios y toma el turno de guardar: lo que otro guardo desde la ultima vez que se miro."""
    u.veredictos.apartar([j.comentario.id for j in juicios])
    return u.veredictos.recientes(repetidos.hasta, repetidos.maximo)


def _escribir(u: Unidad, listos: Sequence[Listo], reglas: Reglas) -> tuple[ResumenEvaluacion, int]:
    """Lo que salio, y el ultimo veredicto que se guardo (0: ninguno)."""
    limpios = en_cola = actuados = degradados = 0
    cuentas: Cuentas = Counter()
    asentados = u.veredictos.guardar([fila for _, fila in listos])
    for (j, _), asentado in zip(listos, asentados, strict=True):
        if asentado is None:
            continue
        v = j.veredicto
        degradados += v.degradado
        if not asentado.repetido:
            contar(cuentas, v)
        if asentado.expediente_id is None:
            limpios += 1
            continue
        en_cola += 1
        if not asentado.repetido and _actuar(u, j.comentario, v, reglas, asentado.veredicto_id):
            contar_actuado(cuentas, v, reglas.modos)
            u.veredictos.marcar_actuado(asentado.expediente_id)
            actuados += 1
    u.conteos.sumar(cuentas)
    u.veredictos.anotar_lote(limpios + en_cola, limpios, degradados, reglas.version, _version_modelo(reglas))
    ultimo = max((a.veredicto_id for a in asentados if a), default=0)
    return ResumenEvaluacion(limpios + en_cola, limpios, en_cola, actuados, degradados), ultimo


def _version_modelo(reglas: Reglas) -> str:
    return reglas.puntuador.version if reglas.puntuador else "ninguno"


def _fila(j: Juicio, reglas: Reglas, aciertos: Mapping[str, float]) -> VeredictoNuevo:
    """El veredicto como fila. Un hallazgo en SOMBRA queda escrito, pero no lleva a la cola ni la ordena."""

    def acierta(politica: int, etiqueta: str) -> float:
        return aciertos.get(senal(politica, etiqueta), SIN_SABER)

    c, v, lectura = j.comentario, j.veredicto, j.pieza.lectura if j.pieza else None
    visible = _a_la_vista(v, reglas)
    ademas = tuple(razon for razon in ADEMAS if getattr(c, razon))
    return VeredictoNuevo(
        contexto=j.visto,
        semejanza=semejanza_escrita(lectura.firma, lectura.anclas) if lectura else None,
        parecido_a=j.parecidos[0].comentario_id if j.parecidos else None,
        comentario_id=c.id,
        cuenta_id=c.cuenta_id,
        huella=c.huella,
        version_reglamento=reglas.version,
        version_modelo=_version_modelo(reglas),
        propuesta=v.propuesta.value,
        bloquear=v.bloquear,
        critica=v.critica,
        automatica=v.automatica,
        degradado=v.degradado,
        razon_degradado=v.razon_degradado,
        intencion=[i.value for i in v.intencion],
        indicios=dict(v.indicios),
        a_cola=bool(ademas)
        or v.degradado
        or any(h.propuesta is not Propuesta.PERMITIR for h in visible.hallazgos),
        ademas=ademas,
        puesto=puesto(visible, c.creado, c.reacciones, acierta, ademas),
        creado=c.creado,
        hallazgos=[_hallazgo(h, reglas) for h in v.hallazgos],
    )


def _hallazgo(h: Hallazgo, reglas: Reglas) -> dict[str, Any]:
    return {
        "politica": h.politica,
        "gravedad": int(h.gravedad),
        "propuesta": h.propuesta.value,
        "motivo": h.motivo,
        "etiqueta": h.etiqueta,
        "bloquear": h.bloquear,
        "automatica": h.automatica,
        "modo": reglas.modos.get(h.politica, Modo.SUGERIR).value,
        "evidencia": evidencia(h),
    }


def _a_la_vista(v: Veredicto, reglas: Reglas) -> Veredicto:
    """El veredicto sin los hallazgos de politicas en SOMBRA."""
    quedan = tuple(h for h in v.hallazgos if reglas.modos.get(h.politica, Modo.SUGERIR) is not Modo.SOMBRA)
    return v if len(quedan) == len(v.hallazgos) else replace(v, hallazgos=quedan)


def _actuar(u: Unidad, c: PorJuzgar, v: Veredicto, reglas: Reglas, veredicto_id: int) -> bool:
    """Ordena ocultar si todo lo permite: veredicto automatico, modo, red, cupo y ninguna decision humana."""
    actuan = any(
        h.automatica
        and h.propuesta is Propuesta.RESTRINGIR
        and reglas.modos.get(h.politica, Modo.SUGERIR) is Modo.ACTUAR
        for h in v.hallazgos
    )
    protegido = v.critica or v.degradado or c.decidido
    # lo que la red ya retiene no esta a la vista: no hay nada que ocultar, y una persona lo mira
    visible = c.estado_red == EstadoEnRed.VISIBLE and c.puede_ocultar is not False
    se_puede = reglas.oculta_sola.get(c.cuenta_id, False) and visible
    if not (actuan and v.automatica and se_puede) or protegido:
        return False
    tope = reglas.cupo.get(Accion.OCULTAR, 0)
    if not u.cupos.gastar(c.cuenta_id, dia_local(u.ahora), Accion.OCULTAR.value, tope):
        return False
    return u.ordenes.pedir(
        OrdenNueva(
            clave=f"ocultar:{c.id}:v{veredicto_id}",
            cuenta_id=c.cuenta_id,
            accion=Accion.OCULTAR.value,
            origen=OrigenOrden.MAQUINA,
            comentario_id=c.id,
            autor_id=c.autor_id,
            veredicto_id=veredicto_id,
        )
    )
