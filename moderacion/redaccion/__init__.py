"""Redactar en nombre de la institucion: preguntar al area, escribir, revisar entre dos personas y publicar una vez.

Una publicacion o un comunicado van a varias cuentas, cada una a su hora, y los aprueban otros (dos, un comunicado). Una
respuesta nace en un expediente, la juzga el mismo juez que a los comentarios (con `sentido=SALIENTE`), la aprueba
otra persona y sale como una orden. La aprobacion vale para una huella: la del texto exacto, su cuenta, el comentario al
que contesta (con lo que decia) y la consulta en que se apoya. Una coma distinta, y vuelve a revision.
"""

from moderacion.almacen.correos import DeQue
from moderacion.almacen.estados_redaccion import EDITABLES
from moderacion.almacen.salidas import SalidaNueva
from moderacion.redaccion.agenda import Agenda, Cosa, CuentaAgenda, agenda, cosa
from moderacion.redaccion.aprobacion import aprobar, devolver
from moderacion.redaccion.comunicados import archivo, comunicado
from moderacion.redaccion.consultas import (
    AREAS,
    VIGENCIA_MAXIMA,
    ConsultaPedida,
    RespuestaArea,
    encaminar,
    listar_consultas,
    mis_consultas,
    preguntar,
    registrar_respuesta,
    retirar_consulta,
    ver_consulta,
    vigentes,
)
from moderacion.redaccion.enlaces import (
    Responsable,
    VistaArea,
    emitir_enlace,
    responder_por_enlace,
    revisar_consultas,
    ver_enlace,
)
from moderacion.redaccion.escritos import escrito_de, texto_en
from moderacion.redaccion.juicio import JuezSaliente, Juicio, Plazos, Reglas, Senalado, por_juzgar
from moderacion.redaccion.juicio_escritos import calentar, escrito_por_juzgar
from moderacion.redaccion.paros import LEVANTAN, levantar, parar, paros, paros_vigentes
from moderacion.redaccion.pasos import crear, enviar, guardar, retirar
from moderacion.redaccion.plantillas import Plantilla, desde_plantilla
from moderacion.redaccion.publicaciones import (
    OtroDia,
    borrar_publicacion,
    cambiar_de_dia,
    crear_escrito,
    guardar_escrito,
    mover,
)
from moderacion.redaccion.publicado import Publicada, Publicado, publicado
from moderacion.redaccion.resto import descartar_resto, retirar_comunicado
from moderacion.redaccion.ritmo import (
    Temas,
    cerrar_sugerencia,
    horas,
    ritmos,
    sugerencias,
    vigilar_ritmo,
    vigilar_temas,
)
from moderacion.redaccion.salida import ResumenRedaccion, cerrar_a_mano, programar, recoger
from moderacion.redaccion.salir import cerrar_salida
from moderacion.redaccion.tipos import REDACTAN, Adjunto, Entrega, Escrito, Ficha, Persona
from moderacion.redaccion.vistas import FichaBorrador, Seccion, ficha, listar, revisar, seccion
from moderacion.redaccion.vistas_escritos import (
    CuentaPosible,
    FichaEscrito,
    Previsualizacion,
    Revision,
    calendario,
    cuentas,
    cuentas_posibles,
    ficha_escrito,
    juzgar_a_medias,
    juzgar_nuevo,
    listar_escritos,
    para_cambiar,
    por_mirar,
    revisar_escrito,
)
from moderacion.redaccion.vistos_buenos import (
    RespuestaVisto,
    VistaVistoBueno,
    pedir_visto_bueno,
    resolver_visto_bueno,
    revisar_vistos_buenos,
    ver_visto_bueno,
    vistos_buenos,
)

__all__ = [
    "AREAS",
    "EDITABLES",
    "LEVANTAN",
    "REDACTAN",
    "VIGENCIA_MAXIMA",
    "Adjunto",
    "Agenda",
    "ConsultaPedida",
    "Cosa",
    "CuentaAgenda",
    "CuentaPosible",
    "DeQue",
    "Entrega",
    "Escrito",
    "Ficha",
    "FichaBorrador",
    "FichaEscrito",
    "JuezSaliente",
    "Juicio",
    "OtroDia",
    "Persona",
    "Plantilla",
    "Plazos",
    "Previsualizacion",
    "Publicada",
    "Publicado",
    "Reglas",
    "Responsable",
    "RespuestaArea",
    "RespuestaVisto",
    "ResumenRedaccion",
    "Revision",
    "SalidaNueva",
    "Seccion",
    "Senalado",
    "Temas",
    "VistaArea",
    "VistaVistoBueno",
    "agenda",
    "aprobar",
    "archivo",
    "borrar_publicacion",
    "calendario",
    "calentar",
    "cambiar_de_dia",
    "cerrar_a_mano",
    "cerrar_salida",
    "cerrar_sugerencia",
    "comunicado",
    "cosa",
    "crear",
    "crear_escrito",
    "cuentas",
    "cuentas_posibles",
    "descartar_resto",
    "desde_plantilla",
    "devolver",
    "emitir_enlace",
    "encaminar",
    "enviar",
    "escrito_de",
    "escrito_por_juzgar",
    "ficha",
    "ficha_escrito",
    "guardar",
    "guardar_escrito",
    "horas",
    "juzgar_a_medias",
    "juzgar_nuevo",
    "levantar",
    "listar",
    "listar_consultas",
    "listar_escritos",
    "mis_consultas",
    "mover",
    "para_cambiar",
    "parar",
    "paros",
    "paros_vigentes",
    "pedir_visto_bueno",
    "por_juzgar",
    "por_mirar",
    "preguntar",
    "programar",
    "publicado",
    "recoger",
    "registrar_respuesta",
    "resolver_visto_bueno",
    "responder_por_enlace",
    "retirar",
    "retirar_comunicado",
    "retirar_consulta",
    "revisar",
    "revisar_consultas",
    "revisar_escrito",
    "revisar_vistos_buenos",
    "ritmos",
    "seccion",
    "sugerencias",
    "texto_en",
    "ver_consulta",
    "ver_enlace",
    "ver_visto_bueno",
    "vigentes",
    "vigilar_ritmo",
    "vigilar_temas",
    "vistos_buenos",
]
