"""El servicio de moderacion: salas, almacen y puertas. Lo que juzga y lo que conecta vive en otros paquetes."""

import os

# antes de que alguien importe numpy: sus productos aqui son pequeños, y repartidos entre hilos que esperan girando costaban una
# décima parte del procesador de cada comentario
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
