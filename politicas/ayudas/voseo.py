"""El imperativo de vos («consultá», «esperá»): solo la tilde lo distingue de otras formas, y los lexicos no la ven."""

import re

from modelos.lectura import Lectura
from politicas.ayudas.frases import Frase

_MANDA = re.compile(
    r"\b(?:acerc|actualiz|agend|anot|ayud|busc|calcul|cuid|complet|comunic|confirm|consult|contact|cont|deposit|descarg|dej"
    r"|entr|envi|escuch|esper|evit|fij|firm|guard|hidrat|inform|ingres|intent|lav|llam|llen|llev|mand|mir|pag|pas"
    r"|particip|pregunt|prepar|present|program|record|registr|regres|reserv|retir|revis|sac|seleccion|solicit|tom|us"
    r"|vacun|verific|visit)á\b",
    re.IGNORECASE,
)


def imperativos(lectura: Lectura) -> list[Frase]:
    """Los que haya, en orden. Tiempo lineal."""
    return [Frase(*m.span(), "voseo") for m in _MANDA.finditer(lectura.original)]
