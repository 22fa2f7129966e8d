"""De datos llanos (un caso en TOML, un ejemplo de docstring) a `Pieza` y `Contexto`."""

import re
from datetime import UTC, datetime, timedelta

from modelos.lectura import leer
from politicas.ayudas.asuntos import asuntos
from politicas.ayudas.tiempo import ZONA
from politicas.tipos import (
    ComunicadoVigente,
    ConsultaRespondida,
    Contexto,
    Evidencia,
    Gravedad,
    Hallazgo,
    Observacion,
    Pieza,
    Propuesta,
    Rafaga,
    Reciente,
    SenalPrevia,
    Sentido,
    Ventana,
)

AHORA = datetime(2026, 11, 20, 15, tzinfo=UTC)
ORDEN = (Propuesta.PERMITIR, Propuesta.REVISAR, Propuesta.RESTRINGIR)
DE_ACUERDO = {"ofensivo": 0.95, "insulto_persona": 0.95, "insulto_grupo": 0.6}
CLAVES_PIEZA = {
    "tipo", "red", "autor", "autor_nombre", "consulta", "impacto", "redactor", "aprobador", "aprobaciones",
    "por_publicar", "hora",
}  # fmt: skip
CLAVES_VISTA = {
    "dias_sin_publicar", "publicadas_24h", "ajena", "cambio", "administrador", "token_valido", "rafaga", "cuantos",
    "habitual", "ejemplos", "ritmo", "intervalo_horas", "borrada", "borradas", "hora_ajena", "horas_habituales",
    "dominio_habitual", "seguidores", "mantenimiento", "espera", "siguiendo", "aplicacion", "permiso", "token_vencido",
    "asuntos", "previa", "editada", "decia",
}  # fmt: skip
CLAVES_CONTEXTO = {
    "copias", "reciente", "autor_copias", "comunicado", "numero_comunicado", "asunto_comunicado", "comunicado_vencido",
    "consulta_vencida", "asunto_consulta", "respuesta_area", "mejores_horas",
}  # fmt: skip

PROPIAS = {
    "clase", "nombre", "texto", "esperado", "automatica", "bloquear", "evidencia", "porque", "indicios", "sentido",
    "etiqueta",
}  # fmt: skip
"""Claves de un caso que no son datos de la pieza ni del contexto (salvo el sentido)."""
MAXIMO_HALLAZGOS, MAXIMO_EVIDENCIA = 200, 400


def datos_de(caso: dict) -> dict:
    """Los datos de un caso en TOML, como los piden `pieza_de` y `contexto_de`."""
    datos = {k: v for k, v in caso.items() if k not in PROPIAS or k == "sentido"}
    datos["indicios"] = DE_ACUERDO if caso.get("indicios") == "acuerdo" else caso.get("indicios", {})
    return datos


def faltas_de_forma(numero: int, pieza: Pieza, hallazgos: list[Hallazgo]) -> list[str]:
    """Lo que ningun hallazgo de la politica `numero` puede tener, o vacio."""
    faltas = [f"{len(hallazgos)} hallazgos"] if len(hallazgos) > MAXIMO_HALLAZGOS else []
    for h in hallazgos:
        pruebas = {
            "numero ajeno": h.politica == numero,
            "motivo que no es una frase": bool(re.fullmatch(r"[A-ZÁÉÍÓÚÑ¿¡«].*\.", h.motivo, re.DOTALL)),
            "evidencia de mas": len(h.evidencia) <= MAXIMO_EVIDENCIA,
            "evidencia inexacta": all(_exacta(pieza, e) for e in h.evidencia),
            "automatica sin poder": not h.automatica or (numero in (2, 4, 12) and _comentario(pieza)),
            "automatica sin restringir": not h.automatica or h.propuesta is Propuesta.RESTRINGIR,
            "automatica sin clasificador": not h.automatica or not pieza.degradada,
            "bloquear fuera de la 2": not h.bloquear or numero == 2,
            "gravedad y propuesta no cuadran": _cuadra(pieza, h),
        }
        faltas += [f"{que}: {h}" for que, bien in pruebas.items() if not bien]
    return faltas


