"""Las pasadas del servicio: que sala mira cada una, con que reglas y cada cuanto."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Final

from conectores.secretos import redactar
from conectores.tipos import Capacidades, Conector
from moderacion import (
    avisos,
    cola,
    conservacion,
    ejecucion,
    evaluacion,
    incidentes,
    informes,
    ingesta,
    redaccion,
    sanciones,
)
from moderacion.almacen import Almacen
from moderacion.config import Config
from moderacion.evaluacion import compuerta
from moderacion.evaluacion.repetidos import Repetidos
from moderacion.evaluacion.saliente import juzgar_saliente
from moderacion.montaje.areas import buzon, escribir_a_las_areas, responsables
from moderacion.montaje.compas import LATE_CADA, METRONOMO, Vuelta
from moderacion.montaje.copias import reglas_de_copias, respaldar_si_toca
from moderacion.montaje.custodia import entregar_anclas, reglas_de_anclas
from moderacion.montaje.escalera import aviso_al_autor, de_config, plazos, por_hacer
from moderacion.montaje.guardia import Guardia
from moderacion.montaje.olvido import reglas_de_conservacion
from moderacion.montaje.por_correo import enviar_informes
from moderacion.montaje.reglamento import como_estan, guardar_version
from moderacion.montaje.retroceso import si_volvio_atras
from moderacion.registrar import atado
from moderacion.reloj import Reloj
from politicas import p06, p09, p13

_COPIAR: Final = 3600.0
"""Segundos que puede tardar una copia de una base grande sin darla por parada."""


class Vueltas:
    """Cada metodo es una pasada de una sala, y se puede llamar de mas sin daño."""

    def __init__(
        self,
        config: Config,
        almacen: Almacen,
        conectores: Mapping[int, Conector],
        reglas: evaluacion.Reglas,
        reloj: Reloj,
        *,
        pone_la_gente: bool = True,
        repartido: bool = False,
    ) -> None:
        self.config = config
        self.repartido = repartido
        self.almacen = almacen
        self.conectores = conectores
        self.reglas = reglas
        self.reloj = reloj
        guardar_version(almacen)
        self._repetidos = Repetidos()
        self._temas = redaccion.Temas()
        self._horas: Mapping[str, tuple[int, ...]] = {}
        self._horas_hasta = reloj.ahora()
        self._buzon, self.responsables = buzon(config), responsables(config)
        self.capacidades: Mapping[int, Capacidades] = {i: c.capacidades for i, c in conectores.items()}
        self.intervalos = {
            i: next(c.intervalo for c in config.cuenta if c.red == con.red and c.id == con.cuenta)
            for i, con in conectores.items()
        }
        self.escalera, self.aviso = de_config(config), aviso_al_autor(config)
        self.guardia = Guardia(config, almacen, reloj, pone_la_gente=pone_la_gente)
        self.conservacion = reglas_de_conservacion(config)
        self.anclas = reglas_de_anclas(config)
        self.copias = reglas_de_copias(config)

    @property
    def redaccion(self) -> redaccion.Reglas:
        """Con que se juzga lo nuestro: el mismo juez y el mismo clasificador que a los comentarios."""
        juez = partial(juzgar_saliente, self.reglas.juez, self.reglas.puntuador)
        r = self.config.redaccion
        plazos = redaccion.Plazos(timedelta(hours=r.aprobacion_horas), timedelta(minutes=r.margen_minutos))
        plantillas = tuple(redaccion.Plantilla(p.clave, p.nombre, p.texto) for p in self.config.plantilla)
        return redaccion.Reglas(
            juez,
            self.capacidades,
            tuple(self.reglas.nombres_propios),
            plazos,
            self._mejores_horas(),
            plantillas,
        )

    def _mejores_horas(self) -> Mapping[str, tuple[int, ...]]:
        """Las que dejo la vuelta de lo nuestro; si la da otro proceso, se miran aqui de vez en cuando."""
        if self.repartido and self.reloj.ahora() >= self._horas_hasta:
            self._horas = redaccion.horas(self.almacen)
            self._horas_hasta = self.reloj.ahora() + timedelta(seconds=self.config.ritmo.lo_nuestro)
        return self._horas

    @property
    def lista(self) -> tuple[Vuelta, ...]:
        """Todas, con su compas: la misma lista para el proceso unico y para el trabajo repartido entre varios."""
        r = self.config.ritmo
        de_la_casa = (
            Vuelta("evaluar", r.evaluar, self.evaluar, en_paralelo=True),
            Vuelta("sancionar", r.sancionar, self.sancionar),
            Vuelta("escalar", r.escalar, self.escalar),
            Vuelta("avisar", r.avisar, self.avisar),
            Vuelta("escribir", r.avisar, self.escribir, paciencia=60),
            Vuelta("lo_nuestro", r.lo_nuestro, self.vigilar_lo_nuestro),
            Vuelta(incidentes.VUELTA, r.incidentes, self.vigilar_incidentes),
            Vuelta("cifras", r.cifras, self.cerrar_cifras),
            Vuelta(conservacion.VUELTA, r.conservar, partial(self.conservar, sola=True)),
            Vuelta(conservacion.ENCARGADAS, r.borrar_lo_concedido, self.borrar_lo_concedido),
        )
        informar = (Vuelta("informar", r.informar, self.informar),) if self.config.informe else ()
        anclar = (Vuelta("anclar", r.anclar, self.anclar),) if self.anclas else ()
        copiar = (Vuelta("respaldar", r.respaldar, self.respaldar, paciencia=_COPIAR),) if self.copias else ()
        return (
            *de_la_casa,
            *informar,
            *anclar,
            *copiar,
            *(v for i, cada in self.intervalos.items() for v in self._de(i, cada)),
        )

    def _de(self, cuenta_id: int, cada: float) -> tuple[Vuelta, ...]:
        """Las de una cuenta. Una red que no contesta puede gastar el limite total de una llamada: no es un servicio muerto."""
        r, c = self.config.ritmo, cuenta_id
        return (
            Vuelta(f"sondear/{c}", cada, partial(self.sondear, c), paciencia=60),
            Vuelta(f"despachar/{c}", r.despachar, partial(self.despachar, c), paciencia=60),
            Vuelta(f"releer/{c}", r.releer, partial(self.releer, c)),
        )

    @property
    def ritmos(self) -> dict[str, float]:
        """Segundos que se esperan entre vueltas, por el nombre con que laten."""
        ritmos = {v.nombre: max(v.cada, v.paciencia) for v in self.lista}
        return ritmos | {METRONOMO: LATE_CADA} if self.repartido else ritmos

    @contextmanager
    def _latir(self, nombre: str) -> Iterator[None]:
        """Anota que la vuelta termino, y con que error si lo hubo."""
        error = ""
        _, _, cuenta = nombre.partition("/")
        with atado(vuelta=nombre, cuenta=cuenta or None):
            try:
                yield
            except Exception as fallo:
                error = redactar(f"{type(fallo).__name__}: {fallo}")[:300]
                raise
            finally:
                self._late(nombre, error)

    def _late(self, nombre: str, error: str = "") -> None:
        with self.almacen.unidad() as u:
            u.resumen.latir(nombre, self.reloj.ahora(), error)

    def sondear(self, cuenta_id: int) -> ingesta.ResumenSondeo:
        """Lee la cuenta y mira si alguien la intervino."""
        nombre = f"sondear/{cuenta_id}"
        with self._latir(nombre):
            resumen = ingesta.sondear(
                self.almacen, self.conectores[cuenta_id], cuenta_id, self.reloj, partial(self._late, nombre)
            )
            self.vigilar(cuenta_id)
        return resumen

    def vigilar(self, cuenta_id: int) -> incidentes.ResumenVigilancia:
        """Mira lo que dejo el ultimo sondeo."""
        return incidentes.vigilar(self.almacen, cuenta_id, p13.evaluar, self.reloj)

    def politicas(self) -> tuple[compuerta.EstadoPolitica, ...]:
        """Lo que se deja hacer hoy a cada politica."""
        return como_estan(self.almacen, self.reglas.modos)

    def evaluar(self) -> evaluacion.ResumenEvaluacion:
        """Juzga un lote de pendientes, con los modos que la compuerta deja en este momento."""
        with self._latir("evaluar"):
            reglas = replace(self.reglas, modos=compuerta.modos_efectivos(self.politicas()))
            return evaluacion.evaluar_pendientes(self.almacen, reglas, self.reloj, self._repetidos)

    def sancionar(self) -> sanciones.ResumenSanciones:
        """Una pasada de faltas y bloqueos."""
        with self._latir("sancionar"):
            with self.almacen.unidad() as u:
                u.marcas.envejecer()
            resumen = sanciones.sancionar(self.almacen, self.capacidades, plazos(self.config, self.escalera))
            sanciones.avisar_autores(self.almacen, self.capacidades, self.aviso)
            if not self.restaurada():
                sanciones.recordar(self.almacen, lambda n: self.guardia.recordar(*por_hacer(n)))
            return resumen

    def restaurada(self) -> bool:
        """Si la base salio de una copia y nadie ha cerrado aun la restauracion."""
        with self.almacen.lectura() as u:
            return u.restauraciones.abierta() is not None

    def despachar(self, cuenta_id: int) -> ejecucion.ResumenDespacho:
        """Hace las ordenes de la cuenta, concilia las de resultado desconocido y pide lo aprobado."""
        conector = self.conectores[cuenta_id]
        with self._latir(f"despachar/{cuenta_id}"):
            resumen = ejecucion.despachar(self.almacen, conector, cuenta_id, self.reloj)
            ejecucion.conciliar(self.almacen, conector, cuenta_id, self.reloj)
            # al final: lo nuestro sale en la siguiente pasada, y si aqui algo falla lo demas ya esta hecho
            redaccion.recoger(self.almacen, cuenta_id)
            cola.permitir_contestados(self.almacen, cuenta_id, conector.capacidades)
            redaccion.programar(self.almacen, self.redaccion, cuenta_id)
        return resumen

    def vigilar_lo_nuestro(self) -> int:
        """Mira el ritmo de cada cuenta y los temas de que habla la gente. Devuelve las sugerencias nuevas."""
        with self._latir("lo_nuestro"):
            self._horas = redaccion.horas(self.almacen)
            nuevas = sum(redaccion.vigilar_ritmo(self.almacen, c, p09.evaluar) for c in self.conectores)
            return nuevas + redaccion.vigilar_temas(self.almacen, p06.evaluar, self._temas)

    def vigilar_incidentes(self) -> int:
        """Mira si hay una crisis en lo que la gente escribe, en la conexion o en el clasificador."""
        with self._latir(incidentes.VUELTA):
            return incidentes.vigilar_casa(self.almacen, self.guardia.espera)

    def cerrar_cifras(self) -> int:
        """Cierra las cifras de los días que pasaron y sortea lo que se lee otra vez. Devuelve los días cerrados."""
        with self._latir("cifras"):
            t = self.config.transparencia
            cola.sortear_semanas(self.almacen, t.segunda_lectura_por_ciento, t.segunda_lectura_minimo)
            return informes.asentar(self.almacen, informes.POR_VUELTA)

    def avisar(self) -> avisos.ResumenAvisos:
        """Envia los avisos que se deben. Nada que pueda tardar mas va con ellos."""
        with self._latir("avisar"):
            return self.guardia.avisar()

    def escribir(self) -> tuple[int, int]:
        """Envia los correos a las areas, en su propia vuelta: su servidor puede colgarse. Devuelve (enviados, fallidos)."""
        with self._latir("escribir"):
            return escribir_a_las_areas(self.almacen, self._buzon, self.responsables, self.reloj)

    def informar(self) -> tuple[int, int]:
        """Envia los informes que salen solos. Devuelve (enviados, fallidos)."""
        with self._latir("informar"):
            return enviar_informes(self.config, self.almacen, self._buzon, self.reloj)

    def anclar(self) -> tuple[int, int]:
        """Firma la bitacora si toca y entrega lo que se deba fuera. Devuelve (anclas al archivo, correos enviados)."""
        if self.anclas is None:
            return 0, 0
        with self._latir("anclar"):
            # una replica atrasada puede tomar el mando sin que nadie reinicie esto; firmar antes taparia lo que falta
            si_volvio_atras(self.config, self.almacen)
            return entregar_anclas(self.almacen, self.anclas, self._buzon, self.reloj)

    def respaldar(self) -> bool:
        """Hace una copia si toca. Devuelve si la hizo."""
        with self._latir("respaldar"):
            return respaldar_si_toca(self.config, self.almacen, self.reloj) is not None

    def escalar(self) -> incidentes.ResumenEscalada:
        """Mueve las cadenas de los incidentes que tocan."""
        with self._latir("escalar"):
            return self.guardia.escalar()

    def toca_auditar(self) -> bool:
        """Si nadie audito hace poco: con varios procesos, basta uno."""
        with self.almacen.lectura() as u:
            ultima, _ = u.resumen.latidos().get("auditar", (None, ""))
        cada = timedelta(seconds=self.config.avisos.auditar / 2)
        # una de una hora que aun no llega no cuenta: el reloj retrocedio, y es cuando mas falta hace mirar
        return ultima is None or not timedelta(0) <= self.reloj.ahora() - ultima < cada

    def auditar(self) -> incidentes.Dictamen:
        """Mira que ninguna alarma se quede sin dar. No depende de que las demas vueltas anden."""
        return self.guardia.auditar(self.ritmos, self.intervalos)

    def conservar(self, *, sola: bool = False) -> list[conservacion.Tocado]:
        """Purga lo cumplido y hace las solicitudes ya no retenidas. `sola`: si nadie la pide, no si la hora salto."""
        with self._latir(conservacion.VUELTA):
            if sola and not conservacion.hora_creible(self.almacen):
                return []
            conservacion.soltar_retenidas(self.almacen, self.conservacion)
            return conservacion.purgar(self.almacen, self.conservacion)

    def borrar_lo_concedido(self) -> int:
        """Hace las purgas encargadas o a medias."""
        with self._latir(conservacion.ENCARGADAS):
            return conservacion.terminar_a_medias(self.almacen, self.conservacion)

    def releer(self, cuenta_id: int) -> conservacion.ResumenReleer:
        """Pregunta a la red si lo guardado de una cuenta sigue alli."""
        with self._latir(f"releer/{cuenta_id}"):
            return conservacion.releer(self.almacen, self.conectores[cuenta_id], cuenta_id, self.conservacion)
