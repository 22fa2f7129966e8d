"""Si un insulto tiene a quien: segunda persona, alguien senalado, personal del servicio, o dicho entre comas.

Lo usa `blanco.py`, que antes ya descarto la cita, la negacion, hablar de si mismo y las cosas.
"""

import re
from itertools import pairwise

from modelos.lectura import Acierto
from politicas.ayudas.palabras import conjunto
from politicas.ayudas.vecindad import Vecindad

CERCA = 4
_CADENA = 7
"""Palabras de «es una gran ignorante y una metida»."""
_VOCATIVO = 5
"""Un texto de estas palabras o menos con un insulto corriente es un insulto a quien lo lee."""
COPULAS = conjunto(
    "es son esta estan era eran fue fueron sos un una unos unas muy bien mas tan toda todo todos todas pura puro"
    " puras puros siempre ya tambien la lo gran pues sigue siguen q que y e asi"
)
_ENTRE = COPULAS | conjunto(
    "ni solo solamente simplemente realmente verdaderamente otro otra vil mera mero tremendo tremenda pobre pobres"
    " grandisimo grandisima completo completa verdadero verdadera autentico autentica reverendo reverenda total el los"
    " las vieja viejo viejas viejos hijo maje vos usted ustedes tu uds ud mismo misma como pinche pinches menudo menuda"
    " tipo tipa gente grandes completos"
)
"""Lo que cabe ademas entre la persona y el insulto."""
ARTICULOS = conjunto("el la los las ese esa esos esas este esta estos estas aquel aquella todos todas")
RELATIVOS = frozenset(("de", "del", "que", "q"))
_SIGUE = RELATIVOS | conjunto(
    "ese esa este esta esos esas aquel aquella a al en con por para y ni no se me le te lo la ya siempre nunca porque"
    " pero si es son ahi aqui como hay anda esta sigue"
)
"""Tras «el idiota», lo que dice que no califica a una cosa («el idiota que…», «la estupida no…»)."""
_ANIMALES = conjunto("perra zorra chancha cerda puerca burra mula vaca bestia cerdo puerco")
_UNA = conjunto("esa ese la el una un")
_PUESTOS = conjunto(
    "archivo recepcion ventanilla farmacia caja informacion citas admision laboratorio emergencia enfermeria turno"
    " secretaria direccion afiliacion"
)
"""Donde atiende alguien. «La perra de la doctora» puede ser su perra; «la vaca de la finca», tambien."""
_DICE = conjunto(
    "dice dijo dicen dijeron cree creen vio explico encontro diagnostico receto hallo sospecha descubrio"
)
"""Entre el doctor y lo que sigue: «el doctor dice que es una garrapata» no lo llama garrapata."""
MODIFICADORES = conjunto(
    "puto puta putos putas maldito maldita malditos malditas pinche pinches infeliz desgraciado desgraciada"
)
_EXIGENTES = ("ambiguo", "rasgo", "trato", "doble", "excremento", "obscena", "modismo", "suave")
"""Clases con usos limpios: no basta con que haya alguien cerca, hace falta que se le diga a el."""
_DE_GENTE = ("ambiguo", "rasgo", "trato")
"""Con «es una» a secas aun pueden decirse de una cosa o de un animal."""
_SOLO_SEGUNDA = ("excremento",)
"""Lo que con «esa» o «fue una» se dice de cosas: solo va a alguien en segunda persona."""
_APELATIVOS = ("medio", "leve", "ambiguo", "doble", "rasgo")
_EXCLAMAN = ("puta", "puto", "diablo", "demonio", "putas")
"""Entre comas se exclaman: «puta, otra vez», «qué diablos»."""
_TITULOS = conjunto(
    "don doña señor señora señorita sr sra srta doctor doctora dr dra lic licenciado licenciada licda ing ingeniero"
    " ingeniera arq enfermero enfermera profesor profesora niña apellido apellidos familia nombre llamo llama san santa"
)
_ACCIDENTES = conjunto(
    "canton caserio colonia barrio calle pasaje avenida rio cerro volcan playa hacienda finca lotificacion comunidad"
    " residencial municipio aldea laguna quebrada puente parada"
)
_CORTA = 3
"""Letras de una palabra que, aunque empiece la frase con mayuscula, no es un nombre («Qué», «Tan»)."""
_TUTEO = conjunto("te tu tus ti vos contigo tuyo tuya")
# «escribís», «querés»: en el original, porque sin la tilde seria cualquier plural.
_VOSEO = re.compile(
    r"\b(?!adem|despu|atr|quiz|trav|detr|jam|ingl|franc|inter|estr|portugu|cort|compr[aá]s\b)\w{2,}[áéí]s\b"
)
_IMPERATIVO = re.compile(
    r"\b(?!choco|tom|deb|aguac|remat|result|combat|empat|apart)\w{2,}(?:ate|ete|ite|anse|ense)\b"
)
SEGUNDAS = ("segunda", "segunda_plural")


