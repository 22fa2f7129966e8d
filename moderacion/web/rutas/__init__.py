"""Las rutas, una pagina por archivo."""

from fastapi import FastAPI

from moderacion.web import api
from moderacion.web.rutas import (
    acuses,
    apelaciones,
    areas,
    avisos,
    ayuda,
    bitacora,
    bloqueos,
    borradores,
    calendario,
    cambios,
    clientes,
    cola,
    companeros,
    comunicados,
    conexiones,
    conservacion,
    consultas,
    decisiones,
    entrada,
    escritos,
    estatico,
    eventos,
    expediente,
    incidentes,
    informes,
    lote,
    mecanismos,
    mi_cuenta,
    mi_dia,
    paros,
    politicas,
    proveedor,
    publicado,
    publicas,
    registro,
    salud,
    segunda,
    solicitudes,
    sugerencias,
    transparencia,
    usuarios,
    vistos,
)


def poner(app: FastAPI) -> None:
    """Cuelga todas las rutas de la aplicacion."""
    for pagina in (
        entrada,
        cola,
        expediente,
        companeros,
        decisiones,
        lote,
        eventos,
        cambios,
        incidentes,
        bloqueos,
        politicas,
        conexiones,
        borradores,
        escritos,
        consultas,
        ayuda,
        salud,
        estatico,
    ):
        pagina.poner(app)
    for pagina in (mi_dia, apelaciones, bitacora, registro, publicas, areas, vistos, comunicados):
        pagina.poner(app)
    for pagina in (avisos, acuses, proveedor, mi_cuenta, usuarios, clientes):
        pagina.poner(app)
    for pagina in (informes, mecanismos):
        pagina.poner(app)
    for pagina in (
        calendario,
        paros,
        sugerencias,
        publicado,
        transparencia,
        segunda,
        conservacion,
        solicitudes,
    ):
        pagina.poner(app)
    api.poner(app)
