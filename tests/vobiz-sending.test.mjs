// Vobiz's clients send: every type reaches Meta once, what becomes of it is told, templates are Meta's, and channels come,
// change and go. Over a stand-in for the Graph API.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Graph } from './lib/graph.mjs';
import { messages, number, status, statuses, text } from './lib/meta.mjs';
import { Server, Store, temporaryFolder } from './lib/parley.mjs';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const second = { id: '106540352242777', display_phone_number: '+1 555-078-3777', verified_name: 'Second Shop' };
const current = '/api/v1/messaging', legacy = '/v1/messaging';
let graph, store, server, headers, channel;

const ask = async (method, path, json, more = {}, at = server) => {
  const reply = await fetch(at.origin + path, {
    method, headers: { ...headers, ...(json !== undefined && { 'Content-Type': 'application/json' }), ...more },
    body: json === undefined ? undefined : JSON.stringify(json),
  });
  const words = await reply.text();
  return { http: reply.status, words, ...(words && JSON.parse(words)) };
};
const send = (to, more, headers, path = `${current}/messages`) =>
  ask('POST', path, { channel_id: channel, waba_id: number.waba, to, ...more }, headers);
const sendText = (to, body, ...rest) => send(to, { type: 'text', text: { body } }, ...rest);
const shown = (id, path = current) => ask('GET', `${path}/messages/${id}`);
const soon = async (is, limit = 15_000) => {
  for (const end = Date.now() + limit; ;) {
    const value = await is();
    if (value || Date.now() > end) return value;
    await sleep(20);
  }
};
const becomes = (id, word) => soon(async () => {
  const told = await shown(id);
  return told.status === word && told;
});
const refused = (answer, http, code) => assert.deepEqual([answer.http, answer.error?.code], [http, code], answer.words);
const error = (code, details, more = {}) => ({ status: 400, error: { message: `(#${code}) No`, code, error_data: { details } }, ...more });

before(async () => {
  graph = await Graph.start();
  store = new Store();
  const { id } = await store.addOrganization('Acme');
  const token = join(temporaryFolder(), 'token');
  writeFileSync(token, 'EAAG-good', { mode: 0o600 });
  await store.json(['sender', 'add', '--org', String(id), '--phone-number-id', number.phoneNumberId, '--phone', number.phone,
    '--waba', number.waba, '--access-token-file', token]);
  const pair = await store.json(['token', 'add', '--org', String(id), '--api', 'vobiz']);
  headers = { 'X-Auth-ID': pair.auth_id, 'X-Auth-Token': pair.auth_token };
  server = await Server.start(store, { args: ['--graph-url', graph.url, '--sends-per-second', '100000'] });
  channel = (await ask('GET', `${current}/channels/whatsapp`)).items[0].id;
});
beforeEach(() => {
  graph.answer = () => ({});
  graph.manage = () => undefined;
});
after(async () => {
  await server.stop();
  graph.stop();
});

