// Every filter and sort of the Whats91 lists, alone and combined, against a plain model of what they should hold.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chance } from './lib/chance.mjs';
import { contact, delivery, echo, echoes, history, messages, newWamid, status, statuses, text } from './lib/meta.mjs';
import { Site } from './lib/parley.mjs';

const day = 86_400;
const monday = Date.UTC(2026, 5, 1) / 1000;
const names = ['Ann Lee', 'ANNA', 'Bob', 'Zoë', "O'Neil", '100% Real', 'a_b', null];
const words = ['hi', 'Hello there', 'HELLO', 'order 66', '50% off', 'under_score', 'naïve', '"quoted"', 'a\\b', "it's"];
const labelNames = ['Support', 'Sales', 'VIP'];
let site, client, token, rows, labels;

const query = (params) => new URLSearchParams(params).toString();
const ask = async (path, params, wanted = 200) => {
  const answer = await client.whats91(`${path}?${query(params)}`, token);
  assert.equal(answer.status, wanted, `${path}?${query(params)}: ${answer.message}`);
  return answer.data;
};

before(async () => {
  site = await Site.start();
  ({ client, token } = site);
  const dice = chance(11);
  const people = Array.from({ length: 70 }, (_, i) => `16507${String(100_000 + i * 37)}`);
  const told = [];
  for (const [i, phone] of people.entries()) {
    const name = dice.of(names);
    const contacts = name === null ? undefined : [contact(name, phone)];
    for (let k = 1 + dice.below(5); k > 0; --k) {
      // Few different times, among them both ends of a day.
      const at = monday + dice.below(6) * day + dice.of([0, 0, 1, 43_200, day - 1]);
      told.push(dice.maybe(60) ? messages([text(dice.of(words), { from: phone, at })], { contacts })
        : echoes([echo(dice.of(words), { to: phone, at })]));
    }
    if (i % 10 === 0) {
      told.push(history([{ id: phone, messages: [text(dice.of(words), { from: phone, at: monday + 9 * day })] }]));
    }
  }
  // People who only ever called: no message at all.
  for (let i = 0; i < 4; ++i) {
    told.push(delivery({ calls: [{ id: `wacid.${i}`, from: `1650900${1000 + i}`, to: '15550783881', event: 'connect',
      direction: 'USER_INITIATED', timestamp: String(monday + i * day) }] }, { field: 'calls' }));
  }
  for (const body of dice.shuffled(told)) assert.equal((await client.post(body)).status, 200);

  rows = await client.conversations(token, '?limit=200');
  labels = {};
  for (const [i, name] of labelNames.entries()) {
    const on = rows.filter((_, k) => k % (i + 2) === 0).map(({ conversationId }) => String(conversationId));
    const { uid } = await site.store.json(['label', 'add', '--org', 'Acme', name, '--conversation', ...on]);
    labels[name] = uid;
  }
  rows = await client.conversations(token, '?limit=200');
  assert.equal(rows.length, people.length + 4);
});
after(() => site.stop());

// --- the model ---

const lower = (value) => (value ?? '').toLowerCase();
const holds = (value, part) => lower(value).includes(lower(part));
const activity = (row) => row.lastMessageAt ?? row.updatedAt;
const has = (row, uid) => row.labels.some((label) => label.uid === uid);

