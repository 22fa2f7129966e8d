"""Las versiones con que se juzgo y los repasos. Nada de esto se cambia despues de escrito."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import exists, select

from moderacion.almacen.consultas import Repositorio, insertar
from moderacion.almacen.tablas import Reglamento, Repaso, Veredicto, tabla
from moderacion.bitacora import Suceso

_R, _P, _V = (tabla(t) for t in (Reglamento, Repaso, Veredicto))


@dataclass(frozen=True, slots=True)
class VersionGuardada:
    """Una version del reglamento, sin su paquete. `politicas`: numero → version."""

    version: str
    fecha: datetime
    estrena: bool
    huella: str
    politicas: Mapping[int, str]
    entorno: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RepasoNuevo:
    """Un repaso por anotar. `politicas`: numero → {"version", y sus cuentas}."""

    actor: str
    desde: datetime
    hasta: datetime | None
    version_reglamento: str
    cuantos: int
    cambian: int
    politicas: Mapping[int, Mapping[str, Any]]
    personas: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class RepasoHecho:
    """Un repaso anotado."""

    id: int
    fecha: datetime
    actor: str
    version_reglamento: str
    cuantos: int
    cambian: int
    vacia: bool
    politicas: Mapping[int, Mapping[str, Any]]

    @property
    def vale(self) -> bool:
        """Si miro algo, o no habia nada que mirar: un repaso de un periodo vacio no prueba nada."""
        return self.cuantos > 0 or self.vacia


class Reglamentos(Repositorio):
    """Guarda versiones y repasos."""

    def guardar(
        self, version: str, paquete: bytes, politicas: Mapping[int, str], entorno: Mapping[str, str]
    ) -> bool:
        """Guarda la version si no estaba, con su suceso. Devuelve si la guardo."""
        if self._con.execute(select(_R.c.version).where(_R.c.version == version)).first():
            return False
        huella = sha256(paquete).hexdigest()
        r = self._con.execute(
            insertar(self._con, _R)
            .values(
                version=version,
                fecha=self._ahora,
                estrena=not self.hay_juzgados(),
                huella=huella,
                politicas={str(n): v for n, v in politicas.items()},
                entorno=dict(entorno),
                paquete=paquete,
            )
            .on_conflict_do_nothing()
        )
        if not r.rowcount:
            return False  # otro proceso que arrancaba a la vez la guardo antes
        self._registro.asentar(
            Suceso(
                "reglamento:guardado",
                f"reglamento/{version}",
                datos={"huella": huella, "octetos": len(paquete)},
            )
        )
        return True

    def hay_juzgados(self) -> bool:
        """Si hay algun veredicto."""
        return bool(self._con.execute(select(exists(select(_V.c.id)))).scalar_one())

    def versiones(self) -> list[VersionGuardada]:
        """Las guardadas, de la primera a la ultima."""
        columnas = [c for c in _R.c if c.name != "paquete"]
        filas = self._con.execute(select(*columnas).order_by(_R.c.fecha, _R.c.version)).mappings()
        return [VersionGuardada(**(dict(f) | {"politicas": _por_numero(f["politicas"])})) for f in filas]

    def paquete(self, version: str) -> tuple[bytes, str] | None:
        """El paquete de una version y la huella que le puso la bitacora al guardarlo; None si no esta."""
        fila = self._con.execute(select(_R.c.paquete).where(_R.c.version == version)).first()
        if fila is None:
            return None
        guardados = [e for e in self._registro.de(f"reglamento/{version}") if e.tipo == "reglamento:guardado"]
        return bytes(fila.paquete), next((json.loads(e.datos)["huella"] for e in guardados), "")

    def anotar(self, r: RepasoNuevo) -> int:
        """Anota un repaso con su suceso y devuelve su numero. No guarda ningun texto."""
        politicas = {str(n): dict(c) for n, c in r.politicas.items()}
        fila = self._con.execute(
            _P.insert().values(
                fecha=self._ahora,
                actor=r.actor,
                desde=r.desde,
                hasta=r.hasta,
                version_reglamento=r.version_reglamento,
                cuantos=r.cuantos,
                cambian=r.cambian,
                vacia=not self.hay_juzgados(),
                politicas=politicas,
                personas=dict(r.personas),
            )
        )
        repaso_id = int(fila.inserted_primary_key[0])  # type: ignore[index]
        self._registro.asentar(
            Suceso(
                "repaso:hecho",
                f"repaso/{repaso_id}",
                r.actor,
                {
                    "reglamento": r.version_reglamento,
                    "desde": r.desde.isoformat(),
                    "hasta": r.hasta.isoformat() if r.hasta else None,
                    "cuantos": r.cuantos,
                    "cambian": r.cambian,
                    "politicas": {n: c["version"] for n, c in politicas.items()},
                },
            )
        )
        return repaso_id

    def repasos(self) -> Sequence[RepasoHecho]:
        """Los anotados, el ultimo primero."""
        columnas = [_P.c[n] for n in RepasoHecho.__dataclass_fields__]
        filas = self._con.execute(select(*columnas).order_by(_P.c.id.desc())).mappings()
        return [RepasoHecho(**(dict(f) | {"politicas": _por_numero(f["politicas"])})) for f in filas]


def _por_numero(datos: Mapping[str, Any]) -> dict[int, Any]:
    return {int(n): v for n, v in datos.items()}
