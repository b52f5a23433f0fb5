// Clients of Meta's own shape, as they come from the registry, against the real server: they are told another base URL and a
// token of ours, and nothing else.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { GraphApiError, WhatsAppClient, buildKapsoFields } from '@kapso/whatsapp-cloud-api';
import CloudApi from '@great-detail/whatsapp';
import { GraphApi } from './lib/graph-api.mjs';
import { contact, delivery, echo, echoes, messages, number, status, statuses, text } from './lib/meta.mjs';
import { Server, Store, temporaryFolder } from './lib/parley.mjs';

const pid = number.phoneNumberId, waba = number.waba, ann = '16505551234', to = '+1 650-555-1234';
let graph, store, server, token, beside, kapso, other;

before(async () => {
  graph = await GraphApi.start({ phoneNumberId: pid, waba, token: 'EAAG-good' });
  store = new Store();
  const { id } = await store.addOrganization('Acme');
  const file = join(temporaryFolder(), 'token');
  writeFileSync(file, 'EAAG-good', { mode: 0o600 });
  await store.json(['sender', 'add', '--org', String(id), '--phone-number-id', pid, '--phone', number.phone, '--waba', waba,
    '--name', 'Acme', '--access-token-file', file]);
  ({ token } = await store.json(['token', 'add', '--org', String(id), '--api', 'meta']));
  beside = await store.addToken(id);
  const rival = await store.addOrganization('Rival');
  await store.addSender({ org: rival.id, phoneNumberId: '106540352242999', phone: '15550783999', waba: '102290129340999' });
  server = await Server.start(store, { args: ['--graph-url', graph.url, '--sends-per-second', '100000', '--media', temporaryFolder()] });
  kapso = new WhatsAppClient({ baseUrl: `${server.origin}/meta/whatsapp`, kapsoApiKey: token });
  other = new CloudApi({ prefixUrl: server.origin, request: { headers: { Authorization: `Bearer ${token}` }, retry: 0 } });
});
beforeEach(() => (graph.refuse = () => null));
after(async () => {
  await server.stop();
  graph.stop();
});

const received = async (list, name = 'Ann Lee', phone = ann) => {
  const { status: code } = await server.client.post(messages(list, { contacts: [contact(name, phone)] }));
  assert.equal(code, 200);
};
const refusalOf = (promise) => promise.then(() => assert.fail('it was not refused'), (error) => error);
const last = () => graph.calls.findLast(({ path }) => !/^\/7\d$/.test(path)); // but for files that are looked for

