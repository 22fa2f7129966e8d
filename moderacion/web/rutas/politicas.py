"""Las 13 politicas: lo que se deja hacer a cada una, con que version, lo que hizo y cuando se repaso."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from moderacion.errores import NoExiste
from moderacion.informes import politicas as cifras
from moderacion.montaje import explicar
from moderacion.web import palabras_casa as casa
from moderacion.web.barras import barras
from moderacion.web.campos import Id
from moderacion.web.consola import de
from moderacion.web.seguridad import LEEN, permiso


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/politicas", response_model=None)(ver)
    app.get("/politicas/{numero}", response_model=None)(una)


@permiso(LEEN)
def ver(peticion: Request) -> Response:
    """La pagina de las trece."""
    consola = de(peticion)
    servicio = consola.servicio
    politicas = servicio.politicas()
    return consola.pagina(
        peticion,
        "politicas.html",
        politicas=politicas,
        retenidas=[p.numero for p in politicas if p.retenida],
        reglamento=servicio.reglas.version,
        semana=cifras.semana(servicio.almacen, servicio.reloj, [p.numero for p in politicas]),
    )


@permiso(LEEN)
def una(peticion: Request, numero: Id) -> Response:
    """La pagina de una."""
    consola = de(peticion)
    servicio = consola.servicio
    p = next((p for p in servicio.politicas() if p.numero == numero), None)
    if p is None:
        raise NoExiste(f"no hay política {numero}: son de la 1 a la 13")
    quincena = cifras.quincena(servicio.almacen, servicio.reloj, numero)
    return consola.pagina(
        peticion,
        "politica.html",
        p=p,
        explicacion=casa.explicacion(explicar(str(numero))),
        quincena=quincena,
        barras=barras([d["propuesta"] for _, d in quincena.dias]),
        semana=cifras.semana(servicio.almacen, servicio.reloj, [numero])[numero],
        cuentas=[
            (palabra, p.repaso.politicas[numero][clave])
            for clave, palabra in casa.REPASO.items()
            if p.repaso and clave in p.repaso.politicas[numero]
        ],
    )
