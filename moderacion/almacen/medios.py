"""Los archivos que acompañan a lo que decimos, por su huella."""

import hashlib
from collections.abc import Collection

from sqlalchemy import select

from moderacion.almacen.consultas import Repositorio, insertar
from moderacion.almacen.tablas import Medio, tabla
from moderacion.bitacora import Suceso
from moderacion.errores import NoExiste

_D = tabla(Medio)


class Medios(Repositorio):
    """Guardar un archivo una vez y volver a darlo igual."""

    def guardar(self, contenido: bytes, tipo: str, nombre: str, usuario_id: int) -> str:
        """Lo guarda si no estaba y devuelve su huella."""
        huella = hashlib.sha256(contenido).hexdigest()
        r = self._con.execute(
            insertar(self._con, _D)
            .values(
                huella=huella,
                tipo=tipo,
                nombre=nombre,
                contenido=contenido,
                subido=self._ahora,
                subido_por=usuario_id,
            )
            .on_conflict_do_nothing(index_elements=["huella"])
        )
        if r.rowcount:
            datos = {"tipo": tipo, "bytes": len(contenido)}
            self._registro.asentar(
                Suceso("medio:guardado", f"medio/{huella}", f"usuario/{usuario_id}", datos)
            )
        return huella

    def conocidos(self, huellas: Collection[str]) -> set[str]:
        """De esas huellas, las que estan guardadas."""
        consulta = select(_D.c.huella).where(_D.c.huella.in_(list(huellas)))
        return set(self._con.execute(consulta).scalars()) if huellas else set()

    def uno(self, huella: str) -> tuple[str, str, bytes]:
        """(tipo, nombre, contenido). Lanza `NoExiste`."""
        consulta = select(_D.c.tipo, _D.c.nombre, _D.c.contenido).where(_D.c.huella == huella)
        fila = self._con.execute(consulta).first()
        if fila is None:
            raise NoExiste("no hay tal archivo")
        return str(fila.tipo), str(fila.nombre), bytes(fila.contenido)
