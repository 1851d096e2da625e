/** How far a job or call has come. */
export interface Reached {
  attempt?: number;
  rank: number;
  pages?: number | undefined;
}

/** Statuses only go forward: docs/contract.md#keys. The attempt decides first, then the rank, then the pages. */
export function isAhead(next: Reached, last: Reached): boolean {
  const attempts = (next.attempt ?? 0) - (last.attempt ?? 0);
  const ranks = next.rank - last.rank;
  return (attempts || ranks || (next.pages ?? 0) - (last.pages ?? 0)) > 0;
}
