// What no client of ours sends: never a 500, never an end of the server.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, afterEach, before, describe, test } from 'node:test';
import { chance } from './lib/chance.mjs';
import { messages, text } from './lib/meta.mjs';
import { Site } from './lib/parley.mjs';
import { exchange, statusOf } from './lib/raw.mjs';
import { signature, wireForm } from './lib/wire.mjs';

const list = '/api/v2/reports/conversations';
let site, port;
before(async () => {
  site = await Site.start();
  port = site.server.port;
});
after(() => site.stop());
afterEach(async () => {
  assert.ok(site.server.isRunning, `the server ended: ${site.server.log}`);
  assert.equal((await site.client.whats91('', site.token)).status, 200);
});

const get = (target, more = '') => `GET ${target} HTTP/1.1\r\nHost: x\r\n${more}\r\n`;
const refused = async (bytes, options) => {
  const status = statusOf(await exchange(port, bytes, options));
  assert.ok(status === 0 || (status >= 400 && status < 500) || status === 501 || status === 505,
    `${status} to ${JSON.stringify(String(bytes).slice(0, 100))}`);
};

describe('heads', () => {
  const broken = {
    'nothing but a line end': '\r\n\r\n\r\n',
    'no words': '\0\0\0\0\r\n\r\n',
    'one word': 'GET\r\n\r\n',
    'no version': 'GET /\r\n\r\n',
    'HTTP/0.9': 'GET / HTTP/0.9\r\n\r\n',
    'HTTP/3.7': 'GET / HTTP/3.7\r\nHost: x\r\n\r\n',
    'an unknown method': 'FROB / HTTP/1.1\r\nHost: x\r\n\r\n',
    'a method of 1 MiB': 'G'.repeat(1 << 20) + ' / HTTP/1.1\r\n\r\n',
    'a path of 64 KiB': get('/' + 'a'.repeat(65_536)),
    'a query of 64 KiB': get(`${list}?search=${'a'.repeat(65_536)}`),
    'a header of 64 KiB': get('/healthz', `X-Long: ${'a'.repeat(65_536)}\r\n`),
    '10,000 headers': get('/healthz', 'X-A: b\r\n'.repeat(10_000)),
    'a header without colon': get('/healthz', 'nonsense\r\n'),
    'a header with a space before its colon': get('/healthz', 'Content-Length : 4\r\n'),
    'a header with a NUL': get('/healthz', 'X-A: a\0b\r\n'),
    'two lengths': `POST /webhooks/meta HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}x`,
    'a length and chunks': 'POST /webhooks/meta HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'a negative length': 'POST /webhooks/meta HTTP/1.1\r\nHost: x\r\nContent-Length: -2\r\n\r\n{}',
    'a length that is no number': 'POST /webhooks/meta HTTP/1.1\r\nHost: x\r\nContent-Length: two\r\n\r\n{}',
    'a length beyond all numbers': `POST /webhooks/meta HTTP/1.1\r\nHost: x\r\nContent-Length: ${'9'.repeat(40)}\r\n\r\n{}`,
    'a broken chunk': 'POST /webhooks/meta HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n',
    'an unknown coding': 'POST /webhooks/meta HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\nxx',
    'a chunk of all bytes there are': `POST /webhooks/meta HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${'f'.repeat(17)}\r\n`,
    'TLS': Buffer.from('160301020001000001fc0303', 'hex'),
    'HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'a control character in the path': 'GET /\x01 HTTP/1.1\r\nHost: x\r\n\r\n',
    'bytes above ASCII in the path': Buffer.from('GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n', 'latin1'),
    'CONNECT': 'CONNECT example.test:443 HTTP/1.1\r\nHost: x\r\n\r\n',
  };
  for (const [name, bytes] of Object.entries(broken)) test(name, () => refused(bytes));

  test('random bytes', async () => {
    const dice = chance(1);
    for (let i = 0; i < 60; ++i) {
      await refused(Buffer.from(Array.from({ length: 1 + dice.below(400) }, () => dice.below(256))), { quiet: 30, close: true });
    }
  });
  test('a good head with bytes changed', async () => {
    const dice = chance(2);
    const head = Buffer.from(get(`${list}?limit=5`, `Authorization: Bearer ${site.token}\r\nAccept: */*\r\n`));
    for (let i = 0; i < 200; ++i) {
      const bytes = Buffer.from(head);
      for (let k = 0; k <= dice.below(3); ++k) bytes[dice.below(bytes.length)] = dice.below(256);
      const status = statusOf(await exchange(port, bytes, { quiet: 50, close: true }));
      assert.ok(status < 500 || status === 501 || status === 505, `${status} to ${JSON.stringify(bytes.toString('latin1'))}`);
    }
  });
  test('a request cut at each byte', async () => {
    const body = wireForm(messages([text('cut')]));
    const whole = `POST /webhooks/meta HTTP/1.1\r\nHost: x\r\nX-Hub-Signature-256: ${signature(body)}\r\n` +
      `Content-Length: ${body.length}\r\n\r\n${body}`;
    const cuts = Array.from({ length: Math.floor(whole.length / 7) }, (_, i) => i * 7);
    await Promise.all(cuts.map((cut) => exchange(port, whole.slice(0, cut), { quiet: 200, close: true })));
    assert.equal((await site.store.json(['stats'])).messages, 0, 'half a delivery is none');
  });
});

