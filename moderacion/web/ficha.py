"""Lo que se ve de un expediente: lo mismo al lado de la cola que en su propia pagina."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from moderacion import accesos, cola, redaccion
from moderacion.cola import Ficha, Persona
from moderacion.contado import contado
from moderacion.errores import EntradaInvalida
from moderacion.evaluacion.tapado import tapar, tramos_personales
from moderacion.montaje import Servicio
from moderacion.sanciones import apelaciones
from moderacion.web import evidencia
from moderacion.web.palabras import velo
from moderacion.web.presentacion import frase, vuelta_atras
from moderacion.web.seguridad import DECIDEN
from politicas.tipos import Gravedad

SIN_CUENTA: Final = (
    "la cuenta de este comentario ya no está en la configuración: no hay cómo actuar en su red"
)


def datos(
    servicio: Servicio,
    quien: Persona,
    expediente_id: int,
    *,
    volver: str = "",
    aviso: str = "",
    escrito: Mapping[str, Any] | None = None,
    destapado: bool = False,
    largo: int = evidencia.LARGO_MAXIMO,
) -> dict[str, Any]:
    """Las variables de `_ficha.html`. Lanza `NoExiste`.

    `destapado`: con los datos personales a la vista. `largo`: los puntos de codigo del texto que caben.
    """
    f = cola.ficha(servicio.almacen, expediente_id)
    return {
        "f": f,
        **_del_texto(f, largo, destapado=destapado),
        "velos": velos(servicio, [c["texto"] for c in (*f.conversacion, *f.otros_del_autor)]),
        **_de_la_decision(servicio, f, escrito or {}),
        **_de_companeros(servicio, f, quien),
        "respuesta": redaccion.seccion(servicio.almacen, servicio.redaccion, f, quien),
        "apelacion": apelaciones.situacion(servicio.almacen, f),
        "decide": quien.rol in DECIDEN,
        "mi_id": quien.id,
        "yo": quien.nombre,
        "volver": volver,
        "aviso_ficha": aviso,
    }


def _del_texto(f: Ficha, largo: int, *, destapado: bool) -> dict[str, Any]:
    """El texto marcado, con los datos personales tapados si no se pidieron, y por que esta en la cola."""
    entero: str = f.comentario["texto"]
    personales = tramos_personales(entero)
    visible = (entero if destapado or not personales else tapar(entero))[:largo]
    return {
        "tramos": evidencia.tramos(visible, evidencia.marcas(f.hallazgos)),
        "recortado": len(entero) if len(entero) > len(visible) else 0,
        "tapados": len(personales),
        "destapado": destapado,
        "velo": velo(graves(f)),
        "politicas": sorted({h["politica"] for h in f.hallazgos}),
        "razones": razones(f.expediente["razones"]),
    }


def velos(servicio: Servicio, textos: Sequence[str]) -> dict[str, str]:
    """De cada texto que se va a citar fuera de su expediente, por que se vela; vacio, por nada."""
    return dict(zip(textos, map(velo, servicio.graves(textos)), strict=True))


def _de_la_decision(servicio: Servicio, f: Ficha, escrito: Mapping[str, Any]) -> dict[str, Any]:
    """Lo que se puede decidir, y lo que ya se escribio."""
    capacidades = servicio.capacidades.get(f.expediente["cuenta_id"])
    opciones = cola.opciones(f, capacidades) if capacidades else []
    vacio = {"acciones": (), "motivo": "", "detalle": "", "articulo": _articulo(f), "dias": None}
    antecedentes = cola.antecedentes(servicio.almacen, f)
    return {
        **_plazos(servicio, f, antecedentes),
        "opciones": [(o, vuelta_atras(o.accion, capacidades)) for o in opciones],
        "sin_cuenta": frase(SIN_CUENTA) if capacidades is None else "",
        "antecedentes": antecedentes,
        "reversible": bool(f.decisiones) and f.decisiones[-1]["accion"] not in _SIN_REVERTIR,
        "escrito": vacio | dict(escrito),
    }


def _plazos(servicio: Servicio, f: Ficha, a: cola.Antecedentes) -> dict[str, Any]:
    """Lo que puede durar un bloqueo, en dias, y lo que se propone: lo del provisional que haya, o lo que toca."""
    b = a.bloqueo
    if b is not None and b.provisional and b.comentario_id == f.comentario["id"]:
        propuesto = (b.hasta - b.desde).days
    else:
        propuesto = servicio.propuesto_para(f).days
    ofrecidos = {d.days for d in servicio.escalera.duraciones}
    return {"dias_ofrecidos": sorted(ofrecidos | {propuesto}), "dias_propuestos": propuesto}


def _de_companeros(servicio: Servicio, f: Ficha, quien: Persona) -> dict[str, Any]:
    """Quien lo tiene, quien lo mira, lo que se han escrito y a quien se le puede pasar."""
    personas, expediente_id = accesos.listar(servicio.almacen), f.expediente["id"]
    return {
        "toma": _toma(servicio, f, {u.id: u.nombre for u in personas}),
        "miran": [n for n in cola.miran(servicio.almacen, expediente_id) if n != quien.nombre],
        "notas": cola.notas(servicio.almacen, expediente_id),
        "de_acuerdo": cola.de_acuerdo(servicio.almacen, f, quien),
        "companeros": [u for u in personas if u.activo and u.rol in DECIDEN and u.id != quien.id],
    }


_SIN_REVERTIR: Final = (cola.PERMITIR, cola.DESHACER)


_ADEMAS: Final = {
    "tapado": "En la red no se ve, y aquí nadie lo pidió",
    "por_ver": "Lleva una foto o un video",
}


_URGENTE: Final = (
    ({"autolesion", "urgencia"}, "Pide auxilio o puede hacerse daño", "va delante de todo"),
    ({"amenaza"}, "Amenaza", "va delante de todo, menos de quien pide auxilio"),
    ({"aviso_intervenida"}, "Avisa de una cuenta intervenida", "va delante de lo que no es urgente"),
)


def _por_urgente(senales: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """Por que va delante, y de que."""
    suyas = {s["etiqueta"] for s in senales}
    claras = ((que, cuanto) for etiquetas, que, cuanto in _URGENTE if etiquetas & suyas)
    return next(claras, ("Puede ser urgente", "va delante de lo que no lo es"))


def razones(dichas: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """De que sale el lugar de un expediente en la cola, para leerlo. Vacio si es anterior a que se guardara."""
    if not dichas:
        return []
    filas = [_por_urgente(dichas["senales"])] if dichas["urgente"] else []
    for s in dichas["senales"]:
        que = f"Política {s['politica']}, {s['etiqueta'].replace('_', ' ')}"
        filas.append((que, f"gravedad {s['gravedad']:g} × acierto {s['acierto']:.0%}"))
    filas += [
        (que, f"pesa {dichas[r]:g}, si lo demás no pesa más") for r, que in _ADEMAS.items() if r in dichas
    ]
    return [
        *filas,
        ("Alcance", f"× {dichas['alcance']:g} ({contado(dichas['reacciones'], 'reacción', 'reacciones')})"),
    ]


def graves(f: Ficha) -> list[str]:
    """Las etiquetas de sus hallazgos graves."""
    return [h["etiqueta"] for h in f.hallazgos if h["gravedad"] == Gravedad.GRAVE]


def capacidades_de(servicio: Servicio, expediente_id: int) -> Any:
    """Lo que permite la red de ese comentario. Lanza `NoExiste` o `EntradaInvalida`."""
    capacidades = servicio.capacidades.get(cola.cabecera(servicio.almacen, expediente_id).cuenta_id)
    if capacidades is None:
        raise EntradaInvalida(SIN_CUENTA)
    return capacidades


def _articulo(f: Ficha) -> int | None:
    """El del hallazgo mas grave: es el que casi siempre se cita."""
    return f.hallazgos[0]["politica"] if f.hallazgos else None


def _toma(servicio: Servicio, f: Ficha, nombres: Mapping[int, str]) -> str | None:
    """El nombre de quien lo tiene ahora, si alguien lo tiene."""
    hasta = f.expediente["toma_hasta"]
    if hasta is None or hasta <= servicio.reloj.ahora():
        return None
    return nombres.get(f.expediente["toma_usuario_id"])
