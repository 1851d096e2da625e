import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PdfValue } from '../../../src/documents/pdf/pdf-value';
import { undoPrediction } from '../../../src/documents/pdf/undo-prediction';
import { UnreadablePdfError } from '../../../src/documents/pdf/unreadable-pdf';
import { predict } from './pdf-file';

const parametersOf = (numbers: Record<string, number>): Map<string, PdfValue> =>
  new Map(Object.entries(numbers).map(([name, value]) => [name, { kind: 'number', value }]));

describe('undoing the prediction of a packed table', () => {
  it('gives back any rows, whatever they were predicted from', () => {
    const anyRows = fc
      .integer({ min: 1, max: 6 })
      .chain((columns) =>
        fc.array(fc.array(fc.nat(255), { minLength: columns, maxLength: columns }), { minLength: 1 }),
      );
    const anyFilters = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(anyRows, anyFilters, (rows, filters) => {
        const parameters = parametersOf({
          Predictor: 12,
          Columns: rows[0]?.length ?? 0,
          Colors: 1,
          BitsPerComponent: 8,
        });
        const result = undoPrediction(Buffer.from(predict(rows, filters).flat()), parameters);
        assert.deepEqual([...result], rows.flat());
      }),
    );
  });

  it('leaves content alone that was not predicted', () => {
    const content = Buffer.from([9, 8, 7]);
    assert.equal(undoPrediction(content, parametersOf({})), content);
    assert.equal(undoPrediction(content, parametersOf({ Predictor: 1, Columns: 4 })), content);
  });

  it('gives up on kinds that tables do not have', () => {
    const content = Buffer.from([9, 8, 7]);
    for (const numbers of [
      { Predictor: 2, Columns: 2 },
      { Predictor: 12, Columns: 0 },
      { Predictor: 12, Columns: 1e9 },
      { Predictor: 12, Columns: 2.5 },
      { Predictor: 12, Columns: 2, Colors: 3 },
      { Predictor: 12, Columns: 2, BitsPerComponent: 1 },
      { Predictor: 12, Columns: 2 },
    ]) {
      assert.throws(() => undoPrediction(content, parametersOf(numbers)), UnreadablePdfError, JSON.stringify(numbers));
    }
  });
});
