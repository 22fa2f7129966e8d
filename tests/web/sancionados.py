"""Los bloqueos de cada clase: por revisar, por hacer a mano y tarde, por quitar a mano, y uno hecho con su constancia."""

from datetime import timedelta

from conectores.tipos import Red
from moderacion import cola
from moderacion.almacen.tablas import Bloqueo, Restriccion, TareaRed, tabla
from moderacion.cola import Persona, Resolucion

CONSTANCIA = "Lo bloqueé desde el perfil de la cuenta; captura 12 en la carpeta de noviembre"
DIA = timedelta(days=1)
_TEXTOS = {
    "por revisar": (Red.FACEBOOK, 7),
    "por hacer": (Red.TWITTER, 30),
    "por quitar": (Red.TWITTER, 7),
    "hecho": (Red.TWITTER, 90),
}


def sembrar_bloqueos(montaje, quien: Persona) -> None:
    """`quien` los impone todos; el reloj solo avanza lo que espera una orden."""
    servicio = montaje.servicio
    almacen, ahora = servicio.almacen, montaje.reloj.ahora()
    textos = {clase: f"Esta atención es una mierda, van de mal en peor ({clase})" for clase in _TEXTOS}
    for clase, (red, _) in _TEXTOS.items():
        montaje.redes[red].poner(textos[clase], ahora, f"vecina {clase}")
    montaje.juzgar()
    numeros = {
        clase: _bloquear(montaje, quien, textos[clase], red, dias) for clase, (red, dias) in _TEXTOS.items()
    }
    montaje.ordenar()
    servicio.sancionar()
    for clase in ("hecho", "por quitar"):
        cola.hecho_a_mano(almacen, numeros[clase], "manual", quien, servicio.capacidades, CONSTANCIA)
    _envejecer(almacen, numeros["por revisar"], 4 * DIA)
    _envejecer(almacen, numeros["por quitar"], 8 * DIA)
    _envejecer(almacen, numeros["por hacer"], 2 * DIA)
    for _ in range(2):
        servicio.sancionar()


def _bloquear(montaje, quien: Persona, texto: str, red: Red, dias: int) -> int:
    servicio = montaje.servicio
    expediente = montaje.expediente(texto)
    ficha = cola.ficha(servicio.almacen, expediente)
    r = Resolucion(("bloquear",), "insulta a quien atiende", ficha.expediente["version"], 2, dias=dias)
    capacidades = servicio.capacidades[ficha.comentario["cuenta_id"]]
    cola.resolver(servicio.almacen, expediente, quien, r, capacidades, DIA)
    with servicio.almacen.lectura() as u:
        return u.sanciones.de_comentario(ficha.comentario["id"]).id


def _envejecer(almacen, bloqueo_id: int, cuanto: timedelta) -> None:
    """Como si se hubiera impuesto hace `cuanto`."""
    columnas = {Bloqueo: ("desde", "hasta"), Restriccion: ("desde", "hasta"), TareaRed: ("creada", "vence")}
    with almacen._motor.begin() as con:
        for clase, fechas in columnas.items():
            t = tabla(clase)
            suyo = t.c.id == bloqueo_id if clase is Bloqueo else t.c.bloqueo_id == bloqueo_id
            for f in con.execute(t.select().where(suyo)).mappings().all():
                con.execute(t.update().where(t.c.id == f["id"]).values({n: f[n] - cuanto for n in fechas}))
