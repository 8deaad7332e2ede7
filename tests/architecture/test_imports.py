"""Apps import downward only. Import Linter holds it; here it runs on the house and on a planted knot."""

import subprocess
import sys
from pathlib import Path

from tests.architecture.house import ROOT

LINTER = str(Path(sys.executable).with_name("lint-imports"))


def lint(folder: Path) -> subprocess.CompletedProcess:
    return subprocess.run(
        [LINTER, "--no-cache"], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_the_house_imports_downward_only():
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout[-3000:]
    assert "2 kept, 0 broken" in done.stdout


def test_an_upward_import_is_seen(tmp_path):
    for app in ("upper", "lower"):
        (tmp_path / app).mkdir()
        (tmp_path / app / "__init__.py").touch()
    (tmp_path / "lower" / "models.py").write_text("import upper\n")
    (tmp_path / "pyproject.toml").write_text(
        '[tool.importlinter]\nroot_packages = ["upper", "lower"]\n'
        '[[tool.importlinter.contracts]]\nname = "a"\ntype = "layers"\nlayers = ["upper", "lower"]\n'
    )
    assert lint(tmp_path).returncode == 1
