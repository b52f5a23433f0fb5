// Random deliveries: what a business with two numbers may be told about a handful of people, in pieces ("items") that
// may come in any order, any number of times, alone or together. Times are whole seconds with many ties.
import { chance } from './chance.mjs';
import { metadataOf } from './meta.mjs';

export const numbers = [
  { phoneNumberId: '106540352242922', phone: '15550783881', waba: '102290129340398' },
  { phoneNumberId: '206540352242922', phone: '16315558152', waba: '102290129340398' },
];

const base = 1_780_000_000;
const day = 86_400;
const phones = ['16505551234', '919343841961', '5511987654321', '5215512345678', '5491123456789', '447700900123'];
const names = ['Ann', 'Ann Lee', 'ann', 'Béa 😀', 'Zoë', 'ⵣ', '李'];
const words = ['hi', 'Hello there', 'where is my order 42?', '😀', 'مرحبا', '', 'a "quoted" \\ line\nand another', '0'];

// Items of one set, from a seed.
export function randomItems(seed, count) {
  return new Maker(chance(seed)).items(count);
}

class Maker {
  constructor(dice) {
    this.dice = dice;
    this.count = 0;
    // What anybody may refer to: ids of messages, with the number and person they are of. Meta tells a message in up to
    // two ways, live or as an echo and imported, and says the same each time that it tells it in one way.
    this.known = [];
    this.people = phones.slice(0, 2 + dice.below(4)).map((phone, i) => this.person(phone, i));
  }

  person(phone, i) {
    const country = ['US', 'IN', 'BR', 'MX', 'AR', 'GB'][i];
    const ids = [0, 1, 2].map((k) => `${country}.${(i + 1) * 1111}${k}${k}`);
    // Later spellings and numbers of the same person.
    const variants = { 5511987654321: '551187654321', 5215512345678: '525512345678', 5491123456789: '541123456789' };
    return {
      phone, other: phone.slice(0, -1) + (Number(phone.at(-1)) + 3) % 10, variant: variants[phone] ?? phone,
      ids, parent: `${country}.ENT.${(i + 1) * 77}`,
      reach: this.dice.of(['phone', 'both', 'any', 'any', 'id']), // by which of these Meta names the person
    };
  }

  at() {
    const { dice } = this;
    if (dice.maybe(60)) return base + dice.below(6);
    return base - dice.below(5) * day + dice.below(3);
  }
  wamid() {
    const tail = this.dice.of(['+/A==', 'AA', 'zz=', '00/', '']);
    return `wamid.HBgL${this.dice.below(1000)}x${++this.count}${tail}`;
  }
  number() {
    return this.dice.maybe(85) ? numbers[0] : numbers[1];
  }

  // How the person is named this time, under these keys.
  named(person, [phone, id, parent]) {
    const { dice } = this;
    const way = person.reach === 'any' ? dice.of(['phone', 'both', 'id', 'id', 'odd', 'new']) : person.reach;
    const number = dice.maybe(10) ? person.variant : person.phone;
    const said = {};
    if (way === 'phone' || way === 'both') said[phone] = number;
    if (way === 'both' || way === 'id') said[id] = person.ids[0];
    if (way === 'odd') said[phone] = person.ids[0]; // a BSUID where a number belongs
    if (way === 'new') said[id] = person.ids[dice.below(3)];
    if (way !== 'phone' && dice.maybe(20)) said[parent] = person.parent;
    return said;
  }
  contacts(person, said, [phone, id, parent]) {
    const { dice } = this;
    if (dice.maybe(25)) return undefined;
    const contact = {};
    if (said[phone] !== undefined) contact.wa_id = said[phone];
    if (said[id] !== undefined || dice.maybe(15)) contact.user_id = said[id] ?? person.ids[0];
    if (said[parent] !== undefined) contact.parent_user_id = said[parent];
    if (dice.maybe(85)) contact.profile = { name: dice.of(names) };
    if (dice.maybe(15)) contact.profile = { ...contact.profile, username: dice.of(['ann', '@ann.lee', 'bee']) };
    return [contact];
  }

