"""Facebook (Graph v26.0) sobre facebook-sdk: leer, actuar y cuidar la cuenta de una Pagina.

El SDK se llama `facebook`, como este paquete: aqui dentro, `import facebook` es el SDK (importacion absoluta).
"""

from conectores.facebook.capacidades import CAPACIDADES
from conectores.facebook.conector import ConectorFacebook, CredencialFacebook

__all__ = ["CAPACIDADES", "ConectorFacebook", "CredencialFacebook"]
