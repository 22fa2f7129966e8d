"""El circuito entero de una cuenta, con su conector de verdad contra la red simulada: lo que hace el servicio y lo que hace la gente.

Se parte en tramos. Cada uno empieza donde acaba el anterior y se puede hacer otra vez desde cualquier punto en que lo mataran:
las pasadas se repiten sin daño, y una persona no hace de nuevo lo que ve hecho.
"""

import gc
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest

from conectores import facebook, twitter, youtube
from conectores.facebook import ConectorFacebook
from conectores.http import Limites
from conectores.simulador.redes import Redes
from conectores.tipos import Accion
from conectores.twitter import ConectorTwitter
from conectores.youtube import ConectorYoutube
from moderacion import cola, redaccion
from moderacion.avisos import ComoFue, Despachador
from moderacion.bitacora import verificar
from moderacion.cola import Persona, Resolucion
from moderacion.demo.ajustes import config_demo
from moderacion.incidentes import acuse, atencion
from moderacion.informes import restricciones
from moderacion.montaje import Servicio, montar
from moderacion.montaje import conectores as de_cuenta
from moderacion.redaccion import Entrega, Escrito, SalidaNueva
from tests.apoyo import control
from tests.fiabilidad.escenario import Base, RelojComun, retratos
from tests.fiabilidad.puntos import SIN_CONTESTAR, Punto, Puntos, numerar, salidas_numeradas
from tests.moderacion.falsos import filas, persona

INICIO: Final = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
CORTOS: Final = Limites(conectar=1, leer=0.5, total=1)
"""Como los de verdad (5, 15 y 30 s), pero cortos: una red colgada se prueba sin esperar medio minuto."""
DIA, MINUTO = timedelta(days=1), timedelta(minutes=1)
CUENTA: Final = 1
INSULTO, OTRO = "sos un pendejo de mierda", "sos una puta basura"
ENLACE, VENTA = (
    "gane dinero facil en http://ganadinero.example/ya",
    "compre seguidores aqui http://otro.example/x",
)
ESCRITOS = (INSULTO, OTRO, ENLACE, VENTA, "¿a qué hora abren la farmacia?")
RESPUESTA = "Le agradecemos su comentario."
AVISO = "La farmacia de Zacamil atenderá el sábado de 7:00 a. m. a 12:00 m."
INTRUSO = "Compre criptomonedas hoy mismo"


