import assert from 'node:assert/strict';
import type { Readable } from 'node:stream';
import { ProviderUnavailableError, StoreError } from '../../../../src/domain/errors';
import { readFaxReply } from '../../../../src/providers/etherfax/wire/fax-reply';
import type { ReceivedDocument } from '../../../../src/providers/provider';
import { CollectingSink } from '../../../contract/provider';

async function* body(...pieces: (string | Error)[]): AsyncGenerator<Buffer> {
  for (const piece of pieces) {
    await Promise.resolve();
    if (piece instanceof Error) throw piece;
    yield Buffer.from(piece);
  }
}

const broken = new ProviderUnavailableError('broken', { reason: 'reset' });
const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw broken;
  }
};

describe('readFaxReply', () => {
  it('streams the document and gives the rest', async () => {
    const sink = new CollectingSink();
    const { reply, document } = await readFaxReply(
      body('{"FaxImage":"aGVs', 'bG8=","a":1}'),
      sink.writeDocument,
      parse,
    );
    assert.deepEqual(reply, { FaxImage: '', a: 1 });
    assert.equal(sink.documents.get(document?.file ?? '')?.toString(), 'hello');
  });

  it('does not call the writer when there is no document', async () => {
    const refuse = (): never => assert.fail('nothing to receive');
    for (const text of ['{"FaxImage":null}', '{"FaxImage":""}', '{}']) {
      const { document } = await readFaxReply(body(text), refuse, parse);
      assert.equal(document, undefined);
    }
  });

  it('tells whether there was a document', async () => {
    const told: boolean[] = [];
    const note = (_text: string, hasDocument: boolean): unknown => told.push(hasDocument);
    await readFaxReply(body('{"FaxImage":"aGk="}'), new CollectingSink().writeDocument, note);
    await readFaxReply(body('{}'), new CollectingSink().writeDocument, note);
    assert.deepEqual(told, [true, false]);
  });

  for (const [what, pieces] of [
    ['cut in the document', ['{"FaxImage":"aGVs']],
    ['cut after the document', ['{"FaxImage":"aGVsbG8=",', '"a":']],
    ['of a connection that breaks', ['{"FaxImage":"aGVs', broken]],
  ] as const) {
    it(`makes the stream of an answer ${what} fail, so that no part of it is kept`, async () => {
      const sink = new CollectingSink();
      await assert.rejects(readFaxReply(body(...pieces), sink.writeDocument, parse), broken);
      assert.equal(sink.documents.size, 0);
    });
  }

  it('throws the provider’s error when the writer wraps it', async () => {
    const wrapping = (bytes: Readable): Promise<ReceivedDocument> =>
      new CollectingSink().writeDocument(bytes).catch(() => {
        throw new StoreError('not written');
      });
    await assert.rejects(readFaxReply(body('{"FaxImage":"aGVs'), wrapping, parse), broken);
  });

  it('passes on the writer’s own error, and releases the connection', async () => {
    let ended = false;
    async function* endless(): AsyncGenerator<Buffer> {
      try {
        yield Buffer.from('{"FaxImage":"');
        for (;;) yield await Promise.resolve(Buffer.from('aGVsbG8h'));
      } finally {
        ended = true;
      }
    }
    const full = (bytes: Readable): Promise<ReceivedDocument> => {
      bytes.destroy();
      return Promise.reject(new StoreError('disk full'));
    };
    await assert.rejects(readFaxReply(endless(), full, parse), StoreError);
    await new Promise(setImmediate);
    assert.equal(ended, true);
  });

  it('does not read ahead of the writer', async () => {
    let given = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      yield Buffer.from('{"FaxImage":"');
      for (;;) {
        given += 1;
        yield await Promise.resolve(Buffer.alloc(64 * 1024, 'A'));
      }
    }
    const slow = async (bytes: Readable): Promise<ReceivedDocument> => {
      await new Promise((resolve) => bytes.once('readable', resolve));
      for (let turn = 0; turn < 100; turn += 1) await new Promise(setImmediate);
      bytes.destroy();
      throw new StoreError('gave up');
    };
    await assert.rejects(readFaxReply(endless(), slow, parse), StoreError);
    assert.ok(given < 10, `${given} pieces were read`);
  });
});
