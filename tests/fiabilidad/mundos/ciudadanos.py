"""Lo que hacen los ciudadanos y la red: comentar, editar, borrar, desaparecer; tapar y enseñar por su cuenta."""

from typing import Any

from tests.fiabilidad.mundos.base import Base
from tests.fiabilidad.mundos.fabrica import FACEBOOK, TWITTER, YOUTUBE

_INSULTOS = (
    "sos un pendejo de mierda",
    "sos una puta basura",
    "hijos de puta malparidos",
    "callate pendejo cerote",
)
_QUEJAS = (
    "llevo tres horas esperando en la clínica de Zacamil, pésimo servicio",
    "no hay medicinas en la farmacia, es una vergüenza",
    "qué mierda de atención en el ISSS, tres horas esperando",
    "una queja: la cita me la dieron para marzo",
)
_SPAM = ("gane dinero facil en http://ganadinero.example/ya", "compre seguidores aqui http://otro.example/x")
_PREGUNTAS = ("¿a qué hora abren la farmacia?", "¿cómo saco cita para odontología?")
_LIMPIOS = ("muchas gracias por la atención", "buen día a todos")
_DUDOSOS = ("me dijo pendejo la enfermera", "que feo trato, son unos inútiles")
_TEXTOS = (_INSULTOS, _QUEJAS, _SPAM, _PREGUNTAS, _LIMPIOS, _DUDOSOS)
_CUANTO = (6, 3, 2, 2, 1, 2)
_AUTORES = 4
"""Por cuenta: pocos, para que reincidan."""


def _autor(cuenta: int, n: int) -> dict[str, str]:
    numero = f"UC{n:022d}" if cuenta == YOUTUBE else str(7_000_000_000_000 + n)
    return {"id": numero, "nombre": f"Persona {n}", "usuario": f"persona_{n}"}


class Ciudadanos(Base):
    """Quien escribe desde fuera."""

    def comentar(self) -> None:
        """De uno a tres comentarios en una cuenta: sueltos, respuestas o menciones."""
        cuenta = self.cuenta()
        for _ in range(self.azar.randint(1, 3)):
            autor = _autor(cuenta, self.azar.randrange(_AUTORES))
            if autor["id"] in self.bloqueados(cuenta):
                continue
            dado = {"texto": self._texto(), "autor": autor, "fecha": self.reloj.ahora().isoformat()}
            try:
                numero = self.mundos[cuenta].inyectar(dado | self._lugar(cuenta))
            except (ValueError, KeyError):
                # la red no lo admite: por ejemplo, responder a lo que esta oculto
                self.negadas["inyectar"] += 1
                continue
            self.citas.append((cuenta, numero))

    def _lugar(self, cuenta: int) -> dict[str, str]:
        vivos = [i for c, i in self.citas if c == cuenta and self.vivo(c, i)]
        publicacion = {"publicacion": self.nuestras[cuenta]}
        if vivos and self.azar.random() < 0.25:
            padre = {"padre": self.azar.choice(vivos)}
            return padre | publicacion if cuenta == FACEBOOK else padre
        if cuenta == TWITTER and self.azar.random() < 0.3:
            return {}
        return publicacion

    def _texto(self) -> str:
        (grupo,) = self.azar.choices(_TEXTOS, _CUANTO)
        texto = self.azar.choice(grupo)
        return texto if self.azar.random() < 0.5 else f"{texto} {self.azar.randrange(50)}"

    def _cita(self) -> tuple[int, str] | None:
        vivas = [(c, i) for c, i in self.citas if self.vivo(c, i)]
        if self.foco and self.foco[1:] in vivas:
            return self.foco[1:]
        return self.azar.choice(vivas) if vivas else None

    def editar(self) -> None:
        """Cambia lo que dice un comentario. En Twitter pasa a ser otro, con otro numero."""
        if not (cita := self._cita()):
            return
        cuenta, numero = cita
        texto, dice = self._texto(), self.nodo(cuenta, numero).texto if cuenta == TWITTER else ""
        if dice.startswith("@"):
            texto = f"{dice.split()[0]} {texto}"
        hecho: dict[str, Any] = self.mundos[cuenta].cambiar_cuenta({"editar": {"id": numero, "texto": texto}})
        if cuenta == TWITTER:
            self.citas[self.citas.index(cita)] = (cuenta, hecho["id"])

    def borrar_cita(self) -> None:
        """Su autor lo quita."""
        if cita := self._cita():
            self.mundos[cita[0]].cambiar_cuenta({"borrar": {"id": cita[1]}})

    def desvanecer(self) -> None:
        """El comentario sigue y la red ya no dice de quien es."""
        if not (cita := self._cita()):
            return
        nodo = self.nodo(*cita)
        if cita[0] == FACEBOOK:
            nodo.de = None
        elif cita[0] == YOUTUBE:
            nodo.autor = None

    def tapar_fuera(self) -> None:
        """La red tapa un comentario por su cuenta, o alguien lo hace en ella."""
        self._fuera(tapado=True)

    def ensenar_fuera(self) -> None:
        """Alguien lo vuelve a enseñar en la propia red."""
        self._fuera(tapado=False)

    def _fuera(self, *, tapado: bool) -> None:
        # Twitter no dice al leer si algo esta oculto
        if not (cita := self._cita()) or cita[0] == TWITTER:
            return
        nodo = self.nodo(*cita)
        (self.tapadas_fuera.add if tapado else self.tapadas_fuera.discard)(cita)
        if cita[0] == FACEBOOK:
            nodo.oculto = tapado
        elif nodo.estado != "rejected":
            nodo.estado = self.azar.choice(("heldForReview", "likelySpam")) if tapado else "published"
