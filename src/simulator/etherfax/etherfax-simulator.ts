import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { systemClock, type Clock } from '../../domain/clock';
import { defaultAccount, type SimulatedAccount } from './account';
import { CONTROL_PATH, ControlServer } from './control-server';
import { SimulatedService } from './simulated-service';
import type { Delivery } from './inbox-fax';
import { PUSH_PATH } from './push-server';
import { messageReply, sendReply } from './reply';
import { refuseUpgrade } from './refuse-upgrade';
import { REST_PATH } from './rest-server';

export interface EtherFaxSimulatorOptions {
  /** 0, the default, lets the system choose. */
  port?: number;
  clock?: Clock;
  /** What differs from the default account. */
  account?: Partial<SimulatedAccount>;
  pushToken?: string;
  /** How injected faxes become known unless they say so themselves; `push` by default. */
  deliver?: Delivery;
  /** How long each state of an outbound call lasts; 1 s by default. */
  stepMs?: number;
}

export interface EtherFaxSimulator extends SimulatedService {
  /** Up to and with `/rest/3.0/api`, as the connection's `baseUrl` wants it. */
  readonly baseUrl: string;
  readonly pushUrl: string;
  readonly controlUrl: string;
  /** Ends everything at once, connections too. */
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';

/** Starts a simulated etherFAX on loopback. Rejects when the port is taken. */
export async function startEtherFaxSimulator(options: EtherFaxSimulatorOptions = {}): Promise<EtherFaxSimulator> {
  const simulator = new SimulatedService({
    clock: options.clock ?? systemClock(),
    account: { ...defaultAccount(), ...options.account },
    pushToken: options.pushToken ?? 'example-push-token',
    deliver: options.deliver ?? 'push',
    stepMs: options.stepMs ?? 1_000,
  });
  const control = new ControlServer(simulator);
  const sockets = new Set<Socket>();

  const server = createServer((message, response) => {
    // A reply to a client that has gone fails silently: the client has seen to that itself.
    response.on('error', () => response.destroy());
    const path = pathOf(message.url);
    const answered = isBelow(REST_PATH, path)
      ? simulator.handleRest(message, response)
      : isBelow(CONTROL_PATH, path)
        ? control.handle(message, response)
        : sendReply(response, messageReply(404, 'No such resource was found.'));
    answered.catch(() => response.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (message, socket, head) => {
    if (pathOf(message.url) === PUSH_PATH) simulator.handlePush(message, socket, head);
    else refuseUpgrade(socket, 404);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, LOOPBACK, resolve);
  });

  const origin = `${LOOPBACK}:${(server.address() as AddressInfo).port}`;
  return Object.assign(simulator, {
    baseUrl: `http://${origin}${REST_PATH}`,
    pushUrl: `ws://${origin}${PUSH_PATH}`,
    controlUrl: `http://${origin}${CONTROL_PATH}`,
    close: () =>
      new Promise<void>((resolve) => {
        simulator.stop();
        server.close(() => resolve());
        
      }),
  });
}

function pathOf(url = '/'): string {
  return url.split('?', 1)[0] ?? '/';
}

function isBelow(root: string, path: string): boolean {
  return path === root || path.startsWith(`${root}/`);
}
