"""Un incidente entero, para mirarlo: lo que se vio, lo que hay que hacer, lo decidido y en que orden paso todo."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from moderacion.almacen import Almacen, EstadoIncidente
from moderacion.almacen.atencion import Puesto
from moderacion.incidentes.clases import nombres

Fila = Mapping[str, Any]
ESTADOS: Final = tuple(e.value for e in EstadoIncidente)
POR_PAGINA: Final = 25
PRUEBAS: Final = 100
"""Las que se enseñan; guardadas estan todas."""


@dataclass(frozen=True, slots=True)
class Hecho:
    """Algo que paso, para la linea de tiempo. `que` es una clave; `texto`, lo que escribio alguien."""

    fecha: datetime
    que: str
    quien: str = ""
    texto: str = ""


@dataclass(frozen=True, slots=True)
class Ficha:
    """Todo lo de un incidente."""

    i: Fila
    nombre: str
    pruebas: Sequence[Fila]
    cuantas_pruebas: int
    pasos: Sequence[Fila]
    decisiones: Sequence[Fila]
    avisos: Sequence[Fila]

    @property
    def hechos_pasos(self) -> int:
        """Cuantos pasos estan dados."""
        return sum(p["hecho"] is not None for p in self.pasos)

    @property
    def publicas(self) -> frozenset[str]:
        """Los ids de las publicaciones que se vieron: no son un dato de nadie, y sin ellos no se sabe de cual se habla."""
        return frozenset(p["titulo"] for p in self.pruebas if p["clase"] == "publicacion")

    @property
    def linea(self) -> list[Hecho]:
        """Lo que paso, por orden."""
        return sorted(self._hechos(), key=lambda h: h.fecha)

    def _hechos(self) -> Iterator[Hecho]:
        i = self.i
        yield Hecho(i["abierto"], "abierto", texto=i["motivo"])
        if i["veces"] > 1:
            yield Hecho(i["ultima"], "visto_otra_vez", texto=str(i["veces"]))
        for a in self.avisos:
            if a["enviado"]:
                yield Hecho(a["enviado"], "avisado", a["destino"])
        if i["atendido"]:
            yield Hecho(i["atendido"], "atendido", i["atiende"] or "")
        for p in self.pasos:
            if p["hecho"]:
                yield Hecho(p["hecho"], "paso", p["quien"] or "", p["texto"])
        for d in self.decisiones:
            yield Hecho(d["fecha"], f"decision:{d['decision']}", d["quien"], d["motivo"])
        if i["cerrado"]:
            yield Hecho(i["cerrado"], "falsa_alarma" if i["falsa_alarma"] else "cerrado", texto=i["causa"])


@dataclass(frozen=True, slots=True)
class Pagina:
    """Una pagina de incidentes y cuantos hay en cada estado."""

    filas: Sequence[Fila]
    cuentas: Mapping[str, int]
    siguiente: Puesto | None
    """Despues de cual sigue la otra pagina, si hay mas."""
    publicas: Mapping[int, frozenset[str]]
    """De cada uno, los ids de las publicaciones que se vieron."""
    vencidos: Sequence[Fila]
    """Los que ya debia haber tomado alguien: por viejos que sean, van en la primera pagina."""


def nombre_de(tipo: str) -> str:
    """Como se llama una clase de incidente; su clave si no se conoce."""
    return nombres().get(tipo, tipo)


def ficha(almacen: Almacen, incidente_id: int) -> Ficha:
    """Todo lo de uno. Lanza `NoExiste`."""
    with almacen.lectura() as u:
        i = u.atencion.una(incidente_id)
        return Ficha(
            i=i,
            nombre=nombre_de(i["tipo"]),
            pruebas=u.atencion.pruebas(incidente_id, PRUEBAS),
            cuantas_pruebas=u.atencion.cuantas_pruebas(incidente_id),
            pasos=u.atencion.pasos(incidente_id),
            decisiones=u.atencion.decisiones(incidente_id),
            avisos=u.atencion.avisos(incidente_id),
        )


def pagina(almacen: Almacen, estado: str = "", tras: Puesto | None = None) -> Pagina:
    """Los incidentes de un estado (vacio: todos): los vivos, el que mas necesita a alguien primero, y los cerrados."""
    with almacen.lectura() as u:
        filas = u.atencion.pagina(estado, POR_PAGINA + 1, tras)
        cuentas = u.atencion.cuentas()
        publicas = u.atencion.publicaciones([f["id"] for f in filas[:POR_PAGINA]])
        vencidos = u.atencion.vencidos(POR_PAGINA) if tras is None else ()
    siguiente = filas[POR_PAGINA - 1]["puesto"] if len(filas) > POR_PAGINA else None
    return Pagina(filas[:POR_PAGINA], cuentas, siguiente, publicas, vencidos)
