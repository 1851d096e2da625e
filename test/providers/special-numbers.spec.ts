import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../src/domain/clock';
import type { ProviderEvent, ProviderName } from '../../src/domain/events';
import { correlationOf, type Order } from '../../src/domain/job';
import { SPECIAL_NUMBERS, type SpecialNumbers } from '../../src/domain/special-numbers';
import { sampleFax } from '../../src/documents/sample/sample-fax';
import { createEsendexProvider } from '../../src/providers/esendex/esendex-provider';
import { createEtherFaxProvider } from '../../src/providers/etherfax/etherfax-provider';
import { FACES } from '../../src/providers/faces';
import type { Provider, SendingService } from '../../src/providers/provider';
import { PLANS as ACULAB_FAXES } from '../../src/simulator/aculab/calls/special-numbers';
import { PLANS as ACULAB_SMS } from '../../src/simulator/aculab/messages/special-numbers';
import { startEsendexSimulator } from '../../src/simulator/esendex/esendex-simulator';
import { PLANS as ESENDEX_SMS } from '../../src/simulator/esendex/special-numbers';
import { startEtherFaxSimulator } from '../../src/simulator/etherfax/etherfax-simulator';
import { PLANS as ETHERFAX_FAXES } from '../../src/simulator/etherfax/special-numbers';
import { faxOrder, smsOrder } from '../outbox/jobs';
import { eventually } from '../support/eventually';
import { MemoryFacts } from '../support/memory-facts';
import { Rig } from './aculab/rig';

type Kind = keyof SpecialNumbers;

interface Sent {
  provider: Provider;
  kind: Kind;
  to: string;
  /** Where the provider tells by itself. */
  told?: () => Promise<ProviderEvent[]>;
}

const NEVER = new AbortController().signal;
const DOCUMENT = sampleFax({ pages: 4 });
const JOB = 'a'.repeat(24);
const CORRELATION = correlationOf({ id: JOB, calls: 1 });
const CALL = { jobId: JOB, callAt: Date.now(), read: () => Promise.resolve(DOCUMENT) };
const ORDERS: { [K in Kind]: (to: string) => Order } = {
  fax: (to) => faxOrder({ to, from: '+15550100001', pages: 4 }),
  sms: (to) => smsOrder({ to, from: '+447700900500' }),
};

/** What each end is called by a provider: state and cause of a fax, the state of an SMS, or why it was not taken. */
const ENDS: { [K in Kind]: Record<keyof SpecialNumbers[K], string> } = {
  fax: {
    delivered: 'succeeded normal',
    busy: 'failed busy',
    'no-answer': 'failed no-answer',
    'line-fault': 'failed line-fault',
    'no-credit': 'no-credit',
    // That this is too few for the document, whoever knows the document finds.
    partial: 'succeeded normal, 3 pages',
    'bad-number': 'failed bad-number',
    'not-fax': 'failed not-fax',
    'page-quality': 'failed page-quality',
    hangup: 'failed hangup',
  },
  sms: {
    delivered: 'delivered',
    'bad-number': 'failed',
    unreachable: 'failed',
    rejected: 'rejected',
    expired: 'expired',
    'no-credit': 'no-credit',
  },
};

/** Where a vendor has another word. */
const OTHERWISE: Partial<Record<ProviderName, Record<string, string>>> = {
  etherfax: { 'page-quality': 'failed provider-error' },
  aculab: { 'line-fault': 'failed comms-fault' },
};

const FIRST_PARTS: Record<Kind, string> = { fax: '+1555010', sms: '+4477009' };

describe('the special numbers', () => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  const START: Record<ProviderName, () => Promise<Pick<Sent, 'provider' | 'told'>>> = {
    async etherfax() {
      const simulator = await startEtherFaxSimulator({ stepMs: 1 });
      const provider = createEtherFaxProvider({
        ...{ baseUrl: simulator.baseUrl, account: '', country: '', clock: systemClock() },
        credentials: { apiKey: simulator.account.apiKey },
      });
      closing.push(
        () => provider.close(),
        () => simulator.close(),
      );
      return { provider };
    },
    async esendex() {
      const simulator = await startEsendexSimulator({ stepMs: 1 });
      const provider = createEsendexProvider({
        ...{ baseUrl: simulator.baseUrl, account: 'EX0000001', country: '44', clock: systemClock() },
        ...{ credentials: simulator.login, facts: new MemoryFacts() },
      });
      closing.push(
        () => provider.close(),
        () => simulator.close(),
      );
      return { provider };
    },
    async aculab() {
      const rig = await Rig.start();
      closing.push(() => rig.close());
      const told = async (): Promise<ProviderEvent[]> => {
        // Where no page tells how a fax ended, time does.
        rig.clock.shiftMs += 1_000;
        await rig.reconcile();
        return rig.sink.taken.map(({ event }) => event);
      };
      return { provider: rig.provider, told };
    },
  };

  for (const face of FACES) {
    for (const kind of face.carries) {
      const ends: readonly string[] = face[kind]?.special ?? [];
      for (const [end, digits] of Object.entries(SPECIAL_NUMBERS[kind])) {
        const expected = OTHERWISE[face.name]?.[end] ?? (ENDS[kind] as Record<string, string>)[end];
        it(`${face.title}: ${kind} to ${digits} ends as ${end}${ends.includes(end) ? ', as dialogs say' : ''}`, async () => {
          const ended = await sent({ ...(await START[face.name]()), kind, to: `${FIRST_PARTS[kind]}${digits}` });
          assert.equal(end === 'partial' ? ended : ended.replace(/, \d+ pages$/, ''), expected);
        });
      }
    }
  }

  it('are listed in docs/simulator.md, exactly those that a simulator knows', () => {
    const [, ...tables] = readFileSync(join(__dirname, '../../docs/simulator.md'), 'utf8').split(/\n\| tail \|/);
    const documented = tables.map((table) => {
      const cells = [...(table.split('\n\n', 1)[0] ?? '').matchAll(/^\| (\d{4}[\d, ]*) \|/gm)];
      return cells.flatMap(([, digits = '']) => digits.split(', ')).sort();
    });
    const known = [ETHERFAX_FAXES, ESENDEX_SMS, ACULAB_FAXES, ACULAB_SMS].map((table) => Object.keys(table).sort());
    assert.deepEqual(documented, known);
  });
});

/** By asking for its status, as it stands or as it was told. */
async function sent({ provider, kind, to, told }: Sent): Promise<string> {
  const service = provider[kind] as SendingService<Order> | undefined;
  assert(service);
  const result = await service.send({ ...CALL, order: ORDERS[kind](to), correlation: CORRELATION }, NEVER);
  if (result.outcome === 'accepted') {
    const { providerId } = result;
    return eventually('it has ended', async () =>
      endIn(told ? await told() : [await service.status(providerId, NEVER)]),
    );
  }
  if (result.outcome === 'refused') return `failed ${result.verdict.cause}`;
  return 'reason' in result ? result.reason : result.outcome;
}

function endIn(events: readonly ProviderEvent[]): string | undefined {
  for (const { kind, payload } of events) {
    if (kind === 'fax.status' && payload.final) return `${payload.state} ${payload.cause}, ${payload.pages ?? 0} pages`;
    if (kind === 'sms.status' && payload.final) return payload.state;
  }
  return undefined;
}
