"""The PostgreSQL below Parley and the peer alike: its databases, its settings, and what it costs."""

import machine

TOLD = ("server_version", "shared_buffers", "fsync", "synchronous_commit", "full_page_writes", "max_wal_size",
        "max_connections")


class Postgres(machine.Postgres):
    def __init__(self):
        super().__init__()
        self.user = self.address.split("//")[1].split("@")[0]
        self.folder = self.address.rsplit("host=", 1)[1]

    def make(self, name):
        self.ask(f"CREATE DATABASE {name}")

    def settings(self):
        return ", ".join(f"{name} {self.ask(f'SHOW {name}')[0][0]}" for name in TOLD)

    def cpu_seconds(self):
        while True:
            try:
                return super().cpu_seconds()
            except (FileNotFoundError, ProcessLookupError):  # one of its processes ended while it was looked at
                pass
