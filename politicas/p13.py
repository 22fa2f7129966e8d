"""Artículo 13. Cuenta intervenida.

«Si una cuenta del ISSS es intervenida por usuarios externos al ISSS (hackers), los administradores deberán notificar
a sus superiores a efecto de que tome las decisiones pertinentes.»

Exige reconocer una cuenta intervenida. Cada señal pesa: algo publicado que no está en nuestro libro, la credencial
revocada, administradores cambiados, el nombre y el correo cambiados o un texto nuestro sustituido por otro abren
solos un incidente crítico; la foto cambiada, lo borrado, un texto nuestro retocado, la hora, el idioma, el asunto, los
sitios ajenos o un salto de seguidores se suman, también con lo visto en las últimas horas. Un cambio anunciado baja
el peso de lo que se esperaba, pero no calla nada. Si es la gente quien avisa en un comentario, lo lee una persona.

Infringe (ajena=Registre su tarjeta para cobrar el bono): observacion
Infringe (token_valido=no): observacion
Infringe (cambio=foto, seguidores=10000:4000): observacion
Infringe: Creo que les hackearon la página, están vendiendo cosas.
Cumple (token_valido=si): observacion
Cumple (seguidores=10000:10100): observacion

Queda a una persona decidir: la máquina abre el incidente, avisa y congela lo que íbamos a publicar. La evidencia
son los textos y valores hallados en la cuenta.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from modelos.lectura import Senal
from politicas.ayudas.avisan import avisado
from politicas.ayudas.sintomas import MAXIMO, Sintoma, sintomas
from politicas.ayudas.tiempo import en_local
from politicas.tipos import (
    Contexto,
    Evidencia,
    Gravedad,
    Hallazgo,
    Observacion,
    Pieza,
    Politica,
    Propuesta,
    Ventana,
)

CRITICO = 10.0
"""Suma de pesos desde la que la cuenta se da por intervenida."""
PESOS = {
    "publicacion_ajena": 10, "credencial": 10, "administradores": 10, "perfil": 10, "perfil_menor": 5, "permisos": 6,
    "aplicacion": 6, "borrada": 5, "credencial_vencida": 5, "seguidores": 5, "siguiendo": 5, "idioma": 4, "asunto": 4,
    "dominio": 4, "hora": 2, "reescrita": 10, "contacto": 6, "edicion": 4,
}  # fmt: skip
ANUNCIADA, EN_OBRAS = 0.3, 0.5
"""Lo que queda de un peso si se anuncio justo esa señal, o solo que habria cambios."""
MARGEN = timedelta(minutes=15)
"""Lo que se tarda en ver lo que paso al final de una ventana."""


def _ventana(vista: Observacion, senal: Sintoma) -> Ventana | None:
    """El anuncio que alcanza a la señal: antes el que la nombra que el que vale para todo."""
    cuando = en_local(senal.fecha)
    alcanzan = (
        v
        for v in vista.ventanas
        if (not v.espera or senal.clase in v.espera)
        and en_local(v.desde) <= cuando
        and cuando - en_local(v.hasta) <= MARGEN
    )
    return min(alcanzan, key=lambda v: not v.espera, default=None)


def _hallazgo(senal: Sintoma, peso: float, nota: str = "") -> Hallazgo:
    evidencia = tuple(Evidencia(0, len(t), t) for t in senal.textos[:MAXIMO])
    pide = (Gravedad.GRAVE, Propuesta.RESTRINGIR) if peso >= CRITICO else (Gravedad.MEDIA, Propuesta.REVISAR)
    return Hallazgo(13, pide[0], senal.motivo + nota, pide[1], evidencia, etiqueta=senal.clase, peso=peso)


def _suma(senales: Iterable[tuple[str, float]]) -> float:
    """Lo que pesan juntas. De lo que se esperaba cuenta cada clase una vez; de lo anunciado por su nombre, solo la mayor."""
    total, en_obras, anunciada = 0.0, dict[str, float](), 0.0
    for clase, peso in senales:
        if peso >= PESOS[clase]:
            total += peso
        elif peso >= PESOS[clase] * EN_OBRAS:
            en_obras[clase] = peso
        else:
            anunciada = max(anunciada, peso)
    return total + sum(en_obras.values()) + anunciada


def evaluar(pieza: Pieza, contexto: Contexto) -> Iterator[Hallazgo]:  # noqa: ARG001 - la firma es de todas
    """Un hallazgo por senal y, si ninguna basta sola pero suman, otro que las reune. No saber no es senal."""
    yield from avisado(pieza)
    vista = pieza.observacion
    if vista is None:
        return
    vistas: list[tuple[Sintoma, float]] = []
    for senal in sintomas(vista):
        ventana = _ventana(vista, senal)
        parte = 1.0 if ventana is None else ANUNCIADA if ventana.espera else EN_OBRAS
        nota = f" En una ventana anunciada: {ventana.motivo.strip()}." if ventana else ""
        vistas.append((senal, PESOS[senal.clase] * parte))
        yield _hallazgo(senal, PESOS[senal.clase] * parte, nota)
    # lo que se esperaba ya paso: no suma con lo de despues
    previas = [p for p in vista.previas if p.clase in PESOS and p.peso >= PESOS[p.clase]]
    pesos = [(s.clase, peso) for s, peso in vistas]
    total = _suma([*pesos, *((p.clase, p.peso) for p in previas)])
    if vistas and total >= CRITICO > max(peso for _, peso in pesos):
        textos = dict.fromkeys([*(t for s, _ in vistas for t in s.textos), *(p.motivo for p in previas)])
        motivo = f"Juntas, {len(vistas) + len(previas)} señales apuntan a una cuenta intervenida."
        yield _hallazgo(Sintoma("suma", motivo, tuple(textos), vista.fecha), total)


POLITICA = Politica(
    numero=13,
    titulo="Cuenta intervenida",
    articulo=(
        "Si una cuenta del ISSS es intervenida por usuarios externos al ISSS (hackers), los administradores deberán "
        "notificar a sus superiores a efecto de que tome las decisiones pertinentes."
    ),
    evaluar=evaluar,
    disparadores=Senal.INTENCIONES,
)
