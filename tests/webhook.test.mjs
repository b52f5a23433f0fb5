// Meta's callback: who may post, what is taken, what becomes of it.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { delivery, messages, newWamid, number, statuses, status, text } from './lib/meta.mjs';
import { Server, Site, verifyToken } from './lib/parley.mjs';
import { exchange, statusOf } from './lib/raw.mjs';
import { hmac, secret, signature, wireForm } from './lib/wire.mjs';

const secondSecret = 'another-app';
const paths = ['/webhooks/meta', '/api/v1/webhooks/whatsapp', '/v1/webhooks/whatsapp', '/api/webhook/whatsapp'];
let site;
before(async () => {
  site = await Site.start({
    env: { PARLEY_META_APP_SECRET: `${secret},${secondSecret}`, PARLEY_META_VERIFY_TOKEN: `${verifyToken},other` },
  });
});
after(() => site.stop());

const stored = async () => (await site.store.json(['stats'])).messages;

describe('the challenge', () => {
  const challenge = (mode, token, text) => '/webhooks/meta?' +
    [['hub.mode', mode], ['hub.challenge', text], ['hub.verify_token', token]]
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');

  test('comes back as it is, and nothing else', async () => {
    for (const text of ['1158201444', '0', 'a b+c&d=e', '<script>alert(1)</script>', 'é😀', 'x'.repeat(2000)]) {
      const reply = await site.client.get(challenge('subscribe', verifyToken, text));
      assert.equal(reply.status, 200);
      assert.equal(reply.text, text);
      assert.match(reply.headers['content-type'], /^text\/plain/);
      assert.equal(reply.headers['x-content-type-options'], 'nosniff');
    }
  });
  test('any of several tokens will do, in any order of parameters, with encoded names', async () => {
    assert.equal((await site.client.get(challenge('subscribe', 'other', '7'))).text, '7');
    const reply = await site.client.get(
      `/webhooks/meta?hub%2Everify_token=${verifyToken}&hub.challenge=8&hub.mode=subscribe`);
    assert.equal(reply.text, '8');
  });
  const refusals = [
    [403, 'a wrong token', challenge('subscribe', 'wrong', 'secret-text')],
    [403, 'no token', challenge('subscribe', undefined, 'secret-text')],
    [403, 'an empty token', challenge('subscribe', '', 'secret-text')],
    [403, 'a token that only begins like ours', challenge('subscribe', verifyToken.slice(0, 3), 'secret-text')],
    [403, 'a wrong mode', challenge('unsubscribe', verifyToken, 'secret-text')],
    [400, 'no mode', challenge(undefined, verifyToken, 'secret-text')],
    [400, 'no challenge', challenge('subscribe', verifyToken, undefined)],
    [400, 'nothing', '/webhooks/meta'],
  ];
  for (const [wanted, name, path] of refusals) {
    test(`${name}: ${wanted}, and no echo`, async () => {
      const reply = await site.client.get(path);
      assert.equal(reply.status, wanted);
      assert.ok(!reply.text.includes('secret-text'));
    });
  }
  test('other methods: 405', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      const reply = await site.client.send(method, '/webhooks/meta');
      assert.equal(reply.status, 405, method);
      assert.match(reply.headers.allow, /POST/);
    }
  });
});

