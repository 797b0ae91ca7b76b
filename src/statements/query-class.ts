/** A class of queries that are held to one target. */
export interface QueryClass {
  readonly name: string;
  /** What a call may take, in seconds; undefined: nothing is promised. */
  readonly targetSeconds?: number;
  /** What pgvitals itself sends: not shown one by one, its cost has metrics of its own. */
  readonly own?: true;
}

/** Puts a statement into a class; every condition that is given must hold. */
export interface ClassRule {
  readonly class: string;
  /** On the normalised text. */
  readonly text?: RegExp;
  /** Not on the normalised text. */
  readonly not?: RegExp;
  /** On the comments of the statement, as tagging libraries write them. */
  readonly comment?: RegExp;
  readonly user?: (name: string) => boolean;
  readonly database?: (name: string) => boolean;
  /** Where the rule stands, for people. */
  readonly source: string;
}

export interface QueryClasses {
  readonly classes: readonly QueryClass[];
  /** In the order in which they are asked. */
  readonly rules: readonly ClassRule[];
  /** Of statements that no rule is for. */
  readonly fallback: string;
}
