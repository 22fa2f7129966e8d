"""En que respuesta del area se apoya una respuesta nuestra, y por que no basta."""

from politicas.ayudas.tiempo import en_local
from politicas.tipos import ConsultaRespondida, Contexto, Pieza


def apoyo(pieza: Pieza, contexto: Contexto) -> tuple[ConsultaRespondida | None, str]:
    """La consulta que dice la pieza, si consta, y por que con ella no se puede responder (vacio: se puede)."""
    consulta = next((c for c in contexto.consultas if c.numero == pieza.consulta), None)
    if consulta and en_local(consulta.vence) >= en_local(contexto.ahora):
        return consulta, ""
    if consulta:
        vencio = f"{en_local(consulta.vence):%d/%m/%Y}"
        return consulta, f"La respuesta del área ({consulta.numero}) venció el {vencio}."
    if pieza.consulta:
        return None, f"No consta ninguna respuesta del área con el número «{pieza.consulta}»."
    return None, "Responde sobre un servicio sin la respuesta del área responsable."