describe('the signature', () => {
  const escaped = String.raw`{"object":"whatsapp_business_account","entry":[],"note":"h\u00e9 \ud83d\ude00 https:\/\/x.test"}`;
  const utf8 = String.raw`{"object":"whatsapp_business_account","entry":[],"note":"hé 😀 https:\/\/x.test"}`;
  const ofEscaped = '836a8701194018adaa4864de54dc2ad0062773a92aecaa7e85d4e2aa216462e5';
  const ofUtf8 = 'bef784e58a03af72b6d4f5b6ad4b1ef90727a069923a63ef236cf7728917489b';
  const ofEmpty = '2fffa04d86d9433238be785e683eb7b709e4410a17afa943348bf95b0b4960cd';
  const sha1 = createHmac('sha1', secret).update(escaped).digest('hex');

  test('our own signing is right', () => {
    assert.equal(Buffer.byteLength(escaped), 96);
    assert.equal(Buffer.byteLength(utf8), 84);
    assert.equal(hmac(escaped), ofEscaped);
    assert.equal(hmac(utf8), ofUtf8);
    assert.equal(hmac(''), ofEmpty);
    assert.equal(wireForm({ note: 'hé 😀 https://x.test' }), String.raw`{"note":"h\u00e9 \ud83d\ude00 https:\/\/x.test"}`);
  });

  const invalid = Buffer.concat([Buffer.from('{"note":"'), Buffer.from([0xe9]), Buffer.from('"}')]);
  const cases = [
    [200, 'of the bytes as they are', escaped, `sha256=${ofEscaped}`],
    [200, 'of UTF-8 as it is', utf8, `sha256=${ofUtf8}`],
    [200, 'of the escaped form of what came as UTF-8', utf8, `sha256=${ofEscaped}`],
    [401, 'of the UTF-8 form of what came escaped', escaped, `sha256=${ofUtf8}`],
    [200, 'in upper case', escaped, `sha256=${ofEscaped.toUpperCase()}`],
    [200, 'by the second secret', escaped, signature(escaped, secondSecret)],
    [200, 'of the escaped form by the second secret', utf8, signature(escaped, secondSecret)],
    [401, 'by an unknown secret', escaped, signature(escaped, 'unknown')],
    [401, 'by an empty secret', escaped, signature(escaped, '')],
    [401, 'by both secrets as one', escaped, signature(escaped, `${secret},${secondSecret}`)],
    [401, 'missing', escaped, null],
    [401, 'empty', escaped, ''],
    [401, 'without its prefix', escaped, ofEscaped],
    [401, 'with its prefix alone', escaped, 'sha256='],
    [401, 'short', escaped, `sha256=${ofEscaped.slice(0, -1)}`],
    [401, 'long', escaped, `sha256=${ofEscaped}0`],
    [401, 'with what is no hex', escaped, `sha256=${'g'.repeat(64)}`],
    [401, 'wrong in its last digit', escaped, `sha256=${ofEscaped.slice(0, -1)}6`],
    [401, 'sha1', escaped, `sha1=${sha1}`],
    [401, 'sha1 of the right length', escaped, `sha1=${ofEscaped}`],
    [401, 'of another body', escaped + ' ', `sha256=${ofEscaped}`],
    [401, 'of an escaped form that invalid UTF-8 has not', invalid, signature('{"note":"\\ufffd"}')],
  ];
  for (const [wanted, name, body, signed] of cases) {
    test(`${name}: ${wanted}`, async () => {
      const { deliveries } = await site.store.json(['stats']);
      assert.equal((await site.client.postBytes(body, { signed })).status, wanted);
      if (wanted === 401) assert.equal((await site.store.json(['stats'])).deliveries, deliveries, 'nothing is kept');
    });
  }
  test('an old sha1 header beside it does not matter', async () => {
    const headers = { 'X-Hub-Signature-256': signature(escaped), 'X-Hub-Signature': 'sha1=0' };
    assert.equal((await site.client.send('POST', '/webhooks/meta', { body: escaped, headers })).status, 200);
  });
  test('no content type is asked for', async () => {
    const headers = { 'X-Hub-Signature-256': signature(escaped), 'Content-Type': 'text/html' };
    assert.equal((await site.client.send('POST', '/webhooks/meta', { body: escaped, headers })).status, 200);
  });
  test('a chunked body is signed as one', async () => {
    const body = wireForm(messages([text('in pieces')]));
    const headers = { 'X-Hub-Signature-256': signature(body), 'Transfer-Encoding': 'chunked' };
    assert.equal((await site.client.send('POST', '/webhooks/meta', { body, headers })).status, 200);
  });
});

describe('the body', () => {
  test('empty, unsigned: 401; empty, signed: 400', async () => {
    assert.equal((await site.client.postBytes('', { signed: null })).status, 401);
    assert.equal((await site.client.postBytes('')).status, 400);
  });
  for (const body of ['{', 'no json', '[]', '"text"', '12', 'null', '{"a":1}{"b":2}', '\u0000']) {
    test(`${JSON.stringify(body)} is no JSON object: 400`, async () => {
      assert.equal((await site.client.postBytes(body)).status, 400);
    });
  }
  const odd = [
    {}, { object: 'page', entry: [] }, { object: 'whatsapp_business_account' }, { entry: {} }, { entry: [null, 1, []] },
    { entry: [{ changes: [] }] }, { entry: [{ changes: [{}] }] }, { entry: [{ changes: [{ field: 'messages' }] }] },
    { entry: [{ changes: [{ field: 'unheard_of', value: { x: 1 } }] }] },
    { entry: [{ changes: [{ field: 'messages', value: 'text' }] }] },
    { entry: [{ changes: [{ field: 'history', value: { history: 'text' } }] }] },
    delivery({ messages: {} }), delivery({ messages: [[], null, 3, 'x', {}] }), delivery({ statuses: [{}] }),
  ];
  for (const payload of odd) {
    test(`${JSON.stringify(payload).slice(0, 80)}: 200`, async () => {
      assert.equal((await site.client.post(payload)).status, 200);
    });
  }

  // One message padded to an exact number of bytes.
  function bodyOf(bytes) {
    const bare = wireForm(messages([text('')]));
    return wireForm(messages([text('x'.repeat(bytes - bare.length))]));
  }
  test('4 MiB are taken, one byte more is 413, and the server goes on', async () => {
    const limit = 4 * 1024 * 1024;
    const known = await stored();
    const most = bodyOf(limit);
    assert.equal(most.length, limit);
    assert.equal((await site.client.postBytes(most)).status, 200);
    assert.equal(await stored(), known + 1);
    const more = bodyOf(limit + 1);
    const head = `POST /webhooks/meta HTTP/1.1\r\nHost: x\r\nContent-Length: ${more.length}\r\n` +
      `X-Hub-Signature-256: ${signature(more)}\r\n\r\n`;
    assert.equal(statusOf(await exchange(site.server.port, head + more.slice(0, 100_000))), 413);
    await site.client.postBytes(more).then(({ status }) => assert.equal(status, 413), () => {}); // or the door is shut
    assert.equal(await stored(), known + 1);
    assert.equal((await site.client.get('/healthz')).status, 200);
  });

  test('1,000 items of which one is malformed: 999 stored, one parked, 200', async () => {
    const known = await site.store.json(['stats']);
    const list = Array.from({ length: 1000 }, (_, i) => text(`item ${i}`, { from: `1650556${String(i % 10)}000` }));
    list[500] = { from: '16505560000', timestamp: '1739321024', type: 'text', text: { body: 'no id' } };
    assert.equal((await site.client.post(messages(list))).status, 200);
    assert.equal(await stored(), known.messages + 999);
    const failed = await site.store.json(['deliveries', '--failed']);
    const last = failed.at(-1);
    assert.equal(last.outcome, 'parked');
    assert.equal(last.parked, 1);
    assert.ok(last.reason);
  });

  test('two entries, two changes each, three messages each: twelve stored', async () => {
    const known = await stored();
    const change = () => messages(['a', 'b', 'c'].map((word) => text(word))).entry[0].changes[0];
    const entry = () => ({ id: number.waba, changes: [change(), change()] });
    await site.client.post({ object: 'whatsapp_business_account', entry: [entry(), entry()] });
    assert.equal(await stored(), known + 12);
  });
});

