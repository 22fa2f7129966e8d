"""Si el servicio esta vivo de verdad: cada sala termino una vuelta hace poco. Y como va cada red."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from moderacion.almacen import Almacen
from moderacion.almacen.cuentas import FilaCuenta
from moderacion.almacen.lista import Filtros
from moderacion.reloj import Reloj

_HOLGURA: Final = timedelta(seconds=60)
_PARTE: Final = 20


def plazo(segundos: float) -> timedelta:
    """De que edad pasa una vuelta parada: su ritmo y un minuto, o la vigesima parte de el si es mas (una diaria puede durar)."""
    ritmo = timedelta(seconds=segundos)
    return ritmo + max(_HOLGURA, ritmo / _PARTE)


@dataclass(frozen=True, slots=True)
class Copias:
    """Las que se hacen solas, cada cuanto (None: ninguna), y de cuando es la ultima buena, la hiciera quien la hiciera."""

    cada: timedelta | None
    ultima: datetime | None


@dataclass(frozen=True, slots=True)
class Salud:
    """`viva`: todas las vueltas al dia. Una red caida no mata el servicio: sale en `cuentas`."""

    viva: bool
    paradas: Mapping[str, str]
    cuentas: tuple[Mapping[str, Any], ...]
    pendientes: int
    en_cola: int
    copias: Copias


def salud(
    almacen: Almacen, reloj: Reloj, ritmos: Mapping[str, float], copias_cada: timedelta | None = None
) -> Salud:
    """`ritmos`: nombre de cada vuelta → segundos entre vueltas. `copias_cada`: las que se hacen solas, o None."""
    ahora = reloj.ahora()
    with almacen.lectura() as u:
        latidos = u.resumen.latidos()
        cuentas = u.cuentas.todas()
        pendientes = u.metricas.cuantos_por_juzgar()
        en_cola = u.lista.contar(Filtros())
        copias = Copias(copias_cada, u.respaldos.ultima())
    malas = paradas(latidos, ritmos, ahora)
    return Salud(not malas, malas, tuple(_cuenta(c, ahora) for c in cuentas), pendientes, en_cola, copias)


def paradas(
    latidos: Mapping[str, tuple[datetime, str]], ritmos: Mapping[str, float], ahora: datetime
) -> dict[str, str]:
    """Las vueltas que no estan al dia, y que les pasa."""
    malas = {}
    for nombre, segundos in ritmos.items():
        ultimo, error = latidos.get(nombre, (None, ""))
        if ultimo is None:
            malas[nombre] = "aún no ha dado una vuelta"
        elif ahora - ultimo > plazo(segundos):
            malas[nombre] = f"sin terminar una vuelta desde {ultimo.isoformat(timespec='seconds')}"
        elif ultimo - ahora > _HOLGURA:
            malas[nombre] = (
                f"consta dada a una hora que aún no ha llegado: {ultimo.isoformat(timespec='seconds')}"
            )
        elif error:
            malas[nombre] = error
    return malas


def estado_de(c: FilaCuenta, ahora: datetime) -> str:
    """En una palabra: bien, sin_leer, esperando, con_fallos o credencial_invalida."""
    if c.credencial_invalida:
        return "credencial_invalida"
    if c.error:
        return "esperando" if c.no_antes_de and c.no_antes_de > ahora else "con_fallos"
    return "bien" if c.ultimo_bien else "sin_leer"


def _cuenta(c: FilaCuenta, ahora: datetime) -> dict[str, Any]:
    return {
        "id": c.id,
        "red": c.red,
        "cuenta": c.nombre,
        "estado": estado_de(c, ahora),
        "ultimo_bien": _iso(c.ultimo_bien),
        "fallos_seguidos": c.fallos,
        "error": c.error,
        "tipo_error": c.error_tipo,
        "con_error_desde": _iso(c.error_desde),
        "vuelve_a_probar": _iso(c.no_antes_de),
        "token": c.token,
        "cuotas": c.cuotas or [],
        "sin_leer": c.sin_leer or {},
    }


def _iso(fecha: datetime | None) -> str | None:
    return fecha.isoformat(timespec="seconds") if fecha else None
