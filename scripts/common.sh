# Sourced by the scripts: finds a Python, keeps one virtual environment, installs the package into it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
venv=${ERLANG_VENV:-$root/build/venv}
jobs=${ERLANG_JOBS:-$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)}

say() { printf '\n== %s\n' "$*"; }
die() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; exit 1; }

# A Python >= 3.10 with its headers, or the name of the package that is missing.
find_python() {
  local candidate
  for candidate in "${ERLANG_PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11 python3.10 python; do
    [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 || continue
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null || continue
    python=$(command -v "$candidate")
    "$python" -c 'import os, sys, sysconfig; sys.exit(not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))' ||
      die "$python has no headers: install python3-dev (or the package of that name for your Python)"
    return
  done
  die "no Python >= 3.10 found: install python3, python3-dev and python3-venv, or set ERLANG_PYTHON"
}

find_compiler() {
  local compiler=${CXX:-c++}
  command -v "$compiler" >/dev/null 2>&1 || die "no C++ compiler found: install g++ >= 12 or clang >= 14, or set CXX"
  echo '#include <concepts>' | "$compiler" -std=c++20 -fsyntax-only -x c++ - 2>/dev/null ||
    die "$compiler does not compile C++20: install g++ >= 12 or clang >= 14, or set CXX"
}

# ensure_venv EXTRA...: the virtual environment with the build requirements, the dependencies and these extras.
# A stamp makes the second call free.
ensure_venv() {
  find_compiler
  if [ ! -x "$venv/bin/python" ]; then
    find_python
    say "virtual environment: ${venv#"$root"/} ($("$python" --version))"
    "$python" -m venv "$venv" 2>/dev/null || { rm -rf "$venv"; "$python" -m virtualenv -q "$venv" 2>/dev/null; } ||
      die "$python cannot make a virtual environment: install python3-venv, or virtualenv from PyPI"
  fi
  # A virtual environment lends its programs (cmake, ninja) to what runs below.
  export VIRTUAL_ENV=$venv PATH=$venv/bin:$PATH
  local wanted stamp=$venv/installed.txt
  wanted=$("$venv/bin/python" scripts/requirements.py "$@")
  if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
    say "installing $(echo "$wanted" | wc -l) requirements"
    echo "$wanted" >"$venv/wanted.txt"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$venv/wanted.txt"
    echo "$wanted" >"$stamp"
  fi
}

# The package itself, compiled incrementally in build/wheel and installed only when something it is made of changed.
ensure_package() {
  local state stamp=$venv/package.txt
  state=$(find pyproject.toml CMakeLists.txt cmake include src python LICENSE NOTICE README.md -type f \
            ! -name '*.so' ! -name '*.pyc' -print0 | LC_ALL=C sort -z | xargs -0 cksum | cksum)
  if [ "$(cat "$stamp" 2>/dev/null)" != "$state" ]; then
    say "compiling and installing erlang-wfm"
    CMAKE_BUILD_PARALLEL_LEVEL=$jobs "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps \
      --no-build-isolation --force-reinstall -C build-dir=build/wheel .
    echo "$state" >"$stamp"
  fi
}
