"""Las 13 politicas del manual, una por archivo. Hoja pura: sin reloj, azar, red, SQL ni clasificador."""
