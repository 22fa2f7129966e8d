"""Una cuenta intervenida en cada red simulada: el incidente se abre y la cuenta se detiene en el sondeo siguiente."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest

from conectores.tipos import Accion, Conector, Red
from moderacion import ejecucion, incidentes, ingesta
from moderacion.almacen import Almacen, OrigenOrden
from moderacion.almacen.ordenes import OrdenNueva
from moderacion.incidentes import deteccion
from moderacion.reloj import RelojFijo
from politicas import p13
from tests.conectores import apoyo_facebook, twitter_comun, youtube_comun
from tests.conectores.gobierno import arrancar, parar
from tests.moderacion.falsos import avisables, ejecutar, filas

MINUTO = timedelta(minutes=1)
REDES = tuple(Red)
CONECTAR: dict[Red, Callable[[SimpleNamespace], Conector]] = {
    Red.FACEBOOK: lambda red: apoyo_facebook.conectar(red.base),
    Red.TWITTER: twitter_comun.conectar,
    Red.YOUTUBE: lambda red: youtube_comun.conectar(red.base),
}
NUESTRAS = 6


class Cuenta:
    """Una cuenta con historia en su red simulada, sondeada y vigilada como en el servicio."""

    def __init__(self, red: Red, almacen: Almacen, reloj: RelojFijo) -> None:
        self.red, self.almacen, self.reloj = red, almacen, reloj
        self.viva = arrancar(red.value, reloj=reloj.ahora)
        self.gobierno = self.viva.gobierno
        self.conector = CONECTAR[red](self.viva)
        with almacen.unidad() as u:
            self.id = u.cuentas.dar_de_alta(red.value, self.conector.cuenta, f"ISSS en {red.value}")
        avisables(almacen, "jefa/1")
        self.propias = [
            self.publicar(f"La clínica comunal {n} atiende de 7 a 15 horas", n + 1) for n in range(NUESTRAS)
        ]
        assert self.vuelta() == 0, "lo que ya estaba al conectar la cuenta no es señal"

    def publicar(self, texto: str, dias: int = 0, como: str = "institucion") -> str:
        fecha = (self.reloj.ahora() - timedelta(days=dias)).isoformat()
        id_: str = self.gobierno.cuenta(publicar={"texto": texto, "como": como, "fecha": fecha})["id"]
        return id_

    def vuelta(self) -> int:
        """Un sondeo un minuto despues. Devuelve los incidentes que abrio."""
        self.reloj.adelantar(MINUTO)
        ingesta.sondear(self.almacen, self.conector, self.id, self.reloj)
        return incidentes.vigilar(self.almacen, self.id, p13.evaluar, self.reloj).abiertos

    def abiertos(self) -> list[tuple[str, int]]:
        return filas(
            self.almacen, "SELECT tipo, gravedad FROM incidente WHERE estado <> 'cerrado' ORDER BY id"
        )

    def detenida(self) -> bool:
        """Si una orden de publicar ya aprobada se queda en casa."""
        with self.almacen.unidad() as u:
            u.ordenes.pedir(
                OrdenNueva("k", self.id, Accion.PUBLICAR.value, OrigenOrden.PERSONA, texto="horario")
            )
        ejecucion.despachar(self.almacen, self.conector, self.id, self.reloj)
        return filas(self.almacen, "SELECT estado FROM orden WHERE clave = 'k'") == ["pendiente"]


@pytest.fixture(params=REDES)
def cuenta(request: pytest.FixtureRequest, almacen: Almacen, reloj: RelojFijo) -> Iterator[Cuenta]:
    cuenta = Cuenta(request.param, almacen, reloj)
    yield cuenta
    parar([cuenta.viva])


def _intervenida(cuenta: Cuenta) -> None:
    assert cuenta.vuelta() == 1, "en el sondeo siguiente"
    assert cuenta.abiertos() == [("cuenta_intervenida", 3)]
    assert filas(cuenta.almacen, "SELECT destino FROM aviso") == ["jefa/1"]
    assert cuenta.detenida()


def test_lo_que_publica_un_intruso(cuenta: Cuenta) -> None:
    cuenta.publicar("Registre su tarjeta y cobre hoy su bono", como="intruso")
    _intervenida(cuenta)
    f = incidentes.ficha(cuenta.almacen, 1)
    assert [(p["clase"], p["antes"]) for p in f.pruebas] == [("publicacion", None)]
    assert "Registre su tarjeta" in f.pruebas[0]["ahora"]
    assert f.pruebas[0]["detalle"]["red"], "lo que dijo la red, entero"
    assert any("https://" in p["enlace"] for p in f.pasos)


def test_el_perfil_cambiado(cuenta: Cuenta) -> None:
    cuenta.gobierno.cuenta(perfil={"nombre": "Bono ISSS oficial"})
    _intervenida(cuenta)
    (prueba,) = incidentes.ficha(cuenta.almacen, 1).pruebas
    assert (prueba["titulo"], prueba["ahora"]) == ("nombre", "Bono ISSS oficial")
    assert "Seguro Social" in prueba["antes"]


def test_casi_todo_lo_nuestro_borrado(cuenta: Cuenta) -> None:
    for id_externo in cuenta.propias[:-1]:
        cuenta.gobierno.cuenta(borrar={"id": id_externo})
    _intervenida(cuenta)
    f = incidentes.ficha(cuenta.almacen, 1)
    assert {p["titulo"] for p in f.pruebas} == set(cuenta.propias[:-1])
    assert all(p["clase"] == "borrada" and "clínica comunal" in p["antes"] for p in f.pruebas)


def test_la_credencial_revocada(cuenta: Cuenta) -> None:
    cuenta.gobierno.cuenta(token="revocado")
    assert cuenta.vuelta() == 1
    assert cuenta.abiertos() == [("credencial_revocada", 3)]
    assert cuenta.vuelta() == 0
    with cuenta.almacen.lectura() as u:
        assert u.borradores.congelada(cuenta.id)


@pytest.mark.parametrize("cuenta", [Red.FACEBOOK], indirect=True)
def test_un_administrador_nuevo(cuenta: Cuenta) -> None:
    antes = list(cuenta.viva.mundo.estado.administradores)
    cuenta.gobierno.cuenta(administradores=[*antes, "Intruso"])
    _intervenida(cuenta)
    assert "Administradores nuevos: Intruso" in incidentes.ficha(cuenta.almacen, 1).i["motivo"]


@pytest.mark.parametrize("cuenta", [Red.TWITTER, Red.YOUTUBE], indirect=True)
def test_donde_la_red_no_dice_quien_administra_se_nota_por_lo_que_hace(cuenta: Cuenta) -> None:
    cuenta.gobierno.cuenta(administradores=["Intruso"])
    assert cuenta.conector.estado_cuenta().administradores == ()
    assert cuenta.vuelta() == 0
    cuenta.gobierno.cuenta(perfil={"usuario": "bono_isss_oficial"})
    _intervenida(cuenta)


@pytest.mark.parametrize("cuenta", [Red.FACEBOOK], indirect=True)
def test_la_aplicacion_ajena_se_reconoce_por_su_id(cuenta: Cuenta) -> None:
    cuenta.publicar("La clínica comunal 9 atiende de 7 a 15 horas", como="intruso")
    _intervenida(cuenta)
    senales = {e["etiqueta"]: e["peso"] for e in incidentes.ficha(cuenta.almacen, 1).i["evidencia"]}
    assert senales == {"publicacion_ajena": 10, "aplicacion": 6}


@pytest.mark.parametrize("cuenta", [Red.FACEBOOK], indirect=True)
@pytest.mark.parametrize("quitado", ["pages_manage_posts", "pages_read_engagement"])
def test_un_permiso_perdido_se_nota_impida_leer_o_no(cuenta: Cuenta, quitado: str) -> None:
    permisos = [p for p in cuenta.viva.mundo.estado.permisos if p != quitado]
    cuenta.gobierno.cuenta(permisos=permisos)
    cuenta.reloj.adelantar(timedelta(hours=1))
    assert cuenta.vuelta() == 1
    assert cuenta.abiertos() == [("cuenta_sospechosa", 2)]
    assert quitado in incidentes.ficha(cuenta.almacen, 1).i["motivo"]


@pytest.mark.parametrize("cuenta", [Red.FACEBOOK], indirect=True)
def test_una_credencial_que_llego_a_su_plazo_no_es_un_secuestro(cuenta: Cuenta) -> None:
    cuenta.gobierno.cuenta(token="caducado")
    assert cuenta.vuelta() == 1
    assert cuenta.abiertos() == [("conexion_caida", 2)]
    with cuenta.almacen.lectura() as u:
        assert not u.borradores.congelada(cuenta.id)


@pytest.mark.parametrize("cuenta", [Red.TWITTER], indirect=True)
def test_seguir_a_cientos_de_golpe(cuenta: Cuenta) -> None:
    cuenta.reloj.adelantar(timedelta(days=1))
    cuenta.gobierno.cuenta(siguiendo=900)
    assert cuenta.vuelta() == 1
    assert cuenta.abiertos() == [("cuenta_sospechosa", 2)]
    assert cuenta.vuelta() == 0, "una vez al dia"


def test_una_borrada_sola_la_mira_una_persona_y_no_detiene(cuenta: Cuenta) -> None:
    cuenta.gobierno.cuenta(borrar={"id": cuenta.propias[0]})
    cuenta.vuelta()
    assert cuenta.abiertos() == [("cuenta_sospechosa", 2)]
    assert not cuenta.detenida()


def test_lo_recien_publicado_que_aun_no_sale_en_la_red_no_falta(cuenta: Cuenta) -> None:
    id_externo = cuenta.publicar("Mañana hay vacunación en la clínica comunal")
    with cuenta.almacen.unidad() as u:
        u.publicaciones.asentar(cuenta.id, id_externo, "Mañana hay vacunación", cuenta.reloj.ahora())
    cuenta.gobierno.cuenta(borrar={"id": id_externo})
    assert cuenta.vuelta() == 0
    cuenta.reloj.adelantar(timedelta(hours=1))
    assert cuenta.vuelta() == 1, "pasado un rato, si"


@pytest.mark.parametrize("cuenta", [Red.FACEBOOK, Red.YOUTUBE], indirect=True)
def test_lo_nuestro_editado_en_su_sitio_con_un_enlace_ajeno(cuenta: Cuenta) -> None:
    estafa = "La clínica comunal 0 atiende de 7 a 15 horas. Cobre su bono: https://bono-isss.example/"
    cuenta.gobierno.cuenta(editar={"id": cuenta.propias[0], "texto": estafa})
    cuenta.reloj.adelantar(timedelta(hours=1))
    _intervenida(cuenta)
    (prueba,) = incidentes.ficha(cuenta.almacen, 1).pruebas
    assert (prueba["clase"], prueba["titulo"]) == ("editada", cuenta.propias[0])
    assert "bono-isss" in prueba["ahora"], "los dos textos, enteros"
    assert "bono-isss" not in prueba["antes"]
    assert cuenta.vuelta() == 0
    assert filas(cuenta.almacen, "SELECT veces FROM incidente") == [1], "lo mismo se cuenta una vez"


@pytest.mark.parametrize("cuenta", [Red.TWITTER], indirect=True)
def test_en_twitter_lo_editado_llega_con_otro_id(cuenta: Cuenta) -> None:
    cuenta.gobierno.cuenta(
        editar={"id": cuenta.propias[0], "texto": "Cobre su bono en https://bono.example/"}
    )
    _intervenida(cuenta)


@pytest.mark.parametrize(("sitio", "ajeno"), [("citas.example.org", False), ("bono.example.com", True)])
def test_el_sitio_que_la_cuenta_suele_enlazar_no_es_senal(
    cuenta: Cuenta, monkeypatch: pytest.MonkeyPatch, sitio: str, ajeno: bool
) -> None:
    monkeypatch.setattr(deteccion, "MINIMO", NUESTRAS)
    con_enlace = "La clínica comunal atiende de 7 a 15 horas https://citas.example.org/clinicas"
    ejecutar(cuenta.almacen, "UPDATE publicacion SET texto = :t", t=con_enlace)
    cuenta.publicar(f"Pida su cita en https://{sitio}/cita", como="intruso")
    assert cuenta.vuelta() == 1
    dichas = " ".join(filas(cuenta.almacen, "SELECT motivo FROM senal_cuenta"))
    assert ("Enlaza un sitio ajeno" in dichas) is ajeno
