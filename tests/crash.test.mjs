// kill -9 under load: what was acknowledged is there, once. Many more kills: tests/torture.
import { test } from 'node:test';
import { torture } from './lib/crash.mjs';

const kills = Number(process.env.CRASH_KILLS ?? 12);
const seed = Number(process.env.CRASH_SEED ?? 1);

test(`${kills} times kill -9 under load`, async (t) => {
  const tell = (words) => t.diagnostic(words);
  // A fresh store now and then: to look through all that is there takes longer and longer.
  let acknowledged = 0;
  for (let done = 0; done < kills; done += 100) {
    const some = Math.min(100, kills - done);
    acknowledged += await torture({ kills: some, seed: seed + done, checkEvery: Math.min(25, Math.ceil(some / 3)), tell });
  }
  tell(`${kills} kills, ${acknowledged} messages acknowledged, each there once`);
});
