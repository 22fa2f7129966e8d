"""Los seguidores de cada cuenta dia a dia, con lo que hay que saber de cada cifra. Puro: recibe filas y dice que hay.

Un dia sin foto es un hueco; una foto sin cifra es que la red no la da. Ninguno de los dos es cero, y no se rellenan.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from moderacion.almacen.seguidores import llano
from moderacion.contado import contado
from moderacion.informes.mecanismos import Crecimiento
from moderacion.informes.periodo import Periodo

BASE: Final = timedelta(days=31)
"""Hasta cuanto antes del periodo se busca la cifra de la que parte."""
_CIFRAS: Final = 3
_UN_DIA: Final = timedelta(days=1)
_DICHOS: Final = 6
Fila = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Dato:
    """La cifra de un dia. `valor` None: la red no la dio. `tomada` None: es de antes del servicio."""

    valor: int | None
    exacto: bool
    fuente: str
    tomada: datetime | None = None


@dataclass(slots=True)
class CuentaSeguida:
    """Una cuenta. `nombres`: dia → nombre con que se vio."""

    clave: str
    red: str
    nombre: str
    datos: dict[date, Dato] = field(default_factory=dict)
    nombres: dict[date, str] = field(default_factory=dict)

    def valor(self, dia: date) -> int | None:
        """La cifra de ese dia, si la hay."""
        dato = self.datos.get(dia)
        return dato.valor if dato else None

    def base(self, p: Periodo) -> tuple[date, int] | None:
        """De donde parte: la ultima cifra de antes del periodo o, si no la hay reciente, la primera de dentro."""
        antes = [d for d in self._con_cifra() if p.desde - BASE <= d < p.desde]
        dentro = [d for d in self._con_cifra() if p.desde <= d <= p.hasta]
        dia = antes[-1] if antes else dentro[0] if dentro else None
        return (dia, self.datos[dia].valor or 0) if dia else None

    def ultima(self, p: Periodo) -> tuple[date, int] | None:
        """La ultima cifra de dentro del periodo."""
        dentro = [d for d in self._con_cifra() if p.desde <= d <= p.hasta]
        return (dentro[-1], self.datos[dentro[-1]].valor or 0) if dentro else None

    def crecimiento(self, p: Periodo) -> Crecimiento | None:
        """De cuanto a cuanto paso; None si no hay cifras con que decirlo."""
        base, ultima = self.base(p), self.ultima(p)
        # con una sola cifra no se sabe si crecio: no es que creciera cero
        if base is None or ultima is None or base[0] == ultima[0]:
            return None
        return Crecimiento(self.red, self.nombre, base[1], ultima[1])

    def parte_tarde(self, p: Periodo) -> date | None:
        """El dia de su primera cifra, si no la hay de antes del periodo ni del dia en que empieza."""
        base = self.base(p)
        return base[0] if base and base[0] > p.desde else None

    def acaba_pronto(self, p: Periodo) -> date | None:
        """El dia de su ultima cifra, si es de mucho antes del final del periodo: no lo cubre."""
        ultima = self.ultima(p)
        return ultima[0] if ultima and ultima[0] < p.hasta - BASE else None

    def _con_cifra(self) -> list[date]:
        return [d for d in sorted(self.datos) if self.datos[d].valor is not None]

    def huecos(self, dias: Sequence[date]) -> list[date]:
        """Los dias sin foto, desde que se la conoce."""
        primero = min(self.datos, default=None)
        return [d for d in dias if primero is not None and d > primero and d not in self.datos]

    def retirada(self, p: Periodo) -> date | None:
        """Desde que dia la red dejo de dar la cifra y no volvio a darla, si es asi."""
        con_foto = [d for d in sorted(self.datos) if d <= p.hasta]
        callados: list[date] = []
        for d in reversed(con_foto):
            if self.datos[d].valor is not None:
                return callados[-1] if callados else None
            callados.append(d)
        return None

    def cambios_de_nombre(self, p: Periodo) -> list[tuple[date, str, str]]:
        """(dia, como se llamaba, como se llama) de cada cambio del periodo."""
        cambios, previo = [], ""
        for dia, nombre in sorted(self.nombres.items()):
            if previo and nombre != previo and p.desde <= dia <= p.hasta:
                cambios.append((dia, previo, nombre))
            previo = nombre
        return cambios

    def redondeo(self, p: Periodo) -> str:
        """Lo que significan la ultima cifra y lo que crecio, si la red las recorta; vacio si son exactas."""
        base, ultima = self.base(p), self.ultima(p)
        if ultima is None or self.datos[ultima[0]].exacto:
            return ""
        paso = _recorte(ultima[1])
        if paso == 1:
            return "La red la recorta a tres cifras; con este tamaño es exacta."
        dicho = f"La red la recorta a tres cifras: {ultima[1]:,} es entre {ultima[1]:,} y {ultima[1] + paso - 1:,}"
        if base is None or base[0] == ultima[0]:
            return f"{dicho}."
        diferencia = ultima[1] - base[1]
        menor = diferencia - (0 if self.datos[base[0]].exacto else _recorte(base[1]) - 1)
        return f"{dicho}, y la diferencia, entre {menor:,} y {diferencia + paso - 1:,}."

    def notas(self, p: Periodo, hoy: date) -> list[str]:
        """Todo lo que hay que saber de su cifra en el periodo."""
        notas = []
        base, ultima = self.base(p), self.ultima(p)
        if base is None and p.desde <= max(self.datos, default=date.min):
            notas.append("La red no da esta cifra.")
        if (tarde := self.parte_tarde(p)) is not None:
            notas.append(f"Parte de su primera cifra, del {tarde:%d/%m/%Y}.")
        if retirada := self.retirada(p):
            notas.append(f"La red dejó de dar esta cifra el {retirada:%d/%m/%Y}.")
        elif ultima and ultima[0] < hoy:
            notas.append(
                f"Su última cifra es del {ultima[0]:%d/%m/%Y}, {contado((hoy - ultima[0]).days, 'día')} antes."
            )
        notas += [
            f"Hasta el {dia - _UN_DIA:%d/%m/%Y} se llamaba «{antes}»."
            for dia, antes, _ in self.cambios_de_nombre(p)
        ]
        return [*notas, *([r] if (r := self.redondeo(p)) else [])]


def reunir(
    cuentas: Sequence[Fila], nombres: Sequence[Fila], diarias: Sequence[Fila], importadas: Sequence[Fila]
) -> list[CuentaSeguida]:
    """Las cuentas con sus cifras. Lo importado va a la cuenta que se llamo asi; donde la red dio una cifra, manda la red."""
    seguidas = {c["id"]: CuentaSeguida(f"cuenta/{c['id']}", c["red"], c["nombre"]) for c in cuentas}
    conocidas = {(c["red"], llano(c[n])): c["id"] for c in cuentas for n in ("nombre", "id_externo")}
    red_de = {c["id"]: c["red"] for c in cuentas}
    for n in nombres:
        conocidas.setdefault((red_de[n["cuenta_id"]], llano(n["nombre"])), n["cuenta_id"])
    for f in diarias:
        suya = seguidas[f["cuenta_id"]]
        suya.datos[f["dia"]] = Dato(f["seguidores"], f["exactos"], "la red", f["tomada"])
        suya.nombres[f["dia"]] = f["nombre"]
    sueltas: dict[tuple[str, str], CuentaSeguida] = {}
    for f in importadas:
        clave = (f["red"], llano(f["cuenta"]))
        duena = conocidas.get(clave)
        suya = (
            seguidas[duena]
            if duena
            else sueltas.setdefault(clave, CuentaSeguida("/".join(clave), f["red"], f["cuenta"]))
        )
        previo = suya.datos.get(f["dia"])
        if previo is None or previo.valor is None:
            suya.datos[f["dia"]] = Dato(f["seguidores"], exacto=True, fuente=f["fuente"])
    return [c for c in (*seguidas.values(), *sueltas.values()) if c.datos]


def _recorte(cifra: int) -> int:
    """Cuanto puede faltarle a una cifra recortada a tres, mas uno."""
    return int(10 ** max(len(str(cifra)) - _CIFRAS, 0))


def tramos(dias: Iterable[date]) -> str:
    """Unos dias como se dicen: «03/02/2026; del 10/02/2026 al 12/02/2026»; los de mas se cuentan."""
    juntos: list[tuple[date, date]] = []
    for d in dias:
        if juntos and d - juntos[-1][1] == _UN_DIA:
            juntos[-1] = (juntos[-1][0], d)
        else:
            juntos.append((d, d))
    dichos = [f"{a:%d/%m/%Y}" if a == b else f"del {a:%d/%m/%Y} al {b:%d/%m/%Y}" for a, b in juntos[:_DICHOS]]
    if len(juntos) > _DICHOS:
        dichos.append(f"y {len(juntos) - _DICHOS} tramos más")
    return "; ".join(dichos)
