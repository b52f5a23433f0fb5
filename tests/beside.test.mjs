// Commands that write a lot beside a server on the same store: neither keeps the other from writing.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { messages, text } from './lib/meta.mjs';
import { engine, Site } from './lib/parley.mjs';
import { wireForm } from './lib/wire.mjs';

const body = (id) => wireForm(messages([text(`line ${id}`, { id: `wamid.${id}`, from: `1650800${1000 + (id.length * 7) % 50}` })]));
const bodiesOf = (count) => Array.from({ length: count }, (_, i) => body(`bulk${i}`));

// Posts one after the other until `work` is done: how many were taken.
async function postWhile(client, work) {
  let over = false;
  const ended = work().finally(() => (over = true));
  let taken = 0;
  while (!over) {
    assert.equal((await client.postBytes(body(`live${taken}`))).status, 200);
    ++taken;
  }
  await ended;
  return taken;
}

// Transactions that the write-ahead log holds: SQLite's file format, "The Write-Ahead Log".
function transactionsIn(wal) {
  const log = readFileSync(wal);
  const frame = 24 + log.readUInt32BE(8);
  let count = 0;
  for (let at = 32; at + frame <= log.length && log.compare(log, 16, 24, at + 8, at + 16) === 0; at += frame) {
    if (log.readUInt32BE(at + 4) !== 0) ++count;
  }
  return count;
}

// That changed bodies last; of SQLite: that its log tells of.
const transactionsOf = (store) => engine === 'sqlite' ? transactionsIn(`${store.path}-wal`)
  : Number(store.sql('SELECT count(DISTINCT xmin::text) FROM delivery'));

test('while bodies are ingested, webhooks get in between its transactions', async () => {
  const site = await Site.start();
  const count = 4_000;
  await postWhile(site.client, () => site.store.ingest(bodiesOf(count)));
  const sources = (await site.store.json(['deliveries'])).map(({ source }) => source);
  assert.equal(sources.filter((source) => source === 'ingest').length, count);
  // Sixty-four bodies a transaction, and one who waits for each moment between two of them.
  const turns = sources.filter((source, i) => source === 'webhook' && sources[i - 1] === 'ingest').length;
  assert.ok(turns >= count / 64 / 3, `${turns} turns`);
  assert.equal(await site.stop(), 0);
});

test('while deliveries are replayed, webhooks get in between its transactions, and each of those takes many', async () => {
  const site = await Site.start();
  const count = 2_000;
  await site.store.ingest(bodiesOf(count));
  const taken = await postWhile(site.client, async () => {
    const replayed = await site.store.json(['deliveries', '--replay']);
    assert.ok(replayed.length >= count);
    assert.ok(replayed.every((row) => row.replayed === 'applied'));
    assert.deepEqual(replayed.map(({ id }) => id), replayed.map(({ id }) => id).sort((a, b) => a - b));
  });
  assert.ok(taken >= count / 64 / 3, `${taken} webhooks were taken`);
  assert.equal(await site.stop(), 0);
});

test('a replay puts many deliveries into one transaction', async () => {
  const site = await Site.start();
  const count = 600;
  await site.store.ingest(bodiesOf(count));
  const before = transactionsOf(site.store);
  assert.equal((await site.store.json(['deliveries', '--replay'])).length, count);
  const transactions = transactionsOf(site.store);
  // SQLite's log may have begun anew in between: then the first ones are not in it any more.
  const own = engine === 'sqlite' && transactions >= before ? transactions - before : transactions;
  assert.ok(own < count / 10, `${own} transactions`);
  assert.equal(await site.stop(), 0);
});
