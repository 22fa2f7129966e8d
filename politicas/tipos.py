"""Lo que entra y sale de una politica. Nada aqui sabe de bases de datos ni de redes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

from propcache.api import cached_property

from modelos.lectura import Firma, Lectura, Senal
from politicas.observacion import Observacion as Observacion  # noqa: PLC0414 - se importan de aqui
from politicas.observacion import Rafaga as Rafaga  # noqa: PLC0414
from politicas.observacion import SenalPrevia as SenalPrevia  # noqa: PLC0414
from politicas.observacion import Ventana as Ventana  # noqa: PLC0414


class Sentido(StrEnum):
    """Hacia donde va el texto."""

    ENTRANTE = "entrante"
    SALIENTE = "saliente"


class Gravedad(IntEnum):
    """Cuanto pesa un hallazgo. En lo saliente: LEVE es nota, MEDIA aviso y GRAVE alto."""

    LEVE = 1
    MEDIA = 2
    GRAVE = 3


class Propuesta(StrEnum):
    """Lo que se propone hacer con el texto, de menos a mas."""

    PERMITIR = "permitir"
    REVISAR = "revisar"
    RESTRINGIR = "restringir"


class Modo(StrEnum):
    """Lo que se deja hacer a una politica con lo que halla."""

    SOMBRA = "sombra"
    SUGERIR = "sugerir"
    ACTUAR = "actuar"


class Intencion(StrEnum):
    """Lo que el ciudadano busca. `QUEJA` y `DENUNCIA` son critica: protegidas."""

    CONSULTA = "consulta"
    QUEJA = "queja"
    DENUNCIA = "denuncia"
    SUGERENCIA = "sugerencia"
    FELICITACION = "felicitacion"
    URGENCIA = "urgencia"
    CONVERSACION = "conversacion"


@dataclass(frozen=True, slots=True)
class Evidencia:
    """Un fragmento exacto del original: `original[inicio:fin] == texto` (puntos de codigo)."""

    inicio: int
    fin: int
    texto: str


@dataclass(frozen=True, slots=True)
class Contraste:
    """El otro texto con que choca el juzgado, y los fragmentos (sobre `texto`) en que difieren."""

    origen: str
    """De donde sale, para una persona: «comunicado 12-2026», «publicación del 19/11/2026»."""
    texto: str
    evidencia: tuple[Evidencia, ...] = ()


@dataclass(frozen=True, slots=True)
class Hallazgo:
    """Una politica dice: aqui.

    `motivo` es una frase para una persona. `propuesta` es lo que pide esta politica sola. `bloquear` pide
    ademas bloquear al autor. `automatica` dice que la politica lo ve bastante claro para que, en modo
    ACTUAR, la maquina lo haga sin esperar. `etiqueta` precisa de que se trata (insulto_persona, amenaza…).
    """

    politica: int
    gravedad: Gravedad
    motivo: str
    propuesta: Propuesta
    evidencia: tuple[Evidencia, ...] = ()
    bloquear: bool = False
    automatica: bool = False
    etiqueta: str = ""
    sugerencias: tuple[str, ...] = ()
    """Por que cambiar el fragmento de la evidencia (una sola), la mejor primero."""
    contraste: tuple[Contraste, ...] = ()
    """Los textos con que choca (politica 3)."""
    peso: float = 0.0
    """Cuanto cuenta esta señal entre las de su cuenta (politica 13)."""


@dataclass(frozen=True, slots=True)
class Reciente:
    """Un texto visto hace poco: en lo entrante, de ciudadanos; en lo saliente, nuestro."""

    texto: str
    fecha: datetime
    autor: str = ""
    red: str = ""
    firma: Firma = b""
    """MinHash del texto (`Lectura.firma`), para no calcularlo otra vez."""


@dataclass(frozen=True, slots=True)
class ComunicadoVigente:
    """Un comunicado en vigor."""

    numero: str
    asunto: str
    texto: str
    desde: datetime
    hasta: datetime
    publicado: datetime | None = None
    """Cuando se publico: lo dicho antes sin comunicado ya no vale contra el. None es cuando empezo a regir."""


@dataclass(frozen=True, slots=True)
class ConsultaRespondida:
    """La respuesta de un area a una consulta."""

    numero: str
    asunto: str
    respuesta: str
    vence: datetime


@dataclass(frozen=True, slots=True)
class Contexto:
    """Todo lo que una politica necesita saber fuera del texto, como datos."""

    ahora: datetime
    recientes: tuple[Reciente, ...] = ()
    """En lo entrante, los comentarios parecidos de las ultimas horas; en lo saliente, lo ya publicado."""
    del_autor: int = 0
    """Comentarios que el autor lleva escritos en esas horas, sin contar este."""
    comunicados: tuple[ComunicadoVigente, ...] = ()
    consultas: tuple[ConsultaRespondida, ...] = ()
    nombres_propios: tuple[str, ...] = ("isss", "isss_gob_sv", "instituto salvadoreno del seguro social")
    """Como se llama la institucion (de la configuracion): para reconocer a quien se hace pasar por ella."""
    mejores_horas: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Por red, las horas locales (0 a 23) en que nuestras publicaciones reciben mas respuesta."""


