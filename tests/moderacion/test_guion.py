"""El guion de la demostracion se carga, cuadra con lo pedido y no apunta a nadie ni a nada real."""

import re
import tomllib
import unicodedata
from collections import Counter
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path

import pytest

import moderacion
from conectores.simulador.cuentas import ALIAS_TWITTER
from conectores.tipos import Red
from politicas.tipos import Propuesta

RUTA = Path(moderacion.__file__).parent / "demo" / "guion.toml"
REDES = {str(r) for r in Red}
ESPERAS = {str(p) for p in Propuesta}
MINIMOS = {
    "felicitacion": 15, "consulta": 22, "denuncia": 10, "sugerencia": 6, "insulto": 16,
    "insulto_disfrazado": 12, "amenaza": 3, "odio": 2, "spam": 13, "enlace": 9, "mayusculas": 5,
    "clinica": 8, "cita_insulto": 4, "urgencia": 2, "conversacion": 4,
}  # fmt: skip
QUEJAS = ("queja", "queja_vulgar")
CLASES = {*MINIMOS, *QUEJAS}
POR_RED = {"facebook": 55, "twitter": 45, "youtube": 40}
CLAVES = {
    "comentario": {
        "red",
        "publicacion",
        "padre",
        "id_local",
        "autor",
        "texto",
        "minuto",
        "clase",
        "espera",
        "estado",
        "extra",
    },
    "publicacion": {"id_local", "red", "titulo", "texto", "hora"},
}
OBLIGATORIAS = {
    "comentario": {"red", "autor", "texto", "minuto", "clase", "espera"},
    "publicacion": {"id_local", "red", "texto", "hora"},
}
FORMA = str.maketrans("", "", "\u200b\u200e\u200f")


