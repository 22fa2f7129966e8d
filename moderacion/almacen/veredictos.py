"""Lo que la maquina dijo: veredictos, hallazgos y el expediente que abren, en una transaccion."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, func, select

from moderacion.almacen.apelaciones import APELADO, hay_abierta
from moderacion.almacen.bitacora import Registro
from moderacion.almacen.consultas import Repositorio, nueva
from moderacion.almacen.estados import EstadoComentario, EstadoExpediente
from moderacion.almacen.juzgados import Asentado, JuzgadoReciente, Puesto, VeredictoNuevo
from moderacion.almacen.marcas import DETRAS, Marcas
from moderacion.almacen.novedades import Novedades
from moderacion.almacen.tablas import (
    Autor,
    Comentario,
    Cuenta,
    Expediente,
    Hallazgo,
    TipoNovedad,
    Veredicto,
    tabla,
)
from moderacion.almacen.turnos import Turno
from moderacion.bitacora import Suceso

__all__ = ["Asentado", "JuzgadoReciente", "Puesto", "VeredictoNuevo", "Veredictos"]

_V, _H, _E, _K, _A, _C = (tabla(t) for t in (Veredicto, Hallazgo, Expediente, Comentario, Autor, Cuenta))


# hechas una vez: construirlas cuesta mas que correrlas
_IDS: Final[Any] = bindparam("ids", expanding=True)
_CLAVE: Final = ("comentario_id", "huella", "version_reglamento", "version_modelo")
_TAL_CUAL: Final = (
    *_CLAVE, "propuesta", "bloquear", "critica", "automatica", "degradado", "razon_degradado",
)  # fmt: skip
_MIRADOS: Final = select(_K.c.id, _K.c.huella, _K.c.estado).where(_K.c.id.in_(_IDS)).order_by(_K.c.id)
_JUZGADOS: Final = _K.update().where(_K.c.id.in_(_IDS)).values(estado=bindparam("nuevo"), toma_hasta=None)
_PREVIOS: Final = select(_E.c.id, _E.c.comentario_id, _E.c.estado, _E.c.actuado).where(
    _E.c.comentario_id.in_(_IDS)
)
_ABRIR: Final = _E.insert().returning(_E.c.id, _E.c.comentario_id)
_GRUPOS: Final = select(_E.c.comentario_id, func.coalesce(_E.c.grupo, _E.c.id).label("grupo")).where(
    _E.c.comentario_id.in_(_IDS)
)
_AGRUPAR: Final = _E.update().where(_E.c.id == bindparam("e")).values(grupo=bindparam("g"))


def _fila(v: VeredictoNuevo, ahora: datetime) -> dict[str, Any]:
    return {
        **{c: getattr(v, c) for c in _TAL_CUAL},
        "intencion": list(v.intencion),
        "indicios": dict(v.indicios),
        "contexto": None if v.contexto is None else dict(v.contexto),
        "fecha": ahora,
    }


class Veredictos(Repositorio):
    """Guarda veredictos y abre expedientes."""

    def __init__(self, con: Connection, registro: Registro, marcas: Marcas, novedades: Novedades) -> None:
        super().__init__(con, registro)
        self._marcas = marcas
        self._novedades = novedades

    def apartar(self, comentarios: Sequence[int]) -> None:
        """Al empezar la unidad que guarda un lote: hasta su fin nadie mas cambia esos comentarios.

        Ademas guarda veredictos uno a la vez: quien lee lo nuevo por «id mayor que el ultimo que vi» (`recientes`) no
        puede saltarse uno menor que todavia no se habia confirmado.
        """
        self._turno(Turno.VEREDICTOS)
        ids = select(_K.c.id).where(_K.c.id.in_(list(comentarios))).order_by(_K.c.id)
        self._con.execute(self._bloqueada(ids))

    def guardar(self, veredictos: Sequence[VeredictoNuevo]) -> list[Asentado | None]:
        """Guarda los de un lote, cada uno de un comentario. None: su texto cambio entretanto o ya no esperaba."""
        vigentes = self._vigentes(veredictos)
        ids, repetidos = self._insertar(vigentes)
        vigentes = [
            self._como_entonces(v, ids[v.comentario_id]) if v.comentario_id in repetidos else v
            for v in vigentes
        ]
        expedientes = self._expedientes(vigentes, ids)
        for estado in (EstadoComentario.LIMPIO, EstadoComentario.EN_COLA):
            en_cola = estado is EstadoComentario.EN_COLA
            suyos = [v.comentario_id for v in vigentes if (v.comentario_id in expedientes) == en_cola]
            if suyos:
                self._con.execute(_JUZGADOS, {"ids": suyos, "nuevo": estado})
        asentados = {
            v.comentario_id: Asentado(
                ids[v.comentario_id], expedientes.get(v.comentario_id), v.comentario_id in repetidos
            )
            for v in vigentes
        }
        return [asentados.get(v.comentario_id) for v in veredictos]

    def _vigentes(self, veredictos: Sequence[VeredictoNuevo]) -> list[VeredictoNuevo]:
        """Los de textos que siguen siendo los juzgados."""
        filas = self._con.execute(self._bloqueada(_MIRADOS), {"ids": [v.comentario_id for v in veredictos]})
        esperan = {f.id: f.huella for f in filas if f.estado == EstadoComentario.PENDIENTE}
        return [v for v in veredictos if esperan.get(v.comentario_id) == v.huella]

    def _insertar(self, veredictos: Sequence[VeredictoNuevo]) -> tuple[dict[int, int], set[int]]:
        """(id del veredicto por comentario, los comentarios cuyo veredicto ya estaba)."""
        if not veredictos:
            return {}, set()
        nuevos = nueva(self._con, _V).on_conflict_do_nothing().returning(_V.c.id, _V.c.comentario_id)
        filas = [_fila(v, self._ahora) for v in veredictos]
        ids = {f.comentario_id: f.id for f in self._con.execute(nuevos, filas)}
        hallazgos = [
            {**h, "veredicto_id": ids[v.comentario_id]}
            for v in veredictos
            if v.comentario_id in ids
            for h in v.hallazgos
        ]
        if hallazgos:
            self._con.execute(_H.insert(), hallazgos)
        repetidos = {v.comentario_id for v in veredictos} - ids.keys()
        for v in veredictos:
            if v.comentario_id in repetidos:
                ids[v.comentario_id] = self._ya_guardado(v)
        return ids, repetidos

    def _ya_guardado(self, v: VeredictoNuevo) -> int:
        ya = select(_V.c.id).where(*(_V.c[c] == getattr(v, c) for c in _CLAVE))
        return int(self._con.execute(ya).scalar_one())

    def _como_entonces(self, v: VeredictoNuevo, veredicto_id: int) -> VeredictoNuevo:
        """Lo que se dijo del mismo texto la primera vez: el registro no se reescribe."""
        aquel = self._con.execute(select(_V.c.propuesta, _V.c.degradado).where(_V.c.id == veredicto_id)).one()
        hallazgos = [
            dict(h)
            for h in self._con.execute(
                select(_H.c.politica, _H.c.propuesta, _H.c.modo).where(_H.c.veredicto_id == veredicto_id)
            ).mappings()
        ]
        a_cola = any(h["propuesta"] != "permitir" and h["modo"] != "sombra" for h in hallazgos)
        return replace(
            v,
            propuesta=aquel.propuesta,
            degradado=aquel.degradado,
            hallazgos=hallazgos,
            a_cola=a_cola or aquel.degradado,
        )

    def _expedientes(self, veredictos: Sequence[VeredictoNuevo], ids: Mapping[int, int]) -> dict[int, int]:
        """Por comentario, el expediente que abre o reabre: lo que entro en la cola sale solo por decision."""
        filas = self._con.execute(_PREVIOS, {"ids": [v.comentario_id for v in veredictos]})
        previos = {f.comentario_id: f for f in filas}
        expedientes = self._abrir([v for v in veredictos if v.a_cola and v.comentario_id not in previos], ids)
        for v in veredictos:
            previo = previos.get(v.comentario_id)
            decidido = previo is not None and previo.estado == EstadoExpediente.RESUELTO
            if previo is not None and (v.a_cola or not decidido):
                expedientes[v.comentario_id] = previo.id
                actuado = previo.actuado and not decidido
                self._reabrir(previo.id, v, ids[v.comentario_id], actuado=actuado)
        self._marcas.mover(*expedientes.values())
        for v in veredictos:
            if v.comentario_id in expedientes:
                verbo = "reabierto" if v.comentario_id in previos else "abierto"
                self._anunciar(expedientes[v.comentario_id], verbo, v, ids[v.comentario_id])
        return expedientes

    def _anunciar(self, expediente_id: int, verbo: str, v: VeredictoNuevo, veredicto_id: int) -> None:
        self._novedades.avisar(TipoNovedad.NUEVO, expediente_id)
        self._registro.asentar(
            Suceso(
                f"expediente:{verbo}",
                f"expediente/{expediente_id}",
                datos={
                    "veredicto": veredicto_id,
                    "propuesta": v.propuesta,
                    "politicas": sorted({int(h["politica"]) for h in v.hallazgos}),
                    "degradado": v.degradado,
                },
            )
        )

    def _abrir(self, veredictos: Sequence[VeredictoNuevo], ids: Mapping[int, int]) -> dict[int, int]:
        """Abre uno por veredicto. Devuelve su id por comentario."""
        if not veredictos:
            return {}
        filas = [
            {
                "comentario_id": v.comentario_id,
                "cuenta_id": v.cuenta_id,
                "veredicto_id": ids[v.comentario_id],
                "estado": EstadoExpediente.EN_COLA,
                "prioridad_neg": -v.puesto.prioridad,
                "nivel": v.puesto.nivel,
                "razones": dict(v.puesto.razones),
                "creado": v.creado,
                "abierto": self._ahora,
            }
            for v in veredictos
        ]
        abiertos = {f.comentario_id: int(f.id) for f in self._con.execute(_ABRIR, filas)}
        parecidos = [v.parecido_a for v in veredictos if v.parecido_a is not None]
        grupos = {f.comentario_id: f.grupo for f in self._con.execute(_GRUPOS, {"ids": parecidos})}
        for v in veredictos:
            # el primero de los suyos pone su numero, y los que se le parecen, tambien de este lote, lo llevan
            propio = abiertos[v.comentario_id]
            grupos[v.comentario_id] = grupos.get(v.parecido_a, propio)
        cambios = [{"e": e, "g": grupos[comentario]} for comentario, e in abiertos.items()]
        self._con.execute(_AGRUPAR, cambios)
        return abiertos

    def _reabrir(self, expediente_id: int, v: VeredictoNuevo, veredicto_id: int, *, actuado: bool) -> None:
        """`actuado`: la maquina lo oculto y nadie lo ha decidido. Si se decidio, una persona ya lo confirmo o deshizo."""
        lugar, nivel = -v.puesto.prioridad, v.puesto.nivel
        if hay_abierta(self._con, expediente_id):
            # editar el texto no manda al fondo una apelacion que espera
            lugar = min(lugar, -APELADO)
        elif actuado:
            # editarlo no lo muestra: sigue oculto, y espera detras de lo que se ve
            lugar, nivel = lugar + DETRAS, "baja"
        self._con.execute(
            _E.update()
            .where(_E.c.id == expediente_id)
            .values(
                veredicto_id=veredicto_id,
                estado=EstadoExpediente.EN_COLA,
                prioridad_neg=lugar,
                nivel=nivel,
                razones=dict(v.puesto.razones),
                version=_E.c.version + 1,
                actuado=actuado,
            )
        )

    def marcar_actuado(self, expediente_id: int) -> None:
        """La maquina ya actuo en este expediente: una persona lo confirma o lo deshace, detras de lo que se ve.

        Si ya estaba marcado no cambia nada: al fondo se va una sola vez.
        """
        self._con.execute(
            _E.update()
            .where(_E.c.id == expediente_id, ~_E.c.actuado)
            .values(actuado=True, prioridad_neg=_E.c.prioridad_neg + DETRAS, nivel="baja")
        )
        self._marcas.mover(expediente_id)

    def anotar_lote(self, cuantos: int, limpios: int, degradados: int, reglamento: str, modelo: str) -> None:
        """Asienta el lote juzgado."""
        self._registro.asentar(
            Suceso(
                "comentarios:juzgados",
                "evaluacion",
                datos={
                    "cuantos": cuantos,
                    "limpios": limpios,
                    "degradados": degradados,
                    "reglamento": reglamento,
                    "modelo": modelo,
                },
            )
        )

    def recientes(self, desde_id: int, limite: int) -> list[JuzgadoReciente]:
        """Lo juzgado despues de un veredicto, en el orden en que se juzgo; a lo sumo los `limite` ultimos.

        Por la clave de `veredicto`: no recorre la tabla.
        """
        ultimos = (
            select(_V.c.id, _V.c.comentario_id, _V.c.huella)
            .where(_V.c.id > desde_id)
            .order_by(_V.c.id.desc())
            .limit(limite)
            .subquery()
        )
        mismo = (_K.c.id == ultimos.c.comentario_id, _K.c.huella == ultimos.c.huella)
        filas = self._con.execute(
            select(ultimos.c.id, _K.c.id.label("comentario_id"), _K.c.huella, _K.c.texto, _K.c.creado)
            .add_columns(_A.c.id_externo.label("autor"), _C.c.red)
            # si el texto cambio despues, aquel ya no se ve
            .join(_K, and_(*mismo, _K.c.estado != EstadoComentario.SUSTITUIDO))
            .join(_C, _C.c.id == _K.c.cuenta_id)
            .outerjoin(_A, _A.c.id == _K.c.autor_id)
            .order_by(ultimos.c.id)
        )
        return [
            JuzgadoReciente(f.id, f.comentario_id, f.huella, f.texto, f.creado, f.autor or "", f.red)
            for f in filas
        ]
