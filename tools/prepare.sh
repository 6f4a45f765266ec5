# Sourced by run.sh and test.sh: the virtual environment with the locked requirements.
# Gives PYTHON and VENV; `prepare FILE` installs FILE when it changed since the last time.

VENV="$PWD/.venv"
PYTHON="$VENV/bin/python"

prepare() {
    local requirements="$1" system="${SYSTEM_PYTHON:-python3}" stamp sum
    stamp="$VENV/.installed-$(basename "$requirements")"
    command -v "$system" >/dev/null || {
        echo "Error: python3 is missing. On Debian: apt install python3 python3-venv" >&2; exit 1; }
    "$system" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
        echo "Error: Python 3.11 or newer is needed; this is $("$system" -V 2>&1)." >&2; exit 1; }
    if [[ ! -x "$PYTHON" ]]; then
        "$system" -c 'import ensurepip, venv' 2>/dev/null || {
            echo "Error: the venv module is missing. On Debian: apt install python3-venv" >&2; exit 1; }
        echo "Making the virtual environment in .venv …"
        "$system" -m venv "$VENV" || {
            rm -rf "$VENV"
            echo "Error: .venv could not be made. Is the disk full or the folder read-only?" >&2; exit 1; }
    fi
    sum="$(cat requirements.txt "$requirements" | sha256sum)"
    if [[ "$(cat "$stamp" 2>/dev/null)" != "$sum" ]]; then
        echo "Installing the locked requirements …"
        "$PYTHON" -m pip install --quiet --disable-pip-version-check --require-hashes \
            --requirement "$requirements" || {
            echo "Error: the requirements could not be installed. Is there a network, and room on the disk?" >&2; exit 1; }
        echo "$sum" > "$stamp" || {
            echo "Error: .venv cannot be written. Is the disk full?" >&2; exit 1; }
    fi
}
