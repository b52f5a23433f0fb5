// Vobiz over the real server, as a client written from the vendor's pages uses it: both states of the API, lists to their
// end, contacts and their import, and every refusal in the one envelope.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { contact, messages, text } from './lib/meta.mjs';
import { Server, Site } from './lib/parley.mjs';

const base = 1_780_000_000;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
let site, pair, client, legacy;

class Vobiz {
  constructor(prefix, headers) {
    this.prefix = prefix;
    this.headers = headers;
  }
  async ask(method, path, { query = {}, json, form, headers = this.headers } = {}) {
    const url = new URL(`${site.server.origin}${this.prefix}${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const answer = await fetch(url, {
      method,
      headers: { ...headers, ...(json !== undefined && { 'content-type': 'application/json' }) },
      body: form ?? (json === undefined ? undefined : JSON.stringify(json)),
    });
    const words = await answer.text();
    return { http: answer.status, headers: answer.headers, words, ...(words && JSON.parse(words)) };
  }
  get(path, query) {
    return this.ask('GET', path, { query });
  }
}

const refused = (answer, status, code) => {
  assert.deepEqual([answer.http, answer.status, answer.error?.code], [status, 'error', code]);
  assert.match(answer.timestamp, /Z$/);
  assert.match(answer.requestId, /^req_[0-9a-f]{12}$/);
  assert.equal(typeof answer.error.message, 'string');
};

// Every row of a list that goes on by `next`, which gives the query of the page behind an answer or nothing.
async function walk(ask, next, between = async () => {}) {
  const rows = [];
  for (let query = {}, page = 0; query; ++page) {
    const answer = await ask(query);
    assert.equal(answer.http, 200, answer.words);
    rows.push(...(answer.data ?? answer.items));
    query = next(answer);
    if (page === 1) await between();
    assert.ok(page < 1000, 'the list has no end');
  }
  return rows;
}
const tell = async (list, name, phone) => {
  const { status } = await site.client.post(messages(list, { contacts: [contact(name, phone)] }));
  assert.equal(status, 200);
};

before(async () => {
  site = await Site.start();
  pair = await site.store.json(['token', 'add', '--org', String(site.organization.id), '--api', 'vobiz']);
  const headers = { 'X-Auth-ID': pair.auth_id, 'X-Auth-Token': pair.auth_token };
  client = new Vobiz('/api/v1/messaging', headers);
  legacy = new Vobiz('/v1/messaging', headers);
  for (let person = 0; person < 12; ++person) {
    const phone = `91987654${3200 + person}`;
    await tell([text(`hello ${person}`, { from: phone, at: base + person })], `Person ${person}`, phone);
  }
  // Four a second: what is of one time must neither come twice nor be passed over.
  const long = Array.from({ length: 130 }, (_, i) =>
    text(`line ${i}`, { from: '919876549999', at: base + 100 + Math.floor(i / 4) }));
  await tell(long, 'Rahul Sharma', '919876549999');
});
after(() => site.stop());

describe('who asks', () => {
  test('is known by both headers, exactly', async () => {
    const { auth_id, name } = await new Vobiz('/api/v1/auth', client.headers).get('/me');
    assert.equal(name, 'Acme');
    assert.match(auth_id, /^MA_[0-9A-Z]{8}$/);
    const cases = [
      [{}, 'UNAUTHORIZED'],
      [{ 'X-Auth-ID': pair.auth_id }, 'UNAUTHORIZED'],
      [{ 'X-Auth-Token': pair.auth_token }, 'UNAUTHORIZED'],
      [{ Authorization: `Bearer ${pair.auth_token}` }, 'UNAUTHORIZED'],
      [{ 'X-Auth-ID': pair.auth_id, 'X-Auth-Token': pair.auth_token + 'x' }, 'INVALID_CREDENTIALS'],
      [{ 'X-Auth-ID': 'MA_0000000000', 'X-Auth-Token': pair.auth_token }, 'INVALID_CREDENTIALS'],
    ];
    for (const of of [client, legacy]) {
      for (const [headers, code] of cases) refused(await of.ask('GET', '/contacts', { headers }), 401, code);
    }
  });
  test('is shut out within a second of being revoked', async () => {
    const other = await site.store.json(['token', 'add', '--org', String(site.organization.id), '--api', 'vobiz']);
    const headers = { 'X-Auth-ID': other.auth_id, 'X-Auth-Token': other.auth_token };
    assert.equal((await client.ask('GET', '/contacts', { headers })).http, 200);
    const { id } = (await site.store.json(['token', 'list'])).at(-1);
    await site.store.json(['token', 'revoke', String(id)]);
    await new Promise((done) => setTimeout(done, 1_000));
    refused(await client.ask('GET', '/contacts', { headers }), 401, 'INVALID_CREDENTIALS');
  });
  test('with one channel reads that one and changes nothing', async () => {
    const bound = await site.store.json(['token', 'add', '--org', String(site.organization.id), '--api', 'vobiz',
      '--sender', site.sender.phone]);
    const headers = { 'X-Auth-ID': bound.auth_id, 'X-Auth-Token': bound.auth_token };
    assert.equal((await client.ask('GET', '/conversations', { headers })).total, 13);
    refused(await client.ask('POST', '/contacts', { headers, json: { phone_number: '+14155550100', name: 'X' } }), 403,
      'FORBIDDEN');
  });
});

describe('conversations', () => {
  test('are the same ones in both states, newest first, whole or page by page', async () => {
    const whole = await legacy.get('/conversations');
    assert.deepEqual(whole.meta, { total: 13, page: 1, limit: 1000 });
    const times = whole.data.map((row) => row.last_message.timestamp);
    assert.deepEqual(times, times.toSorted().reverse());
    assert.deepEqual(whole.data[0].contact, { id: whole.data[0].contact.id, name: 'Rahul Sharma', phone: '+919876549999' });
    assert.equal(whole.data[0].unread_count, 130);
    const ids = whole.data.map((row) => row.id);
    assert.equal(new Set(ids).size, 13);

    const paged = await walk((query) => legacy.get('/conversations', { limit: 5, page: 1, ...query }),
      ({ meta, data }) => data.length > 0 && { page: meta.page + 1 });
    assert.deepEqual(paged.map((row) => row.id), ids);
    const current = await walk((query) => client.get('/conversations', { limit: 5, page: 1, ...query }),
      ({ page, has_more: more }) => more && { page: page + 1 });
    assert.deepEqual(current.map((row) => row.id), ids);
    assert.deepEqual(new Set(current.map((row) => row.channel_id)),
      new Set((await client.get('/channels/whatsapp')).items.map((channel) => channel.id)));
  });
  test('are walked message by message to the end, while others come in', async () => {
    const { data: [{ id }] } = await legacy.get('/conversations', { limit: 1 });
    const late = (i) => () => tell([text(`late ${i}`, { from: '919876549999', at: base + 900 + i })], 'Rahul Sharma', '919876549999');
    const old = await walk((query) => legacy.get(`/conversations/${id}/messages`, { limit: 7, ...query }),
      ({ cursor }) => cursor && { cursor }, late(1));
    const now = await walk((query) => client.get(`/conversations/${id}/messages`, { limit: 7, ...query }),
      ({ has_more: more, next_cursor: cursor }) => more && { cursor }, late(2));
    assert.equal(new Set(old.map((row) => row.id)).size, 130);
    assert.deepEqual(now.map((row) => row.id).slice(1), old.map((row) => row.id), 'one more had come by then');
    const times = old.map((row) => row.timestamp);
    assert.deepEqual(times, times.toSorted().reverse());
    assert.deepEqual(new Set(old.map((row) => row.body)), new Set(Array.from({ length: 130 }, (_, i) => `line ${i}`)));
    assert.equal(JSON.parse(now.at(-1).content).body, old.at(-1).body);

    const past = await legacy.get(`/conversations/${id}/messages`, { cursor: old.at(-1).id });
    assert.deepEqual([past.http, past.data, past.cursor], [200, [], null]);
    const unread = (await legacy.get('/conversations', { limit: 1 })).data[0].unread_count;
    assert.equal(unread, 132, 'reading changes nothing');
  });
  test('keep their ids over a kill', async () => {
    const list = async () => (await legacy.get('/conversations')).data.map((row) => row.id);
    const ids = await list();
    await site.server.kill9();
    site.server = await Server.start(site.store);
    assert.deepEqual(await list(), ids);
  });
});

describe('contacts', () => {
  const made = { phone_number: '+14155550123', name: 'Dana', tags: ['vip'], custom_attributes: { plan: 'gold', seats: 3 } };

  test('are added, found, changed and deleted, in either state', async () => {
    const added = await client.ask('POST', '/contacts', { json: made });
    assert.equal(added.http, 201);
    assert.match(added.id, uuid);
    assert.deepEqual([added.name, added.tags, added.custom_attributes], ['Dana', ['vip'], { plan: 'gold', seats: 3 }]);
    refused(await legacy.ask('POST', '/contacts', { json: made }), 409, 'CONFLICT');
    for (const query of [{ search: 'dAnA' }, { search: '5550123' }, { tag: 'vip' }]) {
      const found = await legacy.get('/contacts', query);
      assert.deepEqual(found.data.map((row) => row.id), [added.id], JSON.stringify(query));
    }
    const changed = await legacy.ask('PUT', `/contacts/${added.id}`, { json: { name: 'Dana Scully', tags: [] } });
    assert.deepEqual([changed.http, changed.name, changed.tags], [200, 'Dana Scully', []]);
    const again = await legacy.ask('PUT', `/contacts/${added.id}`, { json: { name: 'Dana Scully', tags: [] } });
    assert.deepEqual([again.name, again.tags, again.custom_attributes], ['Dana Scully', [], made.custom_attributes]);
    assert.equal((await client.get('/contacts', { tag: 'vip' })).total, 0);

    const gone = await client.ask('DELETE', `/contacts/${added.id}`);
    assert.deepEqual([gone.http, gone.words], [204, '']);
    for (const of of [client, legacy]) refused(await of.get(`/contacts/${added.id}`), 404, 'CONTACT_NOT_FOUND');
    refused(await client.ask('DELETE', `/contacts/${added.id}`), 404, 'CONTACT_NOT_FOUND');
  });
  test('are listed to the end by number, each once', async () => {
    const ids = async (of, next) =>
      (await walk((query) => of.get('/contacts', { limit: 4, page: 1, ...query }), next)).map((row) => row.id);
    const current = await ids(client, ({ page, has_more: more }) => more && { page: page + 1 });
    assert.equal(new Set(current).size, (await client.get('/contacts')).total);
    assert.deepEqual(await ids(legacy, ({ meta, data }) => data.length > 0 && { page: meta.page + 1 }), current);
  });
  test('refuse texts that nobody can keep, and change nothing by it', async () => {
    const { total } = await client.get('/contacts');
    for (const name of ['a\u0000b', '\ud83d', '\ude00x']) {
      refused(await client.ask('POST', '/contacts', { json: { ...made, name } }), 400, 'BAD_REQUEST');
      refused(await client.ask('POST', '/contacts', { json: { ...made, custom_attributes: { [name]: 1 } } }), 400, 'BAD_REQUEST');
    }
    assert.equal((await client.get('/contacts')).total, total);
  });
});

describe('an import', () => {
  const form = (csv, name = 'file') => {
    const data = new FormData();
    data.set(name, new Blob([csv], { type: 'text/csv' }), 'contacts.csv');
    return data;
  };
  const upload = (csv, of = client) => of.ask('POST', '/contacts/import', { form: form(csv) });
  const counts = ({ total, created, updated, failed }) => [total, created, updated, failed];

  test('adds what is right and tells what is not; a second one adds nothing', async () => {
    const csv = 'phone_number,name,tags\n+14155550001,Ann,"a,b"\n4155550002,Bo,\n+14155550003,"Cy ""C""",c\n';
    const first = await upload(csv);
    assert.deepEqual(counts(first), [3, 2, 0, 1]);
    assert.deepEqual(first.errors, [{ row: 2, phone_number: '4155550002', reason: 'invalid phone_number: must be E.164 format' }]);
    assert.deepEqual(counts(await upload(csv, legacy)), [3, 0, 2, 1]);
    const { items: [ann] } = await client.get('/contacts', { search: '4155550001' });
    assert.deepEqual([ann.name, ann.tags.toSorted()], ['Ann', ['a', 'b']]);
  });
  test('is refused where it is no file, or too large a one, and writes nothing then', async () => {
    const { total } = await client.get('/contacts');
    refused(await client.ask('POST', '/contacts/import', { json: { file: 'x' } }), 415, 'UNSUPPORTED_MEDIA_TYPE');
    refused(await client.ask('POST', '/contacts/import', { form: form('phone_number,name\n', 'other') }), 400, 'BAD_REQUEST');
    const rows = Array.from({ length: 20_001 }, (_, i) => `+1650${1_000_000 + i},P`).join('\n');
    refused(await upload(`phone_number,name\n${rows}\n`), 400, 'BAD_REQUEST');
    const huge = await fetch(`${site.server.origin}/v1/messaging/contacts/import`,
      { method: 'POST', headers: legacy.headers, body: form('x'.repeat(5_000_000)) });
    assert.equal(huge.status, 413);
    assert.equal((await client.get('/contacts')).total, total);
  });
});

describe('canned responses', () => {
  test('are added, listed and deleted', async () => {
    const json = { shortcut: '/greeting', content: 'Hello there' };
    const added = await legacy.ask('POST', '/canned-responses', { json });
    assert.deepEqual([added.http, added.shortcut, added.content], [201, '/greeting', 'Hello there']);
    assert.deepEqual((await client.get('/canned-responses')).items.map((row) => row.id), [added.id]);
    assert.deepEqual((await legacy.get('/canned-responses')).data.map((row) => row.id), [added.id]);
    assert.equal((await client.ask('DELETE', `/canned-responses/${added.id}`)).http, 204);
    refused(await client.ask('DELETE', `/canned-responses/${added.id}`), 404, 'CANNED_RESPONSE_NOT_FOUND');
  });
});

test('whatever is wrong is said in the one envelope', async () => {
  const { data: [{ id }, { id: other }] } = await legacy.get('/conversations', { limit: 2 });
  const { data: [{ id: theirs }] } = await legacy.get(`/conversations/${other}/messages`);
  const stranger = '2f8892e1-59b7-40a2-b518-e7a7c31a754d';
  for (const of of [client, legacy]) {
    refused(await of.get('/nothing'), 404, 'NOT_FOUND');
    const wrong = await of.ask('PUT', '/conversations', { json: {} });
    refused(wrong, 405, 'METHOD_NOT_ALLOWED');
    assert.equal(wrong.headers.get('allow'), 'GET, HEAD');
    for (const query of [{ limit: '0' }, { limit: '-1' }, { limit: 'x' }, { page: '0', limit: '1' }]) {
      refused(await of.get('/conversations', query), 400, 'BAD_REQUEST');
    }
    for (const unknown of [stranger, 'x', '1', "'"]) {
      refused(await of.get(`/conversations/${encodeURIComponent(unknown)}/messages`), 404, 'CONVERSATION_NOT_FOUND');
      refused(await of.get(`/contacts/${encodeURIComponent(unknown)}`), 404, 'CONTACT_NOT_FOUND');
    }
    for (const cursor of ['x', stranger, theirs]) {
      refused(await of.get(`/conversations/${id}/messages`, { cursor }), 400, 'BAD_REQUEST');
    }
    for (const body of ['{', '[]', '"x"', 'null']) {
      const answer = await fetch(`${site.server.origin}${of.prefix}/contacts`,
        { method: 'POST', headers: { ...of.headers, 'content-type': 'application/json' }, body });
      refused({ http: answer.status, ...(await answer.json()) }, 400, 'BAD_REQUEST');
    }
  }
});
