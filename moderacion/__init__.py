"""El servicio de moderacion: salas, almacen y puertas. Lo que juzga y lo que conecta vive en otros paquetes."""
