"""Lo que la gente pide sobre sus datos: cada paso, condicionado a como estaba la solicitud cuando alguien la miro."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, or_, select

from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.estados import SIN_ACABAR, EstadoApelacion, EstadoExpediente, EstadoIncidente
from moderacion.almacen.estados_conservacion import PASOS_SOLICITUD, VIVAS, Derecho, EstadoSolicitud
from moderacion.almacen.tablas import (
    Apelacion,
    Autor,
    Bloqueo,
    Comentario,
    Cuenta,
    Expediente,
    Incidente,
    Solicitud,
    Usuario,
    tabla,
)
from moderacion.almacen.textos_cola import plegar_busqueda
from moderacion.almacen.vaciado import PURGADO
from moderacion.bitacora import MAQUINA, Suceso
from moderacion.errores import Conflicto, NoExiste

_S, _A, _C, _K, _E, _B, _P, _I = (
    tabla(t) for t in (Solicitud, Autor, Cuenta, Comentario, Expediente, Bloqueo, Apelacion, Incidente)
)
_U = tabla(Usuario)
Fila = Mapping[str, Any]
DE_FUERA: Final = "publico/"
"""Con que empieza quien creo una que no apunto nadie de la casa."""
_HALLADOS: Final = 50
_SIN_TILDES: Final = dict(zip("áéíóúüñÁÉÍÓÚÜÑ", "aeiouunAEIOUUN", strict=True)) | dict.fromkeys(
    "\u0301\u0303\u0308", ""
)
"""Letras que quien busca escribe sin tilde, y las tildes sueltas de un nombre escrito por partes."""


@dataclass(frozen=True, slots=True)
class SolicitudNueva:
    """Lo que alguien pide. `constancia`: la huella del enlace con que puede ver como va, si lo pidio desde la calle."""

    derecho: Derecho
    nombre: str
    contacto: str
    relato: str
    recibida: datetime
    vence: datetime
    constancia: str = ""


class Solicitudes(Repositorio):
    """La bandeja."""

    def crear(self, n: SolicitudNueva, actor: str) -> int:
        """La apunta y devuelve su numero."""
        r = self._con.execute(
            _S.insert().values(
                derecho=n.derecho,
                nombre=n.nombre,
                contacto=n.contacto,
                relato=n.relato,
                recibida=n.recibida,
                vence=n.vence,
                creada_por=DE_FUERA + n.constancia if n.constancia else actor,
                autores=[],
                prorroga_motivo="",
                identidad_como="",
                motivo="",
                retiene_motivo="",
            )
        )
        cual = int(r.inserted_primary_key[0])  # type: ignore[index]
        self._asentar("recibida", cual, actor, {"derecho": n.derecho, "vence": n.vence.isoformat()})
        return cual

    def una(self, solicitud_id: int) -> Fila:
        """Una, con quien la decidio. Lanza `NoExiste`."""
        consulta = select(_S, _U.c.nombre.label("decidio")).outerjoin(_U, _U.c.id == _S.c.decidida_por)
        fila = self._con.execute(consulta.where(_S.c.id == solicitud_id)).mappings().first()
        if fila is None:
            raise NoExiste(f"no hay solicitud {solicitud_id}")
        return dict(fila)

    def por_constancia(self, huella: str) -> Fila | None:
        """La que alguien pidio desde la calle y de la que tiene el enlace con esa huella."""
        fila = self._con.execute(select(_S).where(_S.c.creada_por == DE_FUERA + huella)).mappings().first()
        return dict(fila) if fila else None

    def de_fuera(self, desde: datetime) -> int:
        """Cuantas llegaron de la calle desde entonces."""
        suyas = select(func.count()).where(_S.c.creada_por.like(f"{DE_FUERA}%"), _S.c.recibida >= desde)
        return int(self._con.execute(suyas).scalar_one())

    def vivas(self) -> list[Fila]:
        """Las que esperan algo, la que antes vence primero."""
        return self._leidas(select(_S).where(_S.c.estado.in_(VIVAS)).order_by(_S.c.vence, _S.c.id))

    def cerradas(self, limite: int) -> list[Fila]:
        """Las ultimas cerradas."""
        consulta = select(_S).where(_S.c.estado.not_in(VIVAS)).order_by(_S.c.cerrada.desc(), _S.c.id.desc())
        return self._leidas(consulta.limit(limite))

    def retenidas_cumplidas(self) -> list[Fila]:
        """Las retenidas cuyo plazo de retencion paso."""
        donde = (_S.c.estado == EstadoSolicitud.RETENIDA, _S.c.retiene_hasta <= self._ahora)
        return self._leidas(select(_S).where(*donde).order_by(_S.c.id))

    def pasar(self, solicitud_id: int, version: int, a: EstadoSolicitud, actor: str, **cambios: Any) -> None:
        """Un paso permitido, si nadie la cambio desde `version`. Lanza `NoExiste` o `Conflicto`."""
        f = self.una(solicitud_id)
        if a not in PASOS_SOLICITUD[EstadoSolicitud(f["estado"])]:
            raise Conflicto(f"la solicitud ya está «{f['estado']}»: eso no se puede hacer ahora")
        self._cambiar(solicitud_id, version, estado=a, **cambios)
        datos = {"autores": cambios["autores"]} if "autores" in cambios else {}
        self._asentar(a.value, solicitud_id, actor, datos)

    def cumplida(self, solicitud_id: int) -> None:
        """Se borro lo que pidio borrar, y quien lo pidio deja de estar aqui. Repetirlo no hace nada."""
        r = self._con.execute(
            _S.update()
            .where(_S.c.id == solicitud_id, _S.c.estado == EstadoSolicitud.CONCEDIDA)
            .values(estado=EstadoSolicitud.CUMPLIDA, cerrada=self._ahora, version=_S.c.version + 1)
        )
        if r.rowcount:
            self._asentar(EstadoSolicitud.CUMPLIDA.value, solicitud_id, MAQUINA, {})
            self.vaciar(solicitud_id)

    def prorrogar(self, solicitud_id: int, version: int, vence: datetime, motivo: str, actor: str) -> None:
        """Mas plazo, una sola vez. Lanza `NoExiste` o `Conflicto`."""
        f = self.una(solicitud_id)
        if f["prorrogada"] or f["estado"] not in VIVAS:
            raise Conflicto("el plazo solo se prorroga una vez, y antes de cerrar la solicitud")
        self._cambiar(solicitud_id, version, vence=vence, prorrogada=True, prorroga_motivo=motivo)
        self._asentar("prorrogada", solicitud_id, actor, {"vence": vence.isoformat()})

    def entregada(self, solicitud_id: int, actor: str) -> None:
        """Alguien se llevo el paquete de acceso."""
        self._asentar("entregada", solicitud_id, actor, {})

    def vaciar(self, solicitud_id: int) -> None:
        """De quien pidio y que dijo queda un sello."""
        f = self.una(solicitud_id)
        sello = self._registro.sellar(
            f"solicitud/{solicitud_id}", f"{f['nombre']}\n{f['contacto']}\n{f['relato']}"
        )
        self._con.execute(
            _S.update()
            .where(_S.c.id == solicitud_id)
            .values(nombre="", contacto="", relato="", identidad_como="", purgada=self._ahora)
        )
        self._registro.sellos.purgado([f"solicitud/{solicitud_id}"], con_sal=False)
        self._asentar("vaciada", solicitud_id, MAQUINA, {"sello": sello})

    def _cambiar(self, solicitud_id: int, version: int, **valores: Any) -> None:
        r = self._con.execute(
            _S.update()
            .where(_S.c.id == solicitud_id, _S.c.version == version)
            .values(version=_S.c.version + 1, **valores)
        )
        if not r.rowcount:
            raise Conflicto("otra persona cambió la solicitud: mírela otra vez antes de seguir")

    def _asentar(self, verbo: str, solicitud_id: int, actor: str, datos: Mapping[str, Any]) -> None:
        self._registro.asentar(Suceso(f"solicitud:{verbo}", f"solicitud/{solicitud_id}", actor, datos))

    # --- de quien es

    def buscar_autores(self, texto: str) -> list[Fila]:
        """Los autores que se llaman asi, con tildes o sin ellas, o con ese usuario, enlace o id; a lo sumo cincuenta."""
        limpio = texto.strip().lstrip("@")
        llano = plegar_busqueda(limpio)
        if not llano:
            return []
        donde = [_llana(c).contains(llano, autoescape=True) for c in (_A.c.nombre, _A.c.usuario, _A.c.enlace)]
        # otros alfabetos: SQLite no les quita las mayusculas
        donde += [_A.c.nombre.contains(limpio, autoescape=True), _A.c.id_externo == texto.strip()]
        return self._autores(or_(*donde), _A.c.id_externo.not_like(f"{PURGADO}%"))

    def autores(self, ids: Sequence[int]) -> list[Fila]:
        """Esos autores, con su cuenta y cuantos comentarios suyos hay."""
        return self._autores(_A.c.id.in_(list(ids)))

    def _autores(self, *donde: Any) -> list[Fila]:
        cuantos = select(func.count()).where(_K.c.autor_id == _A.c.id).scalar_subquery()
        return self._leidas(
            select(_A, _C.c.red, _C.c.nombre.label("cuenta"), cuantos.label("comentarios"))
            .join(_C, _C.c.id == _A.c.cuenta_id)
            .where(*donde)
            .order_by(_A.c.id)
            .limit(_HALLADOS)
        )

    def que_obliga(self, autores: Sequence[int]) -> list[Fila]:
        """Lo que obliga a guardar todavia lo de esas personas: que es, su numero y hasta cuando si se sabe."""
        suyos = _K.c.autor_id.in_(list(autores))
        consultas = {
            "bloqueo": select(_B.c.id, _B.c.hasta).where(
                _B.c.autor_id.in_(list(autores)), _B.c.estado.in_(SIN_ACABAR)
            ),
            "caso": select(_E.c.id, _E.c.toma_hasta)
            .join(_K, _K.c.id == _E.c.comentario_id)
            .where(suyos, _E.c.estado == EstadoExpediente.EN_COLA),
            "apelacion": select(_P.c.id, _P.c.caduca)
            .join(_E, _E.c.id == _P.c.expediente_id)
            .join(_K, _K.c.id == _E.c.comentario_id)
            .where(suyos, _P.c.estado == EstadoApelacion.PRESENTADA),
            "incidente": select(_I.c.id, _I.c.vence)
            .join(_K, _K.c.id == _I.c.comentario_id)
            .where(suyos, _I.c.estado != EstadoIncidente.CERRADO),
        }
        return [
            {"que": que, "id": f[0], "hasta": f[1] if que == "bloqueo" else None}
            for que, consulta in consultas.items()
            for f in self._con.execute(consulta.order_by("id"))
        ]


def _llana(columna: Any) -> Any:
    """Lo mismo sin tildes ni mayusculas, en los dos motores (PostgreSQL puede no traer `unaccent`)."""
    for con, sin in _SIN_TILDES.items():
        columna = func.replace(columna, con, sin)
    return func.lower(columna)
