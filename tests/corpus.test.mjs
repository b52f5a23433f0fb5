// Payloads that others published, each on its own number: taken, kept, the same when told again, and listed as an
// independent reader of Meta's webhooks (the vendor SDK's normalizeWebhook) understands them.
// The folder is PARLEY_META_PAYLOADS; without one there is nothing to test.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { normalizeWebhook, verifySignature } from '@kapso/whatsapp-cloud-api/server';
import { delivery, history, messages, text } from './lib/meta.mjs';
import { root, Server, Store } from './lib/parley.mjs';
import { secret, signature, wireForm } from './lib/wire.mjs';

const folder = resolve(root, process.env.PARLEY_META_PAYLOADS || '../shared/meta-payloads');
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')).sort() : [];

// Kinds that stand beside a message, not in the list of messages.
const beside = new Set(['reaction', 'edit', 'revoke']);
// Words of this API for types of Meta's.
const words = { voice: 'audio', unsupported: 'unknown' };

// Where the two readers part, by how many messages, and why.
const unread = 'the SDK does not look into history threads; here they are imported';
const justified = {
  'batch--kapso-sdk-eighteen-fields.json': {
    onlyTheirs: 1, why: 'an echo in a value without metadata: it tells no number, and waits as unrouted',
  },
  'history--meta-docs-bsuid-thread-context.json': { onlyOurs: 2, why: unread },
  'history--meta-docs-onboarding-business-app-users-l988.json': { onlyOurs: 4, why: unread },
};

// Every object in a payload that tells of a number of ours.
function metadataIn(payload) {
  const all = (payload.entry ?? []).flatMap(({ changes }) => changes ?? []).map(({ value }) => value?.metadata ?? {});
  return all.map(({ phone_number_id: id, display_phone_number: phone }) => ({
    id: String(id ?? ''), phone: String(phone ?? '').replace(/\D/g, ''),
  }));
}

// What the SDK makes of it: id, direction and type of each message that has a line of its own.
function understood(payload) {
  return normalizeWebhook(payload).messages
    .filter(({ id, type }) => id && !beside.has(type))
    .map(({ id, type, kapso }) => `${id} ${kapso?.direction ?? 'inbound'} ${words[type] ?? type}`);
}

// A store in which the payload's numbers are registered, served.
async function serve(payload) {
  const store = new Store();
  const { id: org } = await store.addOrganization('Acme');
  const senders = new Map();
  for (const { id, phone } of metadataIn(payload)) if (id) senders.set(id, senders.get(id) || phone);
  let spare = 0;
  const phones = new Set();
  for (const [phoneNumberId, phone] of senders) {
    const known = phone.length >= 7 && phone.length <= 15 && !phones.has(phone) ? phone : `1999000${1000 + ++spare}`;
    phones.add(known);
    await store.addSender({ org, phoneNumberId, phone: known });
  }
  const token = await store.addToken(org);
  return { store, token, phones: [...phones], server: await Server.start(store) };
}

// All that is listed: answers as they are, and each message's id, direction and type.
async function listed({ server, token, phones }) {
  const { client } = server;
  const rows = [], lines = [];
  for (const phone of phones) {
    for (const row of await client.conversations(token, `?limit=200&senderId=${phone}`)) {
      const list = await client.messages(token, row.conversationId, `senderId=${phone}`);
      rows.push({ ...row, list });
      lines.push(...list.map(({ messageId, direction, messageType }) => `${messageId} ${direction} ${messageType}`));
    }
  }
  return { rows, lines };
}

describe('published payloads', { skip: files.length === 0 && `there is no ${folder}` }, () => {
  for (const name of files) {
    test(name, async () => {
      const payload = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      const body = wireForm(payload);
      assert.ok(verifySignature({ appSecret: secret, rawBody: body, signatureHeader: signature(body) }));
      const site = await serve(payload);
      const { store, server } = site;
      try {
        const reply = await server.client.postBytes(body);
        assert.deepEqual([reply.status, reply.text], [200, 'EVENT_RECEIVED']);
        const first = await store.json(['stats']);
        assert.equal(first.deliveries, 1, 'it is kept');
        const answers = await listed(site);

        assert.equal((await server.client.postBytes(body)).status, 200);
        await store.ingest([JSON.stringify(payload) + ' ']); // the same in other bytes
        await store.json(['deliveries', '--replay']);
        const again = await store.json(['stats']);
        assert.deepEqual({ ...again, deliveries: 0, unrouted: 0, per_organization: 0 },
          { ...first, deliveries: 0, unrouted: 0, per_organization: 0 });
        assert.deepEqual((await listed(site)).rows, answers.rows);

        const theirs = new Set(understood(payload));
        const onlyOurs = answers.lines.filter((line) => !theirs.has(line));
        const onlyTheirs = [...theirs].filter((line) => !answers.lines.includes(line));
        const known = justified[name] ?? {};
        if (onlyOurs.length !== (known.onlyOurs ?? 0)) assert.deepEqual(onlyOurs, [], 'only Parley lists');
        if (onlyTheirs.length !== (known.onlyTheirs ?? 0)) assert.deepEqual(onlyTheirs, [], 'only the SDK lists');
        assert.equal(new Set(answers.lines).size, answers.lines.length, 'nothing is listed twice');
      } finally {
        await server.stop();
      }
    });
  }
});

test('the readers agree on what is made here', () => {
  const made = messages([text('x', { id: 'wamid.1' })]);
  assert.deepEqual(understood(made), ['wamid.1 inbound text']);
  assert.deepEqual(understood(delivery({})), []);
  assert.deepEqual(understood(history([])), []);
});
