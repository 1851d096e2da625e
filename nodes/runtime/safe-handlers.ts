import { toError } from '../../src/domain/errors';
import { closingTime } from './closing-time';
import type { Done, Message, RuntimeNode, Send } from './node-red';

/**
 * Handles a node's input so that each message ends in exactly one `done()` or `done(error)`. A rejected promise in an
 * `input` handler would end the user's whole Node-RED.
 */
export function onInput(node: RuntimeNode, handle: (message: Message, send: Send) => Promise<void>): void {
  node.on('input', (message, send, done) => {
    void Promise.resolve()
      .then(() => handle(message, send))
      .then(
        () => end(node, done),
        (error: unknown) => end(node, done, toError(error)),
      );
  });
}

/** Node-RED copies the message for the flow's Catch nodes, which throws if the message has a getter that throws. */
function end(node: RuntimeNode, done: Done, error?: Error): void {
  try {
    done(error);
  } catch (thrown) {
    node.error(error ?? toError(thrown));
  }
}

export function onClose(node: RuntimeNode, handle: (removed: boolean) => Promise<void> | void): void {
  node.on('close', (removed, done) => {
    let ended = false;
    const end = (): void => {
      if (ended) return;
      ended = true;
      clearTimeout(deadline);
      done();
    };
    const deadline = setTimeout(end, closingTime.ms);
    void Promise.resolve()
      .then(() => handle(removed))
      .then(end, end);
  });
}
