"""Los comunicados: preparar uno con su numero, publicarlo, y cuales rigen."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, and_, or_, select

from moderacion.almacen.consultas import Repositorio, huella_texto, insertar
from moderacion.almacen.estados_redaccion import EstadoComunicado
from moderacion.almacen.tablas import Borrador, Comunicado, Salida, tabla
from moderacion.bitacora import MAQUINA, Suceso
from moderacion.errores import Conflicto, EntradaInvalida, NoExiste
from politicas.ayudas.comunicados import FORMATO

_M, _B, _S = (tabla(t) for t in (Comunicado, Borrador, Salida))
Fila = Mapping[str, Any]
_LEIDOS: Final[WeakKeyDictionary[Engine, dict[int, Fila]]] = WeakKeyDictionary()
"""Por base, lo ya leido de los publicados, que no cambia: se juzga contra todos en cada pulsacion."""


@dataclass(frozen=True, slots=True)
class FichaNueva:
    """Lo que se guarda de un comunicado mientras se redacta."""

    numero: str
    asunto: str
    firmante: str
    desde: datetime
    hasta: datetime
    cuerpo: str
    sustituye_id: int | None = None


class Comunicados(Repositorio):
    """El archivo de comunicados."""

    def siguiente(self, ano: int) -> str:
        """El primer numero libre de ese año, detras del mas alto."""
        numeros = self._con.execute(select(_M.c.numero).where(_M.c.numero.endswith(f"-{ano}"))).scalars()
        usados = [int(m[1]) for n in numeros if (m := FORMATO.fullmatch(n))]
        return f"{max(usados, default=0) + 1}-{ano}"

    def preparar(self, borrador_id: int, ficha: FichaNueva) -> None:
        """Reserva el numero para un borrador. Lanza `EntradaInvalida` si ya es de otro."""
        r = self._con.execute(
            insertar(self._con, _M)
            .values(
                borrador_id=borrador_id,
                texto="",
                estado=EstadoComunicado.PREPARADO,
                motivo_retiro="",
                **asdict(ficha),
            )
            .on_conflict_do_nothing(index_elements=["numero"])
        )
        if not r.rowcount:
            raise EntradaInvalida(f"ya hay un comunicado con el número {ficha.numero}")

    def cambiar(self, borrador_id: int, ficha: FichaNueva) -> None:
        """Cambia lo que aun no se publico. Lanza `EntradaInvalida` (numero de otro) o `Conflicto`."""
        otro = select(_M.c.id).where(_M.c.numero == ficha.numero, _M.c.borrador_id != borrador_id)
        if self._con.execute(otro).first():
            raise EntradaInvalida(f"ya hay un comunicado con el número {ficha.numero}")
        donde = (_M.c.borrador_id == borrador_id, _M.c.estado == EstadoComunicado.PREPARADO)
        r = self._con.execute(_M.update().where(*donde).values(**asdict(ficha)))
        if not r.rowcount:
            raise Conflicto("este comunicado ya se publicó")

    def al_salir(self, orden_id: int) -> None:
        """Si lo que esa orden puso en la red es de un comunicado, entra al archivo. Si ya estaba, no hace nada."""
        suyo = select(_S.c.borrador_id).where(_S.c.orden_id == orden_id)
        for borrador_id in self._con.execute(suyo).scalars().all():
            self.publicar(borrador_id)

    def publicar(self, borrador_id: int) -> None:
        """Entra al archivo, porque ya salio por alguna cuenta, con el texto de su borrador. Si ya estaba, no hace nada."""
        donde = (_M.c.borrador_id == borrador_id, _M.c.estado == EstadoComunicado.PREPARADO)
        texto = self._con.execute(select(_B.c.texto).where(_B.c.id == borrador_id)).scalar_one()
        valores = {"estado": EstadoComunicado.PUBLICADO, "publicado": self._ahora, "texto": texto}
        if self._con.execute(_M.update().where(*donde).values(**valores)).rowcount:
            fila = self._con.execute(
                select(_M.c.id, _M.c.numero).where(_M.c.borrador_id == borrador_id)
            ).one()
            datos = {"numero": fila.numero, "texto": huella_texto(texto)}
            self._registro.asentar(Suceso("comunicado:publicado", f"comunicado/{fila.id}", MAQUINA, datos))

    def retirar(self, comunicado_id: int, usuario_id: int, motivo: str) -> None:
        """Deja de regir. Lanza `Conflicto` si no estaba publicado."""
        r = self._con.execute(
            _M.update()
            .where(_M.c.id == comunicado_id, _M.c.estado == EstadoComunicado.PUBLICADO)
            .values(
                estado=EstadoComunicado.RETIRADO,
                retirado=self._ahora,
                retirado_por=usuario_id,
                motivo_retiro=motivo,
            )
        )
        if not r.rowcount:
            raise Conflicto("ese comunicado no está publicado")
        datos = {"motivo": self._registro.sellar(f"comunicado/{comunicado_id}", motivo)}
        actor = f"usuario/{usuario_id}"
        self._registro.asentar(Suceso("comunicado:retirado", f"comunicado/{comunicado_id}", actor, datos))

    def uno(self, comunicado_id: int) -> Fila:
        """Uno, con quien lo sustituyo. Lanza `NoExiste`."""
        fila = self._con.execute(self._todos().where(_M.c.id == comunicado_id)).mappings().first()
        if fila is None:
            raise NoExiste(f"no hay comunicado {comunicado_id}")
        return dict(fila)

    def del_borrador(self, borrador_id: int) -> Fila | None:
        """El que se redacta en ese borrador, o None."""
        fila = self._con.execute(self._todos().where(_M.c.borrador_id == borrador_id)).mappings().first()
        return dict(fila) if fila else None

    def con_numero(self, numero: str) -> Fila | None:
        """El de ese numero, o None."""
        fila = self._con.execute(self._todos().where(_M.c.numero == numero)).mappings().first()
        return dict(fila) if fila else None

    def vigentes(self, *, sin: Collection[int] = ()) -> list[Fila]:
        """Los publicados que rigen ahora, el mas viejo primero. `sin`: los que no cuentan.

        El sustituido rige hasta que empieza el que lo sustituye.
        """
        # aparte y no con NOT EXISTS: SQLite recorreria todos los publicados por cada uno
        sustituidos = select(_M.c.sustituye_id).where(
            _M.c.sustituye_id.is_not(None),
            _M.c.estado == EstadoComunicado.PUBLICADO,
            _M.c.desde <= self._ahora,
        )
        fuera = {*self._con.execute(sustituidos).scalars(), *sin}
        donde = (
            _M.c.estado == EstadoComunicado.PUBLICADO,
            _M.c.desde <= self._ahora,
            _M.c.hasta >= self._ahora,
        )
        consulta = select(_M.c.id).where(*donde).order_by(_M.c.publicado, _M.c.id)
        ids = [i for i in self._con.execute(consulta).scalars() if i not in fuera]
        leidos = _LEIDOS.setdefault(self._con.engine, {})
        if faltan := [i for i in ids if i not in leidos]:
            columnas = (_M.c[n] for n in ("id", "numero", "asunto", "texto", "desde", "hasta", "publicado"))
            for f in self._con.execute(
                select(*columnas).where(_M.c.id.between(min(faltan), max(faltan)))
            ).mappings():
                if f["publicado"] is not None:
                    leidos[f["id"]] = dict(f)
        return [leidos[i] for i in ids]

    def archivo(self, limite: int, antes: int | None = None) -> list[Fila]:
        """Los que se publicaron alguna vez, el ultimo publicado primero; con `antes`, los que van detras de ese id."""
        consulta = self._todos().where(_M.c.estado != EstadoComunicado.PREPARADO)
        if antes is not None:
            hora = select(_M.c.publicado).where(_M.c.id == antes).correlate(None).scalar_subquery()
            detras = or_(_M.c.publicado < hora, and_(_M.c.publicado == hora, _M.c.id < antes))
            consulta = consulta.where(detras)
        return self._leidas(consulta.order_by(_M.c.publicado.desc(), _M.c.id.desc()).limit(limite))

    def _todos(self) -> Any:
        previo, nuevo = _M.alias(), _M.alias()
        empezo = (
            nuevo.c.sustituye_id == _M.c.id,
            nuevo.c.estado == EstadoComunicado.PUBLICADO,
            nuevo.c.desde <= self._ahora,
        )
        sustituto = (
            select(nuevo.c.numero).where(*empezo).order_by(nuevo.c.id.desc()).limit(1).scalar_subquery()
        )
        return select(*_M.c, previo.c.numero.label("sustituye"), sustituto.label("sustituido_por")).outerjoin(
            previo, previo.c.id == _M.c.sustituye_id
        )
