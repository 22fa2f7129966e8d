"""La familia de fallos de un conector. Ninguna excepcion de un SDK sale de su archivo.

ErrorConector
├── Transitorio              se puede repetir mas tarde lo que solo lee o fija un estado
│   ├── RedCaida             no hubo conexion, o la red no contesto a una lectura
│   ├── RespuestaIlegible    HTML, JSON cortado o de otra forma
│   └── LimiteExcedido       429 y parientes: esperar hasta `hasta`
│       └── CuotaAgotada     tope del dia o del mes: la red queda apagada hasta `hasta`
├── ResultadoDesconocido     una escritura salio y no se sabe si se aplico: jamas repetir a ciegas
├── CredencialInvalida       token revocado: posible cuenta intervenida, avisar
│   └── CredencialVencida    el token llego a su plazo, y la red lo dice con su codigo
└── Permanente               repetir no lo arregla
    ├── NoEncontrado         ya no existe: ocultarlo o borrarlo se da por hecho
    ├── NoPermitido          permisos, plan o capacidad de la red
    ├── Duplicado            la red dice que ya se publico lo mismo: verificar
    ├── SinSaldo             la red pide pago (Twitter, 402)
    └── PeticionInvalida     la red no acepta lo pedido (texto largo, parametro malo)
"""

from datetime import datetime


class ErrorConector(Exception):
    """Fallo de una red, con una frase en espanol que una persona puede leer.

    `codigo` y `subcodigo` son los de la red (nunca se decide por el texto: chatwoot #14729);
    `estado_http` es None cuando no hubo respuesta.
    """

    def __init__(
        self,
        mensaje: str,
        *,
        estado_http: int | None = None,
        codigo: str | None = None,
        subcodigo: str | None = None,
    ) -> None:
        super().__init__(mensaje)
        self.mensaje = mensaje
        self.estado_http = estado_http
        self.codigo = codigo
        self.subcodigo = subcodigo


class Transitorio(ErrorConector):
    """Puede ir bien mas tarde."""


class RedCaida(Transitorio):
    """No hubo conexion, se corto o no contesto a tiempo; o contesto 5xx."""


class RespuestaIlegible(Transitorio):
    """Contesto algo que no es lo que su documentacion dice."""


class LimiteExcedido(Transitorio):
    """Demasiadas peticiones. `hasta` (UTC) es cuando probar otra vez, si la red lo dijo."""

    def __init__(
        self,
        mensaje: str,
        *,
        hasta: datetime | None = None,
        estado_http: int | None = None,
        codigo: str | None = None,
        subcodigo: str | None = None,
    ) -> None:
        super().__init__(mensaje, estado_http=estado_http, codigo=codigo, subcodigo=subcodigo)
        self.hasta = hasta


class CuotaAgotada(LimiteExcedido):
    """El tope del dia o del mes: no vale insistir hasta `hasta`."""


class ResultadoDesconocido(ErrorConector):
    """La escritura salio y la respuesta no llego o no se entiende."""


class CredencialInvalida(ErrorConector):
    """El token no sirve: revocado, vencido o de otra aplicacion."""


class CredencialVencida(CredencialInvalida):
    """El token llego a su plazo: no lo quito nadie."""


class Permanente(ErrorConector):
    """No lo arregla repetir."""


class NoEncontrado(Permanente):
    """El objeto ya no existe o ya no es visible para nosotros."""


class NoPermitido(Permanente):
    """La red, el plan o los permisos no dejan hacerlo."""


class Duplicado(Permanente):
    """La red rechaza por repetido: quiza ya se habia publicado."""


class SinSaldo(Permanente):
    """La red exige saldo."""


class PeticionInvalida(Permanente):
    """La red no acepta lo pedido tal como va."""
