#!/usr/bin/env bash
# Install the Debian packages that are missing: PostgreSQL with its extensions, venv for Python, and those named as arguments (each a
# program in the path, under the name of its package). Nothing missing costs nothing.
set -euo pipefail

server=/usr/lib/postgresql
extensions=/usr/share/postgresql
default_version=15
python=${PYTHON:-python3}

packages_for() { # version -> names of the packages whose files are not there
    local version=$1
    [ -x "$server/$version/bin/initdb" ] || echo "postgresql-$version"
    [ -e "$extensions/$version/extension/postgis.control" ] || echo "postgresql-$version-postgis-3"
    [ -e "$extensions/$version/extension/pgaudit.control" ] || echo "postgresql-$version-pgaudit"
    [ -e "$extensions/$version/extension/pgtap.control" ] || echo "postgresql-$version-pgtap"
}

mapfile -t missing < <(packages_for "$default_version")
for initdb in "$server"/*/bin/initdb; do # a newer version that has everything will do as well
    version=${initdb%/bin/initdb}
    version=${version##*/}
    if [ -x "$initdb" ] && [ "$version" -ge "$default_version" ] && [ -z "$(packages_for "$version")" ]; then
        missing=()
    fi
done
if ! "$python" -c 'import ensurepip' 2>/dev/null; then
    missing+=(python3-venv)
fi
for program in "$@"; do
    command -v "$program" >/dev/null || missing+=("$program")
done
if [ ${#missing[@]} -eq 0 ]; then
    exit 0
fi

refuse() {
    echo "woonkluis: these Debian packages are missing: ${missing[*]}" >&2
    echo "woonkluis: $1" >&2
    echo "woonkluis: ask an administrator for \`apt-get install ${missing[*]}\`, or use docker-compose.yml (see README.md)" >&2
    exit 1
}

command -v apt-get >/dev/null || refuse "there is no apt-get here to install them with"
if [ "$(id -u)" -eq 0 ]; then
    as_root=(env)
elif ! command -v sudo >/dev/null; then
    refuse "installing needs root, and there is no sudo"
elif sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; }; then
    as_root=(sudo env)
else
    refuse "installing needs root, and sudo does not let you"
fi

apt_get() {
    "${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120 "$@"
}

# Debian makes and starts a cluster `main` with the first server package. We have no use for it, so it is told not to, for this
# installation only.
no_main=/etc/postgresql-common/createcluster.d/woonkluis.conf
if [ ! -d /etc/postgresql ]; then
    "${as_root[@]}" mkdir -p "${no_main%/*}"
    echo "create_main_cluster = false" | "${as_root[@]}" tee "$no_main" >/dev/null
    trap '"${as_root[@]}" rm -f "$no_main"' EXIT
fi

echo "installing Debian packages: ${missing[*]}"
log=$(mktemp)
if ! apt_get install --no-install-recommends "${missing[@]}" >"$log" 2>&1; then
    # No package lists yet, or lists that name files which are gone.
    if ! { apt_get update && apt_get install --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
        tail -n 5 "$log" >&2
        rm -f "$log"
        refuse "apt-get could not install them"
    fi
fi
rm -f "$log"
