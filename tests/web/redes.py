"""Redes y juez de prueba: lo justo para que la consola tenga que mostrar y a quien ordenar."""

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import datetime, timedelta

from conectores import facebook, twitter, youtube
from conectores.tipos import (
    AutorLeido,
    Capacidades,
    ComentarioLeido,
    Cuota,
    EstadoCuenta,
    EstadoEnRed,
    Pagina,
    Presencia,
    PublicacionLeida,
    Red,
    Resultado,
    SaludToken,
)
from politicas.tipos import Contexto, Gravedad, Hallazgo, Intencion, Pieza, Propuesta, Veredicto

CAPACIDADES: Mapping[Red, Capacidades] = {
    Red.FACEBOOK: facebook.CAPACIDADES,
    Red.TWITTER: twitter.CAPACIDADES,
    Red.YOUTUBE: youtube.CAPACIDADES,
}


class RedFalsa:
    """Un conector entero que apunta lo que le mandan hacer."""

    def __init__(self, red: Red, cuenta: str) -> None:
        self.red, self.cuenta = red, cuenta
        self.capacidades = CAPACIDADES[red]
        self.comentarios: list[ComentarioLeido] = []
        self.publicaciones: list[PublicacionLeida] = []
        self.efectos: list[tuple[str, str]] = []
        self.fallo: Exception | None = None

    def copia(self) -> "RedFalsa":
        """Otra igual que no comparte nada que cambie."""
        otra = copy(self)
        otra.comentarios, otra.publicaciones = self.comentarios.copy(), self.publicaciones.copy()
        otra.efectos = self.efectos.copy()
        return otra

    def poner(self, texto: str, creado: datetime, autor: str | None = "ana", **otros: object) -> str:
        """Alguien escribe un comentario. Devuelve su id en la red."""
        id_externo = f"{self.red.value}-{len(self.comentarios) + 1}"
        quien = (
            AutorLeido(f"id-{autor}", autor, f"@{autor}", f"https://red.example.com/{autor}")
            if autor
            else None
        )
        leido = {"autor": quien, "publicacion_id": "pub-1", "enlace": "https://red.example.com/c/1"} | otros
        self.comentarios.append(ComentarioLeido(self.red, id_externo, texto, creado, **leido))  # type: ignore[arg-type]
        return id_externo

    def leer(self, cursor: str | None) -> Iterator[Pagina]:
        if self.fallo:
            raise self.fallo
        yield Pagina("{}", tuple(self.comentarios), tuple(self.publicaciones))

    def consultar(self, id_externo: str) -> ComentarioLeido | None:
        return next((c for c in self.comentarios if c.id_externo == id_externo), None)

    def buscar_propias(self, desde: datetime, padre_id: str | None = None) -> list[PublicacionLeida]:
        return []

    def presencia(self, ids: Sequence[str], desde: datetime) -> Presencia:
        return Presencia()

    def estado_cuenta(self) -> EstadoCuenta:
        return EstadoCuenta(self.red, self.cuenta, self.cuenta, 100)

    def salud_token(self) -> SaludToken:
        return SaludToken(valido=True)

    def cuotas(self) -> tuple[Cuota, ...]:
        return ()

    def _hacer(self, accion: str, objeto: str) -> Resultado:
        self.efectos.append((accion, objeto))
        return Resultado()

    def _dejar(self, accion: str, id_externo: str, estado: EstadoEnRed) -> Resultado:
        self.comentarios = [
            replace(c, estado=estado) if c.id_externo == id_externo else c for c in self.comentarios
        ]
        return self._hacer(accion, id_externo)

    def ocultar(self, id_externo: str) -> Resultado:
        return self._dejar("ocultar", id_externo, EstadoEnRed.OCULTO)

    def mostrar(self, id_externo: str) -> Resultado:
        return self._dejar("mostrar", id_externo, EstadoEnRed.VISIBLE)

    def retener(self, id_externo: str) -> Resultado:
        return self._hacer("retener", id_externo)

    def eliminar(self, id_externo: str) -> Resultado:
        return self._hacer("eliminar", id_externo)

    def bloquear(self, autor_id: str, comentario_id: str | None = None, *, repite: bool = False) -> Resultado:
        return self._hacer("bloquear", autor_id)

    def desbloquear(self, autor_id: str) -> Resultado:
        return self._hacer("desbloquear", autor_id)

    def responder(self, id_externo: str, texto: str) -> Resultado:
        return self._hacer("responder", id_externo)

    def publicar(self, texto: str) -> Resultado:
        return self._hacer("publicar", texto)

    def editar(self, id_externo: str, texto: str) -> Resultado:
        return self._hacer("editar", id_externo)

    def borrar(self, id_externo: str) -> Resultado:
        return self._hacer("borrar", id_externo)


REGLAS = (
    (2, r"pendejo|imb[eé]cil", Gravedad.GRAVE, "insulto dirigido a una persona"),
    (2, r"mierda", Gravedad.MEDIA, "palabra obscena, quizá una exclamación"),
    (4, r"https?://\S+", Gravedad.MEDIA, "enlace a un sitio ajeno a la institución"),
    (11, r"[A-ZÁÉÍÓÚ ]{12,}", Gravedad.LEVE, "está escrito en mayúsculas"),
    (1, r"te voy a matar", Gravedad.GRAVE, "amenaza"),
)


def juez(pieza: Pieza, contexto: Contexto) -> Veredicto:
    """Un juez de cinco reglas. «pendejo» es lo bastante claro para actuar solo."""
    hallazgos = []
    for politica, patron, gravedad, motivo in REGLAS:
        evidencia = tuple(pieza.evidencia(*m.span()) for m in re.finditer(patron, pieza.texto))
        if evidencia:
            claro = "pendejo" in {e.texto for e in evidencia}
            propuesta = Propuesta.RESTRINGIR if gravedad is Gravedad.GRAVE else Propuesta.REVISAR
            etiqueta = "amenaza" if politica == 1 else ""
            hallazgos.append(
                Hallazgo(politica, gravedad, motivo, propuesta, evidencia, claro, claro, etiqueta)
            )
    claro = any(h.automatica for h in hallazgos)
    queja = "servicio" in pieza.texto
    restringe = any(h.propuesta is Propuesta.RESTRINGIR for h in hallazgos)
    return Veredicto(
        Propuesta.RESTRINGIR if restringe else Propuesta.REVISAR if hallazgos else Propuesta.PERMITIR,
        tuple(hallazgos),
        intencion=(Intencion.QUEJA,) if queja else (),
        indicios={"insulto": 0.91, "odio": 0.07} if hallazgos else {},
        bloquear=claro,
        automatica=claro,
        critica=queja,
    )


class PuntuadorFalso:
    """Ningun indicio; basta para que el veredicto no salga degradado."""

    version = "prueba"

    def puntuar(self, lecturas: object) -> list[dict[str, float]]:
        return [{} for _ in lecturas]  # type: ignore[attr-defined]


UN_MINUTO = timedelta(minutes=1)
