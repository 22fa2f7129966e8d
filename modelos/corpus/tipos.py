"""Las palabras del corpus: etiquetas, redes, clases y el comentario."""

from dataclasses import dataclass
from hashlib import sha256

ETIQUETAS = (
    "insulto_persona",
    "insulto_grupo",
    "vulgar",
    "odio",
    "amenaza",
    "spam",
    "acusacion",
    "desinformacion",
    "queja",
    "denuncia",
    "consulta",
    "sugerencia",
    "felicitacion",
    "urgencia",
    "conversacion",
    "datos_personales",
)
"""En el orden de GUIA.md, que es el orden en que se escriben."""

REDES = ("facebook", "twitter", "youtube")
CLASES = ("normal", "disfraz", "duro")

OFENSIVAS = frozenset({"insulto_persona", "insulto_grupo", "vulgar", "odio", "amenaza"})
"""Un `disfraz` lleva alguna: si no, no hay palabra que disfrazar."""

PROHIBIDAS_EN_DURO = frozenset(
    {"insulto_persona", "insulto_grupo", "odio", "amenaza", "spam", "acusacion", "desinformacion"}
)
"""Un `duro` no lleva ninguna: parece y no es. `vulgar` si puede (una queja soez contra un servicio)."""

Etiquetas = tuple[str, ...]


class ErrorCorpus(Exception):
    """Un archivo del corpus esta mal o falta resolver algo. El mensaje dice archivo, linea y que hacer."""


def id_de(texto: str) -> str:
    """Las 12 primeras cifras hexadecimales del SHA-256 del texto: se deriva, nadie la escribe en un lote."""
    return sha256(texto.encode("utf-8")).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Comentario:
    """Un texto del corpus con sus lecturas. `segunda` y `acuerdo` son None mientras no los haya."""

    texto: str
    red: str
    clase: str
    lote: str
    primera: Etiquetas
    segunda: Etiquetas | None = None
    acuerdo: Etiquetas | None = None

    @property
    def id(self) -> str:
        """Id derivado del texto."""
        return id_de(self.texto)

    @property
    def etiquetas(self) -> Etiquetas:
        """Las finales: el acuerdo si lo hay; si no, la primera (provisional mientras `pendiente`)."""
        return self.primera if self.acuerdo is None else self.acuerdo

    @property
    def pendiente(self) -> bool:
        """Si las dos lecturas no coinciden y nadie lo ha resuelto."""
        return self.acuerdo is None and self.segunda is not None and self.segunda != self.primera
