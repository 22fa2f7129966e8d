"""Lo que dice una fila del registro de lo restringido: los 14 datos de fiabilidad.md, seccion 6."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from conectores.tipos import Accion
from moderacion.almacen.estados import Deteccion
from moderacion.bitacora import MAQUINA

BLOQUEA: Final = Accion.BLOQUEAR.value
RECURSO_DIAS: Final = 30
"""Cuanto vale el enlace para apelar."""
EXTRACTO: Final = 300
"""De cuanto del comentario es la huella."""
_ALCANCE: Final = {
    Accion.OCULTAR.value: "Solo este comentario, a la vista del público. Se puede deshacer.",
    Accion.RETENER.value: "Solo este comentario, que espera revisión. Se puede deshacer.",
    Accion.ELIMINAR.value: "Solo este comentario. La red no deja deshacerlo.",
    BLOQUEA: "Todo lo que su autor quiera escribir en esta cuenta, hasta la fecha de fin.",
}
_FUNDAMENTO: Final = (
    "Manual de Normas y Procedimientos de Comunicación Institucional, políticas relativas al uso de las redes "
    "sociales, artículo {}."
)
_RECURSO: Final = "Puede apelar sin cuenta, con el enlace que le da la institución; lo resuelve una persona que no restringió."
_SIN: Final = "ninguno"
INDICIOS: Final = {
    1: ("amenaza", "odio", "desinformacion", "acusacion", "datos_personales"),
    2: ("insulto_persona", "insulto_grupo", "ofensivo"),
    12: ("spam",),
}
"""Por articulo, lo que su politica lee del clasificador: de las demas etiquetas (quejarse, preguntar) no sale ninguna restriccion."""


def articulo_de(accion: str, h: Mapping[str, Any], hallazgos: Sequence[Mapping[str, Any]]) -> int | None:
    """El que cita la decision; si no, el del bloqueo, o el del hallazgo que mas pesa."""
    del_bloqueo = h["bloqueo_articulo"] if accion == BLOQUEA else None
    candidatos = (h["articulo"], del_bloqueo, hallazgos[0]["politica"] if hallazgos else None)
    return next((a for a in candidatos if a), None)


def de_la_accion(accion: str, articulo: int, h: Mapping[str, Any], desde: datetime) -> dict[str, Any]:
    """Que se quita, hasta cuando, por que articulo y como se apela."""
    bloquea = accion == BLOQUEA
    return {
        "accion": accion,
        "alcance": _ALCANCE[accion],
        "desde": desde,
        # el de un bloqueo que se restaura aun dice el fin adelantado: quien restaura lo corrige (`plazo`)
        "hasta": max(h["hasta"], desde + timedelta.resolution) if bloquea else None,
        "articulo": articulo,
        "fundamento": _FUNDAMENTO.format(articulo),
        "recurso": _RECURSO,
        "recurso_dias": RECURSO_DIAS,
        "bloqueo_id": h["bloqueo_id"] if bloquea else None,
    }


def del_contenido(h: Mapping[str, Any]) -> dict[str, Any]:
    """De que comentario: su id, su fecha y la huella de su principio."""
    sal = secrets.token_hex(16)
    extracto = h["texto"][:EXTRACTO].encode("utf-8", "surrogatepass")
    return {
        "red": h["red"],
        "objeto": h["id_externo"],
        "sal": sal,
        "huella_extracto": hashlib.sha256(sal.encode() + extracto).hexdigest(),
        "contenido_fecha": h["creado"],
        "contenido_tipo": "respuesta" if h["padre_externo"] else "comentario",
    }


def de_la_decision(
    h: Mapping[str, Any], hallazgos: Sequence[Mapping[str, Any]], articulo: int, decision_id: int | None
) -> dict[str, Any]:
    """Quien lo vio, quien lo decidio y por que. De una persona, con sus palabras.

    Si la persona cita un articulo del que la maquina no dijo nada, lo vio ella. La puntuacion es la de ese articulo.
    """
    reglamento = h["version_reglamento"] or _SIN
    indicios = {n: v for n, v in (h["indicios"] or {}).items() if n in INDICIOS.get(articulo, ())}
    vio_la_maquina = any(f["politica"] == articulo for f in hallazgos)
    de_persona = decision_id is not None and h["usuario_id"] is not None
    quien = f"usuario/{h['usuario_id']}" if de_persona else MAQUINA
    halladas = " ".join(dict.fromkeys(f["motivo"] for f in hallazgos)) or "sin hallazgos"
    mayor = max(indicios, key=lambda n: indicios[n]) if indicios else None
    con_que = Deteccion.MODELO if indicios else Deteccion.REGLA
    return {
        "reglamento": reglamento,
        "hechos": h["motivo"] if de_persona else halladas,
        "deteccion": con_que if vio_la_maquina else Deteccion.PERSONA,
        "automatizada": not de_persona,
        "modelo": h["version_modelo"] or _SIN,
        "puntuacion": f"{mayor} {indicios[mayor]:.2f}" if mayor else "sin puntuación",
        "decidio": quien,
        # sola, actua porque el reglamento la dejo; hasta que una persona la confirma
        "aprobo": quien if de_persona else f"reglamento/{reglamento}",
    }
