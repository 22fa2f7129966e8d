"""De datos llanos (un caso en TOML, un ejemplo de docstring) a `Pieza` y `Contexto`."""

from datetime import UTC, datetime, timedelta

from modelos.lectura import leer
from politicas.tipos import (
    ComunicadoVigente,
    ConsultaRespondida,
    Contexto,
    Observacion,
    Pieza,
    Propuesta,
    Reciente,
    Sentido,
)

AHORA = datetime(2026, 11, 20, 15, tzinfo=UTC)
ORDEN = (Propuesta.PERMITIR, Propuesta.REVISAR, Propuesta.RESTRINGIR)
DE_ACUERDO = {"ofensivo": 0.95, "insulto_persona": 0.95, "insulto_grupo": 0.6}
CLAVES_PIEZA = {"tipo", "red", "autor", "autor_nombre", "consulta", "impacto", "redactor", "aprobador"}
CLAVES_VISTA = {"dias_sin_publicar", "publicadas_24h", "ajena", "cambio", "administrador", "token_valido"}
CLAVES_CONTEXTO = {
    "copias",
    "reciente",
    "autor_copias",
    "comunicado",
    "numero_comunicado",
    "consulta_vencida",
}


def pieza_de(texto: str, **datos: object) -> Pieza:
    """Una pieza de texto, o la observacion de una cuenta si algun dato es de observacion."""
    extra = {k: v for k, v in datos.items() if k in CLAVES_PIEZA}
    if CLAVES_VISTA & set(datos):
        return Pieza(Sentido.SALIENTE, observacion=_vista(datos), **extra)
    sentido = Sentido(datos.get("sentido", "entrante"))
    indicios = datos.get("indicios", {})
    return Pieza(sentido, lectura=leer(texto), indicios=indicios, **extra)


def _vista(datos: dict) -> Observacion:
    dias = datos.get("dias_sin_publicar")
    cambio = datos.get("cambio")
    return Observacion(
        red=str(datos.get("red", "facebook")),
        cuenta="1",
        fecha=AHORA,
        ajenas=(("p-9", str(datos["ajena"]), AHORA),) if "ajena" in datos else (),
        cambios={str(cambio): ("antes", "ahora")} if cambio else {},
        administradores_nuevos=(str(datos["administrador"]),) if "administrador" in datos else (),
        token_valido={"si": True, "no": False, None: None}[datos.get("token_valido")],
        ultima_publicacion=AHORA - timedelta(days=int(dias)) if dias is not None else None,
        publicadas_24h=int(datos.get("publicadas_24h", 0)),
    )


def contexto_de(texto: str, **datos: object) -> Contexto:
    """El contexto que piden los datos: copias recientes, comunicado en vigor, consultas del area."""
    copias = int(datos.get("copias", 0))
    autor = datos.get("autor_copias")
    repetido = str(datos.get("reciente", texto))
    recientes = tuple(Reciente(repetido, AHORA, str(autor or f"autor{i}")) for i in range(copias))
    comunicados = ()
    if "comunicado" in datos:
        numero = str(datos.get("numero_comunicado", "9-2026"))
        desde, hasta = AHORA - timedelta(days=5), AHORA + timedelta(days=5)
        comunicados = (ComunicadoVigente(numero, "asunto", str(datos["comunicado"]), desde, hasta),)
    vence = AHORA + timedelta(days=-1 if datos.get("consulta_vencida") else 30)
    consultas = (
        ConsultaRespondida(
            "C-7",
            str(datos.get("asunto_consulta", "Subsidio por maternidad")),
            str(datos.get("respuesta_area", "El subsidio por maternidad se deposita en quince días.")),
            vence,
        ),
    )
    return Contexto(AHORA, recientes=recientes, comunicados=comunicados, consultas=consultas)


def mayor(hallazgos) -> Propuesta:
    """La propuesta mas dura de unos hallazgos; sin ninguno, permitir."""
    return max((h.propuesta for h in hallazgos), key=ORDEN.index, default=Propuesta.PERMITIR)


def lineas(ruta) -> list[str]:
    """Los textos de un archivo, uno por linea; `#` al principio comenta y `\\n` dentro es un salto."""
    crudas = ruta.read_text(encoding="utf-8").splitlines()
    return [c.replace("\\n", "\n") for c in crudas if c.strip() and not c.startswith("# ")]
