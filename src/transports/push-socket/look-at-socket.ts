import type { Clock } from '../../domain/clock';
import { failureOfClose, failureOfError, failureOfResponse, type FailureReason, type Phase } from './failure';
import { decodeFrame, encodeHello, PROTOCOL } from './frame-codec';
import { openWebSocket, type WebSocketTarget } from './open-web-socket';

/** How far a push socket came, and why it failed. */
export interface SocketLook {
  upgraded: boolean;
  /** The protocol version in the server's hello; undefined: no hello came. */
  protocol: 'known' | 'other' | undefined;
  failure?: FailureReason;
}

/** Usually the server says hello first. If it has not done so after this time, we do: the order does not matter. */
const OUR_TURN_MS = 3_000;
const PATIENCE_MS = 10_000;

/**
 * Opens a socket, waits for the server's hello and closes it. Nothing is accepted or acked, so the server repeats what
 * it pushes meanwhile to the connection. Never rejects.
 */
export function lookAtSocket(target: WebSocketTarget, clock: Clock, signal: AbortSignal): Promise<SocketLook> {
  return new Promise((resolve) => {
    const look: SocketLook = { upgraded: false, protocol: undefined };
    let phase: Phase = 'connect';
    let close = (): void => undefined;
    const end = (failure?: FailureReason): void => {
      for (const timer of timers) timer.cancel();
      signal.removeEventListener('abort', stop);
      close();
      resolve(failure === undefined || look.protocol !== undefined ? look : { ...look, failure });
    };
    const stop = (): void => end('timeout');
    const timers = [clock.after(PATIENCE_MS, stop)];
    signal.addEventListener('abort', stop, { once: true });
    try {
      const socket = openWebSocket(target, (next) => (phase = next));
      close = () => socket.terminate();
      socket.on('open', () => {
        look.upgraded = true;
        timers.push(clock.after(OUR_TURN_MS, () => socket.send(encodeHello(target.maxBytes), () => undefined)));
      });
      socket.on('message', (body, isBinary) => {
        const frame = Buffer.isBuffer(body) ? decodeFrame(body, isBinary) : undefined;
        if (frame?.type === 'auth-error') end('auth');
        if (frame?.type !== 'hello') return;
        look.protocol = frame.protocol === PROTOCOL ? 'known' : 'other';
        end();
      });
      socket.on('unexpected-response', (_request, { statusCode = 0 }) =>
        end(failureOfResponse(statusCode, undefined, clock.wall()).reason),
      );
      socket.on('error', (error) => end(failureOfError(error, phase).reason));
      socket.on('close', (code) => end(failureOfClose(code).reason));
    } catch (error) {
      end(failureOfError(error, phase).reason);
    }
  });
}
