"""La cola: listar, tomar y resolver. Lo que se ofrece es lo que se permite; quien llega segundo lo sabe."""

from collections.abc import Mapping, Sequence

from moderacion.almacen import Almacen
from moderacion.almacen.companeros import FilaNota, Toma
from moderacion.almacen.decisiones import FilaDecision
from moderacion.almacen.expedientes import Cabecera, Caso, Ficha
from moderacion.almacen.lista import Elegibles, FilaCola, Filtros, Hoja
from moderacion.almacen.novedades import FilaNovedad
from moderacion.cola.autores import AutorHallado, basta, buscar_autores
from moderacion.cola.bloqueos import (
    CONSTANCIA_MAXIMA,
    CONSTANCIA_MINIMA,
    Antecedentes,
    Tarea,
    antecedentes,
    bloqueos_abiertos,
    hechas_a_mano,
    hecho_a_mano,
)
from moderacion.cola.companeros import (
    TOMA,
    anotar,
    miran,
    mirar,
    notas,
    novedades,
    opinar,
    pedir_opinion,
    renovar,
    soltar,
    toma,
    tomar,
    tomar_siguiente,
    traspasar,
    ultima_novedad,
    ver_datos,
)
from moderacion.cola.contestados import CasoEnCola, en_cola, permitir_contestados
from moderacion.cola.decidir import Resolucion, decidir_en, mantener_en, resolver
from moderacion.cola.deshacer import DESHACER, decision, deshacer, revertir
from moderacion.cola.dos_firmas import de_acuerdo
from moderacion.cola.efectos import GRACIA
from moderacion.cola.lote import EN_LOTE, MAXIMO, ResultadoLote, resolver_lote
from moderacion.cola.opciones import PERMITIR, Opcion, opciones
from moderacion.cola.persona import DECIDEN, Persona, exigir_que_decida
from moderacion.cola.revisiones import PorRevisar, por_revisar, revisar_bloqueo
from moderacion.cola.segunda import sortear_semanas
from moderacion.config.sanciones import DIAS_MAXIMOS

__all__ = [
    "CONSTANCIA_MAXIMA",
    "CONSTANCIA_MINIMA",
    "DECIDEN",
    "DESHACER",
    "DIAS_MAXIMOS",
    "EN_LOTE",
    "GRACIA",
    "MAXIMO",
    "PERMITIR",
    "TOMA",
    "Antecedentes",
    "AutorHallado",
    "Cabecera",
    "Caso",
    "CasoEnCola",
    "Ficha",
    "FilaCola",
    "FilaDecision",
    "FilaNota",
    "FilaNovedad",
    "Filtros",
    "Hoja",
    "Opcion",
    "Persona",
    "PorRevisar",
    "Resolucion",
    "ResultadoLote",
    "Tarea",
    "Toma",
    "anotar",
    "antecedentes",
    "basta",
    "bloqueos_abiertos",
    "buscar_autores",
    "cabecera",
    "contadores",
    "contar",
    "de_acuerdo",
    "decidir_en",
    "decision",
    "deshacer",
    "en_cola",
    "exigir_que_decida",
    "ficha",
    "hechas_a_mano",
    "hecho_a_mano",
    "hoja",
    "listar",
    "mantener_en",
    "miran",
    "mirar",
    "notas",
    "novedades",
    "opciones",
    "opinar",
    "pedir_opinion",
    "permitir_contestados",
    "por_revisar",
    "renovar",
    "resolver",
    "resolver_lote",
    "revertir",
    "revisar_bloqueo",
    "soltar",
    "sortear_semanas",
    "texto",
    "toma",
    "tomar",
    "tomar_siguiente",
    "traspasar",
    "ultima_novedad",
    "ver_datos",
]
_TODA = Filtros()


def listar(
    almacen: Almacen, limite: int = 50, tras: tuple[int, int] | None = None, filtros: Filtros = _TODA
) -> Sequence[FilaCola]:
    """Una pagina de la cola, por prioridad. `tras`: la posicion (prioridad negada, id) de la ultima ya vista."""
    with almacen.lectura() as u:
        return u.lista.pagina(limite, tras, filtros)


def contar(almacen: Almacen, filtros: Filtros = _TODA) -> int:
    """Cuantos esperan (`Lista.contar` dice cuando es una cota)."""
    with almacen.lectura() as u:
        return u.lista.contar(filtros)


def contadores(almacen: Almacen, elegibles: Elegibles) -> Mapping[str, Mapping[str, int]]:
    """Campo → valor → cuantos, de los valores dados."""
    with almacen.lectura() as u:
        return u.lista.contadores(elegibles)


def hoja(
    almacen: Almacen, limite: int, tras: tuple[int, int] | None, filtros: Filtros, elegibles: Elegibles
) -> Hoja:
    """Lo que enseña la cola de una vez: lo de `listar`, `contar` y `contadores`."""
    with almacen.lectura() as u:
        return u.lista.hoja(limite, tras, filtros, elegibles)


def cabecera(almacen: Almacen, expediente_id: int) -> Cabecera:
    """De que cuenta es un expediente y como esta. Lanza `NoExiste`."""
    with almacen.lectura() as u:
        return u.expedientes.cabecera(expediente_id)


def texto(almacen: Almacen, expediente_id: int) -> str:
    """Lo que dice el comentario de un expediente, con los datos personales sin tapar. Lanza `NoExiste`."""
    with almacen.lectura() as u:
        return u.expedientes.texto(expediente_id)


def ficha(almacen: Almacen, expediente_id: int) -> Ficha:
    """Un expediente entero. Lanza `NoExiste`."""
    with almacen.lectura() as u:
        return u.expedientes.ficha(expediente_id)
