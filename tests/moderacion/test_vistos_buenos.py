"""El visto bueno de un area por correo: a que se ata, cuanto cuenta, que lo anula y que pasa si lo niega."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from moderacion import avisos, redaccion
from moderacion.almacen.consultas import huella_texto
from moderacion.almacen.intentos import INTENTOS
from moderacion.almacen.salidas import SalidaNueva
from moderacion.errores import Conflicto, DemasiadosIntentos, EntradaInvalida, NoAutorizado
from moderacion.montaje.areas import escribir_a_las_areas
from moderacion.redaccion import Responsable, RespuestaVisto
from tests.moderacion.falsos import ejecutar, filas, sucesos
from tests.moderacion.prensa import AVISO, CORTO, FB, OTRO, TW, Prensa, con_plazos, prensa
from tests.moderacion.redactar import CORTESIA, SERVICIO, Mesa, mesa

HORA = timedelta(hours=1)
AREAS = {
    "farmacia": Responsable("farmacia@example.sv", "jefatura@example.sv"),
    "pensiones": Responsable("pensiones@example.sv"),
}
FIRMA = "Dra. Melara, jefa de farmacia"
DE_ORIGEN = "10.0.0.1"
COLUMNAS = "borrador_id, area, huella, pedido, pedido_por, caduca, estado, firma, motivo"


class Despacho:
    """Lo que se pide a las areas sobre los borradores de `p`, y lo que contestan con el enlace de su correo."""

    def __init__(self, p: Prensa | Mesa, cartero, puerto: int) -> None:
        self.p, self.cartero = p, cartero
        self.buzon = avisos.Buzon(
            "127.0.0.1", puerto, "com@example.sv", "https://consola.example.sv", "ninguna"
        )

    def pedir(self, b: int, area: str = "farmacia", quien=None) -> int:
        return redaccion.pedir_visto_bueno(
            self.p.almacen, AREAS, self.p.reglas, b, self.p.ver(b)["version"], quien or self.p.ana, area
        )

    def correo(self) -> tuple[int, int]:
        return escribir_a_las_areas(self.p.almacen, self.buzon, AREAS, self.p.reloj)

    def enlace(self, b: int, area: str = "farmacia") -> str:
        """Pide, escribe y devuelve el testigo que llego."""
        self.pedir(b, area)
        assert self.correo() == (1, 0)
        return self.cartero.enlaces()[-1]

    def ver(self, testigo: str):
        return redaccion.ver_visto_bueno(self.p.almacen, testigo, DE_ORIGEN)

    def dar(self, testigo: str, firma: str = FIRMA) -> bool:
        return self._resolver(testigo, RespuestaVisto(aprueba=True, firma=firma))

    def negar(self, testigo: str, motivo: str = "el horario es otro") -> bool:
        return self._resolver(testigo, RespuestaVisto(aprueba=False, firma=FIRMA, motivo=motivo))

    def ya_no(self, testigo: str) -> None:
        """Lo que se le pidio ya no espera: ni darlo ni negarlo hace nada."""
        antes = self.guardado()
        for gesto in (self.dar, self.negar):
            with pytest.raises(Conflicto, match="mientras lo miraba cambió"):
                gesto(testigo)
        assert self.guardado() == antes

    def _resolver(self, testigo: str, r: RespuestaVisto) -> bool:
        return redaccion.resolver_visto_bueno(self.p.almacen, self.p.reglas, testigo, DE_ORIGEN, r)

    def guardado(self) -> list:
        tablas = ("visto_bueno", "enlace_area", "correo", "aprobacion", "borrador", "revision", "suceso")
        return [filas(self.p.almacen, f"SELECT * FROM {t}") for t in tablas]


@pytest.fixture
def d(almacen, reloj, cartero) -> Despacho:
    return Despacho(prensa(almacen, reloj), *cartero)


def en_revision(p: Prensa, b: int) -> int:
    p.enviar(b)
    return b


# --- la vida entera


@pytest.mark.los_dos
def test_con_el_visto_bueno_de_un_area_sale_una_publicacion_y_queda_dicho_quien(d: Despacho) -> None:
    p = d.p
    b = en_revision(p, p.crear(AVISO, FB, SalidaNueva(TW, CORTO)))
    testigo = d.enlace(b)
    (m,) = d.cartero.mensajes
    assert (m["To"], m["Subject"]) == ("jefatura@example.sv", "Se pide su visto bueno para una publicación")
    assert m["Message-ID"] == "<visto_bueno-1-visto_bueno-1@example.sv>"
    assert AVISO not in m.get_content(), "el texto solo se ve abriendo el enlace: puede cambiar"
    vista = d.ver(testigo)
    assert (vista.estado, vista.area, vista.tipo) == ("pedido", "farmacia", "publicacion")
    assert [(s.red, s.texto) for s in vista.saldria] == [("facebook", AVISO), ("twitter", CORTO)]
    assert d.dar(testigo)
    v = p.ver(b)
    assert (v["estado"], v["aprobado_por"], v["aprobado_area"]) == ("aprobado", None, "farmacia")
    assert (d.ver(testigo).estado, d.ver(testigo).vale) == ("dado", True)
    p.pasadas(4)
    assert (p.salieron(FB), p.salieron(TW)) == ([AVISO], [CORTO])
    assert p.estado(b) == "publicado"
    actores = filas(p.almacen, "SELECT tipo, actor FROM suceso WHERE actor LIKE 'area/%' ORDER BY n")
    assert actores == [
        ("visto_bueno:dado", "area/visto_bueno/1"),
        ("borrador:visto_bueno", "area/visto_bueno/1"),
        ("orden:pedida", "area/visto_bueno/1"),
        ("orden:pedida", "area/visto_bueno/1"),
    ]
    (motivo,) = filas(p.almacen, "SELECT motivo FROM revision WHERE paso = 'visto_bueno'")
    assert motivo == f"Farmacia y medicamentos, {FIRMA} (jefatura@example.sv)"


@pytest.mark.los_dos
def test_mirar_no_cambia_nada_y_darlo_lo_gasta(d: Despacho) -> None:
    b = en_revision(d.p, d.p.crear())
    testigo = d.enlace(b)
    antes = d.guardado()
    for _ in range(5):
        assert d.ver(testigo).estado == "pedido"
    assert d.guardado() == antes
    assert filas(d.p.almacen, "SELECT huella FROM enlace_area") == [huella_texto(testigo)]
    assert testigo not in str(antes)
    for malo in (
        RespuestaVisto(aprueba=True, firma="yo"),
        RespuestaVisto(aprueba=False, firma=FIRMA, motivo="no"),
        RespuestaVisto(aprueba=False, firma=FIRMA),
    ):
        with pytest.raises(EntradaInvalida):
            d._resolver(testigo, malo)
    assert d.dar(testigo), "lo mal escrito no lo gastó"
    assert not d.dar(testigo)
    assert not d.negar(testigo)
    assert d.p.estado(b) == "aprobado"


def test_una_respuesta_tambien_y_se_ve_a_que_contesta(almacen, reloj, cartero) -> None:
    m = mesa(almacen, reloj)
    d = Despacho(m, *cartero)
    b = m.crear()
    m.enviar(b)
    testigo = d.enlace(b)
    vista = d.ver(testigo)
    assert ([s.texto for s in vista.saldria], vista.comentario) == ([CORTESIA], "qué feo trato")
    assert d.dar(testigo)
    for _ in range(4):
        m.pasada()
    assert (m.salieron(), m.estado(b)) == ([CORTESIA], "publicado")


# --- cuanto cuenta


@pytest.mark.los_dos
@pytest.mark.parametrize("primero", ["area", "casa"])
def test_un_comunicado_necesita_ademas_a_alguien_de_la_casa(d: Despacho, primero: str) -> None:
    p = d.p
    b = en_revision(p, p.comunicado())
    testigo = d.enlace(b)
    assert d.cartero.mensajes[0]["Subject"] == (
        "Se pide su visto bueno para el comunicado 1-2026: Horario de la farmacia de Zacamil"
    )
    pasos = [lambda: d.dar(testigo), lambda: p.aprobar(b)]
    if primero == "casa":
        pasos.reverse()
    pasos[0]()
    assert p.estado(b) == "en_revision"
    p.pasadas(2)
    pasos[1]()
    v = p.ver(b)
    assert (v["estado"], v["aprobado_por"], v["aprobado_area"]) == ("aprobado", p.berta.id, "farmacia")
    p.pasadas(4)
    assert p.estado(b) == "publicado"


def test_dos_areas_cuentan_como_una(d: Despacho) -> None:
    p = d.p
    b = en_revision(p, p.comunicado())
    for area in ("farmacia", "pensiones"):
        assert d.dar(d.enlace(b, area))
    assert p.estado(b) == "en_revision"
    f = redaccion.ficha_escrito(p.almacen, p.reglas, b)
    assert ([a["area"] for a in f.aprobaciones], f.faltan) == (["farmacia", "pensiones"], 1)
    with pytest.raises(NoAutorizado, match="nadie aprueba lo que escribió"):
        p.aprobar(b, p.ana)
    p.aprobar(b)
    assert p.estado(b) == "aprobado"


def test_dos_de_la_casa_bastan_y_al_area_se_le_dice_que_ya_no_hace_falta(d: Despacho) -> None:
    p = d.p
    b = en_revision(p, p.crear())
    testigo = d.enlace(b)
    p.aprobar(b)
    vista = d.ver(testigo)
    assert (vista.estado, [s.texto for s in vista.saldria]) == ("innecesario", [AVISO])
    d.ya_no(testigo)
    p.reloj.adelantar(60 * HORA)
    assert d.correo() == (0, 0), "ni se recuerda"
    assert p.estado(b) == "aprobado"


# --- la huella


@pytest.mark.los_dos
def test_cambiado_despues_de_pedirlo_no_aprueba_nada_ni_aunque_vuelva_a_ser_el_de_antes(d: Despacho) -> None:
    p = d.p
    b = en_revision(p, p.crear())
    testigo, huella = d.enlace(b), p.ver(b)["huella"]
    assert p.guardar(b, p.escrito(AVISO.replace("12:00", "11:00"))) == "en_revision"
    vista = d.ver(testigo)
    assert (vista.estado, vista.saldria, vista.comentario) == ("cambiado", (), "")
    d.ya_no(testigo)
    assert p.guardar(b, p.escrito(AVISO)) == "en_revision"
    assert p.ver(b)["huella"] == huella
    assert d.ver(testigo).estado == "cambiado"
    d.ya_no(testigo)
    assert (p.estado(b), filas(p.almacen, "SELECT id FROM aprobacion")) == ("en_revision", [])
    assert d.dar(d.enlace(b)), "y se le puede pedir otra vez"
    assert p.estado(b) == "aprobado"


def test_cambiado_despues_de_darlo_deja_de_valer(d: Despacho) -> None:
    p = d.p
    b = en_revision(p, p.comunicado())
    testigo = d.enlace(b)
    assert d.dar(testigo)
    p.devolver(b)
    vista = d.ver(testigo)
    assert (vista.estado, vista.vale) == ("dado", False)
    p.enviar(b)
    p.aprobar(b)
    assert p.estado(b) == "en_revision", "el visto bueno era de antes de devolverlo"
    p.pasadas(3)
    assert p.salieron() == []


@pytest.mark.parametrize("gesto", ["guardar", "devolver", "retirar", "aprobar"])
def test_lo_que_pasa_mientras_el_area_decide_gana(d: Despacho, gesto: str) -> None:
    """Entre juzgar y escribir no hay transaccion: si el borrador se mueve ahi, el enlace no se gasta ni aprueba."""
    p = d.p
    b = en_revision(p, p.crear())
    testigo, bueno = d.enlace(b), p.reglas
    gestos = {
        "guardar": lambda: p.guardar(b, p.escrito(OTRO)),
        "devolver": lambda: p.devolver(b),
        "retirar": lambda: p.retirar(b),
        "aprobar": lambda: p.aprobar(b),
    }

    def entretanto(*datos):
        p.reglas = bueno
        if p.estado(b) == "en_revision" and p.ver(b)["version"] == 2:
            gestos[gesto]()
        return bueno.juez(*datos)

    p.reglas = replace(bueno, juez=entretanto)
    with pytest.raises(Conflicto):
        d.dar(testigo)
    p.reglas = bueno
    assert p.estado(b) in ("en_revision", "devuelto", "retirado", "aprobado")
    assert filas(p.almacen, "SELECT id FROM aprobacion WHERE usuario_id IS NULL") == []
    assert filas(p.almacen, "SELECT usado FROM enlace_area") == [None]


def test_otra_aprobacion_a_medias_mientras_decide_no_lo_gasta(d: Despacho) -> None:
    p = d.p
    b = en_revision(p, p.comunicado())
    testigo, bueno = d.enlace(b), p.reglas

    def entretanto(*datos):
        p.reglas = bueno
        if p.ver(b)["version"] == 2:
            p.aprobar(b)
        return bueno.juez(*datos)

    p.reglas = replace(bueno, juez=entretanto)
    with pytest.raises(Conflicto):
        d.dar(testigo)
    assert d.ver(testigo).estado == "pedido"
    assert d.dar(testigo), "sigue valiendo: el texto es el mismo"
    assert p.estado(b) == "aprobado"


def test_lo_que_ya_no_se_puede_publicar_no_se_aprueba_y_se_puede_negar(d: Despacho) -> None:
    p = d.p
    b = en_revision(p, p.crear())
    testigo = d.enlace(b)
    p.reglas = replace(p.reglas, capacidades={})
    with pytest.raises(EntradaInvalida, match="Comunicaciones tiene que revisarlo"):
        d.dar(testigo)
    assert filas(p.almacen, "SELECT usado FROM enlace_area") == [None]
    assert d.negar(testigo)
    assert p.estado(b) == "devuelto"


# --- negarlo


@pytest.mark.los_dos
def test_negarlo_devuelve_el_borrador_con_la_razon(d: Despacho) -> None:
    p = d.p
    b = en_revision(p, p.comunicado())
    p.aprobar(b)
    testigo, otra = d.enlace(b), d.enlace(b, "pensiones")
    assert d.negar(testigo, "el horario de Zacamil es hasta las 5:00 p. m.")
    v = p.ver(b)
    assert v["estado"] == "devuelto"
    assert v["motivo_devolucion"] == (
        f"Farmacia y medicamentos, {FIRMA} (jefatura@example.sv): el horario de Zacamil es hasta las 5:00 p. m."
    )
    assert (d.ver(testigo).estado, d.ver(testigo).motivo) == (
        "rechazado",
        "el horario de Zacamil es hasta las 5:00 p. m.",
    )
    assert d.ver(otra).estado == "cambiado"
    d.ya_no(otra)
    p.enviar(b)
    p.aprobar(b, p.sofia)
    assert p.estado(b) == "en_revision", "lo aprobado antes de devolverlo no cuenta"
    assert [s for s in sucesos(p.almacen) if s.startswith("visto_bueno:")] == [
        "visto_bueno:pedido",
        "visto_bueno:pedido",
        "visto_bueno:rechazado",
        "visto_bueno:anulado",
    ]


# --- pedirlo


def test_quien_puede_pedirlo_y_de_que(d: Despacho) -> None:
    p = d.p
    b = p.crear()
    with pytest.raises(Conflicto):
        d.pedir(b)
    p.enviar(b)
    with pytest.raises(NoAutorizado):
        d.pedir(b, quien=p.audita)
    for area in ("subsidios", "astronomia", ""):
        with pytest.raises(EntradaInvalida, match="que tenga correo"):
            d.pedir(b, area)
    with pytest.raises(Conflicto):
        redaccion.pedir_visto_bueno(p.almacen, AREAS, p.reglas, b, 1, p.ana, "farmacia")
    d.pedir(b, quien=p.berta)
    with pytest.raises(Conflicto, match="ya se le pidió"):
        d.pedir(b)
    d.pedir(b, "pensiones")
    assert d.correo() == (2, 0)
    assert [m["To"] for m in d.cartero.mensajes] == ["jefatura@example.sv", "pensiones@example.sv"]
    assert [v["pidio"] for v in redaccion.vistos_buenos(p.almacen, b)] == ["ana", "berta"]


def test_a_quien_ya_lo_dio_no_se_le_pide_otra_vez(d: Despacho) -> None:
    b = en_revision(d.p, d.p.comunicado())
    d.dar(d.enlace(b))
    with pytest.raises(Conflicto, match="ya dio su visto bueno"):
        d.pedir(b)


def test_tiene_termino_se_recuerda_a_la_mitad_y_vencido_se_puede_pedir_otra_vez(d: Despacho) -> None:
    p = d.p
    con_plazos(p, aprobacion=timedelta(hours=10))
    b = en_revision(p, p.crear())
    primero = d.enlace(b)
    p.reloj.adelantar(4 * HORA)
    assert d.correo() == (0, 0)
    p.reloj.adelantar(HORA)
    assert d.correo() == (1, 0)
    assert d.cartero.mensajes[1]["Subject"] == "Recordatorio: se pide su visto bueno para una publicación"
    segundo = d.cartero.enlaces()[1]
    assert d.ver(segundo).estado == d.ver(primero).estado == "pedido"
    p.reloj.adelantar(5 * HORA)
    for testigo in (primero, segundo):
        assert d.ver(testigo) is None
        assert not d.dar(testigo)
    assert d.correo() == (0, 0)
    tercero = d.enlace(b)
    assert filas(p.almacen, "SELECT estado FROM visto_bueno ORDER BY id") == ["anulado", "pedido"]
    assert d.dar(tercero)
    assert d.ver(tercero).estado == "dado"


def test_dado_con_el_recordatorio_el_primer_enlace_ya_no_sirve(d: Despacho) -> None:
    p = d.p
    b = en_revision(p, p.comunicado())
    primero = d.enlace(b)
    p.reloj.adelantar(36 * HORA)
    assert d.correo() == (1, 0)
    assert d.dar(d.cartero.enlaces()[1])
    assert (d.ver(primero).estado, d.dar(primero), d.negar(primero)) == ("dado", False, False)


def test_un_correo_que_no_sale_se_repite_y_el_area_sin_direccion_no_recibe_nada(d: Despacho) -> None:
    p = d.p
    b = en_revision(p, p.crear())
    d.cartero.falla = 1
    d.pedir(b)
    assert d.correo() == (0, 1)
    p.reloj.adelantar(timedelta(minutes=5))
    assert d.correo() == (1, 0)
    assert d.dar(d.cartero.enlaces()[0])


# --- lo que no se deja


def test_el_enlace_de_una_consulta_no_aprueba_y_al_reves(d: Despacho) -> None:
    p = d.p
    redaccion.preguntar(
        p.almacen, p.ana, redaccion.ConsultaPedida("farmacia", "Insulina", "¿Cuándo llega la insulina?")
    )
    b = en_revision(p, p.crear())
    d.pedir(b)
    assert d.correo() == (2, 0)
    consulta, visto = d.cartero.enlaces()
    assert d.ver(consulta) is None
    assert not d.dar(consulta)
    assert redaccion.ver_enlace(p.almacen, visto, DE_ORIGEN) is None
    assert d.ver(visto).estado == "pedido"


def test_quien_prueba_enlaces_se_frena(d: Despacho) -> None:
    for n in range(INTENTOS):
        assert d.ver(f"malo-{n}") is None
    with pytest.raises(DemasiadosIntentos):
        d.dar("malo")


def test_lo_que_la_base_no_deja(d: Despacho) -> None:
    p = d.p
    b = en_revision(p, p.crear())
    d.pedir(b)
    for orden in (
        "UPDATE visto_bueno SET estado = 'dado'",
        "UPDATE visto_bueno SET estado = 'rechazado', cerrado = pedido, firma = 'Dra. Melara'",
        "UPDATE borrador SET estado = 'aprobado', huella_aprobada = huella",
        "INSERT INTO aprobacion (borrador_id, huella, fecha) SELECT id, huella, creado FROM borrador",
        f"INSERT INTO visto_bueno ({COLUMNAS}) SELECT {COLUMNAS} FROM visto_bueno",
        "INSERT INTO enlace_area (huella, para, creado, caduca) SELECT 'x', 'y', pedido, caduca FROM visto_bueno",
    ):
        with pytest.raises(IntegrityError):
            ejecutar(p.almacen, orden)


def test_un_servicio_sin_lo_que_el_area_contesto_no_lo_salva_su_visto_bueno(almacen, reloj, cartero) -> None:
    """El articulo 5 pide la respuesta del area; su visto bueno no la sustituye: sin ella ni llega a revision."""
    m = mesa(almacen, reloj)
    b = m.crear(SERVICIO)
    with pytest.raises(EntradaInvalida):
        m.enviar(b)
    with pytest.raises(Conflicto):
        Despacho(m, *cartero).pedir(b)
