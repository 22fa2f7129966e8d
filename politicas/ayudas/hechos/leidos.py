"""Un texto entero como hechos: todos sus datos con su sitio, y de que habla cada uno."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache, partial

from modelos.lectura import lexicos, plegar
from politicas.ayudas.hechos.calendario import MESES
from politicas.ayudas.hechos.fechas import Duda, fechas
from politicas.ayudas.hechos.hoja import Ficha, Hoja
from politicas.ayudas.hechos.horas import al_reves, horas
from politicas.ayudas.hechos.listas import hallar
from politicas.ayudas.hechos.lugares import Sitio, lugares, numerados
from politicas.ayudas.hechos.numeros import cantidades, dinero
from politicas.ayudas.hechos.requisitos import documentos, estados
from politicas.ayudas.hechos.semana import dias
from politicas.ayudas.hechos.telefonos import telefonos
from politicas.ayudas.hechos.tipos import Clase, Crudo, Hecho, Intervalo, Lugar, Marcas
from politicas.ayudas.palabras import conjunto

_VACIAS = conjunto(
    "para con por que los las del una unos unas esta este estos estas como sus desde hasta sera seran"
    " son ser esta estan tiene tienen puede pueden debe deben nuestro nuestra nuestros nuestras usted"
    " ustedes todos todas toda todo cada mas muy tambien sobre entre segun sin ante cuando donde quien"
    " gracias buenos buenas dias tardes noches hola estimado estimada estimados favor gusto saludos"
    " informa informamos informa recordamos recuerde comunica comunicamos instituto salvadoreno"
    " salvadoreño seguro social isss derechohabiente derechohabientes asegurado asegurados servicio"
    " servicios atencion atender atiende atendemos horario horarios fecha hora horas telefono lunes"
    " martes miercoles jueves viernes sabado sabados domingo domingos enero febrero marzo abril mayo"
    " junio julio agosto septiembre octubre noviembre diciembre hospital unidad medica medico clinica"
    " comunal policlinico regional general nacional centro partir proximo proxima hoy mañana manana"
    " escribirnos escribir consulta comentamos comentarle indicamos confirmamos"
)
_MINIMO_RAIZ = 4
_LARGO_RAIZ = 6
_SOLO = re.compile(r"\b(?:solo|solamente|unicamente|exclusivamente)\b")
_CLAUSULA = re.compile(r"[;,:]|\by\b|\bpero\b|\bmientras que\b")
_PERIODO = re.compile(
    r"\b(?:planillas?|mes|cuotas?|boletas?|pagos?|cotizacion(?:es)?|salarios?|pension(?:es)?|edicion"
    rf"|plan|correspondientes? a) de(?:l mes de)? ({'|'.join(MESES)})\b"
)
_ORDINAL = re.compile(
    r"\b(primer|segund|tercer|cuart|quint)[oa]? (?:jornada|edicion|dosis|fase|etapa|convocatoria|cuota"
    r"|pago|entrega|feria|charla|taller|grupo)\b"
)
_EXCEPTO = re.compile(r"\b(?:excepto|menos|salvo|excepcion de)(?: los| el)?(?: dias?)? $")
_LADO = 20
_HECHOS, _POR_FRASE = 200, 40
"""Datos que se comparan de un texto y de una frase: mas no los lee nadie y acota el coste."""
_MAXIMO = 7_000
"""Letras que se leen: acota el coste, y lo que pase de ahi queda dicho como duda."""


@dataclass(frozen=True, slots=True)
class Leido:
    """Un texto y sus hechos."""

    texto: str
    hechos: tuple[Hecho, ...]
    dudas: tuple[tuple[int, int, Duda], ...]
    """Fechas y horas que confunden, con su sitio en el original."""
    asuntos: frozenset[str]
    lugares: frozenset[Lugar]
    raices: frozenset[str]
    periodos: frozenset[str]
    """Meses de los que es lo que trata («planilla de noviembre»)."""
    por_clase: Mapping[Clase, tuple[Hecho, ...]] = field(init=False, repr=False, compare=False)
    """Los hechos, repartidos una vez: un mismo texto se compara con miles."""
    unico: bool = field(init=False, repr=False, compare=False)
    """Si de algun sitio dice que es solo ahi."""
    intervalos: tuple[Intervalo, ...] = field(init=False, repr=False, compare=False)
    """Las fechas que dice."""

    def __post_init__(self) -> None:
        clases: dict[Clase, list[Hecho]] = {}
        for h in self.hechos:
            clases.setdefault(h.clase, []).append(h)
        lugares = clases.get(Clase.LUGAR, ())
        fijar = partial(object.__setattr__, self)
        fijar("por_clase", {c: tuple(hs) for c, hs in clases.items()})
        fijar("unico", any(h.solo for h in lugares))
        fijar("intervalos", tuple(h.valor for h in self.hechos if isinstance(h.valor, Intervalo)))


_SUSTITUYE = re.compile(
    r"\b(?:fe de erratas|(?:sustituy|reemplaz|rectific|corrig|dej[ao] sin efecto|queda sin efecto"
    r"|anul)\w*|correccion|nuevo (?:horario|numero|telefono)"
    r"|cambi[oa]\w* (?:de|el|la|su) (?:horario|fecha|numero|lugar|telefono)|reprogram\w+)\b"
)


def sustituye(leido: "Leido") -> bool:
    """Si el texto dice que corrige o sustituye algo anterior."""
    return bool(_SUSTITUYE.search(plegar(leido.texto[:_MAXIMO])[0]))


def raiz(palabra: str) -> str:
    """El comienzo de una palabra plegada, por el que se reconoce su familia («vacunacion», «vacuna»)."""
    return palabra[:_LARGO_RAIZ].rstrip("aeios") if len(palabra) > _LARGO_RAIZ else palabra.rstrip("aeos")


def _raices(palabras: Iterable[Ficha]) -> frozenset[str]:
    siglas = lexicos().siglas
    return frozenset(
        raiz(p.forma)
        for p in palabras
        if len(p.forma) >= _MINIMO_RAIZ
        and p.forma not in _VACIAS
        and p.forma not in siglas
        and p.forma.isalpha()
    )


def _asuntos(palabras: tuple[Ficha, ...]) -> frozenset[str]:
    return frozenset(h.clase for h in hallar(palabras, "asuntos"))


def _dias_de(crudo: Crudo | None) -> frozenset[int]:
    valor = crudo.valor if crudo else None
    return frozenset(d for d in valor if isinstance(d, int)) if isinstance(valor, frozenset) else frozenset()


def _sitio(c: Crudo) -> tuple[int, int]:
    return c.inicio, c.fin


class _Lectura:
    """Junta los datos de una hoja con sus marcas."""

    def __init__(self, texto: str, referencia: date) -> None:
        plegado, mapa = plegar(texto[:_MAXIMO])
        self.hoja = Hoja(texto, plegado, tuple(mapa))
        self.sitios: list[Sitio] = list(lugares(self.hoja))
        cortes = [m.span() for m in _CLAUSULA.finditer(plegado)]
        self.comienzos, self.finales = [i for i, _ in cortes], [f for _, f in cortes]
        crudas, self.dudas = self._crudos(referencia)
        self.de_frase: dict[int, list[Crudo]] = {}
        for c in sorted(crudas, key=_sitio)[:_HECHOS]:
            self.de_frase.setdefault(self.hoja.frase_de(c.inicio), []).append(c)
        self.sitios_de: dict[int, list[Sitio]] = {}
        for sitio in self.sitios:
            self.sitios_de.setdefault(self.hoja.frase_de(sitio.inicio), []).append(sitio)

    def _crudos(self, referencia: date) -> tuple[list[Crudo], list[Duda]]:
        hoja = self.hoja
        crudos = [*telefonos(hoja), *dinero(hoja)]
        crudos += [Crudo(i, f, Clase.LUGAR, cual, que) for i, f, que, cual in numerados(hoja)]
        de_horas = [*horas(hoja)]
        crudos += de_horas
        halladas, dudas = fechas(hoja, referencia)
        dudas += [Duda(i, f, "horas") for i, f in al_reves(hoja, de_horas)]
        crudos += [*halladas, *cantidades(hoja), *dias(hoja), *documentos(hoja), *estados(hoja)]
        crudos += [
            Crudo(s.inicio, s.fin, Clase.LUGAR, s.lugar.nombre, "sitio") for s in self.sitios if s.donde
        ]
        return crudos, dudas

    def hechos(self) -> tuple[Hecho, ...]:
        """Cada dato una vez: el ultimo sitio en que se dice, que suele traer mas contexto que el titulo."""
        unicos: dict[tuple[object, ...], Hecho] = {}
        for frase, crudos in self.de_frase.items():
            desde, hasta = self.hoja.inicios[frase], self.hoja.inicios[frase + 1]
            palabras = self.hoja.entre(desde, hasta)
            comunes = Marcas(
                asuntos=_asuntos(palabras),
                lugares=frozenset(s.lugar for s in self.sitios_de.get(frase, ())),
                raices=_raices(palabras),
            )
            en_frase = crudos[:_POR_FRASE]
            for c in en_frase:
                unicos[c.clase, c.valor, c.papel] = self._hecho(c, frase, en_frase, comunes)
        return tuple(sorted(unicos.values(), key=lambda h: (h.inicio, h.fin)))

    def _hecho(self, c: Crudo, frase: int, en_frase: list[Crudo], comunes: Marcas) -> Hecho:
        desde, hasta = self._clausula(c, self.hoja.inicios[frase], self.hoja.inicios[frase + 1])
        otros = [d for d in en_frase if d is not c]
        dias_ = [d for d in otros if d.clase is Clase.DIAS]
        marcas = replace(
            comunes,
            asuntos=_asuntos(self.hoja.entre(desde, hasta)) or comunes.asuntos,
            dias=_dias_de(min(dias_, key=lambda d: abs(d.inicio - c.inicio), default=None)),
            fechas=tuple(d.valor for d in otros if isinstance(d.valor, Intervalo)),
            abierto=self._signo(c, [d for d in otros if desde <= d.inicio < hasta]),
        )
        solo = _SOLO.search(self.hoja.antes(c.inicio, _LADO)) or _SOLO.match(
            self.hoja.despues(c.fin, _LADO).strip()
        )
        inicio, fin = self.hoja.tramo(c.inicio, c.fin)
        return Hecho(inicio, fin, c.clase, c.valor, c.papel, frase, marcas, bool(solo))

    def _signo(self, c: Crudo, cerca: list[Crudo]) -> bool | None:
        """Si de el se dice que se atiende o que no; None si no se dice."""
        if c.clase is Clase.DIAS and _EXCEPTO.search(self.hoja.antes(c.inicio, 2 * _LADO)):
            return False
        return next((bool(d.valor) for d in cerca if d.papel == "abierto"), None)

    def _clausula(self, c: Crudo, desde: int, hasta: int) -> tuple[int, int]:
        """Su trozo de frase: «la farmacia, de 7 a 4; el laboratorio, de 7 a 12»."""
        previo = bisect_right(self.finales, c.inicio) - 1
        siguiente = bisect_left(self.comienzos, c.fin)
        i = max(self.finales[previo], desde) if previo >= 0 else desde
        return i, min(self.comienzos[siguiente], hasta) if siguiente < len(self.comienzos) else hasta


@lru_cache(maxsize=8192)
def leer_hechos(texto: str, referencia: date) -> Leido:
    """Los hechos de un texto; las fechas relativas se resuelven desde `referencia`."""
    lectura = _Lectura(texto, referencia)
    hoja = lectura.hoja
    largo = [(_MAXIMO, len(texto), Duda(0, 0, "largo"))] if len(texto) > _MAXIMO else []
    return Leido(
        texto,
        lectura.hechos(),
        (*((*hoja.tramo(d.inicio, d.fin), d) for d in lectura.dudas), *largo),
        _asuntos(hoja.palabras),
        frozenset(s.lugar for s in lectura.sitios),
        _raices(hoja.palabras),
        frozenset(m[1] for forma in (_PERIODO, _ORDINAL) for m in forma.finditer(hoja.plegado)),
    )
