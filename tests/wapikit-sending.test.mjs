// Wapikit's clients reply: every type reaches Meta once and is answered with Meta's id, or with Meta's words where it says
// no. Over a stand-in for the Graph API.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Graph } from './lib/graph.mjs';
import { contact, messages, number, status, statuses, text } from './lib/meta.mjs';
import { Server, Store, temporaryFolder } from './lib/parley.mjs';

let graph, store, server, organization, token, people = 0;

const ask = async (method, path, json, more = {}) => {
  const reply = await fetch(server.origin + path, {
    method, headers: { 'x-access-token': token, ...(json !== undefined && { 'Content-Type': 'application/json' }), ...more },
    body: json === undefined ? undefined : JSON.stringify(json),
  });
  return { http: reply.status, ...JSON.parse(await reply.text()) };
};
// Somebody writes; the conversation and their message.
const somebody = async (name = 'Ana') => {
  const phone = `1650555${6000 + people++}`;
  const asked = text('Where is it?', { from: phone });
  await server.client.post(messages([asked], { contacts: [contact(name, phone)] }));
  const { contacts } = await ask('GET', `/api/contacts?page=1&per_page=1&searchString=${phone}`);
  return { phone, wamid: asked.id, path: `/api/conversation/${contacts[0].conversations[0].uniqueId}/messages` };
};
const send = (path, messageData, more = {}, headers = {}) =>
  ask('POST', path, { createdAt: '2026-06-05T07:00:00Z', messageData, ...more }, headers);
const sendText = (path, words, ...rest) => send(path, { messageType: 'Text', text: words }, ...rest);
const newest = async (path) => (await ask('GET', `${path}?page=1&per_page=1`)).messages[0];
const refuse = (code, details) => () => ({ status: 400, error: { message: `(#${code}) No`, code, error_data: { details } } });

const tokenFile = (secret) => {
  const file = join(temporaryFolder(), 'token');
  writeFileSync(file, secret, { mode: 0o600 });
  return file;
};

before(async () => {
  graph = await Graph.start();
  store = new Store();
  const { id } = await store.addOrganization('Acme');
  organization = id;
  await store.json(['sender', 'add', '--org', String(id), '--phone-number-id', number.phoneNumberId, '--phone', number.phone,
    '--waba', number.waba, '--access-token-file', tokenFile('EAAG-good')]);
  await store.json(['user', 'add', '--org', String(id), '--email', 'ann@example.org', '--name', 'Ann', '--owner']);
  ({ token } = await store.json(['token', 'add', '--org', String(id), '--api', 'wapikit', '--user', 'ann@example.org']));
  server = await Server.start(store, { args: ['--graph-url', graph.url, '--sends-per-second', '100000', '--wapikit-rates', '1000'] });
});
beforeEach(() => {
  graph.answer = () => ({});
  graph.manage = () => undefined;
});
after(async () => {
  await server.stop();
  graph.stop();
});

