"""Lo de antes del servicio y lo de fuera de las redes: se escribe o se importa de un CSV, entero o nada, y queda en la bitacora.

Una fila mala dice cual es y por que, y entonces no entra ninguna. Lo publicado se guarda como se publico.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final

from moderacion.almacen import Almacen, Unidad
from moderacion.almacen.seguidores import CifraNueva, CrecimientoNuevo, llano
from moderacion.contado import contado
from moderacion.errores import EntradaInvalida
from moderacion.informes import celda
from moderacion.informes.mecanismos import CifraMecanismo, Mecanismo, clave_de, ejemplo
from moderacion.informes.periodo import Periodo

FILAS: Final = 20_000
CIFRAS: Final = 30
TEXTO: Final = 4_000
_DIARIAS: Final = ("red", "cuenta", "dia", "seguidores", "fuente")
_PUBLICADOS: Final = ("red", "cuenta", "desde", "hasta", "antes", "despues", "publicado", "fuente")
_MECANISMOS: Final = (
    "mecanismo", "nombre", "objetivo", "requisitos", "participaciones", "lugares", "fuente", "desde", "hasta", "que", "cifra",
    "unidad",
)  # fmt: skip
COLUMNAS: Final[Mapping[str, str]] = {
    "seguidores de cada día": ",".join(_DIARIAS),
    "incrementos publicados": ",".join(_PUBLICADOS),
    "mecanismos": ",".join(_MECANISMOS),
}
"""Los titulos de cada hoja que se admite."""
_SEPARADORES: Final = ",;\t"


@dataclass(slots=True)
class Importado:
    """Cuantas filas entraron y como. `avisos`: lo que no cuadra de lo publicado, ya guardado como se publico."""

    nuevas: int = 0
    iguales: int = 0
    cambiadas: int = 0
    avisos: list[str] = field(default_factory=list)

    def contar(self, como: str) -> None:
        """Suma una, segun lo que contesto el almacen."""
        self.nuevas += como.startswith("nuev")
        self.iguales += como == "igual"
        self.cambiadas += como.startswith("cambiad")

    @property
    def dicho(self) -> str:
        """En una frase."""
        iguales = contado(self.iguales, "que ya estaba", "que ya estaban")
        return f"{contado(self.nuevas, 'nueva')}, {contado(self.cambiadas, 'cambiada')} y {iguales} igual"


def importar(almacen: Almacen, hoja: str, quien: str) -> Importado:
    """Reconoce la hoja por sus titulos y la guarda. Lanza `EntradaInvalida` si algo no vale: no entra nada."""
    titulos, filas = _filas(hoja)
    for columnas, leer, guardar in _HOJAS:
        if set(columnas) <= set(titulos):
            leidas = [leer(f, n) for n, f in filas]
            _sin_repetir(leidas, [n for n, _ in filas])
            return _todo(almacen, leidas, guardar, quien)
    raise EntradaInvalida(
        "los títulos de la hoja no son los de ninguna que se admita: "
        + "; ".join(f"{que} ({titulos})" for que, titulos in COLUMNAS.items())
    )


def _sin_repetir(leidas: Sequence[Any], renglones: Sequence[int]) -> None:
    """Dos renglones con lo mismo y cifras distintas: no se elige una en silencio. Lanza `EntradaInvalida`."""
    vistas: dict[tuple[Any, ...], tuple[int, Any]] = {}
    for n, x in zip(renglones, leidas, strict=True):
        if not isinstance(x, CifraNueva | CrecimientoNuevo):
            return
        dias = (x.dia,) if isinstance(x, CifraNueva) else (x.desde, x.hasta)
        antes, otra = vistas.setdefault((x.red, llano(x.cuenta), *dias), (n, x))
        if otra != x:
            raise EntradaInvalida(f"renglón {n}: repite lo del renglón {antes} con otras cifras")


def _todo(
    almacen: Almacen,
    leidas: Sequence[Any],
    guardar: Callable[[Unidad, Sequence[Any], str, Importado], None],
    quien: str,
) -> Importado:
    hecho = Importado()
    with almacen.unidad() as u:
        u.seguidores.reservar()
        guardar(u, leidas, quien, hecho)
    return hecho


def _filas(hoja: str) -> tuple[list[str], list[tuple[int, Mapping[str, str]]]]:
    """(titulos, [(numero de renglon, fila)]). Lanza `EntradaInvalida`."""
    texto = hoja.removeprefix("\ufeff").strip("\n")
    primera = texto.partition("\n")[0]
    separador = max(_SEPARADORES, key=primera.count)
    lector = csv.reader(io.StringIO(texto), delimiter=separador, strict=True)
    try:
        todas = [(lector.line_num, f) for f in lector if any(c.strip() for c in f)]
    except csv.Error:
        raise EntradaInvalida(
            f"el renglón {lector.line_num} no se entiende: ¿faltan comillas por cerrar?"
        ) from None
    if len(todas) < 2:  # noqa: PLR2004 (los titulos y al menos una fila)
        raise EntradaInvalida("la hoja no trae filas: hacen falta los títulos y al menos una")
    if len(todas) > FILAS:
        raise EntradaInvalida(f"la hoja trae más de {FILAS:,} filas: pártala en varias")
    titulos = [t.strip().casefold() for t in todas[0][1]]
    if repetido := next((t for t in titulos if t and titulos.count(t) > 1), ""):
        raise EntradaInvalida(f"dos columnas se llaman «{repetido}»: no se sabe cuál vale")
    filas: list[tuple[int, Mapping[str, str]]] = []
    for n, f in todas[1:]:
        if len(f) != len(titulos):
            raise EntradaInvalida(f"el renglón {n} tiene {len(f)} columnas y los títulos son {len(titulos)}")
        filas.append((n, {t: c.strip().removeprefix("'") for t, c in zip(titulos, f, strict=True)}))
    return titulos, filas


# --- seguidores


def _diaria(f: Mapping[str, str], n: int) -> CifraNueva:
    donde = f"renglón {n}"
    return CifraNueva(
        celda.red(f["red"], donde),
        celda.corto(f["cuenta"], "cuenta", donde),
        celda.dia(f["dia"], "dia", donde),
        celda.entero(f["seguidores"], "seguidores", donde),
        celda.corto(f["fuente"], "fuente", donde),
    )


def _publicado(f: Mapping[str, str], n: int) -> CrecimientoNuevo:
    donde = f"renglón {n}"
    desde, hasta = celda.dia(f["desde"], "desde", donde), celda.dia(f["hasta"], "hasta", donde)
    if hasta < desde:
        raise EntradaInvalida(f"{donde}: «hasta» es anterior a «desde»")
    return CrecimientoNuevo(
        celda.red(f["red"], donde),
        celda.corto(f["cuenta"], "cuenta", donde),
        desde,
        hasta,
        celda.entero(f["antes"], "antes", donde),
        celda.entero(f["despues"], "despues", donde),
        celda.entero(f["publicado"], "publicado", donde, negativo=True) if f["publicado"] else None,
        celda.corto(f["fuente"], "fuente", donde),
    )


def _guardar_diarias(u: Unidad, leidas: Sequence[CifraNueva], quien: str, hecho: Importado) -> None:
    for c in leidas:
        hecho.contar(u.seguidores.guardar_cifra(c, quien))


def _guardar_publicados(u: Unidad, leidas: Sequence[CrecimientoNuevo], quien: str, hecho: Importado) -> None:
    for c in leidas:
        hecho.contar(u.seguidores.guardar_crecimiento(c, quien))
        correcto = c.despues - c.antes
        if c.publicado not in (None, correcto):
            hecho.avisos.append(
                f"{c.cuenta}: la fuente publica {c.publicado:,}; de {c.antes:,} a {c.despues:,} hay {correcto:,}. "
                "Se guardó lo publicado y el informe dirá las dos."
            )


# --- mecanismos


@dataclass(frozen=True, slots=True)
class MecanismoEscrito:
    """Lo que alguien escribe de un mecanismo y unos dias. `cifras`: un renglon por cosa contada, «qué: cuántas»."""

    clave: str
    nombre: str
    objetivo: str
    requisitos: str
    participaciones: str
    lugares: str
    fuente: str
    desde: str
    hasta: str
    cifras: str


def guardar_mecanismo(almacen: Almacen, m: MecanismoEscrito, quien: str) -> tuple[int, str]:
    """Lo guarda. Devuelve (id, «nuevo», «igual» o «cambiado»). Lanza `EntradaInvalida`."""
    cifras = list(_cifras_escritas(m.cifras))
    celda.sin_repetir([(n, c.dicha) for n, c in cifras], "cifra {}: repite lo de la cifra {}")
    leido = _mecanismo(asdict(m), tuple(c for _, c in cifras), "el mecanismo")
    with almacen.unidad() as u:
        u.seguidores.reservar()
        return u.mecanismos.guardar(_guardable(leido), quien)


def retirar_mecanismo(almacen: Almacen, mecanismo_id: int, quien: str) -> None:
    """Lo quita: lo que decia queda en la bitacora. Lanza `NoExiste`."""
    with almacen.unidad() as u:
        u.mecanismos.retirar(mecanismo_id, quien)


def mecanismos_guardados(almacen: Almacen, limite: int = 200) -> list[Mapping[str, Any]]:
    """Los guardados, el de periodo mas reciente primero."""
    with almacen.lectura() as u:
        return u.mecanismos.ultimos(limite)


def _cifras_escritas(texto: str) -> Iterator[tuple[int, CifraMecanismo]]:
    for n, linea in enumerate(texto.splitlines(), 1):
        if not linea.strip():
            continue
        que, _, cuantas = linea.rpartition(":")
        if not que.strip():
            raise EntradaInvalida(
                f"cifra {n}: se esperaba «qué se contó: cuántas», como «Opiniones recibidas: 54»"
            )
        unidad = "%" if cuantas.strip().endswith("%") else ""
        valor = celda.entero(cuantas.strip().removesuffix("%"), "cifra", f"cifra {n}")
        yield n, CifraMecanismo(celda.corto(que, "qué se contó", f"cifra {n}"), valor, unidad)


def _de_hoja(f: Mapping[str, str], n: int) -> tuple[int, Mapping[str, str]]:
    return n, f


def _guardar_mecanismos(
    u: Unidad, leidas: Sequence[tuple[int, Mapping[str, str]]], quien: str, hecho: Importado
) -> None:
    """Las filas de un mismo mecanismo y dias, se escriban como se escriban, son sus cifras."""
    juntas: dict[tuple[str, date, date], list[tuple[int, Mapping[str, str]]]] = {}
    for n, f in leidas:
        desde, hasta = (celda.dia(f[c], c, f"renglón {n}") for c in ("desde", "hasta"))
        juntas.setdefault((clave_de(f["mecanismo"]), desde, hasta), []).append((n, f))
    for suyas in juntas.values():
        n, primera = suyas[0]
        for m, f in suyas:
            if otro := next((c for c in _TEXTOS if f[c] not in ("", primera[c])), ""):
                raise EntradaInvalida(f"renglón {m}: «{otro}» dice otra cosa que el renglón {n}")
        con_cifra = [(m, f) for m, f in suyas if f["que"] or f["cifra"]]
        cifras = tuple(_cifra(f, m) for m, f in con_cifra)
        dichas = [(m, c.dicha) for (m, _), c in zip(con_cifra, cifras, strict=True)]
        celda.sin_repetir(dichas, "renglón {}: repite lo del renglón {}")
        leido = _mecanismo(dict(primera) | {"clave": primera["mecanismo"]}, cifras, f"renglón {n}")
        hecho.contar(u.mecanismos.guardar(_guardable(leido), quien)[1])
        hecho.avisos += [f"{leido.nombre}: {nota}" for nota in leido.notas()]


def _cifra(f: Mapping[str, str], n: int) -> CifraMecanismo:
    donde = f"renglón {n}"
    que, valor = celda.corto(f["que"], "que", donde), celda.entero(f["cifra"], "cifra", donde)
    return CifraMecanismo(que, valor, celda.unidad(f["unidad"], n))


def _mecanismo(datos: Mapping[str, str], cifras: tuple[CifraMecanismo, ...], donde: str) -> Mecanismo:
    # el que no es de los conocidos se llama como diga su nombre
    clave = clave_de(datos["clave"] or datos["nombre"])
    if not clave:
        raise EntradaInvalida(f"{donde}: diga cuál es, o el nombre del que sea nuevo")
    if len(cifras) > CIFRAS:
        raise EntradaInvalida(f"{donde}: son más de {CIFRAS} cifras")
    desde, hasta = celda.dia(datos["desde"], "desde", donde), celda.dia(datos["hasta"], "hasta", donde)
    Periodo(desde, hasta)
    conocido = next((m for m in ejemplo()[1] if m.clave == clave), None)
    # de uno del documento, lo que no se escriba sigue siendo lo suyo
    textos: dict[str, Any] = {
        c: datos[c].strip() or (getattr(conocido, c) if conocido and c in _DE_SIEMPRE else "")
        for c in _TEXTOS
    }
    if largo := next((c for c, t in textos.items() if len(t) > TEXTO), None):
        raise EntradaInvalida(f"{donde}: «{largo}» tiene más de {TEXTO:,} letras")
    for falta in ("nombre", "fuente"):
        if not textos[falta]:
            raise EntradaInvalida(f"{donde}: falta «{falta}»")
    return Mecanismo(clave=clave, desde=desde, hasta=hasta, cifras=cifras, **textos)


_TEXTOS: Final = ("nombre", "objetivo", "requisitos", "participaciones", "lugares", "fuente")
_DE_SIEMPRE: Final = ("nombre", "objetivo", "requisitos")


def _guardable(m: Mecanismo) -> dict[str, Any]:
    datos = {c: getattr(m, c) for c in (*_TEXTOS, "clave", "desde", "hasta")}
    return datos | {
        "cifras": [{k: v for k, v in asdict(c).items() if k != "desde"} for c in m.cifras],
        "crecimientos": [asdict(c) for c in m.crecimientos],
    }


_HOJAS: Final[tuple[tuple[tuple[str, ...], Callable[..., Any], Callable[..., None]], ...]] = (
    (_PUBLICADOS, _publicado, _guardar_publicados),
    (_DIARIAS, _diaria, _guardar_diarias),
    (_MECANISMOS, _de_hoja, _guardar_mecanismos),
)
