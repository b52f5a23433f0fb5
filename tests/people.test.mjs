// Who is one person: numbers in all national spellings, ids without a number, numbers and ids that change.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { contact, delivery, echo, echoes, messages, newWamid, number, statuses, status, text } from './lib/meta.mjs';
import { Site } from './lib/parley.mjs';

const base = 1_780_000_000;
let site, client, token;
before(async () => {
  site = await Site.start();
  ({ client, token } = site);
});
after(() => site.stop());

const post = async (...bodies) => {
  for (const body of bodies) assert.equal((await client.post(body)).status, 200);
};
// The conversation in which that message stands, by its text; it must be in one only.
const rowWith = async (word) => {
  const rows = [];
  for (const row of await client.conversations(token, '?limit=200')) {
    const list = await client.messages(token, row.conversationId);
    if (list.some(({ messageContent }) => messageContent === word)) rows.push({ ...row, list });
  }
  assert.equal(rows.length, 1, `conversations that hold ${word}`);
  return rows[0];
};
const wordsOf = ({ list }) => list.map(({ messageContent }) => messageContent).sort();
let people = 0;
const newId = () => `US.${1000 + ++people}`;
const newPhone = () => `1650700${1000 + ++people}`;
const byId = (user_id, body, { at = base, ...more } = {}) =>
  ({ from_user_id: user_id, id: newWamid(), timestamp: String(at), type: 'text', text: { body }, ...more });
const system = (at, members, more = {}) => messages([{ id: newWamid(), timestamp: String(at), type: 'system',
  system: { body: 'x', ...members }, ...more }]);

describe('national spellings of one number', () => {
  const variants = {
    'Brazil with and without the ninth digit': ['5511987654321', '551187654321'],
    'Brazil, a mobile that starts with 6': ['5585961234567', '558561234567'],
    'Mexico with and without 1': ['5215512345678', '525512345678'],
    'Argentina with and without 9': ['5491123456789', '541123456789'],
  };
  for (const [name, [long, short]] of Object.entries(variants)) {
    for (const [one, other] of [[long, short], [short, long]]) {
      test(`${name}: ${one}, then ${other}`, async () => {
        const fresh = await Site.start();
        try {
          const told = [
            messages([text('one', { from: one, at: base })], { contacts: [contact('Ann', other)] }),
            echoes([echo('two', { to: other, at: base + 1 })]),
            messages([text('three', { from: other, at: base + 2 })], { contacts: [contact('Ann', one)] }),
          ];
          for (const body of told) assert.equal((await fresh.client.post(body)).status, 200);
          const rows = await fresh.client.conversations(fresh.token);
          assert.equal(rows.length, 1);
          const [{ contactName, totalMessages, unreadCount, contactPhone }] = rows;
          assert.deepEqual([contactName, totalMessages, unreadCount], ['Ann', 3, 2]);
          assert.ok([one, other].includes(contactPhone), 'no spelling that nobody used');
        } finally {
          await fresh.stop();
        }
      });
    }
  }
  test('landlines and other countries keep their digits', async () => {
    const phones = ['551132345678', '5511932345678', '521551234567', '5481123456789', '4915112345678', '491511234567'];
    for (const phone of phones) await post(messages([text(`of ${phone}`, { from: phone })]));
    for (const phone of phones) {
      const row = await rowWith(`of ${phone}`);
      assert.deepEqual([row.contactPhone, row.totalMessages], [phone, 1]);
      assert.equal((await client.conversations(token, `?mobileNumber=${phone}`)).length, 1);
    }
  });
});

