"""Lee espanol: `lectura` (pura) y el clasificador. Hoja: no conoce a `politicas` ni a `moderacion`."""
