"""Lo que el juez y la red dicen de un borrador, en tres pesos: alto, aviso y nota."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final

from conectores.tipos import Accion, Capacidades, EstadoEnRed
from moderacion.almacen import EstadoComentario, Unidad
from moderacion.almacen.estados_redaccion import EstadoConsulta
from moderacion.redaccion.comunicados import comunicados_vigentes
from moderacion.redaccion.plantillas import Plantilla, sin_llenar
from moderacion.redaccion.tipos import Entrega, Fila, que_cuentan
from politicas.tipos import (
    ConsultaRespondida,
    Contexto,
    Evidencia,
    Gravedad,
    Hallazgo,
    Pieza,
    Propuesta,
    Reciente,
    Sentido,
    Veredicto,
)

JuezSaliente = Callable[[str, Pieza, Contexto], Veredicto]
"""(texto, pieza sin leer, contexto) → veredicto. Lo da el montaje: leer y puntuar es cosa de otra sala."""

SIN_CUENTA: Final = "La cuenta ya no está en la configuración."
ALTO: Final = "alto"
AVISO: Final = "aviso"
NOTA: Final = "nota"
_PESOS: Final = {Propuesta.RESTRINGIR: ALTO, Propuesta.REVISAR: AVISO, Propuesta.PERMITIR: NOTA}
_VENTANA: Final = timedelta(days=30)
"""Lo publicado con que se compara un borrador: lo que la politica 3 llega a contrastar."""
_CLAVE: Final = 12
_CONFIRMABLES: Final = ("contradice_", "canal_", "historia_paciente")
"""Etiquetas de los altos que una persona confirma: sabe cual de los dos datos vale, que el celular o la cuenta son nuestros, o con que
permiso se cuenta una historia."""
_RAZON: Final = "Por qué se mantiene así"
_RAZON_DE: Final = {
    "contradice": "Por qué vale este dato y no el otro",
    "historia": "Con qué permiso se cuenta",
    "canal": "Quién dio este número por nuestro",
}
_NO_SE_VE: Final = frozenset({EstadoEnRed.RETENIDO, EstadoEnRed.PROBABLE_SPAM, EstadoEnRed.ELIMINADO})


@dataclass(frozen=True, slots=True)
class Plazos:
    """Cuanto vale una aprobacion, y cuanto despues de su hora puede salir todavia lo programado."""

    aprobacion: timedelta = timedelta(hours=72)
    margen: timedelta = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Reglas:
    """Con que se juzga y que admite cada red. `capacidades`: por id de cuenta."""

    juez: JuezSaliente
    capacidades: Mapping[int, Capacidades]
    nombres_propios: tuple[str, ...] = ()
    plazos: Plazos = Plazos()
    mejores_horas: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Por red, las de la ultima vez que se miraron: sacarlas lee ocho semanas, y se juzga mientras se teclea."""
    plantillas: tuple[Plantilla, ...] = ()


def por_que_no(capacidades: Capacidades | None, accion: Accion) -> str:
    """Por que en una cuenta no se hace eso desde aqui; vacio si se puede."""
    if capacidades is None:
        return SIN_CUENTA
    capacidad = capacidades.de(accion)
    return "" if capacidad.por_api else capacidad.nota


@dataclass(frozen=True, slots=True)
class Senalado:
    """Algo hallado en un borrador. `clave` es la misma mientras lo hallado sea lo mismo."""

    clave: str
    peso: str
    politica: int
    motivo: str
    etiqueta: str = ""
    evidencia: tuple[Mapping[str, Any], ...] = ()
    sugerencias: tuple[str, ...] = ()
    contraste: tuple[Mapping[str, Any], ...] = ()
    """Los textos con que choca: `origen`, `texto` y, en `evidencia`, lo que en ellos difiere."""
    cuenta_id: int | None = None
    """La cuenta de cuyo texto propio se dice; None, del texto comun."""

    @property
    def con_razon(self) -> bool:
        """Si una persona puede mantenerlo diciendo por que: los avisos y, de los altos, los que se confirman."""
        return self.peso == AVISO or (self.peso == ALTO and self.etiqueta.startswith(_CONFIRMABLES))

    @property
    def que_razon(self) -> str:
        """Lo que se le pregunta a quien lo mantiene."""
        if self.peso == AVISO:
            return _RAZON
        return _RAZON_DE.get(self.etiqueta.partition("_")[0], _RAZON)


