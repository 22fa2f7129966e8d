"""Que cambiaria: cada veredicto guardado frente al que saldria, contado por politica y frente a lo que decidio la gente."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final, NamedTuple
from zlib import crc32

from moderacion.almacen.por_repasar import Juzgado

JSON = dict[str, Any]
RESTRINGEN: Final = frozenset({"ocultar", "retener", "eliminar", "bloquear"})
PERMITEN: Final = frozenset({"permitir", "mostrar"})
_ORDEN: Final = ("permitir", "revisar", "restringir")
_TEXTO: Final = 160


class Dicho(NamedTuple):
    """Lo que una politica dijo de un comentario."""

    propuesta: str = ""
    """Vacio: no hallo nada."""
    bloquear: bool = False
    sola: bool = False
    """Si lo haria la maquina sin persona, con la politica en ACTUAR."""


@dataclass(slots=True)
class CuentasPolitica:
    """Comentarios en que una politica diria otra cosa."""

    nuevos: int = 0
    """Hallazgos que antes no estaban."""
    desaparecen: int = 0
    cambian: int = 0
    """Hallan antes y ahora, y piden otra cosa."""
    automaticas_mas: int = 0
    automaticas_menos: int = 0
    falsas_antes: int = 0
    """Pedia restringir lo que una persona permitio."""
    falsas: int = 0

    @property
    def cambia(self) -> bool:
        """Si diria algo distinto de algun comentario."""
        return any(
            (self.nuevos, self.desaparecen, self.cambian, self.automaticas_mas, self.automaticas_menos)
        )


@dataclass(slots=True)
class CuentasPersonas:
    """El acuerdo con lo que decidieron personas. `decididos` = acuerdo + falsas + escapan."""

    decididos: int = 0
    acuerdo_antes: int = 0
    acuerdo: int = 0
    falsas_antes: int = 0
    """Propone restringir lo que una persona permitio: lo mas grave."""
    falsas: int = 0
    escapan_antes: int = 0
    """Propone permitir lo que una persona restringio."""
    escapan: int = 0


@dataclass(slots=True)
class Muestra:
    """Unos pocos ejemplos de una clase, repartidos por todo lo mirado y siempre los mismos."""

    tope: int
    ejemplos: list[tuple[int, JSON]] = field(default_factory=list)

    def ofrecer(self, j: Juzgado, antes: str, ahora: str) -> None:
        """Se queda con el si le toca."""
        puesto = crc32(str(j.comentario_id).encode())
        if self.tope == 0 or (len(self.ejemplos) == self.tope and puesto >= self.ejemplos[-1][0]):
            return
        texto = " ".join((j.texto or "")[: _TEXTO * 2].split())[:_TEXTO]
        ejemplo = {
            "comentario": j.comentario_id, "veredicto": j.id, "texto": texto,
            "antes": antes or "nada", "ahora": ahora or "nada", "persona": j.decision,
        }  # fmt: skip
        self.ejemplos = sorted([*self.ejemplos, (puesto, ejemplo)], key=lambda e: e[0])[: self.tope]


class Comparador:
    """Va mirando comentarios y lleva las cuentas."""

    def __init__(self, politicas: Iterable[int], muestra: int) -> None:
        self.politicas = {n: CuentasPolitica() for n in sorted(politicas)}
        self.personas = CuentasPersonas()
        self.cuantos = self.cambian = self.criticas_antes = self.criticas = 0
        self._tope = muestra
        self._muestras: dict[tuple[int, str], Muestra] = {}
        self._falsas = (Muestra(muestra), Muestra(muestra))

    def mirar(self, j: Juzgado, ahora: JSON) -> None:
        """Compara un veredicto guardado con el que saldria."""
        self.cuantos += 1
        self.criticas_antes += j.critica
        self.criticas += ahora["critica"]
        viejos = dichos(j.hallazgos, sola=j.automatica)
        nuevos = dichos(ahora["hallazgos"], sola=ahora["automatica"])
        permitido = j.decision in PERMITEN
        distinto = j.critica != ahora["critica"]
        # de las demas no se dijo nada ni se dice
        for numero in self.politicas.keys() & (viejos.keys() | nuevos.keys()):
            antes, despues = viejos.get(numero, Dicho()), nuevos.get(numero, Dicho())
            distinto |= self._una(numero, j, antes, despues)
            self.politicas[numero].falsas_antes += permitido and antes.propuesta == "restringir"
            self.politicas[numero].falsas += permitido and despues.propuesta == "restringir"
        self.cambian += distinto
        self._frente_a_personas(j, ahora["propuesta"])

    def _una(self, numero: int, j: Juzgado, antes: Dicho, despues: Dicho) -> bool:
        if antes == despues:
            return False
        c = self.politicas[numero]
        clases = []
        if antes[:2] != despues[:2]:
            clase = "nuevos" if not antes.propuesta else "cambian" if despues.propuesta else "desaparecen"
            clases.append(clase)
        if antes.sola != despues.sola:
            clases.append("automaticas_mas" if despues.sola else "automaticas_menos")
        for clase in clases:
            setattr(c, clase, getattr(c, clase) + 1)
            self._muestras.setdefault((numero, clase), Muestra(self._tope)).ofrecer(
                j, _frase(antes), _frase(despues)
            )
        return True

    def _frente_a_personas(self, j: Juzgado, propuesta: str) -> None:
        if j.decision not in RESTRINGEN and j.decision not in PERMITEN:
            return
        p = self.personas
        p.decididos += 1
        falsa_antes, falsa = (es_falsa(x, j.decision) for x in (j.propuesta, propuesta))
        escapa_antes, escapa = (escapa_a(x, j.decision) for x in (j.propuesta, propuesta))
        p.falsas_antes, p.falsas = p.falsas_antes + falsa_antes, p.falsas + falsa
        p.escapan_antes, p.escapan = p.escapan_antes + escapa_antes, p.escapan + escapa
        p.acuerdo_antes += not (falsa_antes or escapa_antes)
        p.acuerdo += not (falsa or escapa)
        if falsa:
            self._falsas[falsa_antes].ofrecer(j, j.propuesta, propuesta)

    def muestras(self) -> JSON:
        """Los ejemplos: primero las restricciones falsas, las que antes no estaban delante."""
        falsas = [e for m in self._falsas for _, e in m.ejemplos][: self._tope]
        por_politica: dict[str, JSON] = {}
        for (numero, clase), m in sorted(self._muestras.items()):
            por_politica.setdefault(f"p{numero:02d}", {})[clase] = [e for _, e in m.ejemplos]
        return {"falsas": falsas, "politicas": por_politica}

    def cuentas(self) -> dict[int, JSON]:
        """Las cuentas de cada politica, como datos."""
        return {n: asdict(c) for n, c in self.politicas.items()}


def es_falsa(propuesta: str, decision: str | None) -> bool:
    """Si la maquina propone restringir lo que una persona permitio."""
    return decision in PERMITEN and propuesta == "restringir"


def escapa_a(propuesta: str, decision: str | None) -> bool:
    """Si la maquina propone permitir lo que una persona restringio."""
    return decision in RESTRINGEN and propuesta == "permitir"


def coincide(propuesta: str, decision: str | None) -> bool:
    """Si no se contradicen. Proponer que lo mire una persona no contradice a nadie."""
    return not (es_falsa(propuesta, decision) or escapa_a(propuesta, decision))


def dichos(hallazgos: Sequence[Mapping[str, Any]], *, sola: bool) -> dict[int, Dicho]:
    """Lo mas que pide cada politica. `sola`: si el veredicto entero podia hacerse sin persona."""
    salida: dict[int, Dicho] = {}
    for h in hallazgos:
        previo = salida.get(h["politica"], Dicho("permitir"))
        salida[h["politica"]] = Dicho(
            max(previo.propuesta, h["propuesta"], key=_ORDEN.index),
            previo.bloquear or h["bloquear"],
            previo.sola or (sola and h["automatica"] and h["propuesta"] == "restringir"),
        )
    return salida


def _frase(d: Dicho) -> str:
    partes = [d.propuesta, "bloquear" if d.bloquear else "", "sin persona" if d.sola else ""]
    return " y ".join(p for p in partes if p)
