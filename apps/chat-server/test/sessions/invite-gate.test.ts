import { describe, expect, it } from 'vitest';
import { AttemptLimit } from '../../src/sessions/attempt-limit.ts';
import { InviteGate } from '../../src/sessions/invite-gate.ts';
import { ManualClock } from '../support/manual-clock.ts';

function createGate(isNeeded: boolean) {
  const clock = new ManualClock();
  const wrongAttempts = new AttemptLimit({ clock, maxAttempts: 3, windowMs: 60_000 });
  return { clock, gate: new InviteGate({ isNeeded, secret: 'open sesame', wrongAttempts }) };
}

describe('invite gate', () => {
  it('asks nobody where only this machine reaches the server', () => {
    const { gate } = createGate(false);
    expect(gate.refusalOf(undefined, 'a')).toBeUndefined();
    expect(gate.inviteUrl('http://localhost:3000')).toBe('http://localhost:3000/');
  });

  it('lets in who has the secret of the link', () => {
    const { gate } = createGate(true);
    expect(gate.inviteUrl('https://chat.example')).toBe(
      'https://chat.example/#invite=open%20sesame',
    );
    expect(gate.refusalOf('open sesame', 'a')).toBeUndefined();
    expect(gate.refusalOf('open sesam', 'a')?.problem.code).toBe('invite-needed');
    expect(gate.refusalOf(undefined, 'a')?.problem.code).toBe('invite-needed');
  });

  it('lets one address guess a few times and no more, even right', () => {
    const { gate, clock } = createGate(true);
    for (const guess of ['a', 'b', 'c']) gate.refusalOf(guess, 'thief');
    expect(gate.refusalOf('open sesame', 'thief')?.problem).toMatchObject({
      code: 'rate-limited',
      retryAfterMs: 60_000,
    });
    expect(gate.refusalOf('open sesame', 'guest')).toBeUndefined();
    clock.advance(60_000);
    expect(gate.refusalOf('open sesame', 'thief')).toBeUndefined();
  });

  it('does not count those who come without an invite', () => {
    const { gate } = createGate(true);
    for (let visit = 0; visit < 10; visit += 1) gate.refusalOf(undefined, 'guest');
    expect(gate.refusalOf('open sesame', 'guest')).toBeUndefined();
  });
});
