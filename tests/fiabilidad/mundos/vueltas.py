"""Lo que hace el servicio por su cuenta, lo que le pasa a la red y el tiempo."""

from typing import Any

from conectores.simulador.nucleo import Falla
from moderacion import cola
from tests.fiabilidad.mundos.base import Base
from tests.fiabilidad.mundos.fabrica import DIA, FACEBOOK, HORA, MINUTO, SEGUNDO, TWITTER

DEL_SERVICIO = frozenset(
    {
        "vuelta",
        "sondear",
        "evaluar",
        "sancionar",
        "despachar",
        "releer",
        "conservar",
        "cifras",
        "otras",
        "escalar",
    }
)
"""Lo que corre solo: nunca puede lanzar, pase lo que pase en la red."""
_ESPERAS = (
    SEGUNDO * 3,
    SEGUNDO * 10,
    SEGUNDO * 11,
    MINUTO,
    2 * MINUTO,
    10 * MINUTO,
    HORA,
    6 * HORA,
    12 * HORA,
    DIA,
)
_METODOS = (None, "POST", "POST", "PUT", "GET", "DELETE")
_CORTES = ("antes", "despues", "truncar")
_FALLAS = ("500", "503", "429", "200", "antes", "despues", "despues", "truncar", "404")


def _con_error_dentro(cuenta: int) -> dict[str, Any]:
    """El cuerpo de un 200 que en realidad dice que no."""
    if cuenta == FACEBOOK:
        mensaje = "An unexpected error has occurred"
        return {"error": {"code": 2, "message": mensaje, "type": "OAuthException"}}
    if cuenta == TWITTER:
        return {"errors": [{"title": "x", "detail": "y"}]}
    return {"error": {"code": 500, "message": "backend", "errors": [{"reason": "backendError"}]}}


class Vueltas(Base):
    """Las vueltas del planificador, las averias de la red y la hora."""

    def sondear(self) -> None:
        """Lee una cuenta."""
        self.servicio.sondear(self.cuenta())

    def evaluar(self) -> None:
        """Juzga lo pendiente."""
        self.servicio.evaluar()

    def sancionar(self) -> None:
        """Levanta y pide bloqueos."""
        self.servicio.sancionar()

    def despachar(self) -> None:
        """Envia las ordenes de una cuenta."""
        self.servicio.despachar(self.cuenta())

    def escalar(self) -> None:
        """Avisa de lo que nadie atiende."""
        self.servicio.escalar()

    def releer(self) -> None:
        """Vuelve a leer lo ya leido de una cuenta."""
        self.servicio.releer(self.cuenta())

    def conservar(self) -> None:
        """Purga y borra lo concedido."""
        self.servicio.conservar()
        self.servicio.borrar_lo_concedido()

    def cifras(self) -> None:
        """Cierra las cifras de los dias que acabaron."""
        self.servicio.cerrar_cifras()

    def otras(self) -> None:
        """Vigila lo nuestro o los incidentes."""
        self.azar.choice((self.servicio.vigilar_lo_nuestro, self.servicio.vigilar_incidentes))()

    def vuelta(self) -> None:
        """Una vuelta de todo, con la gracia pasada."""
        for c in self.cuentas:
            self.servicio.sondear(c)
        self.servicio.evaluar()
        self.servicio.sancionar()
        self.reloj.adelantar(cola.GRACIA)
        for c in self.cuentas:
            self.servicio.despachar(c)
        self.servicio.sancionar()

    def fallar(self) -> None:
        """Deja puesta en una red una averia para las proximas peticiones."""
        cuenta, metodo = self.cuenta(), self.azar.choice(_METODOS)
        que = self.azar.choice(_FALLAS)
        falla = Falla(metodo=metodo, veces=self.azar.choice((1, 1, 2, 3)))
        if que in _CORTES:
            falla.corte = que
        elif que == "200":
            falla.estado, falla.cuerpo = 200, _con_error_dentro(cuenta)
        elif que == "404":
            # un 404 al leer diria que lo nuestro ya no esta: eso es otra historia
            falla.estado, falla.cuerpo, falla.metodo = 404, "<html>no</html>", metodo or "POST"
        else:
            codigo = 4 if que == "429" and cuenta == FACEBOOK else 2
            error = {"code": codigo, "message": "x", "type": "OAuthException"}
            falla.estado, falla.cuerpo = int(que), {"error": error}
        if que == "429":
            falla.cabeceras = {"retry-after": "60"}
        self.mundos[cuenta].nucleo.fallas.append(falla)

    def sanar(self) -> None:
        """Las redes dejan de fallar."""
        for mundo in self.mundos.values():
            mundo.nucleo.fallas.clear()

    def pasar_tiempo(self) -> None:
        """De tres segundos a un dia."""
        self.reloj.adelantar(self.azar.choice(_ESPERAS))

    def envejecer(self) -> None:
        """Pone al dia las marcas de la cola que dependen de la hora."""
        with self.almacen.unidad() as u:
            while u.marcas.envejecer():
                pass
