"""Build the image without Docker, and start what was built: ``python3 -m tests.image [folder]``, as root on Linux.

The Dockerfile's own RUN lines run in its order with the variables it sets, each stage on a copy of this machine's files
that lies in memory and is gone at the end (an overlay in a mount namespace). No line is left out or rewritten: /venv,
/app and the new user are there only. Other than in the image are Debian's packages and, where this machine lacks it,
Python's version. Then the portal is checked and started with the image's variables and those of compose.yaml, in a
network of its own, and asked by the image's HEALTHCHECK.

It needs nothing but Python, git and Debian's mount and passwd.
"""
# ruff: noqa: T201

import ctypes
import fcntl
import glob
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.dockerfile import command_of, compose_variables, is_ignored, stages_of, variables_of

ROOT = Path(__file__).resolve().parent.parent
# What the image of Python sets, and what a build finds of its machine: the way to the registry.
BASE = {"PATH": "/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": "/root"}
MACHINE = re.compile(r"PIP_\w+|SSL_CERT_\w+|REQUESTS_CA_BUNDLE|https?_proxy|no_proxy", re.IGNORECASE)
# What people write into .env; HSTS as the check of Django wants it.
ANSWERS = {
    "DOMAIN": "kartu.example.lt",
    "EMAIL_HOST": "mail.example.lt",
    "HSTS_INCLUDE_SUBDOMAINS": "1",
    "HSTS_PRELOAD": "1",
}
SECRETS = {
    "secret_key": "q7Z!m2x#Vt9" * 6,
    "database_url": "postgres://kartu:secret@127.0.0.1:1/kartu",
    "email_password": "",
}
START_SECONDS = 20
QUIET = {"capture_output": True, "text": True, "check": False}


class ImageError(Exception):
    """A line of the Dockerfile that did not work; its output is above."""


@dataclass
class Built:
    """A stage so far: the folder that stands for its root, and what ENV, WORKDIR, USER and the rest have set."""

    root: Path
    variables: dict = field(default_factory=lambda: dict(BASE))
    folder: str = "/"
    user: str = "root"
    commands: dict = field(default_factory=dict)

    def command(self, words, **more):
        variables = [f"{name}={value}" for name, value in (self.variables | more).items()]
        return ["chroot", f"--userspec={self.user}:", self.root, "env", "-i", "-C", self.folder, *variables, *words]

    def run(self, words, **more):
        if subprocess.run(self.command(words, **more), stdin=subprocess.DEVNULL, check=False).returncode:
            raise ImageError(" ".join(words))

    def at(self, path):
        return self.root / str(Path(self.folder, path)).lstrip("/")


def mount(*arguments):
    subprocess.run(["mount", *arguments], check=True)


def python_for(base):
    """The folder of the Python that the base image names, else of this machine's."""
    version = re.search(r"python:([\d.]+)", base)[1]
    places = [*glob.glob(str(Path.home() / f".pyenv/versions/{version}*/bin/python3")), f"python{version}"]
    for place in filter(shutil.which, places):
        asked = subprocess.run([place, "-c", "import ensurepip, sys; print(sys.base_prefix)"], **QUIET)
        if asked.returncode == 0:
            return Path(asked.stdout.strip())
    print(f"No Python {version} on this machine: built with {sys.version.split()[0]}.")
    return Path(sys.base_prefix)


def overlay(lower, layers, target):
    """Show a folder at another place; what is written there lies in the layers."""
    written, work = layers / "written", layers / "work"
    for folder in (written, work, target):
        folder.mkdir(parents=True, exist_ok=True)
    mount("-t", "overlay", "overlay", "-o", f"lowerdir={lower},upperdir={written},workdir={work}", str(target))


def stage_root(scene, base):
    """Return the root of a new stage: this machine's files, with the image's Python where the image has it."""
    root = scene / "root"
    overlay("/", scene, root)
    mount("-t", "proc", "proc", str(root / "proc"))
    mount("--rbind", "/dev", str(root / "dev"))
    # Nothing may be read from the working copy itself.
    mount("-t", "tmpfs", "tmpfs", str(root / str(ROOT).lstrip("/")))
    python = python_for(base)
    if python == Path("/usr"):
        command = root / "usr/local/bin/python"
        command.unlink(missing_ok=True)
        command.symlink_to("/usr/bin/python3")
    else:
        overlay(python, scene / "python", root / "usr/local")
        subprocess.run(["chroot", root, "/sbin/ldconfig"], check=True)
    return root


