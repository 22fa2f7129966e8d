"""Avisar hasta que alguien conteste: a quien, por donde y en que orden; por donde va cada incidente, y lo que se envio."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from moderacion.almacen.estados import EstadoEntrega, EstadoEscalada
from moderacion.almacen.tablas.base import col_fecha, col_json, col_texto, parcial, uno_de


class Destinatario(SQLModel, table=True):
    """Alguien a quien se puede avisar: copia de la configuracion, sin sus direcciones, que son secretos."""

    nombre: str = Field(primary_key=True)
    usuario: str = ""
    """Con que nombre entra a la consola; vacio, no entra."""
    activo: bool = True
    """Si sigue en la configuracion."""


class Canal(SQLModel, table=True):
    """Una direccion de alguien, por su nombre («jefa/1»), y como le va."""

    __table_args__ = (Index("ix_canal_persona", "persona"),)
    destino: str = Field(primary_key=True)
    persona: str = Field(foreign_key="destinatario.nombre")
    tipo: str
    """correo, telegram, sms, ntfy, webhook u otro."""
    activo: bool = True
    ultimo_bien: datetime | None = col_fecha(nula=True)
    ultimo_fallo: datetime | None = col_fecha(nula=True)
    fallos: int = 0
    """Seguidos."""
    error: str = col_texto(defecto="")
    no_antes_de: datetime | None = col_fecha(nula=True)
    """Hasta cuando pidio el canal que no se le escriba."""
    ultimo_suelto: datetime | None = col_fecha(nula=True)
    """Cuando empezo el ultimo envio que no era insistente: los siguientes se juntan."""


class Rota(SQLModel, table=True):
    """Personas que se turnan."""

    __table_args__ = (UniqueConstraint("nombre"),)
    id: int | None = Field(default=None, primary_key=True)
    nombre: str = col_texto()
    personas: Any = col_json()
    turno_horas: int
    desde: datetime = col_fecha()
    """Cuando empieza el turno de la primera."""
    activa: bool = True


class Cadena(SQLModel, table=True):
    """Los escalones de una clase de incidente. Cambiarla no toca a los incidentes abiertos: llevan su copia."""

    __table_args__ = (UniqueConstraint("nombre"),)
    id: int | None = Field(default=None, primary_key=True)
    nombre: str = col_texto()
    tipos: Any = col_json()
    """Para que clases de incidente; ninguna, para las que no tengan otra."""
    pasos: Any = col_json()
    vueltas: int
    recordatorio_min: int
    seguimiento_min: int
    insistente: bool = False
    activa: bool = True
    guardada: datetime = col_fecha()
    revisada: datetime = col_fecha()
    problemas: Any = col_json()
    """Lo que hoy impide que llegue a alguien, en frases; vacia, ninguno."""


class Escalada(SQLModel, table=True):
    """Por donde va un incidente de su cadena."""

    __table_args__ = (
        uno_de("estado", EstadoEscalada),
        # lo que hay que mirar en cada vuelta, y lo que el auditor busca: un tramo seguido del indice
        parcial("ix_escalada_proxima", "proxima_en", donde="proxima_en IS NOT NULL"),
        Index("ix_escalada_sin_nadie", "sin_nadie", "incidente_id"),
    )
    incidente_id: int = Field(
        primary_key=True, foreign_key="incidente.id", sa_column_kwargs={"autoincrement": False}
    )
    cadena: str = col_texto()
    copia: Any = col_json()
    """La cadena como estaba al abrirse el incidente."""
    insistente: bool = False
    estado: str = EstadoEscalada.EN_MARCHA
    paso: int = 0
    """El ultimo escalon dado, de la copia; 0, ninguno."""
    vuelta: int = 1
    movimiento: int = 0
    """Cuantas veces se ha avisado: no vuelve a empezar, y numera los avisos."""
    desde: datetime = col_fecha()
    proxima_en: datetime | None = col_fecha(nula=True)
    """Cuando toca lo siguiente. Nula solo si termino: un incidente sin cerrar siempre tiene siguiente."""
    acuse: datetime | None = col_fecha(nula=True)
    acuse_de: str = col_texto(defecto="")
    """Quien acuso recibo."""
    recordado: datetime | None = col_fecha(nula=True)
    """Cuando se le recordo, si desde entonces no ha dicho nada."""
    sin_nadie: bool = False
    """Si la ultima vez no hubo a quien avisar."""


class Entrega(SQLModel, table=True):
    """Un envio a un destino: uno o varios avisos juntos, una prueba o una alarma del auditor."""

    __table_args__ = (
        uno_de("estado", EstadoEntrega),
        Index("ix_entrega_destino", "destino", "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    destino: str
    clase: str
    """aviso, prueba o auditor."""
    asunto: str = col_texto()
    avisos: int = 0
    estado: str = EstadoEntrega.EN_CURSO
    empezada: datetime = col_fecha()
    terminada: datetime | None = col_fecha(nula=True)
    error: str = col_texto(defecto="")
    espera: int = 0
    """Segundos que el canal pidio esperar."""


class EnlaceAcuse(SQLModel, table=True):
    """Un enlace para acusar recibo sin ingresar. Se guarda la huella del testigo, no el testigo."""

    __tablename__ = "enlace_acuse"
    __table_args__ = (Index("ix_enlace_acuse_incidente", "incidente_id"),)
    huella: str = Field(primary_key=True)
    incidente_id: int = Field(foreign_key="incidente.id")
    persona: str = col_texto()
    creado: datetime = col_fecha()
    caduca: datetime = col_fecha()
    usado: datetime | None = col_fecha(nula=True)


class Alarma(SQLModel, table=True):
    """Algo que el auditor encontro mal y sigue mal."""

    clave: str = Field(primary_key=True)
    motivo: str = col_texto()
    abierta: datetime = col_fecha()
    vista: datetime = col_fecha()
    avisada: datetime | None = col_fecha(nula=True)


class Simulacro(SQLModel, table=True):
    """Un ensayo de la cadena, con su acta."""

    id: int | None = Field(default=None, primary_key=True)
    incidente_id: int = Field(foreign_key="incidente.id")
    quien: str = col_texto()
    empezado: datetime = col_fecha()
    terminado: datetime | None = col_fecha(nula=True)
    bien: bool | None = None
    acta: str = col_texto(defecto="")
