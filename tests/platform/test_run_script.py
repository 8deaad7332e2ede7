"""`./run` says what is wrong in one sentence. Each failure is provoked in a copy of the tree."""

import ast
import os
import runpy
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEAD = "http://127.0.0.1:9"  # the discard port: nobody listens
OLD_PYTHONS = sorted(
    str(found)
    for folder, pattern in [
        (Path("/usr/bin"), "python3.*"),
        (Path.home() / ".pyenv", "versions/3.*/bin/python3"),
    ]
    for found in folder.glob(pattern)
    if not found.name.endswith("-config")
)


@pytest.fixture
def tree(tmp_path):
    """What `./run` needs, without .venv and var/."""
    shutil.copy(ROOT / "run", tmp_path / "run")
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    return tmp_path


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(tree, *arguments, python=sys.executable, **environment):
    env = {key: value for key, value in os.environ.items() if key not in {"HOST", "PORT", "QINGHU_VAR"}}
    return subprocess.run(
        [python, *([] if "-c" in arguments else ["run"]), *arguments],
        cwd=tree,
        env={**env, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def assert_one_sentence(result, *words):
    assert result.returncode == 1
    assert len(result.stderr.strip().splitlines()) == 1, result.stderr
    assert "Traceback" not in result.stderr
    for word in words:
        assert word in result.stderr


def test_a_taken_port(tree):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        taken = str(holder.getsockname()[1])
        assert_one_sentence(run(tree, "demo", PORT=taken), f"端口 {taken} 已被占用", "PORT=")
    assert not (tree / ".venv").exists()


@pytest.mark.parametrize("rubbish", ["eighty", "0", "70000", "-1"])
def test_a_port_that_is_none(tree, rubbish):
    assert_one_sentence(run(tree, "demo", PORT=rubbish), "PORT", rubbish)


def test_an_old_python(tree):
    pretend = "import runpy, sys; sys.version_info = (3, 9, 2); sys.argv = ['run', 'demo']; "
    result = run(tree, "-c", pretend + "runpy.run_path('run', run_name='__main__')")
    assert_one_sentence(result, "3.11", "3.9.2")


def test_every_old_python_on_this_machine_reads_the_script(tree):
    for python in OLD_PYTHONS:
        version = subprocess.check_output([python, "-c", "import sys; print(sys.version_info >= (3, 11))"])
        if version.strip() == b"False":
            assert_one_sentence(run(tree, "demo", python=python), "3.11")


def test_the_script_keeps_to_old_syntax():
    ast.parse((ROOT / "run").read_text(encoding="utf-8"), feature_version=(3, 7))


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_without_venv(tree, tmp_path_factory, free_port, module):
    hidden = tmp_path_factory.mktemp("hidden")
    (hidden / f"{module}.py").write_text("raise ImportError('left out by the distribution')\n")
    result = run(tree, "demo", PYTHONPATH=str(hidden), PORT=str(free_port))
    assert_one_sentence(result, "venv", "python3-venv")
    assert not (tree / ".venv").exists()


def test_no_network(tree, free_port):
    result = run(
        tree,
        "demo",
        PORT=str(free_port),
        PIP_INDEX_URL=f"{DEAD}/simple",
        PIP_CONFIG_FILE=os.devnull,
        PIP_FIND_LINKS="",
        PIP_NO_CACHE_DIR="1",
        HTTP_PROXY=DEAD,
        HTTPS_PROXY=DEAD,
    )
    assert_one_sentence(result, "网络", "run.log")


def test_the_network_lost_half_way_is_said_and_the_next_run_goes_on(tree, free_port):
    """uv is there already, the packages are not: the stamp is written last, so the next run tries again."""
    bin_dir = tree / ".venv" / "bin"
    subprocess.run([sys.executable, "-m", "venv", str(tree / ".venv")], check=True)
    os.symlink(Path(sys.executable).parent / "uv", bin_dir / "uv")
    result = run(
        tree,
        "demo",
        PORT=str(free_port),
        UV_DEFAULT_INDEX=f"{DEAD}/simple",
        UV_NO_CACHE="1",
        UV_HTTP_RETRIES="0",
        HTTP_PROXY=DEAD,
        HTTPS_PROXY=DEAD,
    )
    assert_one_sentence(result, "网络")
    assert not (tree / ".venv" / "installed-base").exists()


def test_fresh_forgets_data_and_keeps_what_was_fetched(tmp_path, monkeypatch):
    monkeypatch.setenv("QINGHU_VAR", str(tmp_path))
    for name in ["qinghu.sqlite3", "qinghu.sqlite3-wal", "keys.json", "files/one", "vendor/two"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    runpy.run_path(str(ROOT / "run"))["forget"]()
    assert [path.name for path in tmp_path.iterdir()] == ["vendor"]


def test_without_a_command_it_says_what_there_is(tree):
    result = run(tree)
    assert result.returncode == 2
    assert "./run demo" in result.stdout
    assert run(tree, "nonsense").returncode == 2


def test_no_committed_lock_names_a_registry():
    for path in [*ROOT.glob("requirements/*.txt"), ROOT / "frontend" / "package-lock.json"]:
        text = path.read_text(encoding="utf-8")
        assert "index-url" not in text
        assert '"resolved"' not in text
        assert "registry." not in text
