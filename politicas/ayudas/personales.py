"""Todo lo que un texto nuestro dice, o pide, de una persona y no va a la vista de todos, con su etiqueta y su motivo."""

from modelos.lectura import Lectura, Tramo
from politicas.ayudas.casos import caso_contado
from politicas.ayudas.pacientes import pacientes
from politicas.ayudas.peticiones import peticiones
from politicas.ayudas.reservados import reservados
from politicas.ayudas.supuestos import supuesto

HISTORIA = "historia_paciente"
"""La de un paciente con nombre en lo que publicamos: quien la escribe puede decir con que permiso la cuenta."""
_SALUD = "la salud de una persona"
_CASO = "Cuenta el caso o la salud de una persona: dato de su caso, va por mensaje privado."
_CONSENTIDA = "Cuenta la salud de un paciente que se reconoce: solo con su consentimiento firmado."
_PIDE = "Pide un dato personal a la vista de todos: pídalo por mensaje privado."

Dichos = dict[tuple[str, str], list[Tramo]]


def datos_de_alguien(lectura: Lectura, tipo: str) -> Dichos:
    """Los tramos por (etiqueta, motivo); solo los que hay."""
    respuesta = tipo == "respuesta"
    dichos: Dichos = {}
    salud = list(pacientes(lectura))
    for que, tramos in reservados(lectura, tipo).items():
        if que != _SALUD:
            dichos["dato_personal", f"Publica {que}: lo publicado queda registrado para siempre."] = tramos
            continue
        salud += [t for t in tramos if not supuesto(lectura, t)]
    if respuesta:
        dichos["dato_personal", _CASO] = _sin_repetir([*salud, *caso_contado(lectura)])
    else:
        dichos[HISTORIA, _CONSENTIDA] = _sin_repetir(salud)
    dichos["pide_dato", _PIDE] = list(peticiones(lectura, tipo))
    return {que: tramos for que, tramos in dichos.items() if tramos}


def _sin_repetir(tramos: list[Tramo]) -> list[Tramo]:
    """En orden, cada uno una vez."""
    return sorted({(t.inicio, t.fin): t for t in tramos}.values(), key=lambda t: (t.inicio, t.fin))