@pytest.fixture(scope="module")
def guion() -> dict:
    return tomllib.loads(RUTA.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def comentarios(guion) -> list[dict]:
    return guion["comentario"]


def de_clase(comentarios: list[dict], *clases: str) -> list[dict]:
    return [c for c in comentarios if c["clase"] in clases]


def ola(comentarios: list[dict]) -> list[dict]:
    """Los mensajes de la ola de spam: un autor distinto cada uno."""
    spam = de_clase(comentarios, "spam")
    veces = Counter(c["autor"] for c in spam)
    return [c for c in spam if veces[c["autor"]] == 1]


def test_solo_las_secciones_y_claves_del_guion(guion):
    assert set(guion) == {"publicacion", "comentario", "intruso", "seguidores", "autores"}
    for seccion, claves in CLAVES.items():
        for fila in guion[seccion]:
            assert set(fila) <= claves, fila
            assert set(fila) >= OBLIGATORIAS[seccion], fila


def test_cuantos_por_red(comentarios):
    cuantos = Counter(c["red"] for c in comentarios)
    assert set(cuantos) == REDES
    assert len(comentarios) >= 140
    assert {r: n for r, n in POR_RED.items() if cuantos[r] < n} == {}


def test_cuantos_por_clase(comentarios):
    cuantos = Counter(c["clase"] for c in comentarios)
    assert set(cuantos) == CLASES
    assert {k: n for k, n in MINIMOS.items() if cuantos[k] < n} == {}
    assert sum(cuantos[k] for k in QUEJAS) >= 25
    assert cuantos["queja_vulgar"] >= 8


def test_espera_es_una_propuesta(comentarios):
    assert {c["espera"] for c in comentarios} == ESPERAS


def test_la_critica_no_se_restringe_y_el_insulto_si(comentarios):
    protegidas = ("queja", "queja_vulgar", "denuncia", "sugerencia", "consulta", "felicitacion",
                  "clinica", "cita_insulto", "urgencia", "conversacion", "mayusculas")  # fmt: skip
    assert [c["texto"] for c in de_clase(comentarios, *protegidas) if c["espera"] == "restringir"] == []
    ofensas = ("insulto", "insulto_disfrazado", "amenaza", "odio", "spam")
    assert [c["texto"] for c in de_clase(comentarios, *ofensas) if c["espera"] != "restringir"] == []
    sin_tacha = ("queja", "sugerencia", "consulta", "felicitacion", "clinica", "conversacion")
    assert [c["texto"] for c in de_clase(comentarios, *sin_tacha) if c["espera"] != "permitir"] == []


def test_los_minutos_van_en_orden(guion, comentarios):
    minutos = [c["minuto"] for c in comentarios]
    assert all(type(m) is int and m > 0 for m in minutos)
    assert minutos == sorted(minutos)
    assert all(type(p["hora"]) is int and p["hora"] < 0 for p in guion["publicacion"])


def test_las_publicaciones_son_dos_o_tres_por_red(guion):
    cuantas = Counter(p["red"] for p in guion["publicacion"])
    assert set(cuantas) == REDES
    assert all(2 <= n <= 3 for n in cuantas.values())
    assert all(("titulo" in p) == (p["red"] == "youtube") for p in guion["publicacion"])
    assert all(p["texto"].strip() for p in guion["publicacion"])


def test_los_ids_locales_no_se_repiten_y_se_usan(guion, comentarios):
    publicaciones = [p["id_local"] for p in guion["publicacion"]]
    propios = [c["id_local"] for c in comentarios if "id_local" in c]
    assert len(set(publicaciones + propios)) == len(publicaciones + propios)
    assert set(propios) == {c["padre"] for c in comentarios if "padre" in c}
    assert set(publicaciones) == {c["publicacion"] for c in comentarios if "publicacion" in c}


def test_las_referencias_llevan_a_algo_de_la_misma_red_ya_publicado(guion, comentarios):
    publicaciones = {p["id_local"]: p for p in guion["publicacion"]}
    vistos: dict[str, dict] = {}
    for c in comentarios:
        if "publicacion" in c:
            assert publicaciones[c["publicacion"]]["red"] == c["red"], c
        else:
            assert c["red"] != "facebook", c
        if "padre" in c:
            padre = vistos[c["padre"]]
            assert (padre["red"], padre.get("publicacion")) == (c["red"], c.get("publicacion")), c
            assert padre["minuto"] < c["minuto"], c
        if "id_local" in c:
            vistos[c["id_local"]] = c
    assert any("padre" in c for c in comentarios)


def test_cada_autor_existe_y_es_de_una_sola_red(guion, comentarios):
    redes: dict[str, set[str]] = {}
    for c in comentarios:
        if c["autor"]:
            redes.setdefault(c["autor"], set()).add(c["red"])
    assert set(redes) == set(guion["autores"])
    assert {a for a, r in redes.items() if len(r) > 1} == set()
    assert all(
        set(a) == {"nombre", "usuario"} and a["nombre"] and a["usuario"] for a in guion["autores"].values()
    )
    usuarios = [a["usuario"] for a in guion["autores"].values()]
    assert len(set(usuarios)) == len(usuarios)
    # la forma de un usuario de X segun su OpenAPI
    de_x = [guion["autores"][a]["usuario"] for a, r in redes.items() if r == {"twitter"}]
    assert [u for u in de_x if not re.fullmatch(r"[A-Za-z0-9_]{1,15}", u)] == []


def test_ningun_texto_se_repite_salvo_en_la_ola(comentarios):
    de_la_ola = {id(c) for c in ola(comentarios)}
    textos = Counter(c["texto"] for c in comentarios if id(c) not in de_la_ola)
    assert [t for t, n in textos.items() if n > 1] == []


def test_los_textos_no_salen_de_una_plantilla(comentarios):
    de_la_ola = {id(c) for c in ola(comentarios)}
    textos = [c["texto"].casefold() for c in comentarios if id(c) not in de_la_ola and len(c["texto"]) > 20]
    arranques = Counter(" ".join(t.split()[:3]) for t in textos)
    assert [a for a, n in arranques.items() if n > 2] == []
    parecidos = [(a, b) for a, b in combinations(textos, 2) if _razon(a, b) > 0.75]
    assert parecidos == []


def _razon(a: str, b: str) -> float:
    """Parecido de 0 a 1; barato cuando ni el largo ni las letras pueden dar tanto."""
    s = SequenceMatcher(None, a, b, autojunk=False)
    return s.ratio() if s.real_quick_ratio() > 0.75 and s.quick_ratio() > 0.75 else 0.0


def test_la_ola_es_de_diez_autores_casi_con_el_mismo_texto_y_los_anuncios_de_uno(comentarios):
    mensajes = ola(comentarios)
    assert len(mensajes) == 10
    assert max(c["minuto"] for c in mensajes) - min(c["minuto"] for c in mensajes) <= 10
    primero = mensajes[0]["texto"]
    assert [m["texto"] for m in mensajes if SequenceMatcher(None, primero, m["texto"]).ratio() < 0.85] == []
    assert len({m["texto"] for m in mensajes}) >= 7
    anuncios = [c for c in de_clase(comentarios, "spam") if c not in mensajes]
    assert len(anuncios) == 3
    assert len({c["autor"] for c in anuncios}) == 1


def test_las_menciones_sueltas_nombran_la_cuenta(comentarios):
    sueltas = [c for c in comentarios if c["red"] == "twitter" and "publicacion" not in c]
    assert len(sueltas) >= 5
    assert [c["texto"] for c in sueltas if f"@{ALIAS_TWITTER}" not in c["texto"]] == []
    assert all(len(c["texto"]) <= 280 for c in comentarios if c["red"] == "twitter")


def test_los_estados_son_de_youtube(comentarios):
    con_estado = [c for c in comentarios if "estado" in c]
    assert {c["estado"] for c in con_estado} == {"heldForReview", "likelySpam"}
    assert {c["red"] for c in con_estado} == {"youtube"}


def test_estan_las_rarezas(comentarios):
    textos = [c["texto"] for c in comentarios]
    letras = [t for t in textos if any(ch.isalpha() for ch in t)]
    assert [c for c in comentarios if c["texto"] == "" and c.get("extra", {}).get("attachment")]
    assert [t for t in textos if t and t not in letras], "falta uno solo de emojis"
    assert [c for c in comentarios if c["autor"] == ""]
    assert any("\u200f" in t for t in textos)
    assert any(unicodedata.normalize("NFC", t) != t for t in textos)
    disfrazados = [c["texto"] for c in de_clase(comentarios, "insulto_disfrazado")]
    assert any("\u200b" in t for t in disfrazados)
    assert any("CYRILLIC" in unicodedata.name(ch, "") for t in disfrazados for ch in t)
    assert any(re.search(r"(?:\b\w ){5}", t) for t in disfrazados)
    assert any(re.search(r"(?:\w\.){4}", t) for t in disfrazados)
    assert any("*" in t for t in disfrazados)
    assert any(re.search(r"(\w)\1{3}", t) for t in disfrazados)
    assert any(re.search(r"[a-z][0-9][a-z]", t) for t in disfrazados)


def test_ningun_enlace_ni_telefono_lleva_a_alguien_real(guion, comentarios):
    textos = [c["texto"].translate(FORMA) for c in comentarios] + [guion["intruso"]["texto"]]
    dominios = {d.lower() for t in textos for d in re.findall(r"(?:https?://|www\.)([\w.-]+\w)", t)}
    ajenos = {d for d in dominios if not re.search(r"(^|\.)(example\.(com|org|net)|gob\.sv)$", d)}
    assert ajenos <= {"bit.ly"}
    telefonos = {n for t in textos for n in re.findall(r"\d{4}[- ]?\d{4}\b", t)}
    assert {n for n in telefonos if set(n[-8:]) - set("0-")} == set()
    assert len([c for c in de_clase(comentarios, "enlace") if c["espera"] == "permitir"]) == 3
    assert all("gob.sv" in c["texto"] for c in de_clase(comentarios, "enlace") if c["espera"] == "permitir")


def test_el_intruso_publica_en_una_red_donde_se_puede_y_despues_se_pregunta_por_ello(guion, comentarios):
    intruso = guion["intruso"]
    assert set(intruso) == {"red", "minuto", "texto"}
    assert intruso["red"] in REDES - {"youtube"}
    assert "bono" in intruso["texto"].casefold()
    assert "https://" in intruso["texto"]
    bonos = [c for c in de_clase(comentarios, "consulta") if "bono" in c["texto"]]
    assert len(bonos) >= 2
    assert all(c["minuto"] > intruso["minuto"] for c in bonos)


def test_los_seguidores_crecen_en_cada_red(guion):
    assert set(guion["seguidores"]) == REDES
    for cifras in guion["seguidores"].values():
        assert set(cifras) == {"inicial", "minuto", "despues"}
        assert 0 < cifras["inicial"] < cifras["despues"]
        assert cifras["minuto"] > 0
    youtube = guion["seguidores"]["youtube"]
    # con tres cifras significativas, como las da YouTube, el cambio todavia se nota
    assert f"{youtube['inicial']:.3g}" != f"{youtube['despues']:.3g}"
