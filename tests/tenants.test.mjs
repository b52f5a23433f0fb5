// Another organization's things: every route of every dialect, out of the route tables themselves, is asked with every
// id that the other organization's own answers hold. Nothing of it may be told, nothing may change, and the answer must
// be the one for an id that nobody has.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { contact, messages, text } from './lib/meta.mjs';
import { run, Server, Store } from './lib/parley.mjs';

const ours = { name: 'Acme', phoneNumberId: '106540352242922', phone: '15550783881', waba: '102290129340398' };
const theirs = { name: 'Rival Secret Industries', phoneNumberId: '106540352242999', phone: '15550783999',
  waba: '102290129340999' };
let server, routes;

// What marks everything of theirs: it must not turn up in an answer to us.
const marks = ['Rival', 'Zebulon', '4477009001', 'their secret words', theirs.phone];

async function setUp(store, side, { people, words, contactName }) {
  side.organization = await store.addOrganization(side.name);
  const { id: org } = side.organization;
  await store.addSender({ org, phoneNumberId: side.phoneNumberId, phone: side.phone, waba: side.waba });
  side.headers = {};
  side.headers.whats91 = { authorization: `Bearer ${await store.addToken(org)}` };
  const made = async (api, ...more) => store.json(['token', 'add', '--org', String(org), '--api', api, ...more]);
  side.headers.kirim = { authorization: `Bearer ${(await made('kirim')).token}` };
  side.headers.meta = { 'x-api-key': (await made('meta')).token };
  const pair = await made('vobiz');
  side.headers.vobiz = { 'x-auth-id': pair.auth_id, 'x-auth-token': pair.auth_token };
  const email = `${side.phone}@example.org`;
  await store.json(['user', 'add', '--org', String(org), '--email', email, '--name', contactName, '--owner']);
  side.headers.wapikit = { 'x-access-token': (await made('wapikit', '--user', email)).token };
  side.people = people;
  side.words = words;
  side.contactName = contactName;
}

async function fill(side) {
  for (const [i, phone] of side.people.entries()) {
    const bodies = [0, 1, 2].map((n) => text(`${side.words} ${n}`, { from: phone, at: 1_780_000_000 + 10 * i + n }));
    const number = { phoneNumberId: side.phoneNumberId, phone: side.phone, waba: side.waba };
    const body = messages(bodies, { ours: number, contacts: [contact(`${side.contactName} ${i}`, phone)] });
    const { status } = await server.client.post(body);
    assert.equal(status, 200);
  }
}

async function ask(side, route, path, body) {
  const options = { method: route.method, headers: { ...side.headers[route.api] }, redirect: 'manual' };
  if (body !== undefined && route.method !== 'GET' && route.method !== 'DELETE') {
    options.headers['content-type'] = 'application/json';
    options.body = JSON.stringify(body);
  }
  const answer = await fetch(server.origin + path, options);
  return { status: answer.status, body: await answer.text() };
}

const filled = (path, values) => {
  let i = 0;
  return path.replace(/\{[^}]*\}/g, () => encodeURIComponent(values[i++]));
};
const braces = (path) => [...path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name);

const symbols = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
// What has the form of an id, by form; and a stranger of that form, with the same digits where a route looks at those.
const forms = [
  { is: /^[a-z]{3,4}_[0-9A-HJKMNP-TV-Z]{26}$/,
    stranger: (id) => id.slice(0, id.indexOf('_') + 1) + [...randomBytes(26)].map((b) => symbols[b % 32]).join('') },
  { is: /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, stranger: (id) => id.slice(0, 24) + id.slice(24).replace(/[a-f]/g, (c) => 'bcdefa'['abcdef'.indexOf(c)]) },
  { is: /^wamid\..+/, stranger: (id) => id.replace(/[A-Y]/g, (c) => String.fromCharCode(c.charCodeAt() + 1)) },
  { is: /^\d{7,10}$/, stranger: () => String(1 + randomBytes(4).readUInt32BE() % 2_000_000_000) },
  { is: /^\d{11,20}$/, stranger: (id) => id.slice(0, -4) + '0000' },
];
const formOf = (text) => forms.find(({ is }) => is.test(text));

function collect(value, into) {
  if (Array.isArray(value)) value.forEach((each) => collect(each, into));
  else if (value && typeof value === 'object') Object.values(value).forEach((each) => collect(each, into));
  else if (formOf(String(value))) into.add(String(value));
}
const parsed = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

// Their own answers, list by list and then thing by thing: every id that is in them.
async function harvest(side) {
  const found = {};
  const required = '?page=1&per_page=50';
  for (const api of new Set(routes.map((route) => route.api))) {
    const ids = (found[api] = new Set([side.phoneNumberId, ...side.people, side.phone]));
    for (let round = 0; round < 2; ++round) {
      for (const route of routes.filter((each) => each.api === api && each.method === 'GET')) {
        const names = braces(route.path);
        const choices = names.length === 0 ? [[]] : [...ids].slice(0, 30).map((id) => [id]);
        if (names.length > 1) {
          choices.splice(0, choices.length, ...[...ids].slice(0, 30).map((id) => [side.phoneNumberId, id]));
        }
        for (const values of choices) {
          if (values.length < names.length) continue;
          const { status, body } = await ask(side, route, filled(route.path, values) + required);
          if (status === 200) collect(parsed(body), ids);
          if (ids.size > 300) break;
        }
      }
    }
  }
  return found;
}

// Without what differs from call to call.
const settled = (text, ...echoed) => {
  let out = text;
  for (const each of echoed) out = out.replaceAll(each, 'ID');
  return out
    .replace(/"(requestId|request_id|fbtrace_id)":"[^"]*"/g, '"$1":"…"')
    .replace(/"timestamp":"[^"]*"/g, '"timestamp":"…"')
    .replace(/"remaining":\d+|"reset":\d+/g, '');
};

