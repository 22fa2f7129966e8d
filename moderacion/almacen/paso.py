"""Un paso de un borrador, y quien lo dio."""

from dataclasses import dataclass

from moderacion.bitacora import MAQUINA


@dataclass(frozen=True, slots=True)
class Paso:
    """Que se hizo con un borrador, quien (alguien, un area con su visto bueno, o la maquina) y por que."""

    nombre: str
    usuario_id: int | None = None
    motivo: str = ""
    visto_bueno_id: int | None = None

    @property
    def actor(self) -> str:
        """Como figura en la bitacora."""
        return actor(self.usuario_id, self.visto_bueno_id)


def actor(usuario_id: int | None, visto_bueno_id: int | None) -> str:
    """Alguien, un area con su visto bueno o, si ninguno, la maquina, como figuran en la bitacora."""
    if visto_bueno_id:
        return f"area/visto_bueno/{visto_bueno_id}"
    return f"usuario/{usuario_id}" if usuario_id else MAQUINA
