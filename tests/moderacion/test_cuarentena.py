"""Nada de lo que puede salir de una base restaurada se quedo sin mirar, y una copia no lleva secretos."""

import secrets
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from pydantic import SecretStr

from moderacion import accesos
from moderacion.accesos.clientes import ALCANCES, Pedido, crear
from moderacion.almacen import Almacen, OrigenOrden
from moderacion.almacen.cuarentena import Retenida
from moderacion.almacen.ordenes import OrdenNueva
from moderacion.almacen.restauraciones import Copia
from moderacion.almacen.tablas import METADATOS
from moderacion.bitacora.verificador import GENESIS
from moderacion.custodia import Llaves
from moderacion.custodia.respaldo import abrir_en
from moderacion.montaje import montar, respaldar
from moderacion.reloj import RelojFijo
from tests.moderacion.copiar import LLAVE, config_de
from tests.moderacion.falsos import alta, com, entrar

SALEN = {
    "orden": Retenida.ORDEN,
    "aviso": Retenida.AVISO,
    "correo": Retenida.CORREO,
    "envio_informe": Retenida.INFORME,
    # firmada con la fecha en que se firmo: repetirla no hace nada, y callarla dejaria un hueco
    "entrega_ancla": None,
}


def test_todo_lo_que_espera_a_salir_se_retiene_o_se_sabe_por_que_no() -> None:
    """Una tabla nueva con cosas por enviar tiene que decidir que pasa con ellas al restaurar."""
    por_enviar = set()
    for t in METADATOS.sorted_tables:
        reglas = " ".join(str(getattr(r, "sqltext", "")) for r in t.constraints)
        if "'pendiente'" in reglas and "'enviando'" in reglas:
            por_enviar.add(t.name)
    assert por_enviar == set(SALEN)
    assert {r for r in SALEN.values() if r} == set(Retenida)


def _restaurada(almacen: Almacen, reloj: RelojFijo) -> None:
    with almacen.unidad() as u:
        u.restauraciones.abrir(Copia("ab", reloj.ahora(), 0, GENESIS, 0), {})


@pytest.mark.los_dos
@pytest.mark.parametrize(
    ("origen", "accion", "sale"),
    [
        (OrigenOrden.PERSONA, "ocultar", True),
        (OrigenOrden.PERSONA, "desbloquear", True),
        (OrigenOrden.PERSONA, "borrar", True),
        (OrigenOrden.PERSONA, "publicar", False),
        (OrigenOrden.PERSONA, "responder", False),
        (OrigenOrden.PERSONA, "editar", False),
        (OrigenOrden.MAQUINA, "ocultar", False),
        (OrigenOrden.TERMINO, "desbloquear", False),
    ],
)
def test_que_ordenes_nuevas_salen_con_la_restauracion_abierta(
    almacen: Almacen, reloj: RelojFijo, origen: OrigenOrden, accion: str, *, sale: bool
) -> None:
    alta(almacen)
    entrar(almacen, 1, com("c1"))
    _restaurada(almacen, reloj)
    with almacen.unidad() as u:
        u.ordenes.pedir(OrdenNueva("x", 1, accion, origen, comentario_id=1, texto="x", objeto="x"))
    with almacen.unidad() as u:
        reclamada = u.ordenes.reclamar(1, frozenset())
    assert (reclamada is not None) == sale
    if not sale:
        with almacen.unidad() as u:
            assert u.restauraciones.soltar(Retenida.ORDEN, [1], "usuario/1") == 1
        with almacen.unidad() as u:
            assert u.ordenes.reclamar(1, frozenset()) is not None


