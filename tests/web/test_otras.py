"""Incidentes, bloqueos, conexiones y las dos direcciones para programas."""

import socket
from datetime import timedelta

import pytest

from conectores.errores import CredencialInvalida, NoPermitido, RedCaida
from conectores.tipos import PublicacionLeida, Red, Resultado
from moderacion import accesos
from moderacion.errores import ErrorConfig
from moderacion.web import enchufe
from moderacion.web import presentacion as p

from .conftest import CLAVE, INICIO


def _intruso(montaje) -> None:
    montaje.juzgar()
    montaje.redes[Red.TWITTER].publicaciones.append(
        PublicacionLeida(Red.TWITTER, "666", "compre <b>ya</b>", montaje.reloj.ahora() + timedelta(minutes=1))
    )
    montaje.reloj.adelantar(timedelta(minutes=5))
    montaje.juzgar()


def test_un_incidente_se_atiende_y_lo_cierra_supervision(montaje, como):
    gestion, supervision = como("gestion"), como("supervision")
    assert "Ninguno." in gestion.ver("/incidentes").text
    _intruso(montaje)
    assert "Posible intervención de la cuenta" in gestion.ver("/incidentes").text
    html = gestion.ver("/incidentes/1").text
    for dato in (
        "Posible intervención de la cuenta",
        "compre &lt;b&gt;ya&lt;/b&gt;",
        "Hacerse cargo",
        "Abierto",
    ):
        assert dato in html, dato
    assert "Publicar y responder está detenido ahí" in gestion.ver("/cola").text
    assert supervision.mandar("/incidentes/1/cerrar", {"causa": "una causa larga"}).status_code == 409
    assert gestion.mandar("/incidentes/1/atender").status_code == 303
    assert gestion.mandar("/incidentes/1/atender").status_code == 409
    html = gestion.ver("/incidentes/1").text
    assert "Lo atiende <bdi>gestion</bdi>" in html
    assert "/incidentes/1/cerrar" not in html
    assert gestion.mandar("/incidentes/1/cerrar", {"causa": "una causa larga"}).status_code == 403
    r = supervision.mandar("/incidentes/1/cerrar", {"causa": "corta"})
    assert r.status_code == 422
    assert ">corta</textarea>" in r.text
    assert (
        supervision.mandar("/incidentes/1/cerrar", {"causa": "clave filtrada, ya cambiada"}).status_code
        == 303
    )
    assert 'Causa: <span dir="auto">clave filtrada, ya cambiada' in supervision.ver("/incidentes/1").text
    assert "está detenido ahí" not in gestion.ver("/cola").text
    assert gestion.mandar("/incidentes/99/atender").status_code == 404


def test_bloqueo_por_api_y_bloqueo_a_mano(montaje, como):
    montaje.comentar("sos un pendejo", Red.FACEBOOK, "ana")
    montaje.comentar("sos un pendejo", Red.TWITTER, "beto")
    montaje.vuelta()
    montaje.servicio.sancionar()
    c = como("gestion")
    html = c.ver("/bloqueos").text
    assert html.count("Confirmar") == 2
    assert 'href="https://red.example.com/beto"' in html
    assert "Por confirmar antes del" in html
    assert 'href="/expedientes/2"' in html
    assert "Ya lo bloqueé" not in html
    # sin confirmar no se marca a mano; confirmado por una persona, si
    assert c.mandar("/bloqueos/2/hecho", {"estado": "manual"}).status_code == 422
    datos = {"accion": "bloquear", "motivo": "insulto claro", "articulo": 2, "version": 1}
    assert c.mandar("/expedientes/2/decidir", datos).status_code == 303
    assert "Ya lo bloqueé" in c.ver("/bloqueos").text
    assert c.mandar("/bloqueos/2/hecho", {"estado": "vigente"}).status_code == 409
    # sin decir que se hizo no vale, y lo escrito no se pierde
    assert c.mandar("/bloqueos/2/hecho", {"estado": "manual", "constancia": "ok"}).status_code == 422
    hecho = {"estado": "manual", "constancia": "Lo bloqueé desde el perfil; captura 12 en la carpeta"}
    assert c.mandar("/bloqueos/2/hecho", hecho).status_code == 303
    html = c.ver("/bloqueos").text
    assert "Ya lo desbloqueé" in html
    assert "captura 12" in html
    assert c.mandar("/bloqueos/2/hecho", hecho | {"estado": "vigente"}).status_code == 303
    assert 'Bloqueos abiertos <span class="cuenta">1</span>' in c.ver("/bloqueos").text
    assert c.mandar("/bloqueos/2/hecho", {"estado": "vigente"}).status_code == 404


