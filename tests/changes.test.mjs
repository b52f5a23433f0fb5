// What is told about a message beside it: edits, revocations, reactions, imports, echoes. In any order, and by whom.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { delivery, echo, echoes, history, messages, newWamid, number, text } from './lib/meta.mjs';
import { Site } from './lib/parley.mjs';
import { wireForm } from './lib/wire.mjs';

const base = 1_780_000_000;
let site, client, token;
before(async () => {
  site = await Site.start();
  ({ client, token } = site);
});
after(() => site.stop());

let people = 0;
const newPhone = () => `1650800${1000 + ++people}`;
function permutations(list) {
  if (list.length < 2) return [list];
  return list.flatMap((first, i) =>
    permutations([...list.slice(0, i), ...list.slice(i + 1)]).map((rest) => [first, ...rest]));
}
const isoOf = (second) => new Date(second * 1000).toISOString();

// What is listed of a person once all of `make(phone)` is told, in that order; what comes again comes in other bytes.
async function outcome(make, order) {
  const phone = newPhone();
  const bodies = make(phone).map(wireForm);
  for (const [turn, i] of [...(order ?? bodies.keys())].entries()) {
    assert.equal((await client.postBytes(bodies[i] + ' '.repeat(turn))).status, 200);
  }
  const rows = await client.conversations(token, `?mobileNumber=${phone}`);
  assert.equal(rows.length, 1);
  const list = await client.messages(token, rows[0].conversationId);
  return { row: rows[0], list, shown: list.map(({ messageContent }) => messageContent) };
}
// The same for all orders of them, each told twice; it must not depend on the order.
async function outcomeOfAll(make) {
  const bare = ({ row, list }) => {
    const { conversationId: _, contactPhone: __, lastMessageId: ___, ...conversation } = row;
    return { conversation, list: list.map(({ messageId, fromPhone, toPhone, ...rest }) => rest) };
  };
  const places = [...make('1').keys()];
  const found = await outcome(make);
  for (const order of permutations(places)) {
    assert.deepEqual(bare(await outcome(make, [...order, ...order])), bare(found), `order ${order}`);
  }
  return found;
}

// An inbound message, edits and the like of it; ids are fresh with each call of `story`.
const story = (tell) => (phone) => {
  const id = newWamid();
  const about = (type, members, { at = base + 10, ours = false, own = newWamid() } = {}) => {
    const one = { from: ours ? number.phone : phone, ...(ours && { to: phone }), id: own, timestamp: String(at), type,
      [type]: members };
    return ours ? echoes([one]) : messages([one]);
  };
  return tell({
    phone, id,
    message: (body = 'as it was', more = {}) => messages([text(body, { id, from: phone, at: base, ...more })]),
    ours: (body = 'as it was') => echoes([echo(body, { id, to: phone, at: base })]),
    edit: (body, options) => about('edit', { original_message_id: id,
      message: { type: 'text', text: { body }, context: { id: 'M0' } } }, options),
    revoke: (options) => about('revoke', { original_message_id: id }, options),
    react: (emoji, options) => about('reaction', { message_id: id, ...(emoji !== undefined && { emoji }) }, options),
  });
};

