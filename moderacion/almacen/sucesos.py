"""La bitacora leida por paginas, con filtros, y por tramos para verificarla. No escribe."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, select

from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.tablas import Apelacion, Bloqueo, Expediente, Orden, SucesoFila, tabla
from moderacion.bitacora import Eslabon

_S, _E, _O, _B, _A = (tabla(t) for t in (SucesoFila, Expediente, Orden, Bloqueo, Apelacion))
_CIFRAS: Final = 19
"""Un numero con mas cifras no cabe en la base."""


@dataclass(frozen=True, slots=True)
class Filtro:
    """Lo que se busca. Vacio o None: todo. `desde` entra y `hasta` no."""

    tipo: str = ""
    objeto: str = ""
    actor: str = ""
    desde: datetime | None = None
    hasta: datetime | None = None


class Sucesos(Repositorio):
    """La bitacora para mirarla."""

    def pagina(self, filtro: Filtro, limite: int, antes: int | None = None) -> list[Eslabon]:
        """Los sucesos del filtro, el ultimo primero, desde antes del numero `antes`: sin contar ni saltar."""
        donde = self._donde(filtro)
        if donde is None:
            return []
        if antes is not None:
            donde.append(_S.c.n < antes)
        consulta = select(_S).where(*donde).order_by(_S.c.n.desc()).limit(limite)
        return [Eslabon(**f) for f in self._con.execute(consulta).mappings()]

    def tramo(self, desde: int, limite: int) -> list[Eslabon]:
        """Los sucesos siguientes al numero `desde`, en orden."""
        consulta = select(_S).where(_S.c.n > desde).order_by(_S.c.n).limit(limite)
        return [Eslabon(**f) for f in self._con.execute(consulta).mappings()]

    def huella(self, n: int) -> str | None:
        """La huella guardada de un suceso."""
        return self._con.execute(select(_S.c.huella).where(_S.c.n == n)).scalar()

    def ultimo(self) -> tuple[int, str] | None:
        """Numero y huella del ultimo suceso."""
        fila = self._con.execute(select(_S.c.n, _S.c.huella).order_by(_S.c.n.desc()).limit(1)).first()
        return (int(fila.n), str(fila.huella)) if fila else None

    def fecha_del_ultimo(self) -> datetime | None:
        """Cuando se asento el ultimo suceso, en UTC."""
        return self._con.execute(select(_S.c.fecha).order_by(_S.c.n.desc()).limit(1)).scalar()

    def expedientes(self, objetos: Iterable[str]) -> dict[str, int]:
        """El expediente al que lleva cada objeto que tenga uno: un comentario, una orden, un bloqueo, una apelacion."""
        ids: dict[str, list[int]] = {}
        for objeto in objetos:
            clase, _, n = objeto.partition("/")
            if n.isdecimal() and len(n) < _CIFRAS:
                ids.setdefault(clase, []).append(int(n))
        de_comentario = select(_E.c.comentario_id, _E.c.id)
        consultas = {
            "expediente": select(_E.c.id, _E.c.id).where(_E.c.id.in_(ids.get("expediente", []))),
            "comentario": de_comentario.where(_E.c.comentario_id.in_(ids.get("comentario", []))),
            "orden": select(_O.c.id, _E.c.id)
            .join(_E, _E.c.comentario_id == _O.c.comentario_id)
            .where(_O.c.id.in_(ids.get("orden", []))),
            "bloqueo": select(_B.c.id, _E.c.id)
            .join(_E, _E.c.comentario_id == _B.c.comentario_id)
            .where(_B.c.id.in_(ids.get("bloqueo", []))),
            "apelacion": select(_A.c.id, _A.c.expediente_id).where(_A.c.id.in_(ids.get("apelacion", []))),
        }
        return {
            f"{clase}/{f[0]}": int(f[1])
            for clase, consulta in consultas.items()
            if ids.get(clase)
            for f in self._con.execute(consulta)
        }

    def _donde(self, f: Filtro) -> list[ColumnElement[bool]] | None:
        """Las condiciones; None si las fechas no abarcan ningun suceso.

        Las fechas se pasan a numeros de suceso: la cadena va en el orden en que paso, y el numero es la clave por
        la que se pagina.
        """
        columnas = ((_S.c.tipo, f.tipo), (_S.c.objeto, f.objeto), (_S.c.actor, f.actor))
        donde: list[Any] = [columna == valor for columna, valor in columnas if valor]
        if f.desde is not None:
            primero = self._borde(_S.c.fecha >= f.desde, ultimo=False)
            if primero is None:
                return None
            donde.append(_S.c.n >= primero)
        if f.hasta is not None:
            final = self._borde(_S.c.fecha < f.hasta, ultimo=True)
            if final is None:
                return None
            donde.append(_S.c.n <= final)
        return donde

    def _borde(self, condicion: ColumnElement[bool], *, ultimo: bool) -> int | None:
        orden = (_S.c.fecha.desc(), _S.c.n.desc()) if ultimo else (_S.c.fecha, _S.c.n)
        return self._con.execute(select(_S.c.n).where(condicion).order_by(*orden).limit(1)).scalar()
