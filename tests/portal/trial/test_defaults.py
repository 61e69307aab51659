"""What a trial sets by itself: a key of its own that nobody else can read, and nothing that was given."""

import os

from portal.trial.defaults import set_trial_defaults


def test_key_is_made_once_and_read_by_its_owner_only(tmp_path, monkeypatch):
    keys = []
    for _start in range(2):
        monkeypatch.setattr(os, "environ", {})
        set_trial_defaults(tmp_path)
        keys.append(os.environ["SECRET_KEY"])

    file = tmp_path / ".data" / "secret_key"
    assert keys == [file.read_text()] * 2
    assert len(keys[0]) > 50
    assert file.stat().st_mode & 0o077 == 0
    assert list(file.parent.iterdir()) == [file]


def test_what_was_given_stays(tmp_path, monkeypatch):
    given = {"SECRET_KEY_FILE": "/run/secrets/key", "PORT": "8001", "HTTPS": "1"}
    monkeypatch.setattr(os, "environ", dict(given))

    set_trial_defaults(tmp_path)

    assert os.environ | given == os.environ
    assert os.environ["SITE_URL"] == "http://localhost:8001"
    assert "SECRET_KEY" not in os.environ
