/** Bodies to begin with: the wire vectors of Microsoft's own tests, or, in a clone without them, messages of chance. */

import { existsSync, readFileSync } from 'node:fs';
import { Random } from '../../random.ts';
import { anyStructure } from './structures.ts';

const FILE = new URL('../../../../../shared/vectors/azure-service-protocol.json', import.meta.url);
const OWN_SEEDS = 120;

export interface Seeds {
  readonly bodies: readonly Buffer[];
  /** For the report. */
  readonly source: string;
}

export function readSeeds(): Seeds {
  if (!existsSync(FILE)) {
    return { bodies: ownSeeds(), source: 'own seeds: the wire vectors are not beside this clone' };
  }
  const vectors = JSON.parse(readFileSync(FILE, 'utf8')) as readonly { readonly base64: string }[];
  return {
    bodies: vectors.map(({ base64 }) => Buffer.from(base64, 'base64')),
    source: `the ${vectors.length} wire vectors of Microsoft's SDK`,
  };
}

function ownSeeds(): readonly Buffer[] {
  return Array.from(
    { length: OWN_SEEDS },
    (_, index) => anyStructure(new Random(index), { lieChance: 0 }).body,
  );
}
