// Wapikit over the real server, as its frontend and programs use it: logging in, the inbox, contacts and their imports,
// people with roles, codes by letter, and every refusal in its form.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { contact, messages, text } from './lib/meta.mjs';
import { Site, temporaryFolder } from './lib/parley.mjs';

const base = 1_780_000_000;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const letters = join(temporaryFolder(), 'letters');
const owner = { email: 'maya@acme.example', username: 'maya', name: 'Maya' };
let site, token;

async function ask(method, path, { json, form, as = token, headers = {} } = {}) {
  const answer = await fetch(`${site.server.origin}/api${path}`, {
    method,
    headers: { ...(as && { 'x-access-token': as }), ...(json !== undefined && { 'content-type': 'application/json' }), ...headers },
    body: form ?? (json === undefined ? undefined : JSON.stringify(json)),
  });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}
const get = (path, as) => ask('GET', path, { as });
const post = (path, json, as) => ask('POST', path, { json, as });
const good = ({ status, body }) => {
  assert.equal(status, 200, JSON.stringify(body));
  return body;
};
const refused = ({ status, body }, wanted, message) => {
  assert.deepEqual([status, body.message], [wanted, message]);
};
// All rows of a list, page by page until as many are there as the list says.
async function walk(path, name, size) {
  const rows = [];
  for (let page = 1; ; ++page) {
    const body = good(await get(`${path}${path.includes('?') ? '&' : '?'}page=${page}&per_page=${size}`));
    assert.deepEqual([body.paginationMeta.page, body.paginationMeta.per_page], [page, size]);
    rows.push(...body[name]);
    if (body[name].length < size) {
      assert.equal(rows.length, body.paginationMeta.total, path);
      return rows;
    }
  }
}
const logIn = async (username, password) => (await post('/auth/login', { username, password }, '')).body.token;
const tell = async (list, name, phone) =>
  assert.equal((await site.client.post(messages(list, { contacts: [contact(name, phone)] }))).status, 200);

before(async () => {
  site = await Site.start({
    args: ['--wapikit-rates', '100', '--mail-command', `cat >> '${letters}'`, '--mail-from', 'Parley <p@acme.example>'],
  });
  const { password } = await site.store.json(['user', 'add', '--org', String(site.organization.id), '--email', owner.email,
    '--name', owner.name, '--username', owner.username, '--owner']);
  owner.password = password;
  token = await logIn(owner.username, password);
  for (let person = 0; person < 11; ++person) {
    const phone = `55119876543${10 + person}`;
    await tell([text(`hello ${person}`, { from: phone, at: base + person })], `Person ${person}`, phone);
  }
  await tell(Array.from({ length: 60 }, (_, i) => text(`line ${i}`, { from: '5511900000000', at: base + 100 + Math.floor(i / 3) })),
    'Ana', '5511900000000');
});
after(() => site.stop());

describe('logging in', () => {
  test('gives a token by which one is oneself', async () => {
    const { user } = good(await get('/user'));
    assert.deepEqual([user.email, user.name, user.isOwner, user.organization.name], [owner.email, owner.name, true, 'Acme']);
    for (const headers of [{ 'x-access-key': token }, { authorization: `Bearer ${token}` }]) {
      assert.equal((await ask('GET', '/user', { as: '', headers })).status, 200);
    }
  });
  test('says the same of a wrong name and a wrong password', async () => {
    for (const username of [owner.username, 'nobody', 'nobody@acme.example']) {
      refused(await post('/auth/login', { username, password: 'wrong horse' }, ''), 404, 'Invalid email / password');
    }
    for (const as of ['', 'nonsense', token + 'x']) refused(await get('/user', as), 401, 'Unauthorized access');
  });
  test('in a flood makes no search wait', async () => {
    const flood = Array.from({ length: 50 }, (_, i) => post('/auth/login', { username: `nobody${i}`, password: 'x' }, ''));
    for (let i = 0; i < 10; ++i) {
      const { contacts } = good(await get('/contacts?page=1&per_page=5&searchString=person'));
      assert.equal(contacts.length, 5);
    }
    for (const { status, headers, body } of await Promise.all(flood)) {
      assert.ok([404, 429, 503].includes(status), String(status));
      assert.equal(typeof body.message, 'string');
      if (status !== 404) assert.match(headers.get('retry-after'), /^[1-9]/);
    }
  });
  test('by a key, until it is renewed', async () => {
    const { apiKey } = good(await get('/auth/api-keys'));
    assert.equal((await get('/user', apiKey.key)).status, 200);
    const renewed = good(await get('/auth/api-keys/regenerate'));
    await new Promise((done) => setTimeout(done, 1_000));
    refused(await get('/user', apiKey.key), 401, 'Unauthorized access');
    assert.equal((await get('/user', renewed.apiKey.key)).status, 200);
  });
});

