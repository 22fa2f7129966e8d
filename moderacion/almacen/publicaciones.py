"""Lo que aparece publicado por nuestras cuentas, lo hayamos publicado o no."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from conectores.tipos import PublicacionLeida
from moderacion.almacen.consultas import Repositorio, huella_texto, insertar
from moderacion.almacen.estados import OrigenPublicacion
from moderacion.almacen.tablas import Cuenta, Publicacion, tabla
from moderacion.bitacora import Suceso
from moderacion.errores import NoExiste

_P, _C = tabla(Publicacion), tabla(Cuenta)
Fila = Mapping[str, Any]


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
                "nuestra_aplicacion": p.nuestra_aplicacion,
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

    def asentar(
        self, cuenta_id: int, id_externo: str, texto: str, creado: datetime, padre: str | None = None
    ) -> None:
        """Lo que acaba de salir por una orden nuestra. Si el sondeo lo vio antes, deja dicho que es nuestro."""
        r = self._con.execute(
            insertar(self._con, _P)
            .values(
                cuenta_id=cuenta_id,
                id_externo=id_externo,
                padre_externo=padre,
                texto=texto,
                huella=huella_texto(texto),
                creado=creado,
                visto=self._ahora,
                aplicacion="",
                enlace="",
                origen=OrigenPublicacion.NUESTRA,
                crudo={},
            )
            .on_conflict_do_nothing()
        )
        es_esta = (_P.c.cuenta_id == cuenta_id, _P.c.id_externo == id_externo)
        if not r.rowcount:
            self._con.execute(_P.update().where(*es_esta).values(origen=OrigenPublicacion.NUESTRA))
        cual = self._con.execute(select(_P.c.id).where(*es_esta)).scalar_one()
        self._registro.asentar(Suceso(f"publicacion:{OrigenPublicacion.NUESTRA}", f"publicacion/{cual}"))

    def editar(self, cuenta_id: int, id_externo: str, texto: str) -> None:
        """Su texto en la red es otro, por una orden nuestra."""
        self._cambiar("editada", cuenta_id, id_externo, {"texto": texto, "huella": huella_texto(texto)})

    def borrar(self, cuenta_id: int, id_externo: str) -> None:
        """Ya no esta en la red, por una orden nuestra."""
        self._cambiar("borrada", cuenta_id, id_externo, {"borrada": self._ahora})

    def _cambiar(self, verbo: str, cuenta_id: int, id_externo: str, valores: Mapping[str, Any]) -> None:
        es_esta = (_P.c.cuenta_id == cuenta_id, _P.c.id_externo == id_externo)
        cual = self._con.execute(select(_P.c.id).where(*es_esta)).scalar()
        if cual is not None:
            self._con.execute(_P.update().where(_P.c.id == cual).values(**valores))
            datos = {"huella": valores["huella"]} if "huella" in valores else {}
            self._registro.asentar(Suceso(f"publicacion:{verbo}", f"publicacion/{cual}", datos=datos))

    def una(self, publicacion_id: int) -> Fila:
        """Una publicacion con su cuenta. Lanza `NoExiste`."""
        consulta = (
            select(*_P.c, _C.c.red, _C.c.nombre.label("cuenta"))
            .join(_C, _C.c.id == _P.c.cuenta_id)
            .where(_P.c.id == publicacion_id)
        )
        fila = self._con.execute(consulta).mappings().first()
        if fila is None:
            raise NoExiste(f"no hay publicación {publicacion_id}")
        return dict(fila)
