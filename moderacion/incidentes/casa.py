"""Crisis que no son de una cuenta intervenida: lo que la gente escribe, la conexion y el clasificador.

Cada parte va en su transaccion: que una falle no impide las demas. Llamarlas de mas no repite nada, porque lo ya visto
tiene su clave.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from modelos.lectura import leer
from moderacion.almacen import Almacen, Unidad
from moderacion.almacen.alertas import ComentarioAlarmante
from moderacion.almacen.incidentes import IncidenteNuevo, PruebaNueva
from moderacion.incidentes.apertura import abrir, abrir_de_cuenta
from moderacion.incidentes.clases import (
    AMENAZA,
    ATAQUE,
    CAIDA,
    CLASIFICADOR,
    DATOS,
    EMERGENCIA,
    clases,
)
from moderacion.incidentes.espera import Espera, mirar_espera
from moderacion.reloj import en_local
from politicas.ayudas.reservados import reservados

VUELTA: Final = "incidentes"
"""Como late esta pasada."""
SOLAPE: Final = timedelta(minutes=10)
PRIMERA: Final = timedelta(hours=24)
"""Lo que se mira hacia atras la primera vez."""
RECIENTE: Final = timedelta(days=3)
"""Un comentario mas viejo que se vuelve a juzgar ya no es una emergencia."""
_CLASE: Final = {"amenaza": AMENAZA, "autolesion": EMERGENCIA, "urgencia": EMERGENCIA}
_SERIA: Final = {"amenaza": 3, "autolesion": 1, "urgencia": 1}
"""Gravedad del hallazgo desde la que abre: contar que a uno lo amenazaron no es amenazar."""
_OFENDEN_O_INUNDAN: Final = (2, 12)
OLA: Final = timedelta(hours=1)
OLA_MINIMA, OLA_AUTORES, OLA_VECES = 20, 8, 5.0
"""Comentarios, personas distintas, y veces lo habitual en una hora, con que es un ataque y no un mal dia."""
_HABITUAL: Final = timedelta(days=7)
CAIDA_TRAS: Final = timedelta(minutes=30)
CUPO_TRAS: Final = timedelta(hours=6)
"""Una cuota agotada se renueva sola: se espera mas."""
VENCE_EN: Final = timedelta(days=3)
"""Cuanto antes se dice que una credencial vence."""
RENOVAR: Final = timedelta(days=1)
"""Lo que se deja, cerrado el incidente, para que la red de por buena la credencial nueva."""
_ESPERAN: Final = ("LimiteExcedido", "CuotaAgotada")
_DEGRADADOS, _ULTIMOS, _MINIMO = timedelta(minutes=15), 200, 10
_CIFRAS: Final = re.compile(r"\d(?:[ .-]?\d){7}")
_IDENTIFICAN: Final = ("un DUI", "un número de afiliación")


def vigilar_casa(almacen: Almacen, espera: Espera | None = None) -> int:
    """Una pasada. Devuelve los incidentes que abrio. Si una parte falla, hace las demas y lanza su error al final."""
    partes: tuple[Callable[[Unidad], int], ...] = (
        mirar_comentarios,
        mirar_olas,
        mirar_conexiones,
        mirar_credenciales,
        mirar_clasificador,
        partial(mirar_espera, espera=espera or Espera()),
    )
    abiertos, fallo = 0, None
    for parte in partes:
        try:
            with almacen.unidad() as u:
                abiertos += parte(u)
        except Exception as error:  # noqa: BLE001 - una parte rota no deja sin mirar las demas
            fallo = fallo or error
    if fallo is not None:
        raise fallo
    return abiertos


def _desde(u: Unidad) -> datetime:
    """Desde cuando mirar: la ultima vuelta entera y un poco mas, porque se confirma en otro orden que se escribe."""
    ultima, error = u.resumen.latidos().get(VUELTA, (None, ""))
    if ultima is None or error:
        # de una vuelta que fallo no se sabe hasta donde llego
        ultima = u.ahora - PRIMERA
    return max(ultima, u.ahora - RECIENTE) - SOLAPE


def mirar_comentarios(u: Unidad) -> int:
    """Amenazas, emergencias, riesgo de hacerse daño y datos a la vista: un incidente por comentario."""
    abiertos, desde, reciente = 0, _desde(u), u.ahora - RECIENTE
    hasta: int | None = u.alertas.ultimo_veredicto()
    while hasta:
        ids, hasta = u.alertas.tramo(hasta, desde)
        for c in u.alertas.alarmantes(ids, desde, _CLASE, reciente):
            if c.gravedad >= _SERIA[c.etiqueta]:
                abiertos += _por_comentario(u, _CLASE[c.etiqueta], c)
        for f in u.alertas.textos(ids, desde, reciente):
            halladas = _identifican(f["texto"])
            if halladas:
                motivo = f"Dejó a la vista {' y '.join(halladas)}."
                c = ComentarioAlarmante(etiqueta="dato_personal", gravedad=2, motivo=motivo, **f)
                abiertos += _por_comentario(u, DATOS, c)
    return abiertos


def _identifican(texto: str) -> list[str]:
    """Los numeros de un texto que dicen quien es alguien."""
    if not _CIFRAS.search(texto):
        return []
    return [q for q in reservados(leer(texto), "comentario") if q in _IDENTIFICAN]


def _por_comentario(u: Unidad, tipo: str, c: ComentarioAlarmante) -> int:
    clave = f"{tipo}:comentario/{c.comentario_id}"
    if u.incidentes.hubo(clave):
        return 0
    nuevo = IncidenteNuevo(
        cuenta_id=c.cuenta_id,
        tipo=tipo,
        clave=clave,
        gravedad=clases()[tipo].gravedad,
        motivo=c.motivo,
        evidencia=[{"motivo": c.motivo, "evidencia": [], "etiqueta": c.etiqueta, "peso": 0}],
        pruebas=[
            PruebaNueva(
                "comentario",
                c.id_externo,
                None,
                c.texto,
                {"fecha": c.creado.isoformat(), "enlace": c.enlace},
            )
        ],
        comentario_id=c.comentario_id,
    )
    return int(abrir(u, nuevo) is not None)


def mirar_olas(u: Unidad) -> int:
    """Mucha gente distinta que en una hora insulta o inunda mucho mas de lo que es habitual en la cuenta."""
    abiertos = 0
    for ola in u.alertas.olas(u.ahora - OLA, u.ahora, _OFENDEN_O_INUNDAN):
        if ola.cuantos < OLA_MINIMA or ola.autores < OLA_AUTORES:
            continue
        clave = f"{ATAQUE}:{ola.cuenta_id}"
        cierre = u.alertas.ultimo_cierre(clave)
        if u.incidentes.abierto(clave) or (cierre and cierre > u.ahora - OLA):
            continue
        antes = u.alertas.olas(u.ahora - OLA - _HABITUAL, u.ahora - OLA, _OFENDEN_O_INUNDAN)
        habitual = next((o.cuantos for o in antes if o.cuenta_id == ola.cuenta_id), 0) / (_HABITUAL / OLA)
        if ola.cuantos < OLA_VECES * habitual:
            continue
        motivo = (
            f"En una hora, {ola.cuantos} comentarios ofensivos o de spam de {ola.autores} personas; "
            f"lo habitual son {round(habitual, 1):g}."
        )
        abiertos += abrir_de_cuenta(u, ATAQUE, ola.cuenta_id, clave, motivo)
    return abiertos


def mirar_conexiones(u: Unidad) -> int:
    """Las cuentas que llevan demasiado sin poder leerse: un incidente por cada vez que se cae."""
    abiertos = 0
    for c in u.cuentas.todas():
        if c.error_desde is None or c.credencial_invalida:
            continue
        espera = CUPO_TRAS if c.error_tipo in _ESPERAN else CAIDA_TRAS
        clave = f"{CAIDA}:{c.id}:{c.error_desde:%Y%m%dT%H%M%S}"
        if u.ahora - c.error_desde < espera or u.incidentes.hubo(clave):
            continue
        minutos = int((u.ahora - c.error_desde) / timedelta(minutes=1))
        motivo = f"No se puede leer la cuenta desde hace {minutos} minutos: {c.error}"
        abiertos += abrir_de_cuenta(u, CAIDA, c.id, clave, motivo)
    return abiertos


def mirar_credenciales(u: Unidad) -> int:
    """Las que la red da por malas aunque siga contestando (Facebook, sin acceso a los datos, da listas vacias), y las que vencen.

    De una cuenta que falla ya se dice por lo que falla.
    """
    abiertos = 0
    for c in u.cuentas.todas():
        if not c.token or c.error_desde is not None or c.credencial_invalida:
            continue
        vence = _fecha(c.token.get("vence"))
        if not c.token.get("valido", True):
            clave = f"{CAIDA}:{c.id}:credencial"
            cierre = u.alertas.ultimo_cierre(clave)
            if u.incidentes.abierto(clave) or (cierre and u.ahora - cierre < RENOVAR):
                continue
            motivo = f"La red da por mala la credencial, y lo que conteste puede no ser todo: {c.token.get('motivo') or 'no dice por qué'}."
        elif vence and vence - u.ahora <= VENCE_EN:
            clave = f"{CAIDA}:{c.id}:vence:{vence:%Y%m%d}"
            if u.incidentes.hubo(clave):
                continue
            motivo = f"La credencial vence el {en_local(vence):%d/%m/%Y a las %H:%M}: sin otra, deja de leerse la cuenta."
        else:
            continue
        abiertos += abrir_de_cuenta(u, CAIDA, c.id, clave, motivo)
    return abiertos


def _fecha(escrita: object) -> datetime | None:
    try:
        leida = datetime.fromisoformat(str(escrita))
    except ValueError:
        return None
    return leida if leida.tzinfo else None


def mirar_clasificador(u: Unidad) -> int:
    """Si casi todo lo ultimo se juzgo sin el clasificador. Alcanza a todas: lleva la ultima cuenta tocada."""
    cierre = u.alertas.ultimo_cierre(CLASIFICADOR)
    desde = max(u.ahora - _DEGRADADOS, cierre or u.ahora - _DEGRADADOS)
    cuantos, malos, cuenta_id = u.alertas.ultimos_degradados(_ULTIMOS, desde)
    if cuenta_id is None or malos < _MINIMO or 2 * malos < cuantos or u.incidentes.abierto(CLASIFICADOR):
        return 0
    motivo = f"De los últimos {cuantos} comentarios, {malos} se juzgaron a medias, sin el clasificador."
    return abrir_de_cuenta(u, CLASIFICADOR, cuenta_id, CLASIFICADOR, motivo)
