// What a Kirim client sends, reads and asks of templates, from its request to Meta and back, over a stand-in for the Graph API.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Account } from './lib/account.mjs';
import { messages, newWamid, number, status, statuses, text } from './lib/meta.mjs';
import { engine, Server, Store, temporaryFolder } from './lib/parley.mjs';

const pid = number.phoneNumberId;
const silent = { phoneNumberId: '106540352242929', phone: '15550783889', waba: '102290129340399' };
let graph, store, server, key, organization;

const tokenFile = (secret) => {
  const file = join(temporaryFolder(), 'token');
  writeFileSync(file, secret, { mode: 0o600 });
  return file;
};
const addSender = (ours, ...more) => store.json(['sender', 'add', '--org', String(organization), '--phone-number-id',
  ours.phoneNumberId, '--phone', ours.phone, '--waba', ours.waba, ...more]);
const renew = (secret) =>
  store.json(['sender', 'renew', '--phone-number-id', pid, '--access-token-file', tokenFile(secret)]);
const serve = (...more) => Server.start(store, { args: ['--graph-url', graph.url, '--sends-per-second', '100000', ...more] });

before(async () => {
  graph = await Account.start();
  store = new Store();
  ({ id: organization } = await store.addOrganization('Acme'));
  await addSender(number, '--access-token-file', tokenFile('EAAG-good'));
  await addSender(silent);
  ({ token: key } = await store.json(['token', 'add', '--org', String(organization), '--api', 'kirim']));
  server = await serve();
});
beforeEach(() => {
  graph.answer = () => ({});
  graph.answerOther = () => ({});
});
after(async () => {
  await server.stop();
  graph.stop();
});

async function ask(method, path, { body, idempotencyKey } = {}) {
  const headers = { Authorization: `Bearer ${key}` };
  if (idempotencyKey) headers['Idempotency-Key'] = idempotencyKey;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const answer = await fetch(`${server.origin}/v1/${path}`, { method, headers, body: body && JSON.stringify(body) });
  const json = await answer.json();
  return { status: answer.status, headers: answer.headers, ...json };
}
const soon = async (is, limit = 15_000) => {
  for (const end = Date.now() + limit; ;) {
    const value = await is();
    if (value || Date.now() > end) return value;
    await sleep(20);
  }
};
const message = (members, more = {}) => ({ messaging_product: 'whatsapp', to: '+16505551234', ...members, ...more });
const send = (members, options = {}) => ask('POST', `${pid}/messages`, { body: message(members), ...options });
const get = async (id) => (await ask('GET', `${pid}/messages/${id}`)).data;
const nowSeconds = () => Math.floor(Date.now() / 1000);
const hear = async (body, more = {}) => {
  const id = newWamid();
  await server.client.post(messages([text(body, { id, at: nowSeconds(), ...more })]));
  return id;
};
const receipt = (wamid, more = {}) =>
  ask('POST', `${pid}/messages`, { body: { messaging_product: 'whatsapp', status: 'read', message_id: wamid, ...more } });

