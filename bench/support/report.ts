/** One row of the table that `npm run bench` prints. */
export interface Figure {
  name: string;
  /** NaN: it could not be measured here. */
  value: number;
  unit?: string;
  /** What it was measured over, and the target where there is one. */
  note?: string;
}

/** The runner reads a JSON object a line. */
export function report(figure: Figure): void {
  const value = Number.isNaN(figure.value) ? 'not measured' : figure.value;
  process.stdout.write(`${JSON.stringify({ ...figure, value })}\n`);
}
