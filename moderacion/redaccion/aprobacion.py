"""Aprobar y devolver: lo que hace otra persona que quien escribio, o el area a la que se le pidio su visto bueno.

Lo aprobado es la huella de lo que se vio. Se juzga otra vez antes de abrir la transaccion que lo escribe.
"""

from datetime import datetime
from typing import Final

from moderacion.almacen import Almacen, Unidad
from moderacion.almacen.estados_redaccion import EstadoBorrador
from moderacion.almacen.paso import Paso
from moderacion.errores import Conflicto, EntradaInvalida, NoAutorizado
from moderacion.redaccion.juicio import Reglas
from moderacion.redaccion.pasos import CAMBIO, exigir_version, mirar, sin_aprobar
from moderacion.redaccion.tipos import (
    RAZON_MAXIMA,
    RAZON_MINIMA,
    Fila,
    Persona,
    exigir_que_redacte,
    hacen_falta,
    medido,
    que_cuentan,
)

EN_REVISION: Final = frozenset({EstadoBorrador.EN_REVISION})


def aprobar(
    almacen: Almacen, reglas: Reglas, borrador_id: int, version: int, vista: str, persona: Persona
) -> None:
    """Otra persona lo aprueba, tal como lo vio: `vista` es la huella que tenia en pantalla.

    Basta gestion o supervision distinta de quien escribio; un comunicado lo aprueban dos. Se juzga otra vez: lo que
    entretanto dejo de valer (una consulta vencida) no se aprueba. Lanza `NoAutorizado`, `NoExiste`, `EntradaInvalida` o
    `Conflicto`.
    """
    exigir_que_redacte(persona)
    v = mirar(almacen, reglas, borrador_id)
    if v.b["autor_id"] == persona.id:
        raise NoAutorizado("nadie aprueba lo que escribió: tiene que verlo otra persona (artículo 8)")
    exigir_version(v.b, version, EN_REVISION)
    if vista != v.b["huella"] or vista != v.huella:
        raise Conflicto(CAMBIO)
    impide = v.juicio.impide(a["clave"] for a in v.b["advertencias"])
    if impide:
        raise EntradaInvalida(f"no se puede aprobar; devuélvalo a su autor: {'; '.join(impide)}")
    with almacen.unidad() as u:
        aprobar_en(u, reglas, v.b, usuario_id=persona.id)


def aprobar_en(
    u: Unidad,
    reglas: Reglas,
    b: Fila,
    *,
    usuario_id: int | None = None,
    visto_bueno_id: int | None = None,
    motivo: str = "",
) -> None:
    """Anota la aprobacion de alguien, o de un area, y pasa el borrador a aprobado si con ella basta. Lanza `Conflicto`.

    Completo, lo que se hubiera pedido a otras areas ya no se espera.
    """
    u.aprobaciones.dar(b["id"], b["huella"], usuario_id=usuario_id, visto_bueno_id=visto_bueno_id)
    cuentan = que_cuentan(u.aprobaciones.vivas(b["id"]))
    completo = len(cuentan) >= hacen_falta(b["tipo"])
    nombre = "visto_bueno" if visto_bueno_id else "aprobado" if completo else "aprobado_a_medias"
    paso = Paso(nombre, usuario_id, motivo, visto_bueno_id)
    if not completo:
        u.borradores.pasar(b, EstadoBorrador.EN_REVISION, paso)
        return
    u.vistos_buenos.anular(b["id"])
    valores = {
        "aprobado_por": next((a["usuario_id"] for a in reversed(cuentan) if a["usuario_id"]), None),
        "aprobado_area": next((a["area"] for a in cuentan if a["area"]), None),
        "aprobado": u.ahora,
        "aprobado_hasta": _hasta_cuando(u, reglas, b["id"]),
        "huella_aprobada": b["huella"],
        "motivo_devolucion": "",
    }
    u.borradores.pasar(b, EstadoBorrador.APROBADO, paso, valores)


def _hasta_cuando(u: Unidad, reglas: Reglas, borrador_id: int) -> datetime:
    """Lo que vale la aprobacion: su plazo, o hasta la ultima hora a que se programo."""
    horas: list[datetime] = [s["hora"] + reglas.plazos.margen for s in u.salidas.de(borrador_id) if s["hora"]]
    return max([u.ahora + reglas.plazos.aprobacion, *horas])


def devolver(almacen: Almacen, borrador_id: int, version: int, persona: Persona, motivo: str) -> None:
    """Quien revisa lo devuelve a su autor con un motivo.

    Lanza `NoAutorizado`, `NoExiste`, `EntradaInvalida` o `Conflicto`.
    """
    exigir_que_redacte(persona)
    motivo = medido("el motivo", motivo, RAZON_MINIMA, RAZON_MAXIMA)
    with almacen.unidad() as u:
        b = u.borradores.uno(borrador_id)
        if b["autor_id"] == persona.id:
            raise NoAutorizado("lo devuelve otra persona; usted puede cambiarlo o retirarlo")
        exigir_version(b, version, EN_REVISION)
        devolver_en(u, b, Paso("devuelto", persona.id, motivo))


def devolver_en(u: Unidad, b: Fila, paso: Paso) -> None:
    """Vuelve a su autor: lo aprobado a medias, y lo que se hubiera pedido aprobar, ya no vale. Lanza `Conflicto`."""
    valores = {**sin_aprobar(u, b), "motivo_devolucion": paso.motivo}
    u.borradores.pasar(b, EstadoBorrador.DEVUELTO, paso, valores)
