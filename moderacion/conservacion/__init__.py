"""Lo que se deja de guardar, y lo que cada quien puede pedir sobre sus datos (decision 0023)."""

from moderacion.almacen.estados_conservacion import BORRAN, ENTREGAN, CausaPurga, Derecho, EstadoSolicitud
from moderacion.conservacion import publico
from moderacion.conservacion.adelanto import VUELTA, hora_creible
from moderacion.conservacion.clases import Clase, clases
from moderacion.conservacion.paquete import reunir
from moderacion.conservacion.purga import Reglas, Tocado, ensayo, purgar, reaplicar, terminar_a_medias
from moderacion.conservacion.releer import ResumenReleer, releer
from moderacion.conservacion.tramites import (
    Pedido,
    Tramite,
    bandeja,
    buscar,
    cumplir,
    decidir,
    desistir,
    encargar_lo_concedido,
    esperan,
    identificar,
    prorrogar,
    recibir,
    soltar_retenidas,
    ver,
)
from moderacion.conservacion.vista import Estado, estado

ENCARGADAS = "borrar_lo_concedido"
"""El de la vuelta que hace lo encargado desde la consola."""

__all__ = [
    "BORRAN",
    "ENCARGADAS",
    "ENTREGAN",
    "VUELTA",
    "CausaPurga",
    "Clase",
    "Derecho",
    "Estado",
    "EstadoSolicitud",
    "Pedido",
    "Reglas",
    "ResumenReleer",
    "Tocado",
    "Tramite",
    "bandeja",
    "buscar",
    "clases",
    "cumplir",
    "decidir",
    "desistir",
    "encargar_lo_concedido",
    "ensayo",
    "esperan",
    "estado",
    "hora_creible",
    "identificar",
    "prorrogar",
    "publico",
    "purgar",
    "reaplicar",
    "recibir",
    "releer",
    "reunir",
    "soltar_retenidas",
    "terminar_a_medias",
    "ver",
]
