// HTTP as Meta and as API clients speak it to the server under test, over kept connections.
import { Agent, request } from 'node:http';
import { secret, signature, wireForm } from './wire.mjs';

export class Client {
  constructor(origin) {
    this.origin = new URL(origin);
    this.agent = new Agent({ keepAlive: true, maxSockets: 128 });
  }
  close() {
    this.agent.destroy();
  }

  // {status, headers, text}; `path` goes out as it is, without any encoding.
  send(method, path, { body, headers = {} } = {}) {
    return new Promise((done, failed) => {
      const { hostname, port } = this.origin;
      const call = request({ agent: this.agent, hostname, port, method, path, headers }, (reply) => {
        const parts = [];
        reply.on('data', (part) => parts.push(part));
        reply.on('error', failed);
        reply.on('end', () => {
          const bytes = Buffer.concat(parts);
          done({ status: reply.statusCode, headers: reply.headers, bytes, text: bytes.toString() });
        });
      });
      call.on('error', failed);
      call.setTimeout(30_000, () => call.destroy(new Error(`no answer to ${method} ${path} within 30 s`)));
      call.end(body);
    });
  }

  // Posts bytes as they are, signed as told: `signed` is the header's value, null for none.
  postBytes(body, { path = '/webhooks/meta', signed = signature(body) } = {}) {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
    if (signed !== null) headers['X-Hub-Signature-256'] = signed;
    return this.send('POST', path, { body, headers });
  }
  // Posts what Meta would: its wire form, signed over those bytes.
  post(payload, options = {}) {
    const body = wireForm(payload);
    return this.postBytes(body, { signed: signature(body, options.secret ?? secret), ...options });
  }

  get(path, token) {
    return this.send('GET', path, token ? { headers: { Authorization: `Bearer ${token}` } } : {});
  }
  // The answer to a call of the Whats91 API: {status, ...its JSON}.
  async whats91(path, token) {
    const { status, text } = await this.get(`/api/v2/reports/conversations${path}`, token);
    return { status, ...JSON.parse(text) };
  }
  async conversations(token, query = '') {
    const { status, data, error_code: code } = await this.whats91(query, token);
    if (status !== 200) throw new Error(`conversations${query}: ${status} ${code}`);
    return data.conversations;
  }
  // All messages of a conversation, page after page.
  async messages(token, number, query = '', limit = 200) {
    const all = [];
    for (let page = 1; ; ++page) {
      const { status, data, error_code: code } = await this.whats91(
        `/${number}/messages?page=${page}&limit=${limit}${query && '&' + query}`, token);
      if (status !== 200) throw new Error(`messages of ${number}, page ${page}: ${status} ${code}`);
      all.push(...data.messages);
      if (!data.pagination.hasMore) return all;
    }
  }
}
