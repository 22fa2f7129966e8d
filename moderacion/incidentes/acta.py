"""El acta de un incidente en PDF: lo que se vio, con sus huellas, lo que se hizo, lo que se decidio y por que.

Sale de la casa: todo lo escrito por gente de fuera pasa por `tapar`. Las letras que la fuente no tiene se escriben con su
codigo, que ademas delata un nombre imitado con otro alfabeto.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from moderacion.contado import contado
from moderacion.incidentes.atencion import DECISIONES
from moderacion.incidentes.ficha import Ficha
from moderacion.papel import llano
from moderacion.reloj import en_local

if TYPE_CHECKING:
    from fpdf import FPDF

Tapar = Callable[[str], str]
_LARGO: Final = 1_500
_ESTADOS: Final = {"abierto": "abierto, sin nadie", "atendido": "atendido", "cerrado": "cerrado"}
_HECHOS: Final = {
    "abierto": "Se detectó",
    "visto_otra_vez": "Visto por última vez; veces",
    "avisado": "Salió el aviso a",
    "atendido": "Se hizo cargo",
    "paso": "Paso hecho por",
    "cerrado": "Se cerró",
    "falsa_alarma": "Se cerró como falsa alarma",
}
_GRIS: Final = (90, 90, 90)


@dataclass(frozen=True, slots=True)
class _Hoja:
    """El documento que se escribe, y como se tapa lo de fuera."""

    pdf: "FPDF"
    tapar: Tapar

    def titulo(self, texto: str, cuerpo: int = 13) -> None:
        """Un titulo de seccion."""
        self.pdf.ln(3)
        self.pdf.set_font("Helvetica", "B", cuerpo)
        self._parrafo(texto)
        self.pdf.set_font("Helvetica", size=10)

    def linea(self, texto: str, *, negrita: bool = False) -> None:
        """Un parrafo nuestro."""
        self.pdf.set_font("Helvetica", "B" if negrita else "", 10)
        self._parrafo(texto)

    def ajeno(self, texto: str | None) -> None:
        """Un parrafo que pudo escribir alguien de fuera."""
        self.pdf.set_font("Helvetica", size=10)
        self._parrafo(
            self.tapar(texto[:_LARGO]) + ("..." if len(texto) > _LARGO else "") if texto else "(nada)"
        )

    def menudo(self, texto: str) -> None:
        """Un dato para comprobar."""
        self.pdf.set_font("Courier", size=7)
        self.pdf.set_text_color(*_GRIS)
        self._parrafo(texto, alto=4)
        self.pdf.set_text_color(0)

    def _parrafo(self, texto: str, alto: float = 5) -> None:
        self.pdf.multi_cell(0, alto, llano(texto), new_x="LMARGIN", new_y="NEXT")


def acta(f: Ficha, institucion: str, ahora: datetime, tapar: Tapar) -> bytes:
    """El PDF. La misma ficha a la misma hora da los mismos octetos."""
    from fpdf import FPDF

    pdf = FPDF(format="Letter")
    pdf.set_title(f"Incidente {f.i['id']}")
    pdf.set_author(llano(institucion))
    pdf.set_lang("es")
    pdf.set_creation_date(ahora)
    pdf.set_auto_page_break(auto=True, margin=18)
    pdf.alias_nb_pages()
    pdf.add_page()
    hoja = _Hoja(pdf, tapar)
    _cabecera(hoja, f, institucion, ahora)
    _visto(hoja, f)
    _pruebas(hoja, f)
    _pasos(hoja, f.pasos)
    _decisiones(hoja, f.decisiones)
    _historia(hoja, f)
    return bytes(pdf.output())


def _cabecera(hoja: _Hoja, f: Ficha, institucion: str, ahora: datetime) -> None:
    i = f.i
    hoja.titulo(f"Incidente {i['id']}: {f.nombre}", 16)
    hoja.linea(institucion)
    hoja.linea(f"Acta del {_fecha(ahora)}, hora de El Salvador.")
    hoja.titulo("Datos")
    cuenta = f"{i['cuenta']} ({i['red']})"
    hoja.linea(f"Cuenta: {cuenta}")
    hoja.linea(f"Estado: {'falsa alarma' if i['falsa_alarma'] else _ESTADOS.get(i['estado'], i['estado'])}")
    hoja.linea(
        f"Detectado: {_fecha(i['abierto'])}. Visto {contado(i['veces'], 'vez', 'veces')}, la última el {_fecha(i['ultima'])}."
    )
    if i["vence"]:
        hoja.linea(f"Plazo para hacerse cargo: {_fecha(i['vence'])}.")
    if i["atendido"]:
        hoja.linea(f"Lo atiende {i['atiende'] or 'alguien que ya no está'} desde el {_fecha(i['atendido'])}.")
    if i["cerrado"]:
        hoja.linea(f"Cerrado el {_fecha(i['cerrado'])}. Causa:")
        hoja.ajeno(i["causa"])
    if i["congela"] and not i["cerrado"]:
        hoja.linea("Publicar y responder desde la cuenta está detenido.", negrita=True)


def _visto(hoja: _Hoja, f: Ficha) -> None:
    hoja.titulo("Qué se vio")
    for senal in f.i["evidencia"]:
        peso = f" (peso {senal['peso']:g})" if senal.get("peso") else ""
        hoja.ajeno(f"- {senal['motivo']}{peso}")


def _pruebas(hoja: _Hoja, f: Ficha) -> None:
    hoja.titulo("Pruebas")
    if f.cuantas_pruebas > len(f.pruebas):
        hoja.linea(f"Se muestran {len(f.pruebas)} de {f.cuantas_pruebas}; las demás están guardadas.")
    for n, p in enumerate(f.pruebas, 1):
        hoja.linea(f"{n}. {p['clase']}: {p['titulo']}, guardada el {_fecha(p['tomada'])}", negrita=True)
        if p["antes"] is not None:
            hoja.linea("Antes:")
            hoja.ajeno(p["antes"])
        hoja.linea("Ahora:" if p["ahora"] is not None else "Ahora: ya no está.")
        if p["ahora"] is not None:
            hoja.ajeno(p["ahora"])
        hoja.menudo(f"SHA-256 {p['huella']}")
    if not f.pruebas:
        hoja.linea("Ninguna guardada.")


def _pasos(hoja: _Hoja, pasos: Sequence[Mapping[str, Any]]) -> None:
    hoja.titulo("Lista de pasos")
    for p in pasos:
        hecho = f"hecho por {p['quien']} el {_fecha(p['hecho'])}" if p["hecho"] else "sin hacer"
        hoja.linea(f"[{'x' if p['hecho'] else ' '}] {p['texto']} ({hecho})")
        if p["nota"]:
            hoja.ajeno(f"    {p['nota']}")


def _decisiones(hoja: _Hoja, decisiones: Sequence[Mapping[str, Any]]) -> None:
    hoja.titulo("Decisiones del superior")
    for d in decisiones:
        hoja.linea(f"{_fecha(d['fecha'])}, {d['quien']}: {_decision(d['decision'])}", negrita=True)
        hoja.ajeno(d["motivo"])
    if not decisiones:
        hoja.linea("Ninguna escrita.")


def _decision(clave: str) -> str:
    return DECISIONES.get(clave, "volver a abrirlo" if clave == "reabrir" else clave)


def _historia(hoja: _Hoja, f: Ficha) -> None:
    hoja.titulo("Cómo fue")
    for h in f.linea:
        que = _HECHOS.get(h.que) or f"Decisión: {_decision(h.que.removeprefix('decision:'))}, de"
        hoja.ajeno(f"{_fecha(h.fecha)}  {que} {h.quien} {h.texto}".rstrip())
    hoja.menudo("El sello de cada prueba y cada paso constan también en la bitácora encadenada del servicio.")


def _fecha(fecha: datetime) -> str:
    return f"{en_local(fecha):%d/%m/%Y %H:%M}"