describe('a message', () => {
  const body = { text: 'Choose' };
  const buttons = [{ type: 'reply', reply: { id: 'y', title: 'Yes' } }];
  const kinds = [
    ['text', { body: 'hi', preview_url: true }],
    ['image', { link: 'https://files.example/a.png', caption: 'A' }],
    ['image', { id: '1166846181421424' }],
    ['video', { link: 'https://files.example/a.mp4' }],
    ['audio', { id: '1166846181421425' }],
    ['document', { link: 'https://files.example/a.pdf', caption: 'Bill', filename: 'bill.pdf' }],
    ['interactive', { type: 'cta_url', body, action: { name: 'cta_url', parameters: { display_text: 'Open', url: 'https://a.example' } } }],
    ['interactive', { type: 'list', body, action: { button: 'Show', sections: [{ title: 'One', rows: [{ id: '1', title: 'First' }] }] } }],
    ['interactive', { type: 'reply_buttons', body, action: { buttons } }, { type: 'button', body, action: { buttons } }],
    ['interactive', { type: 'button', body, action: { buttons } }],
  ];
  for (const [type, object, metas = object] of kinds) {
    test(`of type ${type}${object.type ? `, ${object.type}` : ''} goes to Meta as it asks`, async () => {
      const { status: code, data } = await send({ type, [type]: object });
      assert.equal(code, 200);
      assert.deepEqual([data.object, data.status, data.direction, data.type, data.message_id], ['message', 'pending', 'outbound', type, null]);
      const shown = await soon(async () => (await get(data.id)).message_id !== null && get(data.id));
      assert.equal(shown.status, 'sent');
      const sent = graph.sends.find(({ wamid }) => wamid === shown.message_id);
      assert.deepEqual([sent.asked.messaging_product, sent.asked.to, sent.asked.type], ['whatsapp', '+16505551234', type]);
      assert.deepEqual(sent.asked[type], metas);
      await server.client.post(statuses([status(sent.wamid, 'delivered', { at: nowSeconds(), biz_opaque_callback_data: sent.tag })]));
      assert.equal((await get(data.id)).status, 'delivered');
    });
  }

  test('answers one of the person', async () => {
    const wamid = await hear('question');
    const { data } = await send({ type: 'text', text: { body: 'quoting' }, context: { message_id: wamid } });
    assert.ok(await soon(() => graph.of('quoting').length === 1));
    assert.deepEqual(graph.of('quoting')[0].asked.context, { message_id: wamid });
    assert.ok(data.id);
  });

  test('that Meta refuses is told of by its status, with Kirim\'s code', async () => {
    graph.answer = () => ({ status: 400, error: { message: '(#131047) Re-engagement message', code: 131047, error_data: { details: 'more than 24 hours' } } });
    const { status: code, data } = await send({ type: 'text', text: { body: 'too late' } });
    assert.deepEqual([code, data.status, data.error], [200, 'pending', null]);
    const failed = await soon(async () => (await get(data.id)).status === 'failed' && get(data.id));
    assert.deepEqual([failed.error.code, failed.error.provider_code], ['outside_24h_window', 131047]);
  });

  test('under a key that fifty ask for goes once', async () => {
    const all = await Promise.all(Array.from({ length: 50 }, () =>
      send({ type: 'text', text: { body: 'fifty' } }, { idempotencyKey: 'fifty' })));
    assert.equal(new Set(all.map(({ data }) => data.id)).size, 1);
    assert.equal(all.filter(({ headers }) => headers.get('idempotent-replayed') === 'false').length, 1);
    assert.ok(await soon(() => graph.of('fifty').length === 1));
    const other = await send({ type: 'text', text: { body: 'another' } }, { idempotencyKey: 'fifty' });
    assert.deepEqual([other.status, other.error.code], [422, 'idempotency_key_reuse']);
  });

  test('whose answer was lost goes once, whoever asks again', async () => {
    const body = { type: 'text', text: { body: 'unheard' } };
    const cut = new AbortController();
    const lost = fetch(`${server.origin}/v1/${pid}/messages`, {
      method: 'POST', signal: cut.signal, body: JSON.stringify(message(body)),
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json', 'Idempotency-Key': 'unheard' },
    }).catch(() => {});
    await soon(() => graph.of('unheard').length === 1);
    cut.abort();
    await lost;
    const again = await send(body, { idempotencyKey: 'unheard' });
    assert.deepEqual([again.status, again.headers.get('idempotent-replayed')], [200, 'true']);
    await sleep(300);
    assert.equal(graph.of('unheard').length, 1);
  });

  test('that cannot be sent is refused with the place of its fault', async () => {
    const refused = async (members) => {
      const { status: code, error } = await send(members);
      return [code, error.code, error.param];
    };
    const none = (type, object, code, param) => async () =>
      assert.deepEqual(await refused({ type, [type]: object }), [400, code, param], JSON.stringify(object));
    await none('text', {}, 'missing_required_field', 'text.body')();
    await none('text', { body: 'x'.repeat(4097) }, 'invalid_field_value', 'text.body')();
    await none('image', { link: 'https://a.example/b', id: '1' }, 'invalid_field_value', 'image')();
    await none('image', {}, 'invalid_field_value', 'image')();
    await none('image', { link: 'http://a.example/b' }, 'invalid_field_value', 'image.link')();
    await none('image', { id: '1', caption: 'x'.repeat(1025) }, 'invalid_field_value', 'image.caption')();
    await none('interactive', { type: 'button', body: { text: 'x' }, action: { buttons: [{ type: 'reply', reply: { id: '1', title: 'x'.repeat(21) } }] } },
      'invalid_field_value', 'interactive')();
    await none('interactive', { type: 'cta_url', body: { text: 'x' }, action: { name: 'cta_url', parameters: { display_text: 'Open' } } },
      'missing_required_field', 'interactive.action.parameters.url')();
    await none('text', { body: '' }, 'invalid_field_value', 'text.body')();
    assert.deepEqual(await refused({ to: '0812', type: 'text', text: { body: 'x' } }), [400, 'invalid_phone_number', 'to']);
  });

  test('of a number without an access token is refused', async () => {
    const body = message({ type: 'text', text: { body: 'mute' } });
    const { status: code, error } = await ask('POST', `${silent.phoneNumberId}/messages`, { body });
    assert.deepEqual([code, error.code], [422, 'account_not_connected']);
    assert.equal(graph.of('mute').length, 0);
  });
});

