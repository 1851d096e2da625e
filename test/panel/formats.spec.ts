import assert from 'node:assert/strict';
import { Formats } from '../../panel/editor/formats';

describe('times and numbers of the panel', () => {
  const now = new Date(2026, 10, 29, 14, 43, 7).getTime();
  const spaces = (text: string): string => text.replace(/\s/gu, ' ');

  it('are written as the language has them', () => {
    const german = new Formats('de', () => now);
    assert.equal(german.number(10_000), '10.000');
    assert.equal(german.time(now), '14:43:07');
    assert.equal(spaces(german.duration(1530)), '1,5 Sek.');
    assert.equal(spaces(new Formats('en-US', () => now).time(now)), '2:43:07 PM');
  });

  it('have their date where they are not of today', () => {
    assert.match(new Formats('en-US', () => now).time(now - 86_400_000), /Nov 28, 2026/);
    assert.match(new Formats('en-US', () => now).minute(now - 2 * 86_400_000), /Nov 27, 2026/);
    assert.match(spaces(new Formats('en-US', () => now).minute(now - 20 * 3_600_000)), /^6:43 PM$/);
  });

  it('are easy to read', () => {
    const formats = new Formats('en-US', () => now);
    const texts = [formats.duration(12.4), formats.duration(90_000), formats.bytes(900), formats.bytes(41_300)];
    assert.deepEqual(texts.map(spaces), ['12 ms', '2 min', '900 byte', '41 kB']);
    assert.equal(spaces(formats.bytes(2_640_000)), '2.6 MB');
  });

  it('are in English for an invalid language', () => {
    assert.equal(new Formats('not a language', () => now).number(1000), '1,000');
  });
});
