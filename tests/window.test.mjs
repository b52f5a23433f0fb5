// The 24 hours in which a person may be answered freely: opened by what they do, by its own time, and by nothing else;
// told through the dialects that tell of them, to the second.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { delivery, echo, echoes, history, messages, newWamid, number, status, statuses, text } from './lib/meta.mjs';
import { Site } from './lib/parley.mjs';

const day = 86_400;
let site, kirim, vobiz, people = 0;
const seconds = () => Math.floor(Date.now() / 1000);
const someone = () => `1650556${String(++people).padStart(4, '0')}`;

before(async () => {
  site = await Site.start({ args: ['--kirim-reads', '1000000'] });
  const made = (api) => site.store.json(['token', 'add', '--org', String(site.organization.id), '--api', api]);
  kirim = (await made('kirim')).token;
  vobiz = await made('vobiz');
});
after(() => site?.server.stop());

const tell = async (payload) => assert.equal((await site.client.post(payload)).status, 200);
const asked = async (path, headers) => {
  const answer = await fetch(site.server.origin + path, { headers });
  assert.equal(answer.status, 200, path);
  return answer.json();
};
// What is told of a person's window: the second of their last act (null: none), and Vobiz's end and status of it.
async function window(phone) {
  const rows = async (path, headers) => (await asked(path, headers)).data;
  const theirs = await rows(`/v1/${number.phoneNumberId}/conversations?limit=100`, { authorization: `Bearer ${kirim}` });
  const one = theirs.find((row) => JSON.stringify(row).includes(phone));
  const legacy = await rows('/v1/messaging/conversations', { 'x-auth-id': vobiz.auth_id, 'x-auth-token': vobiz.auth_token });
  const named = legacy.find((row) => JSON.stringify(row).includes(phone));
  const { items, data } = await asked('/api/v1/messaging/conversations?limit=100',
    { 'x-auth-id': vobiz.auth_id, 'x-auth-token': vobiz.auth_token });
  const whole = (items ?? data).find(({ id }) => id === named.id);
  const act = one.last_inbound_at;
  return { act: act && Date.parse(act) / 1000, end: Date.parse(whole.expires_at) / 1000, status: whole.status };
}
const message = (from, at, more) => tell(messages([text('hi', { from, at, ...more })]));

describe('the window', () => {
  test('ends 24 hours after what the person wrote, to the second', async () => {
    const [closed, open] = [someone(), someone()];
    const now = seconds();
    await message(closed, now - day - 1);
    await message(open, now - day + 4);
    assert.deepEqual(await window(closed), { act: now - day - 1, end: now - 1, status: 'closed' });
    assert.deepEqual(await window(open), { act: now - day + 4, end: now + 4, status: 'open' });
    for (let last = 'open'; ;) {
      const asked_at = Date.now();
      const { status: told } = await window(open);
      if (Date.now() < (now + 4) * 1000) assert.equal(told, 'open', 'a second before its end');
      if (asked_at >= (now + 4) * 1000) assert.equal(told, 'closed', 'at its end');
      if (told === 'closed') break;
      assert.equal(last, 'open');
      last = told;
      await sleep(100);
    }
    await message(open, now);
    assert.deepEqual(await window(open), { act: now, end: now + day, status: 'open' });
  });

  test('is not shortened by what comes late, and lengthened by what is later by one second', async () => {
    const person = someone();
    const noon = seconds() - 3_600;
    await message(person, noon);
    for (const at of [noon - 1, noon - day + 1, noon - 3 * day]) {
      await message(person, at);
      assert.equal((await window(person)).act, noon);
    }
    await message(person, noon + 1);
    assert.deepEqual(await window(person), { act: noon + 1, end: noon + 1 + day, status: 'open' });
  });

  test('is opened by nothing that the person did not do as it happened', async () => {
    const person = someone();
    const now = seconds();
    const begun = now - 2 * day;
    const target = newWamid();
    await message(person, begun, { id: target });
    const theirs = { from: person, timestamp: String(now) };
    const ours = newWamid();
    const nothings = {
      'an echo': echoes([echo('from the app', { to: person, at: now, id: ours })]),
      'a status of it': statuses([status(ours, 'read', { at: now, to: person })]),
      'an import': history([{ id: person, messages: [text('old', { from: person, at: now - 5 })] }]),
      'an edit': messages([{ ...theirs, id: newWamid(), type: 'edit',
        edit: { original_message_id: target, message: { type: 'text', text: { body: 'changed' } } } }]),
      'a revocation': messages([{ ...theirs, id: newWamid(), type: 'revoke', revoke: { original_message_id: target } }]),
      'a system message': messages([{ ...theirs, id: newWamid(), type: 'system',
        system: { type: 'customer_identity_changed', body: 'changed' } }]),
      'a call of ours': delivery({ calls: [{ id: 'wacid.1', from: number.phone, to: person, event: 'connect',
        direction: 'BUSINESS_INITIATED', timestamp: String(now) }] }, { field: 'calls' }),
    };
    for (const [what, payload] of Object.entries(nothings)) {
      await tell(payload);
      assert.deepEqual(await window(person), { act: begun, end: begun + day, status: 'closed' }, what);
    }
  });

  test('is opened by reactions, taps and calls of the person', async () => {
    const now = seconds();
    const acts = {
      'a reaction': (from) => messages([{ from, id: newWamid(), timestamp: String(now), type: 'reaction',
        reaction: { message_id: newWamid(), emoji: '👍' } }]),
      'a button': (from) => messages([{ from, id: newWamid(), timestamp: String(now), type: 'button',
        button: { text: 'Yes', payload: 'yes' } }]),
      'a call': (from) => delivery({ calls: [{ id: `wacid.${from}`, from, to: number.phone, event: 'connect',
        direction: 'USER_INITIATED', timestamp: String(now) }] }, { field: 'calls' }),
    };
    for (const [what, payload] of Object.entries(acts)) {
      const person = someone();
      await message(person, now - 2 * day);
      await tell(payload(person));
      assert.deepEqual(await window(person), { act: now, end: now + day, status: 'open' }, what);
    }
  });

  test('is the same in whatever order its acts come', async () => {
    const now = seconds();
    const acts = (from) => [
      messages([text('one', { from, at: now - 90_000 })]), messages([text('two', { from, at: now - 100 })]),
      echoes([echo('ours', { to: from, at: now - 10 })]),
      history([{ id: from, messages: [text('old', { from, at: now - 50 })] }]),
    ];
    const told = [];
    for (const order of [[0, 1, 2, 3], [3, 2, 1, 0], [2, 1, 3, 0], [1, 3, 0, 2]]) {
      const person = someone();
      const all = acts(person);
      for (const i of order) await tell(all[i]);
      told.push(await window(person));
    }
    for (const one of told) assert.deepEqual(one, { act: now - 100, end: now - 100 + day, status: 'open' });
  });
});
