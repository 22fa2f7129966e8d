"""kill -9 en cada punto entre la aprobacion y la publicacion anotada, con cada cosa que la red puede hacer.

Ninguna se pierde, ninguna sale dos veces, y lo que no se sabe queda conciliado o ante una persona en diez minutos.
"""

import json
import shutil
import signal
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from conectores.tipos import Red
from moderacion.almacen import Almacen
from moderacion.bitacora import verificar
from moderacion.reloj import RelojFijo, RelojReal
from tests.fiabilidad.puntos import AlmacenNumerado, Puntos, RedEnArchivo, en_otro_proceso
from tests.moderacion.falsos import INICIO, filas
from tests.moderacion.prensa import CORTO, FB, TW, Prensa, SalidaNueva, prensa
from tests.tandas import UNA_DE_CADA, las_que_tocan

PASO = timedelta(seconds=30)
PLAZO = timedelta(minutes=10)
CONTESTA = ("corta_hecho", "corta_sin_hacer", "bien")
REDES = {FB: Red.FACEBOOK, TW: Red.TWITTER}


class Ensayo:
    """Un comunicado a punto de aprobarse por segunda vez, para dos redes, en una carpeta que se copia cada vez."""

    def __init__(self, carpeta: Path) -> None:
        self.plantilla = carpeta / "plantilla"
        self.plantilla.mkdir()
        reloj = RelojFijo(INICIO)
        almacen = Almacen(f"sqlite:///{self.plantilla / 'm.db'}", RelojReal())
        almacen.migrar()
        almacen.cerrar()
        almacen = Almacen(f"sqlite:///{self.plantilla / 'm.db'}", reloj)
        self.mesa = prensa(almacen, reloj)
        self.borrador = self.mesa.comunicado(
            "La farmacia de Zacamil atenderá de lunes a viernes, de 7:00 a. m. a 4:00 p. m.",
            FB,
            SalidaNueva(TW, CORTO),
        )
        self.mesa.enviar(self.borrador)
        self.mesa.aprobar(self.borrador)
        almacen.cerrar()
        self.carpeta = carpeta

    def poner(self, nombre: str) -> Path:
        donde = self.carpeta / nombre
        shutil.rmtree(donde, ignore_errors=True)
        shutil.copytree(self.plantilla, donde)
        return donde

    def montar(self, donde: Path, reloj: RelojFijo, punto: Puntos, contesta: str) -> Prensa:
        almacen = AlmacenNumerado(f"sqlite:///{donde / 'm.db'}", reloj, punto)
        redes = {
            c: RedEnArchivo(r, donde / f"{r}.jsonl", reloj, punto, contesta if c == FB else "bien")
            for c, r in REDES.items()
        }
        return Prensa(**vars(self.mesa) | {"almacen": almacen, "reloj": reloj, "redes": redes})

    def vivir(self, donde: Path, punto: Puntos, contesta: str) -> None:
        """Lo que hace el servicio: una persona aprueba y las pasadas se suceden. Deja dicho por que hora iba."""
        reloj = RelojFijo(INICIO)
        p = self.montar(donde, reloj, punto, contesta)
        if p.estado(self.borrador) == "en_revision":
            p.aprobar(self.borrador, p.sofia)
        for _ in range(6):
            (donde / "hora").write_text(reloj.ahora().isoformat())
            p.pasada()
            reloj.adelantar(PASO)
        (donde / "puntos.json").write_text(json.dumps(punto.nombres))
        p.almacen.cerrar()

    @staticmethod
    def rige(p: Prensa) -> list[int]:
        return filas(p.almacen, "SELECT count(*) FROM comunicado WHERE estado = 'publicado'")

    def renacer(self, donde: Path) -> dict[str, Any]:
        """El proceso vuelve, con la red ya bien. Diez minutos despues, lo que hay."""
        escrita = donde / "hora"
        reloj = RelojFijo(datetime.fromisoformat(escrita.read_text()) if escrita.exists() else INICIO)
        p = self.montar(donde, reloj, Puntos(), "bien")
        (regia,) = self.rige(p)
        en_red = any(r.efectos for r in p.redes.values())
        if p.estado(self.borrador) == "en_revision":
            p.aprobar(self.borrador, p.sofia)
        fin = reloj.ahora() + PLAZO
        while reloj.ahora() < fin:
            p.pasada()
            reloj.adelantar(PASO)
        ordenes = filas(p.almacen, "SELECT cuenta_id, estado, id_externo, texto FROM orden ORDER BY id")
        hay = {
            "borrador": p.estado(self.borrador),
            "ordenes": {c: (estado, externo, texto) for c, estado, externo, texto in ordenes},
            "cuantas": len(ordenes),
            "efectos": {c: r.efectos for c, r in p.redes.items()},
            "libro": set(filas(p.almacen, "SELECT cuenta_id, id_externo, texto FROM publicacion")),
            "rige": self.rige(p),
            "al_morir": (regia, en_red),
        }
        with p.almacen.lectura() as u:
            hay["cadena"] = verificar(u.registro.recorrer())[1]
            hay["por_mirar"] = {s["cuenta_id"] for s in u.salidas.por_mirar()}
        p.almacen.cerrar()
        return hay


