"""El segundo factor, el ingreso a medias y los intentos fallidos."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select

from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.tablas import CodigoRecuperacion, IngresoAMedias, IntentoIngreso, Usuario, tabla
from moderacion.almacen.turnos import Turno
from moderacion.bitacora import Suceso
from moderacion.reloj import DESVIO

OLVIDO: Final = timedelta(days=1)
"""Los intentos fallidos llevan la direccion de alguien: no se guardan mas de lo que sirven."""
_U, _T, _M, _C = (tabla(t) for t in (Usuario, IntentoIngreso, IngresoAMedias, CodigoRecuperacion))


class Factores(Repositorio):
    """Lo que se pide además de la clave, y el freno de quien prueba."""

    def proponer(self, usuario_id: int, cifrado: str) -> None:
        """Guarda un secreto por confirmar; el que hubiera sin confirmar se pierde."""
        self._con.execute(_U.update().where(_U.c.id == usuario_id).values(totp_nuevo=cifrado))

    def confirmar(self, usuario_id: int, cifrado: str, paso: int, actor: str) -> bool:
        """El secreto propuesto pasa a valer, con su primer código ya gastado. False si ya no es el propuesto."""
        cambio = (
            _U.update()
            .where(_U.c.id == usuario_id, _U.c.totp_nuevo == cifrado)
            .values(totp=cifrado, totp_nuevo=None, totp_paso=paso)
        )
        if not self._con.execute(cambio).rowcount:
            return False
        self._asentar("factor:puesto", usuario_id, actor)
        return True

    def gastar_paso(self, usuario_id: int, cifrado: str, paso: int) -> bool:
        """Da por usado un paso. False si ese o uno posterior ya se usó, o si el secreto ya es otro."""
        sin_usar = (_U.c.id == usuario_id) & (_U.c.totp == cifrado) & (_U.c.totp_paso < paso)
        return bool(self._con.execute(_U.update().where(sin_usar).values(totp_paso=paso)).rowcount)

    def recifrar(self, usuario_id: int, antes: str, cifrado: str) -> None:
        """El mismo secreto bajo la llave de ahora."""
        self._con.execute(_U.update().where(_U.c.id == usuario_id, _U.c.totp == antes).values(totp=cifrado))

    def quitar(self, usuario_id: int, nombre: str, actor: str) -> bool:
        """Quita el segundo factor, sus códigos y los fallos que lo frenaban. False si no lo tenía ni lo estaba poniendo."""
        puesto = (_U.c.id == usuario_id) & (_U.c.totp.is_not(None) | _U.c.totp_nuevo.is_not(None))
        if not self._con.execute(_U.update().where(puesto).values(totp=None, totp_nuevo=None)).rowcount:
            return False
        self._con.execute(_C.delete().where(_C.c.usuario_id == usuario_id))
        self.olvidar_codigos(nombre)
        self._asentar("factor:quitado", usuario_id, actor)
        return True

    def olvidar_codigos(self, nombre: str) -> None:
        """Los códigos que se fallaron por alguien dejan de contar: ya no hay con qué llegar a ese paso."""
        self._con.execute(_T.delete().where(_T.c.usuario == nombre, _T.c.tipo.startswith("codigo")))

    def poner_codigos(self, usuario_id: int, huellas: Iterable[str]) -> None:
        """Los códigos de recuperación, en lugar de los que hubiera."""
        self._con.execute(_C.delete().where(_C.c.usuario_id == usuario_id))
        self._con.execute(_C.insert(), [{"usuario_id": usuario_id, "huella": h} for h in huellas])

    def asentar_codigos(self, usuario_id: int, actor: str) -> None:
        """Deja dicho que pidió códigos nuevos sin cambiar de teléfono."""
        self._asentar("factor:codigos", usuario_id, actor)

    def gastar_codigo(self, usuario_id: int, huella: str) -> bool:
        """Da por usado un código de recuperación. False si no es suyo o ya se usó."""
        suyo = (_C.c.usuario_id == usuario_id) & (_C.c.huella == huella) & _C.c.usado.is_(None)
        if not self._con.execute(_C.update().where(suyo).values(usado=self._ahora)).rowcount:
            return False
        self._asentar(
            "factor:codigo_usado", usuario_id, f"usuario/{usuario_id}", {"quedan": self.quedan(usuario_id)}
        )
        return True

    def quedan(self, usuario_id: int) -> int:
        """Cuántos códigos de recuperación le quedan."""
        suyos = (_C.c.usuario_id == usuario_id) & _C.c.usado.is_(None)
        return int(self._con.execute(select(func.count()).select_from(_C).where(suyos)).scalar_one())

    def empezar(self, huella: str, usuario_id: int, caduca: datetime) -> None:
        """Alguien dio bien su clave: le falta el código. Barre los que caducaron."""
        self._con.execute(_M.delete().where(_M.c.caduca <= self._ahora))
        self._con.execute(_M.insert().values(huella=huella, usuario_id=usuario_id, caduca=caduca))

    def a_medias(self, huella: str) -> int | None:
        """De quién es un ingreso a medias que no ha caducado."""
        vivo = (_M.c.huella == huella) & (_M.c.caduca > self._ahora)
        return self._con.execute(select(_M.c.usuario_id).where(vivo)).scalar_one_or_none()

    def terminar(self, huella: str) -> bool:
        """Gasta un ingreso a medias. False si ya se gastó."""
        return bool(self._con.execute(_M.delete().where(_M.c.huella == huella)).rowcount)

    def apartar_intento(self, usuario: str, origen: str, tipo: str = "clave") -> int:
        """Anota un intento antes de comprobarlo, y devuelve su id: si sale bien, se quita."""
        self._con.execute(_T.delete().where(_T.c.fecha < self._ahora - OLVIDO))
        r = self._con.execute(
            _T.insert().values(usuario=usuario, origen=origen, fecha=self._ahora, tipo=tipo)
        )
        return int(r.inserted_primary_key[0])  # type: ignore[index]

    def quitar_intento(self, intento_id: int) -> None:
        """No era un fallo."""
        self._con.execute(_T.delete().where(_T.c.id == intento_id))

    def rechazar(self, tipo: str = "clave", usuario_id: int | None = None) -> None:
        """Deja dicho en la bitácora que un intento falló; de quién, solo si ya había dado bien su clave."""
        objeto = "accesos" if usuario_id is None else f"usuario/{usuario_id}"
        self._registro.asentar(Suceso("sesion:rechazada", objeto, datos={"paso": tipo}))

    def contar(
        self, desde: datetime, tipo: str, *, usuario: str | None = None, origen: str | None = None
    ) -> int:
        """Intentos fallidos (o en curso) de un paso desde esa hora: de un usuario, de un origen o de todos."""
        consulta = select(func.count()).select_from(_T).where(_T.c.tipo == tipo)
        consulta = consulta.where(_T.c.fecha.between(desde, self._ahora + DESVIO))
        if usuario is not None:
            consulta = consulta.where(_T.c.usuario == usuario)
        if origen is not None:
            consulta = consulta.where(_T.c.origen == origen)
        return int(self._con.execute(consulta).scalar_one())

    def turno_de_ingresos(self) -> None:
        """Quien cuenta para apartar lo hace de uno en uno."""
        self._turno(Turno.INGRESOS)

    def _asentar(self, tipo: str, usuario_id: int, actor: str, datos: dict[str, Any] | None = None) -> None:
        self._registro.asentar(Suceso(tipo, f"usuario/{usuario_id}", actor, datos or {}))
