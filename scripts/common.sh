# Sourced by the scripts: finds a Python, makes the virtual environment, installs into it what pyproject.toml asks for.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
venv=${ERLANG_VENV:-$root/build/venv}

say() { printf '\033[1m== %s\033[0m\n' "$*"; }
