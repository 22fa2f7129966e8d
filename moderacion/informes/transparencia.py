"""El informe de transparencia: que se restringio, quien, que se deshizo, cuanto se tardo y cuanto se puede confiar en ello.

Cuenta lo que las redes confirmaron. Un comentario se restringe una vez aunque se pida dos; si vuelve a verse, es otro hecho,
del dia en que paso: lo revertido en un periodo puede haberse restringido antes.
"""

from collections.abc import Sequence
from typing import Final

from moderacion.almacen.hechos import Que
from moderacion.almacen.restricciones import APELACION, DECISION, PLAZO
from moderacion.errores import EntradaInvalida
from moderacion.informes import palabras
from moderacion.informes.cierres import asentar
from moderacion.informes.confianza import seccion_acuerdo
from moderacion.informes.libro import MES, Libro, Sumas, origen
from moderacion.informes.modelo import (
    Cifra,
    Columna,
    Fila,
    Grafica,
    Informe,
    Origen,
    Seccion,
    Serie,
    Tabla,
    Tipo,
    porcentaje,
)
from moderacion.informes.plazos import seccion_apelaciones, seccion_tiempos
from moderacion.informes.registro import ClaseInforme, Pedido

_R, _V, _B = Que.RESTRINGIDO, Que.REVERTIDO, Que.BLOQUEADO
CAUSAS: Final = {
    APELACION: "Otra persona aceptó la apelación",
    DECISION: "Alguien lo decidió",
    PLAZO: "Nadie lo confirmó a tiempo",
}
_PROTEGIDA: Final = (
    "Quejarse, denunciar o no estar de acuerdo está protegido. Una persona puede restringir un comentario que además "
    "critica si insulta o amenaza; la máquina, nunca."
)
_COLUMNAS: Final = (
    Columna("maquina", "Por la máquina", Tipo.ENTERO),
    Columna("persona", "Por una persona", Tipo.ENTERO),
    Columna("total", "Restringidos", Tipo.ENTERO),
    Columna("revertidos", "Volvieron a verse", Tipo.ENTERO),
    Columna("bloqueos", "Bloqueos", Tipo.ENTERO),
)


def armar(p: Pedido) -> Informe:
    """El informe de un periodo."""
    if p.almacen is None:
        raise EntradaInvalida("el informe de transparencia sale de la base, y no hay ninguna")
    with p.almacen.lectura() as u:
        libro = Libro(u, p.periodo, p.corte)
        secciones = (
            _restringido(libro),
            _vuelto(libro),
            _critica(libro),
            seccion_tiempos(libro),
            seccion_apelaciones(libro),
            seccion_acuerdo(u, libro),
        )
    return Informe(
        "transparencia",
        "Transparencia de la moderación",
        p.institucion,
        p.periodo,
        p.corte,
        secciones,
        _notas(libro),
    )


def _notas(libro: Libro) -> tuple[str, ...]:
    notas = [
        "Se cuenta lo que cada red confirmó. Lo que volvió a verse en el período pudo restringirse antes de él.",
    ]
    primero = libro.primero or libro.desde
    if primero > libro.desde:
        notas.append(f"Hay datos desde el {primero:%d/%m/%Y}: de antes este servicio no sabe nada.")
    return tuple(notas)


def _restringido(libro: Libro) -> Seccion:
    ques = (_R, _V, _B)
    de = origen(
        libro, ques, "comentarios que dejaron de verse o volvieron a verse, y bloqueos, según confirmó la red"
    )
    sumas = libro.sumas((_R, _V, _B, Que.MANTENIDO, Que.RECIBIDO), "quien")
    maquina, persona = sumas[_R, "maquina"], sumas[_R, "persona"]
    recibidos = sumas[Que.RECIBIDO, ""]
    leidos = origen(libro, (Que.RECIBIDO,), "comentarios leídos de las redes, sin los nuestros")
    entre = origen(libro, (_R, Que.RECIBIDO), "comentarios restringidos entre los recibidos")
    cifras = (
        Cifra("recibidos", "Comentarios recibidos", recibidos, leidos),
        Cifra("restringidos", "Comentarios restringidos", maquina + persona, de),
        Cifra("tanto", "De cada cien recibidos", porcentaje(maquina + persona, recibidos), entre, Tipo.PORCENTAJE),
        Cifra("de_maquina", "Los restringió la máquina", maquina, de),
        Cifra("de_persona", "Los restringió una persona", persona, de),
        Cifra(
            "mantenidos", "De la máquina, mantenidos por una persona", sumas[Que.MANTENIDO, "maquina"],
            origen(libro, (Que.MANTENIDO,), "restringidos por la máquina que una persona decidió restringir también"),
        ),
    )  # fmt: skip
    por_mes = _por(libro, MES, "mes", "Mes", de, libro.meses())
    return Seccion(
        "restringido",
        "Lo que se restringió",
        cifras=cifras,
        graficas=(_grafica(por_mes),),
        tablas=(
            _por(libro, "politica", "politica", "Política", de),
            _por(libro, "red", "red", "Red", de),
            _acciones(libro, de),
        ),
    )


