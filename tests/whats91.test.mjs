// The Whats91 API, from signed webhook to answer.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, test } from 'node:test';
import { contact, echoes, messages, number, status, statuses, text } from './lib/meta.mjs';
import { Server, Site } from './lib/parley.mjs';

// Keys and types, in the order of the vendor's samples; "?" may be null.
const conversationKeys = {
  conversationId: 'number', contactPhone: 'string', contactName: 'string?', senderPhoneNumber: 'string',
  phoneNumberId: 'string', lastMessageId: 'string?', lastMessageContent: 'string?', lastMessageType: 'string?',
  lastMessageAt: 'time?', lastMessageDirection: 'string?', unreadCount: 'number', totalMessages: 'number',
  isArchived: 'boolean', isPinned: 'boolean', isMuted: 'boolean', isBlocked: 'boolean', status: 'string',
  labels: 'array', createdAt: 'time', updatedAt: 'time',
};
const messageKeys = {
  messageId: 'string', fromPhone: 'string', toPhone: 'string', direction: 'string', messageType: 'string',
  messageContent: 'string?', mediaUrl: 'string?', mediaMimeType: 'string?', mediaFilename: 'string?',
  mediaCaption: 'string?', status: 'string', isRead: 'boolean', isPinned: 'boolean', isStarred: 'boolean',
  timestamp: 'time', errorMessage: 'string?', interactiveData: 'object?', locationData: 'object?',
  contactData: 'array?',
};
const paginationKeys = {
  page: 'number', limit: 'number', total: 'number', totalPages: 'number', count: 'number', hasMore: 'boolean',
};
const summaryKeys = [
  'totalConversations', 'unreadConversations', 'archivedConversations', 'activeConversations', 'inboundLastCount',
  'outboundLastCount',
];
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function isOf(type, value) {
  if (type.endsWith('?')) return value === null || isOf(type.slice(0, -1), value);
  if (type === 'time') return typeof value === 'string' && time.test(value);
  if (type === 'array') return Array.isArray(value);
  return typeof value === type && value !== null;
}
function assertShape(object, keys) {
  assert.deepEqual(Object.keys(object), Object.keys(keys));
  for (const [key, type] of Object.entries(keys)) {
    assert.ok(isOf(type, object[key]), `${key}: ${JSON.stringify(object[key])} is no ${type}`);
  }
}
function assertSuccess(answer, message, data) {
  const { status, ...body } = answer;
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual(Object.keys(body), ['success', 'message', 'data', 'metadata']);
  assert.equal(body.success, true);
  assert.equal(body.message, message);
  assert.deepEqual(Object.keys(body.data), data);
  assert.deepEqual(Object.keys(body.metadata), ['apiVersion', 'requestId']);
  assert.equal(body.metadata.apiVersion, 'v2');
  assert.match(body.metadata.requestId, uuid);
}
function assertRefused(answer, wantedStatus, code, words) {
  const { status, ...body } = answer;
  assert.deepEqual([status, body.error_code], [wantedStatus, code]);
  assert.deepEqual(Object.keys(body), ['success', 'message', 'error_code', 'metadata']);
  assert.equal(body.success, false);
  assert.equal(typeof body.message, 'string');
  if (words) assert.equal(body.message, words);
  assert.deepEqual(Object.keys(body.metadata), ['apiVersion', 'requestId']);
  assert.match(body.metadata.requestId, uuid);
}

const ann = '16505551234';
const sent = 'wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI+/A==';
const received = 'wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQ+/B==';
const places = ['', '/summary', `/by-mobile/${ann}`, '/1', '/1/messages'];
let site, ask, id;
before(async () => {
  site = await Site.start();
  ask = (path, token = site.token) => site.client.whats91(path, token);
  await site.client.post(messages([text('hi', { id: received, at: 1_780_639_728 })], { contacts: [contact('Ann Lee')] }));
  await site.client.post(echoes([{ from: number.phone, to: ann, id: sent, timestamp: '1780639730', type: 'image',
    image: { id: '1', mime_type: 'image/jpeg', sha256: 'x', caption: 'Voilà 😀', url: 'https://lookaside.test/1' } }]));
  await site.client.post(statuses([status(sent, 'delivered', { at: 1_780_639_731 })]));
  [{ conversationId: id }] = await site.client.conversations(site.token);
});
after(() => site.stop());

