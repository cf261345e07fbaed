#!/usr/bin/env bash
# Measures the loader beside Keras, TensorFlow's SavedModel, ONNX Runtime and OpenVINO, and prints tables.
#   bench/loader/run.sh [--help] [OPTION]...     the options are those of compare.py
# Needs Python 3.11 (or PYTHON) and a package index; everything that it makes lies in target/loader-bench.
# shellcheck source=build/toolchain.sh
. "$(dirname "$0")/../../build/toolchain.sh"

HERE=$ROOT/bench/loader
WORK=$ROOT/target/loader-bench
PYTHON=${PYTHON:-python3}

packages_key() { { "$PYTHON" --version; cat "$HERE/requirements.txt"; } | sha256sum | cut -c1-16; }

venv=$WORK/venv-$(packages_key)
make_venv() {
  "$PYTHON" -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$HERE/requirements.txt" &&
    touch "$venv/complete"
}

mkdir -p "$WORK"
[ -f "$venv/complete" ] || watched "$WORK/venv.log" "fetching the other engines, once" make_venv
case " $* " in
  *' --help '* | *' -h '*) ;;
  *)
    watched "$WORK/package.log" "compiling the loader and its bench" mvn --batch-mode --no-transfer-progress --file "$ROOT/pom.xml" \
      package -Dmaven.test.skip -Dcyclonedx.skip --also-make --projects bench/loader ;;
esac

# What the server's image runs TensorFlow with.
java="$JAVA_HOME/bin/java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
java+=" -Dorg.bytedeco.javacpp.noPointerGC=true -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -Dorg.bytedeco.javacpp.maxBytes=0"
java+=" -Dorg.bytedeco.javacpp.cachedir=$CACHE/javacpp -XX:+UseSerialGC -cp $HERE/target/*:$HERE/target/lib/*"
exec "$venv/bin/python" "$HERE/compare.py" --work "$WORK" --java "$java" "$@"
