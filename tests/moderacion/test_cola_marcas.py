"""Pase lo que pase con los expedientes, las marcas, las cuentas y las listas son las que saldrian de mirarlos todos."""

import contextlib
import random
from collections import Counter
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

import pytest

from conectores.tipos import Red
from moderacion import cola
from moderacion.almacen import Almacen
from moderacion.almacen.marcas import DETRAS
from moderacion.cola import PERMITIR, Filtros, Persona, Resolucion
from moderacion.errores import Conflicto, EntradaInvalida, NoAutorizado
from moderacion.montaje import emitir_apelacion
from moderacion.reloj import RelojFijo
from moderacion.sanciones import apelaciones
from politicas.tipos import Contexto, Gravedad, Hallazgo, Intencion, Modo, Pieza, Propuesta, Veredicto
from tests.moderacion.falsos import CAPACIDADES, alta, autor, com, entrar, filas, juzgar, momento, persona
from tests.tandas import alguna

pytestmark = pytest.mark.los_dos
REDES = {1: Red.FACEBOOK, 2: Red.TWITTER}
MODOS = {2: Modo.ACTUAR, 4: Modo.SUGERIR, 5: Modo.SUGERIR, 12: Modo.SOMBRA}
RASGOS = ("p2", "p2ya", "p4", "p5", "p12", "critica", "queja", "consulta", "degradado", "amenaza", "limpio")
SUELTOS = {"autor", "grupo", "asignado"}
_SE_NIEGA = (Conflicto, EntradaInvalida, NoAutorizado)


def juez(pieza: Pieza, _: Contexto) -> Veredicto:
    """Lee del propio texto que debe hallar."""
    dice = set(pieza.texto.split())
    revisar = Propuesta.REVISAR
    hallados = [
        h
        for palabra, h in (
            ("p2", Hallazgo(2, Gravedad.MEDIA, "x", revisar, etiqueta="insulto")),
            (
                "p2ya",
                Hallazgo(2, Gravedad.GRAVE, "x", Propuesta.RESTRINGIR, bloquear=True, automatica=True),
            ),
            ("p4", Hallazgo(4, Gravedad.LEVE, "x", revisar, etiqueta="enlace")),
            ("p5", Hallazgo(5, Gravedad.LEVE, "x", revisar, etiqueta="area:farmacia")),
            ("p12", Hallazgo(12, Gravedad.LEVE, "x", revisar, etiqueta="spam")),
            ("amenaza", Hallazgo(2, Gravedad.GRAVE, "x", revisar, etiqueta="amenaza")),
        )
        if palabra in dice
    ]
    automatica = "p2ya" in dice and not dice & {"critica", "degradado"}
    return Veredicto(
        Propuesta.RESTRINGIR if automatica else revisar if hallados else Propuesta.PERMITIR,
        tuple(hallados),
        tuple(i for i in (Intencion.QUEJA, Intencion.CONSULTA) if i.value in dice),
        bloquear=automatica,
        critica="critica" in dice,
        automatica=automatica,
        degradado="degradado" in dice,
    )


