// What is sent reaches Meta once, in its turn, and its fate is known: over a stand-in for the Graph API.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Graph } from './lib/graph.mjs';
import { number, status, statuses } from './lib/meta.mjs';
import { engine, Server, Store, temporaryFolder } from './lib/parley.mjs';

const fast = ['--sends-per-second', '100000'];
let graph, store, server, token;

const tokenFile = (text) => {
  const file = join(temporaryFolder(), 'token');
  writeFileSync(file, text, { mode: 0o600 });
  return file;
};

before(async () => {
  graph = await Graph.start();
  store = new Store();
  const { id } = await store.addOrganization('Acme');
  await store.json(['sender', 'add', '--org', String(id), '--phone-number-id', number.phoneNumberId, '--phone', number.phone,
    '--waba', number.waba, '--access-token-file', tokenFile('EAAG-good')]);
  token = await store.addToken(id);
  server = await Server.start(store, { args: ['--graph-url', graph.url, ...fast] });
});
beforeEach(() => (graph.answer = () => ({})));
after(async () => {
  await server.stop();
  graph.stop();
});

const post = async (path, body, headers = {}, at = server) => {
  const reply = await at.client.send('POST', path, {
    body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}`, ...headers },
  });
  return { status: reply.status, ...JSON.parse(reply.text) };
};
const chat = (to, text, headers, at) => post('/api/v2/chat', { to, text }, headers, at);
const soon = async (is, limit = 15_000) => {
  for (const end = Date.now() + limit; ;) {
    const value = await is();
    if (value || Date.now() > end) return value;
    await sleep(20);
  }
};
const messagesWith = async (phone, at = server) => {
  const [row] = await at.client.conversations(token, `?mobileNumber=${phone}`);
  return row ? (await at.client.messages(token, row.conversationId)).reverse() : [];
};

describe('a message', () => {
  test('goes to Meta and is answered with its id; statuses follow', async () => {
    const answered = await chat('+1 650-555-1001', 'hello');
    assert.equal(answered.status, 200);
    const [sent] = graph.of('hello');
    assert.equal(sent.path, `/v23.0/${number.phoneNumberId}/messages`);
    assert.equal(sent.token, 'Bearer EAAG-good');
    assert.equal(answered.data.messageId, sent.wamid);
    assert.equal(answered.data.queued, false);
    assert.equal(answered.data.apiResponse.messages[0].id, sent.wamid);
    const [shown] = await messagesWith('16505551001');
    assert.deepEqual([shown.messageId, shown.status, shown.messageContent, shown.direction],
      [sent.wamid, 'sent', 'hello', 'outbound']);
    await server.client.post(statuses([status(sent.wamid, 'delivered', { to: '16505551001', biz_opaque_callback_data: sent.tag })]));
    assert.equal((await messagesWith('16505551001'))[0].status, 'delivered');
  });

  test("in Meta's own shape is answered in it", async () => {
    const body = { messaging_product: 'whatsapp', to: '16505551002', type: 'location', location: { latitude: 1.5, longitude: 2 } };
    const answered = await post(`/api/v2/${number.phoneNumberId}/messages`, body);
    assert.equal(answered.status, 200);
    assert.equal(answered.messages[0].id, graph.sends.at(-1).wamid);
    assert.equal(answered.contacts[0].wa_id, '16505551002');
    assert.equal(answered.metadata.apiVersion, 'v2');
    assert.deepEqual(graph.sends.at(-1).asked.location, { latitude: 1.5, longitude: 2 });
    const refused = await post('/v2/messages', { messaging_product: 'whatsapp', type: 'text', text: { body: 'x' } });
    assert.deepEqual([refused.status, refused.error.code], [400, 'MISSING_TO']);
  });

  test('that Meta refuses fails with its words', async () => {
    graph.answer = () => ({ status: 400, error: { message: '(#131026) Undeliverable', code: 131026, error_data: { details: 'not on WhatsApp' } } });
    const answered = await chat('16505551003', 'refused');
    assert.deepEqual([answered.status, answered.error_code, answered.message], [400, 'MESSAGE_REJECTED', 'not on WhatsApp']);
    assert.equal((await messagesWith('16505551003'))[0].status, 'failed');
  });

  test('that Meta does not take now goes later', async () => {
    let tries = 0;
    graph.answer = ({ text }) => text === 'later' && ++tries < 3
      ? { status: 500, error: { message: '(#131016) Service unavailable', code: 131016 } } : {};
    const answered = await chat('16505551004', 'later');
    assert.equal(answered.status, 200);
    assert.ok(await soon(() => graph.of('later').length === 1));
    assert.equal(tries, 3);
  });

  test('of which nobody knows whether it went is not repeated, and found again by its status', async () => {
    graph.answer = ({ text }) => ({ cut: text === 'lost' });
    const answered = await chat('16505551005', 'lost');
    assert.deepEqual([answered.status, answered.data.queued], [200, true]);
    assert.match(answered.data.messageId, /^parley\./);
    await chat('16505551005', 'next');
    await sleep(1500);
    const [sent, ...more] = graph.of('lost');
    assert.equal(more.length, 0);
    assert.equal((await messagesWith('16505551005'))[0].status, 'pending');
    const metrics = await server.client.get('/metrics');
    assert.match(metrics.text, /^parley_outbox_unknown 1$/m);
    await server.client.post(statuses([status(sent.wamid, 'read', { to: '16505551005', biz_opaque_callback_data: sent.tag })]));
    const [shown] = await messagesWith('16505551005');
    assert.deepEqual([shown.messageId, shown.status], [sent.wamid, 'read']);
  });

  test('that 50 ask for under one key goes once, and all are told the same', async () => {
    graph.answer = () => ({ wait: 100 });
    const all = await Promise.all(Array.from({ length: 50 }, () => chat('16505551006', 'once', { 'Idempotency-Key': 'k1' })));
    assert.equal(graph.of('once').length, 1);
    for (const { status: code, data } of all) assert.deepEqual([code, data.messageId], [200, graph.of('once')[0].wamid]);
    const other = await chat('16505551006', 'another', { 'Idempotency-Key': 'k1' });
    assert.equal(other.status, 400);
  });

  test('waits for the one before it to the same person', async () => {
    graph.answer = () => ({ wait: 20 });
    graph.overlapped = false;
    await Promise.all(Array.from({ length: 20 }, (_, i) => chat('16505551007', `line ${i}`)));
    assert.equal(graph.overlapped, false);
    const shown = (await messagesWith('16505551007')).map(({ messageContent }) => messageContent);
    assert.deepEqual(graph.sends.filter(({ to }) => to === '16505551007').map(({ text }) => text), shown);
  });
});

test('a refused token holds the number, is told of, and another one lets all go', async () => {
  const expired = { status: 401, error: { message: 'Access token has expired', code: 190 } };
  graph.answer = ({ token: used }) => (used === 'Bearer EAAG-good' ? expired : {});
  const waiting = [chat('16505551010', 'held 1'), chat('16505551011', 'held 2')];
  const told = async () => (await store.run(['doctor'])).out;
  assert.ok(await soon(async () => /fail +sending .*15550783881.*sender renew/.test(await told())));
  assert.equal(graph.of('held 1').length, 0);
  await store.json(['sender', 'renew', '--phone-number-id', number.phoneNumberId, '--access-token-file', tokenFile('EAAG-new')]);
  const answered = await Promise.all(waiting);
  for (const { status: code, data } of answered) assert.deepEqual([code, data.queued], [200, false]);
  assert.match(await told(), /ok +sending +0 wait/);
});

test('nothing is sent twice and nothing is lost where the server is killed again and again', async () => {
  graph.answer = () => ({ wait: 5 });
  const asked = new Set();
  let goesOn = true, count = 0;
  const senders = Array.from({ length: 8 }, async (_, person) => {
    while (goesOn) {
      const text = `kill ${count++}`;
      const key = { 'Idempotency-Key': text };
      for (let taken = false; !taken && goesOn;) {
        taken = await chat(`1650555200${person}`, text, key).then(({ status: code }) => code === 200, () => false);
        if (taken) asked.add(text);
        else await sleep(20);
      }
    }
  });
  for (let i = 0; i < 6; ++i) {
    await sleep(400 + 137 * i);
    await server.kill9();
    server = await Server.start(store, { args: ['--graph-url', graph.url, ...fast] });
  }
  goesOn = false;
  await Promise.all(senders);
  assert.ok(asked.size > 20, `${asked.size}`);
  const isQuiet = async () => {
    const before = graph.sends.length;
    await sleep(1500);
    return graph.sends.length === before;
  };
  assert.ok(await soon(isQuiet), 'it goes on sending'); // what nobody waited for any more goes out as well
  const sent = graph.sends.filter(({ text }) => text.startsWith('kill '));
  assert.equal(new Set(sent.map(({ text }) => text)).size, sent.length, 'one went out twice');
  // What was under way at a kill is settled by its status.
  await server.client.post(statuses(sent.map(({ wamid, tag, to }) => status(wamid, 'delivered', { to, biz_opaque_callback_data: tag }))));
  for (let person = 0; person < 8; ++person) {
    for (const { messageContent: text, messageId, status: word } of await messagesWith(`1650555200${person}`)) {
      const of = graph.of(text);
      if (word === 'pending') assert.equal(of.length, 0, `${text} went out, and is pending`);
      else assert.deepEqual([word, messageId], ['delivered', of[0]?.wamid], text);
    }
  }
});

test('what waited when a backup was taken is not sent again by what is restored', { skip: engine === 'postgres' }, async () => {
  let tries = 0;
  graph.answer = ({ text }) => text === 'backed up' && ++tries
    ? { status: 500, error: { message: '(#131016) Service unavailable', code: 131016 } } : {};
  const asked = chat('16505551020', 'backed up');
  assert.ok(await soon(() => tries > 0));
  const copy = join(temporaryFolder(), 'copy.db');
  await store.json(['backup', '--to', copy]);
  graph.answer = () => ({});
  assert.equal((await asked).data.queued, false);
  const [sent] = graph.of('backed up');
  await server.stop();
  await store.json(['restore', '--from', copy, '--force']);
  server = await Server.start(store, { args: ['--graph-url', graph.url, ...fast] });
  await sleep(2500);
  assert.equal(graph.of('backed up').length, 1);
  assert.equal((await messagesWith('16505551020'))[0].status, 'pending');
  assert.match((await store.run(['doctor'])).out, /warn +sending +0 wait, \d+ of unknown fate/);
  await server.client.post(statuses([status(sent.wamid, 'delivered', { to: sent.to, biz_opaque_callback_data: sent.tag })]));
  assert.equal((await messagesWith('16505551020'))[0].status, 'delivered');
});

test('two servers on one store send each once', { skip: engine !== 'postgres' }, async () => {
  const other = await Server.start(store, { args: ['--graph-url', graph.url, ...fast] });
  await Promise.all(Array.from({ length: 200 }, (_, i) =>
    chat(`1650555${3000 + (i % 50)}`, `both ${i}`, {}, i % 2 ? server : other)));
  const sent = graph.sends.filter(({ text }) => text.startsWith('both '));
  assert.equal(sent.length, 200);
  assert.equal(new Set(sent.map(({ text }) => text)).size, 200);
  await other.stop();
});
