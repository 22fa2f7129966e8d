"""Lo que se ven unos a otros: notas y miradas."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from moderacion.almacen.consultas import Repositorio, insertar
from moderacion.almacen.tablas import (
    Comentario,
    Expediente,
    Mirada,
    Nota,
    TipoNota,
    Usuario,
    tabla,
)
from moderacion.bitacora import Suceso

_E, _K, _M, _N, _U = (tabla(t) for t in (Expediente, Comentario, Mirada, Nota, Usuario))


@dataclass(frozen=True, slots=True)
class FilaNota:
    """Una nota con los nombres de quien la escribio y a quien va."""

    id: int
    expediente_id: int
    tipo: str
    usuario: str
    para: str | None
    texto: str
    fecha: datetime
    restringe: bool | None = None
    """De una opinion, si quien la da lo restringiria; None, no lo dice."""


@dataclass(frozen=True, slots=True)
class Toma:
    """Quien tiene un expediente y hasta cuando."""

    usuario_id: int
    usuario: str
    hasta: datetime


class Companeros(Repositorio):
    """Notas y miradas."""

    def anotar(
        self,
        tipo: TipoNota,
        expediente_id: int,
        usuario_id: int,
        para_id: int | None,
        texto: str,
        actor: str,
        *,
        restringe: bool | None = None,
    ) -> int:
        """Deja una nota. Su texto queda en la tabla; en la bitacora, que se dejo y, si lo dice, si lo restringiria."""
        sobre = select(_K.c.huella).join(_E, _E.c.comentario_id == _K.c.id).where(_E.c.id == expediente_id)
        r = self._con.execute(
            _N.insert().values(
                expediente_id=expediente_id,
                usuario_id=usuario_id,
                para_id=para_id,
                tipo=tipo,
                texto=texto,
                fecha=self._ahora,
                restringe=restringe,
                huella=sobre.scalar_subquery() if tipo is TipoNota.OPINION else None,
            )
        )
        nota_id = int(r.inserted_primary_key[0])  # type: ignore[index]
        datos = {"nota": nota_id, "tipo": tipo.value, **({"para": para_id} if para_id else {})}
        if restringe is not None:
            datos["restringe"] = restringe
        self._registro.asentar(Suceso("expediente:anotado", f"expediente/{expediente_id}", actor, datos))
        return nota_id

    def notas(self, expediente_id: int) -> list[FilaNota]:
        """Las de un expediente, de la mas vieja a la mas nueva."""
        return self._notas(_N.c.expediente_id == expediente_id)

    def restringirian(self, expediente_id: int, menos: int) -> list[str]:
        """Quienes, sin contar a `menos`, dejaron dicho que restringirian el texto de ahora. De cada uno vale lo ultimo."""
        dicho = self._con.execute(
            select(_U.c.nombre, _N.c.restringe)
            .join(_U, _U.c.id == _N.c.usuario_id)
            .join(_E, _E.c.id == _N.c.expediente_id)
            .join(_K, _K.c.id == _E.c.comentario_id)
            .where(_N.c.expediente_id == expediente_id, _N.c.usuario_id != menos, _U.c.activo)
            .where(_N.c.huella == _K.c.huella, _N.c.restringe.is_not(None))
            .order_by(_N.c.id)
        )
        ultimo = {f.nombre: f.restringe for f in dicho}
        return sorted(nombre for nombre, restringe in ultimo.items() if restringe)

    def encargos(self, usuario_id: int, tipo: TipoNota, limite: int = 50) -> list[FilaNota]:
        """Lo que le piden a alguien en expedientes que siguen en cola, lo mas nuevo primero.

        De los traspasos, solo los de expedientes que siguen siendo suyos.
        """
        suyos = select(_E.c.id).where(_E.c.id == _N.c.expediente_id, _E.c.estado == "en_cola")
        if tipo is TipoNota.TRASPASO:
            suyos = suyos.where(_E.c.asignado_id == usuario_id)
        donde = (_N.c.para_id == usuario_id, _N.c.tipo == tipo, suyos.exists())
        return self._notas(*donde, limite=limite)[::-1]

    def _notas(self, *donde: object, limite: int = 200) -> list[FilaNota]:
        para = _U.alias()
        filas = self._con.execute(
            select(_N.c.id, _N.c.expediente_id, _N.c.tipo, _N.c.texto, _N.c.fecha, _N.c.restringe)
            .add_columns(_U.c.nombre.label("usuario"), para.c.nombre.label("para"))
            .join(_U, _U.c.id == _N.c.usuario_id)
            .outerjoin(para, para.c.id == _N.c.para_id)
            .where(*donde)  # type: ignore[arg-type]
            .order_by(_N.c.id.desc())
            .limit(limite)
        ).mappings()
        return [FilaNota(**f) for f in filas][::-1]

    def mirar(self, expediente_id: int, usuario_id: int, hasta: datetime) -> None:
        """Alguien lo tiene abierto hasta entonces. Quita lo caducado del mismo expediente."""
        self._con.execute(_M.delete().where(_M.c.expediente_id == expediente_id, _M.c.hasta <= self._ahora))
        nueva = insertar(self._con, _M).values(
            expediente_id=expediente_id, usuario_id=usuario_id, hasta=hasta
        )
        self._con.execute(
            nueva.on_conflict_do_update(
                index_elements=["expediente_id", "usuario_id"], set_={"hasta": nueva.excluded.hasta}
            )
        )

    def miran(self, expediente_id: int) -> Sequence[str]:
        """Los nombres de quienes lo tienen abierto ahora."""
        consulta = select(_U.c.nombre).join(_M, _M.c.usuario_id == _U.c.id)
        donde = (_M.c.expediente_id == expediente_id, _M.c.hasta > self._ahora)
        return self._con.execute(consulta.where(*donde).order_by(_U.c.nombre)).scalars().all()

    def toma(self, expediente_id: int) -> Toma | None:
        """Quien lo tiene tomado ahora."""
        fila = self._con.execute(
            select(_U.c.id, _U.c.nombre, _E.c.toma_hasta)
            .join(_E, _E.c.toma_usuario_id == _U.c.id)
            .where(_E.c.id == expediente_id, _E.c.toma_hasta > self._ahora)
        ).first()
        return Toma(*fila) if fila else None
