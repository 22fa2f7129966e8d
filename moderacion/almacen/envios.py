"""Los informes que se deben enviar por correo, como tabla: se apuntan antes y se repiten si no consta que salieron."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select

from moderacion.almacen.consultas import Repositorio, insertar
from moderacion.almacen.cuarentena import informe_retenido
from moderacion.almacen.estados import POR_SALIR, EstadoAviso
from moderacion.almacen.tablas import EnvioInforme, tabla
from moderacion.bitacora import MAQUINA, Suceso

_E = tabla(EnvioInforme)
Fila = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EnvioNuevo:
    """Que informe, de que dias y a quien."""

    clase: str
    formato: str
    desde: date
    hasta: date
    destino: str


class Envios(Repositorio):
    """La salida de informes."""

    def deber(self, nuevo: EnvioNuevo) -> bool:
        """Escribe que se debe. Dice si es nuevo."""
        vacios = {"estado": EstadoAviso.PENDIENTE, "intentos": 0, "huella": "", "error": ""}
        r = self._con.execute(
            insertar(self._con, _E)
            .values(**asdict(nuevo), **vacios, creado=self._ahora)
            .on_conflict_do_nothing()
        )
        return bool(r.rowcount)

    def reclamar(self, plazo: timedelta) -> Fila | None:
        """Toma el siguiente por enviar, o uno cuyo envio quedo a medias; None si no hay."""
        libre = or_(_E.c.no_antes_de.is_(None), _E.c.no_antes_de <= self._ahora)
        consulta = (
            select(_E)
            .where(and_(_E.c.estado.in_(POR_SALIR), libre, ~informe_retenido()))
            .order_by(_E.c.id)
            .limit(1)
        )
        fila = self._con.execute(self._libre(consulta)).mappings().first()
        if fila is None:
            return None
        valores = {
            "estado": EstadoAviso.ENVIANDO,
            "intentos": fila["intentos"] + 1,
            "no_antes_de": self._ahora + plazo,
        }
        self._con.execute(_E.update().where(_E.c.id == fila["id"]).values(**valores))
        return dict(fila) | valores

    def enviado(self, envio_id: int, huella: str) -> None:
        """Salio."""
        valores = {"estado": EstadoAviso.ENVIADO, "enviado": self._ahora, "huella": huella, "error": ""}
        self._con.execute(_E.update().where(_E.c.id == envio_id).values(**valores))
        self._registro.asentar(
            Suceso("informe:enviado", f"envio_informe/{envio_id}", MAQUINA, {"huella": huella})
        )

    def fallo(self, envio_id: int, error: str, no_antes_de: datetime) -> None:
        """No salio: cuando probar otra vez."""
        valores = {"estado": EstadoAviso.PENDIENTE, "error": error[:300], "no_antes_de": no_antes_de}
        self._con.execute(_E.update().where(_E.c.id == envio_id).values(**valores))
        self._registro.asentar(
            Suceso("informe:fallo", f"envio_informe/{envio_id}", MAQUINA, {"error": error[:60]})
        )

    def apuntados(self, desde: date) -> set[EnvioNuevo]:
        """Los ya apuntados de periodos que empiezan ese dia o despues."""
        columnas = (_E.c[c] for c in ("clase", "formato", "desde", "hasta", "destino"))
        return {EnvioNuevo(*f) for f in self._con.execute(select(*columnas).where(_E.c.desde >= desde))}

    def ultimos(self, limite: int) -> list[Fila]:
        """Los ultimos apuntados, el mas nuevo primero."""
        return self._leidas(select(_E).order_by(_E.c.id.desc()).limit(limite))
