// The command line: what it sets up, what it prints, how it ends.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { contact, messages, number, text } from './lib/meta.mjs';
import { engine, run, Server, Site, Store, temporaryFolder } from './lib/parley.mjs';
import { secret, wireForm } from './lib/wire.mjs';

const ofFiles = { skip: engine !== 'sqlite' && 'copies of a file' };
const counts = ['organizations', 'senders', 'contacts', 'conversations', 'messages', 'deliveries', 'unrouted'];
const addNumber = ['sender', 'add', '--phone-number-id', number.phoneNumberId, '--phone', number.phone, '--waba', '1'];

// A store with one organization, number and message, which nobody serves.
async function filledStore() {
  const store = new Store();
  const { id } = await store.addOrganization('Acme');
  await store.addSender({ org: id, ...number });
  await store.ingest([wireForm(messages([text('hello')], { contacts: [contact('Ann')] }))]);
  return store;
}

describe('set-up', () => {
  const store = new Store();

  test('an organization is added once, and listed', async () => {
    const added = await store.json(['org', 'add', 'Acme']);
    assert.deepEqual(Object.keys(added), ['id', 'name']);
    assert.equal(added.name, 'Acme');
    const again = await store.run(['org', 'add', 'Acme']);
    assert.equal(again.status, 1);
    assert.match(again.err, /Acme/);
    await store.addOrganization('Beta & Söhne 😀');
    const listed = await store.json(['org', 'list']);
    assert.deepEqual(listed.map(({ name }) => name).sort(), ['Acme', 'Beta & Söhne 😀']);
    assert.deepEqual(listed[0].id, added.id);
  });

  test('a sender is added by the name or the id of its organization', async () => {
    const added = await store.json([...addNumber, '--org', 'Acme', '--name', 'Shop']);
    assert.deepEqual(Object.keys(added), ['id', 'phone_number_id', 'phone']);
    assert.equal(added.phone_number_id, number.phoneNumberId);
    assert.equal(added.phone, number.phone);
    const [organization] = await store.json(['org', 'list']);
    const second = await store.addSender({ org: organization.id, phoneNumberId: '2', phone: '+1 (631) 555-8152' });
    assert.equal(second.phone, '16315558152');
    const listed = await store.json(['sender', 'list', '--org', 'Acme']);
    assert.deepEqual(listed.map((one) => one.phone_number_id), [number.phoneNumberId, '2']);
  });

  test('a phone number id belongs to one organization', async () => {
    const { status, err } = await store.run([...addNumber, '--org', 'Beta & Söhne 😀']);
    assert.equal(status, 1);
    assert.match(err, /./);
  });

  test('tokens print as their vendors do, are listed without their text, and are revoked', async () => {
    const { token } = await store.json(['token', 'add', '--org', 'Acme', '--api', 'whats91', '--name', 'till']);
    assert.match(token, /^w91_live_\w{24,}$/);
    const vobiz = await store.json(['token', 'add', '--org', 'Acme', '--api', 'vobiz']);
    assert.deepEqual(Object.keys(vobiz), ['auth_id', 'auth_token']);
    assert.match(vobiz.auth_id, /^MA_/);
    const kirim = await store.json(['token', 'add', '--org', 'Acme', '--api', 'kirim']);
    assert.match(kirim.token, /^kdv_live_/);
    for (const api of ['meta', 'native']) await store.json(['token', 'add', '--org', 'Acme', '--api', api]);

    const before = await store.json(['token', 'list', '--org', 'Acme']);
    assert.equal(before.length, 5);
    assert.ok(!JSON.stringify(before).includes(token));
    const till = before.find(({ name }) => name === 'till');
    assert.equal(till.state, 'usable');
    assert.equal(till.last_four, token.slice(-4));
    await store.json(['token', 'revoke', String(till.id)]);
    const listed = await store.json(['token', 'list']);
    assert.equal(listed.find(({ id }) => id === till.id).state, 'revoked');
    assert.equal((await store.run(['token', 'revoke', '999999'])).status, 1);
  });

  test('people are added with a password that is made or read from a file, and listed', async () => {
    const ann = await store.json(['user', 'add', '--org', 'Acme', '--email', 'Ann@Example.org', '--name', 'Ann', '--owner']);
    assert.deepEqual(Object.keys(ann), ['email', 'organization', 'owner', 'password']);
    assert.match(ann.password, /^\w{16,}$/);
    const file = join(dirname(store.path), 'password');
    writeFileSync(file, 'correct horse battery\n');
    const bob = await store.json(['user', 'add', '--org', 'Acme', '--email', 'bob@example.org', '--name', 'Bob',
      '--username', 'bob', '--password-file', file]);
    assert.equal('password' in bob, false);
    const listed = await store.json(['user', 'list', '--org', 'Acme']);
    assert.deepEqual(listed.map(({ email, owner }) => [email, owner]), [['ann@example.org', true], ['bob@example.org', false]]);

    const again = await store.run(['user', 'add', '--org', 'Acme', '--email', 'ann@example.org', '--name', 'A']);
    assert.equal(again.status, 1);
    writeFileSync(file, 'short\n');
    const short = await store.run(['user', 'add', '--org', 'Acme', '--email', 'c@example.org', '--name', 'C',
      '--password-file', file]);
    assert.equal(short.status, 1);
    const wrong = await store.run(['user', 'add', '--org', 'Acme', '--email', 'nobody', '--name', 'N']);
    assert.equal(wrong.status, 1);
    assert.equal((await store.json(['user', 'list', '--org', 'Acme'])).length, 2);
    const elsewhere = await store.json(['user', 'add', '--org', 'Beta & Söhne 😀', '--email', 'ann@example.org', '--name', 'A']);
    assert.equal('password' in elsewhere, false, 'theirs stays');
    for (const name of [store.path, `${store.path}-wal`].filter(existsSync)) {
      const bytes = readFileSync(name);
      assert.ok(!bytes.includes(ann.password) && !bytes.includes('correct horse'), 'a password');
    }
  });

  test("wapikit's tokens are people's", async () => {
    const add = ['token', 'add', '--org', 'Acme', '--api', 'wapikit'];
    const { token } = await store.json([...add, '--user', 'ANN@example.org']);
    const claims = JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
    assert.deepEqual(Object.keys(claims), ['name', 'unique_id', 'username', 'email', 'role', 'organization_id', 'exp', 'iss', 'jti']);
    assert.equal(claims.email, 'ann@example.org');
    assert.equal(claims.role, 'Owner');
    assert.equal((await store.run(add)).status, 1);
    assert.equal((await store.run([...add, '--user', 'nobody@example.org'])).status, 1);
    assert.equal((await store.run([...add, '--user', 'ann@example.org', '--sender', number.phone])).status, 1);
    assert.equal((await store.run(['token', 'add', '--org', 'Acme', '--api', 'kirim', '--user', 'ann@example.org'])).status, 1);
  });

  test('nothing secret is stored as it is', async () => {
    const { token } = await store.json(['token', 'add', '--org', 'Acme', '--api', 'whats91']);
    const file = join(dirname(store.path), 'access');
    writeFileSync(file, 'EAAGaccesstokenofmeta\n');
    await store.json(['sender', 'add', '--org', 'Acme', '--phone-number-id', '3', '--phone', '16315558153', '--waba',
      '1', '--access-token-file', file]);
    for (const name of [store.path, `${store.path}-wal`].filter(existsSync)) {
      const bytes = readFileSync(name);
      assert.ok(!bytes.includes(token), 'the token');
      assert.ok(!bytes.includes('EAAGaccesstokenofmeta'), 'the access token');
    }
  });

  test('a label is added once', async () => {
    const label = await store.json(['label', 'add', '--org', 'Acme', 'Support']);
    assert.equal(label.name, 'Support');
    assert.match(label.uid, /^lbl_/);
    assert.equal((await store.run(['label', 'add', '--org', 'Acme', 'Support'])).status, 1);
    assert.deepEqual((await store.json(['label', 'list', '--org', 'Acme'])).map(({ name }) => name), ['Support']);
  });
});

