"""La vida de un bloqueo en las tres redes simuladas, con el reloj en la mano: de la red, solo se cree lo que ella dice."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from conectores.simulador.redes import Redes
from moderacion import accesos, cola
from moderacion.cola import Persona, Resolucion
from moderacion.demo.ajustes import USUARIOS, config_demo
from moderacion.informes import restricciones
from moderacion.montaje import ResolucionApelacion, Servicio, emitir_apelacion, montar, resolver_apelacion
from moderacion.reloj import RelojFijo
from moderacion.sanciones import apelaciones
from tests.apoyo import control
from tests.moderacion.falsos import filas
from tests.tandas import alguna

INICIO = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
DIA = timedelta(days=1)
INSULTO = "sos un pendejo de mierda"
AUTORES = {"facebook": "7000000000001", "twitter": "7000000000002", "youtube": f"UC{'autor':0>22}"}


class Mundo:
    """Un servicio de verdad sobre las tres redes simuladas."""

    def __init__(self, carpeta: Path, redes: Redes, reloj: RelojFijo, plan: str) -> None:
        self.redes, self.reloj = redes, reloj
        config = config_demo(redes.bases, carpeta / "m.db", 0, "json://127.0.0.1:9")
        twitter = config.cuenta[1]
        credencial = twitter.credencial.model_copy(update={"plan": plan})
        cuentas = (config.cuenta[0], twitter.model_copy(update={"credencial": credencial}), config.cuenta[2])
        config = config.model_copy(update={"cuenta": cuentas, "supervisor": ()})
        control(redes.bases["twitter"], "cuenta", {"plan": plan})
        self.servicio: Servicio = montar(config, reloj)
        self.almacen = self.servicio.almacen
        for nombre, (rol, clave) in USUARIOS.items():
            accesos.crear_usuario(self.almacen, nombre, clave, rol, "prueba")
        self.ids = {c.red.value: i for i, c in self.servicio.conectores.items()}

    def quien(self, nombre: str) -> Persona:
        u = next(u for u in accesos.listar(self.almacen) if u.nombre == nombre)
        return Persona(u.id, u.nombre, u.rol)

    def comentar(self, red: str, texto: str = INSULTO) -> str:
        # en Twitter solo se ocultan las respuestas a lo nuestro
        publicar = {"texto": "Horario de la farmacia", "como": "institucion"}
        publicar["fecha"] = self.reloj.ahora().isoformat()
        nuestra = control(self.redes.bases[red], "cuenta", {"publicar": publicar})["id"]
        self.reloj.adelantar(timedelta(minutes=1))
        comentario = {
            "publicacion": nuestra,
            "texto": texto,
            "autor": {"id": AUTORES[red], "nombre": "Persona Cualquiera", "usuario": "cualquiera"},
            "fecha": self.reloj.ahora().isoformat(),
        }
        (nuevo,) = control(self.redes.bases[red], "comentarios", {"comentarios": [comentario]})["ids"]
        return nuevo

    def leer(self, red: str) -> None:
        self.servicio.sondear(self.ids[red])
        self.servicio.evaluar()
        self.pasar(red)

    def pasar(self, red: str, cuantas: int = 2) -> None:
        """Lo que el servicio hace cada pocos segundos."""
        for _ in range(cuantas):
            self.servicio.sancionar()
            self.reloj.adelantar(cola.GRACIA)
            self.servicio.despachar(self.ids[red])
        self.servicio.sancionar()

    def efectos(self, red: str) -> list[str]:
        return [e["accion"] for e in control(self.redes.bases[red], "efectos")["efectos"]]

    def bloqueo(self) -> tuple[str, bool]:
        ((estado, provisional),) = filas(self.almacen, "SELECT estado, provisional FROM bloqueo")
        return estado, bool(provisional)

    def decidir(self, quien: str, accion: str, red: str, dias: int | None = None) -> int:
        (version,) = filas(self.almacen, "SELECT version FROM expediente")
        r = Resolucion((accion,), "insulta a otras personas", version, 2, dias=dias)
        capacidades = self.servicio.capacidades[self.ids[red]]
        propuesto = self.servicio.bloqueo_propuesto(1, 2)
        return cola.resolver(self.almacen, 1, self.quien(quien), r, capacidades, propuesto)

    def revisar(self) -> restricciones.Revision:
        r = restricciones.revisar(self.almacen)
        assert r.completo, r.faltantes
        return r


@pytest.fixture
def reloj() -> RelojFijo:
    return RelojFijo(INICIO)


@pytest.fixture(params=["basico", "enterprise"])
def plan(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def mundo(tmp_path: Path, reloj: RelojFijo, plan: str) -> Iterator[Mundo]:
    redes = Redes(reloj=reloj.ahora).arrancar()
    try:
        m = Mundo(tmp_path, redes, reloj, plan)
        try:
            yield m
        finally:
            m.servicio.cerrar()
    finally:
        redes.parar()


def sola(red: str, plan: str) -> bool:
    """Si en esa red la maquina bloquea y desbloquea sin nadie."""
    return red == "facebook" or (red == "twitter" and plan == "enterprise")


solo_una_vez = pytest.mark.parametrize(
    ("red", "plan"),
    alguna(
        [("facebook", "basico"), ("twitter", "enterprise"), ("twitter", "basico"), ("youtube", "basico")], 2
    ),
    indirect=["plan"],
)


@solo_una_vez
def test_automatico_confirmado_y_levantado(mundo: Mundo, red: str, plan: str) -> None:
    mundo.comentar(red)
    mundo.leer(red)
    assert mundo.bloqueo() == ("vigente" if sola(red, plan) else "manual", True)
    assert mundo.efectos(red).count("bloquear") == sola(red, plan)
    mundo.decidir("gestora", "bloquear", red)
    mundo.pasar(red)
    assert mundo.bloqueo()[1] is False
    if mundo.bloqueo()[0] == "manual":
        tarea = ("bloquear", "pendiente")
        assert filas(mundo.almacen, "SELECT accion, estado FROM tarea_red") == [tarea]
        hacer(mundo, "manual")
    assert mundo.bloqueo() == ("vigente", False)
    mundo.reloj.adelantar(timedelta(days=7))
    mundo.pasar(red)
    if sola(red, plan):
        assert mundo.efectos(red).count("desbloquear") == 1
    else:
        # la red no deja: rige hasta que una persona lo quita, y se le debe
        assert mundo.bloqueo() == ("vigente", False)
        ultima = filas(mundo.almacen, "SELECT accion, estado FROM tarea_red ORDER BY id")[-1]
        assert ultima == ("desbloquear", "pendiente")
        hacer(mundo, "vigente")
    assert mundo.bloqueo() == ("levantado", False)
    assert "mostrar" not in mundo.efectos(red), "lo confirmado sigue oculto"
    mundo.revisar()
    cierres = filas(mundo.almacen, "SELECT cierre FROM restriccion WHERE accion = 'bloquear' ORDER BY id")
    assert cierres == ["sustituida", "termino"]


def hacer(mundo: Mundo, estado: str) -> None:
    cola.hecho_a_mano(
        mundo.almacen,
        1,
        estado,
        mundo.quien("gestora"),
        mundo.servicio.capacidades,
        "desde su perfil, captura 3",
    )


@solo_una_vez
def test_automatico_sin_confirmar_caduca_y_el_comentario_vuelve_a_verse(
    mundo: Mundo, red: str, plan: str
) -> None:
    mundo.comentar(red)
    mundo.leer(red)
    assert mundo.efectos(red).count("bloquear") == sola(red, plan)
    mundo.reloj.adelantar(DIA - timedelta(minutes=5))
    mundo.pasar(red)
    assert "mostrar" not in mundo.efectos(red)
    mundo.reloj.adelantar(timedelta(minutes=5))
    mundo.pasar(red)
    efectos = mundo.efectos(red)
    assert (efectos.count("mostrar"), efectos.count("desbloquear")) == (1, int(sola(red, plan)))
    assert mundo.bloqueo()[0] == ("levantado" if sola(red, plan) else "caducado")
    assert filas(mundo.almacen, "SELECT estado_red FROM comentario") == ["visible"]
    # la falta que lo causo tampoco cuenta, y nada se repite
    assert filas(mundo.almacen, "SELECT retirada IS NOT NULL FROM falta") == [True]
    mundo.reloj.adelantar(DIA)
    mundo.pasar(red)
    assert mundo.efectos(red) == efectos
    mundo.revisar()
    assert set(filas(mundo.almacen, "SELECT cierre FROM restriccion")) == {"sin_confirmar"}


@solo_una_vez
def test_apelacion_aceptada_se_deshace_en_la_red(mundo: Mundo, red: str, plan: str) -> None:
    mundo.comentar(red)
    mundo.leer(red)
    mundo.decidir("gestora", "bloquear", red)
    mundo.pasar(red)
    if mundo.bloqueo()[0] == "manual":
        hacer(mundo, "manual")
    enlace = emitir_apelacion(mundo.almacen, 1, mundo.quien("gestora"))
    assert apelaciones.presentar(mundo.almacen, enlace.testigo, "1.2.3.4", "era una queja, no un insulto", "")
    (version,) = filas(mundo.almacen, "SELECT version FROM expediente")
    r = ResolucionApelacion(1, acepta=True, motivo="era una queja", version=version)
    with pytest.raises(Exception, match="la resuelve otra persona"):
        resolver_apelacion(mundo.almacen, mundo.servicio.capacidades, mundo.quien("gestora"), r)
    resolver_apelacion(mundo.almacen, mundo.servicio.capacidades, mundo.quien("redactora"), r)
    mundo.pasar(red)
    efectos = mundo.efectos(red)
    if red == "youtube":
        # bloquear rechazo el comentario, y YouTube no lo deja volver: la orden falla y el expediente vuelve a la cola
        assert filas(mundo.almacen, "SELECT estado FROM expediente") == ["en_cola"]
    else:
        assert efectos.count("mostrar") == 1
    if sola(red, plan):
        assert efectos.count("desbloquear") == 1
    else:
        assert filas(mundo.almacen, "SELECT accion FROM tarea_red WHERE estado = 'pendiente'") == [
            "desbloquear"
        ]
        hacer(mundo, "vigente")
    assert mundo.bloqueo()[0] == "levantado"
    assert filas(mundo.almacen, "SELECT retirada IS NOT NULL FROM falta") == [True]
    mundo.revisar()
    cierres = filas(mundo.almacen, "SELECT accion, cierre FROM restriccion WHERE cierre <> 'sustituida'")
    assert ("bloquear", "apelacion") in cierres


@solo_una_vez
def test_nunca_dos_bloqueos_por_una_falta(mundo: Mundo, red: str, plan: str) -> None:
    """Ni leyendo otra vez, ni editado, ni en otra pasada, ni con otro comentario mientras rige el primero."""
    mundo.comentar(red)
    for _ in range(3):
        mundo.leer(red)
        mundo.reloj.adelantar(timedelta(minutes=1))
    assert mundo.efectos(red).count("bloquear") == sola(red, plan)
    assert filas(mundo.almacen, "SELECT count(*), count(DISTINCT comentario_id) FROM bloqueo") == [(1, 1)]
    assert filas(mundo.almacen, "SELECT count(*) FROM falta") == [1]
    mundo.revisar()