describe('a message', () => {
  test('is pending, then sent, delivered and read; its id stays', async () => {
    const answered = await sendText('+16505552001', 'hello');
    assert.deepEqual([answered.http, answered.status, answered.direction, answered.meta_message_id], [201, 'pending', 'outbound', null]);
    assert.match(answered.id, uuid);
    assert.equal(answered.content, '{"body":"hello"}');
    const sent = await becomes(answered.id, 'sent');
    const [reached] = graph.of('hello');
    assert.equal(sent.meta_message_id, reached.wamid);
    assert.equal(reached.path, `/v23.0/${number.phoneNumberId}/messages`);
    for (const word of ['delivered', 'read']) {
      await server.client.post(statuses([status(reached.wamid, word, { to: '16505552001', biz_opaque_callback_data: reached.tag })]));
      assert.equal((await shown(answered.id)).status, word);
    }
    const list = await ask('GET', `${current}/conversations/${answered.conversation_id}/messages`);
    assert.deepEqual(list.items.map(({ id, status: word }) => [id, word]), [[answered.id, 'read']]);
  });

  test('in the legacy state has the same id and fate', async () => {
    for (const path of [`${legacy}/messages`, `${legacy}/send`]) {
      const answered = await ask('POST', path, { channel_id: channel, to: '+16505552002', type: 'text', text: { body: path } });
      assert.deepEqual([answered.http, answered.to, answered.status, answered.type], [201, '+16505552002', 'pending', 'text']);
      assert.ok(await becomes(answered.id, 'sent'));
      const list = await ask('GET', `${legacy}/conversations/${answered.conversation_id}/messages`);
      assert.deepEqual([list.data[0].id, list.data[0].body, list.data[0].status], [answered.id, path, 'sent']);
    }
  });

  test('of every type reaches Meta as it is', async () => {
    const link = 'https://example.org/file';
    const cases = [
      [{ type: 'text', text: { body: 'a text' } }, { body: 'a text' }],
      [{ type: 'image', media: { link, caption: 'A' } }, { link, caption: 'A' }],
      [{ type: 'image', image: { url: link } }, { link }],
      [{ type: 'video', media: { id: '7', caption: 'V' } }, { id: '7', caption: 'V' }],
      [{ type: 'audio', media: { link } }, { link }],
      [{ type: 'document', media: { link, filename: 'bill.pdf' } }, { link, filename: 'bill.pdf' }],
      [{ type: 'sticker', media: { id: '8' } }, { id: '8' }],
      [{ type: 'template', template: { name: 'order', language: { code: 'en_US' }, category: 'UTILITY' } },
        { name: 'order', language: { code: 'en_US' } }],
      [{ type: 'template', template: { name: 'order', language: 'en', parameters: ['7'] } },
        { name: 'order', language: { code: 'en' }, components: [{ type: 'body', parameters: [{ type: 'text', text: '7' }] }] }],
      [{ type: 'location', location: { latitude: 1.5, longitude: 2 } }, { latitude: 1.5, longitude: 2 }],
      [{ type: 'contacts', contacts: [{ name: { formatted_name: 'Ann', first_name: 'Ann' } }] },
        [{ name: { formatted_name: 'Ann', first_name: 'Ann' } }]],
      [{ type: 'interactive', interactive: { type: 'cta_url', body: { text: 'x' }, action: { name: 'cta_url', parameters: { display_text: 'Open', url: link } } } },
        { type: 'cta_url', body: { text: 'x' }, action: { name: 'cta_url', parameters: { display_text: 'Open', url: link } } }],
    ];
    for (const [said, object] of cases) {
      const before = graph.sends.length;
      const answered = await send('+16505552003', said);
      assert.equal(answered.http, 201, answered.words);
      assert.equal(answered.type, said.type);
      assert.ok(await becomes(answered.id, 'sent'));
      const [reached, ...more] = graph.sends.slice(before);
      assert.deepEqual([reached.asked.type, reached.asked[said.type], more.length], [said.type, object, 0]);
    }
  });

  test('that Meta refuses fails with its code and words, in both states', async () => {
    graph.answer = () => error(131026, 'not on WhatsApp');
    const answered = await sendText('+16505552004', 'refused');
    const failed = await becomes(answered.id, 'failed');
    assert.deepEqual([failed.error_code, failed.error_desc], ['131026', 'not on WhatsApp']);
    const old = await shown(answered.id, legacy);
    assert.deepEqual([old.status, old.error_code, old.error_desc], ['failed', '131026', 'not on WhatsApp']);
  });

  test('outside of the window is taken, and fails as Meta decides', async () => {
    graph.answer = ({ asked }) => (asked.type === 'template' ? {} : error(131047, 'More than 24 hours'));
    const answered = await sendText('+16505552005', 'too late');
    assert.equal(answered.http, 201);
    assert.equal((await becomes(answered.id, 'failed')).error_code, '131047');
    const template = await send('+16505552005', { type: 'template', template: { name: 'hi', language: { code: 'en' } } });
    assert.ok(await becomes(template.id, 'sent'));
    const day = 24 * 3600, now = Math.floor(Date.now() / 1000);
    const wrote = (at) => server.client.post(messages([text('hi', { from: '16505552005', at })]));
    const window = async () => {
      const { items } = await ask('GET', `${current}/conversations`);
      return items.find(({ id }) => id === answered.conversation_id);
    };
    await wrote(now - day - 1);
    assert.equal((await window()).status, 'closed');
    await wrote(now - day + 60);
    const { status: word, expires_at } = await window();
    assert.deepEqual([word, Date.parse(expires_at) / 1000], ['open', now + 60]);
  });

  test('of which nobody knows whether it went is pending until its status comes', async () => {
    graph.answer = ({ text: body }) => ({ cut: body === 'lost' });
    const answered = await sendText('+16505552006', 'lost');
    assert.ok(await soon(() => graph.of('lost').length === 1));
    await sleep(1500);
    assert.equal(graph.of('lost').length, 1);
    assert.equal((await shown(answered.id)).status, 'pending');
    const [{ wamid, tag }] = graph.of('lost');
    await server.client.post(statuses([status(wamid, 'delivered', { to: '16505552006', biz_opaque_callback_data: tag })]));
    const told = await shown(answered.id);
    assert.deepEqual([told.status, told.meta_message_id], ['delivered', wamid]);
  });

  test('that 30 ask for under one key goes once', async () => {
    const key = { 'Idempotency-Key': 'vobiz-1' };
    const all = await Promise.all(Array.from({ length: 30 }, () => sendText('+16505552007', 'once', key)));
    for (const each of all) assert.equal(each.words, all[0].words);
    assert.ok(await becomes(all[0].id, 'sent'));
    assert.equal(graph.of('once').length, 1);
    refused(await sendText('+16505552007', 'other', key), 409, 'CONFLICT');
  });

  test('that cannot be sent is refused at once', async () => {
    const before = graph.sends.length;
    refused(await sendText('16505552008', 'x'), 400, 'INVALID_NUMBER');
    refused(await send('+16505552008', { type: 'text', text: { body: 'x' }, waba_id: '1' }), 400, 'INVALID_CHANNEL');
    refused(await send('+16505552008', { type: 'text', text: { body: 'x' }, channel_id: 'x' }), 400, 'INVALID_CHANNEL');
    refused(await send('+16505552008', { type: 'text' }), 400, 'BAD_REQUEST');
    refused(await send('+16505552008', { type: 'template', template: { name: 'x' } }), 400, 'PARAMETER_ERROR');
    await sleep(200);
    assert.equal(graph.sends.length, before);
  });
});

