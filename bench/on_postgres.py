"""The same bars on PostgreSQL, told beside tuned nginx and beside what libpq alone gets out of the same server."""

import statistics

import stores
from machine import Nginx, Parley, Postgres, alternate, last_json, wrk

READS = (("one conversation", "one", 0.3), ("50 newest messages", "page", None),
         ("50 newest-active conversations", "list", None))


class Both:
    """The server and PostgreSQL behind it, as one thing that costs processor time."""

    def __init__(self, parley, postgres):
        self.port, self.parley, self.postgres = parley.port, parley, postgres

    def cpu_seconds(self):
        return self.parley.cpu_seconds() + self.postgres.cpu_seconds()


def measure(options, bench):
    """`bench`: what bench/run gives its parts: row, spelt, post."""
    with Postgres() as postgres:
        settings = ", ".join(f"{name} {value}" for name, value in Postgres.OPTIONS.items())
        bench.row("PostgreSQL's settings", f"fsync and synchronous_commit on, {settings}", "", "", "", None)
        fill(options, bench, postgres)
        reads(options, bench, postgres)
        webhooks(options, bench, postgres)


def fill(options, bench, postgres):
    messages = options.postgres_messages
    postgres.ask("CREATE DATABASE filled")
    made = last_json([options.fill, postgres.database("filled"), str(messages), str(stores.people_of(messages)),
                      str(messages // 50), str(stores.SEED)])
    postgres.ask("VACUUM ANALYZE", "filled")
    size = int(postgres.ask("SELECT pg_database_size('filled')")[0][0])
    bench.row(f"filling PostgreSQL with {messages:,} messages, in large deliveries",
              f"{made['messages_per_second']:,}/s", "", "", "", None)
    bench.row("in PostgreSQL", f"{size / messages:.0f} bytes a message", "", "", "", None)


def reads(options, bench, postgres):
    rows = [(int(number), int(total)) for number, total in postgres.ask(stores.CONVERSATIONS, "filled")]
    asked = stores.questions_of(rows, "postgres")
    # Else the kept answers of a small store are measured.
    asked["one"] = stores.lines("postgres.any", stores.never_twice(
        [f"{stores.LIST}/{number}?" for number, _ in rows], 100_000))
    address = postgres.database("filled")
    with Parley(options.parley, address, options.threads) as parley:
        server = Both(parley, postgres)
        for what, name, bar in READS:
            folder, file_paths = stores.as_files(stores.WHATS91, parley.port, f"postgres-{name}",
                                                 plain(asked[name]))
            with Nginx(folder, options.threads, tuned=True) as nginx:
                for connections in options.connections:
                    read_row(options, bench, what, bar, connections,
                             {"parley": (server, asked[name]), "nginx": (nginx, file_paths)},
                             address if name == "one" else None)


def plain(file):
    """What nginx is to serve, without what only keeps answers from being kept."""
    paths = dict.fromkeys(line.split("?&_=")[0] for line in file.read_text().split("\n")[:-1])
    return stores.lines(file.stem + ".plain", list(paths))


def read_row(options, bench, what, bar, connections, sides, bare):
    def load(server, paths):
        return lambda turn: wrk(server, paths, connections, options.seconds, options.wrk_threads, turn)

    runs = {name: load(*side) for name, side in sides.items()}
    if bare:
        # As many connections as the server has for its reads.
        command = [options.bare_postgres, "read", bare, str(4 * options.threads), str(options.seconds)]
        runs["bare"] = lambda _: last_json(command)
    got = alternate(runs, options.rounds)
    ours, nginx = got["parley"], got["nginx"]
    ratio = ours["per_second"] / nginx["per_second"]
    told = f"{ratio:.2f} (by CPU {nginx['cpu_us'] / ours['cpu_us']:.2f})"
    rivals = "nginx tuned " + bench.spelt(nginx)
    if bare:
        rivals += f"; libpq alone {got['bare']['per_second']:,.0f}/s"
        told += f", of libpq alone {ours['per_second'] / got['bare']['per_second']:.2f}"
    bench.row(f"{what} on PostgreSQL, c={connections}", bench.spelt(ours), rivals, told,
              f"≥ {bar}" if bar else "", ratio >= bar if bar else None)


def webhooks(options, bench, postgres):
    postgres.copy("filled", "bare")
    stores.run_quietly([options.bare_postgres, "prepare", postgres.database("bare")])
    for connections in (64, 256):
        webhooks_row(options, bench, postgres, connections)


def webhooks_row(options, bench, postgres, connections):
    ours, rival = [], []
    for turn in range(options.rounds):
        ours.append(webhooks_round(options, bench, postgres, turn + 1, connections))
        rival.append(bare_round(options, postgres, turn + 1, round(ours[-1]["batch"])))
    got = {key: statistics.median(run[key] for run in ours) for key in ours[0]}
    least = {key: statistics.median(run[key] for run in rival) for key in rival[0]}
    ratio = got["per_second"] / least["per_second"]
    bench.row(f"webhooks in on PostgreSQL, c={connections}, 200 after fsync",
              f"{bench.spelt(got)} of which PostgreSQL's {got['postgres_us']:.0f}, batches of {got['batch']:.0f}, "
              f"{got['commit_ms']:.1f} ms each in COMMIT",
              f"bare insert over libpq {least['per_second']:,.0f}/s, {least['postgres_us']:.0f} µs of PostgreSQL's CPU",
              f"{ratio:.2f}", "≥ 4,000/s, p99 ≤ 50 ms", got["per_second"] >= 4000 and got["p99_ms"] <= 50)


def webhooks_round(options, bench, postgres, seed, connections=64):
    people = stores.people_of(options.postgres_messages)
    file = stores.webhooks(options.sign, options.webhooks, people, seed)
    address = postgres.copy("filled", "ingest")
    with Parley(options.parley, address, options.threads) as server:
        before = server.cpu_seconds(), postgres.cpu_seconds()
        got = bench.post(options, server.port, file, connections, options.ingest_seconds)
        after = server.cpu_seconds(), postgres.cpu_seconds()
        batches, jobs = (server.metric(f"parley_store_{name}_total") for name in ("batches", "jobs"))
        kept = server.metric('parley_webhooks_total{outcome="applied"}')
        committing = server.metric("parley_store_commit_seconds_total")
    if got["refused"] or kept < got["requests"]:
        raise SystemExit(f"{got['requests']} webhooks sent, {kept:.0f} applied, {got['refused']} refused")
    of_parley, of_postgres = ((b - a) / got["requests"] * 1e6 for a, b in zip(before, after))
    return dict(got, cpu_us=of_parley + of_postgres, postgres_us=of_postgres,
                batch=max(1.0, jobs / max(1.0, batches)), commit_ms=committing / max(1.0, batches) * 1000)


def bare_round(options, postgres, seed, batch):
    people = stores.people_of(options.postgres_messages)
    file = stores.webhooks(options.sign, options.webhooks, people, seed)
    address = postgres.copy("bare", "bare_ingest")
    before = postgres.cpu_seconds()
    got = last_json([options.bare_postgres, "write", address, file, str(batch), str(options.ingest_seconds)])
    return dict(got, postgres_us=(postgres.cpu_seconds() - before) / got["rows"] * 1e6)
