"""Lo que se entrega a quien pide acceso: todo lo que se guarda de esa persona, con los datos de los demas tapados."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from moderacion.almacen import Almacen
from moderacion.almacen.estados_conservacion import ENTREGAN, Derecho, EstadoSolicitud
from moderacion.conservacion.rastro import PUNTO, Datos, Rastro, senas_de
from moderacion.errores import Conflicto

_MENCION: Final = re.compile(r"(?<![\w.+-])@[\w.-]{2,}")
_PROPIOS: Final = ("nombre", "usuario", "enlace", "id_externo")
_QUE_ES: Final[Mapping[str, str]] = {
    "comentarios": "Lo que escribió en nuestras cuentas, tal como lo guardamos.",
    "versiones_anteriores": "Lo que decían sus comentarios antes de que los editara.",
    "decisiones": "Lo que una persona de la institución decidió sobre ellos y por qué.",
    "respuestas": "Lo que se pidió a la red y lo que se le contestó.",
    "apelaciones": "Lo que alegó y lo que se resolvió.",
    "bloqueos": "Los bloqueos, con su artículo, motivo y plazo.",
    "faltas": "Las faltas que se le anotaron.",
}


def reunir(almacen: Almacen, datos: Datos, solicitud_id: int, actor: str) -> dict[str, Any]:
    """El paquete, y deja dicho que alguien se lo llevo. Lanza `NoExiste` o `Conflicto`."""
    with almacen.unidad() as u:
        s = u.solicitudes.una(solicitud_id)
        if Derecho(s["derecho"]) not in ENTREGAN:
            raise Conflicto("esa solicitud no es de acceso ni de portabilidad")
        if s["estado"] not in (EstadoSolicitud.CONCEDIDA, EstadoSolicitud.CUMPLIDA):
            raise Conflicto("el paquete se entrega cuando la solicitud está concedida")
        autores = u.solicitudes.autores(s["autores"])
        tablas = u.lo_de_alguien.todo(s["autores"])
        ahora = u.ahora
        u.solicitudes.entregada(solicitud_id, actor)
    suyo = Rastro(x for a in autores for x in senas_de(*(str(a[c]) for c in _PROPIOS)))
    tapar = _tapar_lo_ajeno(
        datos, suyo, {d for f in tablas["comentarios"] for d in _dichos(datos, f["texto"])}
    )
    return {
        "solicitud": solicitud_id,
        "generado": ahora.isoformat(),
        "quien": [{c: a[c] for c in (*_PROPIOS, "red", "cuenta")} for a in autores],
        "que_es": dict(_QUE_ES),
        "tapado": f"Donde ve {PUNTO} había un dato de otra persona.",
        **{nombre: [_legible(f, tapar) for f in filas] for nombre, filas in tablas.items()},
    }


def _dichos(datos: Datos, texto: str) -> set[str]:
    """Los datos que la propia persona escribio en sus comentarios: son suyos, o los dio ella."""
    return {texto[i:f] for i, f, _ in datos(texto)}


def _tapar_lo_ajeno(datos: Datos, suyo: Rastro, propios: set[str]) -> Callable[[str], str]:
    """Tapa correos, numeros y menciones que no sean de quien pide."""

    def tapar(texto: str) -> str:
        letras = list(texto)
        de_ella = suyo.tramos(texto)
        tramos = [(i, f) for i, f, _ in datos(texto) if texto[i:f] not in propios]
        tramos += [m.span() for m in _MENCION.finditer(texto)]
        for inicio, fin in tramos:
            if not any(a < fin and inicio < b for a, b in de_ella):
                letras[inicio:fin] = (PUNTO if c.isalnum() or c == "_" else c for c in letras[inicio:fin])
        return "".join(letras)

    return tapar


def _legible(fila: Mapping[str, Any], tapar: Callable[[str], str]) -> dict[str, Any]:
    return {
        c: tapar(v) if isinstance(v, str) else v.isoformat() if hasattr(v, "isoformat") else v
        for c, v in fila.items()
    }
