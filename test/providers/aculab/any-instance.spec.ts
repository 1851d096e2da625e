import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually';
import { drawnFrom, Instance } from './instances';
import { NEVER } from './page-bodies';
import { Rig, TIFF } from './rig';

const DIALLED = [
  '0001',
  '0002',
  '0005',
  '0007',
  '0009',
  '0010',
  '0011',
  '0013',
  '0014',
  '0016',
  '0019',
  '0022',
  '0028',
];
const COMING = [
  {},
  { pages: 0 },
  { cause: 'COMMSFAULT', pages: 1 },
  { cause: 'HANGUP', pages: 1 },
  { pattern: 'twice' },
  { pattern: 'reordered' },
  { pattern: 'final-only' },
  { pattern: 'first-only', available: 'never' },
] as const;

/** Longer than the pages of one call may overtake each other, and a file may show before its page. */
const LATER_MS = 3 * 60_000;

/** What comes of a call, in whatever order its pages arrived; where a fax came, its bytes as well. */
interface Outcome {
  told: string[];
  fax: string | undefined;
}

type Call = (rig: Rig) => Promise<unknown>;
type Instances = (rig: Rig) => Instance[];

describe('a call at Aculab whose pages are answered by any instance', () => {
  const SEEDS = [1, 2, 3];
  const two: Instances = (rig) => [new Instance(rig), new Instance(rig)];

  async function outcomeOf(call: Call, instances: Instances, seed: number): Promise<Outcome> {
    const rig = await Rig.start();
    const all = instances(rig);
    rig.answering = drawnFrom(all, seed);
    try {
      await call(rig);
      await eventually('the call is over', () => rig.isOver);
      return await settled(rig, all);
    } finally {
      for (const { provider } of all) await provider.close();
      await rig.close();
    }
  }

  /** What time makes of it is for whoever is alive then. */
  async function settled(rig: Rig, all: Instance[]): Promise<Outcome> {
    const { provider } = all.at(-1) ?? assert.fail('nobody is left');
    for (let pass = 0; pass < 2; pass += 1) {
      rig.clock.shiftMs += LATER_MS;
      await provider.reconcile(rig.sink, NEVER);
    }
    const received = rig.sink.taken.find(({ event }) => event.kind === 'fax.received');
    const fetched =
      received && (await provider.fetchDocument(received.event.providerId, rig.sink.writeDocument, NEVER));
    const bytes = fetched?.document && rig.sink.documents.get(fetched.document.file);
    // Told twice is met by its key, as everywhere.
    const keys = new Map(
      rig.sink.taken.map(({ event }, index) => [`${event.kind} ${event.keyId}`, rig.told[index] ?? '']),
    );
    return { told: [...keys.values()].sort(), fax: bytes?.toString('hex') };
  }

  const dialling =
    (number: string): Call =>
    (rig) =>
      rig.send(rig.outgoing({ to: `+44770090${number}` }));
  const coming =
    (fax: (typeof COMING)[number]): Call =>
    (rig) =>
      Promise.resolve(rig.simulator.inject({ document: TIFF, ...fax }));
  const calls: [string, Call][] = [
    ...DIALLED.map((number): [string, Call] => [`goes out to ${number}`, dialling(number)]),
    ...COMING.map((fax): [string, Call] => [`comes in as ${JSON.stringify(fax)}`, coming(fax)]),
  ];

  for (const [name, call] of calls) {
    it(`ends as by one alone when it ${name}, also where one dies in between`, async () => {
      const alone = await outcomeOf(call, (rig) => [new Instance(rig)], 1);
      assert(alone.told.length > 0);
      for (const seed of SEEDS) {
        assert.deepEqual(await outcomeOf(call, two, seed), alone, `seed ${seed}`);
        const dying = (rig: Rig): Instance[] => [new Instance(rig, 4 * seed), new Instance(rig)];
        assert.deepEqual(await outcomeOf(call, dying, seed), alone, `dies after ${4 * seed} steps`);
      }
    });
  }

  it('brings SMS, and the statuses of those that go out, once', async () => {
    const messages: Call = async (rig) => {
      rig.simulator.inject({ kind: 'sms', text: 'hello', times: 3 });
      const { sms } = rig.provider;
      assert.equal((await sms?.send(rig.sms(), NEVER))?.outcome, 'accepted');
      await eventually('both are told', () => rig.told.includes('sms.received') && rig.told.includes('delivered'));
    };
    const alone = await outcomeOf(messages, (rig) => [new Instance(rig)], 1);
    for (const seed of SEEDS) assert.deepEqual(await outcomeOf(messages, two, seed), alone);
  });
});
