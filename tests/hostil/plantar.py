"""Poner los textos hostiles en cada campo que escribe alguien de fuera, por el mismo camino que los de verdad."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import cycle
from typing import Final

from conectores.tipos import AutorLeido, EstadoCuenta, PublicacionLeida, Red
from moderacion import conservacion, incidentes
from moderacion.almacen.columnas import limpiar
from moderacion.conservacion.tramites import LARGO
from tests.hostil.textos import Texto
from tests.web.paginas import poner

REDES: Final = tuple(Red)
MUCHOS: Final = 10_000
POR_SOLICITUD: Final = 8


def comentar(montaje, textos: Sequence[Texto]) -> None:
    """Cada texto, en su expediente: comentario, autor, enlaces, adjunto, publicacion y respuesta en el hilo."""
    _sin_cupo(montaje.servicio)
    montaje.vuelta()
    for t, red in zip(textos, cycle(REDES), strict=False):
        # el id lo pone la red, no quien escribe: nunca trae NUL ni medio par sustituto
        autor = AutorLeido(f"{t.numero}-{limpiar(t.carga)}", t.texto, t.carga, t.carga)
        publicacion = f"pub-{t.numero}"
        montaje.redes[red].publicaciones.append(
            PublicacionLeida(red, publicacion, t.texto, montaje.reloj.ahora(), enlace=t.carga)
        )
        datos = {"autor": autor, "publicacion_id": publicacion, "enlace": t.carga, "adjuntos": (t.carga,)}
        # «pendejo» es lo que el juez de prueba sanciona solo: su autor sale tambien en los bloqueos
        poner(montaje, red, f"{t.texto} pendejo {t.carga}", **datos)
        # otro suyo, sin nada que revisar: se ve en la conversacion y entre lo ultimo que escribio
        poner(montaje, red, t.texto, **datos)
    _juzgar_todo(montaje)


def _juzgar_todo(montaje) -> None:
    montaje.juzgar()
    while montaje.servicio.salud().pendientes:
        montaje.servicio.evaluar()
    montaje.servicio.sancionar()


def _sin_cupo(servicio) -> None:
    """Para que la maquina pueda sancionar a todos en un dia: aqui lo que se mira es la pantalla."""
    servicio.reglas = replace(servicio.reglas, cupo=dict.fromkeys(servicio.reglas.cupo, MUCHOS))
    cupo = servicio.config.cupo.model_copy(update={"ocultar": MUCHOS, "bloquear": MUCHOS})
    servicio.config = servicio.config.model_copy(update={"cupo": cupo})


def conectar(montaje, textos: Sequence[Texto]) -> Iterator[list[Texto]]:
    """Va anotando lo que dicen las redes (errores, credencial, limites); da los textos que se ven ya.

    Se anota como lo anota el sondeo, sin sondear: la credencial se mira una vez por hora y la sesion no dura tanto.
    """
    almacen, quedan = montaje.servicio.almacen, list(textos)
    volver = montaje.reloj.ahora() + timedelta(minutes=1)
    while quedan:
        puestos = []
        for cuenta in montaje.servicio.conectores:
            tanda, quedan = quedan[:3], quedan[3:]
            if not tanda:
                break
            puestos += tanda
            uno, dos, tres = (*tanda, *tanda, *tanda)[:3]
            token = {
                "valido": True,
                "motivo": uno.texto,
                "vence": None,
                "faltan": [uno.carga],
                "permisos": [],
                "mirado": None,
            }
            cuota = {"nombre": dos.texto, "usado": 0.5, "renueva": None}
            with almacen.unidad() as u:
                u.cuentas.anotar_conexion(cuenta, token, [cuota])
                u.cuentas.fallo(cuenta, "RedCaida", tres.texto, volver, credencial=False)
        yield puestos


def pedir_datos(montaje, textos: Sequence[Texto]) -> None:
    """Solicitudes sobre datos, cada una con unos cuantos textos en lo que pide y el primero en el nombre y el contacto."""
    for n in range(0, len(textos), POR_SOLICITUD):
        tanda = textos[n : n + POR_SOLICITUD]
        nombre = limpiar(tanda[0].texto)[: LARGO // 2]
        relato = "\n".join(limpiar(t.texto)[: LARGO // (2 * POR_SOLICITUD)] for t in tanda)
        conservacion.recibir(
            montaje.servicio.almacen, conservacion.Pedido("acceso", nombre, f"{nombre} a", relato), "prueba"
        )


def intervenir(montaje, textos: Sequence[Texto], quien: int) -> None:
    """Un intruso publica cada texto y cambia con el el perfil: un incidente por tanda, que `quien` atiende y cierra."""
    quedan = list(textos)
    while quedan:
        for red in montaje.redes.values():
            tanda, quedan = quedan[:6], quedan[6:]
            if not tanda:
                break
            _intervenir(montaje, red, tanda)
            for i in incidentes.listar(montaje.servicio.almacen):
                if i["estado"] != "cerrado" and quedan:
                    incidentes.atender(montaje.servicio.almacen, i["id"], quien)
                    incidentes.cerrar(
                        montaje.servicio.almacen, i["id"], f"{tanda[0].texto} y algo más", quien
                    )


def _intervenir(montaje, red, tanda: Sequence[Texto]) -> None:
    montaje.reloj.adelantar(timedelta(seconds=5))
    # lo de antes ya esta guardado: no hace falta que la red lo vuelva a dar en cada tanda
    red.comentarios.clear()
    red.publicaciones.clear()
    for t in tanda:
        red.publicaciones.append(
            PublicacionLeida(
                red.red,
                f"ajena-{t.numero}",
                t.texto,
                montaje.reloj.ahora(),
                aplicacion=t.carga,
                enlace=t.carga,
            )
        )
    primero, ultimo = tanda[0], tanda[-1]
    perfil = {"nombre": primero.texto, "descripcion": ultimo.texto, "sitio": primero.carga}
    red.estado_cuenta = lambda: EstadoCuenta(
        red.red, red.cuenta, ultimo.texto, 100, perfil=perfil, administradores=(primero.texto, ultimo.carga)
    )
    montaje.juzgar()
