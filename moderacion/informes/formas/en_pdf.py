"""El informe en papel: numerado, con su fecha de corte al pie y sitio para firmarlo.

La fecha del documento es la de corte: el mismo informe da los mismos octetos. Las letras que la fuente no tiene se
escriben con su codigo (`moderacion.papel`).
"""

from collections.abc import Sequence
from typing import Final

from fpdf import FPDF
from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace

from moderacion.informes.formas.cifras import dichas, escrito, momento, parametro
from moderacion.informes.formas.dibujo import ALTO, Caja, Figura, Letrero, Raya, dibujar, sin_cero
from moderacion.informes.formas.svg import contorno
from moderacion.informes.modelo import Cifra, Grafica, Informe, Origen, Seccion, Tabla
from moderacion.papel import llano

_MARGEN: Final = 15.0
_GRIS: Final = (90, 90, 90)
_ROJO: Final = (156, 28, 22)
_TINTAS: Final = ((10, 85, 112), (156, 28, 22), (107, 79, 168), (112, 70, 0), (27, 94, 51), (74, 85, 99))
_ESCALA: Final = 0.258
"""Milimetros por unidad del dibujo."""
_CUERPO: Final = 8.0
_FINO: Final = 7.0
_MUCHAS: Final = 7
_PARTIBLE: Final = 14
_AIRE: Final = 4.0
"""Lo que una celda deja a los lados, en milimetros."""
_LINEA: Final = (190, 190, 190)
_FIRMA: Final = 45.0


class _Papel(FPDF):
    """Una hoja carta con el pie de todas las paginas."""

    def __init__(self, informe: Informe) -> None:
        super().__init__(format="Letter")
        self._pie = llano(f"{informe.titulo}, {informe.periodo}. Corte: {momento(informe.corte)}")
        self.set_margins(_MARGEN, _MARGEN)
        self.set_auto_page_break(auto=True, margin=18)
        self.set_title(llano(informe.titulo))
        self.set_author(llano(informe.institucion))
        self.set_lang("es")
        self.set_creation_date(informe.corte)
        self.alias_nb_pages()

    def footer(self) -> None:
        """La fecha de corte y que pagina es de cuantas."""
        self.set_y(-13)
        self.set_font("Helvetica", size=_FINO)
        self.set_text_color(*_GRIS)
        self.cell(self.epw * 0.8, 5, self._pie)
        self.cell(0, 5, f"Página {self.page_no()} de {{nb}}", align="R")
        self.set_text_color(0)

    def parrafo(
        self,
        texto: str,
        cuerpo: float = 9.5,
        *,
        negrita: bool = False,
        gris: bool = False,
        rojo: bool = False,
    ) -> None:
        """Un parrafo."""
        self.set_font("Helvetica", "B" if negrita else "", cuerpo)
        self.set_text_color(*(_ROJO if rojo else _GRIS if gris else (0, 0, 0)))
        self.multi_cell(0, cuerpo * 0.47, llano(texto), align="L", new_x="LMARGIN", new_y="NEXT")
        self.set_text_color(0)

    def caben(self, alto: float) -> None:
        """Otra pagina, si en esta no caben esos milimetros."""
        if self.will_page_break(alto):
            self.add_page()


def papel(informe: Informe) -> bytes:
    """El PDF."""
    pdf = _Papel(informe)
    pdf.add_page()
    citas = informe.origenes()
    _portada(pdf, informe)
    for s in informe.secciones:
        _seccion(pdf, s, citas)
    _consultas(pdf, citas)
    _firmas(pdf, informe.firmas)
    for s in informe.secciones:
        for t in s.tablas:
            if t.anexo:
                pdf.add_page()
                _tabla(pdf, t, citas, f"Anexo. {t.titulo}")
    return bytes(pdf.output())


def _portada(pdf: _Papel, i: Informe) -> None:
    pdf.parrafo(i.titulo, 17, negrita=True)
    pdf.ln(1)
    pdf.parrafo(i.institucion, 11)
    pdf.ln(2)
    p = i.periodo
    nombre = f"{p.nombre}, " if p.nombre else ""
    pdf.parrafo(f"Período: {nombre}del {p.desde:%d/%m/%Y} al {p.hasta:%d/%m/%Y}.")
    pdf.parrafo(f"Fecha de corte: {momento(i.corte)}, hora de El Salvador.")
    if i.anterior:
        pdf.parrafo(f"Se compara con: {i.anterior}.")
    for n in i.notas:
        pdf.ln(1)
        pdf.parrafo(n, _CUERPO, gris=True)


