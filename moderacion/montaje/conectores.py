"""De una seccion [[cuenta]] a su conector. Añadir una red es una linea aqui."""

from conectores.facebook import ConectorFacebook
from conectores.facebook import CredencialFacebook as CredFacebook
from conectores.tipos import Conector
from conectores.twitter import ConectorTwitter
from conectores.twitter import CredencialTwitter as CredTwitter
from conectores.youtube import ConectorYoutube
from conectores.youtube import CredencialYoutube as CredYoutube
from moderacion.config import Cuenta, CuentaFacebook, CuentaTwitter


def montar_conector(cuenta: Cuenta) -> Conector:
    """El conector de una cuenta, con sus secretos ya leidos."""
    if isinstance(cuenta, CuentaFacebook):
        f = cuenta.credencial
        return ConectorFacebook(
            cuenta.id,
            CredFacebook(f.token.get_secret_value(), f.app_id, f.app_secreto.get_secret_value()),
            base=cuenta.url_base,
        )
    if isinstance(cuenta, CuentaTwitter):
        t = cuenta.credencial
        return ConectorTwitter(
            cuenta.id,
            CredTwitter(
                t.consumidor.get_secret_value(),
                t.consumidor_secreto.get_secret_value(),
                t.token.get_secret_value(),
                t.token_secreto.get_secret_value(),
                t.plan,
            ),
            base=cuenta.url_base,
        )
    y = cuenta.credencial
    return ConectorYoutube(
        cuenta.id,
        CredYoutube(y.cliente_id, y.cliente_secreto.get_secret_value(), y.refresco.get_secret_value()),
        base=cuenta.url_base,
    )
