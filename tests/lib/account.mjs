// The stand-in for the Graph API with a business account behind it: its templates, and what it is told of reading.
import { Graph } from './graph.mjs';

const already = { message: 'Invalid parameter', code: 100, error_subcode: 2388024,
  error_data: { details: 'There is already content in this language' } };

export class Account extends Graph {
  templates = []; // as Meta has them
  made = []; // bodies of those that were asked for
  marks = []; // read marks that were taken: {wamid, typing, phoneNumberId, token}
  asked = 0; // how often for templates
  perPage = 2;
  answerOther = () => ({}); // {status, error, wait, cut}: what becomes of anything that is no send
  #ids = 900_000_000_000;

  async take(request, reply, body) {
    const url = new URL(request.url, 'http://graph');
    const isOfTemplates = url.pathname.endsWith('/message_templates');
    const asked = body ? JSON.parse(body) : {};
    if (!isOfTemplates && asked.status !== 'read') return super.take(request, reply, body);
    const { status = 400, error, wait = 0, cut = false } =
      this.answerOther({ method: request.method, url, asked, token: request.headers.authorization }) ?? {};
    if (wait) await new Promise((done) => setTimeout(done, wait));
    if (isOfTemplates) this.asked += 1;
    if (cut) return request.socket.destroy();
    if (error) return this.#say(reply, { error }, status);
    if (!isOfTemplates) {
      this.marks.push({ wamid: asked.message_id, typing: asked.typing_indicator?.type === 'text',
        phoneNumberId: url.pathname.split('/')[2], token: request.headers.authorization });
      return this.#say(reply, { success: true });
    }
    if (request.method === 'POST') return this.#make(reply, asked);
    return this.#page(reply, url);
  }

  add(template) {
    this.templates.push({ id: String(++this.#ids), language: 'en_US', status: 'APPROVED', category: 'UTILITY',
      components: [{ type: 'BODY', text: 'Hello' }], ...template });
    return this.templates.at(-1);
  }
  marksOf(wamid) {
    return this.marks.filter((mark) => mark.wamid === wamid);
  }

  #make(reply, asked) {
    this.made.push(asked);
    const isThere = this.templates.some(({ name, language }) => name === asked.name && language === asked.language);
    if (isThere) return this.#say(reply, { error: already }, 400);
    const { id, status, category } = this.add({ ...asked, status: 'PENDING' });
    return this.#say(reply, { id, status, category });
  }
  #page(reply, url) {
    const from = Number(url.searchParams.get('after') ?? 0);
    const data = this.templates.slice(from, from + this.perPage);
    const after = String(from + data.length);
    const more = from + data.length < this.templates.length;
    return this.#say(reply, { data, paging: { cursors: { before: String(from), after }, ...(more && { next: `${this.url}/next` }) } });
  }
  #say(reply, body, status = 200) {
    reply.writeHead(status, { 'Content-Type': 'application/json' });
    reply.end(JSON.stringify(body));
  }
}