def _seccion(pdf: _Papel, s: Seccion, citas: dict[Origen, int]) -> None:
    pdf.ln(4)
    # un titulo no se queda solo al pie: si lo primero es una grafica, va con ella
    pdf.caben(30 if s.parrafos or s.cifras or not s.graficas else ALTO * _ESCALA + 45)
    pdf.parrafo(s.titulo, 13, negrita=True)
    pdf.set_draw_color(*_GRIS)
    pdf.line(pdf.l_margin, pdf.y + 0.5, pdf.l_margin + pdf.epw, pdf.y + 0.5)
    pdf.ln(2.5)
    for texto in s.parrafos:
        pdf.parrafo(texto)
        pdf.ln(1)
    for c in s.cifras:
        _cifra(pdf, c, citas)
    for g in s.graficas:
        _grafica(pdf, g, citas)
    for t in s.tablas:
        if t.anexo:
            pdf.parrafo(f"{t.titulo}: va entera en el anexo.", _CUERPO, gris=True)
        else:
            _tabla(pdf, t, citas, t.titulo)
    for n in s.notas:
        pdf.parrafo(n, _CUERPO, gris=True)


def _cifra(pdf: _Papel, c: Cifra, citas: dict[Origen, int]) -> None:
    pdf.parrafo(
        f"{c.nombre}: {escrito(c.valor, c.tipo)} [consulta {citas[c.origen]}]",
        negrita=c.alarma,
        rojo=c.alarma,
    )
    if c.nota:
        pdf.parrafo(c.nota, _CUERPO, gris=True, rojo=c.alarma)


def _tabla(pdf: _Papel, t: Tabla, citas: dict[Origen, int], titulo: str) -> None:
    pdf.ln(2)
    pdf.caben(22)
    pdf.parrafo(f"{titulo} [consulta {citas[t.origen]}]", 9.5, negrita=True)
    pdf.ln(0.5)
    cuerpo = _FINO if len(t.columnas) + t.anotada >= _MUCHAS else _CUERPO
    pdf.set_font("Helvetica", size=cuerpo)
    titulos = [c.nombre for c in t.columnas] + (["Nota"] if t.anotada else [])
    renglones = [dichas(t, f) for f in t.todas]
    alineadas = tuple("RIGHT" if c.tipo.numerico else "LEFT" for c in t.columnas) + ("LEFT",) * t.anotada
    anchos = _anchos(pdf, titulos, renglones)
    pdf.set_draw_color(*_LINEA)
    with pdf.table(
        width=min(pdf.epw, sum(anchos)),
        align="LEFT",
        col_widths=tuple(anchos),
        text_align=alineadas,
        v_align="TOP",
        line_height=cuerpo * 0.46,
        padding=(0.6, 1.5),
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        headings_style=FontFace(emphasis="BOLD", fill_color=(238, 240, 242)),
    ) as tabla:
        tabla.row([llano(x) for x in titulos])
        for n, renglon in enumerate(renglones):
            es_total = t.total is not None and n == len(renglones) - 1
            tabla.row([llano(x) for x in renglon], style=FontFace(emphasis="BOLD") if es_total else None)
    if not renglones:
        pdf.parrafo("Nada en este período.", _CUERPO, gris=True)
    for nota in t.notas:
        pdf.ln(0.5)
        pdf.parrafo(nota, _CUERPO, gris=True)
    pdf.ln(1)


def _anchos(pdf: FPDF, titulos: Sequence[str], renglones: Sequence[Sequence[str]]) -> list[float]:
    """Los milimetros de cada columna: su palabra mas larga cabe siempre, y lo que sobra va a las que mas texto tienen."""
    minimos, enteros = [], []
    pdf.set_font(style="B")
    for i, titulo in enumerate(titulos):
        textos = [llano(r[i]) for r in renglones]
        palabras = {p for t in (*textos, llano(titulo)) for p in t.split()}
        lineas = {linea for t in textos for linea in t.split("\n")}
        minimos.append(max((pdf.get_string_width(p) for p in palabras), default=0) + _AIRE)
        # un titulo largo, en dos renglones
        cabeza = pdf.get_string_width(llano(titulo)) / (1 if len(titulo) < _PARTIBLE else 1.7) + _AIRE
        enteros.append(max(*(pdf.get_string_width(x) + _AIRE for x in lineas), minimos[-1], cabeza))
    pdf.set_font(style="")
    sobra, falta = pdf.epw - sum(minimos), sum(enteros) - sum(minimos)
    if sobra <= 0:
        return [m * pdf.epw / sum(minimos) for m in minimos]
    parte = min(sobra / falta, 1) if falta else 0
    return [m + (e - m) * parte for m, e in zip(minimos, enteros, strict=True)]


