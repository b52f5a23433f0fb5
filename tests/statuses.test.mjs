// Statuses: what they amount to does not depend on when and how often they come.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { delivery, echo, echoes, messages, newWamid, number, status, statuses, text } from './lib/meta.mjs';
import { Site } from './lib/parley.mjs';

const failure = [{ code: 131026, title: 'Message undeliverable', error_data: { details: 'Receiver is incapable' } }];
const base = 1_739_321_000;
let site;
before(async () => {
  site = await Site.start();
});
after(() => site.stop());

function permutations(list) {
  if (list.length < 2) return [list];
  return list.flatMap((first, i) => permutations(list.toSpliced ? list.toSpliced(i, 1)
    : [...list.slice(0, i), ...list.slice(i + 1)]).map((rest) => [first, ...rest]));
}
const pad = (n) => String(n).padStart(4, '0');
const newPerson = (() => {
  let count = 0;
  return () => `4477009${pad(++count)}`;
})();

// Tells `told` of a message of ours, itself at place `at` among them; what is listed then, without what is its own.
async function outcome(told, at = 0, make = (id, to) => echoes([echo('x', { id, to, at: base })])) {
  const id = newWamid();
  const to = newPerson();
  const bodies = told.map((one) => statuses([status(id, one.word, { to, ...one })].map(({ word: _, ...rest }) => rest)));
  bodies.splice(at, 0, make(id, to));
  for (const body of bodies) assert.equal((await site.client.post(body)).status, 200);
  const [row] = await site.client.conversations(site.token, `?mobileNumber=${to}`);
  const [message, ...others] = await site.client.messages(site.token, row.conversationId);
  assert.deepEqual(others, []);
  assert.equal(message.messageId, id);
  const { conversationId: _, contactPhone: __, lastMessageId: ___, ...conversation } = row;
  const { messageId, toPhone, fromPhone, ...rest } = message;
  return { ...rest, conversation };
}

const sent = { word: 'sent', at: base + 1 };
const delivered = { word: 'delivered', at: base + 2 };
const read = { word: 'read', at: base + 3 };
const failed = { word: 'failed', at: base + 4, errors: failure };
const shown = async (...told) => {
  const { status: word, errorMessage } = await outcome(told);
  return [word, errorMessage];
};

test('all orders of sent, delivered, read and failed, before and after the message, with repeats: one outcome', async () => {
  const told = [sent, delivered, read, failed];
  const wanted = await outcome(told);
  assert.equal(wanted.status, 'read');
  assert.equal(wanted.errorMessage, null);
  for (const order of permutations(told)) {
    const name = order.map(({ word }) => word).join(' ');
    for (const at of [0, 2, 4]) assert.deepEqual(await outcome(order, at), wanted, `${name}, message at ${at}`);
    assert.deepEqual(await outcome([...order, ...order], 3), wanted, `${name}, twice`);
  }
});

test('all orders of each smaller set: one outcome each', async () => {
  for (const told of [[sent, delivered], [sent, failed], [delivered, failed], [sent, read], [sent, delivered, failed]]) {
    const wanted = await outcome(told);
    for (const order of permutations(told)) {
      for (const at of [0, 1, order.length]) {
        assert.deepEqual(await outcome(order, at), wanted, `${order.map(({ word }) => word)}, message at ${at}`);
      }
    }
  }
});

describe('what they amount to', () => {
  test('nothing, sent, delivered, read, played', async () => {
    assert.equal((await outcome([])).status, 'sent', 'an echo was sent');
    assert.deepEqual(await shown(sent), ['sent', null]);
    assert.deepEqual(await shown(sent, delivered), ['delivered', null]);
    assert.deepEqual(await shown(read), ['read', null], 'read without delivered');
    assert.deepEqual(await shown({ word: 'played', at: base + 9 }), ['read', null]);
  });
  test('failed keeps its error', async () => {
    assert.deepEqual(await shown(failed), ['failed', 'Receiver is incapable']);
    assert.deepEqual(await shown(failed, sent), ['failed', 'Receiver is incapable'], 'a late sent does not clear it');
    assert.deepEqual(await shown({ word: 'failed', at: base, errors: [{ code: 1, title: 'Only a title' }] }),
      ['failed', 'Only a title']);
    assert.deepEqual(await shown({ word: 'failed', at: base }), ['failed', null]);
  });
  test('delivered after failed lifts it, failed after delivered does not lower it', async () => {
    assert.deepEqual(await shown(failed, delivered), ['delivered', null]);
    assert.deepEqual(await shown(delivered, failed), ['delivered', null]);
  });
  test('read that is 100 days older than its sent is read', async () => {
    assert.equal((await outcome([sent, { word: 'read', at: base - 100 * 86_400 }])).status, 'read');
  });
  test('deleted, warning and words nobody has heard of do not count', async () => {
    for (const word of ['deleted', 'warning', 'teleported']) {
      assert.deepEqual(await shown(sent, { word, at: base + 5 }), ['sent', null], word);
    }
  });
  test('payments and calls have statuses of their own', async () => {
    for (const type of ['payment', 'call']) {
      assert.deepEqual(await shown(sent, { word: 'failed', type, at: base + 5, errors: failure }), ['sent', null], type);
      assert.deepEqual(await shown(sent, { word: 'pending', type, at: base + 5 }), ['sent', null], type);
    }
    const id = newWamid();
    const to = newPerson();
    await site.client.post(echoes([echo('x', { id, to })]));
    await site.client.post(delivery({ statuses: [{ ...status(id, 'failed', { to }), type: 'call' }] }, { field: 'calls' }));
    const [row] = await site.client.conversations(site.token, `?mobileNumber=${to}`);
    assert.equal((await site.client.messages(site.token, row.conversationId))[0].status, 'sent');
  });
  test('of what a person sent us they change nothing', async () => {
    const inbound = (id, to) => messages([text('x', { id, from: to, at: base })]);
    const plain = await outcome([], 0, inbound);
    for (const told of [[read], [failed], [sent, delivered, read, failed]]) {
      for (const at of [0, told.length]) assert.deepEqual(await outcome(told, at, inbound), plain);
    }
    assert.equal(plain.status, 'delivered');
    assert.equal(plain.isRead, false);
  });
  const thread = (word) => (id, to) => delivery({ history: [{ metadata: { phase: 0, chunk_order: 1, progress: 1 },
    threads: [{ id: to, messages: [{ from: number.phone, to, id, timestamp: String(base), type: 'text',
      text: { body: 'x' }, history_context: { status: word } }] }] }] }, { field: 'history' });
  test('imported words count like told ones, in any order', async () => {
    assert.equal((await outcome([], 0, thread('READ'))).status, 'read');
    assert.equal((await outcome([], 0, thread('ERROR'))).status, 'failed');
    const wanted = await outcome([delivered], 0, thread('SENT'));
    assert.equal(wanted.status, 'delivered');
    assert.deepEqual(await outcome([delivered], 1, thread('SENT')), wanted);
    assert.equal((await outcome([sent], 1, thread('READ'))).status, 'read');
  });
  test('an imported PENDING is pending', async () => {
    assert.equal((await outcome([], 0, thread('PENDING'))).status, 'pending');
  });
});

test('a status alone lists nothing', async () => {
  const to = newPerson();
  const known = await site.store.json(['stats']);
  await site.client.post(statuses([status(newWamid(), 'read', { to })]));
  assert.deepEqual(await site.client.conversations(site.token, `?mobileNumber=${to}`), []);
  const now = await site.store.json(['stats']);
  assert.deepEqual([now.messages, now.conversations], [known.messages, known.conversations]);
});
