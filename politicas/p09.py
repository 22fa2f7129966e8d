"""Articulo 9. Actualizacion al ritmo de la red.

«La dinámica de la red social determinará la actualización periódica de los contenidos publicados.»

Exige que una cuenta no calle mas de lo que su red admite ni la inunde. Mira una `Observacion` de la cuenta.

Infringe (red=twitter, dias_sin_publicar=10): observacion
Infringe (red=facebook, publicadas_24h=30): observacion
Cumple (red=youtube, dias_sin_publicar=10, publicadas_24h=1): observacion

Queda a una persona que publicar y cuando.
"""

from collections.abc import Iterator
from datetime import timedelta

from modelos.lectura import Senal
from politicas.tipos import Contexto, Gravedad, Hallazgo, Pieza, Politica, Propuesta

SILENCIO = {"twitter": timedelta(days=3), "facebook": timedelta(days=5), "youtube": timedelta(days=45)}
"""Cuanto puede callar una cuenta. YouTube no es de cada dia: un video al mes es su ritmo."""
MAXIMO_DIARIO = {"twitter": 25, "facebook": 10, "youtube": 5}
"""Publicaciones en 24 horas desde las que cansa."""
_SILENCIO_COMUN = timedelta(days=7)
_MAXIMO_COMUN = 10


def evaluar(pieza: Pieza, contexto: Contexto) -> Iterator[Hallazgo]:
    """Aviso por silencio o por inundacion. Sin fecha de la ultima publicacion no se afirma que calle."""
    vista = pieza.observacion
    if vista is None:
        return
    limite = SILENCIO.get(vista.red, _SILENCIO_COMUN)
    if vista.ultima_publicacion is not None and contexto.ahora - vista.ultima_publicacion > limite:
        dias = (contexto.ahora - vista.ultima_publicacion).days
        motivo = (
            f"La cuenta lleva {dias} días sin publicar; en {vista.red} no debería pasar de {limite.days}."
        )
        yield Hallazgo(9, Gravedad.LEVE, motivo, Propuesta.REVISAR, etiqueta="silencio")
    tope = MAXIMO_DIARIO.get(vista.red, _MAXIMO_COMUN)
    if vista.publicadas_24h > tope:
        motivo = (
            f"La cuenta publicó {vista.publicadas_24h} veces en un día; en {vista.red} el tope es {tope}."
        )
        yield Hallazgo(9, Gravedad.MEDIA, motivo, Propuesta.REVISAR, etiqueta="inundacion")


POLITICA = Politica(
    numero=9,
    titulo="Actualización al ritmo de la red",
    articulo="La dinámica de la red social determinará la actualización periódica de los contenidos publicados.",
    evaluar=evaluar,
    disparadores=Senal(0),
)
