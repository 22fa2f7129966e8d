"""Mundos al azar: el servicio entero contra las tres redes simuladas, y lo que tiene que cumplirse al final."""
