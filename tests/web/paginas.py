"""Las rutas y las paginas, sacadas de la propia aplicacion: lo que se añada queda cubierto sin tocar las pruebas.

Lo unico que se escribe a mano es `PARAMETROS` (que poner en cada parte variable de una direccion) y `sembrar` (un
mundo en que toda pagina tiene algo que mostrar).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Final

from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from conectores.errores import RedCaida
from conectores.tipos import (
    AutorLeido,
    ComentarioLeido,
    Cuota,
    EstadoCuenta,
    PublicacionLeida,
    Red,
    SaludToken,
)
from moderacion.reloj import dia_local
from moderacion.web import crear_app
from moderacion.web.seguridad import PUBLICA, permiso_de
from tests.web.agenda import por_mirar, sembrar_agenda
from tests.web.cuentas import rendir_cuentas
from tests.web.sancionados import sembrar_bloqueos

AUSENTE: Final = "987654321"
API: Final = "/api/"
"""Las abre un testigo y no una sesion: se recorren en test_api_alcances.py."""


SE_DESCARGA: Final = re.compile(r"/(acta|paquete|exportar|descargar|datos\.[^/?]+)(\?|$)")
"""Las direcciones que dan un archivo y no una pagina."""


@dataclass(frozen=True, slots=True)
class Parametro:
    """Que poner en una parte variable: algo que existe, algo que no, y algo que tiene otra persona."""

    existe: str
    ausente: str = AUSENTE
    ajeno: str = ""


EXPEDIENTE: Final = Parametro("1", ajeno="2")
PARAMETROS: Final = {
    "expediente_id": EXPEDIENTE,
    "nombre": Parametro("estilo.css", "nada.css"),
    "numero": Parametro("2", "14"),
    "orden": Parametro("1", "999"),
    "periodo": Parametro("2026-T3", "2019-T1"),
    "extension": Parametro("json", "exe"),
    "lectura_id": Parametro("1", ajeno="2"),
    "numero_comunicado": Parametro("2-2026", "999-2026"),
    "testigo": Parametro("x" * 43, "y" * 43),
    "clase": Parametro("participacion", "nada"),
    "escrito_id": Parametro("2"),
    # las de «otra»: con la 1, «gestion» se quedaria sin la sesion con que se recorre
    "usuario_id": Parametro("5"),
    "sesion_id": Parametro("5"),
}
"""Las que no son el id de algo. Una `*_id` que no este aqui vale 1 si existe."""


@dataclass(frozen=True, slots=True)
class Ruta:
    """Una ruta declarada por la aplicacion."""

    metodo: str
    camino: str
    endpoint: Callable[..., object]

    @property
    def roles(self) -> frozenset[str] | None:
        return permiso_de(self.endpoint)

    @property
    def publica(self) -> bool:
        return self.roles == PUBLICA

    @property
    def partes(self) -> list[str]:
        return re.findall(r"\{(\w+)(?::\w+)?\}", self.camino)

    @property
    def corriente(self) -> bool:
        """Si no termina sola (sucesos del servidor): lo declara la propia ruta, y quien las recorre la salta."""
        return getattr(self.endpoint, "corriente", False)

    @property
    def se_descarga(self) -> bool:
        """Si da un archivo y no una pagina."""
        return SE_DESCARGA.search(self.camino) is not None

    @property
    def lleva_fuera(self) -> bool:
        """Si manda al proveedor de identidad, que aqui no hay: la recorre test_oidc.py."""
        return self.camino.startswith("/ingresar/oidc")

    def con(self, cual: str = "existe") -> str:
        """La direccion con sus partes puestas. `cual`: existe, ausente o ajeno."""
        camino = self.camino
        for parte in self.partes:
            valor = getattr(_parametro(parte), cual) or _parametro(parte).existe
            camino = re.sub(r"\{" + parte + r"(?::\w+)?\}", valor, camino)
        return camino

    def __str__(self) -> str:
        return f"{self.metodo} {self.camino}"


def _parametro(parte: str) -> Parametro:
    if parte not in PARAMETROS and not parte.endswith("_id"):
        raise AssertionError(f"diga en tests/web/paginas.py, PARAMETROS, que poner en «{{{parte}}}»")
    return PARAMETROS.get(parte, Parametro("1"))


def rutas_de(rutas: Iterable[BaseRoute]) -> Iterator[Ruta]:
    """Las de una aplicacion. Una de otra clase (montada) se saltaria la recorrida: no se admite."""
    for r in rutas:
        assert isinstance(r, APIRoute), f"{r!r} no es una ruta que se sepa recorrer"
        yield from (Ruta(m, r.path, r.endpoint) for m in sorted(r.methods))


def _declaradas() -> list[Ruta]:
    # para enumerar las rutas no hace falta un servicio: solo se usa al atender una peticion
    servicio = SimpleNamespace(config=SimpleNamespace(web=SimpleNamespace(https=False)))
    return [r for r in rutas_de(crear_app(servicio).routes) if not r.camino.startswith(API)]


RUTAS: Final = _declaradas()
"""Todas, para que pytest haga un caso de cada una."""
RECORRIBLES: Final = [r for r in RUTAS if not r.corriente]
LECTURAS: Final = [r for r in RECORRIBLES if r.metodo == "GET"]
ESCRITURAS: Final = [r for r in RECORRIBLES if r.metodo != "GET"]


def _inocente(campo: str) -> str:
    es_enlace = campo in {"enlace", "perfil_autor", "enlace_publicacion"}
    return f"{'https://red.example.com/' if es_enlace else ''}secreto-{campo}-kxq"


class Marcas:
    """Un texto distinto por cada campo que escribe alguien de fuera, para buscarlo despues."""

    def __init__(self, hacer: Callable[[str], str] = _inocente) -> None:
        self._hacer = hacer
        self.puestas: dict[str, str] = {}

    def __getattr__(self, campo: str) -> str:
        return self.puestas.setdefault(campo, self._hacer(campo))


def sembrar(montaje, m: Marcas | None = None) -> Marcas:
    """Un mundo en que ninguna pagina sale vacia: cola, expediente tomado por otra, bloqueos, incidente y una red caida.

    `m`: lo que escribe gente de fuera en cada campo.
    """
    m = m or Marcas()
    montaje.vuelta()
    for red in montaje.redes.values():
        _perfil_de_partida(red)
    montaje.vuelta()
    autor = AutorLeido(f"id-{m.autor_id}", m.autor, m.usuario, m.perfil_autor)
    enlace = {"autor": autor, "enlace": m.enlace, "adjuntos": (m.adjunto,)}
    for red in (Red.FACEBOOK, Red.TWITTER):
        montaje.redes[red].publicaciones.append(
            PublicacionLeida(red, "pub-1", m.publicacion, montaje.reloj.ahora(), enlace=m.enlace_publicacion)
        )
    poner(
        montaje,
        Red.FACEBOOK,
        f"Qué mierda {m.texto} http://sitio.example.com ¡ATENCIÓN A TODO EL MUNDO!",
        **enlace,
    )
    poner(montaje, Red.FACEBOOK, f"Otra mierda {m.texto_ajeno}", **enlace)
    poner(montaje, Red.TWITTER, f"sos un pendejo {m.texto_bloqueado}", **enlace)
    poner(montaje, Red.TWITTER, f"te voy a matar {m.texto_amenaza}", **enlace)
    montaje.vuelta()
    _intervenir(montaje, m)
    montaje.vuelta()
    redactar(montaje)
    por_mirar(montaje)
    montaje.redes[Red.YOUTUBE].fallo = RedCaida(m.error_red)
    montaje.reloj.adelantar(timedelta(minutes=5))
    montaje.vuelta()
    _tomar(montaje)
    comunicar(montaje)
    sembrar_agenda(montaje)
    _atender_incidentes(montaje)
    _avisar(montaje)
    rendir_cuentas(montaje)
    sembrar_bloqueos(montaje, quien_es(montaje, "otra"))
    _proponer_factores(montaje.servicio)
    _pedir_datos(montaje)
    _informar(montaje, m)
    return m


def poner(montaje, red: Red, texto: str, **leido: object) -> None:
    """Alguien comenta un segundo despues. `leido`: los campos de `ComentarioLeido` que haga falta."""
    montaje.reloj.adelantar(timedelta(seconds=1))
    comentarios = montaje.redes[red].comentarios
    leido = {"publicacion_id": "pub-1", "enlace": "https://red.example.com/c/1"} | leido
    comentarios.append(
        ComentarioLeido(red, f"{red}-{len(comentarios) + 1}", texto, montaje.reloj.ahora(), **leido)
    )


def _perfil_de_partida(red) -> None:
    red.estado_cuenta = lambda: EstadoCuenta(red.red, red.cuenta, red.cuenta, 100, perfil={"nombre": "ISSS"})


def _intervenir(montaje, m: Marcas) -> None:
    """Un intruso publica, cambia el perfil y echa a los demas; la red dice cosas raras de la credencial."""
    montaje.reloj.adelantar(timedelta(hours=2))
    red = montaje.redes[Red.TWITTER]
    red.publicaciones.append(
        PublicacionLeida(Red.TWITTER, "666", m.intruso, montaje.reloj.ahora(), aplicacion=m.aplicacion)
    )
    red.estado_cuenta = lambda: EstadoCuenta(
        red.red,
        red.cuenta,
        m.nombre_cuenta,
        100,
        perfil={"nombre": m.perfil_nombre, "descripcion": m.perfil_descripcion},
        administradores=(m.administrador,),
    )
    red.salud_token = lambda: SaludToken(valido=True, motivo=m.token_motivo, faltan=(m.token_falta,))
    red.cuotas = lambda: (Cuota(m.cuota, 0.5),)


def _tomar(montaje) -> None:
    """El expediente 2 lo tiene «otra»."""
    from moderacion import cola

    cola.tomar(montaje.servicio.almacen, int(EXPEDIENTE.ajeno), quien_es(montaje, "otra"))


def poner_gente(almacen) -> None:
    """A quien avisar. Al arrancar se pone la de la configuracion, que en estas pruebas no tiene a nadie."""
    from moderacion.almacen.cadenas import DestinatarioDado
    from moderacion.incidentes import cadenas

    gente = [("jefa", (("jefa/1", "correo"), ("jefa/2", "sms"))), ("gerente", (("gerente/1", "telegram"),))]
    with almacen.unidad() as u:
        u.cadenas.poner_destinatarios([DestinatarioDado(n, "", c) for n, c in gente])
    cadenas.revisar(almacen)


def _avisar(montaje) -> None:
    """Una cadena con su turno, un canal que falla, una alarma y un simulacro sin contestar."""
    from moderacion.incidentes import cadenas, simulacro
    from moderacion.incidentes.copia import Escalon

    servicio = montaje.servicio
    almacen, ahora = servicio.almacen, servicio.reloj.ahora()
    poner_gente(almacen)
    with almacen.unidad() as u:
        entrega = u.avisos.abrir_entrega("jefa/1", "prueba", asunto="Prueba de aviso")
        u.avisos.cerrar_entrega(entrega, "jefa/1", "el canal pide esperar (429)", 17)
        bien = u.avisos.abrir_entrega("jefa/2", "prueba", asunto="Prueba de aviso")
        u.avisos.cerrar_entrega(bien, "jefa/2", "", 0)
        u.auditoria.poner_alarmas({"avisos": "avisos sin salir: 1, a jefa/1"})
    cadenas.guardar_rota(almacen, cadenas.RotaPedida("guardia", ["jefa", "gerente"], 168, ahora), "prueba")
    pasos = [Escalon(("jefa",), canales=("correo",)), Escalon(rotas=("guardia",), espera=30)]
    cadenas.guardar(almacen, cadenas.CadenaPedida("general", pasos), "prueba")
    ensayo = simulacro.empezar(almacen, "otra")
    simulacro.terminar(almacen, ensayo, 5, "Instituto", "otra", servicio.reloj)


def _atender_incidentes(montaje) -> None:
    """Un cambio anunciado y otro que hubo; del incidente de la cuenta, una decision y un paso dado."""
    from moderacion import accesos, incidentes
    from moderacion.incidentes import mantenimiento

    almacen, ahora = montaje.servicio.almacen, montaje.reloj.ahora()
    quien = next(u for u in accesos.listar(almacen) if u.nombre == "supervision")
    for espera in (["publicaciones", "perfil"], []):
        n = mantenimiento.anunciar(
            almacen, 1, ahora, ahora + timedelta(hours=2), espera, "feria de salud en la plaza", "cli"
        )
    mantenimiento.retirar(almacen, n, "cli")
    suyo = next(i["id"] for i in incidentes.listar(almacen) if i["tipo"] == "cuenta_intervenida")
    incidentes.decidir(almacen, suyo, "avisar_publico", "lo ve mucha gente", quien.id)
    incidentes.marcar_paso(almacen, suyo, 2, quien.id, "se pidió a la red")


def _pedir_datos(montaje) -> None:
    """Un acceso concedido, una supresión por identificar y otra por decidir, y una purga hecha."""
    from moderacion import conservacion
    from moderacion.almacen.estados_conservacion import CausaPurga
    from moderacion.almacen.purgas import PurgaNueva

    almacen = montaje.servicio.almacen
    una, otra = quien_es(montaje, "supervision").id, quien_es(montaje, "otra").id
    for derecho in ("acceso", "cancelacion", "olvido"):
        pedido = conservacion.Pedido(
            derecho, "Ana Nube", "ana@example.test", "Quiero saber qué guardan de mí."
        )
        conservacion.recibir(almacen, pedido, "prueba")
    for numero in (1, 3):
        conservacion.identificar(almacen, numero, 1, otra, [1], "contestó desde su propia cuenta")
    conservacion.decidir(almacen, 1, 2, una, "concedida", "procede: la identidad está comprobada")
    with almacen.unidad() as u:
        cual = u.purgas.empezar(PurgaNueva("sembrada", CausaPurga.PLAZO, "crudo", u.ahora))
        u.purgas.sumar(cual, 12)
        u.purgas.terminar(cual)


def _proponer_factores(servicio) -> None:
    """Todos tienen un segundo factor por confirmar: su pagina tiene algo que enseñar."""
    from moderacion import accesos

    for usuario in accesos.listar(servicio.almacen):
        accesos.proponer(servicio.almacen, accesos.cofre_de(servicio.config), usuario.id)


def _informar(montaje, m: Marcas) -> None:
    """Un mecanismo escrito por la casa, de este año, y un informe que no salio por correo."""
    from moderacion.almacen.envios import EnvioNuevo
    from moderacion.informes.importar import MecanismoEscrito, guardar_mecanismo

    almacen = montaje.servicio.almacen
    textos = (m.mecanismo, m.objetivo, m.requisitos, m.participaciones, m.lugares, m.fuente)
    dias = ("2026-01-01", "2026-06-30")
    guardar_mecanismo(
        almacen,
        MecanismoEscrito("buzon", *textos, *dias, f"{m.contado}: 1,254\nDe mujeres: 40 %"),
        "usuario/1",
    )
    with almacen.unidad() as u:
        u.envios.deber(
            EnvioNuevo("participacion", "pdf", date(2026, 1, 1), date(2026, 1, 31), "x@example.sv")
        )
        envio = u.envios.reclamar(timedelta(minutes=1))
        u.envios.fallo(envio["id"], "el servidor de correo no atiende", u.ahora)


def quien_es(montaje, nombre: str):
    from moderacion import accesos, cola

    u = next(u for u in accesos.listar(montaje.servicio.almacen) if u.nombre == nombre)
    return cola.Persona(u.id, u.nombre, u.rol)


def redactar(montaje) -> None:
    """Una consulta a un area, una respuesta empezada, una publicacion y un comunicado."""
    from moderacion import redaccion

    almacen, quien = montaje.servicio.almacen, quien_es(montaje, "otra")
    redaccion.preguntar(
        almacen, quien, redaccion.ConsultaPedida("farmacia", "Horario de la farmacia", "¿Qué horario tiene?")
    )
    redaccion.crear(almacen, 1, quien, redaccion.Entrega("Buenos días. Lo revisamos con la farmacia."))
    publicacion = redaccion.Escrito(
        "La atencion de la farmacia de Zacamil el sábado es de 7:00 a. m. a 12:00 m.",
        (redaccion.SalidaNueva(1, hora=montaje.reloj.ahora() + timedelta(hours=5)), redaccion.SalidaNueva(2)),
    )
    redaccion.crear_escrito(almacen, quien, publicacion)
    hoy = dia_local(montaje.reloj.ahora())
    ficha = redaccion.Ficha(
        "Horario de la farmacia de Zacamil", "Dirección General", hoy, hoy + timedelta(days=30)
    )
    cuerpo = "La farmacia de Zacamil atenderá de lunes a viernes, de 7:00 a. m. a 4:00 p. m."
    redaccion.crear_escrito(
        almacen, quien, redaccion.Escrito(cuerpo, (redaccion.SalidaNueva(1),), ficha=ficha)
    )


def comunicar(montaje) -> None:
    """Un comunicado publicado, que se aprobo entre dos."""
    from moderacion import redaccion

    servicio = montaje.servicio
    almacen, reglas, quien = servicio.almacen, servicio.redaccion, quien_es(montaje, "otra")
    ficha = redaccion.Ficha(
        "Jornada de vacunación en Apopa", "Dirección General", date(2026, 11, 20), date(2026, 12, 31)
    )
    salida = redaccion.SalidaNueva(1)
    texto = "Este domingo habrá jornada de vacunación en la Unidad Médica de Apopa."
    b = redaccion.crear_escrito(almacen, quien, redaccion.Escrito(texto, (salida,), ficha=ficha))
    redaccion.enviar(almacen, reglas, b, 1, quien)
    for version, nombre in ((2, "gestion"), (3, "supervision")):
        huella = redaccion.ficha_escrito(almacen, reglas, b).b["huella"]
        redaccion.aprobar(almacen, reglas, b, version, huella, quien_es(montaje, nombre))
    # su cuenta tiene un incidente y la orden esperaria: al archivo entra como al salir
    with almacen.unidad() as u:
        u.comunicados.publicar(b)
