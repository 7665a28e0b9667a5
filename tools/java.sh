# Finds JDK 25 and Maven for the scripts of this repository, and installs them from Debian's packages if they are missing.
# Sourced, not run.

say() { printf 'sealpost: %s\n' "$*" >&2; }

is_jdk_25() { [ -x "$1/bin/javac" ] && "$1/bin/java" -version 2>&1 | grep -q 'version "25'; }

find_jdk() {
  local home
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/java/* "$HOME"/.sdkman/candidates/java/*; do
    if [ -n "$home" ] && is_jdk_25 "$home"; then
      export JAVA_HOME=$home
      return
    fi
  done
  install_package openjdk-25-jdk-headless || true
  for home in /usr/lib/jvm/*; do
    if is_jdk_25 "$home"; then
      export JAVA_HOME=$home
      return
    fi
  done
  say "JDK 25 is needed and was not found under /usr/lib/jvm; install it, or set JAVA_HOME to it"
  exit 2
}

# As root, or as a user who may become root without being asked.
install_package() {
  local as_root=""
  command -v apt-get >/dev/null || return 1
  if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || return 1
    as_root="sudo -n"
  fi
  say "installing from Debian: $*"
  $as_root apt-get update -q >/dev/null 2>&1 || true
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >/dev/null
}

need_maven() {
  command -v mvn >/dev/null || install_package maven || {
    say "Maven 3.8.7 or newer is needed to build; install it with: apt-get install maven"
    exit 2
  }
}

# Built, and no source is newer than what was built.
is_built() {
  local root=$1 jar=$2
  [ -f "$jar" ] && [ -z "$(find "$root" -path '*/src/main/*' -newer "$jar" -type f -print -quit)" ] \
    && [ -z "$(find "$root" -maxdepth 2 -name pom.xml -newer "$jar" -print -quit)" ]
}

build() {
  local log="$1/app/target/build.log"
  need_maven
  mkdir -p "$1/app/target"
  say "building (the first time takes a few minutes; the log is $log)"
  if ! (cd "$1" && mvn -B -q package -pl app -am -DskipTests -Dmaven.test.skip=true -Dcheckstyle.skip -Dspotless.check.skip) >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    say "the build failed; the whole log is $log"
    exit 2
  fi
  touch "$1/app/target/sealpost-app-0.1.0-SNAPSHOT.jar"
}

# What one message makes is garbage a moment later: with room for it the collector comes a few times as seldom. Whoever gives the
# server another heap may have little to give.
heap() {
  if [ -n "${SEALPOST_HEAP:-}" ]; then
    echo "-Xms64m -Xmx$SEALPOST_HEAP"
  else
    echo "-Xms96m -XX:NewSize=64m -Xmx1g"
  fi
}

# A server gets room to work; a command that only asks the server starts small and fast.
java_options() {
  local common="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Dfile.encoding=UTF-8"
  local word
  for word in "$@"; do
    case "$word" in
      demo | up)
        echo "$common -XX:+UseSerialGC $(heap) -XX:+ExitOnOutOfMemoryError ${SEALPOST_JAVA_OPTIONS:-}"
        return
        ;;
    esac
  done
  echo "$common -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -Xmx256m"
}
