#!/usr/bin/env bash
# Makes the images of the project without a registry: a few Debian packages, a Java runtime, the applications.
#   images/build.sh [runtime|operator|webhook|bench]...   makes target/images/NAME.tar, a docker archive; all by default
#   CONTAINER_TOOL=docker images/build.sh                 with docker instead of the first of buildah, podman and docker
# Nothing is done twice for the same inputs. docs/images.md says what is inside, and why.
# shellcheck source=build/toolchain.sh
. "$(dirname "$0")/../build/toolchain.sh"
umask 022

NAMES=(runtime operator webhook bench)
OUT=${KERASGUARD_IMAGES:-$ROOT/target/images}
PARTS=$CACHE/images                    # what does not depend on our code, by a digest of all that goes in
EPOCH=1767225600                       # 2026-01-01, like project.build.outputTimestamp: every file's time
HOME_IN_IMAGE=opt/kerasguard

OS_PACKAGES=(base-files libc6 libgcc-s1 netbase zlib1g)
# What the applications and their libraries use; jdk.httpserver makes every image a file server (-m jdk.httpserver),
# jdk.jcmd lets `kubectl exec POD -- jcmd 1 Thread.print` look inside.
JAVA_MODULES=java.base,java.instrument,java.logging,java.management,java.naming,java.net.http,java.security.jgss
JAVA_MODULES+=,java.security.sasl,java.sql,java.xml,jdk.crypto.ec,jdk.httpserver,jdk.jcmd,jdk.jfr,jdk.management
JAVA_MODULES+=,jdk.net,jdk.unsupported,jdk.zipfs

digest() { sha256sum | cut -c1-16; }
megabytes() { du --summarize --apparent-size --block-size=1M "$1" | cut -f1; }
fix_times() { find "$1" -exec touch --no-dereference --date="@$EPOCH" {} +; }

os='' jre='' tensorflow=''
# part NAME INPUT: sets the variable NAME to the folder that the function NAME fills, once for each INPUT
part() {
  local name=$1 folder
  folder=$PARTS/$name-$({ declare -f "$name" unpack; echo "$2 $EPOCH"; } | digest)
  mkdir -p "$PARTS"
  (
    flock 8
    touch "$folder.used"
    [ -d "$folder" ] && exit
    rm -rf "$folder.part" && mkdir -p "$folder.part"
    watched "$CACHE/logs/$name.log" "$name: making it, once" "$name" "$folder.part"
    fix_times "$folder.part"
    mv "$folder.part" "$folder"
    say "$name: $(megabytes "$folder") MB"
  ) 8>"$PARTS/lock"
  printf -v "$name" %s "$folder"
}

