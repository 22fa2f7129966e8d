"""Escribir a las areas, montado: de la configuracion, a quien se escribe y por donde."""

from collections.abc import Mapping
from datetime import timedelta

from moderacion import avisos, redaccion
from moderacion.almacen import Almacen
from moderacion.config import Config
from moderacion.errores import ErrorConfig
from moderacion.reloj import Reloj


def responsables(config: Config) -> dict[str, redaccion.Responsable]:
    """Clave de cada area → a quien se pregunta. Lanza `ErrorConfig` si una clave no es de ningun area."""
    for a in config.area:
        if a.clave not in redaccion.AREAS:
            raise ErrorConfig(f"«area.{a.clave}»: no hay tal área; se esperaba {', '.join(redaccion.AREAS)}")
    return {
        a.clave: redaccion.Responsable(a.correo, a.jefe or "", timedelta(hours=a.plazo_horas))
        for a in config.area
    }


def buzon(config: Config) -> avisos.Buzon | None:
    """Por donde se escribe, o None si no hay correo configurado."""
    c = config.correo
    if c is None:
        return None
    clave = c.clave.get_secret_value() if c.clave else ""
    return avisos.Buzon(c.servidor, c.puerto, c.de, c.enlace, c.seguridad, c.usuario, clave)


def escribir_a_las_areas(
    almacen: Almacen,
    por: avisos.Buzon | None,
    areas: Mapping[str, redaccion.Responsable],
    reloj: Reloj,
) -> tuple[int, int]:
    """Una pasada: apunta los correos que tocan y los envia. Devuelve (enviados, fallidos)."""
    if por is None:
        return 0, 0
    redaccion.revisar_consultas(almacen, areas)
    redaccion.revisar_vistos_buenos(almacen, areas)
    destinos = {k: avisos.Destino(redaccion.AREAS[k], r.correo, r.jefe) for k, r in areas.items()}
    return avisos.despachar_correos(almacen, por, destinos, redaccion.emitir_enlace, reloj)
