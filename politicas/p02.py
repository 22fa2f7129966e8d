"""Artículo 2. Insultos y palabras soeces.

«Toda publicación que contenga insultos o palabras soeces de cualquier tipo será restringida. Los usuarios que
cometan estas acciones serán bloqueados de las cuentas de la institución.»

Exige distinguir a quién va cada palabra dura: a una persona o a un grupo es insulto; contra un servicio es una
queja vulgar; si la dijo otro («me llamó…») es una denuncia; el cuerpo nombrado en una consulta no es obsceno.

Infringe: Sos un pendejo hijueputa.
Infringe: El vigilante del portón es un p3nd3j0.
Cumple: Tengo una fisura en el ano y dolor en los huevos, ¿voy al urólogo?
Cumple: ¡Qué vergón el servicio de maternidad, felicidades!

Queda a una persona lo citado, lo vulgar sin persona, lo dicho a un grupo, lo que solo ve el clasificador, lo que
celebra y todo lo que además es crítica. La máquina solo propone ocultar y bloquear sola (y el juez aun puede negarlo)
cuando el léxico ve un insulto a una persona, el clasificador coincide y el texto dice a quién (o no dice nada más), sin
cariño de por medio: entre amigos, «cerote» es trato.
"""

from collections.abc import Iterator

from modelos.lectura import Lectura, Senal
from politicas.ayudas.disculpas import de_veras
from politicas.ayudas.emojis import deletreados
from politicas.ayudas.emojis import gestos as hechos
from politicas.ayudas.ofensas import ofensas
from politicas.tipos import Contexto, Gravedad, Hallazgo, Intencion, Pieza, Politica, Propuesta, Sentido

UMBRAL_ACUERDO = 0.5
"""Indicio desde el que el clasificador coincide con el lexico si el texto dice a quien insulta (su umbral de cola)."""
UMBRAL_SOLO = 0.9
"""Indicio de actuar: el que hace falta si el destinatario no se ve («cabrón» suelto tambien se dice entre amigos: en
OffendES sube la precision de .82 a .97)."""
UMBRAL_DESCONOCIDO = 0.8
"""Indicio que lleva a una persona lo que los lexicos no conocen: en la parte de prueba del corpus acierta 99 de 100."""
_MAXIMO = 200
_AMISTOSAS = frozenset((Intencion.FELICITACION, Intencion.CONVERSACION))
"""Lo que celebra, y lo que se dicen dos conocidos, lo lee una persona sin que se le proponga restringir: en la parte
de prueba del corpus la mitad no insulta a nadie."""
_AMISTOSA = {Propuesta.RESTRINGIR: Propuesta.REVISAR}
_GRAVEDAD = {
    Propuesta.RESTRINGIR: Gravedad.GRAVE,
    Propuesta.REVISAR: Gravedad.MEDIA,
    Propuesta.PERMITIR: Gravedad.LEVE,
}
_MOTIVOS = {
    "insulto_persona": "Insulta a una persona.",
    "insulto_grupo": "Insulta a un grupo de personas.",
    "insulto_citado": "Repite un insulto que dijo otra persona.",
    "vulgar": "Usa palabras soeces sin insultar a nadie.",
}


def _entrante(pieza: Pieza, lectura: Lectura) -> Iterator[Hallazgo]:
    visto = max(pieza.indicios.get("insulto_persona", 0.0), pieza.indicios.get("ofensivo", 0.0))
    anotado, amistoso = False, not _AMISTOSAS.isdisjoint(pieza.intenciones)
    for ofensa in ofensas(lectura):
        anotado |= ofensa.propuesta is not Propuesta.PERMITIR
        coincide = visto >= (UMBRAL_ACUERDO if ofensa.destinada else UMBRAL_SOLO)
        propuesta = _AMISTOSA.get(ofensa.propuesta, ofensa.propuesta) if amistoso else ofensa.propuesta
        yield Hallazgo(
            politica=2,
            gravedad=_GRAVEDAD[propuesta],
            motivo=_MOTIVOS[ofensa.etiqueta],
            propuesta=propuesta,
            evidencia=tuple(pieza.evidencia(d.acierto.inicio, d.acierto.fin) for d in ofensa.duras),
            bloquear=propuesta is Propuesta.RESTRINGIR,
            automatica=coincide and not (pieza.degradada or amistoso) and de_veras(lectura, ofensa.a_persona),
            etiqueta=ofensa.etiqueta,
        )
    gestos = tuple(pieza.evidencia(t.inicio, t.fin) for t in (*hechos(lectura), *deletreados(lectura)))
    if gestos:
        motivo = "Ofende con dibujos: un gesto obsceno, un animal o letras hechas con banderas."
        yield Hallazgo(2, Gravedad.MEDIA, motivo, Propuesta.REVISAR, gestos, etiqueta="vulgar")
    visto = max(visto, pieza.indicios.get("insulto_grupo", 0.0))
    if visto >= UMBRAL_DESCONOCIDO and not anotado and not gestos:
        motivo = f"El clasificador ve una ofensa ({visto:.2f}) que los léxicos no conocen."
        evidencia = (pieza.evidencia(0, len(pieza.texto)),)
        yield Hallazgo(2, Gravedad.MEDIA, motivo, Propuesta.REVISAR, evidencia, etiqueta="ofensivo")


def _saliente(pieza: Pieza, lectura: Lectura) -> Iterator[Hallazgo]:
    """En lo nuestro, cualquier palabra dura es un alto."""
    duras = [
        a
        for a in lectura.aciertos
        if a.lexico == "soeces" or (a.lexico == "insultos" and a.clase in ("fuerte", "frase", "medio"))
    ]
    if duras:
        evidencia = tuple(pieza.evidencia(a.inicio, a.fin) for a in duras[:_MAXIMO])
        motivo = "Un texto nuestro no lleva palabras soeces."
        yield Hallazgo(2, Gravedad.GRAVE, motivo, Propuesta.RESTRINGIR, evidencia, etiqueta="vulgar")


def evaluar(pieza: Pieza, contexto: Contexto) -> Iterator[Hallazgo]:  # noqa: ARG001 - la firma es de todas
    """Lo que se dice de un comentario y de un texto nuestro."""
    lectura = pieza.lectura
    if lectura is not None:
        yield from (_entrante if pieza.sentido is Sentido.ENTRANTE else _saliente)(pieza, lectura)


POLITICA = Politica(
    numero=2,
    titulo="Insultos y palabras soeces",
    articulo=(
        "Toda publicación que contenga insultos o palabras soeces de cualquier tipo será restringida. Los usuarios "
        "que cometan estas acciones serán bloqueados de las cuentas de la institución."
    ),
    evaluar=evaluar,
    puede_actuar=True,
    disparadores=Senal.INSULTOS | Senal.SOECES | Senal.GESTO,
    indicios=dict.fromkeys(("insulto_persona", "insulto_grupo", "ofensivo"), UMBRAL_DESCONOCIDO),
)
