// How long a webhook waits at a server while `parley ingest` and then `parley deliveries --replay` run beside it on the
// same store: PARLEY_BIN=build/parley node bench/beside.mjs [bodies]. One post is due each 20 ms, and its time counts
// from when it was due.
import { setTimeout as sleep } from 'node:timers/promises';
import { messages, text } from '../tests/lib/meta.mjs';
import { Site } from '../tests/lib/parley.mjs';
import { wireForm } from '../tests/lib/wire.mjs';

const count = Number(process.argv[2] ?? 20_000);
const interval = 20;
const at = Math.floor(Date.now() / 1000);
const body = (id, from) => wireForm(messages([text(`line ${id}`, { id: `wamid.${id}`, from, at })]));

async function waitsWhile(client, name, work) {
  let over = false;
  const started = performance.now();
  const ended = work().finally(() => (over = true));
  const waits = [];
  const posts = [];
  let refused = 0;
  for (let i = 0; !over; ++i) {
    const due = started + i * interval;
    await sleep(Math.max(0, due - performance.now()));
    posts.push(client.postBytes(body(`${name}${i}`, `1650700${1000 + (i % 500)}`)).then(({ status }) => {
      if (status !== 200) ++refused;
      waits.push(performance.now() - due);
    }));
  }
  await Promise.all(posts);
  await ended;
  const seconds = (performance.now() - started) / 1000;
  waits.sort((a, b) => a - b);
  const rank = (share) => Math.round(waits[Math.min(waits.length - 1, Math.floor(share * waits.length))]);
  console.log(`${name}: ${seconds.toFixed(1)} s; ${waits.length} posts waited p50 ${rank(0.5)}, p90 ${rank(0.9)}, ` +
    `p99 ${rank(0.99)}, at most ${rank(1)} ms; ${refused} were refused`);
}

const site = await Site.start();
const bodies = Array.from({ length: count }, (_, i) => body(`bulk${i}`, `1650800${1000 + (i % 3000)}`));
await waitsWhile(site.client, 'nothing', () => sleep(5_000));
await waitsWhile(site.client, 'ingest', () => site.store.ingest(bodies));
await waitsWhile(site.client, 'replay', () => site.store.run(['deliveries', '--replay'], { limit: 600_000 }));
await site.stop();
