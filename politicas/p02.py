"""Articulo 2. Insultos y palabras soeces.

«Toda publicación que contenga insultos o palabras soeces de cualquier tipo será restringida. Los usuarios que
cometan estas acciones serán bloqueados de las cuentas de la institución.»

Exige distinguir a quien va cada palabra dura: a una persona o a un grupo es insulto; contra un servicio es una
queja vulgar; si la dijo otro («me llamó…») es una denuncia; el cuerpo nombrado en una consulta no es obsceno.

Infringe: Sos un pendejo hijueputa.
Infringe: El vigilante del portón es un p3nd3j0.
Cumple: Tengo una fisura en el ano y dolor en los huevos, ¿voy al urólogo?
Cumple: ¡Qué vergón el servicio de maternidad, felicidades!

Queda a una persona lo citado, lo vulgar sin persona, lo dicho a un grupo, lo que solo ve el clasificador y todo lo
que ademas es critica. La maquina solo propone ocultar y bloquear sola (y el juez aun puede negarlo) cuando el
lexico ve un insulto a una persona y el clasificador coincide.
"""

from collections.abc import Iterator

from modelos.lectura import Acierto, Lectura, Senal
from politicas.ayudas.blanco import Blanco, al_lector, blanco_de, con_destino
from politicas.ayudas.intenciones import MAXIMO_DURAS
from politicas.tipos import Contexto, Gravedad, Hallazgo, Pieza, Politica, Propuesta, Sentido

UMBRAL_ACUERDO = 0.5
"""Indicio desde el que el clasificador coincide con el lexico (0.5 es su umbral de cola)."""
UMBRAL_SOLO = 0.9
"""Indicio de actuar: el clasificador, sin lexico, lo lleva a una persona; y pesa por un destinatario que no se ve."""
_LEVES_SUMAN = 2
_RESTRINGIR, _REVISAR, _PERMITIR = Propuesta.RESTRINGIR, Propuesta.REVISAR, Propuesta.PERMITIR
_A_ALGUIEN = {Blanco.PERSONA: _RESTRINGIR, Blanco.GRUPO: _RESTRINGIR, Blanco.CITADO: _REVISAR}
_VULGAR = dict.fromkeys(Blanco, _REVISAR)
PESO: dict[str, dict[Blanco, Propuesta]] = {
    "fuerte": _VULGAR | _A_ALGUIEN,
    "frase": _VULGAR | _A_ALGUIEN,
    "medio": _VULGAR | _A_ALGUIEN | {Blanco.PROPIO: _PERMITIR, Blanco.NEGADO: _PERMITIR},
    "leve": {Blanco.PERSONA: _REVISAR, Blanco.CITADO: _REVISAR},
    "reproche": {Blanco.CITADO: _REVISAR},
    "rasgo": {Blanco.PERSONA: _REVISAR},
    "ambiguo": {Blanco.PERSONA: _RESTRINGIR, Blanco.GRUPO: _RESTRINGIR},
    "trato": {Blanco.PERSONA: _REVISAR},
    "doble": _VULGAR | _A_ALGUIEN,
    "excremento": _VULGAR | _A_ALGUIEN,
    "obscena": _VULGAR,
    "modismo": _VULGAR,
    "suave": dict.fromkeys(Blanco, _PERMITIR),
}
"""Lo que se propone segun la clase de la palabra y su blanco. Lo que no esta no se anota."""
_SIN_PERSONA = ("obscena", "modismo", "suave")
_MOTIVOS = {
    "insulto_persona": "Insulta a una persona.",
    "insulto_grupo": "Insulta a un grupo de personas.",
    "insulto_citado": "Repite un insulto que dijo otra persona.",
    "vulgar": "Usa palabras soeces sin insultar a nadie.",
}


def _etiqueta(clase: str, blanco: Blanco) -> str:
    if blanco is Blanco.CITADO:
        return "insulto_citado"
    if clase in _SIN_PERSONA or blanco not in (Blanco.PERSONA, Blanco.GRUPO):
        return "vulgar"
    return "insulto_persona" if blanco is Blanco.PERSONA else "insulto_grupo"


