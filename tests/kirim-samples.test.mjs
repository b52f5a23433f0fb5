// The sample file of a template's header that a Kirim client names by its address: fetched, and handed to Meta.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Account } from './lib/account.mjs';
import { number } from './lib/meta.mjs';
import { Server, Store, temporaryFolder } from './lib/parley.mjs';

const png = Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), Buffer.alloc(4_000, 7)]);
const pid = number.phoneNumberId, body = { type: 'BODY', text: 'Hello' };
let graph, web, origin, asked, store, server, key, busy;

// One that signs itself, of the machine's own openssl.
function certificate() {
  const folder = temporaryFolder(), [cert, secret] = ['cert.pem', 'key.pem'].map((name) => join(folder, name));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=localhost',
    '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', secret, '-out', cert], { stdio: 'ignore' });
  return { file: cert, cert: readFileSync(cert), key: readFileSync(secret) };
}

before(async () => {
  const pair = certificate();
  asked = [];
  web = createServer(pair, (request, reply) => {
    asked.push(request.url);
    if (request.url === '/moved') return reply.writeHead(302, { Location: '/sample.png' }).end();
    if (request.url === '/gone') return reply.writeHead(404).end();
    if (request.url === '/busy') return reply.writeHead(busy ? 503 : 200).end(busy ? '' : png);
    if (request.url === '/page') return reply.writeHead(200, { 'Content-Type': 'image/png' }).end('<html>');
    if (request.url === '/large') return reply.writeHead(200, { 'Content-Type': 'image/png' }).end(Buffer.concat([png, Buffer.alloc(5 << 20)]));
    return reply.writeHead(200, { 'Content-Type': 'application/octet-stream' }).end(png);
  });
  await new Promise((done) => web.listen(0, '127.0.0.1', done));
  origin = `https://localhost:${web.address().port}`;
  graph = await Account.start();
  store = new Store();
  const { id } = await store.addOrganization('Acme');
  const token = join(temporaryFolder(), 'token');
  writeFileSync(token, 'EAAG-good', { mode: 0o600 });
  await store.json(['sender', 'add', '--org', String(id), '--phone-number-id', pid, '--phone', number.phone, '--waba', number.waba, '--access-token-file', token]);
  ({ token: key } = await store.json(['token', 'add', '--org', String(id), '--api', 'kirim']));
  const serve = (...args) => Server.start(store, { args: ['--graph-url', graph.url, ...args], env: { SSL_CERT_FILE: pair.file } });
  server = await serve('--private-links', 'on');
});
after(async () => {
  await server?.stop();
  web.closeAllConnections();
  web.close();
  graph.stop();
});

async function make(name, url, { format = 'IMAGE', idempotencyKey } = {}) {
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
  if (idempotencyKey) headers['Idempotency-Key'] = idempotencyKey;
  const header = { type: 'HEADER', format, example: { header_url: url } };
  const answer = await fetch(`${server.origin}/v1/${pid}/templates`, { method: 'POST', headers,
    body: JSON.stringify({ name, category: 'MARKETING', language: 'en_US', components: [header, body] }) });
  return { status: answer.status, ...(await answer.json()) };
}

test('is handed to Meta, which gets its handle', async () => {
  const { status, data } = await make('pictured', `${origin}/sample.png?size=1`);
  assert.equal(status, 201);
  const [sample] = graph.samples.files;
  assert.deepEqual([sample.type, sample.token], ['image/png', 'EAAG-good']);
  assert.ok(sample.bytes.equals(png));
  const components = [{ type: 'HEADER', format: 'IMAGE', example: { header_handle: [sample.handle] } }, body];
  assert.deepEqual(graph.made.at(-1).components, components);
  assert.deepEqual(data.components, components);
  assert.equal(asked.at(-1), '/sample.png?size=1');
  assert.equal((await make('moved', [`${origin}/moved`])).status, 201);
});

test('is fetched once for all that ask under one key', async () => {
  const before = [asked.length, graph.samples.files.length];
  const all = await Promise.all(Array.from({ length: 10 }, () => make('once', `${origin}/once.png`, { idempotencyKey: 'once' })));
  assert.deepEqual(all.map(({ status }) => status), Array(10).fill(201));
  assert.deepEqual([asked.length, graph.samples.files.length], before.map((count) => count + 1));
});

test('that is none is refused, and Meta is asked for no template', async () => {
  const made = graph.made.length;
  const wrong = async (url, options) => {
    const { status, error } = await make('never', url, options);
    assert.deepEqual([status, error.type, error.code, error.param], [400, 'invalid_request_error', 'invalid_field_value', 'components'], url);
    return error.message;
  };
  assert.match(await wrong(`${origin}/gone`), /404/);
  assert.equal(await wrong(`${origin}/page`), 'components have a sample that is no IMAGE that Meta takes');
  assert.match(await wrong(`${origin}/sample.png`, { format: 'VIDEO' }), /no VIDEO/);
  assert.match(await wrong(`${origin}/large`), /too large/);
  assert.match(await wrong(origin.replace('https', 'http')), /https/);
  assert.equal(graph.made.length, made);
});

test('that cannot be had for now may be asked for again under the same key', async () => {
  const { status, error } = await make('nowhere', 'https://localhost:1/x.png');
  assert.deepEqual([status, error.type, error.code], [503, 'api_error', 'service_unavailable']);
  busy = true;
  assert.equal((await make('busy', `${origin}/busy`, { idempotencyKey: 'busy' })).status, 503);
  busy = false;
  assert.equal((await make('busy', `${origin}/busy`, { idempotencyKey: 'busy' })).status, 201);
});

test('is not fetched from a private address unless the operator allows it', async () => {
  await server.stop();
  server = await Server.start(store, { args: ['--graph-url', graph.url] });
  const before = asked.length;
  for (const url of [`${origin}/sample.png`, `https://127.0.0.1:${web.address().port}/a.png`, 'https://169.254.169.254/latest', 'https://[::1]/a.png']) {
    const { status, error } = await make('inner', url);
    assert.deepEqual([status, error.param], [400, 'components']);
    assert.match(error.message, /private address/);
  }
  assert.equal(asked.length, before);
});
