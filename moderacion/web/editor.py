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
from moderacion.errores import Conflicto, EntradaInvalida, ErrorModeracion
from moderacion.redaccion import FichaEscrito, Juicio, Previsualizacion, Revision, Senalado
from moderacion.web import evidencia
from moderacion.web.consola import de
from moderacion.web.estados import estado_de
from moderacion.web.evidencia import Tramo
from moderacion.web.presentacion import frase
from moderacion.web.redactar import Forma
from moderacion.web.seguridad import DECIDEN, persona
from moderacion.web.vistos import vistos_de

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
        **_entera(peticion, r, forma, falta if forma.texto else ""),
        edita=True,
        aprueba=False,
        retira=False,
        suyo="",
        guardado="",
        motivo="",
        aviso=frase(error) if error else "",
    )


def trozo(peticion: Request, forma: Forma) -> Response:
    """Solo lo que cambia al teclear."""
    r, falta = _a_medias(peticion, forma, forma.borrador or None)
    return de(peticion).trozo(peticion, "_juicio_vivo.html", **_vivo(r, forma, falta), edita=True)


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
    mio, redacta, b = f.b["autor_id"] == quien.id, quien.rol in DECIDEN, f.b
    abierto = redacta and b["estado"] in redaccion.EDITABLES and all(p.estado in _QUIETA for p in f.previas)
    r: Revision = f
    falta = suyo = guardado = ""
    if forma is not None and not (abierto and mio):
        # ya no se puede cambiar: se enseña lo que hay, y aparte lo que escribio
        suyo = forma.texto
        forma = None
    if forma is not None:
        r, falta = _a_medias(peticion, forma, borrador_id)
        guardado = f.escrito.texto if isinstance(error, Conflicto) and f.escrito.texto != forma.texto else ""
    return consola.pagina(
        peticion,
        "escrito.html",
        estado_de(error) if error else HTTPStatus.OK,
        f=f,
        **_entera(peticion, r, forma or Forma.de(f.escrito), falta),
        **vistos_de(peticion, b),
        edita=abierto and mio,
        aprueba=redacta and not mio and b["estado"] == "en_revision" and not _ya_aprobo(f, quien.id),
        retira=abierto and (mio or quien.rol == "supervision"),
        suyo=suyo,
        guardado=guardado,
        motivo=motivo,
        aviso=frase(error) if error else "",
    )


def _ya_aprobo(f: FichaEscrito, usuario_id: int) -> bool:
    return any(a["usuario_id"] == usuario_id for a in f.aprobaciones)


def _entera(peticion: Request, r: Revision, forma: Forma, falta: str) -> dict[str, Any]:
    """Lo que necesita la pagina: su trozo vivo, el texto marcado y las cuentas entre las que se elige."""
    servicio = de(peticion).servicio
    return {
        **_vivo(r, forma, falta),
        "tramos": evidencia.tramos(r.texto[: evidencia.LARGO_MAXIMO], _marcas_comunes(r)),
        "cuentas": redaccion.cuentas_posibles(servicio.almacen, servicio.redaccion),
    }


def _vivo(r: Revision, forma: Forma, falta: str) -> dict[str, Any]:
    """Lo que cambia al teclear."""
    # en el campo puede haber renglones en blanco delante que lo juzgado ya no tiene
    corre = r.inicio - (len(forma.texto) - len(forma.texto.lstrip()))
    dentro = [(i - corre, f - corre, p) for i, f, p in _marcas_comunes(r) if f > corre]
    return {
        "r": r,
        "forma": forma,
        "falta": frase(falta) if falta else "",
        "subrayado": evidencia.tramos(forma.texto[: evidencia.LARGO_MAXIMO], dentro),
        "corre": corre,
        "propios": {p.cuenta_id: _marcado(p, r.juicio) for p in r.previas if p.propio},
        "choques": {s.clave: choques(s) for s in r.juicio.senalados if s.contraste},
    }


def _marcas_comunes(r: Revision) -> list[tuple[int, int, int]]:
    """Las evidencias del texto comun."""
    return evidencia.marcas(hallazgos(s for s in r.juicio.senalados if s.cuenta_id is None))


def _marcado(p: Previsualizacion, juicio: Juicio) -> list[Tramo]:
    """El texto propio de una cuenta, con lo que se señala en el."""
    suyos = [s for s in juicio.senalados if s.cuenta_id == p.cuenta_id]
    return evidencia.tramos(p.texto[: evidencia.LARGO_MAXIMO], evidencia.marcas(hallazgos(suyos)))


def hallazgos(varios: Iterable[Senalado]) -> list[dict[str, object]]:
    """Lo señalado, como lo lee `evidencia.marcas`."""
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
