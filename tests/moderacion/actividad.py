"""Un mes corriente de una cuenta, siempre el mismo para la misma semilla: lo que hace la casa y lo que la red tarda en verlo.

Publica y responde por el libro (a veces sin saber si salio), edita y borra por ordenes, publica a mano y cambia el perfil,
los administradores y la credencial en ventanas anunciadas, gana y pierde seguidores, y la red se cae y se retrasa.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from conectores.errores import CredencialInvalida, LimiteExcedido, RedCaida, ResultadoDesconocido
from conectores.tipos import Accion, EstadoCuenta, Pagina, Presencia, PublicacionLeida, Red, Resultado
from moderacion import ejecucion, incidentes, ingesta
from moderacion.almacen import Almacen, OrigenOrden
from moderacion.almacen.ordenes import OrdenNueva
from moderacion.incidentes import mantenimiento
from moderacion.reloj import RelojFijo, en_local
from politicas import p13
from tests.moderacion.falsos import ConectorFalso

MINUTO, HORA, DIA = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
RETRASO = 8 * MINUTO
"""Lo mas que la red tarda en enseñar algo recien publicado, o en decir que existe si se pregunta por ello."""
_LUGARES = ("Zacamil", "Apopa", "Soyapango", "Ilopango", "San Jacinto", "Santa Ana", "Usulután", "Ahuachapán")
_QUE = ("La clínica comunal", "La farmacia", "El laboratorio", "La unidad médica", "La consulta externa")
_DICE = (
    "atenderá este mes de 7 a 15 horas",
    "retoma las citas que se reprogramaron por el mantenimiento",
    "vacuna contra la influenza a mayores de 60 años",
    "recuerda que la receta repetitiva se retira con el documento",
    "recibe exámenes de laboratorio desde las 6 de la mañana",
)
_GENTE = "Buenos días. Lo revisamos con la farmacia de {} y le contestamos por este medio."


class RedDeUnMes(ConectorFalso):
    """Una red en memoria que tarda en enseñar lo que se publica en ella."""

    def __init__(self, red: Red, cuenta: str, reloj: RelojFijo, azar: random.Random) -> None:
        super().__init__(red, cuenta, reloj)
        self.azar = azar
        self.muro: list[PublicacionLeida] = []
        self.visible: dict[str, datetime] = {}
        self.caida: Exception | None = None
        self.seguidores = {Red.FACEBOOK: 512_340, Red.TWITTER: 48_213, Red.YOUTUBE: 12_345}[red]
        self.siguiendo = 112

    def aparecer(self, p: PublicacionLeida) -> None:
        """Algo queda publicado; la red lo enseñara dentro de un rato."""
        self.muro.append(p)
        self.visible[p.id_externo] = self.reloj.ahora() + RETRASO * self.azar.random()

    def quitar(self, id_externo: str) -> None:
        self.muro = [p for p in self.muro if p.id_externo != id_externo]

    def _a_la_vista(self) -> list[PublicacionLeida]:
        return [p for p in self.muro if self.visible[p.id_externo] <= self.reloj.ahora()]

    def leer(self, cursor: str | None) -> Iterator[Pagina]:
        if self.caida:
            raise self.caida
        yield Pagina("c", (), tuple(self._a_la_vista()[-60:]))

    def buscar_propias(self, desde: datetime, padre_id: str | None = None) -> list[PublicacionLeida]:
        return [p for p in self._a_la_vista() if p.creado >= desde and p.padre_id == padre_id]

    def presencia(self, ids: Sequence[str], desde: datetime) -> Presencia:
        """Lo que la red no encuentra: lo borrado, y lo que aun no ha terminado de enseñar."""
        textos = {p.id_externo: p.texto for p in self._a_la_vista() if p.id_externo in ids}
        return Presencia(frozenset(ids) - textos.keys(), textos)

    def estado_cuenta(self) -> EstadoCuenta:
        n = self.seguidores
        if self.red is Red.YOUTUBE:
            n -= n % 10 ** max(len(str(n)) - 3, 0)
        raices = sum(p.padre_id is None for p in self._a_la_vista())
        return replace(
            self.estado,
            seguidores=n,
            seguidores_exactos=self.red is not Red.YOUTUBE,
            siguiendo=self.siguiendo if self.red is Red.TWITTER else None,
            publicadas=None if self.red is Red.FACEBOOK else raices,
        )

    def _hacer(self, accion: str, *datos: str) -> Resultado:
        hecho = super()._hacer(accion, *datos)
        if accion in ("publicar", "responder"):
            self.aparecer(
                replace(self.propias[-1], id_externo=f"{self.cuenta}-{len(self.muro)}-{len(self.efectos)}")
            )
            self._quiza_perder_la_respuesta()
            return Resultado(self.muro[-1].id_externo)
        if accion == "borrar":
            self.quitar(datos[0])
        if accion == "editar":
            externo, texto = datos
            self.muro = [replace(p, texto=texto) if p.id_externo == externo else p for p in self.muro]
        return hecho

    def _quiza_perder_la_respuesta(self) -> None:
        if self.azar.random() < 0.1:
            raise ResultadoDesconocido("se cortó al contestar")


@dataclass
class Mes:
    """La cuenta, su red y lo que le va pasando. `anuncia`: si la casa avisa de lo que hace a mano."""

    almacen: Almacen
    reloj: RelojFijo
    red: Red
    semilla: int
    anuncia: bool = True
    sondeos: int = 0
    hechos: int = 0
    mas_grave: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.azar = random.Random(f"{self.semilla}/{self.red}")
        self.con = RedDeUnMes(self.red, f"cuenta-{self.red}", self.reloj, self.azar)
        self.con.estado = replace(
            self.con.estado, perfil=self._perfil(), administradores=self._administran("ana", "beto")
        )
        for n in range(90):
            cuando = self.reloj.ahora() - DIA * (n * 0.6 + 1)
            self.con.aparecer(self._leida(f"base-{n}", self._texto(), self._de_dia(cuando)))
        self.con.visible = dict.fromkeys(self.con.visible, self.reloj.ahora())
        with self.almacen.unidad() as u:
            self.id = u.cuentas.dar_de_alta(self.red.value, self.con.cuenta, f"ISSS en {self.red.value}")
        self.con.muro.sort(key=lambda p: p.creado)
        self.sondear()

    def _perfil(self) -> dict[str, str]:
        return {
            "nombre": "ISSS",
            "descripcion": "Cuenta oficial",
            "foto": "f1.jpg",
            "sitio": "https://www.isss.gob.sv",
        }

    def _administran(self, *nombres: str) -> tuple[str, ...]:
        return nombres if self.red is Red.FACEBOOK else ()

    def _de_dia(self, cuando: datetime) -> datetime:
        """Ese dia, entre las 7 y las 18 de El Salvador."""
        return en_local(cuando).replace(hour=self.azar.randint(7, 17), minute=self.azar.randint(0, 59))

    def _texto(self) -> str:
        que, donde, dice = (self.azar.choice(c) for c in (_QUE, _LUGARES, _DICE))
        return f"{que} de {donde} {dice}. Aviso {self.azar.randint(1, 9999)} en https://www.isss.gob.sv"

    def _leida(self, id_externo: str, texto: str, creado: datetime, **otros: object) -> PublicacionLeida:
        return PublicacionLeida(self.red, id_externo, texto, creado, **otros)

    # --- la maquina

    def sondear(self) -> None:
        ingesta.sondear(self.almacen, self.con, self.id, self.reloj)
        incidentes.vigilar(self.almacen, self.id, p13.evaluar, self.reloj)
        self.sondeos += 1

    def despachar(self) -> None:
        ejecucion.despachar(self.almacen, self.con, self.id, self.reloj)
        ejecucion.conciliar(self.almacen, self.con, self.id, self.reloj)

    def _pedir(self, accion: Accion, texto: str | None = None, **otros: object) -> None:
        self.hechos += 1
        with self.almacen.unidad() as u:
            clave = f"{self.id}/{self.hechos}"
            u.ordenes.pedir(
                OrdenNueva(clave, self.id, accion.value, OrigenOrden.PERSONA, texto=texto, **otros)
            )
        self.despachar()

    def _anunciar(self, motivo: str, *espera: str) -> None:
        if self.anuncia:
            ahora = self.reloj.ahora()
            mantenimiento.anunciar(self.almacen, self.id, ahora, ahora + HORA, espera, motivo, "usuario/1")

    # --- lo que hace la casa

    def publicar(self) -> None:
        self._pedir(Accion.PUBLICAR, self._texto())

    def borrar(self) -> None:
        suyas = [p for p in self.con.muro if not p.id_externo.startswith("base-")]
        if suyas and self.red is not Red.YOUTUBE:
            self._pedir(Accion.BORRAR, objeto=self.azar.choice(suyas).id_externo)

    def a_mano(self) -> None:
        """Una feria que se cuenta desde el telefono, a veces de noche, con otra aplicacion."""
        self._anunciar("feria de salud: se publica desde el teléfono", "publicaciones")
        for _ in range(self.azar.randint(1, 4)):
            self.hechos += 1
            otra = (
                {"aplicacion": "Business Suite", "nuestra_aplicacion": False}
                if self.red is Red.FACEBOOK
                else {}
            )
            self.con.aparecer(
                self._leida(f"mano-{self.id}-{self.hechos}", self._texto(), self.reloj.ahora(), **otra)
            )
            self._pasar(5)

    def perfil(self) -> None:
        self._anunciar("campaña: cambia la imagen y la descripción", "perfil", "publicaciones")
        n = self.azar.randint(2, 10**6)
        nuevo = {"foto": f"f{n}.jpg", "descripcion": f"Campaña {n}", "nombre": f"ISSS campaña {n}"}
        self.con.estado = replace(self.con.estado, perfil={**self.con.estado.perfil, **nuevo})
        self._pasar(5)
        self.a_mano()

    def administradores(self) -> None:
        self._anunciar("relevo de quien administra la página", "administradores")
        nuevos = self._administran("ana", f"persona-{self.azar.randint(1, 10**6)}")
        self.con.estado = replace(self.con.estado, administradores=nuevos)

    def clave(self) -> None:
        self._anunciar("se cambia la clave y la credencial", "credencial")
        self.con.caida = CredencialInvalida("token revocado")
        self._pasar(6)
        self._pasar(6)
        self.con.caida = None
        self._pasar(6)

    def limpiar_a_mano(self) -> None:
        self._anunciar("se quitan a mano publicaciones viejas", "borrados")
        for p in self.azar.sample(self.con.muro[-40:-5], 3):
            self.con.quitar(p.id_externo)

    def averia(self) -> None:
        self.con.caida = self.azar.choice((RedCaida("no contesta"), LimiteExcedido("demasiadas")))
        for _ in range(self.azar.randint(1, 4)):
            self._pasar(5)
        self.con.caida = None

    # --- los dias

    def _pasar(self, minutos: float) -> None:
        self.reloj.adelantar(MINUTO * minutos)
        self.sondear()
        self.despachar()

    def dia(self, n: int) -> None:
        """Un dia entero: lo de siempre y, algunos, lo que toca de vez en cuando."""
        manana = en_local(self.reloj.ahora()).replace(hour=6, minute=0)
        self.con.seguidores = int(self.con.seguidores * (1 + self.azar.uniform(-0.004, 0.006)))
        self.con.siguiendo += self.azar.randint(0, 3)
        cosas = [self.publicar] * self.azar.randint(2, 5) + self._de_vez_en_cuando(n)
        self.azar.shuffle(cosas)
        for cosa in cosas:
            self._pasar(self.azar.randint(20, 90))
            cosa()
            self._pasar(3)
            self._pasar(12)
        while self.reloj.ahora() < manana + DIA:
            self._pasar(60)

    def _de_vez_en_cuando(self, n: int) -> list[Callable[[], None]]:
        cada = {
            self.a_mano: 3, self.borrar: 2, self.perfil: 9, self.administradores: 11, self.clave: 13,
            self.limpiar_a_mano: 8, self.averia: 2,
        }  # fmt: skip
        return [cosa for k, (cosa, dias) in enumerate(cada.items()) if (n + k) % dias == 0]
