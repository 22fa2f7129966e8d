"""Los enlaces que no valen, contados por origen: el freno de quien los prueba.

Un testigo son 256 bits de azar: el freno cuida la base, no la adivinanza, y el enlace que vale no se frena.
"""

from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Final

from sqlalchemy import func, select

from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.tablas import IntentoPublico, tabla

_T = tabla(IntentoPublico)
INTENTOS: Final = 20
"""Enlaces malos que se admiten de un mismo origen en una ventana."""
VENTANA: Final = timedelta(minutes=10)
ORIGEN_MAXIMO: Final = 100
OLVIDO: Final = timedelta(days=1)
"""Un intento lleva la direccion de alguien: no se guarda mas de lo que sirve."""
_IPV4: Final = 4


class Intentos(Repositorio):
    """Lo que prueba gente de fuera. No va a la bitacora: cualquiera podria hacerla crecer sin fin."""

    def anotar(self, origen: str) -> None:
        """Alguien trajo un enlace que no vale."""
        self._con.execute(_T.delete().where(_T.c.fecha < self._ahora - OLVIDO))
        self._con.execute(_T.insert().values(origen=origen, fecha=self._ahora))

    def van(self, origen: str, desde: datetime) -> int:
        """Cuantos enlaces malos trajo ese origen desde entonces."""
        consulta = select(func.count()).where(_T.c.origen == origen, _T.c.fecha >= desde)
        return int(self._con.execute(consulta).scalar_one())


def red_de(origen: str) -> str:
    """La dirección, o su /64 si es IPv6: a cualquiera le dan una entera, y cambiar de dirección no es ser otro."""
    try:
        direccion = ip_address(origen)
    except ValueError:
        return origen
    if direccion.version == _IPV4:
        return str(direccion)
    return (
        str(ip_network((direccion, 64), strict=False))
        if direccion.ipv4_mapped is None
        else str(direccion.ipv4_mapped)
    )
