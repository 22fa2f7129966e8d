"""Lo que comparten todos los que hacen algo en un mundo: el azar, el servicio, las redes y como se mira en ellas."""

import random
from collections import Counter
from collections.abc import Sequence
from typing import Any

from conectores.simulador import cuentas as sim
from moderacion.cola import Persona
from moderacion.incidentes import atencion
from tests.fiabilidad.mundos.fabrica import FACEBOOK, HORA, TWITTER, YOUTUBE, Fabrica
from tests.moderacion.falsos import filas


class Violacion(AssertionError):
    """Algo que no puede pasar, visto a mitad de un mundo."""


class Base:
    """Un mundo recien hecho, con algo publicado en cada cuenta y leido una vez."""

    foco: tuple[int, int, str] | None = None
    """El comentario que otro proceso tiene entre manos: su id, su cuenta y su numero en la red."""

    def __init__(self, fabrica: Fabrica, semilla: int, cuentas: Sequence[int]) -> None:
        self.azar = random.Random(semilla)
        # la sacudida de las esperas del servicio sale del azar de todos
        random.seed(semilla)
        self.cuentas = cuentas
        fabrica.limpiar()
        self.fabrica, self.servicio, self.almacen = fabrica, fabrica.servicio, fabrica.almacen
        self.reloj, self.gente, self.mundos = fabrica.reloj, fabrica.gente, fabrica.mundos
        self.citas: list[tuple[int, str]] = []
        """Lo que escribieron los ciudadanos: cuenta y su numero en la red."""
        self.tapadas_fuera: set[tuple[int, str]] = set()
        """Lo que tapo la red por su cuenta, y nadie volvio a enseñar en ella."""
        self.n = 0
        self.hechas: Counter[str] = Counter()
        self.negadas: Counter[str] = Counter()
        self.nuestras = {c: self._publicacion(c) for c in cuentas}
        for c in cuentas:
            self.servicio.sondear(c)

    @property
    def supervisora(self) -> Persona:
        """La de mas permisos."""
        return self.gente[-1]

    def _publicacion(self, cuenta: int) -> str:
        fecha = (self.reloj.ahora() - HORA).isoformat()
        dada = {"texto": "Horario de la farmacia 0", "como": "institucion", "fecha": fecha}
        return self.mundos[cuenta].cambiar_cuenta({"publicar": dada})["id"]

    def filas(self, consulta: str, **valores: object) -> list[Any]:
        """Lo que hay en las tablas."""
        return filas(self.almacen, consulta, **valores)

    def una(self, consulta: str, **valores: object) -> Any:
        """Una fila cualquiera de esas, o None."""
        # ordenadas: cada base recien hecha puede dar las filas por otro indice, y la semilla no daria lo mismo
        todas = sorted(self.filas(consulta, **valores))
        return self.azar.choice(todas) if todas else None

    def una_del_foco(self, consulta: str) -> Any:
        """Una fila de un expediente `e`: la del comentario que otro tiene entre manos, si es de esas."""
        suya = self.foco and self.una(f"{consulta} AND e.comentario_id = :k", k=self.foco[0])
        return suya or self.una(consulta)

    def cuenta(self) -> int:
        """Una cuenta cualquiera."""
        return self.azar.choice(self.cuentas)

    def quien(self) -> Persona:
        """Alguien de la casa."""
        return self.azar.choice(self.gente)

    def nodo(self, cuenta: int, numero: str) -> Any:
        """Lo que la red guarda con ese numero, o None."""
        estado = self.mundos[cuenta].estado
        donde = {FACEBOOK: "nodos", TWITTER: "posts", YOUTUBE: "comentarios"}[cuenta]
        return getattr(estado, donde).get(numero)

    def vivo(self, cuenta: int, numero: str) -> bool:
        """Si esta en la red y es lo ultimo que dice."""
        nodo = self.nodo(cuenta, numero)
        if nodo is None:
            return False
        if cuenta == TWITTER:
            return not nodo.borrado and nodo.es_ultima
        if cuenta == YOUTUBE:
            return self.mundos[YOUTUBE].estado.vivo(numero) is not None
        return True

    def es_para_nosotros(self, nodo: Any) -> bool:
        """En Twitter solo se lee lo que nos nombra y lo que va en una conversacion nuestra."""
        raiz = self.nodo(TWITTER, nodo.conversacion)
        return nodo.texto.startswith("@") or (raiz is not None and raiz.autor_id == sim.USUARIO_TWITTER)

    def bloqueados(self, cuenta: int) -> set[str]:
        """A quien tiene bloqueado la red."""
        estado = self.mundos[cuenta].estado
        return set(estado.prohibidos if cuenta == YOUTUBE else estado.bloqueados)

    def atender(self, numero: int, estado: str) -> None:
        """Un incidente, un paso adelante."""
        if estado == "abierto":
            atencion.atender(self.almacen, numero, self.supervisora.id)
        else:
            atencion.cerrar(self.almacen, numero, "se revisó y se cambió la clave", self.supervisora.id)

    def atender_todos(self) -> None:
        """Cada incidente sin cerrar, un paso adelante."""
        for numero, estado in self.filas(
            "SELECT id, estado FROM incidente WHERE estado <> 'cerrado' ORDER BY id"
        ):
            self.atender(numero, estado)
