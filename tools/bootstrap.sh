#!/usr/bin/env bash
# Installs what the sandbox, the tests and the bot need, and nothing that is there already. Says nothing if nothing
# is missing. Usage: tools/bootstrap.sh, from anywhere; the virtual environment is .venv in the checkout.
set -euo pipefail

PACKAGES=(mediawiki php-cli php-sqlite3 php-mbstring php-xml php-intl php-apcu php-curl php-luasandbox fonts-noto-core
    mariadb-server)
if grep --quiet '^ID=ubuntu' /etc/os-release 2>/dev/null; then
    PACKAGES+=(chromium-browser chromium-chromedriver)
else
    PACKAGES+=(chromium chromium-driver)
fi
readonly PACKAGES
# What some of them bring along and start, as package:service. The sandbox has its own.
readonly SERVICES=(apache2:apache2 mariadb-server:mariadb)
readonly POLICY=/usr/sbin/policy-rc.d
VENV=.venv
policy_is_ours=

say() { printf '%s\n' "$*" >&2; }

stop() {
    say "Cannot go on: $*"
    exit 1
}

as_root() {
    if [[ $(id -u) -eq 0 ]]; then "$@"; else sudo -- "$@"; fi
}

# Why packages cannot be installed here; empty if they can.
obstacle() {
    if ! command -v apt-get >/dev/null; then
        echo "this is not Debian or Ubuntu"
    elif [[ $(id -u) -ne 0 ]] && ! command -v sudo >/dev/null; then
        echo "you are not root and there is no sudo"
    elif [[ $(id -u) -ne 0 ]] && ! sudo -n true 2>/dev/null && [[ ! -t 0 ]]; then
        echo "sudo needs a password and there is no terminal to ask for it"
    fi
}

installed() {
    [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# Prints the missing ones. One question for all packages: it is asked at every `make`.
missing_packages() {
    local present package
    # Without dpkg every package counts as missing.
    present=$(dpkg-query --show --showformat='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
    for package in "$@"; do
        grep --quiet --line-regexp --fixed-strings "installed $package" <<<"$present" || echo "$package"
    done
}

# A web server would start and take port 80, a database server 3306.
forbid_services() {
    [[ -e $POLICY ]] && return
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$POLICY" >/dev/null
    as_root chmod 755 "$POLICY"
    policy_is_ours=yes
    trap allow_services EXIT
}

allow_services() {
    [[ -z $policy_is_ours ]] || as_root rm -f "$POLICY"
    policy_is_ours=
}

apt_install() {
    local why theirs='' service log
    why=$(obstacle)
    [[ -z $why ]] || stop "$* missing, and $why. Ask an administrator to run: apt-get install --no-install-recommends $*"
    for service in "${SERVICES[@]}"; do
        if installed "${service%%:*}"; then theirs+=" ${service##*:} "; fi
    done
    log=$(mktemp)
    forbid_services
    if ! { as_root apt-get update --quiet &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends "$@"; } \
        >"$log" 2>&1 </dev/null; then
        tail -n 15 "$log" >&2
        rm -f "$log"
        stop "apt-get could not install $* (is there a network?). Run by hand: apt-get update && apt-get install --no-install-recommends $*"
    fi
    allow_services
    rm -f "$log"
    # Not started now, and not at the next boot either, unless it was somebody's before.
    command -v systemctl >/dev/null || return 0
    for service in "${SERVICES[@]}"; do
        if installed "${service%%:*}" && [[ $theirs != *" ${service##*:} "* ]]; then
            as_root systemctl disable "${service##*:}" >/dev/null 2>&1 || true
        fi
    done
}

install_packages() {
    local missing
    mapfile -t missing < <(missing_packages "${PACKAGES[@]}")
    [[ ${#missing[@]} -gt 0 ]] || return 0
    say "Installing system packages, 1 to 5 minutes: ${missing[*]}"
    apt_install "${missing[@]}"
}

# The newest Python that is new enough, under whatever name.
find_python() {
    local candidate
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        # From outside of the checkout: .python-version, which is for the image, would choose pyenv's Python here.
        if (cd / && "$candidate" -c 'import sys; sys.version_info < (3, 11) and sys.exit(1); print(sys.executable)') \
            2>/dev/null; then
            return
        fi
    done
}

create_venv() {
    local python version
    # pip comes last into a new environment, so one that was left half made has none.
    [[ -x $VENV/bin/pip ]] && return
    python=$(find_python)
    if [[ -z $python ]]; then
        say "Installing Python, about 1 minute"
        apt_install python3 python3-venv
        python=$(find_python)
        [[ -n $python ]] || stop "Python 3.11 or newer is missing. Install it under the name python3.11 or newer"
    fi
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        version=$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
        say "Installing ${version}-venv, about 1 minute"
        apt_install "${version}-venv"
    fi
    say "Creating the virtual environment in $VENV, a few seconds"
    "$python" -m venv --clear "$VENV"
}

install_onelib() {
    local stamp=$VENV/installed.stamp wanted
    wanted=$(cat setup.cfg pyproject.toml | sha256sum)
    [[ -f $stamp && $(<"$stamp") == "$wanted" ]] && return
    say "Installing onelib and its Python packages into $VENV, about 1 minute"
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --editable '.[dev]' ||
        stop "pip could not install the Python packages named in setup.cfg (is there a network?). Run by hand: $VENV/bin/pip install --editable '.[dev]'"
    printf '%s\n' "$wanted" >"$stamp"
}

cd "$(dirname "${BASH_SOURCE[0]}")/.."
create_venv
install_packages
install_onelib
