// `parley simulate`: Meta's stand-in, with what a test asks of it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { number } from './meta.mjs';
import { launch, temporaryFolder, verifyToken } from './parley.mjs';
import { secret } from './wire.mjs';

export class Simulator {
  static async start(...args) {
    const simulator = new Simulator();
    simulator.command = launch(['simulate', '--listen', '127.0.0.1:0', '--json', '--app-secret', secret,
      '--verify-token', verifyToken, '--phone-number-id', number.phoneNumberId, '--phone', number.phone,
      '--waba', number.waba, '--access-token', 'EAAG-simulated', '--seed', '7', '--log-level', 'error', ...args]);
    while (!simulator.command.out.includes('\n')) {
      if (simulator.command.status !== undefined) throw new Error(simulator.command.err);
      await sleep(10);
    }
    const told = JSON.parse(simulator.command.out);
    simulator.url = told.url;
    simulator.accessToken = told.numbers[0].access_token;
    return simulator;
  }

  async ask(method, path, body, headers = {}) {
    const reply = await fetch(this.url + path, { method, body: body && JSON.stringify(body), headers });
    const text = await reply.text();
    return { status: reply.status, ...(text && JSON.parse(text)) };
  }
  // A call of the Graph API with the number's token.
  graph(method, path, body) {
    return this.ask(method, `/v23.0/${path}`, body, { Authorization: `Bearer ${this.accessToken}` });
  }
  send(to, text, more = {}) {
    return this.graph('POST', `${number.phoneNumberId}/messages`,
      { messaging_product: 'whatsapp', to, type: 'text', text: { body: text }, ...more });
  }
  // A file with an access token, as commands take it.
  tokenFile(token = this.accessToken) {
    const file = join(temporaryFolder(), 'token');
    writeFileSync(file, token, { mode: 0o600 });
    return file;
  }
  set(switches) {
    return this.ask('POST', '/simulator/switches', switches);
  }
  callBack(origin) {
    return this.ask('POST', '/simulator/callback', { url: `${origin}/webhooks/meta` });
  }
  counts() {
    return this.ask('GET', '/simulator/counts');
  }
  // What it took and what it refused, newest first.
  async messages(query = '') {
    return (await this.ask('GET', `/simulator/messages?limit=10000${query}`)).data;
  }
  // Until every webhook was taken, and no other comes for a while.
  async isQuiet(limit = 60_000) {
    for (const end = Date.now() + limit; Date.now() < end;) {
      const before = await this.counts();
      await sleep(300);
      const after = await this.counts();
      if (after.webhooks.waiting === 0 && JSON.stringify(before.messages) === JSON.stringify(after.messages)) return true;
    }
    return false;
  }
  stop() {
    this.command.kill('SIGTERM');
    return this.command.ended;
  }
}
