"""Los avisos: uno por destino, reintentados con espera, y ningun canal estorba a otro."""

import threading
from collections import Counter
from datetime import timedelta

import pytest

from moderacion import avisos, incidentes
from moderacion.almacen import Almacen
from moderacion.almacen.incidentes import AvisoNuevo, IncidenteNuevo
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import alta, ejecutar, filas, momento, persona

DESTINOS = {"jefa/1": "dir-a", "jefa/2": "dir-b", "gerente/1": "dir-c"}
ESTADOS = "SELECT destino, estado, intentos FROM aviso ORDER BY id"


class Cartero:
    """Entrega, o falla en las direcciones que se le diga."""

    def __init__(self, *malas: str, error: str | Exception = "el canal no aceptó el aviso") -> None:
        self.malas, self.error = set(malas), error
        self.intentos: Counter[str] = Counter()
        self.entregados: list[tuple[str, str, str]] = []

    def __call__(self, direccion: str, asunto: str, cuerpo: str) -> str:
        self.intentos[direccion] += 1
        if direccion in self.malas:
            if isinstance(self.error, Exception):
                raise self.error
            return self.error
        self.entregados.append((direccion, asunto, cuerpo))
        return ""


@pytest.fixture(autouse=True)
def incidente(almacen: Almacen) -> int:
    alta(almacen)
    with almacen.unidad() as u:
        nuevos = [AvisoNuevo(d, "URGENTE", "cuerpo") for d in DESTINOS]
        return u.incidentes.abrir(IncidenteNuevo(1, "cuenta", "k", 3, "m", []), nuevos)[0]


def despachar(almacen: Almacen, reloj: RelojFijo, cartero: Cartero, **cambios: str) -> avisos.ResumenAvisos:
    return avisos.despachar(almacen, DESTINOS | cambios, reloj, cartero)


def test_cada_destino_recibe_su_aviso_una_vez(almacen, reloj) -> None:
    cartero = Cartero()
    assert despachar(almacen, reloj, cartero) == avisos.ResumenAvisos(3, 0)
    assert despachar(almacen, reloj, cartero) == avisos.ResumenAvisos(0, 0)
    assert sorted(cartero.entregados) == [(d, "URGENTE", "cuerpo") for d in ("dir-a", "dir-b", "dir-c")]
    assert {f[1] for f in filas(almacen, ESTADOS)} == {"enviado"}


@pytest.mark.parametrize("error", ["no acepto", RuntimeError("roto \ud83d")])
def test_un_canal_que_falla_no_estorba_y_se_reintenta_con_espera(almacen, reloj, error) -> None:
    cartero = Cartero("dir-b", error=error)
    assert despachar(almacen, reloj, cartero) == avisos.ResumenAvisos(2, 1)
    esperas = []
    for _ in range(12):
        (cuando,) = filas(almacen, "SELECT no_antes_de FROM aviso WHERE destino = 'jefa/2'")
        esperas.append(round((momento(cuando) - reloj.ahora()).total_seconds()))
        reloj.adelantar(timedelta(seconds=esperas[-1] - 1))
        despachar(almacen, reloj, cartero)
        assert cartero.intentos["dir-b"] == len(esperas)
        reloj.adelantar(timedelta(seconds=2))
        despachar(almacen, reloj, cartero)
    assert esperas == [10, 20, 40, 80, 160, 320, *[600] * 6]
    assert cartero.intentos == {"dir-a": 1, "dir-b": 13, "dir-c": 1}
    # nunca se abandona: cuando el canal vuelve, sale
    cartero.malas.clear()
    reloj.adelantar(timedelta(minutes=10))
    assert despachar(almacen, reloj, cartero).enviados == 1


def test_un_canal_que_vuelve_recibe_lo_que_se_le_debia(almacen, reloj) -> None:
    cartero = Cartero("dir-b")
    despachar(almacen, reloj, cartero)
    cartero.malas.clear()
    reloj.adelantar(timedelta(seconds=10))
    assert despachar(almacen, reloj, cartero).enviados == 1
    assert ("jefa/2", "enviado", 2) in filas(almacen, ESTADOS)


def test_un_canal_colgado_no_impide_que_salgan_los_otros(almacen, reloj) -> None:
    seguir, salieron = threading.Event(), threading.Barrier(3)

    def enviar(direccion: str, asunto: str, cuerpo: str) -> str:
        if direccion == "dir-a":
            assert seguir.wait(10)
        else:
            salieron.wait(10)
        return ""

    hilo = threading.Thread(target=avisos.despachar, args=(almacen, DESTINOS, reloj, enviar))
    hilo.start()
    salieron.wait(10)
    seguir.set()
    hilo.join(10)
    assert {f[1] for f in filas(almacen, ESTADOS)} == {"enviado"}


