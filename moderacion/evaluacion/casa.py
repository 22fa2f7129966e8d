"""El acuerdo entre la maquina y la gente de la casa: lo propuesto frente a lo decidido, por politica.

Se mide con los veredictos guardados, tal como se dijeron. Solo entra lo que una persona llego a ver: lo que la maquina
dejo pasar sin ponerlo en la cola no lo ha decidido nadie, asi que lo que se le escapa sale contado de menos.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from modelos.corpus import kappa
from moderacion.almacen import Almacen
from moderacion.almacen.consultas import en_lotes
from moderacion.almacen.por_repasar import Juzgado
from moderacion.evaluacion.comparacion import PERMITEN, RESTRINGEN, Dicho, dichos

LOTE: Final = 500


@dataclass(frozen=True, slots=True)
class AcuerdoPolitica:
    """Lo que una politica propuso frente a lo que decidio la gente.

    `decididos` = ambas + solo_maquina + solo_persona + los que ninguna restringe. Un comentario restringido por otro
    articulo no entra: quien lo decidio no dijo nada de este.
    """

    decididos: int
    ambas: int
    solo_maquina: int
    """La maquina proponia restringir y la persona permitio: lo mas grave."""
    solo_persona: int
    revisar: int
    """De los decididos, los que esta politica solo pedia que mirara una persona."""
    revisar_restringidos: int
    """De esos, los que la persona restringio."""
    otro_articulo: int
    """Los que quedan fuera por restringirse con otro articulo, o con ninguno."""
    acuerdo: float | None
    """De 0 a 1; None sin casos."""
    kappa: float | None

    @property
    def dice_algo(self) -> bool:
        """Si la maquina o una persona la nombraron alguna vez."""
        return any((self.ambas, self.solo_maquina, self.solo_persona, self.revisar))


@dataclass(frozen=True, slots=True)
class AcuerdoCasa:
    """El acuerdo sobre todo lo decidido, y el de cada politica."""

    todas: AcuerdoPolitica
    """El veredicto entero frente a la decision, sin mirar el articulo."""
    politicas: dict[int, AcuerdoPolitica]

    @property
    def vacio(self) -> bool:
        """Si no hay ninguna decision con que comparar."""
        return not self.todas.decididos

    def como_dict(self) -> dict[str, Any]:
        """Para JSON."""
        return {
            "todas": asdict(self.todas),
            "politicas": {f"p{n:02d}": asdict(a) for n, a in self.politicas.items()},
        }


@dataclass(slots=True)
class _Cuenta:
    """Los pares de una politica, segun se leen."""

    maquina: list[bool] = field(default_factory=list)
    persona: list[bool] = field(default_factory=list)
    revisar: int = 0
    revisar_restringidos: int = 0
    otro_articulo: int = 0

    def anotar(self, propuesta: str, *, restringio: bool) -> None:
        self.maquina.append(propuesta == "restringir")
        self.persona.append(restringio)
        self.revisar += propuesta == "revisar"
        self.revisar_restringidos += propuesta == "revisar" and restringio

    def cerrar(self) -> AcuerdoPolitica:
        pares = list(zip(self.maquina, self.persona, strict=True))
        iguales = sum(m == p for m, p in pares)
        return AcuerdoPolitica(
            decididos=len(pares),
            ambas=pares.count((True, True)),
            solo_maquina=pares.count((True, False)),
            solo_persona=pares.count((False, True)),
            revisar=self.revisar,
            revisar_restringidos=self.revisar_restringidos,
            otro_articulo=self.otro_articulo,
            acuerdo=iguales / len(pares) if pares else None,
            kappa=kappa(self.maquina, self.persona),
        )


def medir_acuerdo(almacen: Almacen, politicas: Sequence[int]) -> AcuerdoCasa:
    """Compara cada decision vigente con el veredicto que la persona tenia delante. De todas las redes: solo cuenta."""
    todas, cuentas = _Cuenta(), {n: _Cuenta() for n in sorted(politicas)}
    with almacen.lectura() as u:
        ids = [d.veredicto_id for d in u.decididos.vigentes()]
    for j in leer_juzgados(almacen, ids):
        if j.decision not in RESTRINGEN | PERMITEN:
            continue
        restringio = j.decision in RESTRINGEN
        todas.anotar(j.propuesta, restringio=restringio)
        por_politica = dichos(j.hallazgos, sola=False)
        for numero, cuenta in cuentas.items():
            if restringio and j.articulo != numero:
                cuenta.otro_articulo += 1
            else:
                cuenta.anotar(por_politica.get(numero, Dicho()).propuesta, restringio=restringio)
    return AcuerdoCasa(todas.cerrar(), {n: c.cerrar() for n, c in cuentas.items()})


def leer_juzgados(almacen: Almacen, ids: Sequence[int]) -> Iterator[Juzgado]:
    """Esos veredictos, en ese orden y por lotes: una transaccion corta cada vez."""
    for lote in en_lotes(ids, LOTE):
        with almacen.lectura() as u:
            leidos = {j.id: j for j in u.por_repasar.de(lote)}
        yield from (leidos[n] for n in lote if n in leidos)
