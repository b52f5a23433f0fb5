// Answers that are asked for again and again are kept: never one that is old, never somebody else's.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { echo, echoes, messages, newWamid, number, status, statuses, text } from './lib/meta.mjs';
import { Site } from './lib/parley.mjs';
import { wireForm } from './lib/wire.mjs';

const ann = '16505551234';
let site, client, token, id;
before(async () => {
  site = await Site.start();
  ({ client, token } = site);
  await client.post(messages([text('first', { at: 1_780_000_000 })]));
  [{ conversationId: id }] = await client.conversations(token);
});
after(() => site.stop());

const places = () => ['', '/summary', `/by-mobile/${ann}`, `/${id}`, `/${id}/messages`];
const ask = (place, key = token) => client.whats91(place, key);
// Asks often enough, on connections enough, that each thread has kept the answer.
const warm = async (key = token) => {
  for (const place of places()) await Promise.all(Array.from({ length: 40 }, () => ask(place, key)));
};
const total = async (key) => (await ask(`/${id}`, key)).data?.conversation.totalMessages;

test('each answer has a request id of its own, and else the same bytes', async () => {
  await warm();
  for (const place of places()) {
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask(place)));
    assert.equal(new Set(answers.map(({ metadata }) => metadata.requestId)).size, 50);
    const [first, ...others] = answers.map(({ metadata: _, ...answer }) => JSON.stringify(answer));
    for (const other of others) assert.equal(other, first);
  }
});

test('what a delivery changed is in the very next answer of each place', async () => {
  for (let turn = 0; turn < 20; ++turn) {
    await warm();
    await client.post(messages([text(`turn ${turn}`, { at: 1_780_000_100 + turn })]));
    const count = turn + 2;
    assert.equal((await ask('')).data.conversations[0].totalMessages, count);
    assert.equal((await ask(`/by-mobile/${ann}`)).data.conversations[0].unreadCount, count);
    assert.equal((await ask(`/${id}`)).data.conversation.lastMessageContent, `turn ${turn}`);
    assert.equal((await ask(`/${id}/messages`)).data.pagination.total, count);
  }
});

test('statuses, edits, names and new conversations too', async () => {
  const wamid = newWamid();
  await client.post(echoes([echo('ours', { id: wamid, at: 1_780_000_900 })]));
  await warm();
  await client.post(statuses([status(wamid, 'read')]));
  assert.equal((await ask(`/${id}/messages`)).data.messages[0].status, 'read');
  await warm();
  await client.post(echoes([{ from: number.phone, to: ann, id: newWamid(), timestamp: '1780000950', type: 'edit',
    edit: { original_message_id: wamid, message: { type: 'text', text: { body: 'mended' } } } }]));
  assert.equal((await ask(`/${id}/messages`)).data.messages[0].messageContent, 'mended');
  assert.equal((await ask('')).data.conversations[0].lastMessageContent, 'mended');
  await warm();
  await client.post(messages([text('x', { at: 1_780_001_000 })], { contacts: [{ wa_id: ann, profile: { name: 'Ann' } }] }));
  assert.equal((await ask(`/${id}`)).data.conversation.contactName, 'Ann');
  await warm();
  await client.post(messages([text('y', { from: '16505559999', at: 1_780_001_100 })]));
  assert.equal((await ask('/summary')).data.summary.totalConversations, 2);
  assert.equal((await ask('')).data.pagination.total, 2);
});

test('what another process commits is seen at once', async () => {
  for (let turn = 0; turn < 3; ++turn) {
    await warm();
    const known = await total();
    await site.store.ingest([wireForm(messages([text(`by command ${turn}`, { at: 1_780_002_000 + turn })]))]);
    assert.equal(await total(), known + 1);
    assert.equal((await ask('')).data.conversations[0].lastMessageContent, `by command ${turn}`);
  }
  await warm();
  const { uid } = await site.store.json(['label', 'add', '--org', 'Acme', 'Seen', '--conversation', String(id)]);
  assert.deepEqual((await ask(`/${id}`)).data.conversation.labels, [{ uid, labelName: 'Seen' }]);
});

test('a token that ends takes what was kept for it along', async () => {
  const revoked = await site.store.addToken('Acme', '--name', 'to be revoked');
  const expiring = await site.store.addToken('Acme', '--expires', new Date(Date.now() + 1500).toISOString());
  await warm(revoked);
  await warm(expiring);
  const { id: tokenId } = (await site.store.json(['token', 'list'])).find(({ name }) => name === 'to be revoked');
  await site.store.json(['token', 'revoke', String(tokenId)]);
  await sleep(1500);
  for (const place of places()) {
    assert.equal((await ask(place, revoked)).error_code, 'INVALID_AUTH_TOKEN', place);
    assert.equal((await ask(place, expiring)).error_code, 'INVALID_AUTH_TOKEN', place);
    assert.equal((await ask(place)).status, 200);
  }
});

test('the same address is another answer to another organization and another number', async () => {
  const { id: org } = await site.store.addOrganization('Rival');
  const [a, b] = [{ phoneNumberId: '801', phone: '15552220001', waba: '8' }, { phoneNumberId: '802', phone: '15552220002', waba: '8' }];
  for (const one of [a, b]) await site.store.addSender({ org, ...one });
  const keys = [await site.store.addToken(org, '--sender', a.phone), await site.store.addToken(org, '--sender', b.phone),
    await site.store.addToken(org)];
  for (const key of [token, ...keys, token]) await warm(key);
  assert.deepEqual(await Promise.all(keys.map(async (key) => (await ask('', key)).data.senderId)), [a.phone, b.phone, a.phone]);
  for (const key of keys) {
    assert.equal((await ask('', key)).data.pagination.total, 0);
    assert.equal((await ask(`/${id}`, key)).error_code, 'CONVERSATION_NOT_FOUND');
    assert.equal((await ask(`/${id}/messages`, key)).error_code, 'CONVERSATION_NOT_FOUND');
  }
  assert.equal((await ask('')).data.senderId, number.phone);
});

test('a number that is added changes what a call without one means', async () => {
  const { id: org } = await site.store.addOrganization('Growing');
  const key = await site.store.addToken(org);
  await Promise.all(Array.from({ length: 40 }, () => ask('', key)));
  assert.equal((await ask('', key)).error_code, 'WHATSAPP_SETUP_INCOMPLETE');
  await site.store.addSender({ org, phoneNumberId: '811', phone: '15552220011', waba: '8' });
  await sleep(1000);
  assert.equal((await ask('', key)).status, 200);
});
