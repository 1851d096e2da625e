import { accountFacts } from '../../nodes/runtime/connection/account-facts';
import { createAculabProvider } from '../../src/providers/aculab/aculab-provider';
import { createFactsCallStore } from '../../src/providers/aculab/call/call-store';
import { startAculabSimulator, type AculabSimulator } from '../../src/simulator/aculab/aculab-simulator';
import type { InjectFax } from '../../src/simulator/aculab/inject';
import { sampleFax } from '../../src/documents/sample/sample-fax';
import { faxOrder, smsOrder } from '../outbox/jobs';
import type { Script } from './script';
import { MINUTE, World, type Service, type WorldOf } from './world';

const TIFF = sampleFax({ pages: 2 });

interface Aculab extends Service {
  simulator: AculabSimulator;
}

export type AculabWorld = WorldOf<Aculab>;

function openAculabWorld(): Promise<AculabWorld> {
  return World.open(async (world) => {
    const simulator = await startAculabSimulator({ clock: world.theirs, stepMs: MINUTE, callAt: world.url });
    noteCalls(world, simulator);
    const { cloudId: account, username, apiAccessKey, service, servicePassword } = simulator.account;
    return {
      simulator,
      connect: (clock, store) => ({
        account,
        provider: createAculabProvider({
          ...{ baseUrl: simulator.baseUrl, account, service, country: '', encrypt: true, clock },
          credentials: { username, apiKey: apiAccessKey, servicePassword },
          pagesUrl: () => world.url,
          calls: createFactsCallStore(accountFacts(store, { provider: 'aculab', account })),
        }),
      }),
      close: () => simulator.close(),
    };
  });
}

function noteCalls(world: World, simulator: AculabSimulator): void {
  const sent = new Set<string>();
  simulator.onChange((change) => {
    if (change.type === 'call' && change.direction === 'out' && change.state === 'started') {
      world.note(`called ${simulator.calls().find(({ id }) => id === change.instanceId)?.to ?? '?'}`);
    }
    if (change.type !== 'sms' || sent.has(change.msgRef)) return;
    sent.add(change.msgRef);
    world.note(`called ${simulator.sent().find(({ msgRef }) => msgRef === change.msgRef)?.to ?? 'us'}`);
  });
}

async function fax(world: AculabWorld, name: string, to: string, giveUpMinutes = 24 * 60): Promise<void> {
  const { documents } = await world.document(TIFF);
  await world.submit(name, faxOrder({ to, from: '+15550100001', documents }), giveUpMinutes);
}

function sms(world: AculabWorld, name: string, to: string, giveUpMinutes = 24 * 60): Promise<void> {
  return world.submit(name, smsOrder({ to, from: '+447700900500' }), giveUpMinutes);
}

function receive(world: AculabWorld, name: string, more: InjectFax = {}): void {
  world.name(world.service.simulator.inject({ kind: 'fax', to: world.numberFor(name), ...more }), name);
}

/** Something in every state when the clock is set, half an hour after the start. */
export const ACULAB: Script<AculabWorld> = {
  open: openAculabWorld,
  before: [
    [0, (world) => receive(world, 'closed')],
    [0, (world) => fax(world, 'delivered before', '+15005550001')],
    [
      16,
      (world) => {
        world.marksAt.set('leased', 2).set('never marked', Infinity);
        world.unwanted.add('parked');
        for (const name of ['leased', 'never marked', 'parked']) receive(world, name);
      },
    ],
    [
      26,
      async (world) => {
        await fax(world, 'busy line', '+15005550004');
        await fax(world, 'page by page', '+15005550007');
        await fax(world, 'its pages are lost', '+15005550012');
        await fax(world, 'never ends', '+15005550015', 90);
        await sms(world, 'an SMS', '+447700900001');
        await sms(world, 'an SMS without a word', '+447700900007', 90);
      },
    ],
    [
      27,
      async (world) => {
        world.service.simulator.faults.set({ action: 'service_start', drop: 'after', times: 1 });
        await fax(world, 'answer lost', '+15005550101');
      },
    ],
    [
      28,
      async (world) => {
        world.service.simulator.faults.set({ action: 'service_start', drop: 'before', times: 1 });
        await fax(world, 'request lost', '+15005550102');
      },
    ],
    [28.2, (world) => fax(world, 'behind a lost request', '+15005550102')],
    [28.5, (world) => receive(world, 'coming in')],
    [
      28.6,
      (world) => receive(world, 'of which only the first page is told', { pattern: 'first-only', available: 'never' }),
    ],
    [
      29,
      async (world) => {
        world.service.simulator.faults.set({ action: 'msg_send', drop: 'before', times: 1 });
        await sms(world, 'an SMS whose request is lost', '+447700900102', 90);
      },
    ],
    [
      29.5,
      async (world) => {
        world.service.simulator.faults.set({ action: 'service_start', status: 503, retryAfterSeconds: 600, times: 1 });
        await fax(world, 'paused by their wish', '+15005550103');
      },
    ],
  ],
  after: [
    [31, (world) => receive(world, 'new')],
    [40, (world) => world.want('parked')],
  ],
  end: 125,
};
