"""El navegador de una sesión, dicho para que su dueño la reconozca. Es lo que el navegador dice de sí: no prueba nada."""

from typing import Final

_NAVEGADORES: Final = (
    # los que dicen también «Chrome» o «Safari» van antes que ellos
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SISTEMAS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def navegador(dicho: str) -> str:
    """«Firefox en Windows», lo que se pueda saber, o «navegador desconocido»."""
    cual = next((nombre for marca, nombre in _NAVEGADORES if marca in dicho), "")
    donde = next((nombre for marca, nombre in _SISTEMAS if marca in dicho), "")
    if cual and donde:
        return f"{cual} en {donde}"
    return cual or donde or "navegador desconocido"
