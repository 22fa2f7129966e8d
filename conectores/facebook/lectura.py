"""El barrido de una Pagina: publicaciones, visitas, comentarios y respuestas, con cursor y solape.

Facebook no da «lo nuevo de toda la pagina»: se recorren las publicaciones que toca (`ritmo.py`) y, de cada una,
sus comentarios de nuevo a viejo hasta pasar la marca menos el solape (sistemas_afines.md, 4.8).
La hora sale de la red (`Date`) o de lo mas nuevo leido; nunca del reloj de esta maquina.
"""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from conectores import errores
from conectores.errores import ErrorConector, PeticionInvalida
from conectores.facebook import convertir
from conectores.facebook.cliente import ClienteGraph
from conectores.facebook.convertir import CAMPOS_COMENTARIO, CAMPOS_POST, leer_fecha
from conectores.facebook.cursor import LecturaCortada, Marca, paginas
from conectores.facebook.ritmo import VENTANA, Entrada, Ritmo, antes, leer_entrada
from conectores.tipos import ComentarioLeido, Pagina, PublicacionLeida
from conectores.tolerante import objeto

VIDA_DE_HECHOS: Final = timedelta(days=7)
"""Un barrido que no acaba en este tiempo empieza de nuevo: lo ya leido pudo recibir respuestas calladas."""
HONDURA: Final = 10_000
"""Comentarios de un hilo desde los que un (#100) es el tope de la red y no un fallo (apis.md, seccion 1)."""
POSTS_POR_PAGINA: Final = 25
COMENTARIOS_POR_PAGINA: Final = 100
MAX_PAGINAS_FEED: Final = 120
"""3000 entradas: cinco años de las ~600 por año que da la red (apis.md, seccion 1)."""
MAX_PAGINAS_COMENTARIOS: Final = 1_000
"""Mas de lo que la red deja pasar (`HONDURA`): solo para un hilo que no acabe nunca."""
MAX_HECHOS: Final = 1_000
MAX_FALLOS_SEGUIDOS: Final = 3
MAX_NEGADOS_SEGUIDOS: Final = 25
"""Lo que la red niega es de cada entrada, y varias compartidas pueden ir seguidas: mas ya es que falta un permiso."""

_registro = logging.getLogger(__name__)