describe('Kapso\'s client sends', () => {
  const link = 'https://files.test/a';
  const product = { productRetailerId: 'p1' };
  const card = (cardIndex) => ({ cardIndex, header: { type: 'image', image: { link } }, bodyText: 'one', action: { displayText: 'See', url: link } });
  const kinds = {
    sendText: [{ body: 'Hello', previewUrl: true }, 'text', { body: 'Hello', preview_url: true }],
    sendImage: [{ image: { link, caption: 'Look' } }, 'image', { link, caption: 'Look' }],
    sendAudio: [{ audio: { id: '77', voice: true } }, 'audio', { id: '77', voice: true }],
    sendDocument: [{ document: { link, filename: 'a.pdf' } }, 'document', { link, filename: 'a.pdf' }],
    sendVideo: [{ video: { id: '78' } }, 'video', { id: '78' }],
    sendSticker: [{ sticker: { id: '79' } }, 'sticker', { id: '79' }],
    sendLocation: [{ location: { latitude: 1.5, longitude: 2, name: 'Office' } }, 'location', { latitude: 1.5, longitude: 2, name: 'Office' }],
    sendContacts: [{ contacts: [{ name: { formattedName: 'Bob Ray', firstName: 'Bob' }, phones: [{ phone: '+1 650', type: 'WORK' }] }] }, 'contacts',
      [{ name: { formatted_name: 'Bob Ray', first_name: 'Bob' }, phones: [{ phone: '+1 650', type: 'WORK' }] }]],
    sendTemplate: [{ template: { name: 'hello', language: { code: 'en_US' }, components: [{ type: 'body', parameters: [{ type: 'text', text: 'Ann' }] }] } },
      'template'],
    sendInteractiveButtons: [{ bodyText: 'Sure?', buttons: [{ id: 'y', title: 'Yes' }] }, 'interactive'],
    sendInteractiveList: [{ bodyText: 'Which?', buttonText: 'Choose', sections: [{ title: 'All', rows: [{ id: 'a', title: 'A' }] }] }, 'interactive'],
    sendInteractiveProduct: [{ bodyText: 'This', catalogId: 'c', productRetailerId: 'p' }, 'interactive'],
    sendInteractiveProductList: [{ bodyText: 'These', header: { type: 'text', text: 'All' }, catalogId: 'c', sections: [{ title: 'All', productItems: [product] }] }, 'interactive'],
    sendInteractiveFlow: [{ bodyText: 'Book', parameters: { flowId: '1', flowCta: 'Go', flowMessageVersion: '3', flowToken: 't' } }, 'interactive'],
    sendInteractiveAddress: [{ bodyText: 'Where?', parameters: { country: 'IN' } }, 'interactive'],
    sendInteractiveLocationRequest: [{ bodyText: 'Where?', parameters: { requestMessage: 'Where are you?' } }, 'interactive'],
    sendInteractiveCallPermission: [{ bodyText: 'May we?', parameters: { phoneNumber: number.phone } }, 'interactive'],
    sendInteractiveCtaUrl: [{ bodyText: 'See', parameters: { displayText: 'Open', url: link } }, 'interactive'],
    sendInteractiveCarousel: [{ bodyText: 'See', cards: [card(0), card(1)] }, 'interactive'],
    sendInteractiveCatalogMessage: [{ bodyText: 'All', parameters: { thumbnailProductRetailerId: 'p' } }, 'interactive'],
  };
  for (const [name, [members, type, object]] of Object.entries(kinds)) {
    test(`${name}: to Meta as it is, answered as Meta does, and kept`, async () => {
      const answer = await kapso.messages[name]({ phoneNumberId: pid, to, ...members, bizOpaqueCallbackData: 'mine' });
      const { wamid, asked } = graph.sends.at(-1);
      assert.equal(asked.type, type);
      if (object) assert.deepEqual(asked[type], object);
      assert.match(asked.biz_opaque_callback_data, /mine$/);
      assert.equal(asked.to, to);
      assert.deepEqual(answer, { messagingProduct: 'whatsapp', contacts: [{ input: to, waId: ann }],
        messages: [{ id: wamid, ...(type === 'template' && { messageStatus: 'accepted' }) }] });
      const kept = await kapso.messages.get({ phoneNumberId: pid, messageId: wamid });
      assert.deepEqual([kept.id, kept.type, kept.to, kept.kapso.direction, kept.kapso.status, kept.kapso.origin],
        [wamid, type, ann, 'outbound', 'sent', 'cloud_api']);
      if (['text', 'image', 'location'].includes(type)) assert.ok(kept[type], JSON.stringify(kept));
    });
  }

  test('a reaction, an answer to a message, and to somebody without a number', async () => {
    await received([text('react to me', { id: 'wamid.target' })]);
    const reacted = await kapso.messages.sendReaction({ phoneNumberId: pid, to, reaction: { messageId: 'wamid.target', emoji: '👍' } });
    assert.equal(reacted.messages[0].id, graph.sends.at(-1).wamid);
    assert.deepEqual(graph.sends.at(-1).asked.reaction, { message_id: 'wamid.target', emoji: '👍' });
    graph.refuse = () => [131009, 'Parameter value is not valid', 400];
    const refused = await refusalOf(kapso.messages.sendReaction({ phoneNumberId: pid, to, reaction: { messageId: 'wamid.target', emoji: '👎' } }));
    assert.deepEqual([refused.code, refused.httpStatus, refused.details], [131009, 400, 'As the stand-in was told']);
    graph.refuse = () => null;
    const answered = await kapso.messages.sendText({ phoneNumberId: pid, to, body: 'yes', contextMessageId: 'wamid.target' });
    const kept = await kapso.messages.get({ phoneNumberId: pid, messageId: answered.messages[0].id });
    assert.equal(kept.context.id, 'wamid.target');
    const toUser = await kapso.messages.sendText({ phoneNumberId: pid, recipient: 'US.13491208655302741918', body: 'hello' });
    assert.deepEqual(toUser.contacts, [{ input: 'US.13491208655302741918', userId: 'US.13491208655302741918' }]);
    const raw = await kapso.messages.sendRaw({ phoneNumberId: pid, payload: { messagingProduct: 'whatsapp', to, type: 'text', text: { body: 'raw' } } });
    assert.equal(raw.messages[0].id, graph.sends.at(-1).wamid);
  });

  test('read marks, which go to Meta and count here', async () => {
    await received([text('read me', { id: 'wamid.unread', from: '16505559876' })], 'Reader', '16505559876');
    const unread = async () => (await server.client.conversations(beside, '?mobileNumber=16505559876'))[0].unreadCount;
    assert.equal(await unread(), 1);
    assert.deepEqual(await kapso.messages.markRead({ phoneNumberId: pid, messageId: 'wamid.unread', typingIndicator: { type: 'text' } }), { success: true });
    assert.equal(await unread(), 0);
    assert.deepEqual(last().json, { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.unread', typing_indicator: { type: 'text' } });
    assert.deepEqual(await kapso.messages.markRead({ phoneNumberId: pid, messageId: 'wamid.nobody-knows' }), { success: true });
  });

  test('what Meta refuses, told by its category', async () => {
    const cases = [[131047, 'Re-engagement message', 400, 'reengagementWindow', 'do_not_retry'], [132001, 'Template does not exist', 404, 'template', 'fix_and_retry'],
      [131026, 'Message undeliverable', 400, undefined, undefined], [368, 'Temporarily blocked', 403, 'integrity', 'do_not_retry']];
    for (const [code, message, http, category, action] of cases) {
      graph.refuse = () => [code, message, http];
      const error = await refusalOf(kapso.messages.sendText({ phoneNumberId: pid, to: `+1650555${code}`.slice(0, 12), body: 'no' }));
      assert.ok(error instanceof GraphApiError, String(error));
      assert.deepEqual([error.code, error.httpStatus, error.details, error.fbtraceId], [code, http, 'As the stand-in was told', 'AofTheStandIn']);
      if (category) assert.deepEqual([error.category, error.retry.action], [category, action]);
    }
    const failed = await kapso.messages.query({ phoneNumberId: pid, status: 'failed', limit: 1 });
    assert.equal(failed.data[0].errors[0].code, 368);
  });

  test('what is wrong in itself, which never gets to Meta', async () => {
    const sent = graph.sends.length;
    const unknown = await refusalOf(kapso.messages.sendText({ phoneNumberId: '1', to, body: 'no' }));
    assert.deepEqual([unknown.code, unknown.errorSubcode, unknown.httpStatus], [100, 33, 400]);
    const rivals = await refusalOf(kapso.messages.sendText({ phoneNumberId: '106540352242999', to, body: 'no' }));
    assert.deepEqual([rivals.code, rivals.errorSubcode], [100, 33]);
    const bad = await refusalOf(kapso.messages.sendRaw({ phoneNumberId: pid, payload: { messagingProduct: 'whatsapp', to, type: 'text', text: { body: '' } } }));
    assert.equal(bad.category, 'parameter');
    const stranger = new WhatsAppClient({ baseUrl: `${server.origin}/meta/whatsapp`, kapsoApiKey: 'nonsense' });
    const denied = await refusalOf(stranger.messages.sendText({ phoneNumberId: pid, to, body: 'no' }));
    assert.deepEqual([denied.httpStatus, denied.code, denied.category, denied.retry.action], [401, 190, 'authorization', 'refresh_token']);
    assert.equal(graph.sends.length, sent);
  });

  test('of a number without an access token, which is said at once', async () => {
    const { id } = await store.addOrganization('Tokenless');
    const phoneNumberId = '106540352242888';
    await store.addSender({ org: id, phoneNumberId, phone: '15550783888', waba: '102290129340888' });
    const client = new WhatsAppClient({ baseUrl: `${server.origin}/meta/whatsapp`,
      kapsoApiKey: (await store.json(['token', 'add', '--org', String(id), '--api', 'meta'])).token });
    const began = Date.now();
    const refused = await refusalOf(client.messages.sendText({ phoneNumberId, to, body: 'nobody hears' }));
    assert.deepEqual([refused.httpStatus, refused.code], [403, 131005]);
    assert.ok(Date.now() - began < 5000);
    assert.deepEqual((await client.messages.query({ phoneNumberId })).data, []);
  });

  test('once under one key, however often it is asked', async () => {
    const ask = () => kapso.request('POST', `${pid}/messages`, { responseType: 'json', headers: { 'Idempotency-Key': 'once' },
      body: { messagingProduct: 'whatsapp', to, type: 'text', text: { body: 'once only' } } });
    const all = await Promise.all(Array.from({ length: 20 }, ask));
    const sent = graph.sends.filter(({ asked }) => asked.text?.body === 'once only');
    assert.equal(sent.length, 1);
    for (const { messages: [{ id }] } of all) assert.equal(id, sent[0].wamid);
    const reused = await refusalOf(kapso.request('POST', `${pid}/messages`, { responseType: 'json', headers: { 'Idempotency-Key': 'once' },
      body: { messagingProduct: 'whatsapp', to, type: 'text', text: { body: 'another' } } }));
    assert.deepEqual([reused.httpStatus, reused.code], [422, 100]);
  });
});

describe('Kapso\'s client reads history', () => {
  const people = Array.from({ length: 25 }, (_, i) => `1650777${1000 + i}`);
  const at = 1_780_000_000;
  before(async () => {
    for (const [i, phone] of people.entries())
      await received([0, 1].map((n) => text(`line ${n}`, { from: phone, id: `wamid.h${i}.${n}`, at: at + 10 * i + n })), `Person ${i}`, phone);
    await server.client.post(echoes([echo('from the app', { to: people[0], id: 'wamid.echo', at: at + 2000 })]));
    await server.client.post(statuses([status('wamid.echo', 'delivered', { to: people[0], at: at + 2001 })]));
    const calls = ['connect', 'terminate'].map((event, i) => ({ id: 'wacid.one', from: people[1], to: number.phone, event, direction: 'USER_INITIATED',
      timestamp: String(at + 3000 + 20 * i), ...(i && { status: 'COMPLETED', duration: 18, start_time: String(at + 3002), end_time: String(at + 3020) }) }));
    for (const call of calls) await server.client.post(delivery({ calls: [call] }, { field: 'calls' }));
  });

  const walk = async (list, query, limit = 7) => {
    const rows = [], pages = [];
    for (let cursor; ;) {
      const page = await list({ phoneNumberId: pid, limit, ...query, ...(cursor && { after: cursor }) });
      rows.push(...page.data);
      pages.push(page);
      cursor = page.paging.cursors.after;
      if (!cursor) break;
    }
    const back = [];
    for (let cursor = pages.at(-1).paging.cursors.before; cursor;) {
      const page = await list({ phoneNumberId: pid, limit, ...query, before: cursor });
      back.unshift(...page.data);
      cursor = page.paging.cursors.before;
    }
    assert.deepEqual([...back, ...pages.at(-1).data].map(({ id }) => id), rows.map(({ id }) => id), 'the way back is another one');
    return rows;
  };

  test('all conversations, there and back', async () => {
    const rows = await walk((query) => kapso.conversations.list(query), { lastActiveSince: new Date(at * 1000).toISOString() });
    const phones = rows.map(({ phoneNumber }) => phoneNumber?.slice(1)).filter((phone) => people.includes(phone));
    assert.equal(new Set(phones).size, 25);
    assert.equal(phones.length, 25);
    const newest = await kapso.conversations.list({ phoneNumberId: pid, phoneNumber: `+${people[3]}`, limit: 1, fields: buildKapsoFields(['contact_name', 'last_message_text']) });
    assert.deepEqual(newest.data[0].kapso, { contactName: 'Person 3', lastMessageText: 'line 1' });
  });

  test('one conversation, which ends and begins again', async () => {
    const { data: [{ id }] } = await kapso.conversations.list({ phoneNumberId: pid, phoneNumber: people[2] });
    assert.equal((await kapso.conversations.get({ conversationId: id })).phoneNumber, `+${people[2]}`);
    assert.deepEqual(await kapso.conversations.updateStatus({ conversationId: id, status: 'ended' }), { success: true });
    assert.equal((await kapso.conversations.get({ conversationId: id })).status, 'ended');
    const ended = await kapso.conversations.list({ phoneNumberId: pid, status: 'ended' });
    assert.deepEqual(ended.data.map((row) => row.id), [id]);
    await kapso.messages.sendText({ phoneNumberId: pid, to: people[2], body: 'still there?' });
    await received([text('yes', { from: people[2], at: Math.floor(Date.now() / 1000) + 5 })], 'Person 2', people[2]);
    assert.equal((await kapso.conversations.get({ conversationId: id })).status, 'active');
    const missing = await refusalOf(kapso.conversations.get({ conversationId: '00000000-0000-4000-8000-000000000000' }));
    assert.deepEqual([missing.httpStatus, missing.code], [404, 100]);
  });

  test('messages, there and back, and with every filter', async () => {
    const { data: [{ id }] } = await kapso.conversations.list({ phoneNumberId: pid, phoneNumber: people[0] });
    const rows = await walk((query) => kapso.messages.query(query), { since: String(at), until: String(at + 249), direction: 'inbound' }, 9);
    assert.equal(rows.filter(({ id: wamid }) => wamid.startsWith('wamid.h')).length, 50);
    const listed = await kapso.messages.listByConversation({ phoneNumberId: pid, conversationId: id });
    assert.deepEqual(listed.data.map((row) => row.id), ['wamid.echo', 'wamid.h0.1', 'wamid.h0.0']);
    const [app, line] = listed.data;
    assert.deepEqual([app.kapso.direction, app.kapso.status, app.kapso.origin, app.to, app.text.body], ['outbound', 'delivered', 'business_app', people[0], 'from the app']);
    assert.equal(app.kapso.statuses[0].status, 'delivered');
    assert.deepEqual([line.kapso.direction, line.kapso.status, line.kapso.content, line.from, line.kapso.contactName, line.kapso.whatsappConversationId],
      ['inbound', 'received', 'line 1', people[0], 'Person 0', id]);
    const sent = await kapso.messages.query({ phoneNumberId: pid, status: 'delivered', conversationId: id });
    assert.deepEqual(sent.data.map((row) => row.id), ['wamid.echo']);
    const slash = 'wamid.HBgL+/A==';
    await received([text('slash', { id: slash })]);
    assert.equal((await kapso.messages.get({ phoneNumberId: pid, messageId: slash })).text.body, 'slash');
    const bad = await refusalOf(kapso.messages.query({ phoneNumberId: pid, after: 'broken' }));
    assert.deepEqual([bad.httpStatus, bad.code], [400, 131059]);
  });

  test('messages that come while they are walked', async () => {
    const seen = [];
    let cursor;
    for (let page = 0; page < 60; ++page) {
      const { data, paging } = await kapso.messages.query({ phoneNumberId: pid, limit: 3, since: String(at), until: String(at + 249), direction: 'inbound', after: cursor });
      seen.push(...data.map(({ id }) => id));
      cursor = paging.cursors.after;
      if (!cursor) break;
      await received([text(`late ${page}`, { from: people[4], id: `wamid.late${page}`, at: at + 240 })], 'Person 4', people[4]);
    }
    const old = seen.filter((id) => id.startsWith('wamid.h'));
    assert.equal(old.length, 50);
    assert.equal(new Set(seen).size, seen.length);
  });

  test('contacts, which it changes', async () => {
    const rows = await walk((query) => kapso.contacts.list(query), {}, 10);
    assert.equal(rows.filter(({ waId }) => people.includes(waId)).length, 25);
    const waId = people[5];
    assert.equal((await kapso.contacts.get({ phoneNumberId: pid, waId })).profileName, 'Person 5');
    assert.deepEqual(await kapso.contacts.update({ phoneNumberId: pid, waId, displayName: 'Five', metadata: { planName: 'pro' } }), { success: true });
    const changed = await kapso.contacts.get({ phoneNumberId: pid, waId });
    assert.deepEqual([changed.displayName, changed.profileName, changed.metadata], ['Five', 'Person 5', { planName: 'pro' }]);
    assert.deepEqual((await kapso.contacts.list({ phoneNumberId: pid, waId })).data.map((row) => row.waId), [waId]);
    assert.deepEqual((await kapso.contacts.list({ phoneNumberId: pid, hasCustomer: true })).data, []);
  });

  test('calls', async () => {
    const { data: [call] } = await kapso.calls.list({ phoneNumberId: pid });
    assert.deepEqual([call.callId, call.direction, call.status, call.durationSeconds, call.userWaId], ['wacid.one', 'inbound', 'completed', 18, people[1]]);
    assert.equal((await kapso.calls.get({ phoneNumberId: pid, callId: 'wacid.one' })).id, call.id);
    assert.equal(await kapso.calls.get({ phoneNumberId: pid, callId: 'wacid.none' }), undefined);
    assert.deepEqual((await kapso.calls.list({ phoneNumberId: pid, direction: 'outbound' })).data, []);
  });

  test('the numbers of the platform', async () => {
    const answer = await fetch(`${server.origin}/platform/v1/whatsapp/phone_numbers?page=1&per_page=100`, { headers: { 'X-API-Key': token } });
    const { data, meta } = await answer.json();
    assert.deepEqual([data.length, data[0].phone_number_id, data[0].business_account_id, data[0].status, meta.total_pages], [1, pid, waba, 'CONNECTED', 1]);
  });
});

describe('Kapso\'s client asks Meta', () => {
  test('about the number', async () => {
    await kapso.phoneNumbers.requestCode({ phoneNumberId: pid, codeMethod: 'SMS', language: 'en_US' });
    assert.deepEqual([last().method, last().path, last().json], ['POST', `/${pid}/request_code`, { code_method: 'SMS', language: 'en_US' }]);
    await kapso.phoneNumbers.verifyCode({ phoneNumberId: pid, code: '123456' });
    assert.equal(last().path, `/${pid}/verify_code`);
    await kapso.phoneNumbers.register({ phoneNumberId: pid, pin: '123456' });
    assert.equal(last().json.pin, '123456');
    assert.deepEqual(await kapso.phoneNumbers.deregister({ phoneNumberId: pid }), { success: true });
    assert.equal((await kapso.phoneNumbers.settings.get({ phoneNumberId: pid, includeSipCredentials: true })).calling.status, 'ENABLED');
    assert.equal(last().query.get('include_sip_credentials'), 'true');
    assert.deepEqual(await kapso.phoneNumbers.settings.update({ phoneNumberId: pid, fallbackLanguage: 'en' }), { success: true });
    assert.equal((await kapso.phoneNumbers.businessProfile.get({ phoneNumberId: pid, fields: 'about' })).data[0].about, 'We sell');
    assert.deepEqual(await kapso.phoneNumbers.businessProfile.update({ phoneNumberId: pid, about: 'We buy' }), { success: true });
  });

  test('about templates', async () => {
    const { data } = await kapso.templates.list({ businessAccountId: waba, limit: 5 });
    assert.equal(data.length, 5);
    assert.equal((await kapso.templates.get({ businessAccountId: waba, templateId: '7000120' })).name, 'template_120');
    const missing = await refusalOf(kapso.templates.get({ businessAccountId: waba, templateId: '1' }));
    assert.deepEqual([missing.httpStatus, missing.code], [404, 100]);
    const made = await kapso.templates.create({ businessAccountId: waba, name: 'n', language: 'en_US', category: 'UTILITY', components: [{ type: 'BODY', text: 'x' }] });
    assert.deepEqual([made.id, made.category], ['70999', 'UTILITY']);
    assert.deepEqual(await kapso.templates.delete({ businessAccountId: waba, name: 'n' }), { success: true });
    assert.deepEqual([last().method, last().query.get('name')], ['DELETE', 'n']);
    const rivals = await refusalOf(kapso.templates.list({ businessAccountId: '102290129340999' }));
    assert.deepEqual([rivals.code, rivals.errorSubcode], [100, 33]);
  });

  test('about calls and permissions', async () => {
    const session = { sdpType: 'offer', sdp: 'v=0' };
    assert.equal((await kapso.calls.connect({ phoneNumberId: pid, to, session })).calls[0].id, 'wacid.new');
    await kapso.calls.preAccept({ phoneNumberId: pid, callId: 'wacid.one', session });
    await kapso.calls.accept({ phoneNumberId: pid, callId: 'wacid.one', session });
    await kapso.calls.reject({ phoneNumberId: pid, callId: 'wacid.one' });
    await kapso.calls.terminate({ phoneNumberId: pid, callId: 'wacid.one' });
    assert.deepEqual([last().path, last().json.action, last().json.call_id], [`/${pid}/calls`, 'terminate', 'wacid.one']);
    assert.equal((await kapso.calls.permissions.get({ phoneNumberId: pid, userWaId: ann })).permission.status, 'temporary');
    assert.equal(last().query.get('user_wa_id'), ann);
  });

  test('about an account whose first number has no token, by one that has', async () => {
    const { id: org } = await store.addOrganization('Half');
    const file = join(temporaryFolder(), 'token');
    writeFileSync(file, 'EAAG-good', { mode: 0o600 });
    const add = (phoneNumberId, phone, ...more) => store.json(['sender', 'add', '--org', String(org), '--phone-number-id', phoneNumberId,
      '--phone', phone, '--waba', waba, ...more]);
    await add('106540352242951', '15550785101');
    await add('106540352242952', '15550785102', '--access-token-file', file);
    const { token: theirs } = await store.json(['token', 'add', '--org', String(org), '--api', 'meta']);
    const client = new WhatsAppClient({ baseUrl: `${server.origin}/meta/whatsapp`, kapsoApiKey: theirs });
    assert.equal((await client.flows.get({ flowId: '900100' })).name, 'book');
    assert.equal((await client.flows.list({ wabaId: waba, limit: 3 })).data[0].id, '900100');
    assert.equal((await client.templates.list({ businessAccountId: waba, limit: 3 })).data.length, 3);
  });

  test('about flows, of its own business account only', async () => {
    const flowJson = { version: '7.0', screens: [] };
    assert.equal((await kapso.flows.create({ wabaId: waba, name: 'book', flowJson })).id, '900100');
    assert.equal((await kapso.flows.get({ flowId: '900100' })).name, 'book');
    assert.equal((await kapso.flows.get({ flowId: '900100', fields: 'name' })).name, 'book');
    assert.equal((await kapso.flows.preview({ flowId: '900100', phoneNumberId: pid })).preview.previewUrl, 'https://meta.test/p');
    assert.equal((await kapso.flows.updateAsset({ flowId: '900100', json: flowJson })).success, true);
    assert.match(last().type, /^multipart\/form-data/);
    assert.match(last().body.toString(), /FLOW_JSON/);
    assert.equal((await kapso.flows.publish({ flowId: '900100', phoneNumberId: pid })).success, true);
    assert.equal(last().query.size, 0);
    assert.equal((await kapso.flows.deprecate({ flowId: '900100' })).success, true);
    assert.equal((await kapso.flows.list({ wabaId: waba, limit: 3 })).data[0].id, '900100');
    const strange = await refusalOf(kapso.flows.publish({ flowId: '900101' }));
    assert.deepEqual([strange.code, strange.errorSubcode], [100, 33]);
    graph.limited.add('900102');
    const late = await refusalOf(kapso.flows.publish({ flowId: '900102' }));
    assert.deepEqual([late.httpStatus, late.code], [503, 2], 'nobody knows whose it is');
    graph.limited.clear();
    const copies = () => graph.calls.filter(({ json }) => json?.clone_flow_id).length;
    assert.equal((await kapso.request('POST', `${waba}/flows`, { responseType: 'json', body: { name: 'copy', cloneFlowId: '900100' } })).id, '900100');
    assert.equal(copies(), 1);
    const taken = await refusalOf(kapso.request('POST', `${waba}/flows`, { responseType: 'json', body: { name: 'copy', cloneFlowId: '900101' } }));
    assert.deepEqual([taken.code, copies()], [100, 1]);
    const looks = graph.calls.filter(({ path, query }) => path === '/900100' && query.get('fields') === 'whatsapp_business_account').length;
    assert.ok(looks <= 4, `it was asked ${looks} times whose the flow is`); // once a thread
    const deletions = () => graph.calls.filter(({ method, path }) => method === 'DELETE' && path === '/900100').length;
    assert.deepEqual(await kapso.request('DELETE', '900100', { responseType: 'json' }), { success: true, validationErrors: [] });
    assert.equal(deletions(), 1);
    await refusalOf(kapso.media.delete({ phoneNumberId: pid, mediaId: '900100' })); // which is no file
    assert.equal(deletions(), 1);
  });

  test('without showing it our token, and without a call of another kind hidden in the query', async () => {
    const answer = await fetch(`${server.origin}/v23.0/${pid}?fields=id&access_token=${token}&method=delete&ids=1,2`);
    assert.equal(answer.status, 200);
    assert.deepEqual([last().method, [...last().query.keys()]], ['GET', ['fields']]);
    const changed = await fetch(`${server.origin}/v23.0/${pid}/settings`, { method: 'POST', headers: { 'X-API-Key': token },
      body: new URLSearchParams({ method: 'get', access_token: token, pin: '1' }) });
    assert.equal(changed.status, 200);
    assert.equal(last().body.toString(), 'pin=1');
  });

  test('for pages, whose links lead here and hold no token', async () => {
    const get = async (url) => {
      const answer = await fetch(url, { headers: { 'X-API-Key': token } });
      const body = await answer.text();
      assert.ok(!body.includes('EAAG-good'), body);
      assert.ok(!body.includes('access_token'), body);
      return JSON.parse(body);
    };
    for (const prefix of ['/v23.0', '/meta/whatsapp/v21.0']) {
      const names = [];
      for (let url = `${server.origin}${prefix}/${waba}/message_templates?limit=50`, page = 0; url; ++page) {
        const { data, paging } = await get(url);
        names.push(...data.map(({ name }) => name));
        assert.equal(paging.previous, page && `${server.origin}${prefix}/${waba}/message_templates?pretty=0&limit=50&before=${50 * page}` || undefined);
        url = paging.next;
      }
      assert.equal(new Set(names).size, 130);
    }
  });

  test('for members of what is named alone, not of what is behind it', async () => {
    const asked = graph.calls.length;
    const walk = 'owner_business{owned_whatsapp_business_accounts{phone_numbers}}';
    for (const path of [pid, waba, `${waba}/message_templates`, `${waba}/message_templates/70001`, '900100'])
      for (const fields of [walk, 'owner_business.fields(owned_whatsapp_business_accounts)', `id,${walk}`]) {
        const answer = await fetch(`${server.origin}/v23.0/${path}?fields=${encodeURIComponent(fields)}`, { headers: { 'X-API-Key': token } });
        const { error } = await answer.json();
        assert.deepEqual([answer.status, error.code, error.type], [400, 100, 'OAuthException'], path);
      }
    assert.equal(graph.calls.length, asked);
  });
});

describe('files', () => {
  const bytes = new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10, ...Array.from({ length: 3000 }, (_, i) => i % 251)]);

  test('go up, are told of and go away', async () => {
    const { id } = await kapso.media.upload({ phoneNumberId: pid, type: 'image/png', file: bytes, fileName: 'a.png' });
    assert.deepEqual(new Uint8Array(graph.files.get(id).bytes), bytes);
    assert.equal(graph.files.get(id).type, 'image/png');
    const told = await kapso.media.get({ phoneNumberId: pid, mediaId: id });
    assert.deepEqual([told.id, told.url, told.fileSize, told.mimeType], [id, told.downloadUrl, bytes.length, 'image/png']);
    assert.ok(new Date(told.downloadUrlExpiresAt) > new Date());
    assert.deepEqual(new Uint8Array(await kapso.media.download({ phoneNumberId: pid, mediaId: id })), bytes);
    const sent = await kapso.messages.sendImage({ phoneNumberId: pid, to, image: { id } });
    assert.equal(graph.sends.at(-1).asked.image.id, id);
    assert.equal((await kapso.messages.get({ phoneNumberId: pid, messageId: sent.messages[0].id })).image.id, id);
    assert.deepEqual(await kapso.media.delete({ phoneNumberId: pid, mediaId: id }), { success: true });
    for (const query of [`?phone_number_id=${pid}`, '']) {
      const deleted = await fetch(`${server.origin}/v23.0/${id}${query}`, { headers: { 'X-API-Key': token } });
      const { error } = await deleted.json();
      assert.deepEqual([deleted.status, error?.code, error?.error_subcode], [400, 100, 33]);
    }
    assert.equal((await fetch(told.downloadUrl)).status, 410);
    const gone = await refusalOf(kapso.media.get({ phoneNumberId: pid, mediaId: '404404' }));
    assert.deepEqual([gone.code, gone.errorSubcode], [100, 33]);
    const rivals = await refusalOf(kapso.media.get({ phoneNumberId: '106540352242999', mediaId: id }));
    assert.deepEqual([rivals.code, rivals.errorSubcode], [100, 33]);
  });

  test('that come with messages are kept, and outlive Meta', async () => {
    graph.files.set('880088', { bytes: Buffer.from(bytes), type: 'image/png' });
    const image = { id: '880088', mime_type: 'image/png', sha256: createHash('sha256').update(bytes).digest('base64'), caption: 'Look' };
    await received([{ from: ann, id: 'wamid.image', timestamp: '1780000900', type: 'image', image }]);
    const shown = () => kapso.messages.get({ phoneNumberId: pid, messageId: 'wamid.image' });
    for (let i = 0; i < 200 && (await shown()).kapso.mediaData.byteSize === null; ++i) await sleep(50);
    graph.files.delete('880088');
    const { image: told, kapso: { hasMedia, mediaData, mediaUrl, content } } = await shown();
    assert.deepEqual([told.id, told.caption, hasMedia, content], ['880088', 'Look', true, 'Look']);
    assert.deepEqual([mediaData.url, mediaData.byteSize, mediaData.contentType], [mediaUrl, bytes.length, 'image/png']);
    const answer = await fetch(mediaUrl);
    assert.deepEqual(new Uint8Array(await answer.arrayBuffer()), bytes);
    assert.deepEqual(new Uint8Array(await kapso.media.download({ phoneNumberId: pid, mediaId: '880088' })), bytes);
    const { url } = await other.media.getURL({ mediaID: '880088' }).json();
    assert.deepEqual(new Uint8Array(await (await fetch(url)).arrayBuffer()), bytes);
    const rivals = await refusalOf(kapso.media.get({ phoneNumberId: '106540352242999', mediaId: '880088' }));
    assert.deepEqual([rivals.code, rivals.errorSubcode], [100, 33]);
  });

  test('of another number of the organization are told of and deleted without naming it', async () => {
    const { id: org } = await store.addOrganization('Twice');
    const numbers = ['106540352242941', '106540352242942'];
    const file = join(temporaryFolder(), 'token');
    writeFileSync(file, 'EAAG-good', { mode: 0o600 });
    for (const [i, each] of numbers.entries())
      await store.json(['sender', 'add', '--org', String(org), '--phone-number-id', each, '--phone', `1555078500${i}`, '--waba', '102290129340941',
        '--access-token-file', file]);
    graph.numbers.push(...numbers);
    const { token: theirs } = await store.json(['token', 'add', '--org', String(org), '--api', 'meta']);
    const ask = async (method, path) => {
      const answer = await fetch(`${server.origin}/v23.0/${path}`, { method, headers: { 'X-API-Key': theirs } });
      return { status: answer.status, ...(await answer.json()) };
    };
    const client = new WhatsAppClient({ baseUrl: `${server.origin}/meta/whatsapp`, kapsoApiKey: theirs });
    const { id } = await client.media.upload({ phoneNumberId: numbers[1], type: 'image/png', file: bytes, fileName: 'a.png' });
    assert.equal((await ask('GET', id)).id, id);
    assert.equal((await ask('GET', `${id}?phone_number_id=${numbers[0]}`)).status, 400);
    assert.equal((await ask('DELETE', `${id}?phone_number_id=${numbers[0]}`)).status, 400);
    assert.ok(graph.files.has(id));
    assert.deepEqual(await ask('DELETE', id), { status: 200, success: true });
    assert.ok(!graph.files.has(id));
    assert.equal((await ask('GET', id)).status, 400);
  });

  test('go up by the other client too', async () => {
    const { id } = await other.media.upload({ phoneNumberID: pid, file: new Blob([bytes]), filename: 'b.png', mimeType: 'image/png' }).json();
    assert.deepEqual(new Uint8Array(graph.files.get(id).bytes), bytes);
    assert.equal((await other.media.getURL({ mediaID: id, phoneNumberID: pid }).json()).id, id);
    assert.equal((await other.media.getURL({ mediaID: id }).json()).id, id);
    assert.deepEqual(await other.media.delete({ mediaID: id }).json(), { success: true });
  });
});

