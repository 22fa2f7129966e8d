"""Mira lo que dejo el sondeo de una cuenta por si alguien la intervino (articulo 13)."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from modelos.lectura import leer
from moderacion.almacen import Almacen, EstadoOrden, OrigenPublicacion, Unidad
from moderacion.almacen.cuentas import PERMISOS, FilaCuenta
from moderacion.almacen.ediciones import EDICION
from moderacion.almacen.incidentes import IncidenteNuevo, PruebaNueva
from moderacion.almacen.vigilancia import Ausencia, CambioSinVer, PublicacionSinVer, SenalVista
from moderacion.incidentes.apertura import abrir
from moderacion.incidentes.clases import CAIDA, CREDENCIAL, INTERVENIDA, SOSPECHOSA
from moderacion.incidentes.mantenimiento import ventanas
from moderacion.reloj import Reloj, en_local, medianoche
from politicas.ayudas.asuntos import asuntos
from politicas.tipos import Contexto, Gravedad, Hallazgo, Observacion, Pieza, SenalPrevia, Sentido

Vigia = Callable[[Pieza, Contexto], Iterable[Hallazgo]]
"""La politica 13."""
MEMORIA: Final = timedelta(hours=24)
"""Lo que una señal que no basto espera a otra."""
COSTUMBRE: Final = timedelta(days=60)
MINIMO: Final = 20
"""Publicaciones con que ya se sabe como es una cuenta."""
_PARTE: Final = 0.02
"""Parte de lo publicado que cae en una hora para que sea de las suyas."""
_BUSCA: Final = timedelta(days=31)
_EN_VUELO: Final = frozenset({EstadoOrden.ENVIANDO, EstadoOrden.DESCONOCIDA})
_ADMINISTRADORES: Final = "administradores"
_VENCIDA: Final = "CredencialVencida"


@dataclass(frozen=True, slots=True)
class ResumenVigilancia:
    """Publicaciones que resultaron nuestras o ajenas, e incidentes nuevos."""

    nuestras: int = 0
    ajenas: int = 0
    abiertos: int = 0


@dataclass(slots=True)
class Visto:
    """Lo nuevo de una cuenta."""

    nuestras: int = 0
    ajenas: list[PublicacionSinVer] = field(default_factory=list)
    cambios: list[CambioSinVer] = field(default_factory=list)
    editadas: list[CambioSinVer] = field(default_factory=list)
    """El texto de algo nuestro que cambio; el campo es su id en la red."""
    ausencias: list[Ausencia] = field(default_factory=list)
    seguidores: tuple[int, int] | None = None
    siguiendo: tuple[int, int] | None = None
    credencial: bool = False

    @property
    def novedad(self) -> bool:
        """Si algo cambio en la cuenta, aparte de la credencial."""
        return bool(self.ajenas or self.cambios or self.editadas or self.ausencias)

    @property
    def nada(self) -> bool:
        """Si no hay que juzgar nada."""
        return not (self.novedad or self.credencial or self.seguidores or self.siguiendo)


def vigilar(almacen: Almacen, cuenta_id: int, vigia: Vigia, reloj: Reloj) -> ResumenVigilancia:
    """Mira lo que dejo el sondeo de una cuenta. Llamarla otra vez sin novedades no hace nada.

    Mira y señala en la misma transaccion: si algo falla, la siguiente vuelta lo mira todo otra vez.
    """
    with almacen.unidad() as u:
        cuenta = u.cuentas.una(cuenta_id)
        visto = _mirar(u, cuenta)
        if visto.nada:
            return ResumenVigilancia(visto.nuestras)
        observacion = _observar(u, cuenta, visto)
        pieza = Pieza(sentido=Sentido.SALIENTE, observacion=observacion, tipo="observacion", red=cuenta.red)
        hallazgos = list(vigia(pieza, Contexto(ahora=reloj.ahora())))
        senales = [
            SenalVista(h.etiqueta, h.peso, h.motivo) for h in hallazgos if h.etiqueta != "suma" and h.peso
        ]
        u.vigilancia.senalar(cuenta_id, senales)
        abiertos = _abrir(u, cuenta, visto, hallazgos)
    return ResumenVigilancia(visto.nuestras, len(visto.ajenas), abiertos)


def _mirar(u: Unidad, cuenta: FilaCuenta) -> Visto:
    """Lo nuevo, que queda dado por visto. Lo que puede ser de una orden en vuelo espera a la siguiente vuelta."""
    cambios = u.vigilancia.cambios_sin_ver(cuenta.id)
    u.vigilancia.ver_cambios([c.id for c in cambios])
    visto = Visto(
        cambios=[c for c in cambios if not c.campo.startswith(EDICION)],
        editadas=[
            replace(c, campo=c.campo.removeprefix(EDICION)) for c in cambios if c.campo.startswith(EDICION)
        ],
    )
    for p in u.vigilancia.sin_ver(cuenta.id):
        orden = u.vigilancia.que_produjo(cuenta.id, p.id_externo, p.texto, p.creado)
        if orden in _EN_VUELO:
            continue
        u.vigilancia.clasificar(p.id, OrigenPublicacion.NUESTRA if orden else OrigenPublicacion.DESCONOCIDA)
        if orden:
            visto.nuestras += 1
        else:
            visto.ajenas.append(p)
    borrandose = u.vigilancia.borrandose(cuenta.id)
    ausencias = u.vigilancia.ausencias_sin_ver(cuenta.id, u.ahora - _BUSCA)
    visto.ausencias = [a for a in ausencias if a.id_externo not in borrandose]
    u.vigilancia.ver_ausencias([a.id for a in visto.ausencias])
    # un token que sigue mal no es otra deteccion, ni aunque se cierre
    visto.credencial = cuenta.credencial_invalida and not u.incidentes.hubo(_clave_credencial(cuenta))
    _mirar_cifras(u, cuenta, visto)
    return visto


def _mirar_cifras(u: Unidad, cuenta: FilaCuenta, visto: Visto) -> None:
    """Los saltos de un dia a otro, que se cuentan una vez al dia."""
    ayer, hoy = u.vigilancia.fotos(cuenta.id)
    if ayer is None or hoy is None:
        return
    for clase in ("seguidores", "siguiendo"):
        antes, ahora = getattr(ayer, clase), getattr(hoy, clase)
        if antes is None or ahora is None or antes == ahora:
            continue
        if not u.vigilancia.hubo_senal(cuenta.id, clase, medianoche(u.ahora)):
            setattr(visto, clase, (antes, ahora))


def _observar(u: Unidad, cuenta: FilaCuenta, visto: Visto) -> Observacion:
    """Lo visto, con lo que la cuenta suele hacer, lo anunciado y lo señalado hace poco."""
    horas, dominios, palabras = (
        _costumbres(u, cuenta) if visto.ajenas or visto.editadas else (frozenset(), frozenset(), frozenset())
    )
    cambios = [c for c in visto.cambios if c.campo != PERMISOS]
    desde = min([u.ahora, *(p.creado for p in visto.ajenas)])
    previas = u.vigilancia.senales(cuenta.id, u.ahora - MEMORIA, (INTERVENIDA, CREDENCIAL))
    return Observacion(
        red=cuenta.red,
        cuenta=cuenta.id_externo,
        fecha=u.ahora,
        ajenas=tuple((p.id_externo, p.texto, en_local(p.creado)) for p in visto.ajenas),
        aplicaciones_ajenas=tuple(
            (p.id_externo, p.aplicacion or "sin nombre")
            for p in visto.ajenas
            if p.nuestra_aplicacion is False
        ),
        cambios={
            c.campo: (c.antes, c.ahora)
            for c in cambios
            if c.campo != _ADMINISTRADORES or _se_fue_alguien(c.antes, c.ahora)
        },
        administradores_nuevos=_nuevos(cambios),
        permisos_perdidos=_perdidos(visto.cambios),
        borradas=tuple((a.id_externo, a.texto, en_local(a.ausente)) for a in visto.ausencias),
        editadas=tuple((c.campo, c.antes, c.ahora, en_local(u.ahora)) for c in visto.editadas),
        token_valido=False if visto.credencial else None,
        token_motivo=cuenta.error if visto.credencial else "",
        token_vencido=cuenta.error_tipo == _VENCIDA,
        seguidores=visto.seguidores,
        siguiendo=visto.siguiendo,
        horas_habituales=horas,
        dominios_habituales=dominios,
        asuntos_habituales=palabras,
        ventanas=ventanas(u, cuenta.id, desde),
        previas=tuple(SenalPrevia(s.clase, s.peso, s.motivo) for s in previas),
    )


def _costumbres(u: Unidad, cuenta: FilaCuenta) -> tuple[frozenset[int], frozenset[str], frozenset[str]]:
    """Las horas, los sitios y las palabras de lo que la cuenta publica; nada si aun no se sabe como es."""
    nuestras = u.vigilancia.costumbres(cuenta.id, COSTUMBRE)
    if len(nuestras) < MINIMO:
        return frozenset(), frozenset(), frozenset()
    horas = Counter(en_local(fecha).hour for fecha, _ in nuestras)
    textos = [texto for _, texto in nuestras]
    dominios = {e.dominio for texto in textos if "." in texto for e in leer(texto).enlaces}
    palabras = frozenset[str]().union(*(asuntos(texto) for texto in textos))
    return (
        frozenset(h for h, veces in horas.items() if veces >= _PARTE * len(nuestras)),
        frozenset(dominios),
        palabras,
    )


def _lista(escrita: str) -> set[str]:
    return {e for e in escrita.split(", ") if e}


def _nuevos(cambios: Sequence[CambioSinVer]) -> tuple[str, ...]:
    """Administradores que antes no estaban."""
    suyos = (c for c in cambios if c.campo == _ADMINISTRADORES)
    return tuple(sorted(set[str]().union(*(_lista(c.ahora) - _lista(c.antes) for c in suyos))))


def _perdidos(cambios: Sequence[CambioSinVer]) -> tuple[str, ...]:
    """Permisos que la credencial tenia y ya no."""
    suyos = (c for c in cambios if c.campo == PERMISOS)
    return tuple(sorted(set[str]().union(*(_lista(c.antes) - _lista(c.ahora) for c in suyos))))


def _se_fue_alguien(antes: str, ahora: str) -> bool:
    """Si falta un administrador que estaba: quien interviene una cuenta empieza por echar a los demas."""
    return bool(_lista(antes) - _lista(ahora))


def _clave_credencial(cuenta: FilaCuenta) -> str:
    """La de este fallo de la credencial: uno que sigue no es otro."""
    desde: datetime | None = cuenta.error_desde
    return f"{CREDENCIAL}:{cuenta.id}" + (f":{desde:%Y%m%dT%H%M%S}" if desde else "")


def _abrir(u: Unidad, cuenta: FilaCuenta, visto: Visto, hallazgos: Sequence[Hallazgo]) -> int:
    """Un incidente por cuenta y clase: critico si algun hallazgo lo es, o por revisar."""
    if not hallazgos:
        return 0
    grave = any(h.gravedad is Gravedad.GRAVE for h in hallazgos)
    if visto.credencial and not visto.novedad:
        tipo, clave = CREDENCIAL if grave else CAIDA, _clave_credencial(cuenta)
    else:
        tipo = INTERVENIDA if grave else SOSPECHOSA
        clave = f"{tipo}:{cuenta.id}"
    nuevo = IncidenteNuevo(
        cuenta_id=cuenta.id,
        tipo=tipo,
        clave=clave,
        gravedad=max(int(h.gravedad) for h in hallazgos),
        motivo=" ".join(h.motivo for h in hallazgos),
        evidencia=[
            {
                "motivo": h.motivo,
                "evidencia": [e.texto for e in h.evidencia],
                "etiqueta": h.etiqueta,
                "peso": h.peso,
            }
            for h in hallazgos
        ],
        pruebas=list(_pruebas(cuenta, visto)),
    )
    return int(abrir(u, nuevo) is not None)


def _pruebas(cuenta: FilaCuenta, visto: Visto) -> Iterator[PruebaNueva]:
    """Todo lo que se vio, entero: lo que el intruso borre despues, aqui sigue."""
    for p in visto.ajenas:
        fecha = p.creado.isoformat()
        detalle = {"id": p.id_externo, "fecha": fecha, "enlace": p.enlace, "aplicacion": p.aplicacion}
        yield PruebaNueva("publicacion", p.id_externo, None, p.texto, {**detalle, "red": p.crudo})
    for c in visto.cambios:
        yield PruebaNueva("perfil", c.campo, c.antes, c.ahora, {"cambio": c.id})
    for c in visto.editadas:
        yield PruebaNueva("editada", c.campo, c.antes, c.ahora, {"cambio": c.id})
    for a in visto.ausencias:
        detalle = {"id": a.id_externo, "fecha": a.creado.isoformat(), "ausente": a.ausente.isoformat()}
        yield PruebaNueva("borrada", a.id_externo, a.texto, None, {**detalle, "red": a.crudo})
    for clase, cifras in (("seguidores", visto.seguidores), ("siguiendo", visto.siguiendo)):
        if cifras:
            yield PruebaNueva(clase, clase, str(cifras[0]), str(cifras[1]))
    if visto.credencial:
        que_dijo: dict[str, Any] = {"tipo": cuenta.error_tipo, "token": cuenta.token}
        yield PruebaNueva("credencial", cuenta.nombre, None, cuenta.error, que_dijo)