  content() {
    const { dice } = this;
    const media = (mime, more) => ({ id: String(dice.below(1e6)), mime_type: mime, sha256: 'c2hh', ...more });
    return dice.of([
      () => ({ type: 'text', text: { body: dice.of(words) } }),
      () => ({ type: 'text', text: { body: dice.of(words) } }),
      () => ({ type: 'text', text: { body: `line ${dice.below(100)}` }, context: { from: 'x', id: this.target().id } }),
      () => ({ type: 'image', image: media('image/jpeg', dice.maybe(50) ? { caption: dice.of(words) } : {}) }),
      () => ({ type: 'video', video: media('video/mp4', { url: 'https://lookaside.test/v?x=1&y=2' }) }),
      () => ({ type: 'audio', audio: media('audio/ogg; codecs=opus', { voice: true }) }),
      () => ({ type: 'document', document: media('application/pdf', { filename: '../é.pdf', caption: 'bill' }) }),
      () => ({ type: 'sticker', sticker: media('image/webp', { animated: dice.maybe(50) }) }),
      () => ({ type: 'location', location: dice.of([
        { latitude: 37.44, longitude: -122.16, name: 'HQ', address: '1 Road' }, { latitude: '1.5', longitude: '2.5' }, {}]) }),
      () => ({ type: 'contacts', contacts: [{ name: { formatted_name: 'Al B', first_name: 'Al' },
        phones: [{ phone: '+1 650', wa_id: '1650', type: 'CELL' }] }] }),
      () => ({ type: 'interactive', interactive: dice.of([
        { type: 'button_reply', button_reply: { id: 'y', title: 'Yes' } },
        { type: 'list_reply', list_reply: { id: 'r1', title: 'Row', description: 'one' } },
        { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"a":1' } },
        { type: 'unheard_of', unheard_of: {} }]) }),
      () => ({ type: 'button', button: { payload: 'P', text: 'Stop' } }),
      () => ({ type: 'order', order: { catalog_id: '1', text: '', product_items: [{ product_retailer_id: 'p',
        quantity: '2', item_price: 1.5, currency: 'USD' }] } }),
      () => ({ type: 'unsupported', errors: [{ code: 131051, title: 'Unsupported message type' }] }),
      () => ({ type: 'image', errors: [{ code: 131052, title: 'Media download error', error_data: { details: 'big' } }] }),
      () => ({ type: 'request_welcome' }),
      () => ({ type: 'hologram', hologram: { depth: 3 } }),
    ])();
  }

  target() {
    return this.known.length && this.dice.maybe(85) ? this.dice.of(this.known) : { id: this.wamid(), ...this.who() };
  }
  who() {
    return { person: this.dice.of(this.people), ours: this.number() };
  }

  item(field, key, piece, ours, contacts) {
    return { field, key, piece, ours, ...(contacts && { contacts }) };
  }

  // --- what may be told ---

  inbound() {
    const { person, ours } = this.who();
    const keys = ['from', 'from_user_id', 'from_parent_user_id'];
    const said = this.named(person, keys);
    if (this.dice.maybe(4)) said.from_user_id = this.dice.of(this.people).ids[0]; // maybe somebody else's
    const id = this.wamid();
    const content = this.content();
    const message = { ...said, id, timestamp: String(this.at()), ...content };
    if (this.dice.maybe(4)) message.group_id = 'group-1';
    if (this.dice.maybe(4)) message.referral = { source_url: 'https://fb.test/1', source_type: 'ad', headline: 'Sale' };
    if (message.group_id === undefined) this.known.push({ id, person, ours, inbound: true, told: true });
    return this.item('messages', 'messages', message, ours, this.contacts(person, said, keys));
  }
  echo() {
    const { person, ours } = this.who();
    const keys = ['to', 'to_user_id', 'to_parent_user_id'];
    const said = this.named(person, keys);
    const id = this.wamid();
    this.known.push({ id, person, ours, inbound: false, told: true });
    const message = { from: ours.phone, ...said, id, timestamp: String(this.at()), ...this.content() };
    return this.item('smb_message_echoes', 'message_echoes', message, ours, this.contacts(person, said, keys));
  }
  status() {
    const { dice } = this;
    const { id, person, ours } = this.target();
    const word = dice.of(['sent', 'delivered', 'read', 'played', 'failed', 'failed', 'deleted', 'warning', 'unheard_of']);
    const keys = ['recipient_id', 'recipient_user_id', 'recipient_parent_user_id'];
    const said = this.named(person, keys);
    const status = { id, status: word, timestamp: String(this.at()), ...said };
    if (word === 'failed') {
      status.errors = [{ code: 131026 + dice.below(3), title: dice.of(['Undeliverable', 'Blocked', 'Spam']) }];
    }
    if (dice.maybe(8)) status.type = 'payment';
    if (dice.maybe(10)) status.pricing = { billable: true, category: 'service' };
    return this.item('messages', 'statuses', status, ours, dice.maybe(30) ? this.contacts(person, said, keys) : undefined);
  }
  // A reaction, an edit or a revocation, by the side that may or by the other.
  about(make) {
    const { dice } = this;
    const { id: target, person, ours, inbound } = this.target();
    const bySelf = dice.maybe(75) ? inbound !== false : dice.maybe(50);
    const keys = bySelf ? ['from', 'from_user_id', 'from_parent_user_id'] : ['to', 'to_user_id', 'to_parent_user_id'];
    const said = this.named(person, keys);
    const head = { ...(bySelf ? {} : { from: ours.phone }), ...said, id: this.wamid(), timestamp: String(this.at()) };
    const contacts = this.contacts(person, said, keys);
    return bySelf ? this.item('messages', 'messages', { ...head, ...make(target) }, ours, contacts)
      : this.item('smb_message_echoes', 'message_echoes', { ...head, ...make(target) }, ours, contacts);
  }
  reaction() {
    const emoji = this.dice.of([{ emoji: '👍' }, { emoji: '❤️' }, { emoji: '' }, {}]);
    return this.about((target) => ({ type: 'reaction', reaction: { message_id: target, ...emoji } }));
  }
  edit() {
    const message = { type: 'text', text: { body: `edited ${this.dice.below(100)}` }, context: { id: 'M0' } };
    return this.about((target) => ({ type: 'edit', edit: { original_message_id: target, message } }));
  }
  revoke() {
    return this.about((target) => ({ type: 'revoke', revoke: { original_message_id: target } }));
  }
  // An import: a message in a thread, maybe of one that came or will come otherwise too.
  imported() {
    const { dice } = this;
    const old = dice.maybe(25) ? this.known.find(({ imported }) => !imported) : undefined;
    const { person, ours } = old ?? this.who();
    const inbound = old ? old.inbound !== false : dice.maybe(50);
    const id = old?.id ?? this.wamid();
    if (old) old.imported = true;
    else this.known.push({ id, person, ours, inbound, imported: true });
    const thread = person.reach === 'id' ? { context: { user_id: person.ids[0], username: 'ann' } } : { id: person.phone };
    const from = !inbound ? { from: ours.phone, to: person.phone }
      : person.reach === 'id' ? { from_user_id: person.ids[0] } : { from: person.phone };
    if (person.reach === 'id') delete from.to;
    const content = dice.maybe(30) ? { type: 'media_placeholder' } : this.content();
    const status = { history_context: { status: dice.of(['READ', 'DELIVERED', 'SENT', 'ERROR', 'PLAYED']) } };
    const message = { ...from, id, timestamp: String(this.at()), ...content, ...status };
    this.lastPlaceholder = content.type === 'media_placeholder' ? { message, ours, person } : this.lastPlaceholder;
    const chunk = { metadata: { phase: dice.below(3), chunk_order: dice.below(9), progress: 50 },
      threads: [{ ...thread, messages: [message] }] };
    return this.item('history', 'history', chunk, ours);
  }
  // The second delivery of an imported medium.
  medium() {
    if (!this.lastPlaceholder) return this.imported();
    const { message, ours } = this.lastPlaceholder;
    this.lastPlaceholder = undefined;
    const { history_context: _, type: __, ...head } = message;
    const image = { id: '77', mime_type: 'image/png', sha256: 'aa', caption: this.dice.of(words) };
    const key = message.from === ours.phone ? 'message_echoes' : 'messages';
    return this.item('history', key, { ...head, type: 'image', image }, ours);
  }
  // What was imported, live or as an echo too.
  otherWay() {
    const old = this.known.find(({ told }) => !told);
    if (!old) return this.imported();
    old.told = true;
    const { id, person, ours, inbound } = old;
    const stamp = String(this.at());
    if (inbound) return this.item('messages', 'messages', { from: person.phone, id, timestamp: stamp, type: 'text',
      text: { body: 'live' } }, ours, [{ wa_id: person.phone, profile: { name: this.dice.of(names) } }]);
    return this.item('smb_message_echoes', 'message_echoes', { from: ours.phone, to: person.phone, id, timestamp: stamp,
      type: 'text', text: { body: 'echo' } }, ours);
  }
  changedNumber() {
    const { person, ours } = this.who();
    const at = String(this.at());
    return this.item('messages', 'messages', { from: person.phone, id: this.wamid(), timestamp: at, type: 'system',
      system: { type: 'user_changed_number', [this.dice.of(['wa_id', 'new_wa_id'])]: person.other,
        body: `User changed from ${person.phone} to ${person.other}` } }, ours);
  }
  changedId() {
    const { person, ours } = this.who();
    const [before, after] = this.dice.of([[0, 1], [1, 2], [0, 2]]).map((i) => person.ids[i]);
    const at = String(this.at());
    if (this.dice.maybe(50)) {
      return this.item('user_id_update', 'user_id_update', { ...(this.dice.maybe(50) && { wa_id: person.phone }),
        detail: 'x', user_id: { previous: before, current: after }, timestamp: at }, ours);
    }
    return this.item('messages', 'messages', { id: this.wamid(), timestamp: at, type: 'system', system: {
      type: 'user_changed_user_id', user_id: after, body: `User Ann changed from ${before} to ${after}` } }, ours);
  }
  identityChanged() {
    const { person, ours } = this.who();
    return this.item('messages', 'messages', { from: person.phone, id: this.wamid(), timestamp: String(this.at()),
      type: 'system', system: { type: 'customer_identity_changed', body: 'x', identity: 'h' } }, ours);
  }
  // A call begins, or one that began ends.
  call() {
    const begun = this.dice.maybe(50) && this.begun;
    this.begun = undefined;
    const { person, ours } = this.who();
    const mine = this.dice.maybe(50);
    const call = begun ? { ...begun.piece, event: 'terminate' } : { id: `wacid.${++this.count}`,
      ...(mine ? { from: ours.phone, to: person.phone } : { from: person.phone, to: ours.phone }), event: 'connect',
      direction: mine ? 'BUSINESS_INITIATED' : 'USER_INITIATED' };
    const item = this.item('calls', 'calls', { ...call, timestamp: String(this.at()) }, begun ? begun.ours : ours);
    if (!begun) this.begun = item;
    return item;
  }
  addressBook() {
    const { person, ours } = this.who();
    return this.item('smb_app_state_sync', 'state_sync', { type: 'contact', action: this.dice.of(['add', 'add', 'remove']),
      contact: { full_name: this.dice.of(names), phone_number: person.phone }, metadata: { timestamp: String(this.at()) } }, ours);
  }
  preference() {
    const { person, ours } = this.who();
    return this.item('user_preferences', 'user_preferences', { wa_id: person.phone, category: 'marketing_messages', detail: 'x',
      value: this.dice.of(['stop', 'resume']), timestamp: this.at() }, ours);
  }
  strange() {
    const { ours } = this.who();
    return this.dice.of([
      () => this.item('account_update', 'event', 'DISABLED_UPDATE', ours),
      () => this.item('messages', 'errors', { code: 131000, title: 'Something went wrong' }, ours),
      () => this.item('messages', 'messages', { type: 'text', text: { body: 'no id' } }, ours),
      () => this.item('messages', 'messages', { id: this.wamid(), timestamp: '1780000000', type: 'text' }, ours),
    ])();
  }

  items(count) {
    const kinds = [[30, 'inbound'], [14, 'echo'], [18, 'status'], [8, 'reaction'], [5, 'edit'], [3, 'revoke'],
      [8, 'imported'], [3, 'medium'], [3, 'otherWay'], [3, 'changedNumber'], [4, 'changedId'], [1, 'identityChanged'],
      [2, 'call'], [2, 'addressBook'], [1, 'preference'], [1, 'strange']];
    const bag = kinds.flatMap(([share, kind]) => Array(share).fill(kind));
    return Array.from({ length: count }, () => this[this.dice.of(bag)]());
  }
}

// Whether two items may share one value without a change of what either says: contacts are found by their ids, and a
// lone contact may stand for whom nothing else names.
function mayShare(a, b) {
  const named = ({ piece, contacts = [] }) => [
    ...contacts.flatMap((one) => [one.wa_id, one.user_id, one.parent_user_id]),
    ...Object.values(typeof piece === 'object' ? piece : {}),
  ].filter((value) => typeof value === 'string');
  if (a.field !== b.field || a.ours !== b.ours || a.key !== b.key || a.field === 'account_update') return false;
  if (!(a.contacts && b.contacts) && (a.contacts || b.contacts)) return false;
  const others = new Set(named(b));
  return !(a.contacts ?? []).some((one) => [one.wa_id, one.user_id, one.parent_user_id].some((id) => others.has(id)));
}

function changeOf(items) {
  const [{ field, key, ours }] = items;
  const pieces = items.map(({ piece }) => piece);
  const contacts = items.flatMap(({ contacts: list = [] }) => list);
  return {
    value: {
      messaging_product: 'whatsapp', metadata: metadataOf(ours), ...(contacts.length && { contacts }),
      [key]: typeof pieces[0] === 'object' ? pieces : pieces[0],
    },
    field,
  };
}

// Bodies that tell these items in this order, some together.
export function bodiesOf(items, dice) {
  const bodies = [];
  let entries = [];
  for (let i = 0; i < items.length;) {
    const together = [items[i++]];
    while (dice && i < items.length && dice.maybe(50) && together.every((one) => mayShare(one, items[i]) &&
      mayShare(items[i], one))) together.push(items[i++]);
    const entry = { id: together[0].ours.waba, changes: [changeOf(together)] };
    const last = entries.at(-1);
    if (last && dice.maybe(50)) last.changes.push(...entry.changes);
    else entries.push(entry);
    if (dice?.maybe(50)) continue;
    bodies.push({ object: 'whatsapp_business_account', entry: entries });
    entries = [];
  }
  if (entries.length) bodies.push({ object: 'whatsapp_business_account', entry: entries });
  return bodies;
}
