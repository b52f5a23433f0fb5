// What a server of PostgreSQL may do while Parley serves from it: end, come again, have no room, be slow, lack a standby.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { messages, number, text } from './lib/meta.mjs';
import { Site, Store } from './lib/parley.mjs';
import { Postgres, until } from './lib/postgres.mjs';

let database, count = 0;
before(async () => { database = await Postgres.start(['max_connections = 40']); });
after(() => database.stop());

const newStore = () => new Store(undefined, database.makeDatabase(`store_${++count}`));
const post = (client, id) => client.post(messages([text(`line ${id}`, { id: `wamid.${id}` })]));
const list = (site) => site.client.get('/api/v2/reports/conversations', site.token);

describe('a server that ends and comes again', () => {
  let site, tokens;
  before(async () => {
    site = await Site.start({ store: newStore() });
    assert.equal((await post(site.client, 'before')).status, 200);
    tokens = { whats91: { Authorization: `Bearer ${site.token}` } };
    const org = String(site.organization.id);
    await site.store.json(['user', 'add', '--org', org, '--email', 'ann@acme.example', '--name', 'Ann', '--owner']);
    for (const [api, ...more] of [['kirim'], ['vobiz'], ['wapikit', '--user', 'ann@acme.example']]) {
      const made = await site.store.json(['token', 'add', '--org', org, '--api', api, ...more]);
      tokens[api] = made.auth_id ? { 'X-Auth-ID': made.auth_id, 'X-Auth-Token': made.auth_token } : { Authorization: `Bearer ${made.token}` };
    }
  });
  after(() => site.stop());

  // A call of each API, and what its refusal consists of.
  const reads = {
    whats91: { path: '/api/v2/reports/conversations', parts: ({ success, error_code: code, message }) => [success, code, message] },
    kirim: { path: `/v1/${number.phoneNumberId}/conversations`, parts: ({ error }) => [error.type, error.code, error.message] },
    vobiz: { path: '/v1/messaging/conversations', parts: ({ error }) => [error.code, error.message] },
    wapikit: { path: '/api/conversations?page=1&per_page=10', parts: ({ message }) => [message] },
  };
  const answersOf = () => Promise.all(Object.entries(reads).map(async ([api, { path }]) => {
    const reply = await site.client.send('GET', path, { headers: tokens[api] });
    return { api, ...reply, body: JSON.parse(reply.text) };
  }));

  test('reads are refused in the envelope of each API, and answered again without a restart', async () => {
    assert.deepEqual((await answersOf()).map(({ status }) => status), [200, 200, 200, 200]);
    await database.stop();
    for (const { api, status, headers, body } of await answersOf()) {
      assert.equal(status, 503, api);
      assert.ok(Number(headers['retry-after']) > 0, api);
      assert.ok(reads[api].parts(body).every((part) => part !== undefined), `${api}: ${JSON.stringify(body)}`);
    }
    const webhook = await post(site.client, 'during');
    assert.equal(webhook.status, 503);
    assert.ok(Number(webhook.headers['retry-after']) > 0);
    assert.equal((await site.client.get('/healthz')).status, 200);
    assert.equal((await site.client.get('/readyz')).status, 503);

    await database.startAgain();
    await until(async () => (await site.client.get('/readyz')).status === 200, 'it is ready again', 10_000);
    assert.deepEqual((await answersOf()).map(({ status }) => status), [200, 200, 200, 200]);
    assert.equal((await post(site.client, 'during')).status, 200);
    const [row] = await site.client.conversations(site.token);
    assert.equal(row.totalMessages, 2);
  });

  test('many restarts under reads give answers or 503, nothing else', async () => {
    const seen = new Set();
    let goes = true;
    const readers = Array.from({ length: 6 }, async () => {
      while (goes) seen.add((await list(site)).status);
    });
    for (let i = 0; i < 3; ++i) {
      await sleep(150);
      await database.stop(i % 2 ? 'SIGINT' : 'SIGQUIT');
      await database.startAgain();
    }
    await until(async () => (await list(site)).status === 200, 'reads are answered again');
    goes = false;
    await Promise.all(readers);
    assert.deepEqual([...seen].sort().filter((status) => status !== 503), [200]);
  });
});

