"""La red Twitter (X) simulada: su mundo, que el gobierno mueve, y su aplicacion."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from starlette.types import ASGIApp

from conectores.simulador.cuentas import USUARIO_TWITTER
from conectores.simulador.nucleo import JSON, Nucleo, Reloj, aplicacion, reloj_real
from conectores.simulador.twitter.estado import Estado, Post
from conectores.simulador.twitter.puerta import LIMITES, Puerta
from conectores.simulador.twitter.rutas import rutas

_PERFIL: Final = frozenset(
    {"nombre", "usuario", "descripcion", "ubicacion", "sitio", "foto", "portada", "fijado"}
    | {"protegida", "verificada", "tipo_verificacion"}
)


class MundoTwitter:
    """Twitter con nuestra cuenta y sin contenido. Cumple `nucleo.Mundo`."""

    def __init__(self, reloj: Reloj = reloj_real) -> None:
        self.nucleo = Nucleo(reloj)
        self.estado = Estado(self.nucleo)
        self.puerta = Puerta(reloj)
        self.administradores: list[str] = []

    def inyectar(self, comentario: JSON) -> str:
        """Un ciudadano escribe. Con `publicacion` o `padre` responde alli; sin ellos, nos menciona.

        Ademas de lo comun a las tres redes acepta `cita` y `republica` (id de un post), `adjuntos`
        (`media_key`, `type`, `url`), `estado: "hidden"` y `autor.suspendido`. Lanza ValueError o KeyError.
        """
        with self.nucleo.candado:
            autor = self.estado.apuntar_usuario(comentario.get("autor"))
            texto = str(comentario["texto"])
            destino = comentario.get("padre") or comentario.get("publicacion")
            cita, republica = comentario.get("cita"), comentario.get("republica")
            for referido in filter(None, (destino, cita, republica)):
                self.estado.vivo(str(referido))
            alias = f"@{self.estado.institucion.usuario}"
            if not (destino or cita or republica) and not self._nos_nombra(texto):
                texto = f"{alias} {texto}"
            post = self.estado.crear(
                texto,
                autor,
                fecha=_fecha(comentario.get("fecha")),
                id=comentario.get("id"),
                responde_a=str(destino) if destino else None,
                cita=cita,
                republica=republica,
                oculto=comentario.get("estado") == "hidden",
                medios=list(comentario.get("adjuntos", [])),
                extra=dict(comentario.get("extra", {})),
            )
            return post.id

    def cambiar_cuenta(self, cambio: JSON) -> JSON:
        """Lo comun a las tres redes, y los ajustes de `Puerta`. Devuelve el id de lo que cree.

        Lanza ValueError ante una clave que no existe.
        """
        hacer: dict[str, Callable[[Any], JSON]] = {
            "perfil": self._perfil,
            "seguidores": lambda n: self._poner(self.estado.institucion, "seguidores", int(n)),
            "siguiendo": lambda n: self._poner(self.estado.institucion, "siguiendo", int(n)),
            "token": self._token,
            "publicar": self._publicar,
            "administradores": lambda lista: self._poner(self, "administradores", [str(a) for a in lista]),
            "editar": lambda d: {"id": self.estado.editar(str(d["id"]), str(d["texto"])).id},
            "borrar": self._borrar,
            "limite": self._limite,
            "saldo": lambda n: self._poner(self.puerta, "saldo", None if n is None else float(n)),
            "tope_uso": lambda n: self._poner(self.puerta, "tope_uso", None if n is None else int(n)),
            "plan": lambda p: self._poner(self.puerta, "plan", _uno_de(p, ("basico", "enterprise"))),
            "vocabulario": lambda v: self._poner(self.puerta, "vocabulario", _uno_de(v, ("tweet", "post"))),
            "desfase": lambda s: self._poner(self.puerta, "desfase", float(s)),
            "mencion_implicita": lambda b: self._poner(self.puerta, "mencion_implicita", bool(b)),
        }
        if desconocidas := cambio.keys() - hacer.keys():
            raise ValueError(f"cambio desconocido: {sorted(desconocidas)}; se admite {sorted(hacer)}")
        with self.nucleo.candado:
            resultado: JSON = {}
            for clave, valor in cambio.items():
                resultado |= hacer[clave](valor)
            return resultado

    def reiniciar(self) -> None:
        """Vuelve al estado inicial."""
        with self.nucleo.candado:
            self.estado.vaciar()
            self.administradores.clear()
            self.puerta.reiniciar()

    def volcar(self) -> JSON:
        """El estado entero, con lo que la red no ensena (lo oculto y quien publico)."""
        with self.nucleo.candado:
            return {
                **self.estado.volcar(),
                "administradores": list(self.administradores),
                "puerta": {
                    "token_vivo": self.puerta.token_vivo,
                    "plan": self.puerta.plan,
                    "saldo": self.puerta.saldo,
                    "tope_uso": self.puerta.tope_uso,
                    "leidos": self.puerta.leidos,
                    "vocabulario": self.puerta.vocabulario,
                },
            }

    def _nos_nombra(self, texto: str) -> bool:
        return any(m[3] == USUARIO_TWITTER for m in self.estado.menciones_en(texto))

    def _perfil(self, cambios: JSON) -> JSON:
        if desconocidos := cambios.keys() - _PERFIL:
            raise ValueError(
                f"campos de perfil desconocidos: {sorted(desconocidos)}; se admite {sorted(_PERFIL)}"
            )
        for campo, valor in cambios.items():
            setattr(self.estado.institucion, campo, valor)
        return {}

    def _token(self, valor: str) -> JSON:
        self.puerta.token_vivo = _uno_de(valor, ("valido", "revocado")) == "valido"
        return {}

    def _publicar(self, datos: JSON) -> JSON:
        como = _uno_de(datos.get("como", "institucion"), ("institucion", "intruso"))
        destino = datos.get("responde_a")
        post: Post = self.estado.crear(
            str(datos["texto"]), USUARIO_TWITTER, fecha=_fecha(datos.get("fecha")), como=como,
            responde_a=self.estado.vivo(str(destino)).id if destino else None,
        )  # fmt: skip
        return {"id": post.id}

    def _borrar(self, datos: JSON) -> JSON:
        self.estado.borrar(str(datos["id"]))
        return {}

    def _limite(self, valor: Any) -> JSON:
        """Un numero para todas las rutas, {etiqueta: numero} para algunas, o None para los de la red."""
        nuevos = dict.fromkeys(LIMITES, valor) if isinstance(valor, int) else valor or LIMITES
        if desconocidas := nuevos.keys() - LIMITES.keys():
            raise ValueError(f"rutas sin limite: {sorted(desconocidas)}; se admite {sorted(LIMITES)}")
        self.puerta.limites |= {k: int(v) for k, v in nuevos.items()}
        self.puerta.ventanas.clear()
        return {}

    @staticmethod
    def _poner(objeto: object, campo: str, valor: object) -> JSON:
        setattr(objeto, campo, valor)
        return {}


def app(mundo: MundoTwitter) -> ASGIApp:
    """La aplicacion de la red."""
    return aplicacion(mundo.nucleo, mundo, rutas(mundo.nucleo, mundo.estado, mundo.puerta))


def _fecha(texto: str | None) -> datetime | None:
    """Una fecha ISO 8601; sin zona se toma por UTC."""
    if texto is None:
        return None
    fecha = datetime.fromisoformat(texto)
    return fecha.replace(tzinfo=UTC) if fecha.tzinfo is None else fecha.astimezone(UTC)


def _uno_de(valor: Any, admitidos: tuple[str, ...]) -> str:
    if valor not in admitidos:
        raise ValueError(f"se esperaba uno de {admitidos}, no {valor!r}")
    return str(valor)
