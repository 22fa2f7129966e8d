"""La unidad de trabajo: una transaccion con todos los repositorios. Es el unico lugar que confirma."""

import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection

from moderacion.almacen import disco
from moderacion.almacen.accesos import Accesos
from moderacion.almacen.alertas import Alertas
from moderacion.almacen.apelaciones import Apelaciones
from moderacion.almacen.aprobaciones import Aprobaciones
from moderacion.almacen.areas import Areas
from moderacion.almacen.atencion import Atencion
from moderacion.almacen.auditoria import Auditoria
from moderacion.almacen.avisos import Avisos
from moderacion.almacen.avisos_autor import AvisosAutor
from moderacion.almacen.bitacora import Registro
from moderacion.almacen.borradores import Borradores
from moderacion.almacen.cadenas import Cadenas
from moderacion.almacen.cierres import Cierres
from moderacion.almacen.clientes import Clientes
from moderacion.almacen.comentarios import Comentarios
from moderacion.almacen.companeros import Companeros
from moderacion.almacen.comunicados import Comunicados
from moderacion.almacen.conexiones import Conexiones
from moderacion.almacen.conteos import Conteos
from moderacion.almacen.correos import Correos
from moderacion.almacen.cuentas import Cuentas
from moderacion.almacen.cupos import Cupos
from moderacion.almacen.decididos import Decididos
from moderacion.almacen.decisiones import Decisiones
from moderacion.almacen.dias import Dias
from moderacion.almacen.ediciones import Ediciones
from moderacion.almacen.envios import Envios
from moderacion.almacen.escaladas import Escaladas
from moderacion.almacen.expedientes import Expedientes
from moderacion.almacen.factores import Factores
from moderacion.almacen.faltas import Faltas
from moderacion.almacen.incidentes import Incidentes
from moderacion.almacen.intentos import INTENTOS, ORIGEN_MAXIMO, VENTANA, Intentos, red_de
from moderacion.almacen.lecturas import Lecturas
from moderacion.almacen.lista import Lista
from moderacion.almacen.lo_de_alguien import LoDeAlguien
from moderacion.almacen.mantenimientos import Mantenimientos
from moderacion.almacen.marcas import Marcas
from moderacion.almacen.mecanismos import Mecanismos
from moderacion.almacen.medios import Medios
from moderacion.almacen.migrar import exigir_revision, migrar
from moderacion.almacen.motor import ESPERA_MS, crear_motor, en_frase
from moderacion.almacen.novedades import Novedades
from moderacion.almacen.ordenes import Ordenes
from moderacion.almacen.paros import Paros
from moderacion.almacen.participacion import Participaciones
from moderacion.almacen.plazos import Plazos
from moderacion.almacen.por_repasar import PorRepasar
from moderacion.almacen.publicaciones import Publicaciones
from moderacion.almacen.purgas import Purgas
from moderacion.almacen.rastros import Rastros
from moderacion.almacen.registro_restricciones import Restricciones
from moderacion.almacen.reglamentos import Reglamentos
from moderacion.almacen.restringido import Restringido
from moderacion.almacen.resumen import Resumen
from moderacion.almacen.ritmos import Ritmos
from moderacion.almacen.salidas import Salidas
from moderacion.almacen.sanciones import Sanciones
from moderacion.almacen.seguidores import Seguidores
from moderacion.almacen.senales import Senales
from moderacion.almacen.solicitudes import Solicitudes
from moderacion.almacen.sorteos import Sorteos
from moderacion.almacen.sucesos import Sucesos
from moderacion.almacen.sugerencias import Sugerencias
from moderacion.almacen.tareas import Tareas
from moderacion.almacen.vaciado import Vaciado
from moderacion.almacen.veredictos import Veredictos
from moderacion.almacen.vigilancia import Vigilancia
from moderacion.almacen.vistos_buenos import VistosBuenos
from moderacion.errores import BaseOcupada, DemasiadosIntentos
from moderacion.reloj import Reloj

