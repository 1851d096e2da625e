import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

/** After this many quiet turns of the event loop everything rests; a hop over loopback takes one or two. */
const IDLE_TURNS = 25;
/** Fails a test that never comes to rest; no test relies on it. */
const LIMIT_MS = 60_000;

/** Node's names for work that the thread pool or the system does for this process. */
const FOR_US = /^(FSReq|GetAddrInfoReq|TCPConnect)/;

/** All sockets of this process, which has both ends of each connection. */
const sockets = new Set<Socket>();
let opened = 0;
let movedByClosed = 0;

for (const channel of ['net.client.socket', 'net.server.socket']) {
  subscribe(channel, (message) => {
    const { socket } = message as { socket: Socket };
    opened += 1;
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      movedByClosed += bytesOf(socket);
    });
  });
}

function bytesOf({ bytesRead, bytesWritten }: Socket): number {
  return bytesRead + bytesWritten;
}

/** The number of bytes that any socket has sent or received so far. */
function moved(): number {
  let bytes = movedByClosed;
  for (const socket of sockets) bytes += bytesOf(socket);
  return bytes;
}

/**
 * Knows when everything has come to rest. A test moves the clock only then, so that a slow disk or processor makes no
 * difference. A request that waits for a server's answer counts as resting, because only time can end it.
 */
export class Activity {
  readonly #underWay = new Set<unknown>();
  #changes = 0;

  /** Wraps an object (and the objects in it) so that its calls are counted while they run. */
  watch<T extends object>(target: T): T {
    return new Proxy(target, {
      get: (_, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value === 'function') return (...args: unknown[]) => this.#watched(value.apply(target, args));
        return typeof value === 'object' && value !== null ? this.watch(value) : value;
      },
    });
  }

  async during<T>(work: Promise<T>): Promise<T> {
    this.#note(() => this.#underWay.add(work));
    try {
      return await work;
    } finally {
      this.#note(() => this.#underWay.delete(work));
    }
  }

  async rest(): Promise<void> {
    const limit = performance.now() + LIMIT_MS;
    let seen = '';
    for (let idle = 0; idle < IDLE_TURNS;) {
      await new Promise(setImmediate);
      const now = `${this.#changes} ${opened} ${sockets.size} ${moved()}`;
      idle = seen === now && this.#underWay.size === 0 && !isServed() ? idle + 1 : 0;
      seen = now;
      if (performance.now() > limit)
        throw new Error(`it does not come to rest: ${this.#underWay.size} calls are under way`);
    }
  }

  #watched(result: unknown): unknown {
    return result instanceof Promise ? this.during(result) : result;
  }

  #note(change: () => void): void {
    change();
    this.#changes += 1;
  }
}

function isServed(): boolean {
  return process.getActiveResourcesInfo().some((name) => FOR_US.test(name));
}
