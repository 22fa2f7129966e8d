"""De una seccion [[cuenta]] a su conector. Añadir una red es un caso aqui.

Cada uno se importa al montarlo: su SDK tarda, y lo pagarian hasta las ordenes que no tocan ninguna red.
"""

from conectores.tipos import Conector
from moderacion.config import Cuenta, CuentaFacebook, CuentaTwitter


def montar_conector(cuenta: Cuenta) -> Conector:
    """El conector de una cuenta, con sus secretos ya leidos."""
    if isinstance(cuenta, CuentaFacebook):
        from conectores.facebook import ConectorFacebook, CredencialFacebook

        f = cuenta.credencial
        return ConectorFacebook(
            cuenta.id,
            CredencialFacebook(f.token.get_secret_value(), f.app_id, f.app_secreto.get_secret_value()),
            base=cuenta.url_base,
        )
    if isinstance(cuenta, CuentaTwitter):
        from conectores.twitter import ConectorTwitter, CredencialTwitter

        t = cuenta.credencial
        return ConectorTwitter(
            cuenta.id,
            CredencialTwitter(
                t.consumidor.get_secret_value(),
                t.consumidor_secreto.get_secret_value(),
                t.token.get_secret_value(),
                t.token_secreto.get_secret_value(),
                t.plan,
            ),
            base=cuenta.url_base,
        )
    from conectores.youtube import ConectorYoutube, CredencialYoutube

    y = cuenta.credencial
    return ConectorYoutube(
        cuenta.id,
        CredencialYoutube(y.cliente_id, y.cliente_secreto.get_secret_value(), y.refresco.get_secret_value()),
        base=cuenta.url_base,
    )