@dataclass(frozen=True, slots=True)
class Juicio:
    """Todo lo que se dice de un borrador. `pegas`: lo que la red no admitiria, y la consulta que no rige."""

    senalados: tuple[Senalado, ...] = ()
    pegas: tuple[str, ...] = ()

    def de(self, peso: str) -> list[Senalado]:
        """Los de un peso."""
        return [s for s in self.senalados if s.peso == peso]

    def impide(self, razones: Iterable[str]) -> list[str]:
        """Por que no puede seguir, en frases; vacio si puede. `razones`: claves de los avisos que ya la tienen."""
        con_razon = set(razones)
        altos = [
            f"política {s.politica}: {s.motivo}"
            for s in self.de(ALTO)
            if not (s.con_razon and s.clave in con_razon)
        ]
        sueltos = [
            f"falta decir por qué se mantiene este aviso (política {s.politica}): {s.motivo}"
            for s in self.de(AVISO)
            if s.clave not in con_razon
        ]
        return [*self.pegas, *altos, *sueltos]


@dataclass(frozen=True, slots=True)
class PorJuzgar:
    """Lo que hace falta para juzgar un borrador, leido en un mismo momento.

    Juzgar tarda (la primera vez se lee el diccionario): se hace despues, con la transaccion ya cerrada.
    """

    textos: tuple[tuple[str, Pieza, int | None], ...]
    """(texto, pieza, cuenta de cuyo texto propio es; None, el comun)."""
    contexto: Contexto
    pegas: tuple[str, ...]
    sabidos: tuple[Senalado, ...] = ()
    """Lo que se sabe sin juzgar."""

    def juzgado(self, reglas: Reglas) -> Juicio:
        """Lo que se dice de ello."""
        hallados = [
            s
            for texto, pieza, cuenta_id in self.textos
            for s in senalados(reglas.juez(texto, pieza, self.contexto), cuenta_id)
        ]
        return Juicio(juntar([*hallados, *self.sabidos]), self.pegas)


def por_juzgar(u: Unidad, reglas: Reglas, b: Fila, e: Entrega, *, por_publicar: bool = False) -> PorJuzgar:
    """Lo escrito en `e` como respuesta del borrador `b`, con lo que la casa sabe en este momento.

    `por_publicar` añade quien lo redacto y quien lo aprobo, que el articulo 8 exige a lo que va a salir.
    """
    consulta = u.areas.con_numero(e.consulta) if e.consulta else None
    # sin respuesta, o retirada, no sostiene nada; vencida si se pasa: el juez dice cuando vencio
    respondidas = [consulta] if consulta and consulta["estado"] == EstadoConsulta.RESPONDIDA else []
    contexto = replace(
        contexto_de(u, reglas),
        consultas=tuple(
            ConsultaRespondida(c["numero"], c["asunto"], c["respuesta"], c["vence"]) for c in respondidas
        ),
    )
    pieza = Pieza(
        sentido=Sentido.SALIENTE,
        tipo=b["tipo"],
        red=b["red"],
        fecha=u.ahora,
        consulta=e.consulta,
        impacto=e.impacto,
        por_publicar=por_publicar,
        **firmas(u, b) if por_publicar else {},
    )
    pegas = [*_de_la_consulta(consulta, u), *_pegas(reglas.capacidades.get(b["cuenta_id"]), b, e.texto)]
    return PorJuzgar(((e.texto, pieza, None),), contexto, tuple(pegas))


def firmas(u: Unidad, b: Fila) -> dict[str, Any]:
    """Quien lo redacto y quienes lo aprobaron, por id: dos nombres casi iguales pueden ser dos personas."""
    aprueban = [
        f"área {a['area']}" if a["usuario_id"] is None else f"usuario {a['usuario_id']}"
        for a in que_cuentan(u.aprobaciones.vivas(b["id"]))
    ]
    return {
        "redactor": f"usuario {b['autor_id']}",
        "aprobador": aprueban[0] if aprueban else "",
        "aprobaciones": tuple(aprueban[1:]),
    }


