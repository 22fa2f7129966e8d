"""Como va cada conexion: cada dato por su cuenta, que uno que falte no borre los demas."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from moderacion.almacen import Almacen
from moderacion.almacen.conexiones import Atraso, Foto, UltimoComentario
from moderacion.almacen.cuentas import FilaCuenta
from moderacion.informes.salud import estado_de, plazo
from moderacion.reloj import Reloj

MALAS: Final = timedelta(days=7)
"""Cuanto tiempo atras se cuentan las ordenes que salieron mal."""
VIEJA: Final = timedelta(days=2)
"""Una foto de antes ya no dice como esta la cuenta."""


@dataclass(frozen=True, slots=True)
class Metrica:
    """Un dato que se lee de la red. `estado`: exacto, redondeado, leido, oculto, viejo o nunca."""

    nombre: str
    estado: str
    valor: int | None = None
    tomada: datetime | None = None


@dataclass(frozen=True, slots=True)
class Conexion:
    """Una cuenta entera."""

    id: int
    red: str
    nombre: str
    estado: str
    error: str
    error_tipo: str
    error_desde: datetime | None
    fallos: int
    token: Mapping[str, Any] | None
    cuotas: Sequence[Mapping[str, Any]]
    sin_leer: Sequence[tuple[str, datetime]]
    """Publicaciones cuyos comentarios la red no deja leer, y desde cuando; la que mas espera, primero."""
    ultimo: UltimoComentario | None
    atraso: Atraso
    sondeo: datetime | None
    sondeo_bueno: datetime | None
    siguiente: datetime | None
    metricas: Sequence[Metrica]


@dataclass(frozen=True, slots=True)
class Latido:
    """Una vuelta del servicio. `ritmo`: segundos entre vueltas, o None si esta ya no se da."""

    nombre: str
    fecha: datetime | None
    error: str
    ritmo: float | None
    al_dia: bool


@dataclass(frozen=True, slots=True)
class Conexiones:
    """Todas las cuentas y todas las vueltas."""

    cuentas: Sequence[Conexion]
    latidos: Sequence[Latido]

    @property
    def por_juzgar(self) -> int:
        """Comentarios que esperan juicio, de todas."""
        return sum(c.atraso.por_juzgar for c in self.cuentas)


def conexiones(
    almacen: Almacen, reloj: Reloj, ritmos: Mapping[str, float], intervalos: Mapping[int, float]
) -> Conexiones:
    """`ritmos`: vuelta → segundos; `intervalos`: cuenta → segundos entre sondeos. Todo se lee por indice."""
    ahora = reloj.ahora()
    with almacen.lectura() as u:
        cuentas = u.cuentas.todas()
        atrasos = u.conexiones.atrasos([c.id for c in cuentas], ahora - MALAS)
        vistas = [
            _conexion(
                c,
                u.conexiones.ultimo(c.id),
                u.conexiones.foto(c.id),
                atrasos[c.id],
                intervalos.get(c.id),
                ahora,
            )
            for c in cuentas
        ]
        latidos = u.resumen.latidos()
    return Conexiones(vistas, _latidos(latidos, ritmos, ahora))


def _conexion(
    c: FilaCuenta,
    ultimo: UltimoComentario | None,
    foto: Foto | None,
    atraso: Atraso,
    intervalo: float | None,
    ahora: datetime,
) -> Conexion:
    return Conexion(
        id=c.id,
        red=c.red,
        nombre=c.nombre,
        estado=estado_de(c, ahora),
        error=c.error,
        error_tipo=c.error_tipo,
        error_desde=c.error_desde,
        fallos=c.fallos,
        token=c.token,
        cuotas=c.cuotas or (),
        sin_leer=sorted(
            ((p, datetime.fromisoformat(d)) for p, d in (c.sin_leer or {}).items()), key=lambda x: x[1]
        ),
        ultimo=ultimo,
        atraso=atraso,
        sondeo=c.ultimo_inicio,
        sondeo_bueno=c.ultimo_bien,
        siguiente=_siguiente(c, intervalo),
        metricas=_metricas(foto, ahora),
    )


def _siguiente(c: FilaCuenta, intervalo: float | None) -> datetime | None:
    """Cuando toca leer otra vez; None si la cuenta ya no esta en la configuracion o nunca se leyo."""
    if intervalo is None or c.ultimo_inicio is None:
        return None
    a_su_ritmo = c.ultimo_inicio + timedelta(seconds=intervalo)
    return max(a_su_ritmo, c.no_antes_de) if c.no_antes_de else a_su_ritmo


def _metricas(foto: Foto | None, ahora: datetime) -> list[Metrica]:
    nombres = ("seguidores", "perfil", "administradores")
    if foto is None:
        return [Metrica(n, "nunca") for n in nombres]
    viejo = ahora - foto.tomada > VIEJA
    leidos = {
        "seguidores": (foto.seguidores, "exacto" if foto.exactos else "redondeado"),
        "perfil": (len(foto.perfil) or None, "leido"),
        "administradores": (foto.administradores or None, "leido"),
    }
    return [
        Metrica(n, "oculto" if valor is None else "viejo" if viejo else estado, valor, foto.tomada)
        for n, (valor, estado) in leidos.items()
    ]


def _latidos(
    latidos: Mapping[str, tuple[datetime, str]], ritmos: Mapping[str, float], ahora: datetime
) -> list[Latido]:
    """Primero las vueltas que se dan; luego las que un dia se dieron (una cuenta que se quito)."""
    salida = []
    for nombre in (*ritmos, *(n for n in sorted(latidos) if n not in ritmos)):
        fecha, error = latidos.get(nombre, (None, ""))
        ritmo = ritmos.get(nombre)
        margen = None if ritmo is None else plazo(ritmo)
        a_tiempo = fecha is not None and margen is not None and ahora - fecha <= margen
        salida.append(Latido(nombre, fecha, error, ritmo, a_tiempo and not error))
    return salida
