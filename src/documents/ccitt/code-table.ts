import { HORIZONTAL, MAKE_UP, PASS, TERMINATING, VERTICAL, type Colour } from './run-codes';

/** A lookup table for codes, indexed by the next `bits` bits of the input. */
export interface CodeTable {
  bits: number;
  /** The length of the code with which these bits begin; 0 when they begin with none. */
  lengths: Uint8Array;
  /** The value of that code. */
  values: Uint16Array;
}

/** The values are run lengths; a value below 64 ends a run. */
export function runTable(colour: Colour): CodeTable {
  return codeTable([
    ...TERMINATING[colour].map((code, value) => ({ code, value })),
    ...MAKE_UP[colour].map((code, index) => ({ code, value: 64 * (index + 1) })),
  ]);
}

/** The values 0 to 6 are the vertical modes, with a1 from 3 left to 3 right of b1; 7 is pass and 8 is horizontal. */
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
