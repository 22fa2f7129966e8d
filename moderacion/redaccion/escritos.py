"""Un escrito (publicacion o comunicado) como se guarda, como se lee y como se vera: su texto exacto en cada cuenta.

El mismo texto que se enseña es el que se aprueba y el que lleva la orden: `texto_en` es el unico que lo decide.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from moderacion.almacen import OrigenPublicacion, Unidad
from moderacion.almacen.comunicados import FichaNueva
from moderacion.almacen.estados_redaccion import TipoBorrador
from moderacion.almacen.salidas import SalidaNueva
from moderacion.errores import EntradaInvalida
from moderacion.redaccion.tipos import RAZON_MAXIMA, TEXTO_MAXIMO, Adjunto, Escrito, Ficha, Fila, medido
from moderacion.reloj import ZONA, dia_local
from politicas.ayudas.comunicados import FORMATO

LARGO_MAXIMO: Final = 60_000
VIGENCIA_MAXIMA: Final = timedelta(days=2 * 366)
ADELANTO_MAXIMO: Final = timedelta(days=366)
_ANOS: Final = (2000, 2099)
_ADJUNTOS: Final = 10
_ALTERNATIVO: Final = 1000
_ASUNTO: Final = 200
_FIRMANTE: Final = 200
_HUELLA: Final = re.compile(r"[0-9a-f]{64}")
_MESES: Final = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip


def revisado(e: Escrito, ahora: datetime) -> Escrito:
    """El escrito como se guardara. Lanza `EntradaInvalida` con lo que no cabe o no cuadra."""
    maximo = TEXTO_MAXIMO if e.ficha else LARGO_MAXIMO
    razones = {c: medido("la razón", r, 0, RAZON_MAXIMA) for c, r in e.razones.items()}
    return Escrito(
        texto=medido("el texto", e.texto, 1, maximo),
        salidas=_salidas(e.salidas, ahora),
        adjuntos=tuple(_adjunto(a) for a in e.adjuntos[: _ADJUNTOS + 1]),
        impacto=medido("la razón de impacto", e.impacto, 0, RAZON_MAXIMA),
        razones={c: r for c, r in razones.items() if r},
        ficha=_ficha(e.ficha) if e.ficha else None,
    )


def _salidas(pedidas: Sequence[SalidaNueva], ahora: datetime) -> tuple[SalidaNueva, ...]:
    if not pedidas:
        raise EntradaInvalida("elija al menos una cuenta en que publicarlo")
    if len({s.cuenta_id for s in pedidas}) != len(pedidas):
        raise EntradaInvalida("la misma cuenta está dos veces")
    for s in pedidas:
        if s.hora is not None and s.hora.tzinfo is None:
            raise EntradaInvalida("la hora de publicar no dice su huso")
        if s.hora is not None and s.hora.year < _ANOS[0]:
            raise EntradaInvalida("esa hora ya pasó")
        if s.hora is not None and s.hora > ahora + ADELANTO_MAXIMO:
            raise EntradaInvalida(f"se programa a lo sumo con {ADELANTO_MAXIMO.days} días de adelanto")
    limpias = (replace(s, texto=medido("el texto de la cuenta", s.texto, 0, LARGO_MAXIMO)) for s in pedidas)
    return tuple(sorted(limpias, key=lambda s: s.cuenta_id))


def _adjunto(a: Adjunto) -> Adjunto:
    if not _HUELLA.fullmatch(a.huella):
        raise EntradaInvalida("un archivo adjunto no se reconoce: súbalo otra vez")
    return Adjunto(a.huella, medido("qué muestra el archivo", a.alternativo, 3, _ALTERNATIVO))


def _ficha(f: Ficha) -> Ficha:
    if f.numero and not FORMATO.fullmatch(f.numero):
        raise EntradaInvalida("el número de un comunicado es correlativo y año, como «12-2026»")
    if not _ANOS[0] <= f.desde.year <= f.hasta.year <= _ANOS[1]:
        raise EntradaInvalida(f"la vigencia va con años de {_ANOS[0]} a {_ANOS[1]}")
    if not f.desde <= f.hasta <= f.desde + VIGENCIA_MAXIMA:
        raise EntradaInvalida("la vigencia termina antes de empezar, o dura más de dos años")
    if f.sustituye and f.sustituye == f.numero:
        raise EntradaInvalida("un comunicado no se sustituye a sí mismo")
    asunto = medido("el asunto", " ".join(f.asunto.split()), 3, _ASUNTO).rstrip(".")
    return replace(f, asunto=asunto, firmante=medido("quién lo firma", f.firmante, 3, _FIRMANTE))


def componer(f: Ficha, cuerpo: str) -> str:
    """El texto entero de un comunicado: el que se archiva y el que sale donde cabe."""
    lineas = [_encabezado(f) + cuerpo, ""]
    if f.sustituye:
        lineas.append(f"Sustituye al comunicado N.º {f.sustituye}.")
    return "\n".join([*lineas, f"Firma: {f.firmante}"])


def _encabezado(f: Ficha) -> str:
    return f"Comunicado N.º {f.numero}\nAsunto: {f.asunto}.\nVigente {_entre(f.desde, f.hasta)}.\n\n"


def donde_empieza(e: Escrito) -> int:
    """En que punto de codigo del texto comun empieza lo que se escribio: 0, salvo en un comunicado."""
    return len(_encabezado(e.ficha)) if e.ficha else 0


def numerado(u: Unidad, e: Escrito) -> Escrito:
    """Con el siguiente numero del año en que empieza a regir, si es un comunicado y no trae uno."""
    if e.ficha is None or e.ficha.numero:
        return e
    return replace(e, ficha=replace(e.ficha, numero=u.comunicados.siguiente(e.ficha.desde.year)))


def con_su_numero(u: Unidad, borrador_id: int, e: Escrito) -> Escrito:
    """Sin numero escrito, el que ya tenia."""
    c = u.comunicados.del_borrador(borrador_id) if e.ficha and not e.ficha.numero else None
    return replace(e, ficha=replace(e.ficha, numero=c["numero"])) if e.ficha and c else e


def _entre(desde: date, hasta: date) -> str:
    fin = f"al {hasta.day} de {_MESES[hasta.month - 1]} de {hasta.year}"
    ano = "" if desde.year == hasta.year else f" de {desde.year}"
    return f"del {desde.day} de {_MESES[desde.month - 1]}{ano} {fin}"


def texto_comun(e: Escrito) -> str:
    """El texto exacto, sin contar el propio de alguna cuenta."""
    return componer(e.ficha, e.texto) if e.ficha else e.texto


def texto_en(salida: Fila, comun: str) -> str:
    """El texto exacto que se enseña, se aprueba y sale en una cuenta."""
    return str(salida["texto"] or comun)


def ficha_nueva(u: Unidad, f: Ficha, cuerpo: str) -> FichaNueva:
    """Lo que guarda el archivo. Lanza `EntradaInvalida` si lo que sustituye no esta publicado."""
    previo = u.comunicados.con_numero(f.sustituye) if f.sustituye else None
    if f.sustituye and (previo is None or previo["estado"] != "publicado"):
        raise EntradaInvalida(f"no hay ningún comunicado publicado con el número {f.sustituye}")
    return FichaNueva(
        numero=f.numero,
        asunto=f.asunto,
        firmante=f.firmante,
        desde=datetime.combine(f.desde, time.min, ZONA),
        hasta=datetime.combine(f.hasta, time.max, ZONA),
        cuerpo=cuerpo,
        sustituye_id=previo["id"] if previo else None,
    )


def escrito_de(u: Unidad, b: Fila) -> Escrito:
    """Lo guardado, como se escribio."""
    c = u.comunicados.del_borrador(b["id"]) if b["tipo"] == TipoBorrador.COMUNICADO else None
    ficha = c and Ficha(
        c["asunto"],
        c["firmante"],
        dia_local(c["desde"]),
        dia_local(c["hasta"]),
        c["numero"],
        c["sustituye"] or "",
    )
    return Escrito(
        texto=c["cuerpo"] if c else b["texto"],
        salidas=tuple(
            SalidaNueva(s["cuenta_id"], s["texto"], s["hora"], s["edita_id"]) for s in u.salidas.de(b["id"])
        ),
        adjuntos=tuple(Adjunto(m["huella"], m["alternativo"]) for m in b["medios"] or ()),
        impacto=b["impacto"],
        razones={a["clave"]: a["razon"] for a in b["advertencias"]},
        ficha=ficha or None,
    )


def huella_escrito(e: Escrito) -> str:
    """SHA-256 de lo que se aprueba: que es, que dice en cada cuenta, que dia sale, con que archivos y por que en mayusculas.

    El dia cuenta y la hora no: mover una publicacion de las 9 a las 11 no cambia lo que dice; «mañana», de un dia a
    otro, si.
    """
    comun = texto_comun(e)
    partes: dict[str, Any] = {
        "tipo": str(TipoBorrador.COMUNICADO if e.ficha else TipoBorrador.PUBLICACION),
        "texto": comun,
        "salidas": [
            [s.cuenta_id, s.texto or comun, s.edita_id, str(dia_local(s.hora)) if s.hora else ""]
            for s in sorted(e.salidas, key=lambda s: s.cuenta_id)
        ],
        "medios": [[a.huella, a.alternativo] for a in e.adjuntos],
        "impacto": e.impacto,
    }
    if e.ficha:
        f = e.ficha
        partes["ficha"] = [f.numero, f.asunto, f.firmante, str(f.desde), str(f.hasta), f.sustituye]
    canonico = json.dumps(partes, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonico.encode("ascii")).hexdigest()


def medios_de(e: Escrito) -> list[Mapping[str, str]]:
    """Los adjuntos, como se guardan."""
    return [{"huella": a.huella, "alternativo": a.alternativo} for a in e.adjuntos]


def editada(u: Unidad, s: SalidaNueva) -> str:
    """Por que no se puede cambiar la publicacion que dice, o vacio."""
    if s.edita_id is None:
        return ""
    p = u.publicaciones.una(s.edita_id)
    if p["cuenta_id"] != s.cuenta_id:
        return "la publicación que se quiere cambiar es de otra cuenta"
    if p["borrada"] is not None:
        return "la publicación que se quiere cambiar ya se borró"
    if p["origen"] != OrigenPublicacion.NUESTRA or p["padre_externo"] is not None:
        return "solo se cambia desde aquí una publicación que salió de aquí"
    suyas = u.salidas.de_publicacion(p["cuenta_id"], p["id_externo"])
    if any(x["tipo"] == TipoBorrador.COMUNICADO for x in suyas):
        return "un comunicado no se cambia: publique otro que lo sustituya, o retírelo"
    return ""