def test_del_bloqueo_por_api_se_encarga_el_servicio(montaje, como):
    montaje.comentar("Qué mierda", Red.FACEBOOK, "ana")
    montaje.vuelta()
    c = como("gestion")
    c.mandar("/expedientes/1/decidir", {"accion": "bloquear", "motivo": "insulto", "version": 1})
    montaje.ordenar()
    montaje.servicio.sancionar()
    assert "Vigente" in c.ver("/bloqueos").text
    r = c.mandar("/bloqueos/1/hecho", {"estado": "vigente"})
    assert r.status_code == 422
    assert "se encarga el servicio" in r.text


def test_conexiones_y_salud_siguen_a_cada_red(montaje, como):
    anonimo, c = como(), como("auditoria")
    s = anonimo.ver("/salud")
    assert (s.status_code, s.json()["viva"]) == (503, False)
    assert "Leer (Facebook)" in c.ver("/conexiones").text
    montaje.vuelta()
    s = anonimo.ver("/salud")
    assert (s.status_code, s.json()["viva"], s.json()["paradas"]) == (200, True, {})
    assert "El servicio está al día." in c.ver("/conexiones").text
    montaje.redes[Red.FACEBOOK].fallo = RedCaida("no contesta: token=abc123")
    montaje.redes[Red.YOUTUBE].fallo = CredencialInvalida("revocada")
    montaje.reloj.adelantar(timedelta(minutes=1))
    montaje.vuelta()
    s = anonimo.ver("/salud")
    assert s.status_code == 200  # una red caida no mata el servicio
    estados = {c["red"]: (c["estado"], c["tipo_error"]) for c in s.json()["cuentas"]}
    assert estados["facebook"][1] == "RedCaida"
    assert estados["twitter"] == ("bien", "")
    assert estados["youtube"] == ("credencial_invalida", "CredencialInvalida")
    assert "abc123" not in s.text
    html = c.ver("/conexiones").text
    assert "La red no contesta: no contesta" in html
    assert "La credencial no sirve" in html
    montaje.reloj.adelantar(timedelta(hours=2))
    s = anonimo.ver("/salud")
    assert s.status_code == 503
    assert "sondear/1" in s.json()["paradas"]
    assert "sin terminar una vuelta desde 20/11/2026 09:0" in c.ver("/conexiones").text


def test_una_vuelta_que_revienta_se_dice_sin_detalle(montaje, como, monkeypatch):
    montaje.vuelta()
    monkeypatch.setattr("moderacion.montaje.evaluacion.evaluar_pendientes", _romper)
    with pytest.raises(ValueError, match="clave 1234"):
        montaje.servicio.evaluar()
    s = como().ver("/salud")
    assert (s.status_code, s.json()["paradas"]) == (503, {"evaluar": "ValueError"})
    assert "ValueError: clave 1234" in como("auditoria").ver("/conexiones").text


def _romper(*_args):
    raise ValueError("clave 1234")


def test_metricas(montaje, como):
    montaje.comentar("sos un pendejo")
    montaje.comentar("Qué mierda")
    montaje.vuelta()
    r = como().ver("/metricas")
    assert r.headers["content-type"].startswith("text/plain; version=0.0.4")
    lineas = r.text.splitlines()
    for linea in (
        "moderacion_viva 1.0",
        "moderacion_en_cola 2.0",
        "moderacion_pendientes 0.0",
        'moderacion_ordenes_cerradas_dia{accion="ocultar",estado="hecha"} 1.0',
        'moderacion_fallos_seguidos{cuenta="ISSS facebook",cuenta_id="1",red="facebook"} 0.0',
    ):
        assert linea in lineas
    assert lineas.count("# TYPE moderacion_ordenes_cerradas_dia gauge") == 1


