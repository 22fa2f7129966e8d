"""Lo que tiene que cumplirse al final de un mundo. `revisar` devuelve lo que no se cumple, en frases."""

from collections import Counter

from moderacion import cola, redaccion
from moderacion.bitacora import verificar
from moderacion.informes import cierres
from moderacion.sanciones import apelaciones
from moderacion.web import ficha
from tests.fiabilidad.mundos.fabrica import DIA
from tests.fiabilidad.mundos.lo_ajeno import Mal, comentarios, como_se_decidio, nada_perdido, ordenes_cerradas
from tests.fiabilidad.mundos.lo_publicado import publicado
from tests.fiabilidad.mundos.lo_restringido import bloqueos, registro
from tests.fiabilidad.mundos.mundo import Mundo
from tests.moderacion.falsos import INICIO, momento
from tests.moderacion.test_cola_marcas import _edad, fichas, recuento


def revisar(m: Mundo, *, terminos: bool = False) -> list[str]:
    """Todo. `terminos`: pasado el mes y medio, con lo viejo purgado, de lo publicado no se puede decir nada."""
    malas: list[str] = []

    def mal(*partes: object) -> None:
        malas.append(" ".join(str(p) for p in partes))

    hay = comentarios(m)
    nada_perdido(m, hay, mal, terminos=terminos)
    como_se_decidio(m, hay, mal)
    ordenes_cerradas(m, mal)
    if not terminos:
        publicado(m, mal)
    bloqueos(m, mal)
    registro(m, hay, mal)
    marcas(m, mal)
    cuentas(m, mal)
    paginas(m)
    return malas


def marcas(m: Mundo, mal: Mal) -> None:
    """Las marcas y las cuentas de la cola son las que saldrian de mirar cada expediente."""
    ahora, hay = m.reloj.ahora(), fichas(m.almacen, m.reloj.ahora())
    for numero, (lugar, pares) in hay.items():
        # la edad de la cola es la del expediente, que puede ser posterior a la del comentario
        (creado,) = m.filas("SELECT creado FROM expediente WHERE id = :e", e=numero)
        edad = ("edad", _edad(momento(creado), ahora))
        hay[numero] = (lugar, {p for p in pares if p[0] != "edad"} | {edad})
    deben = recuento(hay)
    estan = set(m.filas("SELECT clave, prioridad_neg, expediente_id FROM marca_cola"))
    if deben != estan:
        mal("marcas de más", sorted(estan - deben)[:8], "de menos", sorted(deben - estan)[:8])
    cuantas = dict(m.filas("SELECT clave, cuantos FROM cuenta_cola WHERE cuantos <> 0"))
    if cuantas != Counter(clave for clave, _, _ in deben):
        mal("cuentas de la cola")


def cuentas(m: Mundo, mal: Mal) -> None:
    """La bitacora encadena y las cifras de cada dia cuadran."""
    with m.almacen.lectura() as u:
        revision = verificar(u.registro.recorrer())
    if revision[1] is not None:
        mal("cadena", revision)
    for dia, que in cierres.descuadres(m.almacen, INICIO.date() - DIA, m.reloj.ahora().date()):
        if que:
            mal("cifras", dia, que[:3])


def paginas(m: Mundo) -> None:
    """Todo se puede abrir: lo que aqui falle es un fallo que veria quien modera."""
    for expediente in m.filas("SELECT id FROM expediente"):
        for quien in (m.gente[0], m.supervisora):
            ficha.datos(m.servicio, quien, expediente)
    cola.bloqueos_abiertos(m.almacen, m.servicio.capacidades, m.reloj.ahora())
    redaccion.por_mirar(m.almacen)
    redaccion.listar_escritos(m.almacen)
    apelaciones.listar(m.almacen)
    for borrador, tipo in m.filas("SELECT id, tipo FROM borrador"):
        ver = redaccion.ficha if tipo == "respuesta" else redaccion.ficha_escrito
        ver(m.almacen, m.servicio.redaccion, borrador)