describe('bodies too large for memory', () => {
  const head = (more) => `POST ${list} HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\n` +
    `Content-Length: ${90 << 20}\r\n${more}\r\n`;
  const asked = async (more) => statusOf(await exchange(port, head(more), { quiet: 700 }));

  test('are taken from nobody who is not known, so that nobody can take all room', async () => {
    const strangers = await Promise.all(Array.from({ length: 40 }, () => asked('')));
    assert.deepEqual([...new Set(strangers)], [401]);
    assert.equal(await asked('Authorization: Bearer w91_live_nobody\r\n'), 401);
  });
  test('are waited for from who is', async () => {
    assert.equal(await asked(`Authorization: Bearer ${site.token}\r\n`), 0, 'no answer before the body');
  });
  test('are not what other requests may have', async () => {
    assert.equal(statusOf(await exchange(port, head('').replace('multipart/form-data; boundary=b', 'application/json'))), 413);
  });
});

describe('paths and queries', () => {
  const odd = ['%00', '%', '%zz', '%ff', '%c3%28', '%ed%a0%80', '%2e%2e%2f', '..%2f..%2fetc%2fpasswd', '%E0%80%AF', '1%00',
    '+', '%0d%0aX-Injected:%20yes', '9'.repeat(400), '-'.repeat(2000), "1'%20OR%20'1'='1", '%F0%9F%98%80'];
  for (const piece of odd) {
    test(piece.slice(0, 40), async () => {
      const targets = [
        `/${piece}`, `${list}/${piece}`, `${list}/${piece}/messages`, `${list}/by-mobile/${piece}`, `${list}?search=${piece}`,
        `${list}?${piece}=1`, `${list}?page=${piece}`, `${list}?sortBy=${piece}`, `${list}?labelUid=${piece}`,
        `${list}?senderId=${piece}`, `${list}?authToken=${piece}`, `/webhooks/meta?hub.mode=${piece}&hub.challenge=${piece}`,
        `/api/v2/${piece}`, `${list}/1/messages?search=${piece}&messageType=${piece}`,
      ];
      for (const target of targets) {
        for (const more of ['', `Authorization: Bearer ${site.token}\r\n`]) {
          const answer = await exchange(port, get(target, more + 'Connection: close\r\n'), { quiet: 2000 });
          const status = statusOf(answer);
          assert.ok(status >= 200 && status < 500, `${status} to ${target}`);
          assert.ok(!/^X-Injected/m.test(answer));
        }
      }
    });
  }
  test('a token of odd bytes is a wrong one', async () => {
    for (const token of ['\xff', "' OR 1=1 --", 'a'.repeat(5000), 'w91_live_' + '\x7f'.repeat(20)]) {
      const status = statusOf(await exchange(port, get(list, `Authorization: Bearer ${token}\r\nConnection: close\r\n`)));
      assert.ok(status === 401 || status === 400, String(status));
    }
  });
});

describe('manners', () => {
  test('200 slow clients do not keep others waiting', async () => {
    const slow = Array.from({ length: 200 }, () => connect(port, '127.0.0.1').on('error', () => {}));
    for (const [i, letter] of [...'GET / HT'].entries()) {
      for (const socket of slow) socket.write(letter);
      const start = Date.now();
      assert.equal((await site.client.get('/healthz')).status, 200);
      assert.ok(Date.now() - start < 1000, `letter ${i}`);
      await sleep(20);
    }
    for (const socket of slow) socket.destroy();
  });
  test('a hundred requests in one write are answered in order', async () => {
    const some = Array.from({ length: 100 }, (_, i) => get(i % 2 ? '/healthz' : '/none')).join('');
    const answer = await exchange(port, some, { quiet: 700 });
    const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
    assert.deepEqual(statuses, Array.from({ length: 100 }, (_, i) => (i % 2 ? 200 : 404)));
  });
  test('a body after a GET is not the next request', async () => {
    const smuggled = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';
    const answer = await exchange(port, get('/none', `Content-Length: ${smuggled.length}\r\n`) + smuggled, { quiet: 500 });
    assert.equal([...answer.matchAll(/HTTP\/1\.1 /g)].length, 1);
  });
  test('HTTP/1.0, and who wants to be asked to go on', async () => {
    assert.equal(statusOf(await exchange(port, 'GET /healthz HTTP/1.0\r\n\r\n')), 200);
    const body = wireForm(messages([text('after 100')]));
    const answer = await exchange(port, 'POST /webhooks/meta HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n' +
      `X-Hub-Signature-256: ${signature(body)}\r\nContent-Length: ${body.length}\r\n\r\n`, { quiet: 500 });
    assert.ok([100, 417].includes(statusOf(answer)), answer);
  });
  test('JSON as deep as the body allows', async () => {
    for (const depth of [1000, 100_000, 1_000_000]) {
      const deep = `{"entry":${'['.repeat(depth)}${']'.repeat(depth)}}`;
      assert.ok([200, 400].includes((await site.client.postBytes(deep)).status), String(depth));
    }
  });
  test('texts of every kind go through', async () => {
    const texts = ['\u0000nul', '\ud800 lone', '\u202e right to left', 'x'.repeat(65_536), '</script>', '\u2028', '\ufeff', ''];
    const list = texts.map((body, i) => text(body, { from: '4477010001', at: 1_780_000_000 + i }));
    assert.equal((await site.client.post(messages(list))).status, 200);
    const [{ conversationId }] = await site.client.conversations(site.token);
    const found = await site.client.messages(site.token, conversationId, 'sortOrder=ASC');
    const wanted = texts.map((body) => body.replace('\u0000', '\ufffd').replace('\ud800', '\ufffd') || null);
    assert.deepEqual(found.map(({ messageContent }) => messageContent), wanted);
  });
});