class Azar:
    """Una oficina entera que hace cosas al azar, siempre las mismas para una semilla."""

    def __init__(self, almacen: Almacen, reloj: RelojFijo, semilla: int) -> None:
        self.almacen, self.reloj, self.azar = almacen, reloj, random.Random(semilla)
        for red in REDES.values():
            alta(almacen, red, f"{red.value}-1")
        self.gente = [persona(almacen, f"p{n}") for n in range(3)]
        self.n = 0
        self.hechas: Counter[str] = Counter()
        self.llega(10)

    def llega(self, cuantos: int = 1) -> None:
        for _ in range(cuantos):
            self.n += 1
            cuenta = self.azar.choice(list(REDES))
            creado = self.reloj.ahora() - timedelta(hours=self.azar.randrange(200))
            self._entra(cuenta, self.n, self._texto(), creado)
        self.juzga()

    def edita(self) -> None:
        k = self.azar.choice(filas(self.almacen, "SELECT id_externo, cuenta_id, creado FROM comentario"))
        self._entra(k[1], int(k[0][1:]), self._texto(), momento(k[2]))
        self.juzga()

    def _entra(self, cuenta: int, n: int, texto: str, creado: datetime) -> None:
        c = com(f"c{n}", texto, red=REDES[cuenta], creado=creado, autor=autor(n % 4))
        entrar(self.almacen, cuenta, c)

    def _texto(self) -> str:
        return " ".join([*self.azar.sample(RASGOS, self.azar.randint(1, 4)), f"v{self.azar.randrange(9)}"])

    def juzga(self) -> None:
        juzgar(self.almacen, self.reloj, juez=juez, modos=MODOS, oculta_sola={1: True, 2: True})

    def toma(self) -> None:
        cola.tomar(self.almacen, self._cual(), self._quien())

    def suelta(self) -> None:
        cola.soltar(self.almacen, self._cual(), self._quien())

    def decide(self) -> None:
        e = self._cual()
        f = cola.ficha(self.almacen, e).expediente
        accion = self.azar.choice((PERMITIR, PERMITIR, "ocultar", "bloquear"))
        r = Resolucion.de(accion, "al azar", f["version"], 2)
        cola.resolver(self.almacen, e, self._quien(), r, self._red(f), timedelta(days=30))

    def deshace(self) -> None:
        self._vuelve("deshacer")

    def revierte(self) -> None:
        self._vuelve("revertir")

    def _vuelve(self, como: str) -> None:
        d = self.azar.choice(filas(self.almacen, "SELECT id, expediente_id, usuario_id FROM decision")[-4:])
        red = self._red(cola.ficha(self.almacen, d[1]).expediente)
        if como == "deshacer":
            quien = next(p for p in self.gente if p.id == d[2])
            cola.deshacer(self.almacen, d[0], quien, red)
        else:
            cola.revertir(self.almacen, d[0], self._quien(), "al azar", red)

    def traspasa(self) -> None:
        cola.traspasar(self.almacen, self._cual(), self._quien(), self._quien().id, "al azar")

    def devuelve(self) -> None:
        ((comentario,),) = (
            filas(self.almacen, "SELECT comentario_id, 0 FROM expediente WHERE id = :e", e=self._cual())[0][
                :1
            ],
        )
        with self.almacen.unidad() as u:
            u.expedientes.devolver(comentario, 0)

    def apela(self) -> None:
        enlace = emitir_apelacion(self.almacen, self._cual(), self._quien())
        apelaciones.presentar(self.almacen, enlace.testigo, "1.2.3.4", "no hice nada malo", "")

    def pasa(self) -> None:
        self.reloj.adelantar(
            self.azar.choice((timedelta(seconds=3), timedelta(minutes=6), timedelta(hours=30)))
        )

    def paso(self) -> None:
        """Una cosa cualquiera; que se niegue tambien vale, si no deja nada a medias."""
        que = self.azar.choice(
            [
                "llega",
                "edita",
                "toma",
                "suelta",
                "decide",
                "decide",
                "deshace",
                "revierte",
                "traspasa",
                "devuelve",
                "apela",
                "pasa",
            ]
        )
        with contextlib.suppress(*_SE_NIEGA, IndexError):
            getattr(self, que)()
            self.hechas[que] += 1
        with self.almacen.unidad() as u:
            u.marcas.envejecer()

    def _cual(self) -> int:
        return int(self.azar.choice(filas(self.almacen, "SELECT id FROM expediente ORDER BY id")))

    def _quien(self) -> Persona:
        return self.azar.choice(self.gente)

    @staticmethod
    def _red(expediente: Any) -> Any:
        return CAPACIDADES[REDES[expediente["cuenta_id"]]]


def _edad(creado: datetime, ahora: datetime) -> str:
    dias = (ahora - creado).total_seconds() / 86400
    return "semana" if dias >= 7 else "tres" if dias >= 3 else "dia" if dias >= 1 else "nuevo"


def fichas(almacen: Almacen, ahora: datetime) -> dict[int, tuple[int, set[tuple[str, object]]]]:
    """De cada expediente en cola, su posicion y sus valores, mirados uno a uno en su ficha."""
    salida: dict[int, tuple[int, set[tuple[str, object]]]] = {}
    for e in filas(almacen, "SELECT id FROM expediente WHERE estado = 'en_cola'"):
        f = cola.ficha(almacen, e)
        x, k, v = f.expediente, f.comentario, f.veredicto
        a_la_vista = [h for h in f.hallazgos if h["modo"] != "sombra"]
        pares: set[tuple[str, object]] = {
            ("red", f.cuenta["red"]),
            ("cuenta", x["cuenta_id"]),
            ("edad", _edad(k["creado"], ahora)),
            *(("politica", h["politica"]) for h in a_la_vista),
            *(("area", h["etiqueta"][5:]) for h in a_la_vista if h["etiqueta"].startswith("area:")),
            *(("intencion", i) for i in v["intencion"]),
            *((c, True) for c in ("critica", "degradado") if v[c]),
            *([("actuado", True)] if x["actuado"] else []),
            *([("autor", k["autor_id"])] if k["autor_id"] else []),
            *([("grupo", x["grupo"])] if x["grupo"] else []),
            *([("asignado", x["asignado_id"])] if x["asignado_id"] else []),
        }
        salida[e] = (x["prioridad_neg"], pares)
    return salida


