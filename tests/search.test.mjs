// Searching: parts of names and texts, whatever the case, in every script that has one.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { contact, messages, text } from './lib/meta.mjs';
import { Site } from './lib/parley.mjs';

const people = [
  ['Zoë Über', 'Grüße aus KÖLN'],
  ['Ольга Ёлкина', 'Привет, где мой ЗАКАЗ?'],
  ['Οδυσσέας', 'ΚΑΛΗΜΕΡΑ ΚΟΣΜΟΣ'],
  ['Արամ', 'ԲԱՐԻ լույս'],
  ['İpek Şahin', 'Łódź jest ŁADNA'],
  ['李 雷', '你好 Ａｂｃ 😀'],
];
const finds = [
  [['ZOË', 'zoë', 'über', 'ÜBER', 'köln', 'GRÜSSE'.replace('SS', 'ß')], 0],
  [['ОЛЬГА', 'ёлкина', 'привет', 'заказ', 'ЗаКаЗ'], 1],
  [['οδυσσ', 'ΟΔΥΣΣ', 'καλημερα', 'κοσμος', 'Κοσμοσ'], 2],
  [['արամ', 'ԱՐԱՄ', 'բարի', 'ԼՈՒՅՍ'], 3],
  [['ipek', 'ŞAHİN', 'łódź', 'ładna', 'ŁÓDŹ'], 4],
  [['李', '你好', 'ａＢＣ', '😀'], 5],
];
// Letters that differ by more than their case.
const nothing = ['Zoe', 'uber', 'Koln', 'елкина', 'STRASSE'];

let site, numbers;
before(async () => {
  site = await Site.start();
  for (const [i, [name, words]] of people.entries()) {
    const from = `1650555000${i}`;
    await site.client.post(messages([text(words, { from })], { contacts: [contact(name, from)] }));
  }
  const rows = await site.client.conversations(site.token, '?sortBy=created_at&sortOrder=ASC');
  numbers = people.map(([name]) => rows.find((row) => row.contactName === name).conversationId);
});
after(() => site.stop());

const found = async (words) =>
  (await site.client.conversations(site.token, `?search=${encodeURIComponent(words)}`)).map((row) => row.conversationId);

test('a conversation is found by its name and last text, whatever the case', async () => {
  for (const [searches, person] of finds) {
    for (const words of searches) assert.deepEqual(await found(words), [numbers[person]], words);
  }
  for (const words of nothing) assert.deepEqual(await found(words), [], words);
});

test('a message is found by its text, whatever the case', async () => {
  const search = async (person, words) =>
    (await site.client.messages(site.token, numbers[person], `search=${encodeURIComponent(words)}`)).length;
  for (const [person, words] of [[0, 'grüße'], [0, 'Köln'], [1, 'ПРИВЕТ'], [1, 'заказ'], [2, 'καλημερα'], [2, 'κοσμος'],
    [3, 'բարի'], [4, 'łÓDŹ'], [5, 'ａｂｃ']]) {
    assert.equal(await search(person, words), 1, words);
  }
  assert.equal(await search(0, 'KOLN'), 0);
});
