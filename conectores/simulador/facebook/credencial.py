"""Lo que Graph dice de un token: `/debug_token` y los mensajes de uno muerto."""

from typing import Any, Final

from conectores.simulador.cuentas import APP_FACEBOOK, PAGINA_FACEBOOK, TOKEN_FACEBOOK
from conectores.simulador.facebook.estado import APLICACION_PROPIA
from conectores.simulador.facebook.mundo import MundoFacebook

JSON = dict[str, Any]

MENSAJES_190: Final = {
    458: "Error validating access token: The user has not authorized application.",
    460: "Error validating access token: The session has been invalidated because the user changed their password "
    "or Facebook has changed the session for security reasons.",
    463: "Error validating access token: Session has expired.",
}


def depurar_token(mundo: MundoFacebook, token: str) -> JSON:
    """`/debug_token` de `token`."""
    if token != TOKEN_FACEBOOK:
        error = {"code": 190, "message": "Invalid OAuth access token."}
        return {"data": {"error": error, "is_valid": False, "scopes": []}}
    estado = mundo.estado
    datos: JSON = {
        "app_id": APP_FACEBOOK,
        "type": "PAGE",
        "application": APLICACION_PROPIA["name"],
        "data_access_expires_at": int(estado.caduca_acceso.timestamp()),
        "expires_at": 0,
        "is_valid": estado.token_muerto is None,
        "profile_id": PAGINA_FACEBOOK,
        "scopes": list(estado.permisos),
        "granular_scopes": [{"scope": s, "target_ids": [PAGINA_FACEBOOK]} for s in estado.permisos],
        "user_id": "700000000000001",
    }
    if estado.token_muerto is not None:
        datos["error"] = {
            "code": 190, "message": MENSAJES_190[estado.token_muerto], "subcode": estado.token_muerto,
        }  # fmt: skip
    return {"data": datos}
