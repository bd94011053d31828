"""Projects outside build against the library: installed or as a subdirectory, on distribution packages or on wheels."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CMAKE = shutil.which("cmake")
NINJA = shutil.which("ninja")
COMPILER = os.environ.get("CXX") or shutil.which("c++")

pytestmark = [
    pytest.mark.skipif(CMAKE is None or NINJA is None, reason="cmake or ninja is not installed"),
    pytest.mark.skipif(COMPILER is None, reason="no C++ compiler"),
]

# The paths of the distribution are not looked at: only the wheels of a Python are left.
WHEELS = {
    "CMAKE_FIND_USE_CMAKE_SYSTEM_PATH": "OFF",
    "CMAKE_FIND_USE_SYSTEM_ENVIRONMENT_PATH": "OFF",
    "CMAKE_FIND_USE_PACKAGE_REGISTRY": "OFF",
    "ERLANG_PYTHON": sys.executable,
}
EXPECTED = {"agents": "14", "shifts": "10"}


def run(*command: object, environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, env=environment or plain()
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def plain() -> dict[str, str]:
    """The environment without hints to packages or to a virtual environment."""
    hints = re.compile(r"VIRTUAL_ENV|CMAKE_PREFIX_PATH|CMAKE_(INCLUDE|LIBRARY)_PATH|\w+_(ROOT|DIR)")
    kept = {name: value for name, value in os.environ.items() if not hints.fullmatch(name) or name == "CCACHE_DIR"}
    return kept | {"PATH": os.defpath, "CCACHE_NOHASHDIR": "1"}


def configure(source: Path, build: Path, **options: object) -> None:
    fixed = {"CMAKE_MAKE_PROGRAM": NINJA, "CMAKE_CXX_COMPILER": COMPILER, "CMAKE_BUILD_TYPE": ""}
    launcher = shutil.which("ccache")
    if launcher:
        fixed["CMAKE_CXX_COMPILER_LAUNCHER"] = launcher
    flags = [f"-D{name}={value}" for name, value in {**fixed, **options}.items()]
    run(CMAKE, "-S", source, "-B", build, "-G", "Ninja", *flags)


def cache(build: Path) -> dict[str, str]:
    lines = (build / "CMakeCache.txt").read_text(encoding="utf-8").splitlines()
    return {match[1]: match[2] for line in lines if (match := re.match(r"([\w-]+):\w+=(.*)", line))}


def build_and_run(name: str, build: Path, **options: object) -> str:
    configure(ROOT / "tests" / "consumption" / name, build, **options)
    run(CMAKE, "--build", build, "--target", name, "--parallel", "2")
    return run(build / name).strip()


@pytest.fixture(scope="module")
def prefix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library, installed."""
    pytest.importorskip("highsbox", reason="the wheel highsbox is not installed")
    build, target = tmp_path_factory.mktemp("build"), tmp_path_factory.mktemp("prefix")
    off = {f"ERLANG_BUILD_{part}": "OFF" for part in ("TESTS", "EXAMPLES", "BENCH", "PYTHON")}
    configure(ROOT, build, ERLANG_PYTHON=sys.executable, CMAKE_INSTALL_LIBDIR="lib", **off)
    run(CMAKE, "--build", build, "--parallel", "2")
    run(CMAKE, "--install", build, "--prefix", target, "--component", "development")
    return target


