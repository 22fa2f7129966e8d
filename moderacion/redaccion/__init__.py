"""Redactar en nombre de la institucion: preguntar al area, escribir, revisar entre dos personas y publicar una vez.

Una respuesta nace en un expediente, la juzga el mismo juez que a los comentarios (con `sentido=SALIENTE`), la aprueba
otra persona y sale como una orden. La aprobacion vale para una huella: la del texto exacto, su cuenta, el comentario al
que contesta (con lo que decia) y la consulta en que se apoya. Una coma distinta, y vuelve a revision.
"""

from moderacion.redaccion.consultas import (
    AREAS,
    ConsultaPedida,
    RespuestaArea,
    listar_consultas,
    preguntar,
    registrar_respuesta,
    retirar_consulta,
    ver_consulta,
    vigentes,
)
from moderacion.redaccion.juicio import JuezSaliente, Juicio, Reglas, Senalado, juzgar
from moderacion.redaccion.pasos import aprobar, crear, devolver, enviar, guardar, retirar
from moderacion.redaccion.salida import ResumenRedaccion, cerrar_a_mano, programar, recoger
from moderacion.redaccion.tipos import REDACTAN, Entrega, Persona
from moderacion.redaccion.vistas import FichaBorrador, Seccion, ficha, listar, revisar, seccion

__all__ = [
    "AREAS",
    "REDACTAN",
    "ConsultaPedida",
    "Entrega",
    "FichaBorrador",
    "JuezSaliente",
    "Juicio",
    "Persona",
    "Reglas",
    "RespuestaArea",
    "ResumenRedaccion",
    "Seccion",
    "Senalado",
    "aprobar",
    "cerrar_a_mano",
    "crear",
    "devolver",
    "enviar",
    "ficha",
    "guardar",
    "juzgar",
    "listar",
    "listar_consultas",
    "preguntar",
    "programar",
    "recoger",
    "registrar_respuesta",
    "retirar",
    "retirar_consulta",
    "revisar",
    "seccion",
    "ver_consulta",
    "vigentes",
]
