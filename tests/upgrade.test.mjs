// Many that start at once, binaries older than their store, and what serves while the schema moves on.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { messages, text } from './lib/meta.mjs';
import { Server, Site, Store } from './lib/parley.mjs';
import { Postgres, until } from './lib/postgres.mjs';

let database, count = 0;
before(async () => { database = await Postgres.start(['max_connections = 200']); });
after(() => database.stop());

const newStore = () => new Store(undefined, database.makeDatabase(`store_${++count}`));
const post = (client, id) => client.post(messages([text(`line ${id}`, { id: `wamid.${id}` })]));

test('ten servers that start at once on an empty database migrate it once, and all serve', async () => {
  const store = newStore();
  const servers = await Promise.all(Array.from({ length: 10 }, () => Server.start(store, { args: ['--threads', '1'] })));
  assert.equal(store.sql('SELECT count(*) = max(version) AND min(version) = 1 FROM schema_version'), 't');
  const organization = await store.addOrganization('Acme');
  await store.addSender({ org: organization.id, phoneNumberId: '106540352242922', phone: '15550783881' });
  const token = await store.addToken(organization.id);
  for (const [i, { client }] of servers.entries()) {
    assert.equal((await client.get('/readyz')).status, 200);
    await until(async () => (await post(client, `of${i}`)).status === 200, 'it takes webhooks');
  }
  for (const { client } of servers) {
    const [row] = await client.conversations(token);
    assert.equal(row.totalMessages, 10);
  }
  assert.deepEqual(await Promise.all(servers.map((server) => server.stop())), Array(10).fill(0));
});

test('a binary that is older than its store says so, and does not start', async () => {
  const store = newStore();
  await store.addOrganization('Acme');
  store.sql('INSERT INTO schema_version (version) VALUES (1000)');
  for (const command of [['serve', '--listen', '127.0.0.1:0', '--insecure-no-signature'], ['migrate'], ['stats']]) {
    const { status, err } = await store.run(command);
    assert.equal(status, 1, err);
    assert.match(err, /written by a newer parley \(schema 1000, this one knows \d+\): run that version/);
  }
});

test('one that serves while a newer one upgrades the store goes on reading, and writes no more', async () => {
  const site = await Site.start({ store: newStore() });
  assert.equal((await post(site.client, 'before')).status, 200);
  site.store.sql('INSERT INTO schema_version (version) VALUES (1000)');
  const refused = await post(site.client, 'behind');
  assert.equal(refused.status, 503);
  assert.ok(Number(refused.headers['retry-after']) > 0);
  const ready = await site.client.get('/readyz');
  assert.equal(ready.status, 503);
  assert.match(ready.text, /a newer parley has upgraded the store: run that version/);
  const [row] = await site.client.conversations(site.token);
  assert.equal(row.totalMessages, 1);
  assert.equal(site.store.sql('SELECT count(*) FROM delivery'), '1');
  assert.equal(await site.stop(), 0);
});
