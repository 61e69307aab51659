"""``make sbom``: the list of packages as CycloneDX, made by uv from the versions that ``requirements.txt`` names."""

# ruff: noqa: T201
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.tree import ROOT

PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s\\;]+)", re.MULTILINE)
FILE = ROOT / "sbom.cdx.json"


def pinned():
    """{name: version} of the list that the image is installed from."""
    return {name.lower(): version for name, version in PIN.findall((ROOT / "requirements.txt").read_text())}


def listed(sbom):
    return {part["name"]: part["version"] for part in sbom["components"]}


def export(folder):
    """What uv exports of the project when each package may only have the version of the list."""
    lines = "".join(f'  "{name}=={version}",\n' for name, version in pinned().items())
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (folder / "pyproject.toml").write_text(f"{project}\n[tool.uv]\nconstraint-dependencies = [\n{lines}]\n")
    options = ["--quiet", "--no-dev", "--no-emit-project", "--format", "cyclonedx1.5"]
    uv = Path(sys.executable).parent / "uv"
    return json.loads(subprocess.run([uv, "export", *options], cwd=folder, capture_output=True, check=True).stdout)


def main():
    with tempfile.TemporaryDirectory() as folder:
        sbom = export(Path(folder))
    found, wanted = listed(sbom), pinned()
    if wrong := {name for name, version in wanted.items() if found.get(name) != version}:
        return f"Not as in requirements.txt: {', '.join(sorted(wrong))}"
    FILE.write_text(json.dumps(sbom, indent=1) + "\n", encoding="utf-8")
    print(f"{FILE.name}: {len(found)} packages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
