"""Lo que se escribe en el editor, como llega del formulario y como vuelve a el, intacto aunque no valga."""

from datetime import datetime
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, Field

from moderacion.errores import EntradaInvalida
from moderacion.redaccion import Adjunto, Entrega, Escrito, Ficha, SalidaNueva
from moderacion.reloj import ZONA, en_local
from moderacion.web.campos import ENTERO_MAXIMO, SALTOS, dia_escrito, sin_nulos

_CUENTAS: Final = 50
_AVISOS: Final = 120
_AVISOS_RESPUESTA: Final = 60
_Palabra = Annotated[str, Field(max_length=500), AfterValidator(sin_nulos)]
_Largo = Annotated[str, SALTOS, Field(max_length=120_000), AfterValidator(sin_nulos)]
"""Mas de lo que cabe en ninguna parte: lo que sobra lo dice la sala, con lo escrito delante."""
_Medido = Annotated[str, SALTOS, Field(max_length=30_000), AfterValidator(sin_nulos)]
"""Los mismos limites que `campos.Escrito` y `campos.Palabra`, para un campo de un formulario entero."""
_Corta = Annotated[str, Field(max_length=200), AfterValidator(sin_nulos)]
_Alternativo = Annotated[str, Field(max_length=1000), AfterValidator(sin_nulos)]
_Numero = Annotated[int, Field(ge=1, le=ENTERO_MAXIMO)]
_NumeroONada = Annotated[str, Field(max_length=19, pattern=r"^\d*$")]
Tipo = Literal["publicacion", "comunicado"]


class Linea(BaseModel):
    """Lo escrito para una cuenta."""

    va: bool = False
    propio: str = ""
    hora: str = ""
    """Como la da el navegador, en hora de El Salvador: «2026-11-26T09:00»."""
    edita: str = ""


