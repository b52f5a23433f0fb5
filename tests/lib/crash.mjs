// Kills the server at random points while a client, as Meta would, posts until each delivery is acknowledged.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { chance } from './chance.mjs';
import { echo, echoes, messages, status, statuses, text } from './meta.mjs';
import { Server, Site } from './parley.mjs';
import { wireForm } from './wire.mjs';

const people = Array.from({ length: 12 }, (_, i) => `4477080${String(i).padStart(3, '0')}`);

// Deliveries that the server has to have, all of them and each once, by the id of their message.
export class Load {
  constructor(seed) {
    this.dice = chance(seed);
    this.acknowledged = new Map(); // id → {phone, body, read}
    this.count = 0;
    this.failures = 0;
  }
  next() {
    const { dice } = this;
    const phone = dice.of(people);
    const made = Array.from({ length: 1 + dice.below(3) }, () => {
      const id = `wamid.crash${++this.count}`;
      return { id, phone, body: `b${this.count}`, outbound: dice.maybe(30) };
    });
    const outbound = made[0].outbound;
    const at = 1_780_000_000 + Math.floor(this.count / 5);
    const list = made.map(({ id, body }) => outbound ? echo(body, { id, to: phone, at }) : text(body, { id, from: phone, at }));
    return { made: made.map((one) => ({ ...one, outbound })), payload: outbound ? echoes(list) : messages(list) };
  }
  // Posts one delivery until the server that runs by then takes it; with repeats, as Meta has them.
  async deliver(now, goesOn) {
    const { made, payload } = this.next();
    const bodies = [wireForm(payload)];
    if (made[0].outbound) bodies.push(wireForm(statuses(made.map(({ id, phone }) => status(id, 'read', { to: phone })))));
    for (const body of bodies) {
      for (let taken = false; !taken;) {
        taken = await now().postBytes(body).then(({ status: code }) => code === 200, () => false);
        if (!goesOn()) return;
        if (!taken && ++this.failures) await sleep(5 + this.dice.below(20));
      }
      if (this.dice.maybe(10)) await now().postBytes(body).catch(() => {});
    }
    for (const one of made) this.acknowledged.set(one.id, one);
  }
}

// What is listed is what was acknowledged, each message once, and the counters are what the pages hold.
export async function check(site, load) {
  const found = new Map();
  const { client, token } = site;
  const rows = await client.conversations(token, '?limit=200');
  let unread = 0, total = 0;
  for (const row of rows) {
    const list = await client.messages(token, row.conversationId);
    assert.equal(list.length, row.totalMessages, `totalMessages of ${row.contactPhone}`);
    assert.equal(list.filter(({ direction }) => direction === 'inbound').length, row.unreadCount, 'unreadCount');
    assert.equal(list[0].messageId, row.lastMessageId);
    total += list.length;
    unread += row.unreadCount > 0;
    for (const message of list) {
      assert.ok(!found.has(message.messageId), `${message.messageId} is there twice`);
      found.set(message.messageId, { ...message, phone: row.contactPhone });
    }
  }
  for (const { id, phone, body, outbound } of load.acknowledged.values()) {
    const message = found.get(id);
    assert.ok(message, `${id} was acknowledged and is lost`);
    assert.deepEqual([message.phone, message.messageContent, message.direction, message.status],
      [phone, body, outbound ? 'outbound' : 'inbound', outbound ? 'read' : 'delivered']);
  }
  assert.equal(new Set(rows.map(({ contactPhone }) => contactPhone)).size, rows.length, 'one conversation a person');
  const { data: { summary } } = await client.whats91('/summary', token);
  assert.deepEqual([summary.totalConversations, summary.unreadConversations], [rows.length, unread]);
  const stats = await site.store.json(['stats']);
  assert.deepEqual([stats.messages, stats.conversations], [total, rows.length]);
  return total;
}

// Gives how much was acknowledged.
export async function torture({ kills, seed, clients = 16, tell = () => {}, checkEvery = 4 }) {
  const site = await Site.start();
  const load = new Load(seed);
  let posting = true, broken = false;
  const post = async () => {
    while (posting && !broken) await load.deliver(() => site.client, () => !broken);
  };
  try {
    for (let killed = 0; killed < kills;) {
      posting = true;
      const posted = Promise.all(Array.from({ length: clients }, post));
      for (let i = 0; i < checkEvery && killed < kills; ++i, ++killed) {
        await sleep(20 + load.dice.below(250));
        await site.server.kill9();
        site.server = await Server.start(site.store);
      }
      posting = false;
      await posted;
      const total = await check(site, load);
      tell(`${killed} kills of this store, ${load.acknowledged.size} acknowledged, ${total} there, ` +
        `${load.failures} posts failed`);
    }
  } finally {
    broken = true;
    await site.stop();
  }
  assert.ok(load.failures > 0, 'no post was ever cut off: the kills came at the wrong times');
  assert.ok(load.acknowledged.size > kills * 5, 'hardly anything was posted');
  return load.acknowledged.size;
}
