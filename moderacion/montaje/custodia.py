"""Anclar y comprobar la bitacora, montado: de la configuracion, con que se firma y a donde va."""

from collections import deque
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

from moderacion import avisos, custodia
from moderacion.almacen import Almacen
from moderacion.bitacora import verificador
from moderacion.config import Config
from moderacion.errores import EntradaInvalida, por_que
from moderacion.montaje.areas import buzon
from moderacion.montaje.sueltos import base_abierta
from moderacion.reloj import Reloj

_ULTIMAS: Final = 20
"""Las que nunca fueron todas a medias, ni todas de restauraciones."""


def reglas_de_anclas(config: Config) -> custodia.ReglasAnclas | None:
    """Las de un servicio; None si no se ancla. Lanza `ErrorConfig` si la llave no vale."""
    a = config.anclas
    if a.llave is None:
        return None
    firmante = custodia.Firmante(a.llave.get_secret_value())
    anteriores = tuple(bytes.fromhex(x) for x in a.publicas_anteriores)
    cada = timedelta(minutes=a.cada_minutos)
    return custodia.ReglasAnclas(firmante, a.archivo, a.para, cada, a.cada_filas, anteriores)


def entregar_anclas(
    almacen: Almacen,
    reglas: custodia.ReglasAnclas,
    por: avisos.Buzon | None,
    reloj: Reloj,
    *,
    ya: bool = False,
) -> tuple[int, int]:
    """Una pasada: firma si toca (o ya) y entrega lo que se deba. Devuelve (anclas al archivo, correos enviados)."""
    custodia.anclar(almacen, reglas, ya=ya)
    enviados = 0
    if por is not None and reglas.para:
        publica = ",".join(p.hex() for p in reglas.publicas)
        enviados, _ = avisos.despachar_anclas(almacen, por, reglas.para, publica, reloj)
    return custodia.escribir(almacen, reglas), enviados


def anclar_ahora(config: Config, reloj: Reloj) -> tuple[int, int]:
    """Ancla la bitacora sin esperar. Lanza `EntradaInvalida` si no esta configurado."""
    reglas = reglas_de_anclas(config)
    if reglas is None:
        raise EntradaInvalida("no hay [anclas] en la configuración: no se ancla nada")
    with base_abierta(config, reloj) as almacen:
        return entregar_anclas(almacen, reglas, buzon(config), reloj, ya=True)


def verificar_bitacora(
    config: Config, anclas: Path | None = None, publica: str = ""
) -> tuple[verificador.Dictamen, verificador.Leidas, bool]:
    """La cadena de la base, con las anclas dichas o las de la configuracion, y si las habia.

    Lanza `BaseIncompatible`, o `EntradaInvalida` si las anclas no se pueden leer.
    """
    leidas, hay = leer_anclas(config, anclas, publica)
    with base_abierta(config) as almacen, almacen.lectura() as u:
        return verificador.recorrer(u.registro.filas(), leidas.anclas), leidas, hay


def leer_anclas(
    config: Config, anclas: Path | None = None, publica: str = "", *, ultimas: bool = False
) -> tuple[verificador.Leidas, bool]:
    """Las del archivo dicho, o el de la configuracion, con las llaves dichas o las suyas; y si las habia.

    `ultimas`: solo las del final, que bastan para saber hasta donde se ancló; comprobar una firma son milésimas, y hay miles.
    """
    donde = anclas or config.anclas.archivo
    if donde is None or (anclas is None and not donde.exists()):
        return verificador.Leidas([], [], []), False
    reglas = reglas_de_anclas(config)
    try:
        llaves = verificador.publicas_de(publica) if publica else (reglas.publicas if reglas else ())
        if not llaves:
            raise EntradaInvalida("falta la llave pública con que se firmaron las anclas: «--publica»")
        if not ultimas:
            return verificador.leer_archivo(donde, *llaves), True
        with donde.open(encoding="utf-8", errors="replace", newline="\n") as archivo:
            return verificador.leer_anclas(deque(archivo, _ULTIMAS), *llaves), True
    except OSError as error:
        raise EntradaInvalida(f"no se puede leer {donde}: {por_que(error)}") from None
    except ValueError as error:
        raise EntradaInvalida(str(error)) from None


def sacar_bitacora(config: Config) -> Iterator[str]:
    """La cadena entera en JSONL, una fila por linea, para quien audita. Lanza `BaseIncompatible`."""
    with base_abierta(config) as almacen, almacen.lectura() as u:
        yield from custodia.en_jsonl(u.registro.filas())


def programa_verificador() -> str:
    """El verificador suelto, para dárselo a quien audita."""
    return Path(verificador.__file__).read_text("utf-8")
