"""Cuanto acierta la politica 10: falsas alarmas sobre textos correctos y erratas halladas con su correccion.

`python -m tests.medidas.ortografia` imprime las cifras; con `detalle`, tambien cada fallo.
"""

import sys
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from modelos.lectura import leer
from politicas.ortografia import Falta, revisar
from politicas.tipos import Gravedad
from tests.politicas.armar import lineas

TEXTOS = Path(__file__).resolve().parent.parent / "politicas" / "textos"


@dataclass(frozen=True)
class Errata:
    """Un texto con una errata sembrada y su correccion."""

    texto: str
    error: str
    correccion: str
    tipo: str

    @property
    def inicio(self) -> int:
        return self.texto.index(self.error)

    @property
    def corregido(self) -> str:
        return self.texto.replace(self.error, self.correccion, 1)


def correctos() -> list[str]:
    return lineas(TEXTOS / "correctos.txt")


def erratas() -> list[Errata]:
    datos = tomllib.loads((TEXTOS / "erratas.toml").read_text(encoding="utf-8"))
    return [Errata(**e) for e in datos["errata"]]


def alarmas(texto: str) -> list[Falta]:
    """Los altos y avisos: las notas no alarman."""
    return [f for f in revisar(leer(texto)) if f.gravedad >= Gravedad.MEDIA]


def aplicar(texto: str, falta: Falta) -> str:
    """El texto con la primera sugerencia de la falta; igual si no tiene."""
    if not falta.sugerencias:
        return texto
    return texto[: falta.inicio] + falta.sugerencias[0] + texto[falta.fin :]


def acierta(errata: Errata) -> bool:
    """Si una falta toca la errata y su primera sugerencia deja el texto como la correccion."""
    fin = errata.inicio + len(errata.error)
    return any(
        falta.inicio < fin and errata.inicio < falta.fin and aplicar(errata.texto, falta) == errata.corregido
        for falta in revisar(leer(errata.texto))
    )


def tasa_de_alarmas() -> tuple[int, int]:
    """Textos correctos con alguna alarma, y cuantos son."""
    textos = correctos()
    return sum(bool(alarmas(t)) for t in textos), len(textos)


def tasa_de_aciertos() -> tuple[int, int]:
    """Erratas halladas con su correccion la primera, y cuantas son."""
    todas = erratas()
    return sum(map(acierta, todas)), len(todas)


def por_tipo() -> list[str]:
    """Aciertos por tipo de errata."""
    hay, bien = Counter(e.tipo for e in erratas()), Counter(e.tipo for e in erratas() if acierta(e))
    return [f"  {tipo}: {bien[tipo]} de {hay[tipo]}" for tipo in sorted(hay)]


def medir() -> list[str]:
    malos, textos = tasa_de_alarmas()
    bien, todas = tasa_de_aciertos()
    return [
        f"ortografia: falsas alarmas en {malos} de {textos} publicaciones correctas ({malos / textos:.1%}; tope 2 %)",
        f"ortografia: {bien} de {todas} erratas halladas con su correccion la primera ({bien / todas:.1%}; minimo 90 %)",
        *por_tipo(),
    ]


def detallar() -> list[str]:
    """Cada falsa alarma y cada errata que se escapa, para quien afina las listas."""
    salen = []
    for texto in correctos():
        salen += [
            f"ALARMA {texto[f.inicio : f.fin]!r} → {f.sugerencias[:2]} ({f.motivo}) en: {texto}"
            for f in alarmas(texto)
        ]
    for e in erratas():
        if not acierta(e):
            halladas = [(e.texto[f.inicio : f.fin], f.sugerencias[:2]) for f in revisar(leer(e.texto))]
            salen.append(
                f"ESCAPA [{e.tipo}] {e.error!r} → {e.correccion!r}; hallado {halladas} en: {e.texto}"
            )
    return salen


if __name__ == "__main__":
    print("\n".join([*medir(), *(detallar() if "detalle" in sys.argv[1:] else [])]))
