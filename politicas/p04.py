"""Artículo 4. Vínculos e información externa.

«Los vínculos o información sobre instancias externas al ISSS, podrán ser publicados únicamente en las cuentas de
redes sociales cuando dicho contenido se vincule directamente con la Institución, o si promueven sus actividades.»

Exige mirar adónde lleva cada enlace, a la vista o disfrazado (`hxxp`, `[.]`, «punto com», letras que imitan otras,
acortadores, wa.me). Los del Estado y los de organismos de salud los comparte cualquiera (`listas/dominios.toml`). En
lo nuestro mira además lo que nombra sin enlace una clínica privada, un partido o una marca (`listas/externas.toml`), lo
que hace campaña, y el celular, la cuenta o el premio que ofrece sin que ningún comunicado ni área lo haya dado.

Infringe: Consulten si salen beneficiados en hxxps://bono-gratis[.]example[.]org
Infringe: Únanse al grupo t . me / grupo_ficticio
Infringe (sentido=saliente, tipo=publicacion): Aproveche el descuento en la clínica privada de la esquina.
Infringe (sentido=saliente, tipo=publicacion): Solicite su cita al WhatsApp 7123-4567.
Infringe (sentido=saliente, tipo=publicacion): Durante los 30 años de ARENA y FMLN el Seguro Social fue saqueado.
Cumple: El calendario está en salud.gob.sv por si alguien lo ocupa.
Cumple (sentido=saliente, tipo=publicacion): El presidente de la República inauguró el nuevo hospital.
Cumple (sentido=saliente, tipo=publicacion): Pague la planilla del ISSS en el Banco Agrícola.

Queda a una persona decidir si el contenido se vincula con la institución. Solo si además es un anuncio se propone
ocultarlo sin esperar, y nunca bloquear.
"""

from collections.abc import Iterator

from modelos.lectura import Enlace, Lectura, Senal
from politicas.ayudas.ajenos import ajenos
from politicas.ayudas.anuncios import anuncia_de_veras, es_anuncio
from politicas.ayudas.listas import DE_CONFIANZA, es_cuenta_propia, esta_en, imita
from politicas.tipos import Contexto, Gravedad, Hallazgo, Pieza, Politica, Propuesta, Sentido

_MAXIMO = 40
_LEVE, _MEDIA, _GRAVE = Gravedad
_PROPUESTAS = dict(zip(Gravedad, Propuesta, strict=True))


def _esconde(pieza: Pieza, enlace: Enlace, escrito: str) -> tuple[Gravedad, str] | None:
    """Gravedad y motivo de un enlace que no deja ver a donde lleva; None si lo deja ver."""
    if esta_en(enlace.dominio, "propios_de_la_red") and pieza.red == "twitter":
        return _LEVE, "Enlace envuelto por la red: no se ve a dónde lleva"
    if not escrito.split("//", 1)[-1].partition("/")[0].isascii():
        return _GRAVE, "Enlace con letras que imitan otras"
    if enlace.disfrazado:
        return _GRAVE, "Enlace escrito para que no se reconozca"
    if esta_en(enlace.dominio, "acortadores"):
        return _GRAVE, "Enlace acortado: esconde a dónde lleva"
    if esta_en(enlace.dominio, "mensajeria"):
        return _GRAVE, "Lleva la conversación fuera de la cuenta"
    return None


def _juzgar(
    pieza: Pieza, contexto: Contexto, lectura: Lectura, enlace: Enlace
) -> tuple[Gravedad, str] | None:
    """Gravedad y motivo de un enlace; None si se comparte sin mas. LEVE no pide nada: solo queda anotado."""
    escrito = pieza.texto[enlace.inicio : enlace.fin]
    escondido = _esconde(pieza, enlace, escrito)
    if escondido:
        return escondido
    propia = esta_en(enlace.dominio, "redes") and es_cuenta_propia(escrito, contexto.nombres_propios)
    if propia or any(esta_en(enlace.dominio, tabla) for tabla in DE_CONFIANZA):
        return None
    if imita(enlace.dominio, contexto.nombres_propios):
        return _GRAVE, "El sitio lleva el nombre de la institución y no es suyo"
    if not lectura.tiene("institucion"):
        gravedad = _MEDIA if pieza.sentido is Sentido.ENTRANTE else _GRAVE
        return gravedad, "Enlace externo sin relación visible con la institución"
    if esta_en(enlace.dominio, "vinculados"):
        return _LEVE, "Enlace externo de un sitio conocido"
    return _MEDIA, "Enlace externo; puede tener que ver con la institución"


def evaluar(pieza: Pieza, contexto: Contexto) -> Iterator[Hallazgo]:
    """Un hallazgo por enlace que no es nuestro ni del Estado y, en lo saliente, por lo ajeno que nombra u ofrece."""
    lectura = pieza.lectura
    if lectura is None:
        return
    nuestro = pieza.sentido is Sentido.SALIENTE
    anuncio = not nuestro and es_anuncio(lectura)
    for enlace in lectura.enlaces[:_MAXIMO]:
        juicio = _juzgar(pieza, contexto, lectura, enlace)
        if juicio is None:
            continue
        gravedad = _GRAVE if anuncio else juicio[0] if nuestro else min(juicio[0], _MEDIA)
        yield Hallazgo(
            4,
            gravedad,
            motivo=f"{juicio[1]} ({enlace.dominio})." + (" Además es un anuncio." if anuncio else ""),
            propuesta=_PROPUESTAS[gravedad],
            evidencia=(pieza.evidencia(enlace.inicio, enlace.fin),),
            automatica=anuncio and not pieza.degradada and anuncia_de_veras(lectura),
            etiqueta="enlace",
        )
    if nuestro:
        yield from ajenos(pieza, contexto, lectura)


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
