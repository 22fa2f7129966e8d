"""Conector de YouTube sobre google-api-python-client (Data API v3)."""

from conectores.youtube.capacidades import CAPACIDADES
from conectores.youtube.conector import ConectorYoutube
from conectores.youtube.sesion import CredencialYoutube

__all__ = ["CAPACIDADES", "ConectorYoutube", "CredencialYoutube"]
