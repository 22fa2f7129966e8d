"""Lo que aparece publicado por nuestras cuentas, lo hayamos publicado o no."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, func, or_, select

from conectores.tipos import PublicacionLeida
from moderacion.almacen.consultas import Repositorio, huella_texto, insertar
from moderacion.almacen.estados import EstadoComentario, OrigenPublicacion
from moderacion.almacen.tablas import Comentario, Cuenta, Orden, Publicacion, tabla
from moderacion.bitacora import Suceso
from moderacion.errores import NoExiste

_P, _C, _K, _O = tabla(Publicacion), tabla(Cuenta), tabla(Comentario), tabla(Orden)
_NO_CUENTAN: Final = (EstadoComentario.PROPIO, EstadoComentario.SUSTITUIDO)
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
        fila = self._con.execute(self._con_cuenta().where(_P.c.id == publicacion_id)).mappings().first()
        if fila is None:
            raise NoExiste(f"no hay publicación {publicacion_id}")
        return dict(fila)

    def entre(self, cuenta_id: int, desde: datetime, hasta: datetime) -> list[Fila]:
        """Lo que publico una cuenta en ese tramo (sin respuestas), por fecha."""
        donde = (
            _P.c.cuenta_id == cuenta_id,
            _P.c.padre_externo.is_(None),
            _P.c.creado >= desde,
            _P.c.creado < hasta,
        )
        return self._leidas(self._con_cuenta().where(*donde).order_by(_P.c.creado, _P.c.id))

    def pagina(
        self,
        limite: int,
        cuenta_id: int | None = None,
        antes: int | None = None,
        *,
        con_ella: bool = False,
    ) -> list[Fila]:
        """Lo publicado (sin respuestas), lo ultimo primero. `antes`: tras cual sigue, o en cual empieza (`con_ella`)."""
        donde: list[Any] = [_P.c.padre_externo.is_(None)]
        if cuenta_id is not None:
            donde.append(_P.c.cuenta_id == cuenta_id)
        if antes is not None:
            vista = select(_P.c.creado).where(_P.c.id == antes).scalar_subquery()
            igual = _P.c.id <= antes if con_ella else _P.c.id < antes
            donde.append(or_(_P.c.creado < vista, and_(_P.c.creado == vista, igual)))
        consulta = self._con_cuenta().where(*donde).order_by(_P.c.creado.desc(), _P.c.id.desc())
        return self._leidas(consulta.limit(limite))

    def respuestas(
        self, cuenta_id: int, externos: Collection[str], desde: datetime, hasta: datetime
    ) -> dict[str, tuple[int, int]]:
        """Cuantos comentarios de la gente, y con cuantas reacciones, recibio cada publicacion en ese tramo."""
        consulta = (
            select(_K.c.publicacion_externa, func.count(), func.coalesce(func.sum(_K.c.reacciones), 0))
            .where(
                _K.c.cuenta_id == cuenta_id,
                _K.c.publicacion_externa.in_(list(externos)),
                _K.c.estado.not_in(_NO_CUENTAN),
                # por la fecha si hay indice; por la publicacion, no
                _K.c.creado >= desde,
                _K.c.creado <= hasta,
            )
            .group_by(_K.c.publicacion_externa)
        )
        return {f[0]: (int(f[1]), int(f[2])) for f in self._con.execute(consulta)}

    def ordenes(self, claves: Collection[str]) -> dict[str, tuple[str, str]]:
        """De cada clave que ya se pidio: el estado de su orden y su error."""
        consulta = select(_O.c.clave, _O.c.estado, _O.c.error).where(_O.c.clave.in_(list(claves)))
        return {f.clave: (f.estado, f.error) for f in self._con.execute(consulta)}

    @staticmethod
    def _con_cuenta() -> Any:
        return select(*_P.c, _C.c.red, _C.c.nombre.label("cuenta")).join(_C, _C.c.id == _P.c.cuenta_id)
