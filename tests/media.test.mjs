// Files of messages: the message is there first, its file follows from Meta, and stays when Meta has forgotten it. Over a
// stand-in for the Graph API.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Graph } from './lib/graph.mjs';
import { messages, newWamid, number } from './lib/meta.mjs';
import { Server, Store, temporaryFolder } from './lib/parley.mjs';

const other = { phoneNumberId: '206540352242922', phone: '15550783882', waba: '202290129340398' };
const jpeg = (size) => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(size - 4)]);
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const now = () => Math.floor(Date.now() / 1000);
let graph, store, server, token, otherToken;

const tokenFile = () => {
  const file = join(temporaryFolder(), 'token');
  writeFileSync(file, 'EAAG-good', { mode: 0o600 });
  return file;
};
const start = () => Server.start(store, { args: ['--graph-url', graph.url] });

before(async () => {
  graph = await Graph.start();
  store = new Store();
  const tokens = [];
  for (const [name, ours] of [['Acme', number], ['Other', other]]) {
    const { id } = await store.addOrganization(name);
    await store.json(['sender', 'add', '--org', String(id), '--phone-number-id', ours.phoneNumberId, '--phone', ours.phone,
      '--waba', ours.waba, '--access-token-file', tokenFile()]);
    tokens.push(await store.addToken(id));
  }
  [token, otherToken] = tokens;
  server = await start();
});
after(async () => {
  await server.stop();
  graph.stop();
});

const soon = async (is, limit = 15_000) => {
  for (const end = Date.now() + limit; ;) {
    const value = await is();
    if (value || Date.now() > end) return value;
    await sleep(20);
  }
};
let people = 0;
// A person sends it; gives their message as the dialect shows it at once.
const receive = async (type, id, { ours = number, by = token, at = now(), sha, ...more } = {}) => {
  const from = `1650556${String(++people).padStart(4, '0')}`;
  const said = { image: 'image/jpeg', document: 'application/pdf', video: 'video/mp4' }[type];
  const media = { id, mime_type: said, sha256: sha ?? Buffer.from(graph.media.files.get(id)?.sha256 ?? '00', 'hex').toString('base64'), ...more };
  const message = { from, id: newWamid(), timestamp: String(at), type, [type]: media };
  assert.equal((await server.client.post(messages([message], { ours }))).status, 200);
  const [row] = await server.client.conversations(by, `?mobileNumber=${from}`);
  return (await server.client.messages(by, row.conversationId))[0];
};
const path = (url) => {
  assert.ok(url.startsWith(server.origin + '/parley/v1/media/'), url);
  return url.slice(server.origin.length);
};
const get = (url, headers = {}, method = 'GET') => server.client.send(method, path(url), { headers });
const ready = async (url) => assert.ok(await soon(async () => (await get(url, {}, 'HEAD')).status === 200), `${url} does not come`);
const metric = async (name) =>
  Number(new RegExp(`^parley_media_${name} (\\S+)$`, 'm').exec((await server.client.get('/metrics')).text)?.[1]);

