"""Las tres redes sobre HTTP en 127.0.0.1, con estado, fallas y guion: demostracion, formacion y pruebas.

Cada red es una aplicacion Starlette en su puerto: Facebook en P, Twitter en P+1, YouTube en P+2. Las rutas son
las reales; el gobierno del simulador esta bajo `/_control/`.
"""
