"""Lo nuestro que en la red dice otra cosa que en el libro, sin que una orden nuestra lo cambiara."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import or_, select

from conectores.tipos import Accion
from moderacion.almacen.consultas import Repositorio, mismo_texto
from moderacion.almacen.estados import EstadoOrden
from moderacion.almacen.tablas import CambioPerfil, Orden, Publicacion, tabla
from moderacion.almacen.vigilancia import PorComprobar, a_medias
from moderacion.bitacora import Suceso

_P, _X, _O = tabla(Publicacion), tabla(CambioPerfil), tabla(Orden)
EDICION: Final = "publicacion "
"""Con que empieza el `campo` de un cambio que no es del perfil: lo que sigue es el id de la publicacion en la red."""
_TARDA: Final = timedelta(minutes=10)
"""Lo que la red puede tardar en enseñar lo que se acaba de editar."""


class Ediciones(Repositorio):
    """Compara el libro con la red."""

    def cotejar(self, cuenta_id: int, lote: Sequence[PorComprobar], textos: Mapping[str, str]) -> int:
        """Apunta lo que dice otra cosa (`textos`: lo que dice la red, por su id), una vez cada texto. Devuelve cuantas.

        De lo que la red no dice nada, nada se sabe. Una orden nuestra pudo cambiarlo mientras se preguntaba: para que
        sea de otro no puede ser ni lo que el libro decia antes ni lo que dice ahora.
        """
        vistas = {p.id: (p, dice) for p in lote if (dice := textos.get(p.id_externo, "").strip())}
        otras = {i for i, (p, dice) in vistas.items() if not mismo_texto(dice, p.texto)}
        ultimos = self._ultimos(cuenta_id, [p.id_externo for p, _ in vistas.values()])
        if not (otras or ultimos):
            return 0
        en_obra = self._editandose(cuenta_id)
        nuevas = 0
        de_hoy = select(_P.c.id, _P.c.id_externo, _P.c.texto).where(_P.c.id.in_(sorted(vistas)))
        for f in self._con.execute(de_hoy.where(_P.c.borrada.is_(None))):
            dice, ultimo = vistas[f.id][1], ultimos.get(f.id_externo)
            if f.id not in otras or mismo_texto(dice, f.texto):
                if ultimo is not None and ultimo != f.texto:
                    # volvio a su sitio: si lo cambian otra vez, es otra vez
                    self._apuntar(cuenta_id, f.id_externo, ultimo, f.texto, visto=True)
            elif dice != ultimo and f.id_externo not in en_obra:
                self._apuntar(cuenta_id, f.id_externo, f.texto, dice, visto=False)
                self._registro.asentar(Suceso("publicacion:alterada", f"publicacion/{f.id}"))
                nuevas += 1
        return nuevas

    def _ultimos(self, cuenta_id: int, externos: Sequence[str]) -> dict[str, str]:
        """Lo ultimo que se apunto de cada una, por su id en la red."""
        donde = (_X.c.cuenta_id == cuenta_id, _X.c.campo.in_([f"{EDICION}{i}" for i in externos]))
        filas = self._con.execute(select(_X.c.campo, _X.c.ahora).where(*donde).order_by(_X.c.id))
        return {f.campo.removeprefix(EDICION): f.ahora for f in filas}

    def _editandose(self, cuenta_id: int) -> frozenset[str]:
        """Lo que una orden nuestra esta cambiando, o acaba de cambiar y la red puede no enseñar aun."""
        acaba = (_O.c.estado == EstadoOrden.HECHA) & (_O.c.cerrada >= self._ahora - _TARDA)
        consulta = select(_O.c.objeto).where(
            _O.c.cuenta_id == cuenta_id,
            _O.c.accion == Accion.EDITAR.value,
            or_(a_medias(), acaba),
        )
        return frozenset(self._con.execute(consulta).scalars())

    def _apuntar(self, cuenta_id: int, externo: str, antes: str, ahora: str, *, visto: bool) -> None:
        valores = {"cuenta_id": cuenta_id, "campo": f"{EDICION}{externo}", "antes": antes, "ahora": ahora}
        self._con.execute(_X.insert().values(**valores, fecha=self._ahora, visto=visto))