describe('the inbox', () => {
  test('is walked to its end, each conversation once, the last active first', async () => {
    const rows = await walk('/conversations', 'conversations', 5);
    assert.equal(new Set(rows.map((row) => row.uniqueId)).size, 12);
    assert.deepEqual(rows.map((row) => row.contact.name), ['Ana', ...Array.from({ length: 11 }, (_, i) => `Person ${10 - i}`)]);
    const upwards = await walk('/conversations?order=asc', 'conversations', 5);
    assert.deepEqual(upwards.map((row) => row.uniqueId), rows.map((row) => row.uniqueId).reverse());
  });
  test('holds each conversation whole, page by page from either end', async () => {
    const { conversations: [{ uniqueId: id }] } = good(await get('/conversations?page=1&per_page=1'));
    const { conversation } = good(await get(`/conversation/${id}`));
    assert.deepEqual([conversation.totalMessages, conversation.numberOfUnreadMessages, conversation.messages.length], [60, 60, 60]);
    const whole = conversation.messages.map((message) => message.uniqueId);
    assert.deepEqual((await walk(`/conversation/${id}/messages?order=asc`, 'messages', 7)).map((m) => m.uniqueId), whole);
    const newest = good(await get(`/conversation/${id}/messages?page=1&per_page=7`)).messages.map((m) => m.uniqueId);
    assert.deepEqual(newest, whole.slice(-7), 'the first page is the newest, its oldest first');
    const all = await walk('/messages', 'messages', 50);
    assert.equal(new Set(all.map((message) => message.uniqueId)).size, 71);
    assert.deepEqual((await walk(`/messages?conversation_id=${id}&order=asc`, 'messages', 50)).map((m) => m.uniqueId).toSorted(),
      whole.toSorted());
  });
  test('is worked through: assigned, read, closed, deleted, and there again when the person writes', async () => {
    const { conversations: [{ uniqueId: id }] } = good(await get('/conversations?page=1&per_page=1'));
    const one = async () => good(await get(`/conversation/${id}`)).conversation;
    const { members: [{ uniqueId: member }] } = good(await get('/organization/members?page=1&per_page=1'));
    good(await post(`/conversation/${id}/assign`, { organizationMemberId: member }));
    assert.equal((await one()).assignedTo.email, owner.email);
    good(await post(`/conversation/${id}/unassign`, { userId: member }));
    assert.equal((await one()).assignedTo, undefined);
    assert.deepEqual(good(await post(`/conversation/${id}/read`)), { isRead: true });
    assert.deepEqual([(await one()).numberOfUnreadMessages, (await one()).messages[0].status], [0, 'Read']);
    assert.equal(good(await post(`/conversation/${id}`, { status: 'Closed' })).conversation.status, 'Closed');
    assert.deepEqual(good(await ask('DELETE', `/conversation/${id}`)), { data: true });
    refused(await ask('DELETE', `/conversation/${id}`), 404, 'conversation not found');
    assert.equal((await walk('/conversations', 'conversations', 50)).some((row) => row.uniqueId === id), false);
    assert.equal((await one()).status, 'Deleted');
    const now = Math.floor(Date.now() / 1000) + 5;
    await tell([text('again', { from: '5511900000000', at: now })], 'Ana', '5511900000000');
    assert.equal((await one()).status, 'Active');
  });
  test('sums a conversation up in its own words', async () => {
    const { conversations: [{ uniqueId: id }] } = good(await get('/conversations?page=1&per_page=1'));
    assert.match(good(await get(`/conversation/${id}/generate-summary`)).summary, /line|again/);
  });
});

