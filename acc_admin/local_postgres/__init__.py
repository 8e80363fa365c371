"""The project's own PostgreSQL for local use: no set-up, one Django backend, exchangeable as a whole.

    DATABASES = {
        "default": {
            "ENGINE": "acc_admin.local_postgres",
            "NAME": "acc",
            "OPTIONS": {"directory": BASE_DIR / "var" / "postgres"},
        }
    }

`cluster.py` knows who runs PostgreSQL and makes its data directory, `server.py` starts, joins and stops the
server, `base.py` is the database backend that Django loads. Nothing here knows our models.
"""