describe('edits', () => {
  test('the newest counts, before and after the message and each other', async () => {
    const { shown, row } = await outcomeOfAll(story(({ message, edit }) =>
      [message(), edit('first', { at: base + 10 }), edit('second', { at: base + 20 })]));
    assert.deepEqual(shown, ['second']);
    assert.deepEqual([row.lastMessageContent, row.totalMessages, row.unreadCount], ['second', 1, 1]);
    assert.equal(row.updatedAt, isoOf(base + 20));
    assert.equal(row.lastMessageAt, isoOf(base));
  });
  test('of one second the same counts', async () => {
    const { shown } = await outcomeOfAll(story(({ message, edit, id }) =>
      [message(), edit('b', { own: `${id}2` }), edit('a', { own: `${id}1` })]));
    assert.deepEqual(shown, ['b']);
  });
  test('by the other side do nothing', async () => {
    const { shown } = await outcomeOfAll(story(({ message, edit }) => [message(), edit('forged', { ours: true })]));
    assert.deepEqual(shown, ['as it was']);
    const other = await outcomeOfAll(story(({ ours, edit }) => [ours(), edit('forged')]));
    assert.deepEqual(other.shown, ['as it was']);
  });
  test('of ours by us count', async () => {
    const { shown, row } = await outcomeOfAll(story(({ ours, edit }) => [ours(), edit('mended', { ours: true })]));
    assert.deepEqual(shown, ['mended']);
    assert.deepEqual([row.lastMessageContent, row.unreadCount], ['mended', 0]);
  });
  test('are found by what they say, not by what they replaced', async () => {
    const { row } = await outcome(story(({ message, edit }) => [message('teh end'), edit('the end')]));
    const found = (query) => client.messages(token, row.conversationId, `search=${query}`);
    assert.equal((await found('the')).length, 1);
    assert.equal((await found('teh')).length, 0);
  });
  test('of media change the caption and keep the file', async () => {
    const phone = newPhone(), id = newWamid();
    const image = { id: '7', mime_type: 'image/png', sha256: 'x' };
    await client.post(messages([{ from: phone, id, timestamp: String(base), type: 'image', image: { ...image, caption: 'teh' } }]));
    await client.post(messages([{ from: phone, id: newWamid(), timestamp: String(base + 5), type: 'edit',
      edit: { original_message_id: id, message: { type: 'image', image: { ...image, caption: 'the' } } } }]));
    const [row] = await client.conversations(token, `?mobileNumber=${phone}`);
    const [shown] = await client.messages(token, row.conversationId);
    assert.deepEqual([shown.messageType, shown.mediaMimeType, shown.mediaCaption], ['image', 'image/png', 'the']);
    assert.equal(row.lastMessageContent, 'the');
  });
});

describe('revocations', () => {
  test('hide the text for good, whatever is told after and before', async () => {
    const { list, row } = await outcomeOfAll(story(({ message, edit, revoke }) =>
      [message(), revoke({ at: base + 10 }), edit('later', { at: base + 20 })]));
    assert.deepEqual([list[0].messageType, list[0].messageContent], ['text', null]);
    assert.deepEqual([row.lastMessageContent, row.lastMessageType, row.totalMessages], [null, 'text', 1]);
  });
  test('leave nothing to be found or shown of media', async () => {
    const phone = newPhone(), id = newWamid();
    await client.post(messages([{ from: phone, id: newWamid(), timestamp: String(base + 5), type: 'revoke',
      revoke: { original_message_id: id } }]));
    await client.post(messages([{ from: phone, id, timestamp: String(base), type: 'document', document: { id: '7',
      mime_type: 'application/pdf', sha256: 'x', filename: 'secret.pdf', caption: 'secret', url: 'https://x.test/secret' } }]));
    const [row] = await client.conversations(token, `?mobileNumber=${phone}`);
    const reply = await client.get(`/api/v2/reports/conversations/${row.conversationId}/messages`, token);
    assert.ok(!reply.text.includes('secret'));
    assert.equal(row.lastMessageContent, null);
    assert.deepEqual(await client.conversations(token, '?search=secret'), []);
  });
  test('by the other side do nothing', async () => {
    assert.deepEqual((await outcomeOfAll(story(({ message, revoke }) => [message(), revoke({ ours: true })]))).shown, ['as it was']);
    assert.deepEqual((await outcomeOfAll(story(({ ours, revoke }) => [ours(), revoke()]))).shown, ['as it was']);
    assert.deepEqual((await outcomeOfAll(story(({ ours, revoke }) => [ours(), revoke({ ours: true })]))).shown, [null]);
  });
  test('may leave the person out', async () => {
    const { shown } = await outcome(story(({ message, id }) => [message(),
      messages([{ id: newWamid(), timestamp: String(base + 5), type: 'revoke', revoke: { original_message_id: id } }])]));
    assert.deepEqual(shown, [null]);
  });
});

