"""Parse Server as a good engineer runs it: two classes with all that Parley's rows have, the indexes that the reads
need, production mode, no logs. It speaks to PostgreSQL over the same Unix socket as Parley."""

import datetime
import json
import os
import pathlib
import random
import string
import subprocess
import time
import urllib.parse

from machine import Program, free_port, get
from talk import NUMBER, NUMBER_ID, post_request

HERE = pathlib.Path(__file__).resolve().parent
PACKAGE = HERE / "node_modules" / "parse-server"
APP, MASTER_KEY = "bench", "bench-master-key"
HEADERS = {"X-Parse-Application-Id": APP, "X-Parse-Master-Key": MASTER_KEY}
CLASSES = {
    "Conversation": dict(contactPhone="String", contactName="String", senderPhone="String", phoneNumberId="String",
                         lastMessageId="String", lastMessageContent="String", lastMessageType="String",
                         lastMessageAt="Date", lastMessageDirection="String", unreadCount="Number",
                         totalMessages="Number", isArchived="Boolean", isPinned="Boolean", isMuted="Boolean",
                         isBlocked="Boolean", status="String"),
    "Message": dict(conversation="Conversation", messageId="String", fromPhone="String", toPhone="String",
                    direction="String", messageType="String", messageContent="String", mediaId="String",
                    mediaMimeType="String", mediaSha256="String", mediaCaption="String", status="String",
                    isRead="Boolean", isPinned="Boolean", isStarred="Boolean", sentAt="Date"),
}
INDEXES = """
CREATE UNIQUE INDEX message_id ON "Message" ("messageId");
CREATE INDEX message_place ON "Message" ("conversation", "sentAt");
CREATE UNIQUE INDEX conversation_phone ON "Conversation" ("contactPhone");
CREATE INDEX conversation_place ON "Conversation" ("lastMessageAt");
"""
SETTINGS = {"directAccess": True, "logsFolder": None, "logLevel": "error", "silent": True,
            "allowClientClassCreation": False, "enableAnonymousUsers": False, "verifyServerUrl": False}


def version():
    return json.loads((PACKAGE / "package.json").read_text())["version"]


def node():
    return subprocess.check_output(["node", "--version"], text=True).strip().lstrip("v")