@pytest.fixture(scope="module")
def ensayo(tmp_path_factory: pytest.TempPathFactory) -> Ensayo:
    return Ensayo(tmp_path_factory.mktemp("muerte"))


def puntos_de(ensayo: Ensayo, contesta: str) -> list[str]:
    donde = ensayo.poner("cuenta")
    assert en_otro_proceso(lambda: ensayo.vivir(donde, Puntos(), contesta)) == 0
    return list(json.loads((donde / "puntos.json").read_text()))


def revisar(ensayo: Ensayo, contesta: str, k: int) -> str:
    """Muere en el punto k y vuelve. Devuelve como quedo lo de Facebook: la red que falla."""
    donde = ensayo.poner("caso")
    assert en_otro_proceso(lambda: ensayo.vivir(donde, Puntos(k), contesta)) == signal.SIGKILL
    hay = ensayo.renacer(donde)
    assert hay["cuantas"] == len(REDES), "ni una orden de mas ni de menos"
    llegaron = any(hay["efectos"].values())
    assert hay["rige"] == [int(llegaron)], "el archivo y la red dicen lo mismo"
    regia, en_red = hay["al_morir"]
    assert regia <= en_red, "el archivo nunca va por delante de la red"
    assert hay["cadena"] is None
    for c in REDES:
        estado, externo, texto = hay["ordenes"][c]
        efectos = hay["efectos"][c]
        assert len(efectos) <= 1, "salió dos veces"
        assert estado in ("hecha", "conciliada", "a_persona"), "pasados diez minutos, nada queda a medias"
        if estado == "a_persona":
            assert not efectos, "lo que salió se encuentra"
            assert c in hay["por_mirar"]
        else:
            assert [(e["id"], e["texto"]) for e in efectos] == [(externo, texto)]
            assert (c, externo, texto) in hay["libro"]
    todo = all(estado != "a_persona" for estado, _, _ in hay["ordenes"].values())
    assert hay["borrador"] == ("publicado" if todo else "programado")
    return str(hay["ordenes"][FB][0])


@pytest.mark.lenta
@pytest.mark.parametrize("contesta", CONTESTA)
def test_muere_en_algunos_puntos(ensayo: Ensayo, contesta: str) -> None:
    puntos = puntos_de(ensayo, contesta)
    assert {"antes de confirmar", "confirmado", "facebook: antes de llamar"} <= set(puntos)
    elegidos = [k for k, n in enumerate(puntos, 1) if n.startswith("facebook")][:3]
    for k in [*elegidos, *range(1, len(puntos) + 1, len(puntos) // 4)]:
        revisar(ensayo, contesta, k)


@pytest.mark.lenta
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("contesta", CONTESTA)
def test_muere_en_cada_punto(ensayo: Ensayo, contesta: str) -> None:
    puntos = puntos_de(ensayo, contesta)
    elegidos = las_que_tocan(range(1, len(puntos) + 1))
    como = Counter(revisar(ensayo, contesta, k) for k in elegidos)
    print(f"\n{contesta}: {len(elegidos)} de {len(puntos)} puntos; {dict(como)}")
    assert como["hecha"] or contesta != "bien"
    assert sum(como.values()) == len(elegidos) >= len(puntos) // UNA_DE_CADA