describe('five calls', () => {
  test('the list', async () => {
    const answer = await ask('');
    assertSuccess(answer, 'Conversation reports retrieved', ['senderId', 'phoneNumberId', 'conversations', 'pagination']);
    assert.equal(answer.data.senderId, number.phone);
    assert.equal(answer.data.phoneNumberId, number.phoneNumberId);
    assertShape(answer.data.pagination, paginationKeys);
    assert.deepEqual(answer.data.pagination, { page: 1, limit: 50, total: 1, totalPages: 1, count: 1, hasMore: false });
    const [row] = answer.data.conversations;
    assertShape(row, conversationKeys);
    assert.deepEqual(row, {
      conversationId: id, contactPhone: ann, contactName: 'Ann Lee', senderPhoneNumber: number.phone,
      phoneNumberId: number.phoneNumberId, lastMessageId: sent, lastMessageContent: 'Voilà 😀', lastMessageType: 'image',
      lastMessageAt: '2026-06-05T06:08:50.000Z', lastMessageDirection: 'outbound', unreadCount: 1, totalMessages: 2,
      isArchived: false, isPinned: false, isMuted: false, isBlocked: false, status: 'active', labels: [],
      createdAt: '2026-06-05T06:08:48.000Z', updatedAt: row.updatedAt,
    });
    assert.ok(id > 0 && id < 2 ** 31);
  });
  test('the summary', async () => {
    const answer = await ask('/summary');
    assertSuccess(answer, 'Conversation summary retrieved', ['summary']);
    assert.deepEqual(Object.keys(answer.data.summary), summaryKeys);
    assert.deepEqual(Object.values(answer.data.summary), [1, 1, 0, 1, 0, 1]);
  });
  test('by mobile number', async () => {
    const answer = await ask(`/by-mobile/%2B1%20650-555-1234`);
    assertSuccess(answer, 'Mobile conversation reports retrieved',
      ['mobileNumber', 'senderId', 'conversations', 'pagination']);
    assert.equal(answer.data.mobileNumber, ann);
    assert.deepEqual(answer.data.conversations, (await ask('')).data.conversations);
    const none = await ask('/by-mobile/919999999999');
    assert.deepEqual(none.data.pagination, { page: 1, limit: 50, total: 0, totalPages: 0, count: 0, hasMore: false });
  });
  test('one conversation', async () => {
    const answer = await ask(`/${id}`);
    assertSuccess(answer, 'Conversation retrieved', ['conversation']);
    assert.deepEqual(answer.data.conversation, (await ask('')).data.conversations[0]);
  });
  test('its messages', async () => {
    const answer = await ask(`/${id}/messages`);
    assertSuccess(answer, 'Conversation messages retrieved', ['conversationId', 'messages', 'pagination']);
    assert.equal(answer.data.conversationId, id);
    assertShape(answer.data.pagination, paginationKeys);
    const [image, hi] = answer.data.messages;
    assertShape(image, messageKeys);
    assertShape(hi, messageKeys);
    assert.deepEqual(hi, {
      messageId: received, fromPhone: ann, toPhone: number.phone, direction: 'inbound', messageType: 'text',
      messageContent: 'hi', mediaUrl: null, mediaMimeType: null, mediaFilename: null, mediaCaption: null,
      status: 'delivered', isRead: false, isPinned: false, isStarred: false, timestamp: '2026-06-05T06:08:48.000Z',
      errorMessage: null, interactiveData: null, locationData: null, contactData: null,
    });
    assert.deepEqual([image.fromPhone, image.toPhone, image.direction], [number.phone, ann, 'outbound']);
    assert.deepEqual([image.messageType, image.mediaMimeType, image.mediaCaption, image.status],
      ['image', 'image/jpeg', 'Voilà 😀', 'delivered']);
  });
  test('answers are JSON in UTF-8, also to HEAD', async () => {
    const reply = await site.client.get('/api/v2/reports/conversations', site.token);
    assert.match(reply.headers['content-type'], /^application\/json/);
    const headers = { Authorization: `Bearer ${site.token}` };
    const head = await site.client.send('HEAD', '/api/v2/reports/conversations', { headers });
    assert.deepEqual([head.status, head.text], [200, '']);
    assert.equal(head.headers['content-length'], reply.headers['content-length']);
  });
  test('a filter that excludes leaves nothing, one that does not leaves all', async () => {
    const filters = ['lastDirection=inbound', 'search=nobody', 'status=closed', 'archived=true', 'mobileNumber=9199999999',
      'dateTo=2026-06-04', 'dateFrom=2026-06-06', 'labelUid=lbl_none'];
    for (const filter of filters) assert.deepEqual((await ask(`?${filter}`)).data.conversations, [], filter);
    const others = ['lastDirection=outbound', 'search=ANN', 'search=voil', 'status=active', 'status=all', 'archived=false',
      'unreadOnly=true', `contactPhone=%2B${ann}`, 'dateFrom=2026-06-05&dateTo=2026-06-05', 'excludeLabelUids=a,b',
      'userId=7', 'page=', 'foo=bar'];
    for (const filter of others) assert.equal((await ask(`?${filter}`)).data.conversations.length, 1, filter);
    const counts = { 'direction=inbound': 1, 'messageType=image': 1, 'messageType=hologram': 0, 'status=delivered': 2,
      'search=HI': 1, 'search=voil': 0, 'status=all': 2, 'status=failed': 0, 'dateFrom=nonsense': 2 };
    for (const [filter, count] of Object.entries(counts)) {
      const { data } = await ask(`/${id}/messages?${filter}`);
      assert.deepEqual([data.messages.length, data.pagination.total], [count, count], filter);
    }
  });
});

