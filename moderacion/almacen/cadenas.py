"""A quien se puede avisar y por donde, quienes se turnan, y las cadenas."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select

from moderacion.almacen.consultas import Repositorio, insertar
from moderacion.almacen.tablas import Cadena, Canal, Destinatario, Rota, Usuario, tabla
from moderacion.bitacora import MAQUINA, Suceso

_D, _C, _R, _K, _U = (tabla(t) for t in (Destinatario, Canal, Rota, Cadena, Usuario))
Fila = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DestinatarioDado:
    """Alguien de la configuracion. `canales`: (destino, tipo), por orden."""

    nombre: str
    usuario: str
    canales: Sequence[tuple[str, str]]


class Cadenas(Repositorio):
    """Lo que hace falta para saber a quien toca avisar."""

    def poner_destinatarios(self, dados: Sequence[DestinatarioDado]) -> None:
        """Deja la copia como la configuracion: lo que ya no esta queda inactivo, y su historia se conserva."""
        self._con.execute(_D.update().where(_D.c.activo).values(activo=False))
        self._con.execute(_C.update().where(_C.c.activo).values(activo=False))
        for d in dados:
            nueva = insertar(self._con, _D).values(nombre=d.nombre, usuario=d.usuario, activo=True)
            self._con.execute(
                nueva.on_conflict_do_update(
                    index_elements=["nombre"], set_={"usuario": nueva.excluded.usuario, "activo": True}
                )
            )
            for destino, tipo in d.canales:
                canal = insertar(self._con, _C).values(
                    destino=destino, persona=d.nombre, tipo=tipo, activo=True, fallos=0, error=""
                )
                self._con.execute(
                    canal.on_conflict_do_update(
                        index_elements=["destino"],
                        set_={"persona": canal.excluded.persona, "tipo": canal.excluded.tipo, "activo": True},
                    )
                )

    def destinatarios(self) -> list[Fila]:
        """Los de la configuracion, con el usuario de la consola que dicen ser: `existe`, y si `entra` (esta activo)."""
        consulta = (
            select(_D, _U.c.id.label("usuario_id"), func.coalesce(_U.c.activo, False).label("entra"))
            .outerjoin(_U, _U.c.nombre == _D.c.usuario)
            .where(_D.c.activo)
            .order_by(_D.c.nombre)
        )
        return self._leidas(consulta)

    def canales(self) -> list[Fila]:
        """Los canales en uso, por persona."""
        return self._leidas(select(_C).where(_C.c.activo).order_by(_C.c.persona, _C.c.destino))

    def alcanzables(self) -> list[Fila]:
        """(destino, persona, tipo) de cada canal en uso de quien no este desactivado en la consola."""
        consulta = (
            select(_C.c.destino, _C.c.persona, _C.c.tipo)
            .join(_D, _D.c.nombre == _C.c.persona)
            .outerjoin(_U, _U.c.nombre == _D.c.usuario)
            .where(_C.c.activo, _D.c.activo, or_(_D.c.usuario == "", _U.c.activo))
            .order_by(_C.c.persona, _C.c.destino)
        )
        return self._leidas(consulta)

    # --- rotas

    def rotas(self) -> list[Fila]:
        """Las que se usan."""
        return self._leidas(select(_R).where(_R.c.activa).order_by(_R.c.nombre))

    def guardar_rota(self, valores: Mapping[str, Any], actor: str) -> None:
        """Crea la rota de ese nombre, o la cambia."""
        self._guardar(_R, {**valores, "activa": True})
        datos = {"personas": len(valores["personas"]), "turno_horas": valores["turno_horas"]}
        self._registro.asentar(Suceso("rota:guardada", f"rota/{valores['nombre']}", actor, datos))

    def quitar_rota(self, nombre: str, actor: str) -> bool:
        """Deja de usarse. Dice si estaba."""
        return self._quitar(_R, nombre, "rota", actor)

    # --- cadenas

    def cadenas(self) -> list[Fila]:
        """Las que se usan."""
        return self._leidas(select(_K).where(_K.c.activa).order_by(_K.c.nombre))

    def guardar_cadena(self, valores: Mapping[str, Any], actor: str) -> None:
        """Crea la cadena de ese nombre, o la cambia. Los incidentes abiertos siguen con su copia."""
        fechas = {"guardada": self._ahora, "revisada": self._ahora, "problemas": []}
        self._guardar(_K, {**valores, **fechas, "activa": True})
        datos = {"pasos": valores["pasos"], "tipos": list(valores["tipos"]), "vueltas": valores["vueltas"]}
        self._registro.asentar(Suceso("cadena:guardada", f"cadena/{valores['nombre']}", actor, datos))

    def quitar_cadena(self, nombre: str, actor: str) -> bool:
        """Deja de usarse. Dice si estaba."""
        return self._quitar(_K, nombre, "cadena", actor)

    def revisada(self, nombre: str, problemas: Sequence[str]) -> None:
        """Apunta lo que la revision encontro; queda en la bitacora si cambio."""
        donde = (_K.c.nombre == nombre, _K.c.activa)
        antes = self._con.execute(select(_K.c.problemas).where(*donde)).scalar_one()
        valores = {"revisada": self._ahora, "problemas": list(problemas)}
        self._con.execute(_K.update().where(*donde).values(**valores))
        if list(antes) != list(problemas):
            que = "cadena:sin_alcance" if problemas else "cadena:al_alcance"
            self._registro.asentar(Suceso(que, f"cadena/{nombre}", MAQUINA, {"problemas": len(problemas)}))

    def _guardar(self, que: Any, valores: Mapping[str, Any]) -> None:
        nueva = insertar(self._con, que).values(**valores)
        cambios = {k: nueva.excluded[k] for k in valores if k != "nombre"}
        self._con.execute(nueva.on_conflict_do_update(index_elements=["nombre"], set_=cambios))

    def _quitar(self, que: Any, nombre: str, clase: str, actor: str) -> bool:
        r = self._con.execute(que.update().where(que.c.nombre == nombre, que.c.activa).values(activa=False))
        if r.rowcount:
            self._registro.asentar(Suceso(f"{clase}:quitada", f"{clase}/{nombre}", actor))
        return bool(r.rowcount)