@pytest.mark.parametrize(
    ("paso", "texto"),
    [
        (timedelta(seconds=20), "ahora mismo"),
        (timedelta(seconds=-20), "ahora mismo"),
        (timedelta(minutes=1), "hace 1 min"),
        (timedelta(minutes=119), "hace 1 h"),
        (timedelta(days=3, hours=5), "hace 3 d"),
        (timedelta(minutes=-4, seconds=-1), "en 4 min"),
    ],
)
def test_hace(paso, texto):
    assert p.hace(INICIO, INICIO + paso) == texto
    assert p.hace(INICIO.isoformat(), INICIO + paso) == texto


def test_las_horas_son_de_el_salvador():
    assert p.hora(INICIO) == "20/11/2026 09:00"
    assert p.hora(None) == "nunca"


@pytest.mark.parametrize(
    ("direccion", "vale"),
    [
        ("https://x.com/a", True),
        ("http://x.com", True),
        ("HTTPS://x.com", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//x.com", False),
        ("https:x", False),
        ("http://[x", False),
        ("", False),
        (None, False),
    ],
)
def test_enlace_seguro(direccion, vale):
    assert (p.enlace_seguro(direccion) == direccion) if vale else (p.enlace_seguro(direccion) is None)


def test_un_puerto_ocupado_se_dice_en_una_frase():
    puerto = enchufe("127.0.0.1", 0)
    # con el protocolo sin decir, asyncio no quita la espera de Nagle: 40 ms de más en cada respuesta
    assert puerto.proto == socket.IPPROTO_TCP
    ocupado = puerto.getsockname()[1]
    with pytest.raises(ErrorConfig, match=f"«web.puerto»: no se puede escuchar en 127.0.0.1:{ocupado}"):
        enchufe("127.0.0.1", ocupado)
    puerto.close()


def test_fragmento():
    assert p.fragmento("  a \n b ") == "a b"
    assert p.fragmento("x" * 300) == "x" * 220 + "…"
    assert p.fragmento(" " * 1000) == "…"
    assert p.nombre(" ") == "Autor desconocido"


def _pasan(montaje, c, cuanto: timedelta) -> None:
    """Pasa el tiempo, y con el la sesion: quien miraba entra otra vez."""
    montaje.reloj.adelantar(cuanto)
    testigo = accesos.ingresar(montaje.servicio.almacen, "gestion", CLAVE, "prueba", timedelta(hours=10))
    c.headers["Cookie"] = f"sesion={testigo}"


def test_el_que_nadie_confirmo_y_la_red_no_deja_quitar_se_quita_a_mano(montaje, como):
    """Sigue provisional: se le debe a una persona, y la pagina tiene con que decir que ya lo hizo."""
    montaje.comentar("sos un pendejo", Red.FACEBOOK, "ana")
    montaje.vuelta()
    montaje.vuelta()
    c = como("gestion")

    def _negar(autor_id: str) -> Resultado:
        raise NoPermitido("no se pudo")

    montaje.redes[Red.FACEBOOK].desbloquear = _negar
    _pasan(montaje, c, timedelta(hours=24))
    montaje.servicio.sancionar()
    montaje.ordenar()
    montaje.servicio.sancionar()
    html = c.ver("/bloqueos").text
    assert "la red no dejó quitarlo" in html
    assert "Por confirmar antes del" not in html
    assert "Ya lo desbloqueé" in html
    hecho = {"estado": "vigente", "constancia": "Lo desbloqueé desde Configuración, captura 3"}
    assert c.mandar("/bloqueos/1/hecho", hecho).status_code == 303
    assert "No hay ninguno" in c.ver("/bloqueos").text


def test_mi_dia_pregunta_por_los_bloqueos_que_van_a_la_mitad(montaje, como):
    montaje.comentar("Qué mierda", Red.FACEBOOK, "ana")
    montaje.vuelta()
    c = como("gestion")
    c.mandar("/expedientes/1/decidir", {"accion": "bloquear", "motivo": "insulto", "version": 1})
    montaje.ordenar()
    montaje.servicio.sancionar()
    assert "va por la mitad de su plazo" not in c.ver("/mi-dia").text
    _pasan(montaje, c, timedelta(days=4))
    assert "1 bloqueo va por la mitad de su plazo" in c.ver("/mi-dia").text
