"""Lo que la red simulada de YouTube guarda: canal, videos, comentarios, credenciales y cuota.

Aqui no hay HTTP ni JSON de la red: solo el estado y las preguntas que se le hacen.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from conectores.simulador.cuentas import CANAL_YOUTUBE, NOMBRE_INSTITUCION

JSON = dict[str, Any]
PACIFICO: Final = ZoneInfo("America/Los_Angeles")
AMBITO: Final = "https://www.googleapis.com/auth/youtube.force-ssl"
ESTADOS: Final = ("published", "heldForReview", "likelySpam", "rejected")
UNIDADES_DIA: Final = 10_000
VIDA_ACCESO: Final = timedelta(seconds=3599)


@dataclass(slots=True)
class Video:
    """Algo que la institucion (o quien entro en su cuenta) subio."""

    id: str
    titulo: str
    descripcion: str
    publicado: datetime
    como: str = "institucion"
    comentarios: bool = True
    borrado: bool = False


@dataclass(slots=True)
class Comentario:
    """Un comentario raiz (sin `padre`) o una respuesta. `autor` es None si la red ya no lo dice."""

    id: str
    texto: str
    publicado: datetime
    autor: JSON | None
    video: str | None = None
    padre: str | None = None
    estado: str = "published"
    actualizado: datetime | None = None
    borrado: bool = False
    gustan: int = 0
    extra: JSON = field(default_factory=dict)
    """Campos crudos que se mezclan en su `snippet`; un valor null quita el campo."""

    @property
    def propio(self) -> bool:
        """Si lo escribio nuestro canal."""
        return self.autor is not None and self.autor["id"] == CANAL_YOUTUBE


@dataclass(slots=True)
class Canal:
    """Nuestro canal, con los nombres que usa el conector para el perfil."""

    nombre: str = NOMBRE_INSTITUCION
    usuario: str = "@isss_simulado"
    descripcion: str = "Canal oficial simulado del Instituto Salvadoreño del Seguro Social."
    pais: str = "SV"
    foto: str = "https://yt3.ggpht.com/simulado/perfil"
    portada: str = "https://yt3.googleusercontent.com/simulado/portada"
    palabras_clave: str = "ISSS salud El Salvador"
    privacidad: str = "public"
    video_destacado: str = ""
    seguidores: int = 12_345
    seguidores_ocultos: bool = False


@dataclass(slots=True)
class Credencial:
    """El permiso que la institucion dio a la aplicacion."""

    valida: bool = True
    ambitos: tuple[str, ...] = (AMBITO,)
    vence_en: int | None = None
    """Segundos de vida del token de refresco; None si no caduca (aplicacion publicada)."""
    accesos: dict[str, datetime] = field(default_factory=dict)
    """Token de acceso → cuando caduca."""


class Estado:
    """El estado entero de la red, y las preguntas que necesitan las rutas."""

    def __init__(self) -> None:
        self.canal = Canal()
        self.credencial = Credencial()
        self.videos: dict[str, Video] = {}
        self.comentarios: dict[str, Comentario] = {}
        self.hijos: dict[str, list[str]] = defaultdict(list)
        self.prohibidos: set[str] = set()
        self.administradores: list[str] = []
        self.limite = UNIDADES_DIA
        self.gastado = 0
        self._dia = ""

    def gastar(self, unidades: int, ahora: datetime) -> bool:
        """Apunta `unidades` al dia de hoy (medianoche del Pacifico); False si no caben."""
        dia = ahora.astimezone(PACIFICO).date().isoformat()
        if dia != self._dia:
            self._dia, self.gastado = dia, 0
        if self.gastado + unidades > self.limite:
            return False
        self.gastado += unidades
        return True

    def guardar(self, comentario: Comentario) -> None:
        """Añade un comentario nuevo."""
        self.comentarios[comentario.id] = comentario
        if comentario.padre:
            self.hijos[comentario.padre].append(comentario.id)

    def vivo(self, id_externo: str) -> Comentario | None:
        """El comentario si la API lo devuelve: ni borrado, ni rechazado, ni bajo algo que lo este."""
        c = self.comentarios.get(id_externo)
        if c is None or c.borrado or c.estado == "rejected":
            return None
        if c.video is not None and self.videos[c.video].borrado:
            return None
        if c.padre is not None and self.vivo(c.padre) is None:
            return None
        return c

    def respuestas(self, raiz: str) -> list[Comentario]:
        """Las respuestas vivas de un hilo, la mas nueva primero."""
        vivas = [c for i in self.hijos.get(raiz, ()) if (c := self.vivo(i)) is not None]
        return sorted(vivas, key=clave, reverse=True)

    def hilos(self, estado: str) -> list[Comentario]:
        """Raices de los hilos de ese estado, la mas nueva primero.

        Los publicados, por su raiz; los retenidos y de probable spam, por su raiz o por alguna respuesta
        (documentacion de commentThreads.list, parametro moderationStatus).
        """
        raices = (self.vivo(c.id) for c in self.comentarios.values() if c.padre is None)
        elegidas = [c for c in raices if c is not None and self._es_del_estado(c, estado)]
        return sorted(elegidas, key=clave, reverse=True)

    def _es_del_estado(self, raiz: Comentario, estado: str) -> bool:
        if raiz.estado == estado:
            return True
        return estado != "published" and any(r.estado == estado for r in self.respuestas(raiz.id))

    def subidos(self) -> list[Video]:
        """Los videos que quedan, el mas nuevo primero."""
        vivos = [v for v in self.videos.values() if not v.borrado]
        return sorted(vivos, key=lambda v: (v.publicado, v.id), reverse=True)


def clave(comentario: Comentario) -> tuple[datetime, str]:
    """Orden de la red: por fecha de publicacion, y por id si empatan."""
    return comentario.publicado, comentario.id
