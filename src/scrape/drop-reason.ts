/** duplicate: equal labels; budget: over max_series; not_a_number: the value is other text. */
export const DROP_REASONS = ['duplicate', 'budget', 'not_a_number'] as const;
export type DropReason = (typeof DROP_REASONS)[number];
