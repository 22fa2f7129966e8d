"""Todas las cifras de calidad, una tras otra: `python -m tests.medidas` (o `make medidas`)."""

from importlib import import_module
from pkgutil import iter_modules

import tests.medidas as paquete

for modulo in sorted(m.name for m in iter_modules(paquete.__path__) if not m.name.startswith("_")):
    print(f"== {modulo}")
    print("\n".join(import_module(f"tests.medidas.{modulo}").medir()), end="\n\n")
