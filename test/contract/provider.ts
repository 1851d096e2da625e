import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { inspect } from 'node:util';
import { AuthError, ItemGoneError } from '../../src/domain/errors';
import type { ProviderEvent } from '../../src/domain/events';
import type {
  Decoded,
  StatedDocument,
  IncomingEvent,
  KnownItem,
  Provider,
  ReceivedDocument,
  ReconcileSink,
  AcceptResult,
} from '../../src/providers/provider';

/** One input of a provider and the exact result that is expected. */
export interface ProviderFixture {
  name: string;
  /** The name and data of the push. */
  event: string;
  data: unknown;
  /** The expected events, without `raw`. */
  events: Omit<ProviderEvent, 'raw'>[];
  /** The service can also hold this item, so that it is tested by list and fetch as well. */
  held?: boolean;
  /** The events expected from the list, if it tells more than the push. */
  listed?: Omit<ProviderEvent, 'raw'>[];
  stated?: StatedDocument;
  /** The document expected from `fetchDocument`; undefined when the item has none. */
  document?: Buffer;
}

/** A provider and the service behind it. */
export interface ProviderBench {
  provider: Provider;
  /** Makes the service hold these items, unread, from now on or from when the returned promise resolves. */
  hold(fixtures: ProviderFixture[]): unknown;
  /** Breaks the service's list, so that its items can only be fetched one by one. */
  breakList(): void;
  /** The ids of the items that were closed at the service. */
  readonly closed: string[];
  close(): Promise<void>;
}

export interface ProviderSuite {
  fixtures: ProviderFixture[];
  /** Decodes a push, for a provider that does not use `decodePush`. */
  decode?: (provider: Provider, input: Pick<ProviderFixture, 'event' | 'data'>) => Decoded | Promise<Decoded>;
  /**
   * The service has no documents and no way to read its items without the list, to say what
   * is unread, or to wait for news.
   */
  smsOnly?: true;
  /**
   * The service is a store of files (Aculab). A push never brings the document, which stays there until it is deleted,
   * so `keep` tells the service nothing. The list of files cannot be read one by one or waited for, and does not say
   * what is unread.
   */
  fileStore?: true;
  /** Authenticated input that no codec understands. */
  unintelligible: { name: string; event: string; data: unknown }[];
  start(credentials: 'good' | 'bad'): Promise<ProviderBench>;
  /** A secret, a number and a text that occur in the credentials, the fixtures and the service's error bodies. */
  canaries: string[];
}

/** Everything a provider hands to the engine while reconciling. */
export class CollectingSink implements ReconcileSink {
  readonly taken: IncomingEvent[] = [];
  readonly quarantined: { reason: string; body: string }[] = [];
  readonly lists: string[][] = [];
  readonly documents = new Map<string, Buffer>();

  accept(incoming: IncomingEvent): Promise<AcceptResult> {
    const { event } = incoming;
    const known = this.taken.some((other) => other.event.kind === event.kind && other.event.keyId === event.keyId);
    this.taken.push(incoming);
    return Promise.resolve(known ? 'duplicate' : 'stored');
  }

  knows({ kind, keyId }: KnownItem): Promise<boolean> {
    return Promise.resolve(this.taken.some(({ event }) => event.kind === kind && event.keyId === keyId));
  }

  quarantine(reason: string, body: Buffer): Promise<void> {
    this.quarantined.push({ reason, body: body.toString() });
    return Promise.resolve();
  }

  unread(providerIds: string[]): Promise<void> {
    this.lists.push(providerIds);
    return Promise.resolve();
  }

  writeDocument = async (bytes: Readable): Promise<ReceivedDocument> => {
    const pieces: Buffer[] = [];
    for await (const piece of bytes) pieces.push(piece as Buffer);
    const content = Buffer.concat(pieces);
    const file = `file-${this.documents.size + 1}`;
    this.documents.set(file, content);
    const digest = (name: string): string => createHash(name).update(content).digest('hex');
    return { file, size: content.length, sha256: digest('sha256'), md5: digest('md5'), type: 'image/tiff' };
  };
}

