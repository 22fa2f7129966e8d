"""Las cadenas: a quien se avisa, por donde, cuanto se espera y cuantas veces se repite.

Se guardan en tablas y no en la configuracion porque las cambia supervision desde la consola, con el servicio en marcha y sin
ver ningun secreto; las direcciones, que si lo son, siguen en la configuracion (decision 0019). Ninguna se guarda si a alguien
de ella no se le puede avisar, y cada dia se mira otra vez.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from moderacion.almacen import Almacen, Unidad
from moderacion.errores import EntradaInvalida, NoExiste
from moderacion.incidentes.copia import Escalon

TIPOS_CANAL: Final = ("correo", "telegram", "sms", "ntfy", "webhook", "otro")
REVISAR: Final = timedelta(hours=24)
_NOMBRE: Final = 60
_PASOS: Final = 12
_PERSONAS: Final = 30
_ESPERA: Final = (1, 24 * 60)
_VUELTAS: Final = (1, 20)
_TURNO: Final = (1, 24 * 31)


@dataclass(frozen=True, slots=True)
class CadenaPedida:
    """Lo que alguien quiere guardar. `tipos` vacio: para las clases de incidente que no tengan otra."""

    nombre: str
    pasos: Sequence[Escalon]
    tipos: Sequence[str] = ()
    vueltas: int = 3
    recordatorio_min: int = 30
    seguimiento_min: int = 15
    insistente: bool = False


@dataclass(frozen=True, slots=True)
class RotaPedida:
    """Quienes se turnan, cada cuantas horas y desde cuando le toca a la primera persona."""

    nombre: str
    personas: Sequence[str]
    turno_horas: int
    desde: datetime


# --- guardar y revisar


def guardar(almacen: Almacen, pedida: CadenaPedida, actor: str) -> None:
    """Guarda una cadena. Lanza `EntradaInvalida` con todo lo que le falta, o si a alguien no se le puede avisar."""
    with almacen.unidad() as u:
        pasos = [asdict(p) for p in pedida.pasos]
        valores = {
            "nombre": _nombre(pedida.nombre),
            "tipos": list(dict.fromkeys(pedida.tipos)),
            "pasos": pasos,
            "vueltas": pedida.vueltas,
            "recordatorio_min": pedida.recordatorio_min,
            "seguimiento_min": pedida.seguimiento_min,
            "insistente": pedida.insistente,
        }
        problemas = [*_formas(pedida), *_choques(u, pedida), *problemas_de(u, pasos)]
        if problemas:
            raise EntradaInvalida("; ".join(problemas))
        u.cadenas.guardar_cadena(valores, actor)


def guardar_rota(almacen: Almacen, pedida: RotaPedida, actor: str) -> None:
    """Guarda una rota. Lanza `EntradaInvalida` si falta algo o a alguien de ella no se le puede avisar."""
    nombre, personas = _nombre(pedida.nombre), tuple(dict.fromkeys(pedida.personas))
    with almacen.unidad() as u:
        problemas = [] if personas else ["hace falta al menos una persona"]
        if len(personas) > _PERSONAS:
            problemas.append(f"caben {_PERSONAS} personas")
        problemas += _entre("las horas de cada turno", pedida.turno_horas, _TURNO)
        problemas += problemas_de(u, [asdict(Escalon(personas))]) if personas else []
        if problemas:
            raise EntradaInvalida("; ".join(problemas))
        valores = {"personas": list(personas), "turno_horas": pedida.turno_horas, "desde": pedida.desde}
        u.cadenas.guardar_rota({"nombre": nombre, **valores}, actor)


def quitar(almacen: Almacen, nombre: str, actor: str) -> None:
    """Una cadena deja de usarse. Lanza `NoExiste`."""
    with almacen.unidad() as u:
        if not u.cadenas.quitar_cadena(nombre, actor):
            raise NoExiste(f"no hay ninguna cadena «{nombre}»")


def quitar_rota(almacen: Almacen, nombre: str, actor: str) -> None:
    """Una rota deja de usarse. Lanza `NoExiste`, o `EntradaInvalida` si una cadena cuenta con ella."""
    with almacen.unidad() as u:
        cuentan = [c["nombre"] for c in u.cadenas.cadenas() if any(nombre in p["rotas"] for p in c["pasos"])]
        if cuentan:
            raise EntradaInvalida(f"la usa la cadena «{cuentan[0]}»: cámbiela antes")
        if not u.cadenas.quitar_rota(nombre, actor):
            raise NoExiste(f"no hay ninguna rota «{nombre}»")


def revisar(almacen: Almacen) -> dict[str, list[str]]:
    """Mira otra vez todas las cadenas: alguien pudo perder su canal o su usuario. Devuelve lo hallado, por cadena."""
    with almacen.lectura() as u:
        if not u.cadenas.cadenas():
            return {}
    with almacen.unidad() as u:
        hallado = {c["nombre"]: problemas_de(u, c["pasos"]) for c in u.cadenas.cadenas()}
        for nombre, problemas in hallado.items():
            u.cadenas.revisada(nombre, problemas)
    return hallado


def revisar_si_toca(almacen: Almacen) -> bool:
    """Una vez al dia. Dice si tocaba."""
    with almacen.lectura() as u:
        toca = any(c["revisada"] <= u.ahora - REVISAR for c in u.cadenas.cadenas())
    if toca:
        revisar(almacen)
    return toca


def problemas_de(u: Unidad, pasos: Sequence[Mapping[str, Any]]) -> list[str]:
    """Por que unos escalones no llegarian a alguien, en frases; vacia si llegan a todos."""
    gente = {d["nombre"]: d for d in u.cadenas.destinatarios()}
    rotas = {r["nombre"]: r["personas"] for r in u.cadenas.rotas()}
    tipos: dict[str, set[str]] = {}
    for c in u.cadenas.canales():
        tipos.setdefault(c["persona"], set()).add(c["tipo"])
    hallados: list[str] = []
    for p in pasos:
        hallados += [f"no hay ninguna rota «{r}»" for r in p["rotas"] if r not in rotas]
        turnadas = (q for r in p["rotas"] for q in rotas.get(r, ()))
        for nombre in dict.fromkeys((*p["personas"], *turnadas)):
            problema = _inalcanzable(gente.get(nombre), tipos.get(nombre, set()), p["canales"])
            hallados += [f"a «{nombre}» no se le puede avisar: {problema}"] if problema else []
    return list(dict.fromkeys(hallados))


def _inalcanzable(d: Mapping[str, Any] | None, tiene: set[str], canales: Sequence[str]) -> str:
    if d is None:
        return "no está entre los [[supervisor]] de la configuración"
    if d["usuario"] and d["usuario_id"] is None:
        return f"su usuario «{d['usuario']}» no existe"
    if d["usuario"] and not d["entra"]:
        return f"su usuario «{d['usuario']}» está desactivado"
    if not tiene:
        return "no tiene ningún canal"
    if canales and not tiene & set(canales):
        return f"no tiene {' ni '.join(canales)}"
    return ""


def _formas(p: CadenaPedida) -> list[str]:
    hallados = [] if p.pasos else ["hace falta al menos un escalón"]
    if len(p.pasos) > _PASOS:
        hallados.append(f"caben {_PASOS} escalones")
    for n, e in enumerate(p.pasos, 1):
        if not e.personas and not e.rotas:
            hallados.append(f"el escalón {n} no tiene a nadie")
        hallados += [f"el escalón {n}: no hay canal «{c}»" for c in e.canales if c not in TIPOS_CANAL]
        hallados += _entre(f"la espera del escalón {n}", e.espera, _ESPERA)
    hallados += _entre("las vueltas", p.vueltas, _VUELTAS)
    hallados += _entre("los minutos hasta recordar", p.recordatorio_min, _ESPERA)
    return hallados + _entre("los minutos para dar noticia", p.seguimiento_min, _ESPERA)


def _choques(u: Unidad, p: CadenaPedida) -> list[str]:
    """Una clase de incidente, una cadena."""
    otras = [c for c in u.cadenas.cadenas() if c["nombre"] != p.nombre.strip()]
    if not p.tipos:
        return [f"«{c['nombre']}» ya es la cadena general" for c in otras if not c["tipos"]]
    return [f"«{c['nombre']}» ya es la de «{t}»" for c in otras for t in p.tipos if t in c["tipos"]]


def _nombre(nombre: str) -> str:
    nombre = " ".join(nombre.split())
    if not 1 <= len(nombre) <= _NOMBRE:
        raise EntradaInvalida(f"el nombre tiene de 1 a {_NOMBRE} letras")
    return nombre


def _entre(que: str, valor: float, limites: tuple[int, int]) -> list[str]:
    return [] if limites[0] <= valor <= limites[1] else [f"{que}: de {limites[0]} a {limites[1]}"]


def estado(almacen: Almacen, envios: int = 30, simulacros: int = 12) -> dict[str, list[Mapping[str, Any]]]:
    """Lo de `ver`, y ademas los ultimos envios, las alarmas del auditor y los simulacros."""
    with almacen.foto(), almacen.lectura() as u:
        return {
            **ver(almacen),
            "envios": u.avisos.entregas(envios),
            "alarmas": u.auditoria.alarmas(),
            "simulacros": u.auditoria.simulacros(simulacros),
        }


def sin_canales(almacen: Almacen) -> bool:
    """Si ningun canal funciona: no hay ninguno, o los ultimos envios de todos fallaron."""
    with almacen.lectura() as u:
        canales, mal = u.avisos.canales_mal()
    return canales == mal


def ver(almacen: Almacen) -> dict[str, list[Mapping[str, Any]]]:
    """Todo lo que hay para avisar: cadenas, rotas, destinatarios y canales."""
    with almacen.lectura() as u:
        return {
            "cadenas": u.cadenas.cadenas(),
            "rotas": u.cadenas.rotas(),
            "destinatarios": u.cadenas.destinatarios(),
            "canales": u.cadenas.canales(),
        }
