"""Las tablas. SQLModel no valida al construir: se valida en las puertas, y las reglas van como CHECK e indices.

Una fila por cosa, en singular. `crudo` es el JSON de la red tal como llego.
"""

from moderacion.almacen.tablas.accesos import CodigoRecuperacion, IngresoAMedias
from moderacion.almacen.tablas.accion import Bloqueo, CupoDia, Falta, Orden
from moderacion.almacen.tablas.api import ClienteApi, PeticionApi
from moderacion.almacen.tablas.base import METADATOS, tabla
from moderacion.almacen.tablas.casa import (
    Aviso,
    Incidente,
    IntentoIngreso,
    Latido,
    Sesion,
    SucesoFila,
    Usuario,
)
from moderacion.almacen.tablas.cifras import (
    CifraDia,
    DiaCerrado,
    EstadoLectura,
    Muestra,
    Razon,
    SegundaLectura,
)
from moderacion.almacen.tablas.cola import CuentaCola, JuicioSenal, MarcaCola, Senal
from moderacion.almacen.tablas.conservacion import Purga, Sal, Solicitud
from moderacion.almacen.tablas.correos import Correo, EnlaceArea
from moderacion.almacen.tablas.custodia import AnclaFila, EntregaAncla, Restauracion, Soltada
from moderacion.almacen.tablas.decidir import Mirada, Nota, Novedad, TipoNota, TipoNovedad
from moderacion.almacen.tablas.entrada import (
    Autor,
    CambioPerfil,
    Comentario,
    Cuenta,
    Instantanea,
    Publicacion,
    Sondeo,
    TextoPrevio,
)
from moderacion.almacen.tablas.escalada import (
    Alarma,
    Cadena,
    Canal,
    Destinatario,
    EnlaceAcuse,
    Entrega,
    Escalada,
    Rota,
    Simulacro,
)
from moderacion.almacen.tablas.incidentes import (
    DecisionIncidente,
    Mantenimiento,
    PasoIncidente,
    PruebaIncidente,
    SenalCuenta,
)
from moderacion.almacen.tablas.informes import (
    CifraSeguidores,
    CrecimientoPublicado,
    EnvioInforme,
    MecanismoFila,
)
from moderacion.almacen.tablas.juicio import Decision, Expediente, Hallazgo, Veredicto
from moderacion.almacen.tablas.paginas import Apelacion, ConteoPolitica, IntentoPublico
from moderacion.almacen.tablas.redaccion import Borrador, Consulta, Revision
from moderacion.almacen.tablas.reglamento import Reglamento, Repaso
from moderacion.almacen.tablas.reparto import Lider, VueltaRepartida
from moderacion.almacen.tablas.salidas import (
    Aprobacion,
    Comunicado,
    Medio,
    Paro,
    Salida,
    Sugerencia,
    VistoBueno,
)
from moderacion.almacen.tablas.sanciones import Restriccion, RevisionBloqueo, TareaRed

__all__ = [
    "METADATOS",
    "Alarma",
    "AnclaFila",
    "Apelacion",
    "Aprobacion",
    "Autor",
    "Aviso",
    "Bloqueo",
    "Borrador",
    "Cadena",
    "CambioPerfil",
    "Canal",
    "CifraDia",
    "CifraSeguidores",
    "ClienteApi",
    "CodigoRecuperacion",
    "Comentario",
    "Comunicado",
    "Consulta",
    "ConteoPolitica",
    "Correo",
    "CrecimientoPublicado",
    "Cuenta",
    "CuentaCola",
    "CupoDia",
    "Decision",
    "DecisionIncidente",
    "Destinatario",
    "DiaCerrado",
    "EnlaceAcuse",
    "EnlaceArea",
    "Entrega",
    "EntregaAncla",
    "EnvioInforme",
    "Escalada",
    "EstadoLectura",
    "Expediente",
    "Falta",
    "Hallazgo",
    "Incidente",
    "IngresoAMedias",
    "Instantanea",
    "IntentoIngreso",
    "IntentoPublico",
    "JuicioSenal",
    "Latido",
    "Lider",
    "Mantenimiento",
    "MarcaCola",
    "MecanismoFila",
    "Medio",
    "Mirada",
    "Muestra",
    "Nota",
    "Novedad",
    "Orden",
    "Paro",
    "PasoIncidente",
    "PeticionApi",
    "PruebaIncidente",
    "Publicacion",
    "Purga",
    "Razon",
    "Reglamento",
    "Repaso",
    "Restauracion",
    "Restriccion",
    "Revision",
    "RevisionBloqueo",
    "Rota",
    "Sal",
    "Salida",
    "SegundaLectura",
    "Senal",
    "SenalCuenta",
    "Sesion",
    "Simulacro",
    "Solicitud",
    "Soltada",
    "Sondeo",
    "SucesoFila",
    "Sugerencia",
    "TareaRed",
    "TextoPrevio",
    "TipoNota",
    "TipoNovedad",
    "Usuario",
    "Veredicto",
    "VistoBueno",
    "VueltaRepartida",
    "tabla",
]
