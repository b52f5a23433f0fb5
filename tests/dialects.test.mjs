// One store, four dialects: what is done through any of them, in any order, is at once what all of them tell. Random acts,
// drawn from a seed, beside a model that is a few maps.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chance as seeded } from './lib/chance.mjs';
import { contact, messages, number, text } from './lib/meta.mjs';
import { Server, Store } from './lib/parley.mjs';

const seed = Number(process.env.PARLEY_DIALECTS_SEED || 20261121);
const steps = Number(process.env.PARLEY_DIALECTS_STEPS || 250);
const people = ['919000000001', '919000000002', '919000000003', '919000000004'];
let server, headers, members, model, clock;

async function call(api, method, path, body) {
  const options = { method, headers: { ...headers[api] } };
  if (body !== undefined) {
    options.headers['content-type'] = 'application/json';
    options.body = JSON.stringify(body);
  }
  const answer = await fetch(server.origin + path, options);
  const told = await answer.text();
  assert.ok(answer.status < 300, `${method} ${path} ${JSON.stringify(body)}: ${answer.status} ${told}`);
  return told ? JSON.parse(told) : null;
}
const whats91 = (path = '') => call('whats91', 'GET', `/api/v2/reports/conversations${path}`);
const kirim = (method, path, body) => call('kirim', method, `/v1/${number.phoneNumberId}${path}`, body);
const vobiz = (method, path, body) => call('vobiz', method, `/api/v1/messaging${path}`, body);
const wapikit = (method, path, body) => call('wapikit', method, `/api${path}`, body);
const pages = '?page=1&per_page=50';

// What each dialect calls each person's conversation and contact.
async function spellings() {
  const found = {};
  for (const phone of people) found[phone] = { phone };
  for (const { contactPhone, conversationId } of (await whats91('?limit=50')).data.conversations) {
    found[contactPhone].whats91 = conversationId;
  }
  for (const each of (await kirim('GET', '/conversations?limit=50')).data) {
    Object.assign(found[each.contact.phone_number.slice(1)], { kirim: each.id, kirimContact: each.contact.id });
  }
  for (const each of (await wapikit('GET', `/conversations${pages}`)).conversations) {
    Object.assign(found[each.contact.phone], { wapikit: each.uniqueId, wapikitContact: each.contactId });
  }
  for (const each of (await vobiz('GET', '/contacts?limit=50')).items) {
    found[each.phone_number.slice(1)].vobizContact = each.id;
  }
  return found;
}

before(async () => {
  const store = new Store();
  const { id: org } = await store.addOrganization('Acme');
  await store.addSender({ org, phoneNumberId: number.phoneNumberId, phone: number.phone });
  const token = (api, ...more) => store.json(['token', 'add', '--org', String(org), '--api', api, ...more]);
  for (const name of ['Ann', 'Ben']) {
    await store.json(['user', 'add', '--org', String(org), '--email', `${name.toLowerCase()}@example.org`, '--name', name,
      '--owner']);
  }
  const pair = await token('vobiz');
  headers = {
    whats91: { authorization: `Bearer ${(await token('whats91')).token}` },
    kirim: { authorization: `Bearer ${(await token('kirim')).token}` },
    vobiz: { 'x-auth-id': pair.auth_id, 'x-auth-token': pair.auth_token },
    wapikit: { 'x-access-token': (await token('wapikit', '--user', 'ann@example.org')).token },
  };
  server = await Server.start(store, { args: ['--kirim-reads', '1000000', '--kirim-writes', '1000000'] });
  clock = Math.floor(Date.now() / 1000);
  model = {};
  for (const [i, phone] of people.entries()) {
    await receive(phone, `hello ${i}`);
  }
  members = {};
  for (const each of (await wapikit('GET', `/organization/members${pages}`)).members) {
    members[each.name] = { wapikit: each.uniqueId };
  }
  assert.deepEqual(Object.keys(members).sort(), ['Ann', 'Ben']);
});
after(() => server.stop());

