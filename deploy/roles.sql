-- Two roles: kipp_owner owns the tables and migrates, kipp_app is what the portal works as.
-- Once per server, as a superuser:
--   psql -v owner_password=... -v app_password=... -f deploy/roles.sql
-- What kipp_app may do comes after each migrate: manage.py grant_roles kipp_app
\set ON_ERROR_STOP on
CREATE ROLE kipp_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE kipp_app LOGIN PASSWORD :'app_password';
CREATE DATABASE kipp OWNER kipp_owner;
REVOKE ALL ON DATABASE kipp FROM PUBLIC;
GRANT CONNECT ON DATABASE kipp TO kipp_owner, kipp_app;
