"""Lo ajeno que un borrador nuestro nombra u ofrece sin enlace (politica 4): marcas, partidos, campaña, canales y premios."""

from collections.abc import Iterator, Sequence

from modelos.lectura import Lectura, Tramo
from politicas.ayudas.anuncios import ofrece
from politicas.ayudas.campana import campana, siglas_de_partido
from politicas.ayudas.canales import canales
from politicas.ayudas.frases import hallar
from politicas.tipos import Contexto, Gravedad, Hallazgo, Pieza, Propuesta

_MAXIMO = 40
_QUE_ES = {"partido": "un partido político", "clinica": "un servicio privado", "empresa": "una marca"}
_PROPUESTAS = dict(zip(Gravedad, Propuesta, strict=True))


def _hallazgo(
    pieza: Pieza, gravedad: Gravedad, motivo: str, etiqueta: str, tramos: Sequence[Tramo]
) -> Hallazgo:
    evidencia = tuple(pieza.evidencia(t.inicio, t.fin) for t in tramos)
    return Hallazgo(4, gravedad, motivo, _PROPUESTAS[gravedad], evidencia, etiqueta=etiqueta)


def _nombradas(pieza: Pieza, lectura: Lectura) -> Iterator[Hallazgo]:
    """Instancias ajenas nombradas: nota si hablan de un tramite nuestro; si promocionan, aviso."""
    propio = any(a.clase in ("institucion", "tramite") for a in lectura.de("institucion"))
    frases = hallar("externas", lectura)[:_MAXIMO]
    for clase, que_es in _QUE_ES.items():
        tramos: list[Tramo] = [f for f in frases if f.clase == clase]
        if clase == "partido":
            tramos = sorted([*tramos, *siglas_de_partido(lectura)], key=lambda t: t.inicio)
        if tramos:
            gravedad = (
                Gravedad.LEVE if clase != "partido" and propio and not ofrece(lectura) else Gravedad.MEDIA
            )
            relacion = (
                "junto a un trámite nuestro" if gravedad is Gravedad.LEVE else "sin nada que lo vincule"
            )
            yield _hallazgo(pieza, gravedad, f"Habla de {que_es}, {relacion}.", f"externa:{clase}", tramos)


def ajenos(pieza: Pieza, contexto: Contexto, lectura: Lectura) -> Iterator[Hallazgo]:
    """Lo que un texto nuestro no ofrece ni alaba. Los celulares y cuentas frenan, pero una persona puede dar su razon."""
    yield from _nombradas(pieza, lectura)
    for clara, tramos in campana(lectura):
        if clara:
            motivo = "Hace campaña o culpa a otros partidos: la institución es de todos."
            yield _hallazgo(pieza, Gravedad.GRAVE, motivo, "campana", tramos)
        else:
            motivo = "Puede leerse como campaña: alaba a quien gobierna o culpa a otros."
            yield _hallazgo(pieza, Gravedad.MEDIA, motivo, "campana_posible", tramos)
    for etiqueta, motivo, frena, tramos in canales(lectura, contexto):
        yield _hallazgo(pieza, Gravedad.GRAVE if frena else Gravedad.MEDIA, motivo, etiqueta, tramos)