let received = 0;
async function receive(phone, words) {
  const body = messages([text(words, { from: phone, at: clock + ++received })], { contacts: [contact(`Person ${phone}`, phone)] });
  const { status } = await server.client.post(body);
  assert.equal(status, 200);
  const was = model[phone] ?? { name: `Person ${phone}`, assignee: null, labels: [], total: 0, unread: 0, status: 'open' };
  const status_after = ['resolved', 'deleted'].includes(was.status) ? 'open' : was.status;
  model[phone] = { ...was, unread: was.unread + 1, total: was.total + 1, last: words, status: status_after };
}

// What each dialect tells, in the model's words; a word that stands for several of ours is told as a list of them.
async function told() {
  const all = {};
  const seen = (phone) => (all[phone] ??= {});
  for (const c of (await whats91('?limit=50')).data.conversations) {
    seen(c.contactPhone).whats91 = { name: c.contactName, unread: c.unreadCount, total: c.totalMessages,
      labels: c.labels.map(({ labelName }) => labelName).sort(), last: c.lastMessageContent };
  }
  for (const c of (await kirim('GET', '/conversations?limit=50')).data) {
    seen(c.contact.phone_number.slice(1)).kirim = { name: c.contact.name, unread: c.unread_count, status: [c.status],
      assignee: c.assignee?.name ?? null };
  }
  for (const status of ['', '&status=Deleted']) {
    for (const c of (await wapikit('GET', `/conversations${pages}${status}`)).conversations) {
      seen(c.contact.phone).wapikit = { name: c.contact.name, unread: c.numberOfUnreadMessages, total: c.totalMessages,
        labels: c.tags.map(({ label }) => label).sort(), assignee: c.assignedTo?.name ?? null,
        status: { Active: ['open', 'pending'], Closed: ['resolved'], Deleted: ['deleted'] }[c.status],
        last: c.messages.at(-1)?.messageData.text };
    }
  }
  for (const c of (await call('vobiz', 'GET', '/v1/messaging/conversations')).data) {
    seen(c.contact.phone.slice(1)).vobiz = { name: c.contact.name, unread: c.unread_count, last: c.last_message.body };
  }
  return all;
}

async function expectTheModelEverywhere(what) {
  const all = await told();
  for (const [phone, expected] of Object.entries(model)) {
    const is_deleted = expected.status === 'deleted';
    const dialects = all[phone] ?? {};
    assert.deepEqual(Object.keys(dialects).sort(), is_deleted ? ['wapikit'] : ['kirim', 'vobiz', 'wapikit', 'whats91'],
      `${what}: ${phone} is ${expected.status}`);
    for (const [dialect, its] of Object.entries(dialects)) {
      for (const [member, value] of Object.entries(its)) {
        const where = `${what}: ${member} of ${phone} in ${dialect}`;
        if (member === 'status') assert.ok(value.includes(expected.status), `${where}: ${value}, not ${expected.status}`);
        else assert.deepEqual(value, member === 'labels' ? [...expected.labels].sort() : expected[member], where);
      }
    }
  }
}

const labelIds = {};
async function kirimLabel(name) {
  labelIds[name] ??= (await call('kirim', 'POST', '/v1/labels', { name })).data.id;
  return labelIds[name];
}
let assignees = {};
async function kirimMember(name) {
  // Kirim tells members only where they are assigned.
  if (!assignees[name]) {
    const [phone] = people;
    const ids = await spellings();
    const was = model[phone].assignee;
    await wapikit('POST', `/conversation/${ids[phone].wapikit}/assign`, { organizationMemberId: members[name].wapikit });
    assignees[name] = (await kirim('GET', `/conversations/${ids[phone].kirim}`)).data.assignee.id;
    if (was) await wapikit('POST', `/conversation/${ids[phone].wapikit}/assign`, { organizationMemberId: members[was].wapikit });
    else await wapikit('POST', `/conversation/${ids[phone].wapikit}/unassign`, {});
  }
  return assignees[name];
}

