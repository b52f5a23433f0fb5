"""The other vendors' dialects: who asks, what is asked, and what an answer must be. Ids are sealed by the store, so
they are taken from the server's own lists; the store's file tells whose conversations are long."""

import json
import random
import sqlite3
import subprocess

from stores import DISTINCT_FILES, SEED, Client, require

ORGANIZATION, NUMBER, EMAIL = "Bench", "106540352242922", "bench@example.org"
# What a caller may ask a minute is no part of what is measured; links to media that follow no Host header can be kept.
SETTINGS = ("--kirim-reads", "1000000000", "--wapikit-rates", "1000000", "--public-url", "https://chat.example.org")
SMALL_LIST, MEMBERS = 1000, 60


# ── Who asks ─────────────────────────────────────────────────────────────────────────────────────────────────────

def parley(binary, store, *arguments):
    done = subprocess.run([binary, *arguments, "--store", f"sqlite:{store}", "--json"], stdout=subprocess.PIPE,
                          check=True, timeout=120)
    return json.loads(done.stdout)


def made_tokens(binary, store):
    add = ("token", "add", "--org", ORGANIZATION, "--api")
    pair = parley(binary, store, *add, "vobiz")
    parley(binary, store, "user", "add", "--org", ORGANIZATION, "--email", EMAIL, "--name", "Bench", "--owner")
    return {"kirim": {"Authorization": "Bearer " + parley(binary, store, *add, "kirim")["token"]},
            "vobiz": {"X-Auth-ID": pair["auth_id"], "X-Auth-Token": pair["auth_token"]},
            "wapikit": {"X-Access-Token": parley(binary, store, *add, "wapikit", "--user", EMAIL)["token"]}}


def clients_of(binary, store):
    """Headers by API, made once for a store."""
    told = store.with_suffix(".tokens")
    if not told.exists():
        told.write_text(json.dumps(made_tokens(binary, store)))
        told.chmod(0o600)
    return json.loads(told.read_text())


def fill_small_lists(binary, store, port, clients):
    """Tags, lists, roles, invites, members and organizations, once for a store: filling makes none."""
    done = store.with_suffix(".lists")
    if done.exists():
        return
    print("adding tags, lists, roles and people to the store", flush=True)
    ask = Client(clients["wapikit"], None).ask
    for i in range(SMALL_LIST):
        ask(port, "/api/organization/tags", {"label": f"Tag {i}"})
        ask(port, "/api/lists", {"name": f"List {i}", "description": "", "tags": []})
        ask(port, "/api/rbac/roles", {"name": f"Role {i}", "description": "", "permissions": ["Get:Contact"]})
        ask(port, "/api/organization/invites", {"email": f"guest{i}@example.org", "accessLevel": "Member"})
    for i in range(MEMBERS):
        ask(port, "/api/organization", {"name": f"Side {i}"})
        parley(binary, store, "user", "add", "--org", ORGANIZATION, "--email", f"member{i}@example.org", "--name",
               f"Member {i}")
    done.touch()


# ── What is asked ────────────────────────────────────────────────────────────────────────────────────────────────

class Question:
    """Any of the paths is asked for."""

    def __init__(self, what, paths, bar):
        self.what, self.paths, self.bar = what, paths, bar


def busy_phones(store):
    """Of those whose conversation fills a page of 50."""
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as db:
        return {phone for phone, in db.execute("SELECT contact_phone FROM conversation WHERE total >= 50")}


def longest_wamid(store):
    """The last message of the longest conversation."""
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as db:
        return db.execute("SELECT last_wamid FROM conversation ORDER BY total DESC LIMIT 1").fetchone()[0]