describe('a file', () => {
  test('follows its message, is served in parts, and stays when Meta has forgotten it', async () => {
    const bytes = jpeg(300_000);
    const id = graph.media.put(bytes, { pause: 50 });
    const shown = await receive('image', id);
    assert.equal(shown.mediaMimeType, 'image/jpeg');
    const pending = await get(shown.mediaUrl);
    assert.deepEqual([pending.status, JSON.parse(pending.text).error], [404, 'media_pending']);
    assert.ok(Number(pending.headers['retry-after']) > 0);
    await ready(shown.mediaUrl);
    graph.media.forget(id);
    const whole = await get(shown.mediaUrl);
    assert.equal(whole.status, 200);
    assert.ok(whole.bytes.equals(bytes));
    assert.equal(whole.headers['content-type'], 'image/jpeg');
    assert.equal(whole.headers['content-length'], '300000');
    assert.equal(whole.headers['x-content-type-options'], 'nosniff');
    assert.equal(whole.headers['content-security-policy'], "default-src 'none'; sandbox");
    assert.equal(whole.headers['content-disposition'], 'inline; filename="file.jpg"');
    assert.equal(whole.headers.etag, `"${sha256(bytes)}"`);
    assert.match(whole.headers['cache-control'], /^private, max-age=\d{5}$/);
    const part = await get(shown.mediaUrl, { Range: 'bytes=100000-199999' });
    assert.deepEqual([part.status, part.headers['content-range']], [206, 'bytes 100000-199999/300000']);
    assert.ok(part.bytes.equals(bytes.subarray(100_000, 200_000)));
    const tail = await get(shown.mediaUrl, { Range: 'bytes=-7', 'If-Range': whole.headers.etag });
    assert.ok(tail.status === 206 && tail.bytes.equals(bytes.subarray(-7)));
    const changed = await get(shown.mediaUrl, { Range: 'bytes=-7', 'If-Range': '"other"' });
    assert.ok(changed.status === 200 && changed.bytes.equals(bytes));
    const beyond = await get(shown.mediaUrl, { Range: 'bytes=300000-' });
    assert.deepEqual([beyond.status, beyond.headers['content-range']], [416, 'bytes */300000']);
    const known = await get(shown.mediaUrl, { 'If-None-Match': whole.headers.etag });
    assert.deepEqual([known.status, known.bytes.length], [304, 0]);
    const head = await get(shown.mediaUrl, {}, 'HEAD');
    assert.deepEqual([head.status, head.headers['content-length'], head.bytes.length], [200, '300000', 0]);
    assert.equal((await get(shown.mediaUrl, {}, 'POST')).status, 405);
    assert.equal(graph.media.fetched.filter((each) => each === id).length, 1);
  });

  test('is kept once under its content, whoever sends it', async () => {
    const bytes = jpeg(5000);
    const [first, second] = [graph.media.put(bytes), graph.media.put(bytes)];
    for (const id of [first, second]) await ready((await receive('image', id)).mediaUrl);
    const files = readdirSync(store.media, { recursive: true }).filter((name) => name.endsWith(sha256(bytes)));
    assert.equal(files.length, 1);
    assert.ok(readFileSync(join(store.media, files[0])).equals(bytes));
  });

  test('that a page could run is handed out to be saved, under a name that harms nobody', async () => {
    const page = Buffer.from('<html><script>alert(1)</script></html>');
    const id = graph.media.put(page, { mime: 'text/html' });
    const shown = await receive('document', id, { mime_type: 'text/html', filename: '../../etc/\u202Egpj.rechnung für Ü.html' });
    await ready(shown.mediaUrl);
    const got = await get(shown.mediaUrl);
    assert.equal(got.headers['content-type'], 'text/plain; charset=utf-8');
    assert.equal(got.headers['content-disposition'],
      "attachment; filename=\"gpj.rechnung f_r _.html\"; filename*=UTF-8''gpj.rechnung%20f%C3%BCr%20%C3%9C.html");
  });

  test('is what its bytes are, whatever was said of it', async () => {
    const id = graph.media.put(Buffer.from('%PDF-1.7 and so on'), { mime: 'image/jpeg' });
    const shown = await receive('document', id, { filename: 'a.pdf' });
    await ready(shown.mediaUrl);
    const got = await get(shown.mediaUrl);
    assert.deepEqual([got.headers['content-type'], got.headers['content-disposition']], ['application/pdf', 'inline; filename="a.pdf"']);
  });

  test('of another hash or length than Meta tells is thrown away, told of, and tried again', async () => {
    for (const lies of ['hash', 'size']) {
      const bytes = jpeg(1000);
      const id = graph.media.put(bytes, { lies });
      const { mediaUrl } = await receive('image', id);
      assert.ok(await soon(async () => (await metric('failed')) === 1));
      assert.match((await store.doctor('--graph-url', graph.url)).find(({ check }) => check === 'media').words, /1 failed/);
      assert.equal((await get(mediaUrl)).status, 404);
      assert.ok(!readdirSync(store.media, { recursive: true }).some((name) => name.endsWith(sha256(bytes))));
      graph.media.files.get(id).lies = undefined;
      await ready(mediaUrl);
      assert.ok(await soon(async () => (await metric('failed')) === 0));
    }
  });

  test('whose connection breaks comes with a later try', async () => {
    const id = graph.media.put(jpeg(200_000), { cut: true });
    const { mediaUrl } = await receive('image', id);
    assert.ok(await soon(() => graph.media.fetched.includes(id)));
    graph.media.files.get(id).cut = false;
    await ready(mediaUrl);
  });

  test('that Meta has no more is told of as gone, and one that it only does not give is tried again', async () => {
    const gone = await receive('image', '9999999999999991', { at: now() - 8 * 86_400 });
    assert.ok(await soon(async () => (await get(gone.mediaUrl)).status === 410));
    const young = await receive('image', '9999999999999992');
    assert.ok(await soon(() => graph.media.asked.filter((id) => id === '9999999999999992').length >= 2));
    assert.equal((await get(young.mediaUrl)).status, 404);
    graph.media.put(jpeg(1000), { id: '9999999999999992' });
    await ready(young.mediaUrl);
  });

  test('whose number Meta gives nothing waits for a token', async () => {
    graph.media.good = (authorization) => authorization !== 'Bearer EAAG-good';
    const id = graph.media.put(jpeg(1000));
    const { mediaUrl } = await receive('image', id);
    assert.ok(await soon(() => graph.media.asked.includes(id)));
    await sleep(300);
    assert.equal((await get(mediaUrl)).status, 404);
    graph.media.good = () => true;
    const renewed = join(temporaryFolder(), 'token');
    writeFileSync(renewed, 'EAAG-new', { mode: 0o600 });
    await store.json(['sender', 'renew', '--phone-number-id', number.phoneNumberId, '--access-token-file', renewed]);
    await ready(mediaUrl);
  });

  test('that the folder has lost is fetched again', async () => {
    const bytes = jpeg(4000);
    const { mediaUrl } = await receive('image', graph.media.put(bytes));
    await ready(mediaUrl);
    const [lost] = readdirSync(store.media, { recursive: true }).filter((name) => name.endsWith(sha256(bytes)));
    rmSync(join(store.media, lost));
    assert.equal((await get(mediaUrl)).status, 404);
    await ready(mediaUrl);
    assert.ok((await get(mediaUrl)).bytes.equals(bytes));
  });

  test('is seen by nobody of another organization, even under the same id', async () => {
    const [ours, theirs] = [jpeg(2000), jpeg(3000)];
    const id = graph.media.put(ours);
    const mine = await receive('image', id);
    await ready(mine.mediaUrl);
    graph.media.put(theirs, { id });
    const their = await receive('image', id, { ours: other, by: otherToken });
    await ready(their.mediaUrl);
    assert.ok((await get(mine.mediaUrl)).bytes.equals(ours));
    assert.ok((await get(their.mediaUrl)).bytes.equals(theirs));
    const signed = path(mine.mediaUrl).split('/').at(-1);
    for (let i = 0; i < signed.length; i += 5) {
      const forged = signed.slice(0, i) + (signed[i] === 'A' ? 'B' : 'A') + signed.slice(i + 1);
      assert.equal((await server.client.get(`/parley/v1/media/${forged}`)).status, 404, forged);
    }
  });
});