describe('contacts and lists', () => {
  test('are added, put together, changed and deleted', async () => {
    const { tag } = good(await post('/organization/tags', { label: 'VIP' }));
    refused(await post('/organization/tags', { label: 'VIP' }), 400, 'there is a label named VIP already');
    const { list } = good(await post('/lists', { name: 'Friends', description: 'd', tags: [tag.uniqueId] }));
    const dana = { name: 'Dana', phone: '+1 415 555 0123', status: 'Active', attributes: { plan: 'gold' }, listsIds: [list.uniqueId] };
    good(await post('/contacts', [dana]));
    good(await post('/contacts', [dana])); // who is known is passed over
    const { contacts, paginationMeta } = good(await get(`/contacts?page=1&per_page=9&list_id=${list.uniqueId}`));
    assert.equal(paginationMeta.total, 1);
    assert.deepEqual([contacts[0].name, contacts[0].phone, contacts[0].attributes], ['Dana', '14155550123', { plan: 'gold' }]);
    const id = contacts[0].uniqueId;
    assert.match(id, uuid);
    const { contact: changed } = good(await post(`/contacts/${id}`,
      { name: 'Dana Scully', phone: '14155550123', status: 'Inactive', attributes: {}, lists: [] }));
    assert.deepEqual([changed.name, changed.status, changed.lists], ['Dana Scully', 'Inactive', []]);
    assert.equal(good(await get(`/lists/${list.uniqueId}`)).list.numberOfContacts, 0);
    assert.deepEqual(good(await ask('DELETE', `/contacts/${id}`)), { data: true });
    refused(await get(`/contacts/${id}`), 404, 'contact not found');
  });
});

describe('an import', () => {
  const form = (csv, more = {}) => {
    const data = new FormData();
    data.set('file', new Blob([csv], { type: 'text/csv' }), 'contacts.csv');
    for (const [name, value] of Object.entries(more)) data.set(name, value);
    return data;
  };
  const rows = (count, from) => Array.from({ length: count }, (_, i) => `P${i},${919_800_000_000 + from + i},{}`).join('\n');

  test('is told in one answer, each wrong row by its number', async () => {
    const csv = 'name,phone,attributes\nEve,919900000001,"{""a"":1}"\nBad,12,{}\nNul,919900000002,"{""a"":""\\u0000""}"\n';
    const once = good(await ask('POST', '/contacts/bulk-import', { form: form(csv) }));
    assert.deepEqual([once.total, once.imported, once.skipped, once.failed], [3, 1, 0, 2]);
    assert.deepEqual(once.errors, [{ row: 3, message: 'phone is not a valid phone number' },
      { row: 4, message: 'attributes are not a JSON object' }]);
    const twice = good(await ask('POST', '/contacts/bulk-import', { form: form(csv) }));
    assert.deepEqual([twice.imported, twice.skipped, twice.failed], [0, 1, 2]);
  });
  test('tells its progress while it goes', async () => {
    const csv = `name;phone;attributes\n${rows(5_000, 0).replaceAll(',', ';')}\nBad;1;{}\n`;
    const answer = await fetch(`${site.server.origin}/api/contacts/bulkImport`,
      { method: 'POST', headers: { 'x-access-token': token }, body: form(csv, { delimiter: ';', listIds: '[]' }) });
    assert.deepEqual([answer.status, answer.headers.get('transfer-encoding'), answer.headers.get('content-type')],
      [200, 'chunked', 'text/plain; charset=utf-8']);
    let read = '', pieces = 0, early;
    for await (const bytes of answer.body) {
      read += Buffer.from(bytes).toString();
      if (++pieces === 1) early = good(await get('/contacts?page=1&per_page=1')).paginationMeta.total;
    }
    const lines = read.trim().split('\n').map((line) => JSON.parse(line));
    assert.ok(pieces > 1, 'in one piece');
    assert.deepEqual(lines[0], { type: 'importing', message: 'Importing contacts', current: 0, total: 5_001 });
    const steps = lines.filter(({ type }) => type === 'progress').map(({ current }) => current);
    assert.deepEqual(steps, Array.from({ length: 50 }, (_, i) => 100 * (i + 1)));
    assert.deepEqual(lines.at(-2).message, 'Row 5002: phone is not a valid phone number');
    assert.deepEqual(lines.at(-1), { type: 'complete', current: 5_001, total: 5_001,
      message: '5000 contacts imported, 0 known already, 1 rows with errors' });
    const { total } = good(await get('/contacts?page=1&per_page=1')).paginationMeta;
    assert.ok(early < total, `${early} of ${total} were there when the first line came`);
  });
  test('that its reader leaves stops, and goes on from there the next time', async () => {
    const csv = `name,phone,attributes\n${rows(20_000, 100_000)}\n`;
    const controller = new AbortController();
    const answer = await fetch(`${site.server.origin}/api/contacts/bulkImport`,
      { method: 'POST', headers: { 'x-access-token': token }, body: form(csv), signal: controller.signal });
    await answer.body.getReader().read();
    controller.abort();
    const count = async () => good(await get('/contacts?page=1&per_page=1')).paginationMeta.total;
    let before = await count(), now = before;
    for (let waited = 0; waited < 100; ++waited) {
      await new Promise((done) => setTimeout(done, 100));
      before = now;
      now = await count();
      if (before === now) break;
    }
    const rest = good(await ask('POST', '/contacts/bulk-import', { form: form(csv) }));
    assert.equal(rest.imported + rest.skipped, 20_000);
    assert.ok(rest.imported > 0, 'the whole file was taken although nobody read');
  });
  test('is refused where it is none, or too large', async () => {
    refused(await post('/contacts/bulk-import', { delimiter: ',' }), 400, 'file is required');
    refused(await ask('POST', '/contacts/bulkImport', { form: form('a', { delimiter: ';;' }) }), 400, 'delimiter must be one character');
    refused(await ask('POST', '/contacts/bulkImport', { form: form('a', { listIds: '["2f8892e1-59b7-40a2-b518-e7a7c31a754d"]' }) }),
      404, 'list not found');
    const huge = await fetch(`${site.server.origin}/api/contacts/bulkImport`,
      { method: 'POST', headers: { 'x-access-token': token }, body: form('x'.repeat(5_000_000)) });
    assert.equal(huge.status, 413);
  });
});

