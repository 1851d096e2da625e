/** One row of the table that `npm run bench` prints. */
export interface Figure {
  name: string;
  /** NaN when it could not be measured here. */
  value: number;
  unit?: string;
  /** How it was measured, and the target if there is one. */
  note?: string;
}

/** Prints the row as a line of JSON for the runner. */
export function report(figure: Figure): void {
  const value = Number.isNaN(figure.value) ? 'not measured' : figure.value;
  process.stdout.write(`${JSON.stringify({ ...figure, value })}\n`);
}
