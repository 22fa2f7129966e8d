"""Los programas que usan la API: se dan de alta con lo justo, por un plazo, y se revocan al momento.

El testigo (256 bits) se devuelve una vez, al crearlo; se guarda su huella SHA-256: con esa entropía no hace falta una
huella lenta. Un cliente que decide lo hace en nombre de una persona de la casa, para que la bitácora tenga a quién
preguntar. Lo crea quien administra, que no decide: hasta que ella lo acepta, con su clave, solo lee (si no, quien administra
firmaría por dos). Si deja de estar activa o cambia a un rol que no decide, el cliente deja de decidir con ella.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock
from typing import Final

from moderacion.almacen import Almacen, Rol, Unidad
from moderacion.almacen.clientes import ClienteNuevo, FilaCliente
from moderacion.almacen.columnas import limpiar
from moderacion.almacen.consultas import huella_texto
from moderacion.errores import Conflicto, EntradaInvalida, NoExiste
from moderacion.reloj import Reloj

__all__ = [
    "ALCANCES",
    "EN_NOMBRE_DE",
    "FilaCliente",
    "Pedido",
    "Ritmo",
    "aceptar",
    "actua",
    "crear",
    "cuentas",
    "de_testigo",
    "en_nombre_de",
    "listar",
    "por_aceptar",
    "revocar",
    "revocar_mio",
]

ALCANCES: Final[Mapping[str, str]] = {
    "cola:leer": "Ver la cola, los expedientes, los motivos y las políticas",
    "cola:decidir": "Tomar, soltar y decidir expedientes en nombre de una persona",
    "incidentes:leer": "Ver los incidentes",
    "incidentes:atender": "Hacerse cargo de un incidente en nombre de una persona",
    "bloqueos:leer": "Ver los bloqueos abiertos",
    "informes:leer": "Ver las cifras del servicio",
    "bitacora:leer": "Leer y verificar la bitácora",
    "conexiones:leer": "Ver cómo va cada cuenta",
    "datos:ver": "Ver los textos sin tachar, con su autor y su enlace",
}
"""Lo que se puede permitir a un cliente, y cómo se dice."""
EN_NOMBRE_DE: Final = frozenset({"cola:decidir", "incidentes:atender"})
"""Alcances que actúan: exigen una persona."""
_ACTUAN: Final = frozenset({Rol.GESTION, Rol.SUPERVISION})
_DE_TODAS: Final = frozenset({"bitacora:leer", "informes:leer"})
"""Lo que no se puede repartir por cuentas."""
NOMBRE_MAXIMO: Final = 60
DIAS_MAXIMO: Final = 730
"""Ningún testigo vale para siempre: dos años."""
POR_MINUTO: Final = 600
POR_MINUTO_MAXIMO: Final = 100_000
_MARCA: Final = "mod_"
_PREFIJO: Final = 10
_MINUTO: Final = timedelta(minutes=1)
_BLOQUES: Final = 30


def actua(alcances: Iterable[str]) -> bool:
    """Si con esos alcances se hace algo, y no solo se lee: hace falta en nombre de quién."""
    return not EN_NOMBRE_DE.isdisjoint(alcances)


@dataclass(frozen=True, slots=True)
class Pedido:
    """Un cliente por crear. `usuario`: su nombre de usuario, o vacío. `cuentas`: ids; vacío, todas."""

    nombre: str
    alcances: Sequence[str]
    usuario: str = ""
    dias: int = 365
    cuentas: Sequence[int] = ()
    por_minuto: int = POR_MINUTO


def crear(almacen: Almacen, p: Pedido, actor: str = "orden") -> tuple[int, str]:
    """Da de alta un cliente y devuelve su id y su testigo, que no se podrá volver a ver.

    Lanza `EntradaInvalida` si algo no vale: nombre repetido, alcance desconocido, plazo, persona o cuentas.
    """
    nombre = " ".join(p.nombre.split())
    if not 1 <= len(nombre) <= NOMBRE_MAXIMO or limpiar(nombre) != nombre or not nombre.isprintable():
        raise EntradaInvalida(f"el nombre del cliente lleva de 1 a {NOMBRE_MAXIMO} caracteres visibles")
    alcances = sorted(set(p.alcances))
    _exigir_valores(p, alcances)
    testigo = _MARCA + secrets.token_urlsafe(32)
    with almacen.unidad() as u:
        if any(c.nombre == nombre for c in u.clientes.todos()):
            raise EntradaInvalida(f"ya hay un cliente «{nombre}»: elija otro nombre")
        nuevo = ClienteNuevo(
            nombre=nombre,
            prefijo=testigo[:_PREFIJO],
            huella=huella_texto(testigo),
            alcances=alcances,
            cuentas=_cuentas(u, p.cuentas),
            usuario_id=_usuario(u, p.usuario, alcances),
            por_minuto=p.por_minuto,
            caduca=u.ahora + timedelta(days=p.dias),
        )
        return u.clientes.crear(nuevo, actor), testigo


def _exigir_valores(p: Pedido, alcances: Sequence[str]) -> None:
    desconocidos = [a for a in alcances if a not in ALCANCES]
    if desconocidos:
        raise EntradaInvalida(f"«{desconocidos[0]}» no es un alcance: se esperaba {', '.join(ALCANCES)}")
    if not alcances:
        raise EntradaInvalida("elija al menos un alcance: un cliente sin ninguno no puede hacer nada")
    if not 1 <= p.dias <= DIAS_MAXIMO:
        raise EntradaInvalida(f"el plazo va de 1 a {DIAS_MAXIMO} días")
    if not 1 <= p.por_minuto <= POR_MINUTO_MAXIMO:
        raise EntradaInvalida(f"las peticiones por minuto van de 1 a {POR_MINUTO_MAXIMO}")
    de_todas = _DE_TODAS.intersection(alcances)
    if p.cuentas and de_todas:
        raise EntradaInvalida(
            f"«{min(de_todas)}» abarca todas las cuentas: quítelo, o no limite el cliente a algunas"
        )


def _cuentas(u: Unidad, pedidas: Sequence[int]) -> list[int] | None:
    if not pedidas:
        return None
    hay = {c.id for c in u.cuentas.todas()}
    if not hay.issuperset(pedidas):
        raise EntradaInvalida("una de las cuentas elegidas no existe")
    return sorted(set(pedidas))


def _usuario(u: Unidad, nombre: str, alcances: Sequence[str]) -> int | None:
    """La persona en cuyo nombre actúa. Hace falta si hay un alcance que actúa, y su rol tiene que poder."""
    nombre = limpiar(nombre).strip().lower()
    hace = actua(alcances)
    if not nombre:
        if hace:
            raise EntradaInvalida(
                "para decidir o atender hace falta una persona: diga en nombre de quién actúa el cliente"
            )
        return None
    usuario = u.accesos.por_nombre(nombre)
    if usuario is None or not usuario.activo:
        raise EntradaInvalida(f"no hay un usuario activo «{nombre}»")
    if hace and usuario.rol not in _ACTUAN:
        raise EntradaInvalida(f"«{nombre}» no decide: su rol es {usuario.rol}")
    return usuario.id


def listar(almacen: Almacen) -> list[FilaCliente]:
    """Todos los clientes, también los revocados, por nombre."""
    with almacen.lectura() as u:
        return u.clientes.todos()


def cuentas(almacen: Almacen) -> list[tuple[int, str, str, str]]:
    """(id, red, id en la red, nombre) de cada cuenta a la que se puede limitar un cliente."""
    with almacen.lectura() as u:
        return [(c.id, c.red, c.id_externo, c.nombre) for c in u.cuentas.todas()]


def revocar(almacen: Almacen, cliente_id: int, actor: str = "orden") -> None:
    """Su testigo deja de valer en la siguiente petición. Lanza `NoExiste`, o `Conflicto` si ya no valía."""
    with almacen.unidad() as u:
        if u.clientes.revocar(cliente_id, actor):
            return
        if all(c.id != cliente_id for c in u.clientes.todos()):
            raise NoExiste(f"no hay cliente {cliente_id}")
        raise Conflicto("ese cliente ya estaba revocado")


def en_nombre_de(almacen: Almacen, usuario_id: int) -> list[FilaCliente]:
    """Los vigentes que deciden o atienden en nombre de esa persona: los da de alta otra, y ella tiene que poder verlos."""
    with almacen.lectura() as u:
        return [
            c
            for c in u.clientes.todos()
            if c.usuario_id == usuario_id and c.activo and c.caduca > u.ahora and actua(c.alcances)
        ]


def por_aceptar(cliente: FilaCliente) -> bool:
    """Si tendría que actuar en nombre de alguien que aún no lo aceptó: solo lee."""
    return cliente.aceptado is None and actua(cliente.alcances)


def aceptar(almacen: Almacen, cliente_id: int, usuario_id: int) -> None:
    """Esa persona deja que un cliente actúe en su nombre. Lanza `NoExiste` si no es de los suyos, `Conflicto` si ya lo aceptó."""
    _exigir_suyo(almacen, cliente_id, usuario_id)
    with almacen.unidad() as u:
        if not u.clientes.aceptar(cliente_id, usuario_id):
            raise Conflicto("ese programa ya estaba aceptado, o lo acaban de revocar")


def revocar_mio(almacen: Almacen, cliente_id: int, usuario_id: int) -> None:
    """Esa persona deja de dejar que un cliente actue en su nombre. Lanza `NoExiste` si no actua, o ya no valia."""
    _exigir_suyo(almacen, cliente_id, usuario_id)
    revocar(almacen, cliente_id, f"usuario/{usuario_id}")


def _exigir_suyo(almacen: Almacen, cliente_id: int, usuario_id: int) -> None:
    if all(c.id != cliente_id for c in en_nombre_de(almacen, usuario_id)):
        raise NoExiste("ese programa no actúa en su nombre")


def de_testigo(almacen: Almacen, testigo: str) -> FilaCliente | None:
    """El cliente vigente de un testigo, o None si no existe, se revocó o caducó (las tres se ven igual)."""
    if not testigo.startswith(_MARCA):
        return None
    with almacen.lectura() as u:
        cliente = u.clientes.de_huella(huella_texto(testigo))
        vale = cliente is not None and cliente.activo and cliente.caduca > u.ahora
    return cliente if vale else None


@dataclass(slots=True)
class Ritmo:
    """Cuánto puede pedir aún cada cliente en este minuto.

    La cuenta está en la base, así que vale para todos los procesos; para no escribir en ella en cada petición, este
    proceso aparta la treintava parte del límite de una vez y la gasta en memoria. Nunca deja pasar más del límite; con
    varios procesos puede dejar pasar algo menos, lo que cada uno apartó y no gastó.
    """

    _quedan: dict[int, tuple[object, int]] = field(default_factory=dict)
    _cerrojo: Lock = field(default_factory=Lock)

    def gastar(self, almacen: Almacen, cliente: FilaCliente, reloj: Reloj) -> int:
        """Gasta una petición. Devuelve 0 si cabe, o los segundos que faltan para que quepa."""
        ahora = reloj.ahora()
        ventana = ahora.replace(second=0, microsecond=0)
        with self._cerrojo:
            de, quedan = self._quedan.get(cliente.id, (None, 0))
            if de == ventana and quedan:
                self._quedan[cliente.id] = (ventana, quedan - 1)
                return 0
        with almacen.unidad() as u:
            dadas = u.clientes.apartar(cliente.id, ventana, max(1, cliente.por_minuto // _BLOQUES))
        if not dadas:
            return max(1, int((ventana + _MINUTO - ahora).total_seconds()))
        with self._cerrojo:
            de, quedan = self._quedan.get(cliente.id, (None, 0))
            self._quedan[cliente.id] = (ventana, (quedan if de == ventana else 0) + dadas - 1)
        return 0
