"""Palabras que no estan ni en el diccionario ni en el vocabulario de la casa."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from politicas.ortografia.diccionario import (
    analizar,
    conoce,
    conoce_escrita,
    culta,
    derivada,
    posible,
    sin_tildes,
    solo_verbo,
)
from politicas.ortografia.escrito import Escrito, Vocablo
from politicas.ortografia.listas import vocabulario
from politicas.ortografia.sugerencias import de_la_casa_por_letra, por_letra, por_sonido, por_tilde, sugerir
from politicas.ortografia.tipos import Falta
from politicas.tipos import Gravedad

_BUSCADAS = 1200
"""Palabras distintas que se buscan por texto: una publicacion no pasa de doscientas."""
_DESCONOCIDAS = 40
"""Con tantas palabras distintas sin conocer, el texto no esta en español o se escribe de nuevo."""
_DUDOSAS = 80
"""Palabras distintas que no son del diccionario pero pueden ser nombres propios o derivados."""
_CON_SUGERENCIA = 4
"""Palabras distintas para las que se buscan sugerencias."""
_CORTO = 2000
"""Caracteres de un texto en que se pregunta a hunspell, solo por la primera palabra desconocida: tarda."""
_UNIDADES = frozenset(
    [
        "mg",
        "ml",
        "kg",
        "km",
        "cm",
        "mm",
        "gr",
        "lb",
        "oz",
        "hrs",
        "hs",
        "min",
        "seg",
        "pm",
        "am",
        "vs",
        "id",
        "etc",
        "kb",
        "mb",
        "gb",
        "usd",
        "ee",
        "uu",
        "aa",
        "dr",
        "dra",
        "lic",
    ]
)
_PRETERITO = ("astes", "istes")
_MINIMO = 2
_SIGLA = 6
"""Letras que puede tener una sigla: en mayusculas no se mira, salvo que todo el texto lo este."""


@dataclass
class _Cuenta:
    """Lo que se lleva buscado en un texto."""

    buscadas: set[str] = field(default_factory=set)
    dudosas: set[str] = field(default_factory=set)
    desconocidas: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def basta(self) -> str:
        """Por que no se busca mas, o vacio."""
        if len(self.desconocidas) >= _DESCONOCIDAS or len(self.dudosas) >= _DUDOSAS:
            return "Hay demasiadas palabras desconocidas: desde aquí no se revisaron las palabras."
        if len(self.buscadas) >= _BUSCADAS:
            return f"Se revisaron {_BUSCADAS} palabras distintas: desde aquí no se revisaron las demás."
        return ""


def revisar_palabras(escrito: Escrito) -> Iterator[Falta]:
    """Una falta por palabra desconocida; si hay demasiadas, una ultima sin sugerencias que lo dice, y no busca mas."""
    cuenta = _Cuenta()
    for vocablo in escrito.vocablos:
        if _no_se_mira(vocablo, grita=escrito.grita):
            continue
        if vocablo.forma not in cuenta.buscadas:
            if motivo := cuenta.basta():
                yield Falta(vocablo.inicio, vocablo.fin, Gravedad.MEDIA, motivo, corta=True)
                return
            cuenta.buscadas.add(vocablo.forma)
        if conoce(vocablo.forma):
            continue
        if falta := _ese_de_mas(vocablo):
            yield falta
            continue
        if vocablo.forma not in cuenta.desconocidas:
            cuenta.dudosas.add(vocablo.forma)
            if _bien_derivada(vocablo.forma) or _propia(vocablo):
                continue
            despacio = not cuenta.desconocidas and len(escrito.original) <= _CORTO and not vocablo.inicial
            cuenta.desconocidas[vocablo.forma] = _sugerencias(
                vocablo, len(cuenta.desconocidas), despacio=despacio
            )
        yield _falta(vocablo, cuenta.desconocidas[vocablo.forma], len(cuenta.desconocidas))


def _ese_de_mas(vocablo: Vocablo) -> Falta | None:
    """«Hicistes», «fuistes»: en pasado, «tú» y «vos» no llevan ese al final. «Insistes» la conoce el diccionario."""
    forma = vocablo.forma[:-1]
    if not vocablo.forma.endswith(_PRETERITO) or not (analizar(forma).verbo or conoce(forma)):
        return None
    nueva = vocablo.con_su_forma(forma)
    motivo = f"En pasado se escribe «{nueva}», sin ese al final."
    return Falta(vocablo.inicio, vocablo.fin, Gravedad.GRAVE, motivo, (nueva,))


def _bien_derivada(forma: str) -> bool:
    """Si es un derivado («reprogramará») y no otra palabra mal escrita («inportante», «despues»)."""
    return derivada(forma) and not (por_tilde(forma) or por_sonido(forma) or de_la_casa_por_letra(forma))


def _cerca(forma: str, sugerida: str) -> bool:
    """Si la sugerencia se parece tanto que lo escrito es casi seguro una falta."""
    return sugerida in por_tilde(forma) or sugerida in por_sonido(forma) or sugerida in por_letra(forma)


def _rebuscada(forma: str, sugerida: str) -> bool:
    """Si lo unico que se parece es un verbo conjugado que no es de la casa ni suena igual: lo escrito puede ser buena voz."""
    return solo_verbo(sugerida) and sugerida not in vocabulario().palabras | {
        *por_sonido(forma),
        *por_tilde(forma),
    }


def _no_se_mira(vocablo: Vocablo, *, grita: bool) -> bool:
    """Letras sueltas, siglas, unidades, trozos de codigos y otros alfabetos."""
    forma = vocablo.forma
    if len(forma) < _MINIMO or forma in _UNIDADES or not all(_latina(c) for c in forma):
        return True
    if vocablo.mayusculas or vocablo.texto[1:] != vocablo.texto[1:].lower():
        sigla = len(forma) <= _SIGLA and not (grita and _de_la_casa(forma))
        return sigla or not vocablo.mayusculas
    return vocablo.pegado and len(forma) <= _SIGLA


def _latina(letra: str) -> bool:
    return letra <= "\u024f"


def _propia(vocablo: Vocablo) -> bool:
    """Si va con mayuscula y puede ser un nombre propio sin falta conocida."""
    if not vocablo.inicial or vocablo.mayusculas:
        return False
    if conoce_escrita(vocablo.texto):
        return True
    if _de_la_casa(vocablo.forma):
        return False
    return not (vocablo.empieza and por_tilde(vocablo.forma)) and not (
        vocablo.empieza and _parecida(vocablo.forma)
    )


def _de_la_casa(forma: str) -> bool:
    """Si con otra tilde es una palabra del vocabulario: «Atencion», «Gonzalez», «Usulutan»."""
    return any(c in vocabulario().palabras for c in por_tilde(forma))


def _parecida(forma: str) -> bool:
    return any(
        c in vocabulario().palabras and c not in vocabulario().propias for c in sugerir(forma, despacio=False)
    )


def _sugerencias(vocablo: Vocablo, ya: int, *, despacio: bool) -> tuple[str, ...]:
    if ya >= _CON_SUGERENCIA:
        return por_tilde(vocablo.forma)
    return sugerir(vocablo.forma, despacio=despacio)


def _falta(vocablo: Vocablo, sugeridas: tuple[str, ...], ya: int) -> Falta:
    forma, propias = vocablo.forma, vocabulario().propias
    nuevas = tuple(propias.get(s, s) if vocablo.inicial else s for s in sugeridas)
    nuevas = tuple(vocablo.con_su_forma(n) for n in nuevas)
    lejos = not sugeridas or not (" " in sugeridas[0] or _cerca(forma, sugeridas[0]))
    rara = bool(sugeridas) and not lejos and posible(forma) and _rebuscada(forma, sugeridas[0])
    if rara or (lejos and (culta(forma) or posible(forma) or vocablo.inicial)):
        motivo, gravedad = f"«{vocablo.texto[:40]}» no está en el diccionario: compruébela.", Gravedad.LEVE
    elif not sugeridas:
        motivo, gravedad = f"«{vocablo.texto[:40]}» no está en el diccionario.", Gravedad.MEDIA
        if ya > _CON_SUGERENCIA:
            motivo += " Hay muchas palabras desconocidas: ya no se buscan sugerencias."
    elif sin_tildes(sugeridas[0]) == sin_tildes(forma) and len(sugeridas[0]) == len(forma):
        motivo, gravedad = f"«{vocablo.texto}» se escribe «{nuevas[0]}».", Gravedad.GRAVE
    elif sugeridas[0] in vocabulario().palabras:
        motivo, gravedad = f"«{vocablo.texto}» no existe: quizá «{nuevas[0]}».", Gravedad.GRAVE
    else:
        motivo, gravedad = (
            f"«{vocablo.texto}» no está en el diccionario: quizá «{nuevas[0]}».",
            Gravedad.MEDIA,
        )
    return Falta(vocablo.inicio, vocablo.fin, gravedad, motivo, nuevas)
