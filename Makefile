# make demo [TEXT="..."]: from a preset to a Kotlin predict() on this machine, side by side with Keras
# make test:      everything that continuous integration runs
# make test-full: the long sweeps too
# make apk:       the sample app as a signed APK, verified: build/sample.apk
# make update:    rewrites goldens, schema and Unicode tables after an intended change
PYTHON = .venv/bin/python
export KERAS_BACKEND = tensorflow
export TF_CPP_MIN_LOG_LEVEL = 2
export CUDA_VISIBLE_DEVICES =
# as it was typed: dollars and quotes are text, not make's or the shell's
export DEMO_TEXT := $(value TEXT)
# two processes: one exports the bundles and runs what reads them, the other has the rest
PYTEST = $(PYTHON) -m pytest --numprocesses=2
MAVEN = mvn --batch-mode --no-transfer-progress --quiet
LITERT = "-Dlitert.library=$$($(PYTHON) -m litert_sdkgen.host_library)"

.PHONY: setup demo apk test test-full lint python-tests kotlin-tests kotlin-floor sample-tests update

setup:
	@.ci/setup

demo: setup
	@$(PYTHON) tests/demo_app/demo.py

apk: setup
	@$(PYTHON) tests/android/apk/build.py

# the two Maven builds are independent, and each keeps about one core busy
test: lint python-tests
	+$(MAKE) --no-print-directory --jobs=2 kotlin-tests sample-tests

test-full: setup
	$(PYTEST) -m "full or not full"
	+$(MAKE) --no-print-directory --jobs=2 kotlin-tests sample-tests
	$(MAKE) --no-print-directory kotlin-floor

lint: setup
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy

python-tests: setup
	$(PYTEST) -m "not full"

# reads the bundles that python-tests has exported
kotlin-tests: setup
	$(MAVEN) --file tests/kotlin/pom.xml test "-Dsdkgen.bundles=$(CURDIR)/build/test-bundles" $(LITERT)

# the oldest compiler that generated code is for
kotlin-floor: setup
	$(MAVEN) --file tests/kotlin/pom.xml compile -Dkotlin.version=2.0.21 -Dsdkgen.target=target/kotlin-2.0

# the sample app's real activities, on Robolectric and the real LiteRT library
sample-tests: setup
	$(PYTHON) tests/android/sample.py
	$(MAVEN) --file tests/android/pom.xml test $(LITERT)

update: setup
	$(PYTHON) -m pytest tests --update-golden -k "golden or schema or bad_manifest"
