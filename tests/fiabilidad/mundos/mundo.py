"""Un mundo: pasos al azar con muertes por medio, y al final tiempo de sobra para que todo se asiente."""

from collections.abc import Sequence
from typing import Any, Final

from moderacion import cola, redaccion
from moderacion.errores import ErrorModeracion
from tests.fiabilidad.mundos.base import Violacion
from tests.fiabilidad.mundos.casa import TAREAS, Casa
from tests.fiabilidad.mundos.ciudadanos import Ciudadanos
from tests.fiabilidad.mundos.cruces import Cruce
from tests.fiabilidad.mundos.fabrica import DIA, MINUTO, SEGUNDO, TWITTER, Fabrica, Muerte
from tests.fiabilidad.mundos.nuestro import Nuestro
from tests.fiabilidad.mundos.vueltas import DEL_SERVICIO, Vueltas
from tests.moderacion.falsos import INICIO

PASOS: Final = 120
PESOS: Final[dict[str, float]] = {
    "comentar": 10,
    "editar": 5,
    "borrar_cita": 1.5,
    "desvanecer": 0.7,
    "fallar": 4,
    "pasar_tiempo": 6,
    "sondear": 6,
    "evaluar": 6,
    "sancionar": 6,
    "despachar": 7,
    "releer": 1,
    "conservar": 0.5,
    "cifras": 0.7,
    "otras": 0.7,
    "escalar": 0.5,
    "vuelta": 5,
    "morir": 4,
    "decidir": 10,
    "deshacer": 1,
    "decidir_y_deshacer": 3,
    "revertir": 2,
    "lote": 1.5,
    "tomar": 1,
    "soltar": 0.5,
    "apelar": 2.5,
    "apelar_resolver": 2.5,
    "a_mano": 2,
    "revisar_bloqueo": 1,
    "responder": 3,
    "publicar": 3,
    "aprobar": 3,
    "devolver": 0.5,
    "retirar": 0.7,
    "cambiar_borrador": 1.2,
    "mover": 0.7,
    "descartar": 0.4,
    "paro": 0.5,
    "seguir": 1.5,
    "quitar_publicada": 0.6,
    "editar_publicada": 1,
    "retirar_comunicado": 0.3,
    "mirar_red": 1,
    "incidente": 3,
    "tapar_fuera": 2,
    "ensenar_fuera": 1.5,
    "cruzarse": 10,
}
"""Cada paso, por su nombre aqui, y cuanto sale. El orden es parte de la semilla."""
MORTALES: Final = (
    "vuelta",
    "vuelta",
    "despachar",
    "sancionar",
    "sondear",
    "decidir",
    "releer",
    "aprobar",
    "apelar_resolver",
    "publicar",
    "editar_publicada",
    "quitar_publicada",
    "mirar_red",
    "decidir_y_deshacer",
    "lote",
)
"""A mitad de que se puede morir."""
_PUNTOS = 60
_SIN_LEER = 2 * DIA
_ASENTAR = (SEGUNDO * 100, MINUTO * 2, MINUTO * 35)
"""Lo que espera cada vuelta del final: con la tercera vencen las esperas de los reintentos."""
_DICHO = """SELECT o.huella, k.huella FROM orden o JOIN comentario k ON k.id = o.comentario_id
    WHERE o.accion = 'responder' AND o.texto = :t"""


