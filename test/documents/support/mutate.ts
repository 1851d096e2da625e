import { tiffFile, type TiffPart } from '../tiff/tiff-file';
import { seeded } from '../../support/seeded';
import { drawnPage } from './pages';
import { VARIANTS, variantTiff } from './variants';

type Random = () => number;
type Mutation = (bytes: Buffer, random: Random) => Buffer;

const EXTREMES = [0, 1, 2, 8, 0xff, 0xffff, 0x10000, 60_000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

const somewhere = (bytes: Buffer, random: Random): number => Math.floor(random() * bytes.length);

function pick<T>(list: readonly T[], random: Random): T {
  const one = list[Math.floor(random() * list.length)];
  if (one === undefined) throw new RangeError('nothing to pick from');
  return one;
}

const MUTATIONS: readonly Mutation[] = [
  // A bit.
  (bytes, random) => {
    const at = somewhere(bytes, random);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    return bytes;
  },
  // A number, where numbers stand or anywhere.
  (bytes, random) => {
    const value = pick(EXTREMES, random);
    const size = pick([1, 2, 4], random);
    const at = Math.max(0, Math.min(somewhere(bytes, random) & ~1, bytes.length - size));
    if (bytes.length >= size) bytes.writeUIntLE(size === 4 ? value : value & (2 ** (size * 8) - 1), at, size);
    return bytes;
  },
  // One offset for another, so that things lie in each other.
  (bytes, random) => {
    if (bytes.length >= 8) bytes.writeUInt32LE(somewhere(bytes, random), somewhere(bytes, random) % (bytes.length - 3));
    return bytes;
  },
  // Cut off.
  (bytes, random) => bytes.subarray(0, somewhere(bytes, random)),
  // A part is missing, or there twice.
  (bytes, random) => {
    const [from, to] = [somewhere(bytes, random), somewhere(bytes, random)];
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  // A part is overwritten.
  (bytes, random) => {
    const from = somewhere(bytes, random);
    return bytes.fill(pick([0, 0xff, 0x10], random), from, Math.min(from + Math.floor(random() * 40), bytes.length));
  },
];

/** Sound faxes of all kinds, small, so that thousands can be tried. */
function seeds(): Buffer[] {
  const pages = [drawnPage(96, 24, 1), drawnPage(40, 9, 2)];
  const coded = Object.values(VARIANTS).flatMap((variant) =>
    [undefined, 5].map((rowsPerStrip) => variantTiff(pages, { variant, ...(rowsPerStrip && { rowsPerStrip }) })),
  );
  const tiles = Array.from({ length: 4 }, (_, index) => Buffer.alloc(64, index * 37));
  const tiled = [1, 5, 8, 32773].map((compression) => {
    const tags: Required<TiffPart>['tags'] = {
      ...{ 256: [3, [64]], 257: [3, [20]], 259: [3, [compression]], 273: undefined, 279: undefined },
      ...{ 322: [3, [32]], 323: [3, [16]], 324: [4, [8, 72, 136, 200]], 325: [4, [64, 64, 64, 64]] },
    };
    return tiffFile([{ strips: tiles, tags }]);
  });
  return [...coded, ...tiled];
}

/** So many faxes that are more or less broken, the same on every run. */
export function mutatedTiffs(count: number, seed: number): Generator<Buffer> {
  return mutated(seeds(), count, seed);
}

/** So many of these files, each more or less broken, the same on every run. */
export function* mutated(sound: readonly Buffer[], count: number, seed: number): Generator<Buffer> {
  const random = seeded(seed);
  for (let made = 0; made < count; made++) {
    let bytes = Buffer.from(pick(sound, random));
    const times = 1 + Math.floor(random() * 6);
    for (let time = 0; time < times && bytes.length > 0; time++)
      bytes = Buffer.from(pick(MUTATIONS, random)(bytes, random));
    yield bytes;
  }
}