describe('a read receipt', () => {
  test('reaches Meta, once', async () => {
    const first = await hear('one', { from: '16505552001' });
    const wamid = await hear('two', { from: '16505552001' });
    const { status: code, data } = await receipt(wamid);
    assert.deepEqual([code, data.status, data.message_id], [200, 'read', wamid]);
    assert.ok(await soon(() => graph.marksOf(wamid).length > 0));
    await sleep(1500);
    assert.deepEqual(graph.marksOf(wamid), [{ wamid, typing: false, phoneNumberId: pid, token: 'Bearer EAAG-good' }]);
    assert.equal(graph.marksOf(first).length, 0, 'the newer one covers it');
  });

  test('shows that we type', async () => {
    const wamid = await hear('hello?', { from: '16505552002' });
    await receipt(wamid, { typing_indicator: { type: 'text' } });
    assert.ok(await soon(() => graph.marksOf(wamid).some(({ typing }) => typing)));
    await receipt(wamid, { typing_indicator: { type: 'text' } });
    assert.ok(await soon(() => graph.marksOf(wamid).length === 2), 'again, as often as it is asked for');
  });

  test('waits for nothing, and is told when Meta is back, also by another process', async () => {
    const wamid = await hear('anybody?', { from: '16505552003' });
    graph.answerOther = () => ({ cut: true });
    const since = Date.now();
    const { status: code } = await receipt(wamid);
    assert.equal(code, 200);
    assert.ok(Date.now() - since < 2000);
    await sleep(300);
    await server.kill9();
    graph.answerOther = () => ({});
    server = await serve();
    assert.equal(graph.marksOf(wamid).length, 0);
    assert.ok(await soon(() => graph.marksOf(wamid).length === 1, 90_000), 'the lease of who was killed ends');
  });

  test('of a message that is too old for Meta, or of a number without a token, is kept here', async () => {
    const old = await hear('long ago', { from: '16505552004', at: nowSeconds() - 31 * 86_400 });
    assert.equal((await receipt(old)).status, 200);
    const wamid = newWamid();
    await server.client.post(messages([text('hi', { id: wamid, at: nowSeconds() })], { ours: silent }));
    const { status: code } = await ask('POST', `${silent.phoneNumberId}/messages`,
      { body: { messaging_product: 'whatsapp', status: 'read', message_id: wamid } });
    assert.equal(code, 200);
    await sleep(1500);
    assert.deepEqual([graph.marksOf(old).length, graph.marksOf(wamid).length], [0, 0]);
  });

  test('of another API reaches Meta where its operator wants that', async () => {
    const wamid = await hear('inbox', { from: '16505552005' });
    await store.json(['user', 'add', '--org', String(organization), '--email', 'ann@example.org', '--name', 'Ann', '--owner']);
    const { token } = await store.json(['token', 'add', '--org', String(organization), '--api', 'wapikit', '--user', 'ann@example.org']);
    const wapikit = async (method, path) => (await fetch(`${server.origin}/api/${path}`,
      { method, headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' } })).json();
    const { conversations } = await wapikit('GET', 'conversations?page=1&per_page=50');
    const { uniqueId } = conversations.find(({ contact }) => contact.phone.endsWith('16505552005'));
    assert.deepEqual(await wapikit('POST', `conversation/${uniqueId}/read`), { isRead: true });
    assert.ok(await soon(() => graph.marksOf(wamid).length === 1));
    await server.stop();
    server = await serve('--read-receipts', 'off');
    const quiet = await hear('still there?', { from: '16505552005' });
    assert.deepEqual(await wapikit('POST', `conversation/${uniqueId}/read`), { isRead: true });
    await sleep(1500);
    assert.equal(graph.marksOf(quiet).length, 0);
  });
});

describe('templates', () => {
  const components = [{ type: 'BODY', text: 'Your order {{1}} is on its way', example: { body_text: [['7']] } }];
  const named = async (name, query = '') => (await ask('GET', `${pid}/templates/${name}${query}`));
  const list = async (query = '') => (await ask('GET', `${pid}/templates${query}`)).data.map(({ name }) => name).sort();

  test('are asked of Meta, in pages, and listed in ours', async () => {
    for (let i = 0; i < 5; ++i) graph.add({ name: `hello_${i}` });
    graph.add({ name: 'refused', status: 'REJECTED', language: 'id' });
    graph.add({ name: 'resting', status: 'PAUSED' });
    graph.add({ name: 'going', status: 'PENDING_DELETION' });
    assert.deepEqual(await list(), ['hello_0', 'hello_1', 'hello_2', 'hello_3', 'hello_4']);
    assert.deepEqual(await list('?status=rejected'), ['refused']);
    assert.deepEqual(await list('?status=pending'), ['resting']);
    assert.equal((await list('?status=all')).length, 7);
    assert.deepEqual(await list('?status=all&language=id'), ['refused']);
    const seen = [];
    for (let cursor = ''; cursor !== null;) {
      const page = await ask('GET', `${pid}/templates?limit=2${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      seen.push(...page.data.map(({ id }) => id));
      assert.equal(page.has_more, page.next_cursor !== null);
      cursor = page.next_cursor;
    }
    assert.equal(new Set(seen).size, 5);
    assert.equal(seen.length, 5);
    assert.equal(graph.asked, 4, 'what is kept is not asked for again');
    const { data: one } = await named('hello_3');
    assert.match(one.id, /^tmpl_[0-9A-HJKMNP-TV-Z]{26}$/);
    assert.deepEqual(one, { id: one.id, object: 'template', name: 'hello_3', language: 'en_US', status: 'approved',
      category: 'UTILITY', components: [{ type: 'BODY', text: 'Hello' }], variables: null,
      created_at: one.created_at, updated_at: one.updated_at });
    assert.equal((await named('nobody')).error.code, 'resource_not_found');
    assert.equal((await named('hello_3', '?language=id')).status, 404);
  });

  test('are made by Meta, approved by its webhook, and sent', async () => {
    const body = { name: 'order_update', category: 'UTILITY', language: 'en_US', components, variables: ['order'], messageSendTtlSeconds: 120 };
    const { status: code, data } = await ask('POST', `${pid}/templates`, { body });
    assert.equal(code, 201);
    assert.deepEqual([data.name, data.status, data.variables, data.components], ['order_update', 'pending', ['order'], components]);
    assert.deepEqual(graph.made.at(-1), { name: 'order_update', category: 'UTILITY', language: 'en_US', components, message_send_ttl_seconds: 120 });
    assert.equal((await list()).includes('order_update'), false);

    const again = await ask('POST', `${pid}/templates`, { body });
    assert.deepEqual([again.status, again.error.code, again.error.param], [409, 'template_already_exists', 'name']);

    graph.templates.find(({ name }) => name === 'order_update').status = 'APPROVED';
    await server.client.post({ object: 'whatsapp_business_account', entry: [{ id: number.waba, time: nowSeconds(), changes: [
      { field: 'message_template_status_update', value: { event: 'APPROVED', message_template_id: 1,
        message_template_name: 'order_update', message_template_language: 'en_US', reason: 'NONE' } }] }] });
    assert.ok((await list()).includes('order_update'));
    const { data: approved } = await named('order_update');
    assert.deepEqual([approved.id, approved.status, approved.variables, approved.created_at], [data.id, 'approved', ['order'], data.created_at]);

    const template = { name: 'order_update', language: 'en_US', components: [{ type: 'body', parameters: [{ type: 'text', text: '7' }] }] };
    const sent = await send({ type: 'template', template });
    assert.equal(sent.status, 200);
    const wamid = await soon(async () => (await get(sent.data.id)).message_id);
    assert.deepEqual(graph.sends.find((one) => one.wamid === wamid).asked.template, { ...template, language: { code: 'en_US' } });
  });

  test('that do not exist are not sent', async () => {
    const template = { name: 'never_heard_of', language: { code: 'en_US' } };
    const refused = await send({ type: 'template', template });
    assert.deepEqual([refused.status, refused.error.code, refused.error.param], [400, 'invalid_template_name', 'template.name']);
    graph.add({ name: 'fresh' });
    await sleep(10);
    await ask('POST', `${pid}/templates/sync`);
    assert.equal((await send({ type: 'template', template: { name: 'fresh', language: 'en_US' } })).status, 200);
  });

  test('are counted by a sync', async () => {
    await ask('POST', `${pid}/templates/sync`);
    graph.add({ name: 'newest' });
    graph.templates[0].status = 'DISABLED';
    const { status: code, data } = await ask('POST', `${pid}/templates/sync`);
    assert.deepEqual([code, data], [200, { created: 1, updated: 1, synced: graph.templates.length - 1 }]);
    const first = await ask('POST', `${pid}/templates/sync`, { idempotencyKey: 'sync' });
    const questions = graph.asked;
    const again = await ask('POST', `${pid}/templates/sync`, { idempotencyKey: 'sync' });
    assert.deepEqual([again.status, again.data, graph.asked], [200, first.data, questions], 'a repeat asks Meta nothing');
    graph.templates.splice(0, 1);
    await ask('POST', `${pid}/templates/sync`);
    assert.deepEqual(await list('?status=rejected'), ['refused']);
  });

  test('that fifty ask for under one key are made once', async () => {
    graph.answerOther = () => ({ wait: 200 });
    const body = { name: 'once_only', category: 'MARKETING', language: 'id', components };
    const all = await Promise.all(Array.from({ length: 50 }, () =>
      ask('POST', `${pid}/templates`, { body, idempotencyKey: 'template' })));
    assert.deepEqual(new Set(all.map(({ status: code }) => code)), new Set([201]));
    assert.equal(new Set(all.map(({ data }) => data.id)).size, 1);
    assert.equal(graph.made.filter(({ name }) => name === 'once_only').length, 1);
  });

  test('that Meta does not take are refused in its words', async () => {
    graph.answerOther = () => ({ status: 400, error: { message: '(#100) Invalid parameter', code: 100, error_data: { details: 'Too many variables' } } });
    const body = { name: 'bad_one', category: 'MARKETING', language: 'id', components };
    const { status: code, error } = await ask('POST', `${pid}/templates`, { body });
    assert.deepEqual([code, error.code, error.message], [400, 'invalid_field_value', 'Too many variables']);
    const wrong = async (more) => {
      const made = graph.made.length;
      const { status: code_, error: why } = await ask('POST', `${pid}/templates`, { body: { ...body, ...more } });
      assert.equal(graph.made.length, made);
      return [code_, why.code, why.param];
    };
    assert.deepEqual(await wrong({ name: 'Bad One' }), [400, 'invalid_field_value', 'name']);
    assert.deepEqual(await wrong({ category: 'OTHER' }), [400, 'invalid_field_value', 'category']);
    assert.deepEqual(await wrong({ components: [{ type: 'FOOTER', text: 'x' }] }), [400, 'invalid_field_value', 'components']);
    assert.deepEqual(await wrong({ language: undefined }), [400, 'missing_required_field', 'language']);
    assert.deepEqual(await wrong({ components: [...components, { type: 'HEADER', format: 'IMAGE' }] }), [400, 'invalid_field_value', 'components']);
  });

  test('are what was kept while Meta is away, and what needs Meta says so', async () => {
    graph.answerOther = () => ({ status: 503, error: { message: '(#2) Service temporarily unavailable', code: 2 } });
    assert.ok((await list()).length > 4);
    for (const answer of [await ask('POST', `${pid}/templates/sync`),
      await ask('POST', `${pid}/templates`, { body: { name: 'later', category: 'UTILITY', language: 'id', components }, idempotencyKey: 'later' })])
      assert.deepEqual([answer.status, answer.error.type, answer.error.code], [502, 'api_error', 'whatsapp_upstream_error']);
    graph.answerOther = () => ({});
    const again = await ask('POST', `${pid}/templates`, { body: { name: 'later', category: 'UTILITY', language: 'id', components }, idempotencyKey: 'later' });
    assert.deepEqual([again.status, again.headers.get('idempotent-replayed')], [201, 'false'], 'a failure of ours is not kept');
    const none = await ask('GET', `${silent.phoneNumberId}/templates`);
    assert.deepEqual([none.status, none.error.code], [422, 'account_not_connected']);
  });
});

describe('an account whose templates never came', () => {
  let ids = 0;
  // A number of a business account of its own; its id.
  const another = async () => {
    const phoneNumberId = String(106540352246000 + ++ids);
    await addSender({ phoneNumberId, phone: String(15550786000 + ids), waba: String(102290129346000 + ids) },
      '--access-token-file', tokenFile(`EAAG-other-${ids}`));
    // What another process wrote is known to each thread a moment later.
    assert.ok(await soon(async () => (await ask('GET', `${phoneNumberId}/conversations`)).status === 200));
    await sleep(300);
    return phoneNumberId;
  };
  const many = (count, what) => Promise.all(Array.from({ length: count }, what));
  const answers = (all) => [...new Set(all.map(({ status: code, error }) => `${code} ${error?.code}`))];
  const template = { name: 'nobody_has_it', language: 'en_US' };

  test('costs one caller the wait for Meta while Meta is away', async () => {
    const away = await another();
    graph.answerOther = () => ({ wait: 1000, status: 503, error: { message: '(#2) Service temporarily unavailable', code: 2 } });
    const asked = graph.asked;
    assert.deepEqual(answers(await many(10, () => ask('GET', `${away}/templates`))), ['502 whatsapp_upstream_error']);
    assert.deepEqual(answers(await many(5, () => ask('GET', `${away}/templates`))), ['502 whatsapp_upstream_error']);
    assert.deepEqual(answers(await many(5, () => ask('POST', `${away}/messages`, { body: message({ type: 'template', template }) }))), ['200 undefined'],
      'what Meta has is not known, and Meta has the last word');
    assert.equal(graph.asked, asked + 1);
  });

  test('is asked for once, however many send of it and list it at once', async () => {
    const fresh = await another();
    graph.answerOther = () => ({ wait: 100 });
    const asked = graph.asked, pages = Math.ceil(graph.templates.length / graph.perPage);
    const sends = many(10, () => ask('POST', `${fresh}/messages`, { body: message({ type: 'template', template }) }));
    const lists = many(10, () => ask('GET', `${fresh}/templates`));
    assert.deepEqual(answers(await sends), ['400 invalid_template_name']);
    assert.deepEqual(answers(await lists), ['200 undefined']);
    assert.equal(graph.asked, asked + pages);
  });

  test('keeps nobody waiting for long once there is something to tell', async () => {
    const fresh = await another();
    assert.equal((await ask('GET', `${fresh}/templates`)).status, 200);
    await server.client.post({ object: 'whatsapp_business_account', entry: [{ id: String(102290129346000 + ids), time: nowSeconds(), changes: [
      { field: 'template_category_update', value: { message_template_id: 1, message_template_name: 'x', message_template_language: 'en_US' } }] }] });
    graph.answerOther = () => ({ wait: 9000, status: 503, error: { message: '(#2) Service temporarily unavailable', code: 2 } });
    const asked = graph.asked;
    const one = ask('GET', `${fresh}/templates`);
    await sleep(300);
    const begun = Date.now();
    assert.deepEqual(answers(await many(5, () => ask('GET', `${fresh}/templates`))), ['200 undefined']);
    const waited = Date.now() - begun;
    assert.ok(waited > 2000 && waited < 7000, `${waited} ms`);
    assert.deepEqual(answers([await one]), ['200 undefined']);
    assert.equal(graph.asked, asked + 1);
  });

  test('is asked for once by two servers', { skip: engine !== 'postgres' }, async () => {
    const fresh = await another();
    const other = await serve();
    graph.answerOther = () => ({ wait: 100 });
    const asked = graph.asked, pages = Math.ceil(graph.templates.length / graph.perPage);
    const all = await Promise.all([server, other, server, other, server, other].map(async ({ origin }) => {
      const answer = await fetch(`${origin}/v1/${fresh}/templates`, { headers: { Authorization: `Bearer ${key}` } });
      const { data, error } = await answer.json();
      return `${answer.status} ${error?.message} ${data?.length}`;
    }));
    await other.stop();
    assert.match(all[0], /^200 /);
    assert.equal(new Set(all).size, 1, String(all));
    assert.equal(graph.asked, asked + pages);
  });

  test('is synced for many by few calls', async () => {
    const fresh = await another();
    graph.answerOther = () => ({ wait: 50 });
    const asked = graph.asked, pages = Math.ceil(graph.templates.length / graph.perPage);
    const all = await many(10, () => ask('POST', `${fresh}/templates/sync`));
    assert.deepEqual(answers(all), ['200 undefined']);
    assert.equal(new Set(all.map(({ data }) => data.synced)).size, 1);
    assert.ok(graph.asked <= asked + 3 * pages, `${graph.asked - asked} calls of ${pages} pages`);
  });

  test('and cannot be seen by its number is not connected; what else Meta refuses is no fault of the client', async () => {
    const kept_out = await another();
    const refuses = (code, more) => () => ({ status: 400, error: { message: `(#${code}) No`, code, ...more } });
    for (const why of [refuses(10), refuses(200), refuses(299), refuses(100, { error_subcode: 33 })]) {
      graph.answerOther = why;
      assert.deepEqual(answers([await ask('GET', `${kept_out}/templates`), await ask('POST', `${kept_out}/templates/sync`),
        await ask('POST', `${kept_out}/templates`, { body: { name: 'new_one', category: 'UTILITY', language: 'id', components: [{ type: 'BODY', text: 'x' }] } })]),
      ['422 account_not_connected']);
    }
    graph.answerOther = refuses(100);
    assert.deepEqual(answers([await ask('GET', `${kept_out}/templates`)]), ['502 whatsapp_upstream_error']);
  });

  test('is not refused for good by a limit of calls', async () => {
    const body = { name: 'limited', category: 'UTILITY', language: 'id', components: [{ type: 'BODY', text: 'x' }] };
    for (const code of [4, 80007, 80008]) {
      graph.answerOther = () => ({ status: 400, error: { message: `(#${code}) Too many calls`, code } });
      assert.deepEqual(answers([await ask('POST', `${pid}/templates`, { body, idempotencyKey: 'limited' })]), ['502 whatsapp_upstream_error']);
    }
    graph.answerOther = () => ({});
    assert.equal((await ask('POST', `${pid}/templates`, { body, idempotencyKey: 'limited' })).status, 201);
  });
});

test('a refused token shows in the account, the doctor and the figures, until it is renewed', async () => {
  const expired = { status: 401, error: { message: 'Access token has expired', code: 190 } };
  const accountStatus = async () =>
    (await ask('GET', 'accounts')).data.find(({ phone_number_id: id }) => id === pid).status;
  assert.equal(await accountStatus(), 'connected');
  graph.answer = ({ token }) => (token === 'Bearer EAAG-good' ? expired : {});
  graph.answerOther = ({ token }) => (token === 'Bearer EAAG-good' ? expired : {});
  const { data } = await send({ type: 'text', text: { body: 'held' } });
  assert.ok(await soon(async () => (await accountStatus()) === 'degraded'));
  assert.equal((await get(data.id)).status, 'pending');
  assert.match((await store.run(['doctor'])).out, /fail +sending .*15550783881.*sender renew/);
  assert.ok(await soon(async () => /^parley_outbox_tokens_refused 1$/m.test((await server.client.get('/metrics')).text)));
  const asked = await ask('POST', `${pid}/templates/sync`);
  assert.deepEqual([asked.status, asked.error.code], [422, 'account_not_connected']);
  const { status: code, data: late } = await send({ type: 'text', text: { body: 'held, too' } });
  assert.deepEqual([code, late.status], [200, 'pending'], 'what is accepted waits for the new token');
  await renew('EAAG-new');
  assert.ok(await soon(async () => (await get(data.id)).status === 'sent' && (await get(late.id)).status === 'sent'));
  assert.equal(await accountStatus(), 'connected');
});

test('a template call finds out about a refused token, and about its end', async () => {
  const expired = { status: 401, error: { message: 'Access token has expired', code: 190 } };
  const accountStatus = async () =>
    (await ask('GET', 'accounts')).data.find(({ phone_number_id: id }) => id === pid).status;
  graph.answerOther = () => expired;
  assert.equal((await ask('POST', `${pid}/templates/sync`)).status, 422);
  assert.equal(await accountStatus(), 'degraded');
  graph.answerOther = () => ({});
  assert.equal((await ask('POST', `${pid}/templates/sync`)).status, 200);
  assert.equal(await accountStatus(), 'connected');
});

test('two servers on one store tell Meta of each conversation once', { skip: engine !== 'postgres' }, async () => {
  const other = await serve();
  const origins = [server.origin, other.origin];
  const read = await Promise.all(Array.from({ length: 40 }, (_, i) => hear('both', { from: `1650555${4000 + i}` })));
  await Promise.all(read.map((wamid, i) => fetch(`${origins[i % 2]}/v1/${pid}/messages`, {
    method: 'POST', headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ messaging_product: 'whatsapp', status: 'read', message_id: wamid }),
  })));
  assert.ok(await soon(() => read.every((wamid) => graph.marksOf(wamid).length > 0)));
  await sleep(1500);
  assert.deepEqual(read.map((wamid) => graph.marksOf(wamid).length), read.map(() => 1));
  await other.stop();
});

test('who asks too often is told when to come again, and a repeat then goes once', async () => {
  await server.stop();
  server = await serve('--kirim-writes', '60');
  const body = { type: 'text', text: { body: 'slowly' } };
  const answers = [];
  for (let i = 0; i < 70; ++i) answers.push(await send(body, { idempotencyKey: `slow ${i}` }));
  const refused = answers.findIndex(({ status: code }) => code === 429);
  assert.ok(refused >= 60, `${refused}`);
  assert.equal(answers[refused].error.code, 'rate_limit_exceeded');
  const wait = Number(answers[refused].headers.get('retry-after'));
  assert.ok(wait >= 1 && wait <= 2, `${wait}`);
  await sleep(wait * 1000);
  const again = await send(body, { idempotencyKey: `slow ${refused}` });
  assert.deepEqual([again.status, again.headers.get('idempotent-replayed')], [200, 'false']);
  const taken = answers.filter(({ status: code }) => code === 200).length + 1;
  assert.equal(new Set([...answers.map(({ data }) => data?.id), again.data.id].filter(Boolean)).size, taken);
});