/** The tests of receiving that every provider must pass. */
export function describeProvider(name: string, suite: ProviderSuite): void {
  describe(`${name} as a provider`, () => {
    const signal = new AbortController().signal;
    const held = suite.fixtures.filter((fixture) => fixture.held === true);
    const decode: NonNullable<ProviderSuite['decode']> =
      suite.decode ?? ((provider, { event, data }) => provider.decodePush(event, data));
    const smsOnly = suite.smsOnly === true;
    const fileStore = suite.fileStore === true;
    const listOnly = smsOnly || fileStore;
    let bench: ProviderBench;

    async function start(credentials: 'good' | 'bad' = 'good'): Promise<Provider> {
      bench = await suite.start(credentials);
      return bench.provider;
    }
    afterEach(() => bench.close());

    for (const fixture of suite.fixtures) {
      it(`makes exactly the expected events of a push: ${fixture.name}`, async () => {
        const decoded = await decode(await start(), fixture);
        assert.ok(decoded.outcome === 'events');
        const events = decoded.events.map(({ event }) => event);
        assert.deepEqual(events.map(withoutRaw), fixture.events);
      });
    }

    for (const fixture of held) {
      it(`makes one key of it by push, list and fetch: ${fixture.name}`, async () => {
        const provider = await start();
        await bench.hold([fixture]);
        const sink = new CollectingSink();
        await provider.reconcile(sink, signal);
        assert.deepEqual(
          sink.taken.map(({ event }) => withoutRaw(event)),
          listedOf(fixture),
        );
        assert.deepEqual(listedOf(fixture).map(keyOf), fixture.events.map(keyOf));
        const [expected] = fixture.events;
        assert.ok(expected);
        if (expected.kind === 'fax.status' || smsOnly) return;
        const fetched = await provider.fetchDocument(expected.providerId, sink.writeDocument, signal);
        assert.deepEqual(withoutRaw(fetched.event), expected);
        assert.deepEqual(fetched.stated, fixture.stated ?? {});
        assert.deepEqual(fetched.document && sink.documents.get(fetched.document.file), fixture.document);
      });
    }

    it('hands over everything the service holds, and says what is unread', async () => {
      const provider = await start();
      await bench.hold(held);
      const sink = new CollectingSink();
      await provider.reconcile(sink, signal);
      assert.deepEqual(
        sink.taken.map(({ event }) => withoutRaw(event)),
        held.flatMap(listedOf),
      );
      if (listOnly) return;
      const open = sink.taken.map(({ event }) => event).filter(({ kind }) => kind.endsWith('.received'));
      assert.deepEqual(sink.lists, [open.map(({ providerId }) => providerId)]);
    });

    const unlessListOnly = listOnly ? () => undefined : it;
    unlessListOnly('hands over the same where the service cannot list', async () => {
      const provider = await start();
      await bench.hold(held);
      bench.breakList();
      const sink = new CollectingSink();
      await provider.reconcile(sink, signal);
      assert.deepEqual(
        sink.taken.map(({ event }) => withoutRaw(event)),
        held.flatMap(listedOf),
      );
      const documents = sink.taken.map(({ document }) => {
        const content = document?.content;
        return content === undefined || Buffer.isBuffer(content) ? content : sink.documents.get(content.file);
      });
      assert.deepEqual(
        documents,
        held.map(({ document }) => document),
      );
      assert.deepEqual(sink.lists, [], 'what is unread is not known');
    });

    it('finds nothing where the service holds nothing', async () => {
      const provider = await start();
      const sink = new CollectingSink();
      await provider.reconcile(sink, signal);
      assert.deepEqual([sink.taken, sink.quarantined, sink.lists], [[], [], listOnly ? [] : [[]]]);
    });

    for (const { name: what, event, data } of suite.unintelligible) {
      it(`puts ${what} into quarantine, with a reason that quotes nothing`, async () => {
        const decoded = await decode(await start(), { event, data });
        assert.ok(decoded.outcome === 'quarantine');
        assert.notEqual(decoded.reason, '');
        for (const canary of suite.canaries) assert.ok(!decoded.reason.includes(canary));
      });
    }

    it('keeps the fields as they came in `raw`, without the document', async () => {
      const provider = await start();
      for (const fixture of suite.fixtures.filter(({ document }) => document !== undefined)) {
        const decoded = await decode(provider, fixture);
        const raw = decoded.outcome === 'events' ? decoded.events[0]?.event.raw : undefined;
        assert.ok(raw);
        const bytes = fixture.document?.toString('base64') ?? '';
        const isPushed = JSON.stringify(fixture.data).includes(bytes.replace(/=+$/, ''));
        assert.equal(isPushed, !fileStore, 'the fixture has it, where documents are pushed');
        assert.ok(!JSON.stringify(raw).includes(bytes.replace(/=+$/, '')), 'raw has not');
      }
    });

    it('may acknowledge twice, and says so when the service no longer has it', async () => {
      const provider = await start();
      await bench.hold(held);
      const [event] = held.flatMap(({ events }) => events);
      assert.ok(event);
      const item = { kind: event.kind, providerId: event.providerId, action: 'keep' as const };
      const again = (action: 'keep' | 'delete') =>
        provider
          .acknowledge({ ...item, action }, signal)
          .catch((error: unknown) => assert(error instanceof ItemGoneError));
      await provider.acknowledge(item, signal);
      await again('keep');
      if (fileStore) assert.deepEqual(bench.closed, [], 'what is kept stays there');
      await again('delete');
      // Not for a store of files, where a missing file may only be too new to be visible.
      if (!fileStore) await again('delete');
      assert.ok(bench.closed.includes(event.providerId));
    });

    it('names the account of good credentials', async () => {
      const { account } = await (await start()).account(signal);
      assert.equal(typeof account, 'string');
    });

    it('can be asked something that changes nothing', async () => {
      const provider = await start();
      await bench.hold(held);
      await provider.ping(signal);
      assert.deepEqual(bench.closed, []);
    });

    it('recognises bad credentials in every call, and reveals no secret', async () => {
      const provider = await start('bad');
      const [event] = held.flatMap(({ events }) => events);
      const providerId = event?.providerId ?? '';
      const sink = new CollectingSink();
      const calls = [
        provider.account(signal),
        provider.ping(signal),
        provider.reconcile(sink, signal),
        provider.acknowledge(
          { kind: event?.kind ?? 'unknown', providerId, action: fileStore ? 'delete' : 'keep' },
          signal,
        ),
        ...(listOnly ? [] : [provider.waitForNews(signal)]),
        ...(smsOnly ? [] : [provider.fetchDocument(providerId, sink.writeDocument, signal)]),
      ];
      for (const { status, reason } of (await Promise.allSettled(calls)) as PromiseRejectedResult[]) {
        assert.equal(status, 'rejected');
        assert.ok(reason instanceof AuthError, inspect(reason));
        for (const canary of suite.canaries) assert.ok(!inspect(reason, { depth: 9 }).includes(canary));
      }
      assert.deepEqual(sink.taken, []);
    });

    it('stops what is under way when it is closed, and closes twice', async () => {
      const provider = await start();
      await provider.close();
      await provider.close();
      await assert.rejects(provider.account(signal), { code: 'PUSHLINE_PROVIDER' });
      await assert.rejects(provider.ping(signal), { code: 'PUSHLINE_PROVIDER' });
    });
  });
}

function listedOf({ listed, events }: ProviderFixture): Omit<ProviderEvent, 'raw'>[] {
  return listed ?? events;
}

function keyOf({ kind, keyId, providerId }: Omit<ProviderEvent, 'raw'>): string[] {
  return [kind, keyId, providerId];
}

function withoutRaw(event: ProviderEvent): unknown {
  return Object.fromEntries(Object.entries(event).filter(([name]) => name !== 'raw'));
}
