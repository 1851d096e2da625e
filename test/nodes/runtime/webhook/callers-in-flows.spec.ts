import assert from 'node:assert/strict';
import { callersInFlows } from '../../../../nodes/runtime/webhook/callers-in-flows';
import type { NodeConfig, NodeRed } from '../../../../nodes/runtime/node-red';

const RED = (...flows: NodeConfig[]): NodeRed =>
  ({ nodes: { eachNode: (visit: (config: NodeConfig) => void) => flows.forEach(visit) } }) as unknown as NodeRed;
const connection = (id: string, more: object = {}): NodeConfig => ({
  ...{ id, type: 'fax-sms-connection', provider: 'esendex' },
  ...more,
});

describe('the connections in the flows whose provider calls us', () => {
  it('are those of Esendex and Aculab Cloud, and those whose provider is a variable', () => {
    const callers = callersInFlows(
      RED(
        ...[connection('a'), connection('b', { provider: 'aculab' }), connection('c', { provider: 'etherfax' })],
        ...[connection('d', { provider: '${PROVIDER}' }), { id: 'e', type: 'debug' }],
      ),
    );
    assert.deepEqual(
      ['a', 'b', 'c', 'd', 'e', 'x'].filter((id) => callers.has(id)),
      ['a', 'b', 'd'],
    );
  });

  it('are there also while they, or their tab, are disabled', () => {
    const callers = callersInFlows(
      RED({ id: 't', type: 'tab', disabled: true }, connection('a', { z: 't' }), connection('b', { d: true })),
    );
    assert.ok(callers.has('a') && callers.has('b'));
  });

  it('are, in a subflow, once in each of its instances, also in disabled ones and in subflows in subflows', () => {
    const flows = [
      ...[{ id: 's1', type: 'subflow' }, { id: 's2', type: 'subflow' }, connection('a', { z: 's1' })],
      ...[
        { id: 'i1', type: 'subflow:s1', z: 't' },
        { id: 'i2', type: 'subflow:s1', z: 't', d: true },
      ],
      ...[
        { id: 'n', type: 'subflow:s1', z: 's2' },
        { id: 'i3', type: 'subflow:s2', z: 't' },
        { id: 't', type: 'tab' },
      ],
    ];
    const callers = callersInFlows(RED(...flows));
    const ids = ['a', 'i1-a', 'i2-a', 'i3-n-a', 'n-a', 'i3-a', 'i4-a', 't-a', 's1-a'];
    assert.deepEqual(
      ids.filter((id) => callers.has(id)),
      ['i1-a', 'i2-a', 'i3-n-a'],
    );
    const without = callersInFlows(RED(...flows.filter(({ id }) => id !== 'i2')));
    assert.ok(without.has('i1-a') && !without.has('i2-a'));
  });

  it('are what a module brings as a subflow while its node is there', () => {
    const callers = callersInFlows(RED({ id: 'm', type: 'my-module' }));
    assert.deepEqual(
      ['m-a', 'm-n-a', 'x-a', 'ma'].filter((id) => callers.has(id)),
      ['m-a', 'm-n-a'],
    );
  });

  it('are found also where a subflow contains itself', () => {
    const flows = [{ id: 's', type: 'subflow' }, { id: 'i', type: 'subflow:s', z: 's' }, connection('a', { z: 's' })];
    assert.ok(!callersInFlows(RED(...flows)).has('a'));
  });
});
