"""Lo que la maquina dijo: veredictos, hallazgos y el expediente que abren, en una transaccion."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, and_, func, select

from moderacion.almacen.apelaciones import APELADO, hay_abierta
from moderacion.almacen.bitacora import Registro
from moderacion.almacen.consultas import Repositorio, insertar
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

    def guardar(self, v: VeredictoNuevo) -> Asentado | None:
        """Guarda el veredicto si el texto sigue siendo el juzgado. None: cambio entretanto o ya estaba."""
        mirado = select(_K.c.huella, _K.c.estado).where(_K.c.id == v.comentario_id)
        actual = self._con.execute(self._bloqueada(mirado)).one()
        if actual.huella != v.huella or actual.estado != EstadoComentario.PENDIENTE:
            return None
        veredicto_id, repetido = self._insertar(v)
        if repetido:
            v = self._como_entonces(v, veredicto_id)
        expediente_id = self._expediente(v, veredicto_id)
        estado = EstadoComentario.LIMPIO if expediente_id is None else EstadoComentario.EN_COLA
        self._con.execute(
            _K.update().where(_K.c.id == v.comentario_id).values(estado=estado, toma_hasta=None)
        )
        return Asentado(veredicto_id, expediente_id, repetido)

    def _insertar(self, v: VeredictoNuevo) -> tuple[int, bool]:
        """(id del veredicto, si ya estaba)."""
        clave = {
            "comentario_id": v.comentario_id,
            "huella": v.huella,
            "version_reglamento": v.version_reglamento,
            "version_modelo": v.version_modelo,
        }
        resultado = self._con.execute(
            insertar(self._con, _V)
            .values(
                **clave,
                propuesta=v.propuesta,
                bloquear=v.bloquear,
                critica=v.critica,
                automatica=v.automatica,
                degradado=v.degradado,
                razon_degradado=v.razon_degradado,
                intencion=list(v.intencion),
                indicios=dict(v.indicios),
                contexto=None if v.contexto is None else dict(v.contexto),
                fecha=self._ahora,
            )
            .on_conflict_do_nothing()
        )
        if resultado.rowcount == 0:
            ya = select(_V.c.id).where(*(_V.c[c] == valor for c, valor in clave.items()))
            return int(self._con.execute(ya).scalar_one()), True
        veredicto_id = int(resultado.inserted_primary_key[0])  # type: ignore[index]
        if v.hallazgos:
            self._con.execute(_H.insert(), [{**h, "veredicto_id": veredicto_id} for h in v.hallazgos])
        return veredicto_id, False

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

    def _expediente(self, v: VeredictoNuevo, veredicto_id: int) -> int | None:
        """Abre el expediente, o reabre el que habia: lo que entro en la cola sale solo por decision."""
        previo = self._con.execute(
            select(_E.c.id, _E.c.estado, _E.c.actuado).where(_E.c.comentario_id == v.comentario_id)
        ).first()
        if not v.a_cola and (previo is None or previo.estado == EstadoExpediente.RESUELTO):
            return None
        if previo is None:
            expediente_id, verbo = self._abrir(v, veredicto_id), "abierto"
        else:
            expediente_id, verbo = int(previo.id), "reabierto"
            decidido = previo.estado == EstadoExpediente.RESUELTO
            self._reabrir(expediente_id, v, veredicto_id, actuado=previo.actuado and not decidido)
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
        return expediente_id

    def _abrir(self, v: VeredictoNuevo, veredicto_id: int) -> int:
        grupo = self._grupo(v.parecido_a)
        r = self._con.execute(
            _E.insert().values(
                comentario_id=v.comentario_id,
                cuenta_id=v.cuenta_id,
                veredicto_id=veredicto_id,
                estado=EstadoExpediente.EN_COLA,
                prioridad_neg=-v.puesto.prioridad,
                nivel=v.puesto.nivel,
                razones=dict(v.puesto.razones),
                creado=v.creado,
                grupo=grupo,
                abierto=self._ahora,
            )
        )
        expediente_id = int(r.inserted_primary_key[0])  # type: ignore[index]
        if grupo is None:
            # el primero de los suyos: los que se le parezcan llevaran su numero
            self._con.execute(_E.update().where(_E.c.id == expediente_id).values(grupo=expediente_id))
        return expediente_id

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

    def _grupo(self, comentario_id: int | None) -> int | None:
        """El grupo del expediente de un comentario casi igual, si lo tiene."""
        if comentario_id is None:
            return None
        return self._con.execute(
            select(func.coalesce(_E.c.grupo, _E.c.id)).where(_E.c.comentario_id == comentario_id)
        ).scalar_one_or_none()

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