@dataclass(frozen=True)
class Pieza:
    """Lo que se juzga: un texto o una observacion de una cuenta (una de las dos).

    `indicios` son los numeros del clasificador (etiqueta → 0..1); vacio si no hubo clasificador: entonces
    `degradada` es True y ninguna politica puede proponer nada automatico.
    """

    sentido: Sentido
    lectura: Lectura | None = None
    observacion: Observacion | None = None
    tipo: str = "comentario"
    """comentario, publicacion, respuesta o comunicado."""
    red: str = ""
    autor: str = ""
    autor_nombre: str = ""
    fecha: datetime | None = None
    indicios: Mapping[str, float] = field(default_factory=dict)
    degradada: bool = False
    consulta: str = ""
    """Numero de la respuesta de un area en que se apoya (saliente)."""
    impacto: str = ""
    """Razon de impacto para escribir en mayusculas (saliente)."""
    redactor: str = ""
    aprobador: str = ""
    aprobaciones: tuple[str, ...] = ()
    """Quienes ademas lo aprobaron (un comunicado lo aprueban dos)."""
    por_publicar: bool = False
    """Si esta a punto de salir: entonces tiene que constar quien lo aprobo."""

    @property
    def texto(self) -> str:
        """El texto original, o vacio si es una observacion."""
        return self.lectura.original if self.lectura else ""

    @cached_property
    def intenciones(self) -> "tuple[Intencion, ...]":
        """Lo que busca quien escribe; se decide una vez para todas las politicas."""
        # aqui dentro: las ayudas conocen estos tipos
        from politicas.ayudas.intenciones import intenciones

        return intenciones(self.lectura, self.indicios) if self.lectura else ()

    @cached_property
    def critica(self) -> bool:
        """Si es un comentario que se queja, denuncia o disiente: protegido, se decide aparte de si ofende."""
        from politicas.ayudas.intenciones import es_critica

        entrante = self.lectura is not None and self.sentido is Sentido.ENTRANTE
        return entrante and self.lectura is not None and es_critica(self.lectura, self.intenciones)

    def evidencia(self, inicio: int, fin: int) -> Evidencia:
        """Un fragmento del original como evidencia."""
        return Evidencia(inicio, fin, self.texto[inicio:fin])


Evaluador = Callable[[Pieza, Contexto], Iterator[Hallazgo]]


@dataclass(frozen=True, slots=True)
class Politica:
    """Un articulo del manual, ejecutable."""

    numero: int
    titulo: str
    articulo: str
    """El texto del manual, literal."""
    evaluar: Evaluador
    puede_actuar: bool = False
    """Si la configuracion puede ponerla en ACTUAR (nunca la 1: diseno.md, seccion 3)."""
    disparadores: Senal | None = None
    """Senales de la criba que pueden tocarla en un comentario; None, cualquier comentario. Lo nuestro lo mira siempre."""
    indicios: Mapping[str, float] = field(default_factory=dict)
    """Ademas de las senales, los numeros del clasificador que la tocan: etiqueta → desde cuanto."""


@dataclass(frozen=True, slots=True)
class Veredicto:
    """Lo que la maquina dice de una pieza, con todas sus razones.

    `critica` es True si el texto es queja, denuncia o desacuerdo: protegido, jamas accion automatica.
    `automatica` es True solo si puede ejecutarse sin persona: la guarda ya esta aplicada aqui.
    """

    propuesta: Propuesta
    hallazgos: tuple[Hallazgo, ...] = ()
    intencion: tuple[Intencion, ...] = ()
    indicios: Mapping[str, float] = field(default_factory=dict)
    bloquear: bool = False
    critica: bool = False
    automatica: bool = False
    degradado: bool = False
    razon_degradado: str = ""

    @property
    def politicas(self) -> tuple[int, ...]:
        """Numeros de las politicas con hallazgo, sin repetir y en orden."""
        return tuple(sorted({h.politica for h in self.hallazgos}))
