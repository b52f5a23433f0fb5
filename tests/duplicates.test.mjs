// Meta repeats itself, at once and later: what came twice is there once, and what came once is not lost.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { contact, echo, echoes, history, messages, newWamid, number, status, statuses, text } from './lib/meta.mjs';
import { Site } from './lib/parley.mjs';
import { chance } from './lib/chance.mjs';
import { wireForm } from './lib/wire.mjs';

let site, client, token;
before(async () => {
  site = await Site.start();
  ({ client, token } = site);
});
after(() => site.stop());

const rowOf = async (phone) => {
  const rows = await client.conversations(token, `?mobileNumber=${phone}`);
  assert.equal(rows.length, 1, 'one conversation');
  return rows[0];
};
const contentsOf = async (phone) => {
  const list = await client.messages(token, (await rowOf(phone)).conversationId);
  return list.map(({ messageContent }) => messageContent).sort();
};

test('64 at once of one body: one message', async () => {
  const body = messages([text('once', { from: '4477001001' })], { contacts: [contact('Ann', '4477001001')] });
  const replies = await Promise.all(Array.from({ length: 64 }, () => client.post(body)));
  assert.ok(replies.every(({ status: code }) => code === 200));
  const row = await rowOf('4477001001');
  assert.deepEqual([row.totalMessages, row.unreadCount], [1, 1]);
  assert.deepEqual(await contentsOf('4477001001'), ['once']);
  const { deliveries } = await site.store.json(['stats']);
  assert.equal(deliveries, 1, 'equal bytes are kept once');
});

test('64 at once of one message in different bodies: one message', async () => {
  const one = text('in company', { from: '4477001002' });
  const bodies = Array.from({ length: 64 }, (_, i) => messages([one, text(`other ${i}`, { from: '4477001003' })]));
  await Promise.all(bodies.map((body) => client.post(body)));
  assert.deepEqual(await contentsOf('4477001002'), ['in company']);
  assert.equal((await rowOf('4477001003')).totalMessages, 64);
});

test('ten messages of a new person at once: one conversation, exact counts', async () => {
  for (let round = 0; round < 5; ++round) {
    const from = `447700200${round}`;
    await Promise.all(Array.from({ length: 10 }, (_, i) =>
      client.post(messages([text(`m${i}`, { from })], { contacts: [contact('New', from)] }))));
    const row = await rowOf(from);
    assert.deepEqual([row.totalMessages, row.unreadCount], [10, 10]);
    assert.equal((await contentsOf(from)).length, 10);
  }
});

test('1,000 messages with 30 % repeated at random: each once', async () => {
  const dice = chance(7);
  const people = Array.from({ length: 20 }, (_, i) => `44770030${String(i).padStart(2, '0')}`);
  const bodies = Array.from({ length: 1000 }, (_, i) =>
    wireForm(messages([text(`n${i}`, { from: people[i % 20], at: 1_739_400_000 + Math.floor(i / 50) })])));
  const sent = bodies.flatMap((body, i) => (dice.below(10) < 3 ? [body, bodies[dice.below(i + 1)]] : [body]));
  for (let i = 0; i < sent.length; i += 50) {
    const replies = await Promise.all(sent.slice(i, i + 50).map((body) => client.postBytes(body)));
    assert.ok(replies.every(({ status: code }) => code === 200));
  }
  for (const [i, phone] of people.entries()) {
    const wanted = Array.from({ length: 50 }, (_, k) => `n${k * 20 + i}`).sort();
    assert.deepEqual(await contentsOf(phone), wanted);
    const row = await rowOf(phone);
    assert.deepEqual([row.totalMessages, row.unreadCount], [50, 50]);
  }
});

test('equal text under two ids is two messages', async () => {
  const from = '4477004001';
  await client.post(messages([text('same', { from, at: 1_739_321_024 }), text('same', { from, at: 1_739_321_024 })]));
  assert.deepEqual(await contentsOf(from), ['same', 'same']);
});

test('one id twice in one body is one message', async () => {
  const one = text('double', { from: '4477004002' });
  await client.post(messages([one, one]));
  const row = await rowOf('4477004002');
  assert.deepEqual([row.totalMessages, row.unreadCount], [1, 1]);
});

test('one id for two of our numbers is two messages', async () => {
  const ours = { phoneNumberId: '2', phone: '16315558152', waba: '1' };
  await site.store.addSender({ org: site.organization.id, ...ours });
  const one = text('to both', { from: '4477004003' });
  await client.post(messages([one]));
  await client.post(messages([one], { ours }));
  for (const sender of [number.phone, ours.phone]) {
    const rows = await client.conversations(token, `?mobileNumber=4477004003&senderId=${sender}`);
    assert.deepEqual(rows.map(({ totalMessages }) => totalMessages), [1], sender);
  }
});

test('one id as echo and as history, in both orders, and as status: one message', async () => {
  for (const [i, order] of [[0, [0, 1, 2]], [1, [2, 1, 0]], [2, [1, 0, 2, 1, 0]]]) {
    const to = `447700500${i}`;
    const id = newWamid();
    const bodies = [
      echoes([echo('written in the app', { id, to })]),
      history([{ id: to, messages: [{ ...echo('imported', { id, to }), history_context: { status: 'READ' } }] }]),
      statuses([status(id, 'delivered', { to })]),
    ];
    for (const place of order) await client.post(bodies[place]);
    const row = await rowOf(to);
    assert.deepEqual([row.totalMessages, row.unreadCount, row.lastMessageContent], [1, 0, 'written in the app']);
    const [message] = await client.messages(token, row.conversationId);
    assert.equal(message.status, 'read');
  }
});

test('one id live and imported, in both orders: one message, live, unread', async () => {
  for (const [i, order] of [[0, [0, 1]], [1, [1, 0]], [2, [1, 1, 0, 0, 1]]]) {
    const from = `447700600${i}`;
    const id = newWamid();
    const bodies = [
      messages([text('as it was', { id, from })]),
      history([{ id: from, messages: [text('as imported', { id, from })] }]),
    ];
    for (const place of order) await client.post(bodies[place]);
    const row = await rowOf(from);
    assert.deepEqual([row.totalMessages, row.unreadCount, row.lastMessageContent], [1, 1, 'as it was'], String(order));
  }
});

test('counters are what the lists hold', async () => {
  const stats = await site.store.json(['stats']);
  let total = 0, conversations = 0;
  for (const sender of [number.phone, '16315558152']) {
    for (const row of await client.conversations(token, `?limit=200&senderId=${sender}`)) {
      const list = await client.messages(token, row.conversationId, `senderId=${sender}`);
      assert.equal(list.length, row.totalMessages);
      total += list.length;
      conversations += 1;
    }
  }
  assert.deepEqual([stats.messages, stats.conversations], [total, conversations]);
});
