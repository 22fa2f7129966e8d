"""Las tres redes detras de un mismo vocabulario. Hoja: no conoce a `politicas`, `modelos` ni `moderacion`."""
