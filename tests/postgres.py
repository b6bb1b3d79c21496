"""A throwaway PostgreSQL on loopback, and databases in it that are made by copying."""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

REQUIRED = (
    "HEMEROTECA_TESTS_NEED_POSTGRES"  # with it tests fail, rather than skip, without a server
)
_INSTALLED = Path("/usr/lib/postgresql")  # where Debian puts each version, away from PATH
_PATIENCE = 60  # seconds until it must answer
_USER = "archivero"
# Spanish is the order of the cluster, so that whatever relies on its being that of bytes shows.
_LOCALE = ("--encoding=UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=es")
# It is thrown away: nothing has to survive the machine, only the death of processes.
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "60",
}


@dataclass(frozen=True, slots=True)
class Cluster:
    """A server that runs: where it listens, and the password of the one user it has."""

    process: subprocess.Popen[bytes]
    port: int
    password: str

    def make_url(self, database: str) -> str:
        """The address of a database, as settings take it."""
        return f"postgresql+psycopg://{_USER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def connect(self, database: str = "postgres") -> psycopg.Connection[Any]:
        """A connection on which each statement is a transaction."""
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=_USER,
            password=self.password,
            dbname=database,
            autocommit=True,
        )

    def make_conninfo(self) -> str:
        """Where it listens, in the words of the server's own programs."""
        return f"host=127.0.0.1 port={self.port} user={_USER} password={self.password}"

    def create_database(self, template: str = "template0") -> str:
        """Make a database like another, to which nobody may be connected; return its name."""
        name = f"archivo_{next(_NUMBERS)}"
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        with closing(self.connect()) as connection:
            connection.execute(made.format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def run_script(self, database: str, script: Path) -> None:
        """Run a file of commands of psql, with the variables of this process."""
        where = f"{self.make_conninfo()} dbname={database}"
        subprocess.run(
            ["psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", f"--file={script}", where],  # noqa: S607  Debian's
            check=True,
        )

    def drop_database(self, name: str) -> None:
        """Drop a database, whoever is connected to it."""
        with closing(self.connect()) as connection:
            dropped = sql.SQL("DROP DATABASE {} WITH (FORCE)")
            connection.execute(dropped.format(sql.Identifier(name)))


_NUMBERS = count(1)


def find_programs() -> Path | None:
    """The folder of the newest server's programs; None where there is none."""
    if initdb := shutil.which("initdb"):
        return Path(initdb).resolve().parent  # a link to it leads to the others
    found = [path.parent for path in _INSTALLED.glob("*/bin/initdb")]
    return max(found, key=lambda path: float(path.parent.name), default=None)


@dataclass(frozen=True, slots=True)
class Home:
    """Where clusters live: the programs, a folder, and the account to run as; None is one's own."""

    programs: Path
    folder: Path
    account: str | None

    def run(self, program: str, *arguments: Path | str) -> None:
        """Run a program of the server to its end."""
        subprocess.run(
            [self.programs / program, *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
            user=self.account,
        )


@contextmanager
def run_cluster(programs: Path) -> Iterator[Cluster]:
    """A new cluster with nothing in it; when this ends, it is gone."""
    with make_home(programs) as home:
        password = initialise(home, "data")
        with serve(home, "data", password) as cluster:
            yield cluster


@contextmanager
def make_home(programs: Path) -> Iterator[Home]:
    """A folder for clusters; when this ends, it is gone."""
    # Not in pytest's folder: that is closed to the user as which the server has to run under root.
    folder = Path(tempfile.mkdtemp(prefix="hemeroteca-postgres-"))
    account = _find_account()
    if account:
        shutil.chown(folder, account)
    try:
        yield Home(programs, folder, account)
    finally:
        shutil.rmtree(folder)


def initialise(home: Home, name: str) -> str:
    """Make the files of a new cluster in a folder of this name; return the password of its user."""
    password = secrets.token_urlsafe(12)
    secret = home.folder / "password"
    secret.write_text(password)
    home.run(
        *("initdb", "--pgdata", home.folder / name, "--no-sync", *_LOCALE),
        *("--username", _USER, "--pwfile", secret, "--auth=scram-sha-256"),
    )
    return password


@contextmanager
def serve(
    home: Home,
    name: str,
    password: str,
    *,
    port: int | None = None,
    settings: Mapping[str, str] | None = None,
) -> Iterator[Cluster]:
    """A server on the files in a folder, at a free port unless one is given; when this ends, so has it."""
    port = port or _find_port()
    chosen = {**_SETTINGS, "port": str(port), **(settings or {})}
    options = [part for key, value in chosen.items() for part in ("-c", f"{key}={value}")]
    log_file = home.folder / f"{name}.log"
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            [home.programs / "postgres", "-D", home.folder / name, *options],
            stdout=log,
            stderr=log,
            cwd=home.folder,
            user=home.account,
        )
    try:
        cluster = Cluster(process, port, password)
        _wait_until_it_answers(cluster, log_file)
        yield cluster
    finally:
        process.send_signal(signal.SIGQUIT)  # at once, without a last word to the disk
        process.wait(timeout=_PATIENCE)


def _wait_until_it_answers(cluster: Cluster, log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            cluster.connect().close()
        except psycopg.OperationalError as error:
            if cluster.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {log.read_text()}") from error
            time.sleep(0.05)
        else:
            return


def _find_account() -> str | None:
    """The account to run as: the server refuses root. None is one's own."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _find_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
