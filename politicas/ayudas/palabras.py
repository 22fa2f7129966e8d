"""Conjuntos de palabras escritos como una frase: una por linea no se lee."""


def conjunto(frase: str) -> frozenset[str]:
    """Las palabras de una frase."""
    return frozenset(frase.split())
