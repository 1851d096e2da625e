import { accountFacts } from '../../nodes/runtime/connection/account-facts';
import { toIso } from '../../src/domain/clock';
import type { SmsOrder } from '../../src/domain/job';
import { createEsendexProvider } from '../../src/providers/esendex/esendex-provider';
import type { Provider, SentEvidence } from '../../src/providers/provider';
import { startEsendexSimulator, type EsendexSimulator } from '../../src/simulator/esendex/esendex-simulator';
import { smsOrder } from '../outbox/jobs';
import type { Script } from './script';
import { MINUTE, SECOND, World, type Service, type WorldOf } from './world';
import { fetchAfresh } from '../support/fetch-afresh';

/** So late may what was sent show in the service's list. */
const LISTED_AFTER = 100 * SECOND;

interface Esendex extends Service {
  simulator: EsendexSimulator;
}

export type EsendexWorld = WorldOf<Esendex>;

function openEsendexWorld(): Promise<EsendexWorld> {
  return World.open(async (world) => {
    const simulator = await startEsendexSimulator({ clock: world.theirs, stepMs: 2 * MINUTE, pushTarget: world.url });
    noteSms(world, simulator);
    const account = simulator.accounts[0].reference;
    return {
      simulator,
      connect: (clock, store) => {
        const facts = accountFacts(store, { provider: 'esendex', account });
        const credentials = simulator.login;
        const provider = createEsendexProvider({
          ...{ baseUrl: simulator.baseUrl, account, credentials, country: '44', clock, facts },
        });
        return { account, provider: listedLate(provider, simulator, world) };
      },
      close: () => simulator.close(),
    };
  });
}

function noteSms(world: World, simulator: EsendexSimulator): void {
  const sent = new Set<string>();
  simulator.onChange((change) => {
    if (change.type === 'read') world.note(`acknowledged ${world.nameOf(change.messageId)}`);
    if (change.type !== 'status' || sent.has(change.messageId)) return;
    sent.add(change.messageId);
    const sms = simulator.sent().find(({ id }) => id === change.messageId);
    world.note(`called ${sms?.to ?? '?'}`);
  });
}

function listedLate(provider: Provider, simulator: EsendexSimulator, world: World): Provider {
  const { sms } = provider;
  const findSent = sms?.findSent;
  if (!sms || !findSent) return provider;
  const late = async (...asked: Parameters<typeof findSent>): Promise<SentEvidence> => {
    const evidence = await findSent(...asked);
    if (evidence.outcome !== 'found') return evidence;
    const found = simulator.sent().find(({ id }) => id === evidence.providerId);
    const isListed = found !== undefined && found.submittedAt + LISTED_AFTER <= world.theirs.now();
    return isListed ? evidence : { outcome: 'not-found' };
  };
  return { ...provider, sms: { ...sms, findSent: late } };
}

function receive(world: EsendexWorld, name: string, deliver: 'push' | 'poll-only' = 'push'): string {
  return world.name(world.service.simulator.inject({ kind: 'sms', deliver, to: world.numberFor(name) }), name);
}

function send(world: EsendexWorld, to: string, more: Partial<SmsOrder> = {}, giveUpMinutes = 24 * 60): Promise<void> {
  const order = smsOrder({ to, text: `for ${to}`, ...more });
  return world.submit(order.text, order, giveUpMinutes);
}

/** As another program that reads the account's inbox does. */
function read({ service: { simulator } }: EsendexWorld, id: string): Promise<unknown> {
  const { username, password } = simulator.login;
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const url = `${simulator.baseUrl}/v1.0/inbox/messages/${id}?action=read`;
  return fetchAfresh(url, { method: 'PUT', headers: { authorization } });
}

/** Something in every state when the clock is set, half an hour after the start. */
export const ESENDEX: Script<EsendexWorld> = {
  open: openEsendexWorld,
  before: [
    [0, (world) => receive(world, 'closed')],
    [0, (world) => send(world, '+447700900101')],
    [
      20,
      (world) => {
        world.marksAt.set('leased', 2).set('never marked', Infinity);
        world.unwanted.add('parked');
        for (const name of ['leased', 'never marked', 'parked']) receive(world, name);
      },
    ],
    [
      27,
      async (world) => {
        // Delivered with and without a receipt; and the network's last word is that it was sent.
        await send(world, '+447700910001');
        await send(world, '+447700910007');
        await send(world, '+447700910011', {}, 90);
      },
    ],
    [
      29,
      async (world) => {
        world.service.simulator.faults.set({ action: 'dispatcher.send', drop: 'before', times: 1 });
        await send(world, '+447700900102');
      },
    ],
    [29.2, (world) => send(world, '+447700900102', { text: 'behind a lost request' })],
    [29.3, (world) => send(world, '+447700900103', { sendAt: toIso(world.theirs.wall() + 60 * MINUTE) }, 30)],
    [
      29.5,
      (world) => {
        world.service.simulator.faults.set({ action: 'inbox.mark', status: 503, times: 9 });
        receive(world, 'not acknowledged yet');
      },
    ],
    [
      29.98,
      async (world) => {
        world.service.simulator.faults.set({ action: 'dispatcher.send', drop: 'after', times: 1 });
        await send(world, '+447700900104');
      },
    ],
  ],
  after: [
    [31, (world) => receive(world, 'new')],
    [
      32.1,
      async (world) => {
        world.service.simulator.faults.set({
          action: 'dispatcher.send',
          status: 503,
          retryAfterSeconds: 600,
          times: 1,
        });
        await send(world, '+447700900105');
      },
    ],
    [33.1, (world) => receive(world, 'found by the poll', 'poll-only')],
    [40, (world) => world.want('parked')],
    [50.1, (world) => read(world, receive(world, 'read by another program', 'poll-only'))],
    [
      90,
      ({ service: { simulator }, nameOf }) => {
        const [account] = simulator.accounts;
        const sms = simulator.read().find(({ id }) => nameOf(id) === 'closed');
        if (!sms) throw new Error('it was not marked read');
        const again = { kind: 'received' as const, account, occurredAt: sms.receivedAt, sms };
        void simulator.pusher.push(again, { deliver: 'push', protocol: 'xml' });
      },
    ],
  ],
  end: 125,
};
