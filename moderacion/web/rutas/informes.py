"""Los informes: cuales hay, cada uno en pantalla, y descargarlo en lo que haga falta."""

from datetime import date
from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import FastAPI, Path
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from moderacion.errores import EntradaInvalida, NoExiste
from moderacion.informes import envios, formas, registro
from moderacion.informes.modelo import Informe
from moderacion.informes.periodo import Periodo
from moderacion.reloj import dia_local
from moderacion.web.adjunto import adjunto
from moderacion.web.campos import Busqueda, dia_escrito
from moderacion.web.consola import de
from moderacion.web.palabras_informes import ENVIOS
from moderacion.web.presentacion import frase
from moderacion.web.seguridad import INFORMAN, LEEN, permiso, persona

Clase = Annotated[str, Path(max_length=40)]
_DIGITOS: Final = 4


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/informes", response_model=None)(ver)
    app.get("/informes/{clase}", response_model=None)(uno)
    app.get("/informes/{clase}/descargar", response_model=None)(descargar)


@permiso(LEEN)
def ver(peticion: Request) -> Response:
    """Los que hay y los que salen solos por correo."""
    consola, clases = de(peticion), registro.clases()
    servicio = consola.servicio
    return consola.pagina(
        peticion,
        "informes.html",
        clases=clases.values(),
        titulos={clave: c.titulo for clave, c in clases.items()},
        programados=servicio.config.informe,
        enviados=envios.ultimos(servicio.almacen),
        dichos=ENVIOS,
        escribe_cifras=persona(peticion).rol in INFORMAN,
    )


@permiso(LEEN)
def uno(
    peticion: Request, clase: Clase, anio: Busqueda = "", desde: Busqueda = "", hasta: Busqueda = ""
) -> Response:
    """Uno en pantalla; un periodo que no vale se dice, con lo que se escribio."""
    cual = _clase(clase)
    escrito = {"anio": anio, "desde": desde, "hasta": hasta}
    cuerpo, aviso, tablas = Markup(), "", []
    try:
        informe = _armar(peticion, clase, escrito)
    except EntradaInvalida as error:
        aviso = frase(error)
    else:
        cuerpo = Markup(formas.cuerpo_html(informe))  # noqa: S704 (lo escapa su propia plantilla)
        tablas = [(t.clave, t.titulo) for t in informe.tablas()]
        escrito = {
            "anio": "",
            "desde": informe.periodo.desde.isoformat(),
            "hasta": informe.periodo.hasta.isoformat(),
        }
    return de(peticion).pagina(
        peticion,
        "informe.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if aviso else HTTPStatus.OK,
        cual=cual,
        cuerpo=cuerpo,
        aviso=aviso,
        escrito=escrito,
        consulta=urlencode({k: v for k, v in escrito.items() if v}),
        formatos=formas.FORMATOS.values(),
        tablas=tablas,
    )


@permiso(LEEN)
def descargar(
    peticion: Request,
    clase: Clase,
    formato: Busqueda = "pdf",
    tabla: Busqueda = "",
    anio: Busqueda = "",
    desde: Busqueda = "",
    hasta: Busqueda = "",
) -> Response:
    """El archivo; con `tabla`, solo esa en CSV. Lanza `EntradaInvalida` o `NoExiste`."""
    _clase(clase)
    informe = _armar(peticion, clase, {"anio": anio, "desde": desde, "hasta": hasta})
    if tabla:
        cuerpo, formato = formas.una_tabla(informe, tabla), "csv"
    else:
        cuerpo = formas.dar(informe, formato)
    nombre = formas.nombre_de_archivo(informe, formato)
    return Response(cuerpo, media_type=formas.FORMATOS[formato].tipo, headers=adjunto(nombre))


def _clase(clave: str) -> registro.ClaseInforme:
    try:
        return registro.clase_de(clave)
    except EntradaInvalida as error:
        raise NoExiste(str(error)) from None


def _armar(peticion: Request, clase: str, escrito: dict[str, str]) -> Informe:
    servicio = de(peticion).servicio
    ahora = servicio.reloj.ahora()
    periodo = _periodo(escrito, dia_local(ahora))
    return registro.armar(clase, servicio.almacen, periodo, ahora, servicio.config.institucion.nombre)


def _periodo(escrito: dict[str, str], hoy: date) -> Periodo:
    """El año o los dias escritos; sin nada, lo que va de este año. Lanza `EntradaInvalida`."""
    anio = escrito["anio"].strip()
    if anio:
        if not anio.isascii() or not anio.isdecimal() or len(anio) > _DIGITOS:
            raise EntradaInvalida("el año se esperaba con cuatro cifras")
        return Periodo.del_anio(int(anio))
    desde, hasta = escrito["desde"].strip(), escrito["hasta"].strip()
    primero = dia_escrito(desde, "el primer día, como 2026-01-31") if desde else hoy.replace(month=1, day=1)
    ultimo = dia_escrito(hasta, "el último día, como 2026-01-31") if hasta else max(hoy, primero)
    return Periodo(primero, ultimo)