Hallado = TypeVar("Hallado")


class Unidad:
    """Los repositorios sobre una misma transaccion. `ahora` no cambia mientras dura."""

    def __init__(self, con: Connection, reloj: Reloj) -> None:
        self.ahora = reloj.ahora()
        self.registro = Registro(con, self.ahora)
        self.marcas = Marcas(con, self.ahora)
        self.novedades = Novedades(con, self.ahora)
        self.cuentas = Cuentas(con, self.registro)
        self.comentarios = Comentarios(con, self.registro)
        self.publicaciones = Publicaciones(con, self.registro)
        self.veredictos = Veredictos(con, self.registro, self.marcas, self.novedades)
        self.por_repasar = PorRepasar(con, self.registro)
        self.decididos = Decididos(con, self.registro)
        self.reglamentos = Reglamentos(con, self.registro)
        self.expedientes = Expedientes(con, self.registro, self.marcas, self.novedades)
        self.lista = Lista(con, self.registro)
        self.decisiones = Decisiones(con, self.registro)
        self.companeros = Companeros(con, self.registro)
        self.senales = Senales(con, self.registro)
        self.cupos = Cupos(con, self.registro)
        self.restricciones = Restricciones(con, self.registro)
        self.avisos_autor = AvisosAutor(con, self.registro)
        self.restringido = Restringido(con, self.registro)
        self.ordenes = Ordenes(con, self.registro, self.restricciones)
        self.sanciones = Sanciones(con, self.registro, self.restricciones)
        self.faltas = Faltas(con, self.registro)
        self.tareas = Tareas(con, self.registro)
        self._los_incidentes(con)
        self.accesos = Accesos(con, self.registro)
        self.factores = Factores(con, self.registro)
        self.apelaciones = Apelaciones(con, self.registro, self.restricciones)
        self.intentos = Intentos(con, self.registro)
        self.conteos = Conteos(con, self.registro)
        self.conexiones = Conexiones(con, self.registro)
        self.sucesos = Sucesos(con, self.registro)
        self.dias = Dias(con, self.registro)
        self.clientes = Clientes(con, self.registro)
        self.resumen = Resumen(con)
        self._lo_que_rendimos(con)
        self._lo_que_decimos(con)
        self._a_quien_avisamos(con)
        self._de_que_informamos(con)
        self._lo_que_se_olvida(con)

    def _lo_que_decimos(self, con: Connection) -> None:
        self.areas = Areas(con, self.registro)
        self.borradores = Borradores(con, self.registro)
        self.aprobaciones = Aprobaciones(con, self.registro)
        self.vistos_buenos = VistosBuenos(con, self.registro)
        self.salidas = Salidas(con, self.registro)
        self.comunicados = Comunicados(con, self.registro)
        self.paros = Paros(con, self.registro)
        self.medios = Medios(con, self.registro)
        self.ritmos = Ritmos(con, self.registro)
        self.correos = Correos(con, self.registro)
        self.sugerencias = Sugerencias(con, self.registro)

    def _lo_que_rendimos(self, con: Connection) -> None:
        self.cierres = Cierres(con, self.registro)
        self.lecturas = Lecturas(con, self.registro)
        self.sorteos = Sorteos(con, self.registro)

    def _a_quien_avisamos(self, con: Connection) -> None:
        self.escaladas = Escaladas(con, self.registro)
        self.cadenas = Cadenas(con, self.registro)
        self.avisos = Avisos(con, self.registro)
        self.auditoria = Auditoria(con, self.registro)

    def _de_que_informamos(self, con: Connection) -> None:
        self.seguidores = Seguidores(con, self.registro)
        self.mecanismos = Mecanismos(con, self.registro)
        self.participaciones = Participaciones(con, self.registro)
        self.envios = Envios(con, self.registro)

    def _lo_que_se_olvida(self, con: Connection) -> None:
        self.plazos = Plazos(con, self.registro)
        self.vaciado = Vaciado(con, self.registro, self.marcas)
        self.rastros = Rastros(con, self.registro, self.marcas)
        self.purgas = Purgas(con, self.registro)
        self.solicitudes = Solicitudes(con, self.registro)
        self.lo_de_alguien = LoDeAlguien(con, self.registro)

    def _los_incidentes(self, con: Connection) -> None:
        self.incidentes = Incidentes(con, self.registro)
        self.atencion = Atencion(con, self.registro)
        self.vigilancia = Vigilancia(con, self.registro)
        self.ediciones = Ediciones(con, self.registro)
        self.alertas = Alertas(con, self.registro)
        self.mantenimientos = Mantenimientos(con, self.registro)