const bodies = [
  undefined,
  { status: 'open', name: 'x', label_id: 'ID', phone_number: '+15550001111', assigned_to: 'ID', contact_ids: ['ID'],
    operation: 'attach', organizationMemberId: 'ID', contactId: 'ID', listIds: ['ID'], tags: ['ID'], label: 'x',
    messaging_product: 'whatsapp', message_id: 'ID', shortcut: '/x', content: 'x', accessLevel: 'Member',
    updatedRoleIds: ['ID'], newOwnerId: 'ID', organizationId: 'ID', permissions: [], color: 'red' },
  // To be sent, and what belongs to a channel or a template.
  { channel_id: 'ID', waba_id: '102290129340398', to: '+15550001111', type: 'text', text: { body: 'x' }, replyToMessageId: 'ID',
    messageData: { messageType: 'Text', text: 'x' }, display_name: 'x', name: 'x', language: 'en', category: 'UTILITY',
    components: [{ type: 'BODY', text: 'x' }] },
];
const with_id = (body, id) => body && JSON.parse(JSON.stringify(body).replaceAll('"ID"', JSON.stringify(id)));

async function picture(side) {
  const seen = [];
  for (const route of routes.filter(({ method, path }) => method === 'GET' && braces(path).length === 0)) {
    if (/regenerate|health|openapi/.test(route.path)) continue;
    const { status, body } = await ask(side, route, `${route.path}?page=1&per_page=50`);
    seen.push(`${route.path} ${status} ${settled(body)}`);
  }
  for (const route of routes.filter(({ method, path }) => method === 'GET' && braces(path).length === 1)) {
    if (!/\{phone_number_id\}/.test(route.path)) continue;
    const { status, body } = await ask(side, route, filled(route.path, [side.phoneNumberId]));
    seen.push(`${route.path} ${status} ${settled(body)}`);
  }
  return seen.join('\n');
}

before(async () => {
  const store = new Store();
  await setUp(store, ours, { people: ['919000000001', '919000000002'], words: 'our words', contactName: 'Ann' });
  await setUp(store, theirs, { people: ['447700900111', '447700900112'], words: 'their secret words',
    contactName: 'Zebulon' });
  server = await Server.start(store, { args: ['--kirim-reads', '1000000', '--kirim-writes', '1000000'] });
  await fill(ours);
  await fill(theirs);
  const listed = await run(['routes', '--json']);
  routes = JSON.parse(listed.out).map((route) => ({ ...route, path: route.path.replace('{version}', '23.0') }));
});
after(() => server.stop());

test('the route tables hold what is asked here', () => {
  assert.deepEqual([...new Set(routes.map(({ api }) => api))].sort(), ['kirim', 'meta', 'vobiz', 'wapikit', 'whats91']);
  assert.ok(routes.length > 60, `${routes.length} routes`);
});

test('nothing of another organization can be read, changed or told from what nobody has', { timeout: 300_000 }, async () => {
  const their_ids = await harvest(theirs);
  const before_it = await picture(theirs);
  let asked = 0;
  for (const route of routes.filter(({ path }) => !/regenerate|\/auth\//.test(path))) {
    const names = braces(route.path);
    for (const id of [...their_ids[route.api]].slice(0, 60)) {
      const stranger = formOf(id).stranger(id);
      const own = /phone_number_id/.test(names[0] ?? '') ? [ours.phoneNumberId] : [];
      const places = names.length === 0 ? [[]] : [[...own, ...names.slice(own.length).map(() => id)]];
      if (own.length > 0 && id === theirs.phoneNumberId) places.push([id, ...names.slice(1).map(() => id)]);
      for (const values of places) {
        const others = values.map((value) => (value === id ? stranger : value));
        for (const body of bodies) {
          if (names.length === 0 && body === undefined) continue;
          if (body && (route.method === 'GET' || route.method === 'DELETE')) continue;
          // What makes things of ours out of a body alone is no question about theirs.
          if (names.length === own.length && !/bulk_label|bulk|assign|messaging\/(messages|send)$/.test(route.path)) continue;
          const theirs_told = await ask(ours, route, filled(route.path, values), with_id(body, id));
          const nobodys = await ask(ours, route, filled(route.path, others), with_id(body, stranger));
          const what = `${route.method} ${route.path} with ${id}: ${theirs_told.status} ${theirs_told.body}`;
          assert.notEqual(theirs_told.status, 500, what);
          assert.equal(theirs_told.status, nobodys.status, `${what}, and ${nobodys.body}`);
          assert.equal(settled(theirs_told.body, id, encodeURIComponent(id)),
            settled(nobodys.body, stranger, encodeURIComponent(stranger)), what);
          for (const mark of marks) {
            const told = theirs_told.body.replaceAll(id, '').replaceAll(encodeURIComponent(id), '');
            assert.ok(!told.includes(mark), `${what} tells ${mark}`);
          }
          ++asked;
        }
      }
    }
  }
  assert.ok(asked > 500, `${asked} questions were asked`);
  assert.equal(await picture(theirs), before_it, 'something of theirs has changed');
});

test('no list of ours holds anything of theirs', async () => {
  const told = await picture(ours);
  for (const mark of marks) assert.ok(!told.includes(mark), mark);
});

test('a token of one organization is no token of the other', async () => {
  const conversation = routes.find(({ api, path, method }) => api === 'kirim' && method === 'GET' && path.endsWith('/conversations'));
  const { status } = await ask(ours, conversation, filled(conversation.path, [theirs.phoneNumberId]));
  assert.equal(status, 404);
});
