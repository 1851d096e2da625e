import { HORIZONTAL, MAKE_UP, PASS, TERMINATING, VERTICAL, type Colour } from './run-codes';

/** Codes as a reader looks them up: so many of the next bits are the index. */
export interface CodeTable {
  bits: number;
  /** Of the code that these bits begin with; 0 where they begin none. */
  lengths: Uint8Array;
  /** What the code stands for. */
  values: Uint16Array;
}

/** Values are lengths of runs; one below 64 ends a run. */
export function runTable(colour: Colour): CodeTable {
  return codeTable([
    ...TERMINATING[colour].map((code, value) => ({ code, value })),
    ...MAKE_UP[colour].map((code, index) => ({ code, value: 64 * (index + 1) })),
  ]);
}

/** Values 0 to 6 are the vertical modes: a1 lies 3 left to 3 right of b1. Then come pass and horizontal. */
export function modeTable(): CodeTable {
  return codeTable([...VERTICAL, PASS, HORIZONTAL].map((code, value) => ({ code, value })));
}

function codeTable(codes: readonly { code: string; value: number }[]): CodeTable {
  const bits = Math.max(...codes.map(({ code }) => code.length));
  const lengths = new Uint8Array(1 << bits);
  const values = new Uint16Array(1 << bits);
  for (const { code, value } of codes) {
    const free = bits - code.length;
    const first = parseInt(code, 2) << free;
    lengths.fill(code.length, first, first + (1 << free));
    values.fill(value, first, first + (1 << free));
  }
  return { bits, lengths, values };
}
