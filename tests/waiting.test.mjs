// Thousands of bodies for a number that nobody has yet: they wait, and are applied when it is added, a few in a
// transaction, whoever is killed in between.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { echo, echoes, messages, status, statuses, text } from './lib/meta.mjs';
import { binary, Server, Site, Store } from './lib/parley.mjs';
import { wireForm } from './lib/wire.mjs';

const count = 4_000;
const late = { phoneNumberId: '4040', phone: '15554040404', waba: '404' };
const people = Array.from({ length: 37 }, (_, i) => `4477090${String(i).padStart(3, '0')}`);
const personOf = (i) => people[(i * 7) % people.length];
const bodies = Array.from({ length: count }, (_, i) => {
  const id = `wamid.late${i}`, at = 1_780_000_000 + i;
  if (i % 10 === 6) return echoes([echo(`line ${i}`, { id, to: personOf(i), from: late.phone, at })], { ours: late });
  if (i % 10 === 9) return statuses([status(`wamid.late${i - 3}`, 'read', { to: personOf(i - 3), at })], { ours: late });
  return messages([text(`line ${i}`, { id, from: personOf(i), at })], { ours: late });
}).map(wireForm);
const texts = count * 0.9;

const stats = (store) => store.json(['stats']);

// Everything that the API tells of the late number's organization, as text.
async function told(client, token) {
  const rows = await client.conversations(token, '?limit=200');
  const lists = await Promise.all(rows.map((row) => client.messages(token, row.conversationId)));
  return JSON.stringify([rows, lists], (name, value) => (name === 'senderId' || name === 'id' ? undefined : value));
}

// What it tells where the number was known before anything came.
let expected;
async function toldWhenKnownBefore() {
  if (expected) return expected;
  const store = new Store();
  const { id } = await store.addOrganization('Late');
  await store.addSender({ org: id, ...late });
  const token = await store.addToken(id);
  await store.ingest(bodies);
  const server = await Server.start(store);
  expected = await told(server.client, token);
  assert.equal(await server.stop(), 0);
  return expected;
}

// A store in which all of them wait, and an organization that is to have the number.
async function waitingStore() {
  const store = new Store();
  const { id } = await store.addOrganization('Late');
  const token = await store.addToken(id);
  assert.equal((await store.ingest(bodies)).unrouted, count);
  return { store, org: id, token };
}

// Begins to add the number and kills the command in the middle of what follows: how many bodies wait still.
async function killedInTheMiddle({ store, org }) {
  const child = spawn(binary, ['sender', 'add', '--store', store.name, '--org', String(org), '--phone-number-id',
    late.phoneNumberId, '--phone', late.phone, '--waba', late.waba], { stdio: 'ignore' });
  const ended = new Promise((done) => child.on('close', (code, signal) => done(signal ?? code)));
  for (let seen = { messages: 0 }; seen.messages === 0;) seen = await stats(store);
  child.kill('SIGKILL');
  assert.equal(await ended, 'SIGKILL', 'it was done before it could be killed');
  const { unrouted, senders } = await stats(store);
  assert.equal(senders, 1, 'the number is there');
  assert.ok(unrouted > 0 && unrouted < count, `${unrouted} of ${count} wait`);
  assert.equal(unrouted % 64, count % 64, 'each transaction takes all of its sixty-four, or nothing');
  assert.equal((await store.json(['deliveries', '--failed'])).length, unrouted, 'what waits is listed');
  return unrouted;
}

async function untilNothingWaits(store) {
  const end = Date.now() + 60_000;
  while ((await stats(store)).unrouted > 0) {
    assert.ok(Date.now() < end, 'they still wait');
    await sleep(100);
  }
}

async function holdsAll({ store, token }, server) {
  const { messages: there, unrouted } = await stats(store);
  assert.deepEqual([there, unrouted], [texts, 0]);
  const own = server ?? (await Server.start(store));
  assert.equal(await told(own.client, token), await toldWhenKnownBefore());
  if (!server) assert.equal(await own.stop(), 0);
}

test('beside a server: all are applied when the command ends, and webhooks get in between', async () => {
  const made = await waitingStore();
  const site = await Site.start();
  const { store, client } = { ...site, client: site.client };
  const { id } = await store.addOrganization('Late');
  const token = await store.addToken(id);
  await store.ingest(bodies);
  let over = false, taken = 0;
  const added = store.addSender({ org: id, ...late }).finally(() => (over = true));
  while (!over) {
    assert.equal((await client.post(messages([text(`live ${taken}`)]))).status, 200);
    ++taken;
  }
  await added;
  assert.equal((await stats(store)).unrouted, 0);
  assert.equal(await told(client, token), await toldWhenKnownBefore());
  assert.ok(taken >= count / 64 / 3, `${taken} webhooks were taken`);
  assert.equal(await site.stop(), 0);

  const { out, err, status: code } = await made.store.run(['sender', 'add', '--json', '--org', String(made.org),
    '--phone-number-id', late.phoneNumberId, '--phone', late.phone, '--waba', late.waba]);
  assert.equal(code, 0);
  assert.equal(JSON.parse(out).phone, late.phone);
  assert.match(err, new RegExp(`applied: ${count}\n`));
  await holdsAll(made);
});

test('killed in the middle, with nobody else: a server that starts goes on', async () => {
  const made = await waitingStore();
  await killedInTheMiddle(made);
  const server = await Server.start(made.store);
  await untilNothingWaits(made.store);
  await holdsAll(made, server);
  assert.equal(await server.stop(), 0);
});

test('killed in the middle, beside a server: that one goes on', async () => {
  const made = await waitingStore();
  const server = await Server.start(made.store);
  await killedInTheMiddle(made);
  await untilNothingWaits(made.store);
  await holdsAll(made, server);
  assert.equal(await server.stop(), 0);
});

test('killed in the middle: the next sender add goes on, be it refused', async () => {
  for (const next of [late, { phoneNumberId: '4041', phone: '15554040405' }]) {
    const made = await waitingStore();
    const left = await killedInTheMiddle(made);
    const { status: code, err } = await made.store.run(['sender', 'add', '--org', String(made.org), '--phone-number-id',
      next.phoneNumberId, '--phone', next.phone, '--waba', late.waba]);
    assert.equal(code, next === late ? 1 : 0, err);
    assert.match(err, new RegExp(`applied: ${left}\n`));
    await holdsAll(made);
  }
});

test('killed in the middle: a replay goes on', async () => {
  const made = await waitingStore();
  const left = await killedInTheMiddle(made);
  assert.equal((await made.store.json(['deliveries', '--failed', '--replay'])).length, left);
  await holdsAll(made);
});

test('a server that is killed while it goes on leaves the rest to the next', async () => {
  const made = await waitingStore();
  await killedInTheMiddle(made);
  for (let kills = 0; kills < 3; ++kills) {
    const server = await Server.start(made.store);
    await sleep(30 * kills);
    await server.kill9();
  }
  const server = await Server.start(made.store);
  await untilNothingWaits(made.store);
  await holdsAll(made, server);
  assert.equal(await server.stop(), 0);
});
