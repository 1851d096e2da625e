import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

/** Turns of the event loop without anything going on: a hop over loopback takes one or two. */
const IDLE_TURNS = 25;
/** Ends what never comes to rest; no test relies on it. */
const LIMIT_MS = 60_000;

/** What the thread pool or the system does for us, as Node names it. */
const FOR_US = /^(FSReq|GetAddrInfoReq|TCPConnect)/;

/** Of this process, at both their ends. */
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

/** Grows with every byte that leaves or reaches a socket. */
function moved(): number {
  let bytes = movedByClosed;
  for (const socket of sockets) bytes += bytesOf(socket);
  return bytes;
}

/**
 * Knows when everything has come to rest, so that time moves only while nothing is under way: however slow disk and
 * processor are, what a test sees is the same. Who is kept waiting by a server rests, too: only time helps him.
 */
export class Activity {
  readonly #underWay = new Set<unknown>();
  #changes = 0;

  /** The same object, whose calls are counted while they are under way, and those of the objects in it. */
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