describe('a person without a number', () => {
  test('is known by the id', async () => {
    const id = newId();
    await post(messages([byId(id, 'first')], { contacts: [{ profile: { name: 'Nina' }, user_id: id }] }),
      messages([byId(id, 'second', { at: base + 1 })]));
    const row = await rowWith('first');
    assert.deepEqual([row.contactPhone, row.contactName, row.totalMessages, row.unreadCount], [id, 'Nina', 2, 2]);
    assert.deepEqual(row.list.map(({ fromPhone, toPhone }) => [fromPhone, toPhone]), Array(2).fill([id, number.phone]));
  });
  test('whose message names nobody is the only contact', async () => {
    const id = newId();
    const { from_user_id: _, ...nameless } = byId(id, 'nameless');
    await post(messages([nameless], { contacts: [{ profile: { name: 'Nora' }, user_id: id }] }));
    assert.equal((await rowWith('nameless')).contactPhone, id);
  });
  test('whose message and contacts name nobody waits among what failed', async () => {
    const before = (await site.store.json(['deliveries', '--failed'])).length;
    const { from_user_id: _, ...nameless } = byId('', 'of nobody');
    await post(messages([nameless]), messages([{ ...nameless, id: newWamid() }],
      { contacts: [contact('A', newPhone()), contact('B', newPhone())] }));
    const failed = await site.store.json(['deliveries', '--failed']);
    assert.equal(failed.length, before + 2);
    assert.match(failed.at(-1).reason, /names nobody/);
  });
  test('is an id also where it stands in "from" and "wa_id"', async () => {
    const id = newId();
    await post(messages([text('id in from', { from: id })], { contacts: [contact('Ida', id)] }),
      messages([byId(id, 'id in its place')]));
    const row = await rowWith('id in from');
    assert.deepEqual([row.contactPhone, row.contactName, wordsOf(row).length], [id, 'Ida', 2]);
  });
  test('may have an id that is like no id, or a number that is none', async () => {
    await post(messages([byId('foo_bar', 'foo')]), messages([text('bla', { from: 'bla' })]));
    assert.equal((await rowWith('foo')).contactPhone, 'foo_bar');
    assert.equal((await rowWith('bla')).contactPhone, 'bla');
  });
  test('gets the conversation of the number once both are seen together, in any order', async () => {
    for (const order of [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]) {
      const id = newId(), phone = newPhone(), mark = order.join('') + id;
      const told = [
        messages([byId(id, `hidden ${mark}`)]),
        messages([text(`shown ${mark}`, { from: phone, at: base + 5 })]),
        messages([text(`both ${mark}`, { from: phone, from_user_id: id, at: base + 9 })]),
      ];
      await post(...order.map((i) => told[i]));
      const row = await rowWith(`hidden ${mark}`);
      assert.deepEqual(wordsOf(row), [`both ${mark}`, `hidden ${mark}`, `shown ${mark}`]);
      assert.deepEqual([row.contactPhone, row.totalMessages, row.unreadCount], [phone, 3, 3]);
    }
  });
  test('keeps the earlier numbers of its conversation working after that', async () => {
    const id = newId(), phone = newPhone();
    await post(messages([byId(id, `early ${id}`)]));
    const { conversationId: ofId } = await rowWith(`early ${id}`);
    await post(messages([text(`late ${id}`, { from: phone, at: base - 50 })]));
    const { conversationId: ofPhone } = await rowWith(`late ${id}`);
    assert.notEqual(ofId, ofPhone);
    await post(messages([text(`both ${id}`, { from: phone, from_user_id: id, at: base + 5 })]));
    const { conversationId: now } = await rowWith(`both ${id}`);
    for (const old of [ofId, ofPhone]) {
      const { data } = await client.whats91(`/${old}`, token);
      assert.deepEqual([data.conversation.conversationId, data.conversation.totalMessages], [now, 3]);
      const { data: page } = await client.whats91(`/${old}/messages`, token);
      assert.deepEqual([page.conversationId, page.messages.length], [now, 3]);
    }
  });
  test('that claims an id of somebody with a number is not mixed up with them', async () => {
    const id = newId(), first = newPhone(), second = newPhone();
    await post(messages([text(`first ${id}`, { from: first, from_user_id: id, at: base })]),
      messages([text(`second ${id}`, { from: second, from_user_id: id, at: base + 9 })]),
      messages([byId(id, `by id ${id}`, { at: base + 20 })]));
    assert.deepEqual(wordsOf(await rowWith(`first ${id}`)), [`first ${id}`]);
    assert.deepEqual(wordsOf(await rowWith(`second ${id}`)), [`by id ${id}`, `second ${id}`], 'the newer sighting has it');
  });
});

describe('numbers and ids that change', () => {
  for (const member of ['wa_id', 'new_wa_id']) {
    for (const late of [false, true]) {
      test(`a new number, told by ${member}${late ? ', after its first use' : ''}`, async () => {
        const [old, now] = [newPhone(), newPhone()];
        const rename = system(base + 5, { type: 'user_changed_number', [member]: now }, { from: old });
        const use = messages([text(`new ${now}`, { from: now, at: base + 9 })]);
        await post(messages([text(`old ${old}`, { from: old })]), ...(late ? [use, rename] : [rename, use]));
        const row = await rowWith(`old ${old}`);
        assert.ok(wordsOf(row).includes(`new ${now}`));
        assert.deepEqual([row.contactPhone, row.unreadCount], [now, 2], 'a system message is not unread');
        assert.equal(row.list.find(({ messageContent }) => messageContent === `old ${old}`).fromPhone, old);
      });
    }
  }
  const told = {
    'by a sentence only': (before, after) =>
      system(base + 5, { type: 'user_changed_user_id', user_id: after, body: `User Ann changed from ${before} to ${after}.` }),
    'by a member of its own': (before, after) =>
      system(base + 5, { type: 'user_changed_user_id', user_id: after, previous_user_id: before }),
    'by its sender': (before, after) =>
      system(base + 5, { type: 'user_changed_user_id', user_id: after }, { from_user_id: before }),
    'by a field of its own': (before, after) => delivery({ user_id_update: [{ detail: 'x',
      user_id: { previous: before, current: after }, timestamp: String(base + 5) }] }, { field: 'user_id_update' }),
  };
  for (const [name, rename] of Object.entries(told)) {
    for (const late of [false, true]) {
      test(`a new id, told ${name}${late ? ', after its first use' : ''}`, async () => {
        const [old, now] = [newId(), newId()];
        const use = messages([byId(now, `new ${now}`, { at: base + 9 })]);
        await post(messages([byId(old, `old ${old}`)]), ...(late ? [use, rename(old, now)] : [rename(old, now), use]));
        const row = await rowWith(`old ${old}`);
        assert.ok(wordsOf(row).includes(`new ${now}`));
        assert.equal(row.unreadCount, 2);
      });
    }
  }
  test('a changed identity says nothing of who it is, and is not unread', async () => {
    const phone = newPhone();
    await post(messages([text(`known ${phone}`, { from: phone })]),
      system(base + 5, { type: 'customer_identity_changed', identity: 'h' }, { from: phone }));
    const row = await rowWith(`known ${phone}`);
    assert.deepEqual([row.contactPhone, row.totalMessages, row.unreadCount], [phone, 2, 1]);
  });
});

