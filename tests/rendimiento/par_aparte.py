"""Un moderador ajeno de Python, en su proceso y en su entorno: `python par_aparte.py NOMBRE`. No usa nada de la casa.

Dice una linea cuando esta listo; luego, por cada linea de JSON con textos, otra con cuales marca y el procesador que gasto.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence

Marcar = Callable[[Sequence[str]], Sequence[object]]


def _glin(**opciones: object) -> Marcar:
    from glin_profanity import Filter

    filtro = Filter({"languages": ["spanish"], **opciones})
    return lambda textos: [filtro.is_profane(t) for t in textos]


def _alt() -> Marcar:
    from profanity_check import predict

    return lambda textos: list(predict(textos))


def _better() -> Marcar:
    from better_profanity import profanity

    profanity.load_censor_words()
    return lambda textos: [profanity.contains_profanity(t) for t in textos]


PARES: dict[str, Callable[[], Marcar]] = {
    "glin": _glin,
    "glin-cifras": lambda: _glin(detect_leetspeak=True, leetspeak_level="moderate"),
    "alt": _alt,
    "better": _better,
}


def principal(nombre: str) -> None:
    marcar = PARES[nombre]()
    print("listo", flush=True)
    for linea in sys.stdin:
        textos = json.loads(linea)
        antes = time.process_time()
        marcas = marcar(textos)
        gastado = time.process_time() - antes
        print(json.dumps({"marcas": [bool(m) for m in marcas], "cpu": gastado}), flush=True)


if __name__ == "__main__":
    principal(sys.argv[1])
