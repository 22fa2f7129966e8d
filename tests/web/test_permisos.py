"""Cada ruta declara su permiso; lo no declarado no se abre; cada rol llega solo a lo suyo."""

from fastapi.routing import APIRoute
from starlette.responses import PlainTextResponse

from moderacion.web import crear_app
from moderacion.web.seguridad import PUBLICA, alcance_de, permiso_de

from .conftest import ROLES

RUTAS = {
    ("GET", "/"),
    ("GET", "/apelaciones"),
    ("GET", "/apelar/{testigo}"),
    ("GET", "/bitacora"),
    ("GET", "/bitacora/exportar"),
    ("GET", "/bitacora/verificar"),
    ("GET", "/bloqueos"),
    ("GET", "/borradores"),
    ("GET", "/borradores/{borrador_id}"),
    ("GET", "/api"),
    ("GET", "/bloqueos"),
    ("GET", "/clientes"),
    ("GET", "/cola"),
    ("GET", "/conexiones"),
    ("GET", "/consultas"),
    ("GET", "/consultas/{consulta_id}"),
    ("GET", "/estatico/{nombre}"),
    ("GET", "/expedientes/{expediente_id}"),
    ("GET", "/expedientes/{expediente_id}/texto"),
    ("GET", "/incidentes"),
    ("GET", "/ingresar"),
    ("GET", "/metricas"),
    ("GET", "/mi-dia"),
    ("GET", "/normas"),
    ("GET", "/politicas"),
    ("GET", "/politicas/{numero}"),
    ("GET", "/salud"),
    ("POST", "/apelaciones/{apelacion_id}/resolver"),
    ("POST", "/apelar/{testigo}"),
    ("POST", "/bloqueos/{bloqueo_id}/hecho"),
    ("POST", "/borradores"),
    ("POST", "/borradores/{borrador_id}/aprobar"),
    ("POST", "/borradores/{borrador_id}/cerrar"),
    ("POST", "/borradores/{borrador_id}/devolver"),
    ("POST", "/borradores/{borrador_id}/enviar"),
    ("POST", "/borradores/{borrador_id}/guardar"),
    ("POST", "/borradores/{borrador_id}/retirar"),
    ("POST", "/borradores/{borrador_id}/revisar"),
    ("POST", "/consultas"),
    ("POST", "/consultas/{consulta_id}/responder"),
    ("POST", "/consultas/{consulta_id}/retirar"),
    ("POST", "/expedientes/{expediente_id}/apelacion"),
    ("POST", "/clientes"),
    ("POST", "/clientes/{cliente_id}/revocar"),
    ("POST", "/expedientes/{expediente_id}/decidir"),
    ("POST", "/expedientes/{expediente_id}/soltar"),
    ("POST", "/expedientes/{expediente_id}/tomar"),
    ("POST", "/incidentes/{incidente_id}/atender"),
    ("POST", "/incidentes/{incidente_id}/cerrar"),
    ("POST", "/ingresar"),
    ("POST", "/salir"),
}
RUTAS_API = {
    ("GET", "/api/v1/bitacora"),
    ("GET", "/api/v1/bitacora/verificacion"),
    ("GET", "/api/v1/bloqueos"),
    ("GET", "/api/v1/cola"),
    ("GET", "/api/v1/conexiones"),
    ("GET", "/api/v1/expedientes/{expediente_id}"),
    ("GET", "/api/v1/incidentes"),
    ("GET", "/api/v1/motivos"),
    ("GET", "/api/v1/openapi.json"),
    ("GET", "/api/v1/politicas"),
    ("GET", "/api/v1/resumen"),
    ("POST", "/api/v1/expedientes/{expediente_id}/decidir"),
    ("POST", "/api/v1/expedientes/{expediente_id}/soltar"),
    ("POST", "/api/v1/expedientes/{expediente_id}/tomar"),
    ("POST", "/api/v1/incidentes/{incidente_id}/atender"),
}
"""Las que abre un testigo y no una sesión; cada identidad se recorre en test_api_alcances.py."""


def _rutas(app) -> list[APIRoute]:
    # una ruta de otra clase (montada o incluida) se saltaria la recorrida: no se admite
    assert all(type(r) is APIRoute for r in app.routes), app.routes
    return app.routes


def test_toda_ruta_declara_su_permiso(montaje):
    rutas = _rutas(crear_app(montaje.servicio))
    assert {(m, r.path) for r in rutas for m in r.methods} == RUTAS | RUTAS_API
    for r in rutas:
        if r.path.startswith("/api/"):
            assert alcance_de(r.endpoint) is not None, r.path
            assert permiso_de(r.endpoint) is None or r.path.endswith("/openapi.json")
            continue
        assert alcance_de(r.endpoint) is None, r.path
        roles = permiso_de(r.endpoint)
        assert roles is not None, r.path
        assert roles <= set(ROLES), r.path


def test_una_ruta_sin_declarar_no_se_abre_ni_a_supervision(montaje, servir):
    como = servir(montaje)
    app = crear_app(montaje.servicio)
    app.get("/olvidada", response_model=None)(lambda: PlainTextResponse("secreto"))
    como.conmutador.app = app
    r = como("supervision").ver("/olvidada")
    assert r.status_code == 403
    assert "secreto" not in r.text


def test_cada_identidad_llega_solo_a_lo_suyo(montaje, como):
    montaje.comentar("Qué pendejo sos")
    montaje.vuelta()
    vistas = 0
    for r in _rutas(crear_app(montaje.servicio)):
        roles, ruta = permiso_de(r.endpoint), r.path
        for parte in ("expediente_id", "incidente_id", "bloqueo_id", "borrador_id", "consulta_id"):
            ruta = ruta.replace("{" + parte + "}", "1")
        ruta = ruta.replace("{nombre}", "estilo.css")
        for quien in ("", *ROLES):
            (metodo,) = r.methods
            if ruta in ("/salir", "/ingresar"):
                continue  # cierran o gastan la sesion con que se recorre: tienen sus pruebas
            respuesta = como(quien).pedir(metodo, ruta)
            caso = (metodo, ruta, quien, respuesta.status_code)
            a_ingresar = respuesta.headers.get("location", "").startswith("/ingresar")
            if roles == PUBLICA:
                # un enlace de apelacion inventado no existe, pero tampoco manda a ingresar
                assert respuesta.status_code in ({404} if "/apelar/" in ruta else {200, 303}), caso
                assert not a_ingresar, caso
            elif not quien:
                assert (respuesta.status_code, a_ingresar) == (
                    (303, True) if metodo == "GET" else (401, False)
                ), caso
            elif quien not in roles:
                assert respuesta.status_code == 403, caso
            else:
                assert respuesta.status_code in {200, 303, 404, 409, 422}, caso
                assert not a_ingresar, caso
            vistas += 1
    assert vistas == (len(RUTAS) - 3) * len(("", *ROLES))


def test_lo_que_se_ofrece_es_lo_que_se_permite(montaje, como):
    montaje.comentar("Qué pendejo sos")
    montaje.vuelta()
    assert "/expedientes/1/tomar" in como("gestion").ver("/cola").text
    assert "/expedientes/1/decidir" in como("gestion").ver("/expedientes/1").text
    for rol in ("auditoria", "administracion"):
        for ruta in ("/cola", "/expedientes/1", "/incidentes", "/bloqueos", "/politicas"):
            html = como(rol).ver(ruta).text
            assert html.count('method="post"') == 1, (rol, ruta)  # solo «Salir»
