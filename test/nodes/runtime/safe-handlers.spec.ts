import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import type { Done, Message, RuntimeNode, Send } from '../../../nodes/runtime/node-red';
import { onClose, onInput } from '../../../nodes/runtime/safe-handlers';

type Input = (message: Message, send: Send, done: Done) => void;
type Close = (removed: boolean, done: () => void) => void;

describe('handlers of a node', () => {
  let handlers: Record<string, unknown>;
  const node = { on: (event: string, handler: unknown) => (handlers[event] = handler) } as unknown as RuntimeNode;

  beforeEach(() => (handlers = {}));

  async function input(handle: (message: Message, send: Send) => Promise<void>): Promise<(Error | undefined)[]> {
    const ends: (Error | undefined)[] = [];
    onInput(node, handle);
    (handlers.input as Input)(
      {},
      () => undefined,
      (error) => ends.push(error),
    );
    for (let i = 0; i < 5; i += 1) await turn();
    return ends;
  }

  it('end every input with exactly one done', async () => {
    assert.deepEqual(await input(() => Promise.resolve()), [undefined]);
  });

  for (const [what, handle] of [
    ['rejects', () => Promise.reject(new Error('x'))],
    [
      'throws at once',
      () => {
        throw new Error('x');
      },
    ],
    [
      'throws no error',
      () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- just what a library may do
        throw 'x';
      },
    ],
  ] as const) {
    it(`give an error to done where the work ${what}`, async () => {
      const [error, ...more] = await input(handle);
      assert.equal(more.length, 0);
      assert(error instanceof Error);
      assert.equal(error.message, 'x');
    });
  }

  for (const outcome of [() => Promise.resolve(), () => Promise.reject(new Error('x'))]) {
    it('tell of an error without its message where the message cannot be handed to anybody', async () => {
      const told: unknown[][] = [];
      const cannotCopy = (): void => {
        throw new Error('a getter');
      };
      onInput({ ...node, error: (...args: unknown[]) => told.push(args) }, outcome);
      (handlers.input as Input)({}, () => undefined, cannotCopy);
      for (let i = 0; i < 5; i += 1) await turn();
      assert.equal(told.length, 1);
      assert.deepEqual(
        told[0]?.map((arg) => arg instanceof Error),
        [true],
      );
    });
  }

  async function close(handle: (removed: boolean) => Promise<void> | void, removed = false): Promise<number> {
    let ends = 0;
    onClose(node, handle);
    (handlers.close as Close)(removed, () => (ends += 1));
    for (let i = 0; i < 5; i += 1) await turn();
    return ends;
  }

  it('close once, also where closing fails', async () => {
    assert.equal(await close(() => undefined), 1);
    assert.equal(await close(() => Promise.reject(new Error('x'))), 1);
    let told: boolean | undefined;
    await close((removed) => void (told = removed), true);
    assert.equal(told, true);
  });

  it('do not wait longer than two seconds for something that hangs', async () => {
    let ends = 0;
    onClose(node, () => new Promise(() => undefined));
    await new Promise<void>((resolve) => {
      (handlers.close as Close)(false, () => {
        ends += 1;
        resolve();
      });
    });
    assert.equal(ends, 1);
  });
});
