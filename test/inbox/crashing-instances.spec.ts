import assert from 'node:assert/strict';
import type { Offer } from '../../src/inbox/source-nodes';
import { receivedSms } from '../support/events';
import { Instances, type Instance } from '../support/instances';
import { MINUTE } from '../support/inbox';

const SURVIVES_MS = 20 * MINUTE;
const TICK_MS = 5_000;

interface Story {
  instances: Instances;
  got: Set<string>;
  dead: string[];
  crashes: number;
}

describe('a flow that crashes each of several instances', () => {
  let instances: Instances;
  let story: Story;
  beforeEach(() => {
    instances = new Instances();
    idle = [];
    story = { instances, got: new Set(), dead: [], crashes: 0 };
  });
  afterEach(() => instances.close());

  const idOf = ({ key }: Offer): string => key.split(':').at(-1) ?? '';

  /** Instances that have no node for any of it. */
  let idle: string[];
  function boot(name: string, guilty: readonly string[], closes: boolean): Instance {
    const instance = instances.join(name);
    const afterCrash = instances.all.some((other) => other !== instance && other.name === name);
    const node = instance.node('n', {
      wants: () => ({ kinds: idle.includes(name) ? [] : ['sms.received'] }),
      onDeliver: (offer) => {
        if (instance.state === 'cut') return;
        if (guilty.includes(idOf(offer))) {
          story.crashes += 1;
          instance.state = 'cut';
          void instance.inbox.pause();
          return;
        }
        story.got.add(idOf(offer));
        if (closes) void instance.inbox.close(offer.key, { as: 'flow', acknowledge: 'keep' }).catch(() => undefined);
      },
    });
    node.reportDead = (offer) => void story.dead.push(idOf(offer));
    instance.inbox.start(afterCrash);
    return instance;
  }

  /** Each is started again so long after it crashed, until both live on. `isNoticed`: only once its lease is over. */
  async function run(guilty: string[], { isNoticed, closes }: { isNoticed: boolean; closes: boolean }): Promise<void> {
    let running = ['a', 'b'].map((name) => boot(name, guilty, closes));
    for (let calm = 0; calm < SURVIVES_MS; calm += TICK_MS) {
      await instances.pass(TICK_MS, TICK_MS);
      running = running.map((each) => {
        if (each.state === 'runs') return each;
        calm = 0;
        each.sharing.die();
        return each;
      });
      if (isNoticed) await instances.pass(2 * TICK_MS, TICK_MS);
      running = running.map((each) => (each.state === 'runs' ? each : boot(each.name, guilty, closes)));
      assert(story.crashes < 60, 'it still crashes');
    }
  }

  for (const closes of [true, false]) {
    for (const isNoticed of [true, false]) {
      const how = `${closes ? 'closes' : 'holds'} the others, started ${isNoticed ? 'after' : 'within'} a lease`;
      it(`on one of 80 events, and ${how}: it is found, and all others get through`, async () => {
        const all = Array.from({ length: 80 }, (_, at) => `sms-${at}`);
        const first = boot('c', [], false);
        await first.inbox.pause();
        await Promise.all(all.map((id) => first.take(receivedSms(id))));
        await first.inbox.stop();
        await run(['sms-33'], { isNoticed, closes });
        assert.deepEqual(story.dead, ['sms-33']);
        assert.deepEqual(
          all.filter((id) => !story.got.has(id)),
          ['sms-33'],
        );
        // Three until it is a suspect, one for each halving, two to be sure, and as many again for the second instance.
        assert(story.crashes <= 24, `${story.crashes} crashes`);
      });
    }
  }

  it('on one of 20 that only one of them wants: it is found, too', async () => {
    idle = ['b'];
    const all = Array.from({ length: 20 }, (_, at) => `sms-${at}`);
    const first = boot('c', [], false);
    await first.inbox.pause();
    await Promise.all(all.map((id) => first.take(receivedSms(id))));
    await first.inbox.stop();
    await run(['sms-7'], { isNoticed: true, closes: true });
    assert.equal((await instances.row(receivedSms('sms-7'))).deadBy, 'crashes');
    assert.deepEqual(story.dead, ['sms-7']);
    assert.equal(story.got.size, 19);
    assert(story.crashes <= 12, `${story.crashes} crashes`);
  });

  it('on none of them, but is killed now and then: puts nothing aside', async () => {
    const all = Array.from({ length: 40 }, (_, at) => `sms-${at}`);
    let running = ['a', 'b'].map((name) => boot(name, [], false));
    for (let kills = 0; kills < 30; kills += 1) {
      await running[0]?.take(receivedSms(all[kills % 40] ?? ''));
      await running[1]?.take(receivedSms(all[(kills * 7) % 40] ?? ''));
      await instances.pass(25_000, TICK_MS);
      const at = kills % 2;
      running = running.map((each, index) => {
        if (index !== at) return each;
        each.die();
        void each.inbox.pause();
        return boot(each.name, [], false);
      });
    }
    await instances.pass(10 * MINUTE, TICK_MS);
    assert.deepEqual(story.dead, []);
  });
});
