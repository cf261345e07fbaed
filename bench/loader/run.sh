#!/usr/bin/env bash
# Measures the loader beside Keras, TensorFlow's SavedModel, ONNX Runtime and OpenVINO, and prints tables.
#   bench/loader/run.sh [--help] [OPTION]...     the options are those of compare.py
# Needs Python 3.10 to 3.12 and a package index. The engines go into the cache, all else into target/loader-bench.
# shellcheck source=build/toolchain.sh
. "$(dirname "$0")/../../build/toolchain.sh"

HERE=$ROOT/bench/loader
WORK=$ROOT/target/loader-bench

toolchain jdk maven python
mkdir -p "$WORK"
venv "$HERE/requirements.txt" "fetching the other engines from PyPI: a few minutes, once"
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
exec "$VENV/bin/python" "$HERE/compare.py" --work "$WORK" --java "$java" "$@"
