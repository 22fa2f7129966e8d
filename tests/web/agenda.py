"""Un calendario con vida: lo que salio, lo que va a salir en cada estado, un paro, sugerencias y algo por mirar."""

from datetime import datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

from conectores.errores import ResultadoDesconocido
from conectores.tipos import ComentarioLeido, PublicacionLeida, Red
from moderacion import accesos, cola, incidentes, redaccion
from moderacion.almacen.estados_redaccion import TipoSugerencia
from moderacion.almacen.sugerencias import SugerenciaNueva
from moderacion.redaccion import Escrito, SalidaNueva
from moderacion.reloj import ZONA, dia_local

FB, TW, YT = 1, 2, 3
DIA = timedelta(days=1)
DICHO = (
    "La farmacia de Zacamil atenderá el sábado de 7:00 a. m. a 12:00 m.",
    "Este domingo habrá jornada de vacunación en la Unidad Médica de Apopa.",
    "Las constancias de cotización se entregan en las sucursales administrativas.",
    "La feria de salud de Cojutepeque atenderá el viernes, sin cita.",
    "El laboratorio de la Unidad Médica de Ilopango recibe muestras desde las 6:30 a. m.",
)


def gente(montaje: Any) -> SimpleNamespace:
    """Los usuarios de las pruebas, por su nombre."""
    usuarios = accesos.listar(montaje.servicio.almacen)
    return SimpleNamespace(**{u.nombre: cola.Persona(u.id, u.nombre, u.rol) for u in usuarios})


def a_las(montaje: Any, hora: str, dias: int = 0) -> datetime:
    """Esa hora de El Salvador, de aqui a tantos dias."""
    return datetime.combine(dia_local(montaje.reloj.ahora()) + dias * DIA, time.fromisoformat(hora), ZONA)


def escribir(
    montaje: Any, texto: str, *salidas: SalidaNueva, hasta: str = "aprobado", de: str = "otra"
) -> int:
    """Una publicacion en ese estado, escrita por `de` y aprobada por «gestion» (o por «otra»). Devuelve su id."""
    s, quienes = montaje.servicio, gente(montaje)
    autor, revisor = getattr(quienes, de), quienes.gestion if de != "gestion" else quienes.otra
    i = redaccion.crear_escrito(s.almacen, autor, Escrito(texto, salidas))
    if hasta == "borrador":
        return i
    redaccion.enviar(s.almacen, s.redaccion, i, 1, autor)
    if hasta == "aprobado":
        b = redaccion.ficha_escrito(s.almacen, s.redaccion, i).b
        redaccion.aprobar(s.almacen, s.redaccion, i, b["version"], b["huella"], revisor)
    elif hasta == "devuelto":
        redaccion.devolver(s.almacen, i, 2, revisor, "falta decir el horario")
    return i


def publicar_antes(montaje: Any, cuenta: int, red: Red, hora: str, dias: range) -> None:
    """Lo que ya salio por una cuenta a esa hora, un dia tras otro, con quien respondio."""
    with montaje.servicio.almacen.unidad() as u:
        for n in dias:
            fecha = a_las(montaje, hora, -n)
            externo = f"{red.value}-vieja-{hora[:2]}-{n}"
            p = PublicacionLeida(
                red, externo, DICHO[n % len(DICHO)], fecha, enlace=f"https://red.example.com/{externo}"
            )
            u.publicaciones.guardar(cuenta, montaje.reloj.ahora(), [p])
            u.comentarios.guardar(
                cuenta,
                [
                    ComentarioLeido(
                        red, f"c-{externo}", "gracias", fecha, publicacion_id=externo, reacciones=n % 5
                    )
                ],
            )


def sembrar_agenda(montaje: Any) -> None:
    """Todo lo que las paginas de lo que decimos tienen que enseñar."""
    almacen, q = montaje.servicio.almacen, gente(montaje)
    publicar_antes(montaje, FB, Red.FACEBOOK, "09:20", range(1, 13))
    publicar_antes(montaje, FB, Red.FACEBOOK, "18:05", range(2, 12, 3))
    publicar_antes(montaje, TW, Red.TWITTER, "12:30", range(1, 12, 2))
    escribir(
        montaje,
        DICHO[0],
        SalidaNueva(FB, hora=a_las(montaje, "17:00")),
        SalidaNueva(TW, hora=a_las(montaje, "17:30")),
    )
    escribir(montaje, DICHO[1], SalidaNueva(FB, hora=a_las(montaje, "09:00", 1)), hasta="en_revision")
    escribir(montaje, DICHO[2], SalidaNueva(FB, hora=a_las(montaje, "15:15", 1)), hasta="borrador")
    escribir(montaje, DICHO[3], SalidaNueva(TW, hora=a_las(montaje, "10:45", 2)), hasta="devuelto")
    escribir(montaje, DICHO[4], SalidaNueva(FB, hora=a_las(montaje, "08:30", 2)))
    viejo = redaccion.parar(almacen, q.otra, "circuló un horario que no era el nuestro")
    redaccion.levantar(almacen, viejo, q.supervision, "ya se aclaró en las dos cuentas")
    redaccion.parar(almacen, q.gestion, "el canal se está revisando con Comunicaciones", YT)
    with almacen.unidad() as u:
        u.sugerencias.abrir(
            SugerenciaNueva(
                TipoSugerencia.SIN_COMUNICADO,
                "sin_comunicado:insulina",
                "En un día hablaron de «insulina» 24 comentarios, cuando lo habitual son 2, y ningún comunicado en vigor lo trata.",
                asunto="Abastecimiento de insulina",
                ejemplos=[
                    "Tercera vez que no hay insulina en Zacamil",
                    "mi DUI es 01234567-8 y me dijeron que mañana",
                ],
            )
        )
        for _ in range(2):
            u.sugerencias.abrir(
                SugerenciaNueva(
                    TipoSugerencia.SILENCIO,
                    "silencio:3",
                    "La cuenta lleva 50 días sin publicar; en esta red no debería pasar de 45.",
                    YT,
                    ejemplos=["Última publicación: 01/10/2026"],
                )
            )
        u.sugerencias.abrir(
            SugerenciaNueva(
                TipoSugerencia.INUNDACION, "inundacion:2", "La cuenta publicó 30 veces en un día.", TW
            )
        )
    redaccion.cerrar_sugerencia(almacen, 3, q.otra, "fue por el sismo", atendida=False)


def por_mirar(montaje: Any) -> None:
    """Una que no se sabe si salio: la red no contesto y al buscarla no aparecio."""
    red = montaje.redes[Red.FACEBOOK]
    almacen = montaje.servicio.almacen
    for i in incidentes.listar(almacen):
        if i["red"] == red.red:
            quien = gente(montaje).supervision.id
            incidentes.atender(almacen, i["id"], quien)
            incidentes.cerrar(almacen, i["id"], "la publicó Comunicaciones", quien)
    escribir(montaje, "Mañana atiende la clínica de Sonsonate, de 7:00 a. m. a 3:00 p. m.", SalidaNueva(FB))
    red.publicar = _sin_respuesta
    for _ in range(4):
        montaje.vuelta()
        montaje.reloj.adelantar(timedelta(minutes=2))
    del red.publicar


def _sin_respuesta(_: str) -> None:
    raise ResultadoDesconocido("se cortó la conexión")
