"""La segunda lectura: el sorteo, que es a ciegas, que nunca es la propia, y que los desacuerdos llegan a supervision."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, timedelta

import pytest

from moderacion import cola
from moderacion.almacen import Almacen
from moderacion.almacen.lecturas import PorLeer, Razon
from moderacion.almacen.sorteos import Candidata
from moderacion.cola import PERMITIR, segunda
from moderacion.errores import Conflicto, EntradaInvalida, NoAutorizado, NoExiste
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import DIA, INSULTO, com, ejecutar, entrar, filas, persona, sucesos
from tests.moderacion.test_cierres import CAP, Casa

SEMANA, LUNES = timedelta(weeks=1), date(2026, 11, 16)


@pytest.fixture
def casa(almacen: Almacen, reloj: RelojFijo) -> Casa:
    """Cuatro expedientes: la maquina oculto uno; una gestora decidio los cuatro, y dos fueron restringidos."""
    casa = Casa(almacen, reloj)
    casa.entra(INSULTO, "que feo todo", "feo el trato", "feo y malo")
    casa.decide(1, casa.una, "ocultar")
    casa.decide(2, casa.una, "ocultar")
    casa.decide(3, casa.una, PERMITIR)
    casa.decide(4, casa.una, PERMITIR)
    return casa


@pytest.fixture
def sorteada(casa: Casa) -> Casa:
    """Con su semana ya sorteada entera."""
    casa.reloj.adelantar(SEMANA)
    assert segunda.sortear_semanas(casa.almacen, 100, 0) == 4
    return casa


def contadas(casa: Casa) -> Mapping[str, int]:
    with casa.almacen.lectura() as u:
        return u.lecturas.cuentas(casa.reloj.ahora() - DIA, casa.reloj.ahora() + DIA)


def lectura_de(casa: Casa, expediente: int) -> int:
    return filas(casa.almacen, "SELECT id FROM segunda_lectura WHERE expediente_id = :e", e=expediente)[0]


def candidata(n: int, politica: int = 2) -> Candidata:
    return Candidata(n, n, politica, primera=True, maquina=None, automatica=False)


def test_no_se_sortea_la_semana_que_no_ha_terminado_y_la_que_paso_una_vez(casa: Casa) -> None:
    assert segunda.sortear_semanas(casa.almacen, 100, 0) == 0
    casa.reloj.adelantar(SEMANA)
    assert segunda.sortear_semanas(casa.almacen, 100, 0) == 4
    assert segunda.sortear_semanas(casa.almacen, 100, 0) == 0
    assert filas(casa.almacen, "SELECT decisiones, elegidas FROM muestra WHERE elegidas > 0") == [(4, 4)]
    assert segunda.sortear_semanas(casa.almacen, 0, 5) == 0


def test_el_sorteo_se_puede_repetir_con_la_semilla_que_quedo_escrita(sorteada: Casa) -> None:
    semilla = filas(sorteada.almacen, "SELECT semilla FROM muestra WHERE elegidas > 0")[0]
    assert semilla in "".join(
        filas(sorteada.almacen, "SELECT datos FROM suceso WHERE tipo = 'muestra:sorteada'")
    )
    with sorteada.almacen.lectura() as u:
        desde = sorteada.reloj.ahora() - 2 * SEMANA
        otra_vez = segunda.elegir(u.sorteos.candidatas(desde, desde + 2 * SEMANA), semilla, 100, 0)
    orden = filas(sorteada.almacen, "SELECT decision_id FROM segunda_lectura ORDER BY id")
    assert [c.decision_id for c in otra_vez] == orden


def test_se_elige_de_cada_politica_su_parte_y_al_menos_el_minimo() -> None:
    candidatas = [candidata(n, 2 if n <= 100 else 7) for n in range(1, 104)]
    elegidas = Counter(c.politica for c in segunda.elegir(candidatas, "s", 5, 2))
    assert elegidas == {2: 5, 7: 2}
    assert Counter(c.politica for c in segunda.elegir(candidatas, "s", 1, 0)) == {2: 1, 7: 1}
    assert segunda.elegir(candidatas, "s", 5, 2) != segunda.elegir(candidatas, "otra", 5, 2)


def test_el_azar_no_prefiere_a_nadie() -> None:
    candidatas = [candidata(n) for n in range(20)]
    veces = Counter(c.decision_id for s in range(2000) for c in segunda.elegir(candidatas, str(s), 10, 0))
    # 2 de 20, dos mil veces: 200 de media, y una desviacion de 13
    assert all(140 < veces[n] < 260 for n in range(20))


@pytest.mark.los_dos
def test_lo_sorteado_sabe_lo_que_dijeron_la_primera_persona_y_la_maquina(sorteada: Casa) -> None:
    assert filas(
        sorteada.almacen,
        "SELECT expediente_id, politica, primera, maquina, automatica FROM segunda_lectura ORDER BY expediente_id",
    ) == [
        (1, 2, True, True, True),
        (2, 2, True, False, False),
        (3, 2, False, False, False),
        (4, 2, False, False, False),
    ]


def test_lo_deshecho_lo_revertido_y_lo_apelado_no_se_sortean(almacen: Almacen, reloj: RelojFijo) -> None:
    casa = Casa(almacen, reloj)
    casa.entra("que feo todo", "feo el trato")
    cola.deshacer(almacen, casa.decide(1, casa.una, "ocultar"), casa.una, CAP)
    casa.decide(2, casa.una, "ocultar")
    casa.sale()
    casa.apela(2)
    casa.resuelve(1, casa.otra, acepta=False)
    with almacen.lectura() as u:
        decisiones = [c.decision_id for c in u.sorteos.candidatas(reloj.ahora() - DIA, reloj.ahora() + DIA)]
    # la primera se deshizo; la segunda es su deshacer; la ultima resolvio la apelacion
    assert decisiones == [3]


def test_a_ciegas_no_se_ve_nada_de_lo_decidido(sorteada: Casa) -> None:
    assert {f.name for f in fields(PorLeer)} == {"id", "texto", "red", "creado", "publicacion", "padre"}
    s = segunda.situacion(sorteada.almacen, sorteada.otra)
    assert s.lectura is not None
    assert s.pendientes == 4
    assert s.desacuerdos == 0, "solo a supervision le importa"


def test_se_lee_el_texto_que_se_decidio_y_no_el_de_ahora(sorteada: Casa) -> None:
    entrar(sorteada.almacen, 1, com("c2", "perdón, ya me atendieron", publicacion_id="p1"))
    assert segunda.por_leer(sorteada.almacen, lectura_de(sorteada, 2)).texto == "que feo todo"


@pytest.mark.los_dos
def test_nunca_la_propia_ni_dos_veces(sorteada: Casa) -> None:
    lectura = lectura_de(sorteada, 1)
    assert segunda.situacion(sorteada.almacen, sorteada.una).lectura is None
    with pytest.raises(Conflicto):
        segunda.leer(sorteada.almacen, lectura, sorteada.una, 2, "", critica=False)
    segunda.leer(sorteada.almacen, lectura, sorteada.otra, 2, "", critica=False)
    with pytest.raises(Conflicto):
        segunda.leer(sorteada.almacen, lectura, persona(sorteada.almacen, "tres"), None, "", critica=False)
    with pytest.raises(NoExiste):
        segunda.leer(sorteada.almacen, 99, sorteada.otra, 2, "", critica=False)
    assert filas(sorteada.almacen, "SELECT articulo FROM segunda_lectura WHERE id = :i", i=lectura) == [2]


@pytest.mark.parametrize(
    ("expediente", "articulo", "discrepa"),
    [(1, 2, False), (1, None, True), (1, 4, True), (3, None, False), (3, 2, True), (3, 4, True)],
)
def test_discrepan_si_una_restringe_y_otra_no_o_citan_otro_articulo(
    sorteada: Casa, expediente: int, articulo: int | None, discrepa: bool
) -> None:
    segunda.leer(
        sorteada.almacen, lectura_de(sorteada, expediente), sorteada.otra, articulo, "", critica=False
    )
    assert [d.expediente_id for d in segunda.desacuerdos(sorteada.almacen)] == [expediente] * discrepa


def test_quien_no_decide_no_lee_y_quien_no_supervisa_no_zanja(sorteada: Casa) -> None:
    audita = persona(sorteada.almacen, "audita", "auditoria")
    with pytest.raises(NoAutorizado):
        segunda.situacion(sorteada.almacen, audita)
    with pytest.raises(NoAutorizado):
        segunda.leer(sorteada.almacen, 1, audita, 2, "", critica=False)
    with pytest.raises(NoAutorizado):
        segunda.zanjar(sorteada.almacen, 1, sorteada.otra, Razon.PRIMERA, "era un insulto")
    for articulo in (0, 14):
        with pytest.raises(EntradaInvalida):
            segunda.leer(sorteada.almacen, 1, sorteada.otra, articulo, "", critica=False)
    with pytest.raises(EntradaInvalida):
        segunda.leer(sorteada.almacen, 1, sorteada.otra, 2, "x" * 501, critica=False)


def test_supervision_zanja_una_vez_y_la_decision_no_cambia(sorteada: Casa) -> None:
    jefa = persona(sorteada.almacen, "jefa", "supervision")
    lectura = lectura_de(sorteada, 2)
    segunda.leer(sorteada.almacen, lectura, sorteada.otra, None, "es una queja", critica=True)
    assert segunda.situacion(sorteada.almacen, jefa).desacuerdos == 1
    with pytest.raises(EntradaInvalida):
        segunda.zanjar(sorteada.almacen, lectura, jefa, Razon.SEGUNDA, " ")
    segunda.zanjar(sorteada.almacen, lectura, jefa, Razon.SEGUNDA, "se queja del trato")
    with pytest.raises(Conflicto):
        segunda.zanjar(sorteada.almacen, lectura, jefa, Razon.PRIMERA, "no, lo otro")
    assert segunda.desacuerdos(sorteada.almacen) == []
    assert filas(sorteada.almacen, "SELECT accion FROM decision WHERE expediente_id = 2") == ["ocultar"]
    assert contadas(sorteada) == {
        "leidas": 1,
        "discrepan": 1,
        "automaticas": 0,
        "criticas": 0,
        "primera": 0,
        "segunda": 1,
        "dudoso": 0,
    }
    assert sucesos(sorteada.almacen)[-2:] == ["lectura:hecha", "lectura:zanjada"]


def test_lo_que_ya_no_tiene_texto_se_aparta(sorteada: Casa) -> None:
    ejecutar(sorteada.almacen, "UPDATE comentario SET texto = '' WHERE id <> 3")
    s = segunda.situacion(sorteada.almacen, sorteada.otra)
    assert s.lectura is not None
    assert s.lectura.texto == "feo el trato"
    segunda.situacion(sorteada.almacen, sorteada.otra, tras=s.lectura.id)
    assert filas(
        sorteada.almacen, "SELECT estado, count(*) FROM segunda_lectura GROUP BY estado ORDER BY estado"
    ) == [("descartada", 3), ("pendiente", 1)]


def test_una_critica_vista_a_ciegas_en_lo_que_oculto_la_maquina_se_cuenta(sorteada: Casa) -> None:
    segunda.leer(sorteada.almacen, lectura_de(sorteada, 1), sorteada.otra, None, "", critica=True)
    assert (contadas(sorteada)["automaticas"], contadas(sorteada)["criticas"]) == (1, 1)
    with sorteada.almacen.lectura() as u:
        assert u.sorteos.cuentas(LUNES, LUNES) == (4, 4)
        assert u.sorteos.cuentas(LUNES + DIA, LUNES + SEMANA) == (0, 0)
