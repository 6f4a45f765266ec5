#!/usr/bin/env bash
# Sets everything up and runs every test: on SQLite, and on PostgreSQL when its server programs
# are on this machine. REQUIRE_ALL=1 makes a missing component a failure instead of a skip.
# Arguments go to pytest: ./test.sh tests/licensing -k coverage
set -euo pipefail
cd "$(dirname "$0")"
source tools/prepare.sh
prepare requirements-dev.txt
unset DATABASE_URL
export DJANGO_SETTINGS_MODULE=tests.settings

WORKERS="${TEST_WORKERS:-auto}"
echo "== Tests on SQLite"
"$PYTHON" -m pytest -q -n "$WORKERS" "$@"

if ! "$PYTHON" tools/postgres.py --find >/dev/null; then
    [[ "${REQUIRE_ALL:-0}" == 1 ]] && { echo "Error: PostgreSQL's server programs are missing. On Debian: apt install postgresql" >&2; exit 1; }
    echo "== PostgreSQL is not on this machine: its half of the tests was skipped"
    exit 0
fi
echo "== Tests on PostgreSQL"
exec "$PYTHON" tools/postgres.py -- "$PYTHON" -m pytest -q -n "$WORKERS" "$@"
