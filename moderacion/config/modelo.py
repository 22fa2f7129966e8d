"""La forma de `config.toml`. Ninguna clave de mas, ningun secreto escrito en el archivo."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import parse_qs, urlsplit

from pydantic import Field, field_validator, model_validator

from moderacion.config.avisos import Avisos, DireccionConsola, Supervisor
from moderacion.config.cerrado import Cerrado
from moderacion.config.conservacion import Conservacion
from moderacion.config.custodia import Anclas, Respaldo
from moderacion.config.espera import Espera
from moderacion.config.informes import Direccion, InformeProgramado
from moderacion.config.plantillas import PREDETERMINADAS, Plantilla
from moderacion.config.registro import Registro
from moderacion.config.sanciones import Sanciones
from moderacion.config.secreto import Secreto
from moderacion.config.transparencia import Transparencia
from moderacion.config.web import Web

_ACTUAN = {2, 4, 12}
"""Las que pueden actuar solas. La 1 va a la cola siempre: ninguna configuracion lo levanta (diseno.md, seccion 3)."""
_POLITICAS = 13
_SQLITE = "sqlite:///"


class ModoPolitica(StrEnum):
    """Lo que se deja hacer a una politica."""

    SOMBRA = "sombra"
    SUGERIR = "sugerir"
    ACTUAR = "actuar"


class Institucion(Cerrado):
    """Quien es la institucion."""

    nombre: str = "Instituto Salvadoreño del Seguro Social"
    alias: tuple[str, ...] = ("isss", "isss_gob_sv")
    contacto: str = Field("comunicaciones@isss.gob.sv", pattern=r"^[^@\s]+@[^@\s]+$")  # el del manual

    @property
    def nombres(self) -> tuple[str, ...]:
        """Como se la llama: sus alias y su nombre entero."""
        return (*self.alias, self.nombre)


class Base(Cerrado):
    """Donde se guarda todo: un archivo SQLite, o una base PostgreSQL (docs/postgresql.md)."""

    url: str = "sqlite:///moderacion.db"
    clave: Secreto | None = None
    """La de PostgreSQL; sin ella, lo que el servidor pida se busca en el archivo de claves de libpq."""

    @field_validator("url")
    @classmethod
    def _motor(cls, valor: str) -> str:
        if valor.startswith(_SQLITE):
            return valor
        try:
            partes = urlsplit(valor)
            lleva_clave = partes.password is not None or "password" in parse_qs(partes.query)
            vale = partes.scheme == "postgresql+psycopg" and len(partes.path) > 1 and partes.port != 0
        except ValueError:
            lleva_clave = vale = False
        if lleva_clave:
            raise ValueError("la clave no se escribe en la dirección: va en «base.clave»")
        if not vale:
            raise ValueError("se esperaba sqlite:///archivo.db o postgresql+psycopg://usuario@servidor/base")
        return valor

    @model_validator(mode="after")
    def _clave_de_quien(self) -> "Base":
        if self.clave is not None and self.archivo is not None:
            raise ValueError("«clave» es solo para PostgreSQL: un archivo SQLite no tiene")
        return self

    @property
    def archivo(self) -> Path | None:
        """El archivo de la base; None si no es un archivo de aqui."""
        return Path(self.url.removeprefix(_SQLITE)) if self.url.startswith(_SQLITE) else None


class Ritmo(Cerrado):
    """Segundos entre pasadas de cada sala."""

    evaluar: float = Field(2, gt=0, le=600)
    despachar: float = Field(2, gt=0, le=600)
    avisar: float = Field(5, gt=0, le=600)
    escalar: float = Field(5, gt=0, le=60)
    sancionar: float = Field(5, gt=0, le=600)
    lo_nuestro: float = Field(300, gt=0, le=3600)
    """El ritmo de las cuentas y los temas de que habla la gente: no cambia de un segundo a otro."""
    informar: float = Field(300, gt=0, le=3600)
    """Los informes que salen solos por correo."""
    anclar: float = Field(60, gt=0, le=600)
    """Mirar si toca anclar la bitacora, y entregar lo que se deba; cada cuanto se ancla lo dice [anclas]."""
    respaldar: float = Field(300, gt=0, le=3600)
    """Mirar si toca una copia, y repetir la que fallo; cada cuanto se hace lo dice [respaldo]."""
    incidentes: float = Field(15, gt=0, le=600)
    """Amenazas, emergencias, olas de insultos, conexiones caidas."""
    cifras: float = Field(900, gt=0, le=3600)
    """Cerrar el dia que paso y sortear la semana que paso."""
    conservar: float = Field(86_400, gt=0, le=86_400)
    """Purgar lo que cumplio su plazo: al menos una vez al dia."""
    borrar_lo_concedido: float = Field(30, gt=0, le=600)
    """Hacer las supresiones que alguien encargo desde la consola."""
    releer: float = Field(3600, gt=0, le=7200)
    """Preguntar a cada red si lo guardado sigue alli: X da 24 horas, y cada vuelta pregunta por un lote."""


class Cupo(Cerrado):
    """Cuantas acciones automaticas por dia y cuenta, como mucho: el freno de una maquina desbocada."""

    ocultar: int = Field(200, ge=0)
    bloquear: int = Field(50, ge=0)


class Redaccion(Cerrado):
    """Los plazos de lo que decimos."""

    aprobacion_horas: int = Field(72, ge=1, le=24 * 30)
    """Cuanto vale una aprobacion si no sale; lo programado vale hasta su hora."""
    margen_minutos: int = Field(60, ge=5, le=24 * 60)
    """Cuanto despues de su hora puede salir todavia lo programado."""


class Correo(Cerrado):
    """Por donde se escribe a las areas, y con que direccion empieza el enlace de cada pregunta."""

    servidor: str = Field(min_length=1)
    puerto: int = Field(587, ge=1, le=65535)
    seguridad: Literal["starttls", "tls", "ninguna"] = "starttls"
    usuario: str = ""
    clave: Secreto | None = None
    de: Direccion
    enlace: DireccionConsola


class Area(Cerrado):
    """A quien se pregunta por un area, a quien se le dice si no contesta, y en cuantas horas."""

    clave: str = Field(min_length=1)
    correo: Direccion
    jefe: Direccion | None = None
    plazo_horas: int = Field(24, ge=1, le=24 * 30)


class _CuentaBase(Cerrado):
    id: str = Field(min_length=1, description="identificador de la cuenta en su red")
    nombre: str = Field(min_length=1)
    intervalo: float = Field(60, ge=0.2, le=3600)
    """Segundos entre sondeos."""
    url_base: str | None = None
    """Otra base que la real: solo para los simuladores."""

    @field_validator("id", mode="before")
    @classmethod
    def _texto(cls, valor: object) -> object:
        if isinstance(valor, int) and not isinstance(valor, bool):
            raise ValueError("se esperaba texto entre comillas: un número tan largo pierde cifras")  # noqa: TRY004
        return valor


class CredencialFacebook(Cerrado):
    """Token de pagina y la aplicacion que lo pidio."""

    token: Secreto
    app_id: str
    app_secreto: Secreto


class CredencialTwitter(Cerrado):
    """Cuatro claves OAuth 1.0a de usuario, y el plan contratado."""

    consumidor: Secreto
    consumidor_secreto: Secreto
    token: Secreto
    token_secreto: Secreto
    plan: Literal["basico", "enterprise"] = "basico"


class CredencialYoutube(Cerrado):
    """Cliente OAuth y token de refresco del dueño del canal."""

    cliente_id: str
    cliente_secreto: Secreto
    refresco: Secreto


class CuentaFacebook(_CuentaBase):
    """Una pagina de Facebook."""

    red: Literal["facebook"]
    credencial: CredencialFacebook


class CuentaTwitter(_CuentaBase):
    """Una cuenta de Twitter (X)."""

    red: Literal["twitter"]
    credencial: CredencialTwitter


class CuentaYoutube(_CuentaBase):
    """Un canal de YouTube."""

    red: Literal["youtube"]
    credencial: CredencialYoutube


Cuenta = Annotated[CuentaFacebook | CuentaTwitter | CuentaYoutube, Field(discriminator="red")]


def _modos_por_defecto() -> dict[str, ModoPolitica]:
    return {f"p{n:02d}": ModoPolitica.SUGERIR for n in range(1, _POLITICAS + 1)}


class Config(Cerrado):
    """Toda la configuracion."""

    institucion: Institucion = Institucion()
    base: Base = Base()
    web: Web = Web()
    ritmo: Ritmo = Ritmo()
    cupo: Cupo = Cupo()
    sanciones: Sanciones = Sanciones()
    redaccion: Redaccion = Redaccion()
    espera: Espera = Espera()
    transparencia: Transparencia = Transparencia()
    correo: Correo | None = None
    area: tuple[Area, ...] = ()
    informe: tuple[InformeProgramado, ...] = ()
    plantilla: tuple[Plantilla, ...] = PREDETERMINADAS
    politicas: dict[str, ModoPolitica] = Field(default_factory=_modos_por_defecto)
    cuenta: tuple[Cuenta, ...] = ()
    supervisor: tuple[Supervisor, ...] = ()
    avisos: Avisos = Avisos()
    conservacion: Conservacion = Conservacion()
    anclas: Anclas = Anclas()
    respaldo: Respaldo = Respaldo()
    registro: Registro = Registro()

    @field_validator("politicas")
    @classmethod
    def _modos(cls, valor: dict[str, ModoPolitica]) -> dict[str, ModoPolitica]:
        for clave, modo in valor.items():
            m = re.fullmatch(r"p(\d\d)", clave)
            if not m or not 1 <= int(m[1]) <= _POLITICAS:
                raise ValueError(f"«{clave}» no es una política: se esperaba de p01 a p13")
            if modo is ModoPolitica.ACTUAR and int(m[1]) not in _ACTUAN:
                raise ValueError(f"{clave} nunca actúa sola: se esperaba «sombra» o «sugerir»")
        return _modos_por_defecto() | valor

    @model_validator(mode="after")
    def _sin_repetir(self) -> "Config":
        vistas = [(c.red, c.id) for c in self.cuenta]
        if len(set(vistas)) != len(vistas):
            raise ValueError("hay dos secciones [[cuenta]] con la misma red e id")
        nombres = [s.nombre for s in self.supervisor]
        if len(set(nombres)) != len(nombres):
            # el nombre es el destino del aviso: con dos iguales, uno no recibiria nada
            raise ValueError("hay dos secciones [[supervisor]] con el mismo nombre")
        for nombre, suyas in (("area", self.area), ("plantilla", self.plantilla)):
            if len({x.clave for x in suyas}) != len(suyas):
                raise ValueError(f"hay dos secciones [[{nombre}]] con la misma clave")
        if self.sanciones.avisar_autor and not self.enlace:
            raise ValueError(
                "«sanciones.avisar_autor» necesita la dirección pública de la consola: en «avisos.enlace» o en [correo]"
            )
        if self.area and self.correo is None:
            raise ValueError("hay [[area]] y no hay [correo]: no se les podría preguntar")
        if self.informe and self.correo is None:
            raise ValueError("hay [[informe]] y no hay [correo]: no se podrían enviar")
        if self.anclas.para and self.correo is None:
            raise ValueError("hay «anclas.para» y no hay [correo]: no se podrían enviar")
        self.conservacion.exigir_fuera(
            self.base.archivo, self.registro_de_purgas, self.anclas.archivo, self.respaldo.carpeta
        )
        return self

    @property
    def enlace(self) -> str:
        """Con que empiezan los enlaces que salen de la casa; vacio si no se dijo."""
        return self.avisos.enlace or (self.correo.enlace if self.correo else "")

    @property
    def registro_de_purgas(self) -> Path:
        """Donde se apunta cada purga: junto a la base si es un archivo, o en la carpeta desde donde se corre."""
        if self.conservacion.registro is not None:
            return self.conservacion.registro
        archivo = self.base.archivo
        return Path("purgas.jsonl") if archivo is None else archivo.with_name(f"{archivo.stem}.purgas.jsonl")

    def modo(self, politica: int) -> ModoPolitica:
        """El modo de una politica."""
        return self.politicas[f"p{politica:02d}"]
