"""A donde se puede ir desde la cabecera, y quien: la misma lista ofrece y calla."""

from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

from moderacion.web.seguridad import ADMINISTRAN, AUDITAN, DECIDEN, LEEN


class Destino(NamedTuple):
    """Una entrada de la cabecera. `tecla`: la que la abre, detras de la g."""

    ruta: str
    nombre: str
    tecla: str
    roles: frozenset[str] = LEEN


class Trabajo(NamedTuple):
    """Las paginas de un mismo trabajo. Son demasiadas para una sola fila: se ven las del trabajo en que se esta."""

    nombre: str
    destinos: Sequence[Destino]
    tambien: Sequence[str] = ()
    """Paginas suyas a las que se llega desde otra."""


TRABAJOS: Final = (
    Trabajo(
        "Atender",
        (
            Destino("/cola", "Cola", "c"),
            Destino("/mi-dia", "Mi día", "d"),
            Destino("/apelaciones", "Apelaciones", "a"),
            Destino("/bloqueos", "Bloqueos", "b"),
            Destino("/autores", "Autores", "g"),
            Destino("/segunda-lectura", "Segunda lectura", "z", DECIDEN),
        ),
    ),
    Trabajo(
        "Decir",
        (
            Destino("/preguntas", "Por contestar", "y"),
            Destino("/borradores", "Respuestas", "r"),
            Destino("/escritos", "Publicaciones", "e"),
            Destino("/consultas", "Consultas", "q"),
            Destino("/calendario", "Calendario", "h"),
            Destino("/publicado", "Ya publicado", "j"),
            Destino("/sugerencias", "Sugerencias", "s"),
            Destino("/paros", "Paros", "w"),
        ),
    ),
    Trabajo(
        "Vigilar",
        (
            Destino("/incidentes", "Incidentes", "i"),
            Destino("/avisos", "Avisos", "v", AUDITAN),
            Destino("/conexiones", "Conexiones", "n"),
            Destino("/politicas", "Políticas", "p"),
        ),
    ),
    Trabajo(
        "Rendir cuentas",
        (
            Destino("/informes", "Informes", "f"),
            Destino("/registro", "Registro", "o"),
            Destino("/bitacora", "Bitácora", "l", AUDITAN),
            Destino("/solicitudes", "Solicitudes", "t", AUDITAN),
            Destino("/conservacion", "Conservación", "x", AUDITAN),
        ),
        ("/mecanismos",),
    ),
    Trabajo(
        "Administrar",
        (
            Destino("/usuarios", "Usuarios", "u", ADMINISTRAN),
            Destino("/clientes", "Clientes", "k", ADMINISTRAN),
        ),
    ),
)


@cache
def trabajos(rol: str) -> tuple[Trabajo, ...]:
    """Los que tienen algo que su rol puede abrir, con solo eso."""
    suyos = (g._replace(destinos=tuple(d for d in g.destinos if rol in d.roles)) for g in TRABAJOS)
    return tuple(g for g in suyos if g.destinos)


def trabajo_de(rol: str, ruta: str) -> Trabajo:
    """El trabajo de una pagina, que cuelga de una de las suyas; si de ninguna, el primero."""
    suyos = trabajos(rol)
    raiz = "/" + ruta.split("/")[1]
    return next((g for g in suyos if raiz in (*(d.ruta for d in g.destinos), *g.tambien)), suyos[0])