def copy(argument, built, done, context):
    """COPY files of the context, less what .dockerignore names, or a folder of an earlier stage."""
    *options, source, target = argument.split()
    if options:
        earlier = done[options[0].removeprefix("--from=")]
        subprocess.run(["cp", "-a", "-T", earlier.at(source), built.at(target)], check=True)
        return
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=context, capture_output=True, text=True, check=True).stdout
    ignore = context / ".dockerignore"
    patterns = ignore.read_text(encoding="utf-8").split() if ignore.exists() else []
    for path in listed.split("\0"):
        if path and (source in (".", path)) and not is_ignored(path, patterns) and (context / path).is_file():
            place = built.at(target) / path
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(context / path, place)


def take(step, built, done, context):
    """Do one step of a stage."""
    instruction, argument = step
    print(f"{instruction} {argument}"[:160], flush=True)
    if instruction == "RUN":
        machine = {name: value for name, value in os.environ.items() if MACHINE.fullmatch(name)}
        built.run(["sh", "-c", argument], **machine | {"PIP_PROGRESS_BAR": "off"})
    elif instruction == "COPY":
        copy(argument, built, done, context)
    elif instruction == "WORKDIR":
        built.folder = argument
        built.at(".").mkdir(parents=True, exist_ok=True)
    elif instruction == "ENV":
        built.variables |= variables_of(argument, built.variables)
    elif instruction == "USER":
        built.user = argument
    elif instruction in {"CMD", "HEALTHCHECK"}:
        built.commands[instruction] = command_of(argument)
    else:
        print("  (says nothing to a build)")


def build(context, scene):
    """Return the last stage, all steps done. Raises ImageError for the first that does not work."""
    done = {}
    for number, stage in enumerate(stages_of((context / "Dockerfile").read_text(encoding="utf-8"))):
        print(f"FROM {stage.base}", flush=True)
        built = done[stage.name] = Built(stage_root(scene / str(number), stage.base))
        for step in stage.steps:
            take(step, built, done, context)
    return built


def give_variables(built, context):
    """Set what compose.yaml sets, secrets as files."""
    built.variables |= compose_variables((context / "compose.yaml").read_text(encoding="utf-8"), ANSWERS)
    folder = built.root / "run/secrets"
    folder.mkdir(parents=True)
    for name, text in SECRETS.items():
        (folder / name).write_text(text)


def enter_network():
    """From here on this process and its children see a network of their own, with nothing but a loopback device."""
    if ctypes.CDLL(None, use_errno=True).unshare(0x40000000):
        raise OSError(ctypes.get_errno(), "unshare")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, 0x8914, struct.pack("16sh", b"lo", 1))


def start(built):
    """Start what the image starts and wait until its own HEALTHCHECK is content."""
    server = subprocess.Popen(built.command(built.commands["CMD"]), stdin=subprocess.DEVNULL)
    try:
        until = time.monotonic() + START_SECONDS
        while subprocess.run(built.command(built.commands["HEALTHCHECK"]), **QUIET).returncode:
            if server.poll() is not None or time.monotonic() > until:
                raise ImageError(" ".join(built.commands["CMD"]))
            time.sleep(0.2)
    finally:
        server.terminate()
        server.wait()


def main(context, scene):
    started = time.monotonic()
    mount("-t", "tmpfs", "tmpfs", str(scene))
    try:
        built = build(context, scene)
        print(f"Built in {time.monotonic() - started:.0f} seconds.", flush=True)
        give_variables(built, context)
        enter_network()
        built.run(["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"])
        start(built)
    except ImageError as failure:
        return f"FAILED: {failure}"
    print(f"Started, and found healthy: {time.monotonic() - started:.0f} seconds in all.")
    return 0


def begin(context):
    """Begin anew where mounts and processes are this program's own and end with it; return the status."""
    if not sys.platform.startswith("linux") or os.geteuid():
        return "Building the image without Docker needs root on Linux."
    own = ["unshare", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child"]
    with tempfile.TemporaryDirectory() as scene:
        program = [sys.executable, "-m", "tests.image", context, scene]
        return subprocess.run([*own, *program], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    folders = [Path(argument).resolve() for argument in sys.argv[1:]] or [ROOT]
    sys.exit(main(*folders) if len(folders) > 1 else begin(*folders))
