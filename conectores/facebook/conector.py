"""El conector de Facebook: `conectores.tipos.Conector` sobre una Pagina (apis.md, secciones 1, 4 y 6)."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from conectores.errores import (
    CredencialInvalida,
    NoEncontrado,
    NoPermitido,
    PeticionInvalida,
    RespuestaIlegible,
)
from conectores.facebook import convertir, cuenta, propias
from conectores.facebook.capacidades import CAPACIDADES, LARGO_PUBLICACION
from conectores.facebook.cliente import ClienteGraph
from conectores.facebook.convertir import CAMPOS_COMENTARIO, CAMPOS_POST
from conectores.facebook.lectura import Barrido
from conectores.http import Limites
from conectores.tipos import (
    Accion,
    Capacidades,
    ComentarioLeido,
    Conector,
    Cuota,
    EstadoCuenta,
    Pagina,
    Presencia,
    PublicacionLeida,
    Red,
    Resultado,
    SaludToken,
)
from conectores.tolerante import objeto

_ID: Final = re.compile(r"[A-Za-z0-9_:\-]{1,200}")


@dataclass(frozen=True, slots=True)
class CredencialFacebook:
    """Token de la Pagina, y la aplicacion a la que pertenece."""

    token: str = field(repr=False)
    app_id: str
    app_secreto: str = field(repr=False)


class ConectorFacebook:
    """Una Pagina de Facebook. `cuenta` es su id; `base` cambia la direccion de la red (None: la real).

    Lanza ValueError si falta el id o la credencial: sin id, los comentarios propios pasarian por ajenos. Todo lo
    demas sale como `conectores.errores`.
    """

    red: Red = Red.FACEBOOK
    capacidades: Capacidades = CAPACIDADES

    def __init__(
        self,
        cuenta: str,
        credencial: CredencialFacebook,
        *,
        base: str | None = None,
        limites: Limites | None = None,
    ) -> None:
        if not _ID.fullmatch(cuenta):
            raise ValueError("Facebook: hace falta el id de la página")
        if not (credencial.token and credencial.app_id and credencial.app_secreto):
            raise ValueError("Facebook: hacen falta el token, el id de la aplicación y su secreto")
        self.cuenta = cuenta
        self._credencial = credencial
        self._cliente = ClienteGraph(credencial.token, credencial.app_secreto, base, limites)
        self._cliente_app = ClienteGraph(
            f"{credencial.app_id}|{credencial.app_secreto}",
            credencial.app_secreto,
            base,
            limites,
            callar=(credencial.token,),
        )

    # --- leer ---

    def leer(self, cursor: str | None) -> Iterator[Pagina]:
        """Comentarios, visitas, respuestas y publicaciones desde `cursor`, por paginas (ver `lectura`)."""
        for pagina in Barrido(self._cliente, self.cuenta, cursor).leer():
            nuestras = tuple(self._con_aplicacion(p) for p in pagina.publicaciones)
            yield replace(pagina, publicaciones=nuestras)

    def _con_aplicacion(self, publicacion: PublicacionLeida) -> PublicacionLeida:
        """Dice si la hizo nuestra aplicacion, por su id: el nombre lo elige cualquiera."""
        id_ = convertir.leer_id(objeto(publicacion.crudo.get("application")).get("id"))
        return replace(publicacion, nuestra_aplicacion=id_ == self._credencial.app_id) if id_ else publicacion

    def consultar(self, id_externo: str) -> ComentarioLeido | None:
        """El comentario o la visita como esta ahora; None si ya no existe.

        `publicacion_id` sale None: Graph no dice en un comentario suelto de que publicacion es.
        """
        id_ = _revisar_id(id_externo)
        try:
            leido = convertir.comentario(self._cliente.leer(id_, fields=CAMPOS_COMENTARIO), self.cuenta)
        except NoEncontrado:
            return None
        except PeticionInvalida:
            # una visita es un Post y no tiene los campos de un comentario: (#100) nonexisting field
            return self._consultar_visita(id_)
        return _con_id(leido)

    def _consultar_visita(self, id_: str) -> ComentarioLeido | None:
        try:
            return _con_id(convertir.visita(self._cliente.leer(id_, fields=CAMPOS_POST), self.cuenta))
        except NoEncontrado:
            return None

    def buscar_propias(self, desde: datetime, padre_id: str | None = None) -> list[PublicacionLeida]:
        """Lo que la Pagina publico desde `desde` (UTC si no dice zona), o respondio a `padre_id`."""
        if padre_id is None:
            return propias.publicadas(self._cliente, self.cuenta, desde)
        return propias.respuestas(self._cliente, self.cuenta, desde, _revisar_id(padre_id))

    def presencia(self, ids: Sequence[str], desde: datetime) -> Presencia:
        """Faltan las que no salen entre lo publicado y Facebook dice, una a una, que no existen."""
        visibles = {p.id_externo: p.texto for p in self.buscar_propias(desde)}
        textos = {i: visibles[i] if i in visibles else self._texto(i) for i in ids}
        faltan = frozenset(i for i, dice in textos.items() if dice is None)
        return Presencia(faltan, {i: dice for i, dice in textos.items() if dice})

    def _texto(self, id_externo: str) -> str | None:
        """Lo que dice; None si Facebook afirma que no existe. Otro fallo de ese objeto no dice nada."""
        try:
            return convertir.leer_texto(
                self._cliente.leer(_revisar_id(id_externo), fields="message").get("message")
            )
        except NoEncontrado:
            return None
        except (NoPermitido, PeticionInvalida):
            return ""

    def estado_cuenta(self) -> EstadoCuenta:
        """Seguidores y perfil. `administradores` sale vacio si Facebook no deja ver los roles."""
        crudo = self._cliente.leer(self.cuenta, fields=cuenta.CAMPOS_PAGINA)
        if not convertir.leer_id(crudo.get("id")):
            raise RespuestaIlegible("Facebook contestó una página sin id")
        return cuenta.estado_cuenta(crudo, self._administradores())

    def _administradores(self) -> tuple[str, ...]:
        try:
            roles = self._cliente.leer(f"{self.cuenta}/roles", fields="id,name", limit=100).get("data")
        except (NoPermitido, NoEncontrado, PeticionInvalida):
            return ()
        if not isinstance(roles, list):
            # darlo por «ningun administrador» pareceria una cuenta intervenida
            raise RespuestaIlegible("Facebook contestó los roles sin datos")
        return cuenta.leer_administradores(roles)

    def salud_token(self) -> SaludToken:
        """Si el token sirve, hasta cuando y que permisos le faltan. Solo lanza si la red falla."""
        try:
            salida = self._cliente_app.leer("debug_token", input_token=self._credencial.token)
        except (CredencialInvalida, NoPermitido, PeticionInvalida) as error:
            return SaludToken(valido=False, motivo=f"Facebook no acepta la aplicación: {error.mensaje}")
        datos = objeto(salida.get("data"))
        if not isinstance(datos.get("is_valid"), bool):
            raise RespuestaIlegible("Facebook no dijo si el token sirve")
        return cuenta.salud_token(datos, self.cuenta, self._cliente_app.fecha_red)

    def cuotas(self) -> tuple[Cuota, ...]:
        """Lo ultimo que dijeron las cabeceras de uso."""
        return self._cliente.cuotas

    # --- actuar ---

    def ocultar(self, id_externo: str) -> Resultado:
        """Oculta un comentario o una visita. Si ya no existe, se da por hecho."""
        id_ = _revisar_id(id_externo)
        try:
            return Resultado(id_, crudo=self._cliente.fijar("POST", id_, is_hidden="true"))
        except NoEncontrado:
            return Resultado(id_, ya_estaba=True)

    def mostrar(self, id_externo: str) -> Resultado:
        """Deshace `ocultar`. Lanza NoEncontrado si ya no existe."""
        id_ = _revisar_id(id_externo)
        return Resultado(id_, crudo=self._cliente.fijar("POST", id_, is_hidden="false"))

    def retener(self, id_externo: str) -> Resultado:
        """Facebook no lo permite: lanza NoPermitido."""
        del id_externo
        raise NoPermitido(CAPACIDADES.de(Accion.RETENER).nota)

    def eliminar(self, id_externo: str) -> Resultado:
        """Borra, sin vuelta atras. Si ya no existe, se da por hecho."""
        id_ = _revisar_id(id_externo)
        try:
            return Resultado(id_, crudo=self._cliente.fijar("DELETE", id_))
        except NoEncontrado:
            return Resultado(id_, ya_estaba=True)

    def bloquear(self, autor_id: str, comentario_id: str | None = None, *, repite: bool = False) -> Resultado:
        """Bloquea al autor en la Pagina. `comentario_id` no hace falta en esta red."""
        del comentario_id, repite
        id_ = _revisar_id(autor_id)
        salida = self._cliente.fijar("POST", f"{self.cuenta}/blocked", exito=id_, user=json.dumps([id_]))
        return Resultado(id_, crudo=salida)

    def desbloquear(self, autor_id: str) -> Resultado:
        """Quita el bloqueo."""
        id_ = _revisar_id(autor_id)
        return Resultado(
            id_, crudo=self._cliente.fijar("DELETE", f"{self.cuenta}/blocked", exito=id_, user=id_)
        )

    def responder(self, id_externo: str, texto: str) -> Resultado:
        """Responde a un comentario o comenta una publicacion, como la Pagina.

        Lanza ResultadoDesconocido si no consta que no se publicara.
        """
        _revisar_texto(texto, CAPACIDADES.largo_respuesta)
        salida = self._cliente.crear(f"{_revisar_id(id_externo)}/comments", message=texto)
        return Resultado(str(salida["id"]), crudo=salida)

    def publicar(self, texto: str) -> Resultado:
        """Publica en la Pagina. Lanza Duplicado si la red dice que ya estaba (506): verificar antes de repetir."""
        _revisar_texto(texto, LARGO_PUBLICACION)
        salida = self._cliente.crear(f"{self.cuenta}/feed", message=texto)
        return Resultado(str(salida["id"]), crudo=salida)

    def editar(self, id_externo: str, texto: str) -> Resultado:
        """Cambia el texto de una publicacion de la Pagina. Lanza NoEncontrado si ya no existe."""
        id_ = _revisar_id(id_externo)
        _revisar_texto(texto, LARGO_PUBLICACION)
        return Resultado(id_, crudo=self._cliente.fijar("POST", id_, message=texto))

    def borrar(self, id_externo: str) -> Resultado:
        """Quita una publicacion de la Pagina. Si ya no existe, se da por hecho."""
        return self.eliminar(id_externo)


_CONTRATO: Final[type[Conector]] = ConectorFacebook
"""mypy comprueba aqui que se cumple el protocolo."""


def _con_id(leido: ComentarioLeido | None) -> ComentarioLeido:
    """El comentario, o RespuestaIlegible si la red lo contesto sin id."""
    if leido is None:
        raise RespuestaIlegible("Facebook contestó un comentario sin id")
    return leido


def _revisar_id(id_: str) -> str:
    """El id, si puede ir en una ruta. Lanza PeticionInvalida."""
    if not _ID.fullmatch(id_):
        raise PeticionInvalida("Facebook: el id no es válido")
    return id_


def _revisar_texto(texto: str, largo: int) -> None:
    """Lanza PeticionInvalida si la red no podria recibirlo."""
    if not texto.strip():
        raise PeticionInvalida("Facebook: el texto está vacío")
    if len(texto) > largo:
        raise PeticionInvalida(f"Facebook: el texto tiene {len(texto)} caracteres y se admiten {largo}")
    try:
        texto.encode()
    except UnicodeEncodeError:
        raise PeticionInvalida("Facebook: el texto trae un carácter a medias") from None
