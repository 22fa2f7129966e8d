"""Que ordenes hay, como se agrupan y en que modulo esta cada una.

Con esto la ayuda no importa ninguna, y correr una importa solo la suya: todas juntas traen las redes, la web y los
informes, y son dos segundos de procesador antes de empezar.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Entrada(NamedTuple):
    """Una orden o un grupo de ordenes. `modulos`: los que la registran al importarse, por el orden en que se enseñan."""

    panel: str
    ayuda: str
    modulos: tuple[str, ...]


_PANELES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "Poner en marcha": {
        "demo": ("Todo el trabajo sobre redes simuladas y una base vacía y temporal.", "demo"),
        "servir": (
            "Pone en marcha el servicio: consola web, planificador y salas en un proceso.",
            "servicio",
        ),
        "config": ("La configuración: comprobarla antes de arrancar.", "base"),
        "web": (
            "Solo la consola: las vueltas las dan «trabajador» y «planificador», en estas máquinas o en otras.",
            "varias",
        ),
        "trabajador": (
            "Lee, juzga, despacha y avisa: da las vueltas que encarga el planificador. Tantos como hagan falta.",
            "varias",
        ),
        "planificador": (
            "Encarga cada vuelta a su hora. Se ponen dos o más: uno lleva el compás y los demás esperan el relevo.",
            "varias",
        ),
        "simulador": (
            "Pone las tres redes simuladas en 127.0.0.1 e imprime sus direcciones en una línea de JSON.",
            "servicio",
        ),
    },
    "Juzgar": {
        "evaluar": (
            "Juzga un archivo sin base de datos: un veredicto por línea, en el mismo orden.",
            "juicio",
        ),
        "explica": ("El artículo, lo que el código hace con él y sus ejemplos.", "juicio"),
        "repasar": (
            "Juzga otra vez lo ya juzgado y dice qué cambiaría. No toca expedientes, veredictos ni órdenes.",
            "repaso",
        ),
        "modelo": ("El clasificador: entrenarlo, medirlo y explicar lo que dice.", "base", "casa"),
    },
    "Cada vuelta, a mano": {
        "sondear": ("Una pasada de lectura de todas las cuentas.", "servicio"),
        "evaluar-pendientes": (
            "Juzga todo lo pendiente y pide las sanciones que correspondan.",
            "servicio",
        ),
        "despachar": (
            "Hace en las redes las órdenes pendientes y envía los avisos que se deben.",
            "servicio",
        ),
    },
    "Lo que se publica": {
        "programado": ("Lo que saldrá, por hora, y lo que espera a que una persona mire la red.", "decir"),
        "paro": ("Parar todo lo programado, y seguir.", "decir"),
        "comunicados": ("La postura oficial: lo publicado y lo que rige.", "decir"),
        "sugerencias": ("Temas sin comunicado y cuentas que callan o inundan.", "decir"),
    },
    "Crisis": {
        "incidentes": (
            "Las crisis: verlas, a quién se avisa, sacar su acta, ensayar y anunciar cambios.",
            "incidentes",
            "avisos",
        ),
    },
    "Rendir cuentas": {
        "informe": (
            "Un informe con sus cifras, de un año o de unos días; sin decirlo, de lo que va de este año.",
            "informe",
        ),
        "importar": (
            "Importa las cifras de antes del servicio, o lo que hizo cada mecanismo: entero o nada.",
            "informe",
        ),
        "cifras": ("Las cifras de cada día con que se rinden cuentas.", "cifras"),
        "registro": ("Lo restringido, con su razón: comprobarlo y sacarlo.", "registro"),
    },
    "Custodia": {
        "base": (
            "La base de datos: crearla, comprobarla, copiarla y restaurarla.",
            "base",
            "copias",
            "conservacion",
        ),
        "bitacora": ("El registro de todo lo que cambia: comprobarlo, sacarlo y anclarlo.", "bitacora"),
    },
    "Personas y programas": {
        "usuarios": ("Quién entra a la consola.", "usuarios"),
        "clientes": ("Los programas que usan la API.", "clientes"),
        "solicitudes": ("Lo que la gente pide sobre sus datos.", "conservacion"),
    },
}
ORDENES: Final[Mapping[str, Entrada]] = {
    nombre: Entrada(panel, ayuda, tuple(modulos))
    for panel, suyas in _PANELES.items()
    for nombre, (ayuda, *modulos) in suyas.items()
}
"""Por nombre, en el orden en que se enseñan."""
