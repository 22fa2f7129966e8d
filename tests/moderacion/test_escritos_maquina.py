"""Pasos al azar sobre publicaciones y comunicados: lo que sale es lo aprobado, por otros o por un area, en plazo, y una vez por cuenta.

La tanda rapida corre pocas secuencias; la exhaustiva, mil (`tests.tandas`).
"""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from conectores import errores
from moderacion import redaccion
from moderacion.almacen.salidas import SalidaNueva
from moderacion.redaccion import Ficha, Plazos
from moderacion.redaccion.escritos import escrito_de, huella_escrito, texto_en
from moderacion.reloj import dia_local
from tests.moderacion.al_azar import MaquinaConBase, base_de_partida  # noqa: F401  (el fixture corre solo)
from tests.moderacion.falsos import ejecutar, filas, sucesos
from tests.moderacion.prensa import AVISO, CORTO, CUERPO, FB, OTRO, TW, con_plazos, prensa
from tests.tandas import parte

TEXTOS = st.sampled_from((AVISO, OTRO, CUERPO, AVISO.replace("12:00 m.", "1:00 p. m."), "gracias x escribir"))
PROPIOS = st.sampled_from(("", "", CORTO))
QUIENES = st.sampled_from(("ana", "ana", "berta", "sofia", "audita"))
HORAS = st.sampled_from((None, None, 1, 3, 30))
CLAVES = st.sampled_from(("farmacia", "pensiones"))
AREAS = {a: redaccion.Responsable(f"{a}@example.sv") for a in ("farmacia", "pensiones")}
CUENTAS = st.sampled_from(((FB,), (TW,), (FB, TW)))
PLAZOS = Plazos(timedelta(hours=6), timedelta(hours=1))
_MUCHAS = 300
_LLEGARON: Counter[str] = Counter()
"""Hasta donde llego el azar: una maquina que nunca publica no prueba nada."""