test('every address takes deliveries and answers challenges', async () => {
  for (const path of paths) {
    const known = await stored();
    const reply = await site.client.post(messages([text(path)]), { path });
    assert.deepEqual([reply.status, reply.text], [200, 'EVENT_RECEIVED'], path);
    assert.equal(await stored(), known + 1, path);
    const verified = await site.client.get(`${path}?hub.mode=subscribe&hub.challenge=9&hub.verify_token=${verifyToken}`);
    assert.equal(verified.text, '9', path);
    assert.equal((await site.client.post(messages([text('x')]), { path, signed: null })).status, 401, path);
  }
});

describe('a number that nobody has', () => {
  const ours = { phoneNumberId: '777', phone: '16315558888', waba: '888' };
  const sent = newWamid();

  test('is kept, told, and applied by itself once the number is added', async () => {
    const { store, client } = site;
    const { unrouted } = await store.json(['stats']); // of payloads above that name no number
    assert.equal((await client.post(messages([text('early'), text('bird')], { ours }))).status, 200);
    assert.equal((await client.post(statuses([status(sent, 'failed')], { ours }))).status, 200);
    assert.equal((await store.json(['stats'])).unrouted, unrouted + 2); // deliveries
    const failed = await store.json(['deliveries', '--failed']);
    assert.deepEqual(failed.slice(-2).map((one) => [one.outcome, one.unrouted]), [['unrouted', 2], ['unrouted', 1]]);

    const { id } = await store.addOrganization('Late');
    await store.addSender({ org: id, ...ours });
    const token = await store.addToken(id);
    const [conversation] = await client.conversations(token);
    assert.equal(conversation.totalMessages, 2);
    assert.equal((await store.json(['stats'])).unrouted, unrouted);
    const still = await store.json(['deliveries', '--failed']);
    assert.ok(!still.some((one) => failed.slice(-2).some(({ id }) => id === one.id)));
  });

  test('its status waited too', async () => {
    const { store, client } = site;
    const echo = { from: ours.phone, to: '16505551234', id: sent, timestamp: '1739321000', type: 'text', text: { body: 'x' } };
    await client.post(delivery({ message_echoes: [echo] }, { field: 'smb_message_echoes', ours }));
    const token = await store.addToken('Late');
    const [{ conversationId }] = await client.conversations(token);
    const found = (await client.messages(token, conversationId)).find(({ messageId }) => messageId === sent);
    assert.equal(found.status, 'failed');
  });

  test('the display number finds it where Meta leaves the id out', async () => {
    const { store, client } = site;
    const nameless = { ...ours, phoneNumberId: '', phone: '+1 631-555-8888' };
    await client.post(messages([text('by phone', { at: 1_739_400_000 })], { ours: nameless }));
    const [conversation] = await client.conversations(await store.addToken('Late'));
    assert.equal(conversation.lastMessageContent, 'by phone');
  });
});

test('what was acknowledged is there after a restart', async () => {
  const known = await site.store.json(['stats']);
  await site.server.stop();
  site.server = await Server.start(site.store);
  assert.deepEqual(await site.store.json(['stats']), known);
  assert.ok((await site.client.conversations(site.token)).length > 0);
});