describe('refusals', () => {
  const invalid = ['?page=0', '?page=-1', '?page=x', '?limit=0', '?limit=201', '?limit=1.5', '?status=open', '?archived=1',
    '?unreadOnly=yes', '?dateFrom=2026-02-30', '?dateTo=05-06-2026', '?dateFrom=2026-06-02&dateTo=2026-06-01',
    '?lastDirection=up', '?labelMatchMode=SOME', '?sortOrder=down', '?mobileNumber=12', '/0', '/-1', '/abc', '/1.5',
    '/by-mobile/12', '/by-mobile/1234567890123456', '/summary?status=open', '/1/messages?limit=0',
    '/1/messages?status=x', '/1/messages?direction=x'];
  for (const path of invalid) {
    test(`${path}: 400`, async () => assertRefused(await ask(path), 400, 'VALIDATION_FAILED'));
  }
  test('the words that are documented', async () => {
    assertRefused(await ask('?sortBy=name'), 400, 'VALIDATION_FAILED', 'sortBy is not supported for conversations');
    assertRefused(await ask(`/${id}/messages?sortBy=name`), 400, 'VALIDATION_FAILED',
      'sortBy is not supported for conversation messages');
    assertRefused(await ask('/2147483646'), 404, 'CONVERSATION_NOT_FOUND', 'Conversation not found');
    assertRefused(await ask('/2147483646/messages'), 404, 'CONVERSATION_NOT_FOUND', 'Conversation not found');
  });
  test('no token, and a wrong one, at every place', async () => {
    for (const place of places) {
      assertRefused(await ask(place, ''), 401, 'MISSING_AUTH_TOKEN', 'Missing authorization token');
      assertRefused(await ask(place, 'w91_live_wrong'), 401, 'INVALID_AUTH_TOKEN', 'Invalid auth token');
      assertRefused(await ask(place, site.token + 'x'), 401, 'INVALID_AUTH_TOKEN');
      assertRefused(await ask(place, site.token.slice(0, -1)), 401, 'INVALID_AUTH_TOKEN');
    }
  });
  test('a token of another API', async () => {
    const { token } = await site.store.json(['token', 'add', '--org', 'Acme', '--api', 'kirim']);
    assertRefused(await ask('', token), 401, 'INVALID_AUTH_TOKEN');
  });
  test('a sender that is not connected', async () => {
    assertRefused(await ask('?senderId=919999999999'), 400, 'WHATSAPP_SETUP_INCOMPLETE');
  });
  test('unknown routes and methods', async () => {
    const call = async (method, path) => {
      const { status, text: body } = await site.client.send(method, path);
      return { status, ...JSON.parse(body) };
    };
    assertRefused(await call('GET', '/api/v2/reports'), 404, 'NOT_FOUND');
    assertRefused(await call('GET', '/api/v2/reports/conversations/1/2/3'), 404, 'NOT_FOUND');
    assertRefused(await call('POST', '/api/v2/reports/conversations'), 405, 'METHOD_NOT_ALLOWED');
    assertRefused(await call('DELETE', `/api/v2/reports/conversations/${id}`), 405, 'METHOD_NOT_ALLOWED');
    assert.equal((await site.client.get('/v2/reports/conversations', site.token)).status, 404);
  });
});

