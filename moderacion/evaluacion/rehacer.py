"""Volver a juzgar: con el juez de este programa o con uno guardado, por lotes; y rehacer un veredicto concreto."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from moderacion.almacen import Almacen, Unidad
from moderacion.almacen.por_repasar import Juzgado
from moderacion.errores import EntradaInvalida
from moderacion.evaluacion import guardado
from moderacion.evaluacion.contexto import Lote, Memoria, ahora_de, claves_de, razon_de
from moderacion.evaluacion.juicio import Juez, juzgar_uno, leer_o_nada, leer_todos, no_evaluado
from moderacion.evaluacion.paquete import entorno
from moderacion.evaluacion.repetidos import MAXIMO, VENTANA
from politicas.rehacer import como_datos, contexto_de, pieza_de, recientes_de

JSON = dict[str, Any]
JuzgarLote = Callable[[JSON], list[JSON]]
"""De un pedido de `politicas.rehacer` a sus veredictos, como datos."""
_CAMPOS: Final = (
    "propuesta",
    "bloquear",
    "critica",
    "automatica",
    "degradado",
    "razon_degradado",
    "intencion",
)


@dataclass(frozen=True, slots=True)
class Rehecho:
    """Un veredicto guardado, juzgado otra vez con el reglamento de entonces."""

    veredicto: int
    comentario: int
    version: str
    propuesta: str
    diferencias: tuple[str, ...]
    notas: tuple[str, ...]
    """Lo que no se sabe con certeza, dicho en una frase cada cosa."""

    @property
    def identico(self) -> bool:
        """Si salio lo mismo, hallazgo por hallazgo."""
        return not self.diferencias


def juzgar_aqui(juez: Juez) -> JuzgarLote:
    """Juzga lotes con un juez de este programa."""

    def juzgar(lote: JSON) -> list[JSON]:
        recientes = recientes_de(lote)
        textos = [datos["texto"] for datos in lote["piezas"]]
        lecturas = leer_todos(textos, ["de un repaso"] * len(textos))
        salida = []
        for datos, lectura in zip(lote["piezas"], lecturas, strict=True):
            v = (
                no_evaluado("el texto no se pudo leer")
                if lectura is None
                else juzgar_uno(juez, pieza_de(datos, lectura), contexto_de(datos, recientes))
            )
            salida.append(como_datos(v))
        return salida

    return juzgar


def completar(v: JSON, j: Juzgado) -> JSON:
    """El veredicto con las guardas de la evaluacion: lo que fallo, o no tuvo clasificador, va a una persona."""
    if "error" in v:
        v = como_datos(no_evaluado(f"el juez falló ({v['error']})"))
    razon = razon_de(j)
    if not razon:
        return v
    razones = "; ".join(r for r in (razon, v["razon_degradado"]) if r)
    return v | {"degradado": True, "automatica": False, "razon_degradado": razones}


def rehacer(almacen: Almacen, veredicto_id: int, nombres: Sequence[str]) -> Rehecho:
    """Juzga otra vez lo de un veredicto con la version guardada que lo dijo, y compara.

    `nombres`: los de la institucion, por si no se guardaron. Lanza `EntradaInvalida` si no existe, ya no se guarda su
    texto o no esta su version; `ReglamentoInvalido` si la version no se deja correr.
    """
    with almacen.lectura() as u:
        hallados = u.por_repasar.de([veredicto_id])
        if not hallados:
            raise EntradaInvalida(f"no hay ningún veredicto {veredicto_id}")
        (j,) = hallados
        if j.texto is None:
            raise EntradaInvalida(f"el texto que juzgó el veredicto {veredicto_id} ya no se guarda")
        versiones = {v.version: v for v in u.reglamentos.versiones()}
        lote, perdidos = _lote(u, j, nombres)
    with guardado.abrir(almacen, j.version_reglamento) as juez:
        (ahora,) = juez.juzgar(lote)
    notas = _notas(j, perdidos, versiones[j.version_reglamento].entorno)
    diferencias = diferencias_de(j, completar(ahora, j))
    return Rehecho(j.id, j.comentario_id, j.version_reglamento, j.propuesta, diferencias, notas)


def _lote(u: Unidad, j: Juzgado, nombres: Sequence[str]) -> tuple[JSON, int]:
    """El pedido de un solo veredicto, y cuantos de los textos que vio ya no se guardan."""
    lote = Lote(nombres)
    if j.contexto is None:
        memoria = Memoria(u.por_repasar.anteriores(j.id, ahora_de(j) - VENTANA, MAXIMO))
        lote.poner(j, *memoria.ver(j, leer_o_nada(j.texto or "", f"del veredicto {j.id}")))
        return lote.pedido(), 0
    claves = claves_de(j)
    hallados = u.por_repasar.vistos(claves)
    lote.poner(j, [hallados[c] for c in claves if c in hallados])
    return lote.pedido(), sum(c not in hallados for c in claves)


def diferencias_de(j: Juzgado, ahora: JSON) -> tuple[str, ...]:
    """En que se distingue lo guardado de lo rehecho, en una frase cada cosa."""
    frases = [
        f"{campo}: antes {getattr(j, campo)!r}, ahora {ahora[campo]!r}"
        for campo in _CAMPOS
        if getattr(j, campo) != ahora[campo]
    ]
    antes, despues = [dict(h) for h in j.hallazgos], list(ahora["hallazgos"])
    frases += [f"ya no sale: {_hallazgo(h)}" for h in antes if h not in despues]
    frases += [f"sale de nuevo: {_hallazgo(h)}" for h in despues if h not in antes]
    if not frases and antes != despues:
        frases.append("los hallazgos salen en otro orden")
    return tuple(frases)


def _hallazgo(h: JSON) -> str:
    marcas = ", ".join(f"«{e['texto'][:60]}»" for e in h["evidencia"])
    return f"política {h['politica']}, {h['propuesta']}: {h['motivo']}{f' [{marcas}]' if marcas else ''}"


def _notas(j: Juzgado, perdidos: int, entonces: object) -> tuple[str, ...]:
    notas = []
    if j.contexto is None:
        notas.append(
            "este veredicto no guardó su contexto: la hora, el nombre del autor y los textos parecidos se reconstruyen"
        )
    if j.razon_degradado.startswith("no evaluado"):
        notas.append("entonces no se pudo juzgar y fue a una persona: no hay juicio que repetir")
    if perdidos:
        notas.append(f"{perdidos} de los textos con que se comparó ya no se guardan")
    if entonces != entorno():
        notas.append(f"entonces se juzgaba con {_lista(entonces)}; hoy con {_lista(entorno())}")
    return tuple(notas)


def _lista(versiones: object) -> str:
    return ", ".join(f"{n} {v}" for n, v in versiones.items()) if isinstance(versiones, dict) else "?"
