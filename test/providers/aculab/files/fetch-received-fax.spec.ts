import assert from 'node:assert/strict';
import { ItemGoneError, ProviderUnavailableError, StoreError } from '../../../../src/domain/errors';
import type { CallRow } from '../../../../src/providers/aculab/call/call-row';
import { createFactsCallStore } from '../../../../src/providers/aculab/call/call-store';
import { fetchReceivedFax } from '../../../../src/providers/aculab/files/fetch-received-fax';
import { createAculabClient } from '../../../../src/providers/aculab/wire/aculab-client';
import type { HttpClient } from '../../../../src/providers/http/http-client';
import { CollectingSink } from '../../../contract/provider';
import { FakeClock } from '../../../support/fake-clock';
import { MemoryFacts } from '../../../support/memory-facts';
import { INSTANCE, STORED } from '../page-bodies';

interface BenchOptions {
  shownAfter: number;
  known: boolean;
  /** Of the wall clock. */
  stepMs?: number;
  /** Of time. */
  scale?: number;
}

/** A file that shows after so many requests. */
function bench({ shownAfter, known, stepMs = 0, scale = 1 }: BenchOptions) {
  const clock = new FakeClock();
  clock.scale = scale;
  const told = { storedAt: clock.wall(), toldAt: clock.now() };
  clock.step(stepMs);
  const sink = new CollectingSink();
  const stop = new AbortController();
  const bytes = Buffer.from('II*\0 a fax');
  let asked = 0;
  const call: CallRow = {
    ...{ id: INSTANCE, epoch: 1, direction: 'in', token: 't', from: '15554499760', to: '', state: 'accepted' },
    ...{ isFaxing: true, startedAt: 0, movedAt: 0, answers: {}, file: STORED, fileAt: clock.now() },
  };
  const options = {
    calls: createFactsCallStore(new MemoryFacts()),
    ...{ clock, country: '', callOf: () => Promise.resolve(known ? { call, ...told } : undefined) },
    client: {
      openFile: () => {
        asked += 1;
        if (asked <= shownAfter) return Promise.reject(new ItemGoneError('not there'));
        return Promise.resolve(
          (async function* () {
            yield await Promise.resolve(bytes);
          })(),
        );
      },
    },
  };
  let ended = false;
  const fetched = fetchReceivedFax({ name: STORED, writeDocument: sink.writeDocument }, options, stop.signal);
  void fetched.then(
    () => (ended = true),
    () => (ended = true),
  );
  const pass = async (): Promise<void> => {
    while (!ended) {
      await new Promise(setImmediate);
      if (clock.pending > 0) clock.advance(500);
    }
  };
  return { call, clock, sink, stop, bytes, options, fetched, pass, asked: () => asked };
}

describe('the document of a received fax', () => {
  it('is waited for while it is only late, more and more patiently', async () => {
    const { fetched, pass, sink, bytes, asked, clock } = bench({ shownAfter: 4, known: true });
    await pass();
    const { document, event } = await fetched;
    assert.deepEqual(document && sink.documents.get(document.file), bytes);
    assert.deepEqual([event.keyId, asked(), clock.pending], [STORED, 5, 0]);
    assert.equal(clock.monotonic(), 500 + 1_000 + 2_000 + 4_000);
  });

  it('comes with what was learned about its call meanwhile', async () => {
    const { fetched, pass, call } = bench({ shownAfter: 1, known: true });
    call.pages = 3;
    await pass();
    const { payload } = (await fetched).event;
    assert('pages' in payload && payload.pages === 3);
  });

  it('is gone when it does not show in time', async () => {
    const { fetched, pass, clock } = bench({ shownAfter: Infinity, known: true });
    await pass();
    await assert.rejects(fetched, ItemGoneError);
    assert(clock.monotonic() >= 60_000 && clock.monotonic() < 70_000);
  });

  it('has real time to show, whatever the time scale', async () => {
    const { fetched, pass, clock } = bench({ shownAfter: Infinity, known: true, scale: 200 });
    await pass();
    await assert.rejects(fetched, ItemGoneError);
    assert(clock.monotonic() >= 5_000 && clock.monotonic() < 6_000);
  });

  for (const hours of [-24, 24]) {
    it(`is waited for just as long when the fetching instance's clock is ${hours} hours off`, async () => {
      const { fetched, pass, clock } = bench({ shownAfter: Infinity, known: true, stepMs: hours * 3_600_000 });
      await pass();
      await assert.rejects(fetched, ItemGoneError);
      assert(clock.monotonic() >= 60_000 && clock.monotonic() < 70_000);
    });
  }

  it('is gone at once if nothing says that it is new', async () => {
    const { fetched, asked } = bench({ shownAfter: 1, known: false });
    await assert.rejects(fetched, ItemGoneError);
    assert.equal(asked(), 1);
  });

  it('gives the connection back when the document cannot be written at all', async () => {
    let ended = false;
    async function* endless(): AsyncGenerator<Buffer, void, undefined> {
      try {
        for (;;) yield await Promise.resolve(Buffer.from('II*\0 a fax'));
      } finally {
        ended = true;
      }
    }
    const http: HttpClient = {
      open: () => Promise.resolve({ status: 200, contentType: undefined, body: endless() }),
      read: () => assert.fail('nothing to read'),
      close: () => Promise.resolve(),
    };
    const { options, stop } = bench({ shownAfter: 0, known: true });
    const client = createAculabClient(http, undefined);
    const writeDocument = (): Promise<never> => Promise.reject(new StoreError('the folder is away'));
    await assert.rejects(
      fetchReceivedFax({ name: STORED, writeDocument }, { ...options, client }, stop.signal),
      StoreError,
    );
    await new Promise(setImmediate);
    assert.equal(ended, true);
  });

  it('is not waited for any longer when all stops', async () => {
    const { fetched, stop, clock } = bench({ shownAfter: Infinity, known: true });
    while (clock.pending === 0) await new Promise(setImmediate);
    stop.abort();
    await assert.rejects(fetched, ProviderUnavailableError);
    assert.equal(clock.pending, 0);
  });
});
