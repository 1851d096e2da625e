import { createEtherFaxProvider } from '../../src/providers/etherfax/etherfax-provider';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../src/simulator/etherfax/etherfax-simulator';
import { sampleFax } from '../../src/documents/sample/sample-fax';
import { createAttemptBudget } from '../../src/transports/push-socket/attempt-budget';
import { faxOrder } from '../outbox/jobs';
import type { Script } from './script';
import { MINUTE, World, type Service, type WorldOf } from './world';

const TIFF = sampleFax({ pages: 2 });

interface EtherFax extends Service {
  simulator: EtherFaxSimulator;
}

export type EtherFaxWorld = WorldOf<EtherFax>;

function openEtherFaxWorld(): Promise<EtherFaxWorld> {
  return World.open(async (world) => {
    const simulator = await startEtherFaxSimulator({ clock: world.theirs, stepMs: MINUTE, account: { ports: 8 } });
    simulator.behave({ wait: 'ignored' });
    noteCalls(world, simulator);
    return {
      simulator,
      connect: (clock) => ({
        account: simulator.account.account,
        provider: createEtherFaxProvider({
          ...{ baseUrl: simulator.baseUrl, account: '', credentials: { apiKey: simulator.account.apiKey } },
          ...{ country: '', clock },
        }),
        push: { url: simulator.pushUrl, token: simulator.pushToken, budget: createAttemptBudget() },
      }),
      close: () => simulator.close(),
    };
  });
}

function noteCalls(world: World, simulator: EtherFaxSimulator): void {
  const called = new Set<string>();
  simulator.onChange((change) => {
    if (change.type === 'received') world.note(`acknowledged ${world.nameOf(change.jobId)}`);
    if (change.type !== 'status' || called.has(change.jobId)) return;
    called.add(change.jobId);
    const job = simulator.jobs().find(({ jobId }) => jobId === change.jobId);
    world.note(`called ${job?.dialNumber ?? '?'}`);
  });
}

async function send(world: EtherFaxWorld, name: string, to: string, giveUpMinutes = 24 * 60): Promise<void> {
  const documents = (await world.document(TIFF)).documents;
  await world.submit(name, faxOrder({ to, documents }), giveUpMinutes);
}

function receive(
  world: EtherFaxWorld,
  name: string,
  deliver: 'push' | 'push-without-image' | 'poll-only' = 'push',
): void {
  world.name(world.service.simulator.inject({ deliver, to: world.numberFor(name) }), name);
}

/** Something in every state when the clock is set, half an hour after the start. */
export const ETHERFAX: Script<EtherFaxWorld> = {
  open: openEtherFaxWorld,
  before: [
    [0, (world) => receive(world, 'closed')],
    [0, (world) => world.service.simulator.pushEvent('FaxReceive', { of: 'nobody' })],
    [0, (world) => send(world, 'delivered before', '+15005550001')],
    [
      20,
      (world) => {
        world.marksAt.set('leased', 2).set('never marked', Infinity);
        world.unwanted.add('parked');
        for (const name of ['leased', 'never marked', 'parked']) receive(world, name);
      },
    ],
    [
      24,
      (world) => {
        world.service.simulator.faults.set({ action: 'inbox.get', status: 503, times: 9 });
        receive(world, 'not fetched yet', 'push-without-image');
      },
    ],
    [
      26,
      async (world) => {
        await send(world, 'busy line', '+15005550004');
        await send(world, 'page by page', '+15005550007');
        await send(world, 'only polled', '+15005550012');
        await send(world, 'never ends', '+15005550015', 90);
      },
    ],
    [
      27,
      async (world) => {
        world.service.simulator.faults.set({ action: 'outbox.send', drop: 'after', times: 1 });
        await send(world, 'answer lost', '+15005550101');
      },
    ],
    [
      28,
      async (world) => {
        world.service.simulator.faults.set({ action: 'outbox.send', drop: 'before', times: 1 });
        await send(world, 'request lost', '+15005550102', 90);
      },
    ],
    [28.5, (world) => send(world, 'behind a lost request', '+15005550102')],
    [
      29,
      (world) => {
        world.service.simulator.faults.set({ action: 'inbox.received', status: 503, times: 9 });
        receive(world, 'not acknowledged yet');
      },
    ],
    [
      29.5,
      async (world) => {
        world.service.simulator.faults.set({ action: 'outbox.send', status: 503, retryAfterSeconds: 600, times: 1 });
        await send(world, 'paused by their wish', '+15005550103');
        // While an answer of ours may still come, it may be of that job.
        world.service.simulator.pushEvent('FaxStatus', { JobId: '0af3c2e1-1111-4222-8333-444455556666', FaxResult: 0 });
      },
    ],
  ],
  after: [
    [31, (world) => receive(world, 'new')],
    [33, (world) => receive(world, 'found by the poll', 'poll-only')],
    [40, (world) => world.want('parked')],
    [55, (world) => world.noteDocument('closed')],
    [75, (world) => world.noteDocument('closed')],
    [76, (world) => world.noteQuarantine()],
    [
      90,
      (world) => {
        for (const { jobId } of world.service.simulator.received()) {
          if (world.nameOf(jobId) === 'closed') world.service.simulator.unmark(jobId);
        }
      },
    ],
  ],
  end: 125,
};

/** Nothing is sent for three days because the login is refused, and it is mended then. */
export const ETHERFAX_HELD: Script<EtherFaxWorld> = {
  open: openEtherFaxWorld,
  before: [
    [
      29,
      async (world) => {
        world.service.simulator.faults.set({ action: 'outbox.send', status: 401 });
        await send(world, 'held', '+15005550104');
      },
    ],
  ],
  after: [[60, (world) => world.service.simulator.faults.clear()]],
  end: 120,
};
