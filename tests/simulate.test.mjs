// Parley against `parley simulate`: lost answers, repeats, changed orders, kills and two processes. Each message reaches
// Meta at most once, and its fate is known. Many more sends: tests/torture.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { chance } from './lib/chance.mjs';
import { number } from './lib/meta.mjs';
import { engine, launch, run, verifyToken } from './lib/parley.mjs';
import { Sending } from './lib/sends.mjs';
import { Simulator } from './lib/simulator.mjs';

const count = Number(process.env.SIMULATE_SENDS ?? 300);
const seed = Number(process.env.SIMULATE_SEED ?? 1);
const calm = { rate: 0, pair_limit: false, reply: 0, sent_after: '5..20', delivered_after: '5..40', read_after: '10..60',
  retry_after: '100..1000', read: 0.9 };
const personOf = (i, people = 60) => `1650556${String(i % people).padStart(4, '0')}`;
const soon = async (is, limit = 15_000) => {
  for (const end = Date.now() + limit; ;) {
    const value = await is();
    if (value || Date.now() > end) return value;
    await sleep(20);
  }
};

describe('the stand-in', () => {
  let simulator;
  before(async () => (simulator = await Simulator.start()));
  after(() => simulator.stop());

  test('gives the same sends the same ids at every start', async () => {
    const other = await Simulator.start();
    const idsOf = async (of) => {
      const ids = [];
      for (const text of ['one', 'two', 'one']) ids.push((await of.send('16505551234', text)).messages[0].id);
      return ids;
    };
    const ids = await idsOf(simulator);
    assert.equal(new Set(ids).size, 3);
    assert.deepEqual(await idsOf(other), ids);
    await other.stop();
  });

  test('tells its seed, or that it has none; tokens and secrets stay the same without one', async (t) => {
    const start = async (...args) => {
      const command = launch(['simulate', '--listen', '127.0.0.1:0', ...args]);
      t.after(() => command.kill('SIGKILL'));
      assert.ok(await soon(() => command.out.includes('\n')), command.err);
      await sleep(100);
      return command.out;
    };
    const [seeded, one, other] = await Promise.all([start('--json', '--seed', '7'), start('--json'), start('--json')]);
    assert.deepEqual([seeded, one, other].map((out) => JSON.parse(out).seed), [7, null, null]);
    const secretsOf = ({ app_secret, verify_token, numbers: [{ access_token }] }) => [app_secret, verify_token, access_token];
    assert.deepEqual(secretsOf(JSON.parse(one)), secretsOf(JSON.parse(other)));
    assert.match(await start('--seed', '7'), /^seed +7$/m);
    assert.match(await start(), /^seed +none: /m);
  });

  test("answers as Meta's Graph API does", async () => {
    const { id, ...made } = await simulator.graph('POST', `${number.waba}/message_templates`,
      { name: 'order_ready', language: 'en', category: 'UTILITY', components: [{ type: 'BODY', text: 'Hi {{1}}' }] });
    assert.deepEqual([made.status, made.category], ['PENDING', 'UTILITY']);
    assert.ok(await soon(async () => (await simulator.graph('GET', id)).status === 'APPROVED'));
    const { data } = await simulator.graph('GET', `${number.waba}/message_templates?limit=1`);
    assert.deepEqual(data.map(({ name }) => name), ['hello_world']);
    const [listed] = (await simulator.graph('GET', `${number.waba}/phone_numbers`)).data;
    assert.deepEqual([listed.id, listed.display_phone_number], [number.phoneNumberId, `+${number.phone}`]);
    const wrong = await simulator.graph('GET', '1234/nonsense');
    assert.deepEqual([wrong.status, wrong.error.code, wrong.error.error_subcode], [400, 100, 33]);
    const foreign = await simulator.ask('GET', `/v23.0/${number.phoneNumberId}`, undefined, { Authorization: 'Bearer x' });
    assert.deepEqual([foreign.status, foreign.error.code], [401, 190]);
  });

  test('answers the errors it is told to', async () => {
    for (const [code, status] of [[131047, 400], [131016, 500], [190, 401], [132001, 404], [80007, 400]]) {
      await simulator.set({ error: { [code]: 1 } });
      const { status: answered, error } = await simulator.send('16505551235', `error ${code}`);
      assert.deepEqual([answered, error.code], [status, code]);
    }
    assert.match((await simulator.set({ error: 'often' })).error, /error/);
    await simulator.set({ error: {} });
  });
});

