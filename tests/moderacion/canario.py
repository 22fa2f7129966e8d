"""Una persona inventada cuyo rastro se puede buscar en toda la base, y un mundo en que lo dejó en todas partes."""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, select, text

from conectores.tipos import AutorLeido, Red
from moderacion import cola
from moderacion.almacen import Almacen
from moderacion.almacen.columnas import JsonAscii, TextoLimpio
from moderacion.almacen.rastros import DE_OTROS, FIJAS, con_texto
from moderacion.almacen.tablas import METADATOS
from moderacion.cola import Persona, Resolucion
from moderacion.config import Config
from moderacion.config.conservacion import Conservacion
from moderacion.conservacion import Pedido, Reglas, decidir, identificar, recibir
from moderacion.evaluacion.tapado import tramos_personales
from moderacion.montaje import emitir_apelacion
from moderacion.reloj import RelojFijo
from moderacion.sanciones import apelaciones
from tests.moderacion.falsos import CAPACIDADES, DIA, INICIO, alta, autor, com, entrar, juzgar, persona

NOMBRE, USUARIO, EXTERNO = "Policarpa Cirros Nubes", "policarpa_kxq", "880077660055"
DUI, TELEFONO, CORREO = "01234567-9", "7000-0011", "policarpa@canario.example"
FRASE = "el zopilote violeta cantaba boleros sobre la marimba oxidada del muelle"
COMENTARIO = f"qué feo todo: {FRASE}. Soy {NOMBRE}, DUI {DUI}, tel {TELEFONO}, {CORREO}"
OTRO = "que feo el trato de la ventanilla siete del consultorio azul turquesa de las nubes"
APELACION = "Apelo porque la garza amarilla dictaba telegramas desde el balcon torcido de la aduana"
RASTROS = (
    "policarpa", "zopilote", "marimba oxidada", "garza amarilla", "consultorio azul turquesa", "0123456", "7000-0011",
    "70000011", EXTERNO, "canario.example",
)  # fmt: skip
"""En minusculas: nada de esto puede quedar."""
PEGADO = f"Dice {NOMBRE} (@{USUARIO}), DUI {DUI}, al {TELEFONO}: «{FRASE}»"
"""Lo que alguien copio a mano en cualquier campo."""
VECINO = "que feo lo de la sala de espera, gracias por contestar a todos"


def config_de(tmp: Any, **cambios: Any) -> Config:
    """Una configuracion con su registro de purgas en una carpeta."""
    return Config(conservacion=Conservacion(registro=tmp / "purgas.jsonl", **cambios))


def reglas_de(tmp: Any, **cambios: Any) -> Reglas:
    """Con los detectores de siempre."""
    return Reglas(config_de(tmp, **cambios), tramos_personales)


class Mundo:
    """La canaria y su vecino comentaron; a ella se le ocultó, apeló, perdió, y alguien la copió en todas las tablas."""

    def __init__(self, almacen: Almacen, reloj: RelojFijo) -> None:
        self.almacen, self.reloj = almacen, reloj
        alta(almacen)
        ella = AutorLeido(EXTERNO, NOMBRE, USUARIO, f"https://red.example/{USUARIO}")
        crudo = {"from": {"name": NOMBRE, "id": int(EXTERNO)}, "message": COMENTARIO}
        enlace = f"https://red.example/{USUARIO}/1"
        entrar(
            almacen,
            1,
            com("c1", COMENTARIO, autor=ella, crudo=crudo, enlace=enlace, adjuntos=(f"{enlace}.jpg",)),
        )
        entrar(almacen, 1, com("c2", OTRO, autor=ella), com("c3", VECINO, autor=autor("v")))
        entrar(almacen, 1, com("c4", f"@{USUARIO} tiene razón, que feo", autor=autor("w")))
        entrar(almacen, 1, com("c5", f"buenas: {FRASE}", autor=ella))
        juzgar(almacen, reloj)
        self.una, self.otra = persona(almacen, "una"), persona(almacen, "otra", "supervision")
        self.ella = self.fila("SELECT id FROM autor WHERE id_externo = :x", x=EXTERNO)[0]

    def fila(self, consulta: str, **valores: Any) -> tuple[Any, ...]:
        with self.almacen._motor.connect() as con:
            return tuple(con.execute(text(consulta), valores).one())

    def decidir(self, expediente: int, quien: Persona, accion: str = "ocultar") -> None:
        version = self.fila("SELECT version FROM expediente WHERE id = :e", e=expediente)[0]
        motivo = f"insulta: «{FRASE}», la conocemos, es {NOMBRE}"
        r = Resolucion.de(accion, motivo, version, 2)
        cola.resolver(self.almacen, expediente, quien, r, CAPACIDADES[Red.FACEBOOK], 30 * DIA)

    def vivir(self) -> None:
        """Todo lo que se puede hacer con ella, y su rastro pegado a mano en cada columna de texto con filas."""
        cola.anotar(self.almacen, 1, self.una, PEGADO)
        self.decidir(1, self.una)
        self.decidir(2, self.una)
        testigo = emitir_apelacion(self.almacen, 1, self.una).testigo
        assert apelaciones.presentar(self.almacen, testigo, "1.2.3.4", APELACION, CORREO)
        entrar(self.almacen, 1, com("c2", f"{OTRO}, ya editado", autor=AutorLeido(EXTERNO, NOMBRE, USUARIO)))
        self.poblar()

    def poblar(self) -> None:
        """Una fila en cada tabla que aun no la tiene, y el rastro pegado en toda columna de texto."""
        with self.almacen._motor.begin() as con:
            con.execute(METADATOS.tables["destinatario"].insert().values(nombre="x", usuario="", activo=True))
            for t in (METADATOS.tables[n] for n in ("cliente_api", "muestra", "ancla")):
                con.execute(t.insert().values(**_fila(t) or {}))
            for t in METADATOS.sorted_tables:
                if t.name in FIJAS or not con_texto(t):
                    continue
                if con.execute(select(t).limit(1)).first() is None:
                    valores = _fila(t)
                    if valores is not None:
                        con.execute(t.insert().values(**valores))
                for f in con.execute(select(t)).mappings().all():
                    if t.name in DE_OTROS:
                        continue  # nadie pega nada en lo que escribio otro
                    donde = [c == f[c.name] for c in t.primary_key.columns]
                    cambios = {c.name: _pegado(c, f[c.name]) for c in con_texto(t)}
                    con.execute(t.update().where(*donde).values(**cambios))
        with self.almacen.unidad() as u:
            u.marcas.recontar()

    def pedir_olvido(self) -> int:
        """Pide la cancelacion; una persona la identifica y otra la concede."""
        numero = recibir(
            self.almacen, Pedido("cancelacion", NOMBRE, CORREO, f"Borren lo mío. {PEGADO}"), "usuario/1"
        )
        identificar(self.almacen, numero, 1, self.una.id, [self.ella], f"mostró su DUI {DUI}")
        decidir(self.almacen, numero, 2, self.otra.id, "concedida", "procede: nada obliga a guardarlo")
        return numero


