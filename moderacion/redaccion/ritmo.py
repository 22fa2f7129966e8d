"""El ritmo de cada cuenta, sacado de su propia dinamica (articulo 9), y los temas de los que de golpe habla la gente.

Nada se publica ni se para desde aqui: lo que se ve queda como sugerencia para quien redacta.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import mean, median
from typing import Any, Final

from moderacion.almacen import Almacen, Unidad
from moderacion.almacen.cuentas import FilaCuenta
from moderacion.almacen.estados_redaccion import EstadoSugerencia, TipoSugerencia
from moderacion.almacen.sugerencias import SugerenciaNueva
from moderacion.errores import EntradaInvalida
from moderacion.redaccion.comunicados import comunicados_vigentes
from moderacion.redaccion.tipos import RAZON_MAXIMA, RAZON_MINIMA, Persona, exigir_que_redacte, medido
from moderacion.reloj import en_local
from politicas.ayudas.temas import temas_de
from politicas.p09 import limite_de_silencio, tope_diario
from politicas.tipos import Contexto, Hallazgo, Observacion, Pieza, Rafaga, Sentido

Vigia = Callable[[Pieza, Contexto], Iterable[Hallazgo]]
"""Una politica que mira una cuenta: la 6 o la 9."""

VENTANA: Final = timedelta(days=56)
"""Ocho semanas: lo que se mira para saber el ritmo y las horas."""
MINIMAS: Final = 8
"""Publicaciones con las que ya se puede hablar de ritmo; con menos, vale lo corriente en la red."""
DIAS_MINIMOS: Final = 7
"""Y dias de historia."""
HORAS: Final = 5
"""Mejores horas que se dicen de cada red."""
_DIA: Final = timedelta(days=1)
_DIAS_DE_TEMAS: Final = 15
_COMENTARIOS: Final = 30_000
_EJEMPLOS: Final = 5
_EJEMPLO: Final = 300
_OLVIDO: Final = timedelta(days=3)
"""Lo que alguien descarto no se le vuelve a sugerir enseguida."""
_LIMITE: Final = 200
_DE_CUENTA: Final = {"silencio": TipoSugerencia.SILENCIO, "inundacion": TipoSugerencia.INUNDACION}


@dataclass(frozen=True, slots=True)
class RitmoCuenta:
    """Lo que se sabe del ritmo de una cuenta y lo que se le admite."""

    cuenta: FilaCuenta
    vista: Observacion
    silencio_maximo: timedelta
    diarias_maximas: int
    mejores_horas: Sequence[int]


def observar(u: Unidad, cuenta: FilaCuenta) -> Observacion:
    """La cuenta ahora: su ritmo, su intervalo y lo ultimo que publico. Con poca historia, no se sabe.

    Lo habitual es lo de antes de las ultimas 24 horas: quien inunda hoy no se pone a si mismo la medida.
    """
    fechas = u.ritmos.publicadas(cuenta.id, u.ahora - VENTANA)
    previas = [f for f in fechas if f <= u.ahora - _DIA]
    dias = (u.ahora - _DIA - previas[0]) / _DIA if previas else 0.0
    sabe = len(previas) >= MINIMAS and dias >= DIAS_MINIMOS
    huecos = [(b - a).total_seconds() for a, b in pairwise(fechas)]
    return Observacion(
        red=cuenta.red,
        cuenta=cuenta.id_externo,
        fecha=u.ahora,
        ultima_publicacion=u.ritmos.ultima(cuenta.id),
        publicadas_24h=sum(f > u.ahora - _DIA for f in fechas),
        ritmo_habitual=len(previas) / dias if sabe else None,
        intervalo_mediano=timedelta(seconds=median(huecos)) if sabe else None,
        horas_habituales=frozenset(en_local(f).hour for f in fechas) if sabe else frozenset(),
    )


def mejores_horas(u: Unidad) -> Mapping[str, tuple[int, ...]]:
    """Por red, las horas locales en que cada publicacion recibe de media mas respuesta; sin bastantes, nada."""
    por_hora: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for r in u.ritmos.respuestas(u.ahora - VENTANA):
        por_hora[r.red][en_local(r.creado).hour].append(r.cuantos)
    salida = {}
    for red, horas in por_hora.items():
        medias = {h: mean(c) for h, c in horas.items()}
        if sum(map(len, horas.values())) >= MINIMAS and any(medias.values()):
            mejores = sorted(medias, key=lambda h: (-medias[h], h))[:HORAS]
            salida[red] = tuple(sorted(h for h in mejores if medias[h]))
    return salida


def horas(almacen: Almacen) -> Mapping[str, tuple[int, ...]]:
    """Las mejores horas de cada red, ahora."""
    with almacen.lectura() as u:
        return mejores_horas(u)


def ritmos(almacen: Almacen) -> list[RitmoCuenta]:
    """El ritmo de cada cuenta."""
    with almacen.lectura() as u:
        mejores = mejores_horas(u)
        vistas = [(c, observar(u, c)) for c in u.cuentas.todas()]
    return [
        RitmoCuenta(c, v, limite_de_silencio(v), tope_diario(v), mejores.get(c.red, ())) for c, v in vistas
    ]


def sobra(u: Unidad, cuenta_id: int, hora: datetime, *, sin: int) -> str:
    """Por que una publicacion mas a esa hora pasaria del ritmo de la cuenta, o vacio. `sin`: el borrador que se mira."""
    cuenta = u.cuentas.una(cuenta_id)
    vista = observar(u, cuenta)
    antes = sum(hora - _DIA < f <= hora for f in u.ritmos.publicadas(cuenta_id, hora - _DIA))
    cuantas = antes + u.ritmos.programadas(cuenta_id, hora - _DIA, hora, sin=sin) + 1
    tope = tope_diario(vista)
    if cuantas <= tope:
        return ""
    return f"Con esta serían {cuantas} publicaciones de {cuenta.nombre} en un día; por su ritmo, el tope es {tope}."


def vigilar_ritmo(almacen: Almacen, cuenta_id: int, vigia: Vigia) -> int:
    """Abre una sugerencia si la cuenta calla o inunda, y da por pasada la que ya no sea. Devuelve las nuevas."""
    with almacen.unidad() as u:
        vista = observar(u, u.cuentas.una(cuenta_id))
        hallazgos = list(vigia(_pieza(vista), Contexto(u.ahora)))
        nuevas = [
            SugerenciaNueva(
                _DE_CUENTA[h.etiqueta],
                f"{h.etiqueta}:{cuenta_id}",
                h.motivo,
                cuenta_id,
                ejemplos=[e.texto for e in h.evidencia],
            )
            for h in hallazgos
            if h.etiqueta in _DE_CUENTA
        ]
        return _abrir(u, list(_DE_CUENTA.values()), cuenta_id, nuevas)


def _pieza(vista: Observacion) -> Pieza:
    return Pieza(Sentido.SALIENTE, observacion=vista, tipo="observacion", red=vista.red)


def _abrir(
    u: Unidad, tipos: Sequence[TipoSugerencia], cuenta_id: int | None, nuevas: Sequence[SugerenciaNueva]
) -> int:
    u.sugerencias.pasar_las_demas(tipos, cuenta_id, [n.clave for n in nuevas])
    olvidadas = u.sugerencias.descartadas_desde(u.ahora - _OLVIDO)
    return sum(u.sugerencias.abrir(n) for n in nuevas if n.clave not in olvidadas)


@dataclass(slots=True)
class Temas:
    """Los temas de cada comentario ya leido: cada pasada solo lee los nuevos."""

    _vistos: dict[tuple[int, str], frozenset[str]] = field(default_factory=dict)

    def de(self, comentarios: Sequence[Mapping[str, Any]]) -> list[frozenset[str]]:
        """Los de cada uno, en su orden."""
        ahora = {(c["id"], c["huella"]): c["texto"] for c in comentarios}
        self._vistos = {k: t for k, t in self._vistos.items() if k in ahora}
        for clave, texto in ahora.items():
            if clave not in self._vistos:
                self._vistos[clave] = temas_de(texto)
        return [self._vistos[c["id"], c["huella"]] for c in comentarios]


def rafagas(
    comentarios: Sequence[Mapping[str, Any]], temas: Sequence[frozenset[str]], ahora: datetime
) -> tuple[Rafaga, ...]:
    """De cada tema: los comentarios de las ultimas 24 horas, la media de los dias anteriores y unos ejemplos."""
    hoy, antes = Counter[str](), Counter[str]()
    ejemplos: dict[str, list[str]] = defaultdict(list)
    for c, suyos in zip(comentarios, temas, strict=True):
        reciente = c["creado"] > ahora - _DIA
        for tema in suyos:
            (hoy if reciente else antes)[tema] += 1
            if reciente and len(ejemplos[tema]) < _EJEMPLOS:
                ejemplos[tema].append(c["texto"][:_EJEMPLO])
    dias = _DIAS_DE_TEMAS - 1
    return tuple(Rafaga(t, n, antes[t] / dias, tuple(ejemplos[t])) for t, n in hoy.most_common())


def vigilar_temas(almacen: Almacen, vigia: Vigia, temas: Temas) -> int:
    """Sugiere un comunicado por cada tema del que se habla de golpe y ninguno en vigor trata. Devuelve los nuevos."""
    with almacen.lectura() as u:
        comentarios = u.ritmos.escritos(u.ahora - _DIAS_DE_TEMAS * _DIA, _COMENTARIOS)
        ahora = u.ahora
    vistas = rafagas(comentarios, temas.de(comentarios), ahora)
    with almacen.unidad() as u:
        vista = Observacion(red="", cuenta="", fecha=u.ahora, rafagas=vistas)
        contexto = Contexto(u.ahora, comunicados=comunicados_vigentes(u))
        nuevas = []
        for r in vistas:
            # de una en una: asi se sabe de que tema es lo que dice
            sola = replace(vista, rafagas=(r,))
            nuevas += [_del_tema(r.asunto, h) for h in vigia(_pieza(sola), contexto)]
        return _abrir(u, [TipoSugerencia.SIN_COMUNICADO], None, nuevas)


def _del_tema(asunto: str, h: Hallazgo) -> SugerenciaNueva:
    ejemplos = [e.texto for e in h.evidencia]
    clave = f"{TipoSugerencia.SIN_COMUNICADO}:{asunto}"
    return SugerenciaNueva(TipoSugerencia.SIN_COMUNICADO, clave, h.motivo, None, asunto, ejemplos)


def sugerencias(almacen: Almacen, estado: str = EstadoSugerencia.ABIERTA) -> list[Mapping[str, Any]]:
    """Las de un estado. Lanza `EntradaInvalida`."""
    if estado not in set(EstadoSugerencia):
        raise EntradaInvalida(f"no hay tal estado: se esperaba {', '.join(EstadoSugerencia)}")
    with almacen.lectura() as u:
        return u.sugerencias.listar(EstadoSugerencia(estado), _LIMITE)


def cerrar_sugerencia(
    almacen: Almacen, sugerencia_id: int, persona: Persona, nota: str, *, atendida: bool
) -> None:
    """Alguien la atendio, o dice por que no hace falta. Lanza `NoAutorizado`, `NoExiste`, `EntradaInvalida` o `Conflicto`."""
    exigir_que_redacte(persona)
    nota = medido("qué se hizo o por qué no", nota, RAZON_MINIMA, RAZON_MAXIMA)
    estado = EstadoSugerencia.ATENDIDA if atendida else EstadoSugerencia.DESCARTADA
    with almacen.unidad() as u:
        u.sugerencias.cerrar(sugerencia_id, estado, persona.id, nota)
