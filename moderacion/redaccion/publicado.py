"""Lo que publicamos: el libro de cada cuenta, lo que la gente respondio y lo que se puede hacer con ello en su red."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from conectores.tipos import Accion
from moderacion.almacen import Almacen, OrigenPublicacion, Unidad
from moderacion.redaccion.juicio import Reglas, por_que_no
from moderacion.redaccion.publicaciones import clave_de_borrado
from moderacion.redaccion.tipos import Fila

PAGINA: Final = 25
RESPUESTA: Final = timedelta(days=30)
"""Lo que se cuenta de cada publicacion: sus primeros dias, que son los que dicen algo de ella."""
_COMUNICADO: Final = "Un comunicado no se cambia: publique otro que lo sustituya, o retírelo."


@dataclass(frozen=True, slots=True)
class Publicada:
    """Algo nuestro en una red. `origen`: nuestra, base (de antes), sin_ver o desconocida."""

    id: int
    cuenta_id: int
    cuenta: str
    red: str
    texto: str
    creado: datetime
    enlace: str
    origen: str
    borrada: datetime | None
    comentarios: int
    """De la gente, en sus primeros dias (`RESPUESTA`)."""
    reacciones: int
    no_borra: str
    """Por que no se quita desde aqui; vacio si se puede."""
    no_edita: str
    """Lo mismo, de cambiarla."""
    borrado: tuple[str, str]
    """Si ya se pidio quitarla: el estado de su orden y su error; vacios si no."""


@dataclass(frozen=True, slots=True)
class Publicado:
    """Una pagina del libro. `siguiente`: desde donde sigue, o None."""

    publicadas: Sequence[Publicada]
    siguiente: int | None


def publicado(
    almacen: Almacen,
    reglas: Reglas,
    cuenta_id: int | None = None,
    antes: int | None = None,
    *,
    desde: int | None = None,
) -> Publicado:
    """Lo publicado por una cuenta o por todas, lo ultimo primero; sin las respuestas a comentarios.

    `antes`: sigue tras esa publicacion; `desde`: empieza en ella.
    """
    with almacen.lectura() as u:
        filas = u.publicaciones.pagina(PAGINA + 1, cuenta_id, antes or desde, con_ella=antes is None)
        vistas = filas[:PAGINA]
        respuestas = _respuestas(u, vistas)
        ordenes = u.publicaciones.ordenes([clave_de_borrado(f) for f in vistas])
        oficiales = u.salidas.de_comunicados([f["id_externo"] for f in vistas])
        publicadas = [
            _una(reglas, f, respuestas, ordenes, oficial=(f["cuenta_id"], f["id_externo"]) in oficiales)
            for f in vistas
        ]
    return Publicado(publicadas, vistas[-1]["id"] if len(filas) > PAGINA else None)


def _respuestas(u: Unidad, filas: Sequence[Fila]) -> Mapping[tuple[int, str], tuple[int, int]]:
    """(cuenta, id en la red) → comentarios y reacciones."""
    por_cuenta: dict[int, list[Fila]] = defaultdict(list)
    for f in filas:
        por_cuenta[f["cuenta_id"]].append(f)
    return {
        (cuenta_id, externo): cifras
        for cuenta_id, suyas in por_cuenta.items()
        for externo, cifras in u.publicaciones.respuestas(
            cuenta_id,
            [f["id_externo"] for f in suyas],
            min(f["creado"] for f in suyas),
            max(f["creado"] for f in suyas) + RESPUESTA,
        ).items()
    }


def _una(
    reglas: Reglas,
    f: Fila,
    respuestas: Mapping[tuple[int, str], tuple[int, int]],
    ordenes: Mapping[str, tuple[str, str]],
    *,
    oficial: bool,
) -> Publicada:
    comentarios, reacciones = respuestas.get((f["cuenta_id"], f["id_externo"]), (0, 0))
    return Publicada(
        **{c: f[c] for c in ("id", "cuenta_id", "cuenta", "red", "texto", "creado", "enlace", "origen")},
        borrada=f["borrada"],
        comentarios=comentarios,
        reacciones=reacciones,
        no_borra=_por_que_no(reglas, f, Accion.BORRAR),
        no_edita=_COMUNICADO if oficial else _por_que_no(reglas, f, Accion.EDITAR),
        borrado=ordenes.get(clave_de_borrado(f), ("", "")),
    )


def _por_que_no(reglas: Reglas, f: Fila, accion: Accion) -> str:
    if no := por_que_no(reglas.capacidades.get(f["cuenta_id"]), accion):
        return no
    if f["origen"] == OrigenPublicacion.SIN_VER:
        return "Todavía no se sabe si es nuestra: se sabrá en la siguiente lectura."
    if accion is Accion.EDITAR and f["origen"] != OrigenPublicacion.NUESTRA:
        return "Solo se cambia desde aquí lo que salió de aquí."
    return ""
