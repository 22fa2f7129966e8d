"""La base de toda seccion de la configuracion."""

from pydantic import BaseModel, ConfigDict


class Cerrado(BaseModel):
    """Sin claves de mas y sin conversiones sorpresa."""

    model_config = ConfigDict(extra="forbid", strict=False, frozen=True)
