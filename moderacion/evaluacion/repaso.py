"""El repaso: juzga otra vez lo ya juzgado y dice que cambiaria. Solo lee; lo unico que escribe es que se hizo.

Se juzga con los indicios guardados: mide las reglas, no el clasificador, y no le hace falta el modelo de entonces. De
lo que cada pieza vio se usa lo que se guardo; si no se guardo, se reconstruye con lo que se juzgo antes que ella.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from modelos.lectura import Lectura
from moderacion.almacen import Almacen
from moderacion.almacen.consultas import en_lotes
from moderacion.almacen.por_repasar import Juzgado
from moderacion.almacen.reglamentos import RepasoNuevo
from moderacion.evaluacion.comparacion import Comparador
from moderacion.evaluacion.contexto import Lote, Memoria, claves_de
from moderacion.evaluacion.juicio import leer_todos
from moderacion.evaluacion.rehacer import JuzgarLote, completar
from moderacion.evaluacion.repetidos import VENTANA

LOTE: Final = 500
JSON = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PeticionRepaso:
    """Que repasar: comentarios creados en [desde, hasta), que politicas contar y cuantos ejemplos de cada cosa."""

    desde: datetime
    hasta: datetime | None
    politicas: tuple[int, ...]
    muestra: int
    actor: str


@dataclass(frozen=True, slots=True)
class ResultadoRepaso:
    """Lo que cambiaria."""

    id: int
    reglamento: str
    desde: datetime
    hasta: datetime | None
    cuantos: int
    cambian: int
    """Comentarios de los que alguna politica diria otra cosa, o que pasarian a ser critica o dejarian de serlo."""
    criticas_antes: int
    criticas: int
    personas: Mapping[str, int]
    politicas: Mapping[int, JSON]
    """Numero → su version y sus cuentas."""
    muestras: JSON

    def como_dict(self) -> JSON:
        """Para JSON."""
        datos = asdict(self)
        datos["politicas"] = {f"p{n:02d}": c for n, c in self.politicas.items()}
        datos["desde"] = self.desde.isoformat()
        datos["hasta"] = self.hasta.isoformat() if self.hasta else None
        return datos


def repasar(
    almacen: Almacen,
    peticion: PeticionRepaso,
    juzgar: JuzgarLote,
    version: str,
    versiones: Mapping[int, str],
    nombres: Sequence[str],
    avance: Callable[[int], None] = lambda _: None,
) -> ResultadoRepaso:
    """Repasa y lo anota. `version` y `versiones` son las del reglamento con que juzga `juzgar`."""
    comparador = Comparador(peticion.politicas, peticion.muestra)
    for lote, juzgados in _lotes(almacen, peticion, nombres):
        for j, v in zip(juzgados, juzgar(lote), strict=True):
            comparador.mirar(j, completar(v, j))
        avance(len(juzgados))
    return _anotar(almacen, peticion, comparador, version, versiones)


def _anotar(
    almacen: Almacen,
    peticion: PeticionRepaso,
    comparador: Comparador,
    version: str,
    versiones: Mapping[int, str],
) -> ResultadoRepaso:
    """Anota el repaso y lo devuelve."""
    politicas = {n: {"version": versiones[n]} | c for n, c in comparador.cuentas().items()}
    nuevo = RepasoNuevo(
        actor=peticion.actor,
        desde=peticion.desde,
        hasta=peticion.hasta,
        version_reglamento=version,
        cuantos=comparador.cuantos,
        cambian=comparador.cambian,
        politicas=politicas,
        personas=asdict(comparador.personas),
    )
    with almacen.unidad() as u:
        repaso_id = u.reglamentos.anotar(nuevo)
    return ResultadoRepaso(
        id=repaso_id,
        reglamento=version,
        desde=nuevo.desde,
        hasta=nuevo.hasta,
        cuantos=nuevo.cuantos,
        cambian=nuevo.cambian,
        criticas_antes=comparador.criticas_antes,
        criticas=comparador.criticas,
        personas=nuevo.personas,
        politicas=politicas,
        muestras=comparador.muestras(),
    )


def _lotes(
    almacen: Almacen, peticion: PeticionRepaso, nombres: Sequence[str]
) -> Iterator[tuple[JSON, list[Juzgado]]]:
    """Lo pedido, por lotes y segun se juzgo. Lo de la ventana anterior a `desde` solo se ve."""
    memoria = Memoria()
    with almacen.lectura() as u:
        ids = u.por_repasar.ids(peticion.desde - VENTANA, peticion.hasta)
    for ids_del_lote in en_lotes(ids, LOTE):
        # una transaccion corta por lote: una larga no dejaria recoger el diario de la base
        with almacen.lectura() as u:
            leidos = u.por_repasar.de(ids_del_lote)
            pedidos = [j for j in leidos if j.creado >= peticion.desde]
            guardados = u.por_repasar.vistos([c for j in pedidos for c in claves_de(j)])
        lote = Lote(nombres)
        for j, lectura in zip(leidos, _lecturas(leidos), strict=True):
            pedido = j.creado >= peticion.desde
            if pedido and j.contexto is not None:
                lote.poner(j, [guardados[c] for c in claves_de(j) if c in guardados])
            elif pedido:
                lote.poner(j, *memoria.ver(j, lectura))
            memoria.anotar(j, lectura)
        if pedidos:
            yield lote.pedido(), pedidos


def _lecturas(leidos: Sequence[Juzgado]) -> Sequence[Lectura | None]:
    """Las de un lote, si alguno las necesita: el que no guardo lo que vio se compara con lo de antes."""
    if all(j.contexto is not None for j in leidos):
        return [None] * len(leidos)
    return leer_todos([j.texto or "" for j in leidos], [f"del veredicto {j.id}" for j in leidos])
