import { expect, test } from 'vitest';
import { type Candidate, chooseServer } from '../../src/service/servers/server-choice.ts';

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

test('[AS-8] the connection with the fewest clients is taken, and the first of equals', () => {
  const candidates = [
    candidate('many', { clients: 3 }),
    candidate('few', { clients: 1 }),
    candidate('as few', { clients: 1 }),
  ];

  expect(chooseServer(candidates)?.name).toBe('few');
  expect(chooseServer([])).toBeUndefined();
});

test('[AS-8] of two with as few clients the one whose process has fewer is taken', () => {
  const candidates = [
    candidate('busy 1', { serverId: 'busy', clients: 0 }),
    candidate('busy 2', { serverId: 'busy', clients: 9 }),
    candidate('idle 1', { serverId: 'idle', clients: 0 }),
    candidate('idle 2', { serverId: 'idle', clients: 1 }),
  ];

  expect(chooseServer(candidates)?.name).toBe('idle 1');
});

test('[AS-9] a weak connection is never taken, an on-demand one is', () => {
  const weak = candidate('weak', { connectionType: 2 });
  const onDemand = candidate('on demand', { connectionType: 1, clients: 7 });

  expect(chooseServer([weak, onDemand])?.name).toBe('on demand');
  expect(chooseServer([weak])).toBeUndefined();
});

test('[AS-50] a connection that leaves is not taken', () => {
  expect(chooseServer([candidate('leaving', { rotation: 'draining' })])).toBeUndefined();
});

test('[AS-10] a preferred server is taken if it can be, a required one or none', () => {
  const candidates = [candidate('idle'), candidate('mine', { clients: 5 })];

  expect(chooseServer(candidates, { kind: 'preferred', serverId: 'mine' })?.name).toBe('mine');
  expect(chooseServer(candidates, { kind: 'preferred', serverId: 'gone' })?.name).toBe('idle');
  expect(chooseServer(candidates, { kind: 'required', serverId: 'mine' })?.name).toBe('mine');
  expect(chooseServer(candidates, { kind: 'required', serverId: 'gone' })).toBeUndefined();
});