@pytest.fixture(scope="module")
def distribution(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Skips where Boost, Eigen and fmt are not installed as packages of the system."""
    folder = tmp_path_factory.mktemp("probe")
    (folder / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.25)\nproject(probe LANGUAGES CXX)\n"
        "find_package(Boost 1.74 CONFIG REQUIRED)\nfind_package(Eigen3 3.4 REQUIRED NO_MODULE)\n"
        "find_package(fmt 9 REQUIRED NO_MODULE)\n"
    )
    try:
        configure(folder, folder / "build")
    except AssertionError as error:
        missing = re.search(r'"(Boost|Eigen3|fmt)"', str(error))
        pytest.skip(f"not installed on this system: {missing[1] if missing else 'Boost, Eigen or fmt'}")


@pytest.fixture(scope="module")
def wheels() -> None:
    """Skips where this Python has no wheels of Boost, Eigen and fmt."""
    sites = [Path(entry) for entry in sys.path if entry.endswith("-packages")]
    boost = any((site / name / "include").is_dir() for site in sites for name in ("libboost_headers", "boost_headers"))
    parts = {
        "Boost": boost,
        "Eigen": any((site / "cmeel.prefix/include/eigen3").is_dir() for site in sites),
        "fmt": any((site / "cmeel.prefix/include/fmt").is_dir() for site in sites),
    }
    missing = [name for name, there in parts.items() if not there]
    if missing:
        pytest.skip(f"this Python has no wheel of {', '.join(missing)}")


def assert_from_wheels(build: Path) -> None:
    found = cache(build)
    for name in ("ERLANG_BOOST_INCLUDE_DIR", "Eigen3_DIR", "fmt_DIR"):
        assert "-packages/" in found[name], f"{name} is {found[name]}"


@pytest.mark.usefixtures("distribution")
def test_installed_headers_on_distribution_packages(prefix: Path, tmp_path: Path) -> None:
    assert build_and_run("agents", tmp_path, CMAKE_PREFIX_PATH=prefix) == EXPECTED["agents"]
    assert "-packages/" not in cache(tmp_path)["fmt_DIR"]


@pytest.mark.usefixtures("wheels")
def test_installed_headers_on_wheels(prefix: Path, tmp_path: Path) -> None:
    assert build_and_run("agents", tmp_path, CMAKE_PREFIX_PATH=prefix, **WHEELS) == EXPECTED["agents"]
    assert_from_wheels(tmp_path)


@pytest.mark.usefixtures("distribution")
def test_subdirectory_on_distribution_packages(tmp_path: Path) -> None:
    assert build_and_run("agents", tmp_path, ERLANG_SOURCE=ROOT) == EXPECTED["agents"]
    assert not (tmp_path / "erlang" / "tests").exists()


@pytest.mark.usefixtures("wheels")
def test_subdirectory_on_wheels(tmp_path: Path) -> None:
    assert build_and_run("agents", tmp_path, ERLANG_SOURCE=ROOT, **WHEELS) == EXPECTED["agents"]
    assert_from_wheels(tmp_path)


@pytest.mark.usefixtures("distribution")
def test_installed_solver_on_distribution_packages(prefix: Path, tmp_path: Path) -> None:
    # HiGHS comes from the wheel here too: distributions do not have it.
    options = {"CMAKE_PREFIX_PATH": prefix, "ERLANG_PYTHON": sys.executable}
    assert build_and_run("shifts", tmp_path, **options) == EXPECTED["shifts"]
    assert "-packages/" not in cache(tmp_path)["fmt_DIR"]


@pytest.mark.usefixtures("wheels")
def test_installed_solver_on_wheels(prefix: Path, tmp_path: Path) -> None:
    assert build_and_run("shifts", tmp_path, CMAKE_PREFIX_PATH=prefix, **WHEELS) == EXPECTED["shifts"]
    assert_from_wheels(tmp_path)


@pytest.mark.usefixtures("wheels")
def test_solver_as_subdirectory_on_wheels(tmp_path: Path) -> None:
    pytest.importorskip("highsbox", reason="the wheel highsbox is not installed")
    assert build_and_run("shifts", tmp_path, ERLANG_SOURCE=ROOT, **WHEELS) == EXPECTED["shifts"]
    assert_from_wheels(tmp_path)


def test_an_unknown_component_is_refused(prefix: Path, tmp_path: Path) -> None:
    (tmp_path / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.25)\nproject(probe LANGUAGES CXX)\n"
        "find_package(erlang REQUIRED COMPONENTS telephone)\n"
    )
    with pytest.raises(AssertionError, match="telephone"):
        configure(tmp_path, tmp_path / "build", CMAKE_PREFIX_PATH=prefix, ERLANG_PYTHON=sys.executable)
