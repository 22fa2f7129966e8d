"""Acusar recibo: alguien que puede decidir se entero y lo lleva. Desde la consola, o con el enlace de un aviso.

Solo calla la cadena quien esta en ella o es de supervision: que alguien de gestion se haga cargo no quita que los superiores
tengan que enterarse (articulo 13; quien atiende podria ser el intruso). El enlace se usa una vez y solo enviando el formulario:
mirarlo no hace nada, porque los correos se abren solos.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from moderacion.almacen import Almacen, EstadoIncidente, Rol, Unidad
from moderacion.almacen.consultas import huella_texto
from moderacion.almacen.estados import EstadoEscalada
from moderacion.errores import Conflicto, NoExiste
from moderacion.incidentes import escalada

VALE: Final = timedelta(days=7)
"""Cuanto sirve un enlace; la cadena sigue avisando con otros nuevos."""
Fila = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class VistaAcuse:
    """Lo que ve quien abre el enlace. `que`: acusar, seguir, usado o cerrado."""

    incidente_id: int
    tipo: str
    cuenta: str
    red: str
    motivo: str
    abierto: datetime
    congela: bool
    persona: str
    que: str
    acuse: datetime | None
    acuse_de: str
    pasos: Sequence[Fila]
    """Lo primero que queda por hacer: `texto` y `enlace`."""


def emitir(u: Unidad, incidente_id: int, persona: str) -> str:
    """Un enlace nuevo para una persona. Devuelve el testigo, que no se guarda: solo se puede leer ahora."""
    testigo = secrets.token_urlsafe(32)
    u.escaladas.emitir(huella_texto(testigo), incidente_id, persona, u.ahora + VALE)
    return testigo


def ver(almacen: Almacen, testigo: str, origen: str) -> VistaAcuse | None:
    """Lo que hay detras de un enlace; None si no vale, sin decir por que. Mirarlo no cambia nada.

    Uno malo se apunta contra su origen. Lanza `DemasiadosIntentos`.
    """
    fila = almacen.con_freno(origen, lambda u: u.escaladas.enlace(huella_texto(testigo)))
    if fila is None:
        return None
    with almacen.lectura() as u:
        if not _sigue(u, fila["persona"]):
            return None
        pasos = u.avisos.por_hacer([fila["incidente_id"]]).get(fila["incidente_id"], [])
    comunes = {n: fila[n] for n in VistaAcuse.__dataclass_fields__ if n not in ("que", "pasos")}
    return VistaAcuse(**comunes, que=_que(fila), pasos=pasos)


def _sigue(u: Unidad, persona: str) -> bool:
    """Si a esa persona se la sigue avisando: el enlace de quien ya no esta, o no entra en la consola, no calla nada."""
    return any(c["persona"] == persona for c in u.cadenas.alcanzables())


def _que(fila: Fila) -> str:
    if fila["incidente"] == EstadoIncidente.CERRADO or fila["estado"] == EstadoEscalada.TERMINADA:
        return "cerrado"
    if fila["usado"] is not None:
        return "usado"
    return "seguir" if fila["estado"] == EstadoEscalada.ACUSADA else "acusar"


def por_enlace(almacen: Almacen, testigo: str, origen: str) -> bool:
    """Acusa recibo, o da noticia de que se sigue, con un enlace. Falso si no vale, ya se uso o el incidente se cerro.

    Lanza `DemasiadosIntentos` tras demasiados enlaces malos.
    """
    vista = ver(almacen, testigo, origen)
    if vista is None or vista.que not in ("acusar", "seguir"):
        return False
    with almacen.unidad() as u:
        if not _sigue(u, vista.persona) or not u.escaladas.gastar(huella_texto(testigo)):
            return False
        usuario = next((d for d in u.cadenas.destinatarios() if d["nombre"] == vista.persona), None)
        usuario_id = usuario["usuario_id"] if usuario else None
        actor = f"usuario/{usuario_id}" if usuario_id else "enlace"
        return _acusar(u, vista.incidente_id, vista.persona, usuario_id, actor)


def de_consola(almacen: Almacen, incidente_id: int, usuario_id: int) -> None:
    """Acusa recibo, o da noticia de que se sigue, quien esta en la consola.

    Lanza `NoExiste`, o `Conflicto` si ya se cerro o si ni es de supervision ni esta en la cadena.
    """
    with almacen.unidad() as u:
        if u.escaladas.una(incidente_id) is None:
            raise NoExiste(f"no hay incidente {incidente_id}")
        if not puede(u, incidente_id, usuario_id):
            raise Conflicto(
                "acusa recibo supervisión, o alguien de su cadena: hacerse cargo no calla los avisos"
            )
        if not _acusar(u, incidente_id, _nombre(u, usuario_id), usuario_id, f"usuario/{usuario_id}"):
            raise Conflicto(f"el incidente {incidente_id} ya está cerrado")


def al_atender(u: Unidad, incidente_id: int, usuario_id: int) -> None:
    """Alguien se acaba de hacer cargo: si es quien puede callar la cadena, la calla."""
    if puede(u, incidente_id, usuario_id):
        _acusar(u, incidente_id, _nombre(u, usuario_id), usuario_id, f"usuario/{usuario_id}")


def al_reabrir(u: Unidad, incidente_id: int, usuario_id: int) -> None:
    """Se vuelve a abrir: lo lleva quien lo reabre, y si no da noticia se avisa otra vez desde el principio."""
    fila = u.escaladas.una(incidente_id)
    if fila is None:
        return
    cambios = {"estado": EstadoEscalada.ACUSADA, "acuse": u.ahora, "acuse_de": _nombre(u, usuario_id)}
    u.escaladas.mover([{**fila, **cambios, "recordado": None}])
    escalada.seguir(u, incidente_id)


def puede(u: Unidad, incidente_id: int, usuario_id: int) -> bool:
    """Si esa persona calla la cadena de ese incidente."""
    usuario, fila = u.accesos.por_id(usuario_id), u.escaladas.de([incidente_id]).get(incidente_id)
    if usuario is None or fila is None:
        return False
    return usuario.rol == Rol.SUPERVISION or _persona(u, usuario.nombre) in _en_la_cadena(fila)


def puede_acusar(almacen: Almacen, incidente_id: int, usuario_id: int) -> bool:
    """Lo mismo que `puede`, para enseñarlo."""
    with almacen.lectura() as u:
        return puede(u, incidente_id, usuario_id)


def _en_la_cadena(fila: Fila) -> set[str]:
    try:
        copia = json.loads(fila["copia"])
        rotas = (r["personas"] for r in copia["rotas"].values())
        pasos = (p["personas"] for p in copia["pasos"])
        return {q for nombres in (*pasos, *rotas) for q in nombres}
    except (KeyError, TypeError, ValueError, AttributeError):
        return set()


def _persona(u: Unidad, usuario: str) -> str | None:
    """Con que nombre se avisa a un usuario de la consola; None si no es de los que se avisan."""
    return next((str(d["nombre"]) for d in u.cadenas.destinatarios() if d["usuario"] == usuario), None)


def _nombre(u: Unidad, usuario_id: int) -> str:
    usuario = u.accesos.por_id(usuario_id)
    nombre = usuario.nombre if usuario else f"usuario {usuario_id}"
    return _persona(u, nombre) or nombre


def _acusar(u: Unidad, incidente_id: int, quien: str, usuario_id: int | None, actor: str) -> bool:
    """Falso si ya termino. Desde que esto se confirma ningun aviso del incidente empieza a salir."""
    fila = u.escaladas.una(incidente_id)
    if (
        fila is None
        or fila["estado"] == EstadoEscalada.TERMINADA
        or fila["incidente"] == EstadoIncidente.CERRADO
    ):
        return False
    if fila["estado"] == EstadoEscalada.ACUSADA:
        escalada.seguir(u, incidente_id)
        u.escaladas.asentar("noticia", incidente_id, {"de": quien}, actor)
        return True
    u.escaladas.mover(
        [{**fila, "estado": EstadoEscalada.ACUSADA, "acuse": u.ahora, "acuse_de": quien, "recordado": None}]
    )
    escalada.seguir(u, incidente_id)
    if u.escaladas.atender(incidente_id, usuario_id):
        u.escaladas.asentar("atendido", incidente_id, {}, actor)
    datos = {"de": quien, "callados": u.escaladas.callar(incidente_id)}
    u.escaladas.asentar("acusado", incidente_id, datos, actor)
    return True
