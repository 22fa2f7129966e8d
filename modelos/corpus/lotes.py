"""Lee los archivos del corpus y se niega, diciendo donde, si algo no cuadra. Formato: GUIA.md."""

from collections.abc import Iterator
from pathlib import Path

from .tipos import (
    CLASES,
    ETIQUETAS,
    OFENSIVAS,
    PROHIBIDAS_EN_DURO,
    REDES,
    Comentario,
    ErrorCorpus,
    Etiquetas,
    id_de,
)

CARPETA = Path(__file__).parent

_ORDEN = {etiqueta: i for i, etiqueta in enumerate(ETIQUETAS)}


def _filas(ruta: Path, columnas: tuple[str, ...]) -> Iterator[tuple[str, list[str]]]:
    """(donde, campos) de cada fila. Lanza `ErrorCorpus` si no es UTF-8, o la cabecera o una fila no cuadran."""
    try:
        # solo "\n" separa filas: splitlines partiria tambien en letras que un comentario puede traer
        lineas = ruta.read_bytes().decode("utf-8").split("\n")
    except UnicodeDecodeError as fallo:
        raise ErrorCorpus(f"«{ruta.name}»: no es UTF-8 (byte {fallo.start}).") from fallo
    if tuple(lineas[0].split("\t")) != columnas:
        raise ErrorCorpus(
            f"«{ruta.name}»: la cabecera debe ser {' '.join(columnas)}, separada por tabuladores."
        )
    for numero, linea in enumerate(lineas[1:], start=2):
        if not linea and numero == len(lineas):
            return
        donde = f"«{ruta.name}», línea {numero}"
        campos = linea.split("\t")
        if len(campos) != len(columnas):
            raise ErrorCorpus(f"{donde}: {len(campos)} columnas y se esperaban {len(columnas)}.")
        yield donde, campos


def _etiquetas(campo: str, donde: str) -> Etiquetas:
    etiquetas = tuple(campo.split(",")) if campo else ()
    for etiqueta in etiquetas:
        if etiqueta not in _ORDEN:
            raise ErrorCorpus(f"{donde}: la etiqueta «{etiqueta}» no existe. Las hay en GUIA.md.")
    ordenadas = tuple(sorted(set(etiquetas), key=_ORDEN.__getitem__))
    if etiquetas != ordenadas:
        raise ErrorCorpus(f"{donde}: las etiquetas van sin repetir y en orden: {','.join(ordenadas)}.")
    return etiquetas


def _exigir_clase(clase: str, etiquetas: Etiquetas, donde: str) -> None:
    if clase not in CLASES:
        raise ErrorCorpus(f"{donde}: la clase «{clase}» no existe: {', '.join(CLASES)}.")
    if clase == "disfraz" and not OFENSIVAS.intersection(etiquetas):
        raise ErrorCorpus(f"{donde}: un disfraz esconde una ofensa y este no lleva etiqueta ofensiva.")
    sobran = sorted(PROHIBIDAS_EN_DURO.intersection(etiquetas))
    if clase == "duro" and sobran:
        raise ErrorCorpus(f"{donde}: un duro no puede llevar {', '.join(sobran)}.")


def leer_lote(ruta: Path) -> list[Comentario]:
    """Los comentarios de un lote, con su primera lectura. Lanza `ErrorCorpus` con archivo y linea."""
    leidos: list[Comentario] = []
    for donde, (escrito, red, clase, campo) in _filas(ruta, ("texto", "red", "clase", "etiquetas")):
        texto = escrito.replace("\\n", "\n")
        if not texto.strip() or texto != texto.strip():
            raise ErrorCorpus(f"{donde}: el texto está vacío o tiene blancos en las puntas.")
        if "\r" in texto:
            raise ErrorCorpus(
                f"{donde}: hay un retorno de carro; el archivo se guarda con saltos de línea de Unix."
            )
        if red not in REDES:
            raise ErrorCorpus(f"{donde}: la red «{red}» no existe: {', '.join(REDES)}.")
        etiquetas = _etiquetas(campo, donde)
        _exigir_clase(clase, etiquetas, donde)
        leidos.append(Comentario(texto, red, clase, ruta.stem, etiquetas))
    return leidos


def leer_segunda(ruta: Path, ids: set[str]) -> dict[str, Etiquetas]:
    """Id → etiquetas de la segunda lectura de un lote. Lanza `ErrorCorpus` si un id se repite o no es del lote."""
    leidas: dict[str, Etiquetas] = {}
    for donde, (clave, campo) in _filas(ruta, ("id", "etiquetas")):
        _exigir_id(clave, ids, leidas, donde)
        leidas[clave] = _etiquetas(campo, donde)
    return leidas


def leer_acuerdos(ruta: Path, ids: set[str]) -> dict[str, tuple[Etiquetas, str]]:
    """Id → (etiquetas, porque) de los desacuerdos resueltos. Sin archivo no hay ninguno. Lanza `ErrorCorpus`."""
    leidos: dict[str, tuple[Etiquetas, str]] = {}
    if not ruta.exists():
        return leidos
    for donde, (clave, campo, porque) in _filas(ruta, ("id", "etiquetas", "porque")):
        _exigir_id(clave, ids, leidos, donde)
        if not porque.strip():
            raise ErrorCorpus(f"{donde}: falta el porqué; un desacuerdo se resuelve por escrito.")
        leidos[clave] = _etiquetas(campo, donde), porque
    return leidos


def _exigir_id(
    clave: str, ids: set[str], vistos: dict[str, Etiquetas] | dict[str, tuple[Etiquetas, str]], donde: str
) -> None:
    if clave not in ids:
        raise ErrorCorpus(f"{donde}: ningún texto tiene el id «{clave}» (¿cambió el texto?).")
    if clave in vistos:
        raise ErrorCorpus(f"{donde}: el id «{clave}» está repetido.")


def cargar(carpeta: Path = CARPETA) -> list[Comentario]:
    """El corpus entero, por lote y en su orden, con segunda lectura y acuerdo donde los haya.

    Lanza `ErrorCorpus` si no hay lotes, un archivo no cuadra o un texto esta dos veces.
    """
    rutas = sorted((carpeta / "lotes").glob("*.tsv"))
    if not rutas:
        raise ErrorCorpus(f"No hay lotes en «{carpeta / 'lotes'}».")
    primeras = [comentario for ruta in rutas for comentario in leer_lote(ruta)]
    _exigir_distintos(primeras)
    acuerdos = leer_acuerdos(carpeta / "acuerdos.tsv", {c.id for c in primeras})
    segundas: dict[str, Etiquetas] = {}
    for ruta in sorted((carpeta / "segunda").glob("*.tsv")):
        segundas |= leer_segunda(ruta, {c.id for c in primeras if c.lote == ruta.stem})
    return [
        Comentario(
            c.texto, c.red, c.clase, c.lote, c.primera, segundas.get(c.id), acuerdos.get(c.id, (None, ""))[0]
        )
        for c in primeras
    ]


def _exigir_distintos(comentarios: list[Comentario]) -> None:
    visto: dict[str, str] = {}
    for c in comentarios:
        # lo mismo con otras mayusculas o espacios es el mismo texto
        clave = id_de(" ".join(c.texto.casefold().split()))
        if clave in visto:
            raise ErrorCorpus(f"Lote «{c.lote}»: ya está en «{visto[clave]}» el texto «{c.texto[:60]}».")
        visto[clave] = c.lote