function matches(row, params) {
  const wanted = [params.labelUid, ...(params.includeLabelUids ?? '').split(',')].map((uid) => uid?.trim()).filter(Boolean);
  const unwanted = (params.excludeLabelUids ?? '').split(',').map((uid) => uid.trim()).filter(Boolean);
  const every = (params.labelMatchMode ?? 'ANY').toUpperCase() === 'ALL';
  const phone = (params.mobileNumber ?? params.contactPhone)?.replace(/\D/g, '');
  return (!params.search || [row.contactName, row.contactPhone, row.lastMessageContent].some((text) => holds(text, params.search)))
    && (!params.status || params.status === 'all' || row.status === params.status)
    && (!params.archived || String(row.isArchived) === params.archived)
    && (params.unreadOnly !== 'true' || row.unreadCount > 0)
    && (!phone || row.contactPhone === phone)
    && (!params.lastDirection || row.lastMessageDirection === params.lastDirection)
    && (!params.dateFrom || activity(row) >= params.dateFrom)
    && (!params.dateTo || activity(row).slice(0, 10) <= params.dateTo)
    && (wanted.length === 0 || (every ? wanted.every((uid) => has(row, uid)) : wanted.some((uid) => has(row, uid))))
    && !unwanted.some((uid) => has(row, uid));
}

const fields = {
  last_message_at: 'lastMessageAt', updated_at: 'updatedAt', created_at: 'createdAt', total_messages: 'totalMessages',
  unread_count: 'unreadCount',
};
function sorted(list, by, order) {
  const value = (row) => row[by] ?? ''; // without a time: first when ascending
  const sign = order === 'ASC' ? 1 : -1;
  return [...list].sort((a, b) => sign * (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : a.conversationId - b.conversationId));
}

const summaryOf = (list) => ({
  totalConversations: list.length,
  unreadConversations: list.filter(({ unreadCount }) => unreadCount > 0).length,
  archivedConversations: list.filter(({ isArchived }) => isArchived).length,
  activeConversations: list.filter(({ status: word, isArchived }) => word === 'active' && !isArchived).length,
  inboundLastCount: list.filter(({ lastMessageDirection }) => lastMessageDirection === 'inbound').length,
  outboundLastCount: list.filter(({ lastMessageDirection }) => lastMessageDirection === 'outbound').length,
});

// What may be asked, by chance.
function anyFilter(dice) {
  const date = () => new Date((monday + dice.below(11) * day) * 1000).toISOString().slice(0, 10);
  const uid = () => dice.of([...Object.values(labels), 'lbl_nobody']);
  const params = {};
  const maybe = (name, percent, value) => {
    if (dice.maybe(percent)) params[name] = value();
  };
  maybe('search', 25, () => dice.of(['ann', 'ANN', 'hello', '%', '_', "'", '"', '\\', '1650710', 'ï', 'Zoë', 'ZOË', 'Ï', '66', 'nobody', ' ']));
  maybe('status', 25, () => dice.of(['active', 'closed', 'blocked', 'all']));
  maybe('archived', 15, () => dice.of(['false', 'true']));
  maybe('unreadOnly', 30, () => dice.of(['true', 'true', 'false']));
  maybe('mobileNumber', 5, () => `+${dice.of(rows).contactPhone}`);
  maybe('contactPhone', 5, () => dice.of(rows).contactPhone);
  maybe('lastDirection', 30, () => dice.of(['inbound', 'outbound']));
  maybe('dateFrom', 20, date);
  maybe('dateTo', 20, date);
  if (params.dateFrom > params.dateTo) [params.dateFrom, params.dateTo] = [params.dateTo, params.dateFrom];
  maybe('labelUid', 15, uid);
  maybe('includeLabelUids', 15, () => `${uid()}, ,${uid()},`);
  maybe('excludeLabelUids', 15, () => `${uid()},${uid()}`);
  maybe('labelMatchMode', 30, () => dice.of(['ANY', 'ALL', 'all']));
  return params;
}

// --- conversations ---

test('what the model stands on: people of all sorts', () => {
  const counts = Object.values(summaryOf(rows));
  assert.equal(counts[2], 0, 'nobody can archive yet');
  for (const i of [0, 1, 3, 4, 5]) assert.ok(counts[i] > 5, `${counts}`);
  assert.equal(rows.filter(({ lastMessageAt }) => lastMessageAt === null).length, 4);
  assert.ok(new Set(rows.map(({ lastMessageAt }) => lastMessageAt)).size < rows.length / 2, 'ties');
});

