"""Las sanciones, montadas: la escalera de la configuracion y lo que con ella se propone."""

from datetime import timedelta

from moderacion import accesos, cola, sanciones
from moderacion.almacen import Almacen, Unidad
from moderacion.almacen.fichas import AQuien
from moderacion.config import Config
from politicas.registro import POLITICAS


def de_config(config: Config) -> sanciones.Escalera:
    """La de la configuracion."""
    s = config.sanciones
    return sanciones.Escalera(
        tuple(sanciones.Peldano(p.puntos, timedelta(days=p.dias)) for p in s.peldano),
        {int(clave[1:]): sanciones.Pena(f.puntos, timedelta(days=f.dias)) for clave, f in s.faltas.items()},
    )


def plazos(config: Config, escalera: sanciones.Escalera) -> sanciones.Plazos:
    """Con que se sanciona."""
    s = config.sanciones
    return sanciones.Plazos(
        escalera,
        timedelta(hours=s.confirmar_horas),
        config.cupo.bloquear,
        timedelta(hours=s.tarea_horas),
    )


def bloqueo_propuesto(
    almacen: Almacen, escalera: sanciones.Escalera, expediente_id: int, articulo: int | None = None
) -> timedelta:
    """Lo que toca al autor de un expediente si ademas se le cuenta este. Lanza `NoExiste`."""
    with almacen.lectura() as u:
        return _propuesto(u, escalera, u.expedientes.a_quien(expediente_id), articulo)


def propuesto_para(almacen: Almacen, escalera: sanciones.Escalera, f: cola.Ficha) -> timedelta:
    """Como `bloqueo_propuesto`, de un expediente ya leido."""
    hallado = f.hallazgos[0]["politica"] if f.hallazgos else None
    quien = AQuien(f.comentario["autor_id"], f.comentario["id"], hallado)
    with almacen.lectura() as u:
        return _propuesto(u, escalera, quien)


def _propuesto(
    u: Unidad, escalera: sanciones.Escalera, quien: AQuien, articulo: int | None = None
) -> timedelta:
    if quien.autor_id is None:
        return escalera.propuesta(0)
    previos = u.faltas.puntos(quien.autor_id, sin_comentario=quien.comentario_id)
    return escalera.propuesta(previos + escalera.pena(articulo or quien.politica).puntos)


def aviso_al_autor(config: Config) -> sanciones.Aviso | None:
    """Con que se avisa a quien se restringe; None si la institucion no quiere. Lanza `ErrorConfig` si falta la llave."""
    if not config.sanciones.avisar_autor:
        return None
    articulos = {p.numero: p.articulo for p in POLITICAS}
    return sanciones.Aviso(config.sanciones.aviso, config.enlace, articulos, accesos.cofre_de(config).testigo)


def por_hacer(cuantas: int) -> tuple[str, str]:
    """(asunto, cuerpo) de lo que se dice cuando hay tareas que pasaron su plazo."""
    que = "una tarea" if cuantas == 1 else f"{cuantas} tareas"
    return (
        "Bloqueos por hacer a mano, fuera de plazo",
        f"Hay {que} de bloquear o desbloquear que pasaron su plazo. Están en la consola, en Bloqueos.",
    )
