"""Los incidentes, lo que se vio y lo que hay que hacer con ellos."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from moderacion.almacen.consultas import Repositorio, huella_texto, insertar
from moderacion.almacen.estados import EstadoIncidente
from moderacion.almacen.tablas import Cuenta, Incidente, PasoIncidente, PruebaIncidente, tabla
from moderacion.bitacora import Suceso, canonico
from moderacion.errores import Conflicto

_I, _C = tabla(Incidente), tabla(Cuenta)
_E, _N = tabla(PruebaIncidente), tabla(PasoIncidente)
MAXIMA_EVIDENCIA: Final = 200
"""Señales que se enseñan de un incidente; las pruebas se guardan todas."""


def hay_incidente(cuenta_id: int) -> Any:
    """La condicion «un incidente sin cerrar tiene parada esa cuenta», como consulta."""
    return (
        select(_I.c.id)
        .where(_I.c.cuenta_id == cuenta_id, _I.c.congela, _I.c.estado != EstadoIncidente.CERRADO)
        .limit(1)
    )


@dataclass(frozen=True, slots=True)
class PruebaNueva:
    """Lo que se vio, para guardarlo entero: como estaba antes y como esta ahora, y lo que dijo la red."""

    clase: str
    titulo: str
    antes: str | None = None
    ahora: str | None = None
    detalle: Mapping[str, Any] = field(default_factory=dict)

    @property
    def huella(self) -> str:
        """SHA-256 de todo lo que dice, siempre igual para lo mismo."""
        return huella_texto(canonico(asdict(self)))


@dataclass(frozen=True, slots=True)
class PasoNuevo:
    """Algo que hay que hacer, y donde si es en una pagina de la red."""

    texto: str
    enlace: str = ""


@dataclass(frozen=True, slots=True)
class IncidenteNuevo:
    """Un incidente por abrir. `clave` reune las detecciones de lo mismo."""

    cuenta_id: int
    tipo: str
    clave: str
    gravedad: int
    motivo: str
    evidencia: Sequence[Mapping[str, Any]]
    pruebas: Sequence[PruebaNueva] = ()
    pasos: Sequence[PasoNuevo] = ()
    congela: bool = False
    """Si mientras no se cierre la cuenta ni publica ni responde."""
    area: str = ""
    vence: datetime | None = None
    comentario_id: int | None = None


class Incidentes(Repositorio):
    """Los incidentes."""

    def abrir(self, nuevo: IncidenteNuevo) -> tuple[int, bool]:
        """Abre el incidente, o cuenta otra vez el que ya estaba. Devuelve (id, si es nuevo)."""
        evidencia = [dict(e) for e in nuevo.evidencia]
        incidente_id = None
        while incidente_id is None:
            previo = self._abierto(nuevo.clave)
            if previo:
                juntas = [*previo.evidencia, *(e for e in evidencia if e not in previo.evidencia)]
                self._repetir(previo.id, juntas[:MAXIMA_EVIDENCIA])
                self._probar(previo.id, nuevo.pruebas)
                return int(previo.id), False
            # si otro lo abrio entre mirar y abrir, se le espera y se cuenta con el suyo
            incidente_id = self._insertar(nuevo, evidencia)
        self._apuntar_pasos(incidente_id, nuevo.pasos)
        self._registro.asentar(
            Suceso(
                "incidente:abierto",
                f"incidente/{incidente_id}",
                datos={"tipo": nuevo.tipo, "cuenta": nuevo.cuenta_id},
            )
        )
        self._probar(incidente_id, nuevo.pruebas)
        return incidente_id, True

    def hubo(self, clave: str) -> bool:
        """Si alguna vez se abrio uno con esa clave, este como este."""
        return self._con.execute(select(_I.c.id).where(_I.c.clave == clave).limit(1)).first() is not None

    def abierto(self, clave: str) -> int | None:
        """El id del que esta sin cerrar con esa clave."""
        donde = (_I.c.clave == clave, _I.c.estado != EstadoIncidente.CERRADO)
        return self._con.execute(select(_I.c.id).where(*donde)).scalar()

    def _probar(self, incidente_id: int, pruebas: Sequence[PruebaNueva]) -> None:
        """Guarda lo que se vio, una vez cada cosa, y deja su huella en la cadena de la bitacora."""
        for p in pruebas:
            r = self._con.execute(
                insertar(self._con, _E)
                .values(incidente_id=incidente_id, huella=p.huella, tomada=self._ahora, **asdict(p))
                .on_conflict_do_nothing()
            )
            if r.rowcount:
                self._registro.asentar(
                    Suceso(
                        "incidente:prueba",
                        f"incidente/{incidente_id}",
                        datos={
                            "clase": p.clase,
                            "sello": self._registro.sellar(f"incidente/{incidente_id}", p.huella),
                        },
                    )
                )

    def _apuntar_pasos(self, incidente_id: int, pasos: Sequence[PasoNuevo]) -> None:
        filas = [
            {"incidente_id": incidente_id, "orden": n, "texto": p.texto, "enlace": p.enlace, "nota": ""}
            for n, p in enumerate(pasos, 1)
        ]
        if filas:
            self._con.execute(_N.insert(), filas)

    def _abierto(self, clave: str) -> Any:
        """El incidente sin cerrar de esa clave, que hasta el fin de la unidad nadie mas cambia."""
        consulta = select(_I.c.id, _I.c.evidencia).where(
            _I.c.clave == clave, _I.c.estado != EstadoIncidente.CERRADO
        )
        return self._con.execute(self._bloqueada(consulta)).first()

    def _insertar(self, nuevo: IncidenteNuevo, evidencia: Sequence[Mapping[str, Any]]) -> int | None:
        """El id del incidente, o None si ya habia uno abierto con su clave."""
        r = self._con.execute(
            insertar(self._con, _I)
            .values(
                cuenta_id=nuevo.cuenta_id,
                tipo=nuevo.tipo,
                clave=nuevo.clave,
                gravedad=nuevo.gravedad,
                estado=EstadoIncidente.ABIERTO,
                motivo=nuevo.motivo,
                evidencia=evidencia[:MAXIMA_EVIDENCIA],
                abierto=self._ahora,
                ultima=self._ahora,
                congela=nuevo.congela,
                area=nuevo.area,
                vence=nuevo.vence,
                comentario_id=nuevo.comentario_id,
            )
            .on_conflict_do_nothing()
        )
        return int(r.inserted_primary_key[0]) if r.rowcount else None  # type: ignore[index]

    def _repetir(self, incidente_id: int, evidencia: Sequence[Mapping[str, Any]]) -> None:
        """Cuenta otra deteccion de lo mismo."""
        self._con.execute(
            _I.update()
            .where(_I.c.id == incidente_id)
            .values(veces=_I.c.veces + 1, ultima=self._ahora, evidencia=evidencia)
        )
        self._registro.asentar(Suceso("incidente:repetido", f"incidente/{incidente_id}"))

    def listar(self) -> list[Mapping[str, Any]]:
        """Los incidentes con su cuenta, el mas nuevo primero."""
        consulta = select(_I, _C.c.nombre.label("cuenta"), _C.c.red).join(_C, _C.c.id == _I.c.cuenta_id)
        return self._leidas(consulta.order_by(_I.c.id.desc()))

    def atender(self, incidente_id: int, usuario_id: int, actor: str) -> None:
        """Alguien se hace cargo. Lanza `Conflicto` si ya no estaba abierto."""
        self._paso(
            incidente_id,
            EstadoIncidente.ABIERTO,
            {"estado": EstadoIncidente.ATENDIDO, "atendido_por": usuario_id, "atendido": self._ahora},
        )
        self._registro.asentar(Suceso("incidente:atendido", f"incidente/{incidente_id}", actor))

    def cerrar(
        self, incidente_id: int, causa: str, actor: str, de: EstadoIncidente = EstadoIncidente.ATENDIDO
    ) -> None:
        """Se cierra con su causa. Lanza `Conflicto` si no estaba como se dice: por una persona, solo lo que alguien atendio."""
        self._paso(
            incidente_id,
            de,
            {"estado": EstadoIncidente.CERRADO, "cerrado": self._ahora, "causa": causa},
        )
        self._registro.asentar(
            Suceso(
                "incidente:cerrado",
                f"incidente/{incidente_id}",
                actor,
                {"causa": self._registro.sellar(f"incidente/{incidente_id}", causa)},
            )
        )

    def _paso(self, incidente_id: int, de: EstadoIncidente, valores: Mapping[str, Any]) -> None:
        r = self._con.execute(_I.update().where(_I.c.id == incidente_id, _I.c.estado == de).values(**valores))
        if not r.rowcount:
            raise Conflicto(f"el incidente {incidente_id} ya no está «{de}»")