def _grafica(pdf: _Papel, g: Grafica, citas: dict[Origen, int]) -> None:
    pdf.ln(2)
    pdf.caben(ALTO * _ESCALA + 24)
    pdf.parrafo(g.titulo, 10.5, negrita=True)
    x0, y0 = pdf.l_margin, pdf.y + 1
    for trazo in dibujar(g):
        _trazar(pdf, trazo, x0, y0)
    pdf.set_dash_pattern()
    pdf.set_line_width(0.2)
    pdf.set_draw_color(0)
    pdf.set_fill_color(0)
    pdf.set_text_color(0)
    pdf.set_xy(pdf.l_margin, y0 + ALTO * _ESCALA + 1)
    pdf.parrafo(g.descripcion, _CUERPO, gris=True)
    if sin_cero(g):
        pdf.parrafo("El eje de las cifras no empieza en cero.", _CUERPO, gris=True)
    for n, m in enumerate(g.marcas, 1):
        pdf.parrafo(f"{n}. {escrito(m.donde, g.tabla.columnas[0].tipo)}: {m.texto}", _CUERPO)
    _tabla(pdf, g.tabla, citas, g.tabla.titulo)


def _trazar(pdf: FPDF, t: Raya | Caja | Figura | Letrero, x0: float, y0: float) -> None:
    tinta = (40, 40, 40) if t.serie is None else _TINTAS[t.serie % len(_TINTAS)]
    pdf.set_draw_color(*tinta)
    pdf.set_fill_color(*tinta)
    if isinstance(t, Letrero):
        _letrero(pdf, t, x0, y0)
    elif isinstance(t, Raya):
        if t.fina:
            pdf.set_draw_color(170)
        pdf.set_line_width(0.12 if t.fina else 0.4 if t.serie is not None and len(t.puntos) > 2 else 0.22)  # noqa: PLR2004
        raya, hueco, *_ = (*(n * _ESCALA for n in t.raya), 0.0, 0.0)
        pdf.set_dash_pattern(raya, hueco)
        pdf.polyline([(x0 + x * _ESCALA, y0 + y * _ESCALA) for x, y in t.puntos])
        pdf.set_dash_pattern()
    elif isinstance(t, Caja):
        pdf.set_line_width(0.2)
        donde = (x0 + t.x * _ESCALA, y0 + t.y * _ESCALA, t.ancho * _ESCALA, t.alto * _ESCALA)
        pdf.rect(*donde, style="DF" if t.llena else "D")
    else:
        _figura(pdf, t, x0, y0)


def _figura(pdf: FPDF, f: Figura, x0: float, y0: float) -> None:
    x, y, r = x0 + f.x * _ESCALA, y0 + f.y * _ESCALA, 4 * _ESCALA
    pdf.set_line_width(0.4)
    if f.forma == "circulo":
        pdf.circle(x, y, r * 0.85, style="F")
    elif f.forma == "cruz":
        pdf.line(x - r, y, x + r, y)
        pdf.line(x, y - r, x, y + r)
    elif f.forma == "aspa":
        pdf.line(x - r, y - r, x + r, y + r)
        pdf.line(x - r, y + r, x + r, y - r)
    else:
        pdf.polygon([(x0 + a * _ESCALA, y0 + b * _ESCALA) for a, b in contorno(f)], style="F")


def _letrero(pdf: FPDF, t: Letrero, x0: float, y0: float) -> None:
    pdf.set_font("Helvetica", size=_CUERPO)
    texto = llano(t.texto)
    ancho = pdf.get_string_width(texto)
    corrido = {"inicio": 0.0, "medio": ancho / 2, "fin": ancho}[t.ancla]
    pdf.set_text_color(20)
    pdf.text(x0 + t.x * _ESCALA - corrido, y0 + t.y * _ESCALA, texto)


def _consultas(pdf: _Papel, citas: dict[Origen, int]) -> None:
    pdf.ln(4)
    pdf.caben(25)
    pdf.parrafo("De dónde sale cada cifra", 13, negrita=True)
    pdf.ln(1)
    for o, n in citas.items():
        con = "; ".join(f"{k}: {parametro(v)}" for k, v in o.parametros)
        pdf.parrafo(f"{n}. {o.consulta}: {o.dice}" + (f" ({con})" if con else ""), _CUERPO)


def _firmas(pdf: _Papel, firmas: Sequence[str]) -> None:
    if not firmas:
        return
    pdf.ln(6)
    pdf.caben(_FIRMA)
    pdf.ln(18)
    ancho = pdf.epw / len(firmas)
    arriba = pdf.y
    pdf.set_draw_color(0)
    for n, f in enumerate(firmas):
        x = pdf.l_margin + n * ancho
        pdf.line(x + 3, arriba, x + ancho - 3, arriba)
        pdf.set_font("Helvetica", "B", 9)
        pdf.set_xy(x, arriba + 1)
        pdf.cell(ancho, 5, llano(f), align="C")
        pdf.set_font("Helvetica", size=_FINO)
        for k, dato in enumerate(("Nombre:", "Cargo:", "Fecha:")):
            pdf.set_xy(x + 3, arriba + 8 + k * 5)
            pdf.cell(ancho, 4, dato)
    pdf.set_xy(pdf.l_margin, arriba + _FIRMA - 18)
