export interface NamingTest {
  readonly file: string;
  readonly title: string;
}

export interface Rule {
  readonly id: string;
  readonly text: string;
  /** Its text says that it deviates, and why. */
  readonly isDeviation: boolean;
  readonly tests: readonly NamingTest[];
}

export interface RuleTable {
  readonly specs: readonly {
    readonly file: string;
    /** The letters of its rules: one kind a file. */
    readonly prefixes: readonly string[];
    readonly rules: readonly Rule[];
  }[];
  /** What tests, or the files of docs/spec, name and none of those files has. */
  readonly unknown: readonly { readonly id: string; readonly file: string }[];
}

export function readRuleTable(repository: string): RuleTable;
/** One sentence each; none where the table is sound. */
export function problemsOf(table: RuleTable): readonly string[];