describe('tokens', () => {
  const place = '/api/v2/reports/conversations';
  const get = (query, authorization) => site.client.send('GET', place + query,
    { headers: authorization === undefined ? {} : { Authorization: authorization } });

  test('may stand in the header or in the query', async () => {
    const good = site.token;
    const cases = [
      [200, '', `Bearer ${good}`], [200, '', `bearer ${good}`], [200, '', `BEARER   ${good}`],
      [200, `?authToken=${good}`], [200, `?auth_token=${good}`], [200, `?token=${good}`],
      [200, `?authToken=&token=${good}`], [401, `?authToken=wrong&token=${good}`],
      [401, `?authToken=${good}`, 'Bearer wrong'], [200, '?authToken=wrong', `Bearer ${good}`],
      [200, `?token=${good}`, 'Basic abc'], [200, `?token=${good}`, 'Bearer'], [401, '', 'Basic abc'],
      [401, `?AuthToken=${good}`], [401, '', good],
    ];
    for (const [wanted, query, header] of cases) {
      assert.equal((await get(query, header)).status, wanted, `${query} ${header}`.replaceAll(good, 'GOOD'));
    }
  });
  test('that are revoked are refused within a second', async () => {
    const token = await site.store.addToken('Acme', '--name', 'short-lived');
    assert.equal((await ask('', token)).status, 200);
    const { id: tokenId } = (await site.store.json(['token', 'list'])).find(({ name }) => name === 'short-lived');
    await site.store.json(['token', 'revoke', String(tokenId)]);
    await sleep(1000);
    assertRefused(await ask('', token), 401, 'INVALID_AUTH_TOKEN');
  });
  test('expire', async () => {
    const past = await site.store.addToken('Acme', '--expires', '2020-01-01T00:00:00Z');
    assertRefused(await ask('', past), 401, 'INVALID_AUTH_TOKEN');
    const inTwo = new Date(Date.now() + 2000).toISOString();
    const soon = await site.store.addToken('Acme', '--expires', inTwo);
    assert.equal((await ask('', soon)).status, 200);
    await sleep(2100);
    assertRefused(await ask('', soon), 401, 'INVALID_AUTH_TOKEN');
  });
  test('that are bound to a number see that number alone', async () => {
    const second = { phoneNumberId: '2', phone: '16315558152', waba: '1' };
    const { id: org } = await site.store.addOrganization('Bound');
    const ours = { phoneNumberId: '3', phone: '16315558153', waba: '1' };
    await site.store.addSender({ org, ...second });
    await site.store.addSender({ org, ...ours });
    await site.client.post(messages([text('to the second')], { ours: second }));
    await site.client.post(messages([text('to the third')], { ours }));
    const token = await site.store.addToken('Bound', '--sender', second.phone);
    const [row] = await site.client.conversations(token);
    assert.equal(row.lastMessageContent, 'to the second');
    assert.equal((await ask(`?senderId=%2B${second.phone}`, token)).status, 200);
    for (const path of [`?senderId=${ours.phone}`, `/summary?senderId=${ours.phone}`, `/1?senderId=${ours.phone}`]) {
      assertRefused(await ask(path, token), 403, 'SENDER_NOT_ALLOWED', 'Sender not allowed for this token');
    }
    const global = await site.store.addToken('Bound');
    const [third] = await site.client.conversations(global, `?senderId=${ours.phone}`);
    assert.equal(third.lastMessageContent, 'to the third');
    assertRefused(await ask(`/${third.conversationId}?senderId=${second.phone}`, global), 404, 'CONVERSATION_NOT_FOUND');
    assertRefused(await ask(`/${third.conversationId}/messages`, token), 404, 'CONVERSATION_NOT_FOUND');
  });
});

