"""Dos procesos a la vez: uno empieza algo y, en una frontera suya, otro hace lo suyo entero antes de dejarlo seguir."""

from typing import TYPE_CHECKING, Final

from moderacion.ejecucion.limites import ABANDONADA
from moderacion.errores import Conflicto
from tests.fiabilidad.mundos.fabrica import AL_EMPEZAR, MINUTO, SEGUNDO, Muerte
from tests.fiabilidad.puntos import SIN_CONTESTAR

if TYPE_CHECKING:
    from tests.fiabilidad.mundos.mundo import Mundo

CRUZABLES: Final = (
    "vuelta",
    "vuelta",
    "vuelta",
    "despachar",
    "despachar",
    "sondear",
    "sondear",
    "evaluar",
    "sancionar",
    "releer",
    "conservar",
    "aprobar",
    "apelar",
    "apelar_resolver",
    "editar_publicada",
    "decidir_y_deshacer",
    "decidir",
    "revertir",
    "lote",
    "a_mano",
    "revisar_bloqueo",
    "cambiar_borrador",
    "mirar_red",
)
"""A mitad de que se puede cruzar otro: mas veces, lo que abre mas de una unidad."""
OTRAS: Final[dict[str, float]] = {
    "editar": 6,
    "comentar": 2,
    "borrar_cita": 2,
    "desvanecer": 0.5,
    "sondear": 6,
    "evaluar": 6,
    "sancionar": 5,
    "despachar": 7,
    "vuelta": 6,
    "releer": 2,
    "conservar": 0.5,
    "otras": 0.5,
    "decidir": 8,
    "deshacer": 3,
    "revertir": 4,
    "lote": 2,
    "tomar": 1,
    "soltar": 0.5,
    "apelar": 3,
    "apelar_resolver": 4,
    "a_mano": 3,
    "revisar_bloqueo": 3,
    "responder": 1,
    "aprobar": 2,
    "devolver": 1,
    "retirar": 2,
    "cambiar_borrador": 2,
    "mover": 1,
    "descartar": 1,
    "paro": 1,
    "seguir": 1,
    "quitar_publicada": 1,
    "editar_publicada": 1,
    "retirar_comunicado": 0.5,
    "mirar_red": 1,
    "tapar_fuera": 1.5,
    "ensenar_fuera": 1.5,
}
"""Lo que el otro proceso puede hacer entretanto, y cuanto sale. El orden es parte de la semilla."""
_CUANTAS: Final = (1, 1, 1, 2, 2, 3)
_PUNTOS: Final = (2, 5, 12, 30)
"""Hasta que frontera de lo primero se espera: las del principio, mas veces."""
_ENTRETANTO: Final = (SEGUNDO * 0, SEGUNDO * 0, SEGUNDO * 3, SEGUNDO * 12, MINUTO, MINUTO * 3)
"""Lo que pasa mientras: una llamada que tarda o, si es mas, un proceso congelado."""
_LE_QUEDAN: Final = 12
"""Las fronteras que cruza despues lo primero cuando, ademas, muere."""
_DONDE: Final = (AL_EMPEZAR, "antes de enviar", SIN_CONTESTAR, "confirmado")
_SALIENDO: Final = """SELECT o.texto FROM orden o JOIN comentario k ON k.id = o.comentario_id
    WHERE o.accion = 'responder' AND o.estado = 'enviando' AND o.huella = k.huella"""


_ENTRE_MANOS: Final = """SELECT k.id, k.cuenta_id, k.id_externo FROM comentario k LEFT JOIN orden o ON o.comentario_id = k.id
    WHERE k.toma_hasta IS NOT NULL OR o.estado IN ('enviando', 'pendiente', 'desconocida')
    ORDER BY o.estado = 'enviando' DESC, k.id"""
"""Lo que esta saliendo, delante."""
_CON_FOCO: Final = 0.6


class Cruce:
    """El punto de lo primero: en la frontera que toca, y sin nada abierto en la base, pasa lo otro."""

    def __init__(self, mundo: "Mundo") -> None:
        self._m, azar = mundo, mundo.azar
        self.que = azar.choice(CRUZABLES)
        self._faltan = azar.randint(1, azar.choice(_PUNTOS))
        self._otras = azar.choices(list(OTRAS), list(OTRAS.values()), k=azar.choice(_CUANTAS))
        self._cuanto = azar.choice(_ENTRETANTO)
        self._le_quedan = azar.choice((0, 0, 0, azar.randint(1, _LE_QUEDAN)))
        self.fallo: Exception | None = None
        """Con que fallo lo otro: no se lanza en medio de lo primero, que podria atraparlo."""

    def __call__(self, nombre: str) -> None:
        """Una frontera cruzada."""
        f = self._m.fabrica
        if not nombre.endswith(_DONDE) or f.en_transaccion():
            return
        self._faltan -= 1
        if self._faltan:
            return
        self._m.por_donde += f"; en {self.que}, {nombre} [{self._cuanto}]: {', '.join(self._otras)}"
        f.no_morir()
        try:
            self._pasar()
        except Exception as e:
            self.fallo = e
        if self._le_quedan:
            f.punto = self._y_morir

    def _y_morir(self, nombre: str) -> None:
        """Despues de cruzarse el otro, lo primero no llega a acabar."""
        self._le_quedan -= 1
        if self._le_quedan == 0:
            self._m.por_donde += f", y muere: {nombre}"
            raise Muerte(nombre)

    def tarde(self, error: BaseException | None) -> bool:
        """Si lo primero, congelado con una orden en la mano, hallo que otro la recupero: gana quien la movio, y se sigue despues."""
        movida = isinstance(error, Conflicto) and "ya no está «enviando»" in str(error)
        return movida and self._cuanto > ABANDONADA

    def _pasar(self) -> None:
        m = self._m
        uno = m.servicio
        m.servicio, m.almacen = m.fabrica.otro, m.fabrica.otro.almacen
        try:
            m.mirar_efectos()
            # lo que ya va de camino llega a lo que su autor cambie ahora: eso no lo evita nadie
            m.saliendo = set(m.filas(_SALIENDO))
            entre_manos = m.filas(_ENTRE_MANOS)
            m.foco = entre_manos[0] if entre_manos and m.azar.random() < _CON_FOCO else None
            m.reloj.adelantar(self._cuanto)
            for otra in self._otras:
                m.paso(otra)
                m.mirar_efectos()
            m.hechas["cruces"] += 1
        finally:
            m.servicio, m.almacen, m.foco = uno, uno.almacen, None
