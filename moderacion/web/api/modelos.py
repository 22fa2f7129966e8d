"""Lo que la API contesta: errores, la cola y el expediente."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field


class Detalle(BaseModel):
    """Qué falló. El código es estable; el mensaje es para una persona y puede cambiar."""

    codigo: str
    mensaje: str
    campo: str | None = None


class Error(BaseModel):
    """La respuesta a lo que no se pudo hacer."""

    error: Detalle


class Texto(BaseModel):
    """Un texto de fuera. Sin el alcance `datos:ver` va tachado, y si aun así puede descubrir a alguien, no va."""

    contenido: str
    tachado: bool = Field(description="Si se le quitaron los datos de personas.")
    recortado: bool = Field(description="Si es solo el principio.")
    reservado: str = Field(description="Por qué no sale, o vacío.")


class EnCola(BaseModel):
    """Un expediente en la cola."""

    id: int
    version: int
    prioridad: int
    estado: str
    red: str
    cuenta_id: int
    cuenta: str
    texto: Texto
    autor: str | None = Field(description="Solo con `datos:ver`.")
    creado: datetime
    abierto: datetime
    propuesta: str
    politicas: list[int]
    intenciones: list[str]
    critica: bool = Field(description="Crítica, queja o denuncia: ninguna máquina actúa sobre ella.")
    degradado: bool = Field(description="El juicio quedó incompleto.")
    actuado: bool = Field(description="La máquina ya actuó; una persona lo confirma o lo deshace.")
    tapado_por_la_red: bool = Field(description="No se ve en la red y aquí nadie lo restringió.")
    por_ver: bool = Field(description="Lleva una foto o un video: ninguna regla los ve.")
    tomado_por: str | None
    toma_hasta: datetime | None


class PaginaCola(BaseModel):
    """Una página de la cola, por prioridad. Puede traer menos que el límite y aun así tener siguiente."""

    elementos: list[EnCola]
    siguiente: str | None = Field(description="El cursor de la página que sigue, o nulo si no hay más.")


class Evidencia(BaseModel):
    """Un tramo del texto original, en puntos de código."""

    inicio: int
    fin: int
    texto: str


class HallazgoVisto(BaseModel):
    """Lo que una política dice."""

    politica: int
    gravedad: Literal["leve", "media", "grave"]
    propuesta: str
    motivo: str
    etiqueta: str
    evidencia: list[Evidencia]


class Veredicto(BaseModel):
    """Lo que dijo la máquina, y con qué versiones."""

    propuesta: str
    version_reglamento: str
    version_modelo: str
    critica: bool
    automatica: bool
    degradado: bool
    razon_degradado: str
    intenciones: list[str]
    indicios: dict[str, float]
    fecha: datetime


class DecisionTomada(BaseModel):
    """Lo que decidió una persona."""

    id: int
    version: int
    usuario: str
    accion: str
    motivo: str
    articulo: int | None
    fecha: datetime


class OrdenVista(BaseModel):
    """Una acción pedida a la red."""

    id: int
    accion: str
    origen: str
    estado: str
    intentos: int
    creada: datetime
    cerrada: datetime | None


class OpcionVista(BaseModel):
    """Una decisión posible, y por qué no si no lo es."""

    accion: str
    nombre: str
    nota: str
    disponible: bool
    definitiva: bool
    porque_no: str


class OtroComentario(BaseModel):
    """Otro comentario: del mismo autor, o de la misma conversación."""

    id: int
    texto: Texto
    creado: datetime
    estado: str


class ComentarioVisto(BaseModel):
    """Lo que alguien escribió."""

    id: int
    id_externo: str | None = Field(description="Solo con `datos:ver`.")
    texto: Texto
    autor: str | None = Field(description="Solo con `datos:ver`.")
    enlace: str | None = Field(description="Solo con `datos:ver`.")
    creado: datetime
    editado: datetime | None
    estado: str
    estado_red: str
    tapado_por_la_red: bool = Field(description="No se ve en la red y aquí nadie lo restringió.")
    por_ver: bool = Field(description="Lleva una foto o un video: ninguna regla los ve.")


class ExpedienteEntero(BaseModel):
    """Un expediente con todo lo que hace falta para decidir."""

    id: int
    version: int
    estado: str
    prioridad: int
    actuado: bool
    abierto: datetime
    resuelto: datetime | None
    tomado_hasta: datetime | None
    red: str
    cuenta_id: int
    cuenta: str
    comentario: ComentarioVisto
    veredicto: Veredicto
    hallazgos: list[HallazgoVisto]
    decisiones: list[DecisionTomada]
    ordenes: list[OrdenVista]
    opciones: list[OpcionVista] = Field(description="Vacía si la cuenta ya no está en la configuración.")
    otros_del_autor: list[OtroComentario]
    conversacion: list[OtroComentario]
    publicacion: Texto | None
