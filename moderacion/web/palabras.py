"""Mas palabras de pantalla: las de la cola y su compañia."""

from collections.abc import Mapping, Sequence
from typing import Final

EDADES: Final[Mapping[str, str]] = {
    "nuevo": "menos de un día",
    "dia": "de uno a tres días",
    "tres": "de tres a siete días",
    "semana": "más de una semana",
}
"""Los tramos de `moderacion.almacen.marcas`."""
TECLAS: Final = (
    ("Moverse", (
        ("j", "Siguiente expediente"),
        ("k", "Anterior"),
        ("/", "Buscar en la cola"),
        ("f", "Ir a los filtros"),
        ("g", "Y después una letra: otra página"),
        ("?", "Esta ayuda"),
        ("Esc", "Cerrar o salir de un campo"),
    )),
    ("El expediente", (
        ("t", "Tomar, o soltar si es suyo"),
        ("v", "Mostrar u ocultar el texto velado"),
        ("i", "Mostrar los datos personales (queda registrado)"),
        ("n", "Escribir una nota"),
        ("s", "Pedir una segunda opinión"),
        ("h", "Traspasar a otra persona"),
    )),
    ("Decidir", (
        ("p", "Permitir"),
        ("o", "Ocultar"),
        ("r", "Retener"),
        ("e", "Eliminar"),
        ("b", "Bloquear al autor, además"),
        ("1 a 9", "Elegir el motivo"),
        ("Intro", "Decidir y pasar al siguiente"),
        ("Ctrl + Intro", "Lo mismo, desde un campo"),
        ("z", "Deshacer la última decisión, durante 10 segundos"),
    )),
    ("Varios a la vez", (
        ("x", "Marcar o desmarcar"),
        ("a", "Marcar todos los de la página"),
        ("l", "Decidir juntos los marcados"),
    )),
    ("El calendario y lo que decimos", (
        ("!", "Parar todo lo programado, diciendo por qué"),
        ("j", "Siguiente publicación del calendario"),
        ("k", "Anterior"),
        ("m", "Mover la que tiene el foco: ↑ ↓ la hora, ← → el día, Intro la deja, Esc no la mueve"),
        ("<", "Semana o mes anterior"),
        (">", "Semana o mes siguiente"),
        ("h", "Volver a hoy"),
    )),
)  # fmt: skip
"""La ayuda del teclado: (grupo, ((tecla, lo que hace), …)). Las mismas letras estan en `teclas.js`."""
VELADOS: Final[Mapping[str, str]] = {
    "amenaza": "texto violento",
    "vulgar": "texto obsceno",
}
"""De la etiqueta de un hallazgo grave, por que se vela el texto hasta que se pida."""


def velo(graves: Sequence[str]) -> str:
    """Por que se vela un texto, o vacio: quien modera todo el dia elige cuando leer lo violento o lo obsceno."""
    return next((porque for etiqueta, porque in VELADOS.items() if etiqueta in graves), "")


NOTAS: Final[Mapping[str, str]] = {
    "nota": "anotó",
    "pide_opinion": "pide una segunda opinión a",
    "opinion": "opina",
    "traspaso": "lo traspasó a",
}