def _pegado(columna: Any, antes: Any) -> Any:
    if isinstance(columna.type, JsonAscii):
        return [*(antes if isinstance(antes, list) else [antes]), {"quien": PEGADO, "id": int(EXTERNO)}]
    assert isinstance(columna.type, TextoLimpio)
    return f"{antes or ''} {PEGADO}"


def _fila(t: Any) -> dict[str, Any] | None:
    """Una fila cualquiera de una tabla; None si sus reglas piden mas que eso."""
    especiales = {
        "publicacion": {"origen": "nuestra", "padre_externo": "c1", "creado": INICIO},
        "incidente": {"estado": "cerrado", "tipo": "amenaza", "cerrado": INICIO},
        "aviso": {"estado": "enviado"},
        "sugerencia": {"estado": "descartada", "tipo": "sin_comunicado"},
        "entrega": {"estado": "bien"},
        "consulta": {"estado": "abierta", "numero": "C-1", "vence": None, "respondida": None},
        "borrador": {"estado": "retirado", "tipo": "respuesta", "comentario_id": 1, "aprobado_por": None},
        "revision": {"estado": "borrador"},
        "escalada": {"estado": "terminada"},
        "correo": None,
        "enlace_area": None,
        "visto_bueno": {"estado": "pedido"},
        "comunicado": None,
        "paro": {"levantado": INICIO},
        "mantenimiento": {"hasta": INICIO + DIA},
        "bloqueo": {"estado": "levantado", "articulo": 2, "hasta": INICIO + DIA, "desde": INICIO},
        "salida": {"orden_id": None, "edita_id": None},
        "cliente_api": {"caduca": INICIO + DIA},
    }
    if t.name in especiales and especiales[t.name] is None:
        return None
    columnas = [c for c in t.columns if c.name != "id" and not c.nullable]
    return {c.name: _cualquiera(t, c) for c in columnas} | (especiales.get(t.name) or {})


def _cualquiera(t: Any, c: Any) -> Any:
    """Un valor que la columna admite."""
    propios = {"JsonAscii": [], "TextoLimpio": "algo escrito", "FechaUtc": INICIO, "LargeBinary": b"x"}
    if type(c.type).__name__ in propios:
        return propios[type(c.type).__name__]
    if type(c.type).__name__ == "AutoString":
        return _admitido(t, c.name)
    return {bool: False, date: INICIO.date()}.get(c.type.python_type, 1)


def _admitido(t: Any, columna: str) -> str:
    """El primer valor que la tabla admite, si solo admite unos."""
    reglas = (str(c.sqltext) for c in t.constraints if isinstance(c, CheckConstraint))
    hallados = (re.match(rf"{columna} IN \('([^']+)'", r) for r in reglas)
    return next((h[1] for h in hallados if h), "x")


def tablas_enteras(almacen: Almacen) -> Iterator[tuple[str, str]]:
    """Cada fila de cada tabla que haya en la base, las del indice de busqueda incluidas, como texto."""
    with almacen._motor.connect() as con:
        if almacen._motor.dialect.name == "sqlite":
            nombres = con.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        else:
            nombres = (
                con.execute(
                    text("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
                )
                .scalars()
                .all()
            )
        for nombre in sorted(nombres):
            for fila in con.execute(text(f'SELECT * FROM "{nombre}"')):
                yield nombre, " ".join(_texto(v) for v in fila)


def _texto(valor: Any) -> str:
    if isinstance(valor, bytes | memoryview):
        return bytes(valor).decode("utf-8", "replace")
    texto = str(valor)
    # el JSON guardado va escapado
    return texto + (
        json.dumps(json.loads(texto), ensure_ascii=False) if texto[:1] in "[{" and _es_json(texto) else ""
    )


def _es_json(texto: str) -> bool:
    try:
        json.loads(texto)
    except ValueError:
        return False
    return True


def rastros_en(almacen: Almacen, buscados: tuple[str, ...] = RASTROS) -> list[tuple[str, str]]:
    """(tabla, rastro) de cada uno que quede."""
    return sorted({(t, r) for t, fila in tablas_enteras(almacen) for r in buscados if r in fila.lower()})
