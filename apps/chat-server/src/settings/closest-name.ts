/** “Did you mean”: the known name nearest to one that was mistyped. */

/** The nearest of `names` by edits, or `undefined` when none is near enough to be meant. */
export function closestName(mistyped: string, names: readonly string[]): string | undefined {
  let closest: string | undefined;
  // A third of the letters wrong is no typing mistake any more.
  let fewest = Math.max(2, Math.floor(mistyped.length / 3)) + 1;

  for (const name of names) {
    const edits = editDistance(mistyped, name);
    if (edits >= fewest) continue;
    fewest = edits;
    closest = name;
  }
  return closest;
}

/** Levenshtein's distance, a row of the table at a time. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);

  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = cell(previous, column - 1) + (from[row - 1] === to[column - 1] ? 0 : 1);
      const inserted = cell(current, column - 1) + 1;
      const removed = cell(previous, column) + 1;
      current.push(Math.min(replaced, inserted, removed));
    }
    previous = current;
  }
  return cell(previous, to.length);
}

function cell(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
