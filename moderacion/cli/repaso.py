"""Repasar lo ya juzgado y rehacer un veredicto."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.progress import Progress

from moderacion.cli.raiz import CONFIG, Orden, RutaConfig, app
from moderacion.config import Config, leer_config
from moderacion.contado import contado
from moderacion.errores import EntradaInvalida
from moderacion.montaje import Repasado, rehacer_veredicto
from moderacion.montaje import repasar as repasar_base
from moderacion.reloj import ZONA

_ANIOS: Final = range(1970, 9999)
_CLASES: Final = {
    "nuevos": "nuevo",
    "desaparecen": "desaparece",
    "cambian": "cambia",
    "automaticas_mas": "lo haría sola",
    "automaticas_menos": "ya no lo haría sola",
}


@app.command(cls=Orden)
def repasar(
    desde: Annotated[str, typer.Option(help="Comentarios creados desde este día (AAAA-MM-DD) u hora.")] = "",
    hasta: Annotated[str, typer.Option(help="Hasta este día, incluido, o esta hora.")] = "",
    reglamento: Annotated[
        str, typer.Option(help="Versión guardada con que juzgar; si falta, la de este programa.")
    ] = "",
    politica: Annotated[str, typer.Option(help="Contar solo esta política, de p01 a p13.")] = "",
    muestra: Annotated[int, typer.Option(help="Ejemplos de cada cambio.")] = 5,
    veredicto: Annotated[
        int | None, typer.Option(help="Rehacer solo este veredicto, con su reglamento, y comparar.")
    ] = None,
    en_json: Annotated[bool, typer.Option("--json", help="El resultado, como un objeto JSON.")] = False,
    config: RutaConfig = CONFIG,
) -> int:
    """Juzga otra vez lo ya juzgado y dice qué cambiaría. No toca expedientes, veredictos ni órdenes."""
    if veredicto is not None:
        if desde or hasta or reglamento or politica:
            raise EntradaInvalida("«--veredicto» va solo: se rehace con el reglamento que lo dijo")
        return _rehacer(leer_config(config), veredicto, en_json=en_json)
    if not desde:
        raise EntradaInvalida("falta «--desde AAAA-MM-DD» (o «--veredicto N»)")
    pedido = Repasado(
        _fecha("desde", desde),
        _fecha("hasta", hasta, fin=True) if hasta else None,
        reglamento,
        politica.lower(),
        muestra,
    )
    leida = leer_config(config)
    with _avance() as avance:
        datos = repasar_base(leida, pedido, avance=avance).como_dict()
    if en_json:
        print(json.dumps(datos, ensure_ascii=False))
    else:
        _mostrar(datos)
    return 1 if datos["cambian"] else 0


def _fecha(nombre: str, valor: str, *, fin: bool = False) -> datetime:
    """Un dia o una hora de El Salvador. Con `fin`, un dia solo entra entero."""
    try:
        leida = datetime.fromisoformat(valor)
    except ValueError:
        leida = None
    if leida is None or leida.year not in _ANIOS:
        raise EntradaInvalida(f"«{nombre}» es «{valor}»: se esperaba AAAA-MM-DD o AAAA-MM-DDTHH:MM")
    if fin and _es_dia(valor):
        leida += timedelta(days=1)
    return (leida if leida.tzinfo else leida.replace(tzinfo=ZONA)).astimezone(UTC)


def _es_dia(valor: str) -> bool:
    try:
        date.fromisoformat(valor)
    except ValueError:
        return False
    return True


@contextmanager
def _avance() -> Iterator[Callable[[int], None]]:
    """Cuenta lo repasado si stderr es una terminal."""
    consola = Console(stderr=True)
    with Progress(console=consola, transient=True, disable=not consola.is_terminal) as progreso:
        tarea = progreso.add_task("repasando", total=None)
        yield lambda cuantos: progreso.advance(tarea, cuantos)


def _mostrar(d: Mapping[str, Any]) -> None:
    """Primero lo que le quitaria la voz a alguien."""
    p, m = d["personas"], d["muestras"]
    juzgados = contado(d["cuantos"], "comentario ya juzgado", "comentarios ya juzgados")
    cambian = "cambia" if d["cambian"] == 1 else "cambian"
    print(f"reglamento {d['reglamento']} · {juzgados} · {cambian} {d['cambian']}")
    if p["decididos"]:
        print(
            f"frente a {contado(p['decididos'], 'decisión', 'decisiones')} de personas: restringe lo que permitieron {p['falsas']} "
            f"(antes {p['falsas_antes']}), deja pasar lo que restringieron {p['escapan']} (antes "
            f"{p['escapan_antes']}), de acuerdo {p['acuerdo']} (antes {p['acuerdo_antes']})"
        )
    _ejemplos("restringe lo que una persona permitió", m["falsas"])
    print(f"críticas protegidas: {d['criticas']} (antes {d['criticas_antes']})")
    for clave, c in d["politicas"].items():
        cuentas = ", ".join(f"{c[k]} {k.replace('_', ' ')}" for k in _CLASES if c[k])
        print(f"{clave}\t{cuentas or 'sin cambios'}\tversión {c['version']}")
        for clase, ejemplos in m["politicas"].get(clave, {}).items():
            _ejemplos(_CLASES[clase], ejemplos)
    print(f"anotado como repaso {d['id']}")


def _ejemplos(que: str, ejemplos: list[Mapping[str, Any]]) -> None:
    for e in ejemplos:
        persona = f" · una persona: {e['persona']}" if e["persona"] else ""
        print(
            f"    {que} · comentario {e['comentario']}: {e['antes']} → {e['ahora']}{persona} · «{e['texto']}»"
        )


def _rehacer(config: Config, numero: int, *, en_json: bool) -> int:
    r = rehacer_veredicto(config, numero)
    if en_json:
        datos = {
            c: getattr(r, c)
            for c in ("veredicto", "comentario", "version", "identico", "diferencias", "notas")
        }
        print(json.dumps(datos, ensure_ascii=False))
        return 0 if r.identico else 1
    dice = "idéntico" if r.identico else "distinto"
    print(
        f"veredicto {r.veredicto} (comentario {r.comentario}, reglamento {r.version}, {r.propuesta}): {dice}"
    )
    for frase in r.diferencias:
        print(f"    {frase}")
    for nota in r.notas:
        print(f"nota: {nota}")
    return 0 if r.identico else 1
