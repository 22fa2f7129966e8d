"""Avisar de los incidentes, montado: de la configuracion, a quien y por donde; y quien vigila que se haga."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

from moderacion import avisos
from moderacion.almacen import Almacen
from moderacion.almacen.cadenas import DestinatarioDado
from moderacion.avisos.latido import latir
from moderacion.config import Config
from moderacion.errores import NoExiste
from moderacion.incidentes import Espera, acuse, auditor, cadenas, escalada, retroceso
from moderacion.incidentes.clases import clases
from moderacion.reloj import Reloj, en_local

_PRUEBA = "Prueba de aviso"
_ALARMA = "ALARMA: los avisos de incidentes no van bien"


class Guardia:
    """La escalada, los avisos y el auditor de un servicio. `enviar`: otra mensajeria que la real (pruebas).

    Con `pone_la_gente` deja en las tablas a quien se avisa: quien solo audita, quiza con otra configuracion, no la cambia.
    """

    def __init__(
        self,
        config: Config,
        almacen: Almacen,
        reloj: Reloj,
        enviar: avisos.Enviar | None = None,
        *,
        pone_la_gente: bool = True,
    ) -> None:
        self._almacen, self._reloj = almacen, reloj
        self._copias_cada = config.respaldo.cada
        e = config.espera
        self.espera = Espera(timedelta(minutes=e.urgente_minutos), e.apelacion_dias, e.ocultado_dias)
        self._destinos = {
            f"{s.nombre}/{n}": canal.get_secret_value()
            for s in config.supervisor
            for n, canal in enumerate(s.canales, 1)
        }
        self._latido = config.avisos.latido.get_secret_value() if config.avisos.latido else ""
        self._despachador = avisos.Despachador(
            almacen,
            self._destinos,
            enviar or avisos.Mensajeria(reloj),
            acuse.emitir,
            config.enlace,
            asuntos={c.clave: c.asunto for c in clases().values()},
        )
        if pone_la_gente:
            self._poner_la_gente(config)
        # la configuracion pudo cambiar: lo que ya no llegue a alguien se dice desde el arranque
        cadenas.revisar(almacen)

    def _poner_la_gente(self, config: Config) -> None:
        with self._almacen.unidad() as u:
            u.cadenas.poner_destinatarios(
                [
                    DestinatarioDado(
                        s.nombre,
                        s.usuario,
                        [
                            (f"{s.nombre}/{n}", avisos.tipo_de(canal.get_secret_value()))
                            for n, canal in enumerate(s.canales, 1)
                        ],
                    )
                    for s in config.supervisor
                ]
            )

    def escalar(self) -> escalada.ResumenEscalada:
        """Una vuelta del motor, y una vez al dia la revision de las cadenas."""
        retroceso.corregir(self._almacen)
        hecho = escalada.escalar(self._almacen)
        cadenas.revisar_si_toca(self._almacen)
        return hecho

    def avisar(self) -> avisos.ResumenAvisos:
        """Una vuelta de envios."""
        return self._despachador.despachar()

    def parar(self) -> bool:
        """Espera un poco a lo que este saliendo."""
        return self._despachador.parar()

    def probar(self, destino: str) -> avisos.ComoFue:
        """Envia una prueba a un destino, ahora. Lanza `NoExiste`."""
        if destino not in self._destinos:
            raise NoExiste(f"no hay ningún canal «{destino}»")
        hora = f"{en_local(self._reloj.ahora()):%d/%m/%Y %H:%M}"
        cuerpo = f"Esto es una prueba del canal «{destino}», enviada el {hora}. No hay que hacer nada."
        return self._despachador.directo(destino, "prueba", _PRUEBA, cuerpo)

    def recordar(self, asunto: str, cuerpo: str) -> bool:
        """Dice algo a todos los canales, una vez y sin insistir. Devuelve si llego a alguno; sin canales, nadie mas lo espera."""
        salio = [self._despachador.directo(d, "recordatorio", asunto, cuerpo).salio for d in self._destinos]
        return any(salio) or not salio

    @property
    def destinos(self) -> tuple[str, ...]:
        """Los nombres de los canales."""
        return tuple(self._destinos)

    def auditar(
        self,
        ritmos: Mapping[str, float],
        intervalos: Mapping[int, float],
        pulso: Callable[[str], str] = latir,
    ) -> auditor.Dictamen:
        """Una vuelta del auditor: si todo va bien, late hacia fuera; si no, lo dice por todos los canales."""
        dictamen = auditor.auditar(self._almacen, self._reloj, ritmos, intervalos, self._copias_cada)
        error = auditor.vigilar(
            dictamen,
            self._almacen,
            self._dar_la_alarma,
            partial(pulso, self._latido) if self._latido else lambda: "",
        )
        with self._almacen.unidad() as u:
            u.resumen.latir("auditar", self._reloj.ahora(), error)
        return dictamen

    def alarma_sin_base(self, motivo: str) -> bool:
        """Dice a todos que no se puede ni mirar si los avisos van bien, sin usar la base. Dice si llego a alguno."""
        cuerpo = (
            f"El auditor no puede mirar si todo va bien: {motivo}.\nMientras siga así puede que no se lea, no se juzgue y no se "
            "avise de ningún incidente. Mire el servidor de la base de datos, el disco y el registro del servicio."
        )
        return self._despachador.sin_base(_ALARMA, cuerpo)

    def _dar_la_alarma(self, halladas: Mapping[str, str]) -> bool:
        """Por todos los canales, sin pasar por la cola, que puede ser lo que falla. Dice si llego a alguno."""
        cuerpo = "El auditor encontró:\n" + "\n".join(f"- {m}" for m in halladas.values())
        llegaron = [self._despachador.directo(d, "auditor", _ALARMA, cuerpo).salio for d in self._destinos]
        return any(llegaron)
