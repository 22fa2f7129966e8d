"""El reloj de la demostracion: vive el guion en el pasado reciente y acaba en la hora real."""

from datetime import datetime, timedelta

from moderacion.reloj import RelojReal


class RelojGuion:
    """La hora real con un atraso que se va acortando. Redes y servicio lo comparten, y nunca retrocede."""

    def __init__(self, dura: timedelta) -> None:
        self._real = RelojReal()
        self._atraso = dura
        self._inicio = self.ahora()

    def ahora(self) -> datetime:
        """La hora del guion, en UTC."""
        return self._real.ahora() - self._atraso

    def ir_al_minuto(self, minuto: float) -> None:
        """Salta hasta ese minuto del guion, si aun no se llego."""
        falta = self._inicio + timedelta(minutes=minuto) - self.ahora()
        self._atraso -= max(timedelta(), min(falta, self._atraso))

    def adelantar(self, paso: timedelta) -> None:
        """Salta hacia delante, mas alla de la hora real si hace falta."""
        self._atraso -= paso

    def alcanzar(self) -> None:
        """Desde ahora, la hora real."""
        self._atraso = timedelta()
