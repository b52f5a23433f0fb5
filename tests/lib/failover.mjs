// Kills the primary under load, again and again, and makes its standby take over, while two processes and those who post
// to them go on.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { check, Load } from './crash.mjs';
import { Server, Site, Store } from './parley.mjs';
import { Postgres, until } from './postgres.mjs';

// Two processes, and how long after the kill each took a webhook that was posted after it.
class Processes {
  constructor(servers) {
    this.servers = servers;
    this.turn = 0;
    this.forget();
  }
  forget() {
    this.killedAt = undefined;
    this.first = this.servers.map(() => undefined);
  }
  // One after the other, as a balancer has it.
  next() {
    const at = this.turn++ % this.servers.length;
    return {
      postBytes: async (body) => {
        const { killedAt } = this;
        const reply = await this.servers[at].client.postBytes(body);
        if (killedAt !== undefined && killedAt === this.killedAt && reply.status === 200)
          this.first[at] ??= performance.now() - killedAt;
        return reply;
      },
    };
  }
}

// Gives how many milliseconds passed, round by round, from the kill to the first and to each process's first new
// acknowledgement.
export async function failover({ rounds, seed, clients = 8, tell = () => {} }) {
  let primary = await Postgres.start();
  primary.makeDatabase('parley');
  let standby = await Postgres.follow(primary);
  await primary.waitForStandby();
  const store = new Store(undefined, `postgres://parley@/parley?host=${primary.folder},${standby.folder}`);
  const site = await Site.start({ store });
  const other = await Server.start(store);
  const processes = new Processes([site.server, other]);
  const load = new Load(seed);
  const times = [];
  let posting = true, broken = false;
  const post = async () => {
    while (posting && !broken) await load.deliver(() => processes.next(), () => !broken);
  };
  try {
    const posted = Promise.all(Array.from({ length: clients }, post));
    for (let round = 0; round < rounds; ++round) {
      await sleep(500 + load.dice.below(1_000));
      assert.ok(load.acknowledged.size > 0, 'nothing is acknowledged');
      processes.killedAt = performance.now();
      await primary.stop('SIGKILL');
      standby.promote();
      await until(() => processes.first.every((time) => time !== undefined), 'both processes take webhooks again');
      times.push({ first: Math.min(...processes.first), all: Math.max(...processes.first) });
      processes.forget();
      await sleep(300);
      [primary, standby] = [standby, primary];
      if (round + 1 === rounds) break;
      await standby.followAgain(primary);
      await primary.waitForStandby();
      tell(`${round + 1} of ${rounds}, ${load.acknowledged.size} acknowledged`);
    }
    posting = false;
    await posted;
    for (const { client } of [site.server, other]) await check({ client, token: site.token, store }, load);
    assert.ok(site.server.isRunning && other.isRunning);
    assert.ok(load.failures > 0, 'no post was ever cut off: the kills came at the wrong times');
    return { times, acknowledged: load.acknowledged.size, refused: load.failures };
  } finally {
    posting = false;
    broken = true;
    // The servers first: a commit that waits for a standby would hold up who waits for the commit.
    await Promise.all([primary.stop('SIGQUIT'), standby.stop('SIGQUIT')]);
    await Promise.all([site.stop(), other.stop()]);
  }
}
