// What a store answers in all dialects: every list there is, and everything that a list names.
import { Server } from './parley.mjs';

// Tokens for each dialect, of an organization that has an owner of that address.
export async function tokensOf(store, org, email) {
  const token = (api, ...more) => store.json(['token', 'add', '--org', String(org), '--api', api, ...more]);
  const pair = await token('vobiz');
  return {
    whats91: { authorization: `Bearer ${(await token('whats91')).token}` },
    kirim: { authorization: `Bearer ${(await token('kirim')).token}` },
    vobiz: { 'x-auth-id': pair.auth_id, 'x-auth-token': pair.auth_token },
    wapikit: { 'x-access-token': (await token('wapikit', '--user', email)).token },
  };
}

// Without the number of the request, and the hour that links to files hold.
const steady = (text) => text.replace(/"request_?[iI]d":"[^"]*"/, '').replaceAll(/\/parley\/v1\/media\/[\w-]+/g, '/media');

// By dialect and address: the status and the body, without the number that each request is given.
export async function answersOf(store, headers, numbers) {
  const server = await Server.start(store, { args: ['--kirim-reads', '1000000', '--wapikit-rates', '1000', '--public-url', 'https://parley.test'] });
  const answers = new Map();
  const ask = async (api, path) => {
    const { status, text } = await server.client.send('GET', path, { headers: headers[api] });
    answers.set(`${api} ${path}`, `${status} ${steady(text)}`);
    return status === 200 ? JSON.parse(text) : {};
  };
  try {
    await whats91(ask, numbers);
    await kirim(ask, numbers);
    await vobiz(ask);
    await wapikit(ask);
  } finally {
    await server.stop();
  }
  return answers;
}

// The first that differs, in words; nothing where none does.
export function difference(wanted, found) {
  for (const address of new Set([...wanted.keys(), ...found.keys()])) {
    const [a = 'nothing', b = 'nothing'] = [wanted.get(address), found.get(address)];
    if (a !== b) return `${address}\n  before: ${a}\n  now:    ${b}`;
  }
  return undefined;
}

async function whats91(ask, numbers) {
  const base = '/api/v2/reports/conversations';
  for (const { phone } of numbers) {
    const of = `senderId=${phone}`;
    await ask('whats91', `${base}/summary?${of}`);
    const { data } = await ask('whats91', `${base}?limit=200&${of}`);
    for (const { conversationId, contactPhone } of data?.conversations ?? []) {
      await ask('whats91', `${base}/${conversationId}?${of}`);
      await ask('whats91', `${base}/${conversationId}/messages?limit=200&${of}`);
      await ask('whats91', `${base}/by-mobile/${contactPhone}?${of}`);
    }
  }
}

async function kirim(ask, numbers) {
  for (const path of ['/me', '/accounts', '/labels?limit=50']) await ask('kirim', `/v1${path}`);
  for (const { phoneNumberId } of numbers) {
    const base = `/v1/${phoneNumberId}`;
    for (const things of ['conversations', 'contacts']) {
      const { data } = await ask('kirim', `${base}/${things}?limit=50`);
      for (const { id } of data ?? []) {
        await ask('kirim', `${base}/${things}/${id}`);
        if (things === 'conversations') await ask('kirim', `${base}/messages?conversation_id=${id}&limit=50`);
      }
    }
  }
}

async function vobiz(ask) {
  await ask('vobiz', '/api/v1/auth/me');
  for (const base of ['/v1/messaging', '/api/v1/messaging']) {
    for (const path of ['/channels/whatsapp', '/canned-responses']) await ask('vobiz', base + path);
    const { data } = await ask('vobiz', `${base}/conversations`);
    for (const { id } of data ?? []) await ask('vobiz', `${base}/conversations/${id}/messages`);
    const { items } = await ask('vobiz', `${base}/contacts?limit=50`);
    for (const { id } of items ?? []) await ask('vobiz', `${base}/contacts/${id}`);
  }
}

async function wapikit(ask) {
  const pages = '?page=1&per_page=50';
  for (const path of ['/user', '/organization/phone-numbers']) await ask('wapikit', `/api${path}`);
  for (const path of ['/organization', '/organization/members', '/organization/invites', '/organization/tags', '/rbac/roles', '/lists', '/messages',
    '/user/notifications']) await ask('wapikit', `/api${path}${pages}`);
  const { conversations } = await ask('wapikit', `/api/conversations${pages}`);
  for (const { uniqueId } of conversations ?? []) {
    await ask('wapikit', `/api/conversation/${uniqueId}`);
    await ask('wapikit', `/api/conversation/${uniqueId}/messages${pages}`);
  }
  const { contacts } = await ask('wapikit', `/api/contacts${pages}`);
  for (const { uniqueId } of contacts ?? []) await ask('wapikit', `/api/contacts/${uniqueId}`);
}
