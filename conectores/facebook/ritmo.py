"""Que toca mirar en cada barrido de una Pagina, y desde cuando. No pide nada: solo mira fechas, todas de la red.

Facebook no da «lo nuevo de toda la pagina» (apis.md, seccion 1). Lo movido se mira siempre; lo quieto de los
ultimos 30 dias, cada hora; el muro hasta el fondo, cada 20; y los hilos de lo que lleva mas tiempo quieto, por
turnos, uno en cada fondo: si responder a un comentario no mueve `updated_time`, es la unica forma de hallarlo.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zlib import crc32

from conectores.facebook.convertir import SIN_FECHA, es_visita, leer_fecha, leer_id
from conectores.facebook.cursor import Marca
from conectores.tipos import JSON

VENTANA: Final = timedelta(days=30)
"""Las publicaciones sin actividad en este tiempo solo se miran cuando les llega el turno."""
LEJOS: Final = 6 * VENTANA
"""El repaso sigue por el muro, aunque halle paginas sin vida, hasta una de publicaciones todas mas viejas que esto."""
SOLAPE: Final = timedelta(hours=24)
"""Se relee un dia: cubre la consistencia eventual de la red y las ediciones, que en Facebook no dejan fecha."""
SOLAPE_CORTO: Final = timedelta(minutes=10)
"""Entre repasos solo se miran las publicaciones movidas desde la marca menos esto; el repaso cubre el dia."""
REPASO: Final = timedelta(hours=1)
"""Cada cuanto se mira lo quieto: no consta que responder a un comentario mueva `updated_time` (comentar, si)."""
FONDO: Final = timedelta(hours=20)
"""Cada cuanto se recorre el muro hasta el fondo, por si comentan hoy algo de hace años. Menos que el solape."""
TURNOS: Final = 7
"""En cuantos fondos se ven los hilos de todo lo quieto. Con cinco años de muro (unas 3000 entradas) son 430
peticiones en cada uno, de las 4800 diarias por usuario implicado que da la red (apis.md, seccion 1)."""


@dataclass(frozen=True, slots=True)
class Entrada:
    """Una entrada del muro. `movida` es su ultima actividad; None si no trae fechas legibles."""

    id: str
    visita: bool
    creada: datetime | None
    movida: datetime | None
    crudo: JSON

    @property
    def turno(self) -> int:
        """En que fondo le toca mientras este quieta: siempre el mismo, y repartidas."""
        return crc32(self.id.encode()) % TURNOS


def leer_entrada(datos: JSON, cuenta: str) -> Entrada | None:
    """La entrada del muro que hay en `datos`; None si no trae id."""
    id_ = leer_id(datos.get("id"))
    if not id_:
        return None
    creada, actualizada = leer_fecha(datos.get("created_time")), leer_fecha(datos.get("updated_time"))
    # sin `updated_time` no se sabe si hubo comentarios: se mira siempre
    movida = max(actualizada, creada or actualizada) if actualizada else None
    return Entrada(id_, es_visita(datos, cuenta), creada, movida, datos)


@dataclass(frozen=True, slots=True)
class Ritmo:
    """Lo que toca en un barrido, segun lo que se hizo en los anteriores (`previa`) y la hora de la red."""

    previa: Marca
    ahora: datetime | None

    @property
    def fondo(self) -> bool:
        """Si se recorre el muro hasta el fondo."""
        return not self.previa.fondo or self.mas_vieja(self.previa.fondo, FONDO)

    @property
    def repaso(self) -> bool:
        """Si se mira lo quieto de la ventana."""
        return self.fondo or not self.previa.repaso or self.mas_vieja(self.previa.repaso, REPASO)

    @property
    def corte(self) -> datetime | None:
        """Desde cuando se lee: lo que solo se mira en el repaso o en el fondo, desde el anterior."""
        previa = self.previa
        if not previa.marca:
            return None
        desde = previa.fondo if self.fondo else previa.repaso if self.repaso else None
        return min(previa.marca, desde or previa.marca) - SOLAPE

    @property
    def turno(self) -> int | None:
        """El turno de lo quieto que hace mas que no se mira; None si no toca fondo o no se sabe que hora es."""
        if not self.fondo or self.ahora is None:
            return None
        return min(range(TURNOS), key=lambda t: (self.previa.turnos.get(t, SIN_FECHA), t))

    def mas_vieja(self, fecha: datetime | None, edad: timedelta) -> bool:
        """Si `fecha` tiene ya `edad`. Lo que no tiene fecha no es viejo."""
        return fecha is not None and self.ahora is not None and self.ahora - fecha >= edad

    def viva(self, entrada: Entrada) -> bool:
        """Si tuvo actividad en la ventana."""
        return not self.mas_vieja(entrada.movida or entrada.creada, VENTANA)

    def de_turno(self, entrada: Entrada) -> bool:
        """Si esta quieta y le llego el turno."""
        return self.turno == entrada.turno and not self.viva(entrada)

    def corte_de_turno(self, turno: int) -> datetime | None:
        """Desde cuando se leen los hilos de un turno: desde la ultima vez o, en la primera, lo que entra en la ventana."""
        vez = self.previa.turnos.get(turno)
        if vez is None:
            return self.ahora - VENTANA if self.ahora else None
        return vez - SOLAPE

    def toca(self, entrada: Entrada) -> bool:
        """Si hay que leer sus comentarios en este barrido."""
        marca = self.previa.marca
        quieta = marca is not None and antes(entrada.movida, marca - SOLAPE_CORTO)
        return (self.viva(entrada) and (self.repaso or not quieta)) or self.de_turno(entrada)

    def basta(self, entradas: list[Entrada]) -> bool:
        """Si tras esta pagina del muro ya no hay que seguir."""
        if self.fondo or any(map(self.viva, entradas)):
            return False
        return not self.repaso or all(self.mas_vieja(e.creada, LEJOS) for e in entradas)


def antes(fecha: datetime | None, limite: datetime | None) -> bool:
    """Si `fecha` es de fiar y anterior al limite. Lo que no tiene fecha o limite no se descarta."""
    return fecha is not None and limite is not None and fecha < limite
