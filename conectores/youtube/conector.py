"""El conector de YouTube: leer, consultar y actuar sobre un canal (apis.md, secciones 3, 4 y 6)."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from conectores.errores import (
    CredencialInvalida,
    CuotaAgotada,
    ErrorConector,
    NoEncontrado,
    NoPermitido,
    PeticionInvalida,
    ResultadoDesconocido,
    Transitorio,
)
from conectores.http import Limites
from conectores.tipos import (
    JSON,
    Accion,
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
from conectores.tolerante import objeto
from conectores.youtube import convertir
from conectores.youtube.capacidades import CAPACIDADES, LARGO_RESPUESTA
from conectores.youtube.cursor import Barrido
from conectores.youtube.estados import Recuerdo
from conectores.youtube.fallos import NO_PROCESADO
from conectores.youtube.hojeada import Hojeada
from conectores.youtube.lectura import Lectura
from conectores.youtube.paginas import Paginas, elementos, siguiente
from conectores.youtube.sesion import CredencialYoutube, Sesion

AMBITO: Final = "https://www.googleapis.com/auth/youtube.force-ssl"
"""El unico permiso que modera y responde."""
_VIDEO: Final = re.compile(r"[\w-]{11}")
"""El id de un video son once signos; el de un comentario, mas."""
_PAGINAS_PROPIAS: Final = 10
"""Paginas de hilos que se miran buscando lo nuestro sin saber en que hilo esta (1 000 hilos)."""


class ConectorYoutube:
    """Un canal de YouTube. Se puede usar desde varios hilos.

    `cuenta` es el id del canal (UC…). `base` cambia la direccion de la red (simulador); None es la real.
    """

    red: Red = Red.YOUTUBE

    def __init__(
        self,
        cuenta: str,
        credencial: CredencialYoutube,
        *,
        base: str | None = None,
        limites: Limites | None = None,
    ) -> None:
        self.cuenta = cuenta
        self.capacidades: Capacidades = CAPACIDADES
        self._sesion = Sesion(credencial, base, limites)
        self._paginas = Paginas(self._sesion, cuenta)
        self._lectura = Lectura(self._paginas, cuenta)
        self._estados: Recuerdo[EstadoEnRed] = Recuerdo()
        self._autores: Recuerdo[str] = Recuerdo()

    def leer(self, cursor: str | None) -> Iterator[Pagina]:
        """Videos subidos y comentarios de los tres estados, con todas sus respuestas. Vease `lectura`."""
        for pagina in self._lectura.leer(cursor):
            for c in pagina.comentarios:
                self._estados.apuntar(c.id_externo, c.estado)
                if c.autor is not None:
                    self._autores.apuntar(c.id_externo, c.autor.id)
            yield pagina

    def consultar(self, id_externo: str) -> ComentarioLeido | None:
        """El comentario ahora; None si ya no existe o esta rechazado.

        Pedido por id, la red no dice si esta retenido (apis.md, seccion 3): `estado` es el ultimo que este
        conector leyo o fijo, y VISIBLE si no lo sabe.
        """
        crudo = self._uno(id_externo)
        if crudo is None:
            return None
        estado = self._estados.de(id_externo) or EstadoEnRed.VISIBLE
        return convertir.comentario(crudo, self.cuenta, self._paginas.recibido, estado=estado)

    def buscar_propias(self, desde: datetime, padre_id: str | None = None) -> list[PublicacionLeida]:
        """Lo que nuestro canal escribio desde `desde` en el hilo de `padre_id` o, sin el, en los 1 000 ultimos.

        La red da segundos enteros: se compara con `desde` sin su fraccion. Los videos los da `leer`.
        """
        suelo = desde.replace(microsecond=0)
        halladas = self._del_hilo(padre_id) if padre_id else self._de_los_ultimos()
        return [convertir.propia(c) for c in halladas if c.propio and c.creado >= suelo]

    def presencia(self, ids: Sequence[str], desde: datetime) -> Presencia:
        """Faltan los videos y comentarios que YouTube ya no da por su id. De cincuenta en cincuenta, 1 unidad cada vez."""
        del desde
        videos = [i for i in ids if _VIDEO.fullmatch(i)]
        comentarios = [i for i in ids if not _VIDEO.fullmatch(i)]
        dar = self._paginas.por_id
        hay = dar("videos.list", videos) | dar("comments.list", comentarios)
        return Presencia(frozenset(ids) - hay.keys(), {i: convertir.dice(c) for i, c in hay.items()})

    def estado_cuenta(self) -> EstadoCuenta:
        """Seguidores (truncados a tres cifras; None si el canal los oculta) y perfil.

        Lanza NoPermitido si la credencial es de otro canal.
        """
        return convertir.estado_cuenta(self._canal("id,snippet,statistics,brandingSettings,status"))

    def salud_token(self) -> SaludToken:
        """Pide un token nuevo (unica prueba de que el de refresco vive) y pregunta de que canal es (1 unidad).

        Una cuota agotada no dice nada de la credencial: se da por buena.
        """
        try:
            self._sesion.comprobar_refresco()
            with suppress(CuotaAgotada):
                self._canal("id")
        except (CredencialInvalida, NoPermitido) as error:
            return SaludToken(valido=False, motivo=error.mensaje, permisos=self._sesion.permisos)
        permisos = self._sesion.permisos
        faltan = () if not permisos or AMBITO in permisos else (AMBITO,)
        return SaludToken(valido=True, vence=self._sesion.vence, permisos=permisos, faltan=faltan)

    def cuotas(self) -> tuple[Cuota, ...]:
        """Las unidades gastadas hoy segun nuestra cuenta (la red no las dice)."""
        return self._sesion.cuotas()

    def ocultar(self, id_externo: str) -> Resultado:
        """Lo retiene para revision: deja de verse. Si ya no existe, `ya_estaba`."""
        return self._moderar(id_externo, "heldForReview", si_no_esta=True)

    def retener(self, id_externo: str) -> Resultado:
        """Lo mismo que `ocultar`: en YouTube no hay otra forma."""
        return self._moderar(id_externo, "heldForReview", si_no_esta=True)

    def mostrar(self, id_externo: str) -> Resultado:
        """Lo publica. Lanza NoEncontrado si ya no existe o se rechazo: eso no tiene vuelta."""
        return self._moderar(id_externo, "published")

    def eliminar(self, id_externo: str) -> Resultado:
        """Lo rechaza: no se podra volver a publicar. Si ya no existe, `ya_estaba`."""
        return self._moderar(id_externo, "rejected", si_no_esta=True)

    def bloquear(self, autor_id: str, comentario_id: str | None = None, *, repite: bool = False) -> Resultado:
        """Rechaza el comentario y bloquea a su autor. No hay forma de deshacerlo por API.

        Por eso mira antes que el comentario sea de ese autor (1 unidad). Lanza PeticionInvalida si no lo es o
        si falta el comentario; NoEncontrado, sin bloquear, si la red ya no lo da y este proceso no supo de quien era, salvo que
        `repite`: no se ve quiza por esta misma orden, y darla por fallida dejaria a alguien bloqueado sin que conste.
        """
        if comentario_id is None:
            raise PeticionInvalida("YouTube solo bloquea a un autor a través de un comentario suyo")
        if self._autor_de(comentario_id, autor_id if repite else None) != autor_id:
            raise PeticionInvalida("El comentario no es del autor que se quiere bloquear: no se bloquea")
        return self._moderar(comentario_id, "rejected", banAuthor=True)

    def desbloquear(self, autor_id: str) -> Resultado:
        """No se puede por API: lanza NoPermitido sin pedir nada."""
        del autor_id
        raise NoPermitido(CAPACIDADES.de(Accion.DESBLOQUEAR).nota)

    def responder(self, id_externo: str, texto: str) -> Resultado:
        """Responde en el hilo (a una respuesta tambien: la red no tiene tercer nivel).

        Lanza PeticionInvalida sin pedir nada si el texto esta vacio o pasa de `largo_respuesta`;
        ResultadoDesconocido si salio y no se sabe si se publico.
        """
        if not texto.strip():
            raise PeticionInvalida("La respuesta está vacía")
        if len(texto) > LARGO_RESPUESTA:
            raise PeticionInvalida(f"La respuesta pasa de {LARGO_RESPUESTA} caracteres")
        cuerpo = {"snippet": {"parentId": convertir.raiz_de(id_externo), "textOriginal": texto}}
        crudo = self._sesion.pedir("comments.insert", part="snippet", body=cuerpo)
        nuevo = convertir.identificador(crudo)
        if nuevo is None:
            raise ResultadoDesconocido("YouTube aceptó la respuesta y no dijo su id")
        return Resultado(nuevo, crudo=crudo)

    def publicar(self, texto: str) -> Resultado:
        """No se puede por API: lanza NoPermitido sin pedir nada."""
        del texto
        raise NoPermitido(CAPACIDADES.de(Accion.PUBLICAR).nota)

    def editar(self, id_externo: str, texto: str) -> Resultado:
        """No se puede por API: lanza NoPermitido sin pedir nada."""
        del id_externo, texto
        raise NoPermitido(CAPACIDADES.de(Accion.EDITAR).nota)

    def borrar(self, id_externo: str) -> Resultado:
        """No se puede por API: lanza NoPermitido sin pedir nada."""
        del id_externo
        raise NoPermitido(CAPACIDADES.de(Accion.BORRAR).nota)

    def _autor_de(self, id_externo: str, si_no_sale: str | None) -> str | None:
        """De quien es un comentario, o None si la red no lo dice.

        Uno que no sale puede estar rechazado por una orden anterior: vale lo que se supo de el antes, o `si_no_sale`.
        """
        crudo = self._uno(id_externo)
        if crudo is None:
            sabido = self._autores.de(id_externo) or si_no_sale
            if sabido is None:
                raise NoEncontrado(
                    "YouTube ya no muestra el comentario y no se puede comprobar de quién era: no se bloquea a nadie"
                )
            return sabido
        quien = convertir.autor(objeto(crudo.get("snippet")))
        if quien is not None:
            self._autores.apuntar(id_externo, quien.id)
        return quien.id if quien is not None else None

    def _uno(self, id_externo: str) -> JSON | None:
        """El comentario en crudo, o None si la red ya no lo da."""
        try:
            items = elementos(
                self._sesion.pedir("comments.list", part="snippet", id=id_externo, textFormat="plainText")
            )
        except NoEncontrado:
            return None
        return next((objeto(c) for c in items if convertir.identificador(c) == id_externo), None)

    def _moderar(self, id_externo: str, estado: str, *, si_no_esta: bool = False, **otros: Any) -> Resultado:
        """Fija el estado. `si_no_esta`: que ya no exista cumple la orden (apis.md, seccion 6, fila 8)."""
        try:
            self._sesion.pedir(
                "comments.setModerationStatus", id=id_externo, moderationStatus=estado, **otros
            )
        except (NoEncontrado, NoPermitido, Transitorio) as error:
            if not self._ya_no_esta(id_externo, error):
                raise
            if si_no_esta:
                return Resultado(id_externo, ya_estaba=True)
            raise NoEncontrado(
                "El comentario ya no existe en YouTube o estaba rechazado",
                estado_http=error.estado_http, codigo=error.codigo,
            ) from error  # fmt: skip
        self._estados.apuntar(id_externo, convertir.ESTADOS[estado])
        return Resultado(id_externo)

    def _ya_no_esta(self, id_externo: str, error: ErrorConector) -> bool:
        """Si el fallo es porque el comentario ya no existe.

        `processingFailure` y `forbidden` los da la red tambien al moderar lo que su autor borro
        (documentacion de setModerationStatus): se pregunta por el antes de creerlo.
        """
        if isinstance(error, NoEncontrado):
            return True
        return error.codigo in {NO_PROCESADO, "forbidden"} and self._uno(id_externo) is None

    def _canal(self, partes: str) -> JSON:
        """Nuestro canal en crudo. NoPermitido si la credencial no es de el."""
        cuerpo = self._sesion.pedir("channels.list", part=partes, mine=True)
        canales = [objeto(c) for c in elementos(cuerpo)]
        nuestro = next((c for c in canales if c.get("id") == self.cuenta), None)
        if nuestro is None:
            raise NoPermitido(f"La credencial de YouTube no es del canal {self.cuenta}")
        return nuestro

    def _del_hilo(self, padre_id: str) -> list[ComentarioLeido]:
        """Las respuestas de un hilo; ninguna si el hilo ya no existe."""
        try:
            crudos = self._paginas.respuestas(convertir.raiz_de(padre_id))
        except NoEncontrado:
            return []
        return [convertir.comentario(c, self.cuenta, self._paginas.recibido) for c in crudos]

    def _de_los_ultimos(self) -> list[ComentarioLeido]:
        """Los comentarios publicados de los ultimos hilos, con todas sus respuestas."""
        halladas: list[ComentarioLeido] = []
        token: str | None = None
        for _ in range(_PAGINAS_PROPIAS):
            cuerpo = self._paginas.hilos("published", token)
            hojeada = Hojeada(self._paginas, self.cuenta, "published", Barrido(), elementos(cuerpo))
            halladas += hojeada.comentarios
            token, anterior = siguiente(cuerpo), token
            if token in {None, anterior}:
                break
        return halladas


if TYPE_CHECKING:
    from conectores.tipos import Conector

    _cumple: type[Conector] = ConectorYoutube
