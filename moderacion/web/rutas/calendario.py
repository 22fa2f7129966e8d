"""El calendario: lo que sale y lo que salio, por semanas o por meses, y moverlo de hora y de dia.

De hora, lo mueve cualquiera que redacte y la aprobacion sigue. De dia cambia lo que dice: se ofrece guardarlo como un
cambio, que su autor confirma y que pierde la aprobacion. Lo que no se puede deja todo donde estaba y dice por que.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import FastAPI, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion import redaccion
from moderacion.errores import Conflicto, EntradaInvalida, ErrorModeracion, NoAutorizado, NoExiste
from moderacion.redaccion import Agenda, Cosa, OtroDia
from moderacion.reloj import ZONA, dia_local, en_local
from moderacion.web.campos import ENTERO_MAXIMO, NumeroEscrito, Palabra, Version
from moderacion.web.consola import de
from moderacion.web.estados import estado_de
from moderacion.web.presentacion import frase
from moderacion.web.seguridad import DECIDEN, LEEN, permiso, persona
from moderacion.web.tramo import Tramo, TramoPedido, corto, dia_de, dicho

_NO_SE_PUDO: Final = (Conflicto, EntradaInvalida, NoAutorizado)
_HORA: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_NOCHE: Final = frozenset({*range(6), 22, 23})
"""Horas que, vacias, se enseñan en poco sitio."""
Clave = Annotated[str, Query(max_length=39, pattern=r"^(\d{1,19}-\d{1,19})?$")]
"""Borrador y cuenta."""


@dataclass(frozen=True, slots=True)
class Ritmo:
    """Lo que una cuenta lleva en un dia y lo que admite."""

    cuenta: str
    red: str
    cuantas: int
    tope: int

    @property
    def nivel(self) -> str:
        """pasa, lleno o bien."""
        return "pasa" if self.cuantas > self.tope else "lleno" if self.cuantas == self.tope else "bien"


@dataclass(frozen=True, slots=True)
class Dia:
    """Un dia del calendario."""

    fecha: date
    dicho: str
    corto: str
    hoy: bool
    fuera: bool
    """De otro mes que el que se mira."""
    cosas: Sequence[Cosa]
    por_hora: dict[int, list[Cosa]]
    ritmos: Sequence[Ritmo]


@dataclass(frozen=True, slots=True)
class Movimiento:
    """Lo que alguien quiere mover, con lo que escribio. `confirmar`: cambia de dia y hay que decir que si."""

    cosa: Cosa
    dia: str
    hora: str
    confirmar: datetime | None = None
    porque_no: str = ""
    """Por que quien mira no puede cambiarla de dia."""


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/calendario", response_model=None)(ver)
    app.post("/calendario/mover", response_model=None)(mover)
    app.post("/calendario/cambiar-dia", response_model=None)(cambiar_dia)


@permiso(LEEN)
def ver(peticion: Request, tramo: TramoPedido, mover: Clave = "", movida: Clave = "") -> Response:
    """Una semana, o un mes. `mover`: la que se va a mover con el formulario; `movida`: la recien movida."""
    movimiento = None
    if mover and persona(peticion).rol in DECIDEN:
        c = _cosa(peticion, mover)
        hora = en_local(c.hora) if c.hora else None
        movimiento = Movimiento(c, *((f"{hora:%Y-%m-%d}", f"{hora:%H:%M}") if hora else ("", "")))
    return _pagina(peticion, tramo, movimiento=movimiento, movida=_cosa(peticion, movida) if movida else None)


@permiso(DECIDEN)
def mover(
    peticion: Request,
    tramo: TramoPedido,
    borrador: NumeroEscrito,
    cuenta: NumeroEscrito,
    version: Version,
    dia: Palabra = "",
    hora: Palabra = "",
) -> Response:
    """La cambia de hora; si es otro dia, pregunta antes de guardarla como un cambio."""
    servicio, quien = de(peticion).servicio, persona(peticion)
    c = redaccion.cosa(servicio.almacen, borrador, cuenta)
    try:
        nueva = _momento(dia, hora)
    except EntradaInvalida as error:
        return _pagina(peticion, tramo, error, movimiento=Movimiento(c, dia, hora))
    try:
        redaccion.mover(servicio.almacen, borrador, version, quien, cuenta, nueva)
    except OtroDia:
        suya = "" if c.autor_id == quien.id else f"Solo quien la escribió, {c.autor}, puede cambiarla de día."
        movimiento = Movimiento(c, dia, hora, nueva, suya)
        return _pagina(peticion, tramo, estado=HTTPStatus.CONFLICT, movimiento=movimiento)
    except _NO_SE_PUDO as error:
        return _pagina(peticion, tramo, error, movimiento=Movimiento(c, dia, hora))
    return _a(tramo, c, nueva)


@permiso(DECIDEN)
def cambiar_dia(
    peticion: Request,
    tramo: TramoPedido,
    borrador: NumeroEscrito,
    cuenta: NumeroEscrito,
    version: Version,
    dia: Palabra = "",
    hora: Palabra = "",
) -> Response:
    """Dicho que si: se guarda con el dia nuevo y pierde la aprobacion."""
    servicio, quien = de(peticion).servicio, persona(peticion)
    c = redaccion.cosa(servicio.almacen, borrador, cuenta)
    try:
        nueva = _momento(dia, hora)
        redaccion.cambiar_de_dia(
            servicio.almacen, servicio.redaccion, borrador, version, quien, cuenta, nueva
        )
    except _NO_SE_PUDO as error:
        return _pagina(peticion, tramo, error, movimiento=Movimiento(c, dia, hora))
    return _a(tramo, c, nueva)


def _a(tramo: Tramo, c: Cosa, hora: datetime) -> Response:
    destino = tramo.con(dia=dia_local(hora)).direccion(movida=c.clave)
    return RedirectResponse(f"{destino}#s-{c.clave}", HTTPStatus.SEE_OTHER)


def _momento(dia: str, hora: str) -> datetime:
    """El dia y la hora escritos, en El Salvador. Lanza `EntradaInvalida`."""
    if not _HORA.fullmatch(hora):
        raise EntradaInvalida("escriba una hora que exista, como 09:30")
    return datetime.combine(dia_de(dia), time.fromisoformat(hora), ZONA)


def _cosa(peticion: Request, clave: str) -> Cosa:
    borrador, cuenta = (int(n) for n in clave.split("-"))
    if max(borrador, cuenta) > ENTERO_MAXIMO:
        raise NoExiste("esa publicación no existe")
    return redaccion.cosa(de(peticion).servicio.almacen, borrador, cuenta)


def _pagina(
    peticion: Request,
    tramo: Tramo,
    error: ErrorModeracion | None = None,
    *,
    estado: int = HTTPStatus.OK,
    movimiento: Movimiento | None = None,
    movida: Cosa | None = None,
) -> Response:
    consola = de(peticion)
    servicio = consola.servicio
    with servicio.almacen.foto():
        agenda = redaccion.agenda(servicio.almacen, servicio.redaccion, tramo.desde, tramo.dias, tramo.cuenta)
        por_mirar = redaccion.por_mirar(servicio.almacen)
        todas = redaccion.cuentas(servicio.almacen)
    ahora = en_local(servicio.reloj.ahora())
    hoy = ahora.date()
    datos: dict[str, Any] = {
        "agenda": agenda,
        "semanas": [[_dia(agenda, tramo, d, hoy) for d in semana] for semana in tramo.semanas],
        "mejores": _mejores(agenda),
        "por_mirar": por_mirar,
        "cuentas": todas,
        "hoy": hoy,
        "hora_actual": ahora.hour,
        "vacias": _NOCHE - {en_local(c.hora).hour for c in agenda.cosas if c.hora},
        "mueve": persona(peticion).rol in DECIDEN,
        "aviso": frase(error) if error else "",
    }
    return consola.pagina(
        peticion,
        "calendario.html",
        estado_de(error) if error else estado,
        **datos,
        dicho_dia=lambda momento: dicho(dia_local(momento)),
        tramo=tramo,
        movimiento=movimiento,
        movida=movida,
    )


def _dia(agenda: Agenda, tramo: Tramo, dia: date, hoy: date) -> Dia:
    cosas = agenda.del_dia(dia)
    por_hora: dict[int, list[Cosa]] = defaultdict(list)
    for c in cosas:
        por_hora[en_local(c.hora).hour].append(c)  # type: ignore[arg-type]  # las de un dia tienen hora
    return Dia(
        dia,
        dicho(dia),
        corto(dia),
        dia == hoy,
        tramo.por_mes and dia.month != tramo.dia.month,
        cosas,
        dict(por_hora),
        [Ritmo(c.nombre, c.red, agenda.cuantas(dia, c.id), c.tope) for c in agenda.cuentas],
    )


def _mejores(agenda: Agenda) -> dict[int, list[str]]:
    """De cada hora, las redes en que es de las mejores."""
    mejores: dict[int, list[str]] = defaultdict(list)
    for c in agenda.cuentas:
        for hora in c.mejores_horas:
            if c.red not in mejores[hora]:
                mejores[hora].append(c.red)
    return dict(mejores)
