"""Las cifras por dia: contadas a mano en un caso pequeño, cerradas una vez, y que cuadren con los hechos."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from alembic import command

from conectores.tipos import Red
from moderacion import cola, ejecucion
from moderacion.almacen import Almacen
from moderacion.almacen.hechos import Clave, Que, tramo
from moderacion.almacen.migrar import _config
from moderacion.cli import ejecutar as ejecutar_orden
from moderacion.cola import PERMITIR, Persona, Resolucion, segunda
from moderacion.informes import cierres
from moderacion.montaje import ResolucionApelacion, emitir_apelacion, resolver_apelacion
from moderacion.reloj import RelojFijo, RelojReal, dia_local
from moderacion.sanciones import apelaciones
from tests.moderacion.falsos import (
    CAPACIDADES,
    DIA,
    HORA,
    INSULTO,
    MINUTO,
    ConectorFalso,
    alta,
    com,
    ejecutar,
    entrar,
    filas,
    juzgar,
    persona,
    sucesos,
)
from tests.moderacion.test_sanciones import vuelta

CAP = CAPACIDADES[Red.FACEBOOK]
MES = timedelta(days=30)
VIERNES, SABADO, DOMINGO = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 22)


class Casa:
    """Una cuenta de Facebook, dos gestoras y la red, con el reloj en un viernes a las nueve de El Salvador."""

    def __init__(self, almacen: Almacen, reloj: RelojFijo) -> None:
        self.almacen, self.reloj, self.red = almacen, reloj, ConectorFalso(reloj=reloj)
        alta(almacen)
        self.una, self.otra = persona(almacen, "una"), persona(almacen, "otra")

    def entra(self, *textos: str) -> None:
        n = len(filas(self.almacen, "SELECT id FROM comentario"))
        for i, texto in enumerate(textos, n + 1):
            entrar(self.almacen, 1, com(f"c{i}", texto, publicacion_id="p1", creado=self.reloj.ahora()))
        juzgar(self.almacen, self.reloj)

    def sale(self) -> None:
        """Pasa la gracia y lo pedido llega a la red."""
        self.reloj.adelantar(timedelta(seconds=11))
        ejecucion.despachar(self.almacen, self.red, 1, self.reloj)

    def decide(self, expediente: int, quien: Persona, accion: str, articulo: int | None = 2) -> int:
        version = cola.ficha(self.almacen, expediente).expediente["version"]
        r = Resolucion.de(accion, "porque si", version, articulo if accion != PERMITIR else None)
        return cola.resolver(self.almacen, expediente, quien, r, CAP, MES)

    def apela(self, expediente: int) -> None:
        testigo = emitir_apelacion(self.almacen, expediente, self.una).testigo
        assert apelaciones.presentar(self.almacen, testigo, "1.2.3.4", "no insulté a nadie", "")

    def resuelve(self, apelacion: int, quien: Persona, *, acepta: bool) -> None:
        expediente = filas(self.almacen, "SELECT expediente_id FROM apelacion WHERE id = :i", i=apelacion)[0]
        version = cola.ficha(self.almacen, expediente).expediente["version"]
        r = ResolucionApelacion(apelacion, acepta, "lo miré otra vez", version)
        resolver_apelacion(self.almacen, {1: CAP}, quien, r)

    def cifras(self, dia: date) -> dict[Clave, int]:
        with self.almacen.lectura() as u:
            return dict(u.cierres.guardadas(dia))


@pytest.fixture
def casa(almacen: Almacen, reloj: RelojFijo) -> Casa:
    return Casa(almacen, reloj)


def tres_dias(casa: Casa) -> None:
    """El viernes se restringen dos, el sabado se mantiene uno y se apela otro, y el domingo la apelacion se acepta."""
    casa.entra(INSULTO, "que feo todo", "una queja por la espera", "buenas tardes")
    casa.sale()
    casa.reloj.adelantar(2 * HORA)
    casa.decide(2, casa.una, "ocultar")
    casa.sale()
    casa.reloj.adelantar(DIA - 2 * HORA)
    casa.decide(1, casa.una, "ocultar")
    casa.sale()
    casa.apela(2)
    casa.reloj.adelantar(DIA)
    casa.resuelve(1, casa.otra, acepta=True)
    casa.sale()


@pytest.mark.los_dos
def test_cada_hecho_cuenta_en_su_dia(casa: Casa) -> None:
    tres_dias(casa)
    casa.reloj.adelantar(DIA)
    assert cierres.asentar(casa.almacen) == 3
    assert casa.cifras(VIERNES) == {
        Clave(Que.RECIBIDO, 1, clave=9): 4,
        Clave(Que.RESPUESTA, 1, detalle="p1"): 4,
        Clave(Que.JUZGADO, 1): 4,
        Clave(Que.CRITICA, 1): 1,
        Clave(Que.ENTRADO, 1, clave=9): 2,
        Clave(Que.RESTRINGIDO, 1, 2, "maquina", "ocultar"): 1,
        Clave(Que.RESTRINGIDO, 1, 2, "persona", "ocultar"): 1,
        Clave(Que.DECIDIDO, 1, 2, "persona", "ocultar", 11): 1,
        Clave(Que.TARDA_REVISAR, 1, clave=120): 1,
    }
    assert casa.cifras(SABADO) == {
        Clave(Que.DECIDIDO, 1, 2, "persona", "ocultar", 9): 1,
        # 24 horas y 22 segundos: a partir de dos horas, por cuartos
        Clave(Que.TARDA_REVISAR, 1, clave=1440): 1,
        Clave(Que.MANTENIDO, 1, 2, "maquina"): 1,
        Clave(Que.APELADO, 1, 2): 1,
    }
    assert casa.cifras(DOMINGO) == {
        Clave(Que.DECIDIDO, 1, 0, "persona", PERMITIR, 9): 1,
        Clave(Que.APELACION, 1, 2, detalle="aceptada"): 1,
        Clave(Que.TARDA_APELACION, 1, clave=1440): 1,
        Clave(Que.REVERTIDO, 1, 2, "persona", "apelacion"): 1,
        # oculto desde las 11 del viernes hasta las 9 del domingo: 46 horas
        Clave(Que.TARDA_LEVANTAR, 1, clave=46 * 60): 1,
        Clave(Que.TARDA_RED, 1, clave=0): 1,
    }


@pytest.mark.los_dos
def test_confirmar_lo_que_la_maquina_hizo_lo_mantiene_y_deshacerlo_no(casa: Casa) -> None:
    """Ocultar y bloquear lo ya oculto no siempre pide algo a la red: cuenta la decision."""
    casa.entra(INSULTO, INSULTO)
    casa.sale()
    casa.decide(1, casa.una, "bloquear")
    ultima = casa.decide(2, casa.una, "bloquear")
    cola.deshacer(casa.almacen, ultima, casa.una, CAP)
    casa.sale()
    casa.reloj.adelantar(DIA)
    cierres.asentar(casa.almacen)
    cifras = casa.cifras(VIERNES)
    assert cifras[Clave(Que.RESTRINGIDO, 1, 2, "maquina", "ocultar")] == 2
    assert cifras[Clave(Que.MANTENIDO, 1, 2, "maquina")] == 1
    assert [m for _, m in cierres.descuadres(casa.almacen, VIERNES, VIERNES) if m] == []


@pytest.mark.los_dos
def test_lo_cerrado_cuadra_con_los_hechos_y_lo_cambiado_se_nota(casa: Casa) -> None:
    tres_dias(casa)
    casa.reloj.adelantar(DIA)
    cierres.asentar(casa.almacen)
    assert [m for _, m in cierres.descuadres(casa.almacen, VIERNES, DOMINGO) if m] == []
    ejecutar(casa.almacen, "UPDATE cifra_dia SET cuantos = 7 WHERE que = 'restringido' AND quien = 'persona'")
    malos = dict(cierres.descuadres(casa.almacen, VIERNES, DOMINGO))
    assert [(m.que, m.guardadas, m.contadas) for m in malos[VIERNES]] == [
        ("restringido", 8, 2),
        ("huella", 9, 9),
    ]
    ejecutar(casa.almacen, "UPDATE orden SET cerrada = NULL WHERE accion = 'mostrar'")
    assert [m.que for m in dict(cierres.descuadres(casa.almacen, DOMINGO, DOMINGO))[DOMINGO]] == [
        "revertido",
        "tarda_levantar",
        "tarda_red",
    ]


def test_el_dia_no_se_cierra_hasta_que_pasa_y_se_cierra_una_vez(casa: Casa) -> None:
    casa.entra("buenas tardes")
    assert cierres.asentar(casa.almacen) == 0
    casa.reloj.adelantar(15 * HORA + 14 * MINUTO)  # las 0:14 del sabado
    assert cierres.asentar(casa.almacen) == 0, "aun puede confirmarse algo de antes de la medianoche"
    casa.reloj.adelantar(MINUTO)
    assert cierres.asentar(casa.almacen) == 1
    assert cierres.asentar(casa.almacen) == 0
    with casa.almacen.unidad() as u:
        assert not u.cierres.cerrar(VIERNES), "otro proceso llego antes"
        with pytest.raises(ValueError, match="no ha terminado"):
            u.cierres.cerrar(SABADO)
    assert sucesos(casa.almacen).count("cifras:cerradas") == 1


def test_si_se_corta_sigue_por_donde_iba(casa: Casa, monkeypatch: pytest.MonkeyPatch) -> None:
    tres_dias(casa)
    casa.reloj.adelantar(DIA)
    from moderacion.almacen.cierres import Cierres

    contar = Cierres.contar

    def cae_el_sabado(self: Cierres, dia: date) -> Counter[Clave]:
        if dia == SABADO:
            raise RuntimeError("se fue la luz")
        return contar(self, dia)

    monkeypatch.setattr(Cierres, "contar", cae_el_sabado)
    with pytest.raises(RuntimeError):
        cierres.asentar(casa.almacen)
    assert filas(casa.almacen, "SELECT count(*) FROM dia_cerrado") == [1]
    monkeypatch.setattr(Cierres, "contar", contar)
    assert cierres.asentar(casa.almacen) == 2
    assert [m for _, m in cierres.descuadres(casa.almacen, VIERNES, DOMINGO) if m] == []


def test_lo_que_caduca_sin_confirmar_lo_revierte_un_plazo(almacen: Almacen, reloj: RelojFijo) -> None:
    casa = Casa(almacen, reloj)
    casa.entra(INSULTO)
    vuelta(almacen, casa.red, reloj)
    reloj.adelantar(DIA)
    vuelta(almacen, casa.red, reloj)
    reloj.adelantar(DIA)
    cierres.asentar(almacen)
    assert {c: n for c, n in casa.cifras(SABADO).items() if c.que in (Que.REVERTIDO, Que.DESBLOQUEADO)} == {
        Clave(Que.REVERTIDO, 1, 2, "maquina", "plazo"): 1,
        Clave(Que.DESBLOQUEADO, 1, 2, "maquina", "plazo"): 1,
    }
    assert casa.cifras(VIERNES)[Clave(Que.BLOQUEADO, 1, 2, "maquina", "bloquear")] == 1


def test_una_critica_restringida_consta_aparte(casa: Casa) -> None:
    casa.entra("que feo, una queja")
    ejecutar(casa.almacen, "UPDATE veredicto SET critica = :si", si=True)
    casa.decide(1, casa.una, "ocultar")
    casa.sale()
    casa.reloj.adelantar(DIA)
    cierres.asentar(casa.almacen)
    cifras = casa.cifras(VIERNES)
    assert cifras[Clave(Que.CRITICA_RESTRINGIDA, 1, 2, "persona")] == 1
    assert cifras[Clave(Que.CRITICA, 1)] == 1


def test_lo_deshecho_en_el_momento_no_restringio_nada(casa: Casa) -> None:
    casa.entra("que feo todo")
    decision = casa.decide(1, casa.una, "ocultar")
    cola.deshacer(casa.almacen, decision, casa.una, CAP)
    casa.sale()
    casa.reloj.adelantar(DIA)
    cierres.asentar(casa.almacen)
    assert not any(c.que == Que.RESTRINGIDO for c in casa.cifras(VIERNES))


@pytest.mark.parametrize(
    ("minutos", "dicho"),
    [(0, 0), (119, 119), (120, 120), (134, 120), (2879, 2865), (2880, 2880), (2999, 2940)],
)
def test_el_tramo_de_un_lapso(minutos: int, dicho: int) -> None:
    assert tramo(minutos * MINUTO) == dicho


@pytest.mark.los_dos
def test_dos_procesos_se_reparten_los_dias_y_cada_uno_sale_una_vez(
    casa: Casa, abrir: Callable[[], Almacen]
) -> None:
    tres_dias(casa)
    casa.reloj.adelantar(DIA)
    otro = abrir()
    assert cierres.asentar(casa.almacen, 1) + cierres.asentar(otro, 1) + cierres.asentar(casa.almacen) == 3
    assert filas(casa.almacen, "SELECT count(*) FROM dia_cerrado") == [3]


def test_lo_bloqueado_a_mano_en_la_red_se_cuenta_el_dia_que_se_hizo(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    alta(almacen, Red.TWITTER)
    quien, twitter = persona(almacen), CAPACIDADES[Red.TWITTER]
    entrar(almacen, 1, com("c1", "que feo todo", red=Red.TWITTER))
    juzgar(almacen, reloj)
    cola.resolver(almacen, 1, quien, Resolucion.de("bloquear", "insulta", 1, 2), twitter, MES)
    reloj.adelantar(DIA)
    cola.hecho_a_mano(almacen, 1, "manual", quien, {1: twitter}, "bloqueado desde su perfil")
    reloj.adelantar(DIA)
    cierres.asentar(almacen)
    with almacen.lectura() as u:
        assert Que.BLOQUEADO not in {c.que for c in u.cierres.guardadas(VIERNES)}
        assert u.cierres.guardadas(SABADO)[Clave(Que.BLOQUEADO, 1, 2, "persona", "a_mano")] == 1


@pytest.mark.parametrize("consta", [True, False])
def test_quitar_a_mano_un_bloqueo_solo_cuenta_si_consta_que_se_puso(
    almacen: Almacen, reloj: RelojFijo, consta: bool
) -> None:
    """Encargado a una persona y permitido antes de que diga que lo puso, se manda quitar por si acaso."""
    alta(almacen, Red.TWITTER)
    quien, twitter = persona(almacen), CAPACIDADES[Red.TWITTER]
    entrar(almacen, 1, com("c1", "que feo todo", red=Red.TWITTER))
    juzgar(almacen, reloj)
    cola.resolver(almacen, 1, quien, Resolucion.de("bloquear", "insulta", 1, 2), twitter, MES)
    if consta:
        cola.hecho_a_mano(almacen, 1, "manual", quien, {1: twitter}, "bloqueado desde su perfil")
    cola.resolver(almacen, 1, quien, Resolucion.de("permitir", "no era para tanto", 2), twitter, MES)
    reloj.adelantar(timedelta(minutes=1))
    cola.hecho_a_mano(almacen, 1, "vigente", quien, {1: twitter}, "ya no está bloqueado")
    reloj.adelantar(DIA)
    cierres.asentar(almacen)
    with almacen.lectura() as u:
        cifras = u.cierres.guardadas(VIERNES)
    contados = {c: n for c, n in cifras.items() if c.que in (Que.BLOQUEADO, Que.DESBLOQUEADO)}
    assert contados == (
        {
            Clave(Que.BLOQUEADO, 1, 2, "persona", "a_mano"): 1,
            Clave(Que.DESBLOQUEADO, 1, 2, "persona", "a_mano"): 1,
        }
        if consta
        else {}
    )


def test_quitar_a_mano_lo_que_bloqueo_la_maquina_es_de_la_maquina(casa: Casa) -> None:
    casa.entra(INSULTO)
    for _ in range(2):
        vuelta(casa.almacen, casa.red, casa.reloj)
        casa.sale()
    with casa.almacen.unidad() as u:
        (bloqueo,) = (b for b in u.sanciones.abiertos() if b.estado == "vigente")
        u.tareas.hacer(bloqueo.id, "desbloquear", 1, "quitado desde su perfil", "usuario/1")
    casa.reloj.adelantar(DIA)
    cierres.asentar(casa.almacen)
    assert {c: n for c, n in casa.cifras(VIERNES).items() if c.que == Que.DESBLOQUEADO} == {
        Clave(Que.DESBLOQUEADO, 1, bloqueo.articulo, "maquina", "a_mano"): 1
    }


def test_por_la_linea_de_ordenes_se_cierra_y_se_comprueba(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f'[base]\nurl = "sqlite:///{tmp_path / "casa.db"}"\n')
    assert ejecutar_orden(["base", "migrar", "-c", str(config)]) == 0
    # la orden mira el reloj de verdad
    hace_dos_dias = RelojReal().ahora() - 2 * DIA
    dia = dia_local(hace_dos_dias)
    almacen = Almacen(f"sqlite:///{tmp_path / 'casa.db'}", RelojFijo(hace_dos_dias))
    alta(almacen)
    entrar(almacen, 1, com("c1"))
    assert ejecutar_orden(["cifras", "cerrar", "-c", str(config)]) == 0
    assert "días cerrados: " in capsys.readouterr().out
    de_el = ["cifras", "cuadrar", "-c", str(config), "--desde", str(dia), "--hasta", str(dia)]
    assert ejecutar_orden(de_el) == 0
    assert "cuadra todo: 1 día recontado\n" in capsys.readouterr().out
    ejecutar(almacen, "UPDATE cifra_dia SET cuantos = 9 WHERE que = 'recibido'")
    assert ejecutar_orden(de_el) == 1
    assert f"{dia}: «recibido»: cerrado con 9, los hechos dan 1" in capsys.readouterr().err
    assert ejecutar_orden([*de_el[:-1], "ayer"]) == 2
    almacen.cerrar()


@pytest.mark.los_dos
def test_lo_purgado_sigue_cuadrando_y_no_deja_lo_que_se_escribio_al_releerlo(casa: Casa) -> None:
    tres_dias(casa)
    casa.reloj.adelantar(timedelta(weeks=1))
    cierres.asentar(casa.almacen)
    segunda.sortear_semanas(casa.almacen, 100, 0)
    lectura = filas(casa.almacen, "SELECT id FROM segunda_lectura WHERE expediente_id = 2")[0]
    # las otras dos decidieron ese expediente
    tres = persona(casa.almacen, "tres")
    segunda.leer(casa.almacen, lectura, tres, None, "lo dice Persona 1, de Apopa", critica=False)
    jefa = persona(casa.almacen, "jefa", "supervision")
    segunda.zanjar(casa.almacen, lectura, jefa, segunda.Razon.DUDOSO, "Persona 1 se quejaba")
    with casa.almacen.unidad() as u:
        assert u.vaciado.vaciar([1, 2, 3, 4]) == 4
    assert [m for _, m in cierres.descuadres(casa.almacen, VIERNES, DOMINGO) if m] == []
    assert "Persona" not in str(filas(casa.almacen, "SELECT nota, nota_zanjo FROM segunda_lectura"))
    assert segunda.situacion(casa.almacen, jefa).lectura is None, "sin texto no hay nada que releer"


@pytest.mark.los_dos
def test_la_migracion_baja_y_sube_con_datos_y_las_cifras_vuelven_a_salir_de_los_hechos(casa: Casa) -> None:
    tres_dias(casa)
    casa.reloj.adelantar(timedelta(weeks=1))
    cierres.asentar(casa.almacen)
    segunda.sortear_semanas(casa.almacen, 100, 0)
    antes = casa.cifras(VIERNES)
    decisiones = filas(casa.almacen, "SELECT * FROM decision ORDER BY id")
    config = _config()
    with casa.almacen._motor.begin() as con:
        config.attributes["conexion"] = con
        command.downgrade(config, "0015")
    casa.almacen.migrar()
    assert filas(casa.almacen, "SELECT * FROM decision ORDER BY id") == decisiones
    assert casa.cifras(VIERNES) == {}
    cierres.asentar(casa.almacen)
    assert casa.cifras(VIERNES) == antes
    assert segunda.sortear_semanas(casa.almacen, 100, 0) == 2
