# Portal KIPP for production: web, worker, beat and migrate are this one image.
FROM python:3.13-slim

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1

WORKDIR /portal
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin kipp \
    && install -d -o kipp -g kipp -m 0700 /var/lib/kipp /var/lib/kipp/media

COPY requirements.txt .
RUN pip install --require-hashes --only-binary :all: -r requirements.txt

COPY . .
# Both commands read the settings; nothing of these five stays in the image.
RUN export SECRET_KEY=build ALLOWED_HOSTS=build DATABASE_URL=postgresql://build/build REDIS_URL=redis://build SCAN=off \
    && python manage.py build_font \
    && python manage.py collectstatic --noinput

USER kipp
ENV BIND=0.0.0.0:8000 \
    MEDIA_ROOT=/var/lib/kipp/media
EXPOSE 8000
CMD ["gunicorn", "kipp.wsgi", "-c", "deploy/gunicorn.conf.py"]
