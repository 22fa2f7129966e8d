"""El unico lugar que construye cosas reales a partir de la configuracion, y el que sabe que pasada usa que."""

from collections.abc import Sequence
from datetime import timedelta

from conectores.tipos import Accion, Conector
from moderacion import avisos, cola, evaluacion, informes, redaccion
from moderacion.config import Config
from moderacion.evaluacion import juicio
from moderacion.montaje import memoria
from moderacion.montaje.apelaciones import ResolucionApelacion, emitir_apelacion, resolver_apelacion
from moderacion.montaje.casa import acuerdo_de_la_casa, ejemplos_de_la_casa
from moderacion.montaje.clasificador import IndicioExplicado, cargar_clasificador, explicar_indicios
from moderacion.montaje.conectores import montar_conector
from moderacion.montaje.copias import (
    Restaurada,
    reglas_de_copias,
    respaldar,
    restaurar,
    revisar_base,
    servidor_sin_disco,
)
from moderacion.montaje.custodia import (
    anclar_ahora,
    leer_anclas,
    programa_verificador,
    reglas_de_anclas,
    sacar_bitacora,
    verificar_bitacora,
)
from moderacion.montaje.escalera import bloqueo_propuesto, propuesto_para
from moderacion.montaje.listas import revisar_listas
from moderacion.montaje.olvido import purgar_base, reaplicar_purgas, reglas_de_conservacion
from moderacion.montaje.registro import anotar_salida, tachador
from moderacion.montaje.reglamento import Repasado, rehacer_veredicto, repasar, retenidas
from moderacion.montaje.retroceso import declarar_retroceso, si_volvio_atras
from moderacion.montaje.sueltos import abrir_base, explicar, juzgar_archivo
from moderacion.montaje.vueltas import Vueltas
from moderacion.reloj import Reloj, RelojReal
from politicas.juicio import juzgar
from politicas.registro import version_reglamento
from politicas.tipos import Modo

__all__ = [
    "Repasado",
    "ResolucionApelacion",
    "Restaurada",
    "Servicio",
    "abrir_base",
    "acuerdo_de_la_casa",
    "anclar_ahora",
    "anotar_salida",
    "declarar_retroceso",
    "ejemplos_de_la_casa",
    "emitir_apelacion",
    "explicar",
    "juzgar_archivo",
    "leer_anclas",
    "montar",
    "programa_verificador",
    "purgar_base",
    "reaplicar_purgas",
    "reglas_de_anclas",
    "reglas_de_conservacion",
    "reglas_de_copias",
    "rehacer_veredicto",
    "repasar",
    "resolver_apelacion",
    "respaldar",
    "restaurar",
    "retenidas",
    "revisar_base",
    "revisar_listas",
    "sacar_bitacora",
    "servidor_sin_disco",
    "tachador",
    "verificar_bitacora",
]


class Servicio(Vueltas):
    """El servicio montado: sus pasadas, y lo que se le pregunta entre una y otra."""

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

    def calentar(self) -> None:
        """Lee lo que el primer borrador tendria que esperar: el diccionario y los comunicados en vigor."""
        redaccion.calentar(self.almacen, self.redaccion)
        self.asentar()

    def asentar(self) -> None:
        """Lee lo que hace falta para juzgar, y lo deja donde no se vuelva a recorrer (`memoria`)."""
        juicio.calentar(self.reglas.juez, self.reloj.ahora())
        memoria.asentar()

    def explicar_indicios(self, texto: str) -> list[IndicioExplicado]:
        """Por que el clasificador vio lo que vio en un texto."""
        return explicar_indicios(self.reglas.puntuador, texto)

    def graves(self, textos: Sequence[str]) -> list[list[str]]:
        """De cada texto que se va a citar, las etiquetas de lo grave que hay en el."""
        return juicio.graves(self.reglas.juez, self.reglas.puntuador, textos, self.reloj.ahora())

    def salud(self) -> informes.Salud:
        """Como esta todo."""
        return informes.salud(self.almacen, self.reloj, self.ritmos, self.config.respaldo.cada)

    def metricas(self) -> list[informes.Metrica]:
        """Las cifras para un vigilante de fuera."""
        return informes.metricas(self.almacen, self.ritmos, self.config.respaldo.cada)

    def conexiones(self) -> informes.Conexiones:
        """Como va cada cuenta y cada vuelta, dato por dato."""
        return informes.conexiones(self.almacen, self.reloj, self.ritmos, self.intervalos)

    def cerrar(self) -> None:
        """Espera un poco a los avisos que esten saliendo y suelta la base."""
        self.guardia.parar()
        self.almacen.cerrar()


def montar(
    config: Config, reloj: Reloj | None = None, *, pone_la_gente: bool = True, repartido: bool = False
) -> Servicio:
    """Construye el servicio. Lanza `BaseIncompatible` o `ErrorConfig`; un modelo malo no lo impide.

    `pone_la_gente`: deja en las tablas a quien se avisa segun `config` (`Guardia`). `repartido`: es uno de varios procesos
    sobre la misma base, que ya tiene que estar al dia: ninguno la migra con los demas en marcha.
    """
    reloj = reloj or RelojReal()
    avisos.callar_apprise()
    almacen = abrir_base(config, reloj, migrar=not repartido)
    # antes que nada: lo que en ella esta por salir pudo salir ya
    si_volvio_atras(config, almacen)
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
    return Servicio(
        config, almacen, conectores, reglas, reloj, pone_la_gente=pone_la_gente, repartido=repartido
    )
