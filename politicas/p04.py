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

from modelos.lectura import Enlace, Lectura
from politicas.ayudas.anuncios import es_anuncio
from politicas.ayudas.listas import esta_en
from politicas.tipos import Contexto, Gravedad, Hallazgo, Pieza, Politica, Propuesta, Sentido

_MAXIMO = 40
_LEVE, _MEDIA, _GRAVE = Gravedad.LEVE, Gravedad.MEDIA, Gravedad.GRAVE


def _juzgar(
    pieza: Pieza, contexto: Contexto, lectura: Lectura, enlace: Enlace
) -> tuple[Gravedad, str] | None:
    """Gravedad y motivo de un enlace; None si puede compartirse. LEVE no pide nada: solo queda anotado."""
    sitio = enlace.dominio
    if esta_en(sitio, "permitidos"):
        return None
    escrito = pieza.texto[enlace.inicio : enlace.fin].casefold()
    if esta_en(sitio, "redes") and any(
        propio.replace(" ", "") in escrito for propio in contexto.nombres_propios
    ):
        return None
    if esta_en(sitio, "propios_de_la_red") and pieza.red == "twitter":
        return _LEVE, "Enlace envuelto por la red: no se ve a dónde lleva."
    if enlace.disfrazado:
        return _GRAVE, f"Enlace escrito para que no se reconozca ({sitio})."
    if esta_en(sitio, "acortadores"):
        return _GRAVE, f"Enlace acortado: esconde a dónde lleva ({sitio})."
    if esta_en(sitio, "mensajeria"):
        return _GRAVE, f"Lleva la conversación fuera de la cuenta ({sitio})."
    habla_de_nosotros = bool(lectura.de("institucion"))
    if esta_en(sitio, "vinculados") and habla_de_nosotros:
        return _LEVE, f"Enlace externo de un sitio conocido ({sitio})."
    if habla_de_nosotros:
        return _MEDIA, f"Enlace externo; puede tener que ver con la institución ({sitio})."
    return (
        _MEDIA if pieza.sentido is Sentido.ENTRANTE else _GRAVE
    ), f"Enlace externo sin relación visible ({sitio})."


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
        juicio = _juzgar(pieza, contexto, lectura, enlace)
        if juicio is None:
            continue
        gravedad, motivo = juicio
        yield Hallazgo(
            politica=4,
            gravedad=gravedad if pieza.sentido is Sentido.SALIENTE or anuncio else min(gravedad, _MEDIA),
            motivo=motivo + (" Además es un anuncio." if anuncio else ""),
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
)