def iso(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def date(seconds):
    return {"__type": "Date", "iso": iso(seconds)}


class ParseServer(Program):
    """Its own program, with as many processes as told (its option `cluster`), each with a pool of connections."""

    def __init__(self, folder, postgres, database, processes, pool):
        self.port = free_port()
        settings = dict(SETTINGS, appId=APP, masterKey=MASTER_KEY, port=self.port, host="127.0.0.1", mountPath="/parse",
                        serverURL=f"http://127.0.0.1:{self.port}/parse",
                        databaseURI=f"postgres://{postgres.user}@localhost/{database}?max={pool}",
                        databaseOptions={"host": postgres.folder})  # it calls `host` unknown, and follows it
        if processes > 1:
            settings["cluster"] = processes
        file = folder / f"parse-{self.port}.json"
        file.write_text(json.dumps(settings))
        self.log = file.with_suffix(".log")
        with open(self.log, "wb") as log:
            command = ["node", PACKAGE / "bin" / "parse-server", file]
            environment = dict(os.environ, NODE_ENV="production", PARSE_SERVER_LOGS_FOLDER="null")
            self.process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        self.wait_until_up("/parse/health")
        self.wait_for_workers(processes)

    def wait_for_workers(self, processes):
        """A connection that comes before the last of them listens would stay with the others."""
        until = time.monotonic() + 30
        while self.log.read_text().count("parse-server running on") < processes:
            if time.monotonic() > until:
                self.__exit__()
                raise SystemExit("not all of Parse Server's processes came up")
            time.sleep(0.05)

    def ask(self, path, body=None):
        return json.loads(get(self.port, path, HEADERS, body))


# ── Its data ─────────────────────────────────────────────────────────────────────────────────────────────────────

def add_classes(server):
    for name, fields in CLASSES.items():
        spelt = {field: {"type": "Pointer", "targetClass": kind} if kind in CLASSES else {"type": kind}
                 for field, kind in fields.items()}
        server.ask(f"/parse/schemas/{name}", {"className": name, "fields": spelt})


def object_ids(seed):
    dice = random.Random(seed)
    while True:
        yield "".join(dice.choices(string.ascii_letters + string.digits, k=10))


def message_fields(message):
    """What both a row and a REST call hold, but the pointer and the time."""
    ends = (message.person.phone, NUMBER)
    fields = dict(messageId=message.wamid, fromPhone=ends[not message.inbound], toPhone=ends[message.inbound],
                  direction="inbound" if message.inbound else "outbound", messageType=message.kind,
                  status="delivered" if message.inbound else "sent", isRead=False, isPinned=False, isStarred=False)
    if message.image:
        return dict(fields, mediaId=message.image, mediaMimeType="image/jpeg", mediaSha256=message.sha256,
                    mediaCaption=message.text)
    return dict(fields, messageContent=message.text)


def last_fields(message):
    return dict(lastMessageId=message.wamid, lastMessageContent=message.text, lastMessageType=message.kind,
                lastMessageDirection="inbound" if message.inbound else "outbound")


def as_copied(value):
    return "\\N" if value is None else str(value)  # PostgreSQL reads True and False as well


def copy(postgres, database, folder, name, rows):
    file = folder / f"{name}.rows"
    columns = ["objectId", "createdAt", "updatedAt", *CLASSES[name]]
    with open(file, "w") as out:
        for row in rows:
            out.write("\t".join(as_copied(row.get(column)) for column in columns) + "\n")
    listed = ", ".join(f'"{column}"' for column in columns)
    postgres.ask(f"\\copy \"{name}\" ({listed}) from '{file}'", database)
    file.unlink()


def load(postgres, database, folder, people, messages):
    """Copies the rows in by time, and gives the objectId of everybody's conversation. There are no ACLs."""
    ids = dict(zip((person.place for person in people), object_ids(11)))
    last, unread = {}, dict.fromkeys(ids, 0)
    for message in messages:
        last[message.person.place] = message
        unread[message.person.place] = unread[message.person.place] + 1 if message.inbound else 0
    times = lambda at: {"createdAt": iso(at), "updatedAt": iso(at)}
    copy(postgres, database, folder, "Conversation", (
        dict(last_fields(last[p.place]), **times(last[p.place].at), objectId=ids[p.place], contactPhone=p.phone,
             contactName=p.name, senderPhone=NUMBER, phoneNumberId=NUMBER_ID, lastMessageAt=iso(last[p.place].at),
             unreadCount=unread[p.place], totalMessages=p.size, isArchived=False, isPinned=False, isMuted=False,
             isBlocked=False, status="active") for p in people))
    copy(postgres, database, folder, "Message", (
        dict(message_fields(message), **times(message.at), objectId=id, conversation=ids[message.person.place],
             sentAt=iso(message.at)) for message, id in zip(messages, object_ids(12))))
    postgres.ask(INDEXES, database)
    return ids


# ── What is asked of it ──────────────────────────────────────────────────────────────────────────────────────────

def pointer(id):
    return {"__type": "Pointer", "className": "Conversation", "objectId": id}


def query(name, where=None, **more):
    if where is not None:
        more["where"] = json.dumps(where, separators=(",", ":"))
    return f"/parse/classes/{name}?{urllib.parse.urlencode(more)}"


def newest_conversations(**more):
    return query("Conversation", order="-lastMessageAt", limit=50, **more)


def newest_messages(id, **more):
    return query("Message", {"conversation": pointer(id)}, order="-sentAt", limit=50, **more)


def messages_before(id, at):
    return query("Message", {"conversation": pointer(id), "sentAt": {"$lt": date(at)}}, order="-sentAt", limit=50)


def creation(message, ids):
    return dict(message_fields(message), conversation=pointer(ids[message.person.place]), sentAt=date(message.at))


def plain_post(message, ids):
    return post_request("/parse/classes/Message", HEADERS, json.dumps(creation(message, ids)).encode())


def post_and_update(message, ids, transaction):
    """One call of two operations: the message, and its conversation's last message and counts."""
    one_more = {"__op": "Increment", "amount": 1}
    update = dict(last_fields(message), lastMessageAt=date(message.at), unreadCount=one_more, totalMessages=one_more)
    operations = [{"method": "POST", "path": "/parse/classes/Message", "body": creation(message, ids)},
                  {"method": "PUT", "path": f"/parse/classes/Conversation/{ids[message.person.place]}", "body": update}]
    body = {"requests": operations, **({"transaction": True} if transaction else {})}
    return post_request("/parse/batch", HEADERS, json.dumps(body).encode())
