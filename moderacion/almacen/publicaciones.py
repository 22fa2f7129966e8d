"""Lo que aparece publicado por nuestras cuentas, lo hayamos publicado o no."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from conectores.tipos import PublicacionLeida
from moderacion.almacen.consultas import Repositorio, huella_texto, insertar
from moderacion.almacen.estados import OrigenPublicacion
from moderacion.almacen.tablas import Publicacion, tabla

_P = tabla(Publicacion)


class Publicaciones(Repositorio):
    """Entrada de publicaciones."""

    def guardar(self, cuenta_id: int, alta: datetime, publicaciones: Sequence[PublicacionLeida]) -> int:
        """Inserta las que no estaban. Lo anterior al alta es la base; lo demas espera a que se mire."""
        if not publicaciones:
            return 0
        filas = [
            {
                "cuenta_id": cuenta_id,
                "id_externo": p.id_externo,
                "padre_externo": p.padre_id,
                "texto": p.texto,
                "huella": huella_texto(p.texto),
                "creado": p.creado,
                "visto": self._ahora,
                "aplicacion": p.aplicacion,
                "enlace": p.enlace,
                "origen": OrigenPublicacion.BASE if p.creado < alta else OrigenPublicacion.SIN_VER,
                "crudo": p.crudo,
            }
            for p in {p.id_externo: p for p in publicaciones}.values()
        ]
        conocidas = set(
            self._con.execute(
                select(_P.c.id_externo).where(
                    _P.c.cuenta_id == cuenta_id, _P.c.id_externo.in_([f["id_externo"] for f in filas])
                )
            ).scalars()
        )
        nuevas = [f for f in filas if f["id_externo"] not in conocidas]
        if nuevas:
            self._con.execute(insertar(self._con, _P).on_conflict_do_nothing(), nuevas)
        return len(nuevas)
