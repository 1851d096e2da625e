import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { smsParts } from '../../../src/domain/sms-parts';

const html = readFileSync(join(__dirname, '../../../nodes/sms-send/sms-send.html'), 'utf8');
const [source = ''] = /const GSM =[\s\S]*?(?=\n {4}RED\.nodes\.registerType)/.exec(html) ?? [];
// The editor's own code, as it is in the page.
// eslint-disable-next-line @typescript-eslint/no-implied-eval
const partsOf = new Function(`${source}; return partsOf;`)() as (
  text: string,
  characterset: string,
) => { parts: number; units: number; offending: string[] };

describe('the part count in the dialog of sms-send', () => {
  it('is that of the engine', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ' ', '€', '’', '😀', 'ß', '[', '\n', 'я'), maxLength: 500 });
    fc.assert(
      fc.property(text, fc.constantFrom('Auto', 'GSM', 'Unicode'), (written, characterset) => {
        const { parts, units, offending } = smsParts(written, characterset as 'Auto');
        assert.deepEqual(partsOf(written, characterset), { parts, units, offending });
      }),
    );
  });
});
