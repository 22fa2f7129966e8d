"""Mundos al azar en que la base vuelve a una foto suya sin que nadie lo note: nada de lo ya dicho en publico se dice otra vez.

Sin anclas de fuera: lo unico que lo sabe es la red (decision 0030).
"""

import shutil
from pathlib import Path
from typing import Any

import pytest

from moderacion.almacen import apelaciones, copia_sqlite
from moderacion.almacen.consultas import mismo_texto
from tests.fiabilidad.mundos.fabrica import CUENTAS, HORA, MINUTO, Fabrica, fabrica
from tests.fiabilidad.mundos.mundo import PESOS, Mundo
from tests.moderacion.falsos import INICIO
from tests.tandas import TURNO, parte

pytestmark = pytest.mark.lenta
MUNDOS = max(4, parte(40))
_ANTES, _DESPUES = 70, 40
_POR_DECIR = ("vuelta", "responder", "publicar", "aprobar", "aprobar", "decidir", "decidir")
"""Lo aprobado al final de esto es lo que la foto trae por salir."""
_DICEN = {"responder", "publicar"}
_AVISO = "aviso "
Dicho = tuple[int, str, str, str]


def _que_dice(texto: str) -> str:
    """El aviso a un autor se conoce por su enlace: lo demas que dice puede cambiar."""
    testigo = apelaciones.testigo_en(texto)
    return f"{_AVISO}{testigo}" if testigo else texto


def _dichos(m: Mundo, desde: dict[int, int]) -> list[Dicho]:
    """Lo que de verdad salio en cada red desde ese efecto."""
    return [
        (c, e.accion, e.objeto if e.accion == "responder" else "", _que_dice(e.detalle["texto"]))
        for c in m.cuentas
        for e in m.mundos[c].nucleo.efectos[desde[c] :]
        if e.accion in _DICEN
    ]


def _a_la_vista(m: Mundo, d: Dicho) -> int:
    """Cuantas veces esta en la red: lo que alguien borro despues de la foto no se puede saber que estuvo."""
    cuenta, _, padre, texto = d
    propias = m.servicio.conectores[cuenta].buscar_propias(INICIO, padre or None)
    return sum(mismo_texto(_que_dice(p.texto), texto) for p in propias)


def _pasos(m: Mundo, cuantos: int) -> None:
    for nombre in m.azar.choices(list(PESOS), list(PESOS.values()), k=cuantos):
        m.paso(nombre)
        m.reloj.adelantar(MINUTO / 60)
        m.mirar_efectos()


def vivir(f: Fabrica, semilla: int, carpeta: Path) -> tuple[list[Dicho], list[Dicho], list[Dicho]]:
    """(lo dicho entre la foto y la vuelta atras, lo dicho despues, lo que quedo dicho dos veces) en un mundo."""
    m: Any = Mundo(f, semilla, CUENTAS)
    _pasos(m, _ANTES)
    for que in _POR_DECIR * 4:
        m.paso(que)
    base, foto = f._carpeta / "m.db", carpeta / f"foto{semilla}.db"
    copia_sqlite.sacar(base, foto)
    aqui = {c: len(m.mundos[c].nucleo.efectos) for c in m.cuentas}
    m.sanar()
    m.paso("vuelta")
    m.paso("vuelta")
    _pasos(m, _DESPUES)
    entre = _dichos(m, aqui)
    f.almacen.cerrar()
    for resto in f._carpeta.glob("m.db*"):
        resto.unlink()
    shutil.copy(foto, base)
    f.renacer()
    aqui = {c: len(m.mundos[c].nucleo.efectos) for c in m.cuentas}
    m.sanar()
    m.reloj.adelantar(HORA)
    for _ in range(8):
        # nadie repite a mano lo suyo; lo que la maquina tenia por hacer, con todo a favor
        m._levantar_paros()
        m.atender_todos()
        m.atender_todos()
        m.paso("vuelta")
        m.reloj.adelantar(2 * MINUTO)
    despues = _dichos(m, aqui)
    return entre, despues, [d for d in despues if d in entre and _a_la_vista(m, d) > 1]


@pytest.mark.timeout(900)
def test_una_base_que_vuelve_atras_no_dice_dos_veces_lo_mismo(tmp_path: Path) -> None:
    dichos = salieron = avisos = 0
    with fabrica() as f:
        for semilla in range(TURNO * MUNDOS, (TURNO + 1) * MUNDOS):
            entre, despues, dobles = vivir(f, semilla, tmp_path)
            dichos, salieron = dichos + len(entre), salieron + len(despues)
            avisos += sum(d[3].startswith(_AVISO) for d in entre)
            assert dobles == [], f"semilla {semilla}"
    print(
        f"\n{MUNDOS} mundos: {dichos} dichos tras la foto ({avisos} avisos a autores), {salieron} más después de volver a ella"
    )
    assert dichos, "si no se dijera nada, no se probaria nada"
    assert avisos or MUNDOS < 20
