import assert from 'node:assert/strict';
import type { Observation } from '../../src/domain/observation';
import { MINUTE } from '../support/inbox';
import { eventually } from '../support/eventually';
import { Connecting } from '../support/connecting';

describe('what a connection tells of received items', () => {
  const seen: Observation[] = [];
  let rig: Connecting;

  beforeEach(async () => {
    seen.length = 0;
    rig = await Connecting.prepare({ pushes: false, maxAttempts: 1, observe: (one) => seen.push(one) });
  });
  afterEach(() => rig.close());

  const whats = (): string[] => seen.map(({ what }) => what);

  it('a fax from its arrival to its end, with four digits of its numbers and how long it took to store', async () => {
    const node = rig.node('receiver');
    const id = rig.simulator.inject({ from: '+15551230042', to: '+442079460018', pages: 3 });
    await rig.start();
    await eventually('the fax is offered', () => node.got.length === 1);
    await rig.mark(id);

    assert.deepEqual(whats(), ['received', 'offered', 'done']);
    const [received, offered, done] = seen;
    assert.deepEqual(
      [received?.kind, received?.direction, received?.from4, received?.to4, received?.source],
      ['fax', 'in', '0042', '0018', 'poll'],
    );
    assert.equal(typeof received?.acceptMs, 'number');
    assert.equal(offered?.attempt, 1);
    assert.equal(done?.item.id, received?.item.id);
    assert.ok(!JSON.stringify(seen).includes('5551230042'));
  });

  it('an event whose leases have run out, once', async () => {
    const node = rig.node('receiver');
    const id = rig.simulator.inject();
    await rig.start();
    await eventually('the fax is offered', () => node.got.length === 1);
    await rig.pass(20 * MINUTE);
    await rig.rowIn(id, 'dead');
    await eventually('its death is told', () => whats().includes('dead'));
    assert.deepEqual(whats(), ['received', 'offered', 'dead']);
    assert.equal(seen.at(-1)?.reason, 'leases');
  });

  it('a fax that closes by itself, once, and no message that was closed before', async () => {
    rig.node('receiver', { mode: 'auto' });
    const id = rig.simulator.inject();
    await rig.start();
    await eventually('it is told as done', () => whats().includes('done'));
    const row = await rig.rowIn(id, 'completed');
    assert.equal(await rig.connection.close(row.key, { as: 'flow', acknowledge: 'keep' }), false);
    assert.deepEqual(whats(), ['received', 'offered', 'done']);
  });
});
