"""`python -m modelos.corpus`: la tabla del corpus. Sale con 1 si el corpus esta mal."""

import sys

from . import ErrorCorpus, cargar, tabla


def principal() -> int:
    """Escribe la tabla. Un corpus mal escrito es una frase en la salida de errores, sin rastro."""
    try:
        lineas = tabla(cargar())
    except ErrorCorpus as fallo:
        sys.stderr.write(f"{fallo}\n")
        return 1
    sys.stdout.write("\n".join(lineas) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(principal())
