"""Lo que la maquina dijo: veredictos, hallazgos y el expediente que abren, en una transaccion."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy import Connection, and_, bindparam, func, select

from moderacion.almacen.apelaciones import APELADO, hay_abierta
from moderacion.almacen.bitacora import Registro
from moderacion.almacen.consultas import IDS, Repositorio, insertar_muchas
from moderacion.almacen.estados import EstadoComentario, EstadoExpediente
from moderacion.almacen.juzgados import PASAR, PREVIOS, Asentado, JuzgadoReciente, Puesto, VeredictoNuevo
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
_CLAVE: Final = ("comentario_id", "huella", "version_reglamento", "version_modelo")
_DE_VEREDICTO: Final = (
    *_CLAVE, "propuesta", "bloquear", "critica", "automatica", "degradado", "razon_degradado", "intencion", "indicios",
    "contexto", "semejanza",
)  # fmt: skip
# hechas una vez: construirlas para quinientos ids cuesta mas que correrlas
_APARTAR: Final = select(_K.c.id).where(_K.c.id.in_(IDS)).order_by(_K.c.id)
_VIGENTES: Final = (
    select(_K.c.id, _K.c.huella)
    .where(_K.c.id.in_(IDS), _K.c.estado == EstadoComentario.PENDIENTE)
    .order_by(_K.c.id)
)
_GRUPOS: Final = select(_E.c.comentario_id, func.coalesce(_E.c.grupo, _E.c.id)).where(
    _E.c.comentario_id.in_(IDS)
)
_PRIMEROS: Final = _E.update().where(_E.c.id.in_(IDS)).values(grupo=_E.c.id)
_AGRUPAR: Final = _E.update().where(_E.c.id == bindparam("expediente")).values(grupo=bindparam("suyo"))


class Veredictos(Repositorio):
    """Guarda veredictos y abre expedientes."""

    def __init__(self, con: Connection, registro: Registro, marcas: Marcas, novedades: Novedades) -> None:
        super().__init__(con, registro)
        self._marcas = marcas
        self._novedades = novedades
        self._apartados: set[int] = set()

    def apartar(self, comentarios: Sequence[int]) -> None:
        """Al empezar la unidad que guarda un lote: hasta su fin nadie mas cambia esos comentarios.

        Ademas guarda veredictos uno a la vez: quien lee lo nuevo por «id mayor que el ultimo que vi» (`recientes`) no
        puede saltarse uno menor que todavia no se habia confirmado.
        """
        self._turno(Turno.VEREDICTOS)
        if self._bloquea:
            self._con.execute(self._bloqueada(_APARTAR), {"ids": list(comentarios)})
            self._apartados.update(comentarios)

    def guardar(self, lote: Sequence[VeredictoNuevo]) -> list[Asentado | None]:
        """Guarda los de los textos que siguen siendo los juzgados. None, en su sitio: cambio entretanto o ya estaba.

        Pocas ordenes por lote, sea cual sea su tamaño: mientras dura, ningun otro trabajador guarda los suyos.
        """
        vigentes = self._vigentes(lote)
        ids, repetidos = self._insertar(vigentes)
        vigentes = [
            self._como_entonces(v, ids[v.comentario_id]) if v.comentario_id in repetidos else v
            for v in vigentes
        ]
        en_cola = self._expedientes(vigentes, ids)
        self._pasar([v.comentario_id for v in vigentes if v.comentario_id not in en_cola], limpio=True)
        self._pasar(list(en_cola), limpio=False)
        return [
            Asentado(ids[k], en_cola.get(k), k in repetidos) if (k := v.comentario_id) in ids else None
            for v in lote
        ]

    def _vigentes(self, lote: Sequence[VeredictoNuevo]) -> list[VeredictoNuevo]:
        ids = [v.comentario_id for v in lote]
        apartados = self._apartados.issuperset(ids)  # ya son de esta unidad
        filas = self._con.execute(_VIGENTES if apartados else self._bloqueada(_VIGENTES), {"ids": ids})
        actual = {f.id: f.huella for f in filas}
        return [v for v in lote if actual.get(v.comentario_id) == v.huella]

    def _insertar(self, lote: Sequence[VeredictoNuevo]) -> tuple[dict[int, int], frozenset[int]]:
        """(comentario → su veredicto, los que ya estaban)."""
        if not lote:
            return {}, frozenset()
        filas = [{n: getattr(v, n) for n in _DE_VEREDICTO} | {"fecha": self._ahora} for v in lote]
        nuevos = insertar_muchas(self._con, _V, filas, "comentario_id", "id", salta=True)
        ids = {f.comentario_id: f.id for f in nuevos}
        repetidos = frozenset(v.comentario_id for v in lote) - ids.keys()
        hallazgos = [
            {**h, "veredicto_id": ids[v.comentario_id]}
            for v in lote
            if v.comentario_id not in repetidos
            for h in v.hallazgos
        ]
        if hallazgos:
            insertar_muchas(self._con, _H, hallazgos)
        for v in (v for v in lote if v.comentario_id in repetidos):
            ya = select(_V.c.id).where(*(_V.c[c] == getattr(v, c) for c in _CLAVE))
            ids[v.comentario_id] = int(self._con.execute(ya).scalar_one())
        return ids, repetidos

    def _pasar(self, comentarios: Sequence[int], *, limpio: bool) -> None:
        if comentarios:
            self._con.execute(PASAR[limpio], {"ids": list(comentarios)})

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
            a_cola=a_cola or aquel.degradado or bool(v.ademas),
        )

    def _expedientes(self, lote: Sequence[VeredictoNuevo], ids: Mapping[int, int]) -> dict[int, int]:
        """Abre los que hagan falta, o reabre los que habia: lo que entro en la cola sale solo por decision."""
        filas = self._con.execute(PREVIOS, {"ids": [v.comentario_id for v in lote]})
        previos = {f.comentario_id: f for f in filas}
        en_cola = self._abrir([v for v in lote if v.a_cola and v.comentario_id not in previos], ids)
        for v in lote:
            previo, veredicto_id = previos.get(v.comentario_id), ids[v.comentario_id]
            # lo que alguien oculto por lo que decia antes no sigue oculto sin que nadie lea lo que dice ahora
            if previo is not None and (
                v.a_cola or previo.estado != EstadoExpediente.RESUELTO or previo.oculto
            ):
                decidido = previo.estado == EstadoExpediente.RESUELTO
                self._reabrir(previo.id, v, veredicto_id, actuado=previo.actuado and not decidido)
                en_cola[v.comentario_id] = int(previo.id)
            if v.comentario_id in en_cola:
                verbo = "abierto" if previo is None else "reabierto"
                self._decir(en_cola[v.comentario_id], verbo, v, veredicto_id)
        return en_cola

    def _decir(self, expediente_id: int, verbo: str, v: VeredictoNuevo, veredicto_id: int) -> None:
        self._marcas.mover(expediente_id)
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

    def _abrir(self, lote: Sequence[VeredictoNuevo], ids: Mapping[int, int]) -> dict[int, int]:
        """(comentario → su expediente nuevo)."""
        if not lote:
            return {}
        grupos = self._grupos({v.parecido_a for v in lote if v.parecido_a is not None})
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
                "grupo": grupos.get(v.parecido_a or 0),
                "abierto": self._ahora,
            }
            for v in lote
        ]
        nuevos = insertar_muchas(self._con, _E, filas, "comentario_id", "id")
        abiertos = {f.comentario_id: f.id for f in nuevos}
        self._agrupar(lote, abiertos, grupos)
        return abiertos

    def _agrupar(
        self, lote: Sequence[VeredictoNuevo], abiertos: Mapping[int, int], grupos: Mapping[int, int]
    ) -> None:
        """Pone su grupo a los que se parecen a otro de su lote, y a los primeros de los suyos, que llevan su numero."""
        de_todos, primeros, cambios = dict(grupos), [], []
        for v in lote:
            expediente_id = abiertos[v.comentario_id]
            grupo = de_todos[v.comentario_id] = de_todos.get(v.parecido_a or 0, expediente_id)
            if grupo == expediente_id:
                primeros.append(expediente_id)
            elif v.parecido_a not in grupos:
                cambios.append({"expediente": expediente_id, "suyo": grupo})
        if primeros:
            self._con.execute(_PRIMEROS, {"ids": primeros})
        if cambios:
            self._con.execute(_AGRUPAR, cambios)

    def _reabrir(self, expediente_id: int, v: VeredictoNuevo, veredicto_id: int, *, actuado: bool) -> None:
        """`actuado`: la maquina lo oculto y nadie lo ha decidido. Si se decidio, una persona ya lo confirmo o deshizo."""
        lugar, nivel = -v.puesto.prioridad, v.puesto.nivel
        if hay_abierta(self._con, expediente_id):
            # editar el texto no manda al fondo una apelacion que espera
            lugar = min(lugar, -APELADO)
        elif actuado:
            # editarlo no lo muestra: sigue oculto, y espera detras de lo que se ve; si ahora urge, se dice
            lugar, nivel = lugar + DETRAS, nivel if v.puesto.razones.get("urgente") else "baja"
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

    def _grupos(self, comentarios: Collection[int]) -> dict[int, int]:
        """El grupo del expediente de cada comentario que lo tiene."""
        if not comentarios:
            return {}
        return {f[0]: f[1] for f in self._con.execute(_GRUPOS, {"ids": list(comentarios)})}

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
            select(_V.c.id, _V.c.comentario_id, _V.c.huella, _V.c.semejanza)
            .where(_V.c.id > desde_id)
            .order_by(_V.c.id.desc())
            .limit(limite)
            .subquery()
        )
        mismo = (_K.c.id == ultimos.c.comentario_id, _K.c.huella == ultimos.c.huella)
        filas = self._con.execute(
            select(ultimos.c.id, _K.c.id.label("comentario_id"), _K.c.huella, _K.c.texto, _K.c.creado)
            .add_columns(func.coalesce(_A.c.id_externo, ""), _C.c.red, ultimos.c.semejanza)
            # si el texto cambio despues, aquel ya no se ve
            .join(_K, and_(*mismo, _K.c.estado != EstadoComentario.SUSTITUIDO))
            .join(_C, _C.c.id == _K.c.cuenta_id)
            .outerjoin(_A, _A.c.id == _K.c.autor_id)
            .order_by(ultimos.c.id)
        )
        return [JuzgadoReciente(*f) for f in filas]
