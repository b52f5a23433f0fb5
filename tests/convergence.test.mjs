// What is answered is a function of the set of deliveries: not of their order, number, splitting or merging.
// CONVERGENCE_SECONDS: how long random sets are tried. CONVERGENCE_SEED: the first seed, as a failure prints it.
import { test } from 'node:test';
import { converges } from './lib/convergence.mjs';

const seconds = Number(process.env.CONVERGENCE_SECONDS ?? 60);
const chosen = process.env.CONVERGENCE_SEED || undefined;

test('random sets of deliveries, each told in seven ways', async (t) => {
  // Known seeds first, so that what was found once stays found; then new ones each day.
  const start = Number(chosen ?? process.env.CONVERGENCE_START ?? Math.floor(Date.now() / 86_400_000) * 1000);
  const until = Date.now() + seconds * 1000;
  let sets = 0;
  if (!chosen) for (let seed = 1; seed <= 12; ++seed, ++sets) await converges(seed);
  for (let seed = start; Date.now() < until && !(chosen && sets === 1); ++seed, ++sets) await converges(seed);
  t.diagnostic(`${sets} sets, the last of seed ${start + sets}`);
});