class Redaccion(MaquinaConBase):
    """Varias manos, dos redes que a veces fallan, paros y un reloj que corre."""

    def __init__(self) -> None:
        super().__init__()
        self.p = prensa(self.almacen, self.reloj)
        con_plazos(self.p, aprobacion=PLAZOS.aprobacion, margen=PLAZOS.margen)
        self.aprobadas: dict[tuple[int, int, str], object] = {}
        """(borrador, cuenta, texto exacto) → hasta cuando vale su ultima aprobacion."""
        self.enlaces: list[tuple[int, str, str, int]] = []
        """(borrador, testigo, huella que se pidio aprobar, version de entonces) de cada visto bueno pedido."""
        for c, red in self.p.redes.items():
            red.al_llamar = lambda accion, c=c: self._al_salir(c, accion)

    def teardown(self) -> None:
        _LLEGARON["secuencias"] += 1
        _LLEGARON["salieron"] += len(self.p.salieron(FB)) + len(self.p.salieron(TW))
        for estado in filas(self.p.almacen, "SELECT estado FROM borrador"):
            _LLEGARON[estado] += 1
        super().teardown()

    def _al_salir(self, cuenta: int, accion: str) -> None:
        """En el momento de salir: es lo aprobado, por quienes debian, no ha vencido y nada esta parado."""
        assert accion == "publicar"
        texto = self.p.redes[cuenta].llamadas[-1][-1]
        donde = "WHERE orden.estado = 'enviando' AND salida.cuenta_id = :c"
        (b,) = filas(
            self.p.almacen,
            f"SELECT borrador_id FROM salida JOIN orden ON orden.id = orden_id {donde}",
            c=cuenta,
        )
        v, ahora = self.p.ver(b), self.p.reloj.ahora()
        (s,) = [s for s in self.p.salidas(b) if s["cuenta_id"] == cuenta]
        with self.p.almacen.lectura() as u:
            assert v["huella"] == v["huella_aprobada"] == huella_escrito(escrito_de(u, v))
            vivas = u.aprobaciones.vivas(b)
            assert not u.paros.rige(cuenta)
        assert {a["huella"] for a in vivas} == {v["huella"]}
        de_la_casa = {a["usuario_id"] for a in vivas} - {None}
        areas = {a["area"] for a in vivas} - {None}
        assert v["estado"] == "programado"
        assert not s["descartada"]
        if oficial := self.p.comunicado_de(b):
            assert oficial["estado"] != "retirado", "retirado, no sale por ninguna mas"
        assert texto == texto_en(s, v["texto"])
        assert self.aprobadas[b, cuenta, texto] >= ahora
        assert v["aprobado_hasta"] >= ahora
        assert s["hora"] is None or s["hora"] <= ahora <= s["hora"] + PLAZOS.margen
        assert s["hora"] or dia_local(v["aprobado"]) == dia_local(ahora), (
            "sin hora, sale el dia en que se aprobo"
        )
        assert v["autor_id"] not in de_la_casa
        assert len(de_la_casa) + min(len(areas), 1) >= (2 if v["tipo"] == "comunicado" else 1)
        assert de_la_casa or v["tipo"] == "publicacion", "un comunicado lo aprueba ademas alguien de la casa"
        _LLEGARON["salieron con visto bueno"] += bool(areas)

    def _escrito(self, texto: str, cuentas, propio: str, horas):
        hora = None if horas is None else self.p.en(hours=horas)
        salidas = [SalidaNueva(c, propio if c == TW else "", hora) for c in cuentas]
        return self.p.escrito(texto, *salidas)

    @initialize(texto=TEXTOS, cuentas=CUENTAS, oficial=st.booleans(), pasos=st.sampled_from((0, 6)))
    def empezar(self, texto: str, cuentas, oficial: bool, pasos: int) -> None:
        if oficial:
            self.comunicar(horas=3, pasos=5)
        self.ids.append(
            redaccion.crear_escrito(self.p.almacen, self.p.ana, self._escrito(texto, cuentas, "", None))
        )
        self._avanzar(self.ids[-1], pasos)

    @precondition(lambda self: len(self.ids) < 5)
    @rule(
        texto=TEXTOS,
        cuentas=CUENTAS,
        propio=PROPIOS,
        horas=HORAS,
        oficial=st.booleans(),
        pasos=st.sampled_from((0, 0, 1, 2, 6)),
    )
    def crear(self, texto: str, cuentas, propio: str, horas, oficial: bool, pasos: int) -> None:
        e = self._escrito(texto, cuentas, propio, horas)
        if oficial:
            hoy = dia_local(self.p.reloj.ahora())
            ficha = Ficha(
                f"Asunto de {len(self.ids)} personas", "Dirección General", hoy, hoy + timedelta(days=40)
            )
            e = redaccion.Escrito(texto, e.salidas, ficha=ficha)
        self.ids.append(redaccion.crear_escrito(self.p.almacen, self.p.ana, e))
        self._avanzar(self.ids[-1], pasos)

    @precondition(lambda self: len(self.ids) < 5)
    @rule(horas=st.sampled_from((None, 1, 3)), pasos=st.integers(2, 5))
    def comunicar(self, horas, pasos: int) -> None:
        """Un comunicado, ahora por una cuenta y a su hora por la otra: lo que puede quedar a medias."""
        hoy, n = dia_local(self.p.reloj.ahora()), len(self.ids)
        ficha = Ficha(f"Horario de la clínica {n}", "Dirección General", hoy, hoy + timedelta(days=40))
        hora = None if horas is None else self.p.en(hours=horas)
        salidas = (SalidaNueva(FB), SalidaNueva(TW, CORTO, hora))
        e = redaccion.Escrito(AVISO if n % 2 else CUERPO, salidas, ficha=ficha)
        self.ids.append(redaccion.crear_escrito(self.p.almacen, self.p.ana, e))
        self._avanzar(self.ids[-1], pasos)

    @rule(n=st.integers(0, 4), texto=TEXTOS, cuentas=CUENTAS, propio=PROPIOS, horas=HORAS, quien=QUIENES)
    def guardar(self, n: int, texto: str, cuentas, propio: str, horas, quien: str) -> None:
        b = self._cual(n)
        antes = self.p.ver(b)
        e = self._escrito(texto, cuentas, propio, horas)
        if antes["tipo"] == "comunicado":
            with self.p.almacen.lectura() as u:
                e = redaccion.Escrito(texto, e.salidas, ficha=escrito_de(u, antes).ficha)
        hecho = self._probar(self.p.guardar, b, e, getattr(self.p, quien))
        v = self.p.ver(b)
        if hecho and v["version"] != antes["version"]:
            assert quien == "ana"
            assert v["estado"] not in ("aprobado", "programado")

    @rule(n=st.integers(0, 4), quien=QUIENES)
    def enviar(self, n: int, quien: str) -> None:
        hecho = self._probar(self.p.enviar, self._cual(n), getattr(self.p, quien))
        assert not hecho or quien == "ana"

    @rule(n=st.integers(0, 4), quien=QUIENES)
    def aprobar(self, n: int, quien: str) -> None:
        self._aprobar(self._cual(n), quien)

    def _aprobar(self, b: int, quien: str) -> None:
        if not self._probar(self.p.aprobar, b, getattr(self.p, quien)):
            return
        assert quien in ("berta", "sofia"), "nadie aprueba lo suyo"
        self._anotar_aprobado(b)

    def _anotar_aprobado(self, b: int) -> None:
        v = self.p.ver(b)
        if v["estado"] == "aprobado":
            salidas = self.p.salidas(b)
            horas = [s["hora"] + PLAZOS.margen for s in salidas if s["hora"]]
            for s in salidas:
                self.aprobadas[b, s["cuenta_id"], texto_en(s, v["texto"])] = max(
                    self.p.en(hours=6), *horas, self.p.en()
                )

    @rule(n=st.integers(0, 4), quien=QUIENES, area=CLAVES)
    def pedir_visto_bueno(self, n: int, quien: str, area: str) -> None:
        self._pedir_visto_bueno(self._cual(n), quien, area)

    def _pedir_visto_bueno(self, b: int, quien: str, area: str) -> None:
        v, p = self.p.ver(b), self.p
        args = (p.almacen, AREAS, p.reglas, b, v["version"], getattr(p, quien), area)
        if not self._probar(redaccion.pedir_visto_bueno, *args):
            return
        assert quien != "audita"
        assert v["estado"] == "en_revision"
        pedido = redaccion.vistos_buenos(p.almacen, b)[0]
        assert (pedido["huella"], pedido["area"]) == (v["huella"], area)
        with p.almacen.unidad() as u:
            de_que = redaccion.DeQue(visto_bueno_id=pedido["id"])
            testigo = redaccion.emitir_enlace(u, de_que, f"{area}@example.sv")
        self.enlaces.append((b, testigo, v["huella"], v["version"]))

    @precondition(lambda self: self.enlaces)
    @rule(n=st.integers(0, 40), aprueba=st.sampled_from((True, True, True, False)))
    def contestar_el_area(self, n: int, aprueba: bool) -> None:
        self._contestar_el_area(n, aprueba=aprueba)

    @rule(n=st.integers(0, 4), area=CLAVES, aprueba=st.booleans())
    def pedir_y_contestar(self, n: int, area: str, aprueba: bool) -> None:
        """Con el enlace recien pedido, si se pudo pedir: por azar casi siempre se acierta con uno viejo."""
        b, antes = self._cual(n), len(self.enlaces)
        if self.p.estado(b) in ("borrador", "devuelto"):
            self._probar(self.p.enviar, b)
        self._pedir_visto_bueno(b, "ana", area)
        if len(self.enlaces) > antes:
            self._contestar_el_area(antes, aprueba=aprueba)

    def _contestar_el_area(self, n: int, *, aprueba: bool) -> None:
        """Con cualquiera de los enlaces, tambien los gastados, los vencidos y los de lo que ya cambio."""
        b, testigo, huella, _ = self.enlaces[n % len(self.enlaces)]
        p, antes = self.p, self.p.ver(b)
        hechos: list[bool] = []

        def contestar() -> None:
            r = redaccion.RespuestaVisto(aprueba, "Dra. Melara", "" if aprueba else "no es así")
            hechos.append(redaccion.resolver_visto_bueno(p.almacen, p.reglas, testigo, "10.0.0.1", r))

        # cada secuencia trae muchos enlaces malos a proposito: aqui no se prueba el freno
        ejecutar(p.almacen, "DELETE FROM intento_publico")
        vista = redaccion.ver_visto_bueno(p.almacen, testigo, "10.0.0.1")
        self._probar(contestar)
        v = p.ver(b)
        if hechos != [True]:
            assert v == antes, "lo que no vale no cambia nada"
            return
        assert vista is not None
        assert vista.estado == "pedido"
        assert antes["estado"] == "en_revision"
        assert antes["huella"] == huella
        assert [s.texto for s in vista.saldria] == [texto_en(s, antes["texto"]) for s in p.salidas(b)]
        assert v["estado"] in (("aprobado", "en_revision") if aprueba else ("devuelto",))
        _LLEGARON["vistos buenos dados" if aprueba else "vistos buenos negados"] += 1
        self._anotar_aprobado(b)

    @rule(n=st.integers(0, 4), quien=QUIENES)
    def devolver(self, n: int, quien: str) -> None:
        self._probar(self.p.devolver, self._cual(n), getattr(self.p, quien))

    @rule(n=st.integers(0, 4), quien=QUIENES)
    def retirar(self, n: int, quien: str) -> None:
        self._probar(self.p.retirar, self._cual(n), getattr(self.p, quien))

    @rule(n=st.integers(0, 4), quien=QUIENES)
    def descartar_resto(self, n: int, quien: str) -> None:
        b, p = self._cual(n), self.p
        version = p.ver(b)["version"]
        args = (p.almacen, b, version, getattr(p, quien), "el dato cambió")
        if self._probar(redaccion.descartar_resto, *args):
            assert quien in ("ana", "sofia")
            _LLEGARON["restos descartados"] += 1

    @rule(n=st.integers(0, 4), quien=st.sampled_from(("ana", "sofia", "sofia")))
    def retirar_comunicado(self, n: int, quien: str) -> None:
        oficial = self.p.comunicado_de(self._cual(n))
        if oficial is None:
            return
        args = (self.p.almacen, oficial["numero"], getattr(self.p, quien), "el dato no era ese")
        if self._probar(redaccion.retirar_comunicado, *args):
            assert quien == "sofia"
            assert oficial["estado"] == "publicado"
            _LLEGARON["comunicados retirados"] += 1

    @rule()
    def mirar_la_red(self) -> None:
        """Una persona dice, sin equivocarse, lo que la maquina no pudo saber."""
        with self.p.almacen.lectura() as u:
            esperan = u.salidas.por_mirar()
        for s in esperan:
            v = self.p.ver(s["borrador_id"])
            salio = texto_en(s, s["texto_comun"]) in self.p.salieron(s["cuenta_id"])
            args = (self.p.almacen, v["id"], v["version"], self.p.ana, s["cuenta_id"])
            redaccion.cerrar_salida(*args, salio=salio)

    @rule(n=st.integers(0, 4), cuenta=st.sampled_from((FB, TW)), horas=st.sampled_from((-1, 1, 2, 5, 30)))
    def mover(self, n: int, cuenta: int, horas: int) -> None:
        b = self._cual(n)
        huella = self.p.ver(b)["huella"]
        self._probar(self.p.mover, b, cuenta, self.p.en(hours=horas))
        with self.p.almacen.lectura() as u:
            assert huella == huella_escrito(escrito_de(u, u.borradores.uno(b)))

    @rule(n=st.integers(0, 4), pasos=st.integers(2, 6))
    def avanzar(self, n: int, pasos: int) -> None:
        self._avanzar(self._cual(n), pasos)

    def _avanzar(self, b: int, pasos: int) -> None:
        """Lo que harian personas sin equivocarse, para que el azar llegue lejos."""
        for _ in range(pasos):
            estado = self.p.estado(b)
            if estado in ("borrador", "devuelto"):
                self._probar(self.p.enviar, b)
            elif estado == "en_revision":
                if len(self.enlaces) % 2:
                    self._aprobar(b, "berta")
                self._pedir_visto_bueno(b, "ana", "farmacia")
                if self.enlaces and self.enlaces[-1][0] == b:
                    self._contestar_el_area(len(self.enlaces) - 1, aprueba=True)
                self._aprobar(b, "berta")
                self._aprobar(b, "sofia")
            else:
                self.p.pasada()

    @rule(cuenta=st.sampled_from((None, FB, TW)), quien=QUIENES)
    def parar(self, cuenta, quien: str) -> None:
        hecho = self._probar(
            redaccion.parar, self.p.almacen, getattr(self.p, quien), "alerta por sismo en la zona", cuenta
        )
        assert not (hecho and quien == "audita")

    @rule(quien=QUIENES)
    def levantar(self, quien: str) -> None:
        for paro in redaccion.paros(self.p.almacen).vigentes:
            args = (self.p.almacen, paro["id"], getattr(self.p, quien), "ya pasó la alerta por sismo")
            assert self._probar(redaccion.levantar, *args) is (quien == "sofia")

    @rule(horas=st.sampled_from((1, 1, 4, 30)))
    def pasa_el_tiempo(self, horas: int) -> None:
        self.p.reloj.adelantar(timedelta(hours=horas))

    @rule(
        como=st.sampled_from(("bien", "bien", "bien", "rechaza", "duda", "duda_y_sale")),
        cuenta=st.sampled_from((FB, TW)),
    )
    def pasada(self, como: str, cuenta: int) -> None:
        if como == "rechaza":
            self.p.redes[cuenta].fallar("publicar", errores.PeticionInvalida("no"))
        elif como != "bien":
            error = errores.ResultadoDesconocido("se cortó")
            self.p.redes[cuenta].fallar("publicar", error, aplicar=como == "duda_y_sale")
        self.p.pasada()

    @invariant()
    def lo_que_salio_se_aprobo_y_salio_una_vez(self) -> None:
        salidas = filas(
            self.p.almacen,
            "SELECT clave, cuenta_id, texto FROM orden WHERE estado NOT IN ('pendiente', 'anulada', 'fallida')",
        )
        claves = [tuple(map(int, clave.split(":")[1:3])) for clave, _, _ in salidas]
        assert len(claves) == len(set(claves)), "un borrador sale a lo sumo una vez por cada cuenta"
        assert all((b, c, t) in self.aprobadas for (b, _), (_, c, t) in zip(claves, salidas, strict=True))
        for c in (FB, TW):
            assert len(self.p.salieron(c)) <= sum(cuenta == c for _, cuenta, _ in salidas)

    @invariant()
    def el_archivo_dice_lo_que_la_red(self) -> None:
        """Un comunicado esta en el archivo si, y solo si, consta que salio por alguna cuenta."""
        for b in self.ids:
            oficial = self.p.comunicado_de(b)
            if oficial is None:
                continue
            consta = [
                s for s in self.p.salidas(b) if s["orden_estado"] in ("hecha", "conciliada") or s["visto"]
            ]
            assert (oficial["estado"] != "preparado") is bool(consta)
            assert all(texto_en(s, s["texto_comun"]) in self.p.salieron(s["cuenta_id"]) for s in consta)
            _LLEGARON["comunicados en el archivo"] += bool(consta)

    @invariant()
    def lo_que_se_pidio_es_lo_que_hay(self) -> None:
        """Ningun visto bueno espera, ni vale, por un texto que ya no es el que se pidio aprobar."""
        mal = filas(
            self.p.almacen,
            "SELECT v.id FROM visto_bueno v JOIN borrador b ON b.id = v.borrador_id LEFT JOIN aprobacion a "
            "ON a.visto_bueno_id = v.id WHERE (v.estado = 'pedido' OR (a.id IS NOT NULL AND a.anulada IS NULL)) "
            "AND (v.huella <> b.huella OR b.estado IN ('borrador', 'devuelto', 'retirado'))",
        )
        assert mal == []

    @invariant()
    def cada_paso_con_su_suceso(self) -> None:
        pasos = filas(self.p.almacen, "SELECT paso FROM revision ORDER BY id")
        assert [s for s in sucesos(self.p.almacen) if s.startswith("borrador:")] == [
            f"borrador:{x}" for x in pasos
        ]


_COMUNES = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.filter_too_much]}


def _correr(cuantas: int, pasos: int) -> None:
    _LLEGARON.clear()
    run_state_machine_as_test(
        Redaccion, settings=settings(max_examples=cuantas, stateful_step_count=pasos, **_COMUNES)
    )
    print(f"\n{dict(_LLEGARON)}")
    assert _LLEGARON["secuencias"] >= cuantas
    assert _LLEGARON["salieron"] > cuantas // 10
    assert _LLEGARON["publicado"]
    assert _LLEGARON["comunicados en el archivo"]
    if cuantas >= _MUCHAS:
        # en pocas el azar puede no llegar: ahi lo prueba test_vistos_buenos.py
        for hasta in (
            "vistos buenos dados",
            "vistos buenos negados",
            "salieron con visto bueno",
            "comunicados retirados",
        ):
            assert _LLEGARON[hasta], hasta


def test_pasos_al_azar() -> None:
    _correr(15, 20)


@pytest.mark.lenta
@pytest.mark.timeout(3600)
def test_mil_secuencias_al_azar() -> None:
    _correr(parte(1000), 25)