class _DelHilo(threading.local):
    """Lo que cada hilo tiene abierto."""

    foto: Unidad | None = None


class Almacen:
    """La base de datos, por su direccion: un archivo SQLite o una base PostgreSQL (docs/postgresql.md)."""

    def __init__(self, url: str, reloj: Reloj, clave: str | None = None) -> None:
        self._reloj = reloj
        self._motor = crear_motor(url, clave)
        self._fila = threading.Lock() if self._motor.dialect.name == "sqlite" else None
        self._hilo = _DelHilo()

    def migrar(self) -> None:
        """Lleva la base a la ultima revision."""
        migrar(self._motor)
        with self.unidad() as u:
            u.marcas.rehacer_si_faltan()
            u.restringido.rellenar(u.restricciones)

    def exigir_revision(self) -> None:
        """Lanza `BaseIncompatible` si la base no esta en la revision de este codigo."""
        exigir_revision(self._motor)

    @contextmanager
    def unidad(self) -> Iterator[Unidad]:
        """Una transaccion de escritura: confirma al salir bien, deshace si algo falla.

        En SQLite toma el turno de escribir desde el principio (BEGIN IMMEDIATE): quien lee para escribir
        nunca falla a la mitad por haber llegado segundo (fiabilidad.md, trampa 16). En PostgreSQL escriben
        varias a la vez, en READ COMMITTED, y cada repositorio bloquea lo que mira para escribir.

        Los sucesos se encadenan al final, justo antes de confirmar (`Registro.encadenar`). En PostgreSQL lanza
        `BaseOcupada` si otra unidad tuvo demasiado tiempo lo que esta necesitaba: no se guardo nada y se puede
        repetir entera. Aqui no se repite sola, porque quien la abrio pudo decidir con lo que leyo dentro.
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
        y fallar sin haberle tocado nunca.
        """
        if self._fila is None:
            yield
            return
        if not self._fila.acquire(timeout=ESPERA_MS / 1000):
            raise BaseOcupada("otra operación está escribiendo y no termina: vuelva a intentarlo")
        try:
            yield
        finally:
            self._fila.release()

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

        El que no vale se apunta contra su `origen`. Lanza `DemasiadosIntentos`, sin mirar, si ese origen ya trajo
        demasiados.
        """
        origen = red_de(origen)[:ORIGEN_MAXIMO]
        with self.lectura() as u:
            if u.intentos.van(origen, u.ahora - VENTANA) >= INTENTOS:
                raise DemasiadosIntentos(
                    "hubo demasiados intentos: espere diez minutos y abra el enlace otra vez"
                )
            hallado = hallar(u)
        if hallado is None:
            with self.unidad() as u:
                u.intentos.anotar(origen)
        return hallado

    def asentar_en_disco(self, buscados: Collection[str] = (), *, compactar: bool = False) -> set[str]:
        """Despues de purgar: que lo borrado no siga en el disco. Devuelve lo buscado que siga en los archivos.

        Si algo sigue, o se pide con `compactar`, la base se escribe entera otra vez.
        """
        with self._uno_a_la_vez():
            disco.asentar(self._motor)
            if compactar or disco.quedan(self._motor, buscados):
                disco.compactar(self._motor)
        return disco.quedan(self._motor, buscados)

    def cerrar(self) -> None:
        """Suelta las conexiones."""
        self._motor.dispose()