def contexto_de(
    u: Unidad,
    reglas: Reglas,
    *,
    sin_publicaciones: frozenset[int] = frozenset(),
    sin_comunicados: frozenset[int] = frozenset(),
    sin_borradores: frozenset[int] = frozenset(),
) -> Contexto:
    """Lo que la casa sabe ahora: comunicados en vigor y lo publicado hace poco, menos lo que se va a sustituir."""
    contexto = Contexto(
        ahora=u.ahora,
        recientes=tuple(
            Reciente(t, f, red=r)
            for t, f, r in u.borradores.publicado(
                _VENTANA, sin=sin_publicaciones, sin_borradores=sin_borradores
            )
        ),
        comunicados=comunicados_vigentes(u, sin_comunicados),
        mejores_horas=reglas.mejores_horas,
    )
    return replace(contexto, nombres_propios=reglas.nombres_propios) if reglas.nombres_propios else contexto


def _de_la_consulta(c: Fila | None, u: Unidad) -> Sequence[str]:
    """Apoyarse en lo que no rige se dice aunque el texto no informe de un servicio: quien aprueba vería una fuente falsa."""
    if c is None or (c["estado"] == EstadoConsulta.RESPONDIDA and c["vence"] >= u.ahora):
        return ()
    que = "venció" if c["estado"] == EstadoConsulta.RESPONDIDA else f"está {c['estado']}"
    return (f"la consulta {c['numero']} no sostiene nada: {que}",)


def senalados(v: Veredicto, cuenta_id: int | None = None) -> tuple[Senalado, ...]:
    """Los hallazgos, lo grave primero; si el juicio quedo incompleto, un aviso que lo dice.

    `cuenta_id`: la cuenta de cuyo texto propio son.
    """
    hallazgos = list(v.hallazgos)
    if v.degradado:
        motivo = f"El juicio quedó incompleto: {v.razon_degradado}."
        hallazgos.append(Hallazgo(8, Gravedad.MEDIA, motivo, Propuesta.REVISAR, etiqueta="degradado"))
    return juntar(_senalado(h, cuenta_id) for h in hallazgos)


def juntar(varios: Iterable[Senalado]) -> tuple[Senalado, ...]:
    """Sin repetir, lo grave primero."""
    orden = list(_PESOS.values())
    vistos = {s.clave: s for s in varios}
    return tuple(sorted(vistos.values(), key=lambda s: (orden.index(s.peso), s.politica)))


def _senalado(h: Hallazgo, cuenta_id: int | None) -> Senalado:
    trozos = [e.texto for e in h.evidencia] + ([] if cuenta_id is None else [f"cuenta {cuenta_id}"])
    clave = hashlib.sha256("\0".join([str(h.politica), h.etiqueta, h.motivo, *trozos]).encode()).hexdigest()
    return Senalado(
        clave[:_CLAVE],
        _PESOS[h.propuesta],
        h.politica,
        h.motivo,
        h.etiqueta,
        _marcas(h.evidencia),
        h.sugerencias,
        tuple({"origen": c.origen, "texto": c.texto, "evidencia": _marcas(c.evidencia)} for c in h.contraste),
        cuenta_id,
    )


def _marcas(evidencia: Iterable[Evidencia]) -> tuple[Mapping[str, Any], ...]:
    return tuple({"inicio": e.inicio, "fin": e.fin, "texto": e.texto} for e in evidencia)


def _pegas(c: Capacidades | None, b: Fila, texto: str) -> Sequence[str]:
    """Lo que la red rechazaria, o no dejaria ver, dicho antes de intentarlo."""
    if c is None:
        return ["la cuenta ya no está en la configuración: no hay cómo responder en su red"]
    pegas = list(sin_llenar(texto))
    if not c.de(Accion.RESPONDER).por_api:
        pegas.append(c.de(Accion.RESPONDER).nota or "esta red no deja responder desde aquí")
    if c.medir(texto) > c.largo_respuesta:
        pegas.append(f"el texto mide {c.medir(texto)} y la red admite {c.largo_respuesta}")
    if b["comentario_puede_responder"] is False:
        pegas.append("la red no deja responder a este comentario")
    if b["comentario_estado_red"] in _NO_SE_VE or b["comentario_estado"] == EstadoComentario.SUSTITUIDO:
        pegas.append("el comentario no está a la vista en la red: nadie leería la respuesta")
    if b["comentario_ahora"] != b["comentario_huella"]:
        pegas.append("quien comentó cambió su texto después: léalo otra vez y guarde la respuesta")
    return pegas
