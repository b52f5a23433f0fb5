// The real binary: its commands, its server, its files. Nothing here knows what an answer should be.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from './client.mjs';
import { secret } from './wire.mjs';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const binary = resolve(root, process.env.PARLEY_BIN || 'build/parley');
if (!existsSync(binary)) throw new Error(`there is no ${binary}: 'make build' builds it, PARLEY_BIN names another`);
export const verifyToken = 'verify-me';

// The PostgreSQL that stores are made in; none: stores are files of SQLite.
const postgres = process.env.PARLEY_TEST_POSTGRES;
export const engine = postgres ? 'postgres' : 'sqlite';
let databases = 0;

export const psql = (address, statement) =>
  execFileSync('psql', ['--quiet', '--no-psqlrc', '--tuples-only', '--no-align', address, '-c', statement],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();

function freshDatabase() {
  const name = `e2e_${process.pid}_${++databases}`;
  psql(postgres, `CREATE DATABASE ${name} TEMPLATE template0`);
  return postgres.replace(/^(postgres:\/\/[^/]*\/)[^?]*/, `$1${name}`);
}

// Only what the test names: a variable of the caller's own must not decide anything.
function environment(more) {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('PARLEY_'));
  return { ...Object.fromEntries(kept), ...more };
}

const folders = new Set();
process.on('exit', () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'parley-test-'));
  folders.add(folder);
  return folder;
}

export function removeFolder(folder) {
  rmSync(folder, { recursive: true, force: true });
  folders.delete(folder);
}

// Runs a command to its end, which has to come within `limit`: {status, out, err}.
export function run(args, { input, env = {}, limit = 60_000 } = {}) {
  return new Promise((done, failed) => {
    const child = spawn(binary, args, { env: environment(env), stdio: ['pipe', 'pipe', 'pipe'], timeout: limit });
    let out = '', err = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (err += text));
    child.stdin.on('error', () => {}); // it may end before it has read all
    child.stdin.end(input ?? '');
    child.on('error', failed);
    child.on('close', (status, signal) => done({ status: status ?? signal, out, err }));
  });
}

const launched = new Set();
process.on('exit', () => launched.forEach((child) => child.kill('SIGKILL')));

// A command that is left to itself: its words so far, how it ended, and how to end it.
export function launch(args, { env = {} } = {}) {
  const child = spawn(binary, args, { env: environment(env), stdio: ['ignore', 'pipe', 'pipe'] });
  const command = { out: '', err: '', kill: (signal) => child.kill(signal) };
  child.stdout.setEncoding('utf8').on('data', (text) => (command.out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (command.err += text));
  command.ended = new Promise((done) =>
    child.on('close', (status, signal) => {
      launched.delete(child);
      done((command.status = status ?? signal));
    }));
  launched.add(child);
  return command;
}

// A store with the commands that set it up: a path to a file that may exist or not, or else a fresh one of the engine
// that the tests run on; `address`: that of a database.
export class Store {
  constructor(path, address) {
    this.path = path ?? join(temporaryFolder(), 'parley.db');
    const isDatabase = address !== undefined || (postgres && path === undefined);
    this.name = address ?? (isDatabase ? freshDatabase() : `sqlite:${this.path}`);
    // Beside a file by itself.
    this.env = isDatabase ? { PARLEY_KEY_FILE: `${this.path}.key`, PARLEY_MEDIA: `${this.path}.media` } : {};
  }
  run(args, { env = {}, ...options } = {}) {
    return run([...args, '--store', this.name], { env: { ...this.env, ...env }, ...options });
  }
  // Asks a PostgreSQL store itself.
  sql(statement) {
    return psql(this.name, statement);
  }
  // Where its files are.
  get media() {
    return `${this.path}.media`;
  }
  // What a command prints with --json; throws where it fails.
  async json(args, options) {
    const { status, out, err } = await this.run([...args, '--json'], options);
    if (status !== 0) throw new Error(`parley ${args.join(' ')} ended with ${status}: ${err}`);
    return JSON.parse(out);
  }
  // What the doctor finds, but for the durability of the tests' PostgreSQL, which has none.
  async doctor(...args) {
    const { out } = await this.run(['doctor', '--json', ...args]);
    return JSON.parse(out).filter(({ check }) => engine === 'sqlite' || check !== 'durability');
  }
  addOrganization(name) {
    return this.json(['org', 'add', name]);
  }
  addSender({ org, phoneNumberId, phone, waba = '102290129340398' }) {
    return this.json(['sender', 'add', '--org', String(org), '--phone-number-id', phoneNumberId, '--phone', phone,
      '--waba', waba]);
  }
  async addToken(org, ...more) {
    const { token } = await this.json(['token', 'add', '--org', String(org), '--api', 'whats91', ...more]);
    return token;
  }
  // Takes bodies by the way of the endpoint, without a server.
  ingest(bodies) {
    return this.json(['ingest', '-'], { input: bodies.map((body) => body + '\n').join('') });
  }
}

const servers = new Set();
process.on('exit', () => servers.forEach((server) => server.process.kill('SIGKILL')));

export class Server {
  static async start(store, { args = [], env = {}, command = 'serve' } = {}) {
    const server = new Server();
    server.store = store;
    server.process = spawn(
      binary,
      [command, '--store', store.name, '--listen', '127.0.0.1:0', '--log-level', 'warn', ...args],
      {
        env: environment({ PARLEY_META_APP_SECRET: secret, PARLEY_META_VERIFY_TOKEN: verifyToken, ...store.env, ...env }),
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    servers.add(server);
    server.log = '';
    server.process.stderr.setEncoding('utf8').on('data', (text) => (server.log += text));
    server.ended = new Promise((done) =>
      server.process.on('close', (status, signal) => {
        servers.delete(server);
        server.status = status ?? signal;
        done(server.status);
      }));
    server.origin = await server.announced();
    server.client = new Client(server.origin);
    return server;
  }

  announced() {
    return new Promise((done, failed) => {
      let out = '';
      this.process.stdout.setEncoding('utf8').on('data', (text) => {
        out += text;
        const found = /^listening on (http:\/\/127\.0\.0\.1:\d+)$/m.exec(out);
        if (found) done(found[1]);
      });
      this.process.on('error', failed);
      this.ended.then((status) => failed(new Error(`the server ended with ${status}: ${this.log}`)));
    });
  }

  get port() {
    return Number(new URL(this.origin).port);
  }
  get isRunning() {
    return this.status === undefined;
  }
  // Asks it to end, and waits; its exit status.
  stop() {
    this.client.close();
    this.process.kill('SIGTERM');
    return this.ended;
  }
  kill9() {
    this.client.close();
    this.process.kill('SIGKILL');
    return this.ended;
  }
}

// What most tests stand on: one organization with one number and a token, served.
export class Site {
  static async start({ phoneNumberId = '106540352242922', phone = '15550783881', store = new Store(), ...options } = {}) {
    const site = new Site();
    site.store = store;
    site.organization = await site.store.addOrganization('Acme');
    site.sender = await site.store.addSender({ org: site.organization.id, phoneNumberId, phone });
    site.token = await site.store.addToken(site.organization.id);
    site.server = await Server.start(site.store, options);
    return site;
  }
  get client() {
    return this.server.client;
  }
  stop() {
    return this.server.stop();
  }
}
