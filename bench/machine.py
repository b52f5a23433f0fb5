"""Programs on this machine: the server, nginx and the load generators. Every one that starts here ends here."""

import json
import os
import pathlib
import shutil
import socket
import statistics
import subprocess
import time
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
TOKEN = "w91_live_0123456789abcdefghijklmnopqrstuvwxyzABCD"
SECRET = "bench-app-secret"
BEARER = {"Authorization": "Bearer " + TOKEN}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(port, path, headers=BEARER, body=None):
    """The answer's bytes; with a body, a POST of that as JSON."""
    data = None if body is None else json.dumps(body).encode()
    kind = {} if body is None else {"Content-Type": "application/json"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data, {**headers, **kind})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.read()


class Refused(SystemExit):
    """Answers that a run should have got and did not."""


def cpu_seconds_of(process):
    """Of a process, the children it has and those it had."""
    pids = [process]
    for task in pathlib.Path(f"/proc/{process}/task").iterdir():
        pids += [int(pid) for pid in (task / "children").read_text().split()]
    ticks = 0
    for pid in pids:
        try:
            text = pathlib.Path(f"/proc/{pid}/stat").read_text()
        except FileNotFoundError:
            continue  # it has ended meanwhile, and is counted by its parent
        # user, system, and both of the children that ended
        fields = text.rsplit(")", 1)[1].split()
        ticks += sum(int(field) for field in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


class Program:
    """A child that is asked to end when the block ends, and made to when it does not."""

    port = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def cpu_seconds(self):
        """Of the process and its children: what a run costs, whatever else the machine does meanwhile."""
        return cpu_seconds_of(self.process.pid)

    def wait_until_up(self, path):
        """A `with` that was not entered yet would leave the child behind."""
        try:
            self.wait_for(path)
        except BaseException:
            self.__exit__()
            raise

    def wait_for(self, path, seconds=30):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            try:
                return get(self.port, path)
            except (urllib.error.URLError, OSError):
                time.sleep(0.002)
        raise SystemExit(f"{self.process.args[0]} does not answer")


class Parley(Program):
    def __init__(self, binary, store, threads, *more, port=None):
        self.port = port or free_port()
        self.log = open(HERE / "cache" / "parley.log", "ab")
        environment = dict(os.environ, PARLEY_META_APP_SECRET=SECRET, PARLEY_META_VERIFY_TOKEN="bench")
        store = str(store) if "://" in str(store) else f"sqlite:{store}"
        command = [binary, "serve", "--store", store, "--listen", f"127.0.0.1:{self.port}",
                   "--threads", str(threads), "--log-level", "warn", *more]
        start = time.monotonic()
        self.process = subprocess.Popen(command, env=environment, stdout=self.log, stderr=self.log)
        self.wait_until_up("/readyz")
        self.seconds_to_ready = time.monotonic() - start

    def __exit__(self, *what):
        super().__exit__(*what)
        self.log.close()

    def memory(self):
        """VmRSS, RssAnon and RssFile in MiB."""
        lines = pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        figures = dict(line.split(":", 1) for line in lines if ":" in line)
        return {name: int(figures[name].split()[0]) / 1024 for name in ("VmRSS", "RssAnon", "RssFile")}

    def metric(self, name):
        for line in get(self.port, "/metrics").decode().splitlines():
            if line.startswith(name + " "):
                return float(line.split()[1])
        return 0.0


class Nginx(Program):
    """Files from `root`, as Debian's package serves them (stock) or twice as fast (tuned)."""

    def __init__(self, root, workers, tuned):
        self.port = free_port()
        prefix = HERE / "cache" / ("nginx-tuned" if tuned else "nginx-stock")
        prefix.mkdir(parents=True, exist_ok=True)
        (prefix / "nginx.conf").write_text(self.settings(root, workers, tuned))
        binary = shutil.which("nginx") or "/usr/sbin/nginx"
        self.process = subprocess.Popen([binary, "-p", str(prefix), "-c", str(prefix / "nginx.conf"), "-e", "stderr"])
        self.wait_until_up("/0")

    def settings(self, root, workers, tuned):
        user = "user root;" if os.geteuid() == 0 else ""
        return f"""
{user} daemon off; worker_processes {workers}; pid nginx.pid; error_log stderr crit;
events {{ worker_connections 4096; }}
http {{
  access_log off; default_type application/json; keepalive_requests 1000000;
  sendfile {"off" if tuned else "on"}; tcp_nopush on;
  client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
  server {{ listen 127.0.0.1:{self.port}; root {root}; }}
}}
"""


class Postgres:
    """A PostgreSQL as a server of its own would run it: durable, with a server's buffers. Gone when the block ends."""

    OPTIONS = {"shared_buffers": "1GB", "max_wal_size": "8GB", "checkpoint_timeout": "15min", "wal_buffers": "16MB"}

    def __init__(self):
        settings = " ".join(f"-c {name}={value}" for name, value in self.OPTIONS.items())
        environment = dict(os.environ, POSTGRES_DURABLE="1", POSTGRES_OPTIONS=settings)
        self.process = subprocess.Popen([str(HERE.parent / "tools" / "with-postgres")], env=environment,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.address = self.process.stdout.readline().strip()
        if not self.address:
            raise SystemExit("tools/with-postgres started none")
        folder = self.address.rsplit("host=", 1)[1]
        self.pid = int((pathlib.Path(folder) / "data" / "postmaster.pid").read_text().splitlines()[0])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(120)

    def cpu_seconds(self):
        return cpu_seconds_of(self.pid)

    def database(self, name):
        return self.address.replace("/postgres?", f"/{name}?")

    def ask(self, statement, database="postgres"):
        """The rows, as texts."""
        command = ["psql", self.database(database), "-AtXq", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-c", statement]
        told = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=3600).stdout.decode()
        return [line.split("\t") for line in told.splitlines()]

    def copy(self, database, name):
        """Another database with the same content, at rest: what is written next is not held up by this."""
        self.ask(f"DROP DATABASE IF EXISTS {name}")
        self.ask(f"CREATE DATABASE {name} TEMPLATE {database} STRATEGY file_copy")
        self.ask("CHECKPOINT")
        return self.database(name)


def last_json(command, environment=None):
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, timeout=7200)
    return json.loads(done.stdout.decode().strip().splitlines()[-1])


def wrk(server, paths, connections, seconds, threads=1, seed=1, headers=BEARER):
    lines = "\n".join(f"{name}: {value}" for name, value in headers.items())
    environment = dict(os.environ, PATHS=str(paths), HEADERS=lines, SEED=str(seed))
    command = ["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}", "--timeout", "30s",
               "-s", str(HERE / "random.lua"), f"http://127.0.0.1:{server.port}"]
    before = server.cpu_seconds()
    figures = last_json(command, environment)
    figures["cpu_us"] = (server.cpu_seconds() - before) / figures["requests"] * 1e6
    if figures["refused"]:
        raise Refused(f"{figures['refused']} answers of {paths} were refused or cut")
    return figures


def alternate(sides, rounds):
    """Runs every side once a round, so that what else the machine does hits all alike. Gives each side's medians."""
    seen = {name: [] for name in sides}
    for turn in range(rounds):
        for name, run in sides.items():
            seen[name].append(run(turn + 1))
    return {name: {key: statistics.median(run[key] for run in runs) for key in runs[0]} for name, runs in seen.items()}
