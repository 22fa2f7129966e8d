"""Como se le dice a una persona lo que no casa y lo que confunde."""

from politicas.ayudas.hechos.calendario import SEMANA_ESCRITA, escribir
from politicas.ayudas.hechos.comparar import Choque
from politicas.ayudas.hechos.fechas import Duda
from politicas.ayudas.hechos.leidos import Leido
from politicas.ayudas.hechos.tipos import Clase

_NOMBRES = {
    Clase.HORA: "la hora",
    Clase.FECHA: "la fecha",
    Clase.TELEFONO: "el teléfono",
    Clase.CORREO: "el correo",
    Clase.MONTO: "el monto",
    Clase.PORCENTAJE: "el porcentaje",
    Clase.CANTIDAD: "la cantidad",
    Clase.DIAS: "los días",
    Clase.LUGAR: "el lugar",
    Clase.REQUISITO: "el requisito",
    Clase.ESTADO: "lo que se dice",
}
_SIN_FECHA: dict[str, tuple[str, bool | None]] = {
    "imposible": ("Esa fecha no existe.", True),
    "largo": ("Desde aquí no se contrastaron los datos: el texto es demasiado largo.", None),
    "al_reves": ("El plazo termina antes de empezar.", True),
    "horas": ("El horario termina antes de empezar: compruebe «a. m.» y «p. m.».", False),
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


def escribir_choque(choque: Choque, origen: str, oficial: Leido) -> tuple[str, tuple[str, ...]]:
    """El motivo y lo que se sugiere poner: lo que dice el otro texto, si cabe en el sitio de lo nuestro.

    `origen` es de donde sale el otro, con su articulo («el comunicado 9-2026»).
    """
    dichos = tuple(dict.fromkeys(oficial.texto[h.inicio : h.fin] for h in choque.oficiales))
    clase = choque.propio.clase
    citas = ", ".join(f"«{d}»" for d in dichos)
    verbo = "coinciden" if clase is Clase.DIAS else "coincide"
    motivo = f"No {verbo} {_NOMBRES[clase]} con lo que dice {origen}: {citas}."
    negado = clase is Clase.DIAS and any(
        h.marcas.abierto is False for h in (choque.propio, *choque.oficiales)
    )  # cambiar los dias de «excepto los domingos» no lo arregla
    return motivo, () if negado or clase in (Clase.REQUISITO, Clase.ESTADO) else dichos
