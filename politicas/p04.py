"""Articulo 4. Vinculos e informacion externa.

«Los vínculos o información sobre instancias externas al ISSS, podrán ser publicados únicamente en las cuentas de
redes sociales cuando dicho contenido se vincule directamente con la Institución, o si promueven sus actividades.»

Exige mirar a donde lleva cada enlace, a la vista o disfrazado (`hxxp`, `[.]`, «punto com», acortadores, wa.me). Los
del Estado los comparte cualquiera; la lista es `listas/dominios.toml`.

Infringe: Consulten si salen beneficiados en hxxps://bono-gratis[.]example[.]org
Infringe: Únanse al grupo t . me / grupo_ficticio
Cumple: Los requisitos están en https://www.isss.gob.sv
Cumple: El calendario está en salud.gob.sv por si alguien lo ocupa.

Queda a una persona decidir si el contenido se vincula con la institucion. Solo si ademas es un anuncio se propone
ocultarlo sin esperar, y nunca bloquear.
"""

from collections.abc import Iterator

from modelos.lectura import Enlace, Lectura, Senal
from politicas.ayudas.anuncios import es_anuncio
from politicas.ayudas.listas import esta_en
from politicas.tipos import Contexto, Gravedad, Hallazgo, Pieza, Politica, Propuesta, Sentido

_MAXIMO = 40
_LEVE, _MEDIA, _GRAVE = Gravedad.LEVE, Gravedad.MEDIA, Gravedad.GRAVE


def _se_comparte(pieza: Pieza, contexto: Contexto, enlace: Enlace) -> bool:
    """Si el sitio es del Estado, o es una cuenta nuestra en una red."""
    if esta_en(enlace.dominio, "permitidos"):
        return True
    escrito = pieza.texto[enlace.inicio : enlace.fin].casefold()
    nombres = (nombre.replace(" ", "") for nombre in contexto.nombres_propios)
    return esta_en(enlace.dominio, "redes") and any(nombre in escrito for nombre in nombres)


def _esconde(pieza: Pieza, enlace: Enlace) -> tuple[Gravedad, str] | None:
    """Gravedad y motivo de un enlace que no deja ver a donde lleva; None si lo deja ver."""
    if esta_en(enlace.dominio, "propios_de_la_red") and pieza.red == "twitter":
        return _LEVE, "Enlace envuelto por la red: no se ve a dónde lleva"
    if enlace.disfrazado:
        return _GRAVE, "Enlace escrito para que no se reconozca"
    if esta_en(enlace.dominio, "acortadores"):
        return _GRAVE, "Enlace acortado: esconde a dónde lleva"
    if esta_en(enlace.dominio, "mensajeria"):
        return _GRAVE, "Lleva la conversación fuera de la cuenta"
    return None


def _juzgar(pieza: Pieza, lectura: Lectura, enlace: Enlace) -> tuple[Gravedad, str]:
    """Gravedad y motivo de un enlace externo. LEVE no pide nada: solo queda anotado."""
    escondido = _esconde(pieza, enlace)
    if escondido:
        return escondido
    if not lectura.de("institucion"):
        gravedad = _MEDIA if pieza.sentido is Sentido.ENTRANTE else _GRAVE
        return gravedad, "Enlace externo sin relación visible con la institución"
    if esta_en(enlace.dominio, "vinculados"):
        return _LEVE, "Enlace externo de un sitio conocido"
    return _MEDIA, "Enlace externo; puede tener que ver con la institución"


def _propuesta(pieza: Pieza, gravedad: Gravedad, *, anuncio: bool) -> Propuesta:
    if anuncio or (gravedad is _GRAVE and pieza.sentido is Sentido.SALIENTE):
        return Propuesta.RESTRINGIR
    return Propuesta.PERMITIR if gravedad is _LEVE else Propuesta.REVISAR


def evaluar(pieza: Pieza, contexto: Contexto) -> Iterator[Hallazgo]:
    """Un hallazgo por enlace que no es nuestro ni del Estado."""
    lectura = pieza.lectura
    if lectura is None:
        return
    anuncio = pieza.sentido is Sentido.ENTRANTE and es_anuncio(lectura)
    for enlace in lectura.enlaces[:_MAXIMO]:
        if _se_comparte(pieza, contexto, enlace):
            continue
        gravedad, motivo = _juzgar(pieza, lectura, enlace)
        yield Hallazgo(
            politica=4,
            gravedad=gravedad if pieza.sentido is Sentido.SALIENTE or anuncio else min(gravedad, _MEDIA),
            motivo=f"{motivo} ({enlace.dominio})." + (" Además es un anuncio." if anuncio else ""),
            propuesta=_propuesta(pieza, gravedad, anuncio=anuncio),
            evidencia=(pieza.evidencia(enlace.inicio, enlace.fin),),
            automatica=anuncio and not pieza.degradada,
            etiqueta="enlace",
        )


POLITICA = Politica(
    numero=4,
    titulo="Vínculos e información externa",
    articulo=(
        "Los vínculos o información sobre instancias externas al ISSS, podrán ser publicados únicamente en las "
        "cuentas de redes sociales cuando dicho contenido se vincule directamente con la Institución, o si "
        "promueven sus actividades."
    ),
    evaluar=evaluar,
    puede_actuar=True,
    disparadores=Senal.ENLACE,
)
