"""Como se le dice a una persona que una fecha confunde."""

from politicas.ayudas.hechos.calendario import SEMANA_ESCRITA, escribir
from politicas.ayudas.hechos.fechas import Duda

_SIN_FECHA = {
    "imposible": ("Esa fecha no existe.", True),
    "al_reves": ("El plazo termina antes de empezar.", True),
}


def escribir_duda(duda: Duda) -> tuple[str, bool | None, tuple[str, ...]]:
    """El motivo, cuanto pesa (True, alto; False, aviso; None, nota) y lo que se sugiere."""
    if duda.que in _SIN_FECHA or duda.fecha is None:
        motivo, alto = _SIN_FECHA.get(duda.que, ("Esa fecha confunde.", False))
        return motivo, alto, ()
    if duda.que == "ambigua":
        segunda = f" o {escribir(duda.otra)}" if duda.otra else ""
        return (
            f"La fecha se lee de dos formas: {escribir(duda.fecha)}{segunda}.",
            None,
            (escribir(duda.fecha),),
        )
    dia = SEMANA_ESCRITA[duda.fecha.weekday()]
    motivo = f"El {escribir(duda.fecha)} cae en {dia}."
    return motivo, duda.que == "semana", (f"{dia} {escribir(duda.fecha)}",)
