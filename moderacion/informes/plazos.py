"""Cuanto se tarda y que se apela, como apartados del informe de transparencia."""

from datetime import timedelta
from typing import Final

from moderacion.almacen.hechos import Que
from moderacion.informes import palabras
from moderacion.informes.libro import Libro, Sumas, origen, reparto
from moderacion.informes.modelo import Columna, Fila, Origen, Seccion, Tabla, Tipo, Valor, porcentaje

_LAPSOS: Final = (
    (Que.TARDA_REVISAR, "De entrar en la cola a la primera decisión de una persona"),
    (Que.TARDA_APELACION, "De presentar una apelación a su respuesta"),
    (Que.TARDA_LEVANTAR, "Lo que estuvo restringido lo que volvió a verse"),
    (Que.TARDA_RED, "De decidir que algo vuelva a verse a que la red lo enseñe"),
)


def seccion_tiempos(libro: Libro) -> Seccion:
    """Lo que se tarda en mirar, en contestar una apelacion y en levantar."""
    ques = tuple(q for q, _ in _LAPSOS)
    de = origen(
        libro,
        ques,
        "lo que se tardó, en minutos enteros: exactos hasta 2 horas, por cuartos hasta 2 días y por horas después",
    )
    sumas = libro.sumas(ques, "clave")
    return Seccion(
        "tiempos", "Cuánto se tarda", tablas=(_tabla_tiempos("tiempos", "Tiempos", sumas, de),)
    )  # fmt: skip


def _tabla_tiempos(clave: str, titulo: str, sumas: Sumas, de: Origen) -> Tabla:
    columnas = (
        Columna("lapso", "Qué"),
        Columna("casos", "Casos", Tipo.ENTERO),
        Columna("mediana", "Mediana", Tipo.DURACION),
        Columna("p90", "Nueve de cada diez, en", Tipo.DURACION),
    )
    filas = []
    for que, dicho in _LAPSOS:
        casos, *medidas = reparto(sumas, que)
        filas.append(Fila((dicho, casos, *(_minutos(m) for m in medidas))))
    return Tabla(clave, titulo, columnas, tuple(filas), de)


def _minutos(cuantos: int | None) -> Valor:
    return None if cuantos is None else timedelta(minutes=cuantos)


def seccion_apelaciones(libro: Libro) -> Seccion:
    """Las presentadas y las resueltas."""
    ques = (Que.APELADO, Que.APELACION)
    de = origen(libro, ques, "apelaciones presentadas y resueltas, por el artículo que se citó al restringir")
    presentadas = libro.sumas((Que.APELADO,), "politica")
    resueltas = libro.sumas((Que.APELACION,), "politica", "detalle")
    filas = []
    for p in sorted({k[1] for k in (*presentadas, *resueltas)}):
        aceptadas, rechazadas = (resueltas[Que.APELACION, p, r] for r in ("aceptada", "rechazada"))
        filas.append((palabras.politica(p), presentadas[Que.APELADO, p], aceptadas, rechazadas))
    columnas = (
        Columna("politica", "Política"),
        Columna("presentadas", "Presentadas", Tipo.ENTERO),
        Columna("aceptadas", "Aceptadas", Tipo.ENTERO),
        Columna("rechazadas", "Rechazadas", Tipo.ENTERO),
        Columna("tanto", "Aceptadas, de cada cien resueltas", Tipo.PORCENTAJE),
    )
    total = tuple(sum(int(f[i]) for f in filas) for i in (1, 2, 3))
    tabla = Tabla(
        "apelaciones",
        "Apelaciones, por política",
        columnas,
        tuple(Fila((*f, porcentaje(f[2], f[2] + f[3]))) for f in filas),
        de,
        Fila(("Total", *total, porcentaje(total[1], total[1] + total[2]))) if filas else None,
        ("Las resueltas en el período pudieron presentarse antes de él.",),
    )
    return Seccion("apelaciones", "Apelaciones", tablas=(tabla,))