describe('a reply', () => {
  test("is answered with Meta's id, and statuses follow", async () => {
    const { path, phone } = await somebody();
    const { http, message } = await sendText(path, 'It leaves today');
    const [reached] = graph.of('It leaves today');
    assert.equal(http, 200);
    assert.deepEqual([message.whatsAppMessageId, message.status, message.direction, message.messageType, message.messageData],
      [reached.wamid, 'Sent', 'OutBound', 'Text', { text: 'It leaves today' }]);
    assert.deepEqual([reached.to, reached.token, reached.path], [phone, 'Bearer EAAG-good', `/v23.0/${number.phoneNumberId}/messages`]);
    for (const [word, theirs] of [['delivered', 'Delivered'], ['read', 'Read']]) {
      await server.client.post(statuses([status(reached.wamid, word, { to: phone, biz_opaque_callback_data: reached.tag })]));
      const shown = await newest(path);
      assert.deepEqual([shown.uniqueId, shown.status], [message.uniqueId, theirs]);
    }
  });

  test('of every type reaches Meta as it is', async () => {
    const { path, wamid } = await somebody();
    const link = 'https://example.org/file';
    const cases = [
      [{ messageType: 'Image', id: '7', link, caption: 'A' }, { id: '7', caption: 'A' }],
      [{ messageType: 'Video', link }, { link }],
      [{ messageType: 'Audio', id: '7' }, { id: '7' }],
      [{ messageType: 'Document', id: '7', fileName: 'a.pdf', caption: 'A' }, { id: '7', caption: 'A', filename: 'a.pdf' }],
      [{ messageType: 'Sticker', id: '7' }, { id: '7' }],
      [{ messageType: 'Location', latitude: 1.5, longitude: 2, address: 'there' }, { latitude: 1.5, longitude: 2, address: 'there' }],
      [{ messageType: 'Reaction', reaction: '👍', messageId: wamid }, { message_id: wamid, emoji: '👍' }],
      [{ messageType: 'Contacts', contacts: [{ name: { formatted_name: 'Ann', first_name: 'Ann' } }] },
        [{ name: { formatted_name: 'Ann', first_name: 'Ann' } }]],
      [{ messageType: 'Template', name: 'order', language: 'en_US', components: [{ type: 'body', parameters: [{ type: 'text', text: '7' }] }] },
        { name: 'order', language: { code: 'en_US' }, components: [{ type: 'body', parameters: [{ type: 'text', text: '7' }] }] }],
    ];
    for (const [data, object] of cases) {
      const before = graph.sends.length;
      const { http, message } = await send(path, data);
      assert.equal(http, 200, JSON.stringify(message));
      const [reached, ...more] = graph.sends.slice(before);
      assert.deepEqual([reached.asked[data.messageType.toLowerCase()], more.length], [object, 0]);
      assert.equal(message.messageType, data.messageType);
      if (data.messageType !== 'Reaction') assert.equal(message.whatsAppMessageId, reached.wamid);
    }
  });

  test('quotes what it answers', async () => {
    const { path, wamid } = await somebody();
    const { uniqueId } = await newest(path);
    const { message } = await sendText(path, 'quoting', { replyToMessageId: uniqueId });
    assert.equal(message.replyToMessageId, uniqueId);
    assert.equal(graph.of('quoting')[0].asked.context.message_id, wamid);
    const other = await somebody();
    assert.equal((await sendText(other.path, 'x', { replyToMessageId: uniqueId })).http, 400);
  });

  test("that Meta refuses is refused in Meta's words, and stays as failed", async () => {
    const { path } = await somebody();
    graph.answer = refuse(131047, 'More than 24 hours have passed');
    const late = await sendText(path, 'late');
    assert.deepEqual([late.http, late.message], [502, 'More than 24 hours have passed']);
    graph.answer = refuse(132000, 'number of parameters does not match');
    assert.equal((await sendText(path, 'wrong')).http, 400);
    const shown = await newest(path);
    assert.deepEqual([shown.status, shown.messageData.text, shown.whatsAppMessageId], ['Failed', 'wrong', '']);
  });

  test('that Meta does not take now is answered when it does', async () => {
    const { path } = await somebody();
    let tries = 0;
    graph.answer = () => (++tries < 2 ? { status: 500, error: { message: '(#131016) Service unavailable', code: 131016 } } : {});
    const { http, message } = await sendText(path, 'later');
    assert.deepEqual([http, message.whatsAppMessageId], [200, graph.of('later')[0].wamid]);
  });

  test('of which nobody knows whether it went is not repeated, and found by its status', async () => {
    const { path, phone } = await somebody();
    graph.answer = ({ text: words }) => ({ cut: words === 'lost' });
    const { http, message } = await sendText(path, 'lost');
    assert.deepEqual([http, message.status, message.whatsAppMessageId], [200, 'Sent', '']);
    await sleep(1200);
    const [sent, ...more] = graph.of('lost');
    assert.equal(more.length, 0);
    await server.client.post(statuses([status(sent.wamid, 'read', { to: phone, biz_opaque_callback_data: sent.tag })]));
    const shown = await newest(path);
    assert.deepEqual([shown.uniqueId, shown.status, shown.whatsAppMessageId], [message.uniqueId, 'Read', sent.wamid]);
  });

  test('that 30 ask for under one key goes once', async () => {
    const { path } = await somebody();
    graph.answer = () => ({ wait: 50 });
    const key = { 'Idempotency-Key': 'wapikit-1' };
    const all = await Promise.all(Array.from({ length: 30 }, () => sendText(path, 'once', {}, key)));
    assert.equal(graph.of('once').length, 1);
    for (const { http, message } of all) assert.deepEqual([http, message.whatsAppMessageId], [200, graph.of('once')[0].wamid]);
    assert.equal((await sendText(path, 'other', {}, key)).http, 400);
  });

  test('waits where the token is refused', async () => {
    const { path } = await somebody();
    graph.answer = () => ({ status: 401, error: { message: 'Access token has expired', code: 190 } });
    const asked = sendText(path, 'held');
    await sleep(500);
    graph.answer = () => ({});
    const file = join(temporaryFolder(), 'token');
    writeFileSync(file, 'EAAG-new', { mode: 0o600 });
    await store.json(['sender', 'renew', '--phone-number-id', number.phoneNumberId, '--access-token-file', file]);
    const { http, message } = await asked;
    assert.deepEqual([http, message.whatsAppMessageId], [200, graph.of('held')[0].wamid]);
  });

  test('that cannot be sent is refused before anything is kept', async () => {
    const { path } = await somebody();
    for (const data of [undefined, {}, { messageType: 'Poll' }, { messageType: 'Text' }, { messageType: 'Text', text: 'x'.repeat(4097) },
      { messageType: 'Image' }, { messageType: 'Location', latitude: 91, longitude: 0 }]) {
      assert.equal((await send(path, data)).http, 400, JSON.stringify(data));
    }
    assert.equal((await newest(path)).messageType, 'Text');
    assert.equal((await ask('GET', `${path}?page=1&per_page=10`)).paginationMeta.total, 1);
  });
});

