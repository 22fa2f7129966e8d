"""El Juez: todas las politicas sobre una pieza dan un veredicto, con las guardas ya aplicadas.

Guardas que ninguna configuracion levanta (diseno.md, seccion 3):

- La **critica** (queja, denuncia, desacuerdo) nunca lleva accion automatica. Un texto que critica y ademas insulta
  a una persona se propone restringir, pero lo decide una persona: quien invita a quejarse no deja que una maquina
  borre una queja, aunque venga con un insulto.
- Lo **degradado** (sin clasificador, o con una politica que fallo) tampoco.
- Solo actua una politica que puede (`puede_actuar`) y que lo pide, sobre un comentario. La 1, jamas.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from politicas.ayudas.intenciones import es_critica, intenciones
from politicas.registro import POLITICAS
from politicas.tipos import Contexto, Gravedad, Hallazgo, Pieza, Politica, Propuesta, Sentido, Veredicto

_registro = logging.getLogger(__name__)
_ORDEN = (Propuesta.PERMITIR, Propuesta.REVISAR, Propuesta.RESTRINGIR)
NO_EVALUADO = "no_evaluado"


@dataclass(frozen=True)
class Juez:
    """Juzga piezas con unas politicas. No guarda nada entre piezas: el mismo caso da el mismo veredicto."""

    politicas: Sequence[Politica] = POLITICAS

    def juzgar(self, pieza: Pieza, contexto: Contexto) -> Veredicto:
        """El veredicto de una pieza. Una politica que falla no calla: hallazgo «no evaluado», a una persona."""
        hallazgos: list[Hallazgo] = []
        fallos: list[str] = []
        for politica in self.politicas:
            try:
                hallazgos += politica.evaluar(pieza, contexto)
            except Exception as error:  # noqa: BLE001 - falle lo que falle, lo mira una persona
                _registro.exception("la politica %s fallo", politica.numero)
                fallos.append(f"la política {politica.numero} falló ({type(error).__name__})")
                hallazgos.append(_no_evaluado(politica))
        if pieza.degradada:
            fallos.append("sin clasificador")
        buscadas = intenciones(pieza.lectura, pieza.indicios) if pieza.lectura else ()
        propuesta = max((h.propuesta for h in hallazgos), key=_ORDEN.index, default=Propuesta.PERMITIR)
        if fallos:
            propuesta = max(propuesta, Propuesta.REVISAR, key=_ORDEN.index)
        comentario = pieza.lectura if pieza.sentido is Sentido.ENTRANTE else None
        critica = comentario is not None and es_critica(comentario, buscadas)
        return Veredicto(
            propuesta=propuesta,
            hallazgos=tuple(hallazgos),
            intencion=buscadas,
            indicios=pieza.indicios,
            bloquear=any(h.bloquear for h in hallazgos),
            critica=critica,
            automatica=not critica and not fallos and self._puede_sola(pieza, hallazgos),
            degradado=bool(fallos),
            razon_degradado="; ".join(fallos),
        )

    def _puede_sola(self, pieza: Pieza, hallazgos: Sequence[Hallazgo]) -> bool:
        """Si alguna politica que puede actuar pide restringir sin esperar un comentario."""
        actuan = {p.numero for p in self.politicas if p.puede_actuar and p.numero != 1}
        return pieza.sentido is Sentido.ENTRANTE and any(
            h.automatica and h.propuesta is Propuesta.RESTRINGIR and h.politica in actuan for h in hallazgos
        )


def _no_evaluado(politica: Politica) -> Hallazgo:
    motivo = f"No evaluado: la política {politica.numero} («{politica.titulo}») falló."
    return Hallazgo(politica.numero, Gravedad.MEDIA, motivo, Propuesta.REVISAR, etiqueta=NO_EVALUADO)


def juzgar(pieza: Pieza, contexto: Contexto, politicas: Sequence[Politica] = POLITICAS) -> Veredicto:
    """El veredicto de una pieza con las politicas dadas (por defecto, el reglamento)."""
    return Juez(politicas).juzgar(pieza, contexto)
