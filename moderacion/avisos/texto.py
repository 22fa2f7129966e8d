"""Lo que dice un aviso, en palabras de ahora: se escribe en cada intento, no cuando se debio.

Un aviso que no se puede escribir (una fila rara) sale igual, con lo minimo: perderlo es peor que decirlo mal.
"""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from conectores.tipos import NOMBRES
from moderacion.almacen.avisos import Lote
from moderacion.reloj import en_local

_AQUI: Final = Path(__file__).parent / "plantillas"
_MAXIMO: Final[Mapping[str, int]] = {"sms": 320, "telegram": 3500, "ntfy": 3500}
_MAXIMO_DEMAS: Final = 8000
_ASUNTO: Final = 150
_CORTOS: Final = frozenset({"sms"})
_GRAVE: Final = 3
_DE_LA_13: Final = ("cuenta_intervenida", "cuenta_sospechosa", "credencial_revocada")
_PUNTO_DE_SITIO: Final = re.compile(r"(?<=[^\W_])\.(?=[^\W\d_]{2})")
_registro = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mensaje:
    """Lo que se envia."""

    asunto: str
    cuerpo: str


def escribir(
    lote: Lote,
    hechos: Mapping[int, Mapping[str, Any]],
    testigo: str = "",
    consola: str = "",
    asuntos: Mapping[str, str] | None = None,
) -> Mensaje:
    """El mensaje de un lote. `testigo`: el del enlace, si va uno solo; `consola`: su direccion publica, o vacio.

    `asuntos`: clase de incidente → como se dice, con `{cuenta}` y `{red}`.
    """
    try:
        enlace = f"{consola}/acuse/{testigo}" if consola and testigo else ""
        dichos = {n: _en_palabras(i, asuntos or {}) for n, i in hechos.items()}
        return _escribir(lote, dichos, enlace, consola)
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
        .render(aviso=aviso, i=i, enlace=enlace, consola=consola, de_la_13=_DE_LA_13)
    )
    return Mensaje(_asunto(aviso, i), _cortar(cuerpo, maximo))


def _asunto(aviso: Mapping[str, Any], i: Mapping[str, Any]) -> str:
    cabeza = {"recordatorio": "SIGUE SIN CERRARSE", "reinicio": "SIN NOTICIA"}.get(aviso["clase"], "")
    if i["tipo"] == "simulacro":
        cabeza = "SIMULACRO"
    elif not cabeza and i["gravedad"] >= _GRAVE:
        cabeza = "URGENTE"
    dicho = i["dicho"] if cabeza else i["dicho"][:1].upper() + i["dicho"][1:]
    return corto(f"{cabeza}: {dicho}" if cabeza else dicho, _ASUNTO - 20) + f" (incidente {i['id']})"


def _en_palabras(i: Mapping[str, Any], asuntos: Mapping[str, str]) -> dict[str, Any]:
    """Un incidente con su red por su nombre y lo que pasa en una frase."""
    con_nombre = {**i, "red": NOMBRES.get(i["red"], i["red"])}
    return con_nombre | {"dicho": _dicho(con_nombre, asuntos)}


def _dicho(i: Mapping[str, Any], asuntos: Mapping[str, str]) -> str:
    """Que pasa, en una frase."""
    if i["tipo"] in asuntos:
        return asuntos[i["tipo"]].format(cuenta=corto(i["cuenta"], 60), red=i["red"])
    return f"{i['tipo'].replace('_', ' ')}, {corto(i['cuenta'], 60)} ({i['red']})"


def corto(texto: object, largo: int) -> str:
    """En una linea y como mucho de ese largo."""
    dicho = " ".join(str(texto).split())
    return dicho if len(dicho) <= largo else dicho[: largo - 1] + "…"


def inerte(texto: object) -> str:
    """Lo ajeno que se cita, sin enlaces que pulsar: los correos y Telegram los hacen de cualquier cosa con un punto."""
    return _PUNTO_DE_SITIO.sub("[.]", str(texto)).replace("://", "[:]//")


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
        autoescape=False,  # noqa: S701 (no es HTML)  # nosec B701
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.filters |= {"corto": corto, "inerte": inerte, "hora": _hora}
    return jinja