test('250 random questions: rows, their order, pages, totals and the summary are those of the model', async () => {
  const dice = chance(12);
  for (let i = 0; i < 250; ++i) {
    const filter = anyFilter(dice);
    const sortBy = dice.of(Object.keys(fields));
    const sortOrder = dice.of(['ASC', 'DESC']);
    const name = query({ ...filter, sortBy, sortOrder });
    const wanted = sorted(rows.filter((row) => matches(row, filter)), fields[sortBy], sortOrder);
    const limit = dice.of([1, 3, 7, 50, 200]);
    const pages = Math.ceil(wanted.length / limit);
    for (const page of new Set([1, Math.max(1, pages), pages + 1, 1 + dice.below(pages + 1)])) {
      const { conversations, pagination } = await ask('', { ...filter, sortBy, sortOrder, page, limit });
      const slice = wanted.slice((page - 1) * limit, page * limit);
      assert.deepEqual(conversations, slice, `${name}, page ${page} of ${limit}`);
      assert.deepEqual(pagination, { page, limit, total: wanted.length, totalPages: pages, count: slice.length,
        hasMore: page * limit < wanted.length }, name);
    }
    assert.deepEqual((await ask('/summary', filter)).summary, summaryOf(wanted), name);
  }
});

test('without any parameter: newest first, pages of 50', async () => {
  const { conversations, pagination } = await ask('', {});
  assert.deepEqual(conversations, sorted(rows, 'lastMessageAt', 'DESC').slice(0, 50));
  assert.deepEqual([pagination.page, pagination.limit], [1, 50]);
});

test('by a mobile number the list\'s filters hold too', async () => {
  const dice = chance(13);
  for (let i = 0; i < 60; ++i) {
    const { mobileNumber: _, contactPhone: __, ...filter } = anyFilter(dice);
    const { contactPhone } = dice.of(rows);
    const { conversations, mobileNumber } = await ask(`/by-mobile/+${contactPhone}`, filter);
    assert.equal(mobileNumber, contactPhone);
    assert.deepEqual(conversations, rows.filter((row) => row.contactPhone === contactPhone && matches(row, filter)));
  }
});

test('a conversation of calls alone: no last message, active by its change', async () => {
  const row = rows.find(({ contactPhone }) => contactPhone === '16509001001');
  assert.deepEqual([row.lastMessageId, row.lastMessageContent, row.lastMessageType, row.lastMessageAt, row.lastMessageDirection],
    [null, null, null, null, null]);
  assert.deepEqual([row.totalMessages, row.unreadCount, row.updatedAt], [0, 0, new Date((monday + day) * 1000).toISOString()]);
  const { messages: list, pagination } = await ask(`/${row.conversationId}/messages`, {});
  assert.deepEqual([list, pagination.total, pagination.totalPages], [[], 0, 0]);
});

test('labels stand in the order of their names, with two keys each', () => {
  const labelled = rows.filter((row) => row.labels.length > 1);
  assert.ok(labelled.length > 3);
  for (const row of labelled) {
    const shown = row.labels.map(({ labelName }) => labelName);
    assert.deepEqual(shown, [...new Set(shown)].sort());
    for (const label of row.labels) assert.deepEqual(Object.keys(label), ['uid', 'labelName']);
  }
});

// --- messages ---

