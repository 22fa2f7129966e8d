"""Artículo 13. Cuenta intervenida.

«Si una cuenta del ISSS es intervenida por usuarios externos al ISSS (hackers), los administradores deberán notificar
a sus superiores a efecto de que tome las decisiones pertinentes.»

Exige reconocer una cuenta intervenida. Cada señal pesa: algo publicado que no está en nuestro libro, la credencial
revocada, administradores cambiados o el nombre y el correo cambiados abren solos un incidente crítico; la foto
cambiada, lo borrado, la hora, el idioma, los sitios ajenos o un salto de seguidores se suman. Una ventana de
mantenimiento anunciada baja cada peso a la mitad, pero no calla ninguna.

Infringe (ajena=Registre su tarjeta para cobrar el bono): observacion
Infringe (token_valido=no): observacion
Infringe (cambio=foto, seguidores=10000:4000): observacion
Cumple (token_valido=si): observacion
Cumple (seguidores=10000:10100): observacion

Queda a una persona decidir: la máquina abre el incidente, avisa y congela lo que íbamos a publicar. La evidencia
son los textos y valores hallados en la cuenta.
"""

from collections.abc import Iterator
from typing import NamedTuple

from modelos.lectura import Senal
from politicas.ayudas.intrusos import rarezas
from politicas.ayudas.palabras import conjunto
from politicas.tipos import Contexto, Evidencia, Gravedad, Hallazgo, Observacion, Pieza, Politica, Propuesta

CRITICO = 10
"""Suma de pesos desde la que la cuenta se da por intervenida."""
PESOS = {
    "publicacion_ajena": 10, "credencial": 10, "administradores": 10, "perfil": 10, "perfil_menor": 5,
    "borrada": 5, "idioma": 4, "dominio": 4, "seguidores": 5, "hora": 2,
}  # fmt: skip
_MENORES = conjunto(
    "foto portada descripcion acerca ubicacion pais fijado palabras_clave video_destacado verificacion verificada"
    " tipo_verificacion"
)
"""Campos del perfil que la institucion cambia a menudo; cualquier otro engana o quita el control."""
SALTO, SALTO_MINIMO = 0.2, 500
"""Parte de los seguidores que cambia de una instantanea a otra, y cuantos: YouTube solo da tres cifras."""
_MAXIMO = 40


class Sintoma(NamedTuple):
    """Algo raro en la cuenta: que senal es, su frase y los textos que lo muestran."""

    clase: str
    motivo: str
    textos: tuple[str, ...] = ()


def _senales(vista: Observacion) -> Iterator[Sintoma]:
    for id_externo, texto, fecha in vista.ajenas[:_MAXIMO]:
        motivo = f"Publicación que no está en nuestro libro: {id_externo}, del {fecha:%d/%m/%Y %H:%M}."
        yield Sintoma("publicacion_ajena", motivo, (texto,))
        yield from (Sintoma(clase, frase, (texto,)) for clase, frase in rarezas(vista, texto, fecha))
    for campo, (antes, ahora) in vista.cambios.items():
        clase = "perfil_menor" if campo in _MENORES else "perfil"
        yield Sintoma(clase, f"Cambió «{campo}» del perfil: de «{antes}» a «{ahora}».", (ahora,))
    if vista.administradores_nuevos:
        nombres = ", ".join(vista.administradores_nuevos)
        yield Sintoma("administradores", f"Administradores nuevos: {nombres}.", vista.administradores_nuevos)
    if vista.token_valido is False:
        visto = vista.token_motivo or "La red rechazó la credencial"
        razon = f" ({vista.token_motivo})" if vista.token_motivo else ""
        yield Sintoma("credencial", f"La red ya no acepta nuestra credencial{razon}.", (visto,))
    for id_externo, texto, fecha in vista.borradas[:_MAXIMO]:
        motivo = (
            f"Falta una publicación nuestra que nadie mandó borrar: {id_externo}, vista el {fecha:%d/%m/%Y}."
        )
        yield Sintoma("borrada", motivo, (texto,))
    if vista.seguidores:
        habia, hay = vista.seguidores
        if abs(hay - habia) >= max(SALTO_MINIMO, SALTO * habia):
            salto = f"Los seguidores pasaron de {habia} a {hay}"
            yield Sintoma("seguidores", f"{salto} de una instantánea a otra.", (salto,))


def _hallazgo(senal: Sintoma, peso: float, nota: str) -> Hallazgo:
    evidencia = tuple(Evidencia(0, len(t), t) for t in senal.textos[:_MAXIMO])
    pide = (Gravedad.GRAVE, Propuesta.RESTRINGIR) if peso >= CRITICO else (Gravedad.MEDIA, Propuesta.REVISAR)
    etiqueta = senal.clase.removesuffix("_menor")
    return Hallazgo(13, pide[0], senal.motivo + nota, pide[1], evidencia, etiqueta=etiqueta)


def evaluar(pieza: Pieza, contexto: Contexto) -> Iterator[Hallazgo]:  # noqa: ARG001 - la firma es de todas
    """Un hallazgo por senal y, si ninguna basta sola pero suman, otro que las reune. No saber no es senal."""
    vista = pieza.observacion
    if vista is None:
        return
    parte = 0.5 if vista.ventana_mantenimiento.strip() else 1.0
    nota = f" En ventana de mantenimiento: {vista.ventana_mantenimiento.strip()}." if parte < 1 else ""
    senales = list(_senales(vista))
    pesos = [PESOS[s.clase] * parte for s in senales]
    yield from (_hallazgo(senal, peso, nota) for senal, peso in zip(senales, pesos, strict=True))
    if sum(pesos) >= CRITICO > max(pesos, default=0):
        textos = tuple(dict.fromkeys(t for s in senales for t in s.textos))
        motivo = f"Juntas, {len(senales)} señales apuntan a una cuenta intervenida."
        yield _hallazgo(Sintoma("suma", motivo, textos), CRITICO, nota)


POLITICA = Politica(
    numero=13,
    titulo="Cuenta intervenida",
    articulo=(
        "Si una cuenta del ISSS es intervenida por usuarios externos al ISSS (hackers), los administradores deberán "
        "notificar a sus superiores a efecto de que tome las decisiones pertinentes."
    ),
    evaluar=evaluar,
    disparadores=Senal(0),
)