describe('contacts', () => {
  test('are paired with messages by their numbers, not by their places, and may serve several', async () => {
    const [a, b] = [newPhone(), newPhone()];
    await post(messages([text('a1', { from: a }), text('b1', { from: b }), text('a2', { from: a })],
      { contacts: [contact('Bea', b), contact('Abe', a)] }));
    assert.deepEqual([(await rowWith('a1')).contactName, (await rowWith('b1')).contactName], ['Abe', 'Bea']);
    assert.deepEqual(wordsOf(await rowWith('a2')), ['a1', 'a2']);
  });
  test('may be missing; a name that is missing later stays, another one replaces it, an older one does not', async () => {
    const phone = newPhone();
    const name = async (body) => {
      await post(body);
      return (await client.conversations(token, `?mobileNumber=${phone}`))[0].contactName;
    };
    const from = phone;
    assert.equal(await name(messages([text('x', { from, at: base })])), null);
    assert.equal(await name(messages([text('x', { from, at: base + 1 })], { contacts: [contact('Ann', phone)] })), 'Ann');
    assert.equal(await name(messages([text('x', { from, at: base + 2 })], { contacts: [{ wa_id: phone }] })), 'Ann');
    assert.equal(await name(messages([text('x', { from, at: base + 3 })], { contacts: [contact('', phone)] })), 'Ann');
    assert.equal(await name(messages([text('x', { from, at: base + 9 })], { contacts: [contact('Anna', phone)] })), 'Anna');
    assert.equal(await name(messages([text('x', { from, at: base + 5 })], { contacts: [contact('Old', phone)] })), 'Anna');
  });
  test('are named by the address book where they name themselves not, until it forgets them', async () => {
    const phone = newPhone();
    const book = (action, at, names) => delivery({ state_sync: [{ type: 'contact', action,
      contact: { phone_number: phone, ...names }, metadata: { timestamp: String(at) } }] }, { field: 'smb_app_state_sync' });
    const name = async (...bodies) => {
      await post(...bodies);
      return (await client.conversations(token, `?mobileNumber=${phone}`))[0].contactName;
    };
    assert.equal(await name(messages([text('x', { from: phone })]), book('add', base + 5, { full_name: 'Plumber' })), 'Plumber');
    assert.equal(await name(book('add', base + 1, { full_name: 'Before' })), 'Plumber', 'an older entry');
    assert.equal(await name(book('remove', base + 9, {})), null);
    assert.equal(await name(book('add', base + 12, { full_name: 'Plumber' }),
      messages([text('y', { from: phone, at: base + 20 })], { contacts: [contact('Paul', phone)] })), 'Paul');
  });
  test('of statuses make no conversation, but name who is known', async () => {
    const [known, unknown] = [newPhone(), newPhone()];
    const id = newWamid();
    await post(echoes([echo('hello', { id, to: known })]));
    for (const [to, wamid] of [[known, id], [unknown, newWamid()]]) {
      await post(delivery({ contacts: [contact('Kim', to)], statuses: [status(wamid, 'delivered', { to })] }));
    }
    assert.deepEqual(await client.conversations(token, `?mobileNumber=${unknown}`), []);
    await post(statuses([status(newWamid(), 'read', { to: unknown })]));
    assert.deepEqual(await client.conversations(token, `?mobileNumber=${unknown}`), []);
    assert.equal((await client.conversations(token, `?mobileNumber=${known}`)).length, 1);
  });
});

describe('our own number', () => {
  test('as sender makes a message ours, however it is spelt', async () => {
    const [to, id] = [newPhone(), newWamid()];
    await post(delivery({ message_echoes: [{ ...echo('swapped', { id }), from: to, to: `+${number.phone}` }] },
      { field: 'smb_message_echoes' }));
    const row = await rowWith('swapped');
    assert.deepEqual([row.contactPhone, row.list[0].direction, row.unreadCount], [to, 'outbound', 0]);
  });
  test('of a person without one goes to the id', async () => {
    const id = newId();
    await post(delivery({ message_echoes: [{ from: number.phone, to_user_id: id, id: newWamid(), timestamp: String(base),
      type: 'text', text: { body: 'to an id' } }] }, { field: 'smb_message_echoes' }));
    const row = await rowWith('to an id');
    assert.deepEqual([row.contactPhone, row.list[0].toPhone, row.list[0].direction], [id, id, 'outbound']);
  });
});
