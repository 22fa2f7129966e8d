"""Como se dicen las cosas de los incidentes: sucesos, pasos de su historia, pruebas y lo que se puede anunciar."""

from collections.abc import Mapping
from typing import Final

from moderacion import incidentes

SUCESOS: Final[Mapping[str, str]] = {
    "incidente:abierto": "Se abrió un incidente",
    "incidente:atendido": "Se hizo cargo de un incidente",
    "incidente:cerrado": "Cerró un incidente",
    "incidente:cuenta_parada": "Detuvo una cuenta por un incidente",
    "incidente:cuenta_suelta": "Dejó que una cuenta vuelva a publicar con el incidente sin cerrar",
    "incidente:decidido": "Dejó escrita una decisión sobre un incidente",
    "incidente:falsa_alarma": "Cerró un incidente como falsa alarma",
    "incidente:paso_deshecho": "Desmarcó un paso de un incidente",
    "incidente:paso_hecho": "Dio por hecho un paso de un incidente",
    "incidente:prueba": "Se guardó una prueba de un incidente",
    "incidente:reabierto": "Volvió a abrir un incidente",
    "incidente:repetido": "Se volvió a detectar un incidente abierto",
    "mantenimiento:anunciado": "Anunció cambios en una cuenta",
    "mantenimiento:retirado": "Retiró un anuncio de cambios",
    "publicacion:alterada": "Una publicación nuestra dice otra cosa en la red, y nadie lo mandó desde aquí",
    "publicacion:ausente": "Falta en la red una publicación nuestra que nadie mandó quitar",
}
HECHOS: Final[Mapping[str, str]] = {
    "abierto": "Se detectó",
    "visto_otra_vez": "Se vio por última vez",
    "avisado": "Salió el aviso a",
    "atendido": "Se hizo cargo",
    "paso": "Paso hecho por",
    "cerrado": "Se cerró",
    "falsa_alarma": "Se cerró como falsa alarma",
    "decision:reabrir": "Lo volvió a abrir",
    **{
        f"decision:{clave}": f"Decisión: {dicha.lower()}, de"
        for clave, dicha in incidentes.DECISIONES.items()
    },
}
"""Cada hecho de la linea de tiempo, antes del nombre de quien lo hizo."""
PRUEBAS: Final[Mapping[str, str]] = {
    "publicacion": "Publicación que no es nuestra",
    "perfil": "Campo del perfil",
    "borrada": "Publicación nuestra que ya no está",
    "editada": "Publicación nuestra que dice otra cosa",
    "seguidores": "Seguidores",
    "siguiendo": "Cuentas que seguimos",
    "credencial": "Lo que dijo la red de la credencial",
    "comentario": "Comentario",
}
ESPERAS: Final[Mapping[str, str]] = {
    "publicaciones": "publicaciones, respuestas o correcciones hechas a mano",
    "borrados": "publicaciones quitadas a mano",
    "perfil": "cambios del perfil (nombre, foto, descripción, sitio…)",
    "administradores": "altas o bajas de quien administra",
    "credencial": "cambio de clave o de credencial",
    "seguidores": "saltos de seguidores o de cuentas seguidas",
}
"""Lo que se puede anunciar, dicho para quien rellena el formulario."""
