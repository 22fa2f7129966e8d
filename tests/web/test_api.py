"""La API por dentro: cada ruta, lo que contesta y lo que no deja ver."""

import json
from datetime import timedelta

import pytest

from conectores.tipos import Red
from moderacion.accesos import clientes
from politicas.tipos import Gravedad

from .api_apoyo import DECISION, TODOS, Programa, codigo, testigo
from .test_otras import abrir_incidente as _abrir  # noqa: F401
