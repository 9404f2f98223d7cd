FROM python:3.11.13-slim-bookworm AS packages

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/advisor
COPY requirements.txt .
RUN /opt/advisor/bin/pip install --only-binary :all: --requirement requirements.txt


FROM python:3.11.13-slim-bookworm

RUN useradd --uid 10001 --no-create-home --home-dir /var/lib/advisor --shell /usr/sbin/nologin advisor \
    && install --directory --owner advisor --group advisor /var/lib/advisor
COPY --from=packages /opt/advisor /opt/advisor
WORKDIR /srv/advisor
COPY . .
RUN /opt/advisor/bin/python -m compileall -q advisor pages app.py server.py

# Nothing is written but below /var/lib/advisor and /tmp: the rest may be read-only.
ENV PATH=/opt/advisor/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    ADVISOR_DATABASE_URL=sqlite:////var/lib/advisor/advisor.db \
    ADVISOR_PRICES=/var/lib/advisor/prices \
    ADVISOR_LOG=json
USER advisor
VOLUME /var/lib/advisor
EXPOSE 8501
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8501/health', timeout=3)"]
CMD ["streamlit", "run", "server.py", "--server.address=0.0.0.0", "--server.port=8501", "--server.headless=true", "--logger.hideWelcomeMessage=true"]
