"""Otros moderadores de texto, traidos de los registros para ponerlos al lado: no son dependencias de la casa.

Licencias: glin-profanity, MIT en Python e ISC segun su paquete de npm; alt-profanity-check, MIT; better-profanity, MIT;
obscenity, MIT. Cada uno se instala aparte, en una carpeta que se tira, y corre en su proceso. Instalar es lo unico que
sale de la maquina; al correr, los de Python llevan puesta la guardia de las pruebas como cualquier otro proceso.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.guardia.sitecustomize import CARPETA as GUARDIA

_AQUI: Final = Path(__file__).parent
_INSTALA_EN: Final = 120
"""Segundos que se da a cada instalacion."""
_UN_NUCLEO: Final = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(frozen=True, slots=True)
class Ajeno:
    """Uno con el que se compara. `uno_de_cada`: a los muy lentos se les da una parte de los textos."""

    nombre: str
    titulo: str
    paquete: str
    uno_de_cada: int = 1
    en_espanol: bool = True

    @property
    def de_node(self) -> bool:
        return "@" in self.paquete


AJENOS: Final = (
    Ajeno("glin", "glin-profanity", "glin-profanity==4.1.0"),
    Ajeno("glin-cifras", "glin-profanity con cifras", "glin-profanity==4.1.0"),
    Ajeno("glin-npm", "glin-profanity (Node)", "glin-profanity@3.3.0"),
    Ajeno("alt", "alt-profanity-check, por lotes", "alt-profanity-check==1.9.1", en_espanol=False),
    Ajeno("obscenity", "obscenity (Node)", "obscenity@0.4.6", 4, en_espanol=False),
    Ajeno("better", "better-profanity", "better-profanity==0.7.0", 100, en_espanol=False),
)
"""Con version fija: lo que se mide es lo que se escribio en docs/comparacion.md."""


class SinInstalar(Exception):
    """No se pudo traer: no hay npm, no hay registro o no contesta."""


class AjenoRoto(Exception):
    """Se callo a medias."""


class Banco:
    """La carpeta donde se instalan, y sus procesos."""

    def __init__(self, carpeta: Path) -> None:
        self._carpeta = carpeta
        self._hechos: set[str] = set()
        self._python = carpeta / "python" / "bin" / "python"

    def lanzar(self, ajeno: Ajeno) -> "EnMarcha":
        """Instala lo que haga falta y lo arranca. Lanza `SinInstalar`."""
        instalar = self._con_npm if ajeno.de_node else self._con_pip
        if ajeno.paquete not in self._hechos:
            instalar(ajeno.paquete)
            self._hechos.add(ajeno.paquete)
        if ajeno.de_node:
            orden = ["node", str(_AQUI / "par_aparte.cjs"), ajeno.nombre, str(self._carpeta)]
        else:
            orden = [str(self._python), str(_AQUI / "par_aparte.py"), ajeno.nombre]
        return EnMarcha(ajeno, orden, self._carpeta / f"{ajeno.nombre}.txt")

    def _con_pip(self, paquete: str) -> None:
        if not self._python.exists():
            _correr(sys.executable, "-m", "venv", str(self._python.parents[1]))
        # solo ruedas: instalar no ejecuta nada de lo que se trae
        opciones = (
            "--quiet",
            "--disable-pip-version-check",
            "--only-binary=:all:",
            "--retries=0",
            "--timeout=5",
        )
        _correr(str(self._python), "-m", "pip", "install", *opciones, paquete)

    def _con_npm(self, paquete: str) -> None:
        if not (shutil.which("npm") and shutil.which("node")):
            raise SinInstalar("no hay npm")
        opciones = (
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            "--fetch-retries=0",
            "--fetch-timeout=5000",
        )
        _correr("npm", "install", "--prefix", str(self._carpeta), *opciones, paquete)


def _correr(*orden: str) -> None:
    """Lo unico que sale: se quita la guardia a este proceso, y solo a este."""
    entorno = {k: v for k, v in os.environ.items() if k not in (GUARDIA, "PYTHONPATH")}
    try:
        hecho = subprocess.run(
            orden, env=entorno, capture_output=True, text=True, timeout=_INSTALA_EN, check=False
        )
    except subprocess.TimeoutExpired:
        raise SinInstalar(f"no contesta en {_INSTALA_EN} s") from None
    if hecho.returncode:
        # npm acaba diciendo donde dejo su registro: lo que paso va antes
        lineas = [linea for linea in hecho.stderr.splitlines() if "complete log" not in linea]
        raise SinInstalar(_ultima("\n".join(lineas)))


def _ultima(texto: str) -> str:
    return (texto.strip().splitlines() or ["sin decir por qué"])[-1][:200]


class EnMarcha:
    """Un proceso que marca textos."""

    def __init__(self, ajeno: Ajeno, orden: Sequence[str], quejas: Path) -> None:
        self.ajeno = ajeno
        self._quejas = quejas
        with quejas.open("w", encoding="utf-8") as salida:
            self._proceso = subprocess.Popen(
                orden,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=salida,
                env=os.environ | _UN_NUCLEO,
                encoding="utf-8",
            )
        self._linea()

    def marcar(self, textos: Sequence[str]) -> tuple[list[bool], float]:
        """Cuales marca, y los segundos de procesador que gasto. Lanza `AjenoRoto`."""
        assert self._proceso.stdin
        # si se cayo, lo dice `_linea` con sus palabras
        with suppress(BrokenPipeError):
            self._proceso.stdin.write(json.dumps(textos) + "\n")
            self._proceso.stdin.flush()
        dicho = json.loads(self._linea())
        if len(dicho["marcas"]) != len(textos):
            raise AjenoRoto(f"{self.ajeno.titulo}: {len(textos)} textos, {len(dicho['marcas'])} respuestas")
        return dicho["marcas"], dicho["cpu"]

    def _linea(self) -> str:
        assert self._proceso.stdout
        linea = self._proceso.stdout.readline()
        if not linea:
            self.cerrar()
            raise AjenoRoto(f"{self.ajeno.titulo}: {_ultima(self._quejas.read_text('utf-8'))}")
        return linea

    def cerrar(self) -> None:
        """Se le deja de hablar, y acaba."""
        self._proceso.communicate(timeout=10)
