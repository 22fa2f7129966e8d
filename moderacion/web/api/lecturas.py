"""Lo que la API deja leer. Cada función es una ruta; lo que devuelve es lo que dice el documento."""

from typing import Annotated

from fastapi import Query
from starlette.requests import Request

from moderacion import cola, incidentes, informes
from moderacion.informes import FiltroSucesos
from moderacion.montaje import Servicio
from moderacion.web.api import cursor, expediente, modelos_varios, traduccion
from moderacion.web.api.entradas import FiltrosBitacora, FiltrosCola, SinFiltros
from moderacion.web.api.modelos import ExpedienteEntero, PaginaCola
from moderacion.web.api.modelos_varios import (
    Bloqueos,
    BloqueoVisto,
    Conexiones,
    CuentaVista,
    Incidentes,
    IncidenteVisto,
    Motivos,
    PaginaBitacora,
    Politicas,
    PoliticaVista,
    Resumen,
    SucesoVisto,
    Verificacion,
)
from moderacion.web.api.vista import Vista, limpio, vista
from moderacion.web.campos import Id
from moderacion.web.presentacion import texto_politica, titulo_politica
from moderacion.web.seguridad import alcance

Nada = Annotated[SinFiltros, Query()]


def _servicio(peticion: Request) -> Servicio:
    servicio: Servicio = peticion.app.state.servicio
    return servicio


@alcance("cola:leer")
def ver_cola(peticion: Request, filtros: Annotated[FiltrosCola, Query()]) -> PaginaCola:
    """Los expedientes que esperan a una persona, por prioridad."""
    return traduccion.pagina_cola(_servicio(peticion), vista(peticion), filtros)


@alcance("cola:leer")
def ver_expediente(peticion: Request, expediente_id: Id, _: Nada) -> ExpedienteEntero:
    """Un expediente con todo lo que hace falta para decidir: comentario, hallazgos, historia y opciones."""
    return expediente.entero(_servicio(peticion), vista(peticion), expediente_id)


@alcance("cola:leer")
def ver_motivos(_: Nada) -> Motivos:
    """Los motivos ya escritos, para no inventar uno cada vez."""
    return Motivos(motivos=traduccion.motivos())


@alcance("cola:leer")
def ver_politicas(peticion: Request, _: Nada) -> Politicas:
    """Las 13 políticas del manual y lo que se deja hacer hoy a cada una."""
    servicio = _servicio(peticion)
    vistas = [
        PoliticaVista(
            numero=p.numero,
            titulo=titulo_politica(p.numero),
            articulo=texto_politica(p.numero),
            version=p.version,
            modo_configurado=p.configurado.value,
            modo_efectivo=p.efectivo.value,
            retenida=p.retenida,
        )
        for p in servicio.politicas()
    ]
    return Politicas(reglamento=servicio.reglas.version, politicas=vistas)


@alcance("incidentes:leer")
def ver_incidentes(peticion: Request, _: Nada) -> Incidentes:
    """Los incidentes, el más nuevo primero."""
    ojos = vista(peticion)
    filas = incidentes.listar(_servicio(peticion).almacen)
    return Incidentes(incidentes=[_incidente(ojos, f) for f in filas if ojos.ve(f["cuenta_id"])])


def _incidente(ojos: Vista, f: expediente.Fila) -> IncidenteVisto:
    dichos = {
        "motivo": ojos.llano(f["motivo"]),
        "causa": ojos.llano(f["causa"]),
        "cuenta": limpio(f["cuenta"]),
    }
    return IncidenteVisto(**({n: f[n] for n in IncidenteVisto.model_fields} | dichos))


@alcance("bloqueos:leer")
def ver_bloqueos(peticion: Request, _: Nada) -> Bloqueos:
    """Los bloqueos abiertos: primero los que esperan a una persona."""
    servicio, ojos = _servicio(peticion), vista(peticion)
    tareas = cola.bloqueos_abiertos(servicio.almacen, servicio.capacidades, servicio.reloj.ahora())
    return Bloqueos(bloqueos=[_bloqueo(ojos, t) for t in tareas if ojos.ve(t.bloqueo.cuenta_id)])


def _bloqueo(ojos: Vista, t: cola.Tarea) -> BloqueoVisto:
    b = t.bloqueo
    iguales = (
        "id", "cuenta_id", "red", "expediente_id", "articulo", "estado", "provisional", "desde", "hasta",
        "confirmar_antes",
    )  # fmt: skip
    return BloqueoVisto(
        **{n: getattr(b, n) for n in iguales},
        autor=ojos.dato(b.autor_nombre),
        motivo=ojos.llano(b.motivo, b.autor_nombre),
        falta=t.falta,
        a_mano=t.a_mano,
    )


@alcance("conexiones:leer")
def ver_conexiones(peticion: Request, _: Nada) -> Conexiones:
    """Si el servicio está al día y cómo va cada cuenta."""
    servicio, ojos = _servicio(peticion), vista(peticion)
    s = servicio.salud()
    todas = ojos.cuentas is None
    return Conexiones(
        viva=s.viva,
        paradas=[p for p in s.paradas if _le_toca(ojos, p)],
        cuentas=[
            CuentaVista(**({n: c[n] for n in CuentaVista.model_fields} | {"cuenta": limpio(c["cuenta"])}))
            for c in s.cuentas
            if ojos.ve(c["id"])
        ],
        pendientes=s.pendientes if todas else None,
        en_cola=s.en_cola if todas else None,
    )


def _le_toca(ojos: Vista, vuelta: str) -> bool:
    """`sondear/3` es de la cuenta 3; una vuelta sin cuenta es de todos."""
    cuenta = vuelta.partition("/")[2]
    return not cuenta.isdecimal() or ojos.ve(int(cuenta))


@alcance("informes:leer")
def ver_resumen(peticion: Request, _: Nada) -> Resumen:
    """Las cifras del servicio en este momento."""
    r = informes.resumir(_servicio(peticion).almacen)
    seguidores = {
        red: modelos_varios.Seguidores(primeros=primeros, ahora=ahora)
        for red, (primeros, ahora) in r.seguidores.items()
    }
    iguales = {n: getattr(r, n) for n in Resumen.model_fields if n != "seguidores"}
    return Resumen(**iguales, seguidores=seguidores)


@alcance("bitacora:leer")
def ver_bitacora(peticion: Request, filtros: Annotated[FiltrosBitacora, Query()]) -> PaginaBitacora:
    """La bitácora en orden, desde el primer suceso que cumple los filtros."""
    tras = cursor.leer(filtros.cursor, 1)
    filtro = FiltroSucesos(filtros.objeto or "", filtros.tipo or "", filtros.desde)
    filas = informes.sucesos(_servicio(peticion).almacen, filtro, filtros.limite + 1, tras[0] if tras else 0)
    pagina = filas[: filtros.limite]
    vistos = [SucesoVisto(**{n: getattr(e, n) for n in SucesoVisto.model_fields}) for e in pagina]
    siguiente = cursor.escribir(pagina[-1].n) if len(filas) > filtros.limite else None
    return PaginaBitacora(sucesos=vistos, siguiente=siguiente)


@alcance("bitacora:leer")
def verificar_bitacora(peticion: Request, _: Nada) -> Verificacion:
    """Recorre la cadena entera y dice si está intacta, o cuál es la primera fila mala."""
    buenos, mala = informes.verificar_cadena(_servicio(peticion).almacen)
    return Verificacion(entera=mala is None, sucesos=buenos, primera_mala=mala)
