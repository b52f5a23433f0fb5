// The part of the Graph API that files pass through: ids, links that die, bytes. Behaves as Meta does unless a file is told
// to lie, to fail or to take its time.
import { createHash } from 'node:crypto';

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const noSuchObject = (id) => ({
  error: {
    message: `Unsupported get request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`,
    type: 'GraphMethodException', code: 100, error_subcode: 33,
  },
});

export class GraphMedia {
  files = new Map(); // id → {bytes, mime, size, sha256, url, and what it is told: lies, refuses, pause, cut}
  asked = []; // ids of GET /{id}
  fetched = []; // ids whose bytes were asked for
  uploads = []; // {id, path, token, mime, filename, bytes}
  count = 0;
  good = () => true; // whether a token is

  constructor(origin) {
    this.origin = origin;
  }

  // `size`: of bytes that are made as they go, where there are no `bytes`.
  put(bytes, { mime = 'image/jpeg', size, id = `9${String(++this.count).padStart(15, '0')}`, ...told } = {}) {
    this.files.set(id, { bytes, mime, size: size ?? bytes.length, sha256: bytes ? sha256(bytes) : sha256OfMade(size), ...told });
    return id;
  }
  forget(id) {
    this.files.delete(id);
  }

  // True where the request is one about files.
  async take(request, reply, body) {
    const { pathname } = new URL(request.url, this.origin);
    const upload = /^\/v\d+\.\d+\/(\d+)\/media$/.exec(pathname);
    const info = /^\/v\d+\.\d+\/(\d+)$/.exec(pathname);
    const file = /^\/files\/(\d+)$/.exec(pathname);
    if (request.method === 'POST' && upload) await this.upload(request, reply, body);
    else if (request.method === 'GET' && info) await this.info(request, reply, info[1]);
    else if (request.method === 'GET' && file) await this.bytes(request, reply, file[1]);
    else return false;
    return true;
  }

  answer(reply, status, value) {
    reply.writeHead(status, { 'Content-Type': 'application/json' });
    reply.end(JSON.stringify(value));
  }
  refuses(request, reply) {
    if (this.good(request.headers.authorization)) return false;
    this.answer(reply, 401, { error: { message: 'Error validating access token: Session has expired', type: 'OAuthException', code: 190 } });
    return true;
  }

  async info(request, reply, id) {
    this.asked.push(id);
    if (this.refuses(request, reply)) return;
    const file = this.files.get(id);
    if (!file) return this.answer(reply, 400, noSuchObject(id));
    this.answer(reply, 200, {
      messaging_product: 'whatsapp', url: `${this.origin}/files/${id}?ext=${Date.now()}`, mime_type: file.mime,
      sha256: file.lies === 'hash' ? sha256('another') : file.sha256, file_size: String(file.lies === 'size' ? file.size + 1 : file.size), id,
    });
  }

  async bytes(request, reply, id) {
    this.fetched.push(id);
    if (this.refuses(request, reply)) return;
    const file = this.files.get(id);
    if (!file || file.refuses) {
      reply.writeHead(404, { 'Content-Type': 'text/html' });
      return reply.end('<html>URL signature expired</html>');
    }
    reply.writeHead(200, { 'Content-Type': file.mime, 'Content-Length': file.size });
    for (const piece of file.bytes ? pieces(file.bytes) : made(file.size)) {
      if (reply.destroyed) return;
      if (!reply.write(piece)) await once(reply, ['drain', 'close']);
      if (file.pause) await new Promise((done) => setTimeout(done, file.pause));
      if (file.cut) return request.socket.destroy();
    }
    reply.end();
  }

  async upload(request, reply, body) {
    if (this.refuses(request, reply)) return;
    const boundary = /boundary=(.+)$/.exec(request.headers['content-type'])[1];
    const text = body.toString('latin1');
    const parts = text.split(`--${boundary}`).slice(1, -1).map((part) => {
      const [head, ...rest] = part.slice(2, -2).split('\r\n\r\n');
      return { name: /name="([^"]*)"/.exec(head)[1], filename: /filename="([^"]*)"/.exec(head)?.[1], value: rest.join('\r\n\r\n') };
    });
    const of = (name) => parts.find((part) => part.name === name);
    const bytes = Buffer.from(of('file').value, 'latin1');
    const id = this.put(bytes, { mime: of('type').value });
    this.uploads.push({ id, path: request.url, token: request.headers.authorization, mime: of('type').value, filename: of('file').filename, bytes });
    this.answer(reply, 200, { id });
  }
}

function once(emitter, names) {
  return new Promise((done) => {
    const end = () => {
      for (const name of names) emitter.off(name, end);
      done();
    };
    for (const name of names) emitter.on(name, end);
  });
}
function* pieces(bytes) {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}
function* made(size) {
  const piece = Buffer.alloc(65_536);
  for (let at = 0; at < size; at += piece.length) {
    piece.writeUInt32LE(at, 0);
    yield Buffer.from(piece.subarray(0, Math.min(piece.length, size - at)));
  }
}
function sha256OfMade(size) {
  const hash = createHash('sha256');
  for (const piece of made(size)) hash.update(piece);
  return hash.digest('hex');
}
