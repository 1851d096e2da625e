import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { DocumentGoneError, type DocumentBytes } from '../../src/domain/document-bytes';

export interface DocumentBytesFixture {
  bytes: DocumentBytes;
  /** Opens the same documents in a second process, at the same time or later. */
  another(): Promise<DocumentBytes>;
  destroy(): Promise<void>;
}

/** The tests that every implementation of `DocumentBytes` must pass. */
export function documentBytesContract(name: string, create: () => Promise<DocumentBytesFixture>): void {
  describe(`${name} as a place of documents`, () => {
    let fixture: DocumentBytesFixture;
    let bytes: DocumentBytes;

    beforeEach(async () => {
      fixture = await create();
      ({ bytes } = fixture);
    });

    afterEach(() => fixture.destroy());

    async function write(slices: Buffer[], id = randomUUID()): Promise<string> {
      const sink = await bytes.begin(id);
      for (const slice of slices) await sink.write(slice);
      await sink.finish(`${id}.tif`);
      return `${id}.tif`;
    }

    async function read(file: string, from = bytes): Promise<Buffer> {
      const slices: Buffer[] = [];
      for await (const slice of from.read(file)) {
        assert(slice.length <= 1024 * 1024, 'slice by slice');
        slices.push(slice);
      }
      return Buffer.concat(slices);
    }

    for (const [what, sizes] of [
      ['a small one', [10]],
      ['an empty one', []],
      ['one in many small slices', Array.from({ length: 300 }, () => 7)],
      ['a large one', [3 * 1024 * 1024 + 1, 5]],
    ] as const) {
      it(`returns ${what} exactly, also to another process`, async () => {
        const slices = sizes.map((size) => randomBytes(size));
        const file = await write(slices);
        assert((await read(file)).equals(Buffer.concat(slices)));
        assert((await read(file, await fixture.another())).equals(Buffer.concat(slices)));
      });
    }

    it('shows nothing of a document before it is finished', async () => {
      const id = randomUUID();
      const sink = await bytes.begin(id);
      await sink.write(randomBytes(600_000));
      await assert.rejects(read(`${id}.tif`), DocumentGoneError);
      await sink.finish(`${id}.tif`);
      assert.equal((await read(`${id}.tif`)).length, 600_000);
    });

    it('keeps nothing of a discarded document', async () => {
      const id = randomUUID();
      const sink = await bytes.begin(id);
      await sink.write(randomBytes(600_000));
      await sink.discard();
      await sink.discard();
      await assert.rejects(read(`${id}.tif`), DocumentGoneError);
      assert.equal((await bytes.left()).length, 0);
      assert.equal((await bytes.having([id])).size, 0);
    });

    it('says that a document is gone, and removes it twice without an error', async () => {
      const file = await write([randomBytes(10)]);
      await bytes.remove(file);
      await bytes.remove(file);
      await assert.rejects(read(file), DocumentGoneError);
    });

    it('says which ids have a document', async () => {
      const id = randomUUID();
      await write([randomBytes(10)], id);
      assert.deepEqual([...(await bytes.having([randomUUID(), id]))], [id]);
      assert.equal((await bytes.having([])).size, 0);
    });
  });
}
