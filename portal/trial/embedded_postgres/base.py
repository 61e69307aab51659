"""Django's PostgreSQL backend, which starts the embedded server before it connects."""

from pathlib import Path

from django.db.backends.postgresql.client import DatabaseClient as PostgresClient

from portal.serving.postgres import base
from portal.trial.embedded_postgres.server import PROGRAMS, ServerError, running_server


class DatabaseClient(PostgresClient):
    """``manage.py dbshell`` with the psql of the wheel."""

    executable_name = str(PROGRAMS / "psql")

    @classmethod
    def settings_to_cmd_args_env(cls, settings_dict, parameters):
        socket_folder = running_server(Path(settings_dict["HOST"]))
        return super().settings_to_cmd_args_env({**settings_dict, "HOST": str(socket_folder)}, parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    client_class = DatabaseClient

    def get_connection_params(self):
        """Return the parameters of a connection to a server that runs; it is asked before every new connection.

        So a server that was killed is started again by the next process that needs it.
        """
        try:
            socket_folder = running_server(Path(self.settings_dict["HOST"]))
        except (OSError, ServerError) as error:
            raise self.Database.OperationalError(f"The embedded PostgreSQL does not run: {error}") from error
        return {**super().get_connection_params(), "host": str(socket_folder)}
