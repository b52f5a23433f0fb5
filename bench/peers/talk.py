"""The conversations of one organization, all from a seed, and how Meta tells them to Parley. Within a conversation no
two messages are of the same second, so that paging by time is exact."""

import dataclasses
import hashlib
import hmac
import json
import random
import string

from machine import SECRET

WABA, NUMBER_ID, NUMBER = "102290129340398", "106540352242922", "919999999999"
NEWEST = 1_767_225_600  # 2026-01-01
DAY = 86_400
WORDS = ("hello order please delivery tomorrow thanks price address नमस्ते कृपया ऑर्डर धन्यवाद olá pedido amanhã não "
         "está obrigado preço hola mañana gracias dirección halo pesanan besok terima kasih مرحبا طلب شكرا السعر").split()
NAMES = "Asha Bruno Citra Diego अनिल Eduarda Fajar Gloria سارة Hugo Indah João Kavita".split()


@dataclasses.dataclass(frozen=True)
class Person:
    place: int  # from 0
    phone: str
    name: str
    size: int  # messages at the start


@dataclasses.dataclass(frozen=True)
class Message:
    person: Person
    wamid: str
    inbound: bool
    at: int  # seconds since 1970
    text: str  # an image's caption where there is an image
    image: str  # Meta's id of it; empty: a text

    @property
    def kind(self):
        return "image" if self.image else "text"

    @property
    def sha256(self):
        return hashlib.sha256(self.image.encode()).hexdigest()[:43] + "="


def sizes_of(messages, conversations, longest):
    """They fall with the rank as its power -0.75, as in bench/made.h; the first is `longest`, the sum `messages`."""
    weights = [rank ** -0.75 for rank in range(2, conversations + 1)]
    each = (messages - longest - (conversations - 1)) / sum(weights)
    if each < 0:
        raise SystemExit("more messages are needed for so many conversations")
    sizes, owed = [longest], 0.0
    for weight in weights:
        owed += each * weight
        sizes.append(1 + int(owed))
        owed -= int(owed)
    sizes[1] += messages - sum(sizes)
    return sizes


def people_of(messages, conversations, longest):
    """In an order that has nothing to do with their sizes."""
    sizes = sizes_of(messages, conversations, longest)
    random.Random(1).shuffle(sizes)
    dice = random.Random(2)
    return [Person(i, f"55119{i * 7_919 % 100_000_000:08d}", f"{dice.choice(NAMES)} {dice.choice(NAMES)}", size)
            for i, size in enumerate(sizes)]


def words(dice):
    """10 to 200 characters, short ones more often."""
    wanted = 10 + int(190 * dice.random() ** 2)
    text = dice.choice(WORDS)
    while len(text) < wanted:
        text += " " + dice.choice(WORDS)
    return text


def wamid_of(dice):
    return "wamid.HBgM" + "".join(dice.choices(string.ascii_letters + string.digits, k=44)) + "AA=="


def message_of(person, at, inbound, dice):
    image = str(dice.randrange(10 ** 15, 10 ** 16)) if dice.random() < 0.15 else ""
    return Message(person, wamid_of(dice), inbound, at, words(dice), image)


def past(people):
    """All messages, by time."""
    dice = random.Random(3)
    made = []
    for person in people:
        last = NEWEST - 60 - int(dice.random() ** 2 * 200 * DAY)
        span = min(600 * DAY, person.size * dice.randrange(120, 30_000))
        span = max(span, 2 * person.size)
        for at in sorted(dice.sample(range(last - span, last), person.size)):
            made.append(message_of(person, at, dice.random() < 0.55, dice))
    made.sort(key=lambda message: (message.at, message.wamid))
    return made


def coming(people, count, turn):
    """What customers write in one round: anybody of the known, each of the same odds."""
    dice = random.Random(1_000 + turn)
    start = NEWEST + turn * 100_000
    return [message_of(dice.choice(people), start + i, True, dice) for i in range(count)]


# ── As Meta tells it ─────────────────────────────────────────────────────────────────────────────────────────────

def content(message):
    if not message.image:
        return {"type": "text", "text": {"body": message.text}}
    return {"type": "image", "image": {"id": message.image, "mime_type": "image/jpeg", "sha256": message.sha256,
                                       "caption": message.text}}


def change(field, **members):
    metadata = {"display_phone_number": NUMBER, "phone_number_id": NUMBER_ID}
    return {"value": {"messaging_product": "whatsapp", "metadata": metadata, **members}, "field": field}


def changes(messages):
    """One for what customers wrote, one for what was written to them."""
    told = []
    contacts = {m.person.phone: {"profile": {"name": m.person.name}, "wa_id": m.person.phone}
                for m in messages if m.inbound}
    head = lambda m: {"id": m.wamid, "timestamp": str(m.at), **content(m)}
    came = [{"from": m.person.phone, **head(m)} for m in messages if m.inbound]
    went = [{"from": NUMBER, "to": m.person.phone, **head(m)} for m in messages if not m.inbound]
    if came:
        told.append(change("messages", contacts=list(contacts.values()), messages=came))
    if went:
        told.append(change("smb_message_echoes", message_echoes=went))
    return told


def body_of(messages):
    """Compact, what is not ASCII as \\uXXXX, "/" as "\\/"."""
    body = {"object": "whatsapp_business_account", "entry": [{"id": WABA, "changes": changes(messages)}]}
    return json.dumps(body, separators=(",", ":")).replace("/", "\\/")


def write_bodies(file, messages, each=100):
    with open(file, "w") as out:
        for at in range(0, len(messages), each):
            out.write(body_of(messages[at:at + each]) + "\n")


def webhook(message):
    """A signed delivery of one message, as a whole HTTP request."""
    body = body_of([message]).encode()
    signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    return post_request("/webhooks/meta", {"X-Hub-Signature-256": "sha256=" + signature}, body)


def post_request(path, headers, body):
    lines = [f"POST {path} HTTP/1.1", "Host: bench", "Content-Type: application/json", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
