"""El simulacro de copias, de principio a fin y por orden: sembrar, cargar, copiar bajo carga, perder, restaurar y arrancar.

Corre sobre las redes simuladas de la demostracion, con una base y unas carpetas que no quedan. Va bien si la copia cuadra, la
bitacora coincide con sus anclas y, con las salas en marcha y el reloj dos dias y medio mas alla, a las redes y a la gente no les
llega nada.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from time import perf_counter
from typing import Any, Final

from conectores.tipos import Red
from moderacion import accesos, cola
from moderacion.bitacora import Suceso
from moderacion.bitacora.verificador import recorrer
from moderacion.config import Config
from moderacion.demo.escena import Contar, Escena, dar_vuelta
from moderacion.demo.guion import Guion
from moderacion.montaje import Servicio, leer_anclas, montar, respaldar, restaurar, revisar_base

LIMITE: Final = timedelta(minutes=15)
"""En cuanto tiene que estar otra vez en pie (fiabilidad.md, G28)."""
_ESCRIBEN: Final = 2
_DE_UNA: Final = 50
"""Filas por transaccion de la carga."""
_CARGA: Final = 20_000
"""Filas que se escriben antes de empezar la copia."""
_ESPERA: Final = timedelta(minutes=2)
_SALTO: Final = timedelta(hours=12)
_SALTOS: Final = 5
_DECIDIDOS: Final = 4


@dataclass
class ActaSimulacro:
    """Lo que se vio. `segundos`: lo que tardo cada paso."""

    segundos: dict[str, float] = field(default_factory=dict)
    filas: int = 0
    """Las de la copia, en todas las tablas."""
    escrituras_por_segundo: int = 0
    """Filas que se escribieron mientras se copiaba."""
    sucesos: int = 0
    perdidos: int = 0
    """Sucesos anclados despues de la copia: los que se pierden al volver a ella."""
    efectos: int = 0
    """Los que las redes dicen que se les hizo despues de restaurar."""
    avisos: int = 0
    """Los que llegaron a la gente despues de restaurar."""
    retenido: dict[str, int] = field(default_factory=dict)
    faltas: list[str] = field(default_factory=list)

    @property
    def bien(self) -> bool:
        """Si se puede volver, y a tiempo."""
        a_tiempo = sum(self.segundos.values()) <= LIMITE.total_seconds()
        return a_tiempo and not self.efectos and not self.avisos and not self.faltas and bool(self.retenido)

    def como_dict(self) -> dict[str, Any]:
        """Para JSON."""
        return {**asdict(self), "bien": self.bien}


class Simulacro:
    """Un simulacro con ese guion."""

    def __init__(self, guion: Guion, contar: Contar = lambda _: None) -> None:
        self._guion, self._contar = guion, contar
        self.acta = ActaSimulacro()

    def correr(self) -> ActaSimulacro:
        """Todo. Lanza lo que lance copiar o restaurar."""
        with Escena(self._guion) as escena:
            with self._paso("sembrar"):
                escena.correr()
                # como en el servicio: lo que hoy es una crisis ya lo es en la copia
                escena.servicio.vigilar_incidentes()
                dar_vuelta(escena.servicio)
                _dejar_a_medias(escena)
            copia = self._copiar_bajo_carga(escena)
            self._perder(escena)
            antes = (escena.efectos().total(), len(escena.buzon.avisos))
            config = self._restaurar(escena, copia)
            with self._paso("arrancar"):
                self._arrancar(escena, config)
            self.acta.efectos = escena.efectos().total() - antes[0]
            self.acta.avisos = len(escena.buzon.avisos) - antes[1]
        return self.acta

    @contextmanager
    def _paso(self, nombre: str) -> Iterator[None]:
        empieza = perf_counter()
        yield
        self.acta.segundos[nombre] = round(perf_counter() - empieza, 2)
        self._contar(f"{nombre}: {self.acta.segundos[nombre]} s")

    def _copiar_bajo_carga(self, escena: Escena) -> Any:
        with _cargando(escena.servicio) as escritas:
            with self._paso("cargar"):
                _esperar(lambda: escritas() >= _CARGA)
            with self._paso("copiar"):
                empieza, antes = perf_counter(), escritas()
                hecha = respaldar(escena.servicio.config, escena.reloj)
                self.acta.escrituras_por_segundo = round((escritas() - antes) / (perf_counter() - empieza))
        self.acta.filas = sum(hecha.manifiesto["filas"].values())
        self.acta.sucesos = hecha.manifiesto["n"]
        return hecha

    def _perder(self, escena: Escena) -> None:
        """Lo ultimo que se ancla antes de que la base se pierda."""
        escena.reloj.adelantar(timedelta(minutes=15))
        escena.servicio.anclar()
        escena.servicio.cerrar()

    def _restaurar(self, escena: Escena, copia: Any) -> Config:
        config = escena.config_en("restaurada")
        with self._paso("restaurar"):
            hecha = restaurar(
                config, copia.archivo, escena.reloj, registro=escena.servicio.config.registro_de_purgas
            )
        self.acta.retenido = dict(hecha.hallado.retenido)
        self.acta.perdidos = hecha.hallado.perdidas_hasta - self.acta.sucesos
        with self._paso("revisar"):
            self.acta.faltas += revisar_base(config, escena.reloj)
            self.acta.faltas += leer_anclas(config)[0].faltas
        return config

    def _arrancar(self, escena: Escena, config: Config) -> None:
        servicio = montar(config, escena.reloj)
        try:
            for _ in range(_SALTOS):
                dar_vuelta(servicio)
                servicio.vigilar_lo_nuestro()
                servicio.vigilar_incidentes()
                escena.reloj.adelantar(_SALTO)
            with servicio.almacen.lectura() as u:
                dictamen = recorrer(u.registro.filas(), leer_anclas(config)[0].anclas)
            if dictamen.mala is not None:
                self.acta.faltas.append(f"la bitácora se rompe en la fila {dictamen.mala}: {dictamen.razon}")
        finally:
            servicio.cerrar()


def _dejar_a_medias(escena: Escena) -> None:
    """Lo que al copiar este por salir: decisiones recien tomadas, que esperan su gracia."""
    s = escena.servicio
    gestora = next(u for u in accesos.listar(s.almacen) if u.nombre == "gestora")
    persona = cola.Persona(gestora.id, gestora.nombre, gestora.rol)
    decididos = 0
    for f in cola.listar(s.almacen):
        caso = cola.cabecera(s.almacen, f.id)
        if decididos == _DECIDIDOS or s.conectores[caso.cuenta_id].red is not Red.FACEBOOK:
            continue
        decididos += 1
        version = cola.ficha(s.almacen, f.id).expediente["version"]
        r = cola.Resolucion.de("ocultar", "simulacro de copias", version, 2)
        cola.resolver(s.almacen, f.id, persona, r, s.capacidades[caso.cuenta_id], timedelta(days=7))


def _esperar(ya: Callable[[], bool]) -> None:
    """Hasta que se cumpla, con limite: una carga que no carga se nota en lo escrito por segundo."""
    fin, nunca = perf_counter() + _ESPERA.total_seconds(), threading.Event()
    while not ya() and perf_counter() < fin:
        nunca.wait(0.05)


@contextmanager
def _cargando(servicio: Servicio) -> Iterator[Callable[[], int]]:
    """Unos hilos escribiendo sin parar. Da cuantas filas llevan."""
    fin, llevan = threading.Event(), [0] * _ESCRIBEN

    def escribir(cual: int) -> None:
        while not fin.is_set():
            with servicio.almacen.unidad() as u:
                for _ in range(_DE_UNA):
                    u.registro.asentar(Suceso("simulacro:carga", f"simulacro/{cual}", "orden"))
            llevan[cual] += _DE_UNA

    hilos = [threading.Thread(target=escribir, args=(n,), name=f"carga{n}") for n in range(_ESCRIBEN)]
    for h in hilos:
        h.start()
    try:
        yield lambda: sum(llevan)
    finally:
        fin.set()
        for h in hilos:
            h.join()
