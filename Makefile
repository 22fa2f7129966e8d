# Dos ordenes en una maquina limpia: `make demo` y `make test`. Solo hace falta Python 3.11, make y los registros.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LISTO := $(VENV)/.listo
# cada proceso de pruebas se lleva archivos seguidos (lo que preparan se aprovecha) y el que acaba ayuda al otro
A_LA_VEZ := -n 2 --dist worksteal
# lo que mide tiempos va solo
MIDEN := tests/rendimiento

.PHONY: demo test revisar inventario rendimiento medidas lento lento-pruebas lento-medidas exhaustivo averias mundos candado limpiar

$(LISTO): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Hace falta Python 3.11 o posterior" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

demo: $(LISTO)  ## el trabajo principal sobre los simuladores; se queda en marcha
	$(BIN)/moderacion demo

test: $(LISTO)  ## la tanda rapida (siete minutos en 2 nucleos)
	$(BIN)/python -m pytest -m "not lenta" $(A_LA_VEZ)

lento: lento-pruebas lento-medidas  ## lo que no entra en la tanda rapida; de lo exhaustivo, cada dia una dieciseisava parte (tests/tandas.py)

lento-pruebas: $(LISTO)
	UNA_DE_CADA=16 TURNO=$$(date +%-j) $(BIN)/python -m pytest -m lenta $(A_LA_VEZ) --ignore=$(MIDEN)

lento-medidas: $(LISTO)
	TURNO=$$(date +%-j) COLA_COMENTARIOS=24000 COLA_EXPEDIENTES=8000 GUARDAR_LLENA=20000 VARIAS_COMENTARIOS=2000 REPASAR_COMENTARIOS=2000 PARES_TEXTOS=1000 \
		$(BIN)/python -m pytest -m lenta -p no:randomly $(MIDEN)

exhaustivo: $(LISTO)  ## todo lo lento, entero: cada punto de muerte, cada averia, los cien mil textos (mas de una hora)
	$(BIN)/python -m pytest -m lenta $(A_LA_VEZ) --ignore=$(MIDEN)

averias: $(LISTO)  ## 650 averias o mas en una tanda: red, muertes y mezclas, en los dos motores (20 minutos como mucho)
	$(BIN)/python -m tests.fiabilidad.campana

mundos: $(LISTO)  ## mundos al azar de todo el servicio, con muertes, averías y procesos que se cruzan, y lo que tiene que cumplirse al final (diez minutos)
	$(BIN)/python -m tests.fiabilidad.mundos --cuantos 100 --segundos 600

revisar: $(LISTO)  ## paredes, estilo, tipos y usos peligrosos
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive moderacion conectores politicas modelos

inventario: $(LISTO)  ## de que se compone lo instalado (CycloneDX), en build/inventario.json; no usa la red
	mkdir -p build
	$(BIN)/cyclonedx-py environment --output-reproducible --pyproject pyproject.toml --output-format JSON \
		--output-file build/inventario.json $(BIN)/python

rendimiento: $(LISTO)  ## medidas, como razones
	$(BIN)/python -m pytest tests/rendimiento -m lenta -s -p no:randomly --override-ini=addopts=

medidas: $(LISTO)  ## cifras de calidad de las politicas: disfraces, criticas, contradicciones, ortografia
	$(BIN)/python -m tests.medidas

candado: pyproject.toml  ## vuelve a fijar versiones y huellas en requirements.lock
	$(BIN)/pip-compile --quiet --all-extras --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-emit-trusted-host --no-header --strip-extras --allow-unsafe --output-file requirements.lock pyproject.toml

limpiar:
	rm -rf $(VENV) build dist *.egg-info
