"""What ``manage.py`` sets on one's own computer, so that a trial needs no settings. A real server never comes here."""

import contextlib
import errno
import os
import secrets


def _is_set(name):
    return name in os.environ or f"{name}_FILE" in os.environ


def is_trial(command):
    """Return True for ``serve`` and wherever neither a database nor a secret key is given."""
    return command == ["serve"] or not (_is_set("DATABASE_URL") or _is_set("SECRET_KEY"))


class NoPlaceError(Exception):
    """The folder cannot be written to; the text says so to a person."""


@contextlib.contextmanager
def told_plainly():
    """Turn what a folder refuses (read-only, somebody else's, full) into a sentence: NoPlaceError."""
    try:
        yield
    except OSError as error:
        if error.errno not in {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT}:
            raise
        raise NoPlaceError(
            f"Kartu cannot write to its folder: {error.filename or '.data'}: {error.strerror}. "
            "Put the project where you may write, or make room, and start again."
        ) from error


@told_plainly()
def set_trial_defaults(base_dir):
    """Set what the settings require and the environment leaves open. Raises NoPlaceError in a read-only folder."""
    if not _is_set("SECRET_KEY"):
        os.environ["SECRET_KEY"] = _secret_key(base_dir / ".data" / "secret_key")
    port = os.environ.setdefault("PORT", "8000")
    os.environ.setdefault("HTTPS", "0")
    os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
    os.environ.setdefault("SITE_URL", f"http://localhost:{port}")
    os.environ.setdefault("STAFF_SECOND_FACTOR", "0")


def _secret_key(path):
    """Return the key in ``path``, which is made once and readable by its owner only."""
    path.parent.mkdir(mode=0o711, exist_ok=True)
    if not path.exists():
        # Two commands may start at once: the link is made by one of them only, and only when the key is written.
        own = path.with_name(f"{path.name}.{os.getpid()}")
        with open(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):
            os.link(own, path)
        own.unlink()
    return path.read_text()
