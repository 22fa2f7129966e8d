"""El registro de lo restringido: una fila por cada cosa que se quita a alguien, en la transaccion que la pide.

La escriben `Ordenes.pedir` y `Sanciones`, no quien decide: nadie puede olvidarla. Los 14 datos son los de fiabilidad.md,
seccion 6.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, select

from conectores.tipos import Accion
from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.estados import SALIO, Avisado, Cierre, EstadoApelacion, EstadoOrden, OrigenOrden
from moderacion.almacen.fila_restriccion import (
    BLOQUEA,
    articulo_de,
    de_la_accion,
    de_la_decision,
    del_contenido,
)
from moderacion.almacen.restricciones import peso
from moderacion.almacen.tablas import (
    Apelacion,
    Bloqueo,
    Comentario,
    Cuenta,
    Decision,
    Expediente,
    Hallazgo,
    Orden,
    Restriccion,
    Veredicto,
    tabla,
)

_R, _K, _C, _E, _V, _H, _D, _B, _O, _P = (
    tabla(t)
    for t in (
        Restriccion, Comentario, Cuenta, Expediente, Veredicto, Hallazgo, Decision, Bloqueo, Orden, Apelacion,
    )
)  # fmt: skip
OCULTAN: Final = (Accion.OCULTAR.value, Accion.RETENER.value, Accion.ELIMINAR.value)
ANOTABLES: Final = frozenset({*OCULTAN, BLOQUEA})
_SIN_EFECTO: Final = {EstadoOrden.ANULADA: Cierre.ANULADA, EstadoOrden.FALLIDA: Cierre.FALLIDA}
PERMITE: Final = "permitir"
"""Lo que propone el hallazgo que solo anota: no vio nada que restringir."""
# hechas una vez: construirlas cuesta mas que correrlas
_HECHOS: Final = (
    select(
        _K.c.id_externo, _K.c.texto, _K.c.creado, _K.c.padre_externo, _C.c.red,
        _V.c.id.label("veredicto_id"), _V.c.version_reglamento, _V.c.version_modelo, _V.c.indicios,
        _D.c.usuario_id, _D.c.motivo, _D.c.articulo,
        _B.c.id.label("bloqueo_id"), _B.c.articulo.label("bloqueo_articulo"), _B.c.hasta,
    )
    .join(_C, _C.c.id == _K.c.cuenta_id)
    .outerjoin(_E, _E.c.comentario_id == _K.c.id)
    .outerjoin(_V, _V.c.id == func.coalesce(bindparam("veredicto"), _E.c.veredicto_id))
    .outerjoin(_D, _D.c.id == bindparam("decision"))
    .outerjoin(_B, _B.c.comentario_id == _K.c.id)
    .where(_K.c.id == bindparam("comentario"))
)  # fmt: skip
_HALLADO: Final = select(
    *(_H.c[n] for n in ("politica", "motivo", "automatica", "modo", "propuesta", "gravedad"))
).where(_H.c.veredicto_id == bindparam("veredicto"), _H.c.propuesta != PERMITE)
_RIGE: Final = (
    select(_R.c.id, _R.c.decision_id, _R.c.articulo)
    .where(_R.c.comentario_id == bindparam("comentario"), _R.c.accion == bindparam("accion"))
    .where(_R.c.cerrada.is_(None))
)


class Restricciones(Repositorio):
    """Anota lo que se restringe y lo que deja de regir."""

    def anotar(
        self,
        accion: str,
        comentario_id: int,
        *,
        orden_id: int | None = None,
        decision_id: int | None = None,
        veredicto_id: int | None = None,
        cuando: datetime | None = None,
    ) -> None:
        """Una fila nueva; la que rigiera sobre lo mismo queda sustituida. Lo ya anotado de esa decision no se repite.

        `cuando`: si fue antes de que hubiera registro; a su autor ya no se le dice.
        """
        dados = {"comentario": comentario_id, "decision": decision_id, "veredicto": veredicto_id}
        (h,) = self._leidas(_HECHOS, dados)
        rige = next(iter(self._leidas(_RIGE, {"comentario": comentario_id, "accion": accion})), None)
        if rige and decision_id and rige["decision_id"] == decision_id:
            if orden_id is not None:
                self._poner(_R.c.id == rige["id"], orden_id=orden_id)
            return
        hallados = self._hallados(h["veredicto_id"])
        articulo = articulo_de(accion, h, hallados) or (rige["articulo"] if rige else None)
        if articulo is None or (accion == BLOQUEA and h["hasta"] is None):
            return  # ni una decision, ni un veredicto, ni un bloqueo: la revision del registro lo dice
        if rige:
            self._cerrar(_R.c.id == rige["id"], Cierre.SUSTITUIDA)
        nueva = {
            **del_contenido(h),
            **de_la_accion(accion, articulo, h, cuando or self._ahora),
            **de_la_decision(h, hallados, articulo, decision_id),
            "comentario_id": comentario_id,
            "orden_id": orden_id,
            "decision_id": decision_id,
            "sustituye_id": rige and rige["id"],
            "aviso": Avisado.ANTERIOR if cuando else "",
        }
        self._con.execute(_R.insert().values(**nueva))

    def _hallados(self, veredicto_id: int | None) -> Sequence[Mapping[str, Any]]:
        """Lo que la maquina vio que habia que mirar o restringir: delante, por lo que actuaria."""
        if veredicto_id is None:
            return ()
        return sorted(self._leidas(_HALLADO, {"veredicto": veredicto_id}), key=peso)

    # --- lo que deja de regir

    def se_ve(self, comentario_id: int) -> None:
        """La red lo volvio a mostrar."""
        ultima = select(_O.c.origen).where(
            _O.c.comentario_id == comentario_id, _O.c.accion == Accion.MOSTRAR.value
        )
        origen = self._con.execute(ultima.order_by(_O.c.id.desc()).limit(1)).scalar()
        por = Cierre.SIN_CONFIRMAR if origen == OrigenOrden.TERMINO else Cierre.DECISION
        de_este = and_(_R.c.comentario_id == comentario_id, _R.c.accion.in_(OCULTAN), _R.c.cerrada.is_(None))
        self._cerrar(de_este, Cierre.APELACION if self._apelado(comentario_id) else por)

    def mostrado_fuera(self, comentario_id: int) -> None:
        """La red lo enseña y nadie de aqui lo pidio: deja de regir lo que ya estaba en ella, no lo que aun va a salir."""
        hechas = select(_O.c.id).where(_O.c.comentario_id == comentario_id, _O.c.estado.in_(SALIO))
        de_este = and_(_R.c.comentario_id == comentario_id, _R.c.accion.in_(OCULTAN))
        self._cerrar(and_(de_este, _R.c.orden_id.in_(hechas)), Cierre.EN_LA_RED)

    def sin_bloqueo(
        self, bloqueo_id: int, comentario_id: int, *, provisional: bool, sin_hacer: bool = False
    ) -> None:
        """El bloqueo ya no rige: por su termino, porque nadie lo confirmo, o porque alguien lo decidio.

        `sin_hacer`: le tocaba a una persona y no llego a la red; no hubo plazo que cumplir.
        """
        de_este = and_(_R.c.bloqueo_id == bloqueo_id, _R.c.cerrada.is_(None))
        if self._apelado(comentario_id):
            self._cerrar(de_este, Cierre.APELACION)
            return
        if sin_hacer and not provisional:
            self._cerrar(de_este, Cierre.ANULADA)
        self._cerrar(and_(de_este, _R.c.hasta <= self._ahora), Cierre.TERMINO)
        self._cerrar(de_este, Cierre.SIN_CONFIRMAR if provisional else Cierre.DECISION)

    def por_apelacion(self, expediente_id: int) -> None:
        """Lo que se acaba de deshacer en ese expediente, se deshizo por su apelacion."""
        suyo = select(_E.c.comentario_id).where(_E.c.id == expediente_id).scalar_subquery()
        self._poner(
            and_(
                _R.c.comentario_id == suyo,
                _R.c.cerrada == self._ahora,
                _R.c.cierre.in_((Cierre.DECISION, Cierre.ANULADA)),
            ),
            cierre=Cierre.APELACION,
        )

    def sin_efecto(self, comentario_id: int) -> None:
        """Las de ese comentario cuya orden se anulo o fallo: no llegaron a la red. La que sustituyeron vuelve a regir."""
        muertas = (
            select(_R.c.id, _R.c.sustituye_id, _O.c.estado)
            .join(_O, _O.c.id == _R.c.orden_id)
            .where(_R.c.comentario_id == comentario_id, _R.c.cerrada.is_(None), _O.c.estado.in_(_SIN_EFECTO))
        )
        # otra vez mientras haya: la que vuelve a regir pudo anularse con ella. Lo anulado de un bloqueo que rige por otro
        # camino no lo quita: eso lo dice su estado
        while filas := self._leidas(muertas):
            for fila in filas:
                self._cerrar(_R.c.id == fila["id"], _SIN_EFECTO[fila["estado"]])
                self._revivir(fila["sustituye_id"])

    def restaurar(self, bloqueo_id: int, deshecha: int) -> None:
        """Se deshizo la decision que cambio un bloqueo: deja de regir la fila suya, y rige otra vez la de antes."""
        suya = and_(_R.c.bloqueo_id == bloqueo_id, _R.c.decision_id == deshecha)
        self._cerrar(suya, Cierre.ANULADA)
        previas = and_(_R.c.bloqueo_id == bloqueo_id, _R.c.decision_id.is_distinct_from(deshecha))
        self._reabrir_ultima(previas)

    def rige_bloqueo(self, bloqueo_id: int) -> None:
        """Esta en la red, o quiza: la fila que rige dice su fin, tambien si se cerro al anularse la orden que pudo ponerlo."""
        self._reabrir_ultima(_R.c.bloqueo_id == bloqueo_id)
        self.plazo(bloqueo_id)

    def _reabrir_ultima(self, suyas: ColumnElement[bool]) -> None:
        """Si ninguna rige, vuelve a regir la ultima: dos a la vez, no."""
        if self._con.execute(select(_R.c.id).where(suyas, _R.c.cerrada.is_(None))).first() is None:
            ultima = self._con.execute(select(func.max(_R.c.id)).where(suyas)).scalar()
            self._poner(_R.c.id == ultima, cerrada=None, cierre=None)

    def plazo(self, bloqueo_id: int) -> None:
        """El bloqueo cambio de fin: la fila que rige dice el nuevo."""
        fin = select(_B.c.hasta).where(_B.c.id == bloqueo_id).scalar_subquery()
        self._poner(and_(_R.c.bloqueo_id == bloqueo_id, _R.c.cerrada.is_(None)), hasta=fin)

    def _revivir(self, restriccion_id: int | None) -> None:
        if restriccion_id is not None:
            donde = and_(_R.c.id == restriccion_id, _R.c.cierre == Cierre.SUSTITUIDA)
            self._poner(donde, cerrada=None, cierre=None)

    def _apelado(self, comentario_id: int) -> bool:
        """Si lo que rige de ese comentario se apelo y se acepto."""
        desde = select(func.max(_R.c.desde)).where(
            _R.c.comentario_id == comentario_id, _R.c.cerrada.is_(None)
        )
        aceptada = exists().where(
            _E.c.comentario_id == comentario_id,
            _P.c.expediente_id == _E.c.id,
            _P.c.estado == EstadoApelacion.ACEPTADA,
            _P.c.resuelta >= desde.scalar_subquery(),
        )
        return bool(self._con.execute(select(aceptada)).scalar_one())

    def _cerrar(self, donde: ColumnElement[bool], cierre: Cierre) -> None:
        self._poner(and_(donde, _R.c.cerrada.is_(None)), cerrada=self._ahora, cierre=cierre)

    def _poner(self, donde: ColumnElement[bool], **valores: Any) -> None:
        self._con.execute(_R.update().where(donde).values(**valores))
