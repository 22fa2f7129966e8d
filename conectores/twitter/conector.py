"""El conector de Twitter (X) sobre tweepy.

Uso por una institucion publica: X exige el plan Enterprise para mostrar su contenido a un «Government End User»
(apis.md, seccion 0.1). El conector funciona con cualquier plan; decidirlo es del cliente.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from conectores.errores import (
    CredencialInvalida,
    ErrorConector,
    NoEncontrado,
    NoPermitido,
    Permanente,
    PeticionInvalida,
    RespuestaIlegible,
    ResultadoDesconocido,
)
from conectores.http import Limites
from conectores.tipos import (
    JSON,
    Accion,
    ComentarioLeido,
    Cuota,
    EstadoCuenta,
    Pagina,
    Presencia,
    PublicacionLeida,
    Red,
    Resultado,
    SaludToken,
)
from conectores.twitter.canal import Canal
from conectores.twitter.capacidades import CredencialTwitter, capacidades
from conectores.twitter.conversion import CAMPOS_CUENTA, Incluidos, a_comentario, a_estado, historial, numero
from conectores.twitter.fallos import de_respuesta, inexistentes
from conectores.twitter.lector import CAMPOS, Lector
from conectores.twitter_peso import PESO_MAXIMO, peso, tiene_prohibidos

_PERMISOS: Final = ("leer", "escribir")
POR_PETICION: Final = 100


class ConectorTwitter:
    """Twitter (X) con OAuth 1.0a de usuario. Cumple `conectores.tipos.Conector`; apto para varios hilos.

    `cuenta` es el id numerico de nuestra cuenta; `base`, la direccion de un simulador (None: la red real).
    """

    red = Red.TWITTER

    def __init__(
        self,
        cuenta: str,
        credencial: CredencialTwitter,
        *,
        base: str | None = None,
        limites: Limites | None = None,
    ) -> None:
        self.cuenta = cuenta
        self.capacidades = capacidades(credencial.plan)
        self._canal = Canal(credencial, base, limites)
        self._cliente = self._canal.cliente
        self._lector = Lector(self._canal, cuenta)

    def leer(self, cursor: str | None) -> Iterator[Pagina]:
        """Menciones, lo propio y respuestas, por paginas. Cada cursor vale en cuanto su pagina esta guardada."""
        return self._lector.leer(cursor)

    def consultar(self, id_externo: str) -> ComentarioLeido | None:
        """El comentario tal como esta ahora: si se edito, su ultima version (con `reemplaza`); None si no existe."""
        _revisar_id(id_externo)
        cuerpo = self._uno(id_externo)
        if cuerpo is None:
            return None
        versiones = historial(cuerpo["data"])
        if (
            versiones
            and versiones[-1] != id_externo
            and (numero(versiones[-1]) or 0) > (numero(id_externo) or 0)
        ):
            cuerpo = self._uno(versiones[-1]) or cuerpo
        return a_comentario(cuerpo["data"], Incluidos.de(cuerpo), self.cuenta)

    def buscar_propias(self, desde: datetime, padre_id: str | None = None) -> list[PublicacionLeida]:
        """Lo publicado por nuestra cuenta desde `desde` (con zona). Lanza PeticionInvalida si no la trae."""
        if desde.tzinfo is None:
            # tweepy la mandaria como si fuera UTC: seis horas de desfase (apis.md, seccion 4)
            raise PeticionInvalida("La fecha debe llevar zona horaria")
        propias = self._lector.propias(start_time=desde)
        return [p for p in propias if padre_id is None or p.padre_id == padre_id]

    def presencia(self, ids: Sequence[str], desde: datetime) -> Presencia:
        """Faltan las que Twitter dice, por su tipo de problema, que no existen. De cien en cien.

        De las demas no dice nada: aqui editar da otro id, y lo que un intruso edite llega como algo que no es nuestro.
        """
        del desde
        cuerpos = (self._varios(ids[n : n + POR_PETICION]) for n in range(0, len(ids), POR_PETICION))
        return Presencia(frozenset(i for cuerpo in cuerpos for i in inexistentes(cuerpo)) & frozenset(ids))

    def _varios(self, ids: Sequence[str]) -> JSON:
        for identificador in ids:
            _revisar_id(identificador)
        return self._canal.pedir(lambda: self._cliente.get_tweets(list(ids), user_auth=True))

    def estado_cuenta(self) -> EstadoCuenta:
        """Seguidores y perfil."""
        return a_estado(self._yo())

    def salud_token(self) -> SaludToken:
        """Si la credencial sirve, es de nuestra cuenta y puede escribir. OAuth 1.0a no vence."""
        try:
            datos = self._yo()
        except CredencialInvalida as error:
            return SaludToken(valido=False, motivo=error.mensaje)
        if datos.get("id") != self.cuenta:
            return SaludToken(valido=False, motivo=f"La credencial es de otra cuenta: {datos.get('id')}")
        return self._con_permisos()

    def cuotas(self) -> tuple[Cuota, ...]:
        """Lo ultimo que dijo cada ruta, sin preguntar."""
        return self._canal.cuotas()

    def ocultar(self, id_externo: str) -> Resultado:
        """Oculta una respuesta en una conversacion nuestra. Si ya no existe, se da por hecho."""
        try:
            return self._fijar_oculto(id_externo, oculto=True)
        except NoEncontrado:
            return Resultado(id_externo, ya_estaba=True)

    def mostrar(self, id_externo: str) -> Resultado:
        """Vuelve a mostrar una respuesta oculta."""
        return self._fijar_oculto(id_externo, oculto=False)

    def retener(self, id_externo: str) -> Resultado:
        """Twitter no retiene: lanza NoPermitido sin preguntar."""
        del id_externo
        raise self._no_hay(Accion.RETENER)

    def eliminar(self, id_externo: str) -> Resultado:
        """Borra algo nuestro. Si ya no existe, se da por hecho; si es de otro, NoPermitido."""
        _revisar_id(id_externo)
        try:
            cuerpo = self._canal.pedir(lambda: self._cliente.delete_tweet(id_externo, user_auth=True))
            _confirmar(cuerpo, "deleted", esperado=True)
        except NoEncontrado:
            return Resultado(id_externo, ya_estaba=True)
        return Resultado(id_externo, crudo=cuerpo)

    def bloquear(self, autor_id: str, comentario_id: str | None = None, *, repite: bool = False) -> Resultado:
        """Bloquea por API si el plan es Enterprise; si no, NoPermitido sin preguntar (es tarea de una persona)."""
        del comentario_id, repite
        if not self.capacidades.de(Accion.BLOQUEAR).por_api:
            raise self._no_hay(Accion.BLOQUEAR)
        _revisar_id(autor_id)
        ruta, cuerpo = f"/2/users/{self.cuenta}/blocking", {"target_user_id": autor_id}
        # tweepy quito `block` en la 4.15, porque solo queda en Enterprise (apis.md, seccion 0.2)
        respuesta = self._canal.pedir(
            lambda: self._cliente.request("POST", ruta, json=cuerpo, user_auth=True).json()
        )
        return _confirmar(respuesta, "blocking", esperado=True, objeto=autor_id)

    def desbloquear(self, autor_id: str) -> Resultado:
        """Quita el bloqueo por API si el plan es Enterprise; si no, NoPermitido sin preguntar."""
        if not self.capacidades.de(Accion.DESBLOQUEAR).por_api:
            raise self._no_hay(Accion.DESBLOQUEAR)
        _revisar_id(autor_id)
        ruta = f"/2/users/{self.cuenta}/blocking/{autor_id}"
        respuesta = self._canal.pedir(lambda: self._cliente.request("DELETE", ruta, user_auth=True).json())
        return _confirmar(respuesta, "blocking", esperado=False, objeto=autor_id)

    def responder(self, id_externo: str, texto: str) -> Resultado:
        """Responde a un post. Lanza PeticionInvalida, sin enviar, si el texto no cabe."""
        _revisar_id(id_externo)
        return self._crear(texto, in_reply_to_tweet_id=id_externo)

    def publicar(self, texto: str) -> Resultado:
        """Publica un post. Lanza PeticionInvalida, sin enviar, si el texto no cabe."""
        return self._crear(texto)

    def editar(self, id_externo: str, texto: str) -> Resultado:
        """No se puede: lanza NoPermitido sin pedir nada."""
        del id_externo, texto
        raise self._no_hay(Accion.EDITAR)

    def borrar(self, id_externo: str) -> Resultado:
        """Borra un post nuestro. Si ya no existe, se da por hecho."""
        return self.eliminar(id_externo)

    def _crear(self, texto: str, **extra: str) -> Resultado:
        _revisar_texto(texto)
        cuerpo = self._canal.crear(lambda: self._cliente.create_tweet(text=texto, user_auth=True, **extra))
        datos = cuerpo.get("data")
        identificador = datos.get("id") if isinstance(datos, dict) else None
        if isinstance(identificador, str) and identificador:
            return Resultado(identificador, crudo=cuerpo)
        rechazo = de_respuesta(self._canal.estado or 200, cuerpo, {})
        if isinstance(rechazo, Permanente) and not datos:
            raise rechazo
        raise ResultadoDesconocido(
            "Twitter contestó que sí, pero sin decir el id de lo publicado", estado_http=self._canal.estado
        )

    def _fijar_oculto(self, id_externo: str, *, oculto: bool) -> Resultado:
        _revisar_id(id_externo)
        llamar = self._cliente.hide_reply if oculto else self._cliente.unhide_reply
        cuerpo = self._canal.pedir(lambda: llamar(id_externo, user_auth=True))
        return _confirmar(cuerpo, "hidden", esperado=oculto, objeto=id_externo)

    def _uno(self, id_externo: str) -> JSON | None:
        """El cuerpo de un post, con `data` como objeto; None si ya no existe o no podemos verlo."""
        try:
            cuerpo = self._canal.pedir(lambda: self._cliente.get_tweet(id_externo, user_auth=True, **CAMPOS))
            _exigir_datos(cuerpo)
        except NoEncontrado:
            return None
        return cuerpo

    def _yo(self) -> JSON:
        cuerpo = self._canal.pedir(lambda: self._cliente.get_me(user_auth=True, user_fields=CAMPOS_CUENTA))
        return _exigir_datos(cuerpo)

    def _con_permisos(self) -> SaludToken:
        """Los permisos que anuncia `x-access-level` (`read`, `read-write`…); ninguno si no lo anuncia."""
        respuesta = self._canal.respuesta
        acceso = respuesta.headers.get("x-access-level", "") if respuesta is not None else ""
        permisos = tuple(
            p for p, ingles in zip(_PERMISOS, ("read", "write"), strict=True) if ingles in acceso
        )
        faltan = tuple(p for p in _PERMISOS if acceso and p not in permisos)
        return SaludToken(valido=True, permisos=permisos, faltan=faltan)

    def _no_hay(self, accion: Accion) -> ErrorConector:
        return NoPermitido(self.capacidades.de(accion).nota)


def _exigir_datos(cuerpo: JSON) -> JSON:
    """`data` como objeto. Un 200 con solo `errors` es un error de verdad (apis.md, seccion 2, "Errores")."""
    datos = cuerpo.get("data")
    if isinstance(datos, dict):
        return datos
    if cuerpo.get("errors"):
        raise de_respuesta(200, cuerpo, {})
    raise RespuestaIlegible("Twitter contestó sin `data`", estado_http=200)


def _confirmar(cuerpo: JSON, campo: str, *, esperado: bool, objeto: str | None = None) -> Resultado:
    """Comprueba que la red dice haber dejado `campo` como se pidio."""
    if _exigir_datos(cuerpo).get(campo) is not esperado:
        raise RespuestaIlegible(f"Twitter no confirma el cambio de `{campo}`", estado_http=200)
    return Resultado(objeto, crudo=cuerpo)


def _revisar_id(identificador: str) -> None:
    """Lanza PeticionInvalida si no es un id de Twitter: iria a parar a la ruta de la peticion."""
    if numero(identificador) is None:
        raise PeticionInvalida(f"No es un id de Twitter: {identificador[:40]!r}")


def _revisar_texto(texto: str) -> None:
    """Lanza PeticionInvalida si Twitter no va a admitir el texto: no se gasta una peticion de pago en saberlo."""
    if not texto.strip():
        raise PeticionInvalida("El texto está vacío")
    if tiene_prohibidos(texto):
        raise PeticionInvalida("El texto lleva caracteres que Twitter no admite")
    total = peso(texto)
    if total > PESO_MAXIMO:
        raise PeticionInvalida(f"El texto pesa {total} y Twitter admite {PESO_MAXIMO}")
