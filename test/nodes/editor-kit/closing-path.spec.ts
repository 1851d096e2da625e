import assert from 'node:assert/strict';
import { canBeClosed, type ExportedNode } from '../../../nodes/editor-kit/closing-path';

const TAB: ExportedNode = { id: 'tab', type: 'tab' };

function node(id: string, type: string, targets: string[] | string[][] = [], more: object = {}): ExportedNode {
  const wires = targets.some((each) => Array.isArray(each)) ? targets : [targets];
  return { id, type, z: 'tab', wires, ...more };
}

const receive = (...targets: string[]) => node('receive', 'fax-receive-in', targets);
const mark = (more: object = {}) => node('mark', 'mark-received', [], more);
const closes = (...nodes: ExportedNode[]): boolean => canBeClosed([TAB, ...nodes], 'receive', 0);

/** A template with one node between its input and its output 0. */
const subflow = (...inner: ExportedNode[]): ExportedNode[] => [
  {
    ...{ id: 'sub', type: 'subflow', in: [{ wires: [{ id: 'inner' }] }] },
    out: [{ wires: [{ id: 'inner', port: 0 }] }, { wires: [{ id: 'inner', port: 1 }] }],
  },
  ...(inner.length > 0 ? inner : [node('inner', 'function', [[], []], { z: 'sub' })]),
];

describe('a receive node whose faxes can be closed', () => {
  const cases: [string, boolean, ExportedNode[]][] = [
    ['nothing behind it', false, [receive(), mark()]],
    ['mark received right behind it', true, [receive('mark'), mark()]],
    ['others on the way', true, [receive('a'), node('a', 'function', [[], ['b']]), node('b', 'x', ['mark']), mark()]],
    ['a circle', false, [receive('a'), node('a', 'x', ['b']), node('b', 'x', ['a']), mark()]],
    ['a junction', true, [receive('j'), node('j', 'junction', ['mark']), mark()]],
    ['mark received disabled', false, [receive('mark'), mark({ d: true })]],
    ['one on the way disabled', false, [receive('a'), node('a', 'x', ['mark'], { d: true }), mark()]],
    ['a wire to what is gone', false, [receive('gone'), mark()]],
    ['another output only', false, [node('receive', 'sms-push-in', [[], ['mark']]), mark()]],
    [
      'Complete of an e-mail node without outputs',
      true,
      [receive('mail'), node('mail', 'e-mail'), node('done', 'complete', ['mark'], { scope: ['mail'] }), mark()],
    ],
    [
      'Complete of a node that it does not come to',
      false,
      [receive('mail'), node('mail', 'e-mail'), node('done', 'complete', ['mark'], { scope: ['other'] }), mark()],
    ],
    [
      'Catch only',
      false,
      [receive('mail'), node('mail', 'e-mail'), node('catch', 'catch', ['mark'], { scope: ['mail'] }), mark()],
    ],
    [
      'link nodes to another tab',
      true,
      [
        ...[receive('out'), node('out', 'link out', [], { links: ['in'] }), { id: 'tab2', type: 'tab' }],
        ...[node('in', 'link in', ['mark'], { z: 'tab2' }), mark({ z: 'tab2' })],
      ],
    ],
    [
      'link nodes to a disabled tab',
      false,
      [
        ...[
          receive('out'),
          node('out', 'link out', [], { links: ['in'] }),
          { id: 'tab2', type: 'tab', disabled: true },
        ],
        ...[node('in', 'link in', ['mark'], { z: 'tab2' }), mark({ z: 'tab2' })],
      ],
    ],
    [
      'a call that closes',
      true,
      [
        ...[receive('call'), node('call', 'link call', [], { links: ['in'] }), node('in', 'link in', ['mark'])],
        ...[node('back', 'link out', [], { mode: 'return', links: [] }), mark()],
      ],
    ],
    [
      'a call that comes back',
      true,
      [
        ...[receive('call'), node('call', 'link call', ['mark'], { links: ['in'] }), node('in', 'link in', ['back'])],
        ...[node('back', 'link out', [], { mode: 'return', links: [] }), mark()],
      ],
    ],
    [
      'a call that the message decides',
      true,
      [
        receive('call'),
        node('call', 'link call', [], { linkType: 'dynamic' }),
        node('in', 'link in', ['mark']),
        mark(),
      ],
    ],
    [
      'a subflow that lets it through',
      true,
      [receive('s'), node('s', 'subflow:sub', [['mark'], []]), ...subflow(), mark()],
    ],
    [
      'a subflow that sends it elsewhere',
      false,
      [
        ...[receive('s'), node('s', 'subflow:sub', [['mark']])],
        {
          id: 'sub',
          type: 'subflow',
          in: [{ wires: [{ id: 'inner' }] }],
          out: [{ wires: [{ id: 'other', port: 0 }] }],
        },
        ...[node('inner', 'function', [], { z: 'sub' }), mark()],
      ],
    ],
    [
      'a subflow that closes by itself',
      true,
      [receive('s'), node('s', 'subflow:sub', []), ...subflow(node('inner', 'mark-received', [], { z: 'sub' }))],
    ],
    [
      'two instances, of which it goes through the other',
      false,
      [
        receive('s'),
        node('s', 'subflow:sub', [[], []]),
        node('s2', 'subflow:sub', [['mark'], []]),
        ...subflow(),
        mark(),
      ],
    ],
    [
      'Complete of a subflow',
      true,
      [
        ...[receive('s'), node('s', 'subflow:sub', [[], []]), ...subflow()],
        ...[node('done', 'complete', ['mark'], { scope: ['s'] }), mark()],
      ],
    ],
  ];
  for (const [what, expected, nodes] of cases) {
    it(`${expected ? 'has' : 'has not'}: ${what}`, () => {
      assert.equal(closes(...nodes), expected);
    });
  }

  it('may be in a subflow, and be closed outside', () => {
    const inside = node('receive', 'fax-receive-in', [], { z: 'sub' });
    const template = { id: 'sub', type: 'subflow', in: [], out: [{ wires: [{ id: 'receive', port: 0 }] }] };
    assert.equal(closes(inside, template, node('s', 'subflow:sub', [['mark']]), mark()), true);
    assert.equal(closes(inside, template, node('s', 'subflow:sub', [[]]), mark()), false);
  });

  it('survives absurd flows', () => {
    const odd = { id: 'receive', type: 'fax-receive-in', z: 7, wires: 'x' } as unknown as ExportedNode;
    assert.equal(canBeClosed([odd], 'receive', 0), false);
    assert.equal(canBeClosed([], 'receive', 0), false);
  });
});
