import assert from 'node:assert/strict';
import { sentDocument } from '../../src/outbox/job-status';
import { fax, faxOrder, job } from './jobs';

describe('the document of a status', () => {
  const part = { file: 'b.tif', type: 'image/tiff', filename: 'more.tif', size: 4, sha256: 'cd' };

  it('is what was sent, by path, without the store’s own file name', () => {
    assert.deepEqual(sentDocument(fax(job()), '/flow/fax.tif'), {
      ...{ type: 'image/tiff', filename: 'fax.tif', size: 3, sha256: 'ab', path: '/flow/fax.tif' },
    });
    assert.equal('path' in (sentDocument(fax(job()), undefined) ?? {}), false);
  });

  it('is none where a job of an earlier version was stored in parts, for a part is not what was sent', () => {
    const order = faxOrder({ documents: [...faxOrder().documents, part] });
    assert.equal(sentDocument(fax(job({ order })), '/flow/fax.tif'), undefined);
  });
});
