#!/usr/bin/env bash
# Sets everything up and serves the register with demo data on 127.0.0.1:8000 (PORT changes it).
set -euo pipefail
cd "$(dirname "$0")"
PORT="${PORT:-8000}"
source tools/prepare.sh

fail() { echo "Error: $*" >&2; exit 1; }

[[ "$PORT" =~ ^[0-9]+$ ]] && ((PORT > 0 && PORT < 65536)) || fail "PORT=$PORT is no port number. Use for example PORT=8080 ./run.sh"
prepare requirements.txt
grep -qs '^SITE_URL=.' .env || export SITE_URL="${SITE_URL:-http://127.0.0.1:$PORT}"
"$PYTHON" - "$PORT" <<'PY' || fail "Port $PORT is taken. Stop what runs there, or choose another one: PORT=8080 ./run.sh"
import socket, sys
with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind(("127.0.0.1", int(sys.argv[1])))
    except OSError:
        sys.exit(1)
PY

"$PYTHON" manage.py setup || fail "The set-up stopped; the message above says why. Nothing is half done: run ./run.sh again after mending it."
if [[ -z "${DEMO_PASSWORD:-}" ]] && ! grep -qs '^DEMO_PASSWORD=.' .env; then
    printf 'DEMO_PASSWORD=%s\n' "$("$PYTHON" -c 'import secrets; print(secrets.token_urlsafe(12))')" >> .env \
        || fail "Could not write .env. Is the disk full or the folder read-only?"
fi
"$PYTHON" manage.py seed_demo --if-empty || fail "The demo data could not be written; the message above says why."
"$PYTHON" manage.py addresses
echo "  Berhenti dengan Ctrl+C."
exec "$VENV/bin/gunicorn" umkm_registry.wsgi:application \
    --bind "127.0.0.1:$PORT" --worker-class gthread --workers 2 --threads 4 \
    --no-control-socket --log-level warning
