"""Articulo 13. Cuenta intervenida.

«Si una cuenta del ISSS es intervenida por usuarios externos al ISSS (hackers), los administradores deberán notificar
a sus superiores a efecto de que tome las decisiones pertinentes.»

Exige reconocer una cuenta intervenida: algo publicado que no esta en nuestro libro, perfil o administradores
cambiados, credencial revocada. Mira una `Observacion`; la evidencia son los textos y valores hallados en la cuenta.

Infringe (ajena=Registre su tarjeta para cobrar el bono): observacion
Infringe (token_valido=no): observacion
Cumple (token_valido=si): observacion

Queda a una persona decidir: la maquina abre el incidente, avisa y congela lo que ibamos a publicar.
"""

from collections.abc import Iterator

from modelos.lectura import Senal
from politicas.tipos import Contexto, Evidencia, Gravedad, Hallazgo, Observacion, Pieza, Politica, Propuesta

_MAXIMO = 40
_DELICADOS = frozenset(("nombre", "usuario", "correo", "telefono", "sitio", "enlace", "foto", "descripcion"))
"""Campos que un intruso cambia para enganar; otro cambio pesa menos."""


def _entero(texto: str) -> Evidencia:
    """Un texto hallado en la cuenta, como evidencia sobre si mismo."""
    return Evidencia(0, len(texto), texto)


def _hallazgo(motivo: str, etiqueta: str, *textos: str, gravedad: Gravedad = Gravedad.GRAVE) -> Hallazgo:
    evidencia = tuple(map(_entero, textos))
    return Hallazgo(13, gravedad, motivo, Propuesta.RESTRINGIR, evidencia, etiqueta=etiqueta)


def _senales(vista: Observacion) -> Iterator[Hallazgo]:
    for id_externo, texto, fecha in vista.ajenas[:_MAXIMO]:
        motivo = f"Publicación que no está en nuestro libro: {id_externo}, del {fecha:%d/%m/%Y %H:%M}."
        yield _hallazgo(motivo, "publicacion_ajena", texto)
    for campo, (antes, ahora) in vista.cambios.items():
        gravedad = Gravedad.GRAVE if campo in _DELICADOS else Gravedad.MEDIA
        yield _hallazgo(
            f"Cambió «{campo}» del perfil: de «{antes}» a «{ahora}».", "perfil", ahora, gravedad=gravedad
        )
    if vista.administradores_nuevos:
        nombres = ", ".join(vista.administradores_nuevos)
        yield _hallazgo(
            f"Administradores nuevos: {nombres}.", "administradores", *vista.administradores_nuevos
        )
    if vista.token_valido is False:
        razon = f" ({vista.token_motivo})" if vista.token_motivo else ""
        yield _hallazgo(f"La red ya no acepta nuestra credencial{razon}.", "credencial")


def evaluar(pieza: Pieza, contexto: Contexto) -> Iterator[Hallazgo]:  # noqa: ARG001 - la firma es de todas
    """Un hallazgo por senal. Que no se haya podido preguntar por la credencial no es senal."""
    if pieza.observacion is not None:
        yield from _senales(pieza.observacion)


POLITICA = Politica(
    numero=13,
    titulo="Cuenta intervenida",
    articulo=(
        "Si una cuenta del ISSS es intervenida por usuarios externos al ISSS (hackers), los administradores deberán "
        "notificar a sus superiores a efecto de que tome las decisiones pertinentes."
    ),
    evaluar=evaluar,
    disparadores=Senal(0),
)
