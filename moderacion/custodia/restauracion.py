"""Poner una copia en su sitio sin que mande nada de lo que traia por mandar, y sin que nadie la use hasta que este lista.

Todo se comprueba antes de tocar lo que haya. En SQLite se prepara un archivo aparte y al final se cambia de nombre; en PostgreSQL
la base queda en la revision `restaurando` desde antes de poner nada hasta el final: ningun programa la abre ni la estrena.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from moderacion.almacen import Almacen, Unidad, copia_postgres, copia_sqlite
from moderacion.almacen.migrar import abrir_estrenada, estrenar
from moderacion.almacen.restauraciones import Copia
from moderacion.bitacora.verificador import RESTAURACION, Ancla, exigir
from moderacion.custodia.anclas import Reglas as ReglasAnclas
from moderacion.custodia.respaldo import (
    Base,
    abrir_en,
    carpeta_privada,
    huella_de,
    leer_manifiesto,
    quitar_muertas,
)
from moderacion.custodia.respaldo import exigir as exigir_contenido
from moderacion.custodia.sobre import Llaves
from moderacion.errores import Conflicto, EntradaInvalida
from moderacion.reloj import Reloj

_APARTADA: Final = "antes_de_restaurar"
Purgar = Callable[[Almacen], int]
"""Lo que se hace antes de que nadie la abra; entre otras cosas, las purgas posteriores. Devuelve cuantas."""


@dataclass(frozen=True, slots=True)
class Hallado:
    """Lo que se restauro y lo que hay que saber de ello."""

    manifiesto: Mapping[str, Any]
    apartada: str
    """Como se llama ahora lo que habia, o vacio."""
    ancladas: int
    """La fila mas alta de la copia que un ancla confirma."""
    perdidas_hasta: int
    """La fila mas alta anclada: las de en medio se perdieron."""
    ultima_ancla: str
    """La fecha de esa ancla, o vacio."""
    purgas: int
    retenido: Mapping[str, int]


class _EnSqlite:
    """En el archivo ya abierto, que al final cambia de nombre. `apartada`: el que toma lo que habia; vacio, no habia nada."""

    def __init__(self, archivo: Path, abierta: Path, nombre: str) -> None:
        self._archivo, self._abierta, self.apartada = archivo, abierta, ""
        self._nombre = f"{archivo.name}.{nombre}"
        self.url = f"sqlite:///{abierta}"

    def vacia(self) -> bool:
        """Si no hay nada que perder."""
        return copia_sqlite.vacia(self._archivo)

    def traer(self, manifiesto: Mapping[str, Any], anclas: Sequence[Ancla]) -> int:
        """Comprueba lo abierto y lo deja listo para estrenar. Devuelve la fila mas alta anclada."""
        hallado = exigir_contenido(copia_sqlite.mirar(self._abierta, anclas), manifiesto)
        if self._archivo.exists():
            # que nadie la tenga abierta se sabe ya: no se prepara en balde
            copia_sqlite.exigir_sola(self._archivo)
            self.apartada = self._nombre
        return hallado.ancladas

    def acabar(self) -> None:
        """Ya se puede usar."""
        copia_sqlite.cerrar(self._abierta)
        if self._archivo.exists():  # tambien la que otro estrenara mientras tanto
            copia_sqlite.exigir_sola(self._archivo)
            self.apartada = self._nombre
        copia_sqlite.poner(self._abierta, self._archivo, self._nombre)


class _EnPostgres:
    """En la base misma. `apartada`: el esquema que toma lo que habia; vacio, no habia nada."""

    def __init__(self, base: Base, abierta: Path, nombre: str) -> None:
        self._base, self._abierta, self.apartada = base, abierta, ""
        self._nombre, self.url = nombre, base.url

    def vacia(self) -> bool:
        """Si no hay nada que perder."""
        return copia_postgres.vacia(self.url, self._base.clave)

    def traer(self, manifiesto: Mapping[str, Any], anclas: Sequence[Ancla]) -> int:
        """Comprueba lo abierto y lo deja listo para estrenar. Devuelve la fila mas alta anclada."""
        with self._abierta.open("rb") as volcado, self._base.con_que.leyendo(volcado) as texto:
            hallado = exigir_contenido(copia_postgres.mirar(texto, anclas), manifiesto)
        self.apartada = "" if self.vacia() else self._nombre
        copia_postgres.reservar(self.url, self._base.clave, self.apartada)
        self._base.con_que.poner(self._abierta)
        puesto = copia_postgres.recien_puesto(self.url, self._base.clave, manifiesto["revision"])
        exigir_contenido(puesto, manifiesto)
        return hallado.ancladas

    def acabar(self) -> None:
        """Ya se puede usar: se hizo en ella."""


def restaurar(
    base: Base,
    copia: Path,
    llaves: Llaves,
    reloj: Reloj,
    purgar: Purgar,
    *,
    encima: bool = False,
    anclas: Sequence[Ancla] = (),
    firma: ReglasAnclas | None = None,
) -> Hallado:
    """Restaura. Lanza `Conflicto` si la base no esta vacia y no se pidio `encima`; `EntradaInvalida` o `BaseIncompatible`."""
    manifiesto = leer_manifiesto(copia)
    if manifiesto["motor"] != base.motor:
        raise EntradaInvalida(f"la copia es de {manifiesto['motor']} y la base configurada, de {base.motor}")
    junto_a = copia.parent if base.archivo is None else base.archivo.resolve().parent
    quitar_muertas(junto_a, reloj.ahora())
    with carpeta_privada(junto_a) as privada:
        abierta = privada / "copia"
        # con las millonesimas: dos en un segundo no se llaman igual
        nombre = f"{_APARTADA}_{reloj.ahora().astimezone(UTC):%Y%m%dt%H%M%S%fz}"
        donde = base.archivo
        sitio = _EnPostgres(base, abierta, nombre) if donde is None else _EnSqlite(donde, abierta, nombre)
        if not sitio.vacia() and not encima:
            raise Conflicto("la base no está vacía: con «--encima» se aparta lo que hay y se pone la copia")
        abrir_en(copia, abierta, llaves)
        n = manifiesto["n"]
        ancladas = sitio.traer(manifiesto, [a for a in anclas if a.n <= n])
        exigidas = {a.n: a.fecha for a in anclas if a.n in exigir(anclas)[0]}
        perdidas = max([n, *exigidas])
        _estrenar(sitio.url, base.clave, reloj, manifiesto, huella_de(copia), perdidas, firma)
        purgas, retenido = _preparar(Almacen(sitio.url, reloj, base.clave), purgar)
        abrir_estrenada(sitio.url, base.clave)
        sitio.acabar()
        apartada = sitio.apartada
    return Hallado(manifiesto, apartada, ancladas, perdidas, exigidas.get(perdidas, ""), purgas, retenido)


def _estrenar(
    url: str,
    clave: str | None,
    reloj: Reloj,
    m: Mapping[str, Any],
    huella: str,
    perdidas: int,
    firma: ReglasAnclas | None,
) -> None:
    """La migra y deja abierta la restauracion, con su ancla: todo junto, o nada."""

    def hacer(u: Unidad) -> None:
        datos = {"copia": huella, "hecha": m["hecha"], "n": m["n"], "perdidas_hasta": perdidas}
        u.restauraciones.abrir(
            Copia(huella, datetime.fromisoformat(m["hecha"]), m["n"], m["huella"], perdidas), datos
        )
        if firma is not None:
            ancla = firma.firmante.firmar(RESTAURACION, m["n"], m["huella"], u.ahora, perdidas)
            u.anclas.anadir(ancla, firma.destinos)

    estrenar(url, clave, reloj, m["revision"], hacer)


def _preparar(almacen: Almacen, purgar: Purgar) -> tuple[int, Mapping[str, int]]:
    try:
        purgas = purgar(almacen)
        with almacen.lectura() as u:
            return purgas, Counter(str(f["clase"]) for f in u.restauraciones.retenido())
    finally:
        almacen.cerrar()
