// The Kirim API over the real server: from webhook to answer, and requests that are repeated, also at once.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { contact, messages, text } from './lib/meta.mjs';
import { Server, Site } from './lib/parley.mjs';

const pid = '106540352242922';
const received = 'wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQ+/B==';
const idOf = (prefix) => new RegExp(`^${prefix}_[0-9A-HJKMNP-TV-Z]{26}$`);
let site, key;

async function ask(method, path, { body, idempotencyKey, token = key } = {}) {
  const headers = { Authorization: `Bearer ${token}` };
  if (idempotencyKey) headers['Idempotency-Key'] = idempotencyKey;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const answer = await fetch(`${site.server.origin}/v1/${path}`, { method, headers, body: body && JSON.stringify(body) });
  const json = await answer.json();
  assert.equal(answer.headers.get('x-request-id'), (json.error ?? json).request_id);
  return { status: answer.status, headers: answer.headers, ...json };
}

before(async () => {
  site = await Site.start({ phoneNumberId: pid });
  ({ token: key } = await site.store.json(['token', 'add', '--org', String(site.organization.id), '--api', 'kirim']));
  await site.client.post(messages([text('hi', { id: received, at: 1_780_639_728 })], { contacts: [contact('Ann Lee')] }));
});
after(() => site.stop());

describe('a conversation', () => {
  test('is listed, read and closed', async () => {
    const { data: [row], has_more: more, next_cursor: next } = await ask('GET', `${pid}/conversations?status=open`);
    assert.match(row.id, idOf('cnv'));
    assert.deepEqual(row, {
      id: row.id, object: 'conversation', status: 'open',
      contact: { id: row.contact.id, phone_number: '+16505551234', name: 'Ann Lee' },
      whatsapp_account: { phone_number: '+15550783881', phone_number_id: pid, customer: null },
      assignee: null, unread_count: 1, last_message_at: '2026-06-05T06:08:48.000Z',
      last_inbound_at: '2026-06-05T06:08:48.000Z', created_at: '2026-06-05T06:08:48.000Z', updated_at: row.updated_at,
    });
    assert.deepEqual([more, next], [false, null]);

    const { data: message } = await ask('GET', `${pid}/messages/${encodeURIComponent(received)}`);
    assert.match(message.id, idOf('msg'));
    assert.deepEqual([message.content, message.from, message.status], ['hi', '+16505551234', 'delivered']);
    const receipt = { messaging_product: 'whatsapp', status: 'read', message_id: received };
    const { data: read } = await ask('POST', `${pid}/messages`, { body: receipt });
    assert.deepEqual(read, { id: message.id, object: 'message', status: 'read', message_id: received });
    const closed = await ask('PATCH', `${pid}/conversations/${row.id}`, { body: { status: 'resolved' } });
    assert.deepEqual([closed.data.status, closed.data.unread_count], ['resolved', 0]);
  });
});

describe('an Idempotency-Key', () => {
  test('makes fifty requests at once one', async () => {
    const body = { phone_number: '+16505559999', name: 'Once' };
    const answers = await Promise.all(Array.from({ length: 50 }, () =>
      ask('POST', `${pid}/contacts`, { body, idempotencyKey: 'fifty' })));
    assert.deepEqual(new Set(answers.map((a) => a.status)), new Set([201]));
    assert.equal(new Set(answers.map((a) => a.data.id)).size, 1);
    assert.equal(new Set(answers.map((a) => a.request_id)).size, 1);
    assert.equal(answers.filter((a) => a.headers.get('idempotent-replayed') === 'false').length, 1);
    const { data } = await ask('GET', `${pid}/contacts?phone=%2B16505559999`);
    assert.equal(data.length, 1);
  });
  test('lets one of two different requests through', async () => {
    const answers = await Promise.all(['A', 'B'].map((name) =>
      ask('POST', 'labels', { body: { name }, idempotencyKey: 'two' })));
    assert.deepEqual(answers.map((a) => a.status).sort(), [201, 422]);
    assert.equal(answers.find((a) => a.status === 422).error.code, 'idempotency_key_reuse');
    assert.equal((await ask('GET', 'labels')).data.length, 1);
  });
  test('is remembered over a kill', async () => {
    const once = { body: { name: 'Kept' }, idempotencyKey: 'kill' };
    const before_kill = await ask('POST', 'labels', once);
    await site.server.kill9();
    site.server = await Server.start(site.store);
    const again = await ask('POST', 'labels', once);
    assert.equal(again.headers.get('idempotent-replayed'), 'true');
    assert.deepEqual([again.status, again.data, again.request_id], [201, before_kill.data, before_kill.request_id]);
  });
});

describe('an id', () => {
  test('stays over a restart', async () => {
    const list = () => ask('GET', `${pid}/conversations?limit=1`);
    const first = await list();
    await site.server.stop();
    site.server = await Server.start(site.store);
    assert.deepEqual((await list()).data, first.data);
    assert.equal((await ask('GET', `${pid}/conversations?cursor=${first.next_cursor}`)).status, 200);
  });
});
