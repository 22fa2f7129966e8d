"""Las cifras en el formato de texto de Prometheus."""

from collections.abc import Iterator
from typing import Final

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from moderacion.informes.metricas import Metrica
from moderacion.montaje import Servicio

TIPO: Final = CONTENT_TYPE_PLAIN_0_0_4


class _Recolector(Collector):
    """Pregunta al servicio cada vez que se le pide: nada se cuenta en la memoria de un proceso."""

    def __init__(self, servicio: Servicio) -> None:
        self._servicio = servicio

    def collect(self) -> Iterator[Metric]:
        """Cada cifra, con sus muestras."""
        return map(_familia, self._servicio.metricas())


def _familia(m: Metrica) -> Metric:
    clase = CounterMetricFamily if m.acumula else GaugeMetricFamily
    familia = clase(m.nombre, m.ayuda, labels=m.etiquetas)
    for valores, cifra in m.muestras:
        familia.add_metric(valores, cifra)
    return familia


def registro_de(servicio: Servicio) -> CollectorRegistry:
    """El registro de un servicio: suyo, y sin lo que Prometheus mide por su cuenta del proceso."""
    registro = CollectorRegistry(auto_describe=False)
    registro.register(_Recolector(servicio))
    return registro


def en_texto(registro: CollectorRegistry) -> bytes:
    """Lo que lee Prometheus."""
    return generate_latest(registro)
