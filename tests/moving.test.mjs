// A store carried from SQLite to PostgreSQL and back, while it is served, and while anybody is killed. MOVING_ROUNDS: how many
// kills (default 9), MOVING_SEED: where chance starts. MOVING_CRASHES=1: PostgreSQL does not only lose connections, it crashes
// and recovers, which is for a server that no other suite uses meanwhile.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { answersOf, difference, tokensOf } from './lib/answers.mjs';
import { chance } from './lib/chance.mjs';
import { bodiesOf, numbers, randomItems } from './lib/deliveries.mjs';
import { contact, messages, text } from './lib/meta.mjs';
import { Server, Store, engine, launch, run, temporaryFolder } from './lib/parley.mjs';
import { wireForm } from './lib/wire.mjs';

assert.equal(engine, 'postgres', 'this suite needs both engines: tests/run --store postgres moving');

const rounds = Number(process.env.MOVING_ROUNDS ?? 9);
const seed = Number(process.env.MOVING_SEED ?? 4);

let files = 0;
const folder = temporaryFolder();
const file = () => new Store(join(folder, `${++files}.db`));
const database = () => new Store();
const moving = (from, to, ...more) => ['migrate', '--from', from.name, '--to', to.name, ...more];

// Moves to the end; what is told of it.
async function move(from, to) {
  const { status, out, err } = await run(moving(from, to, '--json'));
  assert.equal(status, 0, err);
  const told = JSON.parse(out);
  assert.ok(told.finished);
  for (const { table, equal, rows, rows_there: there } of told.tables) assert.ok(equal && rows === there, table);
  return told;
}
const hashes = ({ tables }) => Object.fromEntries(tables.map(({ table, rows, sha256 }) => [table, `${rows} ${sha256}`]));

// An organization with all that can be told of it.
async function furnish(store, seed, items = 120) {
  const { id: org } = await store.addOrganization('Acme');
  await store.addOrganization('Béa & Söhne');
  for (const { phoneNumberId, phone, waba } of numbers) await store.addSender({ org, phoneNumberId, phone, waba });
  await store.json(['user', 'add', '--org', String(org), '--email', 'ann@example.org', '--name', 'Ann', '--owner']);
  const headers = await tokensOf(store, org, 'ann@example.org');
  const dice = chance(seed);
  await store.ingest(bodiesOf(dice.shuffled(randomItems(seed, items)), dice).map(wireForm));
  await store.json(['label', 'add', '--org', String(org), 'urgent']);
  return { org, headers };
}

// A customer who writes to the server until it is told to stop; what was acknowledged.
class Customer {
  constructor(server) {
    this.acknowledged = [];
    this.server = server;
    this.over = this.write();
  }
  async write() {
    for (let i = 1; !this.isDone; ++i) {
      const id = `wamid.move${i}`, from = `44770801${String(i % 40).padStart(4, '0')}`;
      const body = messages([text(`words ${i}`, { id, from, at: 1_780_000_000 + i })],
        { ours: numbers[0], contacts: [contact(`Customer ${i % 40}`, from)] });
      const status = await this.server.client.post(body).then(({ status: code }) => code, () => 0);
      if (status === 200) this.acknowledged.push({ id, from, words: `words ${i}` });
      await sleep(10);
    }
  }
  async stop() {
    this.isDone = true;
    await this.over;
  }
}

async function expectAcknowledged(store, headers, acknowledged) {
  const server = await Server.start(store);
  const token = headers.whats91.authorization.slice('Bearer '.length);
  const found = new Map();
  for (const { contactPhone, conversationId } of await server.client.conversations(token, `?limit=200&senderId=${numbers[0].phone}`)) {
    for (const one of await server.client.messages(token, conversationId, `senderId=${numbers[0].phone}`)) {
      assert.ok(!found.has(one.messageId), `${one.messageId} is there twice`);
      found.set(one.messageId, `${contactPhone} ${one.messageContent}`);
    }
  }
  await server.stop();
  for (const { id, from, words } of acknowledged) assert.equal(found.get(id), `${from} ${words}`, id);
}

// All connections of the database break off.
async function breakOff(store) {
  const others = 'FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()';
  if (!process.env.MOVING_CRASHES) return store.sql(`SELECT count(pg_terminate_backend(pid)) ${others}`);
  const pid = store.sql(`SELECT pid ${others} LIMIT 1`);
  if (pid) process.kill(Number(pid), 'SIGKILL'); // then the server ends all others, and recovers
  const isBack = () => {
    try {
      return store.sql('SELECT 1') === '1';
    } catch {
      return false;
    }
  };
  await sleep(50);
  return until(isBack, () => 'PostgreSQL is back');
}

async function until(is, what, limit = 60_000) {
  for (const end = Date.now() + limit; !is();) {
    assert.ok(Date.now() < end, `${what()} within ${limit} ms`);
    await sleep(20);
  }
}

test('all dialects answer the same, byte for byte, there and back again', async () => {
  const [here, there, further, back] = [file(), database(), database(), file()];
  const { headers } = await furnish(here, 1);
  const wanted = await answersOf(here, headers, numbers);
  const good = [...wanted].filter(([, answer]) => answer.startsWith('200 '));
  for (const api of Object.keys(headers)) {
    assert.ok(good.filter(([address]) => address.startsWith(api)).length > 12, `${api} has little to answer: ${[...wanted.keys()]}`);
  }
  const expectSame = async (store) => assert.equal(difference(wanted, await answersOf(store, headers, numbers)), undefined, store.name);
  const gone = await move(here, there);
  await expectSame(there);
  await move(there, further);
  await expectSame(further);
  const came = await move(further, back);
  await expectSame(back);
  const same = ({ counter, token, ...rest }) => rest; // what a server writes by itself
  assert.deepEqual(same(hashes(came)), same(hashes(gone)));

  // And it goes on living: ids go on behind the ones that came along.
  for (const store of [there, back]) {
    const { applied } = await store.ingest([wireForm(messages([text('new', { id: 'wamid.new' })], { ours: numbers[0] }))]);
    assert.equal(applied, 1);
    await store.addOrganization('Later');
  }
});

