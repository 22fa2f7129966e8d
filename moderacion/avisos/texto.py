"""Lo que dice un aviso, en palabras de ahora: se escribe en cada intento, no cuando se debio.

Un aviso que no se puede escribir (una fila rara) sale igual, con lo minimo: perderlo es peor que decirlo mal.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from moderacion.almacen.avisos import Lote
from moderacion.reloj import en_local

_AQUI: Final = Path(__file__).parent / "plantillas"
_MAXIMO: Final[Mapping[str, int]] = {"sms": 320, "telegram": 3500, "ntfy": 3500}
_MAXIMO_DEMAS: Final = 8000
_ASUNTO: Final = 150
_CORTOS: Final = frozenset({"sms"})
TIPOS: Final[Mapping[str, str]] = {
    "cuenta_intervenida": "posible intervención de una cuenta",
    "credencial_revocada": "una cuenta ya no acepta nuestra credencial",
    "simulacro": "simulacro",
}
_registro = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mensaje:
    """Lo que se envia."""

    asunto: str
    cuerpo: str


def escribir(lote: Lote, hechos: Mapping[int, Mapping[str, Any]], testigo: str, consola: str) -> Mensaje:
    """El mensaje de un lote. `testigo`: el del enlace, si va uno solo; `consola`: su direccion publica, o vacio."""
    try:
        return _escribir(lote, hechos, f"{consola}/acuse/{testigo}" if consola and testigo else "", consola)
    except Exception:  # noqa: BLE001 (un aviso que no se sabe escribir sale igual)
        _registro.exception("el envio %s no se pudo escribir con su plantilla", lote.entrega_id)
        cuales = ", ".join(str(a["incidente_id"]) for a in lote.avisos[:20])
        return Mensaje(f"URGENTE: incidente {cuales}"[:_ASUNTO], f"Incidente {cuales}: véalo en la consola.")


def _escribir(lote: Lote, hechos: Mapping[int, Mapping[str, Any]], enlace: str, consola: str) -> Mensaje:
    corto = lote.tipo in _CORTOS
    maximo = _MAXIMO.get(lote.tipo, _MAXIMO_DEMAS)
    if len(lote.avisos) > 1:
        plantilla = "juntos_corto.txt" if corto else "juntos.txt"
        cuerpo = (
            _plantillas().get_template(plantilla).render(avisos=lote.avisos, hechos=hechos, consola=consola)
        )
        return Mensaje(f"{len(lote.avisos)} avisos de incidentes sin cerrar", _cortar(cuerpo, maximo))
    (aviso,) = lote.avisos
    i = hechos[aviso["incidente_id"]]
    cuerpo = (
        _plantillas()
        .get_template("corto.txt" if corto else "aviso.txt")
        .render(aviso=aviso, i=i, enlace=enlace)
    )
    return Mensaje(_asunto(aviso, i), _cortar(cuerpo, maximo))


def _asunto(aviso: Mapping[str, Any], i: Mapping[str, Any]) -> str:
    cabeza = {"recordatorio": "SIGUE SIN CERRARSE", "reinicio": "SIN NOTICIA"}.get(aviso["clase"], "URGENTE")
    if i["tipo"] == "simulacro":
        cabeza = "SIMULACRO"
    asunto = f"{cabeza}: {tipo(i['tipo'])}, {i['cuenta']} en {i['red']} (incidente {i['id']})"
    return corto(asunto, _ASUNTO)


def tipo(cual: str) -> str:
    """Una clase de incidente, dicha para una persona."""
    return TIPOS.get(cual, cual.replace("_", " "))


def corto(texto: object, largo: int) -> str:
    """En una linea y como mucho de ese largo."""
    dicho = " ".join(str(texto).split())
    return dicho if len(dicho) <= largo else dicho[: largo - 1] + "…"


def _cortar(texto: str, largo: int) -> str:
    """Un texto de varias lineas que cabe; el enlace va al final de las plantillas cortas y no se corta en las largas."""
    limpio = "\n".join(linea.rstrip() for linea in texto.strip().splitlines())
    return limpio if len(limpio) <= largo else limpio[: largo - 1] + "…"


def _hora(fecha: datetime | None) -> str:
    return f"el {en_local(fecha):%d/%m/%Y a las %H:%M}" if fecha else ""


@cache
def _plantillas() -> Environment:
    """Texto llano: no se escapa nada, y ningun formato lo interpreta como otra cosa."""
    jinja = Environment(
        loader=FileSystemLoader(_AQUI),
        autoescape=False,  # noqa: S701 (no es HTML)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.filters |= {"tipo": tipo, "corto": corto, "hora": _hora}
    return jinja
