"""Preguntar al area por correo: cuando se le escribe, se le recuerda y se escala, y contestar con su enlace.

El enlace identifica a quien contesta: no hace falta cuenta. Abrirlo no cambia nada (los correos se abren solos: los
revisan antivirus y previsualizaciones); contestar lo gasta.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from moderacion.almacen import Almacen, Unidad
from moderacion.almacen.consultas import huella_texto
from moderacion.almacen.correos import DeQue
from moderacion.almacen.estados_redaccion import EstadoConsulta, TipoCorreo
from moderacion.redaccion.consultas import fin_del_dia, respuesta_revisada
from moderacion.redaccion.tipos import Fila

VALE: Final = timedelta(days=30)
"""Cuanto se puede contestar con un enlace; el de un visto bueno vale lo que el."""
ESCALADAS: Final = 3
"""Veces que se dice hacia arriba que no contestan: una por plazo vencido."""


@dataclass(frozen=True, slots=True)
class Responsable:
    """A quien se pregunta por un area, a quien se le dice si no contesta, y en cuanto tiempo."""

    correo: str
    jefe: str = ""
    plazo: timedelta = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class VistaArea:
    """Lo que ve quien abre el enlace. `estado`: abierta (se puede contestar), respondida o retirada.

    Respondida, lo que se contesto; quien la abre con otro enlace de la misma consulta tambien lo ve, y no puede contestar.
    """

    numero: str
    area: str
    asunto: str
    pregunta: str
    plazo: datetime | None
    estado: str
    caduca: datetime
    respuesta: str
    respondida_por: str
    vence: datetime | None


def revisar_consultas(almacen: Almacen, responsables: Mapping[str, Responsable]) -> int:
    """Escribe los correos que tocan: la pregunta, el recordatorio a la mitad del plazo y, vencido, hacia arriba.

    Llamarla de mas no repite ninguno. Devuelve los nuevos.
    """
    with almacen.unidad() as u:
        return sum(
            _deber(u, c, responsables[c["area"]]) for c in u.correos.abiertas() if c["area"] in responsables
        )


def _deber(u: Unidad, c: Fila, r: Responsable) -> int:
    plazo = c["plazo"] or u.ahora + r.plazo
    u.correos.poner_plazo(c["id"], plazo)
    tocan = [(TipoCorreo.PREGUNTA, 1)]
    if u.ahora >= plazo - r.plazo / 2:
        tocan.append((TipoCorreo.RECORDATORIO, 1))
    vencidos = int((u.ahora - plazo) / r.plazo) + 1 if u.ahora >= plazo else 0
    tocan += [(TipoCorreo.ESCALADA, n) for n in range(1, min(vencidos, ESCALADAS) + 1)]
    de_que = DeQue(consulta_id=c["id"])
    return sum(u.correos.deber(de_que, t, n) for t, n in tocan if f"{t}:{n}" not in c["correos"])


def emitir_enlace(u: Unidad, de_que: DeQue, para: str) -> str:
    """Un enlace nuevo. Devuelve el testigo, que no se guarda: solo se puede leer ahora."""
    testigo = secrets.token_urlsafe(32)
    u.correos.emitir(huella_texto(testigo), de_que, para, u.ahora + VALE)
    return testigo


def ver_enlace(almacen: Almacen, testigo: str, origen: str) -> VistaArea | None:
    """Lo que hay detras de un enlace; None si no vale, sin decir por que. Mirarlo no lo gasta ni cambia la consulta.

    Uno malo se apunta contra su origen. Lanza `DemasiadosIntentos`.
    """
    fila = almacen.con_freno(origen, lambda u: _valido(u, testigo))
    return VistaArea(**{n: fila[n] for n in VistaArea.__dataclass_fields__}) if fila else None


def _valido(u: Unidad, testigo: str) -> Fila | None:
    fila = u.correos.enlace(huella_texto(testigo))
    return fila if fila and fila["caduca"] > u.ahora else None


def responder_por_enlace(
    almacen: Almacen, testigo: str, origen: str, respuesta: str, respondida_por: str, vence: date
) -> bool:
    """El area contesta con su enlace, una vez. False si el enlace no vale, ya se uso o la consulta ya no espera.

    Lo mal escrito no lo gasta: lanza `EntradaInvalida`. Lanza `DemasiadosIntentos` tras demasiados enlaces malos.
    """
    fila = almacen.con_freno(origen, lambda u: _valido(u, testigo))
    if fila is None or fila["usado"] is not None or fila["estado"] != EstadoConsulta.ABIERTA:
        return False
    with almacen.unidad() as u:
        texto, quien = respuesta_revisada(u.ahora, respuesta, respondida_por, vence)
        if not u.correos.gastar(huella_texto(testigo)):
            return False
        if u.areas.una(fila["consulta_id"])["estado"] != EstadoConsulta.ABIERTA:
            return False
        firma = f"{quien} ({fila['para']})"
        u.areas.responder(fila["consulta_id"], texto, firma, fin_del_dia(vence), None)
    return True
