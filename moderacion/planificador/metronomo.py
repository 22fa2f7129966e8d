"""El metronomo de varias maquinas: uno lleva el compas y encarga cada vuelta en su ventana; los demas esperan el relevo.

Todo lo que escribe va en una unidad que comprueba su mandato (`almacen.lider`): lo que un lider congelado quisiera escribir al
volver no entra. Lo encargado y sin hacer que ya no este en la cola se encarga otra vez.
"""

import logging
import threading
import time
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from moderacion.errores import ErrorModeracion
from moderacion.montaje import Servicio
from moderacion.montaje.compas import METRONOMO, Vuelta
from moderacion.montaje.reparto import FALLOS_DE_BASE, Lider, Mandado
from moderacion.planificador.cola import JUICIO, MUERTO, PUESTOS, SALAS, Encargos, FalloDeCola, esquema

PULSO: Final = 0.5
"""Segundos que espera a que alguien pida una vuelta antes de mirar que ventanas tocan."""
_RELEVO: Final = 1.0
"""Cada cuanto mira quien espera el relevo."""
_REVISAR: Final = 2.0
"""Cada cuanto mira si un trabajador murio y si a la cola le falta algo."""
_JUZGAR: Final = "evaluar/"
_SIN_NADIE: Final = "ningún trabajador está en marcha"
_registro = logging.getLogger(__name__)


class Metronomo:
    """El metronomo de un proceso. Un solo hilo: todo va por la sesion del lider."""

    def __init__(self, servicio: Servicio, quien: str, pulso: float = PULSO) -> None:
        self._servicio, self._pulso = servicio, pulso
        self._lider: Lider = servicio.almacen.lider(quien)
        self._cola = Encargos()
        self._vueltas = servicio.lista
        self._encargadas: dict[str, datetime] = {}
        self._jueces = 1
        self._revisado = 0.0
        self._fin = threading.Event()

    def correr(self) -> None:
        """Lleva el compas cuando le toca, hasta que se pare. Ningun fallo de la base lo acaba: suelta y vuelve a intentarlo."""
        while not self._fin.is_set():
            try:
                if self._lider.tomar():
                    self._llevar()
                self._fin.wait(_RELEVO)
            except (ErrorModeracion, FalloDeCola, *FALLOS_DE_BASE) as fallo:
                _registro.warning("este proceso suelta el compás: %s", fallo)
                self._lider.soltar()
                self._fin.wait(_RELEVO)
        self._lider.soltar()

    def parar(self) -> None:
        """Que acabe, y otro tome el relevo."""
        self._fin.set()

    def _llevar(self) -> None:
        _registro.warning("este proceso lleva el compás: mandato %s", self._lider.mandato)
        self._servicio.almacen.preparar_cola(esquema(), si_falta=True)
        self._encargadas.clear()
        self._revisado = 0.0
        while not self._fin.is_set():
            self.compas(self._lider.escuchar(self._pulso))

    def compas(self, pedidas: Iterable[str] = ()) -> None:
        """Mira una vez que toca y lo encarga, con lo que alguien pidio ya. Lanza `MandatoPerdido`."""
        ahora = self._servicio.reloj.ahora()
        encargadas = dict(self._encargadas)
        with self._lider.unidad() as m:
            if time.monotonic() - self._revisado >= _REVISAR:
                self._revisar(m, ahora)
                self._revisado = time.monotonic()
            for v in self._vueltas:
                ventana = v.ventana(ahora)
                for nombre in self._nombres(v):
                    if encargadas.get(nombre) != ventana:
                        encargadas[nombre] = ventana
                        if m.reparto.encargar(nombre, ventana, m.mandato):
                            self._encargar(m, nombre)
            for nombre in pedidas:
                self._encargar(m, _de_una(nombre), ya=True)
        # solo despues de confirmar: lo que no entro se mira otra vez
        self._encargadas = encargadas

    def _nombres(self, v: Vuelta) -> list[str]:
        """Una vuelta, o las que se dan de ella a la vez: tantas como trabajadores."""
        return [f"{v.nombre}/{n}" for n in range(self._jueces)] if v.en_paralelo else [v.nombre]

    def _encargar(self, m: Mandado, nombre: str, *, ya: bool = False) -> None:
        self._cola.encargar(m.conexion, nombre, JUICIO if nombre.startswith(_JUZGAR) else SALAS, ya=ya)

    def _revisar(self, m: Mandado, ahora: datetime) -> None:
        """Lo de los trabajadores muertos vuelve a la cola, y lo que la cola perdio tambien. Y late."""
        muertos = self._cola.soltar_muertos(m.conexion)
        if muertos:
            _registro.warning("%s vueltas de trabajadores que murieron se dan otra vez", muertos)
        puestos = m.puestos(MUERTO)
        self._jueces = max(1, puestos // PUESTOS)
        conocidas = {n for v in self._vueltas for n in self._nombres(v)}
        en_cola = self._cola.esperando(m.conexion)
        por_hacer = {r.nombre for r in m.reparto.por_hacer()}
        for nombre in sorted((por_hacer & conocidas) - en_cola):
            self._encargar(m, nombre)
        m.resumen.latir(METRONOMO, ahora, "" if puestos else _SIN_NADIE)


def _de_una(nombre: str) -> str:
    """El encargo de una vuelta que alguien pidio: de juzgar, el del primer juez."""
    return f"{_JUZGAR}0" if f"{nombre}/" == _JUZGAR else nombre
