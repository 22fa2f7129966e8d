"""Mira cada cuenta por si alguien la intervino (articulo 13) y abre el incidente con sus avisos.

Primera version: publicacion que no esta en nuestro libro, perfil o administradores cambiados, y token revocado.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from moderacion.almacen import Almacen, EstadoOrden, OrigenPublicacion, Unidad
from moderacion.almacen.cuentas import FilaCuenta
from moderacion.almacen.incidentes import IncidenteNuevo
from moderacion.errores import EntradaInvalida
from moderacion.incidentes import acuse, escalada
from moderacion.incidentes.apertura import abrir
from moderacion.incidentes.auditor import Dictamen
from moderacion.incidentes.escalada import ResumenEscalada
from moderacion.reloj import Reloj, en_local
from politicas.tipos import Contexto, Hallazgo, Observacion, Pieza, Sentido

__all__ = [
    "CAUSA_MINIMA",
    "CREDENCIAL",
    "CUENTA",
    "Dictamen",
    "ResumenEscalada",
    "ResumenVigilancia",
    "Vigia",
    "abrir",
    "atender",
    "avisos",
    "cerrar",
    "escaladas",
    "listar",
    "sin_cerrar",
    "vigilar",
]

CAUSA_MINIMA: Final = 10
CUENTA: Final = "cuenta_intervenida"
CREDENCIAL: Final = "credencial_revocada"
_EN_VUELO: Final = frozenset({EstadoOrden.ENVIANDO, EstadoOrden.DESCONOCIDA})

Vigia = Callable[[Pieza, Contexto], Iterable[Hallazgo]]
"""La politica 13."""


@dataclass(frozen=True, slots=True)
class ResumenVigilancia:
    """Publicaciones que resultaron nuestras o ajenas, e incidentes nuevos."""

    nuestras: int = 0
    ajenas: int = 0
    abiertos: int = 0


def vigilar(almacen: Almacen, cuenta_id: int, vigia: Vigia, reloj: Reloj) -> ResumenVigilancia:
    """Mira lo que dejo el sondeo de una cuenta. Llamarla otra vez sin novedades no hace nada."""
    with almacen.unidad() as u:
        cuenta = u.cuentas.una(cuenta_id)
        nuestras, ajenas = _clasificar(u, cuenta_id)
        cambios = u.incidentes.cambios_sin_ver(cuenta_id)
        u.incidentes.ver_cambios([c[0] for c in cambios])
        observacion = Observacion(
            red=cuenta.red,
            cuenta=cuenta.id_externo,
            fecha=reloj.ahora(),
            ajenas=tuple(ajenas),
            cambios={c: (a, d) for _, c, a, d in cambios if c != "administradores" or _se_fue_alguien(a, d)},
            administradores_nuevos=_nuevos(cambios),
            token_valido=False if cuenta.credencial_invalida else None,
            token_motivo=cuenta.error if cuenta.credencial_invalida else "",
        )
        pieza = Pieza(sentido=Sentido.SALIENTE, observacion=observacion, tipo="observacion", red=cuenta.red)
        hallazgos = list(vigia(pieza, Contexto(ahora=reloj.ahora())))
        abiertos = _abrir(u, cuenta, hallazgos, hay_novedad=bool(ajenas or cambios))
    return ResumenVigilancia(nuestras, len(ajenas), abiertos)


def _clasificar(u: Unidad, cuenta_id: int) -> tuple[int, list[tuple[str, str, Any]]]:
    """Separa lo nuestro de lo ajeno. Lo que puede ser de una orden en vuelo espera a la siguiente vuelta."""
    nuestras, ajenas = 0, []
    for p in u.incidentes.sin_ver(cuenta_id):
        orden = u.ordenes.que_produjo(cuenta_id, p.id_externo, p.texto)
        if orden in _EN_VUELO:
            continue
        if orden:
            u.incidentes.clasificar(p.id, OrigenPublicacion.NUESTRA)
            nuestras += 1
        else:
            u.incidentes.clasificar(p.id, OrigenPublicacion.DESCONOCIDA)
            ajenas.append((p.id_externo, p.texto, en_local(p.creado)))
    return nuestras, ajenas


def _nuevos(cambios: Sequence[tuple[int, str, str, str]]) -> tuple[str, ...]:
    """Administradores que antes no estaban."""
    nuevos: set[str] = set()
    for _, campo, antes, ahora in cambios:
        if campo == "administradores":
            nuevos |= set(ahora.split(", ")) - set(antes.split(", "))
    return tuple(sorted(nuevos))


def _se_fue_alguien(antes: str, ahora: str) -> bool:
    """Si falta un administrador que estaba: quien interviene una cuenta empieza por echar a los demas."""
    return bool(set(antes.split(", ")) - set(ahora.split(", ")))


def _abrir(
    u: Unidad,
    cuenta: FilaCuenta,
    hallazgos: Sequence[Hallazgo],
    *,
    hay_novedad: bool,
) -> int:
    """Un incidente por cuenta y tipo. Un token que sigue mal no es otra deteccion, ni aunque se cierre."""
    if not hallazgos:
        return 0
    tipo = CUENTA if hay_novedad else CREDENCIAL
    clave = f"{tipo}:{cuenta.id}"
    if not hay_novedad:
        clave += f":{cuenta.error_desde:%Y%m%dT%H%M%S}" if cuenta.error_desde else ""
        if clave in {i["clave"] for i in u.incidentes.listar()}:
            return 0
    motivos = [h.motivo for h in hallazgos]
    nuevo = IncidenteNuevo(
        cuenta_id=cuenta.id,
        tipo=tipo,
        clave=clave,
        gravedad=max(int(h.gravedad) for h in hallazgos),
        motivo="; ".join(motivos),
        evidencia=[
            {"motivo": h.motivo, "evidencia": [e.texto for e in h.evidencia], "etiqueta": h.etiqueta}
            for h in hallazgos
        ],
    )
    return int(abrir(u, nuevo) is not None)


def listar(almacen: Almacen) -> list[Mapping[str, Any]]:
    """Los incidentes, el mas nuevo primero."""
    with almacen.lectura() as u:
        return u.incidentes.listar()


def sin_cerrar(almacen: Almacen) -> list[Mapping[str, Any]]:
    """Los que siguen abiertos o atendidos, el mas nuevo primero."""
    with almacen.lectura() as u:
        return u.incidentes.listar(solo_abiertos=True)


def avisos(almacen: Almacen, incidentes: Sequence[int]) -> list[Mapping[str, Any]]:
    """Los avisos de esos incidentes, por orden: a quien se dijo, cuando salio o por que no."""
    with almacen.lectura() as u:
        return u.avisos.de(incidentes)


def escaladas(almacen: Almacen, incidentes: Sequence[int]) -> dict[int, Mapping[str, Any]]:
    """Por donde va la cadena de cada uno de esos incidentes."""
    with almacen.lectura() as u:
        return u.escaladas.de(incidentes)


def atender(almacen: Almacen, incidente_id: int, usuario_id: int) -> None:
    """Alguien se hace cargo. Lanza `Conflicto`.

    Si es de supervision, o esta en la cadena, calla los avisos; si no, salen igual: el articulo 13 manda que los superiores
    se enteren.
    """
    with almacen.unidad() as u:
        # primero su escalada, en el mismo orden que el motor: dos a la vez no se abrazan
        u.escaladas.una(incidente_id)
        u.incidentes.atender(incidente_id, usuario_id, f"usuario/{usuario_id}")
        acuse.al_atender(u, incidente_id, usuario_id)


def cerrar(almacen: Almacen, incidente_id: int, causa: str, usuario_id: int) -> None:
    """Se cierra con su causa: solo entonces se vuelve a publicar. Lanza `EntradaInvalida` o `Conflicto`."""
    if len(causa.strip()) < CAUSA_MINIMA:
        raise EntradaInvalida(f"escribe la causa: al menos {CAUSA_MINIMA} caracteres")
    with almacen.unidad() as u:
        escalada.terminar(u, incidente_id)
        u.incidentes.cerrar(incidente_id, causa.strip(), f"usuario/{usuario_id}")
