"""Dejar de guardar el texto de unos comentarios y a su autor. Queda la fila, y de cada decision, su sello.

La fila de un comentario purgado se queda sin texto: si se borrara, el siguiente sondeo lo traeria otra vez.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, String, cast, literal, select, tuple_

from moderacion.almacen.bitacora import Registro
from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.estados import EstadoComentario
from moderacion.almacen.marcas import Marcas
from moderacion.almacen.rastros import Rastros, Tapador
from moderacion.almacen.tablas import (
    Apelacion,
    Autor,
    Borrador,
    Comentario,
    Cuenta,
    Decision,
    Expediente,
    Hallazgo,
    Nota,
    Restriccion,
    TextoPrevio,
    Veredicto,
    tabla,
)
from moderacion.almacen.tablas.cifras import SegundaLectura

_K, _A, _E, _V, _H, _D, _T, _P, _N, _B, _C, _R = (
    tabla(t)
    for t in (
        Comentario, Autor, Expediente, Veredicto, Hallazgo, Decision, TextoPrevio, Apelacion, Nota, Borrador, Cuenta,
        Restriccion,
    )
)  # fmt: skip
_L: Final = tabla(SegundaLectura)
PURGADO: Final = "purgado/"
"""Con que empieza el id de un autor del que ya no se guarda quien es."""
TEXTO_PURGADO: Final = "[texto purgado]"
ClaveDeRed = tuple[str, str, str]
"""Red, id de nuestra cuenta en ella e id del comentario: valen en cualquier copia de la base."""


@dataclass(frozen=True, slots=True)
class LoDicho:
    """Lo que alguien escribio, en un comentario o en la apelacion de uno."""

    comentario_id: int
    autor_id: int | None
    texto: str
    evidencias: tuple[str, ...] = ()
    """Los trozos que una politica señalo."""


class Vaciado(Repositorio):
    """Lo que se purga de un comentario y de su autor."""

    def __init__(self, con: Connection, registro: Registro, marcas: Marcas) -> None:
        super().__init__(con, registro)
        self._marcas = marcas
        self._rastros = Rastros(con, registro, marcas)

    # --- que hay

    def dichos(self, ids: Sequence[int]) -> list[LoDicho]:
        """Lo que se escribio en esos comentarios, sus versiones anteriores y sus apelaciones."""
        suyos = _K.c.id.in_(list(ids))
        autor = _K.c.autor_id
        ahora = select(_K.c.id, autor, _K.c.texto).where(suyos)
        antes = select(_K.c.id, autor, _T.c.texto).join(_T, _T.c.comentario_id == _K.c.id).where(suyos)
        base = select(_K.c.id, autor, _P.c.texto).join(_E, _E.c.comentario_id == _K.c.id)
        apelado = base.join(_P, _P.c.expediente_id == _E.c.id).where(suyos)
        evidencias = self._evidencias(ids)
        dichos = [LoDicho(*f, tuple(evidencias[f[0]])) for f in self._con.execute(ahora)]
        return dichos + [LoDicho(*f) for q in (antes, apelado) for f in self._con.execute(q)]

    def fuentes(self, ids: Sequence[int]) -> dict[str, set[int]]:
        """De donde se sabe que escribieron: la primera columna de la clave de esas filas, por tabla.

        Quien barre la base no las toca: se vacian al final, y hasta entonces dicen que hay que buscar.
        """
        suyas = (
            select(_P.c.id).join(_E, _E.c.id == _P.c.expediente_id).where(_E.c.comentario_id.in_(list(ids)))
        )
        apelaciones = set(self._con.execute(suyas).scalars())
        return {_K.name: set(ids), _T.name: set(ids), _P.name: apelaciones}

    def contactos(self, ids: Sequence[int]) -> list[str]:
        """Los que dejaron quienes apelaron."""
        consulta = (
            select(_P.c.contacto)
            .join(_E, _E.c.id == _P.c.expediente_id)
            .where(_E.c.comentario_id.in_(list(ids)), _P.c.contacto != "")
        )
        return list(self._con.execute(consulta).scalars())

    def autores(self, ids: Collection[int]) -> list[Any]:
        """Quienes son esos autores (id, cuenta, id en la red, nombre, usuario, enlace)."""
        return self._leidas(select(_A).where(_A.c.id.in_(sorted(ids))).order_by(_A.c.id))

    def de_autores(self, autores: Collection[int]) -> list[int]:
        """Sus comentarios sin purgar."""
        suyos = select(_K.c.id).where(_K.c.autor_id.in_(sorted(autores)), _K.c.purgado.is_(None))
        return list(self._con.execute(suyos.order_by(_K.c.id)).scalars())

    def fechas(self, autores: Collection[int]) -> list[datetime]:
        """Cuando se leyo cada comentario suyo."""
        return list(self._con.execute(select(_K.c.leido).where(_K.c.autor_id.in_(sorted(autores)))).scalars())

    def claves_de_autores(self, autores: Collection[int]) -> list[ClaveDeRed]:
        """Como se llaman en su red todos sus comentarios, purgados o no: en una copia vieja aun tienen texto."""
        suyos = select(_K.c.id).where(_K.c.autor_id.in_(sorted(autores)))
        return self.claves(list(self._con.execute(suyos).scalars()))

    def claves(self, ids: Sequence[int]) -> list[ClaveDeRed]:
        """Como se llaman en su red."""
        consulta = select(_C.c.red, _C.c.id_externo, _K.c.id_externo).join(_C, _C.c.id == _K.c.cuenta_id)
        return [tuple(f) for f in self._con.execute(consulta.where(_K.c.id.in_(list(ids))).order_by(_K.c.id))]

    def por_claves(self, claves: Sequence[ClaveDeRed]) -> list[int]:
        """Los que en esta base se llaman asi."""
        consulta = select(_K.c.id).join(_C, _C.c.id == _K.c.cuenta_id)
        donde = tuple_(_C.c.red, _C.c.id_externo, _K.c.id_externo).in_(list(map(tuple, claves)))
        return sorted(self._con.execute(consulta.where(donde)).scalars()) if claves else []

    def autores_de(self, ids: Sequence[int]) -> list[int]:
        """Los autores de esos comentarios."""
        consulta = select(_K.c.autor_id).where(_K.c.id.in_(list(ids)), _K.c.autor_id.is_not(None))
        return sorted(set(self._con.execute(consulta).scalars()))

    def _evidencias(self, ids: Sequence[int]) -> dict[int, list[str]]:
        consulta = select(_V.c.comentario_id, _H.c.evidencia).join(_H, _H.c.veredicto_id == _V.c.id)
        hallados: dict[int, list[str]] = defaultdict(list)
        for f in self._con.execute(consulta.where(_V.c.comentario_id.in_(list(ids)))):
            hallados[f.comentario_id] += (str(e.get("texto", "")) for e in f.evidencia)
        return hallados

    # --- vaciar

    def vaciar(self, ids: Sequence[int], tapador: Tapador | None = None, *, con_sal: bool = False) -> int:
        """Quita el texto de esos comentarios y lo que lo repita. Devuelve cuantos; los ya purgados no cuentan.

        `tapador`: lo que hay que tapar en lo que cuelga de ellos; sin el, es que nada cuelga. `con_sal`: sin esperar, que
        el sello ya no se pueda comprobar.
        """
        vivos = select(_K.c.id).where(_K.c.id.in_(list(ids)), _K.c.purgado.is_(None)).order_by(_K.c.id)
        suyos = list(self._con.execute(self._bloqueada(vivos)).scalars())
        if not suyos:
            return 0
        expedientes = self._expedientes(suyos)
        if tapador is not None:
            self._rastros.tapar_colgado(suyos, tapador)
        self._quitar_juicios(suyos, sorted(expedientes.values()))
        self._sellar(suyos, expedientes)
        self._con.execute(_T.delete().where(_T.c.comentario_id.in_(suyos)))
        self._quitar_lo_escrito(sorted(expedientes), con_sal=con_sal)
        self._quitar_texto(suyos)
        self._registro.sellos.purgado((f"comentario/{i}" for i in suyos), con_sal=con_sal)
        if con_sal:
            self._con.execute(_R.update().where(_R.c.comentario_id.in_(suyos)).values(sal=None))
        self._marcas.mover(*expedientes)
        return len(suyos)

    def _expedientes(self, ids: Sequence[int]) -> dict[int, int]:
        """Expediente → comentario. Retenidos: sus marcas se escriben al cerrar, y nadie mas puede moverlos entretanto."""
        suyos = select(_E.c.id, _E.c.comentario_id).where(_E.c.comentario_id.in_(list(ids))).order_by(_E.c.id)
        return {f.id: f.comentario_id for f in self._con.execute(self._bloqueada(suyos))}

    def _quitar_juicios(self, ids: Sequence[int], con_expediente: Sequence[int]) -> None:
        """De lo que dijo la maquina queda que politicas y con que gravedad; no lo que señalo."""
        suyos = select(_V.c.id).where(_V.c.comentario_id.in_(list(ids)))
        self._con.execute(_H.update().where(_H.c.veredicto_id.in_(suyos)).values(evidencia=[]))
        sueltos = suyos.where(_V.c.comentario_id.not_in(list(con_expediente)))
        self._con.execute(_H.update().where(_H.c.veredicto_id.in_(sueltos)).values(motivo=""))
        vacio = {"contexto": None, "semejanza": None, "razon_degradado": ""}
        self._con.execute(_V.update().where(_V.c.comentario_id.in_(list(ids))).values(vacio))

    def _sellar(self, ids: Sequence[int], expedientes: dict[int, int]) -> None:
        """Cada huella por su sello, en todo lo que la lleva; donde nadie decidio, por nada."""
        con, sin = sorted(expedientes.values()), sorted(set(ids) - set(expedientes.values()))
        nada = literal(PURGADO, String) + cast(_V.c.id, String)
        self._con.execute(_V.update().where(_V.c.comentario_id.in_(sin)).values(huella=nada))
        self._con.execute(_B.update().where(_B.c.comentario_id.in_(sin)).values(comentario_huella=""))
        pares: set[tuple[int, str]] = set()
        por_expediente = select(_E.c.comentario_id, _D.c.huella).join(_E, _E.c.id == _D.c.expediente_id)
        for consulta in (
            select(_K.c.id, _K.c.huella).where(_K.c.id.in_(con)),
            select(_V.c.comentario_id, _V.c.huella).where(_V.c.comentario_id.in_(con)),
            select(_B.c.comentario_id, _B.c.comentario_huella).where(_B.c.comentario_id.in_(con)),
            por_expediente.where(_E.c.comentario_id.in_(con)),
        ):
            pares |= {(f[0], f[1]) for f in self._con.execute(consulta) if f[1]}
        sellos = self._registro.sellos.sellar_varios((f"comentario/{k}", h) for k, h in sorted(pares))
        de = {k: e for e, k in expedientes.items()}
        for k, h in sorted(pares):
            sello = sellos[f"comentario/{k}", h]
            for t, suya, columna in (
                (_K, _K.c.id == k, "huella"),
                (_V, _V.c.comentario_id == k, "huella"),
                (_B, _B.c.comentario_id == k, "comentario_huella"),
                (_D, _D.c.expediente_id == de[k], "huella"),
            ):
                self._con.execute(t.update().where(suya, t.c[columna] == h).values({columna: sello}))

    def _quitar_lo_escrito(self, expedientes: Sequence[int], *, con_sal: bool) -> None:
        """Lo que se escribio del caso: notas, segundas lecturas y apelaciones."""
        notas = _N.c.expediente_id.in_(list(expedientes))
        self._con.execute(_N.update().where(notas).values(texto=TEXTO_PURGADO, huella=None))
        releido = _L.c.expediente_id.in_(list(expedientes))
        self._con.execute(_L.update().where(releido).values(nota="", nota_zanjo=""))
        suyas = _P.c.expediente_id.in_(list(expedientes))
        apelaciones = list(self._con.execute(select(_P.c.id).where(suyas)).scalars())
        if apelaciones:
            self._con.execute(_P.update().where(suyas).values(extracto="", texto="", contacto=""))
            self._registro.sellos.purgado((f"apelacion/{i}" for i in apelaciones), con_sal=con_sal)

    def _quitar_texto(self, ids: Sequence[int]) -> None:
        suyos = _K.c.id.in_(list(ids))
        self._con.execute(
            _K.update()
            .where(suyos)
            .values(
                texto="",
                enlace="",
                adjuntos=[],
                crudo={},
                con_crudo=False,
                toma_hasta=None,
                purgado=self._ahora,
            )
        )
        sin_caso = _K.c.id.not_in(select(_E.c.comentario_id).where(_E.c.comentario_id.in_(list(ids))))
        self._con.execute(_K.update().where(suyos, sin_caso).values(huella=""))
        # lo que aun no se habia juzgado ya no tiene que juzgar
        pendiente = _K.c.estado == EstadoComentario.PENDIENTE
        self._con.execute(_K.update().where(suyos, pendiente).values(estado=EstadoComentario.LIMPIO))

    def olvidar_autores(self, autores: Collection[int]) -> int:
        """De esas personas queda un numero. Devuelve cuantas; las ya olvidadas no cuentan."""
        quien = literal(PURGADO, String) + cast(_A.c.id, String)
        r = self._con.execute(
            _A.update()
            .where(_A.c.id.in_(sorted(autores)), _A.c.id_externo.not_like(f"{PURGADO}%"))
            .values(id_externo=quien, nombre="", usuario="", enlace="")
        )
        return int(r.rowcount)
