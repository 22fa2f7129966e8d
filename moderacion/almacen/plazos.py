"""Lo que ya cumplio su plazo: cuanto hay de cada clase, desde cuando, y quitarlo por lotes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Table, and_, func, or_, select

from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.estados import (
    EstadoAviso,
    EstadoIncidente,
)
from moderacion.almacen.estados_conservacion import CERRADAS
from moderacion.almacen.estados_redaccion import EstadoBorrador, EstadoConsulta, EstadoSugerencia
from moderacion.almacen.plazos_por_id import APELAN, POR_ID
from moderacion.almacen.tablas import (
    Apelacion,
    Autor,
    Aviso,
    Bloqueo,
    Borrador,
    Comentario,
    Consulta,
    Entrega,
    Expediente,
    Incidente,
    IntentoIngreso,
    IntentoPublico,
    Orden,
    PasoIncidente,
    PeticionApi,
    PruebaIncidente,
    Publicacion,
    Restriccion,
    Revision,
    Sal,
    Salida,
    Sesion,
    Solicitud,
    Sugerencia,
    tabla,
)
from moderacion.almacen.vaciado import TEXTO_PURGADO

_K, _A, _E, _O, _B, _P, _I = (
    tabla(t) for t in (Comentario, Autor, Expediente, Orden, Bloqueo, Apelacion, Incidente)
)
_D, _R, _S, _PI, _N, _PU = (
    tabla(t) for t in (Borrador, Revision, Salida, PruebaIncidente, PasoIncidente, Publicacion)
)
_AV, _EN, _Q, _SU, _SE, _AP, _SO, _SAL, _RE = (
    tabla(t) for t in (Aviso, Entrega, Consulta, Sugerencia, Sesion, PeticionApi, Solicitud, Sal, Restriccion)
)


@dataclass(frozen=True, slots=True)
class Paso:
    """Un cambio sobre unas filas: `de` es la columna que las liga con las del plazo. Sin valores, se borran."""

    tabla: Table
    de: Column[Any]
    valores: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Clase:
    """Una clase que se purga con ordenes sueltas: que fila, desde que fecha corre su plazo y que se le quita."""

    tabla: Table
    fecha: ColumnElement[Any]
    cuando: ColumnElement[bool]
    pasos: tuple[Paso, ...]


def _de(t: Table, valores: Mapping[str, Any] | None = None) -> Paso:
    return Paso(t, t.c.id, valores)


_FIN_APELACION: Final = func.coalesce(_P.c.resuelta, _P.c.caduca)
_CERRADA: Final = _P.c.estado.not_in(APELAN)
_AHORA: Final = object()
"""Se cambia por la hora de la purga."""
SUELTAS: Final[Mapping[str, tuple[Clase, ...]]] = {
    "crudo": (
        Clase(_K, _K.c.leido, _K.c.con_crudo, (_de(_K, {"crudo": {}, "con_crudo": False}),)),
        Clase(_PU, _PU.c.visto, _PU.c.con_crudo, (_de(_PU, {"crudo": {}, "con_crudo": False}),)),
    ),
    "apelaciones": (
        Clase(
            _P,
            _FIN_APELACION,
            and_(_CERRADA, or_(_P.c.texto != "", _P.c.extracto != "")),
            (_de(_P, {"texto": "", "extracto": ""}),),
        ),
    ),
    "contactos": (
        Clase(_P, _FIN_APELACION, and_(_CERRADA, _P.c.contacto != ""), (_de(_P, {"contacto": ""}),)),
    ),
    "avisos": (
        Clase(
            _AV,
            _AV.c.creado,
            and_(
                _AV.c.estado.in_((EstadoAviso.ENVIADO, EstadoAviso.FALLIDO)),
                or_(_AV.c.cuerpo != "", _AV.c.asunto != ""),
            ),
            (_de(_AV, {"cuerpo": "", "asunto": "", "error": ""}),),
        ),
        Clase(_EN, _EN.c.empezada, _EN.c.asunto != "", (_de(_EN, {"asunto": "", "error": ""}),)),
    ),
    "incidentes": (
        Clase(
            _I,
            _I.c.cerrado,
            and_(_I.c.estado == EstadoIncidente.CERRADO, _I.c.motivo != TEXTO_PURGADO),
            (
                Paso(
                    _PI,
                    _PI.c.incidente_id,
                    {"titulo": "", "antes": None, "ahora": None, "detalle": {}, "purgada": _AHORA},
                ),
                Paso(_N, _N.c.incidente_id, {"nota": ""}),
                _de(_I, {"evidencia": [], "motivo": TEXTO_PURGADO}),
            ),
        ),
    ),
    "consultas": (
        Clase(
            _Q,
            func.coalesce(_Q.c.vence, _Q.c.creada),
            and_(_Q.c.estado != EstadoConsulta.ABIERTA, _Q.c.pregunta != TEXTO_PURGADO),
            (_de(_Q, {"asunto": TEXTO_PURGADO, "pregunta": TEXTO_PURGADO, "respuesta": TEXTO_PURGADO}),),
        ),
    ),
    "borradores": (
        Clase(
            _D,
            _D.c.cambiado,
            and_(_D.c.estado == EstadoBorrador.RETIRADO, _D.c.texto != ""),
            (
                Paso(_R, _R.c.borrador_id, {"texto": "", "motivo": ""}),
                Paso(_S, _S.c.borrador_id, {"texto": ""}),
                _de(_D, {"texto": "", "advertencias": [], "motivo_devolucion": ""}),
            ),
        ),
    ),
    "sugerencias": (
        Clase(
            _SU,
            _SU.c.cerrada,
            and_(_SU.c.estado != EstadoSugerencia.ABIERTA, _SU.c.motivo != TEXTO_PURGADO),
            (_de(_SU, {"ejemplos": [], "motivo": TEXTO_PURGADO}),),
        ),
    ),
    "sesiones": (Clase(_SE, _SE.c.caduca, _SE.c.id.is_not(None), (_de(_SE),)),),
    "intentos": tuple(
        Clase(t, t.c.fecha, t.c.id.is_not(None), (_de(t),))
        for t in (tabla(IntentoIngreso), tabla(IntentoPublico))
    ),
    "api": (Clase(_AP, _AP.c.caduca, _AP.c.clave != "", (Paso(_AP, _AP.c.clave),)),),
    "solicitudes": (
        Clase(
            _SO,
            _SO.c.cerrada,
            and_(_SO.c.estado.in_(CERRADAS), _SO.c.purgada.is_(None)),
            (
                _de(
                    _SO, {"nombre": "", "contacto": "", "relato": "", "identidad_como": "", "purgada": _AHORA}
                ),
            ),
        ),
    ),
    "sales": (
        Clase(_SAL, _SAL.c.purgada, _SAL.c.purgada.is_not(None), (Paso(_SAL, _SAL.c.sello),)),
        Clase(
            _RE,
            select(_K.c.purgado).where(_K.c.id == _RE.c.comentario_id).scalar_subquery(),
            _RE.c.sal.is_not(None),
            (_de(_RE, {"sal": None}),),
        ),
    ),
}
"""Las clases que no necesitan leer ningun texto; las demas, en `POR_ID`."""


CLASES: Final = (*POR_ID, *SUELTAS)


class Plazos(Repositorio):
    """Lo que toca purgar de cada clase."""

    def contar(self, clase: str, corte: datetime) -> int:
        """Cuantas filas quitaria hoy."""
        if clase in POR_ID:
            suyas = POR_ID[clase][1](corte).subquery()
            return int(self._con.execute(select(func.count()).select_from(suyas)).scalar_one())
        return sum(
            int(self._con.execute(select(func.count()).where(_cumplida(c, corte))).scalar_one())
            for c in SUELTAS[clase]
        )

    def ids(self, clase: str, corte: datetime, limite: int) -> list[int]:
        """Los siguientes de una clase que hay que leer para purgarla, el mas viejo primero."""
        orden, consulta = POR_ID[clase]
        return list(self._con.execute(consulta(corte).order_by(orden).limit(limite)).scalars())

    def quitar(self, clase: str, corte: datetime, limite: int) -> int:
        """Purga hasta `limite` filas de cada tabla de una clase suelta. Devuelve cuantas."""
        return sum(self._quitar(c, corte, limite) for c in SUELTAS[clase])

    def _quitar(self, c: Clase, corte: datetime, limite: int) -> int:
        clave = c.pasos[-1].de
        suyas = select(clave).where(_cumplida(c, corte)).order_by(clave).limit(limite)
        claves: Sequence[Any] = list(self._con.execute(self._libre(suyas)).scalars())
        for paso in c.pasos if claves else ():
            donde: ColumnElement[bool] = paso.de.in_(claves)
            if paso.valores is None:
                # una clave de repeticion es de un cliente: la misma puede ser, en otro, de algo que aun vale
                donde = and_(donde, _cumplida(c, corte))
                self._con.execute(paso.tabla.delete().where(donde))
            else:
                valores = {n: self._ahora if v is _AHORA else v for n, v in paso.valores.items()}
                self._con.execute(paso.tabla.update().where(donde).values(**valores))
        return len(claves)


def _cumplida(c: Clase, corte: datetime) -> ColumnElement[bool]:
    return and_(c.cuando, c.fecha < corte)
