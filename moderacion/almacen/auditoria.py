"""Lo que el auditor mira: no usa nada del motor, solo lo que dejo escrito en las tablas."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select

from moderacion.almacen.avisos import POR_ENVIAR
from moderacion.almacen.consultas import Repositorio, insertar
from moderacion.almacen.cuarentena import aviso_retenido
from moderacion.almacen.estados import EstadoEscalada, EstadoIncidente
from moderacion.almacen.tablas import Alarma, Aviso, Cadena, Escalada, Incidente, Simulacro, tabla
from moderacion.bitacora import MAQUINA, Suceso

_A, _V, _E, _I, _K, _S = (tabla(t) for t in (Alarma, Aviso, Escalada, Incidente, Cadena, Simulacro))
Fila = Mapping[str, Any]
_MUESTRA = 5


class Auditoria(Repositorio):
    """Lo atrasado, lo atascado y lo perdido; las alarmas que siguen, y los simulacros."""

    def atrasadas(self, desde: datetime) -> tuple[int, list[int]]:
        """Escaladas que tenian que moverse antes de `desde`: cuantas, y las primeras."""
        donde = and_(_E.c.proxima_en.is_not(None), _E.c.proxima_en < desde)
        cuantas = int(self._con.execute(select(func.count()).select_from(_E).where(donde)).scalar_one())
        primeras = select(_E.c.incidente_id).where(donde).order_by(_E.c.proxima_en).limit(_MUESTRA)
        return cuantas, list(self._con.execute(primeras).scalars())

    def perdidos(self, desde: datetime) -> list[int]:
        """Incidentes sin cerrar, abiertos antes de `desde`, que nadie va a escalar."""
        parada = or_(
            _E.c.incidente_id.is_(None), _E.c.proxima_en.is_(None), _E.c.estado == EstadoEscalada.TERMINADA
        )
        consulta = (
            select(_I.c.id)
            .outerjoin(_E, _E.c.incidente_id == _I.c.id)
            .where(_I.c.estado != EstadoIncidente.CERRADO, _I.c.abierto < desde, parada)
            .order_by(_I.c.id)
            .limit(_MUESTRA)
        )
        return list(self._con.execute(consulta).scalars())

    def sin_nadie(self) -> list[int]:
        """Incidentes sin cerrar de los que no se esta avisando a nadie, o cuya cadena no se puede mover."""
        consulta = select(_E.c.incidente_id).where(_E.c.sin_nadie, _E.c.estado != EstadoEscalada.TERMINADA)
        return list(self._con.execute(consulta.order_by(_E.c.incidente_id).limit(_MUESTRA)).scalars())

    def atascados(self, desde: datetime) -> tuple[int, list[str]]:
        """Avisos que se deben desde antes de `desde` y no han salido: cuantos, y a que destinos. Lo retenido espera a alguien."""
        donde = (POR_ENVIAR, ~aviso_retenido(), _V.c.creado < desde)
        consulta = select(_V.c.destino, func.count()).where(*donde).group_by(_V.c.destino)
        filas = self._con.execute(consulta.order_by(_V.c.destino)).all()
        return sum(f[1] for f in filas), [f.destino for f in filas[:_MUESTRA]]

    def cadenas(self) -> list[Fila]:
        """Cuando se reviso cada cadena, y que le pasa."""
        columnas = (_K.c[n] for n in ("nombre", "revisada", "problemas"))
        return self._leidas(select(*columnas).where(_K.c.activa).order_by(_K.c.nombre))

    # --- las alarmas

    def alarmas(self) -> list[Fila]:
        """Las que siguen, la mas vieja primero."""
        return self._leidas(select(_A).order_by(_A.c.abierta, _A.c.clave))

    def poner_alarmas(self, halladas: Mapping[str, str]) -> None:
        """Deja las alarmas como lo hallado (clave → motivo). Abrir una y que se pase queda en la bitacora."""
        previas = {f["clave"] for f in self.alarmas()}
        for clave, motivo in halladas.items():
            nueva = insertar(self._con, _A).values(
                clave=clave, motivo=motivo, abierta=self._ahora, vista=self._ahora
            )
            self._con.execute(
                nueva.on_conflict_do_update(
                    index_elements=["clave"], set_={"motivo": motivo, "vista": self._ahora}
                )
            )
            if clave not in previas:
                self._registro.asentar(Suceso("alarma:abierta", f"alarma/{clave}", MAQUINA))
        for clave in sorted(previas - set(halladas)):
            self._con.execute(_A.delete().where(_A.c.clave == clave))
            self._registro.asentar(Suceso("alarma:pasada", f"alarma/{clave}", MAQUINA))

    def avisada(self, claves: Sequence[str]) -> None:
        """Se dijo a la gente."""
        self._con.execute(_A.update().where(_A.c.clave.in_(list(claves))).values(avisada=self._ahora))

    # --- los simulacros

    def empezar_simulacro(self, incidente_id: int, quien: str) -> int:
        """Devuelve su numero."""
        r = self._con.execute(
            _S.insert().values(incidente_id=incidente_id, quien=quien, empezado=self._ahora, acta="")
        )
        numero = int(r.inserted_primary_key[0])  # type: ignore[index]
        self._registro.asentar(Suceso("simulacro:empezado", f"simulacro/{numero}", MAQUINA, {"quien": quien}))
        return numero

    def terminar_simulacro(self, numero: int, acta: str, *, bien: bool) -> None:
        """Guarda el acta."""
        valores = {"terminado": self._ahora, "acta": acta, "bien": bien}
        self._con.execute(_S.update().where(_S.c.id == numero).values(**valores))
        self._registro.asentar(Suceso("simulacro:terminado", f"simulacro/{numero}", MAQUINA, {"bien": bien}))

    def simulacros(self, limite: int) -> list[Fila]:
        """Los ultimos, el mas nuevo primero."""
        return self._leidas(select(_S).order_by(_S.c.id.desc()).limit(limite))
