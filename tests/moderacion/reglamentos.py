"""Reglamentos alterados, y veredictos guardados con todo su contexto, para las pruebas de repaso y de versiones."""

from collections.abc import Sequence
from dataclasses import replace

from modelos.lectura import leer
from moderacion.almacen import Almacen
from moderacion.almacen.veredictos import Puesto, VeredictoNuevo
from moderacion.evaluacion.contexto import para_guardar
from moderacion.evaluacion.paquete import Paquete, de_este_programa, empaquetar
from moderacion.reloj import Reloj
from politicas import rehacer
from politicas.juicio import juzgar as juzgar_de_verdad
from politicas.registro import Archivo, leer_archivos
from politicas.tipos import Contexto, Pieza, Reciente, Sentido

LEXICO = "modelos/lexicos/insultos.toml"
CALLADA = """
from dataclasses import replace
POLITICA = replace(POLITICA, evaluar=lambda pieza, contexto: iter(()))
"""


def alterado(nombre: str, cola: str, archivos: Sequence[Archivo] | None = None) -> Paquete:
    """El reglamento de este programa con `cola` al final de uno de sus archivos."""
    hay = dict(archivos or leer_archivos())
    hay[nombre] += cola.encode()
    return empaquetar(tuple(hay.items()))


def guardar(almacen: Almacen, paquete: Paquete | None = None) -> Paquete:
    """Guarda una version, por defecto la de este programa."""
    p = paquete or de_este_programa()
    with almacen.unidad() as u:
        u.reglamentos.guardar(p.version, p.octetos, p.politicas, p.entorno)
    return p


def dictar(almacen: Almacen, reloj: Reloj, indicios: dict[str, float] | None = None, razon: str = "") -> None:
    """Juzga lo pendiente con el reglamento de verdad y guarda cada veredicto con lo que vio."""
    p = de_este_programa()
    with almacen.unidad() as u:
        vistos = u.veredictos.recientes(0, 400)
        for c in u.comentarios.reclamar(500, u.ahora):
            pieza = Pieza(
                Sentido.ENTRANTE, leer(c.texto), red=c.red, autor=c.autor, autor_nombre=c.autor_nombre,
                fecha=c.creado, indicios=indicios or {}, degradada=bool(razon),
            )  # fmt: skip
            recientes = tuple(Reciente(v.texto, v.creado, v.autor, v.red) for v in vistos)
            contexto = Contexto(reloj.ahora(), recientes)
            v = juzgar_de_verdad(pieza, contexto)
            if razon:
                v = replace(v, razon_degradado=f"{razon}; {v.razon_degradado}")
            datos = rehacer.como_datos(v)
            datos["hallazgos"] = [h | {"modo": "sugerir"} for h in datos["hallazgos"]]
            u.veredictos.guardar(
                [VeredictoNuevo(
                    comentario_id=c.id, cuenta_id=c.cuenta_id, huella=c.huella, version_reglamento=p.version,
                    version_modelo="falso-1", indicios=indicios or {}, a_cola=bool(v.hallazgos), puesto=Puesto(1, "media"),
                    creado=c.creado,
                    contexto=para_guardar(pieza, contexto, [(x.comentario_id, x.huella) for x in vistos], razon), **datos,
                )]
            )  # fmt: skip
