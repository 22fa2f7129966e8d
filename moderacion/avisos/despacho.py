"""Envia lo que se debe: un hilo por destino, y ninguno espera a otro.

Cada vuelta reparte y espera poco: lo que un canal tarde de mas sigue en su hilo y se apunta cuando acabe, mientras los demas
van por su siguiente vuelta. Quien falla mucho no puede quedarse con todos los hilos. Un aviso que quedo a medias se envia otra
vez: repetir una alarma es barato y perderla no (fiabilidad.md, seccion 2).
"""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from moderacion.almacen import Almacen, Unidad
from moderacion.almacen.avisos import Lote
from moderacion.avisos.envio import ComoFue, Enviar
from moderacion.avisos.texto import escribir
from moderacion.reloj import espera_doblada

PLAZO: Final = timedelta(seconds=30)
"""Mas que lo que puede durar un envio: pasado esto, quien lo enviaba murio."""
HUECO: Final[Mapping[str, timedelta]] = {
    "sms": timedelta(seconds=60),
    "correo": timedelta(seconds=60),
    "telegram": timedelta(seconds=20),
}
HUECO_DEMAS: Final = timedelta(seconds=15)
"""Lo que se deja entre dos envios no insistentes al mismo destino; lo que llega mientras tanto va junto en el siguiente."""
_BASE: Final = timedelta(seconds=5)
_TECHO: Final = timedelta(minutes=10)
_TECHO_INSISTENTE: Final = timedelta(seconds=60)
_HILOS: Final = 16
_HILOS_MALOS: Final = 6
"""De los hilos, cuantos pueden ocupar los destinos que vienen fallando."""
_SEGUIDOS: Final = 20
"""Envios seguidos a un destino en una vuelta."""
_ESPERA: Final = 3.0
_registro = logging.getLogger(__name__)

Emitir = Callable[[Unidad, int, str], str]
"""(unidad, incidente, persona) → testigo de un enlace nuevo."""


@dataclass(frozen=True, slots=True)
class ResumenAvisos:
    """Cuantos avisos salieron y cuantos no, y cuantos destinos siguen con un envio en marcha."""

    enviados: int = 0
    fallidos: int = 0
    en_marcha: int = 0


Lanzar = Callable[[Callable[[], None], str], None]
"""Pone en marcha algo, con un nombre, sin esperarlo."""


def en_un_hilo(hacer: Callable[[], None], nombre: str) -> None:
    """Lo normal: cada destino en su hilo."""
    threading.Thread(target=hacer, name=nombre, daemon=True).start()


def _hueco(tipo: str) -> timedelta:
    return HUECO.get(tipo, HUECO_DEMAS)


