# For the scripts of this repository; sourced, not run. Finds JDK 25 and Maven, and installs them from Debian's packages if they are missing;
# builds; keeps what a start loads; and knows which options a server gets.

say() { printf 'sealpost: %s\n' "$*" >&2; }

# Each JDK says in a file what it is; to ask it itself would take longer than many a command.
is_jdk_25() {
  [ -x "$1/bin/javac" ] || return 1
  if [ -r "$1/release" ]; then
    case "$(<"$1/release")" in
      *JAVA_VERSION=\"25[\".]*) return 0 ;;
      *) return 1 ;;
    esac
  fi
  "$1/bin/java" -version 2>&1 | grep -q 'version "25'
}

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
  [ -f "$jar" ] && [ -z "$(find "$root"/pom.xml "$root"/*/pom.xml "$root"/*/src/main -newer "$jar" -type f -print -quit)" ]
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
  train "$1"
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

# Whether it is a server that the words start.
is_server() {
  while [ $# -gt 0 ]; do
    case "$1" in
      --data) shift ;;
      --data=*) ;;
      demo | up) return 0 ;;
      *) return 1 ;;
    esac
    [ $# = 0 ] || shift
  done
  return 1
}

# Sets the array `java_options`. A server gets room to work; a command that only asks the server starts small and fast.
set_java_options() {
  local root=$1
  shift
  java_options=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Dfile.encoding=UTF-8 -XX:+UseSerialGC)
  if is_server "$@"; then
    java_options+=($(heap) -XX:+ExitOnOutOfMemoryError)
    if may_use_cache "$root"; then
      # Java ignores one that does not fit or is damaged, and nobody needs to be told at each start.
      java_options+=("-XX:AOTCache=$root/$cache" -XX:+VerifySharedSpaces "-Xlog:aot*=off,cds*=off")
    fi
    java_options+=(${SEALPOST_JAVA_OPTIONS:-})
  else
    java_options+=(-XX:TieredStopAtLevel=1 -Xmx256m)
  fi
}

# What Java loads and links when a server starts, ready for the next start (ADR 48).
cache=app/target/sealpost.aot

may_use_cache() {
  [ "${SEALPOST_AOT:-on}" != off ] && [ "$1/$cache" -nt "$1/app/target/sealpost-app-0.1.0-SNAPSHOT.jar" ] || return 1
  # Java takes only one of these.
  case "${SEALPOST_JAVA_OPTIONS:-}" in
    *-XX:AOT* | *-Xshare* | *SharedArchive* | *SharedClassList*) return 1 ;;
  esac
}

# Starts a server once to see what it loads, and keeps that for all others. It has a folder of its own, which is deleted, and is
# reached by nobody else.
train() {
  local root=$1 log="$1/app/target/training.log"
  [ "${SEALPOST_AOT:-on}" != off ] || return 0
  say "looking once at what a server loads, so that it starts quickly (a quarter of a minute)"
  { (train_in "$root") >"$log" 2>&1; } 2>/dev/null || say "servers will start more slowly, since that failed; the log is $log"
}

# In a shell of its own, which ends what it started and leaves nothing behind, however it ends. What is complete gets its name last.
train_in() {
  local root=$1 door tries=0
  local class_path="$root/app/target/sealpost-app-0.1.0-SNAPSHOT.jar:$root/app/target/lib/*"
  pid=""
  work=$(mktemp -d "$root/app/target/training.XXXXXX") || return 1
  trap '[ -z "$pid" ] || kill -9 "$pid" || true; rm -rf "$work"' EXIT
  mkdir "$work/data" || return 1
  {
    printf 'domain = "sealpost.example"\nhost = "localhost"\n[listen]\n'
    for door in smtp submission submissions imap imaps pop3 pop3s sieve ldap ldaps https published enroll pki; do
      printf '%s = "127.0.0.1:0"\n' "$door"
    done
    printf '[ldap]\nanonymous = "address-book"\n[console]\nopen_on_loopback = true\n'
  } >"$work/data/sealpost.toml"
  local SEALPOST_AOT=off SEALPOST_JAVA_OPTIONS="" SEALPOST_HEAP=""
  set_java_options "$root" demo
  local server=("$JAVA_HOME/bin/java" "${java_options[@]}" "-XX:AOTConfiguration=$work/loaded" -cp "$class_path")
  "${server[@]}" -XX:AOTMode=record "-Dsealpost.home=$root" org.sealpost.app.Main demo --data "$work/data" &
  pid=$!
  while [ ! -e "$work/data/ready.json" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 1200 ] && kill -0 "$pid" || return 1
    sleep 0.1
  done
  # The commands are built when the first one comes.
  env -u SEALPOST_CONTROL "$JAVA_HOME/bin/java" -cp "$class_path" org.sealpost.app.Main status --data "$work/data" || return 1
  kill "$pid"
  wait "$pid" || true
  pid=""
  [ -s "$work/loaded" ] || return 1
  "${server[@]}" -XX:AOTMode=create "-XX:AOTCache=$work/cache" &
  pid=$!
  local created=0
  wait "$pid" || created=$?
  pid=""
  [ "$created" = 0 ] || return 1
  # A file with its name but without all of its content, after a loss of power, would be worse than none.
  sync "$work/cache" && mv "$work/cache" "$root/$cache"
}