describe('codes', () => {
  const codeFor = async (address, what) => {
    for (let waited = 0; waited < 100; ++waited) {
      const all = readFileSync(letters, { encoding: 'utf8', flag: 'a+' }).split('From: Parley <p@acme.example>\n').slice(1);
      const letter = all.findLast((each) => each.startsWith(`To: ${address}\n`) && each.includes(`you may ${what}.`));
      if (letter) return /^(\d{6}) is the code/m.exec(letter)[1];
      await new Promise((done) => setTimeout(done, 20));
    }
    throw new Error(`no letter to ${address} by which to ${what}`);
  };
  const noor = { username: 'noor', email: 'noor@acme.example', name: 'Noor', password: 'long enough' };

  test('of a letter make an account, which joins by its invite and may do what its roles say', async () => {
    const { invite } = good(await post('/organization/invites', { email: noor.email, accessLevel: 'Member' }));
    const organizationInviteSlug = invite.slug;
    assert.deepEqual(good(await post('/auth/register', { ...noor, organizationInviteSlug }, '')), { isOtpSent: true });
    const otp = await codeFor(noor.email, 'register');
    refused(await post('/auth/verify-email', { ...noor, organizationInviteSlug, otp: '12345x' }, ''), 400, 'Invalid OTP.');
    const { token: theirs } = good(await post('/auth/verify-email', { ...noor, organizationInviteSlug, otp }, ''));
    assert.equal(good(await get('/user', theirs)).user.organization.name, 'Acme');

    const denied = 'You are not authorized to access this resource.';
    refused(await get('/contacts?page=1&per_page=1', theirs), 401, denied);
    const { role } = good(await post('/rbac/roles', { name: 'Reader', permissions: ['Get:Contact', 'Get:Tag'] }));
    const { members } = good(await get('/organization/members?page=1&per_page=50'));
    const { uniqueId: member } = members.find(({ email }) => email === noor.email);
    good(await post(`/organization/members/${member}/role`, { updatedRoleIds: [role.uniqueId] }));
    await new Promise((done) => setTimeout(done, 1_000));
    good(await get('/contacts?page=1&per_page=1', theirs));
    refused(await post('/contacts', [], theirs), 401, denied);
    good(await get('/organization/tags?page=1&per_page=1', theirs));
    refused(await post('/organization/tags', { label: 'Mine' }, theirs), 401, denied);
    good(await post(`/organization/members/${member}/role`, { updatedRoleIds: [] }));
    await new Promise((done) => setTimeout(done, 1_000));
    refused(await get('/contacts?page=1&per_page=1', theirs), 401, denied);
  });
  test('of a letter set a new password, after which the old sessions are over', async () => {
    const session = await logIn(noor.username, noor.password);
    assert.deepEqual(good(await post('/auth/reset-password/init', { email: noor.email }, '')),
      good(await post('/auth/reset-password/init', { email: 'nobody@acme.example' }, '')));
    const otp = await codeFor(noor.email, 'set a new password');
    good(await post('/auth/reset-password/verify', { email: noor.email, otp }, ''));
    good(await post('/auth/reset-password/complete', { email: noor.email, password: 'a new horse' }, ''));
    assert.equal(await logIn(noor.username, noor.password), undefined);
    assert.ok(await logIn(noor.username, 'a new horse'));
    await new Promise((done) => setTimeout(done, 1_000));
    refused(await get('/user', session), 401, 'Unauthorized access');
    assert.equal(readFileSync(letters, 'utf8').includes('nobody@acme.example'), false);
  });
  test('and passwords stand in no log', async () => {
    const codes = [...readFileSync(letters, 'utf8').matchAll(/^(\d{6}) is the code/gm)].map(([, code]) => code);
    assert.ok(codes.length >= 2);
    for (const secret of [...codes, owner.password, noor.password, 'a new horse', token]) {
      assert.equal(site.server.log.includes(secret), false);
    }
  });
  test('are refused where no letter can be sent; the operator sets a password then', async () => {
    const bare = await Site.start();
    try {
      await bare.store.json(['user', 'add', '--org', String(bare.organization.id), '--email', 'bo@acme.example', '--name', 'Bo']);
      const at = (path, json) => fetch(`${bare.server.origin}/api${path}`,
        { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) });
      const words = 'This server sends no mail. Whoever runs it can add an account or set a new password.';
      for (const [path, json] of [['/auth/register', noor], ['/auth/reset-password/init', { email: 'bo@acme.example' }],
        ['/auth/reset-password/init', { email: 'nobody@acme.example' }]]) {
        const answer = await at(path, json);
        assert.deepEqual([answer.status, await answer.json()], [403, { message: words }]);
      }
      const { password } = await bare.store.json(['user', 'password', '--email', 'bo@acme.example']);
      assert.match(password, /^\w{20}$/);
      assert.equal((await at('/auth/login', { username: 'bo@acme.example', password })).status, 200);
      const nobody = await bare.store.run(['user', 'password', '--email', 'nobody@acme.example']);
      assert.equal(nobody.status, 1);
      assert.match(nobody.err, /nobody has the email/);
    } finally {
      await bare.stop();
    }
  });
});

