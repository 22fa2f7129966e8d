"""Los barridos de Twitter (X): menciones, lo propio y las respuestas a nuestras conversaciones."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from conectores.errores import (
    CredencialInvalida,
    CuotaAgotada,
    ErrorConector,
    PeticionInvalida,
    RedCaida,
    RespuestaIlegible,
    SinSaldo,
)
from conectores.tipos import JSON, ComentarioLeido, Pagina, PublicacionLeida
from conectores.twitter.barrido import Barrido, Estado
from conectores.twitter.canal import Canal
from conectores.twitter.conversion import (
    CAMPOS_AUTOR,
    CAMPOS_MEDIO,
    CAMPOS_TWEET,
    EXPANSIONES,
    Incluidos,
    a_comentario,
    a_publicacion,
    es_raiz,
    fecha_del_id,
    historial,
    numero,
    referido,
)
from conectores.twitter.fallos import de_respuesta

_log = logging.getLogger(__name__)

MAX_PAGINAS: Final = 40
"""Por consulta y por lectura: 4000 posts, mas de lo que dan menciones (800) y lo propio (3200). Lo que quede se
sigue en la lectura siguiente."""
POR_PAGINA: Final = 100
LARGO_CONSULTA: Final = 512
SIETE_DIAS: Final = timedelta(days=7)
"""Hasta donde llega la busqueda reciente."""
CAMPOS: Final[dict[str, list[str]]] = {
    "tweet_fields": CAMPOS_TWEET,
    "user_fields": CAMPOS_AUTOR,
    "media_fields": CAMPOS_MEDIO,
    "expansions": EXPANSIONES,
}


@dataclass(frozen=True, slots=True)
class _Fuente:
    """De donde se lee: que consultas, como se piden y como se convierten."""

    nombre: str
    consultas: Callable[[Estado], Sequence[str]]
    pedir: Callable[[str, dict[str, Any]], JSON]
    ficha: str
    propia: bool = False
    siete_dias: bool = False
    """La busqueda rechaza con 400 un `since_id` o `until_id` de hace mas de siete dias."""


class Lector:
    """Lee por paginas, con cursor, lo que otros nos escriben y lo que publica nuestra cuenta."""

    def __init__(self, canal: Canal, cuenta: str) -> None:
        self._canal = canal
        self._cuenta = cuenta
        # lo propio va primero: dice que conversaciones son nuestras, y por tanto que se puede ocultar
        self._fuentes = (
            _Fuente("propias", lambda _: [""], self._pedir_propias, "pagination_token", propia=True),
            _Fuente("menciones", lambda _: [""], self._pedir_menciones, "pagination_token"),
            _Fuente("respuestas", self._consultas, self._pedir_respuestas, "next_token", siete_dias=True),
        )

    def leer(self, cursor: str | None) -> Iterator[Pagina]:
        """Ver `conectores.tipos.Conector.leer`.

        Un fallo de una fuente no impide leer las demas: se lanza al final, y su barrido queda donde iba. Los que
        afectan a todas (credencial, saldo, tope, sin conexion) se lanzan en el acto.
        """
        estado = Estado.de_texto(cursor)
        aplazado: ErrorConector | None = None
        for fuente in self._fuentes:
            try:
                yield from self._leer_fuente(estado, fuente)
            except ErrorConector as error:
                if _de_todas(error):
                    raise
                aplazado = aplazado or error
        if aplazado is not None:
            raise aplazado

    def propias(self, **limites: Any) -> Iterator[PublicacionLeida]:
        """Lo publicado por nuestra cuenta dentro de `limites` (`start_time`…), de lo nuevo a lo viejo."""
        for cuerpo, _ in self._paginas(self._fuentes[0], "", limites):
            yield from _publicaciones(_items(cuerpo), Incluidos.de(cuerpo))

    def _leer_fuente(self, estado: Estado, fuente: _Fuente) -> Iterator[Pagina]:
        """Lo que quedo a medias de una fuente, si lo hay, y un barrido desde lo mas nuevo."""
        barrido = estado.barridos[fuente.nombre]
        if barrido.cola:  # quedo a medias: primero lo que falta por debajo
            yield from self._barrer(estado, fuente, barrido)
        if not barrido.cola:
            barrido.empezar(fuente.consultas(estado))
            yield from self._barrer(estado, fuente, barrido)

    def _barrer(self, estado: Estado, fuente: _Fuente, barrido: Barrido) -> Iterator[Pagina]:
        """Las paginas de las consultas que faltan. Si una se corta sin llegar al fondo, queda a medias."""
        while barrido.cola:
            piso, cerrada, consulta = barrido.piso, False, barrido.cola[0]
            limites = barrido.limites()
            if estado.desde_el_principio(consulta):
                limites.pop("since_id", None)
            for cuerpo, ultima in self._paginas(fuente, consulta, limites):
                items, incluidos = _items(cuerpo), Incluidos.de(cuerpo)
                barrido.anotar((n for i in items if (n := numero(i.get("id")))), self._canal.ahora)
                if fuente.propia:
                    estado.vigilar(_conversacion(i) for i in items if es_raiz(i))
                if ultima:
                    estado.buscada(consulta)
                    barrido.cerrar_consulta()
                    cerrada = True
                yield self._pagina(estado, fuente, items, incluidos)
            if cerrada:
                continue
            if barrido.piso != piso:
                return
            # cortada y sin bajar nada: la red repite lo mismo, seguir seria un bucle
            barrido.cerrar_consulta()
            yield Pagina(estado.texto())

    def _paginas(
        self, fuente: _Fuente, consulta: str, limites: dict[str, Any]
    ) -> Iterator[tuple[JSON, bool]]:
        """Cada pagina y si es la ultima. Corta ante un `next_token` repetido o al llegar al tope."""
        parametros = dict(limites)
        vistas: set[str] = set()
        for _ in range(MAX_PAGINAS):
            cuerpo = self._pedir(fuente, consulta, parametros)
            siguiente = _siguiente(cuerpo)
            yield cuerpo, siguiente is None
            if siguiente is None or siguiente in vistas:
                return
            vistas.add(siguiente)
            parametros[fuente.ficha] = siguiente

    def _pedir(self, fuente: _Fuente, consulta: str, parametros: dict[str, Any]) -> JSON:
        """Una pagina. La busqueda rechaza limites de mas de siete dias: se quitan de `parametros` y se sigue."""
        fijos: dict[str, Any] = {**CAMPOS, "max_results": POR_PAGINA}
        try:
            return _revisado(fuente.pedir(consulta, fijos | parametros))
        except PeticionInvalida:
            if not fuente.siete_dias or fuente.ficha in parametros:
                raise
            if "since_id" not in parametros and not self._fuera_de_alcance(parametros):
                raise
        if "since_id" in parametros:
            del parametros["since_id"]
            return self._pedir(fuente, consulta, parametros)
        # lo pendiente por debajo de `until_id` ya salio de los siete dias y no hay como leerlo
        return {"meta": {"result_count": 0}}

    def _fuera_de_alcance(self, parametros: dict[str, Any]) -> bool:
        """Si `until_id` es, segun la hora de la red, de hace mas de siete dias."""
        ahora, hasta = self._canal.ahora, numero(parametros.get("until_id"))
        return ahora is not None and hasta is not None and fecha_del_id(hasta) < ahora - SIETE_DIAS

    def _pagina(self, estado: Estado, fuente: _Fuente, items: list[JSON], incluidos: Incluidos) -> Pagina:
        """Convierte una pagina. Lo propio es publicacion y, si responde a algo, tambien comentario."""
        publicaciones = tuple(_publicaciones(items, incluidos)) if fuente.propia else ()
        if fuente.propia:
            items = [i for i in items if referido(i, "replied_to")]
        return Pagina(estado.texto(), tuple(self._comentarios(estado, items, incluidos)), publicaciones)

    def _comentarios(
        self, estado: Estado, items: list[JSON], incluidos: Incluidos
    ) -> Iterator[ComentarioLeido]:
        nuestras = frozenset(estado.conversaciones)
        for item in items:
            comentario = a_comentario(item, incluidos, self._cuenta, nuestras)
            if comentario is None:
                _log.warning("Twitter entrego un post sin id: no se puede guardar")
            else:
                yield comentario

    def _consultas(self, estado: Estado) -> list[str]:
        """Consultas de busqueda que caben en 512 caracteres: lo que nos responden y nuestras conversaciones."""
        cola = f") -from:{self._cuenta}"
        vistas = [c for c in estado.conversaciones if c not in estado.nuevas]
        de_siempre = [f"to:{self._cuenta}", *(f"conversation_id:{c}" for c in vistas)]
        # aparte: las nuevas se buscan desde su principio
        return _grupos(de_siempre, cola) + _grupos([f"conversation_id:{c}" for c in estado.nuevas], cola)

    def _pedir_menciones(self, _: str, parametros: dict[str, Any]) -> JSON:
        cliente = self._canal.cliente
        return self._canal.pedir(
            lambda: cliente.get_users_mentions(self._cuenta, user_auth=True, **parametros)
        )

    def _pedir_propias(self, _: str, parametros: dict[str, Any]) -> JSON:
        cliente = self._canal.cliente
        return self._canal.pedir(lambda: cliente.get_users_tweets(self._cuenta, user_auth=True, **parametros))

    def _pedir_respuestas(self, consulta: str, parametros: dict[str, Any]) -> JSON:
        cliente = self._canal.cliente
        return self._canal.pedir(lambda: cliente.search_recent_tweets(consulta, user_auth=True, **parametros))


def _grupos(terminos: Sequence[str], cola: str) -> list[str]:
    """Los terminos unidos con OR en las menos consultas que caben, con su cola."""
    grupos: list[str] = []
    for termino in terminos:
        unido = f"{grupos[-1]} OR {termino}" if grupos else f"({termino}"
        if len(unido) + len(cola) > LARGO_CONSULTA:
            grupos.append(f"({termino}")
        else:
            grupos[-1:] = [unido]
    return [grupo + cola for grupo in grupos]


def _de_todas(error: ErrorConector) -> bool:
    """Si el fallo no es de una fuente. El limite de 15 minutos si lo es: cada ruta tiene el suyo."""
    sin_conexion = isinstance(error, RedCaida) and error.estado_http is None
    return sin_conexion or isinstance(error, CredencialInvalida | CuotaAgotada | SinSaldo)


def _publicaciones(items: list[JSON], incluidos: Incluidos) -> Iterator[PublicacionLeida]:
    for item in items:
        publicacion = a_publicacion(item, incluidos)
        if publicacion is not None:
            yield publicacion


def _conversacion(item: JSON) -> str:
    """El id de la conversacion que abre una publicacion nuestra: el de su primera version."""
    versiones = historial(item)
    return str(item.get("conversation_id") or (versiones[0] if versiones else item.get("id")))


def _revisado(cuerpo: JSON) -> JSON:
    """Una lista de Twitter trae `data` o `meta`. Sin ninguno, o es un error entero con estado 200 o no se entiende."""
    if isinstance(cuerpo.get("data"), list) or (
        "data" not in cuerpo and isinstance(cuerpo.get("meta"), dict)
    ):
        return cuerpo
    if cuerpo.get("errors"):
        raise de_respuesta(200, cuerpo, {})
    raise RespuestaIlegible("Twitter contestó una lista sin `data` ni `meta`", estado_http=200)


def _items(cuerpo: JSON) -> list[JSON]:
    """Los objetos de la pagina; lo que no sea un objeto no se puede guardar."""
    datos = cuerpo.get("data", [])
    items = [i for i in datos if isinstance(i, dict)]
    if len(items) < len(datos):
        _log.warning("Twitter entrego %d elementos que no son objetos", len(datos) - len(items))
    return items


def _siguiente(cuerpo: JSON) -> str | None:
    meta = cuerpo.get("meta")
    ficha = meta.get("next_token") if isinstance(meta, dict) else None
    return ficha if isinstance(ficha, str) and ficha else None