class Despachador:
    """Los envios de un proceso. `destinos`: nombre → direccion (secreto). `consola`: su direccion publica, o vacio.

    `asuntos`: clase de incidente → como se dice (`texto.escribir`).
    """

    def __init__(
        self,
        almacen: Almacen,
        destinos: Mapping[str, str],
        enviar: Enviar,
        emitir: Emitir,
        consola: str = "",
        espera: float = _ESPERA,
        lanzar: Lanzar = en_un_hilo,
        asuntos: Mapping[str, str] | None = None,
    ) -> None:
        self._asuntos = asuntos or {}
        self._lanzar = lanzar
        self._almacen, self._destinos, self._enviar = almacen, destinos, enviar
        self._emitir, self._consola, self._espera = emitir, consola.rstrip("/"), espera
        self._candado = threading.Condition()
        self._en_marcha: set[str] = set()
        self._malos: set[str] = set()
        self._salieron = self._fallaron = 0

    def despachar(self) -> ResumenAvisos:
        """Una vuelta: pone en marcha lo que se puede y espera un poco. Devuelve lo que acabo desde la anterior."""
        with self._almacen.lectura() as u:
            por_enviar = u.avisos.destinos_por_enviar(u.ahora - PLAZO)
            fallos = {c["destino"]: c["fallos"] for c in u.cadenas.canales()}
        for destino in por_enviar:
            if destino not in self._destinos:
                # si sigue en uso es de otro proceso, con otra configuracion: lo enviara el
                if destino not in fallos:
                    self._sin_destino(destino)
            elif self._cabe(destino, malo=bool(fallos.get(destino))):
                self._poner_en_marcha(destino)
        with self._candado:
            self._candado.wait_for(lambda: not self._en_marcha, self._espera)
            hecho = ResumenAvisos(self._salieron, self._fallaron, len(self._en_marcha))
            self._salieron = self._fallaron = 0
        return hecho

    def parar(self, espera: float = _ESPERA) -> bool:
        """Espera a lo que este en marcha. Dice si acabo; lo que no, se envia otra vez al volver."""
        with self._candado:
            return self._candado.wait_for(lambda: not self._en_marcha, espera)

    def _cabe(self, destino: str, *, malo: bool) -> bool:
        with self._candado:
            if destino in self._en_marcha or len(self._en_marcha) >= _HILOS:
                return False
            if malo and len(self._malos) >= _HILOS_MALOS:
                return False
            self._en_marcha.add(destino)
            if malo:
                self._malos.add(destino)
            return True

    def _poner_en_marcha(self, destino: str) -> None:
        try:
            self._lanzar(partial(self._vaciar, destino), f"aviso {destino}")
        except Exception:  # noqa: BLE001 (sin sitio para otro hilo: los demas siguen, y este en la vuelta siguiente)
            _registro.exception("los avisos a %s no se pudieron poner en marcha", destino)
            self._acabo(destino)

    def _vaciar(self, destino: str) -> None:
        """Envia lo de un destino, de uno en uno, hasta que no quede o algo falle."""
        try:
            for _ in range(_SEGUIDOS):
                if not self._uno(destino):
                    return
        except Exception:  # noqa: BLE001 (un destino roto no para a los otros)
            _registro.exception("los avisos a %s se quedaron a medias", destino)
        finally:
            self._acabo(destino)

    def _acabo(self, destino: str) -> None:
        with self._candado:
            self._en_marcha.discard(destino)
            self._malos.discard(destino)
            self._candado.notify_all()

    def _uno(self, destino: str) -> bool:
        """Un envio. Dice si salio: si no habia nada, o fallo, no se sigue."""
        with self._almacen.unidad() as u:
            lote = u.avisos.reclamar(destino, u.ahora - PLAZO, _hueco)
            if lote is None:
                return False
            hechos = u.avisos.hechos(list({a["incidente_id"] for a in lote.avisos[:_SEGUIDOS]}))
            testigo = ""
            if self._consola and len(lote.avisos) == 1:
                (a,) = lote.avisos
                testigo = self._emitir(u, a["incidente_id"], a["persona"])
            mensaje = escribir(lote, hechos, testigo, self._consola, self._asuntos)
            # lo guardado no lleva el testigo: quien lea la base no debe poder acusar recibo por otro
            guardado = mensaje.cuerpo.replace(testigo, "…") if testigo else mensaje.cuerpo
            u.avisos.escrito(lote, mensaje.asunto, guardado)
        como = self._mandar(lote.entrega_id, self._destinos[destino], mensaje.asunto, mensaje.cuerpo)
        self._apuntar(lote, como)
        return como.salio

    def _mandar(self, entrega_id: int, direccion: str, asunto: str, cuerpo: str) -> ComoFue:
        try:
            return self._enviar(direccion, asunto, cuerpo)
        except Exception as fallo:  # noqa: BLE001 (un canal roto se dice, y no para a los otros)
            _registro.exception("el envio %s no salio", entrega_id)
            return ComoFue(f"falló al enviar: {type(fallo).__name__}")

    def _apuntar(self, lote: Lote, como: ComoFue) -> None:
        with self._almacen.unidad() as u:
            if como.salio:
                u.avisos.enviado(lote)
            else:
                insiste = any(a["insistente"] for a in lote.avisos)
                espera = espera_doblada(_BASE, _TECHO_INSISTENTE if insiste else _TECHO, lote.intentos)
                # un aviso no caduca: se insiste hasta que salga, y nunca antes de lo que pida el canal
                de_nuevo = u.ahora + max(espera, timedelta(seconds=como.espera))
                u.avisos.fallo(lote, como.error, como.espera, de_nuevo)
        with self._candado:
            self._salieron += len(lote.avisos) if como.salio else 0
            self._fallaron += 0 if como.salio else len(lote.avisos)

    def _sin_destino(self, destino: str) -> None:
        with self._almacen.unidad() as u:
            error = f"el destino «{destino}» ya no está en la configuración"
            cuantos = u.avisos.sin_destino(destino, error)
        with self._candado:
            self._fallaron += cuantos

    # --- pruebas y alarmas, fuera de la cola

    def directo(self, destino: str, clase: str, asunto: str, cuerpo: str) -> ComoFue:
        """Envia ahora a un destino y lo apunta, sin pasar por los avisos. `clase`: prueba o auditor."""
        with self._almacen.unidad() as u:
            entrega = u.avisos.abrir_entrega(destino, clase, asunto=asunto)
        direccion = self._destinos.get(destino)
        if direccion is None:
            como = ComoFue(f"el destino «{destino}» no está en la configuración")
        else:
            como = self._mandar(entrega, direccion, asunto, cuerpo)
        with self._almacen.unidad() as u:
            u.avisos.cerrar_entrega(entrega, destino, como.error, como.espera)
        return como

    def sin_base(self, asunto: str, cuerpo: str) -> bool:
        """Envia ahora a todos los destinos sin apuntarlo: es lo que queda cuando no se puede usar la base. Dice si llego a alguno."""
        salieron = [self._mandar(0, d, asunto, cuerpo).salio for d in self._destinos.values()]
        return any(salieron)