describe('templates', () => {
  const all = Array.from({ length: 7 }, (_, i) => ({
    id: String(1026000 + i), name: `order_${i}`, language: 'en_US', category: 'UTILITY', status: i % 3 ? 'APPROVED' : 'PENDING',
    components: [{ type: 'BODY', text: `Hi ${i}` }], quality_score: { score: 'GREEN' },
  }));
  // Three a page, by Meta's cursors.
  const manage = ({ method, path, asked }) => {
    const url = new URL(path, 'http://graph');
    if (!url.pathname.endsWith(`/${number.waba}/message_templates`)) return undefined;
    if (method === 'POST') return { body: { id: '1026999', status: 'PENDING', category: asked.category } };
    const fit = all.filter(({ status: word }) => word === (url.searchParams.get('status') ?? word));
    const from = Number(url.searchParams.get('after') ?? 0);
    const next = from + 3 < fit.length ? { next: 'https://more' } : {};
    return { body: { data: fit.slice(from, from + 3), paging: { cursors: { before: '0', after: String(from + 3) }, ...next } } };
  };
  const list = (query = '', path = current) => ask('GET', `${path}/channels/${channel}/templates${query}`);
  const sync = () => ask('POST', `${current}/channels/${channel}/templates/sync`);

  test('are listed page by page, in each state', async () => {
    graph.manage = manage;
    const whole = await list();
    assert.deepEqual([whole.http, whole.total, whole.page, whole.limit, whole.has_more, whole.items.length], [200, 7, 1, 20, false, 7]);
    assert.deepEqual(whole.items[0].components, { components: all[6].components });
    assert.deepEqual([whole.items[0].status, whole.items[0].meta_template_id, whole.items[0].quality_score], ['PENDING_REVIEW', '1026006', 'GREEN']);
    for (const name of ['created_at', 'updated_at']) assert.ok(Math.abs(Date.parse(whole.items[0][name]) - Date.now()) < 60_000, whole.words);
    assert.match(whole.items[0].id, uuid);
    const walked = [];
    for (let page = 1, more = true; more; ++page) {
      const answer = await list(`?limit=1&page=${page}`);
      walked.push(...answer.items.map(({ name }) => name));
      more = answer.has_more;
      assert.ok(page < 20);
    }
    assert.deepEqual(walked, all.map(({ name }) => name).reverse());
    const pending = await list('?status=PENDING_REVIEW');
    assert.equal(pending.total, 3);
    const old = await list('?status=PENDING', legacy);
    assert.deepEqual([old.meta.total, old.data[0].status, old.data[0].components], [3, 'PENDING', all[6].components]);
    assert.equal(graph.calls.at(-1).token, 'Bearer EAAG-good');
    const calls = graph.calls.length;
    await list();
    assert.equal(graph.calls.length, calls, 'what is kept is not asked for again');
  });

  test('are made at Meta and counted there', async () => {
    graph.manage = manage;
    const body = { name: 'order_new', language: 'en_US', category: 'UTILITY', components: [{ type: 'BODY', text: 'Hi {{1}}', example: { body_text: [['x']] } }] };
    const made = await ask('POST', `${current}/channels/${channel}/templates`, body);
    assert.deepEqual([made.http, made.status, made.quality_score, made.name, made.meta_template_id], [201, 'PENDING_REVIEW', 'UNKNOWN', 'order_new', '1026999']);
    assert.deepEqual(made.components, { components: body.components });
    assert.deepEqual(graph.calls.at(-1).asked, body);
    const listed = (await list()).items.find(({ id }) => id === made.id);
    assert.deepEqual([listed.name, listed.created_at], ['order_new', made.created_at]);
    await sleep(5);
    assert.deepEqual((await sync()).words, '{"synced":7}');
  });

  test('that Meta refuses are refused in its words', async () => {
    const no = (code, more) => () => ({ status: 400, body: { error: { message: `(#${code}) No`, code, ...more } } });
    const body = { name: 'order', language: 'en_US', category: 'UTILITY', components: [{ type: 'BODY', text: 'Hi' }] };
    const make = () => ask('POST', `${current}/channels/${channel}/templates`, body);
    graph.manage = no(100, { error_user_msg: 'The text is too short' });
    const short = await make();
    refused(short, 400, 'BAD_REQUEST');
    assert.equal(short.error.message, 'The text is too short');
    graph.manage = no(100, { error_subcode: 2388024, error_user_msg: 'There is English content already' });
    refused(await make(), 409, 'CONFLICT');
  });

  test('that Meta does not list are not asked for wrongly, and those that are kept stand', async () => {
    const no = (status, code, more) => () => ({ status, body: { error: { message: `(#${code}) No`, code, ...more } } });
    graph.manage = manage;
    await sync();
    const second_page = (odd) => (call) => (call.path.includes('after=') ? { body: odd } : manage(call));
    const cases = [[no(401, 190), 403, 'FORBIDDEN'], [no(403, 10), 403, 'FORBIDDEN'], [no(400, 100, { error_subcode: 33 }), 403, 'FORBIDDEN'],
      [no(400, 100), 503, 'SERVICE_UNAVAILABLE'], [no(400, 4), 503, 'SERVICE_UNAVAILABLE'], [no(400, 80008), 503, 'SERVICE_UNAVAILABLE'],
      [() => ({ body: 'no list' }), 503, 'SERVICE_UNAVAILABLE'], [second_page({ success: true }), 503, 'SERVICE_UNAVAILABLE']];
    for (const [answer, http, code] of cases) {
      graph.manage = answer;
      refused(await sync(), http, code);
      assert.equal((await list()).total, 7);
    }
    graph.manage = manage;
    assert.equal((await sync()).synced, 7);
  });

  test('that Meta does not have are not sent, in either state', async () => {
    graph.manage = manage;
    const before = graph.sends.length;
    const unknown = { type: 'template', template: { name: 'never_heard_of', language: { code: 'en_US' } } };
    refused(await send('+16505552009', unknown), 400, 'TEMPLATE_NOT_FOUND');
    for (const path of [`${legacy}/messages`, `${legacy}/send`])
      refused(await ask('POST', path, { channel_id: channel, to: '+16505552009', ...unknown }), 400, 'TEMPLATE_NOT_FOUND');
    const known = await send('+16505552009', { type: 'template', template: { name: 'order_1', language: { code: 'en_US' } } });
    assert.equal(known.http, 201, known.words);
    assert.ok(await becomes(known.id, 'sent'));
    assert.equal(graph.sends.length, before + 1);
  });
});

