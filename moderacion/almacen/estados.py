"""Los estados de cada cosa y los pasos permitidos entre ellos, como tablas de datos."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class EstadoComentario(StrEnum):
    """La vida de un comentario."""

    PENDIENTE = "pendiente"
    LIMPIO = "limpio"
    EN_COLA = "en_cola"
    RESUELTO = "resuelto"
    PROPIO = "propio"
    """Lo escribio nuestra cuenta: se guarda y no se juzga."""
    SUSTITUIDO = "sustituido"
    """Su autor lo edito y la red le dio otro id (Twitter)."""


class EstadoExpediente(StrEnum):
    """La vida de un expediente."""

    EN_COLA = "en_cola"
    RESUELTO = "resuelto"


class EstadoOrden(StrEnum):
    """La vida de una orden: se escribe antes de abrir la conexion, y se hace una vez."""

    PENDIENTE = "pendiente"
    ENVIANDO = "enviando"
    HECHA = "hecha"
    FALLIDA = "fallida"
    DESCONOCIDA = "desconocida"
    CONCILIADA = "conciliada"
    A_PERSONA = "a_persona"
    ANULADA = "anulada"
    """Una decision posterior la dejo sin sentido antes de salir."""


SALIO: Final = (EstadoOrden.HECHA, EstadoOrden.CONCILIADA)
"""Lo pedido esta en la red."""
NO_SALIO: Final = (EstadoOrden.ANULADA, EstadoOrden.FALLIDA)
"""Lo pedido no llego a la red."""
TERMINADAS: Final = (*SALIO, *NO_SALIO)
"""Nada mas va a pasar con ellas."""


class OrigenOrden(StrEnum):
    """Quien pidio la orden."""

    MAQUINA = "maquina"
    PERSONA = "persona"
    TERMINO = "termino"
    """Un plazo que se cumplio: bloqueo vencido o no confirmado."""


class OrigenPublicacion(StrEnum):
    """De quien es lo que aparece publicado por nuestra cuenta."""

    SIN_VER = "sin_ver"
    BASE = "base"
    """Ya estaba cuando se conecto la cuenta."""
    NUESTRA = "nuestra"
    DESCONOCIDA = "desconocida"


class EstadoBloqueo(StrEnum):
    """La vida de un bloqueo."""

    PEDIDO = "pedido"
    MANUAL = "manual"
    """La red no deja por API, o no deja deshacerlo: tarea de una persona."""
    VIGENTE = "vigente"
    LEVANTANDO = "levantando"
    LEVANTADO = "levantado"
    CADUCADO = "caducado"
    """Nadie lo confirmo a tiempo."""
    FALLIDO = "fallido"


class EstadoIncidente(StrEnum):
    """La vida de un incidente."""

    ABIERTO = "abierto"
    ATENDIDO = "atendido"
    CERRADO = "cerrado"


class EstadoAviso(StrEnum):
    """La vida de un aviso. Un aviso en ENVIANDO demasiado tiempo se envia otra vez: repetir no daña."""

    PENDIENTE = "pendiente"
    ENVIANDO = "enviando"
    ENVIADO = "enviado"
    FALLIDO = "fallido"


class ClaseAviso(StrEnum):
    """Por que se avisa."""

    ESCALON = "escalon"
    RECORDATORIO = "recordatorio"
    """Alguien acuso recibo y el incidente sigue sin cerrarse."""
    REINICIO = "reinicio"
    """Quien acuso recibo no dio mas noticia: se empieza otra vez."""


class EstadoEscalada(StrEnum):
    """La vida de una escalada."""

    EN_MARCHA = "en_marcha"
    ACUSADA = "acusada"
    TERMINADA = "terminada"


class EstadoEntrega(StrEnum):
    """Como fue un envio."""

    EN_CURSO = "en_curso"
    BIEN = "bien"
    MAL = "mal"
    SIN_SABER = "sin_saber"
    """Quien lo enviaba murio antes de decirlo: sus avisos salen otra vez."""


class EstadoApelacion(StrEnum):
    """La vida de una apelacion."""

    EMITIDA = "emitida"
    """Hay un enlace y nadie lo ha usado."""
    PRESENTADA = "presentada"
    ACEPTADA = "aceptada"
    RECHAZADA = "rechazada"
    CADUCADA = "caducada"
    """El enlace vencio sin usarse, o se sustituyo por otro."""


class EstadoTarea(StrEnum):
    """La vida de algo que una persona tiene que hacer en la propia red."""

    PENDIENTE = "pendiente"
    HECHA = "hecha"
    ANULADA = "anulada"
    """Dejo de hacer falta."""


class Deteccion(StrEnum):
    """Quien vio lo que se restringio."""

    REGLA = "regla"
    MODELO = "regla_y_modelo"
    """Una regla, con lo que dijo el clasificador del mismo texto."""
    PERSONA = "persona"


class Avisado(StrEnum):
    """Si se dijo a su autor que se le restringio, y por que no."""

    PEDIDO = "pedido"
    APAGADO = "apagado"
    """La configuracion no lo deja."""
    MAQUINA = "maquina"
    """Lo hizo sola la maquina: se dice cuando una persona lo confirma."""
    NO_SE_PUEDE = "no_se_puede"
    """La red no deja responder a ese comentario."""
    YA = "ya"
    """A ese comentario ya se le dijo una vez."""
    SIN_EFECTO = "sin_efecto"
    """Dejo de regir antes de decirlo."""
    ANTERIOR = "anterior"


class Cierre(StrEnum):
    """Por que una restriccion dejo de regir."""

    APELACION = "apelacion"
    DECISION = "decision"
    """Una persona decidio otra cosa."""
    TERMINO = "termino"
    SIN_CONFIRMAR = "sin_confirmar"
    SUSTITUIDA = "sustituida"
    """Una decision posterior restringe lo mismo: rige la suya."""
    ANULADA = "anulada"
    """Se deshizo antes de llegar a la red."""
    FALLIDA = "fallida"
    """La red no la aplico."""
    EN_LA_RED = "en_la_red"
    """Se volvio a ver en la red sin que nadie de aqui lo pidiera."""


class ClaseAncla(StrEnum):
    """Que se firma."""

    ANCLA = "ancla"
    RESTAURACION = "restauracion"
    """La base salio de una copia que llegaba hasta ahi: lo anclado despues se perdio, y se dice."""


class Rol(StrEnum):
    """Lo que un usuario puede."""

    GESTION = "gestion"
    SUPERVISION = "supervision"
    AUDITORIA = "auditoria"
    ADMINISTRACION = "administracion"


ACABADOS: Final = (EstadoBloqueo.LEVANTADO, EstadoBloqueo.CADUCADO, EstadoBloqueo.FALLIDO)
SIN_ACABAR: Final = tuple(e for e in EstadoBloqueo if e not in ACABADOS)
POR_SALIR: Final = (EstadoAviso.PENDIENTE, EstadoAviso.ENVIANDO)
"""Lo que aun se debe a alguien: un aviso, un correo, un informe, un ancla."""
"""Un bloqueo que ya no rige."""
ABIERTAS: Final = frozenset({EstadoOrden.PENDIENTE, EstadoOrden.ENVIANDO, EstadoOrden.DESCONOCIDA})
"""Ordenes que todavia pueden tener efecto."""

PASOS_ORDEN: Final[Mapping[EstadoOrden, frozenset[EstadoOrden]]] = {
    EstadoOrden.PENDIENTE: frozenset({EstadoOrden.ENVIANDO, EstadoOrden.ANULADA, EstadoOrden.A_PERSONA}),
    EstadoOrden.ENVIANDO: frozenset(
        {
            EstadoOrden.HECHA,
            EstadoOrden.FALLIDA,
            EstadoOrden.DESCONOCIDA,
            EstadoOrden.PENDIENTE,
            EstadoOrden.A_PERSONA,
        }
    ),
    EstadoOrden.DESCONOCIDA: frozenset({EstadoOrden.CONCILIADA, EstadoOrden.A_PERSONA}),
    EstadoOrden.HECHA: frozenset(),
    EstadoOrden.FALLIDA: frozenset(),
    EstadoOrden.CONCILIADA: frozenset(),
    EstadoOrden.A_PERSONA: frozenset(),
    EstadoOrden.ANULADA: frozenset(),
}

_DE_NUEVO: Final = frozenset({EstadoBloqueo.PEDIDO, EstadoBloqueo.MANUAL})
"""Lo que una persona puede volver a pedir de un bloqueo que ya no rige."""
PASOS_BLOQUEO: Final[Mapping[EstadoBloqueo, frozenset[EstadoBloqueo]]] = {
    EstadoBloqueo.PEDIDO: frozenset(
        {EstadoBloqueo.VIGENTE, EstadoBloqueo.FALLIDO, EstadoBloqueo.CADUCADO, EstadoBloqueo.LEVANTADO}
    ),
    EstadoBloqueo.MANUAL: frozenset(
        {EstadoBloqueo.PEDIDO, EstadoBloqueo.VIGENTE, EstadoBloqueo.CADUCADO, EstadoBloqueo.LEVANTADO}
    ),
    EstadoBloqueo.VIGENTE: frozenset({EstadoBloqueo.LEVANTANDO}),
    EstadoBloqueo.LEVANTANDO: frozenset({EstadoBloqueo.LEVANTADO, EstadoBloqueo.VIGENTE}) | _DE_NUEVO,
    EstadoBloqueo.LEVANTADO: _DE_NUEVO,
    EstadoBloqueo.CADUCADO: _DE_NUEVO,
    EstadoBloqueo.FALLIDO: _DE_NUEVO,
}
