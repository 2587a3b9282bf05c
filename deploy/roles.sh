#!/bin/sh
# Run by the postgres image on its first start, when the data folder is empty.
set -eu
: "${OWNER_PASSWORD:?}" "${APP_PASSWORD:?}"
psql --username "${POSTGRES_USER:-postgres}" --dbname postgres --no-psqlrc --quiet \
  --set "owner_password=$OWNER_PASSWORD" --set "app_password=$APP_PASSWORD" \
  --file "${ROLES_SQL:-/deploy/roles.sql}"
