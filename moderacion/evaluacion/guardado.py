"""Juzgar con un reglamento guardado: su paquete, en una carpeta temporal y en otro proceso.

Otro proceso porque dos versiones de `politicas` no caben en este. Recibe lo justo: su carpeta delante en PYTHONPATH y
ninguna variable de entorno de este programa (los secretos viven ahi).
"""

import json
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from moderacion.almacen import Almacen
from moderacion.errores import EntradaInvalida, ReglamentoInvalido
from moderacion.evaluacion.paquete import sacar

_FORMATO: Final = 1
_HEREDA: Final = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
_ESPERA: Final = 10
JSON = dict[str, Any]


def abrir(almacen: Almacen, version: str) -> "JuezGuardado":
    """El juez de una version guardada. Lanza `EntradaInvalida` si no esta; usese con `with`."""
    with almacen.lectura() as u:
        guardado = u.reglamentos.paquete(version)
        conocidas = [v.version for v in u.reglamentos.versiones()]
    if guardado is None:
        hay = f"hay {', '.join(conocidas)}" if conocidas else "no hay ninguna"
        raise EntradaInvalida(f"no está guardada la versión «{version}» del reglamento: {hay}")
    return JuezGuardado(version, *guardado)


class JuezGuardado:
    """Un reglamento guardado, en marcha mientras dura su `with`."""

    def __init__(self, version: str, octetos: bytes, huella: str) -> None:
        self.version = version
        self._octetos, self._huella = octetos, huella
        self._carpeta = tempfile.TemporaryDirectory(prefix="reglamento-")

    def __enter__(self) -> Self:
        carpeta = Path(self._carpeta.name)
        try:
            sacar(self._octetos, self.version, self._huella, carpeta)
            self._errores = (carpeta / "errores").open("w+b")
        except BaseException:
            self._carpeta.cleanup()
            raise
        heredado = {n: os.environ[n] for n in _HEREDA if n in os.environ}
        self._proceso = subprocess.Popen(
            [sys.executable, "-P", "-m", "politicas.rehacer"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errores,
            cwd=carpeta,
            env=heredado | {"PYTHONPATH": str(carpeta), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
            text=True,
            encoding="utf-8",
        )
        try:
            self._saludar()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def _saludar(self) -> None:
        """Comprueba que quien contesta es la version pedida, y no la de este programa."""
        saludo = self._leer()
        if (saludo.get("formato"), saludo.get("version")) != (_FORMATO, self.version):
            raise ReglamentoInvalido(f"el reglamento «{self.version}» contestó como otro: {saludo}")

    def __exit__(
        self, _tipo: type[BaseException] | None, _error: BaseException | None, _traza: TracebackType | None
    ) -> None:
        for tubo in (self._proceso.stdin, self._proceso.stdout):
            if tubo:
                # si murio con un pedido a medias, cerrar intenta escribirlo otra vez
                with suppress(OSError):
                    tubo.close()
        try:
            self._proceso.wait(_ESPERA)
        except subprocess.TimeoutExpired:
            self._proceso.kill()
            self._proceso.wait()
        self._errores.close()
        self._carpeta.cleanup()

    def juzgar(self, lote: JSON) -> list[JSON]:
        """Los veredictos de un lote (`politicas.rehacer`). Lanza `ReglamentoInvalido` si el proceso muere."""
        if self._proceso.stdin is None:
            raise ReglamentoInvalido("el proceso no tiene entrada")
        try:
            # el otro no escribe hasta leer la linea entera: con un pedido a la vez nadie se queda esperando
            self._proceso.stdin.write(json.dumps(lote, ensure_ascii=True) + "\n")
            self._proceso.stdin.flush()
        except BrokenPipeError:
            raise ReglamentoInvalido(self._por_que()) from None
        veredictos: list[JSON] = self._leer()["veredictos"]
        return veredictos

    def _leer(self) -> JSON:
        linea = self._proceso.stdout.readline() if self._proceso.stdout else ""
        if not linea:
            raise ReglamentoInvalido(self._por_que())
        respuesta: JSON = json.loads(linea)
        return respuesta

    def _por_que(self) -> str:
        """La ultima linea que dijo antes de morir."""
        self._errores.seek(0)
        dicho = self._errores.read().decode("utf-8", "replace").strip().splitlines()
        return f"el reglamento «{self.version}» no se deja correr con este Python: {dicho[-1] if dicho else 'murió'}"
