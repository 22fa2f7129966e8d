"""El ritmo de cada cuenta, las horas en que le contestan, los temas de golpe, y el archivo de comunicados."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from moderacion import redaccion
from moderacion.errores import Conflicto, EntradaInvalida, NoAutorizado, NoExiste
from moderacion.redaccion.ritmo import mejores_horas, observar, rafagas
from politicas import p06, p09
from tests.moderacion.falsos import com, entrar, filas, pub, sucesos
from tests.moderacion.prensa import AVISO, CUERPO, FB, OTRO, TW, Prensa, SalidaNueva, prensa

DIA = timedelta(days=1)


@pytest.fixture
def p(almacen, reloj) -> Prensa:
    return prensa(almacen, reloj)


def publicadas(p: Prensa, cuenta: int, *hace: float, hora: int | None = None, prefijo: str = "h") -> None:
    """Publicaciones nuestras de hace tantos dias."""
    with p.almacen.unidad() as u:
        for n, dias in enumerate(hace):
            fecha = p.reloj.ahora() - timedelta(days=dias)
            if hora is not None:
                fecha = datetime(fecha.year, fecha.month, fecha.day, tzinfo=UTC) + timedelta(hours=hora + 6)
            u.publicaciones.guardar(
                cuenta, fecha - DIA, [pub(f"{prefijo}{cuenta}-{n}", f"texto {prefijo} {n}", creado=fecha)]
            )


def vista(p: Prensa, cuenta: int = FB):
    with p.almacen.lectura() as u:
        return observar(u, u.cuentas.una(cuenta))


def test_con_poca_historia_no_se_sabe_y_con_bastante_sale_de_su_dinamica(p: Prensa) -> None:
    assert vista(p).ultima_publicacion is None
    publicadas(p, FB, 3, 2, 1)
    v = vista(p)
    assert (v.ritmo_habitual, v.intervalo_mediano, v.publicadas_24h) == (None, None, 0)
    publicadas(p, FB, *range(4, 24), prefijo="mas")
    v = vista(p)
    assert v.ritmo_habitual == pytest.approx(1.0, abs=0.05)
    assert v.intervalo_mediano == DIA
    assert v.ultima_publicacion == p.reloj.ahora() - DIA
    assert v.horas_habituales == {9}
    assert vista(p, TW).ultima_publicacion is None


def test_ni_las_respuestas_ni_lo_de_un_intruso_marcan_el_ritmo(p: Prensa) -> None:
    with p.almacen.unidad() as u:
        u.publicaciones.asentar(FB, "r1", "gracias", p.reloj.ahora(), "c1")
        u.publicaciones.guardar(FB, p.reloj.ahora() - DIA, [pub("x1", "bono", creado=p.reloj.ahora())])
        (ajena,) = u.vigilancia.sin_ver(FB)
        u.vigilancia.clasificar(ajena.id, "desconocida")
    assert vista(p).publicadas_24h == 0


def test_el_silencio_se_avisa_una_vez_y_se_da_por_pasado_al_publicar(p: Prensa) -> None:
    publicadas(p, FB, *range(3, 30))
    p.reloj.adelantar(10 * DIA)
    assert [redaccion.vigilar_ritmo(p.almacen, FB, p09.evaluar) for _ in range(3)] == [1, 0, 0]
    (s,) = redaccion.sugerencias(p.almacen)
    assert (s["tipo"], s["veces"], s["cuenta_id"]) == ("silencio", 3, FB)
    assert "13 días sin publicar" in s["motivo"]
    p.aprobado(p.crear())
    p.pasadas(3)
    assert redaccion.vigilar_ritmo(p.almacen, FB, p09.evaluar) == 0
    assert redaccion.sugerencias(p.almacen) == []
    assert len(redaccion.sugerencias(p.almacen, "pasada")) == 1


def test_la_inundacion_se_avisa_y_quien_la_descarta_no_la_ve_enseguida(p: Prensa) -> None:
    publicadas(p, TW, *(n / 100 for n in range(30)))
    assert redaccion.vigilar_ritmo(p.almacen, TW, p09.evaluar) == 1
    (s,) = redaccion.sugerencias(p.almacen)
    assert s["tipo"] == "inundacion"
    cerrar = redaccion.cerrar_sugerencia
    with pytest.raises(NoAutorizado):
        cerrar(p.almacen, s["id"], p.audita, "no hace falta", atendida=False)
    with pytest.raises(EntradaInvalida):
        cerrar(p.almacen, s["id"], p.ana, "", atendida=False)
    cerrar(p.almacen, s["id"], p.ana, "fue por el sismo", atendida=False)
    with pytest.raises(Conflicto):
        cerrar(p.almacen, s["id"], p.ana, "fue por el sismo", atendida=True)
    with pytest.raises(NoExiste):
        cerrar(p.almacen, 99, p.ana, "fue por el sismo", atendida=True)
    assert redaccion.vigilar_ritmo(p.almacen, TW, p09.evaluar) == 0
    assert redaccion.sugerencias(p.almacen) == []
    with pytest.raises(EntradaInvalida):
        redaccion.sugerencias(p.almacen, "rara")
    assert [x for x in sucesos(p.almacen) if x.startswith("sugerencia")] == [
        "sugerencia:abierta",
        "sugerencia:descartada",
    ]


def test_las_mejores_horas_salen_de_quien_contesta(p: Prensa) -> None:
    publicadas(p, FB, *range(1, 11), hora=9, prefijo="a")
    publicadas(p, FB, *range(1, 11), hora=20, prefijo="b")
    with p.almacen.lectura() as u:
        assert mejores_horas(u) == {}, "nadie ha contestado nada"
    for n in range(10):
        entrar(
            p.almacen,
            FB,
            com(f"k{n}", "gracias", publicacion_id=f"b{FB}-{n}", creado=p.reloj.ahora(), reacciones=n),
        )
    with p.almacen.lectura() as u:
        assert mejores_horas(u) == {"facebook": (20,)}
    (ritmo, *_) = redaccion.ritmos(p.almacen)
    assert ritmo.mejores_horas == (20,)
    p.reglas = replace(p.reglas, mejores_horas=redaccion.horas(p.almacen))
    b = p.crear(AVISO, SalidaNueva(FB, hora=p.en(hours=2)))
    with p.almacen.lectura() as u:
        fila = u.borradores.uno(b)
        juicio = redaccion.escrito_por_juzgar(u, p.reglas, fila, redaccion.escrito_de(u, fila)).juzgado(
            p.reglas
        )
    assert [s.politica for s in juicio.de("nota")] == [9], "a las once, lejos de las 20"


def test_pasar_del_ritmo_pide_una_razon(p: Prensa) -> None:
    publicadas(p, FB, *(n / 100 for n in range(10)))
    b = p.crear()
    with pytest.raises(EntradaInvalida, match=r"serían 11 publicaciones.*el tope es"):
        p.enviar(b)
    p.guardar(b, p.escrito(AVISO, FB, razones={"ritmo-1": "hay una alerta y hay que decirlo"}))
    p.enviar(b)
    assert p.estado(b) == "en_revision"


def test_lo_programado_cuenta_para_el_ritmo(p: Prensa) -> None:
    publicadas(p, FB, *(n / 100 for n in range(8)))
    for n in range(2):
        b = p.crear(f"{OTRO} Es la fecha número {n + 1}.", SalidaNueva(FB, hora=p.en(hours=1 + n)))
        p.enviar(b)
    with pytest.raises(EntradaInvalida, match="serían 11 publicaciones"):
        p.enviar(p.crear(AVISO, SalidaNueva(FB, hora=p.en(hours=4))))
    p.enviar(p.crear(AVISO, SalidaNueva(FB, hora=p.en(days=3))))


# --- los temas


def hablar(p: Prensa, cuantos: int, texto: str, hace: float = 0, prefijo: str = "t") -> None:
    creado = p.reloj.ahora() - timedelta(days=hace)
    entrar(
        p.almacen, FB, *(com(f"{prefijo}{hace}-{n}", f"{texto} {n}", creado=creado) for n in range(cuantos))
    )


def test_un_tema_de_golpe_sin_comunicado_abre_una_sugerencia_con_ejemplos(p: Prensa) -> None:
    temas = redaccion.Temas()
    hablar(p, 1, "la farmacia de Apopa", hace=3)
    hablar(p, 12, "no hay insulina en la farmacia", hace=0.2)
    hablar(p, 3, "las citas")
    assert [redaccion.vigilar_temas(p.almacen, p06.evaluar, temas) for _ in range(2)] == [1, 0]
    (s,) = redaccion.sugerencias(p.almacen)
    assert (s["tipo"], s["asunto"], s["cuenta_id"], s["veces"]) == ("sin_comunicado", "farmacia", None, 2)
    assert len(s["ejemplos"]) == 5
    assert all("no hay insulina" in e for e in s["ejemplos"])
    p.aprobado(p.comunicado())
    p.pasadas(3)
    assert redaccion.vigilar_temas(p.almacen, p06.evaluar, temas) == 0
    assert redaccion.sugerencias(p.almacen) == [], "ya hay un comunicado que lo trata"


def test_lo_de_siempre_no_es_una_rafaga(p: Prensa) -> None:
    for dia in range(15):
        hablar(p, 12, "la farmacia tarda", hace=dia + 0.1)
    assert redaccion.vigilar_temas(p.almacen, p06.evaluar, redaccion.Temas()) == 0


def test_las_rafagas_cuentan_hoy_contra_los_dias_de_antes(p: Prensa) -> None:
    ahora = p.reloj.ahora()
    dichos = [{"creado": ahora - timedelta(hours=h), "texto": f"t{h}"} for h in (1, 2, 30, 50)]
    temas = [frozenset({"dengue"})] * 3 + [frozenset()]
    (r,) = rafagas(dichos, temas, ahora)
    assert (r.asunto, r.cuantos, r.habitual, r.ejemplos) == ("dengue", 2, 1 / 14, ("t1", "t2"))


# --- el archivo


def test_el_archivo_publico_ensena_todo_lo_que_se_publico_y_en_que_quedo(p: Prensa) -> None:
    p.comunicado(asunto="Uno que se prepara y nadie debe ver")
    p.aprobado(p.comunicado())
    p.pasadas(3)
    p.aprobado(p.comunicado(CUERPO.replace("4:00", "6:00"), sustituye="2-2026"))
    p.aprobado(
        p.comunicado(
            "Las oficinas centrales cerrarán el 24 de diciembre de 2026.",
            asunto="Oficinas centrales en Navidad",
            desde=date(2026, 12, 1),
        )
    )
    p.pasadas(4)
    vistos = redaccion.archivo(p.almacen)
    assert [(c.numero, c.estado, c.sustituye, c.sustituido_por) for c in vistos.comunicados] == [
        ("4-2026", "por_regir", "", ""),
        ("3-2026", "rige", "2-2026", ""),
        ("2-2026", "sustituido", "", "3-2026"),
    ]
    assert vistos.siguiente is None
    with pytest.raises(NoExiste):
        redaccion.comunicado(p.almacen, "1-2026")
    with pytest.raises(NoAutorizado):
        redaccion.retirar_comunicado(p.almacen, "3-2026", p.ana, "el dato era de otro sitio")
    redaccion.retirar_comunicado(p.almacen, "3-2026", p.sofia, "el dato era de otro sitio")
    with pytest.raises(Conflicto):
        redaccion.retirar_comunicado(p.almacen, "3-2026", p.sofia, "el dato era de otro sitio")
    with pytest.raises(NoExiste):
        redaccion.retirar_comunicado(p.almacen, "9-2026", p.sofia, "el dato era de otro sitio")
    c = redaccion.comunicado(p.almacen, "3-2026")
    assert (c.estado, c.motivo_retiro) == ("retirado", "el dato era de otro sitio")
    assert redaccion.comunicado(p.almacen, "2-2026").estado == "rige", "el que lo sustituía ya no vale"
    p.reloj.adelantar(60 * DIA)
    assert redaccion.comunicado(p.almacen, "2-2026").estado == "vencido"
    assert filas(p.almacen, "SELECT count(*) FROM comunicado WHERE estado = 'retirado'") == [1]
