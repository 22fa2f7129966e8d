"""Pone las tres redes simuladas a la escucha en 127.0.0.1, cada una en su hilo."""

from dataclasses import dataclass, field

from conectores.simulador.facebook import MundoFacebook
from conectores.simulador.facebook import app as app_facebook
from conectores.simulador.nucleo import Reloj, reloj_real
from conectores.simulador.servidor import ServidorHilo
from conectores.simulador.twitter import MundoTwitter
from conectores.simulador.twitter import app as app_twitter
from conectores.simulador.youtube import MundoYoutube
from conectores.simulador.youtube import app as app_youtube


@dataclass
class Redes:
    """Las tres redes en marcha."""

    reloj: Reloj = reloj_real
    puerto_base: int = 0
    """0: tres puertos libres cualesquiera."""
    servidores: dict[str, ServidorHilo] = field(default_factory=dict)

    def arrancar(self) -> "Redes":
        """Arranca las tres. Lanza OSError si un puerto esta ocupado."""
        self.facebook = MundoFacebook(self.reloj)
        self.twitter = MundoTwitter(self.reloj)
        self.youtube = MundoYoutube(self.reloj)
        apps = {
            "facebook": app_facebook(self.facebook),
            "twitter": app_twitter(self.twitter),
            "youtube": app_youtube(self.youtube),
        }
        try:
            for i, (red, app) in enumerate(apps.items()):
                puerto = self.puerto_base + i if self.puerto_base else 0
                self.servidores[red] = ServidorHilo(app, puerto)
                self.servidores[red].arrancar()
        except OSError:
            self.parar()
            raise
        return self

    @property
    def bases(self) -> dict[str, str]:
        """Direccion de cada red."""
        return {red: s.base for red, s in self.servidores.items()}

    def parar(self) -> None:
        """Para las que esten en marcha."""
        for servidor in self.servidores.values():
            servidor.parar()
