"""Los avisos que se deben, y cada envio: se reclaman por destino, para que ninguno tenga dos envios a la vez."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import and_, bindparam, func, or_, select, text

from moderacion.almacen.consultas import Repositorio, insertar
from moderacion.almacen.cuarentena import aviso_retenido
from moderacion.almacen.despertar import despertar
from moderacion.almacen.estados import EstadoAviso, EstadoEntrega
from moderacion.almacen.tablas import Aviso, Canal, Cuenta, Entrega, Escalada, Incidente, PasoIncidente, tabla
from moderacion.bitacora import MAQUINA, Suceso

_V, _C, _E, _I, _S, _K, _N = (
    tabla(t) for t in (Aviso, Canal, Entrega, Incidente, Escalada, Cuenta, PasoIncidente)
)
_PASOS: Final = 3
"""Los que dice un aviso: quien lo recibe de noche tiene que saber por donde empezar."""
_ERROR: Final = 300
JUNTOS: Final = 5000
"""Cuantos avisos caben en un envio: el mensaje nombra los primeros y cuenta los demas."""
POR_ENVIAR: Final = text("aviso.estado IN ('pendiente', 'enviando') AND aviso.callado IS NULL")
"""Con sus letras y no con datos: es la condicion del indice parcial, y con datos no se reconoce."""
Fila = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Lote:
    """Lo reclamado para un destino: un envio con uno o varios avisos."""

    entrega_id: int
    destino: str
    tipo: str
    avisos: Sequence[Fila]
    intentos: int
    """Los que lleva, con este, el aviso que mas lleva."""


class Avisos(Repositorio):
    """Los avisos, los canales y el registro de envios."""

    def deber(self, filas: Sequence[Mapping[str, Any]]) -> None:
        """Escribe los avisos que se deben. El mismo destino, una vez por movimiento."""
        comunes = {"estado": EstadoAviso.PENDIENTE, "intentos": 0, "creado": self._ahora, "error": ""}
        if filas:
            nueva = insertar(self._con, _V).on_conflict_do_nothing()
            self._con.execute(nueva, [{**comunes, "asunto": "", "cuerpo": "", **f} for f in filas])
            despertar(self._con, "avisar")

    def destinos_por_enviar(self, muerto_desde: datetime) -> list[str]:
        """Destinos que tienen algo que enviar ahora; los que van bien, primero."""
        consulta = (
            select(_V.c.destino, _C.c.fallos)
            .outerjoin(_C, _C.c.destino == _V.c.destino)
            .where(self._listo(muerto_desde))
            .where(or_(_C.c.no_antes_de.is_(None), _C.c.no_antes_de <= self._ahora))
            .distinct()
        )
        filas = self._con.execute(consulta).all()
        return [f.destino for f in sorted(filas, key=lambda f: (f.fallos or 0, f.destino))]

    def reclamar(
        self, destino: str, muerto_desde: datetime, hueco: Callable[[str], timedelta]
    ) -> Lote | None:
        """Lo siguiente para ese destino, que pasa a estar enviandose; None si no hay, o si ya se le esta enviando algo.

        Lo insistente sale solo. Lo demas, junto, y no antes de `hueco` (segun el tipo de canal) desde el ultimo envio suelto.
        """
        canal = self._canal(destino)
        if canal is None or (canal["no_antes_de"] and canal["no_antes_de"] > self._ahora):
            return None
        if self._ocupado(destino, muerto_desde):
            return None
        uno = self._libres(destino, muerto_desde, _V.c.insistente, 1)
        juntos = uno
        if not uno:
            if canal["ultimo_suelto"] and canal["ultimo_suelto"] > self._ahora - hueco(canal["tipo"]):
                return None
            juntos = self._libres(destino, muerto_desde, ~_V.c.insistente, JUNTOS)
        if not juntos:
            return None
        if not uno:
            self._con.execute(_C.update().where(_C.c.destino == destino).values(ultimo_suelto=self._ahora))
        return self._empezar(destino, canal["tipo"], juntos)

    def _canal(self, destino: str) -> Fila | None:
        """La fila del canal, que otro proceso no toca hasta el fin de la unidad; None si la tiene otro."""
        consulta = select(_C).where(_C.c.destino == destino)
        fila = self._con.execute(self._libre(consulta)).mappings().first()
        return dict(fila) if fila else None

    def _ocupado(self, destino: str, muerto_desde: datetime) -> bool:
        donde = (
            _E.c.destino == destino,
            _E.c.estado == EstadoEntrega.EN_CURSO,
            _E.c.clase == "aviso",
            _E.c.empezada > muerto_desde,
        )
        # con el indice por destino, los ultimos: uno en curso siempre es de los mas nuevos
        ultimas = select(_E.c.id).where(_E.c.destino == destino).order_by(_E.c.id.desc()).limit(8)
        return self._con.execute(select(_E.c.id).where(*donde, _E.c.id.in_(ultimas))).first() is not None

    def _listo(self, muerto_desde: datetime) -> Any:
        """Pendiente y a su hora, o a medias porque quien lo enviaba murio."""
        return and_(
            POR_ENVIAR,
            ~aviso_retenido(),
            or_(
                and_(
                    _V.c.estado == EstadoAviso.PENDIENTE,
                    or_(_V.c.no_antes_de.is_(None), _V.c.no_antes_de <= self._ahora),
                ),
                and_(_V.c.estado == EstadoAviso.ENVIANDO, _V.c.no_antes_de <= muerto_desde),
            ),
        )

    def _libres(self, destino: str, muerto_desde: datetime, cuales: Any, limite: int) -> list[Fila]:
        """Los que nadie mas tiene; los que menos veces han fallado, primero."""
        columnas = [
            "id",
            "incidente_id",
            "clase",
            "paso",
            "vuelta",
            "persona",
            "intentos",
            "insistente",
            "entrega_id",
            "estado",
        ]
        consulta = (
            select(*(_V.c[n] for n in columnas))
            .where(_V.c.destino == destino, self._listo(muerto_desde), cuales)
            .order_by(_V.c.intentos, _V.c.id)
            .limit(limite)
        )
        return self._leidas(self._libre(consulta))

    def _empezar(self, destino: str, tipo: str, juntos: Sequence[Fila]) -> Lote:
        muertas = {f["entrega_id"] for f in juntos if f["estado"] == EstadoAviso.ENVIANDO and f["entrega_id"]}
        if muertas:
            valores = {"estado": EstadoEntrega.SIN_SABER, "terminada": self._ahora}
            donde = (_E.c.id.in_(muertas), _E.c.estado == EstadoEntrega.EN_CURSO)
            self._con.execute(_E.update().where(*donde).values(**valores))
        entrega = self.abrir_entrega(destino, "aviso", len(juntos))
        cambios = {"estado": EstadoAviso.ENVIANDO, "intentos": _V.c.intentos + 1, "entrega_id": entrega}
        orden = _V.update().where(_V.c.id == bindparam("este")).values(no_antes_de=self._ahora, **cambios)
        self._con.execute(orden, [{"este": f["id"]} for f in juntos])
        return Lote(entrega, destino, tipo, juntos, max(f["intentos"] for f in juntos) + 1)

    def hechos(self, incidentes: Sequence[int]) -> dict[int, Fila]:
        """Lo que se sabe ahora de esos incidentes y hace falta para contarlo."""
        columnas = (
            *(
                _I.c[n]
                for n in (
                    "id",
                    "tipo",
                    "motivo",
                    "evidencia",
                    "veces",
                    "ultima",
                    "abierto",
                    "estado",
                    "gravedad",
                    "vence",
                    "congela",
                    "comentario_id",
                )
            ),
            *(_S.c[n] for n in ("acuse", "acuse_de", "cadena", "movimiento")),
            _K.c.nombre.label("cuenta"),
            _K.c.red,
        )
        consulta = (
            select(*columnas)
            .join(_K, _K.c.id == _I.c.cuenta_id)
            .outerjoin(_S, _S.c.incidente_id == _I.c.id)
            .where(_I.c.id.in_(list(incidentes)))
        )
        pasos = self.por_hacer(incidentes)
        return {f["id"]: {**f, "pasos": pasos.get(f["id"], [])} for f in self._leidas(consulta)}

    def por_hacer(self, incidentes: Sequence[int]) -> dict[int, list[Fila]]:
        """Lo primero que queda por hacer de cada uno; el que no tiene nada, no sale."""
        consulta = (
            select(_N.c.incidente_id, _N.c.texto, _N.c.enlace)
            .where(_N.c.incidente_id.in_(list(incidentes)), _N.c.hecho.is_(None))
            .order_by(_N.c.incidente_id, _N.c.orden)
        )
        por = groupby(self._leidas(consulta), key=itemgetter("incidente_id"))
        return {n: list(islice(suyos, _PASOS)) for n, suyos in por}

    # --- como fue

    def escrito(self, lote: Lote, asunto: str, cuerpo: str) -> None:
        """Lo que se va a decir."""
        suyos = _V.c.entrega_id == lote.entrega_id
        self._con.execute(_V.update().where(suyos).values(asunto=asunto, cuerpo=cuerpo))
        self._con.execute(_E.update().where(_E.c.id == lote.entrega_id).values(asunto=asunto))

    def enviado(self, lote: Lote) -> None:
        """Salio."""
        valores = {"estado": EstadoAviso.ENVIADO, "enviado": self._ahora, "error": ""}
        self._con.execute(_V.update().where(_V.c.entrega_id == lote.entrega_id).values(**valores))
        self.cerrar_entrega(lote.entrega_id, lote.destino, "", 0)
        datos = {"avisos": [f["id"] for f in lote.avisos[:20]], "cuantos": len(lote.avisos)}
        self._registro.asentar(Suceso("aviso:enviado", f"entrega/{lote.entrega_id}", MAQUINA, datos))

    def fallo(self, lote: Lote, error: str, espera: float, no_antes_de: datetime | None) -> None:
        """No salio: se probara en `no_antes_de`, o nunca mas si es None. `espera`: segundos que pidio el canal.

        Si entretanto otro envio salio, se queda como esta.
        """
        estado = EstadoAviso.FALLIDO if no_antes_de is None else EstadoAviso.PENDIENTE
        donde = (_V.c.entrega_id == lote.entrega_id, _V.c.estado == EstadoAviso.ENVIANDO)
        valores = {"estado": estado, "error": error[:_ERROR], "no_antes_de": no_antes_de}
        self._con.execute(_V.update().where(*donde).values(**valores))
        self.cerrar_entrega(lote.entrega_id, lote.destino, error, espera)
        datos = {"error": error[:120], "cuantos": len(lote.avisos)}
        self._registro.asentar(Suceso("aviso:fallo", f"entrega/{lote.entrega_id}", MAQUINA, datos))

    def sin_esperar(self) -> None:
        """El reloj retrocedio: lo que esperaba una hora que no ha llegado no la espera, y un envio de entonces se da por muerto."""
        for t, campo, donde in (
            (_V, _V.c.no_antes_de, POR_ENVIAR),
            (_C, _C.c.no_antes_de, _C.c.activo),
            (_C, _C.c.ultimo_suelto, _C.c.activo),
            (_E, _E.c.empezada, _E.c.estado == EstadoEntrega.EN_CURSO),
        ):
            self._con.execute(t.update().where(donde, campo > self._ahora).values({campo: self._ahora}))

    def sin_destino(self, destino: str, error: str) -> int:
        """Los que se deben a un destino que ya no existe no saldran nunca. Devuelve cuantos."""
        donde = (_V.c.destino == destino, POR_ENVIAR)
        valores = {"estado": EstadoAviso.FALLIDO, "error": error[:_ERROR], "no_antes_de": None}
        cuantos = int(self._con.execute(_V.update().where(*donde).values(**valores)).rowcount)
        if cuantos:
            datos = {"error": error[:120], "cuantos": cuantos}
            self._registro.asentar(Suceso("aviso:fallo", f"canal/{destino}", MAQUINA, datos))
        return cuantos

    # --- el registro de envios y los canales

    def abrir_entrega(self, destino: str, clase: str, avisos: int = 0, asunto: str = "") -> int:
        """Un envio que empieza. Devuelve su numero."""
        fijos = {"estado": EstadoEntrega.EN_CURSO, "empezada": self._ahora, "error": "", "espera": 0}
        r = self._con.execute(
            _E.insert().values(destino=destino, clase=clase, avisos=avisos, asunto=asunto, **fijos)
        )
        return int(r.inserted_primary_key[0])  # type: ignore[index]

    def cerrar_entrega(self, entrega_id: int, destino: str, error: str, espera: float) -> None:
        """Como fue un envio, y como le va desde entonces a su canal. `error` vacio: salio."""
        estado = EstadoEntrega.MAL if error else EstadoEntrega.BIEN
        fin = {"estado": estado, "terminada": self._ahora, "error": error[:_ERROR], "espera": round(espera)}
        self._con.execute(_E.update().where(_E.c.id == entrega_id).values(**fin))
        bien: dict[str, Any] = {"ultimo_bien": self._ahora, "fallos": 0, "error": "", "no_antes_de": None}
        mal: dict[str, Any] = {
            "ultimo_fallo": self._ahora,
            "fallos": _C.c.fallos + 1,
            "error": error[:_ERROR],
            "no_antes_de": self._ahora + timedelta(seconds=espera) if espera else None,
        }
        self._con.execute(_C.update().where(_C.c.destino == destino).values(**(mal if error else bien)))

    def entregas(self, limite: int, destino: str = "") -> list[Fila]:
        """Los ultimos envios, el mas nuevo primero."""
        consulta = select(_E).order_by(_E.c.id.desc()).limit(limite)
        return self._leidas(consulta.where(_E.c.destino == destino) if destino else consulta)

    def de(self, incidentes: Sequence[int]) -> list[Fila]:
        """Los avisos de esos incidentes, por orden."""
        return self._leidas(select(_V).where(_V.c.incidente_id.in_(list(incidentes))).order_by(_V.c.id))

    def enviados(self) -> int:
        """Cuantos avisos han salido."""
        donde = _V.c.estado == EstadoAviso.ENVIADO
        return int(self._con.execute(select(func.count()).select_from(_V).where(donde)).scalar_one())

    def canales_mal(self) -> tuple[int, int]:
        """(canales en uso, cuantos de ellos fallaron la ultima vez)."""
        fallos = [f.fallos for f in self._con.execute(select(_C.c.fallos).where(_C.c.activo))]
        return len(fallos), sum(1 for n in fallos if n)
