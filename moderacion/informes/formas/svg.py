"""Los trazos de una grafica como SVG: medidas en atributos, sin estilos en linea, con su titulo y su descripcion."""

from collections.abc import Callable
from typing import Final

from markupsafe import Markup, escape

from moderacion.informes.formas.dibujo import ALTO, ANCHO, Caja, Figura, Letrero, Raya, dibujar
from moderacion.informes.modelo import Grafica

_ANCLAS: Final = {"inicio": "start", "medio": "middle", "fin": "end"}
_R: Final = 4.0


def svg(g: Grafica) -> Markup:
    """La figura entera. El color lo pone la hoja de estilos; sin ella se lee igual."""
    dentro = "".join(_ESCRIBIR[type(t)](t) for t in dibujar(g))
    cual = escape(g.clave)
    # lo que no es nuestro pasa por escape; lo demas son numeros y nombres fijos
    return Markup(  # noqa: S704
        f'<svg class="grafica" role="img" aria-labelledby="t-{cual} d-{cual}" viewBox="0 0 {ANCHO:g} {ALTO:g}"'
        f' font-size="12" fill="currentColor" xmlns="http://www.w3.org/2000/svg"><title id="t-{cual}">'
        f'{escape(g.titulo)}</title><desc id="d-{cual}">{escape(g.descripcion)}</desc>{dentro}</svg>'
    )


def _clase(serie: int | None) -> str:
    return "" if serie is None else f' class="serie s{serie % 6 + 1}"'


def _raya(r: Raya) -> str:
    puntos = " ".join(f"{x:.1f},{y:.1f}" for x, y in r.puntos)
    guiones = f' stroke-dasharray="{" ".join(f"{n:g}" for n in r.raya)}"' if r.raya else ""
    ancho = "0.6" if r.fina else "2" if r.serie is not None and len(r.puntos) > 2 else "1"  # noqa: PLR2004
    tenue = ' opacity="0.55"' if r.fina else ""
    return (
        f'<polyline points="{puntos}" fill="none" stroke="currentColor" stroke-width="{ancho}"'
        f"{guiones}{tenue}{_clase(r.serie)}/>"
    )


def _caja(c: Caja) -> str:
    relleno = "currentColor" if c.llena else "none"
    return (
        f'<rect x="{c.x:.1f}" y="{c.y:.1f}" width="{c.ancho:.1f}" height="{c.alto:.1f}" fill="{relleno}"'
        f' stroke="currentColor"{_clase(c.serie)}/>'
    )


def _figura(f: Figura) -> str:
    x, y, r = f.x, f.y, _R
    clase = _clase(f.serie)
    if f.forma == "circulo":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r - 0.5:g}"{clase}/>'
    if f.forma in ("cruz", "aspa"):
        d = (
            f"M{x - r:.1f} {y:.1f}h{2 * r:g}M{x:.1f} {y - r:.1f}v{2 * r:g}"
            if f.forma == "cruz"
            else f"M{x - r:.1f} {y - r:.1f}l{2 * r:g} {2 * r:g}M{x - r:.1f} {y + r:.1f}l{2 * r:g} {-2 * r:g}"
        )
        return f'<path d="{d}" fill="none" stroke="currentColor" stroke-width="2"{clase}/>'
    puntos = " ".join(f"{px:.1f},{py:.1f}" for px, py in contorno(f))
    return f'<polygon points="{puntos}"{clase}/>'


def contorno(f: Figura, r: float = _R) -> list[tuple[float, float]]:
    """Los vertices de un cuadrado, un triangulo o un rombo."""
    x, y = f.x, f.y
    return {
        "cuadrado": [(x - r + 0.5, y - r + 0.5), (x + r - 0.5, y - r + 0.5), (x + r - 0.5, y + r - 0.5), (x - r + 0.5, y + r - 0.5)],
        "triangulo": [(x, y - r - 0.5), (x + r, y + r - 0.5), (x - r, y + r - 0.5)],
        "rombo": [(x, y - r - 1), (x + r, y), (x, y + r + 1), (x - r, y)],
    }[f.forma]  # fmt: skip


def _letrero(t: Letrero) -> str:
    ancla = _ANCLAS[t.ancla]
    return (
        f'<text x="{t.x:.1f}" y="{t.y:.1f}" text-anchor="{ancla}"{_clase(t.serie)}>{escape(t.texto)}</text>'
    )


_ESCRIBIR: Final[dict[type, Callable[..., str]]] = {
    Raya: _raya,
    Caja: _caja,
    Figura: _figura,
    Letrero: _letrero,
}