def pegado(v: Vecindad, previo: Acierto) -> bool:
    """Si entre los dos solo hay copulas, modificadores y otros insultos («es una vieja ridicula y bruta»)."""
    medio = v.formas(previo.fin, v.acierto.inicio)
    if len(medio) > CERCA + 1:
        return False
    resto = [p for p in medio if p not in _ENTRE and p not in MODIFICADORES]
    if not resto:
        return True
    otras = {p for a in v.previos("insultos") if a.inicio >= previo.fin for p in v.formas(a.inicio, a.fin)}
    return all(p in otras for p in resto)


def senalado(v: Vecindad) -> bool:
    """Si antes se senala a alguien («la que atiende», «los de archivo»)."""
    return any(a in ARTICULOS and b in RELATIVOS for a, b in pairwise(v.previas()))


def gente_antes(v: Vecindad, hasta: int) -> bool:
    """Si antes de una posicion se nombra a alguien que no es quien cuenta lo demas («el doctor dice que…»)."""
    nombrados = (*v.previos("institucion", "personal"), *v.previos("referencia", "persona"))
    return any(a.fin <= hasta and not any(p in _DICE for p in v.formas(a.fin, hasta)) for a in nombrados)


def _gente(v: Vecindad) -> bool:
    """Si cerca hay alguien: personal («el doctor»), «esa señora», «la que atiende»."""
    if gente_antes(v, v.acierto.inicio) or senalado(v):
        return True
    despues = (
        *v.siguientes("institucion", "personal", palabras=CERCA),
        *v.siguientes("referencia", "persona", palabras=2),
    )
    return bool(despues)


def _con_mayuscula(escrito: str) -> bool:
    return escrito[:1].isupper() and not escrito.isupper()


def nombre_propio(v: Vecindad) -> bool:
    """Si es apellido o lugar: con mayuscula tras un nombre, un titulo o un accidente («Juan Cerote», «cantón El Cerote»)."""
    if " " in v.acierto.forma or not _con_mayuscula(v.hueco(v.acierto.inicio, v.acierto.fin)):
        return False
    previas = v.lectura.palabras[max(v.desde, v.primera - 2) : v.primera]
    if previas and previas[-1].forma in ARTICULOS:
        previas = previas[:-1]
        return bool(previas) and previas[-1].forma in _ACCIDENTES
    if not previas:
        return False
    previa = previas[-1]
    if previa.forma in _TITULOS | _ACCIDENTES:
        return True
    if not _con_mayuscula(v.hueco(previa.inicio, previa.fin)) or len(previa.forma) <= _CORTA:
        return False
    return previa.forma not in _ENTRE | MODIFICADORES and not any(a.fin > previa.inicio for a in v.antes)


def _junto_a_alguien(v: Vecindad) -> bool:
    """Si toca a quien se lo llama: «director rata», «enfermeras putas», «maldita vieja», «qué vieja más zorra»."""
    if v.primera > v.desde and _con_mayuscula(v.hueco(v.acierto.inicio, v.acierto.fin)):
        return False  # «doña Urraca», «el doctor Vaca»: es su apellido
    for previo in (
        *v.previos("institucion", "personal", palabras=3),
        *v.previos("referencia", "persona", palabras=4),
    ):
        medio = v.formas(previo.fin, v.acierto.inicio)
        if all(p in ("mas", "tan", "bien", "muy") for p in medio) and "," not in v.hueco(
            previo.fin, v.acierto.inicio
        ):
            return True
    if v.acierto.forma not in MODIFICADORES:
        return False
    siguiente = v.lectura.palabras[v.ultima + 1].inicio if v.ultima < v.hasta else -1
    return any(a.inicio == siguiente for a in v.luego if a.clase in ("personal", "persona", "rasgo"))


def _en_segunda(v: Vecindad, *, exigente: bool) -> bool:
    """Si se le dice a quien lee."""
    for segunda in v.previos("referencia", *SEGUNDAS):
        if not exigente or pegado(v, segunda):
            return True
    for segunda in v.siguientes("referencia", *SEGUNDAS, palabras=CERCA):
        # «perra eres», «qué burro sos»: pegado tambien por detras
        if not exigente or all(p in _ENTRE for p in v.formas(v.acierto.fin, segunda.inicio)):
            return True
    return False


