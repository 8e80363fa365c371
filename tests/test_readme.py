"""What the README promises is what the files hold."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()


def commands():
    """The README's indented command lines."""
    return re.findall(r"^    (python3 -m venv .*)$", README, re.MULTILINE)


def test_continuous_integration_runs_the_readmes_test_command():
    _, test_command = commands()
    assert test_command in (ROOT / ".ci" / "run").read_text().splitlines()


def test_every_setting_that_is_read_is_described_and_no_other():
    settings = (ROOT / "acc_admin" / "settings.py").read_text()
    read = set(re.findall(r"""(?:env_\w+|environ\.get|environ)[(\[]"([A-Z_]+)""", settings))
    described = set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE))
    assert described == read


def test_every_command_of_ours_is_described():
    ours = {path.stem for path in (ROOT / "compliance" / "management" / "commands").glob("[a-z]*.py")}
    described = set(re.findall(r"^\| `([a-z_]+)", README, re.MULTILINE))
    assert ours <= described


@pytest.mark.parametrize("name", re.findall(r"\]\(([\w/.]+)\)", README))
def test_what_is_linked_is_there(name):
    assert (ROOT / name).exists()


def test_every_dependency_has_an_exact_version():
    lines = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
