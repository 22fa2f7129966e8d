"""Lo que un veredicto vio ademas del texto: como se guarda y como se recupera para rehacerlo.

Guardado junto al veredicto: la hora, los nombres de la institucion, el nombre del autor (la red lo puede cambiar), por
que no hubo clasificador, con que otros comentarios se comparo (id y principio de la huella: el texto ya esta en su fila,
o en `texto_previo` si se edito) y los demas datos sueltos del `Contexto`. El texto, los indicios, la red y el autor ya
los tiene la base.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from modelos.lectura import Lectura
from moderacion.almacen.por_repasar import Juzgado, TextoVisto
from moderacion.almacen.veredictos import JuzgadoReciente
from moderacion.evaluacion.repetidos import Repetidos, visto_de
from politicas.tipos import Contexto, Pieza

_HUELLA: Final = 12
"""Cifras de la huella: solo distinguen las versiones de un mismo comentario."""
_SIN_CLASIFICADOR: Final = "el clasificador "
_SUELTO: Final = (int, float, str)
JSON = dict[str, Any]


def para_guardar(
    pieza: Pieza, contexto: Contexto, vistos: Iterable[tuple[int, str]], razon: str = ""
) -> JSON:
    """Lo que va en `VeredictoNuevo.contexto`.

    `vistos`: (comentario, huella) de cada uno de `contexto.recientes`, en el mismo orden. `razon`: por que no hubo
    clasificador, o vacio.
    """
    return {
        "ahora": contexto.ahora.isoformat(),
        "nombres": list(contexto.nombres_propios),
        "autor_nombre": pieza.autor_nombre,
        "razon": razon,
        "otros": {
            nombre: valor
            for nombre in contexto.__dataclass_fields__
            if isinstance(valor := getattr(contexto, nombre), _SUELTO)
        },
        "vistos": [[comentario, huella[:_HUELLA]] for comentario, huella in vistos],
    }


def razon_de(j: Juzgado) -> str:
    """Por que no hubo clasificador al juzgarlo, o vacio."""
    if j.contexto is not None:
        return str(j.contexto["razon"])
    primera = j.razon_degradado.partition("; ")[0]
    return primera if primera.startswith(_SIN_CLASIFICADOR) else ""


def ahora_de(j: Juzgado) -> datetime:
    """La hora con que se juzgo (sin contexto guardado, la hora en que se guardo)."""
    return datetime.fromisoformat(j.contexto["ahora"]) if j.contexto else j.fecha


class Lote:
    """Un pedido de `politicas.rehacer`: piezas con lo que cada una vio, sin repetir ningun texto visto."""

    def __init__(self, nombres: Sequence[str]) -> None:
        self._nombres = list(nombres)
        self._indice: dict[tuple[int, str], int] = {}
        self._recientes: list[JSON] = []
        self._piezas: list[JSON] = []

    def poner(self, j: Juzgado, vistos: Iterable[TextoVisto], otros: JSON | None = None) -> None:
        """Añade lo juzgado. Los nombres de la institucion y `otros` son los de entonces; si no se guardaron, los dados."""
        guardado = j.contexto or {}
        self._piezas.append(
            {
                "texto": j.texto or "",
                "red": j.red,
                "autor": j.autor,
                "autor_nombre": guardado.get("autor_nombre", j.autor_nombre),
                "fecha": j.creado.isoformat(),
                "indicios": dict(j.indicios),
                "degradada": bool(razon_de(j)),
                "ahora": ahora_de(j).isoformat(),
                "nombres_propios": list(guardado.get("nombres", self._nombres)),
                "recientes": [self._numero(v) for v in vistos],
                "otros": guardado.get("otros", otros or {}),
            }
        )

    def _numero(self, v: TextoVisto) -> int:
        clave = (v.id, v.huella)
        if clave not in self._indice:
            self._indice[clave] = len(self._recientes)
            self._recientes.append(
                {"texto": v.texto, "fecha": v.fecha.isoformat(), "autor": v.autor, "red": v.red}
            )
        return self._indice[clave]

    def pedido(self) -> JSON:
        """El lote como datos."""
        return {"recientes": self._recientes, "piezas": self._piezas}


def claves_de(j: Juzgado) -> list[tuple[int, str]]:
    """(comentario, principio de la huella) de lo que se guardo que vio."""
    return [(int(c), str(h)) for c, h in j.contexto["vistos"]] if j.contexto else []


class Memoria:
    """Lo juzgado hasta cada veredicto, para los que no guardaron lo que vieron."""

    def __init__(self, juzgados: Sequence[JuzgadoReciente] = ()) -> None:
        self._indice = Repetidos()
        if juzgados:
            self._indice.al_dia(juzgados, juzgados[-1].creado)

    def ver(self, j: Juzgado, lectura: Lectura | None) -> tuple[list[TextoVisto], JSON]:
        """Los textos parecidos que habria visto, y los demas datos de su `Contexto`."""
        self._indice.al_dia((), ahora_de(j))
        if lectura is None:
            return [], {}
        parecidos = self._indice.buscar(lectura.firma, lectura.anclas, j.comentario_id)
        vistos = [TextoVisto(v.comentario_id, v.huella, v.texto, v.fecha, v.autor, v.red) for v in parecidos]
        return vistos, {"del_autor": self._indice.del_autor(j.red, j.autor)}

    def anotar(self, j: Juzgado, lectura: Lectura | None) -> None:
        """Recuerda uno mas."""
        if lectura is not None:
            self._indice.anotar(visto_de(j.comentario_id, j.huella, lectura, j.creado, j.autor, j.red))
