import assert from 'node:assert/strict';
import { callingCode } from '../../../src/domain/numbers/calling-code';

describe('the calling code of a country', () => {
  for (const [text, expected] of [
    ...([
      ['', ''],
      [' ', ''],
      ['44', '44'],
      ['+44', '44'],
      ['0044', '44'],
      [' 44 ', '44'],
      ['+ 44', undefined],
    ] as const),
    ...([
      ['1', '1'],
      ['+1', '1'],
      ['001', '1'],
      ['358', '358'],
      ['\uff14\uff14', '44'],
      ['\u202a+44\u202c', '44'],
    ] as const),
    ...([
      ['GB', '44'],
      ['gb', '44'],
      ['UK', '44'],
      ['US', '1'],
      ['USA', '1'],
      ['CA', '1'],
      ['VA', '39'],
      ['KZ', '7'],
    ] as const),
    ...([
      ['United Kingdom', '44'],
      ['united states', '1'],
      ['Italy', '39'],
      ['Germany', '49'],
    ] as const),
    ...([
      ['999', undefined],
      ['210', undefined],
      ['800', undefined],
      ['0', undefined],
      ['044', undefined],
    ] as const),
    ...([
      ['4444', undefined],
      ['XX', undefined],
      ['ZZ', undefined],
      ['001212', undefined],
      ['-44', undefined],
    ] as const),
    ...([
      ['toString', undefined],
      ['__proto__', undefined],
    ] as const),
  ]) {
    it(`is ${expected ?? 'unknown'} for ${JSON.stringify(text)}`, () => assert.equal(callingCode(text), expected));
  }
});
