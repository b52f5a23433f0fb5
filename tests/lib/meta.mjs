// Meta's payloads, made by hand where a test needs a certain one.

export const number = { phoneNumberId: '106540352242922', phone: '15550783881', waba: '102290129340398' };

export const metadataOf = (ours = number) =>
  ({ display_phone_number: ours.phone, phone_number_id: ours.phoneNumberId });

// A delivery of one change with these members beside its metadata.
export function delivery(members, { field = 'messages', ours = number } = {}) {
  const value = { messaging_product: 'whatsapp', metadata: metadataOf(ours), ...members };
  return { object: 'whatsapp_business_account', entry: [{ id: ours.waba, changes: [{ value, field }] }] };
}

let count = 0;
export const newWamid = () => `wamid.HBgLMTY1MDU1NTEyMzQVAgAS${(++count).toString(36).toUpperCase().padStart(6, '0')}A=`;

export function text(body, { from = '16505551234', id = newWamid(), at = 1_739_321_024, ...more } = {}) {
  return { from, id, timestamp: String(at), type: 'text', text: { body }, ...more };
}
export function echo(body, { to = '16505551234', id = newWamid(), at = 1_739_321_024, from = number.phone } = {}) {
  return { from, to, id, timestamp: String(at), type: 'text', text: { body } };
}
export function status(id, word, { at = 1_739_321_030, to = '16505551234', ...more } = {}) {
  return { id, status: word, timestamp: String(at), recipient_id: to, ...more };
}
export const contact = (name, phone = '16505551234') => ({ profile: { name }, wa_id: phone });

export const messages = (list, { ours, contacts } = {}) =>
  delivery({ ...(contacts && { contacts }), messages: list }, { ours });
export const echoes = (list, { ours } = {}) =>
  delivery({ message_echoes: list }, { field: 'smb_message_echoes', ours });
export const statuses = (list, { ours } = {}) => delivery({ statuses: list }, { ours });
export const history = (threads, { ours, ...metadata } = {}) =>
  delivery(
    { history: [{ metadata: { phase: 0, chunk_order: 1, progress: 55, ...metadata }, threads }] },
    { field: 'history', ours },
  );
