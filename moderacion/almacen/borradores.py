"""Los borradores: cada paso es una actualizacion condicional con su revision y su suceso, todo junto."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import and_, bindparam, select
from sqlalchemy.exc import IntegrityError

from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.estados import TERMINADAS, EstadoOrden, OrigenPublicacion
from moderacion.almacen.estados_redaccion import (
    EN_MARCHA,
    PASOS_BORRADOR,
    VIVOS,
    EstadoBorrador,
    TipoBorrador,
)
from moderacion.almacen.incidentes import hay_incidente
from moderacion.almacen.paros import hay_paro
from moderacion.almacen.paso import Paso
from moderacion.almacen.tablas import (
    Autor,
    Borrador,
    Comentario,
    Consulta,
    Cuenta,
    Orden,
    Publicacion,
    Revision,
    Salida,
    Usuario,
    tabla,
)
from moderacion.bitacora import Suceso
from moderacion.errores import Conflicto, NoExiste

_B, _R, _K, _C, _A, _U, _O, _Q, _P, _S = (
    tabla(t)
    for t in (
        Borrador, Revision, Comentario, Cuenta, Autor, Usuario, Orden, Consulta, Publicacion, Salida,
    )
)  # fmt: skip
_SALIENDO: Final = tuple(EstadoOrden(e) for e in ("pendiente", "enviando", "desconocida", "a_persona"))
_RECIENTES: Final = 200
SIN_APROBAR: Final[Mapping[str, Any]] = {
    "aprobado_por": None,
    "aprobado": None,
    "aprobado_hasta": None,
    "aprobado_area": None,
    "huella_aprobada": None,
    "orden_id": None,
}
Fila = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BorradorNuevo:
    """Un borrador por guardar."""

    tipo: str
    cuenta_id: int
    texto: str
    huella: str
    autor_id: int
    comentario_id: int | None = None
    comentario_huella: str = ""
    expediente_id: int | None = None
    consulta_id: int | None = None
    impacto: str = ""
    advertencias: Sequence[Mapping[str, Any]] = ()
    medios: Sequence[Mapping[str, Any]] = ()


class Borradores(Repositorio):
    """Los textos nuestros."""

    def crear(self, nuevo: BorradorNuevo) -> int:
        """Guarda uno nuevo y devuelve su id."""
        ahora = {"creado": self._ahora, "cambiado": self._ahora}
        fijos = {"estado": EstadoBorrador.BORRADOR, "version": 1, "motivo_devolucion": ""}
        r = self._con.execute(
            _B.insert().values(
                **asdict(nuevo) | {"advertencias": list(nuevo.advertencias), "medios": list(nuevo.medios)},
                **fijos,
                **ahora,
            )
        )
        borrador_id = int(r.inserted_primary_key[0])  # type: ignore[index]
        self._anotar(borrador_id, Paso("creado", nuevo.autor_id))
        return borrador_id

    def recientes(self, autor_id: int, desde: datetime) -> list[Fila]:
        """Lo que alguien empezo desde entonces y aun no se aprueba. Espera a lo que el mismo este empezando a la vez."""
        self._con.execute(self._bloqueada(select(_U.c.id).where(_U.c.id == autor_id)))
        estados = (EstadoBorrador.BORRADOR, EstadoBorrador.EN_REVISION)
        donde = (_B.c.autor_id == autor_id, _B.c.creado >= desde, _B.c.estado.in_(estados))
        return self._leidas(self._enteros().where(*donde).order_by(_B.c.id))

    def pasar(self, b: Fila, a: EstadoBorrador, paso: Paso, valores: Mapping[str, Any] | None = None) -> None:
        """Un paso permitido, o un cambio sin salir del estado, si sigue como en `b`.

        Lanza `Conflicto` si otro lo movio o si ya hay otra respuesta en camino para el mismo comentario.
        """
        de = EstadoBorrador(b["estado"])
        if a is not de and a not in PASOS_BORRADOR[de]:
            raise ValueError(f"un borrador no pasa de {de} a {a}")
        if a in VIVOS and de not in VIVOS:
            self._exigir_sin_otro(b)
        cambios = {"estado": a, "version": b["version"] + 1, "cambiado": self._ahora} | dict(valores or {})
        donde = (_B.c.id == b["id"], _B.c.version == b["version"], _B.c.estado == de)
        try:
            r = self._con.execute(_B.update().where(*donde).values(**cambios))
        except IntegrityError as error:
            # dos a la vez en PostgreSQL: el indice dice lo que la consulta de arriba no pudo ver
            if "uq_borrador_vivo" not in str(error.orig):
                raise
            raise Conflicto("ya hay otra respuesta en camino para este comentario") from None
        if not r.rowcount:
            raise Conflicto("el borrador cambió mientras lo miraba")
        self._anotar(b["id"], paso)

    def _exigir_sin_otro(self, b: Fila) -> None:
        if b["comentario_id"] is None:
            return
        otro = self._con.execute(
            select(_B.c.id).where(
                _B.c.comentario_id == b["comentario_id"], _B.c.estado.in_(VIVOS), _B.c.id != b["id"]
            )
        ).scalar()
        if otro is not None:
            raise Conflicto(f"el borrador {otro} ya está en camino para este comentario")

    def _anotar(self, borrador_id: int, paso: Paso) -> None:
        """Deja la revision (con el texto) y el suceso (con su huella: la cadena no se borra, el texto si)."""
        b = self._con.execute(select(_B).where(_B.c.id == borrador_id)).mappings().one()
        self._con.execute(
            _R.insert().values(
                borrador_id=borrador_id,
                paso=paso.nombre,
                motivo=paso.motivo,
                usuario_id=paso.usuario_id,
                fecha=self._ahora,
                **{c: b[c] for c in ("version", "estado", "huella", "texto")},
            )
        )
        datos = {"estado": b["estado"], "version": b["version"], "huella": b["huella"]}
        self._registro.asentar(
            Suceso(f"borrador:{paso.nombre}", f"borrador/{borrador_id}", paso.actor, datos)
        )

    def uno(self, borrador_id: int) -> Fila:
        """Un borrador con lo que lo rodea. Lanza `NoExiste`."""
        fila = self._con.execute(self._enteros().where(_B.c.id == borrador_id)).mappings().first()
        if fila is None:
            raise NoExiste(f"no hay borrador {borrador_id}")
        return dict(fila)

    def listar(
        self, estados: Collection[EstadoBorrador], limite: int, *, tipos: Collection[TipoBorrador]
    ) -> list[Fila]:
        """Los de esos tipos que estan en alguno de esos estados, el cambiado hace mas tiempo primero."""
        donde = (_B.c.estado.in_(estados), _B.c.tipo.in_(list(tipos)))
        consulta = self._enteros().where(*donde).order_by(_B.c.cambiado, _B.c.id)
        return self._leidas(consulta.limit(limite))

    def del_comentario(self, comentario_id: int) -> list[Fila]:
        """Los de un comentario, por orden."""
        return self._leidas(self._enteros_de_uno(), {"comentario": comentario_id})

    @classmethod
    @cache
    def _enteros_de_uno(cls) -> Any:
        return cls._enteros().where(_B.c.comentario_id == bindparam("comentario")).order_by(_B.c.id)

    def apoyados(self, consulta_id: int) -> list[Fila]:
        """Los aprobados o programados que se apoyan en una consulta."""
        consulta = self._enteros().where(_B.c.consulta_id == consulta_id, _B.c.estado.in_(EN_MARCHA))
        return self._leidas(consulta.order_by(_B.c.id))

    def aprobados(self, cuenta_id: int, limite: int) -> list[Fila]:
        """Las respuestas aprobadas de una cuenta que esperan su orden."""
        donde = (
            _B.c.cuenta_id == cuenta_id,
            _B.c.estado == EstadoBorrador.APROBADO,
            _B.c.tipo == TipoBorrador.RESPUESTA,
        )
        consulta = self._enteros().where(*donde).order_by(_B.c.id).limit(limite)
        return self._leidas(consulta)

    def esperan(self, cuenta_id: int, pedidos_antes_de: datetime) -> list[Fila]:
        """Las respuestas programadas de una cuenta cuya orden se pidio antes de esa hora y no ha salido."""
        espera = and_(_O.c.estado == EstadoOrden.PENDIENTE, _O.c.creada < pedidos_antes_de)
        consulta = self._programados(cuenta_id, espera).where(_B.c.tipo == TipoBorrador.RESPUESTA)
        return self._leidas(consulta.order_by(_B.c.id))

    def con_orden_terminada(self, cuenta_id: int) -> list[Fila]:
        """Los programados de una cuenta cuya orden ya acabo, bien o mal (sin los que esperan a una persona)."""
        return self._leidas(self._programados(cuenta_id, _O.c.estado.in_(TERMINADAS)))

    def _programados(self, cuenta_id: int, con_orden: Any) -> Any:
        estado = _B.c.estado == EstadoBorrador.PROGRAMADO
        return self._enteros().where(_B.c.cuenta_id == cuenta_id, estado, con_orden)

    @staticmethod
    @cache
    def _enteros() -> Any:
        autor, aprueba = _U.alias(), _U.alias()
        return (
            select(
                *_B.c,
                _C.c.red,
                _C.c.nombre.label("cuenta"),
                autor.c.nombre.label("autor"),
                aprueba.c.nombre.label("aprobador"),
                _A.c.nombre.label("ciudadano"),
                *(
                    _K.c[n].label(f"comentario_{n}")
                    for n in ("texto", "estado", "estado_red", "puede_responder", "enlace", "creado")
                ),
                _K.c.huella.label("comentario_ahora"),
                _Q.c.numero.label("consulta"),
                _O.c.estado.label("orden_estado"),
                _O.c.error.label("orden_error"),
                _O.c.cerrada.label("orden_cerrada"),
            )
            .join(_C, _C.c.id == _B.c.cuenta_id)
            .join(autor, autor.c.id == _B.c.autor_id)
            .outerjoin(aprueba, aprueba.c.id == _B.c.aprobado_por)
            .outerjoin(_K, _K.c.id == _B.c.comentario_id)
            .outerjoin(_A, _A.c.id == _K.c.autor_id)
            .outerjoin(_Q, _Q.c.id == _B.c.consulta_id)
            .outerjoin(_O, _O.c.id == _B.c.orden_id)
        )

    def historia(self, borrador_id: int) -> list[Fila]:
        """Sus pasos, por orden, cada uno con el texto de entonces y quien lo dio."""
        consulta = (
            select(*_R.c, _U.c.nombre.label("usuario"))
            .outerjoin(_U, _U.c.id == _R.c.usuario_id)
            .where(_R.c.borrador_id == borrador_id)
            .order_by(_R.c.version)
        )
        return self._leidas(consulta)

    def orden_de(self, clave: str) -> int:
        """El id de la orden con esa clave."""
        return int(self._con.execute(select(_O.c.id).where(_O.c.clave == clave)).scalar_one())

    def congelada(self, cuenta_id: int) -> bool:
        """Si la cuenta tiene un incidente sin cerrar (articulo 13), o un paro: ni responde ni publica."""
        paran = (hay_incidente(cuenta_id), hay_paro(cuenta_id))
        return any(self._con.execute(c).first() is not None for c in paran)

    def publicado(
        self, ventana: timedelta, *, sin: Collection[int] = (), sin_borradores: Collection[int] = ()
    ) -> list[tuple[str, datetime, str]]:
        """Lo que publicamos (no las respuestas) en esa ventana, o esta saliendo: texto, fecha y red, lo mas viejo primero.

        `sin`: publicaciones que no cuentan, porque se van a cambiar. `sin_borradores`: los que lo publicaron y no
        cuentan: el mismo, o el que se sustituye.
        """
        publicadas = self._publicadas(self._ahora - ventana, list(sin), list(sin_borradores))
        saliendo = (
            select(_O.c.texto, _O.c.creada, _C.c.red)
            .join(_C, _C.c.id == _O.c.cuenta_id)
            .join(_S, _S.c.orden_id == _O.c.id)
            .where(_O.c.estado.in_(_SALIENDO), _S.c.borrador_id.not_in(list(sin_borradores)))
        )
        filas = [*self._con.execute(publicadas), *self._con.execute(saliendo)]
        return sorted(((f[0], f[1], f[2]) for f in filas), key=lambda f: f[1])

    @staticmethod
    def _publicadas(desde: datetime, sin: list[int], sin_borradores: list[int]) -> Any:
        suya = (
            select(_S.c.id)
            .join(_O, _O.c.id == _S.c.orden_id)
            .where(
                _S.c.borrador_id.in_(sin_borradores),
                _O.c.cuenta_id == _P.c.cuenta_id,
                _O.c.id_externo == _P.c.id_externo,
            )
        )
        return (
            select(_P.c.texto, _P.c.creado, _C.c.red)
            .join(_C, _C.c.id == _P.c.cuenta_id)
            .where(
                _P.c.padre_externo.is_(None),
                _P.c.creado >= desde,
                _P.c.borrada.is_(None),
                _P.c.id.not_in(sin),
                # lo que quizá puso un intruso no es palabra de la institucion
                _P.c.origen != OrigenPublicacion.DESCONOCIDA,
                ~suya.exists(),
            )
            .order_by(_P.c.creado.desc())
            .limit(_RECIENTES)
        )
