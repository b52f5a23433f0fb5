// Every kind of message and every oddity of its members, from a signed webhook to what is listed.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { delivery, echo, echoes, messages, newWamid, number, status, statuses, text } from './lib/meta.mjs';
import { Site } from './lib/parley.mjs';

const at = 1_780_000_000;
let site, client, token;
before(async () => {
  site = await Site.start();
  ({ client, token } = site);
});
after(() => site.stop());

let people = 0;
const newPhone = () => `1650600${1000 + ++people}`;
// What is listed of one message of a new person with these members; `row` of its conversation.
async function listed(members) {
  const from = newPhone();
  const message = { from, id: newWamid(), timestamp: String(at), ...members };
  const reply = await client.post(messages([message]));
  assert.equal(reply.status, 200);
  const [row] = await client.conversations(token, `?mobileNumber=${from}`);
  const [shown, ...others] = await client.messages(token, row.conversationId);
  assert.deepEqual(others, []);
  return { ...shown, row };
}

describe('content', () => {
  const interactive = (object) => ({ type: 'interactive', interactive: object });
  const cases = {
    'a flow whose answer is no JSON': [interactive({ type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"a":1' } }),
      'Sent'],
    'a flow whose answer is null': [interactive({ type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json: null } }), 'Sent'],
    'a flow whose answer is a list': [interactive({ type: 'nfm_reply', nfm_reply: { name: 'flow', response_json: '[1,2]' } }), 'flow'],
    'a tap on a button': [interactive({ type: 'button_reply', button_reply: { id: 'b', title: 'Yes' } }), 'Yes'],
    'a tap on a row': [interactive({ type: 'list_reply', list_reply: { id: 'r', title: 'Row', description: 'one' } }), 'Row'],
    'a tap on a template': [{ type: 'button', button: { payload: 'P', text: 'Stop' } }, 'Stop'],
    'a tap on a template without a text': [{ type: 'button', button: { payload: 'P' } }, 'P'],
    'an order without words': [{ type: 'order', order: { catalog_id: '1', text: '', product_items: [
      { product_retailer_id: 'p', quantity: '2', item_price: '1.50', currency: 'USD' }] } }, 'Order (1 item)'],
    'an order with words': [{ type: 'order', order: { catalog_id: 1, text: 'Please', product_items: [] } }, 'Please'],
    'a place in texts': [{ type: 'location', location: { latitude: '12.5', longitude: '-3', name: 'Office' } }, 'Office'],
    'a place without a name': [{ type: 'location', location: { latitude: 12.5, longitude: -3 } }, '12.5, -3'],
    'no contact at all': [{ type: 'contacts', contacts: [] }, null],
    'a contact without a name': [{ type: 'contacts', contacts: [{ phones: [{ phone: '+1 650' }] }] }, '+1 650'],
    'a text without a body': [{ type: 'text', text: {} }, null],
    'a text without its object': [{ type: 'text' }, null],
    'an interactive without its object': [{ type: 'interactive' }, null],
  };
  for (const [name, [members, wanted]] of Object.entries(cases)) {
    test(name, async () => {
      const { messageContent, messageType, interactiveData, row } = await listed(members);
      assert.deepEqual([messageType, messageContent], [members.type, wanted]);
      assert.deepEqual([row.lastMessageContent, row.lastMessageType, row.unreadCount], [wanted, members.type, 1]);
      const object = { interactive: members.interactive, button: members.button }[members.type] ?? null;
      assert.deepEqual(interactiveData, object, 'as it came');
    });
  }
  test('types, fields of types and kinds of answers that nobody has heard of are listed with something to read', async () => {
    for (const members of [{ type: 'hologram', hologram: { depth: 3 } }, { type: 'hologram' }, { type: 'ephemeral', ephemeral: [1] },
      interactive({ type: 'unheard_of', unheard_of: {} }), { type: 'unsupported', errors: [{ code: 131051, title: 'Unsupported' }] }]) {
      const { messageContent, messageType } = await listed(members);
      assert.ok(messageContent.length > 3, JSON.stringify(members));
      assert.equal(messageType, members.type === 'unsupported' ? 'unknown' : members.type);
    }
    const { messageType, messageContent } = await listed({ text: { body: 'typeless' } });
    assert.deepEqual([messageType, messageContent], ['text', 'typeless']);
  });
  test('places, contacts and errors have their members', async () => {
    const { locationData } = await listed({ type: 'location', location: { latitude: '12.5', longitude: -3, name: 'O', address: 'A', url: 'x' } });
    assert.deepEqual(locationData, { latitude: 12.5, longitude: -3, name: 'O', address: 'A' });
    assert.equal((await listed({ type: 'location', location: { latitude: 'north', longitude: 1 } })).locationData, null);
    const { contactData } = await listed({ type: 'contacts', contacts: [{ name: { formatted_name: 'Asha Rao', first_name: 'Asha', last_name: 'Rao' },
      phones: [{ phone: '+91 98', wa_id: '9198', type: 'CELL' }], emails: [{ email: 'a@b.c', type: 'WORK' }], org: { company: 'X' } }] });
    assert.deepEqual(contactData, [{ name: { firstName: 'Asha', lastName: 'Rao', formattedName: 'Asha Rao' },
      phones: [{ phone: '+91 98', type: 'CELL', wa_id: '9198' }], emails: [{ email: 'a@b.c', type: 'WORK' }] }]);
    const { errorMessage, messageType } = await listed({ type: 'image', errors: [{ code: 131052, title: 'Media download error',
      error_data: { details: 'More than 100 MB' } }] });
    assert.deepEqual([messageType, errorMessage], ['image', 'More than 100 MB']);
  });
  test('media keep their names, their MIME type with its parameters, and their captions', async () => {
    const names = ['../../etc/passwd', 'C:\\x\\y.pdf', 'é😀\u202egpj.exe', 'x'.repeat(5000), '.', 'a\nb'];
    for (const filename of names) {
      const shown = await listed({ type: 'document', document: { id: '1', mime_type: 'application/pdf', filename, caption: 'c' } });
      assert.deepEqual([shown.mediaFilename, shown.mediaCaption, shown.messageContent], [filename, 'c', null]);
      assert.equal(shown.row.lastMessageContent, 'c');
    }
    const voice = await listed({ type: 'audio', audio: { id: '1', mime_type: 'audio/ogg; codecs=opus', voice: true } });
    assert.deepEqual([voice.messageType, voice.mediaMimeType], ['audio', 'audio/ogg; codecs=opus']);
    const legacy = await listed({ type: 'voice', voice: { file: '/usr/x', id: '1', mime_type: 'audio/ogg' } });
    assert.equal(legacy.messageType, 'audio');
    const bare = await listed({ type: 'video', video: {} });
    assert.deepEqual([bare.mediaUrl, bare.mediaMimeType, bare.mediaFilename, bare.mediaCaption], [null, null, null, null]);
  });
  test('ids of any form are told as they came', async () => {
    for (const id of ['wamid.a+b/c==', 'ABGGFlA5Fpa', '"<>\\', 'é😀', 'x'.repeat(2000), 'null', ' padded ']) {
      assert.equal((await listed({ type: 'text', text: { body: 'x' }, id })).messageId, id);
    }
    assert.equal((await listed({ type: 'text', text: { body: 'x' }, id: 12345678901234567890 })).messageId, '12345678901234567000');
  });
  test('contexts and referrals of any form do no harm', async () => {
    for (const context of [{}, null, 'x', [], { from: '1' }, { id: '' }, { id: newWamid() }, { forwarded: true },
      { referred_product: {} }, { referred_product: { catalog_id: 1 } }]) {
      assert.equal((await listed({ type: 'text', text: { body: 'x' }, context })).messageContent, 'x');
    }
    for (const referral of [{}, null, 'x', { source_type: 'ad' }, { welcome_message: { text: 'Hello' } }]) {
      assert.equal((await listed({ type: 'text', text: { body: 'x' }, referral })).messageContent, 'x');
    }
  });
});

describe('times', () => {
  const iso = new Date(at * 1000).toISOString();
  const cases = [[String(at), iso], [at, iso], [`${at}123`, new Date(at * 1000 + 123).toISOString()], [at * 1000 + 5, new Date(at * 1000 + 5).toISOString()]];
  for (const [timestamp, wanted] of cases) {
    test(`${JSON.stringify(timestamp)} is ${wanted}`, async () => {
      const shown = await listed({ type: 'text', text: { body: 'x' }, timestamp });
      assert.deepEqual([shown.timestamp, shown.row.lastMessageAt, shown.row.createdAt], [wanted, wanted, wanted]);
    });
  }
  for (const timestamp of [undefined, '', 'asdf', null, '0', 0, '-5', [], '99999999999999999999']) {
    test(`${JSON.stringify(timestamp)} is no time: it came when it came, until a better one is told`, async () => {
      const from = newPhone(), id = newWamid();
      const before = Date.now();
      const post = (stamp) => client.post(messages([{ from, id, ...(stamp !== undefined && { timestamp: stamp }), type: 'text', text: { body: 'x' } }]));
      const told = async () => {
        const [row] = await client.conversations(token, `?mobileNumber=${from}`);
        return (await client.messages(token, row.conversationId)).map((one) => one.timestamp);
      };
      assert.equal((await post(timestamp)).status, 200);
      const [guess] = await told();
      assert.ok(Date.parse(guess) >= before - 1000 && Date.parse(guess) <= Date.now() + 1000, guess);
      assert.equal((await post(String(at))).status, 200);
      assert.deepEqual(await told(), [iso]);
      await client.post(messages([{ from, id, type: 'text', text: { body: 'x' }, timestamp: 'again' }]));
      assert.deepEqual(await told(), [iso], 'a guess does not replace it');
    });
  }
});

describe('groups', () => {
  test('a group is one conversation, whoever writes in it', async () => {
    const group = 'group-77';
    for (const [i, from] of [newPhone(), newPhone()].entries()) {
      await client.post(messages([{ ...text(`from ${i}`, { from, at: at + i }), group_id: group }],
        { contacts: [{ wa_id: from, profile: { name: `Member ${i}` } }] }));
      assert.deepEqual(await client.conversations(token, `?mobileNumber=${from}`), []);
    }
    const [row] = await client.conversations(token, '?search=from%201');
    assert.deepEqual([row.contactPhone, row.totalMessages, row.unreadCount], [group, 2, 2]);
  });
  test('statuses of each member amount to the furthest', async () => {
    const id = newWamid();
    const members = [newPhone(), newPhone(), newPhone()];
    const of = (member, word) => status(id, word, { to: 'group-78', recipient_type: 'group', recipient_participant_id: member });
    const told = async () => {
      const [row] = await client.conversations(token, '?search=to%20the%20group');
      return (await client.messages(token, row.conversationId))[0].status;
    };
    await client.post(echoes([{ ...echo('to the group', { id, to: 'group-78', at }), recipient_type: 'group' }]));
    assert.equal(await told(), 'sent');
    await client.post(statuses(members.map((member) => of(member, 'delivered'))));
    assert.equal(await told(), 'delivered');
    await client.post(statuses([of(members[0], 'read'), of(members[1], 'failed')]));
    assert.equal(await told(), 'read');
  });
});

describe('neighbours', () => {
  test('messages, statuses, calls and errors of one value are all read', async () => {
    const [from, to] = [newPhone(), newPhone()], id = newWamid();
    await client.post(delivery({
      messages: [text('mixed', { from })], message_echoes: [echo('ours', { id, to })], statuses: [status(id, 'read', { to })],
      calls: [{ id: 'wacid.mixed', from: newPhone(), to: number.phone, event: 'connect', timestamp: String(at), direction: 'USER_INITIATED' }],
      errors: [{ code: 131000, title: 'x' }],
    }));
    assert.equal((await client.conversations(token, `?mobileNumber=${from}`))[0].lastMessageContent, 'mixed');
    const [row] = await client.conversations(token, `?mobileNumber=${to}`);
    assert.equal((await client.messages(token, row.conversationId))[0].status, 'read');
  });
  test('an item that cannot be read costs none of its neighbours, at any of the four levels', async () => {
    const good = () => text('good', { from: newPhone() });
    const list = [good(), null, 7, 'x', [], {}, { id: newWamid() }, good()];
    const [change] = messages([good()]).entry[0].changes;
    const changes = [change, null, 'x', {}, { field: 'messages', value: 7 }, messages(list).entry[0].changes[0]];
    const body = { object: 'whatsapp_business_account', entry: [null, 3, { id: number.waba, changes }, { id: number.waba }, { changes: 'x' }] };
    const { messages: before } = await site.store.json(['stats']);
    assert.equal((await client.post(body)).status, 200);
    assert.equal((await site.store.json(['stats'])).messages, before + 3);
    const { outcome, parked } = (await site.store.json(['deliveries', '--failed'])).at(-1);
    assert.ok(parked >= 6, `${outcome} ${parked}`);
  });
  test('a new list while it is read from the end loses no old row', async () => {
    const from = newPhone();
    const post = (i, second) => client.post(messages([text(`w${i}`, { from, at: second })]));
    for (let i = 0; i < 100; ++i) await post(i, at + i);
    const [{ conversationId }] = await client.conversations(token, `?mobileNumber=${from}`);
    const seen = [];
    for (let page = 1, more = true; more; ++page) {
      const { data } = await client.whats91(`/${conversationId}/messages?sortOrder=ASC&limit=7&page=${page}`, token);
      seen.push(...data.messages.map(({ messageContent }) => messageContent));
      more = data.pagination.hasMore && page < 40;
      if (page < 20) await Promise.all([post(`new ${page}a`, at + 1000 + page), post(`new ${page}b`, at + 1000 + page)]);
    }
    assert.deepEqual(seen.slice(0, 100), Array.from({ length: 100 }, (_, i) => `w${i}`));
    assert.equal(new Set(seen).size, seen.length);
  });
});
