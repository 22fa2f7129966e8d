"""Cuanto se guarda cada clase de cosa, y por que: un plazo que se cambia lleva escrita su razon."""

from pathlib import Path
from typing import Final

from pydantic import Field, model_validator

from moderacion.config.cerrado import Cerrado

_RAZON: Final = 20
_DIEZ_ANIOS: Final = 3660
_DE_YOUTUBE: Final = 30
"""Dias que admite guardar algo sin refrescarlo (fiabilidad.md, seccion 6)."""


class Plazo(Cerrado):
    """Dias que se guarda una clase de cosa, y la razon. Los dos juntos: no se cambia uno y se deja la razon del otro."""

    dias: int = Field(ge=1, le=_DIEZ_ANIOS)
    razon: str = Field(min_length=_RAZON, max_length=300)


def _plazo(dias: int, razon: str) -> Plazo:
    return Plazo(dias=dias, razon=razon)


class Conservacion(Cerrado):
    """Los plazos. Cada uno corre desde lo que dice su nombre en `moderacion.conservacion.clases`."""

    limpios: Plazo = _plazo(
        180,
        "Un comentario en que nadie vio nada solo sirve para comparar repetidos, medir y repasar un cambio de reglas: "
        "medio año basta.",
    )
    expedientes: Plazo = _plazo(
        730,
        "Lo que motivó una decisión se guarda dos años desde que se resolvió, para apelarla, revisarla y rendir cuentas.",
    )
    sin_refrescar: Plazo = _plazo(
        30,
        "YouTube solo deja guardar lo que se refresca cada treinta días: lo que en ese tiempo no se pudo volver a leer se quita.",
    )
    autores: Plazo = _plazo(
        30,
        "Sin ningún comentario suyo guardado, saber quién es ya no hace falta para nada: un mes de margen.",
    )
    crudo: Plazo = _plazo(
        30, "Lo que la red contestó, entero, solo sirve para depurar una lectura; trae datos que no se usan."
    )
    apelaciones: Plazo = _plazo(
        730, "El alegato acompaña a la decisión que lo resolvió, el mismo tiempo que el expediente."
    )
    contactos: Plazo = _plazo(
        90,
        "El contacto que dejó quien apeló solo sirve para decirle qué se resolvió: tres meses para hacerlo.",
    )
    avisos: Plazo = _plazo(
        180, "El texto de un aviso interno repite lo del incidente; medio año para revisar cómo se atendió."
    )
    incidentes: Plazo = _plazo(
        1095,
        "Las pruebas de un incidente cerrado pueden hacer falta en una investigación: tres años desde el cierre.",
    )
    consultas: Plazo = _plazo(
        1095,
        "Lo que un área contestó respalda lo que se publicó (artículo 5): tres años desde que dejó de regir.",
    )
    borradores: Plazo = _plazo(
        365, "Lo que se redactó y no salió no dice nada de la institución: un año para revisar el trabajo."
    )
    sugerencias: Plazo = _plazo(
        180, "Una sugerencia cerrada copia frases de la gente como ejemplo: medio año."
    )
    sesiones: Plazo = _plazo(
        30, "Desde dónde y con qué entró el personal solo sirve para investigar un acceso reciente."
    )
    intentos: Plazo = _plazo(
        30, "Un intento de ingreso fallido lleva una dirección de internet: un mes para ver un ataque."
    )
    api: Plazo = _plazo(
        7,
        "La respuesta guardada de una petición repetida deja de servir cuando su clave caduca: una semana de margen.",
    )
    solicitudes: Plazo = _plazo(
        1095, "Quien pidió algo sobre sus datos puede reclamar: tres años desde que se le contestó."
    )
    sales: Plazo = _plazo(
        30,
        "Con la sal aún se puede probar que un texto es el que se purgó; pasado un mes, ni eso hace falta.",
    )
    exportaciones: Plazo = _plazo(
        30,
        "Un informe o una exportación se vuelve a generar cuando haga falta: guardarlo es otra copia de lo mismo.",
    )
    releer_dias: int = Field(6, ge=1, le=7)
    """YouTube y Facebook: cada cuanto se pregunta, como mucho, si un comentario sigue. YouTube exige 30 dias."""
    releer_twitter_horas: int = Field(20, ge=1, le=24)
    """X exige quitar antes de 24 horas lo que se quite alli."""
    releer_lote: int = Field(500, ge=1, le=10_000)
    """Por cuantos comentarios se pregunta en cada vuelta: gasta cuota de la red, y en X dinero."""
    cuota_maxima: float = Field(0.8, gt=0, le=1)
    """Con mas parte gastada de una cuota de la red, no se relee: leer lo nuevo va antes."""
    borrados_por_nosotros: int = Field(30, ge=0, le=30)
    """Dias que se guarda el texto de lo que nosotros eliminamos en la red, para que se pueda apelar."""
    lote: int = Field(500, ge=1, le=5000)
    """Filas por transaccion al purgar: ninguna retiene a quien trabaja."""
    registro: Path | None = None
    """Donde se apunta cada purga, fuera de la base y de sus copias; junto a la base SQLite si no se dice."""
    carpetas: tuple[Path, ...] = ()
    """Carpetas con exportaciones, informes y registros del servicio: a ellas tambien llega la purga."""

    @model_validator(mode="after")
    def _con_sentido(self) -> "Conservacion":
        for menos, mas, por in (
            ("crudo", "limpios", "lo que contestó la red no se guarda más que el comentario"),
            ("limpios", "expedientes", "un comentario sin nada no se guarda más que uno con decisión"),
            ("contactos", "apelaciones", "un contacto no se guarda más que su apelación"),
            ("apelaciones", "expedientes", "una apelación no se guarda más que su expediente"),
        ):
            if getattr(self, menos).dias > getattr(self, mas).dias:
                raise ValueError(f"«{menos}» dura más que «{mas}»: {por}")
        if not self.releer_dias < self.sin_refrescar.dias <= _DE_YOUTUBE:
            raise ValueError(
                f"«sin_refrescar» va de {self.releer_dias + 1} a {_DE_YOUTUBE} días: más no lo admite YouTube, y con menos se "
                "quitaría lo que aún no toca volver a leer"
            )
        if any(c.resolve() in (Path("/"), Path.home()) for c in self.carpetas):
            raise ValueError(
                "«carpetas» es para carpetas propias del servicio: lo viejo que haya en ellas se borra"
            )
        return self

    def exigir_fuera(self, *rutas: Path | None) -> None:
        """Que nada de eso este en `carpetas`, donde lo viejo y lo que lleve el rastro de alguien se borra. Lanza `ValueError`."""
        for ruta in rutas:
            if ruta and any(ruta.resolve().is_relative_to(c.resolve()) for c in self.carpetas):
                raise ValueError(
                    f"«conservacion.carpetas» alcanza a {ruta}, y lo viejo que haya en ellas se borra: póngalo en otro sitio"
                )
