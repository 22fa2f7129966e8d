"""Poder probar que la bitacora es la que fue, y poder volver a ponerlo todo en pie: las anclas y las copias."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from moderacion.config.cerrado import Cerrado
from moderacion.config.informes import Direccion
from moderacion.config.secreto import Secreto


def _cifras(valor: str) -> str:
    if not re.fullmatch("[0-9a-fA-F]{64}", valor):
        raise ValueError("se esperaban las 64 cifras hexadecimales de una llave pública, no la de firmar")
    return valor


class Anclas(Cerrado):
    """Que se firma de la bitacora cada poco, y a que sitios de fuera va. Sin llave no se ancla nada."""

    llave: Secreto | None = None
    """La de firmar («moderacion bitacora llave» da una). Quien audita solo necesita la publica."""
    publicas_anteriores: tuple[Annotated[str, AfterValidator(_cifras)], ...] = ()
    """Las publicas de las que hubo antes: lo que firmaron sigue valiendo. De la privada no hace falta guardar nada."""
    archivo: Path | None = None
    """Un archivo al que solo se añade; mejor en otro disco, o en otra maquina."""
    para: tuple[Direccion, ...] = ()
    """A quien se envian por [correo]: quien audita."""
    cada_minutos: int = Field(15, ge=1, le=60)
    cada_filas: int = Field(1000, ge=10, le=100_000)

    @model_validator(mode="after")
    def _entera(self) -> "Anclas":
        hay_sitio = self.archivo is not None or bool(self.para)
        if (hay_sitio or self.publicas_anteriores) and self.llave is None:
            raise ValueError("falta «anclas.llave»: «moderacion bitacora llave» da una, y va en un secreto")
        if self.llave is not None and not hay_sitio:
            raise ValueError(
                "hay llave y ningún sitio: se esperaba «anclas.archivo», «anclas.para» o los dos"
            )
        return self

    @property
    def sitios(self) -> int:
        """A cuantos sitios de fuera va cada ancla."""
        return len(self.para) + (self.archivo is not None)


class Respaldo(Cerrado):
    """Donde se dejan las copias, con que se cifran y cuanto se guardan."""

    carpeta: Path | None = None
    llave: Secreto | None = None
    """Una o varias separadas por comas: la primera cifra, todas abren. «moderacion base llave» da una."""
    cada_horas: float | None = Field(None, ge=0.25, le=168)
    """Cada cuanto se hace una sola; sin ella, solo las que alguien pida con «moderacion base respaldar»."""
    guardar_dias: int = Field(30, ge=1, le=3660)
    guardar_minimo: int = Field(7, ge=1, le=1000)
    """Las mas nuevas, que no se quitan aunque pasen de esos dias."""
    herramientas: Path | None = None
    """La carpeta con `pg_dump` y `pg_restore`, si no son los del camino; tienen que ser de la version del servidor o mas nuevos."""

    @model_validator(mode="after")
    def _se_puede(self) -> "Respaldo":
        if self.cada_horas is not None and (self.carpeta is None or self.llave is None):
            raise ValueError("hay «respaldo.cada_horas» y faltan «respaldo.carpeta» o «respaldo.llave»")
        return self

    @property
    def cada(self) -> timedelta | None:
        """El tiempo entre dos copias; None si no se hacen solas."""
        return None if self.cada_horas is None else timedelta(hours=self.cada_horas)
