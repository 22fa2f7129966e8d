"""Que rastro dejo alguien, y taparlo en toda la base, a trozos y sin retener a nadie."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from moderacion.almacen import Almacen, Unidad
from moderacion.almacen.rastros import DE_OTROS, OFICIALES, Tapador, tablas_con_texto
from moderacion.almacen.vaciado import PURGADO, LoDicho
from moderacion.conservacion.rastro import DE_CERCA, Datos, Rastro, senas_de, tiras

_LETRAS_EVIDENCIA: Final = 5


def rastro_de(u: Unidad, datos: Datos, ids: Sequence[int], seguidas: int = DE_CERCA) -> Rastro:
    """Lo que hay que tapar de quienes escribieron esos comentarios."""
    dichos = u.vaciado.dichos(ids)
    como_se_llaman = senas(u, u.vaciado.autores_de(ids)) | set(u.vaciado.contactos(ids))
    de_cerca = _evidencias(dichos) if seguidas == DE_CERCA else set()
    correos, numeros = _personales(datos, dichos)
    suyas = (t for d in dichos for t in tiras(d.texto, seguidas))
    return Rastro(como_se_llaman | de_cerca, suyas, numeros, correos)


def senas(u: Unidad, autores: Sequence[int]) -> set[str]:
    """Como se llaman esas personas en su red; de una ya olvidada, nada."""
    return {
        s
        for a in u.vaciado.autores(autores)
        if not a["id_externo"].startswith(PURGADO)
        for s in senas_de(a["nombre"], a["usuario"], a["enlace"], a["id_externo"])
    }


def _evidencias(dichos: Iterable[LoDicho]) -> set[str]:
    return {e for d in dichos for e in d.evidencias if len(e) >= _LETRAS_EVIDENCIA}


def _personales(datos: Datos, dichos: Iterable[LoDicho]) -> tuple[set[str], set[str]]:
    """Los correos que escribio, y sus numeros."""
    correos: set[str] = set()
    numeros: set[str] = set()
    for d in dichos:
        for inicio, fin, de_que in datos(d.texto):
            (correos if de_que == "correo" else numeros).add(d.texto[inicio:fin])
    return correos, numeros


def por_buscar(rastro: Rastro) -> set[str]:
    """Lo que se busca octeto por octeto: las señas tal cual y los numeros seguidos."""
    return set(rastro.sin_nombres().senas) | set(rastro.cifras)


def barrer(almacen: Almacen, rastro: Rastro, salvo: Mapping[str, Collection[int]]) -> dict[str, int]:
    """Tapa el rastro en todos los textos de la base, `salvo` esas filas. Devuelve cuantas por tabla."""
    with almacen.lectura() as u:
        rastro = rastro.sin(u.rastros.oficiales())
    propios = dict.fromkeys(OFICIALES, rastro.sin_nombres()) | dict.fromkeys(DE_OTROS, rastro.sin_copias())
    tapadas = {}
    for t in tablas_con_texto():
        tapador = propios.get(t.name, rastro)
        dejadas = salvo.get(t.name, ())
        cuantas = sum(_tapar_tramo(almacen, t, filas, tapador, dejadas) for filas in _tramos(almacen, t))
        if cuantas:
            tapadas[t.name] = cuantas
    return tapadas


def _tramos(almacen: Almacen, t: Any) -> Iterator[list[Mapping[str, Any]]]:
    tras = None
    while True:
        with almacen.lectura() as u:
            filas = u.rastros.tramo(t, tras)
        if not filas:
            return
        yield filas
        tras = tuple(filas[-1][c.name] for c in t.primary_key.columns)


def _tapar_tramo(
    almacen: Almacen, t: Any, filas: Sequence[Mapping[str, Any]], tapador: Tapador, dejadas: Collection[int]
) -> int:
    """Se mira sin retener a nadie; solo si hay rastro se abre una unidad, que lo vuelve a mirar."""
    claves = [c.name for c in t.primary_key.columns]
    con_rastro = [
        tuple(f[c] for c in claves)
        for f in filas
        if f[claves[0]] not in dejadas and any(_lleva(tapador, v) for c, v in f.items() if c not in claves)
    ]
    if not con_rastro:
        return 0
    with almacen.unidad() as u:
        return u.rastros.tapar_filas(t, con_rastro, tapador)


def _lleva(tapador: Tapador, valor: Any) -> bool:
    if valor is None:
        return False
    return bool((tapador.tapar(valor) if isinstance(valor, str) else tapador.tapar_valor(valor)) != valor)
