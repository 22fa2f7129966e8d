"""El guion como datos: lo que la institucion publico, lo que la gente escribe y lo que hace el intruso."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from moderacion.errores import EntradaInvalida, por_que


@dataclass(frozen=True, slots=True)
class Guion:
    """El guion leido. Las filas conservan las claves del TOML."""

    publicaciones: Sequence[Mapping[str, Any]]
    comentarios: Sequence[Mapping[str, Any]]
    intruso: Mapping[str, Any]
    seguidores: Mapping[str, Mapping[str, int]]
    autores: Mapping[str, Mapping[str, str]]

    @property
    def minutos(self) -> int:
        """Cuanto dura."""
        return 1 + max(int(c["minuto"]) for c in self.comentarios)


def leer_guion(ruta: Path | None = None) -> Guion:
    """Lee el guion incluido, o el de `ruta`. Lanza `EntradaInvalida`."""
    try:
        texto = (
            ruta.read_text("utf-8-sig")
            if ruta
            else resources.files("moderacion.demo").joinpath("guion.toml").read_text("utf-8")
        )
        d = tomllib.loads(texto)
        return Guion(d["publicacion"], d["comentario"], d["intruso"], d["seguidores"], d["autores"])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise EntradaInvalida(f"no se puede leer el guion: {por_que(error)}") from None
    except KeyError as error:
        raise EntradaInvalida(f"al guion le falta la clave {error}") from None
