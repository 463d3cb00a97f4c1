import type { Hub } from '@parley/signalr-server';
import type { Entry } from './journal.ts';

export interface JournalContract {
  readonly methods: {
    post(id: string, text: string): number;
    since(sequence: number): readonly Entry[];
    add(one: number, other: number): number;
  };
  readonly events: {
    posted(entry: Entry): void;
    /** Whatever a test counts: who sent it, and the how many-th of its sender it is. */
    counted(sender: string, count: number): void;
  };
}

export interface JournalPort {
  append(id: string, text: string): Entry | Promise<Entry>;
  since(sequence: number): readonly Entry[] | Promise<readonly Entry[]>;
}

export const ROOM: string;
export function createJournalHub(journal: JournalPort): Hub<JournalContract>;
