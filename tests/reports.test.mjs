// Whats91's sends in every form, over a stand-in for the Graph API, and the reports that tell what became of them.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Graph } from './lib/graph.mjs';
import { number, status, statuses } from './lib/meta.mjs';
import { Server, Store, temporaryFolder } from './lib/parley.mjs';

// What others of a name's beginning have comes first: Meta finds parts of names, and tells two a page.
const templates = [
  ...['a', 'b', 'c'].map((end) => ({ name: `greeting_${end}`, language: 'en', status: 'APPROVED', category: 'UTILITY', components: [] })),
  { name: 'payment_reminder', language: 'en_US', status: 'APPROVED', category: 'UTILITY', components: [
    { type: 'HEADER', format: 'DOCUMENT' }, { type: 'BODY', text: 'Dear {{1}}, bill {{2}} is due.' },
    { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Pay', url: 'https://x.test/{{1}}' }] }] },
  { name: 'greeting', language: 'de', status: 'REJECTED', category: 'UTILITY', components: [{ type: 'BODY', text: 'Hallo {{1}}' }] },
  { name: 'greeting', language: 'en', status: 'APPROVED', category: 'UTILITY', components: [{ type: 'BODY', text: 'Hi {{1}}' }] },
  { name: 'cards', language: 'en', status: 'APPROVED', components: [{ type: 'CAROUSEL', cards: [] }] },
  { name: 'by_name', language: 'en', status: 'APPROVED', category: 'UTILITY', parameter_format: 'NAMED',
    components: [{ type: 'BODY', text: 'Hi {{first_name}}' }] },
].map((one, i) => ({ id: String(700 + i), ...one }));
const page = (url) => {
  const all = templates.filter(({ name }) => name.includes(url.searchParams.get('name') ?? ''));
  const from = Number(url.searchParams.get('after') ?? 0);
  const more = from + 2 < all.length && { next: 'https://more' };
  return { body: { data: all.slice(from, from + 2), paging: { cursors: { after: String(from + 2) }, ...more } } };
};
let graph, store, server, organization, token, silent, asked, uploads;

before(async () => {
  graph = await Graph.start();
  store = new Store();
  const { id } = await store.addOrganization('Acme');
  organization = id;
  const file = join(temporaryFolder(), 'token');
  writeFileSync(file, 'EAAG-good', { mode: 0o600 });
  await store.json(['sender', 'add', '--org', String(id), '--phone-number-id', number.phoneNumberId, '--phone', number.phone,
    '--waba', number.waba, '--access-token-file', file]);
  token = await store.addToken(id, '--sender', number.phone);
  await store.addSender({ org: id, phoneNumberId: '106540352242999', phone: '15550783999' });
  silent = await store.addToken(id, '--sender', '15550783999');
  server = await Server.start(store, { args: ['--graph-url', graph.url, '--sends-per-second', '100000', '--threads', '1'] });
});
beforeEach(() => {
  graph.answer = () => ({});
  asked = [];
  uploads = [];
  graph.other = (request, body) => {
    const url = new URL(request.url, graph.url);
    if (url.pathname.endsWith('/message_templates')) {
      asked.push([request.url, request.headers.authorization]);
      return page(url);
    }
    if (!url.pathname.endsWith('/media')) return undefined;
    uploads.push({ path: url.pathname, body: body.toString('latin1') });
    return { body: { id: String(1000 + uploads.length) } };
  };
});
after(async () => {
  await server.stop();
  graph.stop();
});

// A number of a business account of its own, and who may send from it.
const another = async (i) => {
  const file = join(temporaryFolder(), 'token');
  writeFileSync(file, `EAAG-other-${i}`, { mode: 0o600 });
  const phone = String(15550785000 + i);
  await store.json(['sender', 'add', '--org', String(organization), '--phone-number-id', String(106540352245000 + i), '--phone', phone,
    '--waba', String(102290129345000 + i), '--access-token-file', file]);
  const bound = await store.addToken(organization, '--sender', phone);
  const is_known = async () => (await fetch(`${server.origin}/api/v2/reports/conversations`, { headers: { Authorization: `Bearer ${bound}` } })).ok;
  for (const end = Date.now() + 10_000; Date.now() < end && !(await is_known());) await sleep(20);
  return bound;
};
const parsed = async (answer) => ({ status: answer.status, ...(await answer.json()) });
const post = async (path, body, headers = {}) => parsed(await fetch(server.origin + path, {
  method: 'POST', body: JSON.stringify(body),
  headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}`, ...headers } }));
// A field's value may be a text, a list of them, or [bytes, file name].
const postForm = async (path, fields, headers = { Authorization: `Bearer ${token}` }) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (name.endsWith('File') || name.endsWith('_file')) form.append(name, new Blob([value[0]]), value[1]);
    else for (const each of [value].flat()) form.append(name, each);
  }
  return parsed(await fetch(server.origin + path, { method: 'POST', body: form, headers }));
};
const report = async (rest, with_token = token) => parsed(await fetch(`${server.origin}/api/v2/reports${rest}`,
  { headers: { Authorization: `Bearer ${with_token}` } }));
const told = (sent, word, more) => server.client.post(statuses([status(sent.wamid, word, { to: sent.to, at: Math.floor(Date.now() / 1000), ...more })]));
const refused = (answer, code, error) => {
  assert.deepEqual([answer.status, answer.success, answer.error_code], [code, false, error], JSON.stringify(answer));
  assert.equal(answer.metadata.apiVersion, 'v2');
};

describe('POST /send', () => {
  test('sends an approved template with its values, as Meta defines it', async () => {
    const answered = await post('/api/v2/send', { senderId: number.phone, to: '+91 88888-88001', templateName: 'payment_reminder',
      parameters: ['Devendar', 'INV-1001'], buttonParameters: ['pay_INV-1001'], mediaUrl: 'https://example.com/invoice.pdf' });
    const sent = graph.sends.at(-1);
    assert.deepEqual(sent.asked.template, { name: 'payment_reminder', language: { code: 'en_US' }, components: [
      { type: 'header', parameters: [{ type: 'document', document: { link: 'https://example.com/invoice.pdf' } }] },
      { type: 'body', parameters: [{ type: 'text', text: 'Devendar' }, { type: 'text', text: 'INV-1001' }] },
      { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: 'pay_INV-1001' }] }] });
    const { data, metadata } = answered;
    assert.deepEqual([answered.status, answered.success, answered.message], [200, true, 'Message accepted by Meta']);
    assert.deepEqual(data, { messageId: sent.wamid, message_id: sent.wamid, queued: false, status: 'accepted', senderId: number.phone,
      phoneNumberId: number.phoneNumberId, receiverId: '918888888001', messageType: 'template', templateName: 'payment_reminder',
      apiResponse: data.apiResponse });
    assert.equal(data.apiResponse.messages[0].id, sent.wamid);
    assert.equal(typeof metadata.processingTimeMs, 'number');
    assert.equal(asked[0][1], 'Bearer EAAG-good');
    assert.match(asked[0][0], new RegExp(`^/v23\\.0/${number.waba}/message_templates\\?limit=100&`));
  });

  test('takes every alias, at both prefixes, and a token in the body', async () => {
    const bodies = [
      { to: '918888888002', templateName: 'greeting', parameters: ['a'] },
      { receiverId: '918888888002', template_name: 'greeting', parameters: ['a'] },
      { receiver_id: '918888888002', templateName: 'greeting', parameters: ['a'] },
      { receiver: 918888888002, templateName: 'greeting', parameters: ['a'], auth_token: token },
    ];
    for (const [i, body] of bodies.entries()) {
      const answered = await post(i % 2 ? '/v2/send' : '/api/v2/send', body, body.auth_token ? { Authorization: '' } : {});
      assert.equal(answered.status, 200, JSON.stringify(answered));
      assert.deepEqual(graph.sends.at(-1).asked.template.language, { code: 'en' });
      assert.equal(graph.sends.at(-1).asked.to.replace(/\D/g, ''), '918888888002');
    }
    for (const name of ['mediaUrl', 'media_url', 'mediaurl']) {
      await post('/api/v2/send', { to: '918888888003', templateName: 'payment_reminder', [name]: `https://x.test/${name}`,
        button_parameters: ['b'] });
      const { components } = graph.sends.at(-1).asked.template;
      assert.equal(components[0].parameters[0].document.link, `https://x.test/${name}`);
      assert.equal(components[1].parameters[0].text, 'b');
    }
    assert.equal(asked.length, 0, 'what is known is not asked for again');
    await post('/api/v2/send', { to: '918888888003', templateName: 'by_name', parameters: ['Ann'] });
    assert.deepEqual(graph.sends.at(-1).asked.template.components[0].parameters, [{ type: 'text', parameter_name: 'first_name', text: 'Ann' }]);
  });

  test('takes a form with a file for the header', async () => {
    for (const name of ['mediaFile', 'media_file', 'uploadFile', 'upload_file']) {
      const bytes = Buffer.from(`%PDF-1.7 \xff\x00 ${name}`, 'latin1');
      const answered = await postForm('/api/v2/send', { senderId: number.phone, to: '918888888004', templateName: 'payment_reminder',
        'parameters[]': ['Devendar', 'ORD-4431'], buttonParameters: '["x"]', [name]: [bytes, 'receipt.pdf'] });
      assert.equal(answered.status, 200, JSON.stringify(answered));
      const { components } = graph.sends.at(-1).asked.template;
      assert.deepEqual(components[0].parameters[0], { type: 'document', document: { id: String(1000 + uploads.length), filename: 'receipt.pdf' } });
      assert.deepEqual(components[1].parameters.map(({ text }) => text), ['Devendar', 'ORD-4431']);
      assert.deepEqual(components[2].parameters.map(({ text }) => text), ['x']);
      assert.ok(uploads.at(-1).body.includes(bytes.toString('latin1')));
      assert.match(uploads.at(-1).body, /name="type"\r\n\r\napplication\/pdf/);
      assert.equal(uploads.at(-1).path, `/v23.0/${number.phoneNumberId}/media`);
    }
  });

  test('refuses in words what it cannot send', async () => {
    const before_it = graph.sends.length;
    const to = '918888888005';
    refused(await post('/api/v2/send', { templateName: 'greeting' }), 400, 'MISSING_TO');
    refused(await post('/api/v2/send', { to }), 400, 'MISSING_TEMPLATE_NAME');
    refused(await post('/api/v2/send', { to, templateName: 'nobody' }), 404, 'TEMPLATE_NOT_FOUND');
    refused(await post('/api/v2/send', { to, templateName: 'Greeting/../x' }), 404, 'TEMPLATE_NOT_FOUND');
    refused(await post('/api/v2/send', { to, templateName: 'greeting', language: 'ta' }), 404, 'TEMPLATE_NOT_FOUND');
    refused(await post('/api/v2/send', { to, templateName: 'cards' }), 400, 'CAROUSEL_TEMPLATE_NOT_SUPPORTED_IN_V2_SEND');
    refused(await post('/api/v2/send', { to, templateName: 'payment_reminder' }), 400, 'MISSING_HEADER_MEDIA');
    refused(await post('/api/v2/send', { to, templateName: 'greeting' }, { 'Content-Type': 'text/plain' }), 415, 'UNSUPPORTED_CONTENT_TYPE');
    refused(await postForm('/api/v2/send', { to, templateName: 'payment_reminder', mediaFile: ['x', 'run.exe'] }), 400, 'VALIDATION_FAILED');
    refused(await post('/api/v2/send', { to, templateName: 'greeting' }, { Authorization: 'Bearer w91_live_wrong' }), 401, 'INVALID_PUBLIC_API_TOKEN');
    refused(await post('/api/v2/send', { to, templateName: 'greeting' }, { Authorization: '' }), 401, 'MISSING_BEARER_TOKEN');
    refused(await post('/api/v2/send', { to, templateName: 'greeting', senderId: '15550783999' }), 403, 'SENDER_NOT_ALLOWED');
    refused(await post('/api/v2/send', { to, templateName: 'greeting' }, { Authorization: `Bearer ${silent}` }), 400, 'WHATSAPP_SETUP_INCOMPLETE');
    assert.equal(graph.sends.length, before_it);
  });

  test('passes on what Meta refuses, and asks anew what the template is once Meta told of a change', async () => {
    graph.answer = () => ({ status: 400, error: { message: '(#132000) Number of parameters does not match', code: 132000,
      error_data: { details: 'body: number of localizable_params (2) does not match the expected number of params (1)' } } });
    const answered = await post('/api/v2/send', { to: '918888888006', templateName: 'greeting', parameters: ['a', 'b'] });
    refused(answered, 400, 'MESSAGE_REJECTED');
    assert.match(answered.message, /does not match the expected number/);
    graph.answer = () => ({});
    await server.client.post({ object: 'whatsapp_business_account', entry: [{ id: number.waba, time: Math.floor(Date.now() / 1000), changes: [
      { field: 'message_template_components_update', value: { message_template_id: 1, message_template_name: 'greeting',
        message_template_language: 'en', message_template_element: 'x' } }] }] });
    await post('/api/v2/send', { to: '918888888006', templateName: 'greeting', parameters: ['a'] });
    await post('/api/v2/send', { to: '918888888006', templateName: 'greeting', parameters: ['a'] });
    assert.equal(asked.length, templates.length / 2, 'all pages, once');
  });

  test('tells when Meta cannot be asked, and sends nothing then', async () => {
    const before_it = graph.sends.length;
    const cases = [[500, 2, 503, 'SERVICE_UNAVAILABLE'], [400, 4, 503, 'SERVICE_UNAVAILABLE'], [400, 80007, 503, 'SERVICE_UNAVAILABLE'],
      [400, 80008, 503, 'SERVICE_UNAVAILABLE'], [429, 80008, 503, 'SERVICE_UNAVAILABLE'], [400, 0, 400, 'WHATSAPP_SETUP_INCOMPLETE'],
      [400, 104, 400, 'WHATSAPP_SETUP_INCOMPLETE'], [401, 190, 400, 'WHATSAPP_SETUP_INCOMPLETE'], [403, 10, 400, 'WHATSAPP_SETUP_INCOMPLETE']];
    for (const [i, [http, code, theirs, word]] of cases.entries()) {
      graph.other = () => ({ status: http, body: { error: { message: 'No', code, type: 'OAuthException' } } });
      const other = await another(i);
      const answered = await post('/api/v2/send', { to: '918888888007', templateName: 'greeting' }, { Authorization: `Bearer ${other}` });
      refused(answered, theirs, word);
    }
    assert.equal(graph.sends.length, before_it);
  });

  test('asks for templates once, however many are sent at once', async () => {
    const other = await another(50);
    const all = await Promise.all(Array.from({ length: 20 }, (_, i) =>
      post('/api/v2/send', { to: `9188888881${10 + i}`, templateName: 'greeting', parameters: ['a'] }, { Authorization: `Bearer ${other}` })));
    assert.deepEqual(new Set(all.map(({ status: code }) => code)), new Set([200]));
    assert.equal(asked.length, templates.length / 2, 'all pages, once');
  });

  test('goes once under one key, whatever bounds the parts of its form', async () => {
    const before_it = graph.sends.length;
    const headers = { Authorization: `Bearer ${token}`, 'Idempotency-Key': 'form-1' };
    const fields = { to: '918888888008', templateName: 'payment_reminder', mediaFile: ['%PDF', 'a.pdf'] };
    graph.answer = () => ({ wait: 100 });
    const all = await Promise.all(Array.from({ length: 20 }, () => postForm('/api/v2/send', fields, headers)));
    assert.equal(graph.sends.length, before_it + 1);
    for (const { status: code, data } of all) assert.deepEqual([code, data.messageId], [200, graph.sends.at(-1).wamid]);
    const uploaded = uploads.length;
    const again = await postForm('/api/v2/send', fields, headers);
    assert.deepEqual([again.data.messageId, again.data.templateName, again.data.receiverId],
      [graph.sends.at(-1).wamid, 'payment_reminder', '918888888008']);
    assert.equal(uploads.length, uploaded, 'a repeat hands nothing on');
    refused(await postForm('/api/v2/send', { ...fields, mediaFile: ['%PDF-other', 'a.pdf'] }, headers), 400, 'VALIDATION_FAILED');
  });
});

