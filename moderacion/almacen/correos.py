"""Los correos a las areas y sus enlaces: lo que se debe enviar, y con que se contesta una sola vez."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select

from moderacion.almacen.consultas import Repositorio, insertar
from moderacion.almacen.cuarentena import correo_retenido
from moderacion.almacen.estados import EstadoAviso
from moderacion.almacen.estados_redaccion import EstadoConsulta, EstadoVistoBueno, TipoCorreo
from moderacion.almacen.tablas import Borrador, Comunicado, Consulta, Correo, EnlaceArea, VistoBueno, tabla
from moderacion.bitacora import MAQUINA, Suceso

_R, _E, _Q, _V, _B, _M = (tabla(t) for t in (Correo, EnlaceArea, Consulta, VistoBueno, Borrador, Comunicado))
Fila = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DeQue:
    """De que trata un correo, o un enlace: de una consulta o de un visto bueno."""

    consulta_id: int | None = None
    visto_bueno_id: int | None = None

    @property
    def objeto(self) -> str:
        """Como figura en la bitacora."""
        return f"consulta/{self.consulta_id}" if self.consulta_id else f"visto_bueno/{self.visto_bueno_id}"


@dataclass(frozen=True, slots=True)
class CorreoPorEnviar:
    """Un correo reclamado, con aquello de que trata. `asunto`: el de la consulta, o el del comunicado; puede ir vacio."""

    id: int
    de_que: DeQue
    tipo: str
    vuelta: int
    intentos: int
    area: str
    numero: str
    asunto: str
    pregunta: str
    plazo: datetime | None
    escrito: str
    """Que se pide aprobar (el tipo de borrador), o vacio."""


class Correos(Repositorio):
    """La salida de correo, como tabla: se escribe antes de enviar y se repite si no consta que salio."""

    def abiertas(self) -> list[Fila]:
        """Las consultas que esperan respuesta, con los correos que ya se les escribieron («tipo:vuelta»)."""
        filas = self._con.execute(
            select(_Q.c.id, _Q.c.area, _Q.c.creada, _Q.c.plazo, _R.c.tipo, _R.c.vuelta)
            .outerjoin(_R, _R.c.consulta_id == _Q.c.id)
            .where(_Q.c.estado == EstadoConsulta.ABIERTA)
            .order_by(_Q.c.id)
        )
        vistas: dict[int, dict[str, Any]] = {}
        for f in filas:
            base = {"id": f.id, "area": f.area, "creada": f.creada, "plazo": f.plazo, "correos": set()}
            consulta = vistas.setdefault(f.id, base)
            if f.tipo:
                consulta["correos"].add(f"{f.tipo}:{f.vuelta}")
        return list(vistas.values())

    def poner_plazo(self, consulta_id: int, plazo: datetime) -> None:
        """Para cuando se espera la respuesta; el primero que se pone es el que vale."""
        donde = (_Q.c.id == consulta_id, _Q.c.plazo.is_(None))
        self._con.execute(_Q.update().where(*donde).values(plazo=plazo))

    def deber(self, de_que: DeQue, tipo: TipoCorreo, vuelta: int = 1) -> bool:
        """Escribe que se le debe ese correo. Dice si es nuevo."""
        r = self._con.execute(
            insertar(self._con, _R)
            .values(
                **asdict(de_que),
                tipo=tipo,
                vuelta=vuelta,
                estado=EstadoAviso.PENDIENTE,
                creado=self._ahora,
                error="",
            )
            .on_conflict_do_nothing()
        )
        if r.rowcount:
            datos = {"tipo": str(tipo), "vuelta": vuelta}
            self._registro.asentar(Suceso("correo:debido", de_que.objeto, MAQUINA, datos))
        return bool(r.rowcount)

    def reclamar(self, sin_respuesta_desde: datetime) -> CorreoPorEnviar | None:
        """Toma el siguiente por enviar, o uno que quedo a medias; lo que ya no se espera no sale."""
        listo = and_(
            _R.c.estado == EstadoAviso.PENDIENTE,
            or_(_R.c.no_antes_de.is_(None), _R.c.no_antes_de <= self._ahora),
        )
        a_medias = and_(_R.c.estado == EstadoAviso.ENVIANDO, _R.c.no_antes_de <= sin_respuesta_desde)
        se_espera = or_(
            _Q.c.estado == EstadoConsulta.ABIERTA,
            and_(_V.c.estado == EstadoVistoBueno.PEDIDO, _V.c.caduca > self._ahora),
        )
        consulta = (
            self._con_lo_suyo()
            .where(or_(listo, a_medias), se_espera, ~correo_retenido())
            .order_by(_R.c.id)
            .limit(1)
        )
        fila = self._con.execute(self._libre(consulta, de=_R)).mappings().first()
        if fila is None:
            return None
        cambios = {"estado": EstadoAviso.ENVIANDO, "intentos": _R.c.intentos + 1, "no_antes_de": self._ahora}
        self._con.execute(_R.update().where(_R.c.id == fila["id"]).values(**cambios))
        datos = dict(fila) | {"intentos": fila["intentos"] + 1}
        de_que = DeQue(datos.pop("consulta_id"), datos.pop("visto_bueno_id"))
        return CorreoPorEnviar(de_que=de_que, **datos)

    @staticmethod
    def _con_lo_suyo() -> Any:
        """Cada correo con su consulta, o con su visto bueno y lo que en el se pide aprobar."""
        coalesce = func.coalesce
        return (
            select(
                *(_R.c[n] for n in ("id", "consulta_id", "visto_bueno_id", "tipo", "vuelta", "intentos")),
                coalesce(_Q.c.area, _V.c.area).label("area"),
                coalesce(_Q.c.numero, _M.c.numero, "").label("numero"),
                coalesce(_Q.c.asunto, _M.c.asunto, "").label("asunto"),
                coalesce(_Q.c.pregunta, "").label("pregunta"),
                coalesce(_Q.c.plazo, _V.c.caduca).label("plazo"),
                coalesce(_B.c.tipo, "").label("escrito"),
            )
            .outerjoin(_Q, _Q.c.id == _R.c.consulta_id)
            .outerjoin(_V, _V.c.id == _R.c.visto_bueno_id)
            .outerjoin(_B, _B.c.id == _V.c.borrador_id)
            .outerjoin(_M, _M.c.borrador_id == _B.c.id)
        )

    def enviado(self, correo_id: int) -> None:
        """Salio."""
        valores = {"estado": EstadoAviso.ENVIADO, "enviado": self._ahora, "error": ""}
        self._con.execute(_R.update().where(_R.c.id == correo_id).values(**valores))
        self._registro.asentar(Suceso("correo:enviado", f"correo/{correo_id}"))

    def fallo(self, correo_id: int, error: str, no_antes_de: datetime) -> None:
        """No salio: se probara otra vez. Si entretanto otro envio salio, se queda como esta."""
        donde = (_R.c.id == correo_id, _R.c.estado == EstadoAviso.ENVIANDO)
        valores = {"estado": EstadoAviso.PENDIENTE, "error": error[:300], "no_antes_de": no_antes_de}
        self._con.execute(_R.update().where(*donde).values(**valores))
        self._registro.asentar(Suceso("correo:fallo", f"correo/{correo_id}", MAQUINA, {"error": error[:60]}))

    def de(self, consulta_id: int) -> list[Fila]:
        """Los de una consulta, por orden."""
        consulta = select(_R).where(_R.c.consulta_id == consulta_id).order_by(_R.c.id)
        return self._leidas(consulta)

    # --- los enlaces

    def emitir(self, huella: str, de_que: DeQue, para: str, caduca: datetime) -> None:
        """Guarda la huella de un enlace recien hecho. El de un visto bueno no vale mas que el."""
        if de_que.visto_bueno_id is not None:
            caduca = self._con.execute(
                select(_V.c.caduca).where(_V.c.id == de_que.visto_bueno_id)
            ).scalar_one()
        self._con.execute(
            _E.insert().values(huella=huella, para=para, creado=self._ahora, caduca=caduca, **asdict(de_que))
        )

    def enlace(self, huella: str) -> Fila | None:
        """El enlace con esa huella y su consulta, valga o no; None si no existe."""
        columnas = (
            _Q.c[n]
            for n in (
                "numero",
                "area",
                "asunto",
                "pregunta",
                "plazo",
                "estado",
                "respuesta",
                "respondida_por",
                "vence",
            )
        )
        consulta = select(*_E.c, *columnas).join(_Q, _Q.c.id == _E.c.consulta_id).where(_E.c.huella == huella)
        fila = self._con.execute(consulta).mappings().first()
        return dict(fila) if fila else None

    def enlace_visto(self, huella: str) -> Fila | None:
        """El enlace de un visto bueno con esa huella y lo que se pidio, valga o no; None si no existe."""
        nombres = ("borrador_id", "area", "estado", "cerrado", "firma", "motivo")
        consulta = (
            select(*_E.c, _V.c.huella.label("huella_pedida"), *(_V.c[n] for n in nombres))
            .join(_V, _V.c.id == _E.c.visto_bueno_id)
            .where(_E.c.huella == huella)
        )
        return next(iter(self._leidas(consulta)), None)

    def gastar(self, huella: str) -> bool:
        """Lo usa, si aun vale. Dice si pudo: dos a la vez, uno."""
        vale = (_E.c.huella == huella, _E.c.usado.is_(None), _E.c.caduca > self._ahora)
        return bool(self._con.execute(_E.update().where(*vale).values(usado=self._ahora)).rowcount)