# prune: removes the parts that no build has used for a day: of packages, a JDK or a TensorFlow that were replaced.
# Younger ones may be another working tree's.
prune() {
  local folder stamp
  (
    flock 8
    for folder in "$PARTS"/*/; do
      folder=${folder%/}
      stamp=$folder.used
      [ -e "$stamp" ] || stamp=$folder
      [ -n "$(find "$stamp" -maxdepth 0 -ctime +0)" ] || continue
      say "removing $folder, which no build has used for a day"
      rm -rf "$folder" "$folder.used"
    done
  ) 8>"$PARTS/lock"
}

# unpack FOLDER PACKAGE...: the files of Debian packages; none of their scripts run
unpack() {
  local folder=$1 debs deb; shift
  debs=$(mktemp --directory) && chmod 755 "$debs" &&
    (cd "$debs" && apt-get --option APT::Sandbox::User=root download "$@") &&
    for deb in "$debs"/*.deb; do
      dpkg-deb --extract "$deb" "$folder" || return
    done && rm -rf "$debs"
}

# versions PACKAGE...: what unpack would take, so that a security update is another input
versions() {
  apt-get download --print-uris "$@" 2>/dev/null && return
  watched "$CACHE/logs/apt.log" "refreshing Debian's package lists" as_root apt-get update
  apt-get download --print-uris "$@"
}

os() {
  unpack "$1" "${OS_PACKAGES[@]}" &&
    rm -rf "$1"/usr/share/{base-files,doc,info,lintian,locale,man} "$1"/usr/lib/x86_64-linux-gnu/{audit,gconv} "$1/tmp" &&
    chmod g-s "$1/var/local" &&   # Docker would keep that bit, Buildah and Podman would not
    echo 'kerasguard:x:65532:65532::/tmp:/sbin/nologin' >"$1/etc/passwd" &&
    echo 'kerasguard:x:65532:' >"$1/etc/group" &&
    mkdir --mode=1777 "$1/tmp"
}

# zip-0: the class files start faster uncompressed, and registries compress layers anyway.
jre() {
  mkdir -p "$1/opt" &&
    "$JAVA_HOME/bin/jlink" --add-modules "$JAVA_MODULES" --strip-java-debug-attributes --no-header-files --no-man-pages \
      --compress=zip-0 --output "$1/opt/jre" &&
    "$1/opt/jre/bin/java" -Xshare:dump -XX:+UseSerialGC -version
}

# The native jar would unpack itself at every start; here it lies unpacked, without symbols and headers.
tensorflow() {
  local libraries=$1/$HOME_IN_IMAGE/tensorflow tools=$1/tools jar
  jar=$(native_jar) && mkdir -p "$libraries" "$tools" &&
    (cd "$tools" && "$JAVA_HOME/bin/jar" --extract --file "$jar" org/tensorflow/internal/c_api) &&
    find "$tools" -name '*.so*' -exec mv --target-directory="$libraries" {} + &&
    unpack "$tools" binutils-x86-64-linux-gnu libbinutils &&
    LD_LIBRARY_PATH=$tools/usr/lib/x86_64-linux-gnu "$tools/usr/bin/x86_64-linux-gnu-strip" --strip-unneeded "$libraries"/* &&
    chmod 755 "$libraries"/* && rm -rf "$tools" &&
    unpack "$1" libstdc++6 && rm -rf "$1"/usr/share/{doc,gcc,gdb}
}

native_jar() { ls "$ROOT"/runtime-image/server/target/quarkus-app/lib/main/org.tensorflow.tensorflow-core-native-*-linux-x86_64*.jar; }

# quarkus NAME MODULE TREE: an application as Quarkus lays it out, and its argument file
quarkus() {
  local home=$3/$HOME_IN_IMAGE
  mkdir -p "$home/$1"
  tar -C "$ROOT/$2/target/quarkus-app" --exclude=quarkus-app-dependencies.txt --exclude='*tensorflow-core-native-*-linux-*' -c . |
    tar -C "$home/$1" -x
  cp "$ROOT/$2/src/main/jvm/$1.args" "$home/"
}

# plain NAME MODULE TREE: an application as jars in one folder, and its argument file
plain() {
  local home=$3/$HOME_IN_IMAGE
  mkdir -p "$home/$1"
  cp "$ROOT/$2/target/lib"/*.jar "$ROOT/$2/target/kerasguard-$1"-*.jar "$home/$1/"
  cp "$ROOT/$2/src/main/jvm/$1.args" "$home/"
}

# application NAME TREE: what an image holds of ours
application() {
  local stub
  case $1 in
    runtime)
      quarkus server runtime-image/server "$2"
      plain fetch runtime-image/fetch "$2"
      # The class path of Quarkus names the native jar: one without content stands in for it.
      stub=$2/$HOME_IN_IMAGE/server/lib/main/$(basename "$(native_jar)")
      "$JAVA_HOME/bin/jar" --create --date=2026-01-01T00:00:00Z --file "$stub" -C "$2/$HOME_IN_IMAGE" server.args
      ;;
    bench) plain bench bench "$2" ;;
    *) quarkus "$1" "$1" "$2" ;;
  esac
  chmod -R u=rwX,go=rX "$2"
  fix_times "$2"
}

modules() {
  case $1 in
    runtime) echo runtime-image/server runtime-image/fetch ;;
    *) echo "$1" ;;
  esac
}

# package MODULE...: compiles and packages the modules, except those packaged since any source file changed
package() {
  local sources module stale=()
  sources=$(cd "$ROOT" && find . -path '*/target' -prune -o -path './.*' -prune -o \
    \( -path '*/src/main/*' -o -name pom.xml \) -type f -print0 | sort -z | xargs -0 sha256sum | digest)
  for module; do
    if [ ! -d "$ROOT/$module/target/quarkus-app" ] && [ ! -d "$ROOT/$module/target/lib" ] ||
      [ "$(cat "$ROOT/$module/target/packaged" 2>/dev/null)" != "$sources" ]; then stale+=("$module"); fi
  done
  [ ${#stale[@]} -gt 0 ] || return 0
  (cd "$ROOT" && watched "$OUT/logs/package.log" "compiling and packaging ${stale[*]}" \
    mvn --batch-mode --no-transfer-progress package -Dmaven.test.skip -Dcyclonedx.skip --also-make \
    --projects "$(IFS=,; echo "${stale[*]}")")
  for module in "${stale[@]}"; do echo "$sources" >"$ROOT/$module/target/packaged"; done
}

choose_tool() {
  local tool
  for tool in ${CONTAINER_TOOL:-buildah podman}; do
    if command -v "$tool" >/dev/null; then
      echo "$tool"
      return
    fi
  done
  [ -z "${CONTAINER_TOOL:-}" ] || fail "CONTAINER_TOOL is '$CONTAINER_TOOL', which is not on the PATH: use buildah, podman or docker"
  "$ROOT/build/engine.sh" start
  echo docker
}

# assemble NAME CONTEXT ARCHIVE: the image, by the tool at hand
assemble() {
  local name=$1 reference=docker.io/kerasguard/$1:dev own=(--root "$OUT/storage" --runroot "$OUT/storage-run")
  local arguments=(--file "$ROOT/images/Containerfile" --build-arg "NAME=$name" --tag "$reference")
  rm -f "$3"
  case $(basename "$tool") in
    buildah)
      "$tool" "${own[@]}" build --layers --timestamp "$EPOCH" --identity-label=false --isolation chroot "${arguments[@]}" "$2" &&
        "$tool" "${own[@]}" push "$reference" "docker-archive:$3:$reference" ;;
    podman)
      "$tool" "${own[@]}" build --layers --timestamp "$EPOCH" --identity-label=false "${arguments[@]}" "$2" &&
        "$tool" "${own[@]}" save --format docker-archive --output "$3" "$reference" ;;
    *)
      DOCKER_HOST=$("$ROOT/build/engine.sh" host) && export DOCKER_HOST &&
        "$tool" build "${arguments[@]}" "$2" && "$tool" save --output "$3" "$reference" ;;
  esac
}

# image NAME: its context, and from it the archive
image() {
  local name=$1 began=$SECONDS context=$OUT/$1-context archive=$OUT/$1.tar key
  # Docker's classic builder fails on a layer without any entry, so the native one has at least a folder.
  rm -rf "$context" && mkdir -p "$context/native/$HOME_IN_IMAGE" "$context/application"
  application "$name" "$context/application"
  key=$({ echo "$tool $os $jre $([ "$name" != runtime ] || echo "$tensorflow")"; declare -f assemble; cat "$ROOT/images/Containerfile"
    (cd "$context/application" && find . -type f -print0 | sort -z | xargs -0 sha256sum); } | digest)
  if [ -s "$archive" ] && [ "$(cat "$OUT/$name.key" 2>/dev/null)" = "$key" ]; then
    say "$name: unchanged"
    return
  fi
  link "$os" "$context/os"
  link "$jre" "$context/jre"
  [ "$name" != runtime ] || link "$tensorflow" "$context/native"
  fix_times "$context"
  watched "$OUT/logs/$name.log" "$name: building the image with $tool" assemble "$name" "$context" "$archive"
  echo "$key" >"$OUT/$name.key"
  say "$name: $archive, $(megabytes "$archive") MB, $((SECONDS - began)) s"
}

# Links where the cache lies on the same disk, copies elsewhere.
link() { rm -rf "$2" && { cp --archive --link "$1" "$2" 2>/dev/null || cp --archive "$1" "$2"; }; }

names=("${@:-${NAMES[@]}}")
[ $# -gt 0 ] || names=("${NAMES[@]}")
for name in "${names[@]}"; do
  [[ " ${NAMES[*]} " = *" $name "* ]] || fail "there is no image '$name': give some of ${NAMES[*]}, or none for all"
done
toolchain jdk maven
mkdir -p "$OUT/logs"
tool=$(choose_tool)
# shellcheck disable=SC2046 # one word a module
package $(for name in "${names[@]}"; do modules "$name"; done)
part os "$(versions "${OS_PACKAGES[@]}")"
part jre "$JAVA_MODULES $(cat "$JAVA_HOME/release")"
[[ " ${names[*]} " != *" runtime "* ]] || part tensorflow "$(sha256sum <"$(native_jar)") $(versions libstdc++6)"
prune
for name in "${names[@]}"; do image "$name"; done
