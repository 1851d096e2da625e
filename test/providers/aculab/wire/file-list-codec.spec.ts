import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readFileList } from '../../../../src/providers/aculab/wire/file-list-codec';
import {
  freshUploadName,
  readStoredName,
  storedKey,
  uploadToken,
} from '../../../../src/providers/aculab/wire/stored-name';
import { instanceIdIn } from '../../../../src/providers/aculab/wire/wire-values';
import { isStoredName } from '../../../../src/simulator/aculab/stored-name';
import { INSTANCE, STORED, TOKEN } from '../page-bodies';

describe('the list of the media store', () => {
  it('is read in every form it may have, its TIFFs only', () => {
    const facts = { created_date: '2026-11-21_14:35:03', size: 7 };
    const named = { [STORED]: facts, '/rest_api/recordings/a.wav': facts };
    const listed = Object.entries(named).map(([filename, more]) => ({ filename, ...more }));
    for (const answer of [named, listed, { files: named }, { files: listed }]) {
      assert.deepEqual(readFileList(answer), [{ name: STORED, createdAt: '2026-11-21T14:35:03.000Z' }]);
    }
    assert.deepEqual(readFileList([STORED.slice(1), 'a.wav']), [{ name: STORED.slice(1), createdAt: undefined }]);
    for (const nothing of [{}, [], { files: [] }]) assert.deepEqual(readFileList(nothing), []);
  });

  it('is none where it might be an error', () => {
    for (const answer of [null, 'x', 7, { status: 'failed', code: 3 }, [{ name: 'x' }], { error: 'x' }, [[]]]) {
      assert.equal(readFileList(answer), undefined);
    }
    fc.assert(fc.property(fc.jsonValue(), (answer) => void readFileList(answer)));
  });
});

describe('a name in the media store', () => {
  it('is kept as Aculab wrote it, is the same with and without its first slash, and must keep the vendor’s rules', () => {
    for (const name of [STORED, STORED.slice(1)]) {
      assert.equal(readStoredName(name), name);
      assert.equal(storedKey(name), STORED);
    }
    for (const name of ['', '/a.exe', '/a', '/../a.tif', '//a.tif', '/a/./b.tif', '/a b.tif', '/ä.tif', 7, null]) {
      assert.equal(readStoredName(name), undefined);
    }
    fc.assert(
      fc.property(fc.string(), (text) => {
        const name = readStoredName(`${text}.tif`);
        if (name !== undefined) assert(isStoredName(name));
      }),
    );
  });

  it('of an upload is a fresh one each time, and tells its call', () => {
    const [one, two] = [freshUploadName(TOKEN), freshUploadName(TOKEN)];
    assert.notEqual(one, two);
    assert.deepEqual(
      [uploadToken(one), uploadToken(one.slice(1)), isStoredName(one), uploadToken(STORED)],
      [TOKEN, TOKEN, true, undefined],
    );
  });

  it('may hold the instance of its call', () => {
    assert.equal(instanceIdIn(STORED), INSTANCE);
    assert.equal(instanceIdIn('/other/fax.tif'), undefined);
  });
});
