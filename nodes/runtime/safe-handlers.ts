import { toError } from '../../src/domain/errors';
import type { Message, RuntimeNode, Send } from './node-red';

/**
 * A rejected promise in an `input` handler ends the user's whole Node-RED. Here every input ends in exactly one `done()`
 * or `done(error)`.
 */
export function onInput(node: RuntimeNode, handle: (message: Message, send: Send) => Promise<void>): void {
  node.on('input', (message, send, done) => {
    void Promise.resolve()
      .then(() => handle(message, send))
      .then(
        () => done(),
        (error: unknown) => done(toError(error)),
      );
  });
}

/** Node-RED waits 15 s for all nodes together, Docker 10 s for the process: what does not end by itself is left behind. */
const CLOSE_MS = 2_000;

export function onClose(node: RuntimeNode, handle: (removed: boolean) => Promise<void> | void): void {
  node.on('close', (removed, done) => {
    let ended = false;
    const end = (): void => {
      if (ended) return;
      ended = true;
      clearTimeout(deadline);
      done();
    };
    const deadline = setTimeout(end, CLOSE_MS);
    void Promise.resolve()
      .then(() => handle(removed))
      .then(end, end);
  });
}
