"""Una cuenta intervenida abre un incidente con sus avisos; lo nuestro no abre ninguno."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from conectores.errores import CredencialInvalida, RedCaida, ResultadoDesconocido
from conectores.tipos import Accion, Red
from moderacion import ejecucion, incidentes, ingesta
from moderacion.almacen import Almacen, OrigenOrden
from moderacion.almacen.avisos import Avisos
from moderacion.almacen.ordenes import OrdenNueva
from moderacion.errores import Conflicto, EntradaInvalida
from moderacion.reloj import RelojFijo
from politicas.tipos import Contexto, Gravedad, Hallazgo, Pieza, Propuesta
from tests.moderacion.falsos import (
    Cartero,
    ConectorFalso,
    alta,
    avisables,
    despachador,
    filas,
    pag,
    persona,
    pub,
    sucesos,
)

DESTINOS = ("jefa/1", "jefa/2", "gerente/1")
INCIDENTES = "SELECT tipo, estado, veces FROM incidente ORDER BY id"
MINUTO = timedelta(minutes=1)


def vigia(pieza: Pieza, _: Contexto) -> Iterable[Hallazgo]:
    """Como la politica 13: una señal por cosa rara."""
    o = pieza.observacion
    assert o is not None
    motivos = [f"ajena {i}" for i, _, _ in o.ajenas]
    motivos += [f"perfil {c}: {a} → {d}" for c, (a, d) in o.cambios.items()]
    motivos += [f"admin {a}" for a in o.administradores_nuevos]
    motivos += [f"token: {o.token_motivo}"] if o.token_valido is False else []
    for m in motivos:
        yield Hallazgo(13, Gravedad.GRAVE, m, Propuesta.RESTRINGIR)


class Casa:
    """Una cuenta con su red, que se sondea y se vigila como en el servicio."""

    def __init__(self, almacen: Almacen, reloj: RelojFijo) -> None:
        self.almacen, self.reloj = almacen, reloj
        alta(almacen)
        avisables(almacen, *DESTINOS)
        self.red = ConectorFalso(reloj=reloj)

    def vuelta(self, *pasos: object) -> incidentes.ResumenVigilancia:
        self.red.barridos.clear()
        self.red.barridos.append(list(pasos))
        self.reloj.adelantar(MINUTO)
        ingesta.sondear(self.almacen, self.red, 1, self.reloj)
        return incidentes.vigilar(self.almacen, 1, vigia, self.reloj)

    def perfil(self, **campos: str) -> None:
        self.red.estado = replace(self.red.estado, perfil={**self.red.estado.perfil, **campos})

    def administra(self, *nombres: str) -> None:
        self.red.estado = replace(self.red.estado, administradores=nombres)

    def publicar(self, texto: str, accion: Accion = Accion.PUBLICAR) -> None:
        with self.almacen.unidad() as u:
            u.ordenes.pedir(OrdenNueva(f"k:{texto}", 1, accion.value, OrigenOrden.PERSONA, texto=texto))

    def abiertos(self) -> list[tuple[str, str, int]]:
        return filas(self.almacen, INCIDENTES)


@pytest.fixture
def casa(almacen: Almacen, reloj: RelojFijo) -> Casa:
    casa = Casa(almacen, reloj)
    casa.vuelta()
    return casa


def ajena(casa: Casa, n: int = 1) -> object:
    return pag("k", pub(f"ajena{n}", "gane dinero facil", creado=casa.reloj.ahora() + MINUTO))


# --- publicaciones


def test_lo_que_publica_un_intruso_abre_un_incidente_con_un_aviso_por_destino(casa: Casa) -> None:
    r = casa.vuelta(ajena(casa))
    assert (r.ajenas, r.nuestras, r.abiertos) == (1, 0, 1)
    assert casa.abiertos() == [("cuenta_intervenida", "abierto", 1)]
    assert filas(casa.almacen, "SELECT destino, estado, escalon FROM aviso ORDER BY id") == [
        (d, "pendiente", 1) for d in sorted(DESTINOS)
    ]
    cartero = Cartero()
    assert despachador(casa.almacen, dict.fromkeys(DESTINOS, "x"), cartero).despachar().enviados == len(
        DESTINOS
    )
    (cuerpo,) = {re.sub(r"/acuse/\S+", "/acuse/…", c) for _, _, c in cartero.entregados}
    assert "- ajena ajena1" in cuerpo
    assert "ISSS en facebook (Facebook)" in cuerpo
    assert "09:02 (hora de El Salvador)" in cuerpo
    assert casa.vuelta() == incidentes.ResumenVigilancia(), "sin novedad no pasa nada"
    assert casa.abiertos() == [("cuenta_intervenida", "abierto", 1)]


def test_mil_detecciones_son_un_incidente_y_no_avisan_otra_vez(casa: Casa) -> None:
    for n in range(20):
        casa.vuelta(ajena(casa, n))
    assert casa.abiertos() == [("cuenta_intervenida", "abierto", 20)]
    assert filas(casa.almacen, "SELECT count(*) FROM aviso") == [len(DESTINOS)]
    (i,) = incidentes.listar(casa.almacen)
    assert len(i["evidencia"]) == 20


def _sin_poder(*_: object) -> None:
    raise ZeroDivisionError


def test_incidente_y_avisos_entran_juntos_o_no_entran(casa: Casa, monkeypatch) -> None:
    with monkeypatch.context() as m:
        m.setattr(Avisos, "deber", _sin_poder)
        with pytest.raises(ZeroDivisionError):
            casa.vuelta(ajena(casa))
    assert casa.abiertos() == []
    assert filas(casa.almacen, "SELECT origen FROM publicacion") == ["sin_ver"], "se mirara otra vez"
    assert casa.vuelta().abiertos == 1


def test_si_la_politica_revienta_no_se_da_nada_por_visto(casa: Casa, monkeypatch) -> None:
    casa.perfil(sitio="malo.example")
    casa.red.barridos.append([ajena(casa)])
    ingesta.sondear(casa.almacen, casa.red, 1, casa.reloj)

    def rota(*_: object) -> Iterable[Hallazgo]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        incidentes.vigilar(casa.almacen, 1, rota, casa.reloj)
    assert casa.vuelta().abiertos == 1
    assert len(incidentes.listar(casa.almacen)[0]["evidencia"]) == 2


def test_lo_que_publicamos_nosotros_nunca_abre_incidente(casa: Casa) -> None:
    casa.publicar("horario nuevo")
    ejecucion.despachar(casa.almacen, casa.red, 1, casa.reloj)
    libro = "SELECT id_externo, texto, origen FROM publicacion"
    assert filas(casa.almacen, libro) == [("ext-1", "horario nuevo", "nuestra")], "sin esperar al sondeo"
    r = casa.vuelta(pag("k", casa.red.propias[0]))
    assert (r.nuestras, r.ajenas) == (0, 0)
    assert filas(casa.almacen, libro) == [("ext-1", "horario nuevo", "nuestra")]
    assert casa.abiertos() == []


@pytest.mark.parametrize("visto", ["horario nuevo", " @vecina  horario\nnuevo "])
def test_vista_mientras_nuestra_orden_esta_saliendo_se_espera(casa: Casa, visto: str) -> None:
    """El sondeo la ve antes de que la red nos conteste con su id."""
    casa.publicar("horario nuevo")
    vistas: list[incidentes.ResumenVigilancia] = []

    def al_salir(_: str) -> None:
        vistas.append(casa.vuelta(pag("k", pub("ext-1", visto, creado=casa.reloj.ahora()))))

    casa.red.al_llamar = al_salir
    ejecucion.despachar(casa.almacen, casa.red, 1, casa.reloj)
    assert vistas == [incidentes.ResumenVigilancia()]
    assert filas(casa.almacen, "SELECT id_externo, origen FROM publicacion") == [("ext-1", "nuestra")]
    assert casa.vuelta().ajenas == 0
    assert casa.abiertos() == []


@pytest.mark.parametrize("aparece", [True, False], ids=["conciliada", "a una persona"])
def test_vista_mientras_no_se_sabe_si_salio_se_espera(casa: Casa, aparece: bool) -> None:
    casa.publicar("horario nuevo")
    casa.red.fallar("publicar", ResultadoDesconocido("x"), aplicar=True)
    ejecucion.despachar(casa.almacen, casa.red, 1, casa.reloj)
    (nuestra,) = casa.red.propias
    assert casa.vuelta(pag("k", nuestra)) == incidentes.ResumenVigilancia()
    if not aparece:
        casa.red.propias = []
    for _ in range(2):
        casa.reloj.adelantar(MINUTO)
        ejecucion.conciliar(casa.almacen, casa.red, 1, casa.reloj)
    assert filas(casa.almacen, "SELECT estado FROM orden") == ["conciliada" if aparece else "a_persona"]
    assert casa.vuelta().nuestras == (not aparece), "lo conciliado ya está en el libro"
    assert filas(casa.almacen, "SELECT origen FROM publicacion") == ["nuestra"]
    assert casa.abiertos() == []


def test_otro_texto_con_una_orden_en_vuelo_si_es_ajeno(casa: Casa) -> None:
    casa.publicar("horario nuevo")
    casa.red.fallar("publicar", ResultadoDesconocido("x"))
    ejecucion.despachar(casa.almacen, casa.red, 1, casa.reloj)
    assert casa.vuelta(ajena(casa)).abiertos == 1


def test_una_orden_que_la_red_rechazo_no_cubre_a_un_intruso(casa: Casa) -> None:
    casa.publicar("horario nuevo")
    assert casa.vuelta(pag("k", pub("p9", "horario nuevo", creado=casa.reloj.ahora()))).ajenas == 1


def test_lo_publicado_en_una_cuenta_no_cubre_a_otra(casa: Casa) -> None:
    otra = alta(casa.almacen, Red.TWITTER, "200")
    casa.publicar("horario nuevo")
    ejecucion.despachar(casa.almacen, casa.red, 1, casa.reloj)
    with casa.almacen.unidad() as u:
        u.publicaciones.guardar(otra, casa.reloj.ahora(), [replace(casa.red.propias[0])])
    assert incidentes.vigilar(casa.almacen, otra, vigia, casa.reloj).ajenas == 1


# --- perfil y administradores


def test_un_cambio_de_perfil_abre_un_incidente_con_antes_y_ahora(casa: Casa) -> None:
    casa.perfil(sitio="bono-isss.example")
    assert casa.vuelta().abiertos == 1
    assert incidentes.listar(casa.almacen)[0]["motivo"] == "perfil sitio: isss.gob.sv → bono-isss.example"
    casa.vuelta()
    assert casa.abiertos() == [("cuenta_intervenida", "abierto", 1)], "visto una vez, no cuenta otra"


def test_un_campo_que_un_dia_no_se_ve_no_es_un_cambio_ni_se_olvida(casa: Casa) -> None:
    completo = casa.red.estado
    casa.red.estado = replace(completo, perfil={"nombre": "ISSS"})
    casa.vuelta()
    assert casa.abiertos() == []
    casa.red.estado = completo
    casa.perfil(sitio="malo.example")
    assert casa.vuelta().abiertos == 1


def test_un_administrador_nuevo_se_nota_aunque_un_dia_no_se_vean(casa: Casa) -> None:
    for nombres in (("ana",), (), ("ana",)):
        casa.administra(*nombres)
        casa.vuelta()
    assert casa.abiertos() == []
    casa.administra()
    casa.vuelta()
    casa.administra("ana", "intruso")
    assert casa.vuelta().abiertos == 1
    assert incidentes.listar(casa.almacen)[0]["motivo"] == "admin intruso"


def test_echar_a_un_administrador_tambien_se_nota(casa: Casa) -> None:
    casa.administra("ana", "beto")
    casa.vuelta()
    casa.administra("beto")
    assert casa.vuelta().abiertos == 1
    assert incidentes.listar(casa.almacen)[0]["motivo"] == "perfil administradores: ana, beto → beto"


# --- credencial


def test_un_token_revocado_abre_un_incidente_una_vez(casa: Casa) -> None:
    for _ in range(30):
        casa.vuelta(CredencialInvalida("revocado"))
    assert casa.abiertos() == [("credencial_revocada", "abierto", 1)]
    quien = persona(casa.almacen).id
    incidentes.atender(casa.almacen, 1, quien)
    incidentes.cerrar(casa.almacen, 1, "se pidio token nuevo", quien)
    for _ in range(10):
        casa.vuelta(CredencialInvalida("revocado"))
    assert len(casa.abiertos()) == 1, "cerrarlo antes de que la red lo note no abre otro"
    for _ in range(6):
        casa.vuelta()
    for _ in range(3):
        casa.vuelta(CredencialInvalida("otra vez"))
    assert [i[1] for i in casa.abiertos()] == ["cerrado", "abierto"]


def test_que_la_red_no_conteste_no_es_un_incidente(casa: Casa) -> None:
    for _ in range(10):
        casa.vuelta(RedCaida("x"))
    assert casa.abiertos() == []


# --- su vida


def test_atender_y_cerrar_en_orden_y_con_causa(casa: Casa) -> None:
    casa.vuelta(ajena(casa))
    quien = persona(casa.almacen).id
    with pytest.raises(Conflicto):
        incidentes.cerrar(casa.almacen, 1, "no fue nada grave", quien)
    incidentes.atender(casa.almacen, 1, quien)
    with pytest.raises(Conflicto):
        incidentes.atender(casa.almacen, 1, quien)
    with pytest.raises(EntradaInvalida, match="causa"):
        incidentes.cerrar(casa.almacen, 1, "   corta   ", quien)
    incidentes.cerrar(casa.almacen, 1, "clave filtrada, ya cambiada", quien)
    assert casa.abiertos() == [("cuenta_intervenida", "cerrado", 1)]
    assert sucesos(casa.almacen)[-2:] == ["incidente:atendido", "incidente:cerrado"]
    assert casa.vuelta(ajena(casa, 2)).abiertos == 1, "otro hecho, otro incidente"
