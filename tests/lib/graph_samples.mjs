// Meta's Resumable Upload API, as far as sample files of templates go through it: a session for each, and its bytes in one
// piece, with the token under another name than everywhere else.
const appId = '667';

export class GraphSamples {
  files = []; // {type, length, and what came: bytes, handle, token}

  // True where the request is one of these.
  take({ method, url, headers }, reply, body) {
    const { pathname, search, searchParams: asked } = new URL(url, 'http://graph');
    const step = `${method} ${pathname.replace(/^\/v\d+\.\d+/, '')}`;
    const [scheme, token] = (headers.authorization ?? '').split(' ');
    const session = /^POST \/upload:(\d+)$/.exec(step);
    if (step === 'GET /app' && scheme === 'Bearer') this.#say(reply, { id: appId });
    else if (step === `POST /${appId}/uploads` && scheme === 'Bearer') {
      this.files.push({ type: asked.get('file_type'), length: Number(asked.get('file_length')) });
      this.#say(reply, { id: `upload:${this.files.length - 1}?sig=AR` });
    } else if (session) {
      const file = this.files[Number(session[1])];
      const fits = file?.length === body.length && headers.file_offset === '0' && scheme === 'OAuth' && search === '?sig=AR';
      if (fits) Object.assign(file, { bytes: body, token, handle: `4::sample/${session[1]}==` });
      this.#say(reply, fits ? { h: file.handle } : { error: { message: 'Invalid upload', code: 100 } }, fits ? 200 : 400);
    } else return false;
    return true;
  }

  #say(reply, body, status = 200) {
    reply.writeHead(status, { 'Content-Type': 'application/json' });
    reply.end(JSON.stringify(body));
  }
}
