// One set of deliveries told in several ways, and what each store answers then.
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chance } from './chance.mjs';
import { bodiesOf, numbers, randomItems } from './deliveries.mjs';
import { Server, Store, temporaryFolder } from './parley.mjs';
import { wireForm } from './wire.mjs';

const folder = temporaryFolder();
let made = 0;

// Stores that are made once and copied: with both numbers, and with one number yet to be added.
let templates;
async function prepare() {
  const ready = new Store(join(folder, 'ready.db'));
  const { id } = await ready.addOrganization('Acme');
  const token = await ready.addToken(id);
  await ready.addSender({ org: id, ...numbers[0] });
  copyFileSync(ready.path, join(folder, 'late.db'));
  await ready.addSender({ org: id, ...numbers[1] });
  return { token, organization: id, ready: ready.path, late: join(folder, 'late.db') };
}

const feed = (store, bodies) => store.ingest(bodies.map(wireForm));

// Ways to tell a set. Each gives a store that has been told all of it.
const ways = {
  async 'in order, one by one'({ ready }, items) {
    const store = copyOf(ready);
    await feed(store, bodiesOf(items));
    return store;
  },
  async 'backwards'({ ready }, items) {
    const store = copyOf(ready);
    await feed(store, bodiesOf([...items].reverse()));
    return store;
  },
  async 'shuffled, in batches, with repeats'({ ready }, items, dice) {
    const store = copyOf(ready);
    await feed(store, bodiesOf(dice.shuffled([...items, ...items.filter(() => dice.maybe(40))]), dice));
    return store;
  },
  async 'shuffled, by two processes'({ ready }, items, dice) {
    const store = copyOf(ready);
    const shuffled = dice.shuffled(items);
    const half = dice.below(items.length + 1);
    await feed(store, bodiesOf(shuffled.slice(0, half), dice));
    await feed(store, bodiesOf(shuffled.slice(half)));
    return store;
  },
  async 'shuffled, with a number that comes late'({ late, organization }, items, dice) {
    const store = copyOf(late);
    const shuffled = dice.shuffled(items);
    const half = dice.below(items.length + 1);
    await feed(store, bodiesOf(shuffled.slice(0, half), dice));
    await store.addSender({ org: organization, ...numbers[1] });
    await feed(store, bodiesOf(shuffled.slice(half), dice));
    return store;
  },
  async 'in batches, then replayed'({ ready }, items, dice) {
    const store = copyOf(ready);
    await feed(store, bodiesOf(dice.shuffled(items), dice));
    await store.json(['deliveries', '--replay']);
    return store;
  },
  async 'posted, many at once'({ ready }, items, dice) {
    const store = copyOf(ready);
    const server = await Server.start(store);
    const replies = await Promise.all(bodiesOf(dice.shuffled(items), dice).map((body) => server.client.post(body)));
    await server.stop();
    if (replies.some(({ status }) => status !== 200)) throw new Error('a delivery was refused');
    return store;
  },
};
export const wayNames = Object.keys(ways);

function copyOf(template) {
  const path = join(folder, `${++made}.db`);
  copyFileSync(template, path);
  return new Store(path);
}

const lists = [
  '', '?sortOrder=ASC', '?limit=3&page=1', '?limit=3&page=2', '?limit=3&page=3', '?sortBy=updated_at', '?sortBy=created_at',
  '?sortBy=total_messages&sortOrder=ASC', '?sortBy=unread_count', '?unreadOnly=true', '?lastDirection=inbound',
  '?lastDirection=outbound', '?search=ann', '?search=hi', '?mobileNumber=16505551234', '?dateFrom=2026-05-28',
  '?dateTo=2026-05-27', '/summary', '/summary?unreadOnly=true', '/by-mobile/919343841961', '/by-mobile/551187654321',
];
const views = [
  '', '?sortOrder=ASC&limit=200', '?limit=3&page=1', '?limit=3&page=2', '?limit=3&page=9', '?sortBy=updated_at', '?sortBy=created_at',
  '?direction=inbound', '?direction=outbound', '?status=failed', '?status=read', '?messageType=text', '?messageType=image',
  '?messageType=unknown', '?search=hi', '?search=edited',
];

