"""Nuestras cuentas: por donde va su lectura, su foto diaria y los cambios de su perfil."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select

from conectores.tipos import EstadoCuenta
from moderacion.almacen.consultas import Repositorio, insertar
from moderacion.almacen.tablas import CambioPerfil, Cuenta, Instantanea, Sondeo, tabla
from moderacion.bitacora import Suceso
from moderacion.errores import NoExiste
from moderacion.reloj import dia_local

PERMISOS: Final = "permisos"
"""El campo con que se apunta que la credencial perdio permisos."""
_C, _S, _I, _P = tabla(Cuenta), tabla(Sondeo), tabla(Instantanea), tabla(CambioPerfil)


@dataclass(frozen=True, slots=True)
class FilaCuenta:
    """Una cuenta y como va su sondeo."""

    id: int
    red: str
    id_externo: str
    nombre: str
    alta: datetime
    cursor: str | None
    ultimo_inicio: datetime | None
    ultimo_bien: datetime | None
    no_antes_de: datetime | None
    fallos: int
    error: str
    error_tipo: str
    error_desde: datetime | None
    credencial_invalida: bool
    token: Mapping[str, Any] | None
    comprobado: datetime | None
    cuotas: Sequence[Mapping[str, Any]] | None
    sin_leer: Mapping[str, str] | None
    """Publicaciones cuyos comentarios la red no deja leer: su id → desde cuando."""


@dataclass(frozen=True, slots=True)
class FilaSeguidores:
    """Seguidores de una cuenta: primera cifra conocida y la ultima."""

    cuenta_id: int
    primeros: int | None
    ahora: int | None
    exactos: bool


class Cuentas(Repositorio):
    """Cuentas y sondeos."""

    def dar_de_alta(self, red: str, id_externo: str, nombre: str) -> int:
        """Registra la cuenta si es nueva, o le pone el nombre que ahora tiene, y devuelve su id."""
        donde = (_C.c.red == red, _C.c.id_externo == id_externo)
        r = self._con.execute(
            insertar(self._con, _C)
            .values(red=red, id_externo=id_externo, nombre=nombre, alta=self._ahora)
            .on_conflict_do_nothing()
        )
        if not r.rowcount:
            self._con.execute(_C.update().where(*donde).values(nombre=nombre))
            return int(self._con.execute(select(_C.c.id).where(*donde)).scalar_one())
        cuenta_id = int(r.inserted_primary_key[0])  # type: ignore[index]
        self._con.execute(_S.insert().values(cuenta_id=cuenta_id))
        self._registro.asentar(Suceso("cuenta:alta", f"cuenta/{cuenta_id}", datos={"red": red}))
        return cuenta_id

    def todas(self) -> list[FilaCuenta]:
        """Todas las cuentas con su sondeo."""
        filas = self._con.execute(self._con_sondeo().order_by(_C.c.id)).mappings()
        return [FilaCuenta(**f) for f in filas]

    def _con_sondeo(self) -> Any:
        return select(_C, *[c for c in _S.c if c.name != "cuenta_id"]).join(_S, _S.c.cuenta_id == _C.c.id)

    def una(self, cuenta_id: int) -> FilaCuenta:
        """Una cuenta. En una unidad, nadie mas la mueve hasta su fin. Lanza `NoExiste`."""
        consulta = self._bloqueada(self._con_sondeo().where(_C.c.id == cuenta_id), de=_S)
        fila = self._con.execute(consulta).mappings().first()
        if fila is None:
            raise NoExiste(f"no hay cuenta {cuenta_id}")
        return FilaCuenta(**fila)

    def empezar(self, cuenta_id: int) -> None:
        """Anota que empieza un sondeo."""
        self._con.execute(_S.update().where(_S.c.cuenta_id == cuenta_id).values(ultimo_inicio=self._ahora))

    def avanzar(self, cuenta_id: int, cursor: str) -> None:
        """Guarda el cursor: en la misma transaccion que la pagina que lo trajo."""
        self._con.execute(_S.update().where(_S.c.cuenta_id == cuenta_id).values(cursor=cursor))

    def anotar_sin_leer(self, cuenta_id: int, publicaciones: Sequence[str]) -> None:
        """Las publicaciones que un barrido entero no pudo leer; de las que ya lo estaban sigue su fecha."""
        previas = self.una(cuenta_id).sin_leer or {}
        ahora = self._ahora.isoformat(timespec="seconds")
        son = {p: previas.get(p, ahora) for p in publicaciones}
        if son != previas:
            self._con.execute(_S.update().where(_S.c.cuenta_id == cuenta_id).values(sin_leer=son))

    def fue_bien(self, cuenta_id: int) -> None:
        """El sondeo termino entero."""
        previa = self.una(cuenta_id)
        self._con.execute(
            _S.update()
            .where(_S.c.cuenta_id == cuenta_id)
            .values(
                ultimo_bien=self._ahora,
                fallos=0,
                error="",
                error_tipo="",
                error_desde=None,
                no_antes_de=None,
                credencial_invalida=False,
            )
        )
        if previa.fallos:
            self._registro.asentar(
                Suceso("conexion:recuperada", f"cuenta/{cuenta_id}", datos={"fallos": previa.fallos})
            )

    def anotar_conexion(
        self, cuenta_id: int, token: Mapping[str, Any] | None, cuotas: Sequence[Mapping[str, Any]]
    ) -> None:
        """Lo ultimo que la red dijo de la credencial (None: lo de antes sigue) y de sus limites."""
        valores: dict[str, Any] = {"cuotas": [dict(c) for c in cuotas]}
        if token is not None:
            valores["token"] = dict(token)
            previo = self.una(cuenta_id).token or {}
            perdidos = sorted({*previo.get("permisos", ())} - {*token["permisos"]})
            # una lista vacia es que la red no lo dice
            if perdidos and token["permisos"]:
                antes, ahora = (", ".join(sorted(p)) for p in (previo["permisos"], token["permisos"]))
                self._apuntar_cambios(cuenta_id, {PERMISOS: antes}, {PERMISOS: ahora})
        self._con.execute(_S.update().where(_S.c.cuenta_id == cuenta_id).values(**valores))

    def fallo(
        self, cuenta_id: int, tipo: str, mensaje: str, no_antes_de: datetime, *, credencial: bool
    ) -> None:
        """El sondeo fallo: cuando volver a probar y por que."""
        previa = self.una(cuenta_id)
        self._con.execute(
            _S.update()
            .where(_S.c.cuenta_id == cuenta_id)
            .values(
                fallos=previa.fallos + 1,
                error=mensaje[:500],
                error_tipo=tipo,
                error_desde=previa.error_desde or self._ahora,
                no_antes_de=no_antes_de,
                credencial_invalida=previa.credencial_invalida or credencial,
            )
        )
        if previa.error_tipo != tipo:
            self._registro.asentar(Suceso("conexion:fallo", f"cuenta/{cuenta_id}", datos={"tipo": tipo}))

    def fotografiar(self, cuenta_id: int, estado: EstadoCuenta) -> None:
        """Guarda la foto del dia y apunta que campos del perfil cambiaron desde la anterior."""
        # dos fotos a la vez apuntarian dos veces el mismo cambio
        self._con.execute(self._bloqueada(select(_S.c.cuenta_id).where(_S.c.cuenta_id == cuenta_id)))
        anterior = self._con.execute(
            select(_I).where(_I.c.cuenta_id == cuenta_id).order_by(_I.c.tomada.desc()).limit(1)
        ).mappings().first()  # fmt: skip
        perfil = dict(estado.perfil) | {"nombre": estado.nombre}
        admin = sorted(estado.administradores)
        if anterior:
            viejo: dict[str, str] = dict(anterior["perfil"])
            previos: list[str] = anterior["administradores"]
            self._apuntar_cambios(cuenta_id, viejo, perfil)
            if admin and previos:
                self._apuntar_cambios(cuenta_id, _administradores(previos), _administradores(admin))
            # lo que hoy no se deja ver (un permiso que falta, una lista vacia) se recuerda como estaba
            perfil, admin = viejo | perfil, admin or previos
        fila = {
            "cuenta_id": cuenta_id,
            "dia": dia_local(self._ahora),
            "primeros": estado.seguidores,
            "seguidores": estado.seguidores,
            "exactos": estado.seguidores_exactos,
            "siguiendo": estado.siguiendo,
            "publicadas": estado.publicadas,
            "nombre": estado.nombre,
            "perfil": perfil,
            "administradores": admin,
            "tomada": self._ahora,
        }
        nueva = insertar(self._con, _I).values(**fila)
        cambian = [c for c in fila if c not in ("cuenta_id", "dia", "primeros")]
        self._con.execute(
            nueva.on_conflict_do_update(
                index_elements=["cuenta_id", "dia"], set_={c: nueva.excluded[c] for c in cambian}
            )
        )

    def publicadas(self, cuenta_id: int) -> int | None:
        """Cuantas publicaciones dijo la red que tenia la cuenta la ultima vez."""
        consulta = select(_I.c.publicadas).where(_I.c.cuenta_id == cuenta_id)
        return self._con.execute(consulta.order_by(_I.c.dia.desc()).limit(1)).scalar()

    def _apuntar_cambios(self, cuenta_id: int, antes: Mapping[str, str], ahora: Mapping[str, str]) -> None:
        for campo in sorted(antes.keys() & ahora.keys()):
            if antes[campo] == ahora[campo]:
                continue
            self._con.execute(
                _P.insert().values(
                    cuenta_id=cuenta_id,
                    campo=campo,
                    antes=antes[campo],
                    ahora=ahora[campo],
                    fecha=self._ahora,
                    visto=False,
                )
            )
            self._registro.asentar(
                Suceso("cuenta:perfil_cambiado", f"cuenta/{cuenta_id}", datos={"campo": campo})
            )

    def seguidores(self) -> list[FilaSeguidores]:
        """La primera y la ultima cifra de cada cuenta."""
        extremos = (
            select(_I.c.cuenta_id, func.min(_I.c.dia).label("desde"), func.max(_I.c.dia).label("hasta"))
            .group_by(_I.c.cuenta_id)
            .subquery()
        )
        primera, ultima = _I.alias(), _I.alias()
        consulta = (
            select(
                extremos.c.cuenta_id,
                primera.c.primeros.label("primeros"),
                ultima.c.seguidores.label("ahora"),
                ultima.c.exactos,
            )
            .join(
                primera, (primera.c.cuenta_id == extremos.c.cuenta_id) & (primera.c.dia == extremos.c.desde)
            )
            .join(ultima, (ultima.c.cuenta_id == extremos.c.cuenta_id) & (ultima.c.dia == extremos.c.hasta))
        )
        return [FilaSeguidores(**f) for f in self._con.execute(consulta).mappings()]


def _administradores(nombres: list[str]) -> dict[str, str]:
    return {"administradores": ", ".join(nombres)}