describe('a file', () => {
  const upload = async (path, bytes, { mime = 'image/png', name = 'a.png', as = token, at = 'upload' } = {}) => {
    const form = new FormData();
    form.append('file', new Blob([bytes], { type: mime }), name);
    const reply = await fetch(server.origin + path.replace(/messages$/, at), { method: 'POST', headers: { 'x-access-token': as }, body: form });
    return { http: reply.status, ...(await reply.json()) };
  };
  const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(5000, 7)]);

  test('is given to Meta, sent by its id, and read by its link', async () => {
    const { path } = await somebody();
    for (const at of ['upload', 'media']) {
      const { http, mediaId, mediaUrl } = await upload(path, png, { at });
      assert.equal(http, 200);
      const [given] = graph.media.uploads.slice(-1);
      assert.deepEqual([given.id, given.token, given.mime, given.bytes.equals?.(png) ?? given.bytes], [mediaId, graph.sends.at(-1).token, 'image/png', true]);
      const { message } = await send(path, { messageType: 'Image', id: mediaId, link: mediaUrl, caption: 'A' });
      assert.deepEqual(graph.sends.at(-1).asked.image, { id: mediaId, caption: 'A' });
      assert.deepEqual([message.messageData.id, message.messageData.link], [mediaId, mediaUrl]);
      const read = await fetch(mediaUrl, { headers: { 'x-access-token': token } });
      assert.deepEqual([read.status, read.headers.get('content-type')], [200, 'image/png']);
      assert.ok(Buffer.from(await read.arrayBuffer()).equals(png));
      assert.equal((await fetch(mediaUrl)).status, 401);
    }
  });

  test('may be as large as Meta takes it, and no larger', async () => {
    const { path } = await somebody();
    const large = Buffer.alloc(6 << 20, 7);
    const given = await upload(path, large, { mime: 'application/pdf', name: 'a.pdf' });
    assert.equal(given.http, 200, given.message);
    const refused = await upload(path, large, { mime: 'image/png' });
    assert.equal(refused.http, 400);
    assert.equal((await upload(path, Buffer.alloc(0))).message, 'file is required');
  });
});