describe('messages', () => {
  const ann = '16505550001';
  let number, whole;
  before(async () => {
    const dice = chance(14);
    const at = () => monday + dice.below(30);
    const ids = [];
    const told = [];
    for (let i = 0; i < 120; ++i) {
      const id = newWamid();
      const image = { type: 'image', image: { id: '1', mime_type: 'image/png', caption: dice.of(words) }, text: undefined };
      const voice = { type: 'voice', voice: { id: '1', mime_type: 'audio/ogg' }, text: undefined };
      const odd = { type: 'hologram', hologram: {}, text: undefined };
      const unsupported = { type: 'unsupported', errors: [{ code: 131051, title: 'Unsupported' }], text: undefined };
      const content = dice.of([{}, {}, {}, image, voice, odd, unsupported]);
      if (dice.maybe(50)) {
        told.push(messages([{ ...text(dice.of(words), { id, from: ann, at: at() }), ...content }]));
      } else if (dice.maybe(30)) {
        const word = dice.of(['READ', 'ERROR', 'PENDING', 'PLAYED', 'SENT']);
        told.push(history([{ id: ann, messages: [{ ...echo(dice.of(words), { id, to: ann, at: at() }), ...content,
          history_context: { status: word } }] }]));
      } else {
        ids.push(id);
        told.push(echoes([{ ...echo(dice.of(words), { id, to: ann, at: at() }), ...content }]));
      }
    }
    for (const id of ids) {
      const word = dice.of(['sent', 'delivered', 'read', 'played', 'failed']);
      told.push(statuses([status(id, word, { to: ann, at: monday + 100 + dice.below(30) })]));
    }
    for (const body of dice.shuffled(told)) assert.equal((await client.post(body)).status, 200);
    [{ conversationId: number }] = await client.conversations(token, `?mobileNumber=${ann}`);
    whole = await client.messages(token, number, 'sortOrder=ASC');
    assert.equal(whole.length, 120);
  });

  const fits = (message, { direction, messageType, status: word, search }) =>
    (!direction || message.direction === direction) && (!messageType || message.messageType === messageType)
    && (!word || word === 'all' || message.status === word) && (!search || holds(message.messageContent, search));

  test('stand by their times, those of one second by their ids', () => {
    const place = ({ timestamp, messageId }) => timestamp + messageId;
    assert.deepEqual(whole.map(place), whole.map(place).sort());
    for (const word of ['pending', 'sent', 'delivered', 'read', 'failed']) {
      assert.ok(whole.some((message) => message.status === word), word);
    }
  });

  test('200 random questions: rows, their order, pages and totals are those of the model', async () => {
    const dice = chance(15);
    for (let i = 0; i < 200; ++i) {
      const filter = {};
      if (dice.maybe(35)) filter.direction = dice.of(['inbound', 'outbound']);
      if (dice.maybe(35)) filter.messageType = dice.of(['text', 'image', 'audio', 'unknown', 'hologram', 'never_seen']);
      if (dice.maybe(35)) filter.status = dice.of(['pending', 'sent', 'delivered', 'read', 'failed', 'all']);
      if (dice.maybe(30)) filter.search = dice.of(['hello', 'HI', '%', '_', '66', "'", '\\', 'ï', 'Ï', 'nothing']);
      const sortBy = dice.of(['timestamp', 'created_at']);
      const sortOrder = dice.of(['ASC', 'DESC', 'desc']);
      const wanted = whole.filter((message) => fits(message, filter));
      if (sortOrder !== 'ASC') wanted.reverse();
      const limit = dice.of([1, 7, 50, 200]);
      const pages = Math.ceil(wanted.length / limit);
      for (const page of new Set([1, Math.max(1, pages), pages + 1])) {
        const { messages: list, pagination } = await ask(`/${number}/messages`, { ...filter, sortBy, sortOrder, page, limit });
        const slice = wanted.slice((page - 1) * limit, page * limit);
        assert.deepEqual(list, slice, query({ ...filter, sortBy, sortOrder, page, limit }));
        assert.deepEqual(pagination, { page, limit, total: wanted.length, totalPages: pages, count: slice.length,
          hasMore: page * limit < wanted.length });
      }
    }
  });

  test('by their last change: the newest status comes first', async () => {
    const id = whole.find(({ direction, status: word }) => direction === 'outbound' && word === 'sent').messageId;
    await client.post(statuses([status(id, 'read', { to: ann, at: monday + day })]));
    const newest = async (sortOrder) => (await ask(`/${number}/messages`, { sortBy: 'updated_at', sortOrder })).messages;
    assert.equal((await newest('DESC'))[0].messageId, id);
    assert.notEqual((await newest('ASC'))[0].messageId, id);
  });
});

