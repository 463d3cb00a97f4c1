/** Every change of the tables, in order. One that has been released is never edited: a new one follows it. */

import type { Migration } from 'kysely';
import { first } from './0001-first.ts';

export type Migrations = Readonly<Record<string, Migration>>;

export const historyMigrations: Migrations = { '0001-first': first };