test('whatever is wrong is said in its form', async () => {
  refused(await get('/nothing'), 404, 'Not Found');
  refused(await ask('PUT', '/conversations', { json: {} }), 405, 'Method Not Allowed');
  refused(await get('/conversations'), 400, 'page is required');
  refused(await get('/conversations?page=1&per_page=51'), 400, 'per_page must be between 1 and 50');
  refused(await get('/conversation/x'), 400, 'invalid conversation id');
  refused(await get('/conversation/2f8892e1-59b7-40a2-b518-e7a7c31a754d'), 404, 'conversation not found');
  refused(await post('/lists', { name: 'a\u0000b', tags: [] }), 400, 'The body must be JSON without NUL or broken text');
  refused(await post('/lists', { name: 'a', '\ud83d': 1 }), 400, 'The body must be JSON without NUL or broken text');
  const bound = await site.store.json(['token', 'add', '--org', String(site.organization.id), '--api', 'wapikit', '--user', owner.email]);
  assert.match(bound.token, /^eyJ/);
  const limited = await get('/lists?page=1&per_page=1', bound.token);
  assert.deepEqual([limited.headers.get('x-ratelimit-limit'), limited.headers.get('x-ratelimit-remaining')], ['6000', '5999']);
});

test('rates are the vendor\'s where the operator says nothing', async () => {
  const usual = await Site.start();
  try {
    await usual.store.json(['user', 'add', '--org', String(usual.organization.id), '--email', 'a@acme.example', '--name', 'A', '--owner']);
    const { token: key } = await usual.store.json(['token', 'add', '--org', String(usual.organization.id), '--api', 'wapikit',
      '--user', 'a@acme.example']);
    const read = () => fetch(`${usual.server.origin}/api/rbac/roles?page=1&per_page=1`, { headers: { 'x-access-token': key } });
    for (let i = 0; i < 60; ++i) assert.equal((await read()).status, 200);
    const over = await read();
    assert.deepEqual([over.status, over.headers.get('x-ratelimit-remaining'), over.headers.get('retry-after')], [429, '0', '1']);
    const { message, error, remaining } = await over.json();
    assert.deepEqual([message, error, remaining], ['Rate limit exceeded', 'Rate limit exceeded', 0]);
  } finally {
    await usual.stop();
  }
});
