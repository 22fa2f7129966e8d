"""Decir cuantos hay de algo con su palabra en singular o en plural."""


def contado(cuantos: int, uno: str, varios: str = "") -> str:
    """«1 cuenta», «0 cuentas», «1,200 cuentas». `varios`: el plural, si no es añadir una s."""
    return f"{cuantos:,} {uno if cuantos == 1 else varios or f'{uno}s'}"
