"""Lo que un texto nuestro afirma sin dejar una excepcion: «cero desabastecimiento», «al 100 %», «sin ningún efecto secundario».

Basta un caso en contra para que la institucion haya dicho algo falso: lo mira una persona (politica 3).
"""

import re

from modelos.lectura import Lectura, Tramo
from politicas.ayudas.frases import citas, fuera_de

_ABSOLUTO = re.compile(
    r"\ben ningun[ao]? [^.!?,;\n]{3,40} (?:falta|faltan|hace falta|hacen falta|hay (?:desabastecimiento|faltantes|mora|lista de espera))\b"
    r"|\b(?:nunca|jamas) (?:falta|faltan|ha faltado|han faltado|faltara|faltaran)\b|\bno (?:hace )?faltan? (?:ni )?(?:un solo|una sola|ningun|ninguna) (?:medicament|medicin|insumo|equipo|vacuna|especialista)\w{0,2}\b"
    r"|\bni (?:un solo|una sola) (?:medicamento|medicina|paciente|derechohabiente) (?:falta|sin|esta sin|se queda)\b"
    r"|\b(?:cero|0) (?:desabastecimientos?|faltantes?|quejas|errores|listas? de espera|muertes|contagios)\b"
    r"|\bsiempre hay (?:medicamentos?|medicinas?|cupos?|citas|disponibilidad|existencias?)\b"
    r"|\b(?:previen|proteg|cur|elimin|evit|funcion|garantiz|inmuniz|abastecid)\w{0,5}\b[^.!?\n]{0,60}?\b(?:al|en un) (?:100|cien) ?(?:%|por ciento)"
    r"|\b(?:100|cien) ?(?:%|por ciento) (?:efectiv|eficac|eficaz|segur|garantizad|abastecid|libre de riesgo|confiable|infalible)\w{0,3}"
    r"|\b(?:no (?:tiene|tienen|causa|causan|produce|producen|provoca|presenta)|sin) (?:ningun (?:tipo de )?|ninguna clase de )(?:efectos? (?:secundarios?|adversos?)|riesgos?)\b"
    r"|\bno (?:tiene|tienen|causa|causan|produce|producen|provoca|presenta) efectos (?:secundarios|adversos)\b"
)
_NIEGA = re.compile(r"\b(?:es falso|no es cierto|no es verdad|mito|falso)\b[^.!?\n]{0,40}\Z")
_LADO = 60
_MAXIMO = 20


def absolutos(lectura: Lectura) -> list[Tramo]:
    """Los tramos, fuera de las citas y de lo que se desmiente."""
    plegado = lectura.plegado
    hallados = [
        lectura.tramo(*m.span())
        for m in _ABSOLUTO.finditer(plegado)
        if not _NIEGA.search(plegado[max(0, m.start() - _LADO) : m.start()])
    ]
    return fuera_de(hallados, citas(lectura))[:_MAXIMO]
