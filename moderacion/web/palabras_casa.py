"""Como se dicen las cosas en las paginas de la casa: la bitacora, las conexiones, las politicas y las apelaciones."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from moderacion.bitacora import Eslabon
from moderacion.web import palabras_conservacion, palabras_incidentes
from moderacion.web.palabras_avisos import CLASES_ENVIO, ENTREGAS, OBJETOS_AVISOS, SUCESOS_AVISOS  # noqa: F401 (las usan las plantillas por su casa)
from moderacion.web.palabras_sanciones import SUCESOS_SANCIONES
from moderacion.web.palabras_transparencia import OBJETOS_TRANSPARENCIA, SUCESOS_TRANSPARENCIA
from moderacion.web.presentacion import ACCIONES, ORIGENES, fragmento, hora

SUCESOS: Final[Mapping[str, str]] = {
    "borrador:aprobado": "Aprobó una respuesta",
    "borrador:aprobado_a_medias": "Aprobó un comunicado: falta otra persona",
    "borrador:cuenta_descartada": "Algo nuestro ya no saldrá por una de sus cuentas",
    "borrador:resto_descartado": "Algo nuestro ya no saldrá por las cuentas que faltaban",
    "borrador:creado": "Empezó una respuesta",
    "borrador:devuelto": "Devolvió una respuesta con cambios",
    "borrador:enviado": "Mandó una respuesta a revisión",
    "borrador:fallido": "La red rechazó una respuesta",
    "borrador:guardado": "Cambió el texto de una respuesta",
    "borrador:movido": "Cambió la hora de una publicación",
    "borrador:programado": "Una respuesta aprobada quedó lista para salir",
    "borrador:publicado": "Una respuesta se publicó",
    "borrador:retirado": "Retiró una respuesta",
    "borrador:visto_publicado": "Comprobó en la red que una respuesta se publicó",
    "borrador:visto_sin_publicar": "Comprobó en la red que una respuesta no se publicó",
    "borrador:vuelto_a_revision": "Una respuesta volvió a revisión",
    "borrador:visto_bueno": "Un área dio su visto bueno a algo nuestro",
    "borrador:visto_bueno_negado": "Un área no dio su visto bueno: vuelve a su autor",
    "visto_bueno:anulado": "Un visto bueno pedido dejó de esperarse",
    "visto_bueno:dado": "Un área dio su visto bueno",
    "visto_bueno:pedido": "Pidió el visto bueno de un área",
    "visto_bueno:rechazado": "Un área no dio su visto bueno",
    "comunicado:publicado": "Un comunicado entró al archivo",
    "comunicado:retirado": "Retiró un comunicado",
    "correo:debido": "Toca escribir a un área",
    "correo:enviado": "Se escribió a un área",
    "correo:fallo": "Un correo a un área no salió",
    "medio:guardado": "Subió un archivo",
    "paro:levantado": "Levantó un paro: se vuelve a publicar",
    "paro:puesto": "Paró todo lo programado",
    "publicacion:borrada": "Se quitó de la red una publicación nuestra",
    "publicacion:editada": "Cambió en la red el texto de una publicación nuestra",
    "sugerencia:abierta": "Se sugirió algo a quien redacta",
    "sugerencia:atendida": "Atendió una sugerencia",
    "sugerencia:descartada": "Descartó una sugerencia",
    "sugerencia:pasada": "Una sugerencia dejó de hacer falta",
    "consulta:creada": "Cambió una consulta a un área",
    "consulta:respondida": "Registró la respuesta de un área",
    "consulta:retirada": "Retiró la respuesta de un área",
    "factor:codigo_usado": "Entró con un código de recuperación",
    "factor:codigos": "Pidió códigos de recuperación nuevos",
    "factor:puesto": "Puso su segundo factor",
    "factor:quitado": "Quitó el segundo factor de alguien",
    "cliente_api:creado": "Dio acceso a un programa",
    "cliente_api:escribio": "Un programa hizo algo por la API",
    "cliente_api:revocado": "Quitó el acceso a un programa",
    "bloqueo:restaurado": "Se deshizo una decisión: el bloqueo vuelve a como estaba",
    "datos:vistos": "Pidió ver los datos personales de un expediente",
    "expediente:anotado": "Escribió una nota, una opinión o un traspaso",
    "apelacion:aceptada": "Aceptó una apelación: el comentario vuelve a verse",
    "apelacion:caducada": "Venció un enlace de apelación sin usarse",
    "apelacion:emitida": "Dio un enlace para apelar",
    "apelacion:presentada": "Alguien presentó su apelación",
    "apelacion:rechazada": "Rechazó una apelación: la restricción se mantiene",
    "aviso:enviado": "Se envió un aviso a supervisión",
    "aviso:fallo": "Un aviso no salió",
    "bloqueo:acortado": "Adelantó a ahora el fin de un bloqueo",
    "bloqueo:caducado": "Caducó un bloqueo que nadie confirmó a tiempo",
    "bloqueo:confirmado": "Confirmó un bloqueo provisional",
    "bloqueo:fallido": "La red no aplicó un bloqueo",
    "bloqueo:levantado": "Terminó un bloqueo",
    "bloqueo:levantando": "Se pidió levantar un bloqueo",
    "bloqueo:manual": "Un bloqueo quedó como tarea a mano",
    "bloqueo:pedido": "Se pidió bloquear a un autor",
    "bloqueo:rehecho": "Volvió a pedir un bloqueo que ya no regía",
    "bloqueo:vigente": "Un bloqueo empezó a regir en la red",
    "comentario:editado": "El autor editó su comentario",
    "comentario:sustituido": "El autor editó su comentario y la red le dio otro número",
    "comentarios:juzgados": "Se juzgó un lote de comentarios",
    "comentarios:leidos": "Se leyeron comentarios de la red",
    "conexion:fallo": "La lectura de una cuenta empezó a fallar",
    "conexion:recuperada": "La lectura de una cuenta se recuperó",
    "cuenta:alta": "Se dio de alta una cuenta",
    "cuenta:perfil_cambiado": "Cambió el perfil de una cuenta nuestra",
    "cupo:agotado": "Se agotó el cupo diario de acciones automáticas",
    "expediente:abierto": "Se abrió un expediente",
    "expediente:apelado": "Una apelación devolvió el expediente a la cola",
    "expediente:decidido": "Decidió un expediente",
    "expediente:devuelto": "El expediente volvió a la cola: la orden no se pudo hacer",
    "expediente:reabierto": "Se volvió a abrir un expediente",
    "falta:anotada": "Se anotó una falta a un autor",
    "orden:a_persona": "Una orden quedó para que la termine una persona",
    "orden:anulada": "Se anuló una orden antes de salir",
    "orden:conciliada": "Se comprobó en la red que una orden sí se hizo",
    "orden:desconocida": "No se sabe si la red hizo una orden",
    "orden:enviando": "Se empezó a enviar una orden a la red",
    "orden:fallida": "La red rechazó una orden",
    "orden:hecha": "La red hizo una orden",
    "orden:pedida": "Se pidió una orden a la red",
    "orden:pendiente": "Una orden espera para repetirse",
    "publicacion:base": "Se anotó una publicación anterior a la conexión",
    "publicacion:desconocida": "Apareció una publicación que no hizo este servicio",
    "publicacion:nuestra": "Se reconoció una publicación hecha por este servicio",
    "reglamento:guardado": "Se guardó una versión de las reglas",
    "repaso:hecho": "Se repasó lo ya juzgado",
    "sesion:abierta": "Ingresó a la consola",
    "sesion:cerrada": "Cerró una sesión suya",
    "sesion:cerradas": "Cerró varias sesiones",
    "sesion:rechazada": "Se rechazó un ingreso",
    "usuario:activado": "Se activó a un usuario",
    "usuario:clave": "Cambió una clave de entrada",
    "usuario:creado": "Se creó un usuario",
    "usuario:desactivado": "Se desactivó a un usuario",
    "usuario:rol": "Cambió el rol de un usuario",
    **SUCESOS_AVISOS,
    **SUCESOS_SANCIONES,
    **SUCESOS_TRANSPARENCIA,
    **palabras_incidentes.SUCESOS,
    **palabras_conservacion.SUCESOS,
}
"""Cada tipo de suceso, en una frase. El que no este se dice con su propio nombre, sin perder la fila."""
OBJETOS: Final[Mapping[str, str]] = {
    "mantenimiento": "/incidentes/cambios",
    "bloqueo": "/bloqueos",
    "apelacion": "/apelaciones",
    "cuenta": "/conexiones",
    "reglamento": "/politicas",
    "repaso": "/politicas",
    **OBJETOS_AVISOS,
    **OBJETOS_TRANSPARENCIA,
    **palabras_conservacion.OBJETOS,
}
_CLAVES: Final[Mapping[str, str]] = {
    "accion": "acción",
    "articulo": "artículo",
    "decision": "decisión",
    "cuantos": "cuántos",
    "cuantas": "cuántas",
    "politicas": "políticas",
    "ultima": "última",
    "version": "versión",
}
_ACTORES: Final[Mapping[str, str]] = {
    "maquina": "la máquina",
    "publico": "una persona, por su enlace",
    "area": "un área, por su enlace",
    "enlace": "alguien de supervisión, por su enlace",
    "orden": "la línea de órdenes",
    "cli": "la línea de órdenes",
}
_OCULTAS: Final = frozenset({"huella", "clave", "texto", "causa"})
"""Datos que solo sirven para verificar: en la hoja van; en la pagina estorban."""
VUELTAS: Final[Mapping[str, str]] = {
    "evaluar": "Juzgar lo nuevo",
    "sancionar": "Sanciones",
    "avisar": "Enviar avisos",
    "escribir": "Escribir a las áreas",
    "escalar": "Escalar incidentes",
    "auditar": "Auditar los avisos",
    "lo_nuestro": "Mirar el ritmo y los temas",
    "incidentes": "Mirar si hay una crisis",
    "sondear": "Leer",
    "despachar": "Enviar órdenes",
    **palabras_conservacion.VUELTAS,
}
METRICAS: Final[Mapping[str, str]] = {
    "seguidores": "Seguidores",
    "perfil": "Perfil",
    "administradores": "Administradores",
}
ESTADOS_METRICA: Final[Mapping[str, str]] = {
    "exacto": "cifra exacta",
    "redondeado": "cifra redondeada por la red",
    "leido": "leído",
    "oculto": "la red no lo deja ver",
    "viejo": "dato viejo",
    "nunca": "aún sin leer",
}
HECHOS: Final[Mapping[str, str]] = {
    "hallada": "Vio algo",
    "propuesta": "Propuso",
    "actuada": "Actuó sola",
    "confirmada": "Confirmadas",
    "revertida": "Revertidas",
}
APELACIONES: Final[Mapping[str, str]] = {
    "emitida": "enlace sin usar",
    "presentada": "espera resolución",
    "aceptada": "aceptada",
    "rechazada": "rechazada",
    "caducada": "enlace vencido",
}
RESTRICCIONES: Final[Mapping[str, str]] = {
    "ocultar": "Se ocultó su comentario",
    "retener": "Se retuvo su comentario antes de publicarse",
    "eliminar": "Se eliminó su comentario",
    "bloquear": "Se ocultó su comentario y se le bloqueó por un tiempo",
}
REPASO: Final[Mapping[str, str]] = {
    "nuevos": "hallazgos nuevos",
    "cambian": "hallazgos que cambian",
    "desaparecen": "hallazgos que desaparecen",
    "automaticas_mas": "acciones automáticas de más",
    "automaticas_menos": "acciones automáticas de menos",
    "falsas_antes": "antes, restringía lo que una persona permitió",
    "falsas": "ahora, restringe lo que una persona permitió",
}
_FECHA: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:[\d.]+\+00:00")
_EJEMPLO: Final = re.compile(r"(?m)^(Infringe|Cumple)(?: \((.+?)\))?: ")


@dataclass(frozen=True, slots=True)
class Explicacion:
    """Lo que hace el codigo de una politica, y sus ejemplos: (que es, en que caso, texto)."""

    parrafos: tuple[str, ...]
    ejemplos: tuple[tuple[str, str, str], ...]


def suceso(e: Eslabon) -> str:
    """Lo que paso, en una frase."""
    return SUCESOS.get(e.tipo) or e.tipo.replace(":", ": ").replace("_", " ")


def detalle(e: Eslabon) -> str:
    """Los datos de un suceso que ayudan a una persona, en una linea."""
    datos = json.loads(e.datos)
    partes = (
        f"{_CLAVES.get(k, k.replace('_', ' '))}: {_valor(v)}"
        for k, v in datos.items()
        if k not in _OCULTAS and v not in (None, "", [], {})
    )
    return fragmento(" · ".join(partes), 300)


def _valor(v: Any) -> str:
    if isinstance(v, bool):
        return "sí" if v else "no"
    if isinstance(v, (list, tuple)):
        return ", ".join(map(str, v))
    texto = str(v)
    if texto in ACCIONES:
        return ACCIONES[texto].lower()
    return hora(texto) if _FECHA.fullmatch(texto) else ORIGENES.get(texto, texto)


def actor(quien: str, usuarios: Mapping[int, str]) -> str:
    """Quien lo hizo: el nombre de un usuario, la maquina, o lo que diga el registro."""
    clase, _, n = quien.partition("/")
    if clase == "usuario" and n.isdecimal():
        return usuarios.get(int(n), f"usuario {n}, que ya no está")
    # «area/consulta/7»: por el enlace de que correo
    return _ACTORES.get(clase if clase == "area" else quien, quien)


def objeto(cual: str, usuarios: Mapping[int, str]) -> str:
    """Sobre que paso: un usuario, por su nombre; lo demas, por su clase y su numero."""
    return actor(cual, usuarios) if cual.startswith("usuario/") else cual


def enlace(objeto: str, expedientes: Mapping[str, int]) -> str | None:
    """La pagina de un objeto, o None si no tiene."""
    if objeto in expedientes:
        return f"/expedientes/{expedientes[objeto]}"
    if objeto.startswith("incidente/"):
        return f"/incidentes/{objeto.partition('/')[2]}"
    return OBJETOS.get(objeto.partition("/")[0])


def porcentaje(valor: float | None) -> str:
    """Una razon de 0 a 1, dicha en tanto por ciento."""
    return "sin casos" if valor is None else f"{valor * 100:.0f} %"


def espera(fecha: datetime | None, ahora: datetime) -> str:
    """Cuanto lleva esperando algo."""
    if fecha is None:
        return ""
    minutos = max(ahora - fecha, timedelta()) // timedelta(minutes=1)
    dias, horas = minutos // 1440, minutos // 60
    return f"{dias} d" if dias else f"{horas} h" if horas else f"{minutos} min"


def dia(fecha: date) -> str:
    """Un dia del calendario."""
    return f"{fecha:%d/%m/%Y}"


def explicacion(documento: str) -> Explicacion:
    """La documentacion de una politica, sin el titulo ni el articulo, con los ejemplos aparte."""
    parrafos: list[str] = []
    ejemplos: list[tuple[str, str, str]] = []
    for bloque in documento.split("\n\n")[2:]:
        antes, *trozos = _EJEMPLO.split(bloque)
        if antes.strip():
            parrafos.append(" ".join(antes.split()))
        for que, caso, texto in zip(trozos[::3], trozos[1::3], trozos[2::3], strict=True):
            ejemplos.append((que, caso or "", " ".join(texto.split())))
    return Explicacion(tuple(parrafos), tuple(ejemplos))
