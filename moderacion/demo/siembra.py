"""Mete el guion en las redes simuladas por su gobierno HTTP, como lo haria cualquier programa ajeno."""

import zlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import requests

from moderacion.demo.guion import Guion

_ESPERA = 10


class Siembra:
    """Quien escribe en las redes lo que el guion dice. `ahora` es la hora del guion."""

    def __init__(self, bases: Mapping[str, str], guion: Guion, ahora: Callable[[], datetime]) -> None:
        self._bases = bases
        self._guion = guion
        self._ahora = ahora
        self._ids: dict[str, str] = {}
        self.espera: dict[tuple[str, str], str] = {}
        """(red, id externo) → lo que un juez razonable propondria."""
        self.rechazados = 0
        """Comentarios que la red no dejo escribir porque su autor estaba bloqueado."""
        self._sesion = requests.Session()
        self._sesion.trust_env = False

    def control(self, red: str, ruta: str, cuerpo: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Una peticion al gobierno de una red. Lanza `requests.RequestException`."""
        url = f"{self._bases[red]}/_control/{ruta}"
        if cuerpo is None:
            r = self._sesion.get(url, timeout=_ESPERA)
        else:
            r = self._sesion.post(url, json=cuerpo, timeout=_ESPERA)
        r.raise_for_status()
        resultado: dict[str, Any] = r.json()
        return resultado

    def antecedentes(self) -> None:
        """Lo que ya estaba: publicaciones y seguidores."""
        for p in sorted(self._guion.publicaciones, key=lambda p: int(p["hora"])):
            fecha = self._ahora() + timedelta(minutes=int(p["hora"]))
            publicar = {"texto": p["texto"], "como": "institucion", "fecha": fecha.isoformat()}
            publicar |= {k: p[k] for k in ("titulo",) if k in p}
            self._ids[p["id_local"]] = self.control(p["red"], "cuenta", {"publicar": publicar})["id"]
        for red, cifras in self._guion.seguidores.items():
            self.control(red, "cuenta", {"seguidores": cifras["inicial"]})

    def comentar(self, c: Mapping[str, Any]) -> None:
        """Un comentario de un ciudadano."""
        autor = self._guion.autores.get(c["autor"])
        cuerpo: dict[str, Any] = {
            "texto": c["texto"],
            "autor": {"id": _id_autor(c["red"], c["autor"]), **autor} if autor else None,
            "fecha": self._ahora().isoformat(),
        }
        cuerpo |= {k: self._ids[c[k]] for k in ("publicacion", "padre") if c.get(k) in self._ids}
        cuerpo |= {k: c[k] for k in ("estado", "extra") if k in c}
        try:
            (nuevo,) = self.control(c["red"], "comentarios", {"comentarios": [cuerpo]})["ids"]
        except requests.HTTPError as error:
            if "bloqueado" not in error.response.text:
                raise
            # la red no deja comentar a quien ya se bloqueo: es lo que se queria
            self.rechazados += 1
            return
        self.espera[c["red"], nuevo] = c["espera"]
        if "id_local" in c:
            self._ids[c["id_local"]] = nuevo

    def intruso(self) -> None:
        """Alguien ajeno publica con nuestra cuenta."""
        publicar = {"texto": self._guion.intruso["texto"], "como": "intruso"}
        self.control(self._guion.intruso["red"], "cuenta", {"publicar": publicar})

    def crecer(self, red: str) -> None:
        """La cuenta gana los seguidores que el guion dice."""
        self.control(red, "cuenta", {"seguidores": self._guion.seguidores[red]["despues"]})

    def sucesos(self, *, con_intruso: bool = True) -> list[tuple[float, Callable[[], None]]]:
        """(minuto, que pasa), por orden."""
        lista: list[tuple[float, Callable[[], None]]] = [
            (float(c["minuto"]), partial(self.comentar, c)) for c in self._guion.comentarios
        ]
        if con_intruso:
            lista.append((float(self._guion.intruso["minuto"]), self.intruso))
        lista += [(float(s["minuto"]), partial(self.crecer, r)) for r, s in self._guion.seguidores.items()]
        return sorted(lista, key=lambda s: s[0])

    def cerrar(self) -> None:
        """Suelta la conexion."""
        self._sesion.close()


def _id_autor(red: str, clave: str) -> str:
    """Un id con la forma de cada red, el mismo en cada corrida."""
    numero = zlib.crc32(clave.encode())
    return f"UCdemo{numero:018d}" if red == "youtube" else str(7_000_000_000_000 + numero)
