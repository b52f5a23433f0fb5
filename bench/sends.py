"""What is sent: taken from clients, handed to a stand-in for Meta that answers, and told back by its signed webhooks, all
on this machine. Both engines, each with a steady stream first and then as fast as clients and outbox can."""

import json
import shutil
import struct
import subprocess
import time

import stores
from machine import HERE, Parley, Postgres, Program, SECRET, free_port, get, last_json

NUMBER, PHONE, WABA, META_TOKEN = "106540352242922", "15550783881", "102290129340398", "EAAbench"
PEOPLE = 20_000  # so that nobody is sent more than the pair's limit
STEADY = 1_000   # a second
KEY_FILE = str(stores.WORK / "sends.key")


class Meta(Program):
    """`parley simulate`, without limits, chance and customers: three statuses for each message, soon."""

    def __init__(self, binary, callback):
        self.port = free_port()
        self.log = open(HERE / "cache" / "simulate.log", "ab")
        command = [binary, "simulate", "--listen", f"127.0.0.1:{self.port}", "--callback", callback,
                   "--app-secret", SECRET, "--verify-token", "bench", "--phone-number-id", NUMBER, "--phone", PHONE,
                   "--waba", WABA, "--access-token", META_TOKEN, "--rate", "0", "--pair-limit", "false",
                   "--reply", "0", "--read", "1", "--log-level", "warn"]
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log)
        self.wait_until_up("/simulator/counts")

    def __exit__(self, *what):
        super().__exit__(*what)
        self.log.close()

    def counts(self):
        """How many messages it took, how many of them before, and how many webhooks are still to come."""
        told = json.loads(get(self.port, "/simulator/counts"))
        taken = told["numbers"].get(NUMBER, {}).get("accepted", 0)
        return taken, told["callback_data"]["taken_again"], told["webhooks"]["waiting"]


def measure(options, bench):
    stores.WORK.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(stores.WORK / "sends", ignore_errors=True)
    (stores.WORK / "sends").mkdir()
    file = stores.WORK / "sends" / "parley.db"
    on(options, bench, "SQLite", f"sqlite:{file}")
    with Postgres() as postgres:
        postgres.ask("CREATE DATABASE sends")
        on(options, bench, "PostgreSQL", postgres.database("sends"), postgres)


def prepared(options, store):
    """An organization with a number; the token of its client."""
    token_file = stores.WORK / "meta-token"
    token_file.write_text(META_TOKEN)

    def parley(*words):
        told = subprocess.run([options.parley, *words, "--store", store, "--key-file", KEY_FILE, "--json"],
                              stdout=subprocess.PIPE, check=True)
        return json.loads(told.stdout)

    organization = str(parley("org", "add", "Bench")["id"])
    parley("sender", "add", "--org", organization, "--phone-number-id", NUMBER, "--phone", PHONE, "--waba", WABA,
           "--access-token-file", str(token_file))
    return parley("token", "add", "--org", organization, "--api", "kirim")["token"]


def requests(token, name, count, first):
    out = bytearray()
    for at in range(first, first + count):
        body = json.dumps({"messaging_product": "whatsapp", "to": f"+4930{1_000_000 + at % PEOPLE}", "type": "text",
                           "text": {"body": f"Your order {at} is on its way."}}).encode()
        head = (f"POST /v1/{NUMBER}/messages HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n").encode()
        out += struct.pack("=I", len(head) + len(body)) + head + body
    file = stores.WORK / (name + ".requests")
    file.write_bytes(out)
    return file


def on(options, bench, engine, store, postgres=None):
    token = prepared(options, store)
    port = free_port()
    with Meta(options.parley, f"http://127.0.0.1:{port}/webhooks/meta") as meta:
        more = ("--graph-url", f"http://127.0.0.1:{meta.port}", "--sends-per-second", "100000",
                "--kirim-writes", "100000000", "--key-file", KEY_FILE)
        with Parley(options.parley, store.removeprefix("sqlite:"), options.threads, *more, port=port) as server:
            sides = (server, meta) + ((postgres,) if postgres else ())
            steady = STEADY * options.sends_seconds
            stream(options, bench, engine, sides, requests(token, "steady", steady, 0), STEADY)
            flood = options.sends_flood
            stream(options, bench, engine, sides, requests(token, "flood", flood, steady), 0)


def stream(options, bench, engine, sides, file, rate):
    """One stream of sends, and what came of it: nothing is over before each of them is read, as Meta tells it."""
    server, meta = sides[:2]
    before = [side.cpu_seconds() for side in sides]
    taken_before, _, _ = meta.counts()
    memory, start = server.memory()["VmRSS"], time.monotonic()
    got = last_json([options.post, str(server.port), str(file), "64", "600", *([str(rate)] if rate else [])])
    if got["refused"]:
        raise SystemExit(f"{got['refused']} of {got['requests']} sends were refused")
    count = got["requests"]
    while True:
        taken, twice, coming = meta.counts()
        waits = server.metric("parley_outbox_waiting") + server.metric("parley_outbox_unknown")
        if taken - taken_before >= count and waits == 0 and coming == 0:
            break
        if time.monotonic() - start > 900:
            raise SystemExit(f"of {count} sends {taken - taken_before} are at Meta, {waits:.0f} wait, {coming} webhooks too")
        time.sleep(0.05)
    took = time.monotonic() - start
    if taken - taken_before != count or twice:
        raise SystemExit(f"{count} sends became {taken - taken_before} at Meta, {twice} of them again")
    cpu = [(after.cpu_seconds() - was) / count * 1e6 for after, was in zip(sides, before)]
    names = ("Parley", "the stand-in", "PostgreSQL")
    costs = ", ".join(f"{name} {micros:.0f}" for name, micros in zip(names, cpu))
    how = f"{rate:,} sends/s for {count / rate:.0f} s" if rate else f"{count:,} sends at once, c=64"
    bench.row(f"{how}, on {engine}",
              f"{count / took:,.0f}/s until each is read, ack p50 {got['p50_ms']:.2f} p99 {got['p99_ms']:.2f} ms",
              f"µs of CPU each: {costs}", f"memory {memory:.0f} to {server.memory()['VmRSS']:.0f} MiB",
              "≥ 1,000/s, ack p99 ≤ 50 ms" if rate else "≥ 1,000/s",
              count / took >= (0.95 * rate if rate else 1000) and (not rate or got["p99_ms"] <= 50))
