"""La demostracion de principio a fin: sus cifras son las que las redes dicen que se les hizo."""

import json
from collections import Counter
from datetime import timedelta

from moderacion import incidentes, redaccion
from moderacion.demo import Escena, leer_guion
from moderacion.informes import restricciones
from moderacion.reloj import dia_local
from tests.apoyo import control, correr

CLAVES = {
    "comentarios", "por_red", "por_propuesta", "ocultados", "bloqueados", "en_cola", "incidentes", "avisos",
    "seguidores",
}  # fmt: skip


def test_la_orden_termina_y_da_un_objeto_json() -> None:
    codigo, salida, errores = correr("demo", "--una-vez", "--json")
    assert codigo == 0, errores
    (linea,) = salida.splitlines()
    r = json.loads(linea)
    assert set(r) >= CLAVES
    assert r["cuadra"]
    assert r["comentarios"] >= 120
    assert sum(r["por_red"].values()) == sum(r["por_propuesta"].values()) == r["comentarios"]
    assert r["ocultados"] == r["efectos"]["ocultar"] + r["efectos"].get("retener", 0) > 0
    assert r["bloqueados"] == r["efectos"]["bloquear"] > 0
    assert r["incidentes"] == 1
    # nadie acusa recibo: se avisa otra vez
    assert r["avisos"] == r["avisos_recibidos"] > 1
    assert r["acierto"]["restringir_esperaba_permitir"] == 0
    assert r["acierto"]["restringir_hallados"] >= 0.9 * r["acierto"]["restringir_esperados"]
    for antes, ahora in r["seguidores"].values():
        assert ahora > antes


def test_las_cifras_son_las_de_los_efectos_y_la_critica_sigue_a_la_vista(monkeypatch) -> None:
    # con la maquina cargada, esperar el turno de escribir se agotaria: si alguien lo esperara, aqui fallaria en el acto
    monkeypatch.setattr("moderacion.almacen.unidad.ESPERA_MS", 0)
    guion = leer_guion()
    with Escena(guion) as escena:
        r = escena.correr()
        efectos = [
            (red, e["accion"], e["objeto"])
            for red, base in escena.redes.bases.items()
            for e in control(base, "efectos")["efectos"]
        ]
        assert len(efectos) == len(set(efectos))
        por_accion = Counter(accion for _, accion, _ in efectos)
        assert por_accion["ocultar"] + por_accion["retener"] == r.ocultados
        assert por_accion["bloquear"] == r.bloqueados
        ocultos = {objeto for _, accion, objeto in efectos if accion in ("ocultar", "retener")}
        protegidos = {id_ for (_, id_), espera in escena._siembra.espera.items() if espera != "restringir"}
        assert not ocultos & protegidos
        (incidente,) = incidentes.listar(escena.servicio.almacen)
        assert guion.intruso["texto"] in str(incidente["evidencia"])
        assert escena.buzon.avisos
        assert all(guion.intruso["texto"][:50] in aviso["message"] for aviso in escena.buzon.avisos)
        assert por_accion["publicar"] == 1, "el comunicado; lo programado es para mañana"
        _calendario_vivo(escena)
        revision = restricciones.revisar(escena.servicio.almacen)
        assert revision.completo, revision.faltantes
        assert revision.filas >= r.ocultados + r.bloqueados
        # otra vuelta entera no cambia nada en las redes
        escena._vuelta()
        assert sum(len(control(b, "efectos")["efectos"]) for b in escena.redes.bases.values()) == len(efectos)


def _calendario_vivo(escena: Escena) -> None:
    """Con que se encuentra quien abre la consola: un comunicado que rige, cosas por salir y sugerencias."""
    s = escena.servicio
    (c,) = redaccion.archivo(s.almacen).comunicados
    assert (c.estado, c.asunto) == ("rige", "Aviso sobre un bono falso")
    cosas = redaccion.agenda(s.almacen, s.redaccion, dia_local(s.reloj.ahora()) - timedelta(days=7), 14).cosas
    estados = Counter(x.estado for x in cosas)
    assert set(estados) == {"salio", "ajeno", "aprobado", "detenido", "en_revision", "borrador"}
    assert estados["ajeno"] == 1
    assert redaccion.sugerencias(s.almacen) != []
