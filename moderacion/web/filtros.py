"""Los filtros de la cola: de la direccion a la sala, y de vuelta a la direccion."""

from dataclasses import dataclass, fields
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import Depends, Query
from pydantic import AfterValidator

from moderacion.cola import Filtros
from moderacion.errores import EntradaInvalida
from moderacion.web.campos import ENTERO_MAXIMO, Posicion, sin_nulos
from moderacion.web.palabras import EDADES
from moderacion.web.presentacion import INTENCIONES, REDES
from politicas.registro import POLITICAS

_Corto = Annotated[str, Query(max_length=40), AfterValidator(sin_nulos)]
_Numero = Annotated[str, Query(max_length=19, pattern=r"^\d*$")]
"""Un formulario manda vacio lo que no se elige."""
_CERRADOS: Final = {
    "red": frozenset(REDES),
    "intencion": frozenset(INTENCIONES),
    "edad": frozenset(EDADES),
    "politica": frozenset(str(p.numero) for p in POLITICAS),
}
_NUMEROS: Final = ("cuenta", "politica", "autor", "grupo")


@dataclass(frozen=True, slots=True)
class Pedido:
    """Lo que se pide ver, tal como va en la direccion."""

    red: str = ""
    cuenta: str = ""
    politica: str = ""
    intencion: str = ""
    area: str = ""
    edad: str = ""
    autor: str = ""
    grupo: str = ""
    degradado: str = ""
    actuado: str = ""
    critica: str = ""
    mios: str = ""
    q: str = ""

    def _puestos(self) -> list[tuple[str, str]]:
        """Campo y valor, en orden. Sin `asdict`: se pide tres veces por fila, y aquel copia a fondo."""
        return [(c, valor) for c in self.__slots__ if (valor := getattr(self, c))]

    @property
    def hay(self) -> bool:
        """Si se filtra algo."""
        return any(valor for _, valor in self._puestos())

    def consulta(self, **cambios: Any) -> str:
        """La cadena de consulta con estos filtros y `cambios` (None o vacio quita)."""
        pares = dict(self._puestos()) | cambios
        return urlencode({k: v for k, v in pares.items() if v not in (None, "", False)})

    def direccion(self, **cambios: Any) -> str:
        """La direccion de la cola con estos filtros."""
        consulta = self.consulta(**cambios)
        return f"/cola?{consulta}" if consulta else "/cola"

    def enlaces(self, negada: int | None, tras: int | None) -> "Enlaces":
        """Los de las filas de una pagina que empieza ahi."""
        sitio = {"negada": negada, "tras": tras}
        return Enlaces(
            *(self._hasta(**sitio), self._hasta(grupo=None), self._hasta(autor=None)),
        )

    def _hasta(self, **cambios: Any) -> str:
        """La direccion con estos filtros y sitio para un campo mas al final."""
        consulta = self.consulta(**cambios)
        return f"/cola?{consulta}&" if consulta else "/cola?"

    def filtros(self, usuario_id: int) -> Filtros:
        """Para la sala. `usuario_id`: de quien son «los mios»."""
        numeros = {n: int(v) for n in _NUMEROS if (v := getattr(self, n))}
        if any(v > ENTERO_MAXIMO for v in numeros.values()):
            raise EntradaInvalida("ese número no cabe: no hay nada con él")
        return Filtros(
            red=self.red,
            cuenta=numeros.get("cuenta"),
            politica=numeros.get("politica"),
            intencion=self.intencion,
            area=self.area,
            edad=self.edad,
            autor=numeros.get("autor"),
            grupo=numeros.get("grupo"),
            degradado=bool(self.degradado),
            actuado=bool(self.actuado),
            critica=bool(self.critica),
            asignado=usuario_id if self.mios else None,
            texto=self.q.strip(),
        )


async def _pedido(
    red: _Corto = "",
    cuenta: _Numero = "",
    politica: _Numero = "",
    intencion: _Corto = "",
    area: _Corto = "",
    edad: _Corto = "",
    autor: _Numero = "",
    grupo: _Numero = "",
    degradado: _Corto = "",
    actuado: _Corto = "",
    critica: _Corto = "",
    mios: _Corto = "",
    q: Annotated[str, Query(max_length=200), AfterValidator(sin_nulos)] = "",
) -> Pedido:
    """Lee los filtros de la direccion. Sin esperar a nadie: asincrona, no ocupa otro hilo. Lanza `EntradaInvalida` si uno no es de los que hay."""
    valores = locals()
    p = Pedido(**{c.name: valores[c.name] for c in fields(Pedido)})
    for campo, admitidos in _CERRADOS.items():
        if (valor := getattr(p, campo)) and valor not in admitidos:
            raise EntradaInvalida(f"no hay «{campo}» así: se esperaba {', '.join(sorted(admitidos))}")
    return p


@dataclass(frozen=True, slots=True)
class Enlaces:
    """Principios de direccion: se hacen una vez por pagina y a cada fila solo le falta su numero."""

    fila: str
    grupo: str
    autor: str


PedidoDeCola = Annotated[Pedido, Depends(_pedido)]


@dataclass(frozen=True, slots=True)
class Sitio:
    """Donde empieza la pagina: la posicion del ultimo visto, o el principio."""

    negada: int | None = None
    tras: int | None = None

    @property
    def posicion(self) -> tuple[int, int] | None:
        """Para la sala."""
        return None if self.negada is None or self.tras is None else (self.negada, self.tras)


async def _sitio(negada: Posicion = None, tras: Posicion = None) -> Sitio:
    return Sitio(negada, tras)


SitioDeLista = Annotated[Sitio, Depends(_sitio)]