describe('channels', () => {
  const manage = ({ path, token }) => {
    const url = new URL(path, 'http://graph');
    const expired = { status: 401, body: { error: { message: 'Session has expired', code: 190 } } };
    if (token !== 'Bearer EAAG-second' && token !== 'Bearer EAAG-third') return expired;
    if (url.pathname.endsWith('/555/phone_numbers')) {
      const first = !url.searchParams.has('after');
      return { body: { data: first ? [{ id: '1', display_phone_number: '+1 555-000-0001' }] : [second],
        paging: { cursors: { after: 'a' }, ...(first && { next: 'https://more' }) } } };
    }
    return url.pathname.endsWith(`/${second.id}`) ? { body: second } : undefined;
  };
  const body = { waba_id: '555', phone_number_id: second.id, phone_number: '+15550783777', number_onboarding_mode: 'bring_your_own',
    number_provider: 'meta_direct', access_token: 'EAAG-second', display_name: 'Second' };
  const make = (more = {}, path = current) => ask('POST', `${path}/channels/whatsapp`, { ...body, ...more });
  const theirs = { phoneNumberId: second.id, phone: '15550783777', waba: '555' };

  test('come with a number that Meta says is theirs, send and receive, and go', async () => {
    graph.manage = manage;
    refused(await make({ access_token: 'EAAG-bad' }), 403, 'FORBIDDEN');
    refused(await make({ phone_number: '+15550783778' }), 400, 'BAD_REQUEST');
    refused(await make({ phone_number_id: '2' }), 400, 'BAD_REQUEST');
    // What came before the number was known waits for it.
    await server.client.post(messages([text('early', { from: '16505552100' })], { ours: theirs }));
    const made = await make({ number_onboarding_mode: 'embedded_signup' });
    assert.deepEqual([made.http, made.status, made.display_name, made.phone_number], [201, 'active', 'Second', '+15550783777'], made.words);
    assert.deepEqual([made.verification_status, made.number_onboarding_mode], ['pending', 'embedded_signup']);
    const listed = (await ask('GET', `${current}/channels/whatsapp`)).items.find(({ id }) => id === made.id);
    assert.equal(listed.verification_status, 'verified');
    assert.ok(!made.words.includes('EAAG'));
    refused(await make(), 409, 'CONFLICT');
    const conversation = await soon(async () => {
      const { items } = await ask('GET', `${current}/conversations`);
      return items.find(({ channel_id }) => channel_id === made.id);
    });
    assert.ok(conversation, 'what waited was applied');
    const sendSecond = (words) => send('+16505552100', { type: 'text', text: { body: words }, channel_id: made.id, waba_id: '555' });
    const sent = await sendSecond('from the second');
    assert.ok(await becomes(sent.id, 'sent'));
    const [reached] = graph.of('from the second');
    assert.deepEqual([reached.path, reached.token], [`/v23.0/${second.id}/messages`, 'Bearer EAAG-second']);

    const changed = await ask('PUT', `${current}/channels/whatsapp/${made.id}`, { display_name: 'Renamed', access_token: 'EAAG-third' });
    assert.deepEqual([changed.http, changed.display_name], [200, 'Renamed']);
    assert.ok(await becomes((await sendSecond('with another token')).id, 'sent'));
    assert.equal(graph.of('with another token')[0].token, 'Bearer EAAG-third');

    const key = { 'Idempotency-Key': 'before it goes' };
    const underKey = () => send('+16505552100', { type: 'text', text: { body: 'under a key' }, channel_id: made.id, waba_id: '555' }, key);
    const once = await underKey();
    assert.ok(await becomes(once.id, 'sent'));

    // What waits for a channel that goes fails.
    graph.answer = ({ text: words }) => words === 'waits' ? { status: 500, error: { message: 'x', code: 131016 } } : {};
    const waits = await sendSecond('waits');
    assert.ok(await soon(() => graph.sends.length > 0));
    const gone = await ask('DELETE', `${current}/channels/whatsapp/${made.id}`);
    assert.deepEqual([gone.http, gone.words], [204, '']);
    const failed = await becomes(waits.id, 'failed');
    assert.equal(failed?.error_code, '133010');
    refused(await ask('DELETE', `${current}/channels/whatsapp/${made.id}`), 404, 'CHANNEL_NOT_FOUND');
    refused(await sendSecond('no more'), 400, 'INVALID_CHANNEL');
    const repeated = await underKey();
    assert.deepEqual([repeated.http, repeated.words], [201, once.words], 'what was sent before is answered as it was');
    assert.equal(graph.of('under a key').length, 1);
    const { items } = await ask('GET', `${current}/conversations`);
    assert.equal(items.find(({ id }) => id === conversation.id).status, 'closed');

    const again = await make({ display_name: undefined }, legacy);
    assert.deepEqual([again.http, again.id, again.display_name], [201, made.id, 'Second Shop'], again.words);
    assert.ok(await becomes((await sendSecond('back')).id, 'sent'));

    // Taken away while Meta is asked about its new token.
    let deleted;
    graph.other = async (request) => {
      if (deleted || !request.url.includes(`/${second.id}?`)) return undefined;
      deleted = await ask('DELETE', `${current}/channels/whatsapp/${made.id}`);
      return undefined;
    };
    const late = await ask('PUT', `${current}/channels/whatsapp/${made.id}`, { display_name: 'Late', access_token: 'EAAG-third' });
    graph.other = () => undefined;
    assert.equal(deleted.http, 204);
    refused(late, 404, 'CHANNEL_NOT_FOUND');
  });

  test('are verified by a code that Meta sends', async () => {
    graph.manage = ({ method, path }) => method === 'POST' && /\/(request|verify)_code$/.test(path) ? { body: { success: true } } : undefined;
    const base = `${current}/numbers/whatsapp/bring-your-own`;
    const phone_number = `+${number.phone}`;
    const asked = await ask('POST', `${base}/verify`, { phone_number, verification_method: 'sms' });
    assert.deepEqual([asked.http, asked.id, asked.phone_number, asked.status], [200, channel, phone_number, 'pending']);
    const { path, asked: told } = graph.calls.at(-1);
    assert.deepEqual([path, told], [`/v23.0/${number.phoneNumberId}/request_code`, { code_method: 'SMS', language: 'en_US' }]);
    const confirmed = await ask('POST', `${base}/confirm`, { phone_number, otp_code: '123-456' });
    assert.deepEqual([confirmed.http, confirmed.status, graph.calls.at(-1).asked], [200, 'verified', { code: '123456' }]);
    graph.manage = () => ({ status: 400, body: { error: { message: '(#136025) No', code: 136025, error_user_msg: 'The code is wrong' } } });
    refused(await ask('POST', `${base}/confirm`, { phone_number, otp_code: '1' }), 400, 'BAD_REQUEST');
  });

  test('are suspended where Meta refuses their token, until they get another one', async () => {
    const expired = { status: 401, error: { message: 'Access token has expired', code: 190 } };
    graph.answer = ({ token }) => (token === 'Bearer EAAG-good' ? expired : {});
    const held = await sendText('+16505552200', 'held');
    const word = async () => (await ask('GET', `${current}/channels/whatsapp`)).items.find(({ id }) => id === channel).status;
    assert.ok(await soon(async () => (await word()) === 'suspended'));
    assert.equal((await shown(held.id)).status, 'pending');
    graph.manage = ({ path, token }) => token === 'Bearer EAAG-new' && path.includes(`/${number.phoneNumberId}?`)
      ? { body: { id: number.phoneNumberId, display_phone_number: number.phone } }
      : { status: 401, body: { error: { message: 'Session has expired', code: 190 } } };
    refused(await ask('PUT', `${current}/channels/whatsapp/${channel}`, { access_token: 'EAAG-worse' }), 403, 'FORBIDDEN');
    assert.equal(await word(), 'suspended');
    const renewed = await ask('PUT', `${current}/channels/whatsapp/${channel}`, { access_token: 'EAAG-new' });
    assert.deepEqual([renewed.http, renewed.status], [200, 'active']);
    assert.ok(await becomes(held.id, 'sent'));
    assert.equal(graph.of('held')[0].token, 'Bearer EAAG-new');
  });
});
