"""Lo que las personas hacen con un incidente: tomarlo, dar pasos, decidir, cerrarlo y volver a abrirlo."""

from collections.abc import Mapping
from typing import Final

from moderacion.almacen import Almacen
from moderacion.errores import Conflicto, EntradaInvalida
from moderacion.incidentes import acuse, escalada

CAUSA_MINIMA: Final = 10
MOTIVO_MINIMO: Final = 3
_MAXIMO: Final = 2_000
PARA, PARA_TODAS, SUELTA = "parar_cuenta", "parar_todas", "soltar_cuenta"
DECISIONES: Final[Mapping[str, str]] = {
    PARA: "Detener la cuenta",
    PARA_TODAS: "Detener todas las cuentas",
    SUELTA: "Dejar que la cuenta publique",
    "recuperar": "Pedir la recuperación a la red",
    "avisar_publico": "Avisar al público",
    "no_avisar_publico": "No avisar al público por ahora",
    "denunciar": "Denunciar ante la autoridad",
    "seguir_mirando": "Seguir mirando",
    "otra": "Otra decisión",
}
"""Lo que un superior puede decidir (articulo 13). Las tres primeras ademas se hacen."""


def atender(almacen: Almacen, incidente_id: int, usuario_id: int) -> None:
    """Alguien se hace cargo. Lanza `Conflicto`.

    Si es de supervision, o esta en la cadena, calla los avisos; si no, salen igual: el articulo 13 manda que los superiores
    se enteren.
    """
    with almacen.unidad() as u:
        # primero su escalada, en el mismo orden que el motor: dos a la vez no se abrazan
        u.escaladas.una(incidente_id)
        u.incidentes.atender(incidente_id, usuario_id, f"usuario/{usuario_id}")
        acuse.al_atender(u, incidente_id, usuario_id)


def cerrar(almacen: Almacen, incidente_id: int, causa: str, usuario_id: int) -> None:
    """Se cierra con su causa: solo entonces se vuelve a publicar. Lanza `EntradaInvalida` o `Conflicto`."""
    with almacen.unidad() as u:
        escalada.terminar(u, incidente_id)
        u.incidentes.cerrar(incidente_id, _escrito(causa, CAUSA_MINIMA, "la causa"), f"usuario/{usuario_id}")


def descartar(almacen: Almacen, incidente_id: int, causa: str, usuario_id: int) -> None:
    """Era una falsa alarma: se cierra, lo atendiera alguien o no. Lanza `EntradaInvalida`, `NoExiste` o `Conflicto`."""
    with almacen.unidad() as u:
        escalada.terminar(u, incidente_id)
        u.atencion.descartar(incidente_id, _escrito(causa, CAUSA_MINIMA, "por qué no era nada"), usuario_id)


def reabrir(almacen: Almacen, incidente_id: int, motivo: str, usuario_id: int) -> None:
    """No habia terminado: vuelve a quien lo reabre, y su motivo queda entre las decisiones.

    Lanza `EntradaInvalida`, `NoExiste` o `Conflicto`.
    """
    texto = _escrito(motivo, MOTIVO_MINIMO, "por qué se reabre")
    with almacen.unidad() as u:
        acuse.al_reabrir(u, incidente_id, usuario_id)
        u.atencion.reabrir(incidente_id, usuario_id, texto)
        u.atencion.decidir(incidente_id, usuario_id, "reabrir", texto)


def marcar_paso(
    almacen: Almacen, incidente_id: int, orden: int, usuario_id: int, nota: str = "", *, hecho: bool = True
) -> None:
    """Da un paso de la lista por hecho, o se desdice. Lanza `EntradaInvalida`, `NoExiste` o `Conflicto`."""
    if len(nota) > _MAXIMO:
        raise EntradaInvalida(f"la nota pasa de {_MAXIMO} caracteres")
    with almacen.unidad() as u:
        escalada.seguir(u, incidente_id)
        u.atencion.marcar_paso(incidente_id, orden, usuario_id, nota.strip(), hecho=hecho)


def decidir(almacen: Almacen, incidente_id: int, decision: str, motivo: str, usuario_id: int) -> None:
    """Deja escrito lo que decidio un superior y por que, y lo hace si es parar o soltar.

    Lanza `EntradaInvalida`, `NoExiste` o `Conflicto`.
    """
    if decision not in DECISIONES:
        raise EntradaInvalida("elija una de las decisiones de la lista")
    texto = _escrito(motivo, MOTIVO_MINIMO, "el motivo")
    with almacen.unidad() as u:
        escalada.seguir(u, incidente_id)
        u.atencion.decidir(incidente_id, usuario_id, decision, texto)
        if decision in (PARA, SUELTA):
            u.atencion.congelar(incidente_id, usuario_id, congela=decision == PARA)
        elif decision == PARA_TODAS:
            try:
                u.paros.poner(None, f"incidente {incidente_id}: {texto}"[:_MAXIMO], usuario_id)
            except Conflicto:
                raise Conflicto("ya está todo detenido por otro motivo") from None


def _escrito(texto: str, minimo: int, que: str) -> str:
    """El texto, si dice algo. Lanza `EntradaInvalida`."""
    limpio = texto.strip()
    if len(limpio) < minimo:
        raise EntradaInvalida(f"escriba {que}: al menos {minimo} caracteres")
    if len(limpio) > _MAXIMO:
        raise EntradaInvalida(f"{que} pasa de {_MAXIMO} caracteres")
    return limpio
