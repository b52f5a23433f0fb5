// A stand-in for the whole of Meta's Graph API, as far as clients call it: remembers every call, answers as Meta does, and
// refuses what does not carry the token it knows.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

const error = (code, message, status = 400, more = {}) =>
  ({ status, body: { error: { message: `(#${code}) ${message}`, type: 'OAuthException', code, fbtrace_id: 'AofTheStandIn', ...more } } });
export const noObject = (id) => ({ status: 400, body: { error: {
  message: `Unsupported get request. Object with ID '${id}' does not exist`, type: 'GraphMethodException', code: 100,
  error_subcode: 33, fbtrace_id: 'AofTheStandIn' } } });
const success = { body: { success: true } };

export class GraphApi {
  static start({ phoneNumberId, waba, token }) {
    return new Promise((done) => {
      const graph = Object.assign(new GraphApi(), { phoneNumberId, waba, token, numbers: [phoneNumberId] });
      graph.server = createServer((request, reply) => {
        const parts = [];
        request.on('data', (part) => parts.push(part));
        request.on('end', () => graph.take(request, reply, Buffer.concat(parts)));
      });
      graph.server.listen(0, '127.0.0.1', () => {
        graph.url = `http://127.0.0.1:${graph.server.address().port}`;
        done(graph);
      });
    });
  }

  calls = []; // {method, path, query, type, body, json}: behind the version
  sends = []; // what was asked to be sent, with the wamid it got
  files = new Map(); // id → {bytes, type, number}
  templates = Array.from({ length: 130 }, (_, i) => ({ id: `7000${i}`, name: `template_${i}`, status: 'APPROVED', language: 'en_US' }));
  flow = { id: '900100', name: 'book', status: 'DRAFT', validation_errors: [] };
  limited = new Set(); // ids of which Meta says that too much was asked
  refuse = () => null; // (body of a send) → [code, message, status] where it is not taken

  async take(request, reply, bytes) {
    const url = new URL(request.url, 'http://graph');
    const call = {
      method: request.method, path: url.pathname.replace(/^\/v23\.0/, ''), query: url.searchParams, type: request.headers['content-type'],
      body: bytes, json: undefined,
    };
    try {
      call.json = JSON.parse(bytes.toString());
    } catch {
      // a form, or nothing
    }
    this.calls.push(call);
    const isKnown = request.headers.authorization === `Bearer ${this.token}`;
    const { status = 200, body, raw, type = 'application/json; charset=UTF-8' } = isKnown ? await this.answer(call)
      : error(190, 'Invalid OAuth access token', 401);
    reply.writeHead(status, { 'Content-Type': type });
    reply.end(raw ?? JSON.stringify(body));
  }

  answer(call) {
    const [, id, edge, rest] = call.path.split('/');
    if (this.limited.has(id)) return error(4, 'Application request limit reached');
    if (this.numbers.includes(id)) return this.answerNumber(call, edge, id);
    if (id === this.waba) return this.answerAccount(call, edge, rest);
    if (id === this.flow.id) return this.answerFlow(call, edge);
    if (id === 'files') return { raw: this.files.get(edge).bytes, type: this.files.get(edge).type };
    return this.answerFile(call, id);
  }

  answerNumber({ method, json, body, type, query }, edge, id) {
    if (edge === 'messages') return json.status === 'read' ? success : this.send(json);
    if (edge === 'media') return this.upload(body, type, id);
    if (edge === undefined) return method === 'POST' ? success : { body: { id, verified_name: 'Acme', asked: query.get('fields') } };
    if (edge === 'whatsapp_business_profile' && method === 'GET')
      return { body: { data: [{ about: 'We sell', messaging_product: 'whatsapp' }] } };
    if (edge === 'settings' && method === 'GET') return { body: { calling: { status: 'ENABLED' } } };
    if (edge === 'calls') return { body: { messaging_product: 'whatsapp', success: true, calls: json.action === 'connect' ? [{ id: 'wacid.new' }] : undefined } };
    if (edge === 'call_permissions')
      return { body: { messaging_product: 'whatsapp', permission: { status: 'temporary' }, actions: [], asked: query.get('user_wa_id') } };
    if (edge === 'block_users' && method === 'GET') return { body: { data: [], paging: {} } };
    return success;
  }

