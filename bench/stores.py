"""Stores by size, made once and kept; and what is asked of them."""

import hashlib
import json
import pathlib
import random
import shutil
import sqlite3
import struct
import subprocess

from machine import BEARER, HERE, TOKEN, get, last_json

CACHE = HERE / "cache"
WORK = CACHE / "work"
LIST = "/api/v2/reports/conversations"
SEED = 1
DISTINCT_FILES = 4000


def people_of(messages):
    return max(10, messages // 25)


# What decides what a filled store looks like: the tables, the filler, and how rows, tallies and ranks are written.
MAKERS = ("fill.cpp", "made.h", "../src/store/sqlite/statistics.cpp",
          *(f"../src/store/sql/{name}" for name in (
              "schema*.[hc]*", "rank.h", "rank_blocks.*", "rank_keep.*", "ranked_lists.*", "walks.h", "contact_rank.*",
              "tally.*", "packed.*", "content.*", "compress.*", "numbers.*", "conversation_class.h", "stored_message.*",
              "threads*", "people*", "partition.*", "recorder.*", "apply_*")))


def made_by():
    """Changes with whatever decides what a filled store looks like."""
    digest = hashlib.sha256()
    for pattern in MAKERS:
        files = sorted(path for path in HERE.glob(pattern) if "_test" not in path.name)
        if not files:
            raise SystemExit(f"bench/stores.py: nothing is called {pattern}")
        for file in files:
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def filled(fill, messages):
    """The store's path and what filling it took."""
    path = CACHE / f"{messages}-{SEED}-{made_by()}.db"
    told = path.with_suffix(".json")
    if not told.exists():
        for old in CACHE.glob(f"{messages}-{SEED}-*"):
            old.unlink()
        print(f"filling a store with {messages} messages", flush=True)
        largest = messages // 50
        figures = last_json([fill, f"sqlite:{path}", str(messages), str(people_of(messages)), str(largest), str(SEED)])
        told.write_text(json.dumps(figures))
    return path, json.loads(told.read_text())


def scratch(store):
    """A copy that may be written to."""
    WORK.mkdir(parents=True, exist_ok=True)
    for old in WORK.glob("ingest*"):
        old.unlink()
    return shutil.copy(store, WORK / f"ingest{pathlib.Path(store).suffix}")


def bare_of(program, store):
    path = store.with_suffix(".bare")
    if not path.exists():
        print("copying its rows into a plain database", flush=True)
        part = path.with_suffix(".part")
        part.unlink(missing_ok=True)
        run_quietly([program, "prepare", store, part])
        part.rename(path)
    return path


def run_quietly(command):
    subprocess.run(command, check=True, timeout=3600)


def lines(name, paths):
    WORK.mkdir(parents=True, exist_ok=True)
    file = WORK / (name + ".paths")
    file.write_text("\n".join(paths) + "\n")
    return file


def never_twice(paths, count=30_000):
    """As many different questions for the same answers: what the server keeps of answers then helps nobody."""
    return [f"{paths[i % len(paths)]}&_={i}" for i in range(count)]


CONVERSATIONS = ("SELECT number, total FROM conversation WHERE sender = (SELECT min(id) FROM sender) "
                 "ORDER BY number")


def questions(store):
    """The files of paths by name, for one store."""
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as db:
        return questions_of(db.execute(CONVERSATIONS).fetchall(), store.stem)


def questions_of(rows, name):
    """Of a store with those conversations: (number, messages)."""
    dice = random.Random(SEED)
    busy = [number for number, total in rows if total >= 50] or [max(rows, key=lambda row: row[1])[0]]
    longest, most = max(rows, key=lambda row: row[1])
    page = "messages?limit=50"
    newest = f"{LIST}?status=active&archived=false&limit=50"
    asked = {
        "one": [f"{LIST}/{number}" for number, _ in dice.sample(rows, min(20000, len(rows)))],
        "page": [f"{LIST}/{number}/{page}" for number in dice.sample(busy, min(DISTINCT_FILES, len(busy)))],
        "same": [f"{LIST}/{busy[len(busy) // 2]}/{page}"],
        "list": never_twice([newest]),
        "same list": [newest],
        "first messages": never_twice([f"{LIST}/{longest}/{page}&page=1"]),
        "deepest messages": never_twice([f"{LIST}/{longest}/{page}&page={max(1, most // 50)}"]),
        "first list": never_twice([f"{LIST}?limit=50&page=1"]),
        "deepest list": never_twice([f"{LIST}?limit=50&page={max(1, len(rows) // 50)}"]),
        "any one": never_twice([f"{LIST}/{number}?" for number, _ in rows]),
        "any page": never_twice([f"{LIST}/{number}/{page}" for number in busy]),
    }
    return {what: lines(f"{name}.{what.replace(' ', '-')}", paths) for what, paths in asked.items()}


def require(good, path, body):
    """Stops the run where an answer is not what was asked for."""
    if not good:
        raise SystemExit(f"{path} is answered with {body[:300]}")


def check_whats91(path, body, _):
    answer = json.loads(body)
    good = answer["success"] is True
    data = answer["data"]
    if "/messages" in path:
        times = [message["timestamp"] for message in data["messages"]]
        good = good and 0 < len(times) <= 50 and times == sorted(times, reverse=True)
        good = good and data["conversationId"] == int(path.split("/")[5])
    elif path.startswith(LIST + "?"):
        good = good and len(data["conversations"]) > 0
    else:
        good = good and data["conversation"]["conversationId"] == int(path.rsplit("/", 1)[1])
    require(good, path, body)


class Client:
    """Who asks in one dialect: with which headers, and what an answer must be, by check(path, body, ask)."""

    def __init__(self, headers, check):
        self.headers, self.check = headers, check

    def ask(self, port, path, body=None):
        return get(port, path, self.headers, body)


WHATS91 = Client(BEARER, check_whats91)


def as_files(client, port, name, paths_file):
    """Keeps the server's own answers as files, each checked; gives their folder and the paths of them."""
    folder = WORK / f"files-{name.replace(' ', '-')}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    paths = paths_file.read_text().split("\n")[:-1][:DISTINCT_FILES]
    for number, path in enumerate(paths):
        body = client.ask(port, path)
        client.check(path, body, lambda other: client.ask(port, other))
        (folder / str(number)).write_bytes(body)
    return folder, lines(f"files-{name.replace(' ', '-')}", [f"/{number}" for number in range(len(paths))])


def mean_size(folder):
    sizes = [file.stat().st_size for file in folder.iterdir()]
    return sum(sizes) / len(sizes)


def as_requests(name, paths_file, count):
    """Reads in the form that `post` sends."""
    dice = random.Random(SEED)
    paths = paths_file.read_text().split("\n")[:-1]
    out = bytearray()
    for _ in range(count):
        text = f"GET {dice.choice(paths)} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {TOKEN}\r\n\r\n".encode()
        out += struct.pack("=I", len(text)) + text
    file = WORK / (name + ".requests")
    file.write_bytes(out)
    return file


def webhooks(sign, count, people, seed):
    file = WORK / f"webhooks-{count}-{people}-{seed}-{made_by()}"
    if not file.exists():
        WORK.mkdir(parents=True, exist_ok=True)
        run_quietly([sign, file, str(count), str(people), str(seed)])
    return file
