"""Lo que la institucion dice en la demostracion: un comunicado en vigor, publicaciones programadas y lo que se sugiere.

Todo pasa por las mismas manos que en la casa: lo escribe una persona, lo juzga el juez y lo aprueban otras.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Final

from moderacion import redaccion
from moderacion.accesos import Usuario
from moderacion.montaje import Servicio
from moderacion.redaccion import Escrito, Ficha, SalidaNueva
from moderacion.reloj import ZONA, dia_local

_DIA: Final = timedelta(days=1)
_ASUNTO: Final = "Aviso sobre un bono falso"
_CUERPO: Final = (
    "El Instituto no entrega ningún bono ni pide datos de tarjetas en sus redes. La publicación que lo ofrecía en "
    "Facebook no es del Instituto. Quien haya dado sus datos debe avisar a su banco."
)
_EN_CORTO: Final = (
    "El Instituto no entrega ningún bono ni pide datos de tarjetas. La publicación que lo ofrecía en Facebook no es "
    "del Instituto: no abra ese enlace."
)
"""Para Twitter, donde el comunicado entero no cabe. A Facebook no va: el incidente la tiene detenida."""
_PROGRAMADAS: Final = (
    (1, "09:00", ("facebook", "twitter"), "aprobado", "Mañana es jornada de vacunación en las unidades médicas. Lleve su tarjeta y su documento de identidad."),
    (1, "15:30", ("facebook", "twitter"), "aprobado", "Las constancias de cotización se entregan en las sucursales administrativas, sin cita."),
    (2, "10:00", ("twitter",), "aprobado", "Recuerde: para programar su cita de medicina general llame al 127."),
    (3, "09:30", ("twitter",), "en_revision", "La donación de sangre se recibe en los bancos de sangre de los hospitales. Consulte los requisitos al 127."),
    (4, "16:00", ("facebook",), "borrador", "Conozca los pasos para inscribir a su beneficiario en la sucursal más cercana."),
)  # fmt: skip
"""(dentro de cuantos dias, hora, redes, hasta donde llega, texto)."""


def decir(servicio: Servicio, personas: Mapping[str, Usuario]) -> None:
    """Escribe y aprueba el comunicado y lo programado. Lo que toque salir ya, sale en la siguiente pasada."""
    cuentas = {con.red.value: i for i, con in servicio.conectores.items()}
    autora, otra, jefe = personas["gestora"], personas["redactora"], personas["supervisor"]
    hoy = dia_local(servicio.reloj.ahora())
    ficha = Ficha(_ASUNTO, "Dirección General", hoy, hoy + 60 * _DIA)
    comunicado = Escrito(_CUERPO, (SalidaNueva(cuentas["twitter"], _EN_CORTO),), ficha=ficha)
    i = _enviado(servicio, autora, comunicado)
    for quien in (otra, jefe):
        _aprobar(servicio, i, quien)
    for dias, hora, redes, hasta, texto in _PROGRAMADAS:
        cuando = datetime.combine(hoy + dias * _DIA, time.fromisoformat(hora), ZONA)
        escrito = Escrito(texto, tuple(SalidaNueva(cuentas[r], hora=cuando) for r in redes))
        if hasta == "borrador":
            redaccion.crear_escrito(servicio.almacen, autora, escrito)
            continue
        i = _enviado(servicio, autora, escrito)
        if hasta == "aprobado":
            _aprobar(servicio, i, otra)


def _enviado(servicio: Servicio, autora: Usuario, e: Escrito) -> int:
    i = redaccion.crear_escrito(servicio.almacen, autora, e)
    redaccion.enviar(servicio.almacen, servicio.redaccion, i, 1, autora)
    return i


def _aprobar(servicio: Servicio, borrador_id: int, quien: Usuario) -> None:
    almacen, reglas = servicio.almacen, servicio.redaccion
    b = redaccion.ficha_escrito(almacen, reglas, borrador_id).b
    redaccion.aprobar(almacen, reglas, borrador_id, b["version"], b["huella"], quien)