describe('exit status', () => {
  const cases = [
    [0, ['version']],
    [0, ['--version']],
    [0, ['--help']],
    [0, ['sender', 'add', '--help']],
    [1, [...addNumber, '--org', 'nobody']],
    [1, ['token', 'add', '--org', 'nobody', '--api', 'whats91']],
    [1, ['ingest', '/nonexistent/file']],
    [2, []],
    [2, ['frobnicate']],
    [2, ['org']],
    [2, ['org', 'add']],
    [2, ['org', 'add', ' ']],
    [2, ['org', 'list', '--frobnicate']],
    [2, ['sender', 'add', '--org', 'Acme']],
    [2, ['sender', 'add', '--org', 'A', '--phone-number-id', '1', '--phone', 'abc', '--waba', '1']],
    [2, ['token', 'add', '--org', 'Acme', '--api', 'unheard-of']],
    [2, ['token', 'add', '--org', 'Acme', '--api', 'whats91', '--expires', 'tomorrow']],
  ];
  for (const [wanted, args] of cases) {
    test(`${wanted}: parley ${args.join(' ')}`, async () => {
      const folder = temporaryFolder();
      const { status, out, err } = await run(args, { env: { PARLEY_STORE: `sqlite:${join(folder, 'parley.db')}` } });
      assert.equal(status, wanted, err);
      assert.equal(wanted === 0 ? out === '' : err === '', false, 'it says something, where it belongs');
    });
  }
});

