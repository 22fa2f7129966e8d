"""El ensayo de la cadena: un incidente de mentira que recorre el camino de verdad y acaba en un acta.

No pasa nada en ninguna cuenta, pero los avisos salen por sus canales y alguien tiene que acusar recibo. Una alarma que no se
ensaya no se sabe si suena.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from moderacion.almacen import Almacen
from moderacion.almacen.estados import EstadoEscalada
from moderacion.almacen.incidentes import IncidenteNuevo
from moderacion.errores import Conflicto, EntradaInvalida
from moderacion.incidentes import escalada
from moderacion.incidentes.clases import SIMULACRO
from moderacion.incidentes.copia import Copia, para
from moderacion.reloj import Reloj, en_local

TIPO: Final = SIMULACRO
_MARGEN: Final = 60


@dataclass(frozen=True, slots=True)
class Ensayo:
    """Un simulacro en marcha."""

    numero: int
    incidente_id: int
    empezado: datetime


@dataclass(frozen=True, slots=True)
class Acta:
    """Lo que queda escrito. `fallos`: por que no salio bien; vacia, salio bien."""

    numero: int
    texto: str
    fallos: tuple[str, ...]


def empezar(
    almacen: Almacen, quien: str, espera_min: float | None = None, como: str = "cuenta_intervenida"
) -> Ensayo:
    """Abre el incidente de mentira con la cadena de `como`. `espera_min`: acorta cada espera, en minutos.

    Lanza `EntradaInvalida` si no hay ninguna cuenta, o `Conflicto` si ya hay un simulacro en marcha.
    """
    with almacen.unidad() as u:
        cuentas = u.cuentas.todas()
        if not cuentas:
            raise EntradaInvalida("no hay ninguna cuenta: el simulacro necesita una que nombrar")
        nuevo = IncidenteNuevo(
            cuenta_id=cuentas[0].id,
            tipo=TIPO,
            clave=TIPO,
            gravedad=1,
            motivo="simulacro de la cadena de avisos",
            evidencia=[{"motivo": "Es un ensayo: no pasó nada", "evidencia": [], "etiqueta": TIPO}],
        )
        incidente_id, es_nuevo = u.incidentes.abrir(nuevo)
        if not es_nuevo:
            raise Conflicto("ya hay un simulacro en marcha")
        escalada.empezar(u, incidente_id, TIPO, _acortada(para(u, como), espera_min))
        return Ensayo(u.auditoria.empezar_simulacro(incidente_id, quien), incidente_id, u.ahora)


def _acortada(copia: Copia, espera_min: float | None) -> Copia:
    if espera_min is None:
        return copia
    pasos = tuple(replace(p, espera=min(p.espera, espera_min)) for p in copia.pasos)
    return replace(copia, pasos=pasos)


def contestado(almacen: Almacen, ensayo: Ensayo) -> str:
    """Quien acuso recibo, o vacio."""
    with almacen.lectura() as u:
        fila = u.escaladas.de([ensayo.incidente_id])[ensayo.incidente_id]
    return str(fila["acuse_de"]) if fila["estado"] == EstadoEscalada.ACUSADA else ""


def terminar(
    almacen: Almacen, ensayo: Ensayo, usuario_id: int, institucion: str, quien: str, reloj: Reloj
) -> Acta:
    """Cierra el incidente de mentira y levanta el acta."""
    with almacen.unidad() as u:
        fila = u.escaladas.una(ensayo.incidente_id) or {}
        avisos = u.avisos.de([ensayo.incidente_id])
        alarmas = [str(a["motivo"]) for a in u.auditoria.alarmas()]
        fallos = tuple(_fallos(fila, avisos))
        texto = "\n".join(
            [
                *_cabeza(ensayo, fila, institucion, quien, reloj.ahora()),
                *_avisos(avisos),
                *_acuse(ensayo, fila),
                *_cierre(fallos, alarmas),
            ]
        )
        escalada.terminar(u, ensayo.incidente_id)
        u.escaladas.atender(ensayo.incidente_id, usuario_id)
        u.incidentes.cerrar(ensayo.incidente_id, "simulacro terminado", f"usuario/{usuario_id}")
        u.auditoria.terminar_simulacro(ensayo.numero, texto, bien=not fallos)
    return Acta(ensayo.numero, texto, fallos)


def _fallos(fila: Mapping[str, Any], avisos: list[Mapping[str, Any]]) -> list[str]:
    """Lo que no fue como tenia que ir."""
    fallos = [] if fila.get("acuse") else ["nadie acusó recibo"]
    if not avisos:
        fallos.append("no se avisó a nadie")
    por_destino: dict[str, bool] = {}
    for a in avisos:
        # lo que se debia al llegar el acuse y no habia salido no es un fallo del canal
        if a["callado"] is None or a["estado"] == "enviado" or a["error"]:
            por_destino[a["destino"]] = por_destino.get(a["destino"], False) or a["estado"] == "enviado"
    return fallos + [f"a «{d}» no le llegó ningún aviso" for d, llego in por_destino.items() if not llego]


def _cabeza(
    ensayo: Ensayo, fila: Mapping[str, Any], institucion: str, quien: str, fin: datetime
) -> list[str]:
    return [
        institucion,
        f"ACTA DEL SIMULACRO {ensayo.numero}",
        "",
        f"Empezó:   {_momento(ensayo.empezado)} (hora de El Salvador)",
        f"Terminó:  {_momento(fin)}",
        f"Lo mandó: {quien}",
        f"Cadena:   {fila.get('cadena', '')}",
        f"Llegó al escalón {fila.get('paso', 0)} de la vuelta {fila.get('vuelta', 0)}",
        "",
    ]


def _avisos(avisos: list[Mapping[str, Any]]) -> list[str]:
    lineas = ["AVISOS", f"  {'escalón':8}{'persona':22}{'destino':24}{'cómo quedó':16}tardó"]
    for a in avisos:
        tardo = f"{(a['enviado'] - a['creado']).total_seconds():.0f} s" if a["enviado"] else "—"
        como = "ya no hacía falta" if a["callado"] and a["estado"] != "enviado" else str(a["estado"])
        error = f"  ({a['error'][:80]})" if a["error"] else ""
        donde = f"{a['vuelta']}.{a['paso']}"
        lineas.append(f"  {donde:8}{a['persona'][:20]:22}{a['destino'][:22]:24}{como[:15]:16}{tardo}{error}")
    return [*lineas, "" if avisos else "  ninguno", ""]


def _acuse(ensayo: Ensayo, fila: Mapping[str, Any]) -> list[str]:
    if not fila.get("acuse"):
        return ["ACUSE", "  nadie", ""]
    minutos = (fila["acuse"] - ensayo.empezado).total_seconds() / _MARGEN
    return [
        "ACUSE",
        f"  {fila['acuse_de']}, {_momento(fila['acuse'])}: {minutos:.1f} minutos desde el principio",
        "",
    ]


def _cierre(fallos: tuple[str, ...], alarmas: list[str]) -> list[str]:
    lineas = ["AUDITOR", *(f"  {a}" for a in alarmas)] if alarmas else ["AUDITOR", "  sin alarmas"]
    lineas += ["", "RESULTADO", "  satisfactorio" if not fallos else "  con fallos:"]
    lineas += [f"  - {f}" for f in fallos]
    raya = "_" * 34
    return [*lineas, "", "", f"{raya}    {raya}", "Quien lo mandó                        Supervisión"]


def _momento(fecha: datetime) -> str:
    return f"{en_local(fecha):%d/%m/%Y %H:%M:%S}"
