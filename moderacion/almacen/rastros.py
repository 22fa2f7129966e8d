"""Los textos de todas las tablas, para tapar en ellos el rastro de alguien: lo que cuelga de un comentario, o todo.

Que cuelga de que se saca de las claves ajenas, y que columnas llevan texto, de su tipo: una tabla nueva queda alcanzada sin
tocar nada aqui. Lo que no se toca se dice por su nombre y con su razon.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

from sqlalchemy import Column, ColumnElement, Connection, Table, and_, or_, select, tuple_

from moderacion.almacen.bitacora import Registro
from moderacion.almacen.columnas import JsonAscii, TextoLimpio
from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.marcas import Marcas
from moderacion.almacen.tablas import METADATOS, Expediente, Publicacion, Veredicto, tabla

_E, _P, _V = tabla(Expediente), tabla(Publicacion), tabla(Veredicto)
FIJAS: Final[Mapping[str, str]] = {
    "suceso": "es la cadena: no lleva textos, y cambiarla la rompería",
    "reglamento": "son las reglas, escritas por la institución",
    "repaso": "son cuentas",
    "usuario": "es el personal",
    "destinatario": "es el personal",
    "cadena": "es a quién se avisa: el personal, que puede llamarse igual",
    "rota": "es a quién se avisa",
    "escalada": "es a quién se avisa, copiado al abrir el incidente",
    "enlace_acuse": "es el personal",
    "cuenta": "somos nosotros, y quien nos suplanta se llama igual",
    "instantanea": "es el perfil de nuestra cuenta: tapado, parecería que alguien lo cambió",
    "cifra_seguidores": "son cifras de nuestras cuentas, por su nombre",
    "crecimiento_publicado": "son cifras de nuestras cuentas, por su nombre",
    "cliente_api": "son los programas de la institución",
    "autor": "son otras personas, que pueden llamarse igual; la suya se vacía aparte",
    "purga": "son ids de la red y cuentas",
    "sal": "es azar",
    "solicitud": "es lo que alguien pidió; la suya se vacía aparte",
}
CODIGOS: Final[Mapping[str, frozenset[str]]] = {
    "veredicto": frozenset({"intencion", "indicios"}),
    "decision": frozenset({"acciones"}),
    "expediente": frozenset({"razones"}),
    "aviso": frozenset({"persona"}),
    "mecanismo": frozenset({"cifras", "crecimientos"}),
    "mantenimiento": frozenset({"espera"}),
    "restriccion": frozenset({"fundamento", "recurso"}),
    "consulta": frozenset({"respondida_por"}),
    "visto_bueno": frozenset({"firma"}),
    "enlace_area": frozenset({"para"}),
    "simulacro": frozenset({"quien"}),
}
"""Valores de una lista cerrada, frases del programa, cifras o el personal: nadie de fuera escribe en ellos, y alguien puede llamarse «queja» o «nombre»."""
OFICIALES: Final = frozenset({"comunicado", "publicacion"})
"""Lo que la institucion dijo a todos: ahi un nombre suele ser el de otra persona que se llama igual."""
DE_OTROS: Final = frozenset({"comentario", "hallazgo", "texto_previo"})
"""Lo que escribieron otros, y lo que la maquina señalo en ello: las mismas palabras ahi son de quien las repitio."""
_PROFUNDIDAD: Final = 5
_TANDA: Final = 500
Fila = Mapping[str, Any]


class Tapador(Protocol):
    """Quien sabe que tapar (`moderacion.conservacion.rastro.Rastro`)."""

    def tapar(self, texto: str) -> str:
        """El texto sin el rastro."""
        ...

    def tapar_valor(self, valor: Any) -> Any:
        """Lo mismo en un JSON."""
        ...


def con_texto(t: Table) -> list[Column[Any]]:
    """Las columnas de una tabla que llevan texto escrito por alguien."""
    fijas = CODIGOS.get(t.name, frozenset())
    return [
        c
        for c in t.columns
        if isinstance(c.type, TextoLimpio | JsonAscii) and not c.primary_key and c.name not in fijas
    ]


def tablas_con_texto() -> list[Table]:
    """Todas las que se pueden tapar, en un orden fijo."""
    return sorted(
        (t for t in METADATOS.tables.values() if t.name not in FIJAS and con_texto(t)), key=lambda t: t.name
    )


def _hijas() -> dict[str, list[tuple[Table, Column[Any]]]]:
    """De cada tabla, las que la señalan y con que columna. `comentario_id` señala aunque no sea clave ajena."""
    hijas: dict[str, list[tuple[Table, Column[Any]]]] = defaultdict(list)
    for t in METADATOS.tables.values():
        if t.name in FIJAS:
            continue
        for c in t.columns:
            de = next((k.column.table.name for k in c.foreign_keys), None)
            if de is None and c.name == "comentario_id":
                de = "comentario"
            if de is not None and de != t.name:
                hijas[de].append((t, c))
    return hijas


_HIJAS: Final = _hijas()


class Rastros(Repositorio):
    """Hallar y tapar."""

    def __init__(self, con: Connection, registro: Registro, marcas: Marcas) -> None:
        super().__init__(con, registro)
        self._marcas = marcas

    # --- lo que cuelga de unos comentarios

    def tapar_colgado(self, ids: Sequence[int], tapador: Tapador) -> int:
        """Tapa en todo lo que cuelga de esos comentarios, y en lo que se les contesto. Devuelve las filas cambiadas."""
        cambiadas = 0
        for t, donde in self._colgado(ids):
            if con_texto(t):
                cambiadas += self._tapar(t, donde, tapador)
        return cambiadas + self._tapar(_P, self._respuestas(ids), tapador)

    def _colgado(self, ids: Sequence[int]) -> Iterator[tuple[Table, ColumnElement[bool]]]:
        """Cada tabla y que filas suyas cuelgan de esos comentarios, por niveles."""
        visto: dict[str, set[int]] = defaultdict(set)
        nivel: dict[str, set[int]] = {"comentario": set(ids)}
        for _ in range(_PROFUNDIDAD):
            siguiente: dict[str, set[int]] = defaultdict(set)
            for madre, suyos in nivel.items():
                for t, c in _HIJAS[madre]:
                    yield t, c.in_(sorted(suyos))
                    if "id" in t.c and t.name in _HIJAS:
                        hallados = set(
                            self._con.execute(select(t.c.id).where(c.in_(sorted(suyos)))).scalars()
                        )
                        siguiente[t.name] |= hallados - visto[t.name]
            for nombre, nuevos in siguiente.items():
                visto[nombre] |= nuevos
            nivel = {n: s for n, s in siguiente.items() if s}
            if not nivel:
                return

    def _respuestas(self, ids: Sequence[int]) -> ColumnElement[bool]:
        """Lo que nuestras cuentas publicaron debajo de esos comentarios."""
        k = METADATOS.tables["comentario"]
        suyos = select(k.c.cuenta_id, k.c.id_externo).where(k.c.id.in_(list(ids)))
        return and_(_P.c.padre_externo.is_not(None), tuple_(_P.c.cuenta_id, _P.c.padre_externo).in_(suyos))

    # --- toda la base

    def tramo(self, t: Table, tras: tuple[Any, ...] | None, limite: int = _TANDA) -> list[Fila]:
        """Las filas siguientes de una tabla, por su clave, con sus columnas de texto."""
        claves = list(t.primary_key.columns)
        consulta = select(*claves, *con_texto(t)).order_by(*claves).limit(limite)
        if tras is not None:
            consulta = consulta.where(tuple_(*claves) > tuple_(*tras))
        return self._leidas(consulta)

    def tapar_filas(self, t: Table, claves: Sequence[tuple[Any, ...]], tapador: Tapador) -> int:
        """Tapa en esas filas, por su clave. Devuelve las que cambiaron."""
        suyas = list(t.primary_key.columns)
        return self._tapar(t, or_(*(and_(*map(_igual, suyas, c)) for c in claves)), tapador) if claves else 0

    def oficiales(self) -> list[str]:
        """Lo que la institucion dijo a todos, para no tomar por copia una frase nuestra."""
        m = METADATOS.tables["comunicado"]
        textos = list(self._con.execute(select(_P.c.texto).where(_P.c.padre_externo.is_(None))).scalars())
        return [*textos, *self._con.execute(select(m.c.texto)).scalars()]

    def _tapar(self, t: Table, donde: ColumnElement[bool], tapador: Tapador) -> int:
        claves, columnas = list(t.primary_key.columns), con_texto(t)
        filas = self._leidas(self._bloqueada(select(*claves, *columnas).where(donde).order_by(*claves)))
        cambiadas = []
        for f in filas:
            cambios = {c.name: v for c in columnas if (v := _tapado(tapador, f[c.name])) != f[c.name]}
            if cambios:
                cambiadas.append(f)
                self._con.execute(
                    t.update().where(*(k == f[k.name] for k in claves)).values(**cambios, **self._marca(t))
                )
        if t.name == "comentario" and cambiadas:
            self._al_dia([f["id"] for f in cambiadas])
        return len(cambiadas)

    def _marca(self, t: Table) -> dict[str, Any]:
        return {"purgada": self._ahora} if t.name == "prueba_incidente" else {}

    def _al_dia(self, comentarios: Collection[int]) -> None:
        """El indice de busqueda de la cola se escribe otra vez con el texto tapado; lo que se saco del otro se borra."""
        suyos = _V.c.comentario_id.in_(sorted(comentarios))
        self._con.execute(_V.update().where(suyos).values(semejanza=None))
        consulta = select(_E.c.id).where(_E.c.comentario_id.in_(sorted(comentarios))).order_by(_E.c.id)
        # retenidos: quien los pase a otra persona mientras tanto escribiria las mismas marcas
        self._marcas.mover(*self._con.execute(self._bloqueada(consulta)).scalars())


def _igual(columna: Column[Any], valor: Any) -> ColumnElement[bool]:
    igual: ColumnElement[bool] = columna == valor
    return igual


def _tapado(tapador: Tapador, valor: Any) -> Any:
    if valor is None:
        return None
    return tapador.tapar(valor) if isinstance(valor, str) else tapador.tapar_valor(valor)