test('wrong switches are refused by name', async () => {
  for (const args of [['--lost-answer', '3'], ['--reply-after', '9..1'], ['--phone-number-id', '1', '--phone-number-id', '2', '--phone', '15550001111']]) {
    const { status, err } = await run(['simulate', '--listen', '127.0.0.1:0', ...args], { limit: 10_000 });
    assert.notEqual(status, 0);
    assert.match(err, new RegExp(args[0].slice(2).replace('-number-id', '')));
  }
});

describe('Parley', () => {
  let simulator, sending;
  before(async () => {
    simulator = await Simulator.start();
    sending = await Sending.start(simulator);
  });
  beforeEach(async () => {
    const { status } = await simulator.set({ ...calm, error: {}, lost_answer: 0, half_answer: 0, lost_request: 0, repeat: 0,
      reorder: 0, drop: 0, rotate: 0, callback_data: true, batch: 1 });
    assert.equal(status, 200);
  });
  after(async () => {
    await sending.stop();
    await simulator.stop();
  });

  test('is asked for its verify token by a stand-in that is told its webhook', async () => {
    const callback = `${sending.servers[0].origin}/webhooks/meta`;
    for (const [token, words] of [['wrong', /does not know the verify token/], [verifyToken, /^$/]]) {
      const command = launch(['simulate', '--listen', '127.0.0.1:0', '--callback', callback, '--verify-token', token]);
      assert.ok(await soon(() => command.out.includes('listening on ')));
      await sleep(500);
      assert.match(command.err, words);
      command.kill('SIGTERM');
      assert.equal(await command.ended, 0);
    }
  });

  test('is told what became of what it sends', async () => {
    await simulator.set({ read: 1 });
    const { status, data } = await sending.chat('16505551001', 'hello');
    assert.deepEqual([status, data.queued], [200, false]);
    const [taken] = await simulator.messages('&to=16505551001');
    assert.deepEqual([taken.wamid, taken.object.body, taken.outcome], [data.messageId, 'hello', 'accepted']);
    const isRead = async () => (await sending.sent()).some(({ messageId, status: word }) => messageId === taken.wamid && word === 'read');
    assert.ok(await soon(isRead));
  });

  test("is answered by whom it writes to, and Kirim.chat's clients see both", async () => {
    await simulator.set({ reply: 1, reply_after: '10..50', read: 1, rotate: 1 });
    const { token: key } = await sending.store.json(['token', 'add', '--org', String(sending.organization), '--api', 'kirim']);
    const ask = async (method, path, body) => {
      const reply = await fetch(`${sending.servers[0].origin}/v1/${number.phoneNumberId}/${path}`,
        { method, headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' }, body: body && JSON.stringify(body) });
      return (await reply.json()).data;
    };
    const { id } = await ask('POST', 'messages', { messaging_product: 'whatsapp', to: '16505551002', type: 'interactive',
      interactive: { type: 'button', body: { text: 'Tea?' }, action: { buttons: [
        { type: 'reply', reply: { id: 'y', title: 'Yes' } }, { type: 'reply', reply: { id: 'n', title: 'No' } }] } } });
    assert.match(id, /^msg_/);
    assert.ok(await soon(async () => (await ask('GET', `messages/${id}`)).status === 'read'));
    const rows = async () => (await sending.servers[0].client.conversations(sending.token, '?mobileNumber=16505551002'));
    assert.ok(await soon(async () => (await rows())[0]?.unreadCount === 1));
    const lines = await sending.servers[0].client.messages(sending.token, (await rows())[0].conversationId);
    const answer = lines.find(({ direction }) => direction === 'inbound');
    assert.match(answer.messageContent, /^(Yes|No)$/);
    assert.equal((await rows()).length, 1, 'a user id that changed makes nobody else');
    await simulator.isQuiet();
  });

  test('waits where Meta says so, and sends in the end', async () => {
    await simulator.set({ error: { 131016: 0.3, 130429: 0.2 } });
    const texts = Array.from({ length: 40 }, (_, i) => `later ${i}`);
    await Promise.all(texts.map((text, i) => sending.chatSurely(personOf(i), text)));
    assert.ok(await sending.isQuiet());
    await sending.check(texts);
  });

  test('sends once what fifty clients ask for at once under one key', async () => {
    await simulator.set({ answer_after: '50..150', lost_answer: 0.5 });
    for (const text of ['fifty a', 'fifty b', 'fifty c']) {
      const all = await Promise.all(Array.from({ length: 50 }, () => sending.chatSurely('16505551003', text)));
      assert.deepEqual(new Set(all.map(({ status }) => status)), new Set([200]));
      assert.equal((await simulator.messages('&to=16505551003')).filter(({ object }) => object.body === text).length, 1);
    }
    assert.ok(await sending.isQuiet());
    await sending.check(['fifty a', 'fifty b', 'fifty c']);
  });

  test('settles what became unknown, whatever webhooks do', async () => {
    await simulator.set({ lost_answer: 0.2, half_answer: 0.1, lost_request: 0.05, repeat: 0.3, reorder: 800, drop: 0.2, batch: 5,
      fail: { 131026: 0.1 }, reply: 0.3, reply_after: '10..300' });
    const texts = Array.from({ length: 150 }, (_, i) => `mishap ${i}`);
    await Promise.all(texts.map((text, i) => sending.chatSurely(personOf(i), text)));
    assert.ok(await sending.isQuiet());
    const lost = new Set((await simulator.messages()).filter(({ outcome }) => outcome === 'lost_request').map(({ object }) => object.body));
    const { accepted } = await sending.check(texts, { mayBeUnknown: ({ messageContent }) => lost.has(messageContent) });
    const { messages, webhooks } = await simulator.counts();
    assert.ok(messages.lost_answer > 10 && messages.half_answer > 5 && lost.size > 2, JSON.stringify(messages));
    assert.ok(webhooks.dropped > 50 && webhooks.repeated > 50 && accepted > 140, JSON.stringify(webhooks));
    assert.equal(await sending.metric('parley_outbox_unknown'), lost.size);
  });

  test('holds a number whose token ran out, and goes on with another', async () => {
    await simulator.set({ token_expired: true });
    const waits = sending.chatSurely('16505551004', 'with the other token');
    assert.ok(await soon(async () => /fail +sending/.test((await sending.store.run(['doctor'])).out)));
    await sending.store.json(['sender', 'renew', '--phone-number-id', number.phoneNumberId, '--access-token-file',
      simulator.tokenFile(`${simulator.accessToken}-renewed`)]);
    assert.equal((await waits).data.queued, false);
    assert.ok(await sending.isQuiet());
  });
});

test(`kill -9 during ${count} sends`, async (t) => {
  const simulator = await Simulator.start();
  await simulator.set({ ...calm, lost_answer: 0.02, half_answer: 0.01, repeat: 0.1, reorder: 300, batch: 20, answer_after: '0..10' });
  const sending = await Sending.start(simulator);
  const dice = chance(seed);
  let next = 0, done = 0, kills = 0;
  const texts = [];
  const clients = Array.from({ length: 32 }, async () => {
    for (let i = next++; i < count; i = next++) {
      await sending.chatSurely(personOf(i, Math.max(60, Math.ceil(count / 20))), `kill ${i}`);
      texts.push(`kill ${i}`);
      ++done;
    }
  });
  const killing = (async () => {
    while (done < count) {
      await sleep(100 + dice.below(Math.min(5000, 400 + count / 20)));
      if (done >= count) break;
      await sending.kill();
      ++kills;
    }
  })();
  await Promise.all([...clients, killing]);
  assert.ok(await sending.isQuiet(90_000 + count * 2));
  // What was leased and not yet written when the server was killed is not sent again, and Meta has nothing to tell of it.
  const isLocal = ({ messageId }) => !messageId.startsWith('wamid.');
  const figures = await sending.check(texts, { mayBeUnknown: isLocal });
  t.diagnostic(`${figures.sent} sends, ${kills} kills, ${figures.accepted} at Meta once each, ${figures.ended} of known fate`);
  assert.ok(kills > 0, 'it was never killed');
  assert.ok(figures.accepted >= count - kills * 128, 'more are unknown than can have been under way');
  await sending.stop();
  await simulator.stop();
});

test('two servers on one store send each message once', { skip: engine !== 'postgres' }, async () => {
  const simulator = await Simulator.start();
  await simulator.set({ ...calm, lost_answer: 0.05, repeat: 0.2, reorder: 300, batch: 20 });
  const sending = await Sending.start(simulator, { servers: 2 });
  const texts = Array.from({ length: 300 }, (_, i) => `both ${i}`);
  await Promise.all(texts.map((text, i) => sending.chatSurely(personOf(i), text, { i: i % 2 })));
  assert.ok(await sending.isQuiet());
  const { accepted } = await sending.check(texts);
  assert.equal(accepted, 300);
  await sending.stop();
  await simulator.stop();
});
