// A disk that takes no more: what cannot be kept is refused, so that Meta sends it again, and nothing is lost.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { messages, text } from './lib/meta.mjs';
import { Server, Site } from './lib/parley.mjs';
import { wireForm } from './lib/wire.mjs';

// From now on none of the server's files may grow beyond that: its writes fail like those to a full disk.
const limitFiles = (server, bytes) =>
  execFileSync('prlimit', ['--pid', String(server.process.pid), `--fsize=${bytes}:unlimited`]);
// What the largest of the store's files takes.
const sizeOf = ({ path }) => Math.max(...[path, `${path}-wal`].map((file) => (existsSync(file) ? statSync(file).size : 0)));

const bodies = Array.from({ length: 400 }, (_, i) =>
  wireForm(messages([text('x'.repeat(2000), { id: `wamid.disk${i}`, from: `1650900${1000 + (i % 7)}`, at: 1_780_000_000 + i })])));

// Posts all, many at once; which of them were taken.
async function postAll({ client }) {
  const taken = new Set();
  for (let i = 0; i < bodies.length; i += 40) {
    await Promise.all(bodies.slice(i, i + 40).map(async (body, k) => {
      const { status } = await client.postBytes(body);
      if (status === 200) taken.add(`wamid.disk${i + k}`);
      else assert.ok(status === 500 || status === 503, `a refusal that makes Meta come again, not ${status}`);
    }));
  }
  return taken;
}
async function listed({ client }, token) {
  const ids = [];
  for (const { conversationId, totalMessages } of await client.conversations(token)) {
    const list = await client.messages(token, conversationId);
    assert.equal(list.length, totalMessages);
    ids.push(...list.map(({ messageId }) => messageId));
  }
  return ids;
}
const same = (ids, wanted) => assert.deepEqual([...ids].sort(), [...wanted].sort());

for (const [name, restart] of [['room again', false], ['killed, and room again', true]]) {
  test(`full, ${name}: what was taken is there, the rest is refused until then, and all is there in the end`, async () => {
    const site = await Site.start();
    limitFiles(site.server, sizeOf(site.store) + 200_000);
    const taken = await postAll(site.server);
    assert.ok(taken.size > 0 && taken.size < bodies.length, `${taken.size} taken`);
    assert.ok(site.server.isRunning, site.server.log);
    same(await listed(site.server, site.token), taken);

    if (restart) {
      await site.server.kill9();
      site.server = await Server.start(site.store);
      same(await listed(site.server, site.token), taken);
    } else {
      limitFiles(site.server, 'unlimited');
    }
    assert.equal((await postAll(site.server)).size, bodies.length);
    same(await listed(site.server, site.token), bodies.map((_, i) => `wamid.disk${i}`));
    const metrics = (await site.client.get('/metrics')).text;
    if (!restart) assert.match(metrics, /^parley_webhooks_total\{outcome="failed"\} [1-9]/m);
    assert.equal(await site.stop(), 0);
  });
}
