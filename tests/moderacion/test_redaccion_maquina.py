"""Pasos al azar sobre una respuesta: lo que sale es siempre lo que se aprobó, una vez, y lo aprobó otra persona."""

from datetime import date, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from conectores import errores
from moderacion import redaccion
from tests.moderacion.al_azar import MaquinaConBase, base_de_partida  # noqa: F401  (el fixture corre solo)
from tests.moderacion.falsos import com, entrar, filas, sucesos
from tests.moderacion.redactar import CORTESIA, SERVICIO, mesa

TEXTOS = st.sampled_from(
    (CORTESIA, "Le agradecemos, su comentario.", "gracias x escribir", SERVICIO, "Le garantizamos respeto.")
)
QUIENES = st.sampled_from(("ana", "berta", "sofia", "audita"))


class Respuesta(MaquinaConBase):
    """Un comentario, varias manos, una red que a veces falla y un reloj que corre."""

    def __init__(self) -> None:
        super().__init__()
        self.m = mesa(self.almacen, self.reloj)
        self.m.consulta(date(2026, 11, 22))
        self.ids = [self.m.crear()]
        self.aprobadas: set[tuple[int, str]] = set()
        self.m.red.al_llamar = self._al_salir

    def _al_salir(self, accion: str) -> None:
        """En el momento de salir: el texto es el aprobado, otra persona lo aprobó y su consulta rige."""
        assert accion == "responder"
        texto = self.m.red.llamadas[-1][-1]
        ((b,),) = [
            filas(self.m.almacen, "SELECT borrador.id FROM borrador JOIN orden ON orden.id = orden_id "
                                  "WHERE orden.estado = 'enviando'")
        ]  # fmt: skip
        v = self.m.ver(b)
        assert v["estado"] == "programado"
        assert v["texto"] == texto
        assert v["huella"] == v["huella_aprobada"] == redaccion.tipos.huella_de(v)
        assert (b, texto) in self.aprobadas
        assert v["aprobado_por"] not in (None, v["autor_id"])
        assert v["comentario_huella"] == v["comentario_ahora"] or self.tras_pedir
        if texto == SERVICIO:
            (c,) = redaccion.listar_consultas(self.m.almacen, "respondida")[-1:]
            assert v["consulta"] == c["numero"]
            assert c["vence"] >= self.m.reloj.ahora()

    tras_pedir = False

    @precondition(lambda self: len(self.ids) < 6)
    @rule(texto=TEXTOS, apoyo=st.sampled_from(("", "C-1")), pasos=st.sampled_from((4, 3, 2, 1, 0)))
    def crear(self, texto: str, apoyo: str, pasos: int) -> None:
        self.ids.append(self.m.crear(texto, consulta=apoyo))
        self._avanzar(self.ids[-1], pasos)

    @rule(
        n=st.integers(0, 5),
        texto=TEXTOS,
        quien=QUIENES,
        apoyo=st.sampled_from(("", "C-1")),
        lee=st.booleans(),
    )
    def guardar(self, n: int, texto: str, quien: str, apoyo: str, lee: bool) -> None:
        b = self._cual(n)
        antes = self.m.ver(b)
        visto = antes["comentario_ahora"] if lee else ""
        hecho = self._probar(
            lambda: self.m.guardar(b, texto, getattr(self.m, quien), consulta=apoyo, visto=visto)
        )
        v = self.m.ver(b)
        if hecho and v["version"] != antes["version"]:
            assert quien == "ana"
            assert v["estado"] not in ("aprobado", "programado")
            assert v["aprobado_por"] is None

    @rule(n=st.integers(0, 5), quien=QUIENES)
    def enviar(self, n: int, quien: str) -> None:
        hecho = self._probar(self.m.enviar, self._cual(n), getattr(self.m, quien))
        assert not hecho or quien == "ana"

    @rule(n=st.integers(0, 5), quien=QUIENES)
    def aprobar(self, n: int, quien: str) -> None:
        self._aprobar(self._cual(n), quien)

    def _aprobar(self, b: int, quien: str) -> None:
        if self._probar(self.m.aprobar, b, getattr(self.m, quien)):
            assert quien in ("berta", "sofia")
            self.aprobadas.add((b, self.m.ver(b)["texto"]))

    @rule(n=st.integers(0, 5), quien=QUIENES)
    def devolver(self, n: int, quien: str) -> None:
        self._probar(self.m.devolver, self._cual(n), "salude primero", getattr(self.m, quien))

    @rule(n=st.integers(0, 5), quien=QUIENES)
    def retirar(self, n: int, quien: str) -> None:
        self._probar(self.m.retirar, self._cual(n), getattr(self.m, quien))

    @rule(n=st.integers(0, 5), pasos=st.sampled_from((4, 3, 2, 1)))
    def avanzar(self, n: int, pasos: int) -> None:
        self._avanzar(self._cual(n), pasos)

    def _avanzar(self, b: int, pasos: int) -> None:
        """Lo que harian dos personas sin equivocarse, para que el azar llegue lejos."""
        for _ in range(pasos):
            estado = self.m.estado(b)
            if estado in ("borrador", "devuelto"):
                self._probar(self.m.enviar, b)
            elif estado == "en_revision":
                self._aprobar(b, "berta")
            else:
                self.m.pasada()

    @precondition(lambda self: len(self.ids) > 1)
    @rule()
    def retirar_consulta(self) -> None:
        self._probar(redaccion.retirar_consulta, self.m.almacen, 1, self.m.berta)

    @precondition(lambda self: len(self.ids) > 1)
    @rule(texto=st.sampled_from(("qué feo trato", "otra cosa distinta")))
    def editan_el_comentario(self, texto: str) -> None:
        self.tras_pedir = True
        entrar(self.m.almacen, 1, com("c1", texto))

    @precondition(lambda self: len(self.ids) > 1)
    @rule(horas=st.sampled_from((1, 30)))
    def pasa_el_tiempo(self, horas: int) -> None:
        self.m.reloj.adelantar(timedelta(hours=horas))

    @rule(como=st.sampled_from(("bien", "bien", "rechaza", "duda", "duda_y_sale")))
    def pasada(self, como: str) -> None:
        if como == "rechaza":
            self.m.red.fallar("responder", errores.PeticionInvalida("no"))
        elif como != "bien":
            error = errores.ResultadoDesconocido("se cortó")
            self.m.red.fallar("responder", error, aplicar=como == "duda_y_sale")
        self.m.pasada()

    @invariant()
    def lo_que_salio_se_aprobo_y_salio_una_vez(self) -> None:
        salidas = filas(
            self.m.almacen,
            "SELECT clave, texto FROM orden WHERE accion = 'responder' AND estado NOT IN ('pendiente', 'anulada')",
        )
        borradores = [clave.split(":")[1] for clave, _ in salidas]
        assert len(borradores) == len(set(borradores))
        assert all((int(b), t) in self.aprobadas for b, (_, t) in zip(borradores, salidas, strict=True))
        assert len(self.m.salieron()) <= len(salidas)

    @invariant()
    def uno_en_camino_y_cada_paso_con_su_suceso(self) -> None:
        vivos = "SELECT id FROM borrador WHERE estado IN ('en_revision', 'aprobado', 'programado')"
        assert len(filas(self.m.almacen, vivos)) <= 1
        pasos = filas(self.m.almacen, "SELECT paso FROM revision ORDER BY id")
        assert [s for s in sucesos(self.m.almacen) if s.startswith("borrador:")] == [
            f"borrador:{p}" for p in pasos
        ]


Respuesta.TestCase.settings = settings(
    max_examples=10,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestRespuesta = Respuesta.TestCase