def _pesadas(lectura: Lectura) -> dict[tuple[Propuesta, str], list[Acierto]]:
    """Las palabras duras del texto, reunidas por lo que se propone y de que se trata."""
    grupos: dict[tuple[Propuesta, str], list[Acierto]] = {}
    leves: list[Acierto] = []
    for acierto in [a for a in lectura.aciertos if a.lexico in ("insultos", "soeces")][:MAXIMO_DURAS]:
        blanco = blanco_de(lectura, acierto)
        propuesta = PESO[acierto.clase].get(blanco)
        if acierto.clase == "reproche" and al_lector(lectura, acierto):
            propuesta = _REVISAR
        if propuesta is None:
            continue
        if blanco is Blanco.PERSONA and acierto.clase in ("leve", "rasgo"):
            leves.append(acierto)
            continue
        grupos.setdefault((propuesta, _etiqueta(acierto.clase, blanco)), []).append(acierto)
    if leves:
        suman = len({a.forma for a in leves}) >= _LEVES_SUMAN
        grupos.setdefault((_RESTRINGIR if suman else _REVISAR, "insulto_persona"), []).extend(leves)
    return grupos


def _coincide(lectura: Lectura, aciertos: list[Acierto], visto: float) -> bool:
    """Si el clasificador coincide: con destinatario a la vista basta su umbral de cola; sin el, el de actuar.

    «Cabrón» suelto tambien se dice entre amigos: en OffendES la regla sube la precision de .82 a .97.
    """
    destinado = any(con_destino(lectura, a) for a in aciertos)
    return visto >= (UMBRAL_ACUERDO if destinado else UMBRAL_SOLO)


def _entrante(pieza: Pieza, lectura: Lectura) -> Iterator[Hallazgo]:
    grupos = _pesadas(lectura)
    visto = max(pieza.indicios.get("insulto_persona", 0.0), pieza.indicios.get("ofensivo", 0.0))
    for (propuesta, etiqueta), aciertos in grupos.items():
        fuertes = any(a.clase not in ("leve", "rasgo", "trato") for a in aciertos)
        a_persona = propuesta is _RESTRINGIR and etiqueta == "insulto_persona" and fuertes
        yield Hallazgo(
            politica=2,
            gravedad={_RESTRINGIR: Gravedad.GRAVE, _REVISAR: Gravedad.MEDIA, _PERMITIR: Gravedad.LEVE}[
                propuesta
            ],
            motivo=_MOTIVOS[etiqueta],
            propuesta=propuesta,
            evidencia=tuple(pieza.evidencia(a.inicio, a.fin) for a in aciertos),
            bloquear=propuesta is _RESTRINGIR,
            automatica=a_persona and _coincide(lectura, aciertos, visto) and not pieza.degradada,
            etiqueta=etiqueta,
        )
    anotado = any(propuesta is not _PERMITIR for propuesta, _ in grupos)
    if not anotado and visto >= UMBRAL_SOLO and not pieza.critica:
        motivo = f"El clasificador ve una ofensa ({visto:.2f}) que los léxicos no conocen."
        evidencia = (pieza.evidencia(0, len(pieza.texto)),)
        yield Hallazgo(2, Gravedad.MEDIA, motivo, _REVISAR, evidencia, etiqueta="ofensivo")


def evaluar(pieza: Pieza, contexto: Contexto) -> Iterator[Hallazgo]:  # noqa: ARG001 - la firma es de todas
    """En lo saliente, cualquier palabra dura es un alto."""
    lectura = pieza.lectura
    if lectura is None:
        return
    if pieza.sentido is Sentido.ENTRANTE:
        yield from _entrante(pieza, lectura)
        return
    duras = [
        a
        for a in lectura.aciertos
        if a.lexico == "soeces" or (a.lexico == "insultos" and a.clase in ("fuerte", "frase", "medio"))
    ]
    if duras:
        evidencia = tuple(pieza.evidencia(a.inicio, a.fin) for a in duras[:MAXIMO_DURAS])
        yield Hallazgo(
            2,
            Gravedad.GRAVE,
            "Un texto nuestro no lleva palabras soeces.",
            _RESTRINGIR,
            evidencia,
            etiqueta="vulgar",
        )


POLITICA = Politica(
    numero=2,
    titulo="Insultos y palabras soeces",
    articulo=(
        "Toda publicación que contenga insultos o palabras soeces de cualquier tipo será restringida. Los usuarios "
        "que cometan estas acciones serán bloqueados de las cuentas de la institución."
    ),
    evaluar=evaluar,
    puede_actuar=True,
    disparadores=Senal.INSULTOS | Senal.SOECES | Senal.INDICIO,
)
