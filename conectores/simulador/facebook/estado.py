"""Lo que hay en la Pagina simulada: nodos, token, permisos y cuota, y como se ven en Graph."""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from conectores.simulador.cuentas import APP_FACEBOOK, NOMBRE_INSTITUCION, PAGINA_FACEBOOK
from conectores.simulador.facebook.grafo import Clave, ErrorGraph, fecha, sin_permiso
from conectores.simulador.nucleo import Nucleo

JSON = dict[str, Any]

LIMITE_INICIAL: Final = 48_000
"""Llamadas por 24 h: `4800 x usuarios implicados` (apis.md, seccion 1) con diez usuarios."""
VENTANA: Final = timedelta(hours=24)
PERMISOS: Final = (
    "pages_show_list",
    "pages_read_engagement",
    "pages_read_user_content",
    "pages_manage_engagement",
    "pages_manage_posts",
    "pages_manage_metadata",
)
APLICACION_PROPIA: Final = {"id": APP_FACEBOOK, "name": "Moderacion"}
APLICACION_INTRUSA: Final = {"id": "900000000000666", "name": "Publicador Veloz"}
PERFIL_INICIAL: Final[JSON] = {
    "id": PAGINA_FACEBOOK,
    "name": NOMBRE_INSTITUCION,
    "username": "isss.simulado",
    "about": "Cuenta simulada de la institucion",
    "description": "Servicios de salud y prestaciones para las personas aseguradas y sus beneficiarios.",
    "category": "Government organization",
    "website": "https://www.isss.gob.sv/",
    "phone": "2591-3000",
    "emails": ["contacto@isss.gob.sv"],
    "link": f"https://www.facebook.com/{PAGINA_FACEBOOK}",
    "cover": {"id": "800000000000001", "offset_x": 50, "offset_y": 50},
    "foto": "800000000000002_n.jpg",
    "verification_status": "blue_verified",
    "is_published": True,
    "has_transitioned_to_new_page_experience": True,
    "followers_count": 512_340,
    "fan_count": 498_771,
}


@dataclass(slots=True, eq=False)
class Nodo:
    """Una publicacion (`Post`) o un comentario (`Comment`). `de` es None si la red calla quien lo escribio."""

    id: str
    orden: int
    clase: str
    texto: str
    creado: datetime
    actualizado: datetime
    de: JSON | None
    publicacion: str = ""
    padre: str | None = None
    oculto: bool = False
    publicado: bool = True
    aplicacion: JSON | None = None
    extra: JSON = field(default_factory=dict)

    @property
    def propio(self) -> bool:
        """Si lo escribio la Pagina."""
        return self.de is not None and self.de["id"] == PAGINA_FACEBOOK

    @property
    def bajo(self) -> str | None:
        """El id de aquello de lo que cuelga; None en las publicaciones."""
        return self.padre or self.publicacion or None

    @property
    def clave(self) -> Clave:
        """Orden de creacion: segundo y numero de serie."""
        return int(self.creado.timestamp()), self.orden


