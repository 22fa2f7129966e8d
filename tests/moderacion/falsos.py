"""Dobles en memoria: una red, un clasificador y un juez que obedecen a la prueba."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text

from conectores.facebook.capacidades import CAPACIDADES as FACEBOOK
from conectores.tipos import (
    Accion,
    AutorLeido,
    Capacidades,
    ComentarioLeido,
    Cuota,
    EstadoCuenta,
    Pagina,
    Presencia,
    PublicacionLeida,
    Red,
    Resultado,
    SaludToken,
)
from conectores.twitter.capacidades import capacidades as twitter
from conectores.youtube.capacidades import CAPACIDADES as YOUTUBE
from modelos.lectura import Lectura
from moderacion import evaluacion, incidentes
from moderacion.almacen import Almacen
from moderacion.almacen.cadenas import DestinatarioDado
from moderacion.almacen.incidentes import IncidenteNuevo
from moderacion.avisos import ComoFue, Despachador, Enviar
from moderacion.cola import Persona
from moderacion.evaluacion import Reglas
from moderacion.incidentes import acuse
from moderacion.reloj import Reloj
from politicas.tipos import Contexto, Gravedad, Hallazgo, Modo, Pieza, Propuesta, Veredicto

INICIO = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
CAPACIDADES: Mapping[Red, Capacidades] = {
    Red.FACEBOOK: FACEBOOK,
    Red.TWITTER: twitter(),
    Red.YOUTUBE: YOUTUBE,
}
INSULTO = "sos un pendejo"


class ConectorFalso:
    """Una red en memoria. `barridos`: lo que da cada `leer` (paginas, o un error que se lanza en su lugar)."""

    def __init__(self, red: Red = Red.FACEBOOK, cuenta: str = "100", reloj: Reloj | None = None) -> None:
        self.red, self.cuenta, self.capacidades = red, cuenta, CAPACIDADES[red]
        self.reloj = reloj
        self.barridos: deque[list[Pagina | BaseException]] = deque()
        self.cursores: list[str | None] = []
        self.llamadas: list[tuple[str, ...]] = []
        """Todo lo que se le pidio, saliera bien o no."""
        self.efectos: list[tuple[str, ...]] = []
        """Lo que de verdad se aplico en la red."""
        self.propias: list[PublicacionLeida] = []
        self.estado = EstadoCuenta(
            red, cuenta, "ISSS", 1000, perfil={"nombre": "ISSS", "sitio": "isss.gob.sv"}
        )
        self.quitadas: frozenset[str] = frozenset()
        """Lo nuestro que ya no esta en la red."""
        self.dicen: dict[str, str] = {}
        """Lo que ahora dice en la red algo nuestro."""
        self.preguntadas: list[tuple[str, ...]] = []
        self.token = SaludToken(valido=True)
        self.al_llamar: Callable[[str], None] = lambda _: None
        self._fallos: dict[str, deque[tuple[BaseException | None, bool]]] = defaultdict(deque)

    def fallar(self, accion: str, *errores: BaseException | None, aplicar: bool = False) -> None:
        """Los proximos resultados de `accion`; None es que va bien. `aplicar`: falla despues de hacerlo."""
        self._fallos[accion].extend((e, aplicar) for e in errores)

    def leer(self, cursor: str | None) -> Iterator[Pagina]:
        self.cursores.append(cursor)
        for paso in self.barridos.popleft() if self.barridos else []:
            if isinstance(paso, BaseException):
                raise paso
            yield paso

    def consultar(self, id_externo: str) -> ComentarioLeido | None:
        raise NotImplementedError

    def buscar_propias(self, desde: datetime, padre_id: str | None = None) -> list[PublicacionLeida]:
        self._quiza_fallar("buscar_propias")
        return [p for p in self.propias if p.creado >= desde and p.padre_id == padre_id]

    def presencia(self, ids: Sequence[str], desde: datetime) -> Presencia:
        self.preguntadas.append(tuple(ids))
        self._quiza_fallar("faltan")
        return Presencia(self.quitadas & frozenset(ids), {i: t for i, t in self.dicen.items() if i in ids})

    def estado_cuenta(self) -> EstadoCuenta:
        self._quiza_fallar("estado_cuenta")
        return self.estado

    def salud_token(self) -> SaludToken:
        return self.token

    def cuotas(self) -> tuple[Cuota, ...]:
        return ()

    def _quiza_fallar(self, accion: str) -> None:
        if self._fallos[accion]:
            error, _ = self._fallos[accion].popleft()
            if error:
                raise error

    def _hacer(self, accion: str, *datos: str) -> Resultado:
        self.llamadas.append((accion, *datos))
        self.al_llamar(accion)
        error, aplicar = self._fallos[accion].popleft() if self._fallos[accion] else (None, True)
        numero = f"ext-{len(self.efectos) + 1}"
        if error is None or aplicar:
            self.efectos.append((accion, *datos))
            if accion in ("responder", "publicar"):
                ahora = self.reloj.ahora() if self.reloj else INICIO
                padre = datos[0] if accion == "responder" else None
                self.propias.append(PublicacionLeida(self.red, numero, datos[-1], ahora, padre_id=padre))
        if error:
            raise error
        return Resultado(numero)

    def ocultar(self, id_externo: str) -> Resultado:
        return self._hacer("ocultar", id_externo)

    def mostrar(self, id_externo: str) -> Resultado:
        return self._hacer("mostrar", id_externo)

    def retener(self, id_externo: str) -> Resultado:
        return self._hacer("retener", id_externo)

    def eliminar(self, id_externo: str) -> Resultado:
        return self._hacer("eliminar", id_externo)

    def bloquear(self, autor_id: str, comentario_id: str | None = None, *, repite: bool = False) -> Resultado:
        return self._hacer("bloquear", autor_id)

    def desbloquear(self, autor_id: str) -> Resultado:
        return self._hacer("desbloquear", autor_id)

    def responder(self, id_externo: str, texto: str) -> Resultado:
        return self._hacer("responder", id_externo, texto)

    def publicar(self, texto: str) -> Resultado:
        return self._hacer("publicar", texto)

    def editar(self, id_externo: str, texto: str) -> Resultado:
        return self._hacer("editar", id_externo, texto)

    def borrar(self, id_externo: str) -> Resultado:
        return self._hacer("borrar", id_externo)


class PuntuadorFalso:
    """Un clasificador que da lo que se le diga, o revienta."""

    def __init__(self, indicios: Mapping[str, float] | None = None, error: Exception | None = None) -> None:
        self.version = "falso-1"
        self.indicios, self.error = indicios or {"ofensivo": 0.1}, error

    def puntuar(self, lecturas: Sequence[Lectura]) -> Sequence[Mapping[str, float]]:
        if self.error:
            raise self.error
        return [self.indicios for _ in lecturas]


def juez(pieza: Pieza, contexto: Contexto) -> Veredicto:
    """«pendejo» es un insulto claro, «feo» uno dudoso y «queja» critica; lo demas se permite."""
    if "pendejo" in pieza.texto:
        h = hallazgo(pieza, "pendejo", bloquear=True, automatica=True)
        return Veredicto(Propuesta.RESTRINGIR, (h,), (), pieza.indicios, bloquear=True, automatica=True)
    if "feo" in pieza.texto:
        return Veredicto(Propuesta.REVISAR, (hallazgo(pieza, "feo", propuesta=Propuesta.REVISAR),))
    return Veredicto(Propuesta.PERMITIR, critica="queja" in pieza.texto)


def hallazgo(pieza: Pieza, palabra: str, politica: int = 2, **cambios: Any) -> Hallazgo:
    """Un hallazgo de la politica 2 sobre esa palabra."""
    inicio = pieza.texto.index(palabra)
    valores: dict[str, Any] = {
        "gravedad": Gravedad.GRAVE,
        "motivo": f"insulta: {palabra}",
        "propuesta": Propuesta.RESTRINGIR,
        "evidencia": (pieza.evidencia(inicio, inicio + len(palabra)),),
    }
    return Hallazgo(politica, **(valores | cambios))


def reglas(cuentas: Sequence[int] = (1,), **cambios: Any) -> Reglas:
    """Reglas con la politica 2 en ACTUAR y permiso para ocultar en esas cuentas."""
    valores: dict[str, Any] = {
        "juez": juez,
        "version": "reglamento-1",
        "puntuador": PuntuadorFalso(),
        "modos": {2: Modo.ACTUAR},
        "cupo": {Accion.OCULTAR: 100},
        "oculta_sola": dict.fromkeys(cuentas, True),
    }
    return Reglas(**(valores | cambios))


def autor(n: int | str = 1) -> AutorLeido:
    """Un ciudadano."""
    return AutorLeido(f"a{n}", f"Persona {n}")


def com(id_externo: str, texto: str = "buenas tardes", **cambios: Any) -> ComentarioLeido:
    """Un comentario leido."""
    valores: dict[str, Any] = {"red": Red.FACEBOOK, "creado": INICIO, "autor": autor()}
    return ComentarioLeido(id_externo=id_externo, texto=texto, **(valores | cambios))


def pub(id_externo: str, texto: str = "aviso", **cambios: Any) -> PublicacionLeida:
    """Una publicacion de nuestra cuenta."""
    valores: dict[str, Any] = {"red": Red.FACEBOOK, "creado": INICIO}
    return PublicacionLeida(id_externo=id_externo, texto=texto, **(valores | cambios))


def pag(cursor: str, *cosas: ComentarioLeido | PublicacionLeida) -> Pagina:
    """Una pagina con esas cosas."""
    return Pagina(
        cursor,
        tuple(c for c in cosas if isinstance(c, ComentarioLeido)),
        tuple(p for p in cosas if isinstance(p, PublicacionLeida)),
    )


def alta(almacen: Almacen, red: Red = Red.FACEBOOK, id_externo: str = "100") -> int:
    """Da de alta una cuenta."""
    with almacen.unidad() as u:
        return u.cuentas.dar_de_alta(red.value, id_externo, f"ISSS en {red.value}")


def entrar(almacen: Almacen, cuenta_id: int, *comentarios: ComentarioLeido) -> None:
    """Guarda comentarios como si se acabaran de leer."""
    with almacen.unidad() as u:
        u.comentarios.guardar(cuenta_id, comentarios)


def persona(almacen: Almacen, nombre: str = "gestora", rol: str = "gestion") -> Persona:
    """Alguien de la casa, con fila y sin clave que sirva."""
    with almacen.unidad() as u:
        return Persona(u.accesos.crear(nombre, "sin clave", rol, "prueba"), nombre, rol)


def avisables(almacen: Almacen, *destinos: str, usuario: str = "", tipo: str = "webhook") -> None:
    """Deja esos destinos («jefa/1») como los de la configuracion. `usuario`: el de la consola, si hay uno solo."""
    por: dict[str, list[tuple[str, str]]] = {}
    for d in destinos:
        por.setdefault(d.partition("/")[0], []).append((d, tipo))
    with almacen.unidad() as u:
        u.cadenas.poner_destinatarios([DestinatarioDado(n, usuario, c) for n, c in por.items()])


class Cartero:
    """Entrega, o falla en las direcciones que se le diga. Cuenta cada intento."""

    def __init__(
        self, *malas: str, error: str | Exception = "el canal no aceptó el aviso", espera: float = 0
    ) -> None:
        self.malas, self.error, self.espera = set(malas), error, espera
        self.intentos: Counter[str] = Counter()
        self.entregados: list[tuple[str, str, str]] = []

    def __call__(self, direccion: str, asunto: str, cuerpo: str) -> ComoFue:
        self.intentos[direccion] += 1
        if direccion in self.malas:
            if isinstance(self.error, Exception):
                raise self.error
            return ComoFue(self.error, self.espera)
        self.entregados.append((direccion, asunto, cuerpo))
        return ComoFue()


CONSOLA = "https://consola.example.sv"


def despachador(
    almacen: Almacen, destinos: Mapping[str, str], enviar: Enviar, consola: str = CONSOLA
) -> Despachador:
    """Los avisos de un proceso, con esa mensajeria."""
    asuntos = {c.clave: c.asunto for c in incidentes.clases().values()}
    return Despachador(almacen, destinos, enviar, acuse.emitir, consola, espera=20, asuntos=asuntos)


def abrir_incidente(almacen: Almacen, clave: str = "k", tipo: str = "cuenta_intervenida") -> int:
    """Un incidente abierto en la cuenta 1, con su cadena."""
    nuevo = IncidenteNuevo(
        1, tipo, clave, 3, "m", [{"motivo": "algo raro", "evidencia": ["visto"], "etiqueta": "x"}]
    )
    with almacen.unidad() as u:
        incidente = incidentes.abrir(u, nuevo)
    assert incidente is not None
    return incidente


def juzgar(almacen: Almacen, reloj: Reloj, **cambios: Any) -> evaluacion.ResumenEvaluacion:
    """Una pasada de evaluacion sobre la cuenta 1."""
    return evaluacion.evaluar_pendientes(almacen, reglas(**cambios), reloj)


def filas(almacen: Almacen, consulta: str, **valores: object) -> list[Any]:
    """Lo que hay en las tablas, por SQL directo. Una sola columna sale suelta."""
    with almacen._motor.connect() as con:
        todas = [tuple(f) for f in con.execute(text(consulta), valores)]
    return [f[0] if len(f) == 1 else f for f in todas]


def momento(valor: str | datetime) -> datetime:
    """Una fecha leida con `filas`: SQLite la da como texto y PostgreSQL con la zona de la sesion."""
    if isinstance(valor, str):
        return datetime.fromisoformat(valor).replace(tzinfo=UTC)
    return valor.astimezone(UTC)


def es_sqlite(almacen: Almacen) -> bool:
    return almacen._motor.dialect.name == "sqlite"


def sin_disparador(almacen: Almacen, nombre: str, tabla: str) -> None:
    """Quita un disparador: lo que haria quien manda en la base."""
    ejecutar(almacen, f"DROP TRIGGER {nombre}" + ("" if es_sqlite(almacen) else f" ON {tabla}"))


def ejecutar(almacen: Almacen, orden: str, **valores: object) -> None:
    """Cambia las tablas por SQL directo, a espaldas del almacen."""
    with almacen._motor.begin() as con:
        con.execute(text(orden), valores)


def sucesos(almacen: Almacen) -> list[str]:
    """Los tipos de todo lo asentado, en orden."""
    return filas(almacen, "SELECT tipo FROM suceso ORDER BY n")


MINUTO = timedelta(minutes=1)
HORA = timedelta(hours=1)
DIA = timedelta(days=1)
