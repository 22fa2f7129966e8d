"""La unidad de trabajo: una transaccion con todos los repositorios. Es el unico lugar que confirma."""

import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from moderacion.almacen import disco
from moderacion.almacen.cola_externa import preparar
from moderacion.almacen.fila import Fila
from moderacion.almacen.intentos import INTENTOS, ORIGEN_MAXIMO, VENTANA, red_de
from moderacion.almacen.lider import Lider
from moderacion.almacen.migrar import exigir_revision, migrar
from moderacion.almacen.motor import ESPERA_MS, conexion_directa, crear_motor, en_frase
from moderacion.almacen.repositorios import Unidad
from moderacion.errores import BaseOcupada, DemasiadosIntentos
from moderacion.reloj import Reloj

Hallado = TypeVar("Hallado")


class _DelHilo(threading.local):
    """Lo que cada hilo tiene abierto."""

    foto: Unidad | None = None


class Almacen:
    """La base de datos, por su direccion: un archivo SQLite o una base PostgreSQL (docs/postgresql.md)."""

    def __init__(self, url: str, reloj: Reloj, clave: str | None = None) -> None:
        self._reloj = reloj
        self._motor = crear_motor(url, clave)
        self._fila = Fila() if self._motor.dialect.name == "sqlite" else None
        self._hilo = _DelHilo()

    def migrar(self) -> None:
        """Lleva la base a la ultima revision."""
        migrar(self._motor)
        with self.unidad() as u:
            u.completar()

    def exigir_revision(self) -> None:
        """Lanza `BaseIncompatible` si la base no esta en la revision de este codigo."""
        exigir_revision(self._motor)

    @contextmanager
    def unidad(self) -> Iterator[Unidad]:
        """Una transaccion de escritura: confirma al salir bien, deshace si algo falla.

        En SQLite toma el turno de escribir desde el principio (BEGIN IMMEDIATE): quien lee para escribir
        nunca falla a la mitad por haber llegado segundo (fiabilidad.md, trampa 16). En PostgreSQL escriben
        varias a la vez, en READ COMMITTED, y cada repositorio bloquea lo que mira para escribir.

        Los sucesos se encadenan al final, justo antes de confirmar (`Registro.encadenar`). Lanza `BaseOcupada` si otra
        unidad tuvo demasiado tiempo lo que esta necesitaba, y `BaseSinDisco` si no se pudo escribir: no se guardo nada y
        se puede repetir entera. Aqui no se repite sola, porque quien la abrio pudo decidir con lo que leyo dentro.
        """
        if self._hilo.foto is not None:
            raise RuntimeError("dentro de una foto no se escribe: lo escrito no se veria en ella")
        with en_frase(self._motor), self._uno_a_la_vez(), self._motor.begin() as con:
            u = Unidad(con, self._reloj)
            yield u
            u.marcas.asentar()
            u.novedades.anunciar(con_turno=u.registro.encadenar())

    @contextmanager
    def _uno_a_la_vez(self) -> Iterator[None]:
        """En SQLite, los hilos de este proceso hacen fila aqui y no sondeando el archivo.

        Su espera (`busy_timeout`) no es una fila: con cuatro hilos escribiendo sin parar, uno podia agotarla entera
        y fallar sin haberle tocado nunca. Esta si lo es (`fila`).
        """
        if self._fila is None:
            yield
            return
        if not self._fila.tomar(ESPERA_MS / 1000):
            raise BaseOcupada("otra operación está escribiendo y no termina: vuelva a intentarlo")
        try:
            yield
        finally:
            self._fila.soltar()

    @contextmanager
    def lectura(self) -> Iterator[Unidad]:
        """Una transaccion que solo lee, siempre la misma foto, y no estorba a quien escribe."""
        if self._hilo.foto is not None:
            yield self._hilo.foto
            return
        opciones: dict[str, Any] = {"solo_lectura": True}
        if self._motor.dialect.name == "postgresql":
            opciones |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with en_frase(self._motor), self._motor.connect().execution_options(**opciones) as con:
            yield Unidad(con, self._reloj)

    @contextmanager
    def foto(self) -> Iterator[None]:
        """Todo lo que este hilo lea dentro sale de una sola `lectura`.

        Para una pagina que junta lo de varias salas: no se contradice, y la transaccion se abre una vez. Dentro no se
        escribe.
        """
        with self.lectura() as u:
            de_fuera, self._hilo.foto = self._hilo.foto, u
            try:
                yield
            finally:
                self._hilo.foto = de_fuera

    def con_freno(self, origen: str, hallar: Callable[[Unidad], Hallado | None]) -> Hallado | None:
        """Lo que `hallar` encuentra detras de un enlace que trajo alguien de fuera; None si el enlace no vale.

        El que no vale se apunta contra su `origen`; si ya trajo demasiados, lanza `DemasiadosIntentos`. El que vale no se
        frena: un testigo no se adivina, y por una misma direccion salen muchos (la red de un telefono, una oficina).
        """
        origen = red_de(origen)[:ORIGEN_MAXIMO]
        with self.lectura() as u:
            hallado = hallar(u)
            if hallado is not None:
                return hallado
            if u.intentos.van(origen, u.ahora - VENTANA) >= INTENTOS:
                raise DemasiadosIntentos(
                    "hubo demasiados intentos: espere diez minutos y abra el enlace otra vez"
                )
        with self.unidad() as u:
            u.intentos.anotar(origen)
        return None

    def lider(self, quien: str, *, echa_al_anterior: bool = True) -> Lider:
        """El compas de las vueltas, para un proceso. Solo en PostgreSQL."""
        return Lider(self._motor, self._reloj, quien, echa_al_anterior=echa_al_anterior)

    def preparar_cola(self, esquema: str, *, si_falta: bool = False) -> None:
        """Pone la cola de vueltas (`cola_externa.preparar`). Solo en PostgreSQL."""
        with en_frase(self._motor), self._motor.begin() as con:
            preparar(con, esquema, si_falta=si_falta)

    def conexion(self) -> dict[str, Any]:
        """Los argumentos con que se conecta el controlador de PostgreSQL, clave incluida: para quien lleva la cola."""
        return conexion_directa(self._motor)

    def asentar_en_disco(self, buscados: Collection[str] = (), *, compactar: bool = False) -> set[str]:
        """Despues de purgar: que lo borrado no siga en el disco. Devuelve lo buscado que siga en los archivos.

        Si algo sigue, o se pide con `compactar`, la base se escribe entera otra vez.
        """
        with en_frase(self._motor), self._uno_a_la_vez():
            disco.asentar(self._motor)
        # buscar en una base grande dura: los demas escriben entretanto
        if not compactar and not disco.quedan(self._motor, buscados):
            return set()
        with en_frase(self._motor), self._uno_a_la_vez():
            disco.compactar(self._motor)
        return disco.quedan(self._motor, buscados)

    def cerrar(self) -> None:
        """Suelta las conexiones."""
        self._motor.dispose()
