"""A donde se puede ir desde la cabecera, y quien: la misma lista ofrece y calla."""

from typing import Final, NamedTuple

from moderacion.web.seguridad import ADMINISTRAN, AUDITAN, DECIDEN, LEEN


class Destino(NamedTuple):
    """Una entrada de la cabecera. `tecla`: la que la abre, detras de la g."""

    ruta: str
    nombre: str
    tecla: str
    roles: frozenset[str] = LEEN


DESTINOS: Final = (
    Destino("/mi-dia", "Mi día", "d"),
    Destino("/cola", "Cola", "c"),
    Destino("/apelaciones", "Apelaciones", "a"),
    Destino("/segunda-lectura", "Segunda lectura", "z", DECIDEN),
    Destino("/borradores", "Respuestas", "r"),
    Destino("/escritos", "Publicaciones", "e"),
    Destino("/consultas", "Consultas", "q"),
    Destino("/calendario", "Calendario", "h"),
    Destino("/sugerencias", "Sugerencias", "s"),
    Destino("/incidentes", "Incidentes", "i"),
    Destino("/avisos", "Avisos", "v", AUDITAN),
    Destino("/bloqueos", "Bloqueos", "b"),
    Destino("/registro", "Registro", "o"),
    Destino("/politicas", "Políticas", "p"),
    Destino("/informes", "Informes", "o"),
    Destino("/conexiones", "Conexiones", "n"),
    Destino("/usuarios", "Usuarios", "u", ADMINISTRAN),
    Destino("/clientes", "Clientes", "k", ADMINISTRAN),
    Destino("/bitacora", "Bitácora", "l", AUDITAN),
    Destino("/solicitudes", "Solicitudes", "o", AUDITAN),
    Destino("/conservacion", "Conservación", "x", AUDITAN),
)


def destinos(rol: str) -> list[Destino]:
    """Los que su rol puede abrir."""
    return [d for d in DESTINOS if rol in d.roles]
