"""Leer una cuenta: pagina y cursor juntos, repetir no suma, y lo editado se juzga otra vez."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from conectores.errores import RedCaida
from conectores.tipos import Cuota, EstadoEnRed, Pagina, Permisos, Red, SaludToken
from moderacion import cola, ejecucion, evaluacion, ingesta, sanciones
from moderacion.almacen import Almacen
from moderacion.almacen.comentarios import Comentarios
from moderacion.almacen.cuentas import Cuentas
from moderacion.cola import PERMITIR, Resolucion
from moderacion.errores import Conflicto
from moderacion.informes import registro
from moderacion.informes.periodo import Periodo
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import (
    CAPACIDADES,
    INICIO,
    INSULTO,
    ConectorFalso,
    alta,
    autor,
    com,
    ejecutar,
    entrar,
    filas,
    juzgar,
    pag,
    persona,
    pub,
    reglas,
    sucesos,
)

COMENTARIOS = "SELECT id_externo, estado FROM comentario ORDER BY id"
CURSOR = "SELECT cursor FROM sondeo"


SIN_LEER = "SELECT sin_leer FROM sondeo"


@pytest.fixture
def red() -> ConectorFalso:
    return ConectorFalso()


@pytest.fixture
def cuenta(almacen: Almacen) -> int:
    return alta(almacen)


def sondear(almacen: Almacen, red: ConectorFalso, reloj: RelojFijo, *pasos: Any) -> ingesta.ResumenSondeo:
    red.barridos.append(list(pasos))
    return ingesta.sondear(almacen, red, 1, reloj)


def test_un_barrido_guarda_sus_paginas_y_el_ultimo_cursor(almacen, red, cuenta, reloj) -> None:
    r = sondear(almacen, red, reloj, pag("k1", com("c1"), pub("p1")), pag("k2", com("c2", "otro")))
    assert (r.nuevos, r.publicaciones, r.paginas, r.error) == (2, 1, 2, "")
    assert filas(almacen, COMENTARIOS) == [("c1", "pendiente"), ("c2", "pendiente")]
    assert filas(almacen, CURSOR) == ["k2"]
    sondear(almacen, red, reloj)
    assert red.cursores == [None, "k2"]


@pytest.mark.parametrize("donde", [(Cuentas, "avanzar"), (Comentarios, "anotar_pagina")])
def test_pagina_y_cursor_entran_juntos_o_no_entran(
    almacen, red, cuenta, reloj, monkeypatch, donde: tuple[type, str]
) -> None:
    sondear(almacen, red, reloj, pag("k1", com("c1")))
    antes = filas(almacen, "SELECT count(*) FROM suceso")

    def romper(*_: object) -> None:
        raise RuntimeError("se fue la luz")

    with monkeypatch.context() as m:
        m.setattr(*donde, romper)
        with pytest.raises(RuntimeError):
            sondear(almacen, red, reloj, pag("k2", com("c2"), pub("p2")))
    assert filas(almacen, COMENTARIOS) == [("c1", "pendiente")]
    assert filas(almacen, "SELECT count(*) FROM publicacion") == [0]
    assert filas(almacen, CURSOR) == ["k1"]
    assert filas(almacen, "SELECT count(*) FROM suceso") == antes
    r = sondear(almacen, red, reloj, pag("k2", com("c2"), pub("p2")))
    assert (r.nuevos, r.publicaciones) == (1, 1)


def test_un_fallo_a_mitad_guarda_lo_leido_y_no_lo_demas(almacen, red, cuenta, reloj) -> None:
    r = sondear(almacen, red, reloj, pag("a medias", com("c1")), RedCaida("se corto"))
    assert (r.nuevos, r.paginas, r.error) == (1, 1, "se corto")
    assert filas(almacen, CURSOR) == ["a medias"]
    reloj.adelantar(timedelta(minutes=1))
    r = sondear(almacen, red, reloj, pag("k", com("c1"), com("c2")))
    assert (red.cursores[-1], r.nuevos, r.error) == ("a medias", 1, "")
    assert [f[0] for f in filas(almacen, COMENTARIOS)] == ["c1", "c2"]


def test_lo_que_la_red_no_deja_leer_consta_desde_la_primera_vez(almacen, red, cuenta, reloj) -> None:
    def cierra(*no: str) -> Pagina:
        return replace(pag("k"), sin_leer=no)

    sondear(almacen, red, reloj, pag("a"), cierra("p1"))
    desde = reloj.ahora().isoformat(timespec="seconds")
    reloj.adelantar(timedelta(hours=1))
    sondear(almacen, red, reloj, cierra("p1", "p2"))
    assert json.loads(filas(almacen, SIN_LEER)[0]) == {
        "p1": desde,
        "p2": reloj.ahora().isoformat(timespec="seconds"),
    }
    # un barrido que se corta no lo dice: sigue lo de antes
    sondear(almacen, red, reloj, pag("b"), RedCaida("no contesta"))
    assert len(json.loads(filas(almacen, SIN_LEER)[0])) == 2
    reloj.adelantar(timedelta(hours=1))
    sondear(almacen, red, reloj, cierra())
    assert json.loads(filas(almacen, SIN_LEER)[0]) == {}


def test_la_misma_pagina_dos_veces_no_suma_nada(almacen, red, cuenta, reloj) -> None:
    pagina = pag("k1", com("c1"), com("c2", autor=None), pub("p1"))
    sondear(almacen, red, reloj, pagina)
    antes = [filas(almacen, f"SELECT * FROM {t}") for t in ("comentario", "autor", "publicacion", "suceso")]
    r = sondear(almacen, red, reloj, pagina, pagina)
    assert (r.nuevos, r.cambiados, r.publicaciones) == (0, 0, 0)
    despues = [filas(almacen, f"SELECT * FROM {t}") for t in ("comentario", "autor", "publicacion", "suceso")]
    assert despues == antes


def test_el_mismo_comentario_repetido_en_una_pagina_entra_una_vez(almacen, red, cuenta, reloj) -> None:
    r = sondear(almacen, red, reloj, pag("k", com("c1", "viejo"), com("c1", "nuevo")))
    assert r.nuevos == 1
    assert filas(almacen, "SELECT texto FROM comentario") == ["nuevo"]


def test_dos_cuentas_pueden_tener_el_mismo_id(almacen, red, cuenta, reloj) -> None:
    otra = alta(almacen, Red.TWITTER, "200")
    entrar(almacen, cuenta, com("7"))
    entrar(almacen, otra, com("7", red=Red.TWITTER))
    assert filas(almacen, "SELECT count(*) FROM comentario") == [2]
    assert filas(almacen, "SELECT count(*) FROM autor") == [2]


def test_un_texto_editado_vuelve_a_juzgarse(almacen, red, cuenta, reloj) -> None:
    sondear(almacen, red, reloj, pag("k1", com("c1", "que amables")))
    assert juzgar(almacen, reloj).limpios == 1
    r = sondear(almacen, red, reloj, pag("k2", com("c1", INSULTO, editado=INICIO)))
    assert (r.nuevos, r.cambiados) == (0, 1)
    assert filas(almacen, COMENTARIOS) == [("c1", "pendiente")]
    assert juzgar(almacen, reloj).en_cola == 1
    assert filas(almacen, "SELECT count(*) FROM veredicto") == [2]


def test_un_texto_que_la_red_deja_de_decir_no_es_una_edicion(almacen, red, cuenta, reloj) -> None:
    """Ninguna red admite un comentario sin texto ni adjunto: borrar el insulto de la cola seria perderlo sin que nadie lo vea."""
    sondear(almacen, red, reloj, pag("k", com("c1", INSULTO)))
    juzgar(almacen, reloj)
    sondear(almacen, red, reloj, pag("k", com("c1", "")))
    assert filas(almacen, "SELECT texto FROM comentario") == [INSULTO]
    assert "comentario:editado" not in sucesos(almacen)
    sondear(almacen, red, reloj, pag("k", com("c1", "", adjuntos=("https://example.sv/foto",))))
    assert filas(almacen, "SELECT texto, estado FROM comentario") == [("", "pendiente")]


def test_lo_nuestro_se_guarda_y_no_se_juzga_ni_editado(almacen, red, cuenta, reloj) -> None:
    nuestro = com("c1", INSULTO, propio=True)
    sondear(almacen, red, reloj, pag("k1", nuestro))
    assert juzgar(almacen, reloj).juzgados == 0
    sondear(almacen, red, reloj, pag("k2", replace(nuestro, texto="otro pendejo")))
    assert juzgar(almacen, reloj).juzgados == 0
    assert filas(almacen, COMENTARIOS) == [("c1", "propio")]


def test_sin_autor_ni_padre_que_exista_se_guarda_y_se_juzga(almacen, red, cuenta, reloj) -> None:
    sondear(almacen, red, reloj, pag("k", com("c1", INSULTO, autor=None, padre_id="borrado")))
    assert juzgar(almacen, reloj).en_cola == 1
    with almacen.lectura() as u:
        f = u.expedientes.ficha(1)
    assert (f.autor, list(f.conversacion), list(f.otros_del_autor)) == (None, [], [])


def test_el_autor_que_la_red_no_decia_y_ahora_dice_se_apunta(almacen, red, cuenta, reloj) -> None:
    """Al dar Facebook el acceso avanzado, `from` deja de llegar vacio: sin su autor no se le podria bloquear."""
    autores = "SELECT autor.id_externo FROM comentario LEFT JOIN autor ON autor.id = comentario.autor_id"
    vistos = []
    for n, quien in enumerate((None, autor(), None)):
        sondear(almacen, red, reloj, pag(str(n), com("c1", autor=quien)))
        vistos += filas(almacen, autores)
    assert vistos == [None, autor().id, autor().id]


def test_el_nombre_de_un_autor_se_pone_al_dia(almacen, red, cuenta, reloj) -> None:
    sondear(almacen, red, reloj, pag("k1", com("c1")))
    sondear(almacen, red, reloj, pag("k2", com("c2", autor=replace(autor(), nombre="Otro nombre"))))
    assert filas(almacen, "SELECT id_externo, nombre FROM autor") == [("a1", "Otro nombre")]


def test_editar_impide_decidir_sobre_el_texto_que_ya_no_esta(almacen, red, cuenta, reloj) -> None:
    sondear(almacen, red, reloj, pag("k1", com("c1", "que feo")))
    juzgar(almacen, reloj)
    quien, vista = persona(almacen), cola.ficha(almacen, 1).expediente["version"]
    sondear(almacen, red, reloj, pag("k2", com("c1", INSULTO)))

    def decidir(version: int) -> None:
        r = Resolucion.de(PERMITIR, "no ofende", version)
        cola.resolver(almacen, 1, quien, r, CAPACIDADES[Red.FACEBOOK], timedelta(days=30))

    with pytest.raises(Conflicto):
        decidir(vista)
    assert juzgar(almacen, reloj).juzgados == 1
    assert filas(almacen, "SELECT count(*) FROM decision") == [0]
    decidir(cola.ficha(almacen, 1).expediente["version"])


def test_si_la_red_lo_mostro_otra_vez_se_sabe(almacen, red, cuenta, reloj) -> None:
    sondear(almacen, red, reloj, pag("k1", com("c1", estado=EstadoEnRed.OCULTO)))
    sondear(almacen, red, reloj, pag("k2", com("c1")))
    assert filas(almacen, "SELECT estado_red FROM comentario") == ["visible"]


def test_donde_la_red_no_dice_si_esta_oculto_vale_lo_que_hicimos(almacen, reloj) -> None:
    """Twitter siempre lo da por visible: releerlo no puede borrar que lo ocultamos."""
    red = ConectorFalso(Red.TWITTER)
    alta(almacen, Red.TWITTER)
    insulto = com("7", INSULTO, red=Red.TWITTER, permisos=Permisos(ocultar=True))
    sondear(almacen, red, reloj, pag("k1", insulto))
    evaluacion.evaluar_pendientes(almacen, reglas(), reloj)
    ejecucion.despachar(almacen, red, 1, reloj)
    assert red.efectos == [("ocultar", "7")]
    sondear(almacen, red, reloj, pag("k2", insulto))
    assert filas(almacen, "SELECT estado_red FROM comentario") == ["oculto"]


def test_lo_leido_antes_de_ocultarlo_no_dice_que_sigue_a_la_vista(almacen, red, cuenta, reloj) -> None:
    """La pagina se pide, lo nuestro sale, y la pagina se guarda despues: lo que dice es de antes."""
    insulto = com("c1", INSULTO)
    sondear(almacen, red, reloj, pag("k1", insulto))
    evaluacion.evaluar_pendientes(almacen, reglas(), reloj)

    def pagina_lenta():
        reloj.adelantar(timedelta(seconds=1))
        ejecucion.despachar(almacen, red, 1, reloj)
        yield pag("k2", insulto)

    red.barridos.append(pagina_lenta())
    ingesta.sondear(almacen, red, 1, reloj)
    assert red.efectos == [("ocultar", "c1")]
    assert filas(almacen, "SELECT estado_red FROM comentario") == ["oculto"]
    for minutos, queda in ((1, "oculto"), (2, "visible")):
        reloj.adelantar(timedelta(minutes=minutos))
        sondear(almacen, red, reloj, pag(f"k{minutos + 2}", insulto))
        assert filas(almacen, "SELECT estado_red FROM comentario") == [queda], (
            "a la segunda, alguien lo enseñó"
        )


# --- donde editar cambia el id (Twitter)


def _version(n: int, texto: str, **cambios: Any) -> Any:
    return com(f"v{n}", texto, red=Red.TWITTER, anteriores=tuple(f"v{i}" for i in range(1, n)), **cambios)


def test_una_version_nueva_sustituye_y_hereda_el_expediente(almacen, red, cuenta, reloj) -> None:
    sondear(almacen, red, reloj, pag("k1", _version(1, "que feo")))
    juzgar(almacen, reloj)
    vista = cola.ficha(almacen, 1).expediente["version"]
    sondear(almacen, red, reloj, pag("k2", _version(2, "que bonito")))
    assert filas(almacen, COMENTARIOS) == [("v1", "sustituido"), ("v2", "pendiente")]
    assert cola.ficha(almacen, 1).comentario["id_externo"] == "v2"
    assert cola.ficha(almacen, 1).expediente["version"] > vista
    assert juzgar(almacen, reloj).en_cola == 1, "lo que entro en la cola sale por decision"
    assert filas(almacen, "SELECT comentario_id FROM expediente") == [2]


@pytest.mark.parametrize("orden", [(1, 2, 3), (3, 2, 1), (2, 3, 1)])
def test_varias_versiones_en_una_pagina_dejan_solo_la_ultima(almacen, red, cuenta, reloj, orden) -> None:
    """Twitter entrega de lo mas nuevo a lo mas viejo."""
    sondear(almacen, red, reloj, pag("k1", _version(1, "que feo")))
    juzgar(almacen, reloj)
    sondear(almacen, red, reloj, pag("k2", *(_version(n, f"texto {n}") for n in orden)))
    assert dict(filas(almacen, COMENTARIOS)) == {"v1": "sustituido", "v2": "sustituido", "v3": "pendiente"}
    assert cola.ficha(almacen, 1).comentario["id_externo"] == "v3"


def test_una_version_que_nunca_se_leyo_no_corta_la_cadena(almacen, red, cuenta, reloj) -> None:
    sondear(almacen, red, reloj, pag("k1", _version(1, INSULTO)))
    sondear(almacen, red, reloj, pag("k3", _version(3, "ya me calme")))
    assert filas(almacen, COMENTARIOS) == [("v1", "sustituido"), ("v3", "pendiente")]


def test_la_version_nueva_hereda_ordenes_faltas_y_bloqueo(almacen, red, cuenta, reloj) -> None:
    plazos = sanciones.Plazos(sanciones.Escalera.de_uno(timedelta(days=30)), timedelta(hours=24), 50)
    sondear(almacen, red, reloj, pag("k1", _version(1, INSULTO)))
    juzgar(almacen, reloj)
    sanciones.sancionar(almacen, {1: CAPACIDADES[Red.FACEBOOK]}, plazos)
    sondear(almacen, red, reloj, pag("k2", _version(2, "perdon")))
    for t in ("orden", "falta", "bloqueo"):
        assert set(filas(almacen, f"SELECT comentario_id FROM {t}")) == {2}, t


def test_versiones_guardadas_por_separado_no_revientan_la_siguiente(almacen, red, cuenta, reloj) -> None:
    """Si v1 y v2 entraron sueltas, cada una con su expediente, v3 no puede heredar los dos: se queda con uno."""
    sondear(almacen, red, reloj, pag("k1", com("v1", "que feo"), com("v2", "muy feo")))
    juzgar(almacen, reloj)
    sondear(almacen, red, reloj, pag("k2", _version(3, "feo feo")))
    assert filas(almacen, "SELECT comentario_id FROM expediente ORDER BY id") == [1, 3]


def test_lo_dicho_y_el_registro_siguen_con_la_version_nueva(almacen, red, cuenta, reloj) -> None:
    """Si no, la critica que se oculto dejaria de contarse, y el registro diria para siempre que rige lo que ya se enseño."""
    sondear(almacen, red, reloj, pag("k1", _version(1, INSULTO)))
    evaluacion.evaluar_pendientes(almacen, reglas(), reloj)
    ejecutar(almacen, "UPDATE veredicto SET critica = :si", si=True)
    ejecucion.despachar(almacen, red, 1, reloj)
    reloj.adelantar(timedelta(hours=1))

    def restringido() -> dict[str, Any]:
        i = registro.armar("transparencia", almacen, Periodo.del_anio(2026), reloj.ahora(), "ISSS")
        return {c.clave: c.valor for s in i.secciones for c in s.cifras if "maquina" in c.clave}

    antes = restringido()
    assert antes["criticas_maquina"] == 1
    sondear(almacen, red, reloj, pag("k2", _version(2, "que bonito")))
    for t in ("veredicto", "restriccion", "orden", "expediente"):
        assert set(filas(almacen, f"SELECT comentario_id FROM {t}")) == {2}, t
    assert restringido() == antes
    with almacen.lectura() as u:
        (j,) = u.por_repasar.de([1])
    assert j.texto == INSULTO, "se puede volver a juzgar lo que se juzgo"
    evaluacion.evaluar_pendientes(almacen, reglas(), reloj)
    assert restringido() == antes
    (version,) = filas(almacen, "SELECT version FROM expediente")
    r = Resolucion.de(PERMITIR, "no ofende", version)
    cola.resolver(almacen, 1, persona(almacen, "una"), r, CAPACIDADES[Red.FACEBOOK], timedelta(days=30))
    reloj.adelantar(cola.GRACIA)
    ejecucion.despachar(almacen, red, 1, reloj)
    assert filas(almacen, "SELECT cierre FROM restriccion") == ["decision"]


def test_volver_a_un_texto_ya_juzgado_no_choca_con_lo_que_se_dijo_de_el(almacen, red, cuenta, reloj) -> None:
    """Dos versiones sueltas con el mismo texto, cada una con su veredicto: de las dos sigue uno, y la tercera lo repite."""
    sondear(almacen, red, reloj, pag("k1", com("v1", "que feo"), com("v2", "que feo")))
    juzgar(almacen, reloj)
    sondear(almacen, red, reloj, pag("k2", _version(3, "que feo")))
    assert filas(almacen, "SELECT comentario_id FROM veredicto ORDER BY id") == [1, 3]
    juzgar(almacen, reloj)
    assert filas(almacen, "SELECT comentario_id FROM veredicto ORDER BY id") == [1, 3]
    assert filas(almacen, "SELECT estado FROM comentario ORDER BY id") == [
        "sustituido",
        "sustituido",
        "en_cola",
    ]


# --- publicaciones y foto de la cuenta


def test_lo_publicado_antes_del_alta_es_la_base_y_lo_de_despues_espera(almacen, red, cuenta, reloj) -> None:
    antes, despues = INICIO - timedelta(days=3), INICIO + timedelta(seconds=1)
    sondear(almacen, red, reloj, pag("k", pub("p1", creado=antes), pub("p2", creado=despues)))
    assert filas(almacen, "SELECT id_externo, origen FROM publicacion ORDER BY id_externo") == [
        ("p1", "base"),
        ("p2", "sin_ver"),
    ]


def test_la_foto_guarda_la_primera_y_la_ultima_cifra_del_dia(almacen, red, cuenta, reloj) -> None:
    for n, seguidores in enumerate((1000, 1010, 1005)):
        red.estado = replace(red.estado, seguidores=seguidores)
        reloj.adelantar(timedelta(hours=n))
        sondear(almacen, red, reloj)
    assert filas(almacen, "SELECT primeros, seguidores FROM instantanea") == [(1000, 1005)]
    reloj.adelantar(timedelta(days=1))
    red.estado = replace(red.estado, seguidores=None)
    sondear(almacen, red, reloj)
    with almacen.lectura() as u:
        (s,) = u.cuentas.seguidores()
    assert (s.primeros, s.ahora) == (1000, None)


def test_el_nombre_de_la_cuenta_sigue_a_la_configuracion(almacen, cuenta) -> None:
    with almacen.unidad() as u:
        assert u.cuentas.dar_de_alta("facebook", "100", "Nombre nuevo") == cuenta
    assert filas(almacen, "SELECT nombre FROM cuenta") == ["Nombre nuevo"]
    assert sucesos(almacen) == ["cuenta:alta"]


def test_la_credencial_se_mira_una_vez_por_hora_y_los_limites_siempre(almacen, red, cuenta, reloj) -> None:
    miradas, usado = [], iter(range(10))
    red.salud_token = lambda: miradas.append(reloj.ahora()) or SaludToken(valido=True, permisos=("leer",))
    red.cuotas = lambda: (Cuota("llamadas", next(usado) / 10),)
    dicho = "SELECT token, cuotas FROM sondeo"
    for minutos, veces in ((0, 1), (59, 1), (1, 2), (5, 2)):
        reloj.adelantar(timedelta(minutes=minutos))
        sondear(almacen, red, reloj, pag("z"))
        assert len(miradas) == veces
    [(token, cuotas)] = filas(almacen, dicho)
    assert json.loads(token)["mirado"] == miradas[-1].isoformat()
    assert json.loads(token)["permisos"] == ["leer"]
    assert json.loads(cuotas) == [{"nombre": "llamadas", "usado": 0.3, "renueva": None}]
    reloj.adelantar(timedelta(hours=-3))
    sondear(almacen, red, reloj, pag("z"))
    assert len(miradas) == 3, "lo mirado en el futuro no vale"