class Estado:
    """El estado de una Pagina. `MundoFacebook` lo gobierna y las rutas lo leen y lo cambian."""

    def __init__(self, nucleo: Nucleo) -> None:
        self.nucleo = nucleo
        self.perfil: JSON = {**PERFIL_INICIAL}
        self.nodos: dict[str, Nodo] = {}
        self.hijos: defaultdict[str, list[Nodo]] = defaultdict(list)
        self.autores: dict[str, str] = {}
        self.bloqueados: dict[str, str] = {}
        self.administradores: list[JSON] = [
            {"id": "700000000000001", "name": "Administracion de redes", "tasks": ["MANAGE", "MODERATE"]}
        ]
        self.roles_negados = False
        self.token_muerto: int | None = None
        """Subcodigo del 190 que da el token, o None si vale."""
        self.permisos = list(PERMISOS)
        self.acceso_avanzado = True
        self.exigir_prueba = False
        self.caduca_acceso: datetime = nucleo.reloj() + timedelta(days=90)
        self.limite = LIMITE_INICIAL
        self.llamadas: deque[datetime] = deque()

    # --- cuota ---

    def contar(self) -> None:
        """Cuenta una llamada. Lanza ErrorGraph 80001 si la ventana de 24 h esta llena (y esa no cuenta)."""
        ahora = self.nucleo.reloj()
        while self.llamadas and self.llamadas[0] <= ahora - VENTANA:
            self.llamadas.popleft()
        if len(self.llamadas) >= self.limite:
            raise ErrorGraph(
                80001,
                "(#80001) There have been too many calls to this Page account. Wait a bit and try again. For more "
                "info, please refer to https://developers.facebook.com/docs/graph-api/overview/rate-limiting.",
            )
        self.llamadas.append(ahora)

    def uso(self) -> JSON:
        """El contenido de `X-Business-Use-Case-Usage`: porcentajes, y minutos de castigo si esta llena."""
        porcentaje = 100 * len(self.llamadas) // self.limite if self.limite else 100
        minutos = 0
        if len(self.llamadas) >= self.limite:
            primera = self.llamadas[0] if self.llamadas else self.nucleo.reloj()
            minutos = max(1, round((primera + VENTANA - self.nucleo.reloj()).total_seconds() / 60))
        fila = {
            "type": "pages", "call_count": porcentaje, "total_cputime": porcentaje // 4,
            "total_time": porcentaje // 4, "estimated_time_to_regain_access": minutos,
        }  # fmt: skip
        return {PAGINA_FACEBOOK: [fila]}

    def exigir(self, permiso: str, *, leer: bool = False) -> None:
        """Lanza ErrorGraph 10 o 200 si el token no tiene el permiso."""
        if permiso not in self.permisos:
            raise sin_permiso(permiso, leer=leer)

    # --- nodos ---

    def publicaciones(self) -> list[Nodo]:
        """Las publicaciones de la Pagina y de visitantes, de la mas antigua a la mas nueva."""
        return sorted((n for n in self.nodos.values() if n.clase == "Post"), key=lambda n: n.clave)

    def comentarios(self, de: Nodo, *, todos: bool) -> list[Nodo]:
        """Los comentarios de una publicacion o las respuestas de un comentario, del mas antiguo al mas nuevo.

        `todos` (filter=stream) incluye las respuestas de las respuestas.
        """
        hijos = self.descendientes(de) if todos else self.hijos[de.id]
        return sorted(hijos, key=lambda n: n.clave)

    def descendientes(self, de: Nodo) -> list[Nodo]:
        """Todo lo que cuelga de un nodo."""
        directos = self.hijos[de.id]
        return directos + [nieto for hijo in directos for nieto in self.descendientes(hijo)]

    def quitar(self, nodo: Nodo) -> None:
        """Quita un nodo y lo que cuelga de el."""
        for muerto in [nodo, *self.descendientes(nodo)]:
            self.nodos.pop(muerto.id, None)
            self.hijos.pop(muerto.id, None)
        if nodo.bajo is not None and nodo in self.hijos[nodo.bajo]:
            self.hijos[nodo.bajo].remove(nodo)

    def crear(self, nodo: Nodo) -> Nodo:
        """Guarda un nodo nuevo y actualiza la fecha de su publicacion (comentar la mueve, en la red tambien)."""
        if nodo.id in self.nodos:
            raise ValueError(f"ya existe {nodo.id}")
        self.nodos[nodo.id] = nodo
        if nodo.bajo is not None:
            self.hijos[nodo.bajo].append(nodo)
        if (madre := self.nodos.get(nodo.publicacion)) is not None:
            madre.actualizado = max(madre.actualizado, nodo.creado)
        if nodo.de is not None:
            self.autores[nodo.de["id"]] = nodo.de["name"]
        return nodo

    # --- como se ven ---

    def ver(self, nodo: Nodo) -> JSON:
        """El nodo entero como lo da Graph. `extra` pisa lo que haya."""
        salida: JSON = {
            "id": nodo.id,
            "message": nodo.texto,
            "created_time": fecha(nodo.creado),
            "is_hidden": nodo.oculto,
            "permalink_url": f"https://www.facebook.com/{nodo.id}",
        }
        if nodo.de is not None and (nodo.propio or self.acceso_avanzado):
            salida["from"] = nodo.de
        if nodo.aplicacion is not None:
            salida["application"] = nodo.aplicacion
        propios = self._ver_post(nodo) if nodo.clase == "Post" else self._ver_comentario(nodo)
        return {**salida, **propios, **nodo.extra}

    @staticmethod
    def _ver_post(nodo: Nodo) -> JSON:
        return {
            "updated_time": fecha(nodo.actualizado),
            "is_published": nodo.publicado,
            "is_expired": False,
            "status_type": "mobile_status_update" if nodo.propio else "wall_post",
        }

    def _ver_comentario(self, nodo: Nodo) -> JSON:
        salida: JSON = {
            "can_comment": True,
            "can_hide": not nodo.propio,
            "can_like": True,
            "can_remove": True,
            "can_reply_privately": not nodo.propio,
            "comment_count": len(self.hijos[nodo.id]),
            "is_private": False,
            "like_count": 0,
            "user_likes": False,
        }
        if (padre := self.nodos.get(nodo.padre or "")) is not None:
            salida["parent"] = {"id": padre.id, "created_time": fecha(padre.creado), "message": padre.texto}
        return salida

    def ver_pagina(self) -> JSON:
        """La Pagina como la da Graph. La direccion de la foto va firmada y cambia cada vez, como en la red."""
        perfil = {k: v for k, v in self.perfil.items() if k != "foto"}
        firma = f"{int(self.nucleo.reloj().timestamp()):x}{len(self.nucleo.peticiones):x}"
        perfil["picture"] = {
            "data": {
                "height": 50,
                "is_silhouette": False,
                "url": f"https://scontent.xx.fbcdn.net/v/t39.30808-1/{self.perfil['foto']}?oh=00_{firma}&oe={firma}",
                "width": 50,
            }
        }
        return perfil