  send(asked) {
    const refused = this.refuse(asked);
    if (refused) return error(refused[0], refused[1], refused[2], { error_data: { messaging_product: 'whatsapp', details: 'As the stand-in was told' } });
    const wamid = `wamid.api${this.sends.length + 1}/+=`;
    this.sends.push({ wamid, asked });
    const who = asked.to ? { input: asked.to, wa_id: String(asked.to).replace(/\D/g, '') } : { input: asked.recipient, user_id: asked.recipient };
    const more = asked.type === 'template' ? { message_status: 'accepted' } : {};
    return { body: { messaging_product: 'whatsapp', contacts: [who], messages: [{ id: wamid, ...more }] } };
  }

  upload(body, type, number) {
    const id = `55500${this.files.size + 1}`;
    const boundary = /boundary=(.+)$/.exec(type)[1];
    const form = body.toString('latin1').split(`--${boundary}`);
    const file = form.find((part) => part.includes('name="file"'));
    const bytes = Buffer.from(file.slice(file.indexOf('\r\n\r\n') + 4, -2), 'latin1');
    const said = /Content-Type: (.+)\r\n/.exec(file)[1];
    this.files.set(id, { bytes, type: said, number });
    return { body: { id } };
  }

  answerFile({ method, query }, id) {
    const file = this.files.get(id);
    const of = file?.number ?? this.phoneNumberId;
    if (!file || (query.get('phone_number_id') ?? of) !== of) return noObject(id);
    if (method === 'DELETE') return this.files.delete(id) && success;
    return { body: { messaging_product: 'whatsapp', url: `${this.url}/files/${id}`, mime_type: file.type, sha256: createHash('sha256').update(file.bytes).digest('hex'),
      file_size: String(file.bytes.length), id } };
  }

  answerAccount({ method, path, query, json }, edge) {
    if (edge === undefined) return { body: { id: this.waba, name: 'Acme Business' } };
    if (edge === 'phone_numbers') return { body: { data: [{ id: this.phoneNumberId, verified_name: 'Acme' }], paging: {} } };
    if (edge === 'message_templates' && method === 'GET') {
      const limit = Number(query.get('limit') ?? 25), from = Number(query.get('after') ?? 0);
      const data = this.templates.filter(({ name }) => !query.get('name') || name === query.get('name')).slice(from, from + limit);
      const more = from + limit < this.templates.length;
      const link = `https://graph.facebook.com/v23.0${path}?access_token=${this.token}&pretty=0&limit=${limit}`;
      return { body: { data, paging: { cursors: { before: String(from), ...(more && { after: String(from + limit) }) },
        ...(more && { next: `${link}&after=${from + limit}` }), ...(from > 0 && { previous: `${link}&before=${from}` }) } } };
    }
    if (edge === 'message_templates' && method === 'POST') return { body: { id: '70999', status: 'PENDING', category: json.category } };
    if (edge === 'subscribed_apps' && method === 'GET') return { body: { data: [{ whatsapp_business_api_data: { id: '1', name: 'Parley' } }] } };
    if (edge === 'flows' && method === 'GET') return { body: { data: [this.flow], paging: {} } };
    if (edge === 'flows') return { body: { id: this.flow.id, success: true, validation_errors: [] } };
    return success;
  }

  answerFlow({ method, query }, edge) {
    if (edge !== undefined || method !== 'GET') return { body: { success: true, validation_errors: [] } };
    const fields = query.get('fields') ?? 'name';
    if (fields === 'whatsapp_business_account') return { body: { id: this.flow.id, whatsapp_business_account: { id: this.waba } } };
    if (fields.startsWith('preview')) return { body: { id: this.flow.id, preview: { preview_url: 'https://meta.test/p', expires_at: '2030' } } };
    return { body: this.flow };
  }

  stop() {
    this.server.closeAllConnections?.();
    this.server.close();
  }
}