class Forma(BaseModel):
    """El formulario del editor. `cuenta`, `propio`, `hora` y `edita` van a la par; `aviso` y `razon`, tambien."""

    tipo: Tipo = "publicacion"
    texto: _Largo = ""
    asunto: _Palabra = ""
    firmante: _Palabra = ""
    numero: _Palabra = ""
    sustituye: _Palabra = ""
    desde: _Palabra = ""
    hasta: _Palabra = ""
    impacto: _Palabra = ""
    cuenta: Annotated[list[_Numero], Field(max_length=_CUENTAS)] = []
    va: Annotated[list[_Numero], Field(max_length=_CUENTAS)] = []
    propio: Annotated[list[_Largo], Field(max_length=_CUENTAS)] = []
    hora: Annotated[list[_Palabra], Field(max_length=_CUENTAS)] = []
    edita: Annotated[list[_NumeroONada], Field(max_length=_CUENTAS)] = []
    aviso: Annotated[list[_Palabra], Field(max_length=_AVISOS)] = []
    razon: Annotated[list[_Palabra], Field(max_length=_AVISOS)] = []
    adjunto: Annotated[list[_Palabra], Field(max_length=20)] = []
    alternativo: Annotated[list[_Alternativo], Field(max_length=20)] = []
    version: Annotated[int, Field(ge=0, le=2**31)] = 0
    borrador: Annotated[int, Field(ge=0, le=ENTERO_MAXIMO)] = 0
    y_enviar: _Palabra = ""

    @classmethod
    def de(cls, e: Escrito) -> Self:
        """La de algo ya escrito."""
        f = e.ficha
        propia = {} if f is None else {
            "tipo": "comunicado",
            "asunto": f.asunto,
            "firmante": f.firmante,
            "numero": f.numero,
            "sustituye": f.sustituye,
            "desde": str(f.desde),
            "hasta": str(f.hasta),
        }  # fmt: skip
        return cls.model_validate(
            propia
            | {
                "texto": e.texto,
                "impacto": e.impacto,
                "cuenta": [s.cuenta_id for s in e.salidas],
                "va": [s.cuenta_id for s in e.salidas],
                "propio": [s.texto for s in e.salidas],
                "hora": [f"{en_local(s.hora):%Y-%m-%dT%H:%M}" if s.hora else "" for s in e.salidas],
                "edita": [str(s.edita_id or "") for s in e.salidas],
                "aviso": list(e.razones),
                "razon": list(e.razones.values()),
                "adjunto": [a.huella for a in e.adjuntos],
                "alternativo": [a.alternativo for a in e.adjuntos],
            }
        )

    @property
    def razones(self) -> dict[str, str]:
        """De cada aviso que se mantiene, por que."""
        return dict(zip(self.aviso, self.razon, strict=False))

    @property
    def adjuntos(self) -> tuple[Adjunto, ...]:
        """Los archivos que lleva."""
        return tuple(Adjunto(h, a) for h, a in zip(self.adjunto, self.alternativo, strict=False))

    def linea(self, cuenta_id: int) -> Linea:
        """Lo escrito para esa cuenta; vacio si no se dijo nada de ella."""
        partes = zip(self.cuenta, self.propio, self.hora, self.edita, strict=False)
        propio, hora, edita = next((p[1:] for p in partes if p[0] == cuenta_id), ("", "", ""))
        return Linea(va=cuenta_id in self.va, propio=propio, hora=hora, edita=edita)

    def escrito(self) -> Escrito:
        """Lo escrito, para su sala. Lanza `EntradaInvalida` si una fecha no lo es."""
        lineas = {c: self.linea(c) for c in self.cuenta}
        return Escrito(
            texto=self.texto,
            salidas=tuple(
                SalidaNueva(c, n.propio.strip(), _hora(n.hora), int(n.edita) if n.edita else None)
                for c, n in lineas.items()
                if n.va
            ),
            adjuntos=self.adjuntos,
            impacto=self.impacto,
            razones=self.razones,
            ficha=self._ficha() if self.tipo == "comunicado" else None,
        )

    def suelto(self) -> Escrito:
        """Solo el texto, para juzgar lo que aun no esta completo."""
        return Escrito(self.texto, (), impacto=self.impacto, razones=self.razones)

    def _ficha(self) -> Ficha:
        return Ficha(
            self.asunto,
            self.firmante,
            dia_escrito(self.desde, "desde qué día rige el comunicado"),
            dia_escrito(self.hasta, "hasta qué día rige el comunicado"),
            # tambien se escribe «12/2026»
            self.numero.strip().replace("/", "-"),
            self.sustituye.strip().replace("/", "-"),
        )


def _hora(escrita: str) -> datetime | None:
    """La hora de El Salvador que se escribio, o None si no se escribio ninguna. Lanza `EntradaInvalida`."""
    if not escrita.strip():
        return None
    try:
        hora = datetime.fromisoformat(escrita)
    except ValueError:
        raise EntradaInvalida("una de las horas no se entiende: día y hora de El Salvador") from None
    return hora if hora.tzinfo else hora.replace(tzinfo=ZONA)


class FormaRespuesta(BaseModel):
    """El formulario de una respuesta. `aviso` y `razon` van a la par."""

    texto: _Medido = ""
    consulta: _Corta = ""
    impacto: _Medido = ""
    visto: _Corta = ""
    aviso: Annotated[list[_Palabra], Field(max_length=_AVISOS_RESPUESTA)] = []
    razon: Annotated[list[_Palabra], Field(max_length=_AVISOS_RESPUESTA)] = []

    def entrega(self) -> Entrega:
        """Lo escrito, para su sala."""
        razones = dict(zip(self.aviso, self.razon, strict=False))
        return Entrega(self.texto, self.consulta, self.impacto, razones, self.visto)


class FormaRespuestaGuardada(FormaRespuesta):
    """La de una ya guardada, con la version que se tenia delante."""

    version: Annotated[int, Field(ge=1, le=2**31)]
