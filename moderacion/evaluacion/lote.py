"""El juicio de un lote, y lo que cambia si otro trabajador guardo el suyo mientras tanto."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from modelos.lectura import numeros, se_parecen
from moderacion.almacen.comentarios import PorJuzgar
from moderacion.evaluacion.contexto import para_guardar
from moderacion.evaluacion.juicio import Juez, Puntuador, juzgar_uno, leer_todos, no_evaluado, puntuar
from moderacion.evaluacion.repetidos import Repetidos, Visto, visto_de
from politicas.p12 import MUCHOS, PARECIDO
from politicas.tipos import Contexto, Pieza, Reciente, Sentido, Veredicto


@dataclass(frozen=True, slots=True)
class Juicio:
    """Un veredicto y con que se dio. Sin `pieza`, el texto no se pudo leer."""

    comentario: PorJuzgar
    veredicto: Veredicto
    contexto: Contexto
    pieza: Pieza | None = None
    parecidos: tuple[Visto, ...] = ()
    del_autor: int = 0
    """Los que su autor llevaba escritos, se dijeran al juez o no."""
    razon: str = ""
    """Por que no hubo clasificador, o vacio."""

    @property
    def visto(self) -> Mapping[str, Any] | None:
        """Lo que se guarda con el veredicto, para rehacerlo."""
        if self.pieza is None:
            return None
        vistos = [(v.comentario_id, v.huella) for v in self.parecidos]
        return para_guardar(self.pieza, self.contexto, vistos, self.razon)


def juzgar_lote(
    comentarios: Sequence[PorJuzgar],
    repetidos: Repetidos,
    juez: Juez,
    puntuador: Puntuador | None,
    base: Contexto,
) -> list[Juicio]:
    """Un juicio por comentario, en su orden. Cada uno sabe de los anteriores del lote."""
    lecturas = leer_todos([c.texto for c in comentarios], [f"del comentario {c.id}" for c in comentarios])
    indicios, razon = puntuar([x for x in lecturas if x is not None], puntuador)
    de_cada_uno = iter(indicios)
    juicios: list[Juicio] = []
    for c, lectura in zip(comentarios, lecturas, strict=True):
        if lectura is None:
            juicios.append(Juicio(c, no_evaluado("el texto no se pudo leer"), base))
            continue
        pieza = Pieza(
            sentido=Sentido.ENTRANTE,
            lectura=lectura,
            red=c.red,
            autor=c.autor,
            autor_nombre=c.autor_nombre,
            fecha=c.creado,
            indicios=next(de_cada_uno),
            degradada=bool(razon),
        )
        del_autor = repetidos.del_autor(c.red, c.autor)
        contexto, parecidos = repetidos.contexto(base, pieza, c.id)
        v = juzgar_uno(juez, pieza, contexto, razon)
        juicios.append(Juicio(c, v, contexto, pieza, tuple(parecidos), del_autor, razon))
        repetidos.anotar(visto_de(c.id, c.huella, lectura, c.creado, c.autor, c.red))
    return juicios


def contar_con(juicios: Sequence[Juicio], ajenos: Sequence[Visto], juez: Juez) -> list[Juicio]:
    """Los juicios, contando con lo que otro trabajador juzgo a la vez: una inundacion repartida entre dos se ve entera.

    Solo se juzga otra vez lo que se parece a algo de aquello, o es de un autor que tambien esta alli.
    """
    por_ancla: dict[int, list[Visto]] = defaultdict(list)
    for a in ajenos:
        for ancla in numeros(a.anclas):
            por_ancla[ancla].append(a)
    de_autor = Counter((a.red, a.autor) for a in ajenos if a.autor)
    return [_otra_vez(j, _cerca(j, por_ancla), de_autor, juez) for j in juicios]


def _cerca(j: Juicio, por_ancla: Mapping[int, Sequence[Visto]]) -> tuple[Visto, ...]:
    """Los que se parecen, en su orden."""
    if j.pieza is None or j.pieza.lectura is None:
        return ()
    lectura = j.pieza.lectura
    candidatos = {
        (a.comentario_id, a.huella): a
        for ancla in numeros(lectura.anclas)
        for a in por_ancla.get(ancla, ())
        if a.comentario_id != j.comentario.id
    }
    return tuple(a for _, a in sorted(candidatos.items()) if se_parecen(lectura.firma, a.firma, PARECIDO))


def _otra_vez(
    j: Juicio, cerca: tuple[Visto, ...], de_autor: Mapping[tuple[str, str], int], juez: Juez
) -> Juicio:
    del_autor = j.del_autor + de_autor.get((j.comentario.red, j.comentario.autor), 0)
    muchos = del_autor >= MUCHOS and del_autor != j.del_autor
    if j.pieza is None or not (cerca or muchos):
        return j
    parecidos = (*j.parecidos, *cerca)
    recientes = tuple(Reciente(v.texto, v.fecha, v.autor, v.red, v.firma) for v in parecidos)
    contexto = replace(j.contexto, recientes=recientes, del_autor=del_autor)
    v = juzgar_uno(juez, j.pieza, contexto, j.razon)
    return replace(j, veredicto=v, contexto=contexto, parecidos=parecidos, del_autor=del_autor)


def contexto_base(ahora: datetime, nombres_propios: tuple[str, ...]) -> Contexto:
    """Lo que vale para todo el lote."""
    return Contexto(ahora, nombres_propios=nombres_propios) if nombres_propios else Contexto(ahora)
