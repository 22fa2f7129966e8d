"""Dejar de guardar: lo que cumplio su plazo, lo que la red borro y lo de quien lo pidio. Se puede cortar y repetir.

Va por lotes, cada uno en su transaccion, y lo que ya se quito no se vuelve a quitar: matar el proceso en cualquier punto
deja una purga a medias que la siguiente vuelta termina. Cada purga se apunta antes fuera de la base (`fuera`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from moderacion.almacen import Almacen, Unidad
from moderacion.almacen.consultas import en_lotes
from moderacion.almacen.estados_conservacion import CausaPurga
from moderacion.almacen.plazos import SUELTAS
from moderacion.almacen.purgas import PurgaNueva, clave_nueva
from moderacion.config import Config
from moderacion.conservacion import fuera
from moderacion.conservacion.barrido import barrer, por_buscar, rastro_de, senas
from moderacion.conservacion.clases import DE_DISCO, clases
from moderacion.conservacion.rastro import SEGUIDAS, Datos, Rastro, tiras


@dataclass(frozen=True, slots=True)
class Reglas:
    """Con que se purga."""

    config: Config
    datos: Datos

    @property
    def registro(self) -> Path:
        """Donde se apunta cada purga."""
        return self.config.registro_de_purgas

    @property
    def lote(self) -> int:
        """Filas por transaccion."""
        return self.config.conservacion.lote


@dataclass(frozen=True, slots=True)
class Tocado:
    """Una clase y cuanto se quito (o se quitaria) de ella."""

    clase: str
    corte: datetime
    cuantos: int


# --- por plazo


def ensayo(almacen: Almacen, reglas: Reglas) -> list[Tocado]:
    """Lo que la siguiente purga quitaria. No cambia nada."""
    with almacen.lectura() as u:
        tocados = [
            Tocado(c.clave, c.corte(u.ahora), u.plazos.contar(c.clave, c.corte(u.ahora)))
            for c in clases(reglas.config)
            if c.clave != DE_DISCO
        ]
        (disco,) = (c for c in clases(reglas.config) if c.clave == DE_DISCO)
        archivos = fuera.viejos(reglas.config.conservacion.carpetas, disco.corte(u.ahora))
        return [*tocados, Tocado(DE_DISCO, disco.corte(u.ahora), len(archivos))]


def purgar(almacen: Almacen, reglas: Reglas) -> list[Tocado]:
    """Termina lo que quedo a medias y purga lo que cumplio su plazo."""
    terminar_a_medias(almacen, reglas)
    with almacen.lectura() as u:
        cortes = {c.clave: c.corte(u.ahora) for c in clases(reglas.config)}
    tocados = []
    for clase in (c for c in cortes if c != DE_DISCO):
        with almacen.lectura() as u:
            # despues de las de antes: lo que una se lleva ya no es de la siguiente
            if not u.plazos.contar(clase, cortes[clase]):
                continue
        nueva = PurgaNueva(clave_nueva(), CausaPurga.PLAZO, clase, cortes[clase])
        tocados.append(Tocado(clase, cortes[clase], aplicar(almacen, reglas, nueva)))
    borrados = fuera.borrar_viejos(reglas.config.conservacion.carpetas, cortes[DE_DISCO])
    if borrados:
        tocados.append(Tocado(DE_DISCO, cortes[DE_DISCO], borrados))
    if tocados:
        almacen.asentar_en_disco()
    return tocados


def terminar_a_medias(almacen: Almacen, reglas: Reglas) -> int:
    """Las purgas encargadas o que otro proceso dejo sin terminar. Devuelve cuantas."""
    with almacen.lectura() as u:
        a_medias = u.purgas.a_medias()
    campos = ("clave", "clase", "corte", "claves", "solicitud_id")
    for f in a_medias:
        _hacer(almacen, reglas, PurgaNueva(causa=CausaPurga(f["causa"]), **{c: f[c] for c in campos}))
    return len(a_medias)


def encargar(almacen: Almacen, reglas: Reglas, n: PurgaNueva) -> None:
    """Deja apuntada una purga, que se hara ahora o en la vuelta siguiente.

    Primero en el archivo de fuera y luego en la base: si se muere en medio, volver a hacer en una copia restaurada una
    purga que aqui nadie hizo no estorba; al reves, lo purgado volveria sin que nadie lo supiera.
    """
    with almacen.lectura() as u:
        ahora = u.ahora
    fuera.apuntar(reglas.registro, n, ahora)
    with almacen.unidad() as u:
        u.purgas.empezar(n)


def aplicar(almacen: Almacen, reglas: Reglas, n: PurgaNueva) -> int:
    """Encarga una purga, la hace entera y devuelve cuanto quito."""
    encargar(almacen, reglas, n)
    return _hacer(almacen, reglas, n)


def _hacer(almacen: Almacen, reglas: Reglas, n: PurgaNueva) -> int:
    """Repetirla no hace nada mas."""
    with almacen.unidad() as u:
        purga_id = u.purgas.empezar(n)
    por = {
        CausaPurga.PLAZO: _por_plazo,
        CausaPurga.RED: _por_red,
        CausaPurga.SOLICITUD: _por_solicitud,
    }[n.causa]
    detalle = por(almacen, reglas, n, purga_id)
    with almacen.unidad() as u:
        u.purgas.terminar(purga_id, detalle)
        return int(u.purgas.una(purga_id)["cuantos"])


def _por_plazo(almacen: Almacen, reglas: Reglas, n: PurgaNueva, purga_id: int) -> Mapping[str, Any]:
    corte = n.corte
    if corte is None:
        return {}
    quitados = 1
    while quitados:
        with almacen.unidad() as u:
            quitados = _un_lote(u, reglas, n.clase, corte)
            u.purgas.sumar(purga_id, quitados)
    return {}


def _un_lote(u: Unidad, reglas: Reglas, clase: str, corte: datetime) -> int:
    if clase in SUELTAS:
        return u.plazos.quitar(clase, corte, reglas.lote)
    ids = u.plazos.ids(clase, corte, reglas.lote)
    if clase == "autores":
        return u.vaciado.olvidar_autores(ids)
    return u.vaciado.vaciar(ids, None if clase == "limpios" else rastro_de(u, reglas.datos, ids))


# --- lo que la red borro


def _por_red(almacen: Almacen, reglas: Reglas, n: PurgaNueva, purga_id: int) -> Mapping[str, Any]:
    """Unos comentarios: lo suyo y lo que se haya copiado de ellos en cualquier parte. Sus autores siguen."""
    with almacen.lectura() as u:
        ids = _vivos(u, n)
        rastro = Rastro((), (t for d in u.vaciado.dichos(ids) for t in tiras(d.texto, SEGUIDAS)))
        fuentes = u.vaciado.fuentes(ids)
    if rastro:
        barrer(almacen, rastro, fuentes)
    _vaciar(almacen, reglas, ids, purga_id, con_sal=True)
    return {}


def _vivos(u: Unidad, n: PurgaNueva) -> list[int]:
    return u.vaciado.por_claves([tuple(c) for c in n.claves or ()])  # type: ignore[misc]


def _vaciar(almacen: Almacen, reglas: Reglas, ids: Sequence[int], purga_id: int, *, con_sal: bool) -> None:
    for lote in en_lotes(ids, reglas.lote):
        with almacen.unidad() as u:
            u.purgas.sumar(
                purga_id, u.vaciado.vaciar(lote, rastro_de(u, reglas.datos, lote), con_sal=con_sal)
            )


# --- lo de quien lo pidio


def _por_solicitud(almacen: Almacen, reglas: Reglas, n: PurgaNueva, purga_id: int) -> Mapping[str, Any]:
    """Todo lo de una persona. Sus señas se quitan al final: mientras esten, una purga cortada sabe que buscar."""
    with almacen.lectura() as u:
        autores = u.vaciado.autores_de(_vivos(u, n))
        ids = u.vaciado.de_autores(autores)
        rastro = rastro_de(u, reglas.datos, ids, SEGUIDAS) if ids else Rastro(senas(u, autores))
        primera = min((d for d in u.vaciado.fechas(autores)), default=u.ahora)
        fuentes = u.vaciado.fuentes(ids)
    tapadas = barrer(almacen, rastro, fuentes) if rastro else {}
    archivos = fuera.limpiar_carpetas(reglas.config.conservacion.carpetas, rastro, primera)
    _vaciar(almacen, reglas, ids, purga_id, con_sal=True)
    with almacen.unidad() as u:
        u.vaciado.olvidar_autores(autores)
        if n.solicitud_id is not None:
            u.solicitudes.cumplida(n.solicitud_id)
    # cuantas señas siguen en los archivos aun despues de escribirlos otra vez: solo si alguien mas los tiene abiertos
    restos = almacen.asentar_en_disco(por_buscar(rastro), compactar=not ids)
    return {
        "tapadas": tapadas,
        "archivos_borrados": archivos.borrados,
        "archivos_tapados": archivos.tapados,
        "restos": len(restos),
    }


# --- despues de restaurar una copia


def reaplicar(almacen: Almacen, reglas: Reglas, registro: Path | None = None) -> int:
    """Vuelve a hacer, en una copia restaurada, lo que se purgo despues de ella. Devuelve cuantas purgas.

    Lanza `EntradaInvalida` si el registro no se entiende.
    """
    hechas = 0
    for n in list(fuera.apuntadas(registro or reglas.registro)):
        with almacen.lectura() as u:
            previa = u.purgas.por_clave(n.clave)
        if previa is not None and previa["terminada"] is not None:
            continue
        # la solicitud puede no estar en la copia
        _hacer(almacen, reglas, replace(n, solicitud_id=None))
        hechas += 1
    if hechas:
        almacen.asentar_en_disco(compactar=True)
    return hechas