class Circuito:
    """Una cuenta de esa red con su servicio, que se monta una vez y cada hijo hereda ya caliente."""

    def __init__(
        self, red: str, base: Base, redes: Redes, reloj: RelojComun, carpeta: Path, por_donde: str
    ) -> None:
        """`por_donde`: la direccion con que el servicio llega a la red (la de un proxy)."""
        self.red, self.base, self.redes, self.reloj, self.carpeta = red, base, redes, reloj, carpeta
        config = config_demo(redes.bases | {red: por_donde}, carpeta / "x", 0, "json://127.0.0.1:9")
        (self.cuenta,) = (c for c in config.cuenta if c.red == red)
        url = config.base.model_copy(update={"url": base.url})
        self.servicio: Servicio = montar(
            config.model_copy(update={"cuenta": (self.cuenta,), "base": url}), reloj
        )
        self.almacen = self.servicio.almacen
        self.gente: dict[str, Persona] = {}
        for nombre, rol in (("ana", "gestion"), ("berta", "gestion"), ("sofia", "supervision")):
            self.gente[nombre] = persona(self.almacen, nombre, rol)
        self._guardados: dict[str, Any] = {}

    # --- guardar y volver

    def guardar(self, nombre: str) -> None:
        """Deja dicho como esta todo, para volver a ello."""
        self.soltar()
        self.base.guardar(nombre)
        self._guardados[nombre] = (self.reloj.ahora(), retratos(self.redes, self.reloj), self.recibidos)

    def poner(self, nombre: str) -> None:
        self.soltar()
        self.base.poner(nombre)
        hora, redes, recibidos = self._guardados[nombre]
        self.reloj.poner(hora)
        for retrato in redes:
            retrato.poner()
        self._salidas.write_text("".join(f"{x}\n" for x in recibidos.elements()))

    def soltar(self) -> None:
        """Sin conexiones abiertas: las que se heredan al bifurcar no son de nadie."""
        self.almacen.cerrar()

    def calentar(self) -> None:
        """Una vida entera en este proceso: lo que cada hijo tardaria en leer y en preparar, ya hecho."""
        self.guardar("nada")
        self.nacer(lambda _: None)
        for tramo in TRAMOS:
            tramo.antes(self)
            tramo.hacer(self)
        self.asentar()
        self.poner("nada")
        # lo que dura lo que el proceso no se recorre en cada hijo: bifurcar copiaria la memoria entera
        gc.collect()
        gc.freeze()

    def cerrar(self) -> None:
        self.servicio.cerrar()
        self.base.cerrar()

    # --- el servicio, dentro de un proceso que puede morir

    def nacer(self, punto: Punto, limites: Limites | None = None) -> None:
        """Lo que un proceso recien arrancado tiene de nuevo: conexiones y memoria."""
        self.almacen._motor.dispose(close=False)
        with pytest.MonkeyPatch.context() as parche:
            for red, clase in (
                (facebook, ConectorFacebook),
                (twitter, ConectorTwitter),
                (youtube, ConectorYoutube),
            ):
                # quien monta una cuenta lo toma de su red entonces
                parche.setattr(red, clase.__name__, partial(clase, limites=limites))
            self.servicio.conectores = {CUENTA: de_cuenta.montar_conector(self.cuenta)}

        def entregar(direccion: str, *_: str) -> ComoFue:
            punto("aviso: antes de enviar")
            with self._salidas.open("a") as archivo:
                archivo.write(f"{direccion}\n")
                archivo.flush()
                os.fsync(archivo.fileno())
            punto(f"aviso: {SIN_CONTESTAR}")
            return ComoFue()

        # sin hilos: los puntos se cruzan siempre en el mismo orden
        guardia = self.servicio.guardia
        guardia._despachador = Despachador(
            self.almacen, guardia._destinos, entregar, acuse.emitir, lanzar=lambda hacer, _: hacer()
        )

    @contextmanager
    def proceso(self, punto: Punto, limites: Limites | None = None) -> Iterator[None]:
        """Un proceso del servicio, con cada frontera numerada. Solo en un hijo: al acabar no queda como estaba."""
        gc.disable()  # vive menos de un segundo: recorrer la memoria heredada la copiaria entera
        self.nacer(punto, limites)
        numerar(self.almacen._motor, punto)
        with salidas_numeradas(punto):
            yield
        self.soltar()

    def vivir(self, tramos: "tuple[Tramo, ...]", punto: Puntos, *, y_luego: bool = False) -> None:
        """Hace esos tramos; `y_luego`: y deja pasar el tiempo hasta que nada quede a medias."""
        with self.proceso(punto):
            for tramo in tramos:
                tramo.hacer(self)
            if y_luego:
                self.asentar()
        (self.carpeta / "puntos.json").write_text(json.dumps(punto.nombres))

    def asentar(self) -> None:
        """Ocho minutos: lo que un muerto dejo a medias se recupera, y lo que no se sabe se busca dos veces."""
        for espera, hacer in (
            (100, self.despachar),
            (70, self.despachar),
            (160, self.pasada),
            (150, self.pasada),
        ):
            self.reloj.adelantar(timedelta(seconds=espera))
            hacer()
        self.servicio.sancionar()

    def despachar(self) -> None:
        self.servicio.despachar(CUENTA)

    def pasada(self) -> None:
        """Una vuelta de todo."""
        s = self.servicio
        s.sondear(CUENTA)
        s.evaluar()
        s.sancionar()
        self.reloj.adelantar(cola.GRACIA)
        s.despachar(CUENTA)
        s.escalar()
        s.avisar()

    def hacer_lo_pedido(self) -> None:
        self.servicio.sancionar()
        self.reloj.adelantar(cola.GRACIA)
        self.servicio.despachar(CUENTA)
        self.servicio.sancionar()

    def que_salga(self) -> None:
        """Lo aprobado se pide en una vuelta, sale en la siguiente y se apunta en la otra."""
        for _ in range(3):
            self.reloj.adelantar(cola.GRACIA)
            self.servicio.despachar(CUENTA)

    # --- la gente

    def expediente(self, texto: str) -> tuple[int, int]:
        """(id, version) del expediente de ese comentario."""
        consulta = "SELECT e.id, e.version FROM expediente e JOIN comentario c ON c.id = e.comentario_id WHERE c.texto = :t"
        ((numero, version),) = filas(self.almacen, consulta, t=texto)
        return numero, version

    def decidir(self, texto: str, accion: str, dias: int | None = None) -> None:
        numero, version = self.expediente(texto)
        if filas(self.almacen, "SELECT 1 FROM decision WHERE expediente_id = :e", e=numero):
            return
        r = Resolucion((accion,), "no respeta a las demás personas", version, 2, dias=dias)
        capacidades = self.servicio.capacidades[CUENTA]
        cola.resolver(self.almacen, numero, self.gente["ana"], r, capacidades, DIA)

    def escribir(self, tipo: str, crear: Callable[[], int]) -> None:
        """Un borrador de ese tipo, que ana escribe y envia y berta aprueba; lo que ya este dado no se da otra vez."""
        consulta = "SELECT id FROM borrador WHERE tipo = :t"
        numero = (filas(self.almacen, consulta, t=tipo) or [None])[0] or crear()
        reglas = self.servicio.redaccion
        if self._borrador(numero)[0] == "borrador":
            redaccion.enviar(self.almacen, reglas, numero, self._borrador(numero)[1], self.gente["ana"])
        estado, version, huella = self._borrador(numero)
        if estado == "en_revision":
            redaccion.aprobar(self.almacen, reglas, numero, version, huella, self.gente["berta"])

    def _borrador(self, numero: int) -> tuple[str, int, str]:
        (fila,) = filas(self.almacen, "SELECT estado, version, huella FROM borrador WHERE id = :b", b=numero)
        return fila

    def hacer_a_mano(self) -> None:
        """Lo que la red no deja pedirle por API, y una persona hace en su pagina."""
        consulta = """SELECT b.id, b.estado FROM bloqueo b JOIN tarea_red t ON t.bloqueo_id = b.id
            WHERE t.estado = 'pendiente' AND NOT b.provisional"""
        for numero, estado in filas(self.almacen, consulta):
            cola.hecho_a_mano(
                self.almacen,
                numero,
                estado,
                self.gente["ana"],
                self.servicio.capacidades,
                "desde su perfil, captura 3",
            )

    # --- lo que hay al final

    @property
    def _salidas(self) -> Path:
        return self.carpeta / "salidas"

    @property
    def recibidos(self) -> Counter[str]:
        """Los avisos que llegaron a cada canal."""
        return Counter(self._salidas.read_text().split()) if self._salidas.exists() else Counter()

    def efectos(self) -> Counter[tuple[str, str]]:
        """Lo que de verdad cambio en la red: (accion, a que; lo que se publica, por su texto)."""
        hechos = control(self.redes.bases[self.red], "efectos")["efectos"]
        return Counter(
            (e["accion"], e["detalle"].get("texto", e["objeto"]))
            for e in hechos
            if e["detalle"].get("texto") != INTRUSO
        )

    def _publicadas_a_persona(self) -> list[str]:
        numeros = {s["orden_id"] for s in redaccion.por_mirar(self.almacen)}
        ordenes = filas(self.almacen, "SELECT id, texto FROM orden WHERE accion = 'publicar'")
        return [texto for numero, texto in ordenes if numero in numeros]

    def hay(self) -> dict[str, Any]:
        """Lo que quedo en la base y en la red, sin lo que cambia de una vida a otra (numeros, horas)."""
        a = self.almacen
        hay: dict[str, Any] = {n: sorted(filas(a, c), key=repr) for n, c in _CONSULTAS.items()}
        hay |= {"efectos": self.efectos(), "avisados": self.recibidos}
        hay["registro"] = restricciones.revisar(a).faltantes
        with a.lectura() as u:
            hay["cadena"] = verificar(u.registro.recorrer())[1]
        # lo publicado que no se sabe si salio tiene su bandeja; una respuesta vuelve con su expediente a la cola
        hay["delante"] += [("publicar", x) for x in self._publicadas_a_persona()]
        self.soltar()
        return hay


