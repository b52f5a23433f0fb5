// How Meta puts a webhook on the wire.
import { createHmac } from 'node:crypto';

export const secret = 's3cr3t-app';

// Compact JSON in which what is not ASCII is a lower-case \uXXXX and "/" is "\/".
export function wireForm(payload) {
  const escaped = (unit) => '\\u' + unit.charCodeAt(0).toString(16).padStart(4, '0');
  return JSON.stringify(payload).replace(/[\u007f-\uffff]/g, escaped).replace(/\//g, '\\/');
}

export function hmac(body, key = secret) {
  return createHmac('sha256', key).update(body).digest('hex');
}

export function signature(body, key = secret) {
  return `sha256=${hmac(body, key)}`;
}