// Every answer about the store, by its address.
async function answersOf(store, token) {
  const server = await Server.start(store);
  const answers = new Map();
  const ask = async (path) => {
    const { status, text } = await server.client.get(`/api/v2/reports/conversations${path}`, token);
    // What differs by the server that tells it, and by the hour.
    const told = text.replace(/"requestId":"[0-9a-f-]{36}"/, '').replace(/http:\/\/[^"]*\/parley\/v1\/media\/[\w-]+/g, 'file');
    answers.set(path, `${status} ${told}`);
    return text;
  };
  try {
    for (const { phone } of numbers) {
      const sender = `senderId=${phone}`;
      for (const list of lists) await ask(list + (list.includes('?') ? '&' : '?') + sender);
      for (let page = 1; ; ++page) {
        const { data } = JSON.parse(await ask(`?limit=100&page=${page}&${sender}`));
        for (const { conversationId } of data.conversations) {
          await ask(`/${conversationId}?${sender}`);
          for (const view of views) await ask(`/${conversationId}/messages${view}${view ? '&' : '?'}${sender}`);
        }
        if (!data.pagination.hasMore) break;
      }
    }
  } finally {
    await server.stop();
    for (const suffix of ['', '-wal', '-shm']) rmSync(store.path + suffix, { force: true });
  }
  return answers;
}

const answersAfter = async (way, items, seed) =>
  answersOf(await ways[way](templates, items, chance(seed)), templates.token);

// The first difference, in words; nothing where there is none.
function difference(wanted, found) {
  for (const path of new Set([...wanted.keys(), ...found.keys()])) {
    const [a = 'nothing', b = 'nothing'] = [wanted.get(path), found.get(path)];
    if (a === b) continue;
    let at = 0;
    while (a[at] === b[at]) ++at;
    const around = (text) => text.slice(Math.max(0, at - 120), at + 120);
    return `GET ${path}\n  one by one: …${around(a)}…\n  otherwise:  …${around(b)}…`;
  }
  return undefined;
}

async function differs(way, items, seed) {
  return difference(await answersAfter(wayNames[0], items, seed), await answersAfter(way, items, seed));
}

// A smaller set that still fails that way. Random ways are told anew each time, so some tries are given to each.
async function shrink(way, items, seed, until) {
  let smallest = { items, seed };
  for (let size = Math.ceil(items.length / 2); size >= 1;) {
    let shrunk = false;
    for (let at = 0; at < smallest.items.length && Date.now() < until; at += size) {
      const fewer = [...smallest.items.slice(0, at), ...smallest.items.slice(at + size)];
      for (let attempt = 0; attempt < (size > 3 ? 2 : 4) && fewer.length; ++attempt) {
        if (!(await differs(way, fewer, seed + attempt))) continue;
        smallest = { items: fewer, seed: seed + attempt };
        shrunk = true;
        at -= size;
        break;
      }
    }
    if (Date.now() >= until) break;
    if (!shrunk || size > smallest.items.length) size = size === 1 ? 0 : Math.ceil(size / 2);
  }
  return smallest;
}

// Tells one random set in every way; throws with the seed, a small set and the difference where two answers differ.
export async function converges(seed, { shrinkFor = 45_000 } = {}) {
  templates ??= await prepare();
  const items = randomItems(seed, 5 + chance(seed).below(50));
  const wanted = await answersAfter(wayNames[0], items, seed);
  for (const way of wayNames.slice(1)) {
    if (!difference(wanted, await answersAfter(way, items, seed))) continue;
    const small = await shrink(way, items, seed, Date.now() + shrinkFor);
    const told = small.items.map((item) => JSON.stringify(item)).join('\n');
    throw new Error(`seed ${seed}, ${way}: ${small.items.length} of ${items.length} items (chance ${small.seed}):\n` +
      `${told}\n${await differs(way, small.items, small.seed) ?? '(not every time)'}`);
  }
}