test("templates are Meta's own", async () => {
  const all = [{ id: '1', name: 'order', language: 'en_US', category: 'UTILITY', status: 'APPROVED', components: [{ type: 'BODY', text: 'Hi' }] },
    { id: '2', name: 'sale', language: 'en_US', category: 'MARKETING', status: 'REJECTED', components: [], rejected_reason: 'SCAM' }];
  const expired = { status: 401, body: { error: { message: 'Session has expired', code: 190 } } };
  graph.manage = ({ path }) => (path.includes(`/${number.waba}/message_templates`) ? { body: { data: all } } : undefined);
  const list = async () => {
    const answer = await fetch(`${server.origin}/api/organization/templates`, { headers: { 'x-access-token': token } });
    return [answer.status, await answer.json()];
  };
  assert.deepEqual(await list(), [200, [...all].reverse()], 'the newest first');
  const calls = graph.calls.length;
  const { http, ...one } = await ask('GET', '/api/organization/templates/2');
  assert.deepEqual([http, one], [200, all[1]]);
  for (const id of ['3', '0', 'x', '-2', '99999999999999999999']) assert.equal((await ask('GET', `/api/organization/templates/${id}`)).http, 404);
  assert.equal(graph.calls.length, calls, 'what is kept is not asked for again');

  await server.client.post({ object: 'whatsapp_business_account', entry: [{ id: number.waba, time: Math.floor(Date.now() / 1000), changes: [
    { field: 'message_template_status_update', value: { event: 'PAUSED', message_template_id: 1, message_template_name: 'order',
      message_template_language: 'en_US', reason: 'NONE' } }] }] });
  const asked = graph.calls.length;
  graph.manage = () => ({ status: 500, body: { error: { message: 'Service unavailable', code: 2 } } });
  for (let i = 0; i < 3; ++i) assert.deepEqual(await list(), [200, [...all].reverse()], 'what is kept stands while Meta is away');
  assert.equal(graph.calls.length, asked + 1, 'and Meta is asked again after a while only');

  // An account that cannot be asked takes nothing from the other one.
  await store.json(['sender', 'add', '--org', String(organization), '--phone-number-id', '106540352242555', '--phone', '15550783555',
    '--waba', '102290129340555', '--access-token-file', tokenFile('EAAG-expired')]);
  graph.manage = ({ path }) => (path.includes('/102290129340555/message_templates') ? expired : undefined);
  assert.deepEqual(await list(), [200, [...all].reverse()]);
  assert.equal((await ask('GET', '/api/organization/templates/1')).http, 200);
  assert.equal((await ask('GET', '/api/organization/templates/3')).http, 502, 'nobody knows whether it is the other one\'s');
});

test('a reply of a number without an access token is refused at once, and not kept', async () => {
  const { id } = await store.addOrganization('Tokenless');
  const ours = { phoneNumberId: '106540352242888', phone: '15550783888', waba: '888' };
  await store.addSender({ org: id, ...ours });
  await store.json(['user', 'add', '--org', String(id), '--email', 'bob@example.org', '--name', 'Bob', '--owner']);
  const bob = { 'x-access-token': (await store.json(['token', 'add', '--org', String(id), '--api', 'wapikit', '--user', 'bob@example.org'])).token };
  await server.client.post(messages([text('Anybody?', { from: '16505557777' })], { ours, contacts: [contact('Eve', '16505557777')] }));
  const { contacts } = await ask('GET', '/api/contacts?page=1&per_page=1&searchString=16505557777', undefined, bob);
  const path = `/api/conversation/${contacts[0].conversations[0].uniqueId}/messages`;
  const began = Date.now();
  const answered = await sendText(path, 'nobody hears', {}, bob);
  assert.equal(answered.http, 502, JSON.stringify(answered));
  assert.ok(Date.now() - began < 5000);
  assert.equal((await ask('GET', `${path}?page=1&per_page=10`, undefined, bob)).paginationMeta.total, 1);
});

test('a reply that was sent is answered as it was, under its key, when its number is gone', async () => {
  const { path } = await somebody();
  const key = { 'Idempotency-Key': 'before it goes' };
  const sent = await sendText(path, 'just in time', {}, key);
  assert.equal(sent.http, 200);
  const [{ id }] = (await store.json(['org', 'list'])).filter(({ name }) => name === 'Acme');
  const pair = await store.json(['token', 'add', '--org', String(id), '--api', 'vobiz']);
  const headers = { 'X-Auth-ID': pair.auth_id, 'X-Auth-Token': pair.auth_token };
  const channels = await (await fetch(`${server.origin}/api/v1/messaging/channels/whatsapp`, { headers })).json();
  const gone = await fetch(`${server.origin}/api/v1/messaging/channels/whatsapp/${channels.items[0].id}`, { method: 'DELETE', headers });
  assert.equal(gone.status, 204);
  const repeated = await sendText(path, 'just in time', {}, key);
  assert.deepEqual([repeated.http, repeated.message?.uniqueId], [200, sent.message.uniqueId], JSON.stringify(repeated));
  assert.equal((await sendText(path, 'too late')).http, 400);
  assert.equal(graph.of('just in time').length, 1);
});