// --- numbers of ours ---

describe('which number of ours is meant', () => {
  const [first, other] = [{ phoneNumberId: '901', phone: '15551110001', waba: '9' },
    { phoneNumberId: '902', phone: '15551110002', waba: '9' }];
  let all, bound, ofFirst, ofOther;
  before(async () => {
    const { id: org } = await site.store.addOrganization('Two numbers');
    for (const one of [first, other]) await site.store.addSender({ org, ...one });
    await client.post(messages([text('to the first')], { ours: first }));
    await client.post(messages([text('to the other')], { ours: other }));
    all = await site.store.addToken(org);
    bound = await site.store.addToken(org, '--sender', other.phone);
    [{ conversationId: ofFirst }] = await client.conversations(all, `?senderId=${first.phone}`);
    [{ conversationId: ofOther }] = await client.conversations(all, `?senderId=${other.phone}`);
  });
  const places = (id) => ['', '/summary', '/by-mobile/16505551234', `/${id}`, `/${id}/messages`];
  const status = async (path, key) => {
    const { status: code, error_code: word = 'OK' } = await client.whats91(path, key);
    return `${code} ${word}`;
  };

  test('none named: the default one, which is the first that was added, at every place', async () => {
    for (const place of places(ofFirst)) assert.equal(await status(place, all), '200 OK', place);
    for (const place of places(ofOther).slice(3)) assert.equal(await status(place, all), '404 CONVERSATION_NOT_FOUND', place);
    assert.equal((await client.whats91('', all)).data.senderId, first.phone);
  });
  test('one named: that one, its digits alone counting, at every place', async () => {
    for (const place of places(ofOther)) {
      assert.equal(await status(`${place}?senderId=%2B1%20555-111-0002`, all), '200 OK', place);
      assert.equal(await status(`${place}?senderId=919999999999`, all), '400 WHATSAPP_SETUP_INCOMPLETE', place);
      assert.equal(await status(`${place}?senderId=${other.phoneNumberId}`, all), '400 WHATSAPP_SETUP_INCOMPLETE', place);
    }
  });
  test('a bound token: its own, and no other even by name, at every place', async () => {
    for (const place of places(ofOther)) {
      assert.equal(await status(place, bound), '200 OK', place);
      assert.equal(await status(`${place}?senderId=${first.phone}`, bound), '403 SENDER_NOT_ALLOWED', place);
      assert.equal(await status(`${place}?senderId=919999999999`, bound), '403 SENDER_NOT_ALLOWED', place);
    }
    for (const place of places(ofFirst).slice(3)) assert.equal(await status(place, bound), '404 CONVERSATION_NOT_FOUND', place);
  });
  test('an organization without a number: nothing can be asked', async () => {
    const { id: org } = await site.store.addOrganization('No number');
    const key = await site.store.addToken(org);
    for (const place of places(1)) assert.equal(await status(place, key), '400 WHATSAPP_SETUP_INCOMPLETE', place);
  });
  test('what is wrong is told in one order: token, number, path and query, look-up', async () => {
    for (const [query, key, wanted] of [
      ['/x?senderId=1&limit=0', '', '401 MISSING_AUTH_TOKEN'],
      ['/x?senderId=1&limit=0', 'w91_live_wrong', '401 INVALID_AUTH_TOKEN'],
      ['/x?senderId=1&limit=0', bound, '403 SENDER_NOT_ALLOWED'],
      ['/x?senderId=1', all, '400 WHATSAPP_SETUP_INCOMPLETE'],
      ['/x', all, '400 VALIDATION_FAILED'],
      ['/2147483646/messages?limit=0', all, '400 VALIDATION_FAILED'],
      ['/2147483646/messages', all, '404 CONVERSATION_NOT_FOUND'],
    ]) assert.equal(await status(query, key), wanted, query);
  });
});
