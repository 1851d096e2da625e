import assert from 'node:assert/strict';
import { failureReason } from '../../../src/store/level/failure-reason';
import { systemError } from './faulty-level';

describe('The reason for a failure of the store', () => {
  const cases: [Error, string][] = [
    [systemError('LEVEL_IO_ERROR', 'IO error: /home/x/000003.log: No space left on device'), 'the disk is full'],
    [systemError('ENOSPC', 'ENOSPC'), 'the disk is full'],
    [
      systemError('LEVEL_LOCKED', 'IO error: lock /x/LOCK: Resource temporarily unavailable'),
      'another Node-RED uses this folder',
    ],
    [
      systemError('LEVEL_IO_ERROR', 'IO error: /x/LOCK: Permission denied'),
      'no permission to read and write the folder of the store',
    ],
    ...['No locks available', 'Operation not supported', 'Function not implemented'].map((text): [Error, string] => [
      systemError('LEVEL_LOCKED', `IO error: lock /x/LOCK: ${text}`),
      'file locks do not work on this file system: put the user directory on a local disk',
    ]),
    [systemError('EROFS', 'EROFS: read-only file system, open'), 'the disk is read-only'],
    [systemError('LEVEL_CORRUPTION', 'Corruption: bad block'), 'the files of the store are damaged'],
    [systemError('EIO', 'EIO: i/o error /home/canary'), 'the disk reports an error'],
  ];
  for (const [error, reason] of cases) {
    it(`is "${reason}" for ${error.message}`, () => {
      assert.equal(failureReason(error), reason);
      const wrapped = Object.assign(new Error('Database failed to open', { cause: error }), {
        code: 'LEVEL_DATABASE_NOT_OPEN',
      });
      assert.equal(failureReason(wrapped), reason === 'the disk reports an error' ? 'the store is not open' : reason);
    });
  }

  it('is general for values that are not errors', () => {
    assert.equal(failureReason('thrown'), 'the disk reports an error');
  });
});
