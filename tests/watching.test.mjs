// What an operator watches: /readyz, /metrics, and what doctor says of a server that runs.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { echoes, echo, messages, text } from './lib/meta.mjs';
import { engine, Site } from './lib/parley.mjs';

const now = () => Math.floor(Date.now() / 1000);
const valueOf = (metrics, name) => {
  const line = metrics.split('\n').find((one) => one.startsWith(`${name} `));
  assert.ok(line, `${name} is there`);
  return Number(line.slice(name.length + 1));
};
const limitFiles = (server, bytes) =>
  execFileSync('prlimit', ['--pid', String(server.process.pid), `--fsize=${bytes}:unlimited`]);
// A disk that is full, or as good as that.
const full = {
  sqlite: { begin: ({ server }) => limitFiles(server, 4096), end: ({ server }) => limitFiles(server, 'unlimited'), status: 500 },
  postgres: {
    begin: ({ store }) => store.sql(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = 'disk_full'; END $$;
      CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON counter EXECUTE FUNCTION refuse();
      CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON delivery EXECUTE FUNCTION refuse();`),
    end: ({ store }) => store.sql('DROP FUNCTION refuse CASCADE'),
    status: 503,
  },
}[engine];

test('/readyz is 503 with a reason while writes fail, and 200 again by itself', async () => {
  const site = await Site.start();
  const { client } = site;
  const post = async () => (await client.post(messages([text('x'.repeat(5000))]))).status;
  assert.equal(await post(), 200);
  assert.equal((await client.get('/readyz')).status, 200);
  full.begin(site);
  assert.equal(await post(), full.status);
  for (let i = 0; i < 3; ++i) {
    const { status, text: words } = await client.get('/readyz');
    assert.equal(status, 503);
    assert.match(words, /takes no writes \((SQLite|PostgreSQL): /);
    await sleep(600); // the server tries meanwhile, and fails
  }
  assert.equal(valueOf((await client.get('/metrics')).text, 'parley_store_troubled'), 1);
  assert.equal((await client.get('/healthz')).status, 200);
  assert.equal((await client.conversations(site.token)).length, 1);

  full.end(site);
  for (const deadline = Date.now() + 20_000; (await client.get('/readyz')).status !== 200;) {
    assert.ok(Date.now() < deadline, 'ready again');
    await sleep(100);
  }
  assert.equal(await post(), 200);
  assert.equal(await site.stop(), 0);
  assert.match(site.server.log, /the store takes no writes: (SQLite|PostgreSQL): .*\n(.*\n)*.*takes writes again/);
});

test('/metrics tells how long webhooks took and how old live messages were', async () => {
  const site = await Site.start();
  const { client } = site;
  const late = messages([text('late', { at: now() - 40 }), text('later', { at: now() - 4000 })]);
  for (const payload of [late, late, messages([text('new', { at: now() })]), echoes([echo('ours', { at: now() - 9000 })])]) {
    assert.equal((await client.post(payload)).status, 200);
  }
  assert.equal((await client.post(messages([text('x')]), { signed: null })).status, 401);
  const metrics = (await client.get('/metrics')).text;
  const value = (name) => valueOf(metrics, name);
  assert.match(metrics, /^# TYPE parley_webhook_ack_seconds histogram$/m);
  assert.equal(value('parley_webhook_ack_seconds_count'), 4);
  assert.equal(value('parley_webhook_ack_seconds_bucket{le="+Inf"}'), 4);
  assert.ok(value('parley_webhook_ack_seconds_sum') > 0);
  assert.equal(value('parley_message_lag_seconds_count'), 3, 'each live message once');
  assert.equal(value('parley_message_lag_seconds_bucket{le="30"}'), 1);
  assert.equal(value('parley_message_lag_seconds_bucket{le="300"}'), 2);
  assert.equal(value('parley_message_lag_seconds_bucket{le="21600"}'), 3);
  assert.ok(value('parley_message_lag_seconds_sum') >= 4040);
  // A write of the server's own may wait at the moment that is looked at.
  assert.ok(value('parley_store_oldest_waiting_seconds') < 60);
  assert.equal(value('parley_store_troubled'), 0);
  assert.equal(await site.stop(), 0);
});

test('doctor names the schema, the newest delivery and what failed, and asks the server how fast it is', async () => {
  const site = await Site.start();
  const examine = async () => {
    const findings = await site.store.doctor('--listen', `127.0.0.1:${site.server.port}`);
    return Object.fromEntries(findings.map((finding) => [finding.check, finding]));
  };
  const first = await examine();
  assert.match(first.store.words, /schema \d+ is current/);
  assert.match(first.deliveries.words, /none yet, none failed/);
  assert.equal(first.server.health, 'ok');
  assert.match(first.server.words, /in time/);

  await site.client.post(messages([text('late', { at: now() - 4000 })]));
  const ours = { phoneNumberId: '9', phone: '19999999999', waba: '9' };
  await site.client.post(messages([text('nobody', { at: now() })], { ours }));
  const second = await examine();
  assert.equal(second.deliveries.health, 'warn');
  assert.match(second.deliveries.words, /^the newest came \d+ s ago, 1 were/);
  assert.equal(second.server.health, 'warn');
  assert.match(second.server.words, /50\.0 % of the messages came more than a minute late/);

  assert.equal(await site.stop(), 0);
  assert.match((await examine()).server.words, /none answers/);
});
