import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { smsParts } from '../../../src/domain/sms-parts';

const html = readFileSync(join(__dirname, '../../../nodes/sms-send/sms-send.html'), 'utf8');
const [source = ''] = /const GSM =[\s\S]*?(?=\n {4}RED\.nodes\.registerType)/.exec(html) ?? [];
interface Counted {
  parts: number;
  units: number;
  offending: string[];
}

/** The editor's own code, as it is in the page. */
const partsOf = runInNewContext(`${source}; partsOf`) as (text: string, characterset: string) => Counted;

describe('the part count in the dialog of sms-send', () => {
  it('is that of the engine', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ' ', '€', '’', '😀', 'ß', '[', '\n', 'я'), maxLength: 500 });
    fc.assert(
      fc.property(
        text,
        fc.constantFrom('Auto' as const, 'GSM' as const, 'Unicode' as const),
        (written, characterset) => {
          const { parts, units, offending } = smsParts(written, characterset);
          // Of another realm, so its arrays are not ours.
          assert.deepEqual(structuredClone(partsOf(written, characterset)), { parts, units, offending });
        },
      ),
    );
  });
});
