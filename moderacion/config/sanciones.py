"""La escalera de sanciones: que puntos da cada articulo, hasta cuando cuentan, y a que llevan. Ninguna es para siempre."""

import re
import string
from itertools import pairwise
from typing import Any, Final, Literal

from pydantic import Field, field_validator, model_validator

from moderacion.config.cerrado import Cerrado

DIAS_MAXIMOS: Final = 90
"""El bloqueo mas largo que se puede configurar."""
_CAMPOS: Final = {"articulo", "texto_articulo", "que", "plazo", "enlace"}
_AVISO: Final = (
    "{que} por el artículo {articulo} de las políticas de redes sociales del Instituto: «{texto_articulo}»{plazo} "
    "Puede pedir que otra persona lo revise: {enlace}"
)


class Peldano(Cerrado):
    """A que se llega con esos puntos: ocultar, o bloquear unos dias."""

    puntos: int = Field(ge=1, le=1000)
    accion: Literal["ocultar", "bloquear"]
    dias: int = Field(0, ge=0, le=DIAS_MAXIMOS)

    @model_validator(mode="after")
    def _con_fin(self) -> "Peldano":
        if self.accion == "bloquear" and not self.dias:
            raise ValueError("un bloqueo lleva «dias»: ninguno es para siempre")
        if self.accion == "ocultar" and self.dias:
            raise ValueError("ocultar no lleva «dias»: es el bloqueo el que los tiene")
        return self


class FaltaDe(Cerrado):
    """Los puntos de una falta a un articulo, y por cuantos dias cuentan."""

    puntos: int = Field(ge=0, le=20)
    dias: int = Field(180, ge=1, le=730)


_ESCALERA: Final = (
    Peldano(puntos=1, accion="ocultar"),
    Peldano(puntos=2, accion="bloquear", dias=7),
    Peldano(puntos=4, accion="bloquear", dias=30),
    Peldano(puntos=6, accion="bloquear", dias=90),
)
_FALTAS: Final = {
    "p01": FaltaDe(puntos=2),
    # el articulo 2 manda bloquear a quien insulta: su primera falta ya llega al primer bloqueo
    "p02": FaltaDe(puntos=2),
    "p04": FaltaDe(puntos=1, dias=90),
    "p12": FaltaDe(puntos=1, dias=90),
}


class Sanciones(Cerrado):
    """Faltas, escalera y plazos. Ningun bloqueo es para siempre."""

    bloqueo_dias: None = None
    """Lo que habia antes de la escalera: se dice a quien aun lo tenga."""
    confirmar_horas: int = Field(24, ge=1, le=72)
    tarea_horas: int = Field(24, ge=1, le=24 * 14)
    """En cuanto tiene que hacerse lo que una persona hace en la propia red."""
    revisar_dias: int = Field(0, ge=0, le=DIAS_MAXIMOS)
    """Cada cuanto se pregunta si un bloqueo sigue haciendo falta; 0, una vez, a la mitad de su plazo."""
    avisar_autor: bool = False
    aviso: str = Field(_AVISO, min_length=20, max_length=1000)
    peldano: tuple[Peldano, ...] = Field(_ESCALERA, min_length=1, max_length=20)
    faltas: dict[str, FaltaDe] = _FALTAS

    @field_validator("bloqueo_dias", mode="before")
    @classmethod
    def _lo_de_antes(cls, valor: Any) -> Any:
        if valor is not None:
            raise ValueError("ya no se usa: los días van en cada [[sanciones.peldano]]")
        return valor

    @field_validator("peldano")
    @classmethod
    def _sube(cls, valor: tuple[Peldano, ...]) -> tuple[Peldano, ...]:
        for antes, despues in pairwise(valor):
            if despues.puntos <= antes.puntos:
                raise ValueError("cada peldaño pide más puntos que el anterior")
            if antes.accion == "bloquear" and despues.accion == "ocultar":
                raise ValueError("tras un peldaño que bloquea no va uno que solo oculta")
            if despues.dias < antes.dias:
                raise ValueError("cada peldaño dura al menos lo que el anterior")
        if valor[-1].accion != "bloquear":
            raise ValueError("el último peldaño bloquea unos días: sin él la escalera no lleva a nada")
        return valor

    @field_validator("faltas")
    @classmethod
    def _de_un_articulo(cls, valor: dict[str, FaltaDe]) -> dict[str, FaltaDe]:
        for clave in valor:
            if not re.fullmatch(r"p(0[1-9]|1[0-3])", clave):
                raise ValueError(f"«{clave}» no es una política: se esperaba de p01 a p13")
        return _FALTAS | valor

    @field_validator("aviso")
    @classmethod
    def _con_recurso(cls, valor: str) -> str:
        try:
            campos = {
                campo for _, campo, forma, cambio in string.Formatter().parse(valor) if campo is not None
            }
            raro = any(forma or cambio for _, _, forma, cambio in string.Formatter().parse(valor))
        except ValueError:
            raise ValueError("hay una llave sin cerrar") from None
        if raro or not campos <= _CAMPOS:
            raise ValueError(f"entre llaves solo puede ir {', '.join(sorted(_CAMPOS))}")
        if not {"articulo", "enlace"} <= campos:
            raise ValueError("el aviso dice el {articulo} y el {enlace} para apelar")
        return valor

    @property
    def mayor(self) -> int:
        """Los dias del bloqueo mas largo."""
        return self.peldano[-1].dias