def shuffled_pages(total, size):
    pages = list(range(1, max(1, -(-total // size)) + 1))
    random.Random(SEED).shuffle(pages)
    return pages


class Vendor:
    """One dialect as one client sees it; `rows` gives (id, digits) of conversations."""

    def __init__(self, client, store, port):
        self.client = Client(client, self.check)
        self.store, self.port = store, port

    def ask(self, path):
        return json.loads(self.client.ask(self.port, path))

    def any_and_busy(self):
        """Ids of conversations, and of those with 50 messages or more; up to a number of files of each."""
        busy, some, long = busy_phones(self.store), [], []
        for row, phone in self.rows():
            some.append(row)
            if phone in busy:
                long.append(row)
            if self.shuffles and min(len(some), len(long)) >= DISTINCT_FILES:
                break
        return [random.Random(SEED).sample(ids, min(DISTINCT_FILES, len(ids))) for ids in (some, long)]

    def pages(self):
        return []  # by number

    def deep(self, path, size, total):
        """A list's first page and its last full one."""
        return path.format(1), path.format(max(1, total // size))


def falls(times):
    return times == sorted(times, reverse=True)


def differ(rows, key="id"):
    return len({row[key] for row in rows}) == len(rows)


# ── Kirim.chat ───────────────────────────────────────────────────────────────────────────────────────────────────

class Kirim(Vendor):
    base = f"/v1/{NUMBER}"
    shuffles = False  # there is no page but the next one, so that all are walked

    def rows(self):
        cursor = ""
        while cursor is not None:
            page = self.ask(f"{self.base}/conversations?limit=100" + (f"&cursor={cursor}" if cursor else ""))
            yield from ((row["id"], row["contact"]["phone_number"].lstrip("+")) for row in page["data"])
            cursor = page["next_cursor"]

    def questions(self):
        some, busy = self.any_and_busy()
        yield Question("Kirim.chat, one conversation", [f"{self.base}/conversations/{row}" for row in some], 1.0)
        yield Question("Kirim.chat, 50 newest messages",
                       [f"{self.base}/messages?conversation_id={row}&limit=50" for row in busy], 0.5)
        yield Question("Kirim.chat, 50 newest-active conversations",
                       [f"{self.base}/conversations?status=open&limit=50"], 0.5)

    @staticmethod
    def check(path, body, _):
        data = json.loads(body)["data"]
        if "/messages?" in path:
            conversation = path.split("conversation_id=")[1].split("&")[0]
            good = len(data) == 50 and falls([row["created_at"] for row in data])
            good = good and all(row["conversation_id"] == conversation for row in data) and differ(data)
        elif "/conversations?" in path:
            good = len(data) == 50 and falls([row["last_message_at"] for row in data])
            good = good and all(row["status"] == "open" for row in data) and differ(data)
        else:
            good = data["id"] == path.rsplit("/", 1)[1]
        require(good, path, body)


# ── Vobiz ────────────────────────────────────────────────────────────────────────────────────────────────────────

class VobizLegacy(Vendor):
    base, what, shuffles = "/v1/messaging", "Vobiz legacy", True
    listed = "data"

    def total(self, what):
        return self.ask(f"/v1/messaging/{what}?page=1&limit=1")["meta"]["total"]

    def rows(self):
        for page in shuffled_pages(self.total("conversations"), 100):
            rows = self.ask(f"/v1/messaging/conversations?page={page}&limit=100")["data"]
            yield from ((row["id"], row["contact"]["phone"].lstrip("+")) for row in rows)

    def contacts(self):
        for page in shuffled_pages(self.total("contacts"), 100)[:DISTINCT_FILES // 100]:
            yield from (row["id"] for row in self.ask(f"/v1/messaging/contacts?page={page}&limit=100")["data"])

    def questions(self):
        _, busy = self.any_and_busy()
        yield Question(f"{self.what}, one contact", [f"{self.base}/contacts/{row}" for row in self.contacts()], 1.0)
        yield Question(f"{self.what}, 50 newest messages",
                       [f"{self.base}/conversations/{row}/messages?limit=50" for row in busy], 0.5)
        yield Question(f"{self.what}, 50 newest-active conversations", [f"{self.base}/conversations?limit=50"], 0.5)

    def pages(self):
        for name in ("conversations", "contacts"):
            path = f"{self.base}/{name}?limit=50&page={{}}"
            yield f"{self.what} {name}", *self.deep(path, 50, self.total(name))

    def check(self, path, body, ask):
        answer = json.loads(body)
        rows = answer.get(self.listed)
        if "/messages?" in path:
            good = len(rows) == 50 and differ(rows) and self.is_conversation(path, rows, ask)
        elif "?" in path:
            good = len(rows) == 50 and differ(rows) and self.is_page(path, answer, ask)
        else:
            good = answer["id"] == path.rsplit("/", 1)[1]
        require(good, path, body)

    # Its messages do not say whose they are: the same page is asked for in the other state.
    def is_conversation(self, path, rows, ask):
        other = json.loads(ask("/api" + path))["items"]
        same = [row["id"] for row in rows] == [row["id"] for row in other]
        return same and falls([row["timestamp"] for row in rows])

    def is_page(self, path, answer, _):
        page = int(path.split("page=")[1]) if "page=" in path else 1
        good = answer["meta"]["page"] == page
        if "/conversations" in path:
            return good and falls([row["last_message"]["timestamp"] for row in answer["data"]])
        return good and falls([row["created_at"] for row in answer["data"]])


class Vobiz(VobizLegacy):
    base, what, listed = "/api/v1/messaging", "Vobiz current", "items"

    def is_conversation(self, path, rows, _):
        conversation = path.split("/")[5]
        return (falls([row["created_at"] for row in rows]) and
                all(row["conversation_id"] == conversation for row in rows))

    # Its conversations do not say when they were active: the same page is asked for in the other state.
    def is_page(self, path, answer, ask):
        other = json.loads(ask(path.removeprefix("/api")))["data"]
        same = [row["id"] for row in answer["items"]] == [row["id"] for row in other]
        return same and answer["page"] == (int(path.split("page=")[1]) if "page=" in path else 1)


# ── Wapikit ──────────────────────────────────────────────────────────────────────────────────────────────────────

class Wapikit(Vendor):
    shuffles = True
    small = {"/api/lists": "lists", "/api/organization/tags": "tags", "/api/rbac/roles": "roles",
             "/api/organization/invites": "invites", "/api/organization/members": "members",
             "/api/organization": "organizations"}

    def total(self, path):
        return self.ask(path.format(1))["paginationMeta"]["total"]

    def rows(self):
        path = "/api/conversations?page={}&per_page=50"
        for page in shuffled_pages(self.total(path), 50):
            rows = self.ask(path.format(page))["conversations"]
            yield from ((row["uniqueId"], row["contact"]["phone"]) for row in rows)

    def questions(self):
        some, busy = self.any_and_busy()
        yield Question("Wapikit, one conversation with its newest messages",
                       [f"/api/conversation/{row}" for row in some], 0.5)
        yield Question("Wapikit, 50 newest messages",
                       [f"/api/conversation/{row}/messages?page=1&per_page=50" for row in busy], 0.5)
        yield Question("Wapikit, 50 newest-active conversations",
                       ["/api/conversations?status=Active&page=1&per_page=50"], 0.5)

    def pages(self):
        wamid = longest_wamid(self.store)
        found = self.ask(f"/api/conversations?page=1&per_page=1&message_id={wamid.replace('+', '%2B')}")
        longest = found["conversations"][0]["uniqueId"]
        large = {"/api/conversations": "conversations", f"/api/conversation/{longest}/messages": "messages of one",
                 "/api/messages": "messages of all", "/api/contacts": "contacts"}
        for size, lists in ((50, large), (10, self.small)):
            for address, name in lists.items():
                path = f"{address}?page={{}}&per_page={size}"
                yield f"Wapikit {name}", *self.deep(path, size, self.total(path))

    def check(self, path, body, _):
        answer = json.loads(body)
        if path.startswith("/api/conversation/") and "?" not in path:
            one = answer["conversation"]
            good = one["uniqueId"] == path.rsplit("/", 1)[1] and self.is_thread(one["messages"], one["uniqueId"])
            good = good and len(one["messages"]) == min(200, one["totalMessages"])
        else:
            good = self.is_page(path, answer)
        require(good, path, body)

    @staticmethod
    def is_thread(messages, conversation):
        times = [row["createdAt"] for row in messages]
        return times == sorted(times) and all(row["conversationId"] == conversation for row in messages)

    def is_page(self, path, answer):
        meta = answer["paginationMeta"]
        asked = dict(pair.split("=") for pair in path.split("?")[1].split("&"))
        rows = next(value for value in answer.values() if isinstance(value, list))
        good = len(rows) == meta["per_page"] == int(asked["per_page"]) and meta["page"] == int(asked["page"])
        good = good and differ(rows, "uniqueId")
        if "/conversation/" in path:
            return good and self.is_thread(rows, path.split("/")[3])
        if "/conversations" in path:
            good = good and all(row["status"] == "Active" for row in rows)
            return good and falls([row["messages"][0]["createdAt"] for row in rows])
        return good and falls([row["createdAt"] for row in rows if "createdAt" in row])  # tags and roles have none


def of(clients, store, port):
    for kind, api in ((Kirim, "kirim"), (VobizLegacy, "vobiz"), (Vobiz, "vobiz"), (Wapikit, "wapikit")):
        yield kind(clients[api], store, port)
