"""Artículo 6. Comunicados oficiales.

«Se publicarán comunicados que informen a la ciudadanía la postura oficial del ISSS con respecto a un tema.»

Exige que un comunicado se reconozca y se pueda citar: número con su año y sin repetir, asunto, quién lo firma y
vigencia con fechas que existen, en orden y no pasadas; si trata de lo mismo que otro en vigor, dice a cuál sustituye.
De una cuenta exige que un tema del que todos hablan de golpe tenga comunicado: si no, lo sugiere.

Infringe (sentido=saliente, tipo=comunicado): El instituto informa que la farmacia cerrará temprano.
Infringe (rafaga=desabastecimiento de insulina, cuantos=40, habitual=3): observacion
Cumple (sentido=saliente, tipo=comunicado): Comunicado N.º 12-2026. Asunto: horario de farmacia. Vigente del 1 de noviembre al 31 de diciembre de 2026. La farmacia atenderá hasta las 4:00 p. m. Firma: Dirección General.
Cumple (rafaga=horario de farmacia, cuantos=5, habitual=4): observacion

Queda a una persona el contenido, la firma y decidir si un tema merece comunicado.
"""

from collections.abc import Iterator

from modelos.lectura import Lectura, Senal
from politicas.ayudas.asuntos import cubre, parecen
from politicas.ayudas.comunicados import (
    FORMATO,
    Comunicado,
    cita,
    en_vigor,
    faltas_de_vigencia,
    leer_comunicado,
)
from politicas.ayudas.tiempo import en_local
from politicas.tipos import (
    Contexto,
    Evidencia,
    Gravedad,
    Hallazgo,
    Observacion,
    Pieza,
    Politica,
    Propuesta,
    Sentido,
)

VECES_LO_HABITUAL = 3.0
MINIMO_RAFAGA = 10
"""Comentarios desde los que un tema es de todos y no de unos pocos."""
COBERTURA = 0.6
"""Parte de las palabras de un asunto que tiene que tener el comunicado que lo trata."""
_MAXIMO = 20
_CABEZA = 120  # letras de la primera linea: ahi se senala lo que falta, que no tiene fragmento
_PARTES = ("número", "asunto", "firma", "vigencia")
_ALTO, _AVISO = (Gravedad.GRAVE, Propuesta.RESTRINGIR), (Gravedad.MEDIA, Propuesta.REVISAR)


def _hallazgo(
    pieza: Pieza, peso: tuple[Gravedad, Propuesta], motivo: str, etiqueta: str, *tramos: tuple[int, int]
) -> Hallazgo:
    evidencia = tuple(pieza.evidencia(*t) for t in tramos[:_MAXIMO])
    return Hallazgo(6, peso[0], motivo, peso[1], evidencia, etiqueta=etiqueta)


def _numero(
    pieza: Pieza, contexto: Contexto, visto: Comunicado, tramo: tuple[int, int]
) -> Iterator[Hallazgo]:
    if not FORMATO.fullmatch(visto.numero):
        motivo = f"El número «{visto.numero}» no lleva la forma correlativo-año, como «12-2026»."
        yield _hallazgo(pieza, _AVISO, motivo, "numero_mal", tramo)
    if visto.numero in {c.numero for c in contexto.comunicados}:
        motivo = f"Ya hay un comunicado con el número {visto.numero}."
        yield _hallazgo(pieza, _ALTO, motivo, "numero_repetido", tramo)


def _saliente(pieza: Pieza, contexto: Contexto, lectura: Lectura) -> Iterator[Hallazgo]:
    visto = leer_comunicado(lectura, contexto.ahora)
    partes = (visto.tramo_numero, visto.asunto, visto.firma, visto.vigencia)
    faltan = [nombre for nombre, parte in zip(_PARTES, partes, strict=True) if not parte]
    cabeza = (0, min(_CABEZA, len(pieza.texto.partition("\n")[0])))
    if faltan:
        motivo = f"Al comunicado le falta: {', '.join(faltan)}."
        yield _hallazgo(pieza, _ALTO, motivo, "comunicado_incompleto", cabeza)
    if visto.tramo_numero:
        yield from _numero(pieza, contexto, visto, (visto.tramo_numero.inicio, visto.tramo_numero.fin))
    for motivo, etiqueta, tramos in faltas_de_vigencia(visto, en_local(contexto.ahora).date()):
        yield _hallazgo(pieza, _ALTO, motivo, etiqueta, *((t.inicio, t.fin) for t in tramos))
    for otro in en_vigor(contexto) if visto.asunto else ():
        if otro.numero != visto.numero and parecen(otro.asunto, visto.asunto) >= COBERTURA:
            if visto.sustituye and cita(lectura, otro.numero):
                continue
            motivo = f"El comunicado {otro.numero} en vigor trata de «{otro.asunto}»: ¿este lo sustituye? Que lo diga."
            yield _hallazgo(pieza, _AVISO, motivo, "sin_decir_sustituye", cabeza)


def _rafagas(vista: Observacion, contexto: Contexto) -> Iterator[Hallazgo]:
    for r in vista.rafagas[:_MAXIMO]:
        mucho = r.cuantos >= MINIMO_RAFAGA and r.cuantos >= VECES_LO_HABITUAL * max(r.habitual, 1.0)
        tratado = any(cubre(f"{c.asunto} {c.texto}", r.asunto) >= COBERTURA for c in en_vigor(contexto))
        if mucho and not tratado:
            evidencia = tuple(Evidencia(0, len(texto), texto) for texto in r.ejemplos[:_MAXIMO])
            motivo = (
                f"Hablan de «{r.asunto}» {r.cuantos} comentarios (lo habitual son {r.habitual:.0f}) y ningún "
                "comunicado en vigor lo trata: conviene uno."
            )
            yield Hallazgo(6, Gravedad.LEVE, motivo, Propuesta.REVISAR, evidencia, etiqueta="sin_postura")


def evaluar(pieza: Pieza, contexto: Contexto) -> Iterator[Hallazgo]:
    """Comunicados salientes: alto con lo que falta o no cuadra, aviso con lo dudoso. Cuentas: temas sin postura."""
    if pieza.observacion is not None:
        yield from _rafagas(pieza.observacion, contexto)
    elif pieza.lectura and pieza.sentido is Sentido.SALIENTE and pieza.tipo == "comunicado":
        yield from _saliente(pieza, contexto, pieza.lectura)


POLITICA = Politica(
    numero=6,
    titulo="Comunicados oficiales",
    articulo="Se publicarán comunicados que informen a la ciudadanía la postura oficial del ISSS con respecto a un tema.",
    evaluar=evaluar,
    disparadores=Senal(0),
)