def con_destino(v: Vecindad) -> bool:
    """Si hay a quien: segunda persona, «ese», «es un», personal nombrado o «el que…»."""
    clase = v.acierto.clase
    exigente = clase in _EXIGENTES
    apodos = v.previos("referencia", "apodo", palabras=CERCA)
    if _en_segunda(v, exigente=exigente) or any(pegado(v, a) for a in apodos):
        return True
    if clase in _SOLO_SEGUNDA:
        return False
    gente = _gente(v)
    for tercera in v.previos("referencia", "tercera", palabras=_CADENA):
        if (clase not in _DE_GENTE or (gente and _dicho_de_gente(v, tercera))) and pegado(v, tercera):
            return True
    return _junto_a_alguien(v) or _por_su_articulo(v, exigente=exigente) or (gente and not exigente)


def _dicho_de_gente(v: Vecindad, tercera: Acierto) -> bool:
    """«Esos perros» son perros aunque haya gente cerca, si no se dice de donde («esa rata de archivo»)."""
    return tercera.forma not in ARTICULOS or any(v.siguientes("institucion", palabras=CERCA))


def _por_su_articulo(v: Vecindad, *, exigente: bool) -> bool:
    """Si los articulos dicen que es alguien: «idiotas los de archivo»; y, sin usos limpios, «el idiota que…»."""
    despues = v.despues(2)
    if len(despues) > 1 and despues[0] in ARTICULOS and despues[1] in RELATIVOS:
        return True
    previa = v.previas(1)
    if despues and despues[0] in ("de", "del") and not _de_alguien(v):
        return False  # «el cabrón del zancudo»
    return not exigente and bool(previa) and previa[0] in ARTICULOS and (not despues or despues[0] in _SIGUE)


def de_un_puesto(v: Vecindad) -> bool:
    """«Esa perra de archivo», «la zorra de farmacia»: con estos animales y un puesto se llama a quien esta en el."""
    if v.acierto.forma not in _ANIMALES or not {*v.previas(1)} & _UNA:
        return False
    tras = v.despues(3)
    puesto = next((p for p in tras[1:] if p not in ARTICULOS), "") if tras[:1] == ["de"] else ""
    return puesto in _PUESTOS


def _de_alguien(v: Vecindad) -> bool:
    """Si lo que sigue tras «de» es una persona: su oficio, de quien es, o un nombre («el idiota de mi jefe»)."""
    if any(v.siguientes("institucion", "personal", palabras=CERCA)) or any(
        v.siguientes("referencia", "persona", palabras=CERCA)
    ):
        return True
    siguientes = v.lectura.palabras[v.ultima + 2 : min(v.hasta, v.ultima + CERCA) + 1]
    return any(_con_mayuscula(v.hueco(p.inicio, p.fin)) for p in siguientes)


def vocativo(v: Vecindad) -> bool:
    """Un texto muy corto con un insulto corriente se lo dice a quien lo lee; «es asqueroso», no."""
    if v.acierto.clase not in ("medio", "leve") or len(v.lectura.palabras) > _VOCATIVO:
        return False
    return v.primera == 0 or v.lectura.palabras[v.primera - 1].forma not in COPULAS


def _habla_a_alguien(v: Vecindad) -> bool:
    """Si la frase manda o tutea: «lavate la boca», «no hables», «querés», «te»."""
    if any(v.previos("referencia", *SEGUNDAS, "orden")) or any(
        v.siguientes("referencia", *SEGUNDAS, "orden")
    ):
        return True
    if any(p in _TUTEO for p in (*v.previas(), *v.despues(CERCA))):
        return True
    palabras = v.lectura.palabras
    frase = v.hueco(palabras[v.desde].inicio, palabras[v.hasta].fin).lower()
    return bool(_VOSEO.search(frase) or _IMPERATIVO.search(frase))


def llamado(v: Vecindad) -> bool:
    """Dicho entre comas, sea la palabra que sea, a quien se manda o tutea."""
    return v.aislado(_ENTRE) and _habla_a_alguien(v)


def apelativo(v: Vecindad) -> bool:
    """Dicho entre comas a quien lee: «Aprendan a leer, burros», «callate, estupida»."""
    clase = v.acierto.clase
    if clase not in _APELATIVOS or v.acierto.forma in _EXCLAMAN or not v.aislado(_ENTRE):
        return False
    if clase == "medio":
        return v.desde < v.primera or v.hasta > v.ultima
    return _habla_a_alguien(v)
