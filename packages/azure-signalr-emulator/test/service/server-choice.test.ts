import { expect, test } from 'vitest';
import {
  type Candidate,
  type ChoiceSetup,
  chooseServer,
} from '../../src/service/servers/server-choice.ts';

interface NamedCandidate extends Candidate {
  readonly name: string;
}

interface CandidateParts {
  readonly serverId?: string;
  readonly clients?: number;
  readonly connectionType?: number;
  readonly rotation?: Candidate['rotation'];
}

function candidate(name: string, parts: CandidateParts = {}): NamedCandidate {
  return {
    name,
    serverId: parts.serverId ?? name,
    rotation: parts.rotation ?? 'in',
    clients: { size: parts.clients ?? 0 },
    terms: { type: 1, version: 1, connectionType: parts.connectionType ?? 0, migrationLevel: 0 },
  };
}

const FEWEST: ChoiceSetup = { settings: { serverChoice: 'fewest-clients' }, random: () => 0 };

test('[AS-8] the connection with the fewest clients is taken, and the first of equals', () => {
  const candidates = [
    candidate('many', { clients: 3 }),
    candidate('few', { clients: 1 }),
    candidate('as few', { clients: 1 }),
  ];

  expect(chooseServer(candidates, undefined, FEWEST)?.name).toBe('few');
  expect(chooseServer([], undefined, FEWEST)).toBeUndefined();
});

test('[AS-8] of two with as few clients the one whose process has fewer is taken', () => {
  const candidates = [
    candidate('busy 1', { serverId: 'busy', clients: 0 }),
    candidate('busy 2', { serverId: 'busy', clients: 9 }),
    candidate('idle 1', { serverId: 'idle', clients: 0 }),
    candidate('idle 2', { serverId: 'idle', clients: 1 }),
  ];

  expect(chooseServer(candidates, undefined, FEWEST)?.name).toBe('idle 1');
});

test.each([
  { drawn: 0, taken: 'busy' },
  { drawn: 0.5, taken: 'idle' },
  { drawn: 0.999, taken: 'idle' },
])('[AS-8] or any that may have the client: $taken for $drawn', ({ drawn, taken }) => {
  const candidates = [
    candidate('busy', { clients: 9 }),
    candidate('leaving', { rotation: 'draining' }),
    candidate('idle'),
  ];
  const setup: ChoiceSetup = { settings: { serverChoice: 'random' }, random: () => drawn };

  expect(chooseServer(candidates, undefined, setup)?.name).toBe(taken);
  expect(chooseServer([], undefined, setup)).toBeUndefined();
});

test('[AS-9] a weak connection is never taken, an on-demand one is', () => {
  const weak = candidate('weak', { connectionType: 2 });
  const onDemand = candidate('on demand', { connectionType: 1, clients: 7 });

  expect(chooseServer([weak, onDemand], undefined, FEWEST)?.name).toBe('on demand');
  expect(chooseServer([weak], undefined, FEWEST)).toBeUndefined();
});

test('[AS-50] a connection that leaves is not taken', () => {
  expect(
    chooseServer([candidate('leaving', { rotation: 'draining' })], undefined, FEWEST),
  ).toBeUndefined();
});

test('[AS-10] a preferred server is taken if it can be, a required one or none', () => {
  const candidates = [candidate('idle'), candidate('mine', { clients: 5 })];

  expect(chooseServer(candidates, { kind: 'preferred', serverId: 'mine' }, FEWEST)?.name).toBe(
    'mine',
  );
  expect(chooseServer(candidates, { kind: 'preferred', serverId: 'gone' }, FEWEST)?.name).toBe(
    'idle',
  );
  expect(chooseServer(candidates, { kind: 'required', serverId: 'mine' }, FEWEST)?.name).toBe(
    'mine',
  );
  expect(chooseServer(candidates, { kind: 'required', serverId: 'gone' }, FEWEST)).toBeUndefined();
});
