"""La agenda: lo que sale y lo que salio por cada cuenta, con lo que su ritmo admite cada dia. Nada aqui cambia nada."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from moderacion.almacen import SALIO, Almacen, EstadoOrden, OrigenPublicacion, Unidad
from moderacion.almacen.cuentas import FilaCuenta
from moderacion.almacen.estados_redaccion import EDITABLES, EN_MARCHA, EstadoBorrador
from moderacion.errores import EntradaInvalida, NoExiste
from moderacion.redaccion.juicio import Reglas
from moderacion.redaccion.ritmo import observar
from moderacion.redaccion.tipos import Fila
from moderacion.reloj import ZONA, dia_local
from politicas.p09 import tope_diario

DIAS_MAXIMOS: Final = 42
"""Lo que abarca un mes enseñado por semanas enteras."""
_DE_ORDEN: Final[Mapping[str | None, str]] = {
    **dict.fromkeys(SALIO, "salio"),
    EstadoOrden.FALLIDA: "fallido",
    EstadoOrden.ENVIANDO: "saliendo",
    EstadoOrden.DESCONOCIDA: "saliendo",
}
_NO_CUENTAN: Final = frozenset({"borrador", "devuelto", "descartado", "fallido", "ajeno"})
"""Ni lo que aun no se manda a revision, ni lo que no salio, ni lo que puso un extraño."""


@dataclass(frozen=True, slots=True)
class Cosa:
    """Algo nuestro en una cuenta, a una hora.

    `estado`: el del borrador, o saliendo, salio, quitado, detenido (un paro o un incidente), por_mirar (una persona),
    descartado, fallido, o ajeno (no salio de aqui).
    """

    cuenta_id: int
    cuenta: str
    red: str
    hora: datetime | None
    estado: str
    texto: str
    tipo: str = "publicacion"
    numero: str = ""
    """El de un comunicado."""
    autor_id: int | None = None
    autor: str = ""
    borrador_id: int | None = None
    """None: solo consta en el libro de lo publicado."""
    version: int = 0
    edita: bool = False
    """Si cambia algo ya publicado."""
    motivo: str = ""
    """Por que no sale, o no salio."""
    movible: bool = False
    tarde: bool = False
    """Su hora ya paso y sigue aqui."""
    enlace: str = ""

    @property
    def clave(self) -> str:
        """La misma aunque se guarde otra vez: borrador y cuenta."""
        return f"{self.borrador_id}-{self.cuenta_id}"


@dataclass(frozen=True, slots=True)
class CuentaAgenda:
    """Una cuenta y lo que su dinamica admite (articulo 9)."""

    id: int
    nombre: str
    red: str
    tope: int
    mejores_horas: Sequence[int]
    detenida: bool
    """Si tiene un paro o un incidente sin cerrar: no sale nada."""


@dataclass(frozen=True, slots=True)
class Agenda:
    """Unos dias, por hora."""

    cosas: Sequence[Cosa]
    sin_hora: Sequence[Cosa]
    """Lo que sale en cuanto se apruebe."""
    cuentas: Sequence[CuentaAgenda]

    def del_dia(self, dia: date) -> list[Cosa]:
        """Lo de un dia de El Salvador."""
        return [c for c in self.cosas if c.hora is not None and dia_local(c.hora) == dia]

    def cuantas(self, dia: date, cuenta_id: int) -> int:
        """Lo que ese dia cuenta para el ritmo de esa cuenta: lo que salio y lo que va camino de salir."""
        return sum(
            c.cuenta_id == cuenta_id and not c.edita and c.estado not in _NO_CUENTAN
            for c in self.del_dia(dia)
        )


def agenda(almacen: Almacen, reglas: Reglas, desde: date, dias: int, cuenta_id: int | None = None) -> Agenda:
    """Lo de `dias` dias de El Salvador desde `desde`, de una cuenta o de todas. Lanza `EntradaInvalida` o `NoExiste`."""
    if not 1 <= dias <= DIAS_MAXIMOS:
        raise EntradaInvalida(f"la agenda se mira de 1 a {DIAS_MAXIMOS} días")
    principio = datetime.combine(desde, time.min, ZONA)
    fin = principio + timedelta(days=dias)
    with almacen.lectura() as u:
        filas = [u.cuentas.una(cuenta_id)] if cuenta_id else u.cuentas.todas()
        cuentas = [_cuenta(u, reglas, c) for c in filas]
        detenidas = {c.id for c in cuentas if c.detenida}
        salidas = [s for s in u.salidas.calendario(principio, fin) if cuenta_id in (None, s["cuenta_id"])]
        libro = {
            (p["cuenta_id"], p["id_externo"]): p
            for c in cuentas
            for p in u.publicaciones.entre(c.id, principio, fin)
        }
        cosas = [_de_salida(u.ahora, s, detenidas, libro) for s in salidas]
        nuestras = {(s["cuenta_id"], s["id_externo"]) for s in salidas if s["edita_id"] is None}
        cosas += [_del_libro(p) for clave, p in libro.items() if clave not in nuestras]
        sueltas = [s for s in u.salidas.sin_hora() if cuenta_id in (None, s["cuenta_id"])]
        sin_hora = [_de_salida(u.ahora, s, detenidas, {}) for s in sueltas]
    return Agenda(sorted(cosas, key=lambda c: (c.hora, c.cuenta_id, c.clave)), sin_hora, cuentas)


def cosa(almacen: Almacen, borrador_id: int, cuenta_id: int) -> Cosa:
    """Lo que va de un borrador por una cuenta. Lanza `NoExiste`."""
    with almacen.lectura() as u:
        salida = next((s for s in u.salidas.de(borrador_id) if s["cuenta_id"] == cuenta_id), None)
        if salida is None:
            raise NoExiste("esa publicación ya no va por esa cuenta")
        detenidas = {cuenta_id} if u.borradores.congelada(cuenta_id) else set()
        return _de_salida(u.ahora, salida, detenidas, {})


def _cuenta(u: Unidad, reglas: Reglas, c: FilaCuenta) -> CuentaAgenda:
    return CuentaAgenda(
        c.id,
        c.nombre,
        c.red,
        tope_diario(observar(u, c)),
        reglas.mejores_horas.get(c.red, ()),
        u.borradores.congelada(c.id),
    )


def estado_de_salida(s: Fila, *, detenida: bool) -> str:
    """En que esta lo que va por una cuenta, dicho con una palabra (`Cosa.estado`)."""
    orden = s["orden_estado"]
    if s["descartada"]:
        return "descartado"
    if orden == EstadoOrden.A_PERSONA:
        return "por_mirar" if s["visto"] is None else "salio" if s["visto"] else "fallido"
    if orden in _DE_ORDEN:
        return _DE_ORDEN[orden]
    return "detenido" if detenida and s["estado"] in EN_MARCHA else str(s["estado"])


def _de_salida(
    ahora: datetime, s: Fila, detenidas: set[int], libro: Mapping[tuple[int, str | None], Fila]
) -> Cosa:
    estado = estado_de_salida(s, detenida=s["cuenta_id"] in detenidas)
    publicada = libro.get((s["cuenta_id"], s["id_externo"]), {})
    if estado == "salio" and publicada.get("borrada"):
        estado = "quitado"
    libre = s["orden_estado"] in (None, EstadoOrden.ANULADA) and not s["descartada"]
    movible = libre and EstadoBorrador(s["estado"]) in EDITABLES
    return Cosa(
        cuenta_id=s["cuenta_id"],
        cuenta=s["cuenta"],
        red=s["red"],
        hora=s["hora"],
        estado=estado,
        texto=s["texto"] or s["texto_comun"],
        tipo=s["tipo"],
        numero=s["numero"] or "",
        autor_id=s["autor_id"],
        autor=s["autor"],
        borrador_id=s["borrador_id"],
        version=s["version"],
        edita=s["edita_id"] is not None,
        motivo=s["descartada"] or s["orden_error"] or "",
        movible=movible,
        tarde=movible and s["hora"] is not None and s["hora"] < ahora,
        enlace=publicada.get("enlace", ""),
    )


def _del_libro(p: Fila) -> Cosa:
    ajena = p["origen"] == OrigenPublicacion.DESCONOCIDA
    return Cosa(
        cuenta_id=p["cuenta_id"],
        cuenta=p["cuenta"],
        red=p["red"],
        hora=p["creado"],
        estado="ajeno" if ajena else "quitado" if p["borrada"] else "salio",
        texto=p["texto"],
        enlace=p["enlace"],
    )
