"""Como se dicen las cosas en las paginas de la casa: la bitacora, las conexiones, las politicas y las apelaciones."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from conectores.tipos import NOMBRES
from moderacion.bitacora import Eslabon
from moderacion.web import palabras_conservacion
from moderacion.web.palabras_avisos import CLASES_ENVIO, ENTREGAS  # noqa: F401 (las usan las plantillas por su casa)
from moderacion.web.palabras_decir import SUGERENCIAS
from moderacion.web.palabras_sucesos import OBJETOS, SUCESOS
from moderacion.web.presentacion import (
    ACCIONES,
    ESTADOS,
    ESTADOS_BORRADOR,
    INCIDENTES,
    INTENCIONES,
    ORIGENES,
    ROLES,
    fragmento,
    hora,
)

_CLAVES: Final[Mapping[str, str]] = {
    "accion": "acción",
    "articulo": "artículo",
    "decision": "decisión",
    "cuantos": "cuántos",
    "cuantas": "cuántas",
    "id_externo": "número en la red",
    "numero": "número",
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
_DICHOS: Final[Mapping[str, str]] = {
    **{clave: nombre.lower() for clave, nombre in {**INCIDENTES, **SUGERENCIAS}.items()},
    **ESTADOS,
    **{estado: dicho.format(o="o") for estado, dicho in ESTADOS_BORRADOR.items()},
    **ROLES,
    **ORIGENES,
}
"""Los valores que la bitacora guarda con el nombre que tienen en el codigo."""
_OCULTAS: Final = frozenset({"huella", "clave", "texto", "causa", "mecanismo", "antes"})
"""Datos que solo sirven para verificar: en la hoja van; en la pagina estorban."""
_FALLOS_RED: Final[Mapping[str, str]] = {
    "RedCaida": "La red no contesta",
    "RespuestaIlegible": "La red contestó algo que no se entiende",
    "LimiteExcedido": "La red pide esperar",
    "CuotaAgotada": "Se agotó la cuota",
    "ResultadoDesconocido": "No se sabe si se hizo",
    "CredencialInvalida": "La credencial no sirve",
    "CredencialVencida": "La credencial venció",
    "NoEncontrado": "Ya no existe o no se deja ver",
    "NoPermitido": "La red no lo permite",
    "Duplicado": "La red lo da por repetido",
    "SinSaldo": "La red exige saldo",
    "PeticionInvalida": "La red no acepta lo pedido",
    **dict.fromkeys(("ErrorConector", "Transitorio", "Permanente"), "La red falló"),
}
VUELTAS: Final[Mapping[str, str]] = {
    "evaluar": "Juzgar lo nuevo",
    "sancionar": "Sanciones",
    "avisar": "Enviar avisos",
    "escribir": "Escribir a las áreas",
    "escalar": "Escalar incidentes",
    "informar": "Enviar informes",
    "auditar": "Auditar los avisos",
    "metronomo": "Encargar cada vuelta a su hora",
    "anclar": "Anclar la bitácora",
    "cifras": "Cerrar las cifras del día",
    "respaldar": "Hacer copias",
    "lo_nuestro": "Mirar el ritmo y los temas",
    "incidentes": "Mirar si hay una crisis",
    "sondear": "Leer",
    "despachar": "Enviar órdenes",
    **palabras_conservacion.VUELTAS,
}
INDICIOS: Final[Mapping[str, str]] = {
    "insulto_persona": "insulto a una persona",
    "insulto_grupo": "insulto a un grupo",
    "vulgar": "palabra vulgar",
    "odio": "odio",
    "odio_publico": "odio, según textos públicos",
    "ofensivo": "ofensa, según textos públicos",
    "amenaza": "amenaza",
    "spam": "publicidad o repetido",
    "acusacion": "acusación con nombre",
    "desinformacion": "desinformación",
    "datos_personales": "datos personales",
    **INTENCIONES,
}
"""Lo que mide cada cifra del clasificador (modelos/FICHA.md)."""
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
_CASOS: Final[Mapping[str, str]] = {
    "sentido=saliente": "",
    "tipo=publicacion": "en una publicación",
    "tipo=respuesta": "en una respuesta",
    "tipo=comunicado": "en un comunicado",
    "comunicado": "con un comunicado en vigor que dice «{}»",
    "consulta": "con la respuesta {} del área",
    "rafaga": "se habla de «{}»",
    "cuantos": "{} comentarios en un día",
    "habitual": "lo habitual son {}",
    "redactor": "la escribe {}",
    "aprobador": "la aprueba {}",
    "red": "en {}",
    "dias_sin_publicar": "{} días sin publicar",
    "publicadas_24h": "{} publicadas en un día",
    "intervalo_horas": "suele publicar cada {} horas",
    "hora": "a las {}:00",
    "impacto": "razón de impacto: «{}»",
    "copias": "{} copias",
    "ajena": "alguien publica en la cuenta «{}»",
    "token_valido=no": "la red da la credencial por mala",
    "token_valido=si": "la credencial sirve",
    "cambio": "cambia esto del perfil: {}",
    "seguidores": "seguidores, de antes a ahora: {}",
}
"""Como se dice el caso de un ejemplo: la clave sola, o con su valor."""
_SIN_TEXTO: Final = "observacion"
"""Lo que llevan por texto los ejemplos que son el estado de una cuenta."""
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
    return hora(texto) if _FECHA.fullmatch(texto) else _DICHOS.get(texto, texto)


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


def cada(segundos: float) -> str:
    """Cada cuanto se da una vuelta, en la unidad mayor que la dice entera: «15 s», «5 min», «1 h»."""
    for unidad, dicha in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if segundos >= unidad and segundos % unidad == 0:
            return f"{segundos / unidad:g} {dicha}"
    return f"{segundos:g} s"


def fallo_red(tipo: str) -> str:
    """Que le pasa a la conexion con una red, por la clase de su error; lo que no es de una red es un fallo nuestro."""
    return _FALLOS_RED.get(tipo, f"Fallo de este programa ({tipo})")


def dia(fecha: date) -> str:
    """Un dia del calendario."""
    return f"{fecha:%d/%m/%Y}"


def _caso(escrito: str) -> str:
    """El caso de un ejemplo, dicho para una persona."""
    partes = []
    for par in re.split(r", (?=\w+=)", escrito) if escrito else ():
        clave, _, valor = par.partition("=")
        valor = NOMBRES.get(valor, valor.strip())
        valor = valor.replace(":", " → ") if clave == "seguidores" else valor
        partes.append(_CASOS[par] if par in _CASOS else _CASOS[clave].format(valor))
    return ", ".join(p for p in partes if p)


def explicacion(documento: str) -> Explicacion:
    """La documentacion de una politica, sin el titulo ni el articulo, con los ejemplos aparte."""
    parrafos: list[str] = []
    ejemplos: list[tuple[str, str, str]] = []
    for bloque in documento.split("\n\n")[2:]:
        antes, *trozos = _EJEMPLO.split(bloque)
        if antes.strip():
            parrafos.append(" ".join(antes.split()))
        for que, caso, texto in zip(trozos[::3], trozos[1::3], trozos[2::3], strict=True):
            dicho = " ".join(texto.split())
            ejemplos.append((que, _caso(caso or ""), "" if dicho == _SIN_TEXTO else dicho))
    return Explicacion(tuple(parrafos), tuple(ejemplos))