_CONSULTAS: Final = {
    "delante": """SELECT o.accion, o.texto FROM orden o JOIN expediente e ON e.comentario_id = o.comentario_id
        WHERE o.estado = 'a_persona' AND o.accion = 'responder' AND e.estado = 'en_cola'""",
    "ordenes": """SELECT o.accion, coalesce(c.id_externo, ''), coalesce(o.texto, ''), o.estado
        FROM orden o LEFT JOIN comentario c ON c.id = o.comentario_id""",
    # lo nuestro que se lee como comentario lleva el numero que le toco al salir
    "comentarios": """SELECT CASE estado WHEN 'propio' THEN '' ELSE id_externo END, estado, estado_red
        FROM comentario""",
    "veredictos": """SELECT c.id_externo, count(*) FROM veredicto v JOIN comentario c ON c.id = v.comentario_id
        GROUP BY c.id_externo""",
    "expedientes": """SELECT c.id_externo, e.estado FROM expediente e JOIN comentario c
        ON c.id = e.comentario_id""",
    "decisiones": "SELECT accion, motivo FROM decision",
    "bloqueos": """SELECT c.id_externo, b.estado, CAST(b.provisional AS INTEGER) FROM bloqueo b
        JOIN comentario c ON c.id = b.comentario_id""",
    "faltas": """SELECT c.id_externo, f.retirada IS NULL FROM falta f JOIN comentario c
        ON c.id = f.comentario_id""",
    "tareas": "SELECT accion, estado FROM tarea_red",
    "borradores": "SELECT tipo, estado FROM borrador",
    "publicaciones": "SELECT texto, origen FROM publicacion",
    "incidentes": "SELECT tipo, estado FROM incidente",
    "abiertas": "SELECT accion, estado FROM orden WHERE estado IN ('pendiente', 'enviando', 'desconocida')",
    "por_avisar": "SELECT destino, estado FROM aviso WHERE estado <> 'enviado' AND callado IS NULL",
    "avisos": "SELECT clase, escalon, destino, estado FROM aviso",
}


