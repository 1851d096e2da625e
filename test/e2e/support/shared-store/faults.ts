import { setTimeout as pause } from 'node:timers/promises';
import type { PostgresServer } from '../../../support/postgres-server';
import { eventually } from '../eventually';
import type { Instance } from './instance';
import type { Providers } from './lines';

export interface Stage {
  instances: readonly [Instance, Instance];
  providers: Providers;
  server: PostgresServer;
  /** With something in them that makes a deploy restart the connections. */
  changedFlows: () => object[];
}

export interface Fault {
  name: string;
  /** About how long it lasts. */
  ms: number;
  /** Something arrives and is sent meanwhile. Resolves when all is as before; how long nobody did what only one may, in ms. */
  strike: (stage: Stage) => Promise<number>;
}

/** Longer than an instance may say nothing and still be taken for alive. */
const LONGER_THAN_A_LEASE_MS = 14_000;

export const FAULTS: readonly Fault[] = [
  {
    name: 'holder killed',
    ms: 15_000,
    async strike({ instances }) {
      const { holder, standby } = await rolesOf(instances);
      const gap = until(hasTakenOver(standby));
      await holder.nodeRed.end('SIGKILL');
      const ms = await gap;
      await holder.nodeRed.start();
      return ms;
    },
  },
  {
    name: 'holder stopped, and continued after its lease',
    ms: 20_000,
    async strike({ instances }) {
      const { holder, standby } = await rolesOf(instances);
      const gap = until(hasTakenOver(standby));
      holder.nodeRed.freeze();
      const [ms] = await Promise.all([gap, pause(LONGER_THAN_A_LEASE_MS)]);
      holder.nodeRed.thaw();
      return ms;
    },
  },
  {
    name: 'database killed and started again',
    ms: 15_000,
    async strike({ server, instances }) {
      await server.halt('SIGQUIT');
      await pause(5_000);
      await server.run();
      return until(haveStore(instances));
    },
  },
  { name: 'holder cut off from the database', ms: 25_000, strike: (stage) => cutOff(stage, (way) => way.cut()) },
  { name: 'holder cut off, and nobody told', ms: 35_000, strike: (stage) => cutOff(stage, (way) => way.swallow()) },
  {
    name: 'holder stopped in order and started again',
    ms: 10_000,
    async strike({ instances }) {
      const { holder, standby } = await rolesOf(instances);
      const gap = until(hasTakenOver(standby));
      const ended = holder.nodeRed.end('SIGTERM');
      const ms = await gap;
      await ended;
      await holder.nodeRed.start();
      return ms;
    },
  },
  {
    name: 'holder deployed',
    ms: 10_000,
    async strike({ instances, providers, changedFlows }) {
      const { holder } = await rolesOf(instances);
      const gap = until(providers.whenPushIsUp());
      if (!(await holder.nodeRed.deploy(changedFlows(), 'nodes'))) throw new Error('the holder took no deploy');
      return gap;
    },
  },
];

async function cutOff({ instances }: Stage, cut: (way: Instance['database']) => void): Promise<number> {
  const { holder, standby } = await rolesOf(instances);
  const gap = until(hasTakenOver(standby));
  cut(holder.database);
  const [ms] = await Promise.all([gap, pause(LONGER_THAN_A_LEASE_MS)]);
  holder.database.mend();
  await haveStore(instances);
  return ms;
}

/** Resolves as soon as each of them can use the store. */
async function haveStore(instances: readonly Instance[]): Promise<void> {
  for (const instance of instances) {
    const isWell = async (): Promise<boolean> => !['error', undefined].includes(await instance.stateOf('texts'));
    await eventually(`${instance.name} can use the store`, isWell);
  }
}

/** Who has etherFAX' push socket, and who has not. */
export async function rolesOf(
  instances: readonly [Instance, Instance],
): Promise<{ holder: Instance; standby: Instance }> {
  const [one, two] = instances;
  let holder = one;
  await eventually('one holds the account', async () => {
    const states = await Promise.all([one.stateOf('faxes'), two.stateOf('faxes')]);
    holder = states[0] === 'connected' ? one : two;
    return states.includes('connected') && states.includes('standby');
  });
  return { holder, standby: holder === one ? two : one };
}

async function hasTakenOver(instance: Instance): Promise<void> {
  const isConnected = async (): Promise<boolean> => (await instance.stateOf('faxes')) === 'connected';
  await eventually(`${instance.name} has taken over`, isConnected);
}

async function until(happened: Promise<void>): Promise<number> {
  const begun = performance.now();
  let isDone = false;
  const done = happened.then(() => {
    isDone = true;
  });
  await Promise.race([done, eventually('it goes on', () => Promise.resolve(isDone))]);
  return Math.round(performance.now() - begun);
}
