"""El indice de textos parecidos (politica 12): MinHash sobre una ventana que corre.

Vive en memoria y no guarda nada propio: la verdad son los comentarios de la base. Al arrancar, y antes de cada
lote, se pone al dia con lo juzgado desde la ultima vez, lo haya juzgado este proceso u otro; asi sobrevive a un
reinicio y sirve a varios trabajadores, y con lo guardado en cada veredicto no lee ningun texto otra vez. No crece sin
limite: olvida lo que sale de la ventana y, si la inundan, lo mas viejo.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from modelos.lectura import Firma, Lectura, numeros, se_parecen, semejanza_leida
from moderacion.almacen.veredictos import JuzgadoReciente
from moderacion.evaluacion.juicio import leer_todos
from politicas.p12 import MUCHOS, PARECIDO
from politicas.tipos import Contexto, Pieza, Reciente

VENTANA: Final = timedelta(hours=6)
"""Cuanto atras se mira para hallar repeticiones."""
MAXIMO: Final = 20_000
"""Textos que se recuerdan: unos 40 MB."""
POR_ANCLA: Final = 4
"""Ultimos textos de cada ancla que se miran: una frase corriente no tapa la copia."""
CADENA: Final = 50
"""Copias que se devuelven: con mas, el hallazgo es el mismo."""


@dataclass(frozen=True, slots=True)
class Visto:
    """Un comentario ya juzgado. `huella`: la del texto que se juzgo."""

    comentario_id: int
    huella: str
    texto: str
    firma: Firma
    anclas: Firma
    fecha: datetime
    autor: str
    red: str


class Repetidos:
    """Lo visto en la ventana, buscable por parecido y por autor. Un hilo a la vez."""

    def __init__(self, ventana: timedelta = VENTANA, maximo: int = MAXIMO) -> None:
        self._ventana = ventana
        self.maximo = maximo
        self._vistos: deque[tuple[int, Visto]] = deque()
        self._por_ancla: dict[int, tuple[int, ...]] = {}
        """Ancla → los ultimos que la tienen, el mas nuevo primero."""
        self._por_numero: dict[int, Visto] = {}
        self._anterior: dict[int, int] = {}
        """Uno → el ultimo parecido a el que habia antes: la cadena de las copias."""
        self._de_autor: dict[tuple[str, str], int] = {}
        self._claves: set[tuple[int, str]] = set()
        self._siguiente = 0
        self._buscada: tuple[Firma, int | None] = (b"", None)
        """Lo ultimo que se busco y su parecido mas nuevo: lo que se busca se anota enseguida."""
        self.hasta = 0
        """El ultimo veredicto de la base que ya esta aqui."""

    def __len__(self) -> int:
        return len(self._vistos)

    def buscar(self, firma: Firma, anclas: Firma, comentario_id: int) -> list[Visto]:
        """Los parecidos a una firma, del mas viejo al mas nuevo; sin contar otras versiones del mismo comentario."""
        directos = self._directos(firma, anclas)
        self._buscada = firma, max(directos, default=None)
        if not directos:
            return []
        hallados: dict[int, Visto] = {}
        for directo in directos:
            # la cadena de cada uno lleva a las copias anteriores
            numero: int | None = directo
            while numero is not None and numero not in hallados and len(hallados) < CADENA:
                visto = self._por_numero.get(numero)
                if visto is None or not se_parecen(firma, visto.firma, PARECIDO):
                    break
                hallados[numero] = visto
                numero = self._anterior.get(numero)
        return [hallados[n] for n in sorted(hallados) if hallados[n].comentario_id != comentario_id]

    def _directos(self, firma: Firma, anclas: Firma) -> dict[int, Visto]:
        """Los parecidos entre los ultimos de cada ancla."""
        propias = numeros(anclas)
        if self._por_ancla.keys().isdisjoint(propias):  # lo corriente: nadie ha dicho nada igual
            return {}
        posibles: set[int] = set()
        for ancla in propias:
            posibles.update(self._por_ancla.get(ancla, ()))
        vistos = ((n, self._por_numero.get(n)) for n in posibles)
        return {n: v for n, v in vistos if v and se_parecen(firma, v.firma, PARECIDO)}

    def del_autor(self, red: str, autor: str) -> int:
        """Cuantos comentarios de un autor hay en la ventana."""
        return self._de_autor.get((red, autor), 0) if autor else 0

    def anotar(self, visto: Visto) -> None:
        """Recuerda uno mas. El mismo texto del mismo comentario cuenta una vez."""
        clave = (visto.comentario_id, visto.huella)
        if clave in self._claves:
            return
        if len(self._vistos) >= self.maximo:
            self._olvidar_primero()
        numero, self._siguiente = self._siguiente, self._siguiente + 1
        firma, anterior = self._buscada
        if firma is not visto.firma:
            anterior = max(self._directos(visto.firma, visto.anclas), default=None)
        if anterior is not None:
            self._anterior[numero] = anterior
        por_ancla = self._por_ancla
        for ancla in numeros(visto.anclas):
            previos = por_ancla.get(ancla)
            por_ancla[ancla] = (numero, *previos[: POR_ANCLA - 1]) if previos else (numero,)
        self._vistos.append((numero, visto))
        self._por_numero[numero] = visto
        self._claves.add(clave)
        autor = (visto.red, visto.autor)
        self._de_autor[autor] = self._de_autor.get(autor, 0) + 1

    def al_dia(self, juzgados: Sequence[JuzgadoReciente], ahora: datetime) -> list[Visto]:
        """Recuerda lo que se juzgo, aqui o en otro proceso, y olvida lo que salio de la ventana. Devuelve lo que no sabia."""
        desde = ahora - self._ventana
        nuevos = [
            j for j in juzgados if j.creado >= desde and (j.comentario_id, j.huella) not in self._claves
        ]
        vistos = _vistos_de(nuevos)
        for visto in vistos:
            self.anotar(visto)
        if juzgados:
            self.hasta = juzgados[-1].veredicto_id
        while self._vistos and self._vistos[0][1].fecha < desde:
            self._olvidar_primero()
        return vistos

    def contexto(self, base: Contexto, pieza: Pieza, comentario_id: int) -> tuple[Contexto, list[Visto]]:
        """`base` con lo que este indice sabe de una pieza (si nada, el mismo `base`), y los parecidos que puso."""
        if pieza.lectura is None:
            return base, []
        parecidos = self.buscar(pieza.lectura.firma, pieza.lectura.anclas, comentario_id)
        del_autor = self.del_autor(pieza.red, pieza.autor)
        if not parecidos and del_autor < MUCHOS:
            return base, parecidos
        recientes = tuple(Reciente(v.texto, v.fecha, v.autor, v.red, v.firma) for v in parecidos)
        return replace(base, recientes=recientes, del_autor=del_autor), parecidos

    def _olvidar_primero(self) -> None:
        numero, visto = self._vistos.popleft()
        del self._por_numero[numero]
        self._anterior.pop(numero, None)
        self._claves.discard((visto.comentario_id, visto.huella))
        for ancla in numeros(visto.anclas):
            quedan = tuple(n for n in self._por_ancla.get(ancla, ()) if n != numero)
            if quedan:
                self._por_ancla[ancla] = quedan
            else:
                self._por_ancla.pop(ancla, None)
        autor = (visto.red, visto.autor)
        self._de_autor[autor] -= 1
        if not self._de_autor[autor]:
            del self._de_autor[autor]


def _vistos_de(juzgados: Sequence[JuzgadoReciente]) -> list[Visto]:
    """Los que se pueden leer. Solo se leen los que no traen su semejanza."""
    traen = [semejanza_leida(j.semejanza) for j in juzgados]
    sin = [j for j, trae in zip(juzgados, traen, strict=True) if trae is None]
    lecturas = iter(leer_todos([j.texto for j in sin], [f"del comentario {j.comentario_id}" for j in sin]))
    vistos = []
    for j, trae in zip(juzgados, traen, strict=True):
        if trae is not None:
            vistos.append(Visto(j.comentario_id, j.huella, j.texto, *trae, j.creado, j.autor, j.red))
        elif lectura := next(lecturas):
            vistos.append(visto_de(j.comentario_id, j.huella, lectura, j.creado, j.autor, j.red))
    return vistos


def visto_de(
    comentario_id: int, huella: str, lectura: Lectura, fecha: datetime, autor: str, red: str
) -> Visto:
    """Un comentario leido, para recordarlo."""
    return Visto(comentario_id, huella, lectura.original, lectura.firma, lectura.anclas, fecha, autor, red)