describe('reactions', () => {
  test('are no lines, in any order with their target, changed and taken back in both spellings', async () => {
    for (const gone of ['', undefined]) {
      const { row, shown } = await outcomeOfAll(story(({ message, react }) =>
        [message(), react('👍', { at: base + 10 }), react(gone, { at: base + 20 })]));
      assert.deepEqual(shown, ['as it was']);
      assert.deepEqual([row.totalMessages, row.unreadCount, row.lastMessageContent], [1, 1, 'as it was']);
      assert.equal(row.updatedAt, isoOf(base + 20));
    }
  });
  test('of ours to theirs and of theirs to ours change no text', async () => {
    const { shown } = await outcomeOfAll(story(({ message, react }) => [message(), react('❤️', { ours: true }), react('👍')]));
    assert.deepEqual(shown, ['as it was']);
  });
  test('to what nobody knows list nothing', async () => {
    const phone = newPhone();
    await client.post(messages([{ from: phone, id: newWamid(), timestamp: String(base), type: 'reaction',
      reaction: { message_id: newWamid(), emoji: '👍' } }]));
    assert.deepEqual(await client.conversations(token, `?mobileNumber=${phone}`), []);
  });
});

describe('imports', () => {
  const thread = (phone, list, more) => history([{ id: phone, messages: list }], more);
  test('are read, keep their time and their side, and are no news', async () => {
    const { row, list } = await outcome((phone) => [thread(phone, [
      { ...text('theirs', { from: phone, at: base - 86_400 }), history_context: { status: 'READ' } },
      { from: number.phone, to: phone, ...echo('ours', { to: phone, at: base - 3600 }), history_context: { status: 'DELIVERED' } },
    ])]);
    assert.deepEqual(list.map(({ messageContent, direction, timestamp, isRead, status }) =>
      [messageContent, direction, timestamp, isRead, status]), [
      ['ours', 'outbound', isoOf(base - 3600), false, 'delivered'], ['theirs', 'inbound', isoOf(base - 86_400), true, 'read']]);
    assert.deepEqual([row.unreadCount, row.totalMessages, row.createdAt], [0, 2, isoOf(base - 86_400)]);
  });
  test('leave what is unread unread, in any order', async () => {
    const { row } = await outcomeOfAll((phone) => [
      messages([text('live', { from: phone, id: `wamid.live-${phone}`, at: base })]),
      thread(phone, [text('older', { from: phone, id: `wamid.older-${phone}`, at: base - 50 })]),
      thread(phone, [text('newer', { from: phone, id: `wamid.newer-${phone}`, at: base + 50 })]),
    ]);
    assert.deepEqual([row.unreadCount, row.totalMessages, row.lastMessageContent], [1, 3, 'newer']);
  });
  test('put media in its place, in both orders', async () => {
    const { row, list } = await outcomeOfAll((phone) => {
      const id = `wamid.medium-${phone}`;
      const at = String(base);
      return [
        thread(phone, [{ from: phone, id, timestamp: at, type: 'media_placeholder', history_context: { status: 'READ' } }]),
        delivery({ messages: [{ from: phone, id, timestamp: at, type: 'image',
          image: { id: '77', mime_type: 'image/png', sha256: 'ff', caption: 'the sea' } }] }, { field: 'history' }),
      ];
    });
    assert.deepEqual([list[0].messageType, list[0].mediaMimeType, list[0].mediaCaption], ['image', 'image/png', 'the sea']);
    assert.deepEqual([row.totalMessages, row.unreadCount, row.lastMessageContent], [1, 0, 'the sea']);
  });
  test('put media of ours in its place, in both orders', async () => {
    const { list } = await outcomeOfAll((phone) => {
      const head = { from: number.phone, to: phone, id: `wamid.own-${phone}`, timestamp: String(base) };
      return [
        thread(phone, [{ ...head, type: 'media_placeholder', history_context: { status: 'READ' } }]),
        delivery({ message_echoes: [{ ...head, type: 'image', image: { id: '77', mime_type: 'image/png' } }] }, { field: 'history' }),
      ];
    });
    assert.deepEqual([list[0].messageType, list[0].direction, list[0].status], ['image', 'outbound', 'read']);
  });
  test('fill what a live message left out, and change nothing of it', async () => {
    const { list, row } = await outcomeOfAll((phone) => {
      const id = `wamid.both-${phone}`;
      return [
        messages([text('as it was', { from: phone, id, at: base })]),
        thread(phone, [text('as imported', { from: phone, id, at: base })]),
        echoes([echo('an echo of it', { id: newWamid(), to: phone, at: base - 1 })]),
      ];
    });
    assert.deepEqual(list.map(({ messageContent }) => messageContent), ['as it was', 'an echo of it']);
    assert.equal(row.unreadCount, 1);
  });
  test('of threads without a number, of chunks without threads, and refused ones', async () => {
    const id = 'US.77001';
    await client.post(history([{ context: { user_id: id, username: '@ida' }, messages: [
      { from_user_id: id, id: newWamid(), timestamp: String(base), type: 'text', text: { body: 'of an id' } },
      { from: number.phone, id: newWamid(), timestamp: String(base + 1), type: 'text', text: { body: 'to an id' } }] }]));
    const rows = (await client.conversations(token, '?search=to%20an%20id'));
    assert.deepEqual(rows.map(({ contactPhone, totalMessages }) => [contactPhone, totalMessages]), [[id, 2]]);
    const phone = newPhone();
    const odd = [
      { history: [{ messages: [text('no thread', { from: phone })] }] }, { history: 'text' }, { history: [] },
      { history: [{ errors: [{ code: 2593109, title: 'declined' }] }] }, { error_code: 2593109 },
    ];
    for (const members of odd) assert.equal((await client.post(delivery(members, { field: 'history' }))).status, 200);
    const [row] = await client.conversations(token, `?mobileNumber=${phone}`);
    assert.deepEqual([row.lastMessageContent, row.unreadCount], ['no thread', 0]);
  });
});

