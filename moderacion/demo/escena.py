"""Monta las redes, la base vacia y el servicio, y hace pasar el guion por todo el camino real."""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from typing import Any, Self

from conectores.simulador.redes import Redes
from moderacion import accesos, informes
from moderacion.config import Config
from moderacion.config.modelo import Base
from moderacion.demo.ajustes import USUARIOS, config_demo
from moderacion.demo.buzon import Buzon
from moderacion.demo.decir import decir
from moderacion.demo.guion import Guion
from moderacion.demo.reloj import RelojGuion
from moderacion.demo.siembra import Siembra
from moderacion.montaje import Servicio, montar

_TANDA = 15
"""Minutos de guion entre sondeos."""
_VUELTAS = 5
Contar = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ResumenDemo(informes.ResumenGeneral):
    """Las cifras del servicio, lo que las redes dicen que se les hizo, y si cuadran."""

    efectos: Mapping[str, int]
    """Contados en `/_control/efectos` de las tres redes."""
    avisos_recibidos: int
    """Los que llegaron al buzon."""
    guion: Mapping[str, int]
    """Lo que el guion traia, y lo que la red no dejo escribir a autores ya bloqueados."""
    acierto: Mapping[str, int]
    """Cuantos veredictos coinciden con lo que el guion esperaba."""
    cuadra: bool

    def como_dict(self) -> dict[str, Any]:
        """Para JSON."""
        return asdict(self)


def dar_vuelta(s: Servicio) -> int:
    """Una vuelta de todas las salas, una red tras otra. Devuelve cuantos comentarios entraron.

    El servicio da a cada red su hilo, y quien no consigue escribir a tiempo lo hace en la vuelta siguiente. Aqui no hay
    siguiente: con un solo hilo nadie espera a otro, por despacio que vaya la maquina.
    """
    nuevos = sum(s.sondear(i).nuevos for i in s.conectores)
    while s.evaluar().juzgados:
        pass
    s.sancionar()
    for i in s.conectores:
        s.despachar(i)
    s.sancionar()
    s.escalar()
    s.avisar()
    s.escribir()
    s.anclar()
    return nuevos


class Escena:
    """Una demostracion en marcha. Se usa con `with`: al salir no queda nada."""

    def __init__(self, guion: Guion, puerto_base: int = 0, puerto_web: int = 0) -> None:
        self.guion = guion
        self.reloj = RelojGuion(timedelta(minutes=guion.minutos + 1))
        self.redes = Redes(reloj=self.reloj.ahora, puerto_base=puerto_base)
        self.buzon = Buzon()
        self._carpeta = tempfile.TemporaryDirectory(prefix="moderacion-demo-")
        self._puerto_web = puerto_web

    def __enter__(self) -> Self:
        self.redes.arrancar()
        self.buzon.arrancar()
        base = Path(self._carpeta.name) / "demo.db"
        config = config_demo(self.redes.bases, base, self._puerto_web, self.buzon.direccion)
        self._siembra = Siembra(self.redes.bases, self.guion, self.reloj.ahora)
        self._siembra.antecedentes()
        self.servicio: Servicio = montar(config, self.reloj)
        for nombre, (rol, clave) in USUARIOS.items():
            accesos.crear_usuario(self.servicio.almacen, nombre, clave, rol, "demostracion")
        return self

    def __exit__(self, *_: object) -> None:
        if hasattr(self, "servicio"):
            self.servicio.cerrar()
            self._siembra.cerrar()
        self.buzon.parar()
        self.redes.parar()
        self._carpeta.cleanup()

    def config_en(self, carpeta: str) -> Config:
        """La misma configuracion, con la base en otra carpeta de esta demostracion."""
        otra = Path(self._carpeta.name) / carpeta
        otra.mkdir(exist_ok=True)
        config = self.servicio.config
        return config.model_copy(update={"base": Base(url=f"sqlite:///{otra / 'demo.db'}")})

    def correr(self, contar: Contar = lambda _: None) -> ResumenDemo:
        """Todo el guion, por tandas: aparece, se lee, se juzga y se actua. Devuelve las cifras."""
        self._vuelta()
        for hasta, sucesos in self._tandas():
            for minuto, hacer in sucesos:
                self.reloj.ir_al_minuto(minuto)
                hacer()
            self.reloj.ir_al_minuto(hasta)
            leidos = self._vuelta()
            contar(f"minuto {hasta:>3}: {leidos} comentarios nuevos leídos, juzgados y despachados")
        self.reloj.alcanzar()
        decir(self.servicio, {u.nombre: u for u in accesos.listar(self.servicio.almacen)})
        self.servicio.vigilar_lo_nuestro()
        for _ in range(_VUELTAS):
            if not self._vuelta() and not self._queda():
                break
        return self._resumir()

    def _tandas(self) -> Iterator[tuple[int, Sequence[tuple[float, Callable[[], None]]]]]:
        """Los sucesos del guion por orden, de `_TANDA` en `_TANDA` minutos."""
        for tanda, grupo in groupby(self._siembra.sucesos(), key=lambda s: int(s[0]) // _TANDA):
            yield (tanda + 1) * _TANDA, list(grupo)

    def _vuelta(self) -> int:
        return dar_vuelta(self.servicio)

    def _queda(self) -> bool:
        """Si hay ordenes sin terminar."""
        ordenes = informes.resumir(self.servicio.almacen).ordenes
        return any(k.endswith((":pendiente", ":enviando")) and n for k, n in ordenes.items())

    def efectos(self) -> Counter[str]:
        """Lo que las tres redes dicen que de verdad se les hizo."""
        return Counter(
            e["accion"] for red in self.redes.bases for e in self._siembra.control(red, "efectos")["efectos"]
        )

    def _resumir(self) -> ResumenDemo:
        r = informes.resumir(self.servicio.almacen)
        efectos = self.efectos()
        return ResumenDemo(
            **{c.name: getattr(r, c.name) for c in fields(r)},
            efectos=dict(efectos),
            avisos_recibidos=len(self.buzon.avisos),
            guion={
                "comentarios": len(self.guion.comentarios),
                "rechazados_por_bloqueo": self._siembra.rechazados,
            },
            acierto=self._acierto(),
            cuadra=(
                r.comentarios == len(self.guion.comentarios) - self._siembra.rechazados
                and r.ocultados == efectos["ocultar"] + efectos["retener"]
                and r.bloqueados == efectos["bloquear"]
                and r.avisos == len(self.buzon.avisos)
                and r.ordenes.get("publicar:hecha", 0) == efectos["publicar"]
                and not set(efectos) - {"ocultar", "retener", "bloquear", "publicar"}
            ),
        )

    def _acierto(self) -> dict[str, int]:
        """Coincidencias con lo que el guion esperaba, y restringidos que no lo esperaban."""
        hallados = [
            self._siembra.espera[h.red, h.id_externo] for h in informes.restringidos(self.servicio.almacen)
        ]
        bien = hallados.count("restringir")
        return {
            "restringir_esperados": list(self._siembra.espera.values()).count("restringir"),
            "restringir_hallados": bien,
            "restringir_esperaba_revisar": hallados.count("revisar"),
            "restringir_esperaba_permitir": hallados.count("permitir"),
        }
