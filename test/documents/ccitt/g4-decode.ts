import { strideOf, type Bitmap } from '../../../src/documents/bilevel/bitmap';
import { HORIZONTAL, MAKE_UP, PASS, TERMINATING, VERTICAL, type Colour } from '../../../src/documents/ccitt/run-codes';

const runTable = (colour: Colour): Map<string, number> =>
  new Map([
    ...TERMINATING[colour].map((bits, length): [string, number] => [bits, length]),
    ...MAKE_UP[colour].map((bits, index): [string, number] => [bits, 64 * (index + 1)]),
  ]);
const RUNS: Record<Colour, Map<string, number>> = { white: runTable('white'), black: runTable('black') };
const MODES = new Map<string, 'pass' | 'horizontal' | number>([
  [PASS, 'pass'],
  [HORIZONTAL, 'horizontal'],
  ...VERTICAL.map((bits, index): [string, number] => [bits, index - 3]),
]);

/** A slow decoder, pixel by pixel and close to the words of T.6, for checking the encoder. */
export function decodeG4(bytes: Buffer, width: number, height: number): Bitmap {
  let position = 0;
  const nextBit = (): string => {
    const byte = bytes[position >> 3];
    if (byte === undefined) throw new Error('the data ends inside a page');
    return (byte & (0x80 >> (position++ & 7))) !== 0 ? '1' : '0';
  };
  const lookUp = <T>(table: Map<string, T>): T => {
    let bits = '';
    while (bits.length < 14) {
      bits += nextBit();
      const found = table.get(bits);
      if (found !== undefined) return found;
    }
    throw new Error(`no such code: ${bits}`);
  };
  const run = (colour: Colour): number => {
    let length = 0;
    for (;;) {
      const part = lookUp(RUNS[colour]);
      length += part;
      if (part < 64) return length;
    }
  };

  const rows = new Uint8Array(strideOf(width) * height);
  let above = new Array<boolean>(width).fill(false);
  for (let y = 0; y < height; y++) {
    const line = new Array<boolean>(width).fill(false);
    let a0 = -1;
    let black = false;
    while (a0 < width) {
      const b1 = changeOf(above, a0, black);
      const mode = lookUp(MODES);
      if (mode === 'pass') {
        const b2 = changeOf(above, b1, !black);
        if (black) line.fill(true, Math.max(a0, 0), b2);
        a0 = b2;
      } else if (mode === 'horizontal') {
        const first = run(black ? 'black' : 'white');
        const second = run(black ? 'white' : 'black');
        const begin = Math.max(a0, 0);
        if (black) line.fill(true, begin, begin + first);
        else line.fill(true, begin + first, begin + first + second);
        a0 = begin + first + second;
      } else {
        const a1 = b1 + mode;
        if (black) line.fill(true, Math.max(a0, 0), a1);
        a0 = a1;
        black = !black;
      }
    }
    line.forEach((pixel, x) => {
      const at = y * strideOf(width) + (x >> 3);
      if (pixel) rows[at] = (rows[at] ?? 0) | (0x80 >> (x & 7));
    });
    above = line;
  }
  return { width, height, rows };
}

/** The first pixel right of `from` that changes from `black` to the other colour. */
function changeOf(line: boolean[], from: number, black: boolean): number {
  for (let x = from + 1; x < line.length; x++) {
    const before = x === 0 ? false : line[x - 1];
    if (line[x] !== before && before === black) return x;
  }
  return line.length;
}
