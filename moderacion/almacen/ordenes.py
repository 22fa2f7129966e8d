"""Las ordenes: pedirlas una vez, reclamarlas una vez y dejar dicho como acabaron."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, or_, select

from conectores.tipos import Accion, EstadoEnRed
from moderacion.almacen.bitacora import Registro
from moderacion.almacen.consultas import insertar
from moderacion.almacen.cuarentena import orden_retenida
from moderacion.almacen.despertar import despertar
from moderacion.almacen.estados import NO_SALIO, PASOS_ORDEN, EstadoOrden
from moderacion.almacen.incidentes import hay_incidente
from moderacion.almacen.ordenes_filas import OrdenNueva, OrdenPorHacer
from moderacion.almacen.ordenes_vistas import OrdenesVistas
from moderacion.almacen.paros import hay_paro
from moderacion.almacen.precedencia import (
    ANULABLES,
    ANULAR,
    contraria_posterior,
    otra_en_vuelo,
    otro_texto,
)
from moderacion.almacen.registro_restricciones import ANOTABLES, Restricciones
from moderacion.almacen.tablas import Autor, Comentario, Cuenta, Orden, tabla
from moderacion.bitacora import MAQUINA, Suceso
from moderacion.errores import Conflicto

_YA = timedelta(seconds=1)
"""Cuanto antes de ahora vence lo que ya no debe intentarse."""
_POCO = timedelta(minutes=2)
"""Lo que espera todavia lo que un reloj adelantado dejo para mucho despues: mas que lo que separa dos miradas a la red."""
_O, _K, _A, _C = (tabla(t) for t in (Orden, Comentario, Autor, Cuenta))


__all__ = ["OrdenNueva", "OrdenPorHacer", "Ordenes"]


class Ordenes(OrdenesVistas):
    """La salida hacia las redes, como tabla. Lo que quita algo a alguien queda ademas en el registro de lo restringido."""

    def __init__(self, con: Connection, registro: Registro, restricciones: Restricciones) -> None:
        super().__init__(con, registro)
        self._restricciones = restricciones

    def pedir(self, o: OrdenNueva, actor: str = MAQUINA) -> bool:
        """Escribe la orden si su clave es nueva. Devuelve si lo era."""
        r = self._con.execute(
            insertar(self._con, _O)
            .values(
                clave=o.clave,
                cuenta_id=o.cuenta_id,
                comentario_id=o.comentario_id,
                autor_id=o.autor_id,
                accion=o.accion,
                texto=o.texto,
                origen=o.origen,
                decision_id=o.decision_id,
                veredicto_id=o.veredicto_id,
                estado=EstadoOrden.PENDIENTE,
                creada=self._ahora,
                desde=o.desde,
                no_antes_de=o.no_antes_de,
                no_despues_de=o.no_despues_de,
                objeto=o.objeto,
                medios=o.medios,
                huella=o.huella or select(_K.c.huella).where(_K.c.id == o.comentario_id).scalar_subquery(),
            )
            .on_conflict_do_nothing(index_elements=["clave"])
        )
        if r.rowcount:
            self._registro.asentar(
                Suceso(
                    "orden:pedida",
                    f"comentario/{o.comentario_id}" if o.comentario_id else f"cuenta/{o.cuenta_id}",
                    actor,
                    {"accion": o.accion, "origen": o.origen.value, "clave": o.clave},
                )
            )
            self._anotar(o, int(r.inserted_primary_key[0]))  # type: ignore[index]
            if o.no_antes_de is None or o.no_antes_de <= self._ahora:
                despertar(self._con, f"despachar/{o.cuenta_id}")
        return bool(r.rowcount)

    def _anotar(self, o: OrdenNueva, orden_id: int) -> None:
        """Lo que quita algo a alguien, al registro."""
        if o.accion in ANOTABLES and o.comentario_id:
            self._restricciones.anotar(
                o.accion,
                o.comentario_id,
                orden_id=orden_id,
                decision_id=o.decision_id,
                veredicto_id=o.veredicto_id,
            )

    def anular_pendientes(self, comentario_id: int, acciones: frozenset[str], actor: str) -> int:
        """Anula lo que aun no salio sobre un comentario: una decision posterior manda."""
        cuales = {"comentario": comentario_id, "acciones": sorted(acciones)}
        if self._bloquea:
            self._con.execute(self._bloqueada(ANULABLES), cuales)
        r = self._con.execute(ANULAR, {**cuales, "hora": self._ahora})
        if r.rowcount:
            self._registro.asentar(
                Suceso("orden:anulada", f"comentario/{comentario_id}", actor, {"cuantas": r.rowcount})
            )
            self._restricciones.sin_efecto(comentario_id)
        return int(r.rowcount)

    def reclamar(self, cuenta_id: int, congelables: frozenset[str]) -> OrdenPorHacer | None:
        """Toma la siguiente orden de la cuenta y la deja ENVIANDO: la intencion queda escrita antes de salir.

        Con un incidente sin cerrar en la cuenta, o un paro, las acciones `congelables` (responder, publicar) esperan.
        """
        # de una cuenta reclama uno a la vez: dos no ven a la vez que nada sobre lo mismo esta saliendo
        self._con.execute(self._bloqueada(select(_C.c.id).where(_C.c.id == cuenta_id)))
        self._anular_superadas(cuenta_id)
        paran = (hay_incidente(cuenta_id), hay_paro(cuenta_id))
        congelada = any(self._con.execute(c).first() for c in paran)
        consulta = (
            self._por_hacer()
            .where(
                _O.c.cuenta_id == cuenta_id,
                _O.c.estado == EstadoOrden.PENDIENTE,
                or_(_O.c.no_antes_de.is_(None), _O.c.no_antes_de <= self._ahora),
                ~otra_en_vuelo(),
                ~otro_texto(),
                ~orden_retenida(),
            )
            .order_by(_O.c.id)
            .limit(1)
        )
        if congelada:
            consulta = consulta.where(_O.c.accion.not_in(congelables))
        # sin esperar a quien tenga una: reclamar retiene la cuenta, y no puede retener y esperar
        fila = self._con.execute(self._libre(consulta, de=_O)).mappings().first()
        if fila is None:
            return None
        r = self._con.execute(
            _O.update()
            .where(_O.c.id == fila["id"], _O.c.estado == EstadoOrden.PENDIENTE)
            .values(estado=EstadoOrden.ENVIANDO, intentos=_O.c.intentos + 1, enviada=self._ahora)
        )
        if not r.rowcount:
            return None
        self._registro.asentar(
            Suceso("orden:enviando", f"orden/{fila['id']}", datos={"intento": fila["intentos"] + 1})
        )
        return OrdenPorHacer(**(dict(fila) | {"intentos": fila["intentos"] + 1, "enviada": self._ahora}))

    def _anular_superadas(self, cuenta_id: int) -> None:
        """Anula las que ya no deben salir: después se pidió lo contrario (manda lo último), o pasó su plazo.

        Un cambio que se intento y no consta que se hiciera no se anula: quiza la red ya dice otra cosa, y lo mira una persona.
        """
        tarde = _O.c.no_despues_de < self._ahora
        intentado = (_O.c.accion == Accion.EDITAR.value) & (_O.c.intentos > 0)
        for ya_no, a, razon in (
            (contraria_posterior(), EstadoOrden.ANULADA, "después se pidió lo contrario"),
            (tarde & intentado, EstadoOrden.A_PERSONA, "pasó su plazo y no se sabe si se cambió en la red"),
            (tarde, EstadoOrden.ANULADA, "pasó su plazo sin salir"),
        ):
            pendientes = (_O.c.cuenta_id == cuenta_id, _O.c.estado == EstadoOrden.PENDIENTE, ya_no)
            superadas = select(_O.c.id).where(*pendientes).order_by(_O.c.id)
            # ya es suya, y no espera al comentario: quien reclama no espera a nadie
            for orden_id in list(self._con.execute(self._libre(superadas, de=_O)).scalars()):
                self._pasar(orden_id, EstadoOrden.PENDIENTE, a, {"error": razon})

    def abandonadas(self, cuenta_id: int, antes_de: datetime) -> list[OrdenPorHacer]:
        """Las que quedaron ENVIANDO porque el proceso murio."""
        consulta = self._por_hacer().where(
            _O.c.cuenta_id == cuenta_id,
            _O.c.estado == EstadoOrden.ENVIANDO,
            _O.c.enviada <= antes_de,
        )
        # como reclamar: dos que recuperan la misma cuenta van uno tras otro
        self._con.execute(self._bloqueada(select(_C.c.id).where(_C.c.id == cuenta_id)))
        return self._ordenes(consulta.order_by(_O.c.comentario_id, _O.c.id))

    def pasar(
        self, orden_id: int, de: EstadoOrden, a: EstadoOrden, valores: Mapping[str, Any] | None = None
    ) -> None:
        """Un paso permitido, si la orden sigue en `de`. Lanza `Conflicto` si otro la movio."""
        self._retener_comentario(orden_id)
        self._pasar(orden_id, de, a, valores or {})

    def _pasar(self, orden_id: int, de: EstadoOrden, a: EstadoOrden, valores: Mapping[str, Any]) -> None:
        if a not in PASOS_ORDEN[de]:
            raise ValueError(f"una orden no pasa de {de} a {a}")
        cambios: dict[str, Any] = {"estado": a} | dict(valores)
        if not PASOS_ORDEN[a]:
            cambios["cerrada"] = self._ahora
        r = self._con.execute(_O.update().where(_O.c.id == orden_id, _O.c.estado == de).values(**cambios))
        if not r.rowcount:
            raise Conflicto(f"la orden {orden_id} ya no está «{de}»")
        if a in NO_SALIO:
            suyo = self._con.execute(select(_O.c.comentario_id).where(_O.c.id == orden_id)).scalar()
            if suyo is not None:
                self._restricciones.sin_efecto(suyo)
        # del error solo la clase: lo que la red dijo puede traer datos de alguien, y la cadena no se borra
        datos = {
            "id_externo": cambios.get("id_externo"),
            "error": str(cambios.get("error", "")).split(":")[0],
        }
        self._registro.asentar(Suceso(f"orden:{a}", f"orden/{orden_id}", datos=datos))

    def no_repetir(self, orden_id: int) -> None:
        """La que esta saliendo no se intenta otra vez: si la red no la toma ahora, queda anulada (o ante una persona)."""
        donde = (_O.c.id == orden_id, _O.c.estado.in_((EstadoOrden.PENDIENTE, EstadoOrden.ENVIANDO)))
        self._con.execute(_O.update().where(*donde).values(no_despues_de=self._ahora - _YA))

    def aplazar_mirada(self, orden_id: int, no_antes_de: datetime) -> None:
        """Se busco en la red y no estaba: se vuelve a mirar despues."""
        self._con.execute(
            _O.update()
            .where(_O.c.id == orden_id, _O.c.estado == EstadoOrden.DESCONOCIDA)
            .values(miradas=_O.c.miradas + 1, no_antes_de=no_antes_de)
        )

    def reflejar(self, comentario_id: int, estado_red: str) -> None:
        """Lo que la orden dejo en la red, para mostrarlo sin esperar al sondeo."""
        self._con.execute(_K.update().where(_K.c.id == comentario_id).values(estado_red=estado_red))
        if estado_red == EstadoEnRed.VISIBLE:
            self._restricciones.se_ve(comentario_id)

    def aplazar_cuenta(self, cuenta_id: int, hasta: datetime) -> None:
        """La red pidio esperar: lo pendiente de la cuenta no sale antes de `hasta`."""
        donde = (
            _O.c.cuenta_id == cuenta_id,
            _O.c.estado == EstadoOrden.PENDIENTE,
            or_(_O.c.no_antes_de.is_(None), _O.c.no_antes_de < hasta),
        )
        # sin esperar a las que alguien este anulando: si una sale antes de tiempo, la red lo repite y vuelve aqui
        suyas = self._libre(select(_O.c.id).where(*donde))
        self._con.execute(_O.update().where(_O.c.id.in_(suyas)).values(no_antes_de=hasta))

    def sin_esperar(self) -> None:
        """El reloj retrocedio: lo que quedo para una hora lejana espera poco, y lo que estaba saliendo entonces se da por abandonado."""
        techo = self._ahora + _POCO
        for campo, estados in (
            (_O.c.no_antes_de, (EstadoOrden.PENDIENTE, EstadoOrden.DESCONOCIDA)),
            (_O.c.enviada, (EstadoOrden.ENVIANDO,)),
        ):
            suyas = self._libre(select(_O.c.id).where(_O.c.estado.in_(estados), campo > techo))
            self._con.execute(_O.update().where(_O.c.id.in_(suyas)).values({campo: techo}))
