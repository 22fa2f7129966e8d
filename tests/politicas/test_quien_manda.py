"""Cuando dos textos nuestros dicen cosas distintas, cual manda sobre un borrador (politica 3)."""

from datetime import UTC, datetime, timedelta

import pytest

from modelos.lectura import leer
from politicas.p03 import evaluar
from politicas.p06 import evaluar as evaluar_comunicado
from politicas.tipos import ComunicadoVigente, Contexto, Hallazgo, Pieza, Propuesta, Reciente, Sentido

AHORA = datetime(2026, 11, 20, 15, tzinfo=UTC)
DIA = timedelta(days=1)
A_LAS_4 = "La farmacia de Zacamil atiende de 7:00 a. m. a 4:00 p. m."
A_LAS_6 = "La farmacia de Zacamil atiende de 7:00 a. m. a 6:00 p. m."
BORRADOR = "La farmacia de Zacamil cierra a las 4:00 p. m."


def comunicado(
    texto: str, hace: int, numero: str = "1-2026", asunto: str = "Farmacia de Zacamil"
) -> ComunicadoVigente:
    return ComunicadoVigente(numero, asunto, texto, AHORA - 60 * DIA, AHORA + 30 * DIA, AHORA - hace * DIA)


def publicada(texto: str, hace: int) -> Reciente:
    return Reciente(texto, AHORA - hace * DIA)


def mirar(borrador: str, *dichos: ComunicadoVigente | Reciente) -> list[Hallazgo]:
    contexto = Contexto(
        AHORA,
        comunicados=tuple(d for d in dichos if isinstance(d, ComunicadoVigente)),
        recientes=tuple(d for d in dichos if isinstance(d, Reciente)),
    )
    pieza = Pieza(Sentido.SALIENTE, lectura=leer(borrador), tipo="publicacion", fecha=AHORA)
    return list(evaluar(pieza, contexto))


@pytest.mark.parametrize(
    ("dichos", "espera"),
    [
        ([publicada(A_LAS_6, 5)], Propuesta.RESTRINGIR),
        ([publicada(A_LAS_6, 5), comunicado(A_LAS_4, 2)], None),
        ([publicada(A_LAS_6, 1), comunicado(A_LAS_4, 2)], Propuesta.REVISAR),
        ([publicada(A_LAS_6, 5), publicada(A_LAS_4, 2)], None),
        ([publicada(A_LAS_6, 1), publicada(A_LAS_4, 2)], Propuesta.RESTRINGIR),
        ([comunicado(A_LAS_6, 5), publicada(A_LAS_4, 2)], Propuesta.RESTRINGIR),
        ([comunicado(A_LAS_6, 5), comunicado(A_LAS_4, 2, "2-2026")], Propuesta.RESTRINGIR),
        ([publicada(A_LAS_6, 5), comunicado("El laboratorio de Zacamil cierra a las 4:00 p. m.", 2)], Propuesta.RESTRINGIR),
    ],
    ids=[
        "una publicación sola frena",
        "un comunicado posterior que da la razón la deja atrás",
        "una publicación posterior al comunicado solo avisa",
        "una publicación posterior también deja atrás a la vieja",
        "la vieja no deja atrás a la nueva",
        "contra un comunicado en vigor no vale una publicación",
        "ni otro comunicado: una persona dice cuál",
        "lo que habla de otro servicio no da la razón",
    ],
)  # fmt: skip
def test_quien_manda(dichos, espera) -> None:
    hallados = mirar(BORRADOR, *dichos)
    assert [h.propuesta for h in hallados] == ([espera] if espera else [])


def test_un_dato_que_choca_con_muchos_es_un_hallazgo_con_sus_contrastes() -> None:
    dichos = [publicada(A_LAS_6, n) for n in range(1, 10)] + [comunicado(A_LAS_6, 3)]
    (h,) = mirar(BORRADOR, *dichos)
    assert "el comunicado 1-2026" in h.motivo, "primero el que manda"
    assert [c.origen for c in h.contraste[:2]] == ["comunicado 1-2026", "publicación del 19/11/2026"]
    assert len(h.contraste) == 5


def test_muchos_choques_no_tapan_al_ultimo_comunicado() -> None:
    """Antes se quedaban los 40 primeros hallazgos: uno por texto, aunque todos fueran del mismo dato."""
    borrador = f"{BORRADOR} Llame al 2591-1111."
    viejos = [comunicado(A_LAS_6, 50, f"{n}-2026") for n in range(1, 60)]
    ultimo = comunicado("Para la farmacia de Zacamil llame al 2591-2222.", 1, "99-2026")
    motivos = [h.motivo for h in mirar(borrador, *viejos, ultimo)]
    assert len(motivos) == 2
    assert "el comunicado 99-2026" in motivos[1]


def test_un_comunicado_se_compara_con_todos_los_que_rigen() -> None:
    otros = [comunicado(A_LAS_4, 50, f"{n}-2026", f"Tema {chr(97 + n % 26) * 6}") for n in range(1, 60)]
    suyo = comunicado(A_LAS_4, 40, "77-2026", "Horario de la farmacia de Zacamil")
    texto = (
        "Comunicado N.º 99-2026. Asunto: Horario de la farmacia de Zacamil. Vigente del 20 de noviembre al 31 de "
        "diciembre de 2026. La farmacia atenderá hasta las 4:00 p. m. Firma: Dirección General."
    )
    pieza = Pieza(Sentido.SALIENTE, lectura=leer(texto), tipo="comunicado", fecha=AHORA)
    hallados = list(evaluar_comunicado(pieza, Contexto(AHORA, comunicados=(*otros, suyo))))
    assert [h.etiqueta for h in hallados] == ["sin_decir_sustituye"]
    assert "77-2026" in hallados[0].motivo