def _comentario(pieza: Pieza) -> bool:
    return pieza.sentido is Sentido.ENTRANTE and pieza.observacion is None


def _exacta(pieza: Pieza, e: Evidencia) -> bool:
    """El fragmento del texto; en una observacion, un texto suyo entero."""
    if pieza.observacion is not None:
        return (e.inicio, e.fin) == (0, len(e.texto))
    return 0 <= e.inicio <= e.fin <= len(pieza.texto) and pieza.texto[e.inicio : e.fin] == e.texto


def _cuadra(pieza: Pieza, h: Hallazgo) -> bool:
    """Lo nuestro: nota, aviso o alto. Lo entrante y las cuentas: grave es restringir y permitir es leve."""
    if pieza.sentido is Sentido.SALIENTE and pieza.observacion is None:
        return ORDEN.index(h.propuesta) + 1 == h.gravedad
    if h.propuesta is Propuesta.PERMITIR:
        return h.gravedad is Gravedad.LEVE
    if h.propuesta is Propuesta.RESTRINGIR:
        return h.gravedad is not Gravedad.LEVE
    return h.gravedad is not Gravedad.GRAVE


def pieza_de(texto: str, **datos: object) -> Pieza:
    """Una pieza de texto, o la observacion de una cuenta si algun dato es de observacion."""
    extra = {k: v for k, v in datos.items() if k in CLAVES_PIEZA - {"hora"}}
    if "aprobaciones" in extra:
        extra["aprobaciones"] = tuple(str(extra["aprobaciones"]).split("+"))
    if CLAVES_VISTA & set(datos):
        return Pieza(Sentido.SALIENTE, observacion=_vista(datos), **extra)
    if "hora" in datos:
        extra["fecha"] = AHORA.astimezone(ZONA).replace(hour=int(datos["hora"]))
    sentido = Sentido(datos.get("sentido", "entrante"))
    indicios = datos.get("indicios", {})
    return Pieza(sentido, lectura=leer(texto), indicios=indicios, **extra)


def _horas(escritas: object) -> tuple[int, ...]:
    """«7-12+20» son de las 7 a las 12 y las 20."""
    tramos = [parte.split("-") for parte in str(escritas).split("+") if parte]
    return tuple(h for t in tramos for h in range(int(t[0]), int(t[-1]) + 1))


def _vista(datos: dict) -> Observacion:
    dias = datos.get("dias_sin_publicar")
    cambios = [c for c in str(datos.get("cambio", "")).split("+") if c]
    intervalo = datos.get("intervalo_horas")
    fecha_ajena = AHORA.astimezone(ZONA).replace(hour=int(datos.get("hora_ajena", 9)))
    borradas = [str(datos["borrada"])] * int(datos.get("borradas", 1)) if "borrada" in datos else []
    return Observacion(
        red=str(datos.get("red", "facebook")),
        cuenta="1",
        fecha=AHORA,
        ajenas=(("p-9", str(datos["ajena"]), fecha_ajena),) if "ajena" in datos else (),
        cambios=dict.fromkeys(cambios, ("antes", "ahora")),
        administradores_nuevos=(str(datos["administrador"]),) if "administrador" in datos else (),
        token_valido={"si": True, "no": False, None: None}[datos.get("token_valido")],
        ultima_publicacion=AHORA - timedelta(days=int(dias)) if dias is not None else None,
        publicadas_24h=int(datos.get("publicadas_24h", 0)),
        rafagas=_rafagas(datos),
        ritmo_habitual=float(datos["ritmo"]) if "ritmo" in datos else None,
        intervalo_mediano=timedelta(hours=float(intervalo)) if intervalo is not None else None,
        borradas=tuple((f"b-{i}", texto, AHORA) for i, texto in enumerate(borradas)),
        editadas=(("e-1", str(datos["decia"]), str(datos["editada"]), AHORA),) if "editada" in datos else (),
        horas_habituales=frozenset(_horas(datos.get("horas_habituales", ""))),
        dominios_habituales=frozenset(str(datos.get("dominio_habitual", "")).split()),
        seguidores=_par(datos.get("seguidores", "")),
        siguiendo=_par(datos.get("siguiendo", "")),
        asuntos_habituales=asuntos(str(datos.get("asuntos", ""))),
        aplicaciones_ajenas=(("p-9", str(datos["aplicacion"])),) if "aplicacion" in datos else (),
        permisos_perdidos=(str(datos["permiso"]),) if "permiso" in datos else (),
        token_vencido=datos.get("token_vencido") == "si",
        ventanas=_ventanas(datos),
        previas=tuple(_previa(p) for p in str(datos.get("previa", "")).split("+") if p),
    )


