"""Lo que la red tapa o vuelve a enseñar sin que nadie de aqui lo pidiera (decision 0031).

YouTube retiene por su cuenta lo que cree spam, Facebook oculta lo que cae en el filtro de la pagina, y cualquiera con permiso pulsa
«ocultar» o «mostrar» en la aplicacion de la red. Nada de eso trae articulo, razon ni recurso: lo lee una persona, que lo permite o
lo restringe con los suyos.
"""

from typing import Any

from sqlalchemy import Connection, func, select

from conectores.tipos import Accion, EstadoEnRed
from moderacion.almacen.a_la_vista import TAPADO_POR_LA_RED
from moderacion.almacen.bitacora import Registro
from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.despertar import despertar
from moderacion.almacen.estados import ABIERTAS, NO_SALIO, SALIO, EstadoComentario
from moderacion.almacen.expedientes import Expedientes
from moderacion.almacen.registro_restricciones import OCULTAN, Restricciones
from moderacion.almacen.tablas import Comentario, Orden, Restriccion, tabla

_K, _O, _R = tabla(Comentario), tabla(Orden), tabla(Restriccion)


class Tapados(Repositorio):
    """Lo que hay que hacer cuando un comentario se lee en otro estado del que consta."""

    def __init__(
        self, con: Connection, registro: Registro, expedientes: Expedientes, restricciones: Restricciones
    ) -> None:
        super().__init__(con, registro)
        self._expedientes = expedientes
        self._restricciones = restricciones

    def visto(self, comentario_id: int, estado_red: EstadoEnRed) -> None:
        """Se leyo en otro estado, y ninguna orden nuestra lo explica por reciente. Su fila ya es de esta unidad."""
        self._con.execute(_K.update().where(_K.c.id == comentario_id).values(estado_red=estado_red.value))
        if estado_red is EstadoEnRed.VISIBLE:
            self._se_ve(comentario_id)
        else:
            self._tapado(comentario_id, estado_red)

    def por_la_red(self, comentario_id: int) -> bool:
        """Si ahora no se ve y aqui nadie lo restringe: lo que esta unidad anulo ya no cuenta."""
        este = select(_K.c.id).where(_K.c.id == comentario_id, TAPADO_POR_LA_RED)
        return self._con.execute(este).first() is not None

    def _se_ve(self, comentario_id: int) -> None:
        """Si constaba oculto y nada nuestro iba a cambiarlo, alguien lo mostro alli: deja de regir, y se mira."""
        oculto = (
            select(func.max(_O.c.id))
            .join(_R, _R.c.orden_id == _O.c.id)
            .where(_R.c.comentario_id == comentario_id, _R.c.cerrada.is_(None), _R.c.accion.in_(OCULTAN))
            .where(_O.c.estado.in_(SALIO))
        )
        orden_id = self._con.execute(oculto).scalar()
        if orden_id is None or self._hay_orden(
            comentario_id,
            _O.c.id > orden_id,
            _O.c.accion.in_((Accion.MOSTRAR.value, *OCULTAN)),
            _O.c.estado.not_in(NO_SALIO),
        ):
            return
        self._restricciones.mostrado_fuera(comentario_id)
        self._expedientes.devolver_por_la_red(comentario_id, EstadoEnRed.VISIBLE)

    def _tapado(self, comentario_id: int, estado_red: EstadoEnRed) -> None:
        este = select(_K.c.estado).where(_K.c.id == comentario_id, TAPADO_POR_LA_RED)
        estado = self._con.execute(este).scalar()
        if estado == EstadoComentario.RESUELTO:
            muestra = (_O.c.accion == Accion.MOSTRAR.value, _O.c.estado.in_(ABIERTAS))
            if not self._hay_orden(comentario_id, *muestra):
                self._expedientes.devolver_por_la_red(comentario_id, estado_red)
        elif estado == EstadoComentario.LIMPIO:
            # se juzga otra vez: al verlo tapado se le abre un caso, o se reabre el que tuviera
            self._con.execute(
                _K.update()
                .where(_K.c.id == comentario_id)
                .values(estado=EstadoComentario.PENDIENTE, toma_hasta=None)
            )
            despertar(self._con, "evaluar")

    def _hay_orden(self, comentario_id: int, *cuales: Any) -> bool:
        consulta = select(_O.c.id).where(_O.c.comentario_id == comentario_id, *cuales)
        return self._con.execute(consulta.limit(1)).first() is not None
