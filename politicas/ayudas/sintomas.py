"""Lo que se ve raro en una cuenta nuestra, señal por señal (politica 13). Cuanto pesa cada una lo dice la politica."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from politicas.ayudas.intrusos import contactos_nuevos, rarezas, reescrita
from politicas.ayudas.palabras import conjunto
from politicas.tipos import Observacion

_MENORES = conjunto(
    "foto portada descripcion acerca ubicacion pais fijado palabras_clave video_destacado verificacion verificada"
    " tipo_verificacion"
)
"""Campos del perfil que la institucion cambia a menudo; cualquier otro engana o quita el control."""
_CLASE = dict.fromkeys(_MENORES, "perfil_menor") | {"administradores": "administradores"}
SALTO, SALTO_MINIMO = 0.2, 500
"""Parte de los seguidores que cambia de una instantanea a otra, y cuantos: YouTube solo da tres cifras."""
SALTO_SIGUIENDO = 50
"""Cuentas que se siguen, o se dejan de seguir, de una instantanea a otra: nadie sigue a tantas a mano."""
MAXIMO = 40


class Sintoma(NamedTuple):
    """Algo raro en la cuenta: que señal es, su frase, los textos que lo muestran y cuando fue."""

    clase: str
    motivo: str
    textos: tuple[str, ...]
    fecha: datetime


def sintomas(vista: Observacion) -> Iterator[Sintoma]:
    """Todo lo que se ve, en el orden en que se cuenta. No saber no es señal."""
    yield from _publicado(vista)
    yield from _editado(vista)
    yield from _perfil(vista)
    yield from _credencial(vista)
    yield from _cifras(vista)


def _publicado(vista: Observacion) -> Iterator[Sintoma]:
    for id_externo, texto, fecha in vista.ajenas[:MAXIMO]:
        cuando = f"{fecha:%d/%m/%Y} a las {fecha:%H:%M}"
        motivo = f"Publicación que no está en nuestro libro: {id_externo}, del {cuando}."
        yield Sintoma("publicacion_ajena", motivo, (texto,), fecha)
        yield from (Sintoma(clase, frase, (texto,), fecha) for clase, frase in rarezas(vista, texto, fecha))
    for id_externo, aplicacion in vista.aplicaciones_ajenas[:MAXIMO]:
        motivo = (
            f"La publicación {id_externo} se hizo con una aplicación que no es la nuestra: «{aplicacion}»."
        )
        yield Sintoma("aplicacion", motivo, (aplicacion,), vista.fecha)
    for id_externo, texto, fecha in vista.borradas[:MAXIMO]:
        motivo = (
            f"Falta una publicación nuestra que nadie mandó borrar: {id_externo}, vista el {fecha:%d/%m/%Y}."
        )
        yield Sintoma("borrada", motivo, (texto,), vista.fecha)


def _editado(vista: Observacion) -> Iterator[Sintoma]:
    """Lo nuestro que dice otra cosa. La hora no cuenta: se sabe cuando se noto y no cuando se hizo."""
    for id_externo, antes, ahora, fecha in vista.editadas[:MAXIMO]:
        que, clase = ("es otro texto", "reescrita") if reescrita(antes, ahora) else ("cambió", "edicion")
        motivo = f"Lo que dice nuestra publicación {id_externo} {que}, y nadie lo mandó desde aquí."
        yield Sintoma(clase, motivo, (antes, ahora), fecha)
        for rara, frase in rarezas(vista, ahora, fecha):
            if rara != "hora":
                yield Sintoma(rara, frase, (ahora,), fecha)
        if nuevos := contactos_nuevos(antes, ahora):
            yield Sintoma("contacto", f"Y lleva a donde antes no: {', '.join(nuevos)}.", (ahora,), fecha)


def _perfil(vista: Observacion) -> Iterator[Sintoma]:
    for campo, (antes, ahora) in vista.cambios.items():
        clase = _CLASE.get(campo, "perfil")
        yield Sintoma(clase, f"Cambió «{campo}» del perfil: de «{antes}» a «{ahora}».", (ahora,), vista.fecha)
    if vista.administradores_nuevos:
        nombres = ", ".join(vista.administradores_nuevos)
        motivo = f"Administradores nuevos: {nombres}."
        yield Sintoma("administradores", motivo, vista.administradores_nuevos, vista.fecha)


def _credencial(vista: Observacion) -> Iterator[Sintoma]:
    if vista.token_valido is False:
        visto = vista.token_motivo or "La red rechazó la credencial"
        razon = f" ({vista.token_motivo})" if vista.token_motivo else ""
        if vista.token_vencido:
            yield Sintoma(
                "credencial_vencida", f"La credencial llegó a su plazo{razon}.", (visto,), vista.fecha
            )
        else:
            motivo = f"La red ya no acepta nuestra credencial{razon}."
            yield Sintoma("credencial", motivo, (visto,), vista.fecha)
    if vista.permisos_perdidos:
        perdidos = ", ".join(vista.permisos_perdidos)
        motivo = f"La credencial perdió permisos que tenía: {perdidos}."
        yield Sintoma("permisos", motivo, vista.permisos_perdidos, vista.fecha)


def _cifras(vista: Observacion) -> Iterator[Sintoma]:
    if vista.seguidores:
        habia, hay = vista.seguidores
        if abs(hay - habia) >= max(SALTO_MINIMO, SALTO * habia):
            salto = f"Los seguidores pasaron de {habia} a {hay}"
            yield Sintoma("seguidores", f"{salto} de una instantánea a otra.", (salto,), vista.fecha)
    if vista.siguiendo:
        habia, hay = vista.siguiendo
        if abs(hay - habia) >= SALTO_SIGUIENDO:
            salto = f"Las cuentas que seguimos pasaron de {habia} a {hay}"
            yield Sintoma("siguiendo", f"{salto} de una instantánea a otra.", (salto,), vista.fecha)
