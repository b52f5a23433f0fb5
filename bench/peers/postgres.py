"""A PostgreSQL for all that are measured: its databases, its settings, and what it costs."""

import os
import pathlib
import subprocess
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TOLD = ("server_version", "shared_buffers", "fsync", "synchronous_commit", "full_page_writes", "max_wal_size",
        "max_connections")


def cpu_ticks(pid, with_ended):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(int(field) for field in fields[11:15 if with_ended else 13])


class Postgres:
    """Durable, with a server's buffers. Gone when the block ends."""

    OPTIONS = {"shared_buffers": "1GB", "max_wal_size": "8GB", "checkpoint_timeout": "15min", "wal_buffers": "16MB"}

    def __init__(self):
        settings = " ".join(f"-c {name}={value}" for name, value in self.OPTIONS.items())
        environment = dict(os.environ, POSTGRES_DURABLE="1", POSTGRES_OPTIONS=settings)
        self.process = subprocess.Popen([ROOT / "tools" / "with-postgres"], env=environment, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        parts = urllib.parse.urlsplit(self.process.stdout.readline().strip())
        if not parts.query:
            raise SystemExit("tools/with-postgres started none")
        self.user = parts.username
        self.folder = urllib.parse.parse_qs(parts.query)["host"][0]
        self.pid = int((pathlib.Path(self.folder) / "data" / "postmaster.pid").read_text().split()[0])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(120)

    def address_of(self, database):
        return f"postgres://{self.user}@/{database}?host={self.folder}"

    def sql(self, statement, database="postgres"):
        """What psql prints: rows, columns separated by a bar."""
        done = subprocess.run(["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", self.address_of(database)],
                              input=statement, text=True, stdout=subprocess.PIPE, check=True, timeout=3600)
        return done.stdout.strip()

    def make(self, database):
        self.sql(f'CREATE DATABASE "{database}"')

    def settings(self):
        return ", ".join(f"{name} {self.sql(f'SHOW {name}')}" for name in TOLD)

    def cpu_seconds(self):
        """Of all its processes, those included that ended."""
        ticks = cpu_ticks(self.pid, with_ended=True)
        for pid in pathlib.Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split():
            try:
                ticks += cpu_ticks(pid, with_ended=False)
            except (FileNotFoundError, ProcessLookupError):  # it ended just now, and its parent tells of it next time
                pass
        return ticks / os.sysconf("SC_CLK_TCK")
