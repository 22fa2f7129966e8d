"""Como se dicen las cosas en pantalla: horas, nombres y frases. Nada aqui decide."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from markupsafe import Markup

from conectores.tipos import NOMBRES, Accion, Alcance, Capacidades
from moderacion import incidentes, redaccion
from moderacion.cola import PERMITIR
from moderacion.reloj import en_local
from politicas.registro import POLITICAS

_MINUTO, _HORA, _DIA = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_FRAGMENTO: Final = 220
_TITULOS: Final = {p.numero: p.titulo for p in POLITICAS}
_NOMBRE: Final = 80

REDES: Final = NOMBRES
ROLES: Final[Mapping[str, str]] = {
    "gestion": "gestión",
    "supervision": "supervisión",
    "auditoria": "auditoría",
    "administracion": "administración",
}
GRAVEDADES: Final[Mapping[int, str]] = {1: "leve", 2: "media", 3: "grave"}
PROPUESTAS: Final[Mapping[str, str]] = {
    "permitir": "permitir",
    "revisar": "revisar",
    "restringir": "restringir",
}
ACCIONES: Final[Mapping[str, str]] = {
    PERMITIR: "Permitir",
    "ocultar": "Ocultar",
    "mostrar": "Mostrar",
    "retener": "Retener",
    "eliminar": "Eliminar",
    "bloquear": "Bloquear al autor",
    "desbloquear": "Desbloquear al autor",
    "responder": "Responder",
    "publicar": "Publicar",
    "editar": "Cambiar lo publicado",
    "borrar": "Quitar lo publicado",
}
ESTADOS: Final[Mapping[str, str]] = {
    # de una orden
    "pendiente": "en espera",
    "enviando": "enviándose",
    "hecha": "hecha",
    "fallida": "falló",
    "desconocida": "sin saber si se hizo",
    "conciliada": "comprobada en la red",
    "a_persona": "la debe terminar una persona",
    "anulada": "anulada antes de salir",
    # de un comentario, en casa y en la red
    "en_cola": "en cola",
    "limpio": "sin hallazgos",
    "resuelto": "resuelto",
    "propio": "nuestro",
    "sustituido": "editado por su autor",
    "visible": "a la vista",
    "oculto": "oculto",
    "retenido": "retenido",
    "probable_spam": "retenido como probable spam",
    "eliminado": "eliminado",
    # de un bloqueo
    "pedido": "pedido a la red",
    "manual": "por hacer a mano",
    "vigente": "vigente",
    "levantando": "levantándose",
    # de un incidente y de sus avisos
    "abierto": "abierto",
    "atendido": "atendido",
    "cerrado": "cerrado",
    "enviado": "enviado",
    "fallido": "no salió",
    # de una conexion
    "bien": "bien",
    "sin_leer": "aún sin leer",
    "esperando": "esperando para volver a probar",
    "con_fallos": "con fallos",
    "credencial_invalida": "la credencial no sirve",
}
INTENCIONES: Final[Mapping[str, str]] = {
    "consulta": "consulta",
    "queja": "queja",
    "denuncia": "denuncia",
    "sugerencia": "sugerencia",
    "felicitacion": "felicitación",
    "urgencia": "urgencia",
    "conversacion": "conversación",
}
ORIGENES: Final[Mapping[str, str]] = {
    "maquina": "la máquina",
    "persona": "una persona",
    "termino": "un plazo cumplido",
}
INCIDENTES: Final = incidentes.nombres()
AREAS: Final = redaccion.AREAS
ESTADOS_BORRADOR: Final[Mapping[str, str]] = {
    "borrador": "en borrador",
    "en_revision": "en revisión",
    "devuelto": "devuelt{o} a su autor",
    "aprobado": "aprobad{o}",
    "programado": "por salir",
    "publicado": "publicad{o}",
    "fallido": "no salió",
    "retirado": "retirad{o}",
}
"""`{o}`: como termina, segun se diga de un comunicado, o de una respuesta o una publicacion."""
ESTADOS_CONSULTA: Final[Mapping[str, str]] = {
    "abierta": "espera al área",
    "respondida": "contestada",
    "retirada": "retirada",
}
COMUNICADOS: Final[Mapping[str, str]] = {
    "rige": "en vigor",
    "por_regir": "aún no rige",
    "vencido": "venció",
    "sustituido": "sustituido por otro",
    "retirado": "retirado",
}
PASOS_BORRADOR: Final[Mapping[str, str]] = {
    "creado": "L{o} empezó",
    "guardado": "Guardó cambios",
    "enviado": "L{o} envió a revisión",
    "aprobado": "L{o} aprobó",
    "aprobado_a_medias": "L{o} aprobó, y falta otra persona:",
    "movido": "Cambió su hora",
    "cuenta_descartada": "Ya no saldrá por una de sus cuentas",
    "resto_descartado": "Ya no saldrá por las cuentas que faltaban: decisión de",
    "devuelto": "L{o} devolvió",
    "visto_bueno": "Un área dio su visto bueno",
    "visto_bueno_negado": "Un área no dio su visto bueno",
    "retirado": "L{o} retiró",
    "vuelto_a_revision": "Volvió a revisión",
    "programado": "Quedó por salir",
    "publicado": "Salió",
    "fallido": "La red lo rechazó",
    "visto_publicado": "L{o} vio publicad{o}",
    "visto_sin_publicar": "Vio que no salió",
}
"""Con la misma `{o}`."""
PESOS: Final[Mapping[str, str]] = {"alto": "Impide publicar", "aviso": "Pide una razón", "nota": "Nota"}
MOTIVOS: Final = (
    "Insulto dirigido a una persona o a la institución.",
    "Lenguaje obsceno o vulgar, sin relación con el servicio.",
    "Amenaza o llamado a la violencia.",
    "Odio o discriminación contra un grupo de personas.",
    "Publicidad o contenido repetido.",
    "Enlace externo sin relación con la institución.",
    "Se hace pasar por la institución o por su personal.",
    "Es una queja, denuncia u opinión: la crítica está protegida.",
    "Es una palabra médica o de uso común, sin intención de ofender.",
    "Cita lo que dijo otra persona o es una exclamación, sin ofensa a nadie.",
    "La máquina se equivocó.",
)
"""Plantillas de motivo: una frase completa, que se puede ampliar."""


def hora(fecha: datetime | str | None) -> str:
    """Dia y hora de El Salvador; admite la fecha en texto ISO de `Salud`."""
    if not fecha:
        return "nunca"
    return f"{en_local(_fecha(fecha)):%d/%m/%Y %H:%M}"


def dia_de(fecha: datetime) -> str:
    """Solo el dia de El Salvador."""
    return f"{en_local(fecha):%d/%m/%Y}"


def hora_corta(fecha: datetime) -> str:
    """Solo la hora de El Salvador."""
    return f"{en_local(fecha):%H:%M}"


def iso(fecha: datetime | str) -> str:
    """Para `<time datetime>`."""
    return _fecha(fecha).isoformat(timespec="seconds")


def hace(fecha: datetime | str | None, ahora: datetime) -> str:
    """Cuanto hace, o cuanto falta, a grandes rasgos."""
    if not fecha:
        return "nunca"
    paso = ahora - _fecha(fecha)
    if abs(paso) < _MINUTO:
        return "ahora mismo"
    prefijo, paso = ("hace", paso) if paso > timedelta() else ("en", -paso)
    for unidad, letra in ((_DIA, "d"), (_HORA, "h"), (_MINUTO, "min")):
        if paso >= unidad:
            return f"{prefijo} {paso // unidad} {letra}"
    raise AssertionError(paso)


def paso(fecha: datetime | str, ahora: datetime) -> bool:
    """Si ya paso."""
    return _fecha(fecha) < ahora


def miles(numero: object) -> str:
    """Una cifra como se escribe en El Salvador: 15,188. Lo que no es un numero, tal cual."""
    return f"{numero:,}" if isinstance(numero, int) else str(numero)


def cuando(fecha: datetime | str | None, ahora: datetime) -> Markup:
    """La etiqueta que dice cuanto hace, con la hora entera al lado."""
    if not fecha:
        return Markup("nunca")
    # nada que escapar: los tres salen de una fecha
    return Markup(f'<time datetime="{iso(fecha)}" title="{hora(fecha)}">{hace(fecha, ahora)}</time>')  # noqa: S704


def _fecha(fecha: datetime | str) -> datetime:
    return datetime.fromisoformat(fecha) if isinstance(fecha, str) else fecha


def fragmento(texto: str, largo: int = _FRAGMENTO) -> str:
    """El principio de un texto en una linea."""
    # cortar antes de juntar: un texto de cien mil espacios no se recorre entero
    junto = " ".join(texto[: largo * 2].split())
    return junto if len(junto) <= largo and len(texto) <= largo * 2 else junto[:largo].rstrip() + "…"


def nombre(texto: str | None, largo: int = _NOMBRE) -> str:
    """El nombre de alguien de fuera, o que no se sabe."""
    return fragmento(texto, largo) if texto and texto.strip() else "Autor desconocido"


def juntos(cosas: Iterable[object]) -> str:
    """Varias cosas en una frase: «a», «a y b», «a, b y c»; con «e» si lo ultimo empieza por ese sonido."""
    *antes, ultima = [str(c) for c in cosas] or [""]
    if not antes:
        return ultima
    y = "e" if ultima.casefold().startswith(("i", "í", "hi", "hí")) else "y"
    return f"{', '.join(antes)} {y} {ultima}"


def frase(error: object) -> str:
    """El mensaje de un error como frase entera."""
    texto = str(error).strip() or "no se pudo hacer"
    return texto[0].upper() + texto[1:] + ("" if texto.endswith((".", "!", "?")) else ".")


def enlace_seguro(direccion: str | None) -> str | None:
    """La direccion si es de la web (http o https); None si no: viene de fuera y podria ser un script."""
    try:
        partes = urlsplit(direccion or "")
    except ValueError:
        return None
    return direccion if partes.scheme in ("http", "https") and partes.netloc else None


def titulo_politica(numero: int) -> str:
    """El titulo de un articulo."""
    return _TITULOS.get(numero, "artículo desconocido")


def titulos(numeros: Iterable[int]) -> str:
    """Los titulos de varios articulos, seguidos."""
    return "; ".join(titulo_politica(n) for n in numeros)


def dicho(valor: str, palabras: Mapping[str, str]) -> str:
    """Como se dice un valor; el mismo, si no esta entre esas palabras."""
    return palabras.get(valor, valor)


def texto_politica(numero: int) -> str:
    """El articulo, palabra por palabra."""
    return next((p.articulo for p in POLITICAS if p.numero == numero), "")


def vuelta_atras(accion: str, capacidades: Capacidades | None) -> str:
    """Si lo que se elige se puede deshacer en esa red, o lo tiene que hacer una persona."""
    if accion == PERMITIR:
        return "Se puede cambiar después."
    if capacidades is None:
        return ""
    return {
        Alcance.REVERSIBLE: "Se puede deshacer.",
        Alcance.DEFINITIVA: "No se puede deshacer.",
        Alcance.MANUAL: "Lo hace una persona en la red.",
        Alcance.NO_HAY: "",
    }[capacidades.de(Accion(accion)).alcance]
