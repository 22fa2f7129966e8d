"""Lo que se descarga en vez de verse."""


def adjunto(nombre: str) -> dict[str, str]:
    """La cabecera con que el navegador lo guarda con ese nombre."""
    return {"Content-Disposition": f'attachment; filename="{nombre}"'}
