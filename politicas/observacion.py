"""El estado de una de nuestras cuentas en un momento: lo que miran las politicas 6, 9 y 13."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Rafaga:
    """Un asunto del que los ciudadanos hablan en una ventana, contra lo que es habitual en ventanas iguales."""

    asunto: str
    cuantos: int
    habitual: float = 0.0
    """Media de comentarios sobre el asunto en ventanas iguales de las ultimas semanas."""
    ejemplos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ventana:
    """Un rato en que se anunciaron cambios en la cuenta. Baja el peso de lo que se esperaba; nunca lo calla."""

    motivo: str
    """Por que se esperan («cambio de claves anunciado por…»)."""
    desde: datetime
    hasta: datetime
    espera: frozenset[str] = frozenset()
    """Las señales que se esperan; vacio, cualquiera."""


@dataclass(frozen=True, slots=True)
class SenalPrevia:
    """Una señal de la cuenta que ya se conto hace poco, con lo que peso entonces."""

    clase: str
    peso: float
    motivo: str


@dataclass(frozen=True, slots=True)
class Observacion:
    """Estado de una de nuestras cuentas en un momento, para las politicas 6, 9 y 13.

    `ajenas`: publicaciones que estan en la cuenta y no en nuestro libro (id, texto, fecha en hora local).
    `cambios`: campo del perfil → (antes, ahora). `token_valido` es None si no se pudo preguntar.
    Lo vacio o None es «no se sabe»: ninguna politica afirma nada por eso.
    """

    red: str
    cuenta: str
    fecha: datetime
    ajenas: tuple[tuple[str, str, datetime], ...] = ()
    cambios: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    administradores_nuevos: tuple[str, ...] = ()
    token_valido: bool | None = None
    token_motivo: str = ""
    ultima_publicacion: datetime | None = None
    publicadas_24h: int = 0
    rafagas: tuple[Rafaga, ...] = ()
    ritmo_habitual: float | None = None
    """Publicaciones por dia, media de las ultimas semanas."""
    intervalo_mediano: timedelta | None = None
    """Mediana del tiempo entre dos publicaciones seguidas de las ultimas semanas."""
    borradas: tuple[tuple[str, str, datetime], ...] = ()
    """Publicaciones nuestras que ya no estan sin que nadie lo ordenara (id, texto, cuando se noto)."""
    editadas: tuple[tuple[str, str, str, datetime], ...] = ()
    """Publicaciones nuestras que dicen otra cosa sin que nadie lo ordenara (id, antes, ahora, cuando se noto)."""
    horas_habituales: frozenset[int] = frozenset()
    """Horas locales (0 a 23) en que la cuenta suele publicar."""
    dominios_habituales: frozenset[str] = frozenset()
    """Sitios que la cuenta suele enlazar, ademas de los del Estado."""
    asuntos_habituales: frozenset[str] = frozenset()
    """Palabras con peso (`ayudas.asuntos`) de lo que la cuenta publica."""
    seguidores: tuple[int, int] | None = None
    """Seguidores en la instantanea anterior y en esta."""
    siguiendo: tuple[int, int] | None = None
    """A cuantas cuentas seguia y sigue."""
    aplicaciones_ajenas: tuple[tuple[str, str], ...] = ()
    """Publicaciones hechas con una aplicacion que no es la nuestra (id, nombre de la aplicacion)."""
    permisos_perdidos: tuple[str, ...] = ()
    """Permisos que la credencial tenia y ya no tiene."""
    token_vencido: bool = False
    """Si lo que la credencial perdio fue el plazo, segun el codigo de la red: no la quito nadie."""
    ventanas: tuple[Ventana, ...] = ()
    """Los cambios anunciados que pueden alcanzar a lo que se ve."""
    previas: tuple[SenalPrevia, ...] = ()
    """Lo ya contado de esta cuenta en las ultimas horas, y que solo no basto."""