describe('POST /chat as a form', () => {
  test('sends a file, a text and buttons', async () => {
    const answered = await postForm('/api/v2/chat', { senderId: number.phone, to: '918888888010', type: 'image', caption: 'Product photo',
      mediaFile: [Buffer.from([0xff, 0xd8, 0xff]), 'product.jpg'] });
    assert.deepEqual([answered.status, answered.data.messageType, answered.data.templateName], [200, 'image', null]);
    assert.deepEqual(graph.sends.at(-1).asked.image, { id: '1001', caption: 'Product photo' });
    await postForm('/api/v2/chat', { to: '918888888010', text: 'as a form', token }, {});
    assert.equal(graph.sends.at(-1).text, 'as a form');
    await postForm('/api/v2/chat', { to: '918888888010', type: 'buttons', text: 'Choose', buttons: '[{"id":"a","title":"A"}]' });
    assert.deepEqual(graph.sends.at(-1).asked.interactive.action.buttons, [{ type: 'reply', reply: { id: 'a', title: 'A' } }]);
    refused(await postForm('/api/v2/chat', { to: '918888888010', type: 'image' }), 400, 'MISSING_MEDIA');
    refused(await postForm('/api/v2/chat', { to: '918888888010', type: 'hologram', mediaFile: ['x', 'a.png'] }), 400, 'UNSUPPORTED_CHAT_MESSAGE_TYPE');
    assert.equal(uploads.length, 1, 'nothing is handed on of what is refused');
  });
});

