"""Una respuesta en todas sus manos, con el juez de verdad y una red en memoria."""

from dataclasses import replace
from datetime import date
from functools import partial
from types import SimpleNamespace
from typing import Any

from conectores.tipos import Red
from moderacion import ejecucion, redaccion
from moderacion.almacen import Almacen
from moderacion.evaluacion.saliente import juzgar_saliente
from moderacion.reloj import RelojFijo
from politicas.juicio import juzgar
from tests.moderacion.falsos import (
    CAPACIDADES,
    ConectorFalso,
    PuntuadorFalso,
    alta,
    com,
    entrar,
    persona,
)
from tests.moderacion.falsos import juzgar as evaluar

SERVICIO = "El subsidio por maternidad se deposita en quince días hábiles."
CORTESIA = "Le agradecemos su comentario."
CONTESTADO = "El subsidio por maternidad se deposita en quince días hábiles en la cuenta bancaria."


class Mesa(SimpleNamespace):
    """Ana escribe, berta aprueba (y una tercera mira); el expediente 1 espera en la cuenta 1."""

    almacen: Almacen
    reloj: RelojFijo
    red: ConectorFalso
    reglas: redaccion.Reglas

    def crear(self, texto: str = CORTESIA, **mas: Any) -> int:
        return redaccion.crear(self.almacen, 1, self.ana, redaccion.Entrega(texto, **mas))

    def ver(self, b: int) -> dict[str, Any]:
        with self.almacen.lectura() as u:
            return dict(u.borradores.uno(b))

    def estado(self, b: int) -> str:
        return str(self.ver(b)["estado"])

    def guardar(self, b: int, texto: str, quien: Any = None, **mas: Any) -> str:
        entrega = redaccion.Entrega(texto, **mas)
        version = self.ver(b)["version"]
        return redaccion.guardar(self.almacen, self.reglas, b, version, quien or self.ana, entrega).value

    def enviar(self, b: int, quien: Any = None) -> None:
        redaccion.enviar(self.almacen, self.reglas, b, self.ver(b)["version"], quien or self.ana)

    def aprobar(self, b: int, quien: Any = None) -> None:
        v = self.ver(b)
        redaccion.aprobar(self.almacen, self.reglas, b, v["version"], v["huella"], quien or self.berta)

    def devolver(self, b: int, motivo: str = "falta saludar", quien: Any = None) -> None:
        redaccion.devolver(self.almacen, b, self.ver(b)["version"], quien or self.berta, motivo)

    def retirar(self, b: int, quien: Any = None) -> None:
        redaccion.retirar(self.almacen, b, self.ver(b)["version"], quien or self.ana)

    def aprobado(self, texto: str = CORTESIA, **mas: Any) -> int:
        """Uno nuevo, ya aprobado."""
        b = self.crear(texto, **mas)
        self.enviar(b)
        self.aprobar(b)
        return b

    def programar(self) -> redaccion.ResumenRedaccion:
        return redaccion.programar(self.almacen, self.reglas, 1)

    def pasada(self) -> None:
        """Lo que hace el montaje con una cuenta."""
        ejecucion.despachar(self.almacen, self.red, 1, self.reloj)
        ejecucion.conciliar(self.almacen, self.red, 1, self.reloj)
        redaccion.recoger(self.almacen, 1)
        self.programar()

    def consulta(self, vence: date = date(2026, 12, 31), respuesta: str = CONTESTADO) -> str:
        """Una consulta contestada. Devuelve su numero."""
        pedida = redaccion.ConsultaPedida("subsidios", "Subsidio por maternidad", "¿Cuándo se deposita?", 1)
        i = redaccion.preguntar(self.almacen, self.ana, pedida)
        contestada = redaccion.RespuestaArea(respuesta, "Licda. Pérez", vence)
        redaccion.registrar_respuesta(self.almacen, i, self.ana, contestada)
        return f"C-{i}"

    def salieron(self) -> list[str]:
        """Los textos que de verdad llegaron a la red."""
        return [e[-1] for e in self.red.efectos if e[0] == "responder"]


def mesa(almacen: Almacen, reloj: RelojFijo, red: Red = Red.FACEBOOK) -> Mesa:
    """La mesa puesta."""
    alta(almacen, red)
    entrar(almacen, 1, com("c1", "qué feo trato", red=red))
    evaluar(almacen, reloj)
    juez = partial(juzgar_saliente, juzgar, PuntuadorFalso())
    return Mesa(
        almacen=almacen,
        reloj=reloj,
        red=ConectorFalso(red, reloj=reloj),
        reglas=redaccion.Reglas(juez, {1: CAPACIDADES[red]}),
        ana=persona(almacen, "ana"),
        berta=persona(almacen, "berta"),
        sofia=persona(almacen, "sofia", "supervision"),
        audita=persona(almacen, "audita", "auditoria"),
    )


def sin_capacidades(m: Mesa) -> redaccion.Reglas:
    """Las reglas de quien ya no tiene esa cuenta."""
    return replace(m.reglas, capacidades={})
