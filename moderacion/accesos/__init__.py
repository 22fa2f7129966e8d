"""Quién entra: usuarios, claves (Argon2), segundo factor y sesiones en el servidor, que se revocan al momento."""

from moderacion.accesos.aparatos import DURA as APARATO_DURA
from moderacion.accesos.aparatos import aparato_de, sellar
from moderacion.accesos.claves import CLAVE_MAXIMA, CLAVE_MINIMA
from moderacion.accesos.cofre import Cofre, LlaveAjena, cofre_de, nueva_llave
from moderacion.accesos.limites import (
    DE_CODIGO,
    EN_TOTAL,
    INTENTOS,
    POR_ORIGEN,
    POR_USUARIO,
    PROPIA,
    VENTANA,
    codigos_ajenos,
)
from moderacion.accesos.segundo import (
    Propuesto,
    confirmar,
    girar_llave,
    proponer,
    propuesto,
    quedan,
    renovar_codigos,
)
from moderacion.accesos.sesiones import (
    A_MEDIAS,
    INACTIVIDAD,
    ClaveEquivocada,
    Desde,
    Paso,
    cerrar_las_demas,
    cerrar_una,
    comprobar_clave,
    de_sesion,
    empezar,
    empezar_de_fuera,
    ingresar,
    mis_sesiones,
    nombre_llano,
    salir,
    terminar,
)
from moderacion.accesos.usuarios import (
    ROLES,
    Ficha,
    activar,
    cambiar_clave,
    cambiar_rol,
    cerrar_sesiones,
    crear_con_temporal,
    crear_usuario,
    dar_temporal,
    desactivar,
    desactivar_id,
    fichas,
    id_de,
    listar,
    poner_clave,
    quitar_factor,
)
from moderacion.almacen import Almacen
from moderacion.almacen.accesos import FilaUsuario as Usuario
from moderacion.almacen.consultas import huella_texto as huella_de

__all__ = [
    "APARATO_DURA", "A_MEDIAS", "CLAVE_MAXIMA", "CLAVE_MINIMA", "DE_CODIGO", "EN_TOTAL", "INACTIVIDAD", "INTENTOS", "POR_ORIGEN", "POR_USUARIO", "PROPIA", "ROLES",
    "VENTANA", "Almacen", "ClaveEquivocada", "Cofre", "Desde", "Ficha", "LlaveAjena", "Paso", "Propuesto", "Usuario",
    "activar", "aparato_de", "cambiar_clave",
    "cambiar_rol", "cerrar_las_demas", "cerrar_sesiones", "cerrar_una", "codigos_ajenos", "cofre_de", "comprobar_clave",
    "confirmar", "crear_con_temporal", "crear_usuario", "dar_temporal", "de_sesion", "desactivar",
    "desactivar_id", "empezar", "empezar_de_fuera", "fichas", "girar_llave", "huella_de", "id_de", "ingresar", "listar",
    "mis_sesiones", "nombre_llano", "nueva_llave", "poner_clave", "proponer", "propuesto", "quedan", "quitar_factor",
    "renovar_codigos", "salir", "sellar", "terminar",
]  # fmt: skip