test('a page of fifty files is answered at once, and a link stays the same within the hour', async () => {
  const id = graph.media.put(jpeg(1000));
  const from = '16505570001';
  const list = Array.from({ length: 50 }, (_, i) =>
    ({ from, id: newWamid(), timestamp: String(now() + i), type: 'image', image: { id: i ? `9888${i}` : id, mime_type: 'image/jpeg' } }));
  await server.client.post(messages(list));
  const [row] = await server.client.conversations(token, `?mobileNumber=${from}`);
  const links = async () => (await server.client.messages(token, row.conversationId)).map(({ mediaUrl }) => mediaUrl);
  const first = await links();
  assert.equal(new Set(first).size, 50);
  if (new Date().getMinutes() < 59) assert.deepEqual(await links(), first);
});

test('a download that a kill -9 ended is begun anew, and nothing half is served', async () => {
  const bytes = jpeg(2_000_000);
  const id = graph.media.put(bytes, { pause: 200 });
  const { mediaUrl } = await receive('image', id);
  assert.ok(await soon(() => graph.media.fetched.includes(id)));
  await sleep(500);
  await server.kill9();
  graph.media.files.get(id).pause = 0;
  server = await start();
  const again = server.origin + new URL(mediaUrl).pathname;
  assert.equal((await get(again)).status, 404);
  assert.ok(await soon(async () => (await get(again, {}, 'HEAD')).status === 200, 60_000));
  assert.ok((await get(again)).bytes.equals(bytes));
  assert.equal(graph.media.fetched.filter((each) => each === id).length, 2);
});

test('a file of 100 MB passes both ways without its size in memory', async () => {
  const size = 100 * 1024 * 1024;
  const resident = async () => Number(/^process_resident_memory_bytes (\d+)$/m.exec((await server.client.get('/metrics')).text)[1]);
  const id = graph.media.put(undefined, { size, mime: 'application/pdf' });
  const before = await resident();
  const { mediaUrl } = await receive('document', id);
  let most = 0;
  assert.ok(await soon(async () => {
    most = Math.max(most, await resident());
    return (await get(mediaUrl, {}, 'HEAD')).status === 200;
  }, 60_000));
  const hash = createHash('sha256');
  let count = 0;
  await new Promise((done, failed) => {
    request(mediaUrl, (reply) => {
      reply.on('data', (part) => hash.update(part) && (count += part.length)).on('end', done).on('error', failed);
    }).on('error', failed).end();
  });
  most = Math.max(most, await resident());
  assert.equal(count, size);
  assert.equal(hash.digest('hex'), graph.media.files.get(id).sha256);
  assert.ok(most - before < 24 * 1024 * 1024, `${((most - before) / 1048576).toFixed(1)} MiB more`);
});

test('a message with a file is taken as fast as one without, however slow Meta is', async () => {
  const ids = Array.from({ length: 30 }, () => graph.media.put(jpeg(200_000), { pause: 300 }));
  const begun = Date.now();
  for (const id of ids) await receive('image', id);
  assert.ok(Date.now() - begun < 3000, `${Date.now() - begun} ms`);
});

