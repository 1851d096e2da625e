import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Worker } from 'node:worker_threads';
import type { WorkerMessage } from '../../../src/documents/worker/document-jobs';
import { DocumentWorker } from '../../../src/documents/worker/document-worker';
import { BadDocumentError, ConvertError } from '../../../src/domain/errors';
import { sampleFax } from '../../../src/documents/sample/sample-fax';
import { FakeClock } from '../../support/fake-clock';

class FakeThread extends EventEmitter {
  readonly jobs: unknown[] = [];
  isTerminated = false;
  isHolding = true;

  postMessage(message: unknown): void {
    this.jobs.push(message);
  }
  ref(): void {
    this.isHolding = true;
  }
  unref(): void {
    this.isHolding = false;
  }
  terminate(): Promise<number> {
    this.isTerminated = true;
    return Promise.resolve(1);
  }
  say(message: WorkerMessage): void {
    this.emit('message', message);
  }
}

const RESULT = { files: [], warnings: [] };
const request = { bytes: new Uint8Array(1), to: 'pdf' } as const;

describe('the document worker', () => {
  let clock: FakeClock;
  let threads: FakeThread[];
  let worker: DocumentWorker;
  const ask = () => worker.run('convert-received', request);
  const refused = (asked: Promise<unknown>, message: RegExp, { retryable = false } = {}) =>
    assert.rejects(asked, (error) => {
      assert(error instanceof ConvertError);
      assert.deepEqual([message.test(error.message), error.retryable], [true, retryable]);
      return true;
    });

  beforeEach(() => {
    clock = new FakeClock();
    threads = [];
    const start = (): Worker => {
      const thread = new FakeThread();
      threads.push(thread);
      return thread as unknown as Worker;
    };
    worker = new DocumentWorker({ clock, start });
  });
  afterEach(() => worker.close());

  it('starts its thread with the first job, and gives it one at a time', async () => {
    assert.equal(threads.length, 0);
    const [first, second] = [ask(), ask()];
    assert.deepEqual(threads[0]?.jobs, [{ kind: 'convert-received', request }]);
    threads[0].say({ type: 'done', result: RESULT });
    assert.equal(await first, RESULT);
    assert.equal(threads[0].jobs.length, 2);
    threads[0].say({ type: 'done', result: RESULT });
    await second;
    assert.equal(threads.length, 1);
  });

  it('ends its thread when there was nothing to do for a while, and never holds up the end of the process', async () => {
    const first = ask();
    threads[0]?.say({ type: 'done', result: RESULT });
    await first;
    assert.equal(threads[0]?.isHolding, false);
    clock.advance(29_000);
    assert.equal(threads[0].isTerminated, false);
    void ask();
    assert.equal(threads[0].isHolding, true);
    clock.advance(29_000);
    assert.equal(threads[0].isTerminated, false);
    threads[0].say({ type: 'done', result: RESULT });
    clock.advance(30_000);
    assert.equal(threads[0].isTerminated, true);
    void ask();
    assert.equal(threads.length, 2);
  });

  it('ends a thread that makes no progress, and goes on with the next job in a new one', async () => {
    const [first, second] = [ask(), ask()];
    threads[0]?.say({ type: 'progress' });
    clock.advance(30_000);
    await refused(first, /too long/);
    assert.equal(threads[0]?.isTerminated, true);
    threads[1]?.say({ type: 'done', result: RESULT });
    assert.equal(await second, RESULT);
    // What a dead thread still says is not heard.
    threads[0].say({ type: 'done', result: RESULT });
    threads[0].emit('exit', 1);
    const third = ask();
    threads[1]?.say({ type: 'done', result: RESULT });
    await third;
  });

  it('lets a job go on while it makes progress, but not forever', async () => {
    const asked = ask();
    for (let page = 0; page < 11; page++) {
      clock.advance(29_000);
      threads[0]?.say({ type: 'progress' });
      if (page < 9) assert.equal(threads[0]?.isTerminated, false);
    }
    await refused(asked, /too long/);
  });

  for (const [what, end, message] of [
    [
      'has no more memory',
      (thread: FakeThread) => thread.emit('error', Object.assign(new Error('x'), { code: 'ERR_WORKER_OUT_OF_MEMORY' })),
      /memory/,
    ],
    ['fails', (thread: FakeThread) => thread.emit('error', new Error('boom')), /failed/],
    ['ends', (thread: FakeThread) => thread.emit('exit', 0), /ended/],
  ] as const) {
    it(`says that it never tried the document of a thread that ${what} before it began`, async () => {
      const [first, second] = [ask(), ask()];
      assert.ok(threads[0]);
      end(threads[0]);
      await refused(first, /no thread/, { retryable: true });
      threads[1]?.say({ type: 'done', result: RESULT });
      assert.equal(await second, RESULT);
    });

    // prettier-ignore
    it(`starts a new thread after one that ${what}`, async () => {
      const [first, second] = [ask(), ask()];
      assert.ok(threads[0]);
      threads[0].say({ type: 'progress' });
      end(threads[0]);
      await refused(first, message);
      threads[1]?.say({ type: 'done', result: RESULT });
      assert.equal(await second, RESULT);
    });
  }

  for (const awake of [0, 29_000]) {
    it(`does not take the time in which the process was suspended for time of the job, after ${awake} ms`, async () => {
      const asked = ask();
      threads[0]?.say({ type: 'progress' });
      clock.advance(awake);
      clock.suspend(60 * 60_000);
      threads[0]?.say({ type: 'progress' });
      clock.advance(29_000);
      threads[0]?.say({ type: 'done', result: RESULT });
      assert.equal(await asked, RESULT);
    });
  }

  it('says whether the document is at fault', async () => {
    const bad = ask();
    threads[0]?.say({ type: 'failed', code: 'PUSHLINE_BAD_DOCUMENT', message: 'the document is empty' });
    await assert.rejects(
      bad,
      (error) => error instanceof BadDocumentError && error.message === 'the document is empty',
    );
    const other = ask();
    threads[0]?.say({ type: 'failed', code: undefined, message: 'Invalid array length' });
    await refused(other, /Invalid array length/);
    assert.equal(threads.length, 1);
  });

  it('refuses what comes while no thread can be started, and tries again with the next', async () => {
    let isFull = true;
    const start = (): Worker => {
      if (isFull) throw new Error('EAGAIN');
      return new FakeThread() as unknown as Worker;
    };
    const poor = new DocumentWorker({ clock, start });
    await refused(poor.run('convert-received', request), /no thread/, { retryable: true });
    isFull = false;
    const asked = poor.run('convert-received', request);
    await poor.close();
    await refused(asked, /stopping/, { retryable: true });
  });

  it('fails all that is not done when it is closed, and all that comes later', async () => {
    const asked = [ask(), ask()];
    const ends = asked.map((one) => refused(one, /stopping/, { retryable: true }));
    await worker.close();
    await Promise.all(ends);
    await refused(ask(), /stopping/, { retryable: true });
    assert.equal(threads[0]?.isTerminated, true);
    await worker.close();
  });

  it('leaves no timer behind', async () => {
    const asked = ask();
    threads[0]?.say({ type: 'done', result: RESULT });
    await asked;
    await worker.close();
    assert.equal(clock.pending, 0);
  });
});

describe('the document worker in a thread of its own', () => {
  const worker = new DocumentWorker();
  after(() => worker.close());

  it('converts, and gives the bytes over', async () => {
    const bytes = new Uint8Array(sampleFax({ pages: 3 }));
    const { files, warnings } = await worker.run('convert-received', { bytes, to: 'pdf' }, [bytes.buffer]);
    assert.equal(Buffer.from(files[0]?.bytes ?? []).toString('latin1', 0, 5), '%PDF-');
    assert.deepEqual(warnings, []);
    assert.equal(bytes.length, 0, 'the memory is no longer ours');
    const again = await worker.run('convert-received', { bytes: sampleFax({ pages: 3 }), to: 'png' });
    assert.equal(again.files.length, 3);
  });

  it('refuses what it cannot read, in words', async () => {
    const asked = worker.run('convert-received', { bytes: new Uint8Array(9), to: 'pdf' });
    await assert.rejects(asked, BadDocumentError);
  });
});
