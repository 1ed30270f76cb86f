# Sourced by ./run, ./test and ./bench: checks the tools and installs Debian packages that are missing.

# what the server itself loads: name of the library's package, and what for
SERVER_PACKAGES="libssl3:DTLS-and-SRTP libopus0:Opus"
# real peers and oracles that the tests start
TEST_PACKAGES="sip-tester:SIPp baresip-core:baresip kamailio:SIP-proxy kamailio-tls-modules:SIP-proxy-over-TLS chromium:browser postgresql:second-database ffmpeg:codec-cross-checks libsrtp2-1:SRTP-oracle libspandsp2:codec-oracle openssl:certificates espeak-ng:recorded-speech sox:audio-files coturn:TURN dnsmasq-base:DNS tshark:captures"

need_tools() {
    if ! command -v dotnet >/dev/null; then
        echo "The .NET SDK 10 is missing. Get it from https://dotnet.microsoft.com/download/dotnet/10.0 (or Debian's dotnet-sdk-10.0 from Microsoft's package feed)." >&2
        exit 1
    fi
    if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
        echo "Node.js 20 or newer with npm is missing. Get it from https://nodejs.org/ or with: apt-get install nodejs npm" >&2
        exit 1
    fi
}

need_packages() {
    local entry missing="" reasons=""
    for entry in $1; do
        if [ "$(dpkg-query -W -f='${db:Status-Status}' "${entry%%:*}" 2>/dev/null)" != installed ]; then
            missing="$missing ${entry%%:*}"
            reasons="$reasons ${entry%%:*} (${entry#*:})"
        fi
    done
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        echo "Missing Debian packages:$reasons" >&2
        echo "Install them with: sudo apt-get update && sudo apt-get install -y --no-install-recommends$missing" >&2
        exit 1
    fi
    echo "Installing Debian packages:$reasons"
    install_packages $missing &
    installing=$!
}

install_packages() {
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# packages_ready: waits until what need_packages began is done; the builds need none of the packages and go on beside it
packages_ready() {
    [ -z "${installing:-}" ] || wait "$installing"
}

# npm_install FOLDER: installs exactly what the lock file says, once per lock file
npm_install() {
    local stamp="$1/node_modules/.installed"
    if [ ! -f "$stamp" ] || ! cmp -s "$1/package-lock.json" "$stamp"; then
        (cd "$1" && npm ci --no-audit --no-fund --loglevel=error --no-progress >/dev/null)
        mkdir -p "$1/node_modules"
        cp "$1/package-lock.json" "$stamp"
    fi
}

# changed_since STAMP PATH ...: whether the stamp is missing, or something below the paths is newer; what builds write does not count
changed_since() {
    local stamp=$1
    shift
    [ -f "$stamp" ] || return 0
    [ -n "$(find "$@" \( -name bin -o -name obj -o -name node_modules -o -name dist -o -name data \) -prune -o -newer "$stamp" -print -quit)" ]
}

# build_web: installs and builds the pages where they changed
build_web() {
    [ -f web/package.json ] || return 0
    if changed_since web/dist/.built web; then
        npm_install web
        (cd web && npm run --silent build)
        touch web/dist/.built
    fi
}

# build PROJECT [option ...]: a Release build that says nothing but warnings and errors
build() {
    dotnet msbuild "$1" -restore -p:Configuration=Release -m -v:quiet -nologo -tl:off "${@:2}"
}
