"""El informe de seguidores: cuanto crecio cada cuenta, con que datos y que paso mientras."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from conectores.tipos import NOMBRES
from moderacion.errores import EntradaInvalida
from moderacion.informes.crecimientos import de_publicados, tabla_de
from moderacion.informes.curvas import anexo, de_cada_cuenta, de_todas, evento_dicho
from moderacion.informes.mecanismos import Crecimiento
from moderacion.informes.modelo import (
    Columna,
    Fila,
    Informe,
    Marca,
    Origen,
    Seccion,
    Tabla,
    Tipo,
    porcentaje,
)
from moderacion.informes.periodo import Periodo
from moderacion.informes.registro import ClaseInforme, Pedido
from moderacion.informes.seguidos import BASE, CuentaSeguida, reunir, tramos
from moderacion.reloj import dia_local

_MARCAS: Final = 20
"""Las que caben en una curva sin taparla; en su tabla estan todas."""


def armar(p: Pedido) -> Informe:
    """El informe, comparado con el periodo de antes. Lanza `EntradaInvalida` sin una base."""
    if p.almacen is None:
        raise EntradaInvalida("los seguidores salen de la base, y no hay ninguna")
    hoy = min(dia_local(p.corte), p.periodo.hasta)
    anterior = p.periodo.anterior(hoy)
    with p.almacen.lectura() as u:
        s, leer = u.seguidores, (anterior.desde - BASE, hoy)
        cuentas = reunir(s.cuentas(), s.nombres(), s.diarias(*leer), s.importadas(*leer))
        publicados = s.publicados(p.periodo.desde, p.periodo.hasta)
        eventos = s.eventos(p.periodo.inicio, p.corte)
    dias = [d for d in p.periodo.cada_dia() if d <= hoy]
    vistas = [c for c in cuentas if c.base(p.periodo) or any(d in c.datos for d in dias)]
    fotos = _origen(p, "seguidores.diarios", "la última cifra que cada red dio cada día, y las importadas")
    secciones = [_crecimiento(vistas, p.periodo, anterior, hoy, fotos)]
    if vistas:
        marcas = _marcas(eventos, dias)
        juntas = de_todas(vistas, p.periodo, dias, marcas, fotos)
        graficas = (juntas, *de_cada_cuenta(vistas, p.periodo, dias, eventos, fotos))
        anexos = (anexo(vistas, dias, fotos),)
        secciones.append(Seccion("curvas", "Día a día", graficas=graficas, tablas=anexos))
        secciones.append(_datos(vistas, dias, fotos))
    if eventos:
        de_eventos = _origen(p, "seguidores.eventos", "los comunicados publicados y los incidentes abiertos")
        secciones.append(_sucedido(eventos, {c.clave: c.nombre for c in cuentas}, de_eventos))
    if publicados:
        de_publicados = _origen(p, "seguidores.publicados", "los incrementos publicados que se importaron")
        secciones.append(_publicado(publicados, de_publicados))
    return Informe(
        "seguidores",
        "Seguidores de las cuentas institucionales",
        p.institucion,
        p.periodo,
        p.corte,
        tuple(secciones),
        () if vistas else ("No hay ninguna cifra de seguidores de este período.",),
        anterior,
    )


def _origen(p: Pedido, consulta: str, dice: str) -> Origen:
    dias = (("desde", p.periodo.desde.isoformat()), ("hasta", p.periodo.hasta.isoformat()))
    return Origen(consulta, dice, (*dias, ("corte", p.corte.isoformat(timespec="seconds"))))


def _crecimiento(
    vistas: Sequence[CuentaSeguida], periodo: Periodo, anterior: Periodo, hoy: date, origen: Origen
) -> Seccion:
    crecidas = [(c, c.crecimiento(periodo)) for c in vistas]
    con_cifras = [(c, x) for c, x in crecidas if x]
    principal = (
        Columna("red", "Red"),
        Columna("cuenta", "Cuenta"),
        Columna("antes", "De", Tipo.ENTERO),
        Columna("despues", "A", Tipo.ENTERO),
        Columna("diferencia", "Diferencia", Tipo.ENTERO, signo=True),
        Columna("tanto", "Crecimiento", Tipo.PORCENTAJE, signo=True),
        Columna("dicho", "Como lo dice el manual"),
    )
    filas = tuple(Fila(_crecida(c, x), " ".join(c.notas(periodo, hoy))) for c, x in crecidas)
    suma = Crecimiento("", "", sum(x.antes for _, x in con_cifras), sum(x.despues for _, x in con_cifras))
    total = Fila(("Total", "", suma.antes, suma.despues, suma.correcto, suma.tanto, suma.dicho))
    tabla = Tabla(
        "crecimiento",
        "Crecimiento de cada cuenta",
        principal,
        filas,
        origen,
        total if con_cifras else None,
        ("El total suma cuentas, no personas: alguien puede seguir varias.",),
    )
    return Seccion(
        "crecimiento",
        "Crecimiento",
        tablas=(tabla, _por_red(con_cifras, origen), _comparacion(vistas, periodo, anterior, hoy, origen)),
    )


def _crecida(c: CuentaSeguida, x: Crecimiento | None) -> tuple[Any, ...]:
    red = NOMBRES.get(c.red, c.red)
    if x is None:
        return (red, c.nombre, None, None, None, None, None)
    return (red, c.nombre, x.antes, x.despues, x.correcto, x.tanto, x.dicho)


def _por_red(crecidas: Sequence[tuple[CuentaSeguida, Crecimiento]], origen: Origen) -> Tabla:
    columnas = (
        Columna("red", "Red"),
        Columna("cuentas", "Cuentas", Tipo.ENTERO),
        Columna("antes", "De", Tipo.ENTERO),
        Columna("despues", "A", Tipo.ENTERO),
        Columna("diferencia", "Diferencia", Tipo.ENTERO, signo=True),
        Columna("tanto", "Crecimiento", Tipo.PORCENTAJE, signo=True),
    )
    filas = []
    for red in sorted({c.red for c, _ in crecidas}):
        suyas = [x for c, x in crecidas if c.red == red]
        antes, despues = sum(x.antes for x in suyas), sum(x.despues for x in suyas)
        tanto = porcentaje(despues - antes, antes)
        filas.append(Fila((NOMBRES.get(red, red), len(suyas), antes, despues, despues - antes, tanto)))
    return Tabla("por_red", "Crecimiento de cada red", columnas, tuple(filas), origen)


def _comparacion(
    vistas: Sequence[CuentaSeguida], periodo: Periodo, anterior: Periodo, hoy: date, origen: Origen
) -> Tabla:
    """Lo que crecio ahora y lo que habia crecido en los mismos dias de antes; si no cubren lo mismo, no se restan."""
    columnas = (
        Columna("red", "Red"),
        Columna("cuenta", "Cuenta"),
        Columna("ahora", "En este período", Tipo.ENTERO, signo=True),
        Columna("tanto", "Crecimiento", Tipo.PORCENTAJE, signo=True),
        Columna("antes", "En el anterior", Tipo.ENTERO, signo=True),
        Columna("tanto_antes", "Crecimiento anterior", Tipo.PORCENTAJE, signo=True),
        Columna("cambio", "Cambio", Tipo.ENTERO, signo=True),
    )
    filas = []
    for c in vistas:
        ahora, antes = c.crecimiento(periodo), c.crecimiento(anterior)
        cifras = [(x.correcto, x.tanto) if x else (None, None) for x in (ahora, antes)]
        nota = (
            _no_cubre(c, Periodo(periodo.desde, hoy), anterior)
            if antes
            else "Sin cifras del período anterior."
        )
        cambio = ahora.correcto - antes.correcto if ahora and antes and not nota else None
        filas.append(Fila((NOMBRES.get(c.red, c.red), c.nombre, *cifras[0], *cifras[1], cambio), nota))
    return Tabla(
        "comparacion", f"Comparado con el período anterior ({anterior})", columnas, tuple(filas), origen
    )


def _no_cubre(c: CuentaSeguida, periodo: Periodo, anterior: Periodo) -> str:
    """Por que lo de una cuenta no se compara con lo de antes, aunque haya cifras de las dos veces; vacio si se puede."""
    dos = (("Sus cifras", periodo), ("Las anteriores", anterior))
    for cuales, p in dos:
        if dia := c.parte_tarde(p):
            return f"{cuales} empiezan el {dia:%d/%m/%Y}: no cubren lo mismo."
    for cuales, p in dos:
        if dia := c.acaba_pronto(p):
            return f"{cuales} acaban el {dia:%d/%m/%Y}: no cubren lo mismo."
    return ""


def _datos(vistas: Sequence[CuentaSeguida], dias: Sequence[date], origen: Origen) -> Seccion:
    """De que dias hay cifra, de donde sale y cuando se leyo la ultima vez."""
    columnas = (
        Columna("red", "Red"),
        Columna("cuenta", "Cuenta"),
        Columna("con_cifra", "Días con cifra", Tipo.ENTERO),
        Columna("sin_foto", "Días sin leer", Tipo.ENTERO),
        Columna("sin_cifra", "Días en que la red no la dio", Tipo.ENTERO),
        Columna("ultima", "Última lectura", Tipo.MOMENTO),
        Columna("fuente", "De dónde salen"),
    )
    filas = []
    for c in vistas:
        suyos = [c.datos[d] for d in dias if d in c.datos]
        huecos = c.huecos(dias)
        tomadas = [d.tomada for d in suyos if d.tomada]
        fuentes = "; ".join(sorted({d.fuente for d in suyos}))
        con = sum(d.valor is not None for d in suyos)
        celdas = (con, len(huecos), len(suyos) - con, max(tomadas, default=None), fuentes)
        nota = f"Sin leer: {tramos(huecos)}." if huecos else ""
        filas.append(Fila((NOMBRES.get(c.red, c.red), c.nombre, *celdas), nota))
    tabla = Tabla("datos", "Qué días hay de cada cuenta", columnas, tuple(filas), origen)
    dice = "Un día sin leer queda como hueco en la curva y no se rellena. Cada cuenta se cuenta desde que se la conoce."
    return Seccion("datos", "Con qué datos se hizo", (dice,), tablas=(tabla,))


def _marcas(eventos: Sequence[Mapping[str, Any]], dias: Sequence[date]) -> tuple[Marca, ...]:
    hay = set(dias)
    con_dia = [(dia_local(e["cuando"]), e) for e in eventos]
    return tuple(Marca(d, evento_dicho(e)) for d, e in con_dia if d in hay)[:_MARCAS]


def _sucedido(eventos: Sequence[Mapping[str, Any]], nombres: Mapping[str, str], origen: Origen) -> Seccion:
    columnas = (Columna("cuando", "Cuándo", Tipo.MOMENTO), Columna("que", "Qué"), Columna("cuenta", "Cuenta"))
    filas = tuple(
        Fila(
            (
                e["cuando"],
                evento_dicho(e),
                nombres.get(f"cuenta/{e['cuenta_id']}", "") if e["cuenta_id"] else "Todas",
            )
        )
        for e in eventos
    )
    nota = f"En la curva se marcan los {_MARCAS} primeros." if len(eventos) > _MARCAS else ""
    tabla = Tabla(
        "eventos", "Comunicados e incidentes", columnas, filas, origen, notas=(nota,) if nota else ()
    )
    return Seccion("eventos", "Qué pasó mientras", tablas=(tabla,))


def _publicado(filas: Sequence[Mapping[str, Any]], origen: Origen) -> Seccion:
    """Lo que se publico de ese periodo, con la resta comprobada."""
    suyos, no_suma = de_publicados(filas)
    fuentes = sorted({f["fuente"] for f in filas})
    return Seccion(
        "publicado",
        "Lo que se publicó de este período",
        (f"Fuente: {'; '.join(fuentes)}. La diferencia publicada se conserva; al lado va la que es.",),
        tablas=(tabla_de(suyos, origen, "publicado", no_suma),),
    )


CLASE: Final = ClaseInforme(
    "seguidores",
    "Seguidores",
    "Cuánto creció cada cuenta, día a día, comparado con los mismos días de antes.",
    armar,
)