describe('echoes', () => {
  test('make a conversation, are sent, and are no news', async () => {
    const { row, list } = await outcome((phone) => [echoes([echo('from the app', { to: phone, at: base })])]);
    assert.deepEqual([row.totalMessages, row.unreadCount, row.lastMessageDirection, list[0].status],
      [1, 0, 'outbound', 'sent']);
  });
  test('leave what is unread unread', async () => {
    const { row } = await outcomeOfAll((phone) => [
      messages([text('a question', { from: phone, id: `wamid.q-${phone}`, at: base })]),
      echoes([echo('an answer', { to: phone, id: `wamid.a-${phone}`, at: base + 5 })])]);
    assert.deepEqual([row.unreadCount, row.lastMessageDirection], [1, 'outbound']);
  });
  test('are ours under either name, in either field', async () => {
    for (const [field, key] of [['smb_message_echoes', 'messages'], ['messages', 'message_echoes'],
      ['message_echoes', 'message_echoes'], ['messages', 'messages']]) {
      const { list } = await outcome((phone) => [delivery({ [key]: [echo('ours', { to: phone })] }, { field })]);
      assert.equal(list[0].direction, 'outbound', `${key} in ${field}`);
    }
  });
});

describe('late and repeated', () => {
  test('three days late: in the past, and yet unread', async () => {
    const phone = newPhone();
    for (let i = 0; i < 3; ++i) {
      await client.post(messages([text(`today ${i}`, { from: phone, at: base + i })]));
    }
    const at = base - 3 * 86_400;
    await client.post(messages([text('three days ago', { from: phone, at })]));
    const [row] = await client.conversations(token, `?mobileNumber=${phone}`);
    assert.deepEqual([row.unreadCount, row.totalMessages, row.lastMessageContent], [4, 4, 'today 2']);
    assert.deepEqual([row.createdAt, row.lastMessageAt, row.updatedAt], [isoOf(at), isoOf(base + 2), isoOf(base + 2)]);
    const list = await client.messages(token, row.conversationId);
    assert.deepEqual([list.at(-1).messageContent, list.at(-1).timestamp], ['three days ago', isoOf(at)]);
  });
  test('a message of 20 numbered ones in a shuffle of deliveries stands in its place', async () => {
    const phone = newPhone();
    const places = Array.from({ length: 20 }, (_, i) => (i * 7) % 20);
    await Promise.all(places.map((i) => client.post(messages([text(`n${i}`, { from: phone, at: base + i })]))));
    const [{ conversationId }] = await client.conversations(token, `?mobileNumber=${phone}`);
    const list = await client.messages(token, conversationId, 'sortOrder=ASC');
    assert.deepEqual(list.map(({ messageContent }) => messageContent), Array.from({ length: 20 }, (_, i) => `n${i}`));
  });
});
