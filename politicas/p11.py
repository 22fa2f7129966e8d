"""Articulo 11. Textos en mayusculas.

«Las publicaciones no deberán ser redactadas completamente en letras mayúsculas, a menos que sean utilizadas por
razones de impacto.»

Exige no gritar. No cuentan las siglas (ISSS, DUI), los vivas cortos («¡GRACIAS!») ni los emojis.

Infringe: LLEVO TRES SEMANAS LLAMANDO Y NADIE CONTESTA EL TELEFONO DE CITAS
Infringe (sentido=saliente, tipo=publicacion): MAÑANA NO HABRA ATENCION EN LA FARMACIA DE ZACAMIL
Cumple: MUCHAS GRACIAS ISSS 🙏🙏
Cumple (sentido=saliente, tipo=publicacion, impacto=alerta por terremoto): MAÑANA NO HABRA ATENCION EN LA FARMACIA DE ZACAMIL

Queda a una persona: un ciudadano que grita solo se anota y se mira; en lo nuestro, quien aprueba escribe la razon
de impacto.
"""

from collections.abc import Iterator

from modelos.lectura import Senal
from politicas.tipos import Contexto, Gravedad, Hallazgo, Pieza, Politica, Propuesta, Sentido

MINIMO_LETRAS = 24
"""Letras sin siglas desde las que un texto es largo para ser un viva («MUCHAS GRACIAS A TODOS» tiene 19)."""
MINIMO_PALABRAS = 5
PROPORCION = 0.85
"""Parte de las letras en mayuscula desde la que el texto va «completamente» en mayusculas."""


def _grita(pieza: Pieza) -> bool:
    lectura = pieza.lectura
    if lectura is None or lectura.letras < MINIMO_LETRAS or len(lectura.palabras) < MINIMO_PALABRAS:
        return False
    return lectura.mayusculas >= PROPORCION * lectura.letras


def evaluar(pieza: Pieza, contexto: Contexto) -> Iterator[Hallazgo]:  # noqa: ARG001 - la firma es de todas
    """Entrante: leve, a la cola. Saliente: alto, salvo razon de impacto escrita."""
    if not _grita(pieza):
        return
    evidencia = (pieza.evidencia(0, len(pieza.texto)),)
    if pieza.sentido is Sentido.ENTRANTE:
        motivo = "Escrito por completo en mayúsculas."
        yield Hallazgo(11, Gravedad.LEVE, motivo, Propuesta.REVISAR, evidencia, etiqueta="mayusculas")
    elif pieza.impacto.strip():
        motivo = f"En mayúsculas por razón de impacto: {pieza.impacto.strip()}."
        yield Hallazgo(11, Gravedad.LEVE, motivo, Propuesta.PERMITIR, evidencia, etiqueta="mayusculas")
    else:
        motivo = "Texto nuestro en mayúsculas sin razón de impacto escrita."
        yield Hallazgo(11, Gravedad.GRAVE, motivo, Propuesta.RESTRINGIR, evidencia, etiqueta="mayusculas")


POLITICA = Politica(
    numero=11,
    titulo="Textos en mayúsculas",
    articulo=(
        "Las publicaciones no deberán ser redactadas completamente en letras mayúsculas, a menos que sean utilizadas "
        "por razones de impacto."
    ),
    evaluar=evaluar,
    disparadores=Senal.MAYUSCULAS,
)
