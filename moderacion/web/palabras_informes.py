"""Como se dicen los informes: lo que queda en la bitacora y lo que se envia."""

from collections.abc import Mapping
from typing import Final

SUCESOS_INFORMES: Final[Mapping[str, str]] = {
    "cifra_seguidores:corregida": "Corrigió una cifra de seguidores importada",
    "cifra_seguidores:importada": "Importó una cifra de seguidores",
    "crecimiento_publicado:corregida": "Corrigió un incremento de seguidores importado",
    "crecimiento_publicado:importada": "Importó un incremento de seguidores publicado",
    "informe:enviado": "Se envió un informe por correo",
    "informe:fallo": "Un informe no salió por correo",
    "mecanismo:guardado": "Guardó lo que hizo un mecanismo de participación",
    "mecanismo:retirado": "Quitó lo que hizo un mecanismo de participación",
}
OBJETOS_INFORMES: Final[Mapping[str, str]] = {
    "cifra_seguidores": "/mecanismos",
    "crecimiento_publicado": "/mecanismos",
    "envio_informe": "/informes",
    "mecanismo": "/mecanismos",
}
MECANISMOS: Final[Mapping[str, str]] = {
    "campanas": "Campañas de salud",
    "ferias": "Ferias de salud",
    "llamadas": "Centro de llamadas",
    "redes": "Redes sociales",
    "buzon": "Buzón de sugerencias",
    "atencion_usuario": "Departamento de Atención al Usuario",
    "sitio_web": "Sitio web",
    "oir": "Oficina de Información y Respuesta",
    "ferias_transparencia": "Ferias de transparencia institucional",
}
"""Como se dice cada mecanismo que viene con el programa: el documento los escribe en mayusculas y sin tildes."""
ENVIOS: Final[Mapping[str, str]] = {
    "pendiente": "por enviar",
    "enviando": "saliendo",
    "enviado": "enviado",
    "fallido": "no salió",
}