def recuento(hay: dict[int, tuple[int, set[tuple[str, object]]]]) -> set[tuple[str, int, int]]:
    """Las marcas que debe haber, escritas otra vez y de otro modo."""
    debe: set[tuple[str, int, int]] = set()
    for e, (lugar, pares) in hay.items():
        debe.add(("", lugar, e))
        dichos = {(c, f"{c}={'si' if v is True else v}") for c, v in pares}
        debe |= {(t, lugar, e) for _, t in dichos}
        for (c1, t1), (c2, t2) in combinations(sorted(dichos), 2):
            if c1 != c2 and not {c1, c2} & SUELTOS and {c1, c2} != {"red", "cuenta"}:
                debe.add((f"{t1}&{t2}", lugar, e))
    return debe


def exigir_marcas(almacen: Almacen, ahora: datetime) -> dict[int, tuple[int, set[tuple[str, object]]]]:
    hay = fichas(almacen, ahora)
    debe = recuento(hay)
    assert set(filas(almacen, "SELECT clave, prioridad_neg, expediente_id FROM marca_cola")) == debe
    cuentas = dict(filas(almacen, "SELECT clave, cuantos FROM cuenta_cola WHERE cuantos <> 0"))
    assert cuentas == Counter(c for c, _, _ in debe)
    return hay


def exigir_lugares(almacen: Almacen) -> None:
    """Al fondo espera lo que la maquina oculto, una sola vez; nada mas, y nada se sale de su numero."""
    for lugar, actuado, urge in filas(
        almacen,
        "SELECT e.prioridad_neg, e.actuado, (SELECT count(*) FROM apelacion a WHERE a.expediente_id = e.id)"
        " + (SELECT count(*) FROM hallazgo h WHERE h.veredicto_id = e.veredicto_id AND h.etiqueta = 'amenaza')"
        " FROM expediente e WHERE e.estado = 'en_cola'",
    ):
        assert abs(lugar) < 2**31
        if not urge:
            assert (lugar > DETRAS / 2) == bool(actuado)
            assert -DETRAS / 2 < lugar < DETRAS * 3 / 2


def exigir_listas(
    almacen: Almacen, hay: dict[int, tuple[int, set[tuple[str, object]]]], azar: random.Random
) -> None:
    """Cada filtro, cada par y muchos trios dan lo mismo que mirar las fichas una a una."""
    valores = sorted({p for _, pares in hay.values() for p in pares}, key=str)
    pares = [p for p in combinations(valores, 2) if p[0][0] != p[1][0]]
    trios = [t for t in combinations(valores, 3) if len({c for c, _ in t}) == 3]
    elegidos = azar.sample(trios, min(len(trios), 60))
    for grupo in ((), *((v,) for v in valores), *pares, *elegidos):
        filtros = Filtros(**dict(grupo))  # type: ignore[arg-type]
        deben = sorted((lugar, e) for e, (lugar, tiene) in hay.items() if set(grupo) <= tiene)
        assert [(-f.prioridad, f.id) for f in cola.listar(almacen, 500, None, filtros)] == deben, grupo
        cuantos = cola.contar(almacen, filtros)
        exacto = len(grupo) < 2 or (len(grupo) == 2 and not {c for c, _ in grupo} & SUELTOS)
        assert cuantos == len(deben) if exacto else cuantos >= len(deben), grupo


@pytest.mark.parametrize("semilla", alguna(range(1, 12), 11))
def test_haga_lo_que_haga_la_gente_las_marcas_cuadran(
    almacen: Almacen, reloj: RelojFijo, semilla: int
) -> None:
    oficina = Azar(almacen, reloj, semilla)
    for _ in range(80):
        oficina.paso()
        hay = exigir_marcas(almacen, reloj.ahora())
        exigir_lugares(almacen)
    assert len(hay) > 3
    assert oficina.hechas["decide"] > 3
    exigir_listas(almacen, hay, oficina.azar)
    antes = sorted(filas(almacen, "SELECT clave, prioridad_neg, expediente_id FROM marca_cola"))
    with almacen.unidad() as u:
        u.marcas.recontar()
    assert sorted(filas(almacen, "SELECT clave, prioridad_neg, expediente_id FROM marca_cola")) == antes
