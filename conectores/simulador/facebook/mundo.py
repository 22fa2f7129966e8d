"""El gobierno de la Pagina simulada: inyectar, cambiar la cuenta, volcar y reiniciar."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from conectores.simulador.cuentas import PAGINA_FACEBOOK
from conectores.simulador.facebook.estado import (
    APLICACION_INTRUSA,
    APLICACION_PROPIA,
    Estado,
    Nodo,
)
from conectores.simulador.nucleo import Nucleo, Reloj, reloj_real

JSON = dict[str, Any]

TOKENS: Final[dict[str, int | None]] = {"valido": None, "revocado": 460, "caducado": 463, "desinstalada": 458}
"""Palabra de `{"token": ...}` y subcodigo del 190 que dara (apis.md, seccion 1)."""
_ALIAS: Final = {
    "nombre": "name", "usuario": "username", "acerca": "about", "descripcion": "description",
    "sitio": "website", "telefono": "phone", "correo": "emails", "portada": "cover",
}  # fmt: skip
_CLAVES_COMENTARIO: Final = {
    "texto", "autor", "publicacion", "padre", "fecha", "id", "estado", "extra", "visitante",
}  # fmt: skip
_BIENVENIDA: Final = (
    "Bienvenidas y bienvenidos a la pagina de la institucion. Con gusto le atendemos por este medio."
)


class MundoFacebook:
    """Una Pagina de Facebook simulada, con su estado y su gobierno (protocolo `Mundo`)."""

    def __init__(self, reloj: Reloj = reloj_real) -> None:
        self.nucleo = Nucleo(reloj)
        self.estado = Estado(self.nucleo)

    def reiniciar(self) -> None:
        """Vuelve a la cuenta de `cuentas.py`, sin contenido."""
        self.estado = Estado(self.nucleo)

    # --- inyectar ---

    def inyectar(self, comentario: JSON) -> str:
        """Un comentario de un ciudadano; con `"visitante": true`, una publicacion suya en el muro.

        Admite `"estado": "oculto"` y `extra` (campos crudos de Graph que pisan los calculados). Lanza
        ValueError si el autor esta bloqueado (en la red no podria escribir), si el padre o la publicacion no
        existen, si el id ya existe o si hay claves que no se conocen.
        """
        if ajenas := set(comentario) - _CLAVES_COMENTARIO:
            raise ValueError(f"claves que no se conocen: {sorted(ajenas)}")
        if comentario.get("estado", "visible") not in {"visible", "oculto"}:
            raise ValueError("estado: visible u oculto")
        texto = str(comentario["texto"])
        de = self._autor(comentario.get("autor"))
        creado = self._fecha(comentario)
        if comentario.get("visitante"):
            return self._nuevo_post(texto, de, creado, comentario).id
        padre = self._buscar(comentario["padre"], "Comment") if comentario.get("padre") else None
        if padre is not None:
            madre = self.estado.nodos[padre.publicacion]
        elif comentario.get("publicacion"):
            madre = self._buscar(comentario["publicacion"], "Post")
        else:
            madre = self._publicacion_reciente(creado)
        return self.nuevo_comentario(texto, de, creado, madre, padre, comentario).id

    def _autor(self, autor: JSON | None) -> JSON | None:
        if autor is None:
            return None
        de = {"id": str(autor["id"]), "name": str(autor.get("nombre", ""))}
        if de["id"] in self.estado.bloqueados:
            raise ValueError("autor bloqueado")
        return de

    def _fecha(self, orden: JSON) -> datetime:
        """`fecha` (ISO 8601, UTC si no dice zona) o ahora."""
        if not orden.get("fecha"):
            return self.nucleo.reloj()
        leida = datetime.fromisoformat(str(orden["fecha"]))
        return leida if leida.tzinfo else leida.replace(tzinfo=UTC)

    def _buscar(self, id_: object, clase: str) -> Nodo:
        nodo = self.estado.nodos.get(str(id_))
        if nodo is None or nodo.clase != clase:
            raise ValueError(f"no existe {clase} {id_}")
        return nodo

    def _publicacion_reciente(self, creado: datetime) -> Nodo:
        """La ultima publicacion de la institucion; si no hay, una de bienvenida anterior al comentario."""
        propias = [n for n in self.estado.publicaciones() if n.propio and n.publicado]
        if propias:
            return propias[-1]
        return self._nuevo_post(_BIENVENIDA, self.pagina(), min(creado, self.nucleo.reloj()), {})

    def pagina(self) -> JSON:
        """La Pagina como autora."""
        return {"id": PAGINA_FACEBOOK, "name": self.estado.perfil["name"]}

    def _nuevo_post(self, texto: str, de: JSON | None, creado: datetime, orden: JSON) -> Nodo:
        n = self.nucleo.siguiente()
        id_ = str(orden.get("id") or f"{PAGINA_FACEBOOK}_{600_000_000_000_000 + n}")
        return self.estado.crear(
            Nodo(
                id_, n, "Post", texto, creado, creado, de,
                oculto=orden.get("estado") == "oculto", extra=dict(orden.get("extra") or {}),
            )
        )  # fmt: skip

    def nuevo_comentario(
        self, texto: str, de: JSON | None, creado: datetime, madre: Nodo, padre: Nodo | None, orden: JSON
    ) -> Nodo:
        """Guarda un comentario bajo `madre` (y bajo `padre` si responde a otro)."""
        n = self.nucleo.siguiente()
        id_ = str(orden.get("id") or f"{madre.id.rpartition('_')[2]}_{700_000_000_000_000 + n}")
        return self.estado.crear(
            Nodo(
                id_, n, "Comment", texto, creado, creado, de, publicacion=madre.id,
                padre=padre.id if padre else None, oculto=orden.get("estado") == "oculto",
                extra=dict(orden.get("extra") or {}),
            )
        )  # fmt: skip

    def nueva_publicacion(self, texto: str, creado: datetime, aplicacion: JSON | None) -> Nodo:
        """Una publicacion de la Pagina, hecha con `aplicacion` (None: a mano en la red)."""
        nodo = self._nuevo_post(texto, self.pagina(), creado, {})
        nodo.aplicacion = aplicacion
        return nodo

    # --- cambiar la cuenta ---

    def cambiar_cuenta(self, cambio: JSON) -> JSON:
        """Aplica cada clave de `cambio`. Lanza ValueError o KeyError si alguna no se conoce o va mal.

        Comunes: perfil, seguidores, token, publicar, administradores, editar, borrar, limite. Propias:
        `permisos` (lista), `acceso_avanzado` (si falta, los comentarios llegan sin `from`), `exigir_prueba`
        (rechaza lo que venga sin appsecret_proof), `roles_negados`, `caduca_acceso` (ISO 8601).
        """
        tabla: dict[str, Callable[[Any], JSON | None]] = {
            "perfil": self._perfil,
            "seguidores": lambda v: self.estado.perfil.update(followers_count=int(v)),
            "token": lambda v: setattr(self.estado, "token_muerto", TOKENS[v]),
            "publicar": self._publicar,
            "administradores": self._administradores,
            "editar": self._editar,
            "borrar": lambda v: self.estado.quitar(self._cualquiera(v["id"])),
            "limite": self._limite,
            "permisos": lambda v: setattr(self.estado, "permisos", [str(p) for p in v]),
            "acceso_avanzado": lambda v: setattr(self.estado, "acceso_avanzado", bool(v)),
            "exigir_prueba": lambda v: setattr(self.estado, "exigir_prueba", bool(v)),
            "roles_negados": lambda v: setattr(self.estado, "roles_negados", bool(v)),
            "caduca_acceso": lambda v: setattr(self.estado, "caduca_acceso", self._fecha({"fecha": v})),
        }
        if ajenas := set(cambio) - set(tabla):
            raise ValueError(f"cambios que no se conocen: {sorted(ajenas)}")
        salida: JSON = {}
        for clave, valor in cambio.items():
            salida.update(tabla[clave](valor) or {})
        return salida

    def _perfil(self, perfil: JSON) -> None:
        """Acepta los nombres de Graph y los de `EstadoCuenta.perfil`."""
        nuevo = {_ALIAS.get(clave, clave): valor for clave, valor in perfil.items()}
        if ajenas := set(nuevo) - set(self.estado.perfil):
            raise ValueError(f"campos de perfil que no se conocen: {sorted(ajenas)}")
        if isinstance(nuevo.get("emails"), str):
            nuevo["emails"] = [nuevo["emails"]]
        if isinstance(nuevo.get("cover"), str):
            nuevo["cover"] = {"id": nuevo["cover"]}
        self.estado.perfil.update(nuevo)

    def _publicar(self, orden: JSON) -> JSON:
        aplicaciones = {"institucion": APLICACION_PROPIA, "intruso": APLICACION_INTRUSA}
        aplicacion = aplicaciones[orden.get("como", "institucion")]
        return {"id": self.nueva_publicacion(str(orden["texto"]), self._fecha(orden), aplicacion).id}

    def _administradores(self, lista: list[Any]) -> None:
        """Nombres, o filas completas de Graph."""
        filas = [f if isinstance(f, dict) else {"id": f"rol-{f}", "name": str(f)} for f in lista]
        self.estado.administradores = [{"tasks": ["MANAGE"], **f} for f in filas]

    def _editar(self, orden: JSON) -> None:
        """Un autor cambia su texto: en un comentario no queda marca alguna (no hay `updated_time`)."""
        nodo = self._cualquiera(orden["id"])
        nodo.texto = str(orden["texto"])
        nodo.actualizado = self.nucleo.reloj()

    def _limite(self, limite: int) -> None:
        self.estado.limite = int(limite)
        self.estado.llamadas.clear()

    def _cualquiera(self, id_: object) -> Nodo:
        nodo = self.estado.nodos.get(str(id_))
        if nodo is None:
            raise ValueError(f"no existe {id_}")
        return nodo

    def volcar(self) -> JSON:
        """El estado entero, con los nodos como los da Graph y `publicacion` y `padre` al lado."""
        e = self.estado
        nodos = sorted(e.nodos.values(), key=lambda n: n.clave)
        return {
            "perfil": dict(e.perfil),
            "publicaciones": [e.ver(n) for n in nodos if n.clase == "Post"],
            "comentarios": [
                {**e.ver(n), "publicacion": n.publicacion, "padre": n.padre}
                for n in nodos
                if n.clase == "Comment"
            ],
            "bloqueados": dict(e.bloqueados),
            "administradores": list(e.administradores),
            "token": next(palabra for palabra, codigo in TOKENS.items() if codigo == e.token_muerto),
            "permisos": e.permisos,
            "limite": e.limite,
            "llamadas": len(e.llamadas),
        }
