"""Lo que haria quien no mide: un objeto por fila, reglas texto a texto y TF-IDF por lotes.

De dos maneras: confirmando cada objeto, que es como guardan los ORM que vienen sin transaccion abierta (en Django, cada
`save()`: docs.djangoproject.com, «Database transactions»), y confirmando cada pagina, lo mejor que se puede hacer sin
dejar de ir objeto por objeto. Escrito aqui para comparar en la misma corrida, con las mismas paginas y la misma espera
al disco. No usa nada de la casa.
"""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.orm import registry
from sqlmodel import Field, Session, SQLModel, select

from tests.rendimiento.reglas import REGLAS


class _DeSiempre(SQLModel, registry=registry()):
    """Aparte de las tablas de la casa: no son suyas."""


class AutorSiempre(_DeSiempre, table=True):
    id: int | None = Field(default=None, primary_key=True)
    externo: str = Field(unique=True)
    nombre: str


class ComentarioSiempre(_DeSiempre, table=True):
    id: int | None = Field(default=None, primary_key=True)
    externo: str = Field(unique=True)
    autor_id: int = Field(foreign_key="autorsiempre.id")
    texto: str
    creado: datetime
    estado: str = "pendiente"


class VeredictoSiempre(_DeSiempre, table=True):
    id: int | None = Field(default=None, primary_key=True)
    comentario_id: int = Field(foreign_key="comentariosiempre.id", unique=True)
    restringe: bool
    probabilidad: float
    reglas: str


class ComoSiempre:
    """`aprender` con unos textos ya etiquetados; `pagina` guarda y juzga una pagina de JSON.

    `cada_objeto`: si confirma cada objeto, o la pagina entera.
    """

    def __init__(self, ruta: Path, *, cada_objeto: bool = False) -> None:
        self._cada_objeto = cada_objeto
        self._motor = create_engine(f"sqlite:///{ruta}")
        event.listen(self._motor, "connect", _como_la_casa)
        _DeSiempre.metadata.create_all(self._motor)
        self._modelo: Any = None

    def aprender(self, textos: Sequence[str], ofende: Sequence[bool]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline

        vector = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=3, sublinear_tf=True)
        self._modelo = make_pipeline(vector, LogisticRegression(max_iter=200)).fit(textos, ofende)

    def pagina(self, cuerpo: str) -> int:
        """Lo guardado y juzgado de una pagina."""
        with Session(self._motor) as sesion:
            nuevos = [c for crudo in json.loads(cuerpo)["data"] if (c := self._guardar(sesion, crudo))]
            sesion.commit()
            puntos = self._modelo.predict_proba([c.texto for c in nuevos])[:, 1] if nuevos else ()
            for comentario, punto in zip(nuevos, puntos, strict=True):
                self._juzgar(sesion, comentario, float(punto))
            sesion.commit()
        return len(nuevos)

    def _guardar(self, sesion: Session, crudo: dict[str, Any]) -> ComentarioSiempre | None:
        if sesion.exec(select(ComentarioSiempre).where(ComentarioSiempre.externo == crudo["id"])).first():
            return None
        de = crudo["from"]
        autor = sesion.exec(select(AutorSiempre).where(AutorSiempre.externo == de["id"])).first()
        if autor is None:
            autor = AutorSiempre(externo=de["id"], nombre=de["name"])
            self._poner(sesion, autor)
            sesion.flush()
        comentario = ComentarioSiempre(
            externo=crudo["id"],
            autor_id=autor.id or 0,
            texto=crudo["message"],
            creado=datetime.fromisoformat(crudo["created_time"]).astimezone(UTC),
        )
        self._poner(sesion, comentario)
        return comentario

    def _poner(self, sesion: Session, objeto: SQLModel) -> None:
        sesion.add(objeto)
        if self._cada_objeto:
            sesion.commit()

    def _juzgar(self, sesion: Session, comentario: ComentarioSiempre, punto: float) -> None:
        tocadas = [str(i) for i, r in enumerate(REGLAS) if r.search(re.sub(r"\s+", " ", comentario.texto))]
        veredicto = VeredictoSiempre(
            comentario_id=comentario.id or 0,
            restringe=punto > 0.5 or bool(tocadas),
            probabilidad=punto,
            reglas=",".join(tocadas),
        )
        self._poner(sesion, veredicto)
        comentario.estado = "juzgado"
        self._poner(sesion, comentario)

    def contar(self) -> int:
        with Session(self._motor) as sesion:
            return len(sesion.exec(select(VeredictoSiempre.id)).all())


def _como_la_casa(conexion: Any, _: object) -> None:
    for orden in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        conexion.execute(f"PRAGMA {orden}")
