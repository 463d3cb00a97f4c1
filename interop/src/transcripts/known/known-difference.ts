/** What a difference that is meant looks like. */

/** One difference, in as many cases and records as it shows in. */
export type KnownDifference = {
  /** Of docs/spec. */
  readonly rule: string;
  /** For the table: what is different. */
  readonly what: string;
  readonly case: RegExp;
} & (
  | {
      /** What each record is like. */
      readonly kind: 'records';
      readonly theirs: RegExp;
      readonly ours: RegExp;
    }
  | {
      /** With this put for that, our record is theirs, but for other known differences. */
      readonly kind: 'part';
      readonly ours: RegExp;
      readonly theirs: string;
    }
  | {
      /** What each case is like from the first difference on, its records on lines. */
      readonly kind: 'rest';
      readonly theirs: RegExp;
      readonly ours: RegExp;
    }
);
