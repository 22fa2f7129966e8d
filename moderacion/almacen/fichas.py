"""Un expediente entero, con todo lo que cuelga de el: lo que se ve al abrirlo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import bindparam, select

from moderacion.almacen.a_la_vista import MOSTRADO_FUERA, RIGE_ALGO, TAPADO_POR_LA_RED
from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.tablas import (
    Autor,
    Comentario,
    Cuenta,
    Decision,
    Expediente,
    Hallazgo,
    Orden,
    Publicacion,
    Usuario,
    Veredicto,
    tabla,
)
from moderacion.almacen.turnos import Turno
from moderacion.errores import NoExiste

_E, _K, _A, _C, _V, _H, _D, _U, _O, _P = (
    tabla(t)
    for t in (
        Expediente,
        Comentario,
        Autor,
        Cuenta,
        Veredicto,
        Hallazgo,
        Decision,
        Usuario,
        Orden,
        Publicacion,
    )
)

Fila = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cabecera:
    """Lo minimo de un expediente: de que cuenta es y como esta."""

    cuenta_id: int
    estado: str


class AQuien(NamedTuple):
    """De quien es lo de un expediente, y la politica de su hallazgo mas grave."""

    autor_id: int | None
    comentario_id: int
    politica: int | None


@dataclass(frozen=True, slots=True)
class Caso:
    """Lo que hace falta para decidir un expediente. Cada parte es una fila de su tabla, como datos."""

    expediente: Fila
    comentario: Fila
    critica: bool
    """Si en su veredicto de ahora la maquina reconocio una critica."""
    hallazgos: Sequence[Fila]
    ordenes: Sequence[Fila]
    tapado_por_la_red: bool
    """Si no se ve y aqui nadie lo restringio."""


@dataclass(frozen=True, slots=True)
class Ficha(Caso):
    """Un expediente entero."""

    rige: bool
    """Si algo nuestro rige sobre el comentario."""
    mostrado_fuera: bool
    """Si lo ocultamos y se volvio a ver sin que nadie de aqui lo pidiera."""
    cuenta: Fila
    autor: Fila | None
    veredicto: Fila
    decisiones: Sequence[Fila]
    otros_del_autor: Sequence[Fila]
    conversacion: Sequence[Fila]
    publicacion: Fila | None


# hechas una vez: construirlas cuesta mas que correrlas
_ESTE: Final[Any] = bindparam("este")
_CABECERA: Final = select(_E.c.cuenta_id, _E.c.estado).where(_E.c.id == _ESTE)
_TEXTO: Final = select(_K.c.texto).join(_E, _E.c.comentario_id == _K.c.id).where(_E.c.id == _ESTE)
_SUYO: Final = select(_K.c.id, _K.c.autor_id).where(
    _K.c.id == select(_E.c.comentario_id).where(_E.c.id == _ESTE).scalar_subquery()
)
_DEL_EXPEDIENTE: Final = ("id", "cuenta_id", "veredicto_id", "estado", "actuado", "version")
_DEL_COMENTARIO: Final = (
    "id",
    "cuenta_id",
    "autor_id",
    "estado_red",
    "huella",
    "puede_ocultar",
    "puede_eliminar",
)
_COMO_ESTA: Final = select(
    RIGE_ALGO.label("rige"),
    TAPADO_POR_LA_RED.label("tapado_por_la_red"),
    MOSTRADO_FUERA.label("mostrado_fuera"),
).where(_K.c.id == _ESTE)
_CASO: Final = (
    select(
        _V.c.critica,
        TAPADO_POR_LA_RED,
        *(_E.c[n] for n in _DEL_EXPEDIENTE),
        *(_K.c[n].label(f"k_{n}") for n in _DEL_COMENTARIO),
    )
    .join(_K, _K.c.id == _E.c.comentario_id)
    .join(_V, _V.c.id == _E.c.veredicto_id)
    .where(_E.c.id == _ESTE)
)
_HALLADO: Final = (
    select(*(_H.c[n] for n in ("politica", "etiqueta", "gravedad", "propuesta")))
    .where(_H.c.veredicto_id == _ESTE)
    .order_by(_H.c.gravedad.desc(), _H.c.politica)
)
_PEDIDO: Final = (
    select(*(_O.c[n] for n in ("id", "accion", "estado", "intentos", "origen")))
    .where(_O.c.comentario_id == _ESTE)
    .order_by(_O.c.id)
)


_MAS_GRAVE: Final = (
    select(_H.c.politica)
    .where(_H.c.veredicto_id == _E.c.veredicto_id)
    .order_by(_H.c.gravedad.desc(), _H.c.politica)
    .limit(1)
    .scalar_subquery()
)
_A_QUIEN: Final = (
    select(_K.c.autor_id, _K.c.id.label("comentario_id"), _MAS_GRAVE.label("politica"))
    .join(_E, _E.c.comentario_id == _K.c.id)
    .where(_E.c.id == _ESTE)
)
_POR_ID: Final = {t: select(t).where(t.c.id == _ESTE) for t in (_E, _K, _V, _C, _A)}
_HALLAZGOS: Final = select(_H).where(_H.c.veredicto_id == _ESTE).order_by(_H.c.gravedad.desc(), _H.c.politica)
_ORDENES: Final = select(_O).where(_O.c.comentario_id == _ESTE).order_by(_O.c.id)
_DECISIONES: Final = (
    select(_D, _U.c.nombre.label("usuario"))
    .join(_U, _U.c.id == _D.c.usuario_id)
    .where(_D.c.expediente_id == _ESTE)
    .order_by(_D.c.id)
)
_OTROS: Final = (
    select(*(_K.c[n] for n in ("id", "texto", "creado", "estado", "estado_red")), _E.c.id.label("expediente"))
    .outerjoin(_E, _E.c.comentario_id == _K.c.id)
    .where(_K.c.autor_id == bindparam("autor"), _K.c.id != _ESTE)
    .order_by(_K.c.creado.desc(), _K.c.id)
    .limit(10)
)
"""Los ultimos comentarios del mismo autor, con su expediente si lo tienen."""
_CONVERSACION: Final = 20
_CONVERSADO: Final = (
    select(*(_K.c[n] for n in ("id", "texto", "creado", "estado")), _A.c.nombre.label("autor"))
    .outerjoin(_A, _A.c.id == _K.c.autor_id)
    .where(_K.c.cuenta_id == bindparam("cuenta"))
)
_PADRE: Final = _CONVERSADO.where(_K.c.id_externo == bindparam("externo"))
_RESPUESTAS: Final = (
    _CONVERSADO.where(_K.c.padre_externo == bindparam("externo"))
    .order_by(_K.c.creado, _K.c.id)
    .limit(_CONVERSACION)
)
_PUBLICACION: Final = select(_P).where(
    _P.c.cuenta_id == bindparam("cuenta"), _P.c.id_externo == bindparam("externo")
)


def _en_su_cuenta(k: Fila, campo: str) -> dict[str, Any]:
    return {"cuenta": k["cuenta_id"], "externo": k[campo] or ""}


class Fichas(Repositorio):
    """La lectura de un expediente."""

    def cabecera(self, expediente_id: int) -> Cabecera:
        """De que cuenta es y como esta. Lanza `NoExiste`."""
        fila = self._con.execute(_CABECERA, {"este": expediente_id}).first()
        if fila is None:
            raise NoExiste(f"no hay expediente {expediente_id}")
        return Cabecera(*fila)

    def texto(self, expediente_id: int) -> str:
        """Lo que dice su comentario; vacio si ya no se guarda. Lanza `NoExiste`."""
        fila = self._con.execute(_TEXTO, {"este": expediente_id}).first()
        if fila is None:
            raise NoExiste(f"no hay expediente {expediente_id}")
        return str(fila.texto or "")

    def caso(self, expediente_id: int) -> Caso:
        """Lo que hace falta para decidirlo, y nada mas. Lanza `NoExiste`. No cambia hasta el fin de la unidad."""
        self._sujetar(expediente_id)
        hallada = self._con.execute(_CASO, {"este": expediente_id}).first()
        if hallada is None:
            raise NoExiste(f"no hay expediente {expediente_id}")
        critica, tapado, *fila = hallada
        corte = len(_DEL_EXPEDIENTE)
        e = dict(zip(_DEL_EXPEDIENTE, fila[:corte], strict=True))
        k = dict(zip(_DEL_COMENTARIO, fila[corte:], strict=True))
        return Caso(
            expediente=e,
            comentario=k,
            critica=critica,
            hallazgos=self._varias(_HALLADO, este=e["veredicto_id"]),
            ordenes=self._varias(self._bloqueada(_PEDIDO), este=k["id"]),
            tapado_por_la_red=tapado,
        )

    def a_quien(self, expediente_id: int) -> AQuien:
        """De quien es, y por que. Lanza `NoExiste`."""
        fila = self._con.execute(_A_QUIEN, {"este": expediente_id}).first()
        if fila is None:
            raise NoExiste(f"no hay expediente {expediente_id}")
        return AQuien(*fila)

    def _sujetar(self, expediente_id: int) -> None:
        """Que nadie mas lo mueva hasta el fin de la unidad: primero su comentario, luego el turno de su autor."""
        if not self._bloquea:
            return
        k = self._con.execute(self._bloqueada(_SUYO), {"este": expediente_id}).first()
        if k is not None and k.autor_id is not None:
            self._turno(Turno.AUTOR, k.autor_id)

    def de(self, expediente_id: int) -> Ficha:
        """Todo lo que una persona necesita para decidir. Lanza `NoExiste`.

        En una unidad, lo leido no cambia hasta su fin: se decide sobre lo que hay, no sobre lo que habia.
        """
        self._sujetar(expediente_id)
        e = self._una(_E, expediente_id)
        if e is None:
            raise NoExiste(f"no hay expediente {expediente_id}")
        k = self._exigir(_K, e["comentario_id"])
        v = self._exigir(_V, e["veredicto_id"])
        (como_esta,) = self._varias(_COMO_ESTA, este=k["id"])
        return Ficha(
            **como_esta,
            expediente=e,
            comentario=k,
            critica=v["critica"],
            cuenta=self._exigir(_C, e["cuenta_id"]),
            autor=self._una(_A, k["autor_id"]) if k["autor_id"] else None,
            veredicto=v,
            hallazgos=self._varias(_HALLAZGOS, este=v["id"]),
            decisiones=self._varias(_DECISIONES, este=expediente_id),
            ordenes=self._varias(self._bloqueada(_ORDENES), este=k["id"]),
            otros_del_autor=()
            if k["autor_id"] is None
            else self._varias(_OTROS, este=k["id"], autor=k["autor_id"]),
            conversacion=self._conversacion(k),
            publicacion=next(
                iter(self._varias(_PUBLICACION, **_en_su_cuenta(k, "publicacion_externa"))), None
            ),
        )

    def _conversacion(self, k: Fila) -> Sequence[Fila]:
        """El comentario al que contesta y las respuestas que tiene.

        Por separado, cada uno por su clave: juntos, con un «o», la base leeria todos los comentarios de la cuenta.
        """
        filas = self._varias(_RESPUESTAS, **_en_su_cuenta(k, "id_externo"))
        if k["padre_externo"]:
            padre = self._varias(_PADRE, **_en_su_cuenta(k, "padre_externo"))
            filas += [p for p in padre if all(p["id"] != f["id"] for f in filas)]
        return sorted(filas, key=lambda f: (f["creado"], f["id"]))[:_CONVERSACION]

    def _una(self, t: Any, este: int) -> Fila | None:
        fila = self._con.execute(_POR_ID[t], {"este": este}).mappings().first()
        return dict(fila) if fila else None

    def _exigir(self, t: Any, este: int) -> Fila:
        return dict(self._con.execute(_POR_ID[t], {"este": este}).mappings().one())

    def _varias(self, consulta: Any, **valores: Any) -> list[Fila]:
        return [dict(f) for f in self._con.execute(consulta, valores).mappings()]