test('with fewer connections than it wants, it serves with those that it gets', async () => {
  database.sql('CREATE ROLE few LOGIN CONNECTION LIMIT 6');
  const name = `store_${++count}`;
  database.makeDatabase(name);
  database.sql(`ALTER DATABASE ${name} OWNER TO few`);
  const site = await Site.start({ store: new Store(undefined, database.address(name, 'few')), args: ['--threads', '1'] });
  assert.equal((await post(site.client, 'one')).status, 200);
  const start = Date.now();
  const answers = await Promise.all(Array.from({ length: 120 }, (_, i) =>
    i % 10 ? list(site) : post(site.client, `few${i}`)));
  const statuses = answers.map(({ status }) => status);
  assert.ok(statuses.every((status) => status === 200 || status === 503), String(statuses));
  assert.ok(statuses.filter((status) => status === 200).length >= 100, String(statuses));
  assert.ok(answers.every(({ status, headers }) => status === 200 || headers['retry-after']));
  assert.ok(Date.now() - start < 10_000);
  assert.equal(await site.stop(), 0);
});

test('where no connection is left, it says so and comes back once there is one', async () => {
  const site = await Site.start({ store: newStore(), args: ['--threads', '1'] });
  assert.equal((await post(site.client, 'one')).status, 200);
  const name = site.store.name.match(/store_\d+/)[0];
  database.sql(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
  database.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
  await until(async () => (await list(site)).status === 503, 'reads are refused');
  assert.equal((await post(site.client, 'two')).status, 503);
  database.sql(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
  await until(async () => (await list(site)).status === 200, 'reads are answered again', 10_000);
  await until(async () => (await post(site.client, 'two')).status === 200, 'webhooks are taken again', 10_000);
  assert.equal(await site.stop(), 0);
});

test('a read that somebody holds up is ended in time and refused, and webhooks are not lost', async () => {
  const site = await Site.start({ store: newStore() });
  assert.equal((await post(site.client, 'one')).status, 200);
  assert.equal((await list(site)).status, 200);
  const name = site.store.name.match(/store_\d+/)[0];
  const holder = database.sqlLater('BEGIN; LOCK TABLE conversation IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(7.5)', name);
  await until(() => database.sql("SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted", name) !== '0',
    'the table is locked');
  const start = Date.now();
  const [held, taken] = await Promise.all([list(site), post(site.client, 'two')]);
  assert.equal(held.status, 503);
  assert.ok(Number(held.headers['retry-after']) > 0);
  assert.ok(Date.now() - start < 20_000);
  assert.equal(taken.status, 200);
  await holder;
  assert.equal((await list(site)).status, 200);
  const [row] = await site.client.conversations(site.token);
  assert.equal(row.totalMessages, 2);
  assert.equal(await site.stop(), 0);
});

test('doctor tells how the server is, and what is wrong with it', async () => {
  const store = newStore();
  await store.addOrganization('Acme');
  const examine = async () => {
    const { out } = await store.run(['doctor', '--json', '--threads', '2']);
    return new Map(JSON.parse(out).map(({ check, health, words }) => [check, { health, words }]));
  };
  const found = await examine();
  assert.match(found.get('database').words, /^PostgreSQL \d+.*, asked directly; a question takes [\d.]+ ms/);
  assert.match(found.get('commit').words, /^a commit takes [\d.]+ ms/);
  assert.deepEqual([found.get('durability').health, found.get('durability').words.includes('fsync off')], ['fail', true]);
  assert.match(found.get('standbys').words, /^commits wait for none of 0/);
  assert.match(found.get('connections').words, /^\d+ of 37 in use; a server wants up to 24$/);
  assert.equal(found.get('store').health, 'ok');
  const name = store.name.match(/store_\d+/)[0];
  database.sql(`ALTER DATABASE ${name} SET synchronous_commit = off`);
  const later = await store.run(['doctor', '--json']);
  assert.match(later.out, /synchronous_commit on/, 'not weaker than the disk, whatever the database says');
});
