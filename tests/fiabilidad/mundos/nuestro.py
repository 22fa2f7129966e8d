"""Lo que escribe la casa: respuestas, publicaciones, comunicados y paros."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from moderacion import redaccion
from moderacion.errores import ErrorModeracion
from moderacion.redaccion import Entrega, Escrito, Ficha, SalidaNueva
from tests.fiabilidad.mundos.base import Base
from tests.fiabilidad.mundos.fabrica import DIA, HORA, MINUTO, YOUTUBE

_QUIENES = (
    "El laboratorio",
    "La unidad de rayos X",
    "El equipo de nutrición",
    "La clínica de asma",
    "El banco de sangre",
    "La ludoteca",
    "El archivo",
    "La sala de espera",
    "El comité de lactancia",
    "La oficina de subsidios",
)
_QUE_HACEN = (
    "estrena mobiliario",
    "recibe nuevas sillas",
    "agradece a sus voluntarios",
    "celebra su aniversario",
    "renueva sus pinturas",
    "cuenta con personal capacitado",
    "ofrece charlas educativas",
    "promueve hábitos saludables",
)
_DONDE = (
    "en Ilopango",
    "en Santa Ana",
    "en Sonsonate",
    "en San Miguel",
    "en Apopa",
    "en Soyapango",
    "en Usulután",
    "en Chalatenango",
)
_SIN_DECIR_RESPUESTA = """SELECT b.id, b.version, b.texto, b.cuenta_id FROM borrador b JOIN orden o ON o.id = b.orden_id
    WHERE o.estado = 'a_persona' AND b.tipo = 'respuesta' AND b.estado = 'programado' ORDER BY b.id"""
_SIN_DECIR_SALIDA = """SELECT b.id, s.cuenta_id, o.texto FROM borrador b JOIN salida s ON s.borrador_id = b.id
    JOIN orden o ON o.id = s.orden_id WHERE o.estado = 'a_persona' AND s.visto IS NULL AND b.estado = 'programado'
    ORDER BY b.id, s.cuenta_id"""


class Nuestro(Base):
    """Quien escribe en nombre de la casa."""

    def __init__(self, *datos: Any) -> None:
        super().__init__(*datos)
        self._dichos: set[str] = set()

    def responder(self) -> None:
        """Un borrador de respuesta a un comentario, que casi siempre se envia y se aprueba."""
        if not (expediente := self.una("SELECT id FROM expediente")):
            return
        self.n += 1
        entrega = Entrega(f"Le agradecemos su comentario número {self.n}.")
        b = redaccion.crear(self.almacen, expediente, self.quien(), entrega)
        if self.azar.random() < 0.7:
            self._avanzar(b)

    def _texto_nuevo(self) -> str:
        # dos veces lo mismo no se puede publicar, y ademas cada efecto se reconoce por su texto
        while True:
            dicho = " ".join(self.azar.choice(partes) for partes in (_QUIENES, _QUE_HACEN, _DONDE)) + "."
            if dicho not in self._dichos:
                self._dichos.add(dicho)
                return dicho

    def publicar(self) -> None:
        """Un borrador para una o mas cuentas, ahora o mas tarde, a veces un comunicado."""
        self.n += 1
        # YouTube no admite publicar: se le pide cuando no hay otra, para verlo negarse
        posibles = [c for c in self.cuentas if c != YOUTUBE] or list(self.cuentas)
        cuentas = self.azar.sample(posibles, self.azar.randint(1, len(posibles)))
        ahora = self.reloj.ahora()
        hora = self.azar.choice((None, None, ahora + 10 * MINUTO, ahora + 5 * HORA))
        ficha = self._ficha(ahora) if self.azar.random() < 0.3 else None
        salidas = tuple(SalidaNueva(c, hora=hora) for c in cuentas)
        escrito = Escrito(self._texto_nuevo(), salidas, ficha=ficha)
        b = redaccion.crear_escrito(self.almacen, self.quien(), escrito)
        if self.azar.random() < 0.7:
            self._avanzar(b)

    def _ficha(self, ahora: datetime) -> Ficha:
        hoy = ahora.date()
        hay = self.filas("SELECT numero FROM comunicado WHERE estado = 'publicado' ORDER BY numero")
        sustituye = self.azar.choice(hay) if hay and self.azar.random() < 0.6 else ""
        asunto = f"Horario de la farmacia {self.n}"
        return Ficha(asunto, "Dirección General", hoy, hoy + 10 * DIA, sustituye=sustituye)

    def _borrador(self, b: int) -> tuple[str, int, str, int, str]:
        (x,) = self.filas("SELECT estado, version, huella, autor_id, tipo FROM borrador WHERE id = :b", b=b)
        return x

    def _autora(self, numero: int) -> Any:
        return next(p for p in self.gente if p.id == numero)

    def _avanzar(self, b: int) -> None:
        estado, version, _, autor, _ = self._borrador(b)
        sala = self.servicio.redaccion
        if estado in ("borrador", "devuelto"):
            redaccion.enviar(self.almacen, sala, b, version, self._autora(autor))
        for p in self.azar.sample(self.gente, len(self.gente)):
            estado, version, huella, autor, _ = self._borrador(b)
            if estado == "en_revision" and p.id != autor and self.azar.random() < 0.8:
                try:
                    redaccion.aprobar(self.almacen, sala, b, version, huella, p)
                except ErrorModeracion as e:
                    self.negadas[f"aprobar: {str(e)[:90]}"] += 1

    def _un_borrador(self) -> Any:
        return self.una("SELECT id FROM borrador")

    def aprobar(self) -> None:
        """Envia y aprueba un borrador cualquiera hasta donde se deje."""
        if b := self._un_borrador():
            self._avanzar(b)

    def devolver(self) -> None:
        """Lo devuelve a su autor."""
        if b := self._un_borrador():
            version = self._borrador(b)[1]
            redaccion.devolver(self.almacen, b, version, self.quien(), "falta saludar a la gente")

    def retirar(self) -> None:
        """Lo retira."""
        if b := self._un_borrador():
            redaccion.retirar(self.almacen, b, self._borrador(b)[1], self.quien(), "ya no hace falta")

    def descartar(self) -> None:
        """Lo que le falta por salir, ya no sale."""
        if b := self._un_borrador():
            version = self._borrador(b)[1]
            redaccion.descartar_resto(self.almacen, b, version, self.quien(), "ya no hace falta salir")

    def cambiar_borrador(self) -> None:
        """Su autor cambia lo que dice."""
        if not (b := self._un_borrador()):
            return
        _, version, _, autor, tipo = self._borrador(b)
        self.n += 1
        datos = (self.almacen, self.servicio.redaccion, b, version, self._autora(autor))
        if tipo == "respuesta":
            redaccion.guardar(*datos, Entrega(f"Le agradecemos mucho su comentario número {self.n}."))
            return
        with self.almacen.lectura() as u:
            escrito = redaccion.escrito_de(u, u.borradores.uno(b))
        redaccion.guardar_escrito(*datos, replace(escrito, texto=self._texto_nuevo()))

    def mover(self) -> None:
        """Le cambia la hora en una cuenta."""
        caso = self.una(
            "SELECT s.borrador_id, s.cuenta_id, b.version FROM salida s JOIN borrador b ON b.id = s.borrador_id"
        )
        if caso:
            b, cuenta, version = caso
            quien, cuanto = self.quien(), self.azar.choice((MINUTO, HORA))
            redaccion.mover(self.almacen, b, version, quien, cuenta, self.reloj.ahora() + cuanto)

    def paro(self) -> None:
        """Para lo nuestro, en una cuenta o en todas."""
        quien, donde = self.quien(), self.azar.choice((None, *self.cuentas))
        redaccion.parar(self.almacen, quien, "hay una emergencia en curso", donde)

    def seguir(self) -> None:
        """Levanta un paro."""
        if vigentes := redaccion.paros_vigentes(self.almacen):
            numero = vigentes[0]["id"]
            redaccion.levantar(self.almacen, numero, self.supervisora, "la emergencia terminó ya")

    def _publicada(self) -> Any:
        return self.una(
            "SELECT id, cuenta_id FROM publicacion"
            " WHERE origen = 'nuestra' AND borrada IS NULL AND padre_externo IS NULL"
        )

    def quitar_publicada(self) -> None:
        """Borra algo ya publicado."""
        if x := self._publicada():
            sala = self.servicio.redaccion
            redaccion.borrar_publicacion(
                self.almacen, sala, x[0], self.supervisora, "salió con un error de fecha"
            )

    def editar_publicada(self) -> None:
        """Un borrador que edita algo ya publicado, y se aprueba."""
        if x := self._publicada():
            self.n += 1
            quien, salidas = self.quien(), (SalidaNueva(x[1], edita_id=x[0]),)
            self._avanzar(redaccion.crear_escrito(self.almacen, quien, Escrito(self._texto_nuevo(), salidas)))

    def retirar_comunicado(self) -> None:
        """Retira un comunicado."""
        if numero := self.una("SELECT numero FROM comunicado"):
            redaccion.retirar_comunicado(
                self.almacen, numero, self.supervisora, "se retira por un error de fecha"
            )

    def _salio(self, cuenta: int, texto: str, *acciones: str) -> bool:
        efectos = self.mundos[cuenta].nucleo.efectos
        return any(x.accion in acciones and x.detalle.get("texto") == texto for x in efectos)

    def mirar_red(self) -> None:
        """Una persona mira en la red lo que espera que alguien diga si salio, y lo dice."""
        for b, version, texto, cuenta in self.filas(_SIN_DECIR_RESPUESTA):
            salio = self._salio(cuenta, texto, "responder")
            redaccion.cerrar_a_mano(self.almacen, b, version, self.quien(), salio=salio)
        for b, cuenta, texto in self.filas(_SIN_DECIR_SALIDA):
            salio = self._salio(cuenta, texto, "publicar", "editar")
            version = self._borrador(b)[1]
            redaccion.cerrar_salida(self.almacen, b, version, self.quien(), cuenta, salio=salio)
