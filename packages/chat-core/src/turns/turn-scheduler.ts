/** Decides which turns run: in each room one per agent at a time, in the order in which they were asked for. */

import type { MemberId, RoomId, TurnId } from '@parley/chat-protocol';
import type { AgentRoster } from '../agents/agent-roster.ts';
import type { StoredTurn } from '../history-store.ts';
import type { Clock } from '../ports.ts';
import { admission } from './turn-admission.ts';
import type { TurnBoard } from './turn-board.ts';
import { TurnControl } from './turn-control.ts';
import type { RunResult, TurnRunner } from './turn-runner.ts';

/** A turn whose beginning could not be committed is tried again after this. */
const RETRY_MS = 2_000;

export interface TurnSchedulerOptions {
  readonly board: TurnBoard;
  readonly roster: AgentRoster;
  readonly runner: TurnRunner;
  readonly clock: Clock;
}

/** `too-late`: it has ended. */
export type StopResult =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'too-late' }
  | { readonly kind: 'failed'; readonly error: unknown };

interface RunningTurn {
  readonly control: TurnControl;
  readonly done: Promise<RunResult>;
}

export class TurnScheduler {
  readonly #options: TurnSchedulerOptions;
  readonly #running = new Map<TurnId, RunningTurn>();
  /** Room and agent → the turn that has the floor, or a pause before the next try. */
  readonly #floors = new Set<string>();
  readonly #cancelRetries = new Set<() => void>();
  #isClosing = false;

  constructor(options: TurnSchedulerOptions) {
    this.#options = options;
  }

  /** Starts whatever may run now. Idempotent; called whenever something could have changed. */
  wake(): void {
    if (this.#isClosing) return;
    for (const turn of this.#options.board.all()) this.#startNext(turn.roomId, turn.agentId);
  }

  /** Stops a running turn, or withdraws a queued one; a withdrawal resolves once it is committed. */
  async stop(turn: StoredTurn, by: MemberId): Promise<StopResult> {
    const current = this.#options.board.find(turn.roomId, turn.id);
    if (current === undefined) return { kind: 'too-late' };

    const { control, done } = this.#running.get(turn.id) ?? this.#withdraw(turn, by);
    control.stop({ kind: 'stopped', by });
    if (current.state.phase === 'running') return { kind: 'stopped' };
    const result = await done;
    if (result.kind === 'ended') return { kind: 'stopped' };
    // It is queued still, and may have missed its turn meanwhile.
    this.wake();
    return { kind: 'failed', error: result.error };
  }

  /** Ends running turns as interrupted; resolves when all of them are written. */
  async close(): Promise<void> {
    this.#isClosing = true;
    for (const cancel of this.#cancelRetries) cancel();
    for (const { control } of this.#running.values()) control.stop({ kind: 'shutting-down' });
    await Promise.all([...this.#running.values()].map(({ done }) => done));
  }

  #startNext(roomId: RoomId, agentId: MemberId): void {
    const { board, roster } = this.#options;
    const floor = `${roomId} ${agentId}`;
    if (this.#floors.has(floor) || admission(roster.find(agentId)?.model.status) === 'wait') return;
    const next = board.queuedFor(roomId, agentId).find(({ id }) => !this.#running.has(id));
    if (next === undefined) return;

    this.#floors.add(floor);
    void this.#run(next, new TurnControl()).done.then((result) => {
      if (result.kind === 'ended') this.#free(floor);
      else this.#freeLater(floor);
    });
  }

  /** Runs a turn that is stopped already: it takes no floor, because it never comes to the model. */
  #withdraw(turn: StoredTurn, by: MemberId): RunningTurn {
    const control = new TurnControl();
    control.stop({ kind: 'stopped', by });
    return this.#run(turn, control);
  }

  #run(turn: StoredTurn, control: TurnControl): RunningTurn {
    const done = this.#options.runner.run(turn, control).finally(() => {
      this.#running.delete(turn.id);
    });
    const running = { control, done };
    this.#running.set(turn.id, running);
    return running;
  }

  #free(floor: string): void {
    this.#floors.delete(floor);
    this.wake();
  }

  #freeLater(floor: string): void {
    if (this.#isClosing) return;
    const cancel = this.#options.clock.after(RETRY_MS, () => {
      this.#cancelRetries.delete(cancel);
      this.#free(floor);
    });
    this.#cancelRetries.add(cancel);
  }
}
