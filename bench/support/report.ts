/** One row of the table that `npm run bench` prints. */
export interface Figure {
  name: string;
  value: number | string;
  unit?: string;
  /** What it was measured over, and the target where there is one. */
  note?: string;
}

/** The runner reads a JSON object a line. */
export function report(figure: Figure): void {
  process.stdout.write(`${JSON.stringify(figure)}\n`);
}
