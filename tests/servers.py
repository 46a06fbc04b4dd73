"""Temporary servers for tests, each a child process; they also run as root.

Standard library only: `python -m tests.servers chromium` is asked before the
browser's requirements are installed.
"""

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HOST = "127.0.0.1"
CHROMIUMS = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
]


def find_postgres() -> Path | None:
    """The folder of initdb and postgres; Debian leaves it off the PATH."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest_first = sorted(versions, key=lambda at: at.parts[-3].zfill(3), reverse=True)
    return newest_first[0].parent if newest_first else None


def find_redis() -> Path | None:
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    return Path(found) if found else None


def find_chromium() -> Path | None:
    """The browser that CHROMIUM names, or one under a usual name."""
    for name in [os.environ.get("CHROMIUM", ""), *CHROMIUMS]:
        found = shutil.which(name) if name else None
        if found:
            return Path(found)
    return None


def find_shared_data() -> Path | None:
    """Real public data, kept beside the checkout and never in it."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "data"
    return folder if folder.is_dir() else None


FINDERS: dict[str, Callable[[], Path | None]] = {
    "postgres": find_postgres,
    "redis": find_redis,
    "chromium": find_chromium,
    "shared": find_shared_data,
}


def find(service: str) -> Path | None:
    return FINDERS[service]()


def free_port() -> int:
    with socket.socket() as gateway:
        gateway.bind((HOST, 0))
        return gateway.getsockname()[1]


def listens(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except OSError:
        return False
    return True


def wait_until(holds: Callable[[], object], *, seconds: float, what: str) -> None:
    """Poll every twentieth of a second; raise TimeoutError with `what` at the end."""
    ends = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > ends:
            raise TimeoutError(f"{what} did not come within {seconds:g} seconds")
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    """Whether a process runs; a zombie that nothing reaps counts as dead."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return not Path("/proc/self").exists()
    return state != "Z"


def die_with_parent() -> None:
    """Let a child end with its parent: a killed test run leaves no server (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


class Server:
    """A child process in its own folder, on a free port."""

    binary = ""

    def __init__(self) -> None:
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="hubsite-"))
        self.process: subprocess.Popen[bytes] | None = None
        self.identity: dict[str, object] = {}

    def command(self) -> list[str]:
        raise NotImplementedError

    def start(self) -> None:
        """Start, or start again after stop() with the same port and data."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent,
                **self.identity,
            )
        try:
            wait_until(self.is_ready, seconds=30, what=self.binary)
        except TimeoutError as error:
            log = (self.folder / "log").read_text()
            raise TimeoutError(f"{error}: {log}") from None

    def is_ready(self) -> bool:
        return listens(self.port)

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(30)
            self.process = None

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class Redis(Server):
    """`with Redis() as redis:` serves at redis.url, without files."""

    binary = "redis-server"

    def __init__(self) -> None:
        super().__init__()
        self.url = f"redis://{HOST}:{self.port}/0"

    def command(self) -> list[str]:
        where = ["--bind", HOST, "--port", str(self.port), "--dir", str(self.folder)]
        return [str(find_redis()), *where, "--save", "", "--appendonly", "no"]

    def __enter__(self) -> "Redis":
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class Postgres(Server):
    """`with Postgres() as postgres:` is a new cluster that never waits for the disk.

    PostgreSQL refuses to run as root, so root hands it to `postgres` or `nobody`.
    """

    binary = "postgres"

    def __init__(self) -> None:
        super().__init__()
        self.url = f"postgres://hub@{HOST}:{self.port}/postgres"
        if os.geteuid() == 0:
            names = {user.pw_name: user for user in pwd.getpwall()}
            user = names.get("postgres") or names["nobody"]
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self.identity = {
                "user": user.pw_uid,
                "group": user.pw_gid,
                "extra_groups": [],
            }

    def command(self) -> list[str]:
        settings = {
            "listen_addresses": HOST,
            "unix_socket_directories": "",
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "max_connections": "60",
            "wal_level": "logical",  # an attack reads the log
            # Every test leaves the rows that it rolled back, and scans slow down.
            "autovacuum_naptime": "5s",
            "autovacuum_vacuum_threshold": "500",
            "autovacuum_vacuum_scale_factor": "0",
            "autovacuum_vacuum_cost_delay": "0",
        }
        program = [str(find_postgres() / "postgres"), "-D", str(self.folder / "data")]
        options = [part for item in settings.items() for part in ("-c", "=".join(item))]
        return [*program, "-p", str(self.port), *options]

    def is_ready(self) -> bool:
        address = ["-h", HOST, "-p", str(self.port), "-d", "postgres", "-U", "hub"]
        asked = subprocess.run([find_postgres() / "pg_isready", "-q", *address])
        return asked.returncode == 0

    def make_cluster(self) -> None:
        how = ["-U", "hub", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        made = subprocess.run(
            [find_postgres() / "initdb", "-D", self.folder / "data", *how],
            cwd=self.folder,
            capture_output=True,
            text=True,
            **self.identity,
        )
        if made.returncode:
            raise RuntimeError(f"initdb: {made.stderr}")

    def __enter__(self) -> "Postgres":
        self.make_cluster()
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


if __name__ == "__main__":
    place = find(sys.argv[1])
    print(place or f"no {sys.argv[1]} here")
    sys.exit(place is None)
