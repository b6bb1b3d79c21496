# docker build --tag hemeroteca .
# docker build --tag hemeroteca:postgres --build-arg EXTRAS=postgres .
# docker run --publish 127.0.0.1:8000:8000 --volume hemeroteca:/data hemeroteca
# docker run --rm --volume hemeroteca:/data --volume "$PWD/seeds:/articles:ro" hemeroteca ingest /articles

FROM python:3.13-slim AS build
WORKDIR /src
# The environment changes less often than the code, so it has its own layer.
COPY requirements.lock requirements-dev.lock ./
RUN python -m venv /opt/hemeroteca \
    && /opt/hemeroteca/bin/python -m pip install --no-cache-dir --only-binary :all: \
        --require-hashes --requirement requirements.lock
# The build backend, and what the extras need, with the hashes of the lock that has them.
RUN python -m pip download --no-cache-dir --only-binary :all: --no-deps \
        --require-hashes --requirement requirements-dev.lock --dest /wheels \
    && python -m pip install --no-index --find-links /wheels hatchling
COPY . .
# Extras, separated by commas: postgres, redis.
ARG EXTRAS=
RUN python -m pip wheel --no-deps --no-build-isolation --wheel-dir /dist . \
    && /opt/hemeroteca/bin/python -m pip install --no-index --find-links /wheels \
        "$(ls /dist/*.whl)${EXTRAS:+[$EXTRAS]}"

FROM python:3.13-slim
RUN useradd --system --no-create-home --shell /usr/sbin/nologin hemeroteca \
    && install --directory --owner hemeroteca --group hemeroteca /data
COPY --from=build /opt/hemeroteca /opt/hemeroteca
ENV PATH=/opt/hemeroteca/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HEMEROTECA_DATA_DIR=/data
USER hemeroteca
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", \
    "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ.get('HEMEROTECA_PORT', 8000)}/healthz\", timeout=4)"]
ENTRYPOINT ["hemeroteca"]
# Who can reach it is for --publish to say; HEMEROTECA_API_KEYS_FILE asks everybody for a key.
CMD ["serve", "--host", "0.0.0.0", "--open"]
