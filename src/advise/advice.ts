/** One thing that somebody could do, and what for. */
export interface Advice {
  readonly kind: 'index' | 'unused index' | 'vacuum' | 'connections' | 'cache' | 'statements';
  /** How much there is to gain, for the order. */
  readonly weight: number;
  readonly what: string;
  readonly why: string;
  /** SQL or a setting that does it; absent where there is more to think about. */
  readonly action: string | undefined;
  /** Where the action is to be run. */
  readonly database: string | undefined;
}
