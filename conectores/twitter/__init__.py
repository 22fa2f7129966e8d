"""Twitter (X): el conector sobre tweepy, su credencial y lo que la red permite."""

from conectores.twitter.capacidades import CAPACIDADES, CredencialTwitter
from conectores.twitter.conector import ConectorTwitter

__all__ = ["CAPACIDADES", "ConectorTwitter", "CredencialTwitter"]
