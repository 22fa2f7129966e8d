"""Los seguidores dia a dia: los que dieron las redes, los de antes del servicio, y lo que paso mientras."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select

from moderacion.almacen.consultas import Repositorio, dias_escritos
from moderacion.almacen.estados_redaccion import EstadoComunicado
from moderacion.almacen.tablas import (
    CifraSeguidores,
    Comunicado,
    CrecimientoPublicado,
    Cuenta,
    Incidente,
    Instantanea,
    tabla,
)
from moderacion.almacen.turnos import Turno
from moderacion.bitacora import Suceso

_C, _I, _H, _P, _M, _N = (
    tabla(t) for t in (Cuenta, Instantanea, CifraSeguidores, CrecimientoPublicado, Comunicado, Incidente)
)
Fila = Mapping[str, Any]
_ENSAYO: Final = "simulacro"


@dataclass(frozen=True, slots=True)
class CifraNueva:
    """Los seguidores de un dia, segun una fuente."""

    red: str
    cuenta: str
    dia: date
    seguidores: int
    fuente: str


@dataclass(frozen=True, slots=True)
class CrecimientoNuevo:
    """Un incremento publicado, con las cifras de que sale."""

    red: str
    cuenta: str
    desde: date
    hasta: date
    antes: int
    despues: int
    publicado: int | None
    fuente: str


def llano(nombre: str) -> str:
    """Un nombre de cuenta sin mayusculas ni espacios, para reconocerlo."""
    return "".join(nombre.casefold().split())


class Seguidores(Repositorio):
    """Lee las fotos diarias y guarda lo historico."""

    def cuentas(self) -> list[Fila]:
        """Las cuentas que el servicio lee."""
        return self._leidas(
            select(_C.c.id, _C.c.red, _C.c.id_externo, _C.c.nombre, _C.c.alta).order_by(_C.c.id)
        )

    def nombres(self) -> list[Fila]:
        """Con que nombres se ha visto cada cuenta."""
        return self._leidas(
            select(_I.c.cuenta_id, _I.c.nombre).distinct().order_by(_I.c.cuenta_id, _I.c.nombre)
        )

    def diarias(self, desde: date, hasta: date) -> list[Fila]:
        """La foto de cada cuenta y dia, los dos incluidos."""
        columnas = (_I.c[n] for n in ("cuenta_id", "dia", "seguidores", "exactos", "nombre", "tomada"))
        donde = (_I.c.dia >= desde, _I.c.dia <= hasta)
        return self._leidas(select(*columnas).where(*donde).order_by(_I.c.cuenta_id, _I.c.dia))

    def importadas(self, desde: date, hasta: date) -> list[Fila]:
        """Las cifras de antes del servicio de esos dias."""
        donde = (_H.c.dia >= desde, _H.c.dia <= hasta)
        return self._leidas(select(_H).where(*donde).order_by(_H.c.red, _H.c.cuenta, _H.c.dia))

    def publicados(self, desde: date, hasta: date) -> list[Fila]:
        """Los incrementos publicados de periodos que caen dentro de esos dias."""
        donde = (_P.c.desde >= desde, _P.c.hasta <= hasta)
        return self._leidas(select(_P).where(*donde).order_by(_P.c.red, _P.c.desde, _P.c.id))

    def eventos(self, inicio: datetime, fin: datetime) -> list[Fila]:
        """Los comunicados publicados y los incidentes que se abrieron, sin ensayos ni falsas alarmas.

        Cada uno con `cuando`, `que` (comunicado o incidente), `numero`, `texto` y `cuenta_id` (nulo en un comunicado).
        """
        comunicados = self._leidas(
            select(_M.c.publicado.label("cuando"), _M.c.numero, _M.c.asunto.label("texto")).where(
                _M.c.publicado >= inicio, _M.c.publicado < fin, _M.c.estado != EstadoComunicado.PREPARADO
            )
        )
        incidentes = self._leidas(
            select(
                _N.c.abierto.label("cuando"),
                _N.c.id.label("numero"),
                _N.c.tipo.label("texto"),
                _N.c.cuenta_id,
            ).where(_N.c.abierto >= inicio, _N.c.abierto < fin, ~_N.c.falsa_alarma, _N.c.tipo != _ENSAYO)
        )
        todos = [{"que": "comunicado", "cuenta_id": None} | dict(f) for f in comunicados]
        todos += [{"que": "incidente"} | dict(f) for f in incidentes]
        return sorted(todos, key=lambda e: (e["cuando"], e["que"], str(e["numero"])))

    def reservar(self) -> None:
        """Hasta el fin de la unidad nadie mas trae cifras de fuera: ni estas ni las de los mecanismos."""
        self._turno(Turno.IMPORTAR)

    def guardar_cifra(self, nueva: CifraNueva, quien: str) -> str:
        """La guarda. Devuelve «nueva», «igual» o «cambiada»: la fuente manda, y lo que decia queda en la bitacora."""
        donde = (_H.c.red == nueva.red, _H.c.dia == nueva.dia)
        return self._guardar(
            _H, donde, asdict(nueva), {"guardada": self._ahora, "guardada_por": quien}, quien
        )

    def guardar_crecimiento(self, nuevo: CrecimientoNuevo, quien: str) -> str:
        """Lo mismo, de un incremento."""
        donde = (_P.c.red == nuevo.red, _P.c.desde == nuevo.desde, _P.c.hasta == nuevo.hasta)
        return self._guardar(
            _P, donde, asdict(nuevo), {"guardado": self._ahora, "guardado_por": quien}, quien
        )

    def _guardar(
        self, t: Any, donde: tuple[Any, ...], valores: dict[str, Any], marca: dict[str, Any], quien: str
    ) -> str:
        """`donde`: lo que las distingue ademas de la cuenta, que se reconoce como al leerla: «@ISSS» y «@isss» son la misma."""
        consulta = self._bloqueada(select(t).where(*donde).order_by(t.c.cuenta, t.c.id))
        suyas = [f for f in self._leidas(consulta) if llano(f["cuenta"]) == llano(valores["cuenta"])]
        if not suyas:
            r = self._con.execute(t.insert().values(**valores, **marca))
            nueva = int(r.inserted_primary_key[0])  # type: ignore[index]
            self._asentar(t.name, nueva, "importada", valores, quien)
            return "nueva"
        n, antes = suyas[0]["id"], [dias_escritos({c: f[c] for c in valores}) for f in suyas]
        if antes == [dias_escritos(valores)]:
            return "igual"
        # las que se guardaron sueltas cuando solo valia el mismo texto quedan en una, y lo que decian en la bitacora
        self._con.execute(t.delete().where(t.c.id.in_([f["id"] for f in suyas[1:]])))
        self._con.execute(t.update().where(t.c.id == n).values(**valores, **marca))
        dicho = {"antes": antes[0]} | ({"repetidas": antes[1:]} if antes[1:] else {})
        self._asentar(t.name, n, "corregida", valores | dicho, quien)
        return "cambiada"

    def _asentar(self, que: str, n: int, verbo: str, datos: Mapping[str, Any], quien: str) -> None:
        self._registro.asentar(Suceso(f"{que}:{verbo}", f"{que}/{n}", quien, dias_escritos(datos)))
