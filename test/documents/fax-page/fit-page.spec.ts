import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FAX_WIDTH, fitPage } from '../../../src/documents/fax-page/fit-page';

const A4 = { width: 595.28, height: 841.89 };
const LETTER = { width: 612, height: 792 };

describe('fitting a page to a fax', () => {
  it('draws A4 and Letter in their own size, as far as a line goes', () => {
    assert.deepEqual(fitPage(A4, 'fine'), { turned: false, drawn: { width: 1688, height: 2287 } });
    assert.deepEqual(fitPage(A4, 'standard'), { turned: false, drawn: { width: 1688, height: 1143 } });
    assert.deepEqual(fitPage(LETTER, 'fine').drawn.width, FAX_WIDTH);
  });

  it('turns what lies on its side and would not fit, and nothing else', () => {
    const lying = fitPage({ width: A4.height, height: A4.width }, 'fine');
    assert.deepEqual(lying, { turned: true, drawn: { width: 2287, height: 1688 } });
    assert.equal(fitPage({ width: A4.width, height: 300 }, 'fine').turned, false);
  });

  it('makes smaller what is too large, and never larger what is small', () => {
    assert.deepEqual(fitPage({ width: 1190.55, height: 1683.78 }, 'fine'), {
      turned: false,
      drawn: { width: FAX_WIDTH, height: 2341 },
    });
    assert.deepEqual(fitPage({ width: 72, height: 72 }, 'standard').drawn, { width: 204, height: 98 });
    assert.deepEqual(fitPage({ width: 0.1, height: 0.1 }, 'standard').drawn, { width: 1, height: 1 });
  });

  it('fits pages of any size', () => {
    const length = fc.double({ min: 0.01, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(length, length, fc.constantFrom('fine' as const, 'standard' as const), (width, height, quality) => {
        const { turned, drawn } = fitPage({ width, height }, quality);
        const [across, down] = turned ? [drawn.height, drawn.width] : [drawn.width, drawn.height];
        assert.ok(across >= 1 && across <= FAX_WIDTH && down >= 1 && down <= 2740);
      }),
    );
  });
});
