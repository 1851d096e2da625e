/** CRC-32C (Castagnoli), by which LevelDB protects each block and record; eight bytes a step. */
const POLYNOMIAL = 0x82f63b78;
const STEP = 8;

const TABLES: readonly Uint32Array[] = makeTables();

function makeTables(): Uint32Array[] {
  const first = new Uint32Array(256).map((_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    return crc;
  });
  const tables = [first];
  while (tables.length < STEP) {
    const last = tables[tables.length - 1] ?? first;
    tables.push(last.map((crc) => at(first, crc & 0xff) ^ (crc >>> 8)));
  }
  return tables;
}

function crc32c(bytes: Uint8Array): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = TABLES as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  let crc = -1;
  let index = 0;
  for (; index + STEP <= bytes.length; index += STEP) {
    crc ^= at(bytes, index) | (at(bytes, index + 1) << 8) | (at(bytes, index + 2) << 16) | (at(bytes, index + 3) << 24);
    crc =
      at(t7, crc & 0xff) ^
      at(t6, (crc >>> 8) & 0xff) ^
      at(t5, (crc >>> 16) & 0xff) ^
      at(t4, crc >>> 24) ^
      at(t3, at(bytes, index + 4)) ^
      at(t2, at(bytes, index + 5)) ^
      at(t1, at(bytes, index + 6)) ^
      at(t0, at(bytes, index + 7));
  }
  for (; index < bytes.length; index += 1) crc = at(t0, (crc ^ at(bytes, index)) & 0xff) ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** The state of a check value after one more byte, or the initial state. */
export function crc32cFrom(byte?: number, state = -1): number {
  return byte === undefined ? state : at(TABLES[0] as Uint32Array, (state ^ byte) & 0xff) ^ (state >>> 8);
}

/** The check value as LevelDB stores it: masked, because the CRC of bytes that contain their own CRC is weak. */
export function maskedCrc32c(bytes: Uint8Array): number {
  return masked(crc32c(bytes));
}

/** The masked check value of a state. */
export function mask(state: number): number {
  return masked(~state >>> 0);
}

function masked(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

function at(array: Uint8Array | Uint32Array, index: number): number {
  return array[index] as number;
}
