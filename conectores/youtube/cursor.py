"""Lo que la lectura recuerda entre una vez y otra: el cursor, JSON en texto, opaco fuera de aqui.

Hay un barrido por estado de moderacion. Cada uno va de lo nuevo a lo viejo y solo adelanta su marca al
acabar; a medias guarda el token de la pagina siguiente, y la marca sigue donde estaba.
"""

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from conectores.tolerante import objeto, texto
from conectores.youtube.convertir import entero, fecha

VENTANA: Final = timedelta(days=30)
"""Hasta donde se repasan los hilos cada media hora: lo que permite la red guardar sin refrescar (politica III.E.4.c), y a partir
de ahi casi nadie responde ni edita: lo mas viejo se mira una vez al dia."""
HILOS: Final = 1_000
"""Hilos que se recuerdan por barrido, y que se repasan: diez paginas. Acota el cursor."""
VERSION: Final = 1


@dataclass(slots=True)
class Respuestas:
    """Como estaban las respuestas de un hilo cuando se leyeron todas."""

    publicado: datetime
    total: int
    firma: int
    """Resumen de las que trae el hilo: delata un cambio que deja igual el total."""
    leidas: datetime | None
    """Hora de la red."""


@dataclass(slots=True)
class Barrido:
    """Un barrido de hilos. `nueva` y lo que sigue solo valen a medias de uno."""

    marca: datetime | None = None
    """Publicacion mas nueva ya leida, con todo lo anterior."""
    repaso: datetime | None = None
    """Cuando empezo el ultimo repaso completo (hora de la red)."""
    hilos: dict[str, Respuestas] = field(default_factory=dict)
    nueva: datetime | None = None
    token: str | None = None
    hondo: bool = False
    inicio: datetime | None = None
    paginas: int = 0
    fondo: datetime | None = None
    """Cuando empezo la ultima vuelta acabada por todos los hilos (hora de la red)."""
    bajada: datetime | None = None
    """Cuando empezo la vuelta en curso; None si no la hay."""
    bajada_token: str | None = None
    bajada_paginas: int = 0

    def acabar(self, *, hasta_el_fondo: bool = False) -> None:
        """El barrido llego a su fin: la marca avanza. `hasta_el_fondo`: no quedaba ningun hilo mas viejo."""
        if hasta_el_fondo:
            self.fondo = self.inicio
        if self.nueva is not None and (self.marca is None or self.nueva > self.marca):
            self.marca = self.nueva
        if self.hondo:
            self.repaso = self.inicio
        self.abandonar()

    def abandonar(self) -> None:
        """El barrido no pudo acabar: el siguiente empieza otra vez desde lo mas nuevo."""
        self.nueva, self.token, self.hondo, self.inicio, self.paginas = None, None, False, None, 0

    def podar(self) -> None:
        """Olvida los hilos viejos y los que pasan de `HILOS`, empezando por los mas viejos."""
        hasta = self.nueva or self.marca
        ordenados = sorted(self.hilos.items(), key=lambda par: par[1].publicado, reverse=True)[:HILOS]
        self.hilos = {i: r for i, r in ordenados if hasta is None or r.publicado >= hasta - VENTANA}


@dataclass(slots=True)
class Cursor:
    """El cursor entero: un barrido por estado y la marca de los videos."""

    barridos: dict[str, Barrido]
    videos: datetime | None = None

    def escribir(self) -> str:
        """El cursor como texto."""
        barridos = {estado: _barrido_a_json(b) for estado, b in self.barridos.items()}
        cuerpo = {"v": VERSION, "videos": _iso(self.videos), "barridos": barridos}
        return json.dumps(cuerpo, separators=(",", ":"))


def leer(crudo: str | None, estados: tuple[str, ...]) -> Cursor:
    """El cursor guardado; uno ilegible o de otra version vale como ninguno: se relee todo y nada se duplica."""
    try:
        cuerpo = objeto(json.loads(crudo)) if crudo else {}
    except ValueError:
        cuerpo = {}
    if cuerpo.get("v") != VERSION:
        cuerpo = {}
    barridos = objeto(cuerpo.get("barridos"))
    return Cursor({e: _barrido(objeto(barridos.get(e))) for e in estados}, fecha(cuerpo.get("videos")))


def _barrido_a_json(b: Barrido) -> dict[str, Any]:
    plano = {k: _iso(v) if isinstance(v, datetime) else v for k, v in asdict(b).items() if k != "hilos"}
    return plano | {
        "hilos": {
            i: [_segundos(r.publicado), r.total, r.firma, _segundos(r.leidas)] for i, r in b.hilos.items()
        }
    }


def _barrido(crudo: dict[str, Any]) -> Barrido:
    hilos = {i: r for i, datos in objeto(crudo.get("hilos")).items() if (r := _respuestas(datos)) is not None}
    return Barrido(
        marca=fecha(crudo.get("marca")),
        repaso=fecha(crudo.get("repaso")),
        hilos=hilos,
        nueva=fecha(crudo.get("nueva")),
        token=texto(crudo.get("token")) or None,
        hondo=crudo.get("hondo") is True,
        inicio=fecha(crudo.get("inicio")),
        paginas=entero(crudo.get("paginas")) or 0,
        fondo=fecha(crudo.get("fondo")),
        bajada=fecha(crudo.get("bajada")),
        bajada_token=texto(crudo.get("bajada_token")) or None,
        bajada_paginas=entero(crudo.get("bajada_paginas")) or 0,
    )


def _respuestas(datos: Any) -> Respuestas | None:
    if not isinstance(datos, list) or len(datos) != 4:  # noqa: PLR2004 (publicado, total, firma, leidas)
        return None
    publicado, total, firma, leidas = (entero(d) for d in datos)
    if publicado is None or total is None or firma is None:
        return None
    return Respuestas(_momento(publicado), total, firma, None if leidas is None else _momento(leidas))


def _iso(momento: datetime | None) -> str | None:
    return momento.isoformat() if momento else None


def _segundos(momento: datetime | None) -> int | None:
    return int(momento.timestamp()) if momento else None


def _momento(segundos: int) -> datetime:
    return datetime.fromtimestamp(min(segundos, 4_000_000_000), UTC)
