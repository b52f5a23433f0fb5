// Servers of PostgreSQL that a test starts, kills and builds anew, from Debian's packages; they listen on sockets in
// folders of their own. A PgBouncer before one of them.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { appendFileSync, chmodSync, chownSync, closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { psql, temporaryFolder } from './parley.mjs';

const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql').map(Number).sort((a, b) => a - b) : [];
const binaries = `/usr/lib/postgresql/${versions.at(-1)}/bin`;
const idOf = (user, kind) => Number(execFileSync('id', [kind, user], { encoding: 'utf8' }));

// PostgreSQL and PgBouncer do not run as root. They end with this process, however it ends.
const isRoot = process.getuid() === 0;
const owner = isRoot ? ['--reuid=postgres', '--regid=postgres', '--clear-groups'] : [];
const asOwner = (command, args) => ['setpriv', [...owner, '--pdeathsig=INT', command, ...args]];
function own(path) {
  if (isRoot) chownSync(path, idOf('postgres', '-u'), idOf('postgres', '-g'));
}
const runAsOwner = (name, args) =>
  execFileSync(...asOwner(join(binaries, name), args), { cwd: '/', stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });

const children = new Set();
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')));

function start(command, args, log) {
  const output = openSync(log, 'a');
  const child = spawn(...asOwner(command, args), { cwd: '/', stdio: ['ignore', output, output] });
  closeSync(output);
  children.add(child);
  child.ended = new Promise((done) => child.on('close', () => {
    children.delete(child);
    child.isOver = true;
    done();
  }));
  return child;
}

export async function until(is, what, limit = 30_000) {
  for (const start = Date.now(); ;) {
    const found = await is();
    if (found) return found;
    if (Date.now() - start > limit) throw new Error(`not within ${limit} ms: ${what}`);
    await sleep(20);
  }
}

export class Postgres {
  // `settings`: of its configuration, as `name = value` lines.
  static async start(settings = []) {
    const server = new Postgres();
    server.makeFolder();
    runAsOwner('initdb', ['-D', server.data, '-U', 'parley', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '-N', '-k']);
    // Processes are killed here, not machines.
    appendFileSync(join(server.data, 'postgresql.conf'),
      ['', "listen_addresses = ''", 'fsync = off', 'shared_buffers = 32MB', 'wal_keep_size = 256MB', 'log_min_messages = fatal',
        ...settings, ''].join('\n'));
    await server.startAgain();
    return server;
  }
  // A standby that follows `primary`.
  static async follow(primary) {
    const server = new Postgres();
    server.makeFolder();
    runAsOwner('pg_basebackup', ['-h', primary.folder, '-U', 'parley', '-D', server.data, '-X', 'stream', '-c', 'fast', '-R']);
    await server.startAgain();
    return server;
  }

  makeFolder() {
    this.folder = temporaryFolder();
    chmodSync(this.folder, 0o755);
    own(this.folder);
    this.data = join(this.folder, 'data');
  }
  address(database = 'postgres', user = 'parley') {
    return `postgres://${user}@/${database}?host=${this.folder}`;
  }
  sql(statement, database) {
    return psql(this.address(database), statement);
  }
  // The same, without holding up this process.
  sqlLater(statement, database) {
    return new Promise((done, failed) => execFile('psql', ['--quiet', '--no-psqlrc', this.address(database), '-c', statement],
      (error) => error ? failed(error) : done()));
  }
  makeDatabase(name) {
    this.sql(`CREATE DATABASE ${name} TEMPLATE template0`);
    return this.address(name);
  }
  get answers() {
    try {
      return this.sql('SELECT 1') === '1';
    } catch {
      return false;
    }
  }

  async startAgain() {
    // One that was killed leaves children behind, which end by themselves.
    await until(async () => {
      this.process = start(join(binaries, 'postgres'), ['-D', this.data, '-k', this.folder], join(this.folder, 'log'));
      await until(() => this.process.isOver || this.answers, 'a server that answers');
      return !this.process.isOver;
    }, 'a server that starts: ' + this.folder);
  }
  // 'SIGINT': at once and cleanly. 'SIGKILL': without a word.
  stop(signal = 'SIGINT') {
    this.process.kill(signal);
    return this.process.ended;
  }

  // Of a primary: commits wait for a standby from now on, which is there.
  async waitForStandby() {
    this.sql("ALTER SYSTEM SET synchronous_standby_names = '*'");
    this.sql('SELECT pg_reload_conf()');
    await until(() => this.sql("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync' AND state = 'streaming'") === '1',
      'a standby in step');
  }
  promote() {
    this.sql('SELECT pg_promote(false)');
  }
  // One that was a primary and is down becomes the standby of who took its place.
  async followAgain(primary) {
    primary.sql('CHECKPOINT'); // only from then on its files say that it is on a timeline of its own
    runAsOwner('pg_rewind', ['-D', this.data, '--source-server', `host=${primary.folder} user=parley dbname=postgres`, '-R']);
    await this.startAgain();
  }
  get log() {
    return readFileSync(join(this.folder, 'log'), 'utf8');
  }
}

// A PgBouncer in transaction mode, which gives each transaction to another one of its connections.
export class Pooler {
  static async start(server) {
    const pooler = new Pooler();
    pooler.folder = temporaryFolder();
    chmodSync(pooler.folder, 0o755);
    own(pooler.folder);
    const sockets = join(pooler.folder, 'sockets');
    mkdirSync(sockets);
    own(sockets);
    writeFileSync(join(pooler.folder, 'users'), '"parley" ""\n');
    writeFileSync(join(pooler.folder, 'ini'), `[databases]
* = host=${server.folder}
[pgbouncer]
listen_addr =
listen_port = 5432
unix_socket_dir = ${sockets}
auth_type = trust
auth_file = ${join(pooler.folder, 'users')}
admin_users = parley
pool_mode = transaction
server_round_robin = 1
default_pool_size = 6
max_client_conn = 500
server_login_retry = 1
`);
    pooler.sockets = sockets;
    await pooler.startAgain();
    return pooler;
  }
  async startAgain() {
    const program = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer'].find(existsSync) ?? 'pgbouncer';
    this.process = start(program, [join(this.folder, 'ini')], join(this.folder, 'log'));
    await until(() => this.answers, 'a pooler that answers');
  }
  address(database) {
    return `postgres://parley@/${database}?host=${this.sockets}`;
  }
  get answers() {
    try {
      return psql(this.address('postgres'), 'SELECT 1') === '1';
    } catch {
      return false;
    }
  }
  stop() {
    this.process.kill('SIGINT');
    return this.process.ended;
  }
}
