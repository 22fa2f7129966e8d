"""Los datos abiertos de la transparencia: lo publicado, para programas. Los mismos datos dan siempre los mismos octetos."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from moderacion.informes import palabras
from moderacion.informes.hoja import csv_de
from moderacion.informes.publico import JUNTAS, MINIMA, RESERVADA, Celda, Hoja

QUE_ES: Final = {
    "recibido": "Comentarios recibidos en nuestras publicaciones",
    "critica": "Comentarios reconocidos como crítica, queja o denuncia",
    "restringido": "Comentarios que dejaron de verse",
    "critica_restringida": "De las críticas reconocidas, las que dejaron de verse",
    "revertido": "Comentarios que volvieron a verse",
    "bloqueado": "Bloqueos que la red confirmó",
    "apelado": "Apelaciones presentadas",
    "apelacion": "Apelaciones resueltas",
    "tarda_revisar": "De entrar en la cola a la primera decisión de una persona",
    "tarda_apelacion": "De presentar una apelación a su respuesta",
    "tarda_levantar": "Lo que estuvo restringido lo que volvió a verse",
    "tarda_red": "De decidir que algo vuelva a verse a que la red lo enseñe",
}
DESGLOSES: Final = {
    "politica": "Por artículo del manual",
    "red": "Por red",
    "mes": "Por mes",
    "quien": "Por quién lo hizo",
    "detalle": "Cómo, o por qué",
}
_DE: Final = {
    ("restringido", "detalle"): "Qué se hizo",
    ("revertido", "detalle"): "Por qué volvieron a verse",
    ("revertido", "quien"): "Quién los había restringido",
    ("apelacion", "detalle"): "Cómo se resolvieron",
}
"""El titulo de un desglose, donde el comun no dice bastante."""
_VALORES: Final = {
    "maquina": "La máquina",
    "persona": "Una persona",
    "apelacion": "Otra persona aceptó la apelación",
    "decision": "Alguien lo decidió",
    "plazo": "Nadie lo confirmó a tiempo",
    "aceptada": "Aceptadas",
    "rechazada": "Rechazadas",
    "total": "Total",
}
NOTAS: Final = {
    RESERVADA: "no se dice: podría señalar a alguien",
    "al_menos": "al menos: de algún trimestre no se dice",
}
COMO_SE_LEE: Final = (
    f"No se dicen las cifras menores de {MINIMA}, ni las que dejarían deducirlas. Lo que en todo no llega a {JUNTAS} y no se puede "
    "desglosar no se dice. Cada año es la suma de lo publicado en sus trimestres. No hay nombres, textos ni enlaces de nadie."
)
_COLUMNAS: Final = ("periodo", "desde", "hasta", "que", "desglose", "valor", "cuantos", "nota")


def titulo(que: str, desglose: str) -> str:
    """Como se llama un desglose."""
    return _DE.get((que, desglose), DESGLOSES[desglose])


def dicho(c: Celda) -> str:
    """El valor de un desglose, en palabras."""
    if c.desglose == "politica":
        return palabras.politica(int(c.valor))
    if c.desglose == "red":
        return palabras.red(c.valor)
    if c.desglose == "mes":
        anio, _, mes = c.valor.partition("-")
        return f"{mes}/{anio}"
    return _VALORES.get(c.valor, palabras.accion(c.valor))


def en_csv(hojas: Iterable[Hoja]) -> bytes:
    """Una fila por cifra; los tiempos, en minutos."""
    return "".join(csv_de(_COLUMNAS, (fila for h in hojas for fila in _filas(h)))).encode()


def _filas(h: Hoja) -> Iterable[tuple[object, ...]]:
    cabeza = (h.nombre, h.desde.isoformat(), h.hasta.isoformat())
    for c in h.celdas:
        yield (
            *cabeza,
            c.que,
            c.desglose,
            c.valor,
            "" if c.cuantos is None else c.cuantos,
            NOTAS.get(c.nota, ""),
        )
    for m in h.tiempos:
        for cual, minutos in (("mediana", m.mediana), ("p90", m.p90)):
            nota = "no se dice: hubo pocos casos" if minutos is None else "minutos"
            yield (*cabeza, m.que, "medida", cual, "" if minutos is None else minutos, nota)
    for politica, a in h.acuerdos:
        for cual, valor in (("kappa", a.kappa), ("desde", a.desde), ("hasta", a.hasta)):
            yield (*cabeza, "acuerdo", f"politica {politica}", cual, f"{valor:.2f}", f"{a.pares} pares")


def en_json(hojas: Sequence[Hoja], institucion: str) -> bytes:
    """Lo mismo, con lo que quiere decir cada cosa."""
    datos = {
        "institucion": institucion,
        "zona_horaria": "America/El_Salvador",
        "como_se_lee": COMO_SE_LEE,
        "que": QUE_ES,
        "desgloses": DESGLOSES,
        "periodos": [_periodo(h) for h in hojas],
    }
    return (json.dumps(datos, ensure_ascii=False, indent=1) + "\n").encode()


def _periodo(h: Hoja) -> dict[str, Any]:
    return {
        "periodo": h.nombre,
        "desde": h.desde.isoformat(),
        "hasta": h.hasta.isoformat(),
        "trimestres": list(h.trimestres),
        "cifras": [
            {"que": c.que, "desglose": c.desglose, "valor": c.valor, "cuantos": c.cuantos, "nota": c.nota}
            for c in h.celdas
        ],
        "tiempos_en_minutos": [{"que": m.que, "mediana": m.mediana, "p90": m.p90} for m in h.tiempos],
        "acuerdo": [
            {
                "politica": n,
                "pares": a.pares,
                **{k: _redondo(getattr(a, k)) for k in ("kappa", "desde", "hasta")},
            }
            for n, a in h.acuerdos
        ],
    }


def _redondo(valor: float | None) -> float | None:
    return None if valor is None else round(valor, 2)
