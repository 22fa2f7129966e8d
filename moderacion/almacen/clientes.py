"""Los clientes de la API: alta y baja, cuánto llevan pedido en el minuto y las peticiones que ya se atendieron."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from moderacion.almacen.consultas import Repositorio, insertar
from moderacion.almacen.tablas import ClienteApi, PeticionApi, Usuario, tabla
from moderacion.bitacora import Suceso

_K, _P, _U = (tabla(t) for t in (ClienteApi, PeticionApi, Usuario))


@dataclass(frozen=True, slots=True)
class ClienteNuevo:
    """Un cliente por dar de alta, con la huella de su testigo."""

    nombre: str
    prefijo: str
    huella: str
    alcances: Sequence[str]
    cuentas: Sequence[int] | None
    usuario_id: int | None
    por_minuto: int
    caduca: datetime


@dataclass(frozen=True, slots=True)
class FilaCliente:
    """Un cliente, con la persona en cuyo nombre actúa. `cuentas`: None si las ve todas."""

    id: int
    nombre: str
    prefijo: str
    alcances: Sequence[str]
    cuentas: Sequence[int] | None
    activo: bool
    por_minuto: int
    creado: datetime
    creado_por: str
    caduca: datetime
    usado: datetime | None
    usuario_id: int | None
    aceptado: datetime | None
    usuario: str | None
    rol: str | None
    usuario_activo: bool | None


@dataclass(frozen=True, slots=True)
class FilaPeticion:
    """Lo que se contestó a una petición."""

    huella: str
    estado: int
    respuesta: Mapping[str, Any]
    caduca: datetime


class Clientes(Repositorio):
    """Los programas que usan la API."""

    def crear(self, n: ClienteNuevo, actor: str) -> int:
        """Da de alta un cliente y devuelve su id."""
        r = self._con.execute(
            _K.insert().values(
                nombre=n.nombre,
                prefijo=n.prefijo,
                huella=n.huella,
                alcances=list(n.alcances),
                cuentas=None if n.cuentas is None else list(n.cuentas),
                usuario_id=n.usuario_id,
                activo=True,
                por_minuto=n.por_minuto,
                creado=self._ahora,
                creado_por=actor,
                caduca=n.caduca,
                gastadas=0,
            )
        )
        cliente_id = int(r.inserted_primary_key[0])  # type: ignore[index]
        datos = {"alcances": list(n.alcances), "usuario": n.usuario_id, "caduca": n.caduca.isoformat()}
        self._registro.asentar(Suceso("cliente_api:creado", f"cliente_api/{cliente_id}", actor, datos))
        return cliente_id

    def de_huella(self, huella: str) -> FilaCliente | None:
        """El cliente que tiene ese testigo, esté o no vigente."""
        fila = self._con.execute(_filas().where(_K.c.huella == huella)).mappings().first()
        return FilaCliente(**fila) if fila else None

    def todos(self) -> list[FilaCliente]:
        """Todos, por nombre."""
        return [FilaCliente(**f) for f in self._con.execute(_filas().order_by(_K.c.nombre)).mappings()]

    def aceptar(self, cliente_id: int, usuario_id: int) -> bool:
        """Esa persona deja que actúe en su nombre. False si no era el suyo, ya no vale o ya lo aceptó."""
        suyo = (_K.c.id == cliente_id) & (_K.c.usuario_id == usuario_id)
        por_aceptar = suyo & _K.c.activo & _K.c.aceptado.is_(None)
        r = self._con.execute(_K.update().where(por_aceptar).values(aceptado=self._ahora))
        if r.rowcount:
            self._registro.asentar(
                Suceso("cliente_api:aceptado", f"cliente_api/{cliente_id}", f"usuario/{usuario_id}")
            )
        return bool(r.rowcount)

    def revocar(self, cliente_id: int, actor: str) -> bool:
        """Deja de valer. False si ya no valía, o no existe."""
        r = self._con.execute(_K.update().where(_K.c.id == cliente_id, _K.c.activo).values(activo=False))
        if r.rowcount:
            self._registro.asentar(Suceso("cliente_api:revocado", f"cliente_api/{cliente_id}", actor))
        return bool(r.rowcount)

    def apartar(self, cliente_id: int, ventana: datetime, cuantas: int) -> int:
        """Aparta hasta `cuantas` peticiones de ese minuto y devuelve las que quedaban por apartar.

        Mirar y gastar es un paso: en PostgreSQL retiene la fila; en SQLite la unidad ya tiene el turno.
        """
        fila = self._con.execute(
            select(_K.c.ventana, _K.c.gastadas, _K.c.por_minuto)
            .where(_K.c.id == cliente_id)
            .with_for_update()
        ).first()
        if fila is None:
            return 0
        gastadas = int(fila.gastadas) if fila.ventana == ventana else 0
        dadas = max(0, min(cuantas, int(fila.por_minuto) - gastadas))
        if dadas:
            self._con.execute(
                _K.update()
                .where(_K.c.id == cliente_id)
                .values(ventana=ventana, gastadas=gastadas + dadas, usado=self._ahora)
            )
        return dadas

    def peticion(self, cliente_id: int, clave: str) -> FilaPeticion | None:
        """Lo que se contestó con esa clave, si aún se recuerda."""
        fila = self._con.execute(
            select(*(_P.c[n] for n in ("huella", "estado", "respuesta", "caduca"))).where(
                _P.c.cliente_id == cliente_id, _P.c.clave == clave, _P.c.caduca > self._ahora
            )
        ).mappings().first()  # fmt: skip
        return FilaPeticion(**fila) if fila else None

    def recordar(self, cliente_id: int, clave: str, p: FilaPeticion) -> bool:
        """Guarda lo que se contesta. False si otra llegó antes con la misma clave.

        En PostgreSQL quien llega segundo espera aquí a que la primera termine: si se deshizo, sigue como primera.
        """
        self._con.execute(_P.delete().where(_P.c.caduca <= self._ahora))
        r = self._con.execute(
            insertar(self._con, _P)
            .values(
                cliente_id=cliente_id,
                clave=clave,
                huella=p.huella,
                estado=p.estado,
                respuesta=dict(p.respuesta),
                creada=self._ahora,
                caduca=p.caduca,
            )
            .on_conflict_do_nothing()
            # no basta el número de filas: psycopg no lo dice (-1) cuando el INSERT puede no insertar
            .returning(_P.c.clave)
        )
        return r.first() is not None

    def anotar(self, cliente_id: int, operacion: str, objeto: str, actor: str) -> None:
        """Asienta por qué cliente entró un cambio, en la transacción del cambio."""
        datos = {"operacion": operacion, "objeto": objeto}
        self._registro.asentar(Suceso("cliente_api:escribio", f"cliente_api/{cliente_id}", actor, datos))


def _filas() -> Select[Any]:
    columnas = [
        "id",
        "nombre",
        "prefijo",
        "alcances",
        "cuentas",
        "activo",
        "por_minuto",
        "creado",
        "creado_por",
        "caduca",
        "usado",
        "usuario_id",
        "aceptado",
    ]
    return select(
        *(_K.c[n] for n in columnas),
        _U.c.nombre.label("usuario"),
        _U.c.rol,
        _U.c.activo.label("usuario_activo"),
    ).outerjoin(_U, _U.c.id == _K.c.usuario_id)