test('random acts through random dialects leave all of them telling one story', { timeout: 300_000 }, async () => {
  const chance = seeded(seed);
  const ids = await spellings();
  for (const name of ['Ann', 'Ben']) await kirimMember(name);
  await expectTheModelEverywhere('at first');
  const acts = {
    receive: (phone) => receive(phone, `words ${received}`),
    async kirimStatus(phone) {
      const status = chance.of(['open', 'resolved', 'pending']);
      await kirim('PATCH', `/conversations/${ids[phone].kirim}`, { status });
      model[phone].status = status;
    },
    async kirimAssign(phone) {
      const name = chance.of(['Ann', 'Ben', null]);
      await kirim('PATCH', `/conversations/${ids[phone].kirim}`, { assigned_to: name && (await kirimMember(name)) });
      model[phone].assignee = name;
    },
    async kirimLabelOn(phone) {
      const name = chance.of(['blue', 'green', 'red']);
      await kirim('POST', `/conversations/${ids[phone].kirim}/labels`, { label_id: await kirimLabel(name) });
      model[phone].labels = [...new Set([...model[phone].labels, name])];
    },
    async kirimLabelOff(phone) {
      const name = chance.of(['blue', 'green', 'red']);
      await kirim('DELETE', `/conversations/${ids[phone].kirim}/labels/${await kirimLabel(name)}`);
      model[phone].labels = model[phone].labels.filter((each) => each !== name);
    },
    async kirimRead(phone) {
      const rows = (await kirim('GET', `/messages?conversation_id=${ids[phone].kirim}&direction=inbound&limit=1`)).data;
      await kirim('POST', '/messages', { messaging_product: 'whatsapp', status: 'read', message_id: rows[0].message_id });
      model[phone].unread = 0;
    },
    async kirimName(phone) {
      const name = `Kirim ${chance.below(1000)}`;
      await kirim('PATCH', `/contacts/${ids[phone].kirimContact}`, { name });
      model[phone].name = name;
    },
    async wapikitStatus(phone) {
      const status = chance.of(['Active', 'Closed']);
      const { conversation } = await wapikit('POST', `/conversation/${ids[phone].wapikit}`, { status });
      assert.equal(conversation.status, status);
      const is_active = ['open', 'pending'].includes(model[phone].status);
      if (status === 'Closed') model[phone].status = 'resolved';
      else if (!is_active) model[phone].status = 'open';
    },
    async wapikitAssign(phone) {
      const name = chance.of(['Ann', 'Ben']);
      await wapikit('POST', `/conversation/${ids[phone].wapikit}/assign`, { organizationMemberId: members[name].wapikit });
      model[phone].assignee = name;
    },
    async wapikitUnassign(phone) {
      await wapikit('POST', `/conversation/${ids[phone].wapikit}/unassign`, {});
      model[phone].assignee = null;
    },
    async wapikitRead(phone) {
      await wapikit('POST', `/conversation/${ids[phone].wapikit}/read`);
      model[phone].unread = 0;
    },
    async wapikitDelete(phone) {
      await wapikit('DELETE', `/conversation/${ids[phone].wapikit}`);
      model[phone].status = 'deleted';
    },
    async vobizName(phone) {
      const name = `Vobiz ${chance.below(1000)}`;
      await vobiz('PUT', `/contacts/${ids[phone].vobizContact}`, { name });
      model[phone].name = name;
    },
  };
  for (let step = 0; step < steps; ++step) {
    const phone = chance.of(people);
    // A deleted one comes back by a word of its person.
    const act = model[phone].status === 'deleted' ? 'receive' : chance.of(Object.keys(acts));
    await acts[act](phone);
    await expectTheModelEverywhere(`seed ${seed}, step ${step}, ${act} of ${phone}`);
  }
});