describe('the other client', () => {
  test('sends and reads marks', async () => {
    const answer = await other.message.createMessage({ phoneNumberID: pid, to, type: 'text', text: { body: 'Hi' } }).json();
    assert.deepEqual(answer, { messaging_product: 'whatsapp', contacts: [{ input: to, wa_id: ann }], messages: [{ id: graph.sends.at(-1).wamid }] });
    const template = await other.message.createMessage({ phoneNumberID: pid, to, type: 'template', template: { name: 'hello', language: { code: 'en_US' } } }).json();
    assert.equal(template.messages[0].message_status, 'accepted');
    const { data } = await kapso.messages.query({ phoneNumberId: pid, direction: 'outbound', limit: 2 });
    assert.deepEqual(data.map(({ id }) => id), [template.messages[0].id, answer.messages[0].id]);
    assert.deepEqual(await other.message.createStatus({ phoneNumberID: pid, status: 'read', message_id: 'wamid.target' }).json(), { success: true });
  });

  test('asks Meta', async () => {
    assert.equal((await other.phoneNumbers.getPhoneNumber({ phoneNumberID: pid, fields: ['verified_name'] }).json()).asked, 'verified_name');
    assert.equal((await other.phoneNumbers.listPhoneNumbers({ businessAccountID: waba }).json()).data[0].id, pid);
    assert.deepEqual(await other.phoneNumbers.updatePhoneNumber({ phoneNumberID: pid, new_display_name: 'New' }).json(), { success: true });
    assert.equal(last().query.get('new_display_name'), 'New');
    assert.equal((await other.businessProfile.getBusinessProfile({ phoneNumberID: pid, fields: ['about'] }).json()).data[0].about, 'We sell');
    assert.deepEqual(await other.businessProfile.updateBusinessProfile({ phoneNumberID: pid, about: 'x' }).json(), { success: true });
    assert.equal((await other.template.list(waba, { limit: 3 }).json()).data.length, 3);
    assert.equal((await other.template.create(waba, { name: 'n', category: 'UTILITY', language: 'en_US', components: [] }).json()).id, '70999');
    assert.deepEqual(await other.template.delete(waba, { name: 'n' }).json(), { success: true });
    assert.equal((await other.whatsappBusinessAccount.get(waba).json()).name, 'Acme Business');
    assert.equal((await other.subscribedApps.listSubscriptions({ businessAccountID: waba }).json()).data.length, 1);
    assert.deepEqual(await other.subscribedApps.createSubscription({ businessAccountID: waba }).json(), { success: true });
  });

  test('is refused as Meta refuses', async () => {
    graph.refuse = () => [131047, 'Re-engagement message', 400];
    const { response } = await refusalOf(other.message.createMessage({ phoneNumberID: pid, to: '16505550009', type: 'text', text: { body: 'late' } }).json());
    const { error } = await response.json();
    assert.deepEqual([response.status, error.code, error.message, error.type, error.error_data.details],
      [400, 131047, '(#131047) Re-engagement message', 'OAuthException', 'As the stand-in was told']);
    const stranger = new CloudApi({ prefixUrl: server.origin, request: { headers: { Authorization: 'Bearer nonsense' }, retry: 0 } });
    const denied = await refusalOf(stranger.whatsappBusinessAccount.get(waba).json());
    assert.deepEqual([denied.response.status, (await denied.response.json()).error.code], [401, 190]);
  });
});

test('a message of which nobody knows whether it went is answered as taken, and found by that id for good', async () => {
  const take = graph.take;
  graph.take = function (request, reply, bytes) {
    if (bytes.toString().includes('lost answer')) {
      graph.lost = JSON.parse(bytes.toString());
      return request.socket.destroy();
    }
    return take.call(this, request, reply, bytes);
  };
  const answer = await kapso.messages.sendText({ phoneNumberId: pid, to: '+16505550123', body: 'lost answer' });
  graph.take = take;
  const [{ id, messageStatus }] = answer.messages;
  assert.match(id, /^parley\./);
  assert.equal(messageStatus, 'accepted');
  assert.equal((await kapso.messages.get({ phoneNumberId: pid, messageId: id })).kapso.status, 'pending');
  await server.client.post(statuses([status('wamid.found', 'delivered', { to: '16505550123', biz_opaque_callback_data: graph.lost.biz_opaque_callback_data })]));
  const found = await kapso.messages.get({ phoneNumberId: pid, messageId: id });
  assert.deepEqual([found.id, found.kapso.status], ['wamid.found', 'delivered']);
});