class Mundo(Ciudadanos, Casa, Nuestro, Vueltas):
    """El servicio entero, tres redes, cuatro personas y unos cuantos ciudadanos, con una semilla."""

    def __init__(self, fabrica: Fabrica, semilla: int, cuentas: Sequence[int]) -> None:
        super().__init__(fabrica, semilla, cuentas)
        self.por_donde = "al empezar"
        """Lo ultimo que se hizo, para quien mire un fallo."""
        self.saliendo: set[str] = set()
        """Las respuestas que ya iban de camino cuando otro proceso se cruzo."""
        self._vistos = dict.fromkeys(cuentas, 0)
        self._leido = INICIO

    def correr(self) -> None:
        """Los pasos al azar."""
        nombres, pesos = list(PESOS), list(PESOS.values())
        for n in range(PASOS):
            (nombre,) = self.azar.choices(nombres, pesos)
            self.por_donde = f"paso {n}, {self.reloj.ahora():%d %H:%M:%S}, {nombre}"
            self.paso(nombre)
            self.reloj.adelantar(SEGUNDO * self.azar.randrange(3))
            self.mirar_efectos()
            if self.reloj.ahora() - self._leido > _SIN_LEER:
                # nadie deja de leer tanto: lo que se pierde por no mirar dos dias no es de aqui
                self.sanar()
                self.reloj.adelantar(31 * MINUTO)
                for _ in self.cuentas:
                    self.paso("vuelta")
            if nombre == "vuelta":
                self._leido = self.reloj.ahora()

    def paso(self, nombre: str) -> None:
        """Hace una cosa. Que se niegue a una persona vale; que falle una vuelta del servicio, no."""
        try:
            getattr(self, nombre)()
            self.hechas[nombre] += 1
        except ErrorModeracion as e:
            self.negadas[f"{nombre}: {str(e)[:90]}"] += 1
            if nombre in DEL_SERVICIO:
                raise Violacion(f"la vuelta {nombre} falló: {e!r}") from e

    def morir(self) -> None:
        """Empieza algo y muere en un punto al azar, si llega a el; despues, otro proceso."""
        faltan = self.azar.randrange(1, _PUNTOS)
        que = self.azar.choice(MORTALES)

        def punto(nombre: str) -> None:
            nonlocal faltan
            faltan -= 1
            if faltan == 0:
                self.por_donde += f", muere en {que}: {nombre}"
                raise Muerte(nombre)

        self.fabrica.punto = punto
        try:
            getattr(self, que)()
        except Muerte:
            self.hechas["muertes"] += 1
        finally:
            self.fabrica.no_morir()
            self.fabrica.renacer()

    def cruzarse(self) -> None:
        """Empieza algo y, en un punto al azar, otro proceso hace otra cosa entera; despues sigue."""
        cruce = Cruce(self)
        self.fabrica.punto = cruce
        try:
            self.paso(cruce.que)
        except Violacion as e:
            if not cruce.tarde(e.__cause__):
                raise
            self.negadas["cruzarse: congelado"] += 1
        except Muerte:
            self.hechas["muertes"] += 1
            self.fabrica.renacer()
        finally:
            self.fabrica.no_morir()
            self.mirar_efectos()
            self.saliendo = set()
        if cruce.fallo:
            raise cruce.fallo

    def mirar_efectos(self) -> None:
        """Lo que la red aplico desde la ultima vez."""
        for c in self.cuentas:
            efectos = self.mundos[c].nucleo.efectos
            for x in efectos[self._vistos[c] :]:
                if c == TWITTER and x.accion in ("ocultar", "mostrar"):
                    # se oculta el comentario, no una de sus versiones: el simulador solo marca la que se nombro
                    posts = self.mundos[c].estado.posts
                    posts[posts[x.objeto].versiones[-1]].oculto = x.accion == "ocultar"
                if x.accion == "responder":
                    self._mirar_respuesta(x)
            self._vistos[c] = len(efectos)

    def _mirar_respuesta(self, efecto: Any) -> None:
        if efecto.detalle["texto"] in self.saliendo:
            return
        de = self.filas(_DICHO, t=efecto.detalle["texto"])
        if de and de[-1][0] != de[-1][1]:
            raise Violacion(f"respuesta a otro texto: {efecto} {de}")

    def asentar(self) -> None:
        """Las redes sanas, los paros levantados, los incidentes cerrados y vueltas de sobra."""
        self.por_donde = "al asentar"
        self.sanar()
        for n in range(14):
            self.reloj.adelantar(_ASENTAR[n % 3])
            self._levantar_paros()
            self.atender_todos()
            self.atender_todos()
            self.paso("vuelta")
            self.mirar_efectos()
        self.mirar_red()
        self.paso("vuelta")
        self.paso("vuelta")
        self.evaluar()
        self.envejecer()

    def _levantar_paros(self) -> None:
        while redaccion.paros_vigentes(self.almacen):
            self.seguir()

    def esperar_terminos(self) -> None:
        """Mes y medio: vencen los bloqueos, alguien hace lo que va a mano y llega la purga."""
        self.por_donde = "al esperar los términos"
        for n in range(15):
            self.reloj.adelantar(3 * DIA)
            for c in self.cuentas:
                self.servicio.sondear(c)
            self.evaluar()
            self.sancionar()
            self._hacer_tareas()
            self.reloj.adelantar(cola.GRACIA)
            for c in self.cuentas:
                self.servicio.despachar(c)
            self.sancionar()
            if n % 5 == 0:
                self._cada_quincena()
        self.cifras()
        self.envejecer()

    def _hacer_tareas(self) -> None:
        for tarea in sorted(self.filas(TAREAS)):
            try:
                self.hacer_tarea(tarea)
            except ErrorModeracion as e:
                self.negadas[f"hacer_tarea: {str(e)[:90]}"] += 1

    def _cada_quincena(self) -> None:
        for c in self.cuentas:
            self.servicio.releer(c)
        self.servicio.conservar()
        self.servicio.cerrar_cifras()
        self.servicio.borrar_lo_concedido()
        self.atender_todos()
