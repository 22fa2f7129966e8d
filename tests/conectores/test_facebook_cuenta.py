"""La cuenta de Facebook: token, permisos, perfil, seguidores y administradores."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from conectores.errores import (
    CredencialInvalida,
    ErrorConector,
    PeticionInvalida,
)
from conectores.facebook import CredencialFacebook
from conectores.facebook import cliente as modulo_cliente
from conectores.facebook.cuenta import estado_cuenta, salud_token
from conectores.simulador.cuentas import APP_FACEBOOK, PAGINA_FACEBOOK, SECRETO_FACEBOOK, TOKEN_FACEBOOK
from tests.conectores.apoyo_facebook import (
    ANA,
    INICIO,
    barrer,
    conectar,
    http,
    servidor_crudo,
)


@pytest.fixture
def comentario(fb: SimpleNamespace) -> str:
    return fb.gobierno.inyectar({"texto": "hola", "autor": ANA})[0]


# --- token ---


@pytest.mark.parametrize(
    ("palabra", "subcodigo"), [("revocado", "460"), ("caducado", "463"), ("desinstalada", "458")]
)
def test_trampas_13_y_14_token_muerto(
    fb: SimpleNamespace, comentario: str, palabra: str, subcodigo: str
) -> None:
    fb.gobierno.cuenta(token=palabra)
    for hacer in (
        fb.conector.estado_cuenta,
        lambda: barrer(fb.conector),
        lambda: fb.conector.ocultar(comentario),
    ):
        with pytest.raises(CredencialInvalida) as visto:
            hacer()
        assert (visto.value.codigo, visto.value.subcodigo) == ("190", subcodigo)
    salud = fb.conector.salud_token()
    assert not salud.valido
    assert salud.motivo
    fb.gobierno.cuenta(token="valido")
    assert fb.conector.salud_token().valido
    assert fb.conector.estado_cuenta().nombre


def test_salud_de_un_token_sano(fb: SimpleNamespace) -> None:
    salud = fb.conector.salud_token()
    assert (salud.valido, salud.motivo, salud.faltan) == (True, "", ())
    assert salud.vence == INICIO + timedelta(days=90)
    assert "pages_manage_engagement" in salud.permisos


def test_salud_dice_que_permisos_faltan(fb: SimpleNamespace) -> None:
    fb.gobierno.cuenta(permisos=["pages_show_list", "pages_read_engagement", "pages_read_user_content"])
    salud = fb.conector.salud_token()
    assert salud.valido
    assert salud.faltan == ("pages_manage_engagement", "pages_manage_posts", "pages_manage_metadata")
    assert "pages_manage_posts" in salud.motivo


def test_trampa_13_acceso_a_datos_vencido_no_es_token_sano(fb: SimpleNamespace) -> None:
    fb.gobierno.cuenta(caduca_acceso=(INICIO - timedelta(hours=1)).isoformat())
    salud = fb.conector.salud_token()
    assert not salud.valido
    assert "acceso a los datos" in salud.motivo


def test_salud_permiso_concedido_solo_para_otra_pagina() -> None:
    datos = {
        "is_valid": True,
        "scopes": ["pages_manage_posts", "pages_show_list"],
        "granular_scopes": [
            {"scope": "pages_manage_posts", "target_ids": ["otra"]},
            {"scope": "pages_show_list"},
        ],
        "expires_at": 0,
    }
    salud = salud_token(datos, PAGINA_FACEBOOK, None)
    assert salud.permisos == ("pages_show_list",)
    assert "pages_manage_posts" in salud.faltan
    assert salud.vence is None


@pytest.mark.parametrize("raro", [{"scopes": 7}, {"granular_scopes": [7, {"target_ids": 1}]}, {"expires_at": "x"},
                                  {"data_access_expires_at": 10**30}, {"error": [1]}])  # fmt: skip
def test_salud_con_campos_raros_no_falla(raro: dict) -> None:
    assert salud_token({"is_valid": True, **raro}, PAGINA_FACEBOOK, INICIO).valido


@pytest.mark.parametrize(
    "credencial",
    [
        CredencialFacebook("otro", APP_FACEBOOK, SECRETO_FACEBOOK),
        CredencialFacebook(TOKEN_FACEBOOK, APP_FACEBOOK, "otro"),
        CredencialFacebook(TOKEN_FACEBOOK, "1", SECRETO_FACEBOOK),
    ],
)
def test_una_credencial_mala_se_devuelve_no_se_lanza(
    fb: SimpleNamespace, credencial: CredencialFacebook
) -> None:
    salud = conectar(fb.base, credencial=credencial).salud_token()
    assert not salud.valido
    assert salud.motivo


def test_se_manda_la_prueba_del_secreto_en_las_dos_sesiones(fb: SimpleNamespace, comentario: str) -> None:
    fb.gobierno.cuenta(exigir_prueba=True)
    assert fb.conector.salud_token().valido
    fb.conector.ocultar(comentario)
    fb.conector.eliminar(comentario)
    malo = conectar(fb.base, credencial=CredencialFacebook(TOKEN_FACEBOOK, APP_FACEBOOK, "otro"))
    with pytest.raises(PeticionInvalida):
        malo.estado_cuenta()


def test_version_caducada_es_peticion_invalida(fb: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modulo_cliente, "VERSION", "v18.0")
    with pytest.raises(PeticionInvalida) as visto:
        fb.conector.estado_cuenta()
    assert visto.value.codigo == "2635"


# --- estado de la cuenta ---


def test_trampa_21_seguidores_no_son_los_me_gusta(fb: SimpleNamespace) -> None:
    fb.gobierno.cuenta(seguidores=600_001)
    estado = fb.conector.estado_cuenta()
    assert (estado.id_externo, estado.seguidores, estado.seguidores_exactos) == (
        PAGINA_FACEBOOK,
        600_001,
        True,
    )
    with servidor_crudo(http('{"id":"1","fan_count":9,"data":[]}')) as s:
        assert conectar(s.base).estado_cuenta().seguidores is None


def test_el_perfil_solo_cambia_si_alguien_lo_cambia(fb: SimpleNamespace) -> None:
    """La red firma las direcciones de las imagenes de nuevo cada vez: eso no es un cambio."""
    antes = fb.conector.estado_cuenta()
    fb.reloj.pasar(days=2)
    despues = fb.conector.estado_cuenta()
    assert antes.crudo["picture"] != despues.crudo["picture"]
    assert antes.perfil == despues.perfil
    cambios = {
        "nombre": "Premios Gratis", "sitio": "https://estafa.invalid", "correo": "x@estafa.invalid",
        "telefono": "1", "portada": "9", "foto": "otra.jpg", "usuario": "u", "descripcion": "d", "acerca": "a",
    }  # fmt: skip
    fb.gobierno.cuenta(perfil=cambios)
    intervenida = fb.conector.estado_cuenta()
    assert {k: v for k, v in intervenida.perfil.items() if antes.perfil[k] != v} == cambios
    assert intervenida.nombre == "Premios Gratis"


def _perfil(**campos: str) -> dict[str, str]:
    return estado_cuenta({"id": "1", **campos}, ()).perfil


def test_poner_un_contacto_donde_no_habia_tambien_es_un_cambio() -> None:
    """La red no manda lo que esta vacio: callarlo dejaria que un intruso añadiera su sitio sin que se notara."""
    base = {"name": "ISSS", "link": "https://facebook.com/isss"}
    assert _perfil(**base)["sitio"] == _perfil(**base)["telefono"] == _perfil(**base)["correo"] == ""
    assert _perfil(**base, website="https://bono.invalid")["sitio"] == "https://bono.invalid"
    # una respuesta a medias no dice que se haya quitado nada
    assert _perfil(name="ISSS") == {"nombre": "ISSS"}


def test_administradores(fb: SimpleNamespace) -> None:
    fb.gobierno.cuenta(administradores=["Berta", {"id": "7", "name": "Intruso"}])
    assert fb.conector.estado_cuenta().administradores == ("Berta (rol-Berta)", "Intruso (7)")
    fb.gobierno.cuenta(roles_negados=True)
    assert fb.conector.estado_cuenta().administradores == ()


@pytest.mark.parametrize(
    "falla", [{"estado": 503, "cuerpo": "<html>"}, {"estado": 200, "cuerpo": {"data": 7}}]
)
def test_roles_que_no_se_pudieron_leer_no_parecen_un_secuestro(fb: SimpleNamespace, falla: dict) -> None:
    fb.gobierno.fallar(metodo="GET", ruta="roles", **falla)
    with pytest.raises(ErrorConector):
        fb.conector.estado_cuenta()


@pytest.mark.parametrize(
    "crudo",
    [
        '{"id":"1","name":null,"followers_count":"x","emails":7,"cover":7,"picture":{"data":{"url":"http://[x"}}}',
        '{"id":1,"emails":[null],"cover":{},"picture":{},"is_published":"no","data":[7,{"name":1}]}',
    ],
)
def test_perfil_raro_no_falla(crudo: str) -> None:
    cuerpo = crudo[:-1] + ',"data":[]}' if '"data":[7' not in crudo else crudo
    with servidor_crudo(http(cuerpo)) as s:
        estado = conectar(s.base).estado_cuenta()
    assert estado.id_externo == "1"
    assert estado.seguidores is None