def _par(escrito: object) -> tuple[int, int] | None:
    """«10:200» es de 10 a 200."""
    antes, _, ahora = str(escrito).partition(":")
    return (int(antes), int(ahora)) if ahora else None


def _ventanas(datos: dict) -> tuple[Ventana, ...]:
    """Una ventana de un dia alrededor de ahora. `espera`: las señales anunciadas, con «+» en medio."""
    if not str(datos.get("mantenimiento", "")).strip():
        return ()
    espera = frozenset(e for e in str(datos.get("espera", "")).split("+") if e)
    dia = timedelta(days=1)
    return (Ventana(str(datos["mantenimiento"]), AHORA - dia, AHORA + dia, espera),)


def _previa(escrita: str) -> SenalPrevia:
    """«perfil_menor:5» peso 5 hace un rato."""
    clase, _, peso = escrita.partition(":")
    return SenalPrevia(clase, float(peso), f"Antes se vio «{clase}».")


def _rafagas(datos: dict) -> tuple[Rafaga, ...]:
    if "rafaga" not in datos:
        return ()
    ejemplos = tuple(str(e) for e in datos.get("ejemplos", ("¿Y el desabastecimiento?",)))
    return (Rafaga(str(datos["rafaga"]), int(datos["cuantos"]), float(datos["habitual"]), ejemplos),)


def contexto_de(texto: str, **datos: object) -> Contexto:
    """El contexto que piden los datos: copias recientes, comunicado en vigor, consultas del area."""
    copias = int(datos.get("copias", 0))
    autor = datos.get("autor_copias")
    repetido = str(datos.get("reciente", texto))
    recientes = tuple(Reciente(repetido, AHORA, str(autor or f"autor{i}")) for i in range(copias))
    comunicados = ()
    if "comunicado" in datos:
        numero, asunto = (
            str(datos.get("numero_comunicado", "9-2026")),
            str(datos.get("asunto_comunicado", "asunto")),
        )
        hasta = AHORA + timedelta(days=-1 if datos.get("comunicado_vencido") else 5)
        desde = AHORA - timedelta(days=5)
        comunicados = (ComunicadoVigente(numero, asunto, str(datos["comunicado"]), desde, hasta),)
    vence = AHORA + timedelta(days=-1 if datos.get("consulta_vencida") else 30)
    asunto = str(datos.get("asunto_consulta", "Subsidio por maternidad"))
    respuesta = str(datos.get("respuesta_area", "El subsidio por maternidad se deposita en quince días."))
    horas = {str(datos.get("red", "")): _horas(datos["mejores_horas"])} if "mejores_horas" in datos else {}
    return Contexto(
        AHORA,
        recientes=recientes,
        comunicados=comunicados,
        consultas=(ConsultaRespondida("C-7", asunto, respuesta, vence),),
        mejores_horas=horas,
    )


def mayor(hallazgos) -> Propuesta:
    """La propuesta mas dura de unos hallazgos; sin ninguno, permitir."""
    return max((h.propuesta for h in hallazgos), key=ORDEN.index, default=Propuesta.PERMITIR)


def lineas(ruta) -> list[str]:
    """Los textos de un archivo, uno por linea; `#` al principio comenta y `\\n` dentro es un salto."""
    crudas = ruta.read_text(encoding="utf-8").splitlines()
    return [c.replace("\\n", "\n") for c in crudas if c.strip() and not c.startswith("# ")]
