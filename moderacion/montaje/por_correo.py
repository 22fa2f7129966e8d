"""Los informes por correo, montado: de la configuracion, cuales salen solos, y como se hace cada uno."""

from collections.abc import Mapping
from typing import Any

from moderacion import avisos
from moderacion.almacen import Almacen
from moderacion.config import Config
from moderacion.informes import envios, formas, registro
from moderacion.informes.periodo import Periodo
from moderacion.reloj import Reloj


def enviar_informes(
    config: Config, almacen: Almacen, por: avisos.Buzon | None, reloj: Reloj
) -> tuple[int, int]:
    """Una pasada: apunta los que tocan y los envia. Devuelve (enviados, fallidos)."""
    if por is None or not config.informe:
        return 0, 0
    programados = [envios.Programado(p.clase, p.cada, p.formato, p.para) for p in config.informe]
    envios.apuntar(almacen, programados, reloj.ahora())

    def hacer(envio: Mapping[str, Any]) -> avisos.Adjunto:
        periodo = Periodo(envio["desde"], envio["hasta"])
        nombre = config.institucion.nombre
        informe = registro.armar(envio["clase"], almacen, periodo, reloj.ahora(), nombre)
        formato = formas.FORMATOS[envio["formato"]]
        cuerpo = formas.dar(informe, formato.clave)
        archivo = formas.nombre_de_archivo(informe, formato.clave)
        return avisos.Adjunto(f"{informe.titulo}, {periodo}", archivo, formato.tipo, cuerpo)

    return avisos.despachar_informes(almacen, por, hacer, reloj)
