"""Publicaciones y comunicados en todas sus manos: dos cuentas, el juez de verdad y dos redes en memoria."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any

from conectores.tipos import Red
from moderacion import ejecucion, redaccion
from moderacion.almacen import Almacen
from moderacion.evaluacion.saliente import juzgar_saliente
from moderacion.redaccion import Escrito, Ficha, SalidaNueva
from moderacion.reloj import RelojFijo
from politicas.juicio import juzgar
from tests.moderacion.falsos import CAPACIDADES, ConectorFalso, PuntuadorFalso, alta, persona

AVISO = "La farmacia de Zacamil atenderá el sábado de 7:00 a. m. a 12:00 m."
OTRO = "Este domingo habrá jornada de vacunación en la Unidad Médica de Apopa."
CUERPO = "La farmacia de Zacamil atenderá de lunes a viernes, de 7:00 a. m. a 4:00 p. m."
CORTO = "La farmacia de Zacamil tiene nuevo horario. Lea el comunicado en nuestra página."
FB, TW, YT = 1, 2, 3


class Prensa(SimpleNamespace):
    """Ana escribe, berta y sofia aprueban. Cuentas: 1 Facebook, 2 Twitter, 3 YouTube."""

    almacen: Almacen
    reloj: RelojFijo
    redes: dict[int, ConectorFalso]
    reglas: redaccion.Reglas

    def escrito(self, texto: str = AVISO, *cuentas: int | SalidaNueva, **mas: Any) -> Escrito:
        salidas = tuple(c if isinstance(c, SalidaNueva) else SalidaNueva(c) for c in cuentas or (FB,))
        return Escrito(texto, salidas, **mas)

    def crear(self, texto: str = AVISO, *cuentas: int | SalidaNueva, **mas: Any) -> int:
        return redaccion.crear_escrito(self.almacen, self.ana, self.escrito(texto, *cuentas, **mas))

    def comunicado(self, cuerpo: str = CUERPO, *cuentas: int | SalidaNueva, **ficha: Any) -> int:
        datos = {
            "asunto": "Horario de la farmacia de Zacamil",
            "firmante": "Dirección General",
            "desde": date(2026, 11, 20),
            "hasta": date(2026, 12, 31),
        }
        return self.crear(cuerpo, *cuentas, ficha=Ficha(**datos | ficha))

    def ver(self, b: int) -> dict[str, Any]:
        with self.almacen.lectura() as u:
            return dict(u.borradores.uno(b))

    def salidas(self, b: int) -> list[dict[str, Any]]:
        with self.almacen.lectura() as u:
            return [dict(s) for s in u.salidas.de(b)]

    def comunicado_de(self, b: int) -> dict[str, Any] | None:
        """Su entrada del archivo, o lo que se prepara para el; None si no es un comunicado."""
        with self.almacen.lectura() as u:
            return u.comunicados.del_borrador(b)

    def estado(self, b: int) -> str:
        return str(self.ver(b)["estado"])

    def guardar(self, b: int, e: Escrito, quien: Any = None) -> str:
        version = self.ver(b)["version"]
        return redaccion.guardar_escrito(self.almacen, self.reglas, b, version, quien or self.ana, e).value

    def enviar(self, b: int, quien: Any = None) -> None:
        redaccion.enviar(self.almacen, self.reglas, b, self.ver(b)["version"], quien or self.ana)

    def aprobar(self, b: int, quien: Any = None) -> None:
        v = self.ver(b)
        redaccion.aprobar(self.almacen, self.reglas, b, v["version"], v["huella"], quien or self.berta)

    def devolver(self, b: int, quien: Any = None) -> None:
        redaccion.devolver(self.almacen, b, self.ver(b)["version"], quien or self.berta, "falta saludar")

    def retirar(self, b: int, quien: Any = None) -> None:
        redaccion.retirar(self.almacen, b, self.ver(b)["version"], quien or self.ana)

    def mover(self, b: int, cuenta: int, hora: datetime, quien: Any = None) -> None:
        redaccion.mover(self.almacen, b, self.ver(b)["version"], quien or self.ana, cuenta, hora)

    def aprobado(self, b: int) -> int:
        """Lo lleva hasta aprobado, con las personas que haga falta."""
        self.enviar(b)
        self.aprobar(b)
        if self.estado(b) == "en_revision":
            self.aprobar(b, self.sofia)
        return b

    def pasada(self, *cuentas: int) -> None:
        """Lo que hace el montaje con cada cuenta."""
        for c in cuentas or tuple(self.redes):
            ejecucion.despachar(self.almacen, self.redes[c], c, self.reloj)
            ejecucion.conciliar(self.almacen, self.redes[c], c, self.reloj)
            redaccion.recoger(self.almacen, c)
            redaccion.programar(self.almacen, self.reglas, c)

    def pasadas(self, veces: int = 3, paso: timedelta = timedelta(0)) -> None:
        for _ in range(veces):
            self.pasada()
            self.reloj.adelantar(paso)

    def salieron(self, cuenta: int = FB) -> list[str]:
        """Los textos que de verdad llegaron a la red."""
        return [e[-1] for e in self.redes[cuenta].efectos if e[0] == "publicar"]

    def en(self, **plazo: float) -> datetime:
        return self.reloj.ahora() + timedelta(**plazo)


def prensa(
    almacen: Almacen, reloj: RelojFijo, envolver: Callable[[int, Any], Any] = lambda _, r: r
) -> Prensa:
    """La mesa puesta. `envolver`: cambia la red de una cuenta."""
    tipos = {FB: Red.FACEBOOK, TW: Red.TWITTER, YT: Red.YOUTUBE}
    for c, red in tipos.items():
        assert alta(almacen, red, str(100 * c)) == c
    redes = {c: ConectorFalso(red, str(100 * c), reloj) for c, red in tipos.items() if c != YT}
    juez = partial(juzgar_saliente, juzgar, PuntuadorFalso())
    return Prensa(
        almacen=almacen,
        reloj=reloj,
        redes={c: envolver(c, r) for c, r in redes.items()},
        reglas=redaccion.Reglas(juez, {c: CAPACIDADES[r] for c, r in tipos.items()}),
        ana=persona(almacen, "ana"),
        berta=persona(almacen, "berta"),
        sofia=persona(almacen, "sofia", "supervision"),
        audita=persona(almacen, "audita", "auditoria"),
    )


def con_plazos(p: Prensa, **plazos: timedelta) -> None:
    p.reglas = replace(p.reglas, plazos=redaccion.Plazos(**plazos))
