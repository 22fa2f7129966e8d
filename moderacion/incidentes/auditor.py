"""El auditor: mira las tablas y dice si alguna alarma se quedo sin dar. No usa el motor, y por eso nota que falte.

Corre en su propio hilo, fuera del planificador, y tambien por orden (`moderacion incidentes auditar`) desde otra maquina. Si
todo esta bien late hacia fuera; si algo esta mal, o si el mismo falta, no hay latido y quien lo espera fuera es quien avisa.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from conectores.tipos import NOMBRES
from moderacion.almacen import Almacen, Unidad
from moderacion.almacen.estados_conservacion import SALTADO, TRAS_UN_SALTO
from moderacion.almacen.respaldos import PLAZO
from moderacion.reloj import Reloj, en_local

ATRASO: Final = timedelta(minutes=5)
"""Cuanto puede atrasarse un escalon."""
ATASCO: Final = timedelta(minutes=10)
"""Cuanto puede deberse un aviso sin salir."""
VUELTA: Final = timedelta(minutes=2)
"""Cuanto puede atrasarse una vuelta sobre su ritmo."""
_SONDEAR: Final = "sondear/"
_VUELTAS: Final = ("escalar", "avisar", "incidentes", "evaluar", "metronomo")
"""Las que avisan y las que notan algo: parada una, nadie se enteraria de nada."""
SIN_LEER: Final = timedelta(minutes=15)
"""Cuanto puede callar una cuenta, como minimo: despues se cuenta en sondeos perdidos."""
_SONDEOS: Final = 5
SIN_ANCLAR: Final = timedelta(hours=1)
"""Cuanto puede tardar un ancla en llegar a su sitio."""
_RESPALDAR: Final = "respaldar"
SIN_CERRAR: Final = timedelta(hours=4)
"""Cuanto puede quedar abierta una restauracion sin decirlo: hay bloqueos que terminan y nadie los levanta."""
SIN_REVISAR: Final = timedelta(hours=26)
REPETIR: Final = timedelta(minutes=30)
"""Cada cuanto se dice otra vez una alarma que sigue."""


@dataclass(frozen=True, slots=True)
class Dictamen:
    """Lo hallado: clave → motivo, en una frase. Vacio, todo bien. `por_avisar`: las que toca decir."""

    halladas: Mapping[str, str]
    por_avisar: Mapping[str, str]

    @property
    def bien(self) -> bool:
        """Si no se hallo nada."""
        return not self.halladas


def auditar(
    almacen: Almacen,
    reloj: Reloj,
    ritmos: Mapping[str, float],
    intervalos: Mapping[int, float],
    copias_cada: timedelta | None = None,
) -> Dictamen:
    """Mira y deja puestas las alarmas. `ritmos`: segundos entre vueltas por su nombre; `intervalos`, entre sondeos.

    `copias_cada`: el tiempo entre las que se hacen solas, o None.
    """
    ahora = reloj.ahora()
    with almacen.lectura() as u:
        halladas = dict(_mirar(u, ahora, ritmos, intervalos)) | dict(_copias(u, ahora, copias_cada))
        previas = {a["clave"]: a for a in u.auditoria.alarmas()}
    if halladas or previas:
        with almacen.unidad() as u:
            u.auditoria.poner_alarmas(halladas)
    por_avisar = {
        clave: motivo
        for clave, motivo in halladas.items()
        if clave not in previas
        or previas[clave]["avisada"] is None
        or not timedelta(0) <= ahora - previas[clave]["avisada"] < REPETIR
    }
    return Dictamen(halladas, por_avisar)


def avisadas(almacen: Almacen, dictamen: Dictamen) -> None:
    """Lo que tocaba decir ya se dijo, a alguien."""
    with almacen.unidad() as u:
        u.auditoria.avisada(list(dictamen.por_avisar))


def _mirar(
    u: Unidad, ahora: datetime, ritmos: Mapping[str, float], intervalos: Mapping[int, float]
) -> Iterator[tuple[str, str]]:
    cuantas, primeras = u.auditoria.atrasadas(ahora - ATRASO)
    if cuantas:
        yield "escalones", f"escalones sin dar a su hora: {cuantas}, de los incidentes {_lista(primeras)}"
    perdidos = u.auditoria.perdidos(ahora - ATRASO)
    if perdidos:
        yield "perdidos", f"incidentes sin cerrar que nadie va a escalar: {_lista(perdidos)}"
    sin_nadie = u.auditoria.sin_nadie()
    if sin_nadie:
        yield "sin_nadie", f"incidentes de los que no se avisa a nadie: {_lista(sin_nadie)}"
    atascados, destinos = u.auditoria.atascados(ahora - ATASCO)
    if atascados:
        yield "avisos", f"avisos sin salir: {atascados}, a {_lista(destinos)}"
    yield from _canales(u)
    yield from _vueltas(u, ahora, ritmos)
    yield from _cuentas(u, ahora, intervalos)
    yield from _cadenas(u, ahora)
    yield from _custodia(u, ahora)


def _lista(cosas: list[int] | list[str]) -> str:
    return ", ".join(map(str, cosas))


def _canales(u: Unidad) -> Iterator[tuple[str, str]]:
    canales, mal = u.avisos.canales_mal()
    if not canales:
        yield "canales", "no hay ningún canal por el que avisar"
    elif mal == canales:
        yield "canales", f"ningún canal funciona: los {canales} fallaron la última vez"


def _vueltas(u: Unidad, ahora: datetime, ritmos: Mapping[str, float]) -> Iterator[tuple[str, str]]:
    latidos = u.resumen.latidos()
    for nombre in ritmos:
        # que una cuenta no se lea lo dice `_cuentas`, con su paciencia; aqui, de ellas, solo lo que falla
        sondeo = nombre.startswith(_SONDEAR)
        if nombre not in _VUELTAS and not sondeo:
            continue
        ultimo, error = latidos.get(nombre, (None, ""))
        if ultimo is None and not sondeo:
            yield f"vuelta/{nombre}", f"«{nombre}» aún no ha dado una vuelta"
        elif ultimo and not sondeo and ahora - ultimo > timedelta(seconds=ritmos[nombre]) + VUELTA:
            yield f"vuelta/{nombre}", f"«{nombre}» no da una vuelta desde las {en_local(ultimo):%H:%M}"
        elif ultimo and ultimo - ahora > VUELTA:
            cuando = f"{en_local(ultimo):%d/%m a las %H:%M}"
            yield (
                f"vuelta/{nombre}",
                f"«{nombre}» consta dada el {cuando}, que aún no ha llegado: el reloj retrocedió, o no van todos en hora",
            )
        elif error:
            yield f"vuelta/{nombre}", f"la última vuelta de «{nombre}» falló: {error[:200]}"


def _cuentas(u: Unidad, ahora: datetime, intervalos: Mapping[int, float]) -> Iterator[tuple[str, str]]:
    for c in u.cuentas.todas():
        if c.id not in intervalos:
            continue
        paciencia = max(SIN_LEER, timedelta(seconds=_SONDEOS * intervalos[c.id]))
        if ahora - (c.ultimo_bien or c.alta) > paciencia:
            desde = f"{en_local(c.ultimo_bien or c.alta):%d/%m a las %H:%M}"
            yield f"cuenta/{c.id}", f"{c.nombre} ({NOMBRES.get(c.red, c.red)}) no se lee desde el {desde}"


def _cadenas(u: Unidad, ahora: datetime) -> Iterator[tuple[str, str]]:
    for c in u.auditoria.cadenas():
        if c["problemas"]:
            yield (
                f"cadena/{c['nombre']}",
                f"la cadena «{c['nombre']}» no llega a todos: {'; '.join(c['problemas'])}",
            )
        elif ahora - c["revisada"] > SIN_REVISAR:
            yield f"cadena/{c['nombre']}", f"la cadena «{c['nombre']}» no se revisa desde hace más de un día"


def _custodia(u: Unidad, ahora: datetime) -> Iterator[tuple[str, str]]:
    salto, _ = u.resumen.latidos().get(SALTADO, (None, ""))
    if salto and timedelta(0) <= ahora - salto < TRAS_UN_SALTO:
        yield (
            "reloj",
            "no se purga en un día: o el servicio estuvo parado más de una semana, o el reloj de la máquina se adelantó; mírelo",
        )
    cuantas, sitios = u.anclas.atascadas(ahora - SIN_ANCLAR)
    if cuantas:
        yield "anclas", f"anclas de la bitácora sin llegar: {cuantas}, a {_lista(sitios)}"
    abierta = u.restauraciones.abierta()
    if abierta and not abierta["copia"]:
        # nadie lo pidio: quien supervisa no lo sabe
        cuando = f"{en_local(abierta['hecha']):%d/%m a las %H:%M}"
        yield (
            "retroceso",
            f"la base volvió a como estaba el {cuando}: mire en la red lo que iba a salir y suéltelo",
        )
    elif abierta and ahora - abierta["fecha"] > SIN_CERRAR:
        yield (
            "restauracion",
            f"se restauró una copia el {en_local(abierta['fecha']):%d/%m a las %H:%M} y sigue retenido lo que venía en ella",
        )


def _copias(u: Unidad, ahora: datetime, cada: timedelta | None) -> Iterator[tuple[str, str]]:
    if cada is None:
        return
    ultima = u.respaldos.ultima()
    _, error = u.resumen.latidos().get(_RESPALDAR, (None, ""))
    if ultima is None and error:
        yield "copias", f"no hay ninguna copia de la base y no se puede hacer: {error[:200]}"
    elif ultima is not None and ahora - ultima > PLAZO * cada:
        por_que = f": {error[:200]}" if error else ""
        yield (
            "copias",
            f"la última copia buena de la base es del {en_local(ultima):%d/%m a las %H:%M}{por_que}",
        )


def alarmas(almacen: Almacen) -> list[Mapping[str, object]]:
    """Las que siguen, la mas vieja primero."""
    with almacen.lectura() as u:
        return u.auditoria.alarmas()


Avisar = Callable[[Mapping[str, str]], bool]
"""Dice las alarmas por donde se pueda. Devuelve si llego a alguien."""
Latir = Callable[[], str]
"""Late hacia fuera. Devuelve el error, o vacio."""


def vigilar(dictamen: Dictamen, almacen: Almacen, avisar: Avisar, latir: Latir) -> str:
    """Lo que se hace con un dictamen: todo bien, latir; algo mal, decirlo y no latir. Devuelve el error del latido, o vacio."""
    if dictamen.bien:
        return latir()
    if dictamen.por_avisar and avisar(dictamen.por_avisar):
        avisadas(almacen, dictamen)
    return ""