describe('serve', () => {
  const serve = ['serve', '--listen', '127.0.0.1:0'];

  test('refuses to start without an app secret', async () => {
    const { status, err } = await new Store().run(serve, { limit: 10_000 });
    assert.equal(status, 1);
    assert.match(err, /PARLEY_META_APP_SECRET/);
  });

  test('starts without one when told that it is insecure, and says so', async () => {
    const server = await Server.start(new Store(), {
      args: ['--insecure-no-signature'],
      env: { PARLEY_META_APP_SECRET: '' },
    });
    assert.equal((await server.client.post(messages([text('x')]), { signed: null })).status, 200);
    assert.equal(await server.stop(), 0);
    assert.match(server.log, /unsigned/);
  });

  test('warns of a secret on the command line, takes it from a file without a word, and never prints it', async () => {
    const file = join(temporaryFolder(), 'secret');
    writeFileSync(file, 'hush-hush\n');
    for (const [given, warns] of [['hush-hush', true], [`@${file}`, false]]) {
      const server = await Server.start(new Store(), { args: ['--meta-app-secret', given] });
      assert.equal((await server.client.post(messages([text('x')]), { secret: 'hush-hush' })).status, 200);
      await server.stop();
      assert.equal(server.log.includes('--meta-app-secret'), warns);
      assert.ok(!server.log.includes('hush-hush'));
    }
  });

  test('refuses a port that is taken', async () => {
    const server = await Server.start(new Store());
    const { status, err } = await new Store().run(['serve', '--listen', `127.0.0.1:${server.port}`], {
      env: { PARLEY_META_APP_SECRET: secret },
      limit: 10_000,
    });
    await server.stop();
    assert.equal(status, 1);
    assert.ok(err.includes(`127.0.0.1:${server.port} is taken`), err);
    assert.match(err, /--listen.*PARLEY_LISTEN/);
  });

  test('answers about itself', async () => {
    const server = await Server.start(new Store());
    for (const path of ['/', '/healthz', '/readyz', '/metrics']) {
      assert.equal((await server.client.get(path)).status, 200, path);
    }
    assert.equal((await server.client.get('/nothing-here')).status, 404);
    assert.equal(await server.stop(), 0);
  });
});

describe('ingest', () => {
  const bodies = ['one', 'two', 'three'].map((word) => wireForm(messages([text(word)])));
  let store;
  before(async () => {
    store = new Store();
    const { id } = await store.addOrganization('Acme');
    await store.addSender({ org: id, ...number });
  });

  test('from standard input, a body a line', async () => {
    const told = await store.ingest(bodies.slice(0, 2));
    assert.deepEqual(told, { documents: 2, applied: 2, repeated: 0, parked: 0, unrouted: 0, malformed: 0 });
  });

  test('from files: one document over many lines, and one a line', async () => {
    const folder = temporaryFolder();
    const pretty = join(folder, 'pretty.json');
    const lines = join(folder, 'lines.jsonl');
    writeFileSync(pretty, JSON.stringify(JSON.parse(bodies[2]), null, 2));
    writeFileSync(lines, bodies.join('\n'));
    const told = await store.json(['ingest', pretty, lines]);
    assert.equal(told.documents, 4);
    assert.equal(told.repeated, 2);
    assert.equal((await store.json(['stats'])).messages, 3);
  });

  test('what is malformed is kept and told', async () => {
    const { status, out } = await store.run(['ingest', '-', '--json'], { input: '{"object":\n' });
    assert.equal(status, 1);
    assert.equal(JSON.parse(out).malformed, 1);
    const [failed, ...others] = await store.json(['deliveries', '--failed']);
    assert.equal(failed.outcome, 'malformed');
    assert.deepEqual(others, []);
  });
});

