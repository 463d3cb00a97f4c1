import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  displayNameProblem,
  lookalikeKey,
  nameKey,
  normaliseName,
  roomNameProblem,
} from '../src/index.ts';

describe('normaliseName', () => {
  it('keeps one form of a name: composed, single spaces, none at the ends', () => {
    expect(normaliseName('  Zoe\u0308 \u00a0 Ann\t')).toBe('Zoë Ann');
    expect(normaliseName('Ｌｌａｍａ')).toBe('Llama');
  });

  it('changes nothing that is normal already', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(normaliseName(normaliseName(name))).toBe(normaliseName(name));
      }),
    );
  });
});

describe('nameKey', () => {
  it.each([
    ['Ann', 'aNN'],
    ['Zoë', 'ZOE\u0308'],
    ['Groß', 'GROSS'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['οδος', 'οδοσ'],
    ['Ann  Lee', ' ann lee '],
    ['Ann \u2764\ufe0f', 'Ann \u2764'],
  ])('is the same of %j and %j', (one, other) => {
    expect(nameKey(one)).toBe(nameKey(other));
  });

  it.each([
    ['Ann', 'Anna'],
    ['Zoe', 'Zoë'],
    ['Ann Lee', 'AnnLee'],
  ])('is not the same of %j and %j', (one, other) => {
    expect(nameKey(one)).not.toBe(nameKey(other));
  });

  it('is the same whatever the case, in the alphabets that have one', () => {
    const letters = fc.constantFrom(...Array.from('abzåéñßżőğăабвґїαβσςωա'));
    fc.assert(
      fc.property(fc.string({ unit: letters, minLength: 1 }), (name) => {
        expect(nameKey(name.toUpperCase())).toBe(nameKey(name));
        expect(nameKey(nameKey(name))).toBe(nameKey(name));
      }),
    );
  });
});

describe('lookalikeKey', () => {
  it.each(['Llama', '_LLAMA_', 'L.l.a.m.a', 'LIama', 'L1ama', 'Ll\u0430ma', 'Llámä', 'Ｌlama'])(
    'is that of “llama” for %j',
    (name) => {
      expect(lookalikeKey(name)).toBe(lookalikeKey('llama'));
    },
  );

  it.each(['Llamas', 'Lama', 'Alma', 'Bob'])('is another for %j', (name) => {
    expect(lookalikeKey(name)).not.toBe(lookalikeKey('llama'));
  });
});

describe('displayNameProblem', () => {
  it.each([
    'Ann',
    'Zoë',
    '王小明',
    'Δημήτρης',
    'O’Neill',
    'Ann-Marie St. John',
    'Bob 2',
    '👩 Ann',
    'Ann \u2764\ufe0f',
    'Ann 1\ufe0f\u20e3',
    'မြို့',
    'เก้าอี้',
    'x',
  ])('allows %j', (name) => {
    expect(displayNameProblem(name)).toBeUndefined();
  });

  it.each([
    ['', 'at least one letter'],
    ['   ', 'at least one letter'],
    ['...', 'at least one letter'],
    ['👩', 'at least one letter'],
    ['Bob: I agree', 'cannot hold'],
    ['@Ann', 'cannot hold'],
    ['Ann#1', 'cannot hold'],
    ['<b>Ann</b>', 'cannot hold'],
    ['a/b', 'cannot hold'],
    ['[INST]', 'cannot hold'],
    ['Ann\nBob', 'invisible'],
    ['Ann\u0000', 'invisible'],
    ['Ann\u200bBob', 'invisible'],
    ['Ann\u202eboB', 'invisible'],
    ['\ud800Ann', 'invisible'],
    ['Ann\u2028Bob', 'invisible'],
    ['\u3164', 'invisible'],
    ['Ann\uffa0', 'invisible'],
    ['\u2800\u2800Ann', 'invisible'],
    ['Ann\u034f', 'invisible'],
    ['Ann\ufe0f', 'invisible'],
    ['Ann\ufe0e', 'invisible'],
    [`Z${'\u0300'.repeat(31)}`, 'that many marks'],
    ['system', 'not a name a person can have'],
    ['_SYSTEM_', 'not a name a person can have'],
    ['Åssistant', 'not a name a person can have'],
    ['x'.repeat(33), 'at most 32'],
  ])('says what is wrong with %j', (name, part) => {
    expect(displayNameProblem(name)).toContain(part);
  });

  it('counts characters, not units', () => {
    expect(displayNameProblem('𝔸'.repeat(32))).toBeUndefined();
    expect(displayNameProblem(`a${'😀'.repeat(31)}`)).toBeUndefined();
    expect(displayNameProblem(`a${'😀'.repeat(32)}`)).toContain('at most 32');
  });

  it('lets nothing through that could begin another line or another speaker', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        fc.pre(displayNameProblem(name) === undefined);
        expect(normaliseName(name)).not.toMatch(/[\n\r:\u2028\u2029\p{Cc}\p{Cf}\p{Cs}]/u);
      }),
    );
  });
});

describe('roomNameProblem', () => {
  it('allows more than a person’s name does', () => {
    expect(roomNameProblem('Release: 2.0 / beta #3')).toBeUndefined();
  });

  it.each([
    ['', 'at least one letter'],
    ['!!!', 'at least one letter'],
    ['a\u202eb', 'invisible'],
    ['\u3164', 'invisible'],
    [`Z${'\u0300'.repeat(40)}`, 'that many marks'],
    ['x'.repeat(49), 'at most 48'],
  ])('says what is wrong with %j', (name, part) => {
    expect(roomNameProblem(name)).toContain(part);
  });
});
