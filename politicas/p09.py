"""Artículo 9. Actualización al ritmo de la red.

«La dinámica de la red social determinará la actualización periódica de los contenidos publicados.»

Exige que una cuenta no calle ni inunde más de lo que su propia dinámica admite: los límites salen del ritmo de sus
últimas semanas y, si no lo hay, de lo corriente en su red. Mira una `Observacion` de la cuenta. De un borrador con hora
anota si cae lejos de las horas en que la cuenta recibe más respuesta.

Infringe (red=twitter, dias_sin_publicar=10): observacion
Infringe (red=facebook, publicadas_24h=30): observacion
Infringe (red=facebook, dias_sin_publicar=4, intervalo_horas=12): observacion
Cumple (red=youtube, dias_sin_publicar=10, publicadas_24h=1): observacion
Cumple (red=facebook, dias_sin_publicar=8, intervalo_horas=72): observacion
Cumple (sentido=saliente, tipo=publicacion, red=facebook, hora=3): La farmacia atenderá mañana.

Queda a una persona qué publicar y cuándo: la hora de un borrador solo se anota.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from math import isnan

from modelos.lectura import Senal
from politicas.ayudas.tiempo import en_local, horas_entre
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

SILENCIO = {"twitter": timedelta(days=3), "facebook": timedelta(days=5), "youtube": timedelta(days=45)}
"""Cuanto puede callar una cuenta de la que no se sabe su ritmo. YouTube no es de cada dia: un video al mes."""
MAXIMO_DIARIO = {"twitter": 25, "facebook": 10, "youtube": 5}
"""Publicaciones en 24 horas desde las que cansa, si no se sabe su ritmo."""
_SILENCIO_COMUN, _MAXIMO_COMUN = timedelta(days=7), 10
INTERVALOS = 4
"""Veces su intervalo mediano que una cuenta puede callar."""
SILENCIO_MINIMO = timedelta(days=2)
"""Ni la cuenta mas activa calla por un fin de semana."""
VECES_SU_RITMO = 3
MINIMO_DIARIO = 6
"""Hasta aqui nunca es inundar, por despacio que vaya la cuenta."""
MARGEN = 2
"""Veces lo corriente en la red que se admite a una cuenta: el abandono no se vuelve norma por costumbre."""
HORAS_CORRIENTES = tuple(range(6, 22))
LEJOS = 3
"""Horas desde la mejor mas cercana que ya son otro momento del dia."""


def limite_de_silencio(vista: Observacion) -> timedelta:
    """Cuanto puede callar la cuenta: lo dice su intervalo mediano, dentro de lo que admite su red."""
    comun = SILENCIO.get(vista.red, _SILENCIO_COMUN)
    if vista.intervalo_mediano is None:
        return comun
    # se acota antes de multiplicar: un intervalo de siglos desbordaria
    propio = min(max(vista.intervalo_mediano, timedelta(0)), MARGEN * comun) * INTERVALOS
    return max(SILENCIO_MINIMO, min(propio, MARGEN * comun))


def tope_diario(vista: Observacion) -> int:
    """Publicaciones en 24 horas que admite la cuenta: lo dice su ritmo, dentro de lo que admite su red."""
    comun = MAXIMO_DIARIO.get(vista.red, _MAXIMO_COMUN)
    if vista.ritmo_habitual is None or isnan(vista.ritmo_habitual):
        return comun
    propio = int(min(max(vista.ritmo_habitual, 0.0) * VECES_SU_RITMO, MARGEN * comun))
    return max(min(MINIMO_DIARIO, comun), propio)


def _cuenta(vista: Observacion, ahora: datetime) -> Iterator[Hallazgo]:
    suyo = "por su ritmo" if vista.intervalo_mediano is not None else "en esta red"
    limite = limite_de_silencio(vista)
    if vista.ultima_publicacion is not None:
        ultima = en_local(vista.ultima_publicacion)
        callada = en_local(ahora) - ultima
        if callada > limite:
            dicho = f"La cuenta lleva {callada.days} días sin publicar"
            motivo = f"{dicho}; {suyo} no debería pasar de {limite.days}."
            texto = f"Última publicación: {ultima:%d/%m/%Y}"
            yield _aviso(Gravedad.LEVE, motivo, "silencio", texto)
    tope = tope_diario(vista)
    if vista.publicadas_24h > tope:
        suyo = "por su ritmo" if vista.ritmo_habitual is not None else "en esta red"
        motivo = f"La cuenta publicó {vista.publicadas_24h} veces en un día; {suyo} el tope es {tope}."
        texto = f"{vista.publicadas_24h} publicaciones en 24 horas"
        yield _aviso(Gravedad.MEDIA, motivo, "inundacion", texto)


def _aviso(gravedad: Gravedad, motivo: str, etiqueta: str, texto: str) -> Hallazgo:
    evidencia = (Evidencia(0, len(texto), texto),)
    return Hallazgo(9, gravedad, motivo, Propuesta.REVISAR, evidencia, etiqueta=etiqueta)


def evaluar(pieza: Pieza, contexto: Contexto) -> Iterator[Hallazgo]:
    """Cuenta: aviso por silencio o inundacion; sin fecha no se afirma que calle. Borrador: nota por la hora."""
    if pieza.observacion is not None:
        yield from _cuenta(pieza.observacion, contexto.ahora)
        return
    if pieza.sentido is not Sentido.SALIENTE or pieza.fecha is None or pieza.tipo != "publicacion":
        return
    horas = contexto.mejores_horas.get(pieza.red) or HORAS_CORRIENTES
    hora = en_local(pieza.fecha).hour
    if min(horas_entre(hora, buena) for buena in horas) > LEJOS:
        motivo = f"A las {hora}:00 la cuenta recibe poca respuesta; lo habitual es de {min(horas)} a {max(horas)} h."
        evidencia = (pieza.evidencia(0, len(pieza.texto)),)
        yield Hallazgo(9, Gravedad.LEVE, motivo, Propuesta.PERMITIR, evidencia, etiqueta="hora_floja")


POLITICA = Politica(
    numero=9,
    titulo="Actualización al ritmo de la red",
    articulo="La dinámica de la red social determinará la actualización periódica de los contenidos publicados.",
    evaluar=evaluar,
    disparadores=Senal(0),
)
