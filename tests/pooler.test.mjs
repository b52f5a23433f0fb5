// Through PgBouncer in transaction mode, where each transaction may go to another session of the server.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { messages, number, text } from './lib/meta.mjs';
import { psql, Server, Site, Store } from './lib/parley.mjs';
import { Pooler, Postgres, until } from './lib/postgres.mjs';

let database, pooler, site, other;

before(async () => {
  database = await Postgres.start();
  pooler = await Pooler.start(database);
  database.makeDatabase('parley');
  site = await Site.start({ store: new Store(undefined, pooler.address('parley')) });
  other = await Server.start(site.store);
});

after(async () => {
  assert.deepEqual([await site.stop(), await other.stop()], [0, 0]);
  await pooler.stop();
  await database.stop();
});

const post = (client, id, from) => client.post(messages([text(`line ${id}`, { id: `wamid.${id}`, from })]));

test('many webhooks at once through two processes are kept once each, and read by both', async () => {
  const taken = await Promise.all(Array.from({ length: 300 }, (_, i) =>
    post(i % 2 ? site.client : other.client, i, `1650555${1000 + i % 7}`)));
  assert.deepEqual([...new Set(taken.map(({ status }) => status))], [200]);
  for (const { client } of [site.server, other]) {
    const rows = await client.conversations(site.token, '?limit=50');
    assert.equal(rows.length, 7);
    const found = new Set();
    for (const row of rows) {
      for (const { messageId } of await client.messages(site.token, row.conversationId)) found.add(messageId);
    }
    assert.equal(found.size, 300);
  }
});

test('reads in parallel get what each asked for', async () => {
  const rows = await site.client.conversations(site.token, '?limit=50');
  await Promise.all(Array.from({ length: 200 }, async (_, i) => {
    const row = rows[i % rows.length];
    const { client } = i % 2 ? site : other;
    const { status, data } = await client.whats91(`/${row.conversationId}`, site.token);
    assert.equal(status, 200);
    assert.equal(data.conversation.contactPhone, row.contactPhone);
    if (i % 5) return;
    const searched = await client.conversations(site.token, `?search=${row.contactPhone}`);
    assert.deepEqual(searched.map(({ contactPhone }) => contactPhone), [row.contactPhone]);
  }));
});

test('what one process changes the other shows at once', async () => {
  const { token } = await site.store.json(['token', 'add', '--org', String(site.organization.id), '--api', 'kirim']);
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  const path = `/v1/${number.phoneNumberId}/conversations`;
  const { data: [{ id }] } = JSON.parse((await site.client.send('GET', `${path}?status=open`, { headers })).text);
  for (let i = 0; i < 10; ++i) {
    const [one, two] = i % 2 ? [site.client, other.client] : [other.client, site.client];
    const status = i % 2 ? 'open' : 'resolved';
    const changed = await one.send('PATCH', `${path}/${id}`, { headers, body: JSON.stringify({ status }) });
    assert.equal(changed.status, 200, changed.text);
    const seen = JSON.parse((await two.send('GET', `${path}?status=${status}`, { headers })).text);
    assert.ok(seen.data.some((row) => row.id === id && row.status === status));
  }
});

test('a revoked token is refused by the other process within a second', async () => {
  const token = await site.store.addToken(site.organization.id);
  for (const { client } of [site, other]) assert.equal((await client.whats91('', token)).status, 200);
  const { id } = (await site.store.json(['token', 'list', '--org', String(site.organization.id)])).at(-1);
  assert.equal((await site.store.run(['token', 'revoke', String(id)])).status, 0);
  await sleep(1_000);
  for (const { client } of [site, other]) assert.equal((await client.whats91('', token)).status, 401);
});

test('no setting and no prepared statement of ours is left for others who share the server', async () => {
  for (let i = 0; i < 12; ++i) {
    const ours = psql(pooler.address('parley'), "SELECT (SELECT count(*) FROM pg_prepared_statements) || ' ' || "
      + "current_setting('plan_cache_mode') || ' ' || current_setting('statement_timeout') || ' ' || current_setting('synchronous_commit')");
    assert.equal(ours, '0 auto 0 on');
  }
});

test('where the pooler is started anew, reads and webhooks recover by themselves', async () => {
  await pooler.stop();
  const refused = await site.client.get('/api/v2/reports/conversations', site.token);
  assert.equal(refused.status, 503);
  assert.ok(refused.headers['retry-after']);
  await pooler.startAgain();
  for (const [i, { client }] of [site, other].entries()) {
    await until(async () => (await post(client, `again${i}`, '16505551000')).status === 200, 'webhooks are taken again');
    await until(async () => (await client.whats91('', site.token)).status === 200, 'reads are answered again');
  }
});
