"""La pagina del editor: lo escrito, lo que se dice de ello y como saldria por cada cuenta."""

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from http import HTTPStatus
from itertools import groupby
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from moderacion import redaccion
from moderacion.errores import EntradaInvalida, ErrorModeracion
from moderacion.redaccion import FichaEscrito, Revision, Senalado
from moderacion.web import evidencia
from moderacion.web.consola import de
from moderacion.web.evidencia import Tramo
from moderacion.web.fallos import estado_de
from moderacion.web.presentacion import frase
from moderacion.web.redactar import Forma
from moderacion.web.seguridad import DECIDEN, persona
from moderacion.web.vistos import vistos_de

_SE_EDITAN: Final = frozenset({"borrador", "en_revision", "devuelto", "aprobado", "programado"})
_QUIETA: Final = (None, "", "pendiente")
"""Como esta la orden de una cuenta por la que aun no sale nada."""
_ALREDEDOR: Final = 160
"""Puntos de codigo que se enseñan a cada lado de lo que choca en otro texto."""


def pagina_nueva(peticion: Request, forma: Forma, error: ErrorModeracion | None = None) -> Response:
    """El editor de algo que aun no se guardo."""
    r, falta = _a_medias(peticion, forma, None)
    return de(peticion).pagina(
        peticion,
        "escrito.html",
        estado_de(error) if error else HTTPStatus.OK,
        f=None,
        **_comun(peticion, r, forma, falta if forma.texto else ""),
        edita=True,
        aprueba=False,
        retira=False,
        sin_guardar=False,
        motivo="",
        aviso=frase(error) if error else "",
    )


def trozo(peticion: Request, forma: Forma) -> Response:
    """Solo lo que cambia al teclear."""
    r, falta = _a_medias(peticion, forma, forma.borrador or None)
    return de(peticion).pagina(peticion, "_juicio_vivo.html", **_comun(peticion, r, forma, falta), edita=True)


def _a_medias(peticion: Request, forma: Forma, borrador_id: int | None) -> tuple[Revision, str]:
    servicio, quien = de(peticion).servicio, persona(peticion)
    try:
        e, mala = forma.escrito(), ""
    except EntradaInvalida as error:
        e, mala = forma.suelto(), str(error)
    r, falta = redaccion.juzgar_a_medias(servicio.almacen, servicio.redaccion, quien.id, e, borrador_id)
    return r, mala or falta


def pagina_de(
    peticion: Request,
    borrador_id: int,
    error: ErrorModeracion | None = None,
    *,
    forma: Forma | None = None,
    motivo: str = "",
) -> Response:
    """Un borrador como esta guardado o, con `forma`, con lo que se acaba de escribir. Lanza `NoExiste`."""
    consola, quien = de(peticion), persona(peticion)
    almacen, reglas = consola.servicio.almacen, consola.servicio.redaccion
    f = redaccion.ficha_escrito(almacen, reglas, borrador_id)
    r: Revision = f
    falta = ""
    if forma is not None:
        r, falta = _a_medias(peticion, forma, borrador_id)
    mio, redacta, b = f.b["autor_id"] == quien.id, quien.rol in DECIDEN, f.b
    abierto = redacta and b["estado"] in _SE_EDITAN and all(p.estado in _QUIETA for p in f.previas)
    return consola.pagina(
        peticion,
        "escrito.html",
        estado_de(error) if error else HTTPStatus.OK,
        f=f,
        **_comun(peticion, r, forma or Forma.de(f.escrito), falta),
        **vistos_de(peticion, b),
        edita=abierto and mio,
        aprueba=redacta and not mio and b["estado"] == "en_revision" and not _ya_aprobo(f, quien.id),
        retira=abierto and (mio or quien.rol == "supervision"),
        sin_guardar=forma is not None,
        motivo=motivo,
        aviso=frase(error) if error else "",
    )


def _ya_aprobo(f: FichaEscrito, usuario_id: int) -> bool:
    return any(a["usuario_id"] == usuario_id for a in f.aprobaciones)


def _comun(peticion: Request, r: Revision, forma: Forma, falta: str) -> dict[str, Any]:
    """Lo que necesitan la pagina y su trozo vivo."""
    servicio = de(peticion).servicio
    comunes = [s for s in r.juicio.senalados if s.cuenta_id is None]
    escrito = r.texto[r.inicio : r.inicio + len(r.escrito.texto)][: evidencia.LARGO_MAXIMO]
    corridas = ((i - r.inicio, f - r.inicio, p) for i, f, p in evidencia.marcas(_hallazgos(comunes)))
    dentro = [(i, f, p) for i, f, p in corridas if f > 0]
    todas = evidencia.tramos(r.texto[: evidencia.LARGO_MAXIMO], evidencia.marcas(_hallazgos(comunes)))
    return {
        "r": r,
        "forma": forma,
        "falta": frase(falta) if falta else "",
        "tramos": todas,
        "subrayado": evidencia.tramos(escrito, dentro),
        "cuentas": redaccion.cuentas_posibles(servicio.almacen, servicio.redaccion),
        "choques": {s.clave: choques(s) for s in r.juicio.senalados if s.contraste},
    }


def _hallazgos(varios: Iterable[Senalado]) -> list[dict[str, object]]:
    return [{"politica": s.politica, "evidencia": s.evidencia} for s in varios]


def choques(s: Senalado) -> list[dict[str, Any]]:
    """De cada texto con que choca: de donde es, el trozo que importa marcado, y en que se diferencian los dos datos."""
    propio = s.evidencia[0]["texto"] if s.evidencia else ""
    return [
        {
            "origen": f"{'la' if c['origen'].startswith('publicación') else 'el'} {c['origen']}",
            "tramos": evidencia.ventana(
                c["texto"], evidencia.marcas([{**c, "politica": s.politica}]), _ALREDEDOR
            ),
            "suyo": diferencia(propio, otro := _dato(c)),
            "otro": diferencia(otro, propio),
        }
        for c in s.contraste
    ]


def _dato(contraste: Mapping[str, Any]) -> str:
    return str(contraste["evidencia"][0]["texto"]) if contraste["evidencia"] else ""


def diferencia(texto: str, otro: str) -> list[Tramo]:
    """`texto` en tramos; con una politica, lo que `otro` no dice igual: letra por letra si miden lo mismo; si no, por palabras."""
    if len(texto) == len(otro):
        grupos = groupby(zip(texto, otro, strict=True), key=lambda par: par[0] == par[1])
        return [Tramo("".join(a for a, _ in par), () if igual else (3,)) for igual, par in grupos]
    partes, otras = (re.findall(r"\s+|\S+", t) for t in (texto, otro))
    pasos = SequenceMatcher(None, otras, partes, autojunk=False).get_opcodes()
    return [Tramo("".join(partes[i:f]), () if que == "equal" else (3,)) for que, _, _, i, f in pasos if i < f]