def test_un_aviso_que_quedo_a_medias_se_envia_otra_vez(almacen, reloj) -> None:
    """El proceso murio entre reclamarlo y enviarlo: repetir una alarma no daña, perderla si."""
    with almacen.unidad() as u:
        for _ in DESTINOS:
            assert u.incidentes.reclamar_aviso(u.ahora - avisos.PLAZO)
    cartero = Cartero()
    reloj.adelantar(avisos.PLAZO - timedelta(seconds=1))
    assert despachar(almacen, reloj, cartero).enviados == 0
    reloj.adelantar(timedelta(seconds=1))
    assert despachar(almacen, reloj, cartero).enviados == 3


def test_un_destino_que_ya_no_esta_se_dice_y_no_estorba(almacen, reloj) -> None:
    cartero = Cartero()
    r = avisos.despachar(almacen, {"jefa/1": "dir-a"}, reloj, cartero)
    assert (r.enviados, r.fallidos) == (1, 2)
    assert "ya no está en la configuración" in filas(almacen, "SELECT error FROM aviso WHERE id = 3")[0]


def test_atender_no_calla_el_aviso_a_los_superiores(almacen, reloj, incidente) -> None:
    """El articulo 13 manda notificarles: quien atiende podria ser el intruso."""
    incidentes.atender(almacen, incidente, persona(almacen).id)
    cartero = Cartero()
    assert despachar(almacen, reloj, cartero) == avisos.ResumenAvisos(3, 0)
    assert {f[1] for f in filas(almacen, ESTADOS)} == {"enviado"}


def test_el_fallo_de_un_envio_viejo_no_deshace_el_que_salio(almacen, reloj) -> None:
    with almacen.unidad() as u:
        aviso = u.incidentes.reclamar_aviso(u.ahora)
        assert aviso
        u.incidentes.aviso_enviado(aviso.id)
        u.incidentes.aviso_fallo(aviso.id, "tarde", u.ahora)
    assert filas(almacen, "SELECT estado FROM aviso WHERE id = 1") == ["enviado"]


def test_lo_que_fallo_antes_no_adelanta_a_nadie_ni_tapa_a_los_nuevos(almacen, reloj) -> None:
    despachar(almacen, reloj, Cartero(*DESTINOS.values()))
    with almacen.unidad() as u:
        u.incidentes.abrir(IncidenteNuevo(1, "otro", "k2", 3, "m", []), [AvisoNuevo("gerente/1", "DOS", "x")])
    cartero = Cartero()
    assert despachar(almacen, reloj, cartero).enviados == 1
    assert cartero.entregados[0][1] == "DOS"


def test_mas_avisos_que_una_tanda_salen_en_varias(almacen, reloj) -> None:
    with almacen.unidad() as u:
        nuevos = [AvisoNuevo(f"d/{n}", "A", "x") for n in range(60)]
        u.incidentes.abrir(IncidenteNuevo(1, "otro", "k2", 3, "m", []), nuevos)
    cartero, destinos = Cartero(), DESTINOS | {f"d/{n}": f"dir-{n}" for n in range(60)}
    total = [avisos.despachar(almacen, destinos, reloj, cartero).enviados for _ in range(3)]
    assert total == [50, 13, 0]


def test_un_destino_no_recibe_dos_avisos_del_mismo_escalon(almacen) -> None:
    with pytest.raises(Exception, match=r"(?i)unique"):
        ejecutar(
            almacen,
            "INSERT INTO aviso SELECT 99, incidente_id, escalon, destino, asunto, cuerpo, estado, "
            "intentos, creado, no_antes_de, enviado, error FROM aviso WHERE id = 1",
        )


def test_una_direccion_que_apprise_no_entiende_es_un_error_con_palabras() -> None:
    assert "no es válida" in avisos.enviar_apprise("esto no es nada", "a", "b")
    assert not avisos.comprobar("esto no es nada")
    assert avisos.comprobar("json://127.0.0.1:9/aviso")


def test_un_canal_que_no_contesta_es_un_error_con_palabras() -> None:
    avisos.callar_apprise()
    assert avisos.enviar_apprise("json://127.0.0.1:9/aviso", "a", "b") == "el canal no aceptó el aviso"
