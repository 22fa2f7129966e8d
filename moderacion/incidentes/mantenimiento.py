"""Los cambios que se anuncian antes de hacerlos: bajan el peso de lo que se esperaba, y nunca lo callan."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from moderacion.almacen import Almacen, Unidad
from moderacion.almacen.cuentas import FilaCuenta
from moderacion.errores import EntradaInvalida
from politicas.p13 import MARGEN
from politicas.tipos import Ventana

ESPERAS: Final[Mapping[str, frozenset[str]]] = {
    "publicaciones": frozenset({"publicacion_ajena", "aplicacion", "edicion", "reescrita", "contacto"}),
    "borrados": frozenset({"borrada"}),
    "perfil": frozenset({"perfil", "perfil_menor"}),
    "administradores": frozenset({"administradores"}),
    "credencial": frozenset({"credencial", "credencial_vencida", "permisos"}),
    "seguidores": frozenset({"seguidores", "siguiendo"}),
}
"""Lo que se puede anunciar, y las señales de la politica 13 a que alcanza."""
MAXIMO: Final = timedelta(hours=72)
"""Una ventana larga deja de decir nada."""
LEJOS: Final = timedelta(days=60)
TARDANZA: Final = timedelta(minutes=1)
"""Lo que puede tardar quien rellena el formulario: mas atras ya no es anunciar."""
MOTIVO_MINIMO: Final = 10
_MOTIVO_MAXIMO: Final = 500


def anunciar(
    almacen: Almacen,
    cuenta_id: int | None,
    desde: datetime | None,
    hasta: datetime,
    espera: Collection[str],
    motivo: str,
    actor: str,
) -> int:
    """Anuncia una ventana (de una cuenta, o de todas) y devuelve su id. Lanza `EntradaInvalida` o `NoExiste`.

    Solo hacia delante: lo que ya paso no se puede anunciar. Sin `desde`, empieza ahora.
    """
    if len(motivo.strip()) < MOTIVO_MINIMO:
        raise EntradaInvalida(f"diga por qué habrá cambios: al menos {MOTIVO_MINIMO} caracteres")
    if len(motivo) > _MOTIVO_MAXIMO:
        raise EntradaInvalida(f"el motivo pasa de {_MOTIVO_MAXIMO} caracteres")
    if desconocidas := sorted(set(espera) - set(ESPERAS)):
        raise EntradaInvalida(f"no se puede anunciar «{desconocidas[0]}»: solo {', '.join(ESPERAS)}")
    with almacen.unidad() as u:
        desde = desde or u.ahora
        if desde < u.ahora - TARDANZA:
            raise EntradaInvalida("eso ya empezó: un cambio se anuncia antes de hacerlo")
        if desde > u.ahora + LEJOS:
            raise EntradaInvalida(f"falta demasiado: se anuncia con {LEJOS.days} días como mucho")
        if hasta <= desde:
            raise EntradaInvalida("el final tiene que ser posterior al principio")
        if hasta - desde > MAXIMO:
            raise EntradaInvalida(
                f"es demasiado larga: {int(MAXIMO.total_seconds() // 3600)} horas como mucho"
            )
        return u.mantenimientos.anunciar(cuenta_id, desde, hasta, sorted(espera), motivo.strip(), actor)


def retirar(almacen: Almacen, ventana_id: int, actor: str) -> None:
    """Deja de valer desde ahora. Lanza `NoExiste` o `Conflicto`."""
    with almacen.unidad() as u:
        u.mantenimientos.retirar(ventana_id, actor)


def por_terminar(almacen: Almacen) -> Sequence[Mapping[str, Any]]:
    """Las que rigen o regiran."""
    with almacen.lectura() as u:
        return u.mantenimientos.por_terminar()


def cuentas(almacen: Almacen) -> Sequence[FilaCuenta]:
    """Las cuentas que se pueden anunciar."""
    with almacen.lectura() as u:
        return u.cuentas.todas()


def ultimas(almacen: Almacen, limite: int = 50) -> Sequence[Mapping[str, Any]]:
    """Las ultimas anunciadas, la ultima primero."""
    with almacen.lectura() as u:
        return u.mantenimientos.ultimos(limite)


def ventanas(u: Unidad, cuenta_id: int, desde: datetime) -> tuple[Ventana, ...]:
    """Las que pueden alcanzar a lo que se vio de una cuenta desde esa fecha. Una retirada vale hasta que se retiro."""
    return tuple(
        Ventana(
            motivo=f["motivo"],
            desde=f["desde"],
            hasta=min(f["hasta"], f["retirado"] or f["hasta"]),
            espera=frozenset().union(*(ESPERAS[e] for e in f["espera"])),
        )
        for f in u.mantenimientos.de(cuenta_id, desde - MARGEN)
    )
