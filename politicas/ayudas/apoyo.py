"""En que se apoya una respuesta nuestra: la del area, y por que no basta; o un comunicado en vigor que dice lo mismo."""

import re

from modelos.lectura import Tramo, leer, plegar
from politicas.ayudas.asuntos import asuntos
from politicas.ayudas.cifras import cifras
from politicas.ayudas.comunicados import en_vigor
from politicas.ayudas.hechos import choques, leer_hechos, mismo_asunto
from politicas.ayudas.palabras import conjunto
from politicas.ayudas.tiempo import en_local
from politicas.tipos import ComunicadoVigente, ConsultaRespondida, Contexto, Pieza

CIFRAS_PROPIAS = frozenset(("127",))
"""El centro de llamadas: la institucion lo da siempre."""
_FRASE = re.compile(
    r"(?:[^.!?…\n]|[.!?…](?!\s|\Z)|(?<=\b[ap])\. ?(?=m\b)|(?<=\b[ap]\. m)\.|(?<=\b[ap]\.m)\.)+"
)
"""Una frase del texto plegado: el punto de «p. m.» no la termina."""
_RELLENO = conjunto(
    "segun conforme acuerdo comunicado oficial numero informamos informarle recordamos recuerde comentamos indicamos hola buenos buenas"
    " buen tardes noches dias estara estaran permanecera saludos gracias gusto con"
)
_NEGACIONES = conjunto(
    "no ni sin tampoco nunca jamas salvo excepto menos solo solamente unicamente ya aun todavia"
)
_PALABRA = re.compile(r"[a-zñ]+")
_DE_CUANDO = conjunto(
    "lunes martes miercoles jueves viernes sabado sabados domingo domingos enero febrero marzo abril mayo junio julio agosto"
    " septiembre octubre noviembre diciembre hoy mañana feriado feriados"
)
"""`asuntos` los calla por relleno, y aqui son justo lo que se afirma."""
_PROPIO = re.compile(r"\b\d{1,4}-20\d\d\b")
"""El numero de un comunicado («12-2026») no es un dato de lo que dice."""


def apoyo(pieza: Pieza, contexto: Contexto) -> tuple[ConsultaRespondida | None, str]:
    """La consulta que dice la pieza, si consta, y por que con ella no se puede responder (vacio: se puede)."""
    consulta = next((c for c in contexto.consultas if c.numero == pieza.consulta), None)
    if consulta and en_local(consulta.vence) >= en_local(contexto.ahora):
        return consulta, ""
    if consulta:
        vencio = f"{en_local(consulta.vence):%d/%m/%Y}"
        return consulta, f"La respuesta del área ({consulta.numero}) venció el {vencio}."
    if pieza.consulta:
        return None, f"No consta ninguna respuesta del área con el número «{pieza.consulta}»."
    return None, "Responde sobre un servicio sin la respuesta del área responsable."


def comunicado_que_lo_dice(pieza: Pieza, contexto: Contexto, tramos: list[Tramo]) -> str:
    """El numero del comunicado en vigor que dice lo mismo que todo lo afirmado (`tramos`), con las mismas cifras; o vacio.

    Estricto a proposito: cada frase que afirma tiene que estar, palabra con peso a palabra con peso, en una del comunicado.
    """
    propio = leer_hechos(pieza.texto, en_local(pieza.fecha or contexto.ahora).date())
    plegado, mapa = plegar(pieza.texto)
    dichas = [
        m[0]
        for m in _FRASE.finditer(plegado)
        if any(mapa[m.start()] <= t.inicio <= mapa[m.end() - 1] for t in tramos)
    ]
    for c in en_vigor(contexto):
        suyo = leer_hechos(f"{c.asunto}.\n{c.texto}", en_local(c.desde).date())
        if mismo_asunto(propio, suyo) and not any(choques(propio, suyo)) and _dice(c, dichas):
            return c.numero
    return ""


def _dice(c: ComunicadoVigente, dichas: list[str]) -> bool:
    frases = [m[0] for m in _FRASE.finditer(plegar(c.texto)[0])]
    return bool(dichas) and all(any(_misma(c.asunto, suya, d) for suya in frases) for d in dichas)


def _misma(asunto: str, suya: str, dicha: str) -> bool:
    """Si la frase del comunicado trae las palabras con peso y las cifras de la dicha, y niega lo mismo."""
    dicha = _PROPIO.sub(" ", dicha)
    con_peso = asuntos(dicha) - _RELLENO
    niegan = [_NEGACIONES.intersection(_PALABRA.findall(f)) for f in (suya, dicha)]
    sus_cifras = {x.valor for x in cifras(leer(suya))} | CIFRAS_PROPIAS
    return (
        bool(con_peso)
        and con_peso <= asuntos(f"{asunto}. {suya}")
        and niegan[0] == niegan[1]
        and {x.valor for x in cifras(leer(dicha))} <= sus_cifras
        and _dias(dicha) <= _dias(suya)
    )


def _dias(frase: str) -> frozenset[str]:
    return frozenset(_PALABRA.findall(frase)) & _DE_CUANDO