test('another organization answers as if there were nothing', async () => {
  const ours = { phoneNumberId: '4', phone: '16315558154', waba: '1' };
  const { id: org } = await site.store.addOrganization('Other');
  await site.store.addSender({ org, ...ours });
  await site.client.post(messages([text('ours alone')], { ours, contacts: [contact('Eve')] }));
  const token = await site.store.addToken(org);
  const [{ conversationId: theirs }] = await site.client.conversations(token);
  const unknown = 2147483646;
  const same = async (path, query, asker) => {
    const answers = [];
    for (const one of [theirs, unknown]) {
      const { metadata, ...answer } = await ask(`/${one}${path}${query}`, asker);
      assert.match(metadata.requestId, uuid);
      answers.push(answer);
    }
    assert.deepEqual(answers[0], answers[1]);
    assert.equal(answers[0].status, query.includes('senderId') ? 400 : 404);
  };
  for (const path of ['', '/messages']) {
    await same(path, '', site.token);
    await same(path, `?senderId=${ours.phone}`, site.token);
  }
  const mine = (await ask('')).data.conversations;
  assert.ok(mine.every(({ conversationId }) => conversationId !== theirs));
  assert.equal((await ask(`?search=Eve`)).data.pagination.total, 0);
  assert.equal((await ask(`?senderId=${ours.phone}`)).status, 400);
  assert.equal((await ask(`/${id}`, token)).status, 404);
  assert.equal((await ask(`/${id}/messages`, token)).status, 404);
});

describe('pages', () => {
  const ours = { phoneNumberId: '5', phone: '16315558155', waba: '1' };
  let token, long;
  before(async () => {
    const { id: org } = await site.store.addOrganization('Pages');
    await site.store.addSender({ org, ...ours });
    token = await site.store.addToken(org);
    const list = Array.from({ length: 500 }, (_, i) => text(`m${i}`, { at: 1_780_000_000 }));
    await site.client.post(messages(list, { ours }));
    // And 41 more people who wrote in that same second.
    await site.client.post(messages(Array.from({ length: 41 }, (_, i) =>
      text('hello', { from: `44770090${1000 + i}`, at: 1_780_000_000 })), { ours }));
    [long] = await site.client.conversations(token, `?mobileNumber=${ann}`);
  });

  for (const sort of ['', 'sortOrder=ASC', 'sortBy=created_at', 'sortBy=updated_at&sortOrder=ASC', 'direction=inbound']) {
    test(`500 messages of one second by sevens, ${sort || 'as it comes'}: none lost, none twice`, async () => {
      const whole = await site.client.messages(token, long.conversationId, sort);
      const walked = await site.client.messages(token, long.conversationId, sort, 7);
      assert.equal(new Set(walked.map(({ messageId }) => messageId)).size, 500);
      assert.deepEqual(walked, whole);
    });
  }
  test('conversations of one second, by fives', async () => {
    for (const sort of ['last_message_at', 'updated_at', 'created_at', 'total_messages', 'unread_count']) {
      for (const order of ['ASC', 'DESC']) {
        const rows = [];
        for (let page = 1; page <= 9; ++page) {
          rows.push(...await site.client.conversations(token, `?limit=5&page=${page}&sortBy=${sort}&sortOrder=${order}`));
        }
        const whole = await site.client.conversations(token, `?limit=200&sortBy=${sort}&sortOrder=${order}`);
        assert.deepEqual(rows, whole, `${sort} ${order}`);
        assert.equal(new Set(rows.map(({ conversationId }) => conversationId)).size, 42);
      }
    }
  });
  test('the last page, one beyond, and one far beyond', async () => {
    const at = async (page) => (await ask(`/${long.conversationId}/messages?limit=7&page=${page}`, token)).data;
    assert.deepEqual((await at(72)).pagination, { page: 72, limit: 7, total: 500, totalPages: 72, count: 3, hasMore: false });
    for (const page of [73, 1_000_000, 2 ** 40]) {
      const { messages: rows, pagination } = await at(page);
      assert.deepEqual([rows, pagination.count, pagination.hasMore, pagination.total], [[], 0, false, 500], String(page));
    }
  });
});

test('reading changes nothing', async () => {
  const bare = ({ text: body }) => body.replace(/"requestId":"[^"]*"/, '').replace(/http:\/\/127[^"]*\/media\/[\w-]+/g, 'file');
  const all = ['', '/summary', `/by-mobile/${ann}`, `/${id}`, `/${id}/messages`];
  const look = async () => {
    const seen = [];
    for (const path of all) seen.push(bare(await site.client.get(`/api/v2/reports/conversations${path}`, site.token)));
    return seen;
  };
  const first = await look();
  for (let i = 0; i < 3; ++i) assert.deepEqual(await look(), first);
  await site.server.stop();
  site.server = await Server.start(site.store);
  assert.deepEqual(await look(), first);
});
