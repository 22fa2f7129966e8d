"""La base que volvio atras sin que nadie la restaurara: una foto de la maquina virtual, una replica atrasada, un archivo viejo.

Es lo mismo que restaurar una copia sin haberlo pedido: lo que en ella estaba por salir pudo salir ya. Se nota en que un ancla de
fuera llega mas lejos que su bitacora; sin anclas lo puede decir una persona. Desde que se declara rige la misma cuarentena.
"""

from collections.abc import Sequence
from datetime import datetime

from moderacion.almacen import Almacen
from moderacion.almacen.restauraciones import Copia
from moderacion.bitacora.verificador import GENESIS, RESTAURACION, Ancla, exigir
from moderacion.custodia.anclas import Reglas
from moderacion.errores import Conflicto


def se_anclo(almacen: Almacen) -> bool:
    """Si alguna vez se firmo un ancla."""
    with almacen.lectura() as u:
        return u.anclas.ultima() is not None


def falta_hasta(almacen: Almacen, anclas: Sequence[Ancla]) -> int:
    """La fila mas alta que las anclas exigen y la base no tiene; 0 si no le falta ninguna, o si ya se declaro."""
    with almacen.lectura() as u:
        n, _ = u.sucesos.ultimo() or (0, GENESIS)
        ultima, ahora = u.restauraciones.ultima(), u.ahora
    # una de una hora que no ha llegado se firmo con el reloj adelantado: pareceria posterior a lo declarado
    creibles = [a for a in anclas if datetime.fromisoformat(a.fecha) <= ahora]
    if ultima is not None:
        # aunque la suya no llegara al archivo: lo anclado antes de ella por encima de su fila ya no se exige
        fecha = ultima["fecha"].isoformat(timespec="microseconds")
        creibles.append(Ancla(RESTAURACION, ultima["n"], ultima["huella"], fecha, 0, ""))
    alta = max(exigir(creibles)[0], default=0)
    return 0 if n >= alta else alta


def declarar(almacen: Almacen, anclas: Sequence[Ancla], firma: Reglas | None, por: str, motivo: str) -> None:
    """Abre la cuarentena y firma desde que fila se sigue. Lanza `Conflicto` si ya hay una abierta."""
    with almacen.unidad() as u:
        if u.restauraciones.abierta() is not None:
            raise Conflicto("ya hay una restauración abierta: lo de antes de ella está retenido")
        n, huella = u.sucesos.ultimo() or (0, GENESIS)
        perdidas = max([n, *exigir(anclas)[0]])
        datos = {"motivo": motivo, "n": n, "perdidas_hasta": perdidas}
        u.restauraciones.abrir(
            Copia("", u.sucesos.fecha_del_ultimo() or u.ahora, n, huella, perdidas),
            datos,
            tipo="base:retrocedio",
            por=por,
        )
        if firma is not None:
            u.anclas.anadir(firma.firmante.firmar(RESTAURACION, n, huella, u.ahora, perdidas), firma.destinos)
