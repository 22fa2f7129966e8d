"""Lo que hacen las personas de la casa con lo ajeno: decidir, arrepentirse, apelaciones, bloqueos a mano e incidentes."""

from typing import Any

from moderacion import cola
from moderacion.cola import Resolucion
from moderacion.montaje import ResolucionApelacion, emitir_apelacion, resolver_apelacion
from moderacion.sanciones import apelaciones
from tests.fiabilidad.mundos.base import Base
from tests.fiabilidad.mundos.fabrica import SEGUNDO, TWITTER, YOUTUBE

_ACCIONES = (
    ("permitir",),
    ("ocultar",),
    ("retener",),
    ("eliminar",),
    ("bloquear",),
    ("ocultar", "bloquear"),
    ("eliminar", "bloquear"),
)
_CUANTO = (4, 3, 1, 1, 3, 1, 0.5)
_CONSTANCIA = "desde su perfil, captura 3"
TAREAS = """SELECT b.id, b.estado, b.cuenta_id, u.id_externo, t.accion FROM tarea_red t
    JOIN bloqueo b ON b.id = t.bloqueo_id JOIN autor u ON u.id = b.autor_id WHERE t.estado = 'pendiente'"""


class Casa(Base):
    """Quien atiende la cola."""

    ultima_decision: tuple[int, cola.Persona, int] | None = None

    def _en_cola(self) -> Any:
        return self.una_del_foco(
            "SELECT e.id, e.version, e.cuenta_id FROM expediente e WHERE e.estado = 'en_cola'"
        )

    def _un_expediente(self) -> Any:
        return self.una_del_foco("SELECT e.id FROM expediente e WHERE e.id > 0")

    def decidir(self) -> None:
        """Resuelve un expediente de la cola."""
        if not (caso := self._en_cola()):
            return
        expediente, version, cuenta = caso
        (acciones,) = self.azar.choices(_ACCIONES, _CUANTO)
        quien, dias = self.quien(), self.azar.choice((None, 1, 2, 7))
        r = Resolucion(acciones, "no respeta a las demás personas", version, 2, dias=dias)
        puede, bloqueo = self.servicio.capacidades[cuenta], self.servicio.bloqueo_propuesto(expediente, 2)
        decision = cola.resolver(self.almacen, expediente, quien, r, puede, bloqueo)
        self.ultima_decision = (decision, quien, cuenta)

    def deshacer(self) -> None:
        """Deshace la ultima decision quien la tomo; puede ser tarde."""
        if self.ultima_decision:
            decision, quien, cuenta = self.ultima_decision
            cola.deshacer(self.almacen, decision, quien, self.servicio.capacidades[cuenta])

    def decidir_y_deshacer(self) -> None:
        """Lo deshace en el filo de la gracia, a veces con la orden ya en camino."""
        self.decidir()
        self.reloj.adelantar(self.azar.choice((SEGUNDO, SEGUNDO * 9, SEGUNDO * 10)))
        if self.azar.random() < 0.6:
            self.servicio.despachar(self.ultima_decision[2] if self.ultima_decision else self.cuenta())
        self.deshacer()

    def revertir(self) -> None:
        """Otra persona vuelve atras una decision cualquiera."""
        caso = self.una_del_foco(
            "SELECT d.id, e.cuenta_id FROM decision d JOIN expediente e ON e.id = d.expediente_id"
            " WHERE e.estado = 'resuelto'"
        )
        if caso:
            puede = self.servicio.capacidades[caso[1]]
            cola.revertir(self.almacen, caso[0], self.quien(), "se miró otra vez", puede)

    def lote(self) -> None:
        """Hasta tres de una vez."""
        casos = self.filas("SELECT id, version FROM expediente WHERE estado = 'en_cola' ORDER BY id")
        if not casos:
            return
        casos = self.azar.sample(casos, min(len(casos), 3))
        accion = self.azar.choice(("permitir", "ocultar"))
        puede = self.servicio.capacidades
        cola.resolver_lote(self.almacen, casos, self.quien(), accion, "en lote por lo mismo", 2, puede)

    def tomar(self) -> None:
        """Se queda con un expediente."""
        if caso := self._en_cola():
            cola.tomar(self.almacen, caso[0], self.quien())

    def soltar(self) -> None:
        """Lo deja, sea suyo o no."""
        if caso := self._en_cola():
            cola.soltar(self.almacen, caso[0], self.quien())

    def apelar(self) -> None:
        """Se emite un enlace y casi siempre se usa."""
        if not (expediente := self._un_expediente()):
            return
        enlace = emitir_apelacion(self.almacen, expediente, self.quien())
        if self.azar.random() < 0.8:
            desde = f"1.2.3.{self.n % 250}"
            apelaciones.presentar(self.almacen, enlace.testigo, desde, "era una queja, no un insulto", "")

    def apelar_resolver(self) -> None:
        """Resuelve una apelacion, en un sentido o en otro."""
        caso = self.una_del_foco(
            "SELECT a.id, e.version FROM apelacion a JOIN expediente e ON e.id = a.expediente_id"
            " WHERE a.estado = 'presentada'"
        )
        if not caso:
            return
        acepta = self.azar.random() < 0.5
        r = ResolucionApelacion(caso[0], acepta=acepta, motivo="se leyó otra vez", version=caso[1])
        resolver_apelacion(self.almacen, self.servicio.capacidades, self.quien(), r)

    def a_mano(self) -> None:
        """Hace una tarea que la red no deja hacer por su API. A veces no lo deja probado."""
        if tarea := self.una(TAREAS):
            self.hacer_tarea(tarea, "" if self.azar.random() < 0.2 else _CONSTANCIA)

    def hacer_tarea(self, tarea: Any, constancia: str = _CONSTANCIA) -> None:
        """Lo hace en la red y luego lo dice."""
        bloqueo, estado, cuenta, autor, accion = tarea
        self._en_la_red(cuenta, autor, bloquear=accion == "bloquear")
        puede = self.servicio.capacidades
        cola.hecho_a_mano(self.almacen, bloqueo, estado, self.quien(), puede, constancia)

    def _en_la_red(self, cuenta: int, autor: str, *, bloquear: bool) -> None:
        # cada red simulada los guarda a su modo: un conjunto, una lista o un diccionario
        estado = self.mundos[cuenta].estado
        if bloquear == (autor in self.bloqueados(cuenta)):
            return
        if cuenta == YOUTUBE:
            (estado.prohibidos.add if bloquear else estado.prohibidos.remove)(autor)
        elif cuenta == TWITTER:
            (estado.bloqueados.append if bloquear else estado.bloqueados.remove)(autor)
        elif bloquear:
            estado.bloqueados[autor] = "x"
        else:
            del estado.bloqueados[autor]

    def revisar_bloqueo(self) -> None:
        """Mira un bloqueo y lo deja o lo levanta."""
        bloqueo = self.una("SELECT id FROM bloqueo WHERE estado IN ('vigente', 'manual')")
        if bloqueo:
            # el orden en que se pide el azar es parte de la semilla
            quien, sigue = self.quien(), self.azar.random() < 0.4
            cola.revisar_bloqueo(self.almacen, bloqueo, quien, "ya no hace falta o sí", sigue=sigue)

    def incidente(self) -> None:
        """Un incidente cualquiera, un paso adelante."""
        if caso := self.una("SELECT id, estado FROM incidente WHERE estado <> 'cerrado'"):
            self.atender(*caso)
