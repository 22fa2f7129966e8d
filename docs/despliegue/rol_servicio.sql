-- Lo que puede el rol con que entra el servicio cuando no es el dueño de las tablas (docs/postgresql.md).
-- Lo corre el dueño después de cada «moderacion base migrar» y de cada restauración, que dejan tablas nuevas sin permisos.
-- Repetirlo no hace nada.
GRANT USAGE ON SCHEMA public, reparto TO moderacion_servicio;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO moderacion_servicio;
REVOKE UPDATE, DELETE, TRUNCATE ON suceso, reglamento, repaso FROM moderacion_servicio;
-- SELECT, para las copias: pg_dump lee por dónde va cada una
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO moderacion_servicio;

-- la cola de vueltas (docs/varias_maquinas.md), que no va en las copias
GRANT ALL ON ALL TABLES IN SCHEMA reparto TO moderacion_servicio;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA reparto TO moderacion_servicio;
