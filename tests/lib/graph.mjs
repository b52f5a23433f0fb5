// A stand-in for Meta's Graph API: remembers every message that reached it, and answers as it is told.
import { createServer } from 'node:http';
import { GraphMedia } from './graph_media.mjs';
import { GraphSamples } from './graph_samples.mjs';

export class Graph {
  static start() {
    return new Promise((done) => {
      const graph = new this();
      graph.server = createServer((request, reply) => {
        const parts = [];
        request.on('data', (part) => parts.push(part));
        request.on('end', async () => {
          const body = Buffer.concat(parts);
          const told = await graph.other(request, body);
          if (told) return graph.tell(reply, told.status ?? 200, told.body);
          if (graph.managed(request, reply, body)) return;
          if (graph.samples.take(request, reply, body)) return;
          if (!(await graph.media.take(request, reply, body))) await graph.take(request, reply, body.toString());
        });
      });
      graph.server.listen(0, '127.0.0.1', () => {
        graph.url = `http://127.0.0.1:${graph.server.address().port}`;
        graph.media = new GraphMedia(graph.url);
        graph.samples = new GraphSamples();
        done(graph);
      });
    });
  }

  sends = []; // {wamid, tag, to, text, token, path}
  calls = []; // {method, path, asked, token}: those that are no sends
  manage = () => undefined; // {status, body}: the answer to such a call
  busy = new Map();
  answer = () => ({}); // {status, error, wait, cut}: what becomes of a send, by what it is

  // Management: numbers, templates. Whether the test answers such a call.
  managed(request, reply, body) {
    if (request.method === 'POST' && request.url.endsWith('/messages')) return false;
    const isJson = /json/.test(request.headers['content-type'] ?? '');
    const call = { method: request.method, path: request.url, token: request.headers.authorization,
      asked: isJson && body.length > 0 ? JSON.parse(body) : undefined };
    const managed = this.manage(call);
    if (!managed) return false;
    this.calls.push(call);
    this.tell(reply, managed.status ?? 200, managed.body);
    return true;
  }
  tell(reply, status, body) {
    reply.writeHead(status, { 'Content-Type': 'application/json' });
    reply.end(JSON.stringify(body));
  }

  // What a test answers before anything else does: {status, body}, or nothing.
  other = () => undefined;

  async take(request, reply, body) {
    if (request.method !== 'POST' || !request.url.endsWith('/messages'))
      return this.tell(reply, 400, { error: { message: 'Unsupported request', type: 'GraphMethodException', code: 100, error_subcode: 33 } });
    const asked = JSON.parse(body);
    const text = asked.text?.body ?? '';
    const send = {
      wamid: `wamid.graph${this.sends.length + 1}.${text}`, tag: asked.biz_opaque_callback_data, to: asked.to, text,
      token: request.headers.authorization, path: request.url, asked,
    };
    const { status = 200, error, wait = 0, cut = false } = this.answer(send, this.sends.length) ?? {};
    if (!error) this.sends.push(send);
    const now = (this.busy.get(asked.to) ?? 0) + 1;
    this.busy.set(asked.to, now);
    if (now > 1) this.overlapped = true;
    if (wait) await new Promise((done) => setTimeout(done, wait));
    this.busy.set(asked.to, this.busy.get(asked.to) - 1);
    if (cut) return request.socket.destroy();
    reply.writeHead(status, { 'Content-Type': 'application/json' });
    reply.end(JSON.stringify(error ? { error } : {
      messaging_product: 'whatsapp', contacts: [{ input: asked.to, wa_id: String(asked.to).replace(/\D/g, '') }],
      messages: [{ id: send.wamid }],
    }));
  }

  of(text) {
    return this.sends.filter((send) => send.text === text);
  }
  stop() {
    this.server.closeAllConnections?.();
    this.server.close();
  }
}
