"""Cuanto trabajo hubo y cuanto espero la gente, en totales: ningun nombre y ninguna comparacion entre personas."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from moderacion.almacen.hechos import Que
from moderacion.informes.libro import Libro, Sumas, reparto
from moderacion.informes.modelo import Columna, Fila, Grafica, Origen, Seccion, Serie, Tabla, Tipo, Valor

HORAS: Final = tuple(f"{h}:00" for h in range(24))
_DIAS: Final = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")


def seccion_trabajo(libro: Libro, dias: tuple[tuple[str, str], ...]) -> Seccion:
    """Lo que entro y lo que se decidio, por hora y por dia de la semana."""
    ques = (Que.RECIBIDO, Que.ENTRADO, Que.DECIDIDO)
    de = Origen(
        "cifra_dia: recibido, entrado, decidido",
        "comentarios escritos, expedientes que entraron en la cola y decisiones de personas",
        dias,
    )
    por_hora = libro.sumas(ques, "clave")
    por_dia: Counter[tuple[Any, int]] = Counter()
    for (que, dia), n in libro.sumas(ques, "dia").items():
        por_dia[que, dia.weekday()] += n
    horas = _tabla_trabajo("por_hora", "Por hora", "Hora de El Salvador", HORAS, por_hora, de)
    semana = _tabla_trabajo("por_dia", "Por día de la semana", "Día", _DIAS, por_dia, de)
    return Seccion(
        "trabajo",
        "Cuánto trabajo hubo",
        graficas=(
            _grafica("horas", "El trabajo de cada hora", horas),
            _grafica("semana", "El trabajo de cada día", semana),
        ),
    )


def _tabla_trabajo(
    clave: str, titulo: str, nombre: str, eje: Sequence[str], sumas: Mapping[Any, int], de: Origen
) -> Tabla:
    filas = tuple(
        Fila((dicho, *(sumas.get((q, i), 0) for q in (Que.RECIBIDO, Que.ENTRADO, Que.DECIDIDO))))
        for i, dicho in enumerate(eje)
    )
    columnas = (
        Columna("cuando", nombre),
        Columna("escritos", "Comentarios escritos", Tipo.ENTERO),
        Columna("entraron", "Entraron en la cola", Tipo.ENTERO),
        Columna("decididos", "Se decidieron", Tipo.ENTERO),
    )
    total = Fila(("Total", *(sum(int(str(f.celdas[i])) for f in filas) for i in (1, 2, 3))))
    return Tabla(clave, titulo, columnas, filas, de, total)


def _grafica(clave: str, titulo: str, tabla: Tabla) -> Grafica:
    eje = tuple(str(f.celdas[0]) for f in tabla.filas)
    series = tuple(
        Serie(tabla.columnas[i].nombre, tuple(int(str(f.celdas[i])) for f in tabla.filas)) for i in (2, 3)
    )
    mas = max(tabla.filas, key=lambda f: int(str(f.celdas[2])))
    return Grafica(
        clave,
        titulo,
        f"Barras de lo que entró en la cola y lo que se decidió. Donde más entró: {mas.celdas[0]}, con {mas.celdas[2]}.",
        eje,
        series,
        tabla,
        "expedientes",
        barras=True,
    )


def seccion_tardanza(libro: Libro, dias: tuple[tuple[str, str], ...]) -> Seccion:
    """Lo que espero cada expediente, por cuenta."""
    de = Origen(
        "cifra_dia: tarda_revisar", "de entrar en la cola a la primera decisión, en minutos enteros", dias
    )
    sumas = libro.sumas((Que.TARDA_REVISAR,), "cuenta_id", "clave")
    columnas = (
        Columna("cuenta", "Cuenta"),
        Columna("casos", "Decididos por primera vez", Tipo.ENTERO),
        Columna("mediana", "Mediana", Tipo.DURACION),
        Columna("p90", "Nueve de cada diez, en", Tipo.DURACION),
    )
    filas = tuple(
        Fila((nombre, *_medidas(Counter({k: n for k, n in sumas.items() if k[1] == cuenta_id}))))
        for cuenta_id, nombre in libro.nombres.items()
    )
    tabla = Tabla(
        "tardanza",
        "De entrar en la cola a la primera decisión",
        columnas,
        filas,
        de,
        Fila(("Todas", *_medidas(sumas))),
    )
    return Seccion("tardanza", "Cuánto esperó la gente", tablas=(tabla,))


def _medidas(sumas: Sumas) -> tuple[Valor, ...]:
    casos, *medidas = reparto(sumas, Que.TARDA_REVISAR)
    return casos, *(None if m is None else timedelta(minutes=m) for m in medidas)