class Barrido:
    """Una lectura completa, de una sola vez."""

    def __init__(self, cliente: ClienteGraph, cuenta: str, cursor: str | None) -> None:
        self._cliente = cliente
        self._cuenta = cuenta
        self._previa = Marca.de(cursor)
        self._tope: datetime | None = None
        self._ritmo = Ritmo(self._previa, None)
        self._mas_nuevo = self._previa.marca
        self._hechos: dict[str, datetime] = {}
        self._pendientes: dict[str, datetime | None] = {}
        self._vistos: set[str] = set()
        self._fallos_seguidos = 0
        self._alguno_bien = False
        self._ultimo_fallo: ErrorConector | None = None
        self._muro_cortado: LecturaCortada | None = None

    def leer(self) -> Iterator[Pagina]:
        """Las paginas del barrido; solo la ultima adelanta la marca. Lanza ErrorConector."""
        empezado = agotado = pasada_la_ventana = False
        for filas in self._muro():
            entradas = [e for e in map(self._entrada, filas) if e is not None]
            if not empezado:
                empezado = True
                self._empezar(entradas)
            muro = self._leer_muro(entradas)
            if muro.comentarios or muro.publicaciones:
                yield muro
            for entrada in filter(self._toca, entradas):
                yield from self._hilo(entrada)
            if entradas:
                pasada_la_ventana = all(self._ritmo.mas_vieja(e.creada, VENTANA) for e in entradas)
                if self._ritmo.basta(entradas):
                    break
        else:
            agotado = self._muro_cortado is None
        if self._muro_cortado and not (self._muro_cortado.por_tope and pasada_la_ventana):
            # lo alcanzado ya se leyo: el siguiente barrido lo mira otra vez desde la misma marca
            yield Pagina(replace(self._previa, inicio=None, hechos={}).texto())
            raise self._muro_cortado
        if self._ultimo_fallo and not self._alguno_bien:
            raise self._ultimo_fallo
        marca = self._nueva_marca(agotado=agotado)
        yield Pagina(marca.texto(), sin_leer=tuple(sorted(marca.pendientes)))

    def _muro(self) -> Iterator[list[Any]]:
        """Las paginas del muro, ocultas incluidas: en una oculta tambien comentan."""
        ruta, argumentos = f"{self._cuenta}/feed", {"limit": POSTS_POR_PAGINA, "include_hidden": "true"}
        try:
            yield from self._paginas(ruta, MAX_PAGINAS_FEED, CAMPOS_POST, **argumentos)
        except LecturaCortada as error:
            _registro.warning("muro sin acabar: %s", error.mensaje)
            self._muro_cortado = error

    def _paginas(self, ruta: str, tope: int, campos: str, **argumentos: Any) -> Iterator[list[Any]]:
        return paginas(self._cliente.leer, ruta, tope, fields=campos, **argumentos)

    def _empezar(self, entradas: list[Entrada]) -> None:
        """Con la primera pagina: que hora es, que clase de barrido toca y que quedo hecho del que se corto."""
        previa, red = self._previa, self._cliente.fecha_red
        fechas = [f for e in entradas for f in (e.creada, e.movida) if f]
        # sin cabecera `Date`, la hora de lo mas nuevo que enseña
        self._ritmo = Ritmo(previa, red or max(fechas, default=previa.marca))
        self._tope = red
        if previa.hechos and previa.inicio and not self._ritmo.mas_vieja(previa.inicio, VIDA_DE_HECHOS):
            # lo que llego a lo ya hecho mientras tanto lo halla el barrido siguiente, desde aquel inicio
            self._hechos, self._tope, self._alguno_bien = dict(previa.hechos), previa.inicio, True

    def _entrada(self, crudo: Any) -> Entrada | None:
        """La entrada del muro, una vez por barrido."""
        leida = leer_entrada(objeto(crudo), self._cuenta)
        if leida is None or leida.id in self._vistos:
            return None
        self._vistos.add(leida.id)
        return leida

    def _toca(self, entrada: Entrada) -> bool:
        """Si hay que leer sus comentarios, y no se leyeron ya antes de cortarse."""
        if entrada.movida and self._hechos.get(entrada.id) == entrada.movida:
            return False
        return entrada.id in self._previa.pendientes or self._ritmo.toca(entrada)

    def _leer_muro(self, entradas: list[Entrada]) -> Pagina:
        """Lo movido en el muro desde el corte: lo nuestro, publicado; lo de visitantes, como comentarios."""
        corte = self._ritmo.corte
        movidas = [e for e in entradas if not antes(e.movida, corte)]
        comentarios = [convertir.visita(e.crudo, self._cuenta) for e in movidas if e.visita]
        propias = [e for e in movidas if not e.visita and e.crudo.get("is_published") is not False]
        publicaciones = [convertir.publicacion(e.crudo) for e in propias]
        for entrada in entradas:
            self._anotar(entrada.creada)
        return Pagina(self._cursor(), tuple(filter(None, comentarios)), tuple(filter(None, publicaciones)))

    def _hilo(self, entrada: Entrada) -> Iterator[Pagina]:
        """Los comentarios de una entrada. Si no se pueden leer, queda pendiente y el barrido sigue.

        Lanza el fallo si es de todos (credencial, limite) o si van demasiadas entradas seguidas.
        """
        quieta, corte, leidos = self._ritmo.de_turno(entrada), self._ritmo.corte, 0
        if quieta:
            corte = self._ritmo.corte_de_turno(entrada.turno)
        if entrada.id in self._previa.pendientes:
            pendiente = self._previa.pendientes[entrada.id]
            corte = min(corte, pendiente) if corte and pendiente else None
        try:
            for pagina, filas in self._comentarios(entrada, corte):
                leidos += filas
                if pagina.comentarios:
                    yield pagina
        except (errores.CredencialInvalida, errores.LimiteExcedido):
            raise
        except ErrorConector as error:
            _registro.warning("no se leyeron los comentarios de %s: %s", entrada.id, error.mensaje)
            if quieta and isinstance(error, errores.Permanente):
                return  # de lo viejo, lo que la red niega se vuelve a mirar en su turno
            if not (leidos >= HONDURA and isinstance(error, PeticionInvalida) and error.codigo == "100"):
                self._aplazar(entrada, corte, error)
                return
        self._alguno_bien = True
        self._fallos_seguidos = 0
        if entrada.movida and len(self._hechos) < MAX_HECHOS:
            self._hechos[entrada.id] = entrada.movida
            yield Pagina(self._cursor())

    def _aplazar(self, entrada: Entrada, corte: datetime | None, error: ErrorConector) -> None:
        """Deja pendiente la entrada. Lanza `error` si van demasiadas seguidas.

        El 100/33 no prueba que se borrara (tambien es falta de permiso; si se borro, saldra sola del muro) y
        es solo de ella: no cuenta para parar.
        """
        self._pendientes[entrada.id] = corte
        if entrada.id not in self._previa.pendientes:
            # la que ya fallaba no hace fallar un sondeo en que no habia otra que mirar
            self._ultimo_fallo = error
        if isinstance(error, errores.NoEncontrado):
            return
        self._fallos_seguidos += 1
        tope = MAX_NEGADOS_SEGUIDOS if isinstance(error, errores.Permanente) else MAX_FALLOS_SEGUIDOS
        if self._fallos_seguidos >= tope:
            raise error

    def _comentarios(self, entrada: Entrada, corte: datetime | None) -> Iterator[tuple[Pagina, int]]:
        """Paginas de comentarios y respuestas, y sus filas, de nuevo a viejo, hasta una entera anterior al corte.

        De cada pagina sale todo, tambien lo anterior al corte: ya se descargo y puede estar editado. Menos de lo que
        lleva mucho quieto: la primera vez que le toca, traeria a la cola lo que se comento hace años.
        """
        viva = self._ritmo.viva(entrada)
        filas_por_pagina = self._paginas(
            f"{entrada.id}/comments",
            MAX_PAGINAS_COMENTARIOS,
            CAMPOS_COMENTARIO,
            limit=COMENTARIOS_POR_PAGINA,
            filter="stream",
            order="reverse_chronological",
        )
        for filas in filas_por_pagina:
            fechas = [leer_fecha(objeto(f).get("created_time")) for f in filas]
            dados = [f for f, fecha in zip(filas, fechas, strict=True) if viva or not antes(fecha, corte)]
            leidos = [c for c in (self._comentario(f, entrada) for f in dados) if c is not None]
            for fecha in fechas:
                self._anotar(fecha)
            respuestas = [self._respuesta(c, entrada) for c in leidos if c.propio]
            yield Pagina(self._cursor(), tuple(leidos), tuple(filter(None, respuestas))), len(filas)
            if filas and all(antes(f, corte) for f in fechas):
                return

    def _comentario(self, crudo: Any, entrada: Entrada) -> ComentarioLeido | None:
        """El comentario, una vez por barrido. Bajo una visita cuelga de ella: no es publicacion nuestra."""
        leido = convertir.comentario(
            crudo,
            self._cuenta,
            publicacion_id=None if entrada.visita else entrada.id,
            raiz=entrada.id if entrada.visita else None,
            respaldo=entrada.creada,
        )
        if leido is None or leido.id_externo in self._vistos:
            return None
        self._vistos.add(leido.id_externo)
        return leido

    @staticmethod
    def _respuesta(leido: ComentarioLeido, entrada: Entrada) -> PublicacionLeida | None:
        return convertir.publicacion(leido.crudo, padre_id=entrada.id, respaldo=leido.creado)

    def _anotar(self, fecha: datetime | None) -> None:
        if fecha is not None and (self._mas_nuevo is None or fecha > self._mas_nuevo):
            self._mas_nuevo = fecha

    def _cursor(self) -> str:
        """A mitad del barrido: la marca de antes y lo hecho hasta aqui."""
        inicio = (self._tope or self._ritmo.ahora) if self._hechos else None
        return replace(self._previa, inicio=inicio, hechos=self._hechos).texto()

    def _nueva_marca(self, *, agotado: bool) -> Marca:
        """Lo mas nuevo leido, sin pasar de la hora de la red al empezar: una fecha futura no debe saltarse nada.

        `agotado`: el muro se vio entero, y lo pendiente que no salio ya no existe.
        """
        previa, tope = self._previa, self._tope
        marca = min(self._mas_nuevo, tope) if self._mas_nuevo and tope else self._mas_nuevo
        vistas = self._vistos | self._hechos.keys()
        sin_ver = {} if agotado else {k: v for k, v in previa.pendientes.items() if k not in vistas}
        ritmo, hora = self._ritmo, tope or self._ritmo.ahora
        turno = {ritmo.turno: hora} if ritmo.turno is not None and hora else {}
        return Marca(
            marca,
            hora if ritmo.repaso else previa.repaso,
            hora if ritmo.fondo else previa.fondo,
            previa.turnos | turno,
            sin_ver | self._pendientes,
        )