describe('looking after', () => {
  test('stats count, in sum and per organization', async () => {
    const store = await filledStore();
    const stats = await store.json(['stats']);
    assert.deepEqual(Object.keys(stats), [...counts, 'per_organization']);
    const { per_organization: [acme, ...others], ...sum } = stats;
    assert.deepEqual(sum, {
      organizations: 1, senders: 1, contacts: 1, conversations: 1, messages: 1, deliveries: 1, unrouted: 0,
    });
    assert.equal(acme.name, 'Acme');
    for (const count of counts) assert.equal(acme[count], sum[count], count);
    assert.deepEqual(others, []);
  });

  test('deliveries are listed; a replay changes nothing', async () => {
    const store = await filledStore();
    await store.ingest([wireForm(messages([{ type: 'text' }]))]);
    const all = await store.json(['deliveries']);
    assert.deepEqual(all.map(({ outcome }) => outcome).sort(), ['applied', 'parked']);
    const failed = await store.json(['deliveries', '--failed']);
    assert.deepEqual(failed.map(({ outcome, reason }) => [outcome, typeof reason]), [['parked', 'string']]);
    const before = await store.json(['stats']);
    const replayed = await store.json(['deliveries', '--replay']);
    assert.equal(replayed.length, 2);
    assert.deepEqual(await store.json(['stats']), before);
  });

  test('a backup tells of the key, where there is one', ofFiles, async () => {
    const store = await filledStore();
    const folder = temporaryFolder();
    assert.doesNotMatch((await store.run(['backup', '--to', join(folder, 'before.db')])).err, /\.key/);
    writeFileSync(join(folder, 'access'), 'EAAGaccesstokenofmeta');
    await store.json(['sender', 'add', '--org', 'Acme', '--phone-number-id', '31', '--phone', '16315558154', '--waba',
      '1', '--access-token-file', join(folder, 'access')]);
    assert.match((await store.run(['backup', '--to', join(folder, 'after.db')])).err, /parley\.db\.key too/);
  });

  test('a backup is whole, and is restored', ofFiles, async () => {
    const store = await filledStore();
    const folder = temporaryFolder();
    const copy = join(folder, 'copy.db');
    const told = await store.json(['backup', '--to', copy]);
    assert.equal(told.bytes, readFileSync(copy).length);
    assert.equal((await store.run(['backup', '--to', copy])).status, 1, 'never over a file that is there');

    const restored = new Store(join(folder, 'restored.db'));
    await restored.json(['restore', '--from', copy]);
    assert.deepEqual(await restored.json(['stats']), await store.json(['stats']));
    assert.equal((await restored.run(['restore', '--from', copy])).status, 1, 'never over a store without --force');
    await restored.ingest([wireForm(messages([text('later')]))]);
    await restored.json(['restore', '--from', copy, '--force']);
    assert.deepEqual(await restored.json(['stats']), await store.json(['stats']));
    writeFileSync(copy, 'this is no store, but it has to be long enough for one to be looked for'.repeat(99));
    assert.equal((await restored.run(['restore', '--from', copy, '--force'])).status, 1, 'no store at all');
  });

  test('a copy takes the place of a damaged store, with --force', ofFiles, async () => {
    const store = await filledStore();
    const copy = join(temporaryFolder(), 'copy.db');
    await store.json(['backup', '--to', copy]);
    const before = readFileSync(copy);
    writeFileSync(store.path, 'not a store any more'.repeat(500));
    assert.equal((await store.run(['stats'])).status, 1);
    await store.json(['restore', '--from', copy, '--force']);
    assert.equal((await store.json(['stats'])).messages, 1);
    assert.deepEqual(readFileSync(copy), before, 'the copy is as it was');
  });

  test('doctor finds what is wrong', ofFiles, async () => {
    const health = async (store, ...args) => {
      const { status, out } = await store.run(['doctor', '--json', ...args]);
      const findings = Object.fromEntries(JSON.parse(out).map((row) => [row.check, row]));
      assert.equal(status, Object.values(findings).some((row) => row.health === 'fail') ? 1 : 0);
      return (check) => findings[check]?.health;
    };
    const none = new Store();
    assert.equal((await health(none))('store'), 'warn');
    assert.equal(existsSync(none.path), false, 'looking makes no store');

    const store = await filledStore();
    await store.addOrganization('Without');
    await store.run(['ingest', '-'], { input: '{"entry":[{"id":"9","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"404"},"messages":[{"id":"x"}]}}]}]}\n' });
    const access = join(temporaryFolder(), 'access');
    writeFileSync(access, 'EAAGaccesstokenofmeta');
    await store.json(['sender', 'add', '--org', 'Acme', '--phone-number-id', '31', '--phone', '16315558154', '--waba',
      '1', '--access-token-file', access]);
    let found = await health(store);
    assert.deepEqual([found('senders'), found('deliveries'), found('key')], ['warn', 'warn', 'ok']);
    chmodSync(`${store.path}.key`, 0o644);
    assert.equal((await health(store))('key'), 'warn');
    writeFileSync(`${store.path}.key`, 'no key');
    assert.equal((await health(store))('key'), 'fail');
    writeFileSync(store.path, 'not a store any more'.repeat(500));
    assert.equal((await health(store))('store'), 'fail');
  });

  test('doctor, migrate and version', async () => {
    const store = await filledStore();
    const findings = await store.doctor();
    assert.ok(findings.every(({ health }) => ['ok', 'warn'].includes(health)), JSON.stringify(findings));
    assert.ok(findings.some(({ check }) => check === 'store'));
    const senders = findings.find(({ check }) => check === 'senders');
    assert.equal(senders.health, 'warn');
    assert.match(senders.words, /^no access token, so that nothing can be sent: \d+.*sender renew/);
    assert.equal((await store.json(['migrate'])).current, true);
    assert.match((await store.json(['version'])).version, /^\d+\.\d+\.\d+/);
  });
});

