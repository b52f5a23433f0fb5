// The files that Parley makes hold what people wrote to each other: they are for their owner alone.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { messages, number, text } from './lib/meta.mjs';
import { Server, Store, temporaryFolder } from './lib/parley.mjs';

const modeOf = (path) => (statSync(path).mode & 0o777).toString(8);

// Each name in the folder, with its mode.
function modes(folder) {
  return Object.fromEntries(readdirSync(folder).sort().map((name) => [name, modeOf(join(folder, name))]));
}

// Starts what `task` starts under that umask.
function under(umask, task) {
  const own = process.umask(umask);
  try {
    return task();
  } finally {
    process.umask(own);
  }
}

for (const umask of [0o000, 0o022]) {
  describe(`under umask ${umask.toString(8)}`, () => {
    const folder = temporaryFolder();
    const store = new Store(join(folder, 'parley.db'));

    test('the store, its log and its key are private', async (t) => {
      const { id } = await under(umask, () => store.addOrganization('Acme'));
      const access = join(temporaryFolder(), 'access');
      writeFileSync(access, 'EAAG');
      await under(umask, () => store.json(['sender', 'add', '--org', String(id), '--waba', '1',
        '--phone-number-id', number.phoneNumberId, '--phone', number.phone, '--access-token-file', access]));
      const server = await under(umask, () => Server.start(store));
      t.after(() => server.stop());
      await server.client.post(messages([text('hello')]));
      assert.deepEqual(modes(folder), {
        'parley.db': '600', 'parley.db-shm': '600', 'parley.db-wal': '600', 'parley.db.key': '600', 'parley.db.media': '700',
      });
    });

    test('a backup is private, and so is what is restored from it, or from one that is not', async () => {
      const kept = temporaryFolder();
      const copy = join(kept, 'copy.db');
      const restored = new Store(join(kept, 'restored.db'));
      await under(umask, () => store.json(['backup', '--to', copy]));
      assert.equal(modeOf(copy), '600');
      chmodSync(copy, 0o644);
      await under(umask, () => restored.json(['restore', '--from', copy]));
      assert.deepEqual(modes(kept), { 'copy.db': '644', 'restored.db': '600' });
    });

    test('the folder of a demo is private, and all that is in it', async (t) => {
      const demo = join(temporaryFolder(), 'further', 'demo');
      const args = ['--quiet', '--dir', demo];
      const server = await under(umask, () => Server.start(store, { command: 'demo', args }));
      t.after(() => server.stop());
      assert.equal(modeOf(demo), '700');
      const { media, ...found } = modes(demo);
      assert.equal(media, '700');
      assert.ok('parley.db' in found && 'parley.db.key' in found && 'demo.json' in found, JSON.stringify(found));
      assert.deepEqual([...new Set(Object.values(found))], ['600'], JSON.stringify(found));
    });
  });
}

describe('what is there already', () => {
  test('keeps its mode', async (t) => {
    const folder = temporaryFolder();
    const store = new Store(join(folder, 'parley.db'));
    const copy = join(folder, 'copy.db');
    await store.addOrganization('Acme');
    await store.json(['backup', '--to', copy]);
    chmodSync(store.path, 0o640);
    await store.addOrganization('Beta');
    assert.equal(modeOf(store.path), '640');
    await store.json(['restore', '--from', copy, '--force']);
    assert.equal(modeOf(store.path), '640', 'also when a copy takes its place');

    const demo = join(folder, 'demo');
    mkdirSync(demo, { mode: 0o755 });
    chmodSync(demo, 0o755);
    const server = await Server.start(store, { command: 'demo', args: ['--quiet', '--dir', demo] });
    t.after(() => server.stop());
    assert.equal(modeOf(demo), '755');
  });

  test('a link that leads to no file yet is followed', async () => {
    const folder = temporaryFolder();
    symlinkSync('elsewhere.db', join(folder, 'parley.db'));
    await new Store(join(folder, 'parley.db')).addOrganization('Acme');
    assert.equal(modeOf(join(folder, 'elsewhere.db')), '600');
  });

  test('a backup that fails leaves no file', async () => {
    const folder = temporaryFolder();
    const store = new Store(join(folder, 'parley.db'));
    await store.addOrganization('Acme');
    const bytes = readFileSync(store.path);
    writeFileSync(store.path, bytes.fill(0xff, 3 * 4096));
    const { status } = await store.run(['backup', '--to', join(folder, 'copy.db')]);
    assert.equal(status, 1);
    assert.deepEqual(readdirSync(folder), ['parley.db']);
  });
});