// A number of its own would be cleaner; a day of its own, by its own recipients, does.
describe('the reports', () => {
  const sent = {};
  const people = { read: '919000000001', delivered: '919000000002', sent: '919000000003', failed: '919000000004', closed: '919000000005',
    lost: '919000000006', late: '919000000007' };
  const chat = (to, text) => post('/api/v2/chat', { to, text });
  const status_of = async (id) => (await report(`/messages/status?messageId=${encodeURIComponent(id)}`)).data;

  before(async () => {
    graph.answer = ({ to, asked: { type } }, count) => {
      if (to === people.closed) return { status: 400, error: { message: '(#131047) Re-engagement message', code: 131047,
        error_data: { details: 'More than 24 hours have passed since the customer last replied.' } } };
      if (to === people.lost) return { cut: true };
      if (to === people.late && !sent.throttled) return (sent.throttled = true) && { status: 400, error: { message: '(#130429) Rate limit hit', code: 130429 } };
      return {};
    };
    graph.other = (request) => request.url.includes('message_templates') ? page(new URL(request.url, graph.url)) : undefined;
    for (const name of ['read', 'delivered', 'sent', 'failed']) {
      const body = name === 'sent' ? [people[name], name] : null;
      const answered = body ? await chat(...body) : await post('/api/v2/send', { to: people[name], templateName: 'greeting', parameters: [name] });
      assert.equal(answered.status, 200, JSON.stringify(answered));
      sent[name] = graph.sends.at(-1);
    }
    for (const name of ['read', 'delivered']) await told(sent[name], 'delivered');
    await told(sent.read, 'read');
    await told(sent.failed, 'failed', { errors: [{ code: 131026, title: 'Message undeliverable', message: 'Message undeliverable',
      error_data: { details: 'Message undeliverable.' } }] });
    sent.closed = await chat(people.closed, 'too late');
    sent.lost = await chat(people.lost, 'lost');
    sent.late = await chat(people.late, 'throttled');
  });

  test('tell of each message how far it came', async () => {
    for (const name of ['read', 'delivered', 'sent', 'failed']) {
      const { message } = await status_of(sent[name].wamid);
      assert.deepEqual([message.messageId, message.receiver, message.latestStatus], [sent[name].wamid, people[name], name]);
      assert.match(message.reportUid, /^msg_[0-9A-Z]{26}$/);
      assert.deepEqual(await status_of(message.reportUid), await status_of(sent[name].wamid));
    }
    const { events } = await status_of(sent.read.wamid);
    assert.deepEqual(events.map(({ eventType, status: word }) => [eventType, word]), [['status', 'delivered'], ['status', 'read']]);
    refused(await report('/messages/status?messageId=wamid.nobody'), 404, 'MESSAGE_NOT_FOUND');
    refused(await report(`/messages/status?messageId=${encodeURIComponent(sent.read.wamid)}`, silent), 404, 'MESSAGE_NOT_FOUND');
  });

  test('tell what Meta refused at once, and what it did not take yet', async () => {
    refused(sent.closed, 400, 'MESSAGE_REJECTED');
    assert.match(sent.closed.message, /24 hours/);
    const [closed] = (await report(`/messages/history?mobileNumber=${people.closed}`)).data.reports;
    assert.deepEqual([closed.messageId, closed.latestStatus], [null, 'failed']);
    assert.equal(sent.late.status, 200);
    assert.equal(graph.of('throttled').length, 1);
  });

  test('find what is not known yet by the uid that was answered', async () => {
    const { data } = sent.lost;
    assert.deepEqual([data.queued, data.status, data.queueUid], [true, 'waiting_reconnect', data.reportUid]);
    assert.equal((await status_of(data.reportUid)).message.latestStatus, 'pending');
    assert.equal((await status_of(data.messageId)).message.messageId, null);
    const [gone] = graph.of('lost');
    await told(gone, 'delivered', { biz_opaque_callback_data: gone.tag });
    for (const id of [data.reportUid, data.messageId, gone.wamid]) {
      const { message } = await status_of(id);
      assert.deepEqual([message.messageId, message.latestStatus, message.reportUid], [gone.wamid, 'delivered', data.reportUid]);
    }
  });

  test('list, count and add up to the same', async () => {
    const all = [];
    for (let page = 1; ; ++page) {
      const { data } = await report(`/messages?limit=3&page=${page}`);
      all.push(...data.reports);
      assert.equal(data.pagination.count, data.reports.length);
      if (!data.pagination.hasMore) break;
    }
    const one_by_one = [];
    for (let page = 1; page <= all.length; ++page) one_by_one.push(...(await report(`/messages?limit=1&page=${page}`)).data.reports);
    assert.deepEqual(one_by_one, all);
    assert.deepEqual([...all].sort((a, b) => (a.occurredAt < b.occurredAt ? 1 : -1)).map(({ occurredAt }) => occurredAt), all.map(({ occurredAt }) => occurredAt));
    assert.equal(new Set(all.map(({ reportUid }) => reportUid)).size, all.length);
    for (const each of all) assert.equal(each.sourceType, 'PUBLIC_API');
    for (const mine of ['read', 'delivered', 'failed']) {
      const row = all.find(({ messageId }) => messageId === sent[mine].wamid);
      assert.deepEqual([row.templateName, row.messageType, row.status, row.latestStatus, row.campaignUid],
        ['greeting', 'template', mine, mine, null]);
    }
    const words = ['pending', 'sent', 'delivered', 'read', 'failed'];
    const of = async (query) => (await report(`/messages?limit=1${query}`)).data.pagination.total;
    const totals = Object.fromEntries(await Promise.all(words.map(async (word) => [word, await of(`&status=${word}`)])));
    for (const word of words) assert.equal(totals[word], all.filter((row) => row.status === word).length, word);
    assert.equal(words.reduce((sum, word) => sum + totals[word], 0), all.length);

    const { data: delivery } = await report('/analytics/delivery');
    const reached = Object.fromEntries(delivery.status.map(({ status: word, count }) => [word, count]));
    assert.equal((reached.pending ?? 0) + reached.sent + reached.failed, all.length);
    assert.equal(reached.delivered, totals.delivered + totals.read);
    assert.equal(reached.read, totals.read);
    assert.deepEqual(delivery.sourceType, [{ sourceType: 'PUBLIC_API', count: all.length }]);

    const { data: days } = await report('/analytics/dates');
    assert.equal(days.dates.reduce((sum, { total }) => sum + total, 0), all.length);
    assert.equal(days.dates.reduce((sum, { statusCounts }) => sum + statusCounts.read, 0), reached.read);
    const { data: by_template } = await report('/analytics/templates?templateName=greeting');
    const of_greeting = all.filter(({ templateName }) => templateName === 'greeting');
    const [greeting] = by_template.templates;
    assert.equal(greeting.sent + greeting.failed + of_greeting.filter(({ status: word }) => word === 'pending').length, of_greeting.length);
    const { data: why } = await report('/analytics/failures');
    assert.equal(why.failures.reduce((sum, { count }) => sum + count, 0), reached.failed);
    assert.ok(why.failures.some(({ error, templateName, count }) => error === 'Message undeliverable' && templateName === 'greeting' && count === 1));
    assert.ok(why.failures.some(({ error, templateName }) => /Re-engagement/.test(error) && templateName === null));
  });

  test('tell of no campaigns', async () => {
    const { data } = await report('/campaigns');
    assert.deepEqual([data.totals.campaigns, data.campaigns, data.pagination.total], [0, [], 0]);
    refused(await report('/campaigns/any'), 404, 'CAMPAIGN_NOT_FOUND');
    refused(await report('/campaigns/any/messages'), 404, 'CAMPAIGN_NOT_FOUND');
    assert.deepEqual((await report('/campaigns/responses')).data.responses, []);
    const none = await fetch(`${server.origin}/v2/reports/messages`, { headers: { Authorization: `Bearer ${token}` } });
    assert.equal(none.status, 404);
  });
});
