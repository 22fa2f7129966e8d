"""Hasta donde se ha leido Twitter (X): el cursor, que se puede cortar en cualquier pagina sin perder nada.

Twitter entrega de lo mas nuevo a lo mas viejo. Un barrido baja desde lo ultimo hasta la marca de agua; si se
corta a medias (proceso muerto, limite, tope de paginas) el cursor recuerda por donde iba (`piso`) y el siguiente
sigue bajando desde alli. La marca solo sube, al `techo` del barrido, cuando este llego al fondo.
"""

import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from conectores.twitter.conversion import fecha_del_id, numero, restar_tiempo

_log = logging.getLogger(__name__)

SOLAPE: Final = timedelta(minutes=70)
"""Lo que se relee por debajo de la marca. Algo mas que los 60 minutos en que un texto se puede editar y que
suele tardar en aparecer lo atrasado. Releer no cuesta: Twitter cobra cada post una vez por dia UTC."""

ADELANTO: Final = timedelta(hours=1)
"""Un id cuya fecha va mas alla de la hora de la red es un disparate y no puede mover la marca. Menos que el solape."""

MAX_CONVERSACIONES: Final = 52
"""Conversaciones nuestras que se vigilan por su id, las mas nuevas: cuatro consultas de 512 caracteres. Las
respuestas directas en conversaciones mas viejas llegan por `to:`."""

_VERSION: Final = 1
FUENTES: Final = ("propias", "menciones", "respuestas")


@dataclass(slots=True)
class Barrido:
    """El estado de una fuente. Los ids son enteros: solo asi se pueden comparar (apis.md, seccion 6, fila 1)."""

    marca: int | None = None
    techo: int | None = None
    piso: int | None = None
    cola: list[str] = field(default_factory=list)
    """Consultas que faltan en este barrido; la primera es la que esta en curso."""
    inicio: datetime | None = None
    """Hora de la red al empezar este barrido. Lo que llegue despues a una consulta ya cerrada es del siguiente."""

    def empezar(self, consultas: Sequence[str]) -> None:
        """Un barrido nuevo con esas consultas."""
        self.cola, self.techo, self.piso, self.inicio = list(consultas), None, None, None

    def limites(self) -> dict[str, str]:
        """`since_id` (con solape) y `until_id` para la consulta en curso."""
        limites = {}
        if self.marca is not None:
            limites["since_id"] = str(restar_tiempo(self.marca, SOLAPE))
        if self.piso is not None:
            limites["until_id"] = str(self.piso)
        return limites

    def anotar(self, ids: Iterable[int], ahora: datetime | None = None) -> None:
        """Lo leido en una pagina. `ahora` es la hora de la red, si la dijo.

        El techo no pasa del inicio del barrido mas `ADELANTO`, que es menos que el solape: entre la primera consulta y la
        ultima pueden pasar horas paradas, y la marca no debe saltarse lo que en ese tiempo llego a las ya cerradas.
        """
        self.inicio = self.inicio or ahora
        for n in ids:
            if self.inicio is None or fecha_del_id(n) <= self.inicio + ADELANTO:
                self.techo = n if self.techo is None else max(self.techo, n)
            self.piso = n if self.piso is None else min(self.piso, n)

    def cerrar_consulta(self) -> None:
        """La consulta en curso llego al fondo; si era la ultima, la marca sube."""
        self.cola.pop(0)
        self.piso = None
        if not self.cola and self.techo is not None:
            self.marca, self.techo = max(self.techo, self.marca or 0), None

    def a_json(self) -> dict[str, Any]:
        """Los ids van como texto: exceden los 53 bits de muchos lectores de JSON."""
        ids = {"marca": self.marca, "techo": self.techo, "piso": self.piso}
        a_medias = {"cola": self.cola, "inicio": self.inicio and self.inicio.isoformat()} if self.cola else {}
        return {k: str(v) for k, v in ids.items() if v is not None} | a_medias

    @classmethod
    def de_json(cls, datos: dict[str, Any]) -> "Barrido":
        """Lo contrario de `a_json`. Lanza TypeError, ValueError o AttributeError si no tiene su forma."""
        return cls(
            numero(datos.get("marca")),
            numero(datos.get("techo")),
            numero(datos.get("piso")),
            [str(c) for c in datos.get("cola", [])],
            datetime.fromisoformat(inicio) if (inicio := datos.get("inicio")) else None,
        )


@dataclass(slots=True)
class Estado:
    """El cursor entero: un barrido por fuente y nuestras conversaciones mas nuevas."""

    barridos: dict[str, Barrido]
    conversaciones: list[str]
    nuevas: list[str] = field(default_factory=list)
    """De ellas, las que se supieron con las respuestas ya empezadas a leer: aun no se busco en ellas desde su principio."""

    @classmethod
    def de_texto(cls, cursor: str | None) -> "Estado":
        """Lee un cursor. Uno ilegible o de otra version vuelve al principio: se relee, no se pierde."""
        if cursor is not None:
            try:
                datos = json.loads(cursor)
                if datos["v"] == _VERSION:
                    return cls(
                        {f: Barrido.de_json(datos[f]) for f in FUENTES},
                        [str(c) for c in datos["conversaciones"]],
                        [str(c) for c in datos.get("nuevas", [])],
                    )
            except (ValueError, KeyError, TypeError, AttributeError):
                pass
            _log.warning("cursor de Twitter ilegible o de otra version: se lee desde el principio")
        return cls({f: Barrido() for f in FUENTES}, [])

    def texto(self) -> str:
        """El cursor, como JSON."""
        barridos = {fuente: b.a_json() for fuente, b in self.barridos.items()}
        nuevas = {"nuevas": self.nuevas} if self.nuevas else {}
        return json.dumps({"v": _VERSION, **barridos, "conversaciones": self.conversaciones, **nuevas})

    def vigilar(self, conversaciones: Iterable[str]) -> None:
        """Anade conversaciones nuestras y se queda con las mas nuevas."""
        antes, respuestas = set(self.conversaciones), self.barridos["respuestas"]
        todas = {c for c in (*self.conversaciones, *conversaciones) if numero(c)}
        self.conversaciones = sorted(todas, key=int, reverse=True)[:MAX_CONVERSACIONES]
        # si lo propio tardo en poderse leer, la marca de las respuestas ya paso de lo que se escribio en ellas
        empezadas = respuestas.marca is not None or bool(respuestas.cola)
        self.nuevas = [c for c in self.conversaciones if c in self.nuevas or (empezadas and c not in antes)]

    def desde_el_principio(self, consulta: str) -> bool:
        """Si esa consulta busca en conversaciones nuevas."""
        return any(f"conversation_id:{c}" in consulta for c in self.nuevas)

    def buscada(self, consulta: str) -> None:
        """Esa consulta llego al fondo: las conversaciones que mira ya no son nuevas."""
        self.nuevas = [c for c in self.nuevas if f"conversation_id:{c}" not in consulta]
