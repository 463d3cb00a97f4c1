import { expect, test } from 'vitest';
import { inboundClaims, userIdOf } from '../../src/access/inbound-claims.ts';

const NAME_IDENTIFIER = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier';
const ROLE = 'http://schemas.microsoft.com/ws/2008/06/identity/claims/role';

test('[AS-69] servers are told the whole types of well-known claims, in the order of the token', () => {
  const claims = [
    { type: 'role', value: 'author' },
    { type: 'sub', value: 'ana' },
    { type: 'roles', value: 'reader' },
    { type: 'oid', value: '1' },
    { type: 'constructor', value: 'own' },
    { type: 'asrs.s.uid', value: 'ana' },
  ];

  expect(inboundClaims(claims)).toEqual([
    { type: ROLE, value: 'author' },
    { type: NAME_IDENTIFIER, value: 'ana' },
    { type: ROLE, value: 'reader' },
    { type: 'http://schemas.microsoft.com/identity/claims/objectidentifier', value: '1' },
    { type: 'constructor', value: 'own' },
    { type: 'asrs.s.uid', value: 'ana' },
  ]);
});

test('[AS-69] a user is the one of asrs.s.uid, or else the first who is named', () => {
  const named = [
    { type: 'nameid', value: 'bo' },
    { type: 'sub', value: 'mika' },
  ];

  expect(userIdOf([...named, { type: 'asrs.s.uid', value: 'ana' }])).toBe('ana');
  expect(userIdOf(named)).toBe('bo');
  expect(userIdOf([{ type: NAME_IDENTIFIER, value: 'cleo' }])).toBe('cleo');
  expect(userIdOf([{ type: 'name', value: 'ana' }])).toBeUndefined();
});