def _por(
    libro: Libro, columna: str, clave: str, nombre: str, de: Origen, valores: Sequence[object] | None = None
) -> Tabla:
    """Lo restringido, lo vuelto a ver y los bloqueos, por una columna."""
    sumas = libro.sumas((_R, _V, _B), columna, "quien")
    if valores is None:
        valores = sorted({k[1] for k in sumas})
    filas = tuple(Fila((_dicho(columna, v), *_cuenta(sumas, v))) for v in valores)
    total = Fila(("Total", *(sum(f.celdas[i] for f in filas) for i in range(1, 6))))  # type: ignore[misc]
    return Tabla(
        f"por_{clave}",
        f"Por {nombre.lower()}",
        (Columna(clave, nombre), *_COLUMNAS),
        filas,
        de,
        total if filas else None,
    )


def _cuenta(sumas: Sumas, valor: object) -> tuple[int, ...]:
    maquina, persona = (sumas[_R, valor, q] for q in ("maquina", "persona"))
    quienes = ("maquina", "persona")
    revertidos, bloqueos = (sum(sumas[que, valor, q] for q in quienes) for que in (_V, _B))
    return maquina, persona, maquina + persona, revertidos, bloqueos


def _dicho(columna: str, valor: object) -> str:
    if columna == "politica":
        return palabras.politica(int(str(valor)))
    return palabras.red(str(valor)) if columna == "red" else f"{valor:%m/%Y}"


def _grafica(por_mes: Tabla) -> Grafica:
    # el año, con dos cifras: en el eje caben doce
    meses = tuple(str(f.celdas[0]).replace("/20", "/") for f in por_mes.filas)
    series = tuple(
        Serie(c.nombre, tuple(f.celdas[i] for f in por_mes.filas))  # type: ignore[misc]
        for i, c in enumerate(por_mes.columnas[1:3], 1)
    )
    maquina, persona = (por_mes.total.celdas[i] if por_mes.total else 0 for i in (1, 2))
    return Grafica(
        "meses",
        "Comentarios restringidos cada mes",
        f"Barras por mes, una para la máquina y otra para las personas. En todo el período, {maquina} y {persona}.",
        meses,
        series,
        por_mes,
        "comentarios",
        barras=True,
    )


def _acciones(libro: Libro, de: Origen) -> Tabla:
    sumas = libro.sumas((_R, _B), "detalle", "quien")
    filas = tuple(
        Fila((palabras.accion(a), sumas[q, a, "maquina"], sumas[q, a, "persona"], sumas[q, a, "maquina"] + sumas[q, a, "persona"]))
        for q, a in sorted({(k[0], k[1]) for k in sumas}, reverse=True)
    )  # fmt: skip
    return Tabla("por_accion", "Qué se hizo", (Columna("accion", "Acción"), *_COLUMNAS[:3]), filas, de)


def _vuelto(libro: Libro) -> Seccion:
    de = origen(
        libro, (_V,), "comentarios que volvieron a verse, por quién los había restringido y por qué volvieron"
    )
    sumas = libro.sumas((_V,), "detalle", "quien")
    filas = tuple(
        Fila((dicho, *(sumas[_V, causa, q] for q in ("maquina", "persona")), sum(sumas[_V, causa, q] for q in ("maquina", "persona"))))
        for causa, dicho in CAUSAS.items()
    )  # fmt: skip
    columnas = (
        Columna("causa", "Por qué"),
        Columna("maquina", "Los había restringido la máquina", Tipo.ENTERO),
        Columna("persona", "Los había restringido una persona", Tipo.ENTERO),
        Columna("total", "Total", Tipo.ENTERO),
    )
    total = Fila(("Total", *(sum(f.celdas[i] for f in filas) for i in range(1, 4))))  # type: ignore[misc]
    return Seccion(
        "vuelto",
        "Lo que volvió a verse",
        tablas=(Tabla("causas", "Por qué volvió a verse", columnas, filas, de, total),),
    )


def _critica(libro: Libro) -> Seccion:
    """La critica no se oculta: la cifra de la maquina sale de los datos, y si no es cero se dice en rojo."""
    ques = (Que.CRITICA, Que.CRITICA_RESTRINGIDA)
    de = origen(
        libro,
        ques,
        "comentarios que la máquina reconoció como crítica, queja o denuncia, y de ellos los restringidos",
    )
    sumas = libro.sumas(ques, "quien")
    vistas = sumas[Que.CRITICA, ""]
    maquina, persona = (sumas[Que.CRITICA_RESTRINGIDA, q] for q in ("maquina", "persona"))
    mal = "La máquina no puede restringir una crítica: esto es un fallo, y hay que mirarlo ya."
    de_cien = "críticas restringidas entre las reconocidas"
    return Seccion(
        "critica",
        "La crítica",
        (_PROTEGIDA,),
        (
            Cifra("criticas", "Críticas reconocidas", vistas, de),
            Cifra(
                "criticas_maquina", "Restringidas por la máquina", maquina, de,
                nota=mal if maquina else "Tiene que ser cero.", alarma=maquina > 0,
            ),
            Cifra("criticas_tanto_maquina", "De cada cien, por la máquina", porcentaje(maquina, vistas), origen(libro, ques, de_cien), Tipo.PORCENTAJE, alarma=maquina > 0),
            Cifra("criticas_persona", "Restringidas por una persona", persona, de),
            Cifra("criticas_tanto_persona", "De cada cien, por una persona", porcentaje(persona, vistas), origen(libro, ques, de_cien), Tipo.PORCENTAJE),
        ),
    )  # fmt: skip


CLASE: Final = ClaseInforme(
    "transparencia",
    "Transparencia",
    "Qué se restringió, quién lo hizo, qué se deshizo, cuánto se tardó y cuánto coinciden quienes deciden.",
    armar,
    preparar=asentar,
)