for (const [from, to, here, there] of [['SQLite', 'PostgreSQL', file, database], ['PostgreSQL', 'SQLite', database, file]]) {
  test(`${from} to ${to} while webhooks come: follows, and finishes when the server stops`, async (t) => {
    const [old, fresh] = [here(), there()];
    const { headers } = await furnish(old, 2, 60);
    const server = await Server.start(old);
    const customer = new Customer(server);
    t.after(() => customer.stop());
    const command = launch(moving(old, fresh, '--follow', '--json'));
    const isOnItsWay = () => command.err.includes('pass 3:') && customer.acknowledged.length > 20;
    await until(() => isOnItsWay() || command.status !== undefined, () => `a third pass: ${command.err}`);
    assert.equal(command.status, undefined, command.err);
    const refused = await fresh.run(['stats']);
    assert.equal(refused.status, 1);
    assert.match(refused.err, /unfinished copy of another store/);
    await customer.stop();
    await server.stop();
    assert.equal(await command.ended, 0, command.err);
    assert.match(command.err, /the source stood still/);
    const told = JSON.parse(command.out);
    assert.ok(told.finished && told.tables.every(({ equal }) => equal));
    await expectAcknowledged(fresh, headers, customer.acknowledged);
  });

  test(`${from} to ${to}: nothing is lost where either side or the command is killed`, async (t) => {
    const [old, fresh, again] = [here(), there(), here()];
    const { headers } = await furnish(old, 3, 400);
    let server = await Server.start(old);
    const customer = new Customer(server);
    t.after(() => customer.stop());
    const dice = chance(seed);
    const databases = [old, fresh].filter(({ name }) => name.startsWith('postgres'));
    let killed = 0, brokenOff = 0;
    for (let round = 0; round < rounds; ++round) {
      const command = launch(moving(old, fresh));
      await Promise.race([sleep(40 + dice.below(round < 4 ? 250 : 1200)), command.ended]);
      if (round % 3 === 0) {
        command.kill('SIGKILL');
      } else if (round % 3 === 1) {
        for (const one of databases) await breakOff(one);
      } else {
        await server.kill9();
        command.kill('SIGKILL');
        server = await Server.start(old);
        customer.server = server;
      }
      const status = await command.ended;
      if (status === 'SIGKILL') ++killed;
      if (status === 1) ++brokenOff;
      assert.ok(['SIGKILL', 1, 3].includes(status), `${status}: ${command.err}`);
    }
    t.diagnostic(`${killed} kills, ${brokenOff} broken connections`);
    assert.ok(killed >= rounds / 3, `only ${killed} kills came in time`);
    const lagging = await run(moving(old, fresh));
    assert.equal(lagging.status, 3, lagging.err);
    assert.match(lagging.err, /Stop the server, and run this command once more/);
    await customer.stop();
    await server.stop();
    const gone = await move(old, fresh);
    assert.deepEqual(hashes(await move(fresh, again)), hashes(gone));
    await expectAcknowledged(fresh, headers, customer.acknowledged);
  });
}

test('a stop by signal is told, and the next run goes on', async () => {
  const [old, fresh] = [file(), database()];
  await furnish(old, 5, 20);
  const server = await Server.start(old);
  const command = launch(moving(old, fresh, '--follow'));
  await until(() => command.err.includes('pass 1:') || command.status !== undefined, () => `a pass: ${command.err}`);
  command.kill('SIGINT');
  assert.equal(await command.ended, 1, command.err);
  assert.match(command.err, /the same command goes on from here/);
  await server.stop();
  await move(old, fresh);
});

test('what is unfinished is not served, and what holds a store is not written over', async () => {
  const [old, fresh, other] = [file(), database(), file()];
  await furnish(old, 6, 20);
  await other.addOrganization('Other');
  const server = await Server.start(old);
  assert.equal((await run(moving(old, fresh))).status, 3);
  await assert.rejects(Server.start(fresh), /ended with 1: .*unfinished copy of another store/s);
  const refusals = [
    [moving(other, fresh), /the unfinished copy of a store that is not/],
    [moving(old, other), /holds a store already/],
    [moving(old, old), /holds this very store/],
    [moving(fresh, file()), /itself the unfinished copy/],
    [moving(file(), other), /there is no store/],
    [moving(other, { name: 'mysql://x' }), /unknown store "mysql"/],
  ];
  for (const [args, words] of refusals) {
    const { status, err } = await run(args);
    assert.equal(status, 1, `${args}: ${err}`);
    assert.match(err, words);
  }
  const served = database();
  const another = await Server.start(served);
  const beside = await run(moving(old, served));
  assert.equal(beside.status, 1);
  assert.match(beside.err, /is in use: stop whoever serves it/);
  await another.stop();
  for (const args of [['migrate', '--from', old.name], ['migrate', '--to', old.name], ['migrate', '--follow']]) {
    assert.equal((await run(args)).status, 2, args.join(' '));
  }
  await server.stop();
  await move(old, fresh);
  const { status, err } = await run(moving(old, fresh));
  assert.equal(status, 1);
  assert.match(err, /holds this very store, or a finished copy of it/);
  assert.equal((await fresh.run(['migrate'])).status, 0, 'without a place to go it brings the schema up to date');
});
