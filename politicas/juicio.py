"""El Juez: todas las politicas sobre una pieza dan un veredicto, con las guardas ya aplicadas.

Guardas que ninguna configuracion levanta (diseno.md, seccion 3):

- La **critica** (queja, denuncia, desacuerdo) nunca lleva accion automatica. Un texto que critica y ademas insulta
  a una persona se propone restringir, pero lo decide una persona: quien invita a quejarse no deja que una maquina
  borre una queja, aunque venga con un insulto.
- Lo **degradado** (sin clasificador, o con una politica que fallo) tampoco.
- La **urgencia** (una emergencia, o quien puede hacerse daño) tampoco, aunque venga con un insulto: ni se oculta a quien
  pide auxilio ni se le bloquea sin que lo lea una persona.
- Solo actua una politica que puede (`puede_actuar`) y que lo pide, sobre un comentario. La 1, jamas.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from propcache.api import cached_property

from modelos.lectura import Senal
from politicas.ayudas.intenciones import UMBRAL_INTENCION
from politicas.ayudas.palabras import llano
from politicas.registro import POLITICAS
from politicas.tipos import (
    Contexto,
    Gravedad,
    Hallazgo,
    Intencion,
    Pieza,
    Politica,
    Propuesta,
    Sentido,
    Veredicto,
)

_registro = logging.getLogger(__name__)
_ORDEN = (Propuesta.PERMITIR, Propuesta.REVISAR, Propuesta.RESTRINGIR)
_AUXILIO = ("autolesion", "urgencia", "urgencia_posible")
NO_EVALUADO = "no_evaluado"
OTRO_IDIOMA = "otro_idioma"
"""El indicio de lo que no esta en espanol: ningun lexico lo entiende y va a una persona."""


_BUSCA_ALGO = Senal.INTENCIONES | Senal.PREGUNTA | Senal.INSULTOS | Senal.SOECES | Senal.INDICIO
"""Sin nada de esto un comentario no tiene intencion."""
_PUEDE_CRITICAR = int(_BUSCA_ALGO | Senal.CRITICA | Senal.INSTITUCION | Senal.CLINICAS)
_INDICIO, _PARECIDO, _NOMBRE = (s.value for s in (Senal.INDICIO, Senal.PARECIDO, Senal.NOMBRE))
_DESDE = max(Senal).bit_length()
"""Tras las senales, un bit por politica: que algun numero del clasificador la toca (`Politica.indicios`)."""


@dataclass(frozen=True)
class Juez:
    """Juzga piezas con unas politicas. No guarda nada entre piezas: el mismo caso da el mismo veredicto.

    A un comentario solo lo miran las politicas a las que alguna senal suya dispara; con `criba=False`, todas. El
    veredicto es el mismo (`tests/politicas/test_criba.py`).
    """

    politicas: Sequence[Politica] = POLITICAS
    criba: bool = True

    def juzgar(self, pieza: Pieza, contexto: Contexto) -> Veredicto:
        """El veredicto de una pieza. Una politica que falla no calla: hallazgo «no evaluado», a una persona."""
        senales = self._senales(pieza, contexto) if self.criba else -1
        hallazgos: list[Hallazgo] = []
        fallos: list[str] = []
        for politica in self._tocadas(senales):
            try:
                hallazgos += politica.evaluar(pieza, contexto)
            except Exception as error:  # noqa: BLE001 - falle lo que falle, lo mira una persona
                _registro.exception("la política %s falló", politica.numero)
                fallos.append(f"la política {politica.numero} falló ({type(error).__name__})")
                hallazgos.append(_no_evaluado(politica))
        if pieza.degradada:
            fallos.append("sin clasificador")
        elif pieza.indicios.get(OTRO_IDIOMA):
            fallos.append("parece escrito en otro idioma")
        propuesta = Propuesta.PERMITIR
        if hallazgos:
            propuesta = max((h.propuesta for h in hallazgos), key=_ORDEN.index)
        if fallos:
            propuesta = max(propuesta, Propuesta.REVISAR, key=_ORDEN.index)
        critica = bool(senales & _PUEDE_CRITICAR) and pieza.critica
        return Veredicto(
            propuesta=propuesta,
            hallazgos=tuple(hallazgos),
            intencion=pieza.intenciones if senales & _PUEDE_CRITICAR else (),
            indicios=pieza.indicios,
            bloquear=any(h.bloquear for h in hallazgos),
            critica=critica,
            automatica=bool(hallazgos) and not critica and not fallos and self._puede_sola(pieza, hallazgos),
            degradado=bool(fallos),
            razon_degradado="; ".join(fallos),
        )

    def _tocadas(self, senales: int) -> Sequence[Politica]:
        """Las politicas a las que alguna de las senales dispara; con -1, todas."""
        if senales == -1:
            return self.politicas
        tocadas = self._por_senales.get(senales)
        if tocadas is None:
            tocadas = tuple(
                p for p in self.politicas if p.disparadores is None or (p.disparadores | _bit(p)) & senales
            )
            self._por_senales[senales] = tocadas
        return tocadas

    @cached_property
    def _por_senales(self) -> dict[int, tuple[Politica, ...]]:
        return {}

    @cached_property
    def _numeros(self) -> dict[str, tuple[tuple[float, int], ...]]:
        """Por etiqueta del clasificador que alguien mira, desde cuanto y con que bit."""
        numeros: dict[str, tuple[tuple[float, int], ...]] = {
            i.value: ((UMBRAL_INTENCION, _INDICIO),) for i in Intencion
        }
        for p in self.politicas:
            for etiqueta, desde in p.indicios.items():
                numeros[etiqueta] = (*numeros.get(etiqueta, ()), (desde, _bit(p)))
        return numeros

    @cached_property
    def _minimo(self) -> float:
        """Por debajo, un numero no toca a nadie: casi todos los de un texto."""
        return min(desde for suyos in self._numeros.values() for desde, _ in suyos)

    def _senales(self, pieza: Pieza, contexto: Contexto) -> int:
        """Las senales de un comentario, suyas y de lo que lo rodea; -1 (todas) si no es un comentario."""
        lectura = pieza.lectura
        if lectura is None or pieza.sentido is not Sentido.ENTRANTE:
            return -1
        senales, indicios = lectura.senales, pieza.indicios
        minimo = self._minimo
        for etiqueta in [e for e, valor in indicios.items() if valor >= minimo]:
            for desde, bit in self._numeros.get(etiqueta, ()):
                if indicios[etiqueta] >= desde:
                    senales |= bit
        if contexto.recientes or contexto.del_autor:
            senales |= _PARECIDO
        if pieza.autor_nombre:
            nombre = llano(pieza.autor_nombre)
            if any(llano(propio) in nombre for propio in contexto.nombres_propios):
                senales |= _NOMBRE
        return senales

    def _puede_sola(self, pieza: Pieza, hallazgos: Sequence[Hallazgo]) -> bool:
        """Si alguna politica que puede actuar pide restringir sin esperar un comentario, y nadie pide auxilio en el."""
        if any(h.etiqueta in _AUXILIO for h in hallazgos):
            return False
        actuan = {p.numero for p in self.politicas if p.puede_actuar and p.numero != 1}
        return pieza.sentido is Sentido.ENTRANTE and any(
            h.automatica and h.propuesta is Propuesta.RESTRINGIR and h.politica in actuan for h in hallazgos
        )


def _bit(politica: Politica) -> int:
    return 1 << _DESDE + politica.numero


def _no_evaluado(politica: Politica) -> Hallazgo:
    motivo = f"No evaluado: la política {politica.numero} («{politica.titulo}») falló."
    return Hallazgo(politica.numero, Gravedad.MEDIA, motivo, Propuesta.REVISAR, etiqueta=NO_EVALUADO)


_JUEZ = Juez()


def juzgar(pieza: Pieza, contexto: Contexto) -> Veredicto:
    """El veredicto de una pieza con el reglamento."""
    return _JUEZ.juzgar(pieza, contexto)
