"""Fechas: con mes y dia, en cifras, listas, tramos y abiertas. Las relativas, en `relativas.py`."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from politicas.ayudas.hechos.calendario import (
    MESES,
    SEMANA,
    SETIEMBRE,
    con_ano,
    mas_cercana,
    mes_entero,
    numero_de_mes,
)
from politicas.ayudas.hechos.hoja import Hoja
from politicas.ayudas.hechos.relativas import relativas
from politicas.ayudas.hechos.tipos import Clase, Crudo, Intervalo


class Duda(NamedTuple):
    """Una fecha u hora que confunde: ambigua, imposible, de otro dia de la semana o al reves. Sobre el plegado."""

    inicio: int
    fin: int
    que: str
    fecha: date | None = None
    otra: date | None = None


_MES = rf"(?P<mes{{n}}>{'|'.join((*MESES, SETIEMBRE))})\b"
_SEMANA = "|".join(SEMANA)


def _dia(n: int) -> str:
    """Un dia del mes con su dia de la semana, si lo dice."""
    semana = rf"(?:(?:el )?(?:dia )?(?P<sem{n}>{_SEMANA}),? ?(?:el )?(?:dia )?)?"
    return semana + rf"(?:el )?(?:dia )?(?P<d{n}>\d{{1,2}}|primero|uno)(?:o|°|ro)?(?!\d)"


def _mes(n: int) -> str:
    """Un mes con su año, si lo dice."""
    ano = rf"(?:,? (?:de |del )?(?:ano |año )?(?P<a{n}>\d{{4}})(?!\d))?"
    return rf"(?: ?de(?:l mes de)?)? {_MES.format(n=n)}{ano}"


_TRAMO = re.compile(
    r"(?<![\w/.,-])(?P<de>(?:del|desde el|desde|entre el|entre"
    rf"|de) )?(?:dia )?{_dia(1)}(?:{_mes(1)})?,? ?(?:al?|hasta el|y el|y|-|–) ?{_dia(2)}{_mes(2)}"
)
_LISTA = re.compile(
    rf"(?<![\w/.,-])(?P<l>\d{{1,2}}(?:, ?\d{{1,2}}){{0,6}}),? (?:y|e|o) (?:el )?{_dia(1)}{_mes(1)}"
)
_UNA = re.compile(rf"(?<![\w/.,-]){_dia(1)}{_mes(1)}")
_CIFRAS = re.compile(
    rf"(?<![\w/.,-])(?:(?P<sem1>{_SEMANA}),? )?(?:(?P<y>\d{{4}})-(?P<ym>\d{{2}})-(?P<yd>\d{{2}})"
    rf"|(?P<d>\d{{1,2}})(?P<s>[/.-])(?P<m>\d{{1,2}})(?:(?P=s)(?P<a>\d{{4}}|\d{{2}}))?)(?![\w/-]|[.,]\d)"
)
_MES_SOLO = re.compile(
    rf"\b(?:en|durante|mes de|todo|a lo largo de) (?P<mes1>{'|'.join((*MESES, SETIEMBRE))})\b(?: (?:de "
    rf"|del )(?:ano |año )?(?P<a1>\d{{4}}))?"
)
_DIA_SUELTO = re.compile(
    rf"(?<![\w/.,-])(?:(?P<sem1>{_SEMANA}),? |dia )(?P<d1>\d{{1,2}})(?![\d:/%]|[.,]\d|:\d| ?(?:a\.|p\."
    rf"|am\b|pm\b|de (?:{'|'.join(MESES)})| (?:dias|horas|de la)))"
)
_NUMEROS_DE_LISTA = re.compile(r"\d{1,2}")
_DESDE = re.compile(
    r"(?:a partir de(?:l)?|desde(?: el)?|(?:inici|comienz|comenzar|empiez|empezar"
    r"|arranc)\w*(?: el)?(?: dia)?)(?: proximo)?(?: dia)?(?: el)? $"
)
_HASTA = re.compile(
    r"(?:hasta(?: el)?|(?:a mas tardar|antes de|antes)(?: el|l)?|(?:venc|finaliz|termin|conclu|cierr"
    r"|cerrar|caduc)\w*(?: el)?|limite(?: es| sera)?:?(?: el)?"
    r"|ultimo dia(?: es| sera)?:?(?: el)?|plazo(?: es| sera)?:?(?: el)?)(?: proximo)?(?: dia)?(?: el)? $"
)
_LIMITE = re.compile(
    r"(?:fecha limite|ultimo dia|plazo|fecha de vencimiento)\b[^.;:]{0,70}? (?:es|sera|vence"
    r"|finaliza)(?: el)?(?: dia)? $"
)
_LADO_LIMITE = 110
_FECHADO = re.compile(r"^[\s*_-]*(?:[a-zñ]+ ){0,3}[a-zñ]+,? (?:a |el )?$")
_LADO, _DOCE = 34, 12
_AYER, _PRONTO = -7, 45
"""Dias desde hoy en que cae un dia sin mes («el lunes 23»): de hace una semana a mes y medio."""


def _numero(escrito: str) -> int:
    return 1 if escrito in ("primero", "uno") else int(escrito)


class _Lector:
    """Lee las fechas de una hoja y anota las que confunden."""

    def __init__(self, hoja: Hoja, referencia: date) -> None:
        self.hoja = hoja
        self.referencia = referencia
        self.dudas: list[Duda] = []

    def _dudar(
        self, inicio: int, fin: int, que: str, fecha: date | None = None, otra: date | None = None
    ) -> None:
        self.dudas.append(Duda(inicio, fin, que, fecha, otra))

    def _semana(self, m: re.Match[str], grupo: str, fecha: date | None, *, supuesto: bool) -> None:
        """Anota un dia de la semana que no es el de su fecha (sin año, el mas cercano)."""
        if fecha and m[grupo] and SEMANA[fecha.weekday()] != m[grupo]:
            self._dudar(m.start(grupo), m.end(), "semana_supuesta" if supuesto else "semana", fecha)

    def _abierta(self, inicio: int, intervalo: Intervalo) -> Intervalo:
        """El intervalo abierto si antes dice «a partir del» o «hasta el»."""
        if _LIMITE.search(self.hoja.antes(inicio, _LADO_LIMITE)):
            return intervalo._replace(desde=None)
        antes = self.hoja.antes(inicio, _LADO)
        if _DESDE.search(antes):
            return intervalo._replace(hasta=None)
        return intervalo._replace(desde=None) if _HASTA.search(antes) else intervalo

    def tramos(self) -> Iterator[Crudo]:
        for m in _TRAMO.finditer(self.hoja.plegado):
            nexo = self.hoja.plegado[
                m.end("a1") if m["a1"] else m.end("mes1") if m["mes1"] else m.end("d1") : m.start("d2")
            ]
            de_tramo = m["de"] or "y" not in nexo.split()
            if not de_tramo or (" y" in nexo and not (m["de"] or "").startswith("entre")):
                continue
            mes2 = numero_de_mes(m["mes2"])
            hasta = con_ano(_numero(m["d2"]), mes2, m["a2"], self.referencia)
            mes1 = numero_de_mes(m["mes1"]) if m["mes1"] else mes2
            desde = con_ano(_numero(m["d1"]), mes1, m["a1"] or m["a2"], hasta or self.referencia)
            if not self.hoja.ocupar(*m.span()):
                continue
            if desde is None or hasta is None:
                self._dudar(*m.span(), "imposible")
                continue
            if desde > hasta and mes1 > mes2 and not m["a1"]:
                desde = con_ano(_numero(m["d1"]), mes1, str(hasta.year - 1), hasta) or desde
            if desde > hasta:
                self._dudar(*m.span(), "al_reves")
                continue
            supuesto = not m["a2"]
            self._semana(m, "sem1", desde, supuesto=supuesto)
            self._semana(m, "sem2", hasta, supuesto=supuesto)
            inicio = m.end("de") if m["de"] else m.start()
            yield Crudo(inicio, m.end(), Clase.FECHA, Intervalo(desde, hasta, supuesto))

    def listas(self) -> Iterator[Crudo]:
        for m in _LISTA.finditer(self.hoja.plegado):
            if not self.hoja.ocupar(*m.span()):
                continue
            mes, supuesto = numero_de_mes(m["mes1"]), not m["a1"]
            trozos = [
                (m.start("l") + n.start(), m.start("l") + n.end(), int(n[0]))
                for n in _NUMEROS_DE_LISTA.finditer(m["l"])
            ]
            for inicio, fin, numero in (*trozos, (m.start("d1"), m.end(), _numero(m["d1"]))):
                fecha = con_ano(numero, mes, m["a1"], self.referencia)
                if fecha:
                    yield Crudo(inicio, fin, Clase.FECHA, Intervalo(fecha, fecha, supuesto))
                else:
                    self._dudar(inicio, fin, "imposible")

    def sueltas(self) -> Iterator[Crudo]:
        for m in _UNA.finditer(self.hoja.plegado):
            if not self.hoja.ocupar(*m.span()) or self._de_firma(m):
                continue
            fecha = con_ano(_numero(m["d1"]), numero_de_mes(m["mes1"]), m["a1"], self.referencia)
            if fecha is None:
                self._dudar(*m.span(), "imposible")
                continue
            self._semana(m, "sem1", fecha, supuesto=not m["a1"])
            inicio = m.start("sem1") if m["sem1"] else m.start("d1")
            yield Crudo(
                inicio, m.end(), Clase.FECHA, self._abierta(m.start(), Intervalo(fecha, fecha, not m["a1"]))
            )

    def _de_firma(self, m: re.Match[str]) -> bool:
        """Si es la fecha del propio escrito («San Salvador, 5 de noviembre de 2026»)."""
        frase = self.hoja.frase_de(m.start())
        antes = self.hoja.plegado[max(self.hoja.inicios[frase], m.start() - 60) : m.start()]
        despues = self.hoja.plegado[m.end() : self.hoja.inicios[frase + 1]]
        solo = len(despues.strip(" .")) == 0 and len(antes) < 60  # noqa: PLR2004
        return (
            solo
            and bool(_FECHADO.match(antes))
            and self.hoja.es_mayuscula(m.start() - len(antes.lstrip()))
            and "," in antes
        )

    def cifras(self) -> Iterator[Crudo]:
        for m in _CIFRAS.finditer(self.hoja.plegado):
            if m["y"]:
                numero, mes, ano = int(m["yd"]), int(m["ym"]), m["y"]
            else:
                numero, mes, ano = int(m["d"]), int(m["m"]), m["a"]
                if not ano and (m["s"] != "/" or (numero, mes) == (24, 7)):
                    continue
            fecha = con_ano(numero, mes, ano, self.referencia)
            if fecha is None and ano and mes > _DOCE:
                fecha = con_ano(mes, numero, ano, self.referencia)
            if not self.hoja.ocupar(*m.span()):
                continue
            if fecha is None:
                if ano:
                    self._dudar(*m.span(), "imposible")
                continue
            otra = con_ano(mes, numero, ano, self.referencia)
            if not m["y"] and otra and otra != fecha:
                self._dudar(*m.span(), "ambigua", fecha, otra)
            self._semana(m, "sem1", fecha, supuesto=not ano)
            yield Crudo(*m.span(), Clase.FECHA, self._abierta(m.start(), Intervalo(fecha, fecha, not ano)))

    def meses(self) -> Iterator[Crudo]:
        for m in _MES_SOLO.finditer(self.hoja.plegado):
            mes = numero_de_mes(m["mes1"])
            cerca = mas_cercana(15, mes, self.referencia)
            ano = int(m["a1"]) if m["a1"] else cerca.year if cerca else self.referencia.year
            intervalo = mes_entero(ano, mes, supuesto=not m["a1"])
            if intervalo and self.hoja.ocupar(m.start("mes1"), m.end()):
                yield Crudo(m.start("mes1"), m.end(), Clase.FECHA, intervalo)

    def dias_sueltos(self) -> Iterator[Crudo]:
        """«el lunes 23», «el día 23»: en este mes o en el que siga."""
        for m in _DIA_SUELTO.finditer(self.hoja.plegado):
            numero = int(m["d1"])
            opciones = [
                mas_cercana(numero, (self.referencia.month - 1 + i) % 12 + 1, self.referencia)
                for i in (0, 1, -1)
            ]
            fechas = [f for f in opciones if f and _AYER <= (f - self.referencia).days <= _PRONTO]
            justas = [f for f in fechas if not m["sem1"] or SEMANA[f.weekday()] == m["sem1"]]
            fecha = next(iter(justas or fechas), None)
            if fecha and self.hoja.ocupar(*m.span()):
                self._semana(m, "sem1", fecha, supuesto=True)
                yield Crudo(
                    *m.span(), Clase.FECHA, self._abierta(m.start(), Intervalo(fecha, fecha, supuesto=True))
                )

    def relativas(self) -> Iterator[Crudo]:
        for crudo in relativas(self.hoja, self.referencia):
            if isinstance(crudo.valor, Intervalo):
                yield crudo._replace(valor=self._abierta(crudo.inicio, crudo.valor))


def fechas(hoja: Hoja, referencia: date) -> tuple[list[Crudo], list[Duda]]:
    """Las fechas del texto, resueltas con la de referencia, y las que confunden."""
    lector = _Lector(hoja, referencia)
    halladas = [
        *lector.tramos(), *lector.listas(), *lector.sueltas(), *lector.cifras(),
        *lector.meses(), *lector.dias_sueltos(), *lector.relativas(),
    ]  # fmt: skip
    return halladas, lector.dudas
