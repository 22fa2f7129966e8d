"""Lo que una restauracion retiene: una persona mira la red, lo suelta o lo descarta, y cuando no queda nada la cierra."""

from collections import Counter
from collections.abc import Sequence

from moderacion.almacen import Almacen, EstadoOrden
from moderacion.almacen.cuarentena import Retenida
from moderacion.almacen.restauraciones import DESCARTADA, Fila
from moderacion.errores import Conflicto, EntradaInvalida

_MINIMO = 3


def retenido(almacen: Almacen) -> tuple[Fila | None, list[Fila]]:
    """La restauracion abierta (None si no hay) y lo que espera."""
    with almacen.lectura() as u:
        return u.restauraciones.abierta(), u.restauraciones.retenido()


def soltar(almacen: Almacen, cuales: Sequence[str], por: str) -> int:
    """Deja salir lo dicho («orden/5», o «todo»). Devuelve cuanto. Lanza `EntradaInvalida`."""
    hechas = 0
    for clase, ids in _leer(almacen, cuales).items():
        with almacen.unidad() as u:
            hechas += u.restauraciones.soltar(clase, ids, por)
    return hechas


def descartar(almacen: Almacen, cuales: Sequence[str], por: str) -> int:
    """Que no salga lo dicho. Devuelve cuanto. Lanza `EntradaInvalida`."""
    hechas = 0
    for clase, ids in _leer(almacen, cuales).items():
        with almacen.unidad() as u:
            estaban = u.restauraciones.descartar(clase, ids, por)
            for orden_id in estaban if clase is Retenida.ORDEN else ():
                u.ordenes.pasar(orden_id, EstadoOrden.PENDIENTE, EstadoOrden.ANULADA, {"error": DESCARTADA})
            hechas += len(estaban)
    return hechas


def _leer(almacen: Almacen, cuales: Sequence[str]) -> dict[Retenida, list[int]]:
    _, espera = retenido(almacen)
    leidas: dict[Retenida, list[int]] = {}
    pedidas = [f"{f['clase']}/{f['id']}" for f in espera] if list(cuales) == ["todo"] else cuales
    for pedida in pedidas:
        clase, _, numero = pedida.partition("/")
        if clase not in list(Retenida) or not numero.isdecimal():
            raise EntradaInvalida(f"no se entiende «{pedida}»: se esperaba algo como orden/5, o «todo»")
        leidas.setdefault(Retenida(clase), []).append(int(numero))
    return leidas


def cerrar(almacen: Almacen, por: str, motivo: str) -> None:
    """Desde ahora todo sale como siempre. Lanza `EntradaInvalida` sin motivo, o `Conflicto` si aun se retiene algo."""
    if len(motivo.strip()) < _MINIMO:
        raise EntradaInvalida("diga con qué se comprobó: queda escrito")
    with almacen.unidad() as u:
        espera = Counter(str(f["clase"]) for f in u.restauraciones.retenido())
        if espera:
            cuantas = ", ".join(f"{n} de {clase}" for clase, n in espera.items())
            raise Conflicto(f"aún se retiene algo ({cuantas}): suéltelo o descártelo antes")
        if not u.restauraciones.cerrar(por, motivo.strip()):
            raise Conflicto("no hay ninguna restauración abierta")
