// A Parley that sends through the simulator, clients who ask again until they are answered, and what both sides must agree on.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { number } from './meta.mjs';
import { Server, Store } from './parley.mjs';

const settled = new Set(['delivered', 'read', 'failed']);

export class Sending {
  static async start(simulator, { servers = 1, ...options } = {}) {
    const sending = new Sending();
    sending.simulator = simulator;
    sending.store = new Store();
    sending.options = { args: ['--graph-url', simulator.url, '--sends-per-second', '100000'], ...options };
    const { id } = await sending.store.addOrganization('Acme');
    sending.organization = id;
    await sending.store.json(['sender', 'add', '--org', String(id), '--phone-number-id', number.phoneNumberId,
      '--phone', number.phone, '--waba', number.waba, '--access-token-file', simulator.tokenFile()]);
    sending.token = await sending.store.addToken(id);
    sending.servers = [];
    for (let i = 0; i < servers; ++i) sending.servers.push(await Server.start(sending.store, sending.options));
    await simulator.callBack(sending.servers[0].origin);
    return sending;
  }

  // Ends one like a power cut, and starts another in its place.
  async kill(i = 0) {
    await this.servers[i].kill9();
    this.servers[i] = await Server.start(this.store, this.options);
    if (i === 0) await this.simulator.callBack(this.servers[0].origin);
  }

  async chat(to, text, { key, i = 0 } = {}) {
    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${this.token}`,
      ...(key && { 'Idempotency-Key': key }) };
    const reply = await this.servers[i].client.send('POST', '/api/v2/chat', { body: JSON.stringify({ to, text }), headers });
    return { status: reply.status, ...JSON.parse(reply.text) };
  }
  // Asks again under one key until it is answered: what any client does whose server goes away.
  async chatSurely(to, text, options = {}) {
    for (;;) {
      const answered = await this.chat(to, text, { key: text, ...options }).catch(() => undefined);
      if (answered && answered.status < 500) return answered;
      await sleep(20);
    }
  }

  // All messages that we sent, of all conversations.
  async sent() {
    const { client } = this.servers[0];
    const all = [];
    for (let page = 1; ; ++page) {
      const rows = await client.conversations(this.token, `?limit=200&page=${page}`);
      for (const { conversationId } of rows)
        all.push(...(await client.messages(this.token, conversationId)).filter(({ direction }) => direction === 'outbound'));
      if (rows.length < 200) return all;
    }
  }
  async metric(name) {
    const { text } = await this.servers[0].client.get('/metrics');
    return Number(new RegExp(`^${name}(?:{[^}]*})? ([0-9.e+-]+)$`, 'm').exec(text)?.[1]);
  }
  // Until nothing waits to be sent or is being sent, and all that Meta tells of it has come.
  async isQuiet(limit = 90_000) {
    for (const end = Date.now() + limit; Date.now() < end; await sleep(100)) {
      if (await this.metric('parley_outbox_waiting') === 0 && await this.simulator.isQuiet(end - Date.now())) return true;
    }
    return false;
  }

  // What was asked for is there once; what is there is at Meta at most once; what is at Meta has ended as Meta tells.
  async check(texts, { mayBeUnknown = () => false } = {}) {
    const [counts, sent] = [await this.simulator.counts(), await this.sent()];
    assert.equal(counts.callback_data.taken_again, 0, `sent twice: ${JSON.stringify(counts.callback_data)}`);
    assert.equal(counts.callback_data.left_out, 0);
    const byText = new Map(sent.map((message) => [message.messageContent, message]));
    assert.equal(byText.size, sent.length, 'a text is there twice');
    for (const text of texts) assert.ok(byText.has(text), `${text} was answered and is not there`);
    const ended = sent.filter(({ status }) => settled.has(status));
    const accepted = sent.filter(({ messageId }) => messageId.startsWith('wamid.'));
    assert.equal(accepted.length, counts.callback_data.different, 'not as many accepted here as there');
    assert.equal(new Set(accepted.map(({ messageId }) => messageId)).size, accepted.length, 'a wamid is there twice');
    const wrong = sent.filter((one) => !settled.has(one.status) && !mayBeUnknown(one));
    assert.deepEqual(wrong.slice(0, 3).map(({ messageContent, status }) => [messageContent, status]), []);
    const taken = (await this.simulator.messages()).filter(({ wamid, type }) => wamid && type === 'text');
    for (const { wamid, object } of taken) {
      const message = byText.get(object.body);
      assert.equal(message?.messageId, wamid, object.body);
      assert.ok(settled.has(message.status), `${object.body} is ${message.status}`);
    }
    return { sent: sent.length, accepted: accepted.length, ended: ended.length };
  }

  async stop() {
    for (const server of this.servers) await server.stop();
  }
}
