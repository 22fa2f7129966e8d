"""El informe como datos: todo lo que dice, con el nombre, el tipo y la consulta de cada cosa."""

import json
from typing import Any, Final

from moderacion.informes.formas.cifras import para_programas
from moderacion.informes.modelo import Cifra, Fila, Grafica, Informe, Origen, Seccion, Tabla
from moderacion.informes.periodo import Periodo

VERSION: Final = 1
"""De esta forma de decirlo: cambia si algo deja de estar donde estaba."""
_Citas = dict[Origen, int]


def datos(informe: Informe) -> bytes:
    """Un objeto JSON en UTF-8."""
    return (json.dumps(como_dict(informe), ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def como_dict(i: Informe) -> dict[str, Any]:
    """Lo mismo, sin escribirlo."""
    citas = i.origenes()
    return {
        "version": VERSION,
        "clase": i.clase,
        "titulo": i.titulo,
        "institucion": i.institucion,
        "periodo": _periodo(i.periodo),
        "anterior": _periodo(i.anterior) if i.anterior else None,
        "corte": para_programas(i.corte),
        "notas": list(i.notas),
        "secciones": [_seccion(s, citas) for s in i.secciones],
        "consultas": [
            {"numero": n, "consulta": o.consulta, "dice": o.dice, "parametros": dict(o.parametros)}
            for o, n in citas.items()
        ],
    }


def _periodo(p: Periodo) -> dict[str, str]:
    return {"desde": p.desde.isoformat(), "hasta": p.hasta.isoformat()}


def _seccion(s: Seccion, citas: _Citas) -> dict[str, Any]:
    return {
        "clave": s.clave,
        "titulo": s.titulo,
        "parrafos": list(s.parrafos),
        "cifras": [_cifra(c, citas) for c in s.cifras],
        "graficas": [_grafica(g, citas) for g in s.graficas],
        "tablas": [_tabla(t, citas) for t in s.tablas],
        "notas": list(s.notas),
    }


def _cifra(c: Cifra, citas: _Citas) -> dict[str, Any]:
    return {
        "clave": c.clave,
        "nombre": c.nombre,
        "tipo": c.tipo.value,
        "valor": para_programas(c.valor),
        "nota": c.nota,
        "consulta": citas[c.origen],
        **({"alarma": True} if c.alarma else {}),
    }


def _grafica(g: Grafica, citas: _Citas) -> dict[str, Any]:
    return {
        "clave": g.clave,
        "titulo": g.titulo,
        "descripcion": g.descripcion,
        "unidad": g.unidad,
        "dibujo": "barras" if g.barras else "lineas",
        "eje": [para_programas(x) for x in g.eje],
        "series": [{"nombre": s.nombre, "valores": [para_programas(v) for v in s.valores]} for s in g.series],
        "marcas": [{"donde": para_programas(m.donde), "texto": m.texto} for m in g.marcas],
        "tabla": _tabla(g.tabla, citas),
    }


def _tabla(t: Tabla, citas: _Citas) -> dict[str, Any]:
    return {
        "clave": t.clave,
        "titulo": t.titulo,
        "columnas": [{"clave": c.clave, "nombre": c.nombre, "tipo": c.tipo.value} for c in t.columnas],
        "filas": [_fila(t, f) for f in t.filas],
        "total": _fila(t, t.total) if t.total else None,
        "notas": list(t.notas),
        "consulta": citas[t.origen],
    }


def _fila(t: Tabla, f: Fila) -> dict[str, Any]:
    celdas = {c.clave: para_programas(v) for c, v in zip(t.columnas, f.celdas, strict=True)}
    return celdas | ({"nota": f.nota} if f.nota else {})
