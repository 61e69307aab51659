"""Nothing typed is lost: two people on one record, a session that ended, a browser that crashed."""
