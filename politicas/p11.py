"""Artículo 11. Textos en mayúsculas.

«Las publicaciones no deberán ser redactadas completamente en letras mayúsculas, a menos que sean utilizadas por
razones de impacto.»

Exige no gritar. No cuentan las siglas (ISSS, DUI), los vivas cortos («¡GRACIAS!») ni los emojis. La razón de impacto
la escribe quien aprueba y tiene que decir algo: ni vacía ni de relleno («xxx», «porque sí»). Una consigna breve
(«VACÚNESE YA») avisa; una frase gritada en un borrador solo se anota: no está «completamente» en mayúsculas.

Infringe: LLEVO TRES SEMANAS LLAMANDO Y NADIE CONTESTA EL TELEFONO DE CITAS
Infringe (sentido=saliente, tipo=publicacion): MAÑANA NO HABRA ATENCION EN LA FARMACIA DE ZACAMIL
Infringe (sentido=saliente, tipo=publicacion, impacto=xxx): MAÑANA NO HABRA ATENCION EN LA FARMACIA DE ZACAMIL
Cumple: MUCHAS GRACIAS ISSS 🙏🙏
Cumple (sentido=saliente, tipo=publicacion, impacto=alerta por terremoto): MAÑANA NO HABRA ATENCION EN LA FARMACIA DE ZACAMIL

Queda a una persona: un ciudadano que grita solo se anota y se mira; en lo nuestro, decidir si la razón vale.
"""

import re
from collections.abc import Iterator

from modelos.lectura import Lectura, Senal, Tramo, lexicos, plegar
from politicas.ayudas.palabras import conjunto
from politicas.tipos import Contexto, Gravedad, Hallazgo, Pieza, Politica, Propuesta, Sentido

MINIMO_LETRAS = 24
"""Letras sin siglas desde las que un texto es largo para ser un viva («MUCHAS GRACIAS A TODOS» tiene 19)."""
MINIMO_PALABRAS = 5
PROPORCION = 0.85
"""Parte de las letras en mayuscula desde la que el texto va «completamente» en mayusculas."""
RAZON_LETRAS, RAZON_DISTINTAS = 6, 4
"""Letras de una razon de impacto, y cuantas distintas: «xxxxxxxx» no es una razon."""
_RELLENO = conjunto(
    "porque si no se asi lo quiero quieren pidieron jefe jefa impacto por razon razones de para que mas ninguna ninguno"
    " nada prueba pruebas test asdf asdfgh asdfasdf qwerty lorem ipsum ok listo urgente importante motivo aprobado"
    " mayusculas llamar la atencion es un una el"
)
BREVE_LETRAS, BREVE_PALABRAS = 6, 2
"""Desde cuantas tambien grita una consigna nuestra: «VACÚNESE YA»."""
_VIVAS = conjunto(
    "gracias feliz felices felicidades viva vivan arriba bienvenido bienvenida bienvenidos bravo"
)
_FRASE = re.compile(r"[^.!?…\n]+")
_MAXIMO = 20


def razon_de_impacto(escrita: str) -> bool:
    """Si la razon dice algo: letras bastantes y distintas, y alguna palabra que no sea de relleno."""
    plegada = plegar(escrita)[0]
    letras = [c for c in plegada if c.isalpha()]
    palabras = re.findall(r"[^\W\d_]{3,}", plegada)
    vacia = len(letras) < RAZON_LETRAS or len(set(letras)) < RAZON_DISTINTAS
    return not vacia and any(p not in _RELLENO and len(set(p)) > 2 for p in palabras)  # noqa: PLR2004


def _grita(lectura: Lectura, letras: int = MINIMO_LETRAS, palabras: int = MINIMO_PALABRAS) -> bool:
    largo = lectura.letras >= letras and len(lectura.formas) >= palabras
    return largo and lectura.mayusculas >= PROPORCION * lectura.letras


def _frases_gritadas(lectura: Lectura) -> Iterator[Tramo]:
    """Las frases enteras en mayusculas de un texto que no lo va: mismas medidas, frase a frase. Tiempo lineal."""
    palabras, i, siglas = lectura.palabras, 0, lexicos().siglas
    for m in _FRASE.finditer(lectura.original):
        letras = altas = cuantas = 0
        while i < len(palabras) and palabras[i].inicio < m.end():
            escrita = lectura.original[palabras[i].inicio : palabras[i].fin]
            if palabras[i].inicio >= m.start() and palabras[i].forma not in siglas:
                letras += sum(map(str.isalpha, escrita))
                altas += sum(map(str.isupper, escrita))
                cuantas += 1
            i += 1
        if letras >= MINIMO_LETRAS and cuantas >= MINIMO_PALABRAS and altas >= PROPORCION * letras:
            sobra = len(m[0]) - len(m[0].lstrip())
            yield Tramo(m.start() + sobra, m.end())


def evaluar(pieza: Pieza, contexto: Contexto) -> Iterator[Hallazgo]:  # noqa: ARG001 - la firma es de todas
    """Entrante: leve, a la cola. Saliente: alto, salvo razon de impacto; una frase suelta, nota."""
    lectura = pieza.lectura
    if lectura is None:
        return
    grita, nuestro = _grita(lectura), pieza.sentido is Sentido.SALIENTE
    consigna = nuestro and _VIVAS.isdisjoint(lectura.formas) and _grita(lectura, BREVE_LETRAS, BREVE_PALABRAS)
    tramos = [Tramo(0, len(pieza.texto))]
    peso = (Gravedad.LEVE, Propuesta.PERMITIR)
    if grita and not nuestro:
        peso, motivo = (Gravedad.LEVE, Propuesta.REVISAR), "Escrito por completo en mayúsculas."
    elif (grita or consigna) and razon_de_impacto(pieza.impacto):
        motivo = f"En mayúsculas por razón de impacto: {pieza.impacto.strip().rstrip('.')}."
    elif grita:
        peso = (Gravedad.GRAVE, Propuesta.RESTRINGIR)
        sin = (
            "y la razón de impacto no dice nada" if pieza.impacto.strip() else "sin razón de impacto escrita"
        )
        motivo = f"Texto nuestro en mayúsculas {sin}."
    elif consigna:
        peso, motivo = (
            (Gravedad.MEDIA, Propuesta.REVISAR),
            "Consigna nuestra en mayúsculas, sin razón de impacto.",
        )
    elif nuestro and (frases := list(_frases_gritadas(lectura))):
        motivo = "Una parte va entera en mayúsculas."
        tramos = frases[:_MAXIMO]
    else:
        return
    evidencia = tuple(pieza.evidencia(t.inicio, t.fin) for t in tramos)
    yield Hallazgo(11, peso[0], motivo, peso[1], evidencia, etiqueta="mayusculas")


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
