// The primary dies under load and a synchronous standby takes over: what was acknowledged is there, once, and nothing needs
// a restart. Many more times: tests/torture.
import { test } from 'node:test';
import { failover } from './lib/failover.mjs';

const rounds = Number(process.env.FAILOVERS ?? 1);
const seed = Number(process.env.FAILOVER_SEED ?? 1);

const middle = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)].toFixed(0);
const most = (list) => Math.max(...list).toFixed(0);

test(`${rounds} times a primary is killed and its standby promoted`, async (t) => {
  const tell = (words) => t.diagnostic(words);
  const { times, acknowledged, refused } = await failover({ rounds, seed, tell });
  const first = times.map((one) => one.first), all = times.map((one) => one.all);
  tell(`${rounds} failovers, ${acknowledged} messages acknowledged, each there once; first acknowledgement ${middle(first)} ms ` +
    `after the kill (at most ${most(first)}), of both processes ${middle(all)} ms (at most ${most(all)}); ${refused} posts refused`);
});
