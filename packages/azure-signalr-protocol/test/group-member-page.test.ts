/** The payload of a group member query's ack, as GroupMemberQueryResponse of Microsoft's SDK has it. */

import { expect, test } from 'vitest';
import { decodeGroupMemberPage, encodeGroupMemberPage } from '../src/group-member-page.ts';
import { fromHex, toHex } from './support/bytes.ts';
import { malformed, protocolErrorOf } from './support/protocol-error.ts';

const PAGES = [
  [
    'two of a page that is not the last',
    {
      members: [{ connectionId: 'c1', userId: 'ann' }, { connectionId: 'c2' }],
      continuationToken: 'next',
    },
    '92 92 92a26331a3616e6e 92a26332c0 a46e657874',
  ],
  ['nobody', { members: [] }, '92 90 c0'],
] as const;

test.each(PAGES)('[AP-70] [AP-71] %s', (_, page, hex) => {
  expect(toHex(encodeGroupMemberPage(page))).toBe(hex.replaceAll(' ', ''));
  expect(decodeGroupMemberPage(fromHex(hex))).toEqual(page);
});

test('[AP-72] what newer services add is passed over', () => {
  expect(decodeGroupMemberPage(fromHex('93 91 93a26331c0a178 c0 80'))).toEqual({
    members: [{ connectionId: 'c1' }],
  });
});

test.each([
  ['no array', '01', "Reading array length for 'response' failed."],
  ['no token', '91 90', "A 'response' has at least 2 items, not 1."],
  ['members that are a text', '92 a178 c0', "Reading array length for 'members' failed."],
  ['a member without a user', '92 91 91a26331 c0', "A 'member' has at least 2 items, not 1."],
  ['a member without an id', '92 91 92c0c0 c0', "'connectionId' must not be nil."],
  ['more members than bytes', '92 dc0fff', "Reading array length for 'members' failed."],
])('[AP-72] %s', (_, hex, message) => {
  expect(protocolErrorOf(() => decodeGroupMemberPage(fromHex(hex)))).toEqual(malformed(message));
});
