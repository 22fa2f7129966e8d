"""Los plazos: que se purga, que espera, que queda, y que ensayar no cambia nada."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command

from conectores.tipos import AutorLeido
from moderacion import cola, conservacion
from moderacion.almacen import Almacen
from moderacion.almacen.migrar import _config
from moderacion.almacen.sellos import huella_de_texto, sello_de
from moderacion.bitacora import verificar
from moderacion.errores import EntradaInvalida
from tests.moderacion.canario import (
    EXTERNO,
    FRASE,
    NOMBRE,
    OTRO,
    USUARIO,
    VECINO,
    Mundo,
    rastros_en,
    reglas_de,
)
from tests.moderacion.falsos import DIA, com, ejecutar, entrar, filas, juzgar, momento, sucesos


@pytest.fixture
def m(almacen, reloj) -> Mundo:
    return Mundo(almacen, reloj)


def _purgar(m: Mundo, tmp_path: Path, **cambios) -> dict[str, int]:
    return {t.clase: t.cuantos for t in conservacion.purgar(m.almacen, reglas_de(tmp_path, **cambios))}


def _vivos(m: Mundo) -> list[str]:
    return filas(m.almacen, "SELECT id_externo FROM comentario WHERE purgado IS NULL ORDER BY id_externo")


def test_ensayar_dice_lo_mismo_que_luego_se_purga_y_no_cambia_nada(m: Mundo, tmp_path: Path) -> None:
    m.reloj.adelantar(181 * DIA)
    antes = filas(m.almacen, "SELECT * FROM comentario ORDER BY id")
    diria = {t.clase: t.cuantos for t in conservacion.ensayo(m.almacen, reglas_de(tmp_path)) if t.cuantos}
    assert filas(m.almacen, "SELECT * FROM comentario ORDER BY id") == antes
    assert not (tmp_path / "purgas.jsonl").exists()
    # c5 no le parecio nada a nadie; los demas tienen un caso abierto
    assert diria == {"limpios": 1, "crudo": 5}
    # y al vaciar c5 se fue tambien su crudo
    assert _purgar(m, tmp_path, lote=1) == {"limpios": 1, "crudo": 4}
    assert _vivos(m) == ["c1", "c2", "c3", "c4"]
    assert _purgar(m, tmp_path) == {}


def test_un_dia_antes_no_se_toca_nada(m: Mundo, tmp_path: Path) -> None:
    m.reloj.adelantar(29 * DIA)
    assert _purgar(m, tmp_path) == {}


def test_un_caso_espera_a_resolverse_y_luego_a_su_plazo(m: Mundo, tmp_path: Path) -> None:
    m.reloj.adelantar(2000 * DIA)
    _purgar(m, tmp_path)
    assert _vivos(m) == ["c1", "c2", "c3", "c4"]
    for e in (1, 2, 3, 4):
        m.decidir(e, m.una, "permitir")
    m.reloj.adelantar(729 * DIA)
    assert "expedientes" not in _purgar(m, tmp_path)
    m.reloj.adelantar(2 * DIA)
    assert _purgar(m, tmp_path)["expedientes"] == 4
    assert _vivos(m) == []
    m.reloj.adelantar(31 * DIA)
    assert _purgar(m, tmp_path)["autores"] == 3
    assert filas(m.almacen, "SELECT DISTINCT nombre FROM autor") == [""]


def test_cumplido_el_plazo_de_un_caso_queda_la_decision_con_su_sello(m: Mundo, tmp_path: Path) -> None:
    m.vivir()
    ejecutar(m.almacen, "UPDATE apelacion SET estado = 'rechazada', resuelta = presentada")
    ejecutar(m.almacen, "UPDATE orden SET estado = 'anulada'")
    ejecutar(m.almacen, "UPDATE expediente SET estado = 'resuelto', resuelto = abierto")
    antes = filas(m.almacen, "SELECT huella FROM decision ORDER BY id")
    m.reloj.adelantar(1200 * DIA)
    assert _purgar(m, tmp_path)["expedientes"] == 4
    m.reloj.adelantar(31 * DIA)
    _purgar(m, tmp_path)
    despues = filas(m.almacen, "SELECT huella FROM decision ORDER BY id")
    assert len(despues) == 2
    assert not set(antes) & set(despues)
    # el sello es el mismo en todo lo que decia de que texto era
    assert set(filas(m.almacen, "SELECT huella FROM comentario WHERE id = 1")) == {despues[0]}
    assert despues[0] in filas(m.almacen, "SELECT huella FROM veredicto WHERE comentario_id = 1")
    # de la sal ya no queda nada, y con ella no hay como probar ni un texto de una palabra
    assert filas(m.almacen, "SELECT count(*) FROM sal WHERE objeto LIKE 'comentario/%'") == [0]
    with m.almacen.lectura() as u:
        assert verificar(u.registro.recorrer())[1] is None
    # lo que colgaba del caso no dice quien era ni que escribio
    for t in (
        "decision",
        "nota",
        "apelacion",
        "orden",
        "hallazgo",
        "veredicto",
        "comentario",
        "autor",
        "texto_previo",
    ):
        assert [r for donde, r in rastros_en(m.almacen) if donde == t] == [], t


def test_mientras_esta_la_sal_se_puede_probar_que_texto_era(m: Mundo, tmp_path: Path) -> None:
    m.decidir(2, m.una, "permitir")
    m.reloj.adelantar(731 * DIA)
    _purgar(m, tmp_path)
    (sello,) = filas(m.almacen, "SELECT huella FROM decision")
    ((sal, huella),) = filas(m.almacen, "SELECT sal, huella FROM sal WHERE sello = :s", s=sello)
    assert huella == ""
    assert sello == sello_de(sal, huella_de_texto(OTRO))
    assert sello != sello_de(sal, huella_de_texto(VECINO))
    assert sello != huella_de_texto(OTRO)


@pytest.mark.parametrize(
    "pendiente",
    [
        (
            "INSERT INTO bloqueo (cuenta_id, autor_id, comentario_id, articulo, motivo, estado, provisional, desde, hasta) "
            "VALUES (1, 1, 5, 2, 'insulto', 'vigente', false, '2026-11-20', '2099-01-01')"
        ),
        (
            "INSERT INTO incidente (cuenta_id, tipo, clave, gravedad, estado, motivo, evidencia, veces, abierto, ultima, causa, "
            "comentario_id) VALUES (1, 'amenaza', 'k', 3, 'abierto', 'm', '[]', 1, '2026-11-20', '2026-11-20', '', 5)"
        ),
        (
            "INSERT INTO orden (clave, cuenta_id, comentario_id, accion, origen, estado, intentos, miradas, creada, error) "
            "VALUES ('k', 1, 5, 'responder', 'persona', 'desconocida', 1, 0, '2026-11-20', '')"
        ),
    ],
    ids=["bloqueo", "incidente", "orden"],
)
def test_lo_pendiente_obliga_a_guardar(m: Mundo, tmp_path: Path, pendiente: str) -> None:
    ejecutar(m.almacen, pendiente)
    m.reloj.adelantar(3000 * DIA)
    _purgar(m, tmp_path)
    assert "c5" in _vivos(m)


def test_lo_purgado_no_estorba_a_quien_repasa_ni_a_la_busqueda(m: Mundo, tmp_path: Path, reloj) -> None:
    m.reloj.adelantar(181 * DIA)
    _purgar(m, tmp_path)
    with m.almacen.lectura() as u:
        ids = u.por_repasar.ids(reloj.ahora() - 400 * DIA, None)
        assert 5 not in {j.comentario_id for j in u.por_repasar.de(ids)}
    assert juzgar(m.almacen, reloj).juzgados == 0


def test_cada_clase_suelta_pierde_lo_suyo_y_conserva_su_fila(m: Mundo, tmp_path: Path) -> None:
    m.vivir()
    ejecutar(m.almacen, "UPDATE apelacion SET estado = 'rechazada', resuelta = presentada")
    ejecutar(m.almacen, "UPDATE consulta SET estado = 'retirada'")
    ejecutar(m.almacen, "UPDATE sugerencia SET cerrada = ultima")
    m.reloj.adelantar(1200 * DIA)
    hechas = _purgar(m, tmp_path)
    sueltas = {
        "crudo", "apelaciones", "contactos", "avisos", "incidentes", "consultas", "borradores", "sugerencias", "sesiones",
        "intentos", "api",
    }  # fmt: skip
    assert sueltas <= set(hechas) | {"contactos"}
    quedan = {t for t, _ in rastros_en(m.almacen)}
    assert not quedan & {"peticion_api", "sesion", "intento_ingreso"}
    assert filas(m.almacen, "SELECT DISTINCT asunto, cuerpo, error FROM aviso") == [("", "", "")]
    assert filas(m.almacen, "SELECT count(*) FROM incidente WHERE evidencia = '[]'") == [1]
    assert filas(
        m.almacen, "SELECT count(*) FROM prueba_incidente WHERE purgada IS NOT NULL AND titulo = ''"
    ) == [1]
    assert filas(m.almacen, "SELECT DISTINCT crudo FROM comentario") == ["{}"]
    assert _purgar(m, tmp_path).keys() <= {"sales", "autores"}


def test_cada_purga_queda_dicha_dentro_y_fuera(m: Mundo, tmp_path: Path) -> None:
    m.reloj.adelantar(31 * DIA)
    _purgar(m, tmp_path)
    ((causa, clase, cuantos, terminada),) = filas(
        m.almacen, "SELECT causa, clase, cuantos, terminada FROM purga"
    )
    assert (causa, clase, cuantos, momento(terminada)) == ("plazo", "crudo", 5, m.reloj.ahora())
    assert sucesos(m.almacen)[-1] == "purga:hecha"
    fuera = (tmp_path / "purgas.jsonl").read_text("utf-8")
    assert fuera.count("\n") == 1
    assert '"clase": "crudo"' in fuera
    assert ((tmp_path / "purgas.jsonl").stat().st_mode & 0o777) == 0o600


def test_los_archivos_viejos_de_las_carpetas_se_borran(m: Mundo, tmp_path: Path) -> None:
    carpeta = tmp_path / "salidas" / "mes"
    carpeta.mkdir(parents=True)
    for nombre, dias in (("viejo.pdf", 31), ("nuevo.pdf", 1)):
        (carpeta / nombre).write_text("x")
        hora = (m.reloj.ahora() - dias * DIA).timestamp()
        os.utime(carpeta / nombre, (hora, hora))
    (carpeta / "enlace.pdf").symlink_to(carpeta / "nuevo.pdf")
    hecho = _purgar(m, tmp_path, carpetas=(tmp_path / "salidas",))
    assert hecho == {"exportaciones": 1}
    assert sorted(a.name for a in carpeta.iterdir()) == ["enlace.pdf", "nuevo.pdf"]


def test_la_cadena_no_lleva_la_huella_a_secas_de_lo_que_alguien_escribio(m: Mundo) -> None:
    m.vivir()
    en_la_cadena = " ".join(filas(m.almacen, "SELECT datos FROM suceso"))
    for texto in (OTRO, f"{OTRO}, ya editado", FRASE):
        assert huella_de_texto(texto) not in en_la_cadena
    editado = filas(m.almacen, "SELECT datos FROM suceso WHERE tipo = 'comentario:editado'")
    (sello,) = filas(m.almacen, "SELECT sello FROM sal WHERE objeto = 'comentario/2'")
    assert sello in editado[0]


def test_de_una_opinion_no_queda_la_huella_del_texto(m: Mundo, tmp_path: Path) -> None:
    cola.opinar(m.almacen, 1, m.una, "yo lo quitaría", restringe=True)
    suya = "SELECT huella FROM nota WHERE tipo = 'opinion'"
    assert filas(m.almacen, suya) != [None]
    m.decidir(1, m.otra, "permitir")
    m.reloj.adelantar(731 * DIA)
    _purgar(m, tmp_path)
    assert filas(m.almacen, suya) == [None]


def test_reaplicar_se_para_en_lo_que_no_entiende_pero_no_en_una_linea_a_medias(
    m: Mundo, tmp_path: Path
) -> None:
    m.reloj.adelantar(31 * DIA)
    _purgar(m, tmp_path)
    registro = tmp_path / "purgas.jsonl"
    entero = registro.read_bytes()
    registro.write_bytes(entero + b'{"clave": "a medi')
    assert conservacion.reaplicar(m.almacen, reglas_de(tmp_path)) == 0
    # y la siguiente no se le pega
    m.reloj.adelantar(200 * DIA)
    _purgar(m, tmp_path)
    with pytest.raises(EntradaInvalida, match="línea 2"):
        conservacion.reaplicar(m.almacen, reglas_de(tmp_path))


def test_el_autor_que_vuelve_a_escribir_no_se_olvida(m: Mundo, tmp_path: Path) -> None:
    m.reloj.adelantar(181 * DIA)
    _purgar(m, tmp_path)
    entrar(m.almacen, 1, com("c8", "hola", autor=AutorLeido(EXTERNO, NOMBRE, USUARIO)))
    m.reloj.adelantar(31 * DIA)
    _purgar(m, tmp_path)
    assert filas(m.almacen, "SELECT nombre FROM autor WHERE id_externo = :x", x=EXTERNO) == [NOMBRE]


@pytest.mark.los_dos
def test_la_migracion_baja_y_sube_con_datos(m: Mundo, tmp_path: Path) -> None:
    numero = m.pedir_olvido()
    conservacion.cumplir(m.almacen, reglas_de(tmp_path), numero, 3, "usuario/2")
    antes = filas(m.almacen, "SELECT id, texto, huella, estado FROM comentario ORDER BY id")
    config = _config()
    with m.almacen._motor.begin() as con:
        config.attributes["conexion"] = con
        command.downgrade(config, "0016")
    m.almacen.migrar()
    # de lo purgado sigue sin haber nada, y sin su marca: el registro de fuera lo vuelve a purgar
    assert filas(m.almacen, "SELECT id, texto, huella, estado FROM comentario ORDER BY id") == antes
    assert filas(m.almacen, "SELECT count(*) FROM comentario WHERE comprobado IS NULL OR NOT con_crudo") == [
        0
    ]
    assert conservacion.reaplicar(m.almacen, reglas_de(tmp_path)) == 1
    assert filas(m.almacen, "SELECT count(*) FROM comentario WHERE purgado IS NOT NULL") == [3]
    assert [r for t, r in rastros_en(m.almacen) if t != "solicitud"] == []


def test_dos_purgas_a_la_vez_no_cuentan_dos_veces(m: Mundo, tmp_path: Path, abrir) -> None:
    otra: Almacen = abrir()
    m.reloj.adelantar(timedelta(days=181))
    _purgar(m, tmp_path)
    assert conservacion.purgar(otra, reglas_de(tmp_path)) == []
    assert filas(m.almacen, "SELECT sum(cuantos) FROM purga WHERE clase = 'limpios'") == [1]
