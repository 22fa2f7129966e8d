"""Lo que la API contesta: escrituras, catálogos, cifras y bitácora."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field


class Tomado(BaseModel):
    """El expediente quedó tomado."""

    expediente: int
    tomado_por: str
    toma_hasta: datetime


class Soltado(BaseModel):
    """El expediente quedó libre (si lo tenía esa persona)."""

    expediente: int


class Decidido(BaseModel):
    """El expediente quedó resuelto. Lo ordenado a la red se hace después: véase `ordenes` del expediente."""

    expediente: int
    version: int
    estado: str
    accion: str
    decidido_por: str


class Atendido(BaseModel):
    """Alguien se hizo cargo del incidente."""

    incidente: int
    estado: str
    atendido_por: str


class Motivos(BaseModel):
    """Los motivos ya escritos, para elegir."""

    motivos: list[str]


class PoliticaVista(BaseModel):
    """Una de las 13, y lo que se le deja hacer hoy."""

    numero: int
    titulo: str
    articulo: str
    version: str
    modo_configurado: str
    modo_efectivo: str
    retenida: bool = Field(description="Sus reglas cambiaron y aún no se repasaron.")


class Politicas(BaseModel):
    """Las 13 políticas."""

    reglamento: str
    politicas: list[PoliticaVista]


class IncidenteVisto(BaseModel):
    """Una crisis de una cuenta."""

    id: int
    cuenta_id: int
    cuenta: str
    red: str
    tipo: str
    gravedad: int
    estado: Literal["abierto", "atendido", "cerrado"]
    motivo: str
    veces: int
    abierto: datetime
    ultima: datetime
    atendido_por: int | None
    atendido: datetime | None
    cerrado: datetime | None
    causa: str


class Incidentes(BaseModel):
    """Los incidentes, el más nuevo primero."""

    incidentes: list[IncidenteVisto]


class BloqueoVisto(BaseModel):
    """Un bloqueo abierto, con su plazo."""

    id: int
    cuenta_id: int
    red: str
    autor: str | None = Field(description="Solo con `datos:ver`.")
    expediente_id: int | None
    articulo: int
    motivo: str
    estado: str
    provisional: bool
    desde: datetime
    hasta: datetime
    confirmar_antes: datetime | None
    falta: Literal["", "confirmar", "bloquear", "desbloquear"]
    a_mano: bool


class Bloqueos(BaseModel):
    """Los bloqueos abiertos: primero los que esperan a una persona."""

    bloqueos: list[BloqueoVisto]


class CuentaVista(BaseModel):
    """Cómo va la lectura de una cuenta. El mensaje del error no sale: lo escribió la red."""

    id: int
    red: str
    cuenta: str
    estado: str
    ultimo_bien: datetime | None
    fallos_seguidos: int
    tipo_error: str
    con_error_desde: datetime | None
    vuelve_a_probar: datetime | None


class Conexiones(BaseModel):
    """Si el servicio está al día, y cada cuenta."""

    viva: bool
    paradas: list[str] = Field(description="Las vueltas que no están al día.")
    cuentas: list[CuentaVista]
    pendientes: int | None = Field(description="Nulo para un cliente limitado a algunas cuentas.")
    en_cola: int | None = Field(description="Nulo para un cliente limitado a algunas cuentas.")


class SucesoVisto(BaseModel):
    """Un eslabón de la bitácora. `huella` = SHA-256 de la huella anterior, el número y la fila canónica."""

    n: int
    fecha: datetime
    tipo: str
    objeto: str
    actor: str
    datos: str = Field(description="JSON canónico en texto, tal como entra en la huella.")
    huella: str


class PaginaBitacora(BaseModel):
    """Una página de la bitácora, en orden."""

    sucesos: list[SucesoVisto]
    siguiente: str | None = Field(description="El cursor de la página que sigue, o nulo si no hay más.")


class Verificacion(BaseModel):
    """El resultado de recorrer la cadena."""

    entera: bool
    sucesos: int = Field(description="Los buenos, desde el principio.")
    primera_mala: int | None


class Seguidores(BaseModel):
    """La primera y la última cifra conocidas de una red."""

    primeros: int | None
    ahora: int | None


class Resumen(BaseModel):
    """Las cifras del servicio en este momento."""

    comentarios: int
    por_red: dict[str, int]
    por_propuesta: dict[str, int]
    ocultados: int
    bloqueados: int
    bloqueos_a_mano: int
    en_cola: int
    incidentes: int
    avisos: int
    ordenes: dict[str, int] = Field(description="Por «acción:estado».")
    seguidores: dict[str, Seguidores]