describe('while a server runs on the same store', () => {
  let site;
  before(async () => {
    site = await Site.start();
  });
  after(() => site.stop());

  test('a new number and token are good at once', async () => {
    const { store, client } = site;
    const { id } = await store.addOrganization('Beta');
    await store.addSender({ org: id, phoneNumberId: '2', phone: '16315558152' });
    const token = await store.addToken(id);
    const ours = { phoneNumberId: '2', phone: '16315558152', waba: '1' };
    assert.equal((await client.post(messages([text('hi')], { ours }))).status, 200);
    const [conversation] = await client.conversations(token);
    assert.equal(conversation.lastMessageContent, 'hi');
  });

  test('what the commands take in is served, and what is served is counted', async () => {
    const { store, client, token } = site;
    await store.ingest([wireForm(messages([text('by hand')]))]);
    await client.post(messages([text('by wire', { at: 1_739_321_100 })]));
    const [conversation] = await client.conversations(token);
    assert.equal(conversation.lastMessageContent, 'by wire');
    assert.equal(conversation.totalMessages, 2);
    assert.equal((await store.json(['stats'])).messages, 3);
  });

  test('a label put on by command is shown', async () => {
    const { store, client, token } = site;
    const [{ conversationId }] = await client.conversations(token);
    const label = await store.json(['label', 'add', '--org', 'Acme', 'Urgent', '--conversation', String(conversationId)]);
    const [conversation] = await client.conversations(token);
    assert.deepEqual(conversation.labels, [{ uid: label.uid, labelName: 'Urgent' }]);
    assert.equal((await client.conversations(token, `?labelUid=${label.uid}`)).length, 1);
    assert.equal((await client.conversations(token, `?excludeLabelUids=${label.uid}`)).length, 0);
  });

  test('a backup can be taken', ofFiles, async () => {
    const copy = join(temporaryFolder(), 'copy.db');
    await site.store.json(['backup', '--to', copy]);
    assert.deepEqual(await new Store(copy).json(['stats']), await site.store.json(['stats']));
  });

  test('a restore over it is refused', ofFiles, async () => {
    const copy = join(temporaryFolder(), 'copy.db');
    await site.store.json(['backup', '--to', copy]);
    assert.equal((await site.store.run(['restore', '--from', copy, '--force'])).status, 1);
  });
});
