"""El unico lugar que construye cosas reales a partir de la configuracion, y el que sabe que pasada usa que."""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial

from conectores.tipos import Accion, Capacidades, Conector
from moderacion import (
    avisos,
    cola,
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
from moderacion.montaje.apelaciones import ResolucionApelacion, emitir_apelacion, resolver_apelacion
from moderacion.montaje.areas import buzon, escribir_a_las_areas, responsables
from moderacion.montaje.casa import acuerdo_de_la_casa, ejemplos_de_la_casa
from moderacion.montaje.clasificador import IndicioExplicado, cargar_clasificador, explicar_indicios
from moderacion.montaje.conectores import montar_conector
from moderacion.montaje.escalera import (
    aviso_al_autor,
    bloqueo_propuesto,
    de_config,
    plazos,
    por_hacer,
    propuesto_para,
)
from moderacion.montaje.guardia import Guardia
from moderacion.montaje.listas import revisar_listas
from moderacion.montaje.registro import anotar_salida, tachador
from moderacion.montaje.reglamento import (
    Repasado,
    como_estan,
    guardar_version,
    rehacer_veredicto,
    repasar,
    retenidas,
)
from moderacion.montaje.sueltos import (
    abrir_base,
    explicar,
    juzgar_archivo,
    verificar_bitacora,
)
from moderacion.reloj import Reloj, RelojReal
from politicas import p06, p09, p13
from politicas.juicio import juzgar
from politicas.registro import version_reglamento
from politicas.tipos import Modo

__all__ = [
    "Repasado",
    "ResolucionApelacion",
    "Servicio",
    "abrir_base",
    "acuerdo_de_la_casa",
    "anotar_salida",
    "ejemplos_de_la_casa",
    "emitir_apelacion",
    "explicar",
    "juzgar_archivo",
    "montar",
    "rehacer_veredicto",
    "repasar",
    "resolver_apelacion",
    "retenidas",
    "revisar_listas",
    "tachador",
    "verificar_bitacora",
]


class Servicio:
    """El servicio montado: cada metodo es una pasada de una sala, y se puede llamar de mas sin daño."""

    def __init__(
        self,
        config: Config,
        almacen: Almacen,
        conectores: Mapping[int, Conector],
        reglas: evaluacion.Reglas,
        reloj: Reloj,
    ) -> None:
        self.config = config
        self.almacen = almacen
        self.conectores = conectores
        self.reglas = reglas
        self.reloj = reloj
        guardar_version(almacen)
        self._repetidos = Repetidos()
        self._temas = redaccion.Temas()
        self._horas: Mapping[str, tuple[int, ...]] = {}
        self._buzon, self.responsables = buzon(config), responsables(config)
        self.capacidades: Mapping[int, Capacidades] = {i: c.capacidades for i, c in conectores.items()}
        self.intervalos = {
            i: next(c.intervalo for c in config.cuenta if c.red == con.red and c.id == con.cuenta)
            for i, con in conectores.items()
        }
        self.guardia = Guardia(config, almacen, reloj)
        self.escalera = de_config(config)

    @property
    def revisar_cada(self) -> timedelta:
        """Cada cuanto se pregunta si un bloqueo sigue haciendo falta; cero, a la mitad de su plazo."""
        return timedelta(days=self.config.sanciones.revisar_dias)

    def bloqueo_propuesto(self, expediente_id: int, articulo: int | None = None) -> timedelta:
        """Lo que se propone a quien decide bloquear, segun las faltas del autor. Lanza `NoExiste`."""
        return bloqueo_propuesto(self.almacen, self.escalera, expediente_id, articulo)

    def propuesto_para(self, f: cola.Ficha) -> timedelta:
        """Lo mismo, de un expediente ya leido."""
        return propuesto_para(self.almacen, self.escalera, f)

    @property
    def redaccion(self) -> redaccion.Reglas:
        """Con que se juzga lo nuestro: el mismo juez y el mismo clasificador que a los comentarios."""
        juez = partial(juzgar_saliente, self.reglas.juez, self.reglas.puntuador)
        r = self.config.redaccion
        plazos = redaccion.Plazos(timedelta(hours=r.aprobacion_horas), timedelta(minutes=r.margen_minutos))
        plantillas = tuple(redaccion.Plantilla(p.clave, p.nombre, p.texto) for p in self.config.plantilla)
        return redaccion.Reglas(
            juez, self.capacidades, tuple(self.reglas.nombres_propios), plazos, self._horas, plantillas
        )

    @property
    def ritmos(self) -> dict[str, float]:
        """Segundos entre vueltas, por el nombre con que laten."""
        r = self.config.ritmo
        ritmos = {
            "evaluar": r.evaluar,
            "avisar": r.avisar,
            "escalar": r.escalar,
            "sancionar": r.sancionar,
            "lo_nuestro": r.lo_nuestro,
            incidentes.VUELTA: r.incidentes,
        }
        for i, intervalo in self.intervalos.items():
            # una red que no contesta puede gastar el limite total de una llamada: no es un servicio muerto
            ritmos[f"sondear/{i}"] = max(intervalo, 60)
            ritmos[f"despachar/{i}"] = max(r.despachar, 60)
        return ritmos

    @contextmanager
    def _latir(self, nombre: str) -> Iterator[None]:
        """Anota que la vuelta termino, y con que error si lo hubo."""
        error = ""
        try:
            yield
        except Exception as fallo:
            error = f"{type(fallo).__name__}: {fallo}"[:300]
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
            sanciones.avisar_autores(self.almacen, self.capacidades, aviso_al_autor(self.config))
            if resumen.recordadas:
                self.guardia.recordar(*por_hacer(resumen.recordadas))
            return resumen

    def despachar(self, cuenta_id: int) -> ejecucion.ResumenDespacho:
        """Hace las ordenes de la cuenta, concilia las de resultado desconocido y pide lo aprobado."""
        conector = self.conectores[cuenta_id]
        with self._latir(f"despachar/{cuenta_id}"):
            resumen = ejecucion.despachar(self.almacen, conector, cuenta_id, self.reloj)
            ejecucion.conciliar(self.almacen, conector, cuenta_id, self.reloj)
            # al final: lo nuestro sale en la siguiente pasada, y si aqui algo falla lo demas ya esta hecho
            redaccion.recoger(self.almacen, cuenta_id)
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
            return incidentes.vigilar_casa(self.almacen)

    def avisar(self) -> avisos.ResumenAvisos:
        """Envia los avisos que se deben, y los correos a las areas."""
        with self._latir("avisar"):
            resumen = self.guardia.avisar()
            escribir_a_las_areas(self.almacen, self._buzon, self.responsables, self.reloj)
            return resumen

    def escalar(self) -> incidentes.ResumenEscalada:
        """Mueve las cadenas de los incidentes que tocan."""
        with self._latir("escalar"):
            return self.guardia.escalar()

    def auditar(self) -> incidentes.Dictamen:
        """Mira que ninguna alarma se quede sin dar. No depende de que las demas vueltas anden."""
        return self.guardia.auditar(self.ritmos, self.intervalos)

    def calentar(self) -> None:
        """Lee lo que el primer borrador tendria que esperar: el diccionario y los comunicados en vigor.

        Y deja fuera de la busqueda de basura lo ya cargado, que dura lo que el proceso: recorrerlo cuesta medio segundo.
        """
        with self.almacen.lectura() as u:
            redaccion.calentar(u, self.redaccion)
        gc.collect()
        gc.freeze()

    def explicar_indicios(self, texto: str) -> list[IndicioExplicado]:
        """Por que el clasificador vio lo que vio en un texto."""
        return explicar_indicios(self.reglas.puntuador, texto)

    def salud(self) -> informes.Salud:
        """Como esta todo."""
        return informes.salud(self.almacen, self.reloj, self.ritmos)

    def conexiones(self) -> informes.Conexiones:
        """Como va cada cuenta y cada vuelta, dato por dato."""
        return informes.conexiones(self.almacen, self.reloj, self.ritmos, self.intervalos)

    def cerrar(self) -> None:
        """Espera un poco a los avisos que esten saliendo y suelta la base."""
        self.guardia.parar()
        self.almacen.cerrar()


def montar(config: Config, reloj: Reloj | None = None) -> Servicio:
    """Construye el servicio. Lanza `BaseIncompatible` o `ErrorConfig`; un modelo malo no lo impide."""
    reloj = reloj or RelojReal()
    avisos.callar_apprise()
    almacen = abrir_base(config, reloj, migrar=True)
    conectores: dict[int, Conector] = {}
    with almacen.unidad() as u:
        for cuenta in config.cuenta:
            conectores[u.cuentas.dar_de_alta(cuenta.red, cuenta.id, cuenta.nombre)] = montar_conector(cuenta)
    reglas = evaluacion.Reglas(
        juez=juzgar,
        version=version_reglamento(),
        puntuador=cargar_clasificador(),
        modos={n: Modo(config.modo(n).value) for n in range(1, 14)},
        cupo={Accion.OCULTAR: config.cupo.ocultar, Accion.BLOQUEAR: config.cupo.bloquear},
        oculta_sola={i: c.capacidades.de(Accion.OCULTAR).automatica for i, c in conectores.items()},
        nombres_propios=config.institucion.nombres,
    )
    return Servicio(config, almacen, conectores, reglas, reloj)