def test_soltar_una_no_suelta_las_demas(almacen: Almacen, reloj: RelojFijo) -> None:
    alta(almacen)
    entrar(almacen, 1, com("c1"), com("c2"))
    with almacen.unidad() as u:
        for n in (1, 2):
            u.ordenes.pedir(OrdenNueva(f"o{n}", 1, "ocultar", OrigenOrden.PERSONA, comentario_id=n))
    _restaurada(almacen, reloj)
    with almacen.unidad() as u:
        u.restauraciones.soltar(Retenida.ORDEN, [2], "usuario/1")
    with almacen.unidad() as u:
        assert [f["id"] for f in u.restauraciones.retenido()] == [1]
        tomada = u.ordenes.reclamar(1, frozenset())
        assert tomada is not None
        assert tomada.id == 2
        assert u.ordenes.reclamar(1, frozenset()) is None


def _cuenta(red: str, n: int, credencial: dict[str, str]) -> dict[str, object]:
    secretas = {k: v if k == "app_id" else SecretStr(v) for k, v in credencial.items()}
    return {"red": red, "id": str(n), "nombre": red, "credencial": secretas}


@pytest.mark.lenta
@pytest.mark.solo_sqlite
def test_una_copia_no_lleva_ninguno_de_los_secretos(
    almacen: Almacen, reloj: RelojFijo, tmp_path: Path
) -> None:
    plantados = {n: secrets.token_urlsafe(24) for n in range(10)}
    p = plantados.__getitem__
    config = config_de(
        str(almacen._motor.url),
        tmp_path,
        cuenta=[
            _cuenta("facebook", 1, {"token": p(0), "app_id": "9", "app_secreto": p(1)}),
            _cuenta(
                "twitter",
                2,
                {"consumidor": p(2), "consumidor_secreto": p(3), "token": p(4), "token_secreto": p(5)},
            ),
        ],
        correo={
            "servidor": "127.0.0.1",
            "clave": SecretStr(p(6)),
            "de": "c@example.sv",
            "enlace": "https://consola.example.sv",
        },
        supervisor=[{"nombre": "jefa", "canales": [SecretStr(f"json://127.0.0.1/{p(7)}")]}],
        avisos={"latido": SecretStr(f"https://latido.example.sv/{p(8)}")},
        web={"clave_maestra": SecretStr(accesos.nueva_llave())},
    )
    montar(config, reloj).cerrar()
    clave = f"patos verdes {p(9)}"
    usuario = accesos.crear_usuario(almacen, "ana", clave, "gestion")
    cofre = accesos.cofre_de(config)
    accesos.proponer(almacen, cofre, usuario)
    propuesto = accesos.propuesto(almacen, cofre, usuario)
    assert propuesto is not None
    codigo = pyotp.TOTP(propuesto.clave).at(reloj.ahora())
    codigos = accesos.confirmar(almacen, cofre, usuario, codigo, "")
    otra = accesos.crear_usuario(almacen, "eva", clave, "gestion")
    sesion = accesos.ingresar(almacen, "eva", clave, "10.0.0.1", timedelta(hours=1))
    assert otra != usuario
    _, de_api = crear(almacen, Pedido("informes", [next(iter(ALCANCES))]))
    hecha = respaldar(config, reloj)
    abrir_en(hecha.archivo, tmp_path / "dentro.db", Llaves.de(LLAVE))
    dentro, fuera = (tmp_path / "dentro.db").read_bytes(), hecha.archivo.read_bytes()
    maestra, respaldo, anclas = (
        x.get_secret_value()
        for x in (config.web.clave_maestra, config.respaldo.llave, config.anclas.llave)
        if x is not None
    )
    buscados = [*plantados.values(), propuesto.clave, *codigos, sesion, de_api, maestra, respaldo, anclas]
    assert len(buscados) > 12
    nota = hecha.archivo.with_name(hecha.archivo.name + ".json").read_bytes()
    assert [b for b in buscados if any(b.encode() in donde for donde in (dentro, fuera, nota))] == []
    # y lo que si va, va: no se buscó en un archivo vacío
    assert b"usuario:creado" in dentro
    assert b"usuario:creado" not in fuera
