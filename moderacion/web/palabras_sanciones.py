"""Como se dicen las cosas del registro de lo restringido y de las tareas en la red."""

from collections.abc import Mapping
from typing import Final

SUCESOS_SANCIONES: Final[Mapping[str, str]] = {
    "bloqueo:revisado": "Dijo si un bloqueo sigue haciendo falta",
    "falta:retirada": "Dejó de contar una falta: se deshizo lo que la causó",
    "registro:sacado": "Sacó el registro de lo restringido",
    "tarea:anulada": "Dejó de hacer falta algo que se debía hacer a mano en la red",
    "tarea:debida": "Toca bloquear o desbloquear a mano en la red",
    "tarea:hecha": "Hizo a mano en la red lo que se debía, y dejó constancia",
    "tarea:vencida": "Pasó el plazo de algo que se debía hacer a mano en la red",
}
REGISTRO: Final[Mapping[str, str]] = {
    "rige": "rige",
    "cerrada": "ya no rige",
    "por_hacer": "aún no está en la red",
    "por_comprobar": "sin saber si está en la red",
}
DETECCIONES: Final[Mapping[str, str]] = {
    "regla": "una regla",
    "regla_y_modelo": "una regla, con el clasificador",
    "persona": "una persona",
}
CIERRES: Final[Mapping[str, str]] = {
    "apelacion": "se aceptó su apelación",
    "decision": "una persona decidió otra cosa",
    "termino": "se cumplió su plazo",
    "sin_confirmar": "nadie lo confirmó a tiempo",
    "sustituida": "una decisión posterior restringe lo mismo",
    "anulada": "se deshizo antes de llegar a la red",
    "fallida": "la red no lo aplicó",
    "en_la_red": "se volvió a ver en la red sin pedirlo nadie de aquí",
}
AVISOS_AUTOR: Final[Mapping[str, str]] = {
    "": "por mirar",
    "pedido": "se le respondió, o se le va a responder",
    "apagado": "no: la configuración no avisa a los autores",
    "maquina": "no: lo hizo la máquina y aún no lo confirmó nadie",
    "no_se_puede": "no: la red no deja responder a ese comentario",
    "ya": "no: por ese comentario ya se le dijo una vez",
    "sin_efecto": "no: dejó de regir antes",
    "anterior": "no: es anterior a este registro",
}