@dataclass(frozen=True)
class Tramo:
    """Una parte del circuito. `antes`: lo que otros hacen en la red justo antes, fuera del proceso que muere."""

    nombre: str
    hacer: Callable[[Circuito], None]
    antes: Callable[[Circuito], None] = lambda _: None


def _escriben(c: Circuito) -> None:
    base, hace_dos_horas = c.redes.bases[c.red], c.reloj.ahora() - timedelta(hours=2)
    nuestra = {"texto": "Horario de la farmacia", "como": "institucion", "fecha": hace_dos_horas.isoformat()}
    publicacion = control(base, "cuenta", {"publicar": nuestra})["id"]
    autores = [f"UC{n:022d}" if c.red == "youtube" else str(7_000_000_000_000 + n) for n in range(9)]
    comentarios = [
        {
            "publicacion": publicacion,
            "texto": texto,
            "autor": {"id": autores[n], "nombre": f"Persona {n}", "usuario": f"persona_{n}"},
            "fecha": (c.reloj.ahora() - MINUTO).isoformat(),
        }
        for n, texto in enumerate(ESCRITOS)
    ]
    control(base, "comentarios", {"comentarios": comentarios})


def _juzgar(c: Circuito) -> None:
    c.servicio.evaluar()
    c.servicio.sancionar()


def _decidir(c: Circuito) -> None:
    c.decidir(OTRO, "bloquear", dias=1)
    c.decidir(ENLACE, "ocultar")
    c.hacer_lo_pedido()
    c.hacer_a_mano()


def _responder(c: Circuito) -> None:
    expediente, _ = c.expediente(VENTA)
    c.escribir(
        "respuesta", lambda: redaccion.crear(c.almacen, expediente, c.gente["ana"], Entrega(RESPUESTA))
    )
    c.que_salga()


def _publicar(c: Circuito) -> None:
    if not c.servicio.capacidades[CUENTA].de(Accion.PUBLICAR).por_api:
        return  # esa red no deja: se publica a mano (test_matriz_averias.py lo prueba)
    escrito = Escrito(AVISO, (SalidaNueva(CUENTA),))
    c.escribir("publicacion", lambda: redaccion.crear_escrito(c.almacen, c.gente["ana"], escrito))
    c.que_salga()


def _levantar(c: Circuito) -> None:
    c.hacer_lo_pedido()
    c.hacer_a_mano()


def _entra_un_intruso(c: Circuito) -> None:
    publicar = {"texto": INTRUSO, "como": "intruso", "fecha": c.reloj.ahora().isoformat()}
    control(c.redes.bases[c.red], "cuenta", {"publicar": publicar})
    c.reloj.adelantar(MINUTO)


def _escalar(c: Circuito) -> None:
    s = c.servicio
    s.sondear(CUENTA)
    for _ in range(2):
        # un minuto: si quien avisaba murio a mitad, se avisa otra vez antes de que nadie lo atienda
        s.escalar()
        s.avisar()
        c.reloj.adelantar(MINUTO)
    sofia = c.gente["sofia"].id
    for numero in filas(c.almacen, "SELECT id FROM incidente WHERE estado = 'abierto'"):
        atencion.atender(c.almacen, numero, sofia)
    for numero in filas(c.almacen, "SELECT id FROM incidente WHERE estado = 'atendido'"):
        atencion.cerrar(c.almacen, numero, "se cambió la clave y se borró lo ajeno", sofia)
    s.escalar()


TRAMOS: Final = (
    Tramo("leer", lambda c: c.servicio.sondear(CUENTA), _escriben),
    Tramo("juzgar", _juzgar),
    Tramo("despachar", Circuito.hacer_lo_pedido),
    Tramo("decidir", _decidir),
    Tramo("responder", _responder),
    Tramo("publicar", _publicar),
    Tramo("levantar", _levantar, lambda c: c.reloj.adelantar(DIA)),
    Tramo("escalar", _escalar, _entra_un_intruso),
)
"""Lo que se mata en cada punto. Copiar y restaurar no tocan la red ni la base que sirve: sus muertes, en test_copias.py."""
