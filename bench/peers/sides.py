"""The three that are measured: Parley on SQLite, Parley on PostgreSQL, Parse Server on PostgreSQL. Each is set up with
the same messages and knows how it is asked for the same things."""

import json
import subprocess

import parse_server
from machine import Parley, get
from stores import LIST, WHATS91, never_twice, require
from talk import NUMBER, NUMBER_ID, WABA, webhook, write_bodies

PAGE = 50


class Sided:
    """What a side may cost besides its own program: the PostgreSQL below it, or nothing."""

    postgres = None

    def postgres_seconds(self):
        return self.postgres.cpu_seconds() if self.postgres else 0.0


class ParleySide(Sided):
    database = "parley_bench"

    def __init__(self, options, name, store, postgres=None):
        self.name, self.store, self.options, self.postgres = name, store, options, postgres
        self.key = ("--key-file", options.folder / "parley.key")

    def command(self, *arguments):
        store = self.store if self.postgres else f"sqlite:{self.store}"
        return [self.options.parley, *arguments, "--store", store, *self.key, "--json"]

    def told(self, *arguments):
        done = subprocess.run(self.command(*arguments), stdout=subprocess.PIPE, check=True, timeout=3600)
        return json.loads(done.stdout)

    def load(self, people, messages):
        self.told("org", "add", "Bench")
        self.told("sender", "add", "--org", "Bench", "--phone-number-id", NUMBER_ID, "--phone", NUMBER, "--waba", WABA,
                  "--name", "Main")
        token = self.told("token", "add", "--org", "Bench", "--api", "whats91", "--sender", NUMBER)["token"]
        self.headers = {"Authorization": "Bearer " + token}
        bodies = self.options.folder / "bodies.jsonl"
        write_bodies(bodies, messages)
        got = self.told("ingest", bodies)
        bodies.unlink()
        if got["applied"] != got["documents"]:
            raise SystemExit(f"{self.name}: {got}")

    def serve(self):
        return Parley(self.options.parley, self.store, self.options.threads, *map(str, self.key))

    def ask(self, server, path):
        body = get(server.port, path, self.headers)
        WHATS91.check(path, body, None)
        return json.loads(body)["data"]

    def listed(self, server):
        """All conversations."""
        page, more = 1, True
        while more:
            data = self.ask(server, f"{LIST}?limit=200&page={page}")
            yield from data["conversations"]
            page, more = page + 1, data["pagination"]["hasMore"]

    def learn(self, server):
        self.numbers = {one["contactPhone"]: one["conversationId"] for one in self.listed(server)}

    def page(self, person, number=1):
        return f"{LIST}/{self.numbers[person.phone]}/messages?limit={PAGE}&page={number}"

    def questions(self, expected):
        """Each differently spelt each time, so that none is answered from memory."""
        longest = expected.longest
        return {"list": never_twice([f"{LIST}?limit={PAGE}"]),
                "page": never_twice([self.page(person) for person in expected.busy]),
                "deep": never_twice([self.page(longest, -(-longest.size // PAGE))])}

    def sent(self, kind, messages):
        return map(webhook, messages)

    def wamids(self, server, path):
        return [message["messageId"] for message in self.ask(server, path)["messages"]]

    def check(self, server, expected):
        """That it holds what was loaded: everybody, and in the busy ones' first and deepest pages each message."""
        listed = self.ask(server, f"{LIST}?limit={PAGE}")["pagination"]["total"]
        require(listed == expected.conversations, "the list", str(listed))
        for person in expected.busy:
            wanted = expected.newest[person.place]
            require(self.wamids(server, self.page(person)) == wanted, self.name, f"another page of {person}")
        deepest = self.wamids(server, self.page(expected.longest, -(-expected.longest.size // PAGE)))
        require(deepest == expected.oldest, self.name, f"another deepest page: {deepest}")

    def totals(self, server, kind):
        """What each message sent must make more by one: what the conversations count."""
        return [sum(one["totalMessages"] for one in self.listed(server))]


class ParseSide(Sided):
    database = "parse_bench"

    def __init__(self, options, name, postgres):
        self.name, self.options, self.postgres = name, options, postgres
        self.headers = parse_server.HEADERS
        self.processes = 1

    def load(self, people, messages):
        self.postgres.make(self.database)
        with self.serve() as server:
            parse_server.add_classes(server)
        self.ids = parse_server.load(self.postgres, self.database, self.options.folder, people, messages)

    def serve(self, processes=None):
        return parse_server.ParseServer(self.options.folder, self.postgres, self.database, processes or self.processes,
                                        self.options.pool)

    def learn(self, server):
        """Its ids are those that it was loaded with."""

    def questions(self, expected):
        longest, busy = expected.longest, [self.ids[person.place] for person in expected.busy]
        id, skipped = self.ids[longest.place], longest.size - len(expected.oldest)
        return {"list": [parse_server.newest_conversations()],
                "list with total": [parse_server.newest_conversations(count=1)],
                "page": [parse_server.newest_messages(one) for one in busy],
                "page with total": [parse_server.newest_messages(one, count=1) for one in busy],
                "deep": [parse_server.messages_before(id, expected.border)],
                "deep by skip": [parse_server.newest_messages(id, skip=skipped)]}

    def sent(self, kind, messages):
        if kind == "post":
            return (parse_server.plain_post(message, self.ids) for message in messages)
        transaction = kind == "post and update"
        return (parse_server.post_and_update(message, self.ids, transaction) for message in messages)

    def wamids(self, server, path):
        return [message["messageId"] for message in server.ask(path)["results"]]

    def check(self, server, expected):
        asked = self.questions(expected)
        listed = server.ask(asked["list with total"][0])
        require(listed["count"] == expected.conversations and len(listed["results"]) == PAGE, "the list", str(listed))
        for person, path in zip(expected.busy, asked["page"]):
            require(self.wamids(server, path) == expected.newest[person.place], self.name, f"another page of {person}")
        for kind in ("deep", "deep by skip"):
            require(self.wamids(server, asked[kind][0]) == expected.oldest, self.name, f"{kind}: another page")
        sample = expected.sample
        found = server.ask(parse_server.query("Message", {"messageId": sample.wamid}))["results"]
        wanted = parse_server.creation(sample, self.ids)
        require(len(found) == 1 and {key: found[0].get(key) for key in wanted} == wanted, sample.wamid, str(found))

    def totals(self, server, kind):
        """Its own count without a condition is PostgreSQL's estimate, so the tables are asked."""
        counts = {"Message": "count(*)", "Conversation": 'sum("totalMessages")::bigint'}
        if kind == "post":
            del counts["Conversation"]
        return [int(self.postgres.ask(f'SELECT {what} FROM "{name}"', self.database)[0][0])
                for name, what in counts.items()]
