// The demo: its folder, its port.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { launch, run, Server, Store, temporaryFolder } from './lib/parley.mjs';

const startIn = (folder) => Server.start(new Store(), { command: 'demo', args: ['--quiet', '--dir', folder] });
const demo = (...args) => run(['demo', '--quiet', '--log-level', 'warn', ...args], { limit: 10_000 });

describe('a folder', () => {
  test('is of one demo at a time; a second one is refused', async (t) => {
    const folder = join(temporaryFolder(), 'demo');
    const first = await startIn(folder);
    t.after(() => first.kill9());
    const { status, out, err } = await demo('--dir', folder, '--listen', '127.0.0.1:0');
    assert.equal(status, 1);
    assert.equal(out, '');
    assert.ok(err.includes(folder), err);
    assert.match(err, /another `parley demo`.*--dir/);
    assert.equal((await first.client.get('/readyz')).status, 200);
  });

  test('is free again once its demo has ended, however it ended', async (t) => {
    const folder = temporaryFolder();
    const killed = await startIn(folder);
    await killed.kill9();
    const stopped = await startIn(folder);
    await stopped.stop();
    const third = await startIn(folder);
    t.after(() => third.kill9());
  });

  test('that is taken is named before the port that is taken too', async (t) => {
    const folder = temporaryFolder();
    const first = await startIn(folder);
    t.after(() => first.kill9());
    const { err } = await demo('--dir', folder, '--listen', `127.0.0.1:${first.port}`);
    assert.match(err, /--dir/);
  });
});

test('a port that is taken is refused, and nothing is put into the folder', async (t) => {
  const first = await startIn(temporaryFolder());
  t.after(() => first.kill9());
  const folder = join(temporaryFolder(), 'demo');
  const { status, err } = await demo('--dir', folder, '--listen', `127.0.0.1:${first.port}`);
  assert.equal(status, 1);
  assert.ok(err.includes(`127.0.0.1:${first.port} is taken`), err);
  assert.match(err, /--listen.*PARLEY_LISTEN/);
  assert.ok(!existsSync(join(folder, 'parley.db')));
});

test('its owner logs in, and the token it prints is theirs', async (t) => {
  const folder = temporaryFolder();
  const server = await startIn(folder);
  t.after(() => server.kill9());
  const { tokens, password } = JSON.parse(readFileSync(join(folder, 'demo.json'), 'utf8'));
  const asked = await fetch(`http://127.0.0.1:${server.port}/api/user`, { headers: { 'x-access-token': tokens.wapikit } });
  assert.equal(asked.status, 200);
  const { user } = await asked.json();
  assert.equal(user.organization.name, 'Demo');
  const body = JSON.stringify({ username: user.email, password });
  const login = await fetch(`http://127.0.0.1:${server.port}/api/auth/login`, { method: 'POST', body });
  assert.equal((await login.json()).isOnboardingCompleted, true);
});

test('each line that it prints does what it says, pasted into a shell, and each API has one', async (t) => {
  const folder = temporaryFolder();
  const command = launch(['demo', '--quiet', '--dir', folder, '--listen', '127.0.0.1:0']);
  t.after(() => command.kill('SIGKILL'));
  for (const end = Date.now() + 20_000; !command.out.includes('/healthz') && Date.now() < end;) await sleep(50);
  const lines = command.out.split('\n').filter((line) => line.startsWith('curl -s '));
  const { tokens } = JSON.parse(readFileSync(join(folder, 'demo.json'), 'utf8'));
  assert.deepEqual(Object.keys(tokens).sort(), ['kirim', 'meta', 'vobiz', 'wapikit', 'whats91']);
  for (const [api, token] of Object.entries(tokens)) {
    const named = api === 'vobiz' ? token.split(':')[1] : token;
    assert.ok(lines.some((line) => line.includes(named)), `${api} has a line`);
  }
  for (const line of lines) {
    const pasted = line.replace('curl -s ', "curl -s --max-time 15 -w '\n%{http_code}' ");
    const { stdout } = await promisify(execFile)('sh', ['-c', pasted]);
    assert.match(stdout, /\n200$/, `${line}\n${stdout}`);
  }
});

test('what is sent in it is taken, delivered and read, and whoever is written to may answer', async (t) => {
  const folder = temporaryFolder();
  const server = await Server.start(new Store(), { command: 'demo', args: ['--dir', folder] });
  t.after(() => server.kill9());
  const { tokens: { whats91: token } } = JSON.parse(readFileSync(join(folder, 'demo.json'), 'utf8'));
  const send = async (to, text) => {
    const body = JSON.stringify({ senderId: '919999999999', to, text });
    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` };
    const { status, text: answer } = await server.client.send('POST', '/api/v2/chat', { body, headers });
    assert.equal(status, 200);
    return JSON.parse(answer).data;
  };
  const people = Array.from({ length: 12 }, (_, i) => `49151000000${10 + i}`);
  for (const person of people) {
    const { queued, messageId } = await send(person, 'Hello from us');
    assert.equal(queued, false);
    assert.match(messageId, /^wamid\./);
  }
  const linesOf = async (person) => {
    const [row] = await server.client.conversations(token, `?senderId=919999999999&mobileNumber=${person}`);
    return server.client.messages(token, row.conversationId, '&senderId=919999999999');
  };
  let words, answered;
  for (const end = Date.now() + 20_000; Date.now() < end; await new Promise((done) => setTimeout(done, 200))) {
    const lines = (await Promise.all(people.map(linesOf))).flat();
    words = lines.filter(({ direction }) => direction === 'outbound').map(({ status }) => status);
    answered = lines.some(({ direction, reactions }) => direction === 'inbound' || reactions?.length > 0);
    if (words.every((word) => word === 'read' || word === 'delivered') && words.includes('read') && answered) return;
  }
  assert.fail(`${words}, answered: ${answered}`);
});
