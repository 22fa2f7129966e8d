"""Cada ruta declara su permiso; lo no declarado no se abre; cada rol llega solo a lo suyo."""

import re

import pytest
from starlette.responses import PlainTextResponse

from moderacion import cola
from moderacion.web import crear_app
from moderacion.web.seguridad import alcance_de

from . import paginas
from .asgi import Respuesta, pedidor
from .conftest import ROLES

RUTAS = {
    ("GET", "/"),
    ("GET", "/acuse/{testigo}"),
    ("GET", "/avisos"),
    ("POST", "/acuse/{testigo}"),
    ("POST", "/avisos/cadenas"),
    ("POST", "/avisos/cadenas/quitar"),
    ("POST", "/avisos/cadenas/revisar"),
    ("POST", "/avisos/probar"),
    ("POST", "/avisos/rotas"),
    ("POST", "/avisos/rotas/quitar"),
    ("POST", "/incidentes/{incidente_id}/acuse"),
    ("GET", "/apelaciones"),
    ("GET", "/apelar/{testigo}"),
    ("GET", "/api"),
    ("GET", "/area/{testigo}"),
    ("GET", "/ayuda"),
    ("GET", "/bitacora"),
    ("GET", "/bitacora/exportar"),
    ("GET", "/bitacora/verificar"),
    ("GET", "/bloqueos"),
    ("GET", "/borradores"),
    ("GET", "/borradores/{borrador_id}"),
    ("GET", "/calendario"),
    ("GET", "/clientes"),
    ("GET", "/cola"),
    ("GET", "/comunicados"),
    ("GET", "/comunicados/{numero_comunicado}"),
    ("GET", "/conexiones"),
    ("GET", "/conservacion"),
    ("GET", "/consultas"),
    ("GET", "/preguntas"),
    ("GET", "/restauracion"),
    ("POST", "/restauracion/soltar"),
    ("POST", "/restauracion/descartar"),
    ("POST", "/restauracion/cerrar"),
    ("GET", "/solicitudes"),
    ("GET", "/solicitudes/{solicitud_id}"),
    ("GET", "/solicitudes/{solicitud_id}/paquete"),
    ("POST", "/conservacion/purgar"),
    ("POST", "/solicitudes"),
    ("POST", "/solicitudes/{solicitud_id}/cumplir"),
    ("POST", "/solicitudes/{solicitud_id}/decidir"),
    ("POST", "/solicitudes/{solicitud_id}/desistir"),
    ("POST", "/solicitudes/{solicitud_id}/identificar"),
    ("POST", "/solicitudes/{solicitud_id}/prorrogar"),
    ("GET", "/consultas/{consulta_id}"),
    ("GET", "/escritos"),
    ("GET", "/escritos/nuevo"),
    ("GET", "/escritos/{escrito_id}"),
    ("GET", "/estatico/{nombre}"),
    ("GET", "/eventos"),
    ("GET", "/expedientes/{expediente_id}"),
    ("GET", "/expedientes/{expediente_id}/clasificador"),
    ("GET", "/expedientes/{expediente_id}/texto"),
    ("GET", "/incidentes"),
    ("GET", "/incidentes/cambios"),
    ("GET", "/incidentes/{incidente_id}"),
    ("GET", "/incidentes/{incidente_id}/acta"),
    ("GET", "/informes"),
    ("GET", "/informes/{clase}"),
    ("GET", "/informes/{clase}/descargar"),
    ("GET", "/mecanismos"),
    ("POST", "/mecanismos"),
    ("POST", "/mecanismos/importar"),
    ("POST", "/mecanismos/{mecanismo_id}/retirar"),
    ("GET", "/ingresar"),
    ("GET", "/ingresar/codigo"),
    ("GET", "/ingresar/oidc"),
    ("GET", "/ingresar/oidc/vuelta"),
    ("GET", "/lote"),
    ("GET", "/metricas"),
    ("GET", "/mi-cuenta"),
    ("GET", "/mi-cuenta/factor"),
    ("GET", "/mi-dia"),
    ("GET", "/mis-datos"),
    ("GET", "/mis-datos/{testigo}"),
    ("GET", "/normas"),
    ("GET", "/paros"),
    ("GET", "/politicas"),
    ("GET", "/politicas/{numero}"),
    ("GET", "/publicado"),
    ("GET", "/registro"),
    ("GET", "/registro/exportar"),
    ("GET", "/registro/revisar"),
    ("GET", "/salud"),
    ("GET", "/segunda-lectura"),
    ("GET", "/segunda-lectura/desacuerdos"),
    ("GET", "/sugerencias"),
    ("GET", "/transparencia"),
    ("GET", "/transparencia/datos.{extension}"),
    ("GET", "/transparencia/{periodo}"),
    ("GET", "/transparencia/{periodo}/datos.{extension}"),
    ("GET", "/usuarios"),
    ("GET", "/visto/{testigo}"),
    ("POST", "/apelaciones/{apelacion_id}/resolver"),
    ("POST", "/segunda-lectura/desacuerdos/{lectura_id}"),
    ("POST", "/segunda-lectura/{lectura_id}"),
    ("POST", "/apelar/{testigo}"),
    ("POST", "/area/{testigo}"),
    ("POST", "/bloqueos/{bloqueo_id}/hecho"),
    ("POST", "/bloqueos/{bloqueo_id}/revisar"),
    ("POST", "/borradores"),
    ("POST", "/borradores/{borrador_id}/aprobar"),
    ("POST", "/borradores/{borrador_id}/cerrar"),
    ("POST", "/borradores/{borrador_id}/devolver"),
    ("POST", "/borradores/{borrador_id}/enviar"),
    ("POST", "/borradores/{borrador_id}/guardar"),
    ("POST", "/borradores/{borrador_id}/juicio"),
    ("POST", "/borradores/{borrador_id}/retirar"),
    ("POST", "/borradores/{borrador_id}/revisar"),
    ("POST", "/calendario/cambiar-dia"),
    ("POST", "/calendario/mover"),
    ("POST", "/borradores/{borrador_id}/visto"),
    ("POST", "/clientes"),
    ("POST", "/clientes/{cliente_id}/revocar"),
    ("POST", "/consultas"),
    ("POST", "/preguntas/{comentario_id}/abrir"),
    ("POST", "/mi-cuenta/programas/{cliente_id}/aceptar"),
    ("POST", "/mi-cuenta/programas/{cliente_id}/revocar"),
    ("POST", "/consultas/{consulta_id}/responder"),
    ("POST", "/consultas/{consulta_id}/retirar"),
    ("POST", "/decisiones/{decision_id}/deshacer"),
    ("POST", "/decisiones/{decision_id}/revertir"),
    ("POST", "/escritos"),
    ("POST", "/escritos/juicio"),
    ("POST", "/escritos/{escrito_id}/aprobar"),
    ("POST", "/escritos/{escrito_id}/cerrar"),
    ("POST", "/escritos/{escrito_id}/descartar"),
    ("POST", "/escritos/{escrito_id}/devolver"),
    ("POST", "/escritos/{escrito_id}/enviar"),
    ("POST", "/escritos/{escrito_id}/guardar"),
    ("POST", "/escritos/{escrito_id}/retirar"),
    ("POST", "/escritos/{escrito_id}/retirar-comunicado"),
    ("POST", "/escritos/{escrito_id}/revisar"),
    ("POST", "/escritos/{escrito_id}/visto"),
    ("POST", "/expedientes/{expediente_id}/apelacion"),
    ("POST", "/expedientes/{expediente_id}/datos"),
    ("POST", "/expedientes/{expediente_id}/decidir"),
    ("POST", "/expedientes/{expediente_id}/notas"),
    ("POST", "/expedientes/{expediente_id}/presencia"),
    ("POST", "/expedientes/{expediente_id}/soltar"),
    ("POST", "/expedientes/{expediente_id}/tomar"),
    ("POST", "/incidentes/cambios"),
    ("POST", "/incidentes/cambios/{mantenimiento_id}/retirar"),
    ("POST", "/incidentes/{incidente_id}/atender"),
    ("POST", "/incidentes/{incidente_id}/cerrar"),
    ("POST", "/incidentes/{incidente_id}/decidir"),
    ("POST", "/incidentes/{incidente_id}/descartar"),
    ("POST", "/incidentes/{incidente_id}/pasos/{orden}"),
    ("POST", "/incidentes/{incidente_id}/reabrir"),
    ("POST", "/ingresar"),
    ("POST", "/ingresar/codigo"),
    ("POST", "/lote"),
    ("POST", "/mis-datos"),
    ("POST", "/mi-cuenta/clave"),
    ("POST", "/mi-cuenta/codigos"),
    ("POST", "/mi-cuenta/factor"),
    ("POST", "/mi-cuenta/factor/empezar"),
    ("POST", "/mi-cuenta/sesiones/cerrar"),
    ("POST", "/mi-cuenta/sesiones/{sesion_id}/cerrar"),
    ("POST", "/paros"),
    ("POST", "/paros/{paro_id}/levantar"),
    ("POST", "/publicado/{publicacion_id}/borrar"),
    ("POST", "/salir"),
    ("POST", "/sugerencias/{sugerencia_id}/cerrar"),
    ("POST", "/usuarios"),
    ("POST", "/usuarios/{usuario_id}/activar"),
    ("POST", "/usuarios/{usuario_id}/clave"),
    ("POST", "/usuarios/{usuario_id}/desactivar"),
    ("POST", "/usuarios/{usuario_id}/factor"),
    ("POST", "/usuarios/{usuario_id}/rol"),
    ("POST", "/usuarios/{usuario_id}/sesiones"),
    ("POST", "/visto/{testigo}"),
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


def test_toda_ruta_de_la_api_declara_su_alcance(montaje):
    rutas = [r for r in paginas.rutas_de(crear_app(montaje.servicio).routes) if r.camino.startswith("/api/")]
    assert {(r.metodo, r.camino) for r in rutas} == RUTAS_API
    for r in rutas:
        assert alcance_de(r.endpoint) is not None, r
        assert r.roles is None or r.camino.endswith("/openapi.json"), r


def test_toda_ruta_declara_su_permiso():
    assert {(r.metodo, r.camino) for r in paginas.RUTAS} == RUTAS
    for r in paginas.RUTAS:
        assert r.roles is not None, r
        assert r.roles <= set(ROLES), r


def test_lo_de_quien_vigila_se_declara_y_es_publico_para_lo_demas():
    assert [r.camino for r in paginas.RUTAS if getattr(r.endpoint, "vigilante", False)] == ["/metricas"]
    assert all(r.publica for r in paginas.RUTAS if r.camino in ("/metricas", "/salud"))


def test_una_ruta_sin_declarar_no_se_abre_ni_a_supervision(montaje, servir):
    como = servir(montaje)
    app = crear_app(montaje.servicio)
    app.get("/olvidada", response_model=None)(lambda: PlainTextResponse("secreto"))
    como.conmutador.app = app
    r = como("supervision").ver("/olvidada")
    assert r.status_code == 403
    assert "secreto" not in r.text


GASTAN_LA_SESION = {"POST /salir", "POST /ingresar"}
"""Cierran o cambian la sesion con que se recorre: tienen sus pruebas."""
SOLO_SUYAS = {"POST /decisiones/{decision_id}/deshacer"}
"""Su rol puede, y aun asi solo quien decidio."""
OBJETOS = ("existe", "ajeno", "ausente")


@pytest.fixture
def mundo(marcas, montaje, plantilla):
    """(marcas, identidad → pedidor, cuantos sucesos van) de un mundo en que todo tiene algo que filtrar."""

    def sucesos() -> int:
        with montaje.servicio.almacen.lectura() as u:
            return sum(1 for _ in u.registro.recorrer())

    with pedidor(crear_app(montaje.servicio)) as nadie:
        yield marcas, {"": nadie} | {rol: nadie.con(plantilla[1][rol]) for rol in ROLES}, sucesos


def _filtrado(marcas: paginas.Marcas, r: Respuesta) -> list[str]:
    todo = r.texto + repr(r.cabeceras.items())
    return [campo for campo, texto in marcas.puestas.items() if texto in todo]


def _pares(quienes):
    return [(r, quien) for r in paginas.RUTAS if str(r) not in GASTAN_LA_SESION for quien in quienes]


def test_a_quien_no_le_toca_no_ve_nada_ni_cambia_nada(mundo):
    """Identidad por ruta por objeto: se niega igual exista o no, sin una letra de lo guardado y sin dejar huella."""
    marcas, quienes, sucesos = mundo
    antes, negadas = sucesos(), 0
    for ruta, quien in _pares(quienes):
        if ruta.publica or quien in ruta.roles:
            continue
        respuestas = [quienes[quien].pedir(ruta.metodo, ruta.con(objeto)) for objeto in OBJETOS]
        for r in respuestas:
            caso = (str(ruta), quien, r.estado)
            if quien:
                assert r.estado == 403, caso
            else:
                assert r.estado == 401 or (ruta.metodo == "GET" and r.a_ingresar), caso
            assert _filtrado(marcas, r) == [], caso
        assert len({(r.estado, r.cuerpo) for r in respuestas}) == 1, ruta
        negadas += 1
    assert negadas == sum(quien not in r.roles for r, quien in _pares(quienes) if not r.publica)
    assert sucesos() == antes


def test_lo_publico_no_cuenta_nada_de_dentro(mundo):
    marcas, quienes, _ = mundo
    for ruta, quien in _pares(quienes):
        if ruta.publica and not ruta.corriente:
            for objeto in OBJETOS:
                r = quienes[quien].pedir(ruta.metodo, ruta.con(objeto))
                assert r.estado in {200, 303, 404, 422, 429}, (str(ruta), quien, r.estado)
                assert not r.a_ingresar, ruta
                # como llama la red a su cuota no es de nadie de dentro
                de_la_red = {"cuota"} if ruta.camino == "/metricas" else set()
                assert set(_filtrado(marcas, r)) <= de_la_red, ruta


def test_a_quien_le_toca_llega_y_lo_que_no_existe_no_existe(mundo):
    _, quienes, sucesos = mundo
    for ruta, quien in _pares(quienes):
        if quien not in ruta.roles or ruta.corriente:
            continue
        for objeto in OBJETOS:
            antes = sucesos()
            r = quienes[quien].pedir(ruta.metodo, ruta.con(objeto))
            caso = (str(ruta), quien, objeto, r.estado)
            assert r.estado in {200, 204, 303, 404, 409, 422} | (
                {403} if str(ruta) in SOLO_SUYAS else set()
            ), caso
            assert not r.a_ingresar, caso
            if objeto == "ausente" and ruta.partes:
                assert sucesos() == antes, caso
                assert ruta.metodo != "GET" or r.estado == 404, caso
            elif ruta.metodo == "GET":
                assert r.estado in {200, 204, 303} or r.estado == 422, caso


def test_lo_que_tiene_otra_persona_sigue_siendo_suyo(mundo, montaje):
    _, quienes, _ = mundo
    numero = int(paginas.EXPEDIENTE.ajeno)
    antes = cola.ficha(montaje.servicio.almacen, numero).expediente
    for ruta in paginas.ESCRITURAS:
        if "expediente_id" in ruta.partes:
            quienes["gestion"].pedir(ruta.metodo, ruta.con("ajeno"))
    despues = cola.ficha(montaje.servicio.almacen, numero).expediente
    assert despues["toma_usuario_id"] == antes["toma_usuario_id"] is not None
    assert despues["estado"] == antes["estado"]


@pytest.mark.parametrize(
    "metodo", ["HEAD", "OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "CONNECT", "get", "XYZ"]
)
def test_un_metodo_no_declarado_no_abre_nada(mundo, metodo):
    marcas, quienes, sucesos = mundo
    antes = sucesos()
    declarados = {(r.metodo, r.camino) for r in paginas.RUTAS}
    for ruta in paginas.RUTAS:
        if (metodo, ruta.camino) in declarados:
            continue
        for quien in ("", "supervision"):
            r = quienes[quien].pedir(metodo, ruta.con())
            assert r.estado in {403, 404, 405}, (metodo, str(ruta), r.estado)
            assert _filtrado(marcas, r) == [], ruta
    assert sucesos() == antes


def test_lo_que_se_ofrece_es_lo_que_se_permite(montaje, como):
    montaje.comentar("Qué pendejo sos")
    montaje.vuelta()
    assert "/expedientes/1/tomar" in como("gestion").ver("/cola?e=1").text
    assert "/expedientes/1/decidir" in como("gestion").ver("/expedientes/1").text
    for rol in ("auditoria", "administracion"):
        for ruta in ("/cola?e=1", "/expedientes/1", "/incidentes", "/bloqueos", "/politicas"):
            html = como(rol).ver(ruta).text
            assert html.count('method="post"') == 1, (rol, ruta)  # solo «Salir»
    for rol in ROLES:
        html = como(rol).ver("/cola").text
        ofrecidas = set(re.findall(r'<li><a href="([^"]+)" data-ir=', html))
        assert ofrecidas
        for ruta in ofrecidas:
            assert como(rol).ver(ruta).status_code == 200, (rol, ruta)
