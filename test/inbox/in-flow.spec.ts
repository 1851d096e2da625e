import assert from 'node:assert/strict';
import { InFlow } from '../../src/inbox/in-flow';

const MB = 1024 * 1024;

describe('what is in the flow', () => {
  it('has room for 1,000 offers', () => {
    const inFlow = new InFlow();
    for (let i = 0; i < 999; i += 1) inFlow.add(`key-${i}`, 0, []);
    assert(inFlow.hasRoomFor(0));
    inFlow.add('last', 0, []);
    assert(!inFlow.hasRoomFor(0));
    inFlow.remove('key-5');
    assert(inFlow.hasRoomFor(0));
  });

  it('has room for 64 MB of documents, and always for what has none', () => {
    const inFlow = new InFlow();
    inFlow.add('a', 64 * MB - 1, []);
    assert(inFlow.hasRoomFor(1));
    assert(!inFlow.hasRoomFor(2));
    assert(inFlow.hasRoomFor(0));
  });

  it('has room for one that exceeds the limit, if there is no other', () => {
    const inFlow = new InFlow();
    assert(inFlow.hasRoomFor(500 * MB));
    inFlow.add('a', 1, []);
    assert(!inFlow.hasRoomFor(500 * MB));
    inFlow.remove('a');
    assert(inFlow.hasRoomFor(500 * MB));
  });

  it('knows which nodes have got an offer, whoever was there when it was claimed', () => {
    const inFlow = new InFlow();
    inFlow.add('a', 0, ['node-1']);
    inFlow.claimed('a');
    inFlow.cutShort('node-1');
    inFlow.weigh('a', 5, ['node-2']);
    inFlow.handedOver('a');
    assert.deepEqual([inFlow.of('node-1'), inFlow.of('node-2'), inFlow.owed(0)], [[], ['a'], []]);
    inFlow.cutShort('node-2');
    assert.deepEqual(inFlow.owed(0), ['a']);
  });

  it('counts an offer that is added twice once', () => {
    const inFlow = new InFlow();
    inFlow.add('a', 40 * MB, ['node-1']);
    inFlow.add('a', 40 * MB, ['node-2']);
    assert.equal(inFlow.size, 1);
    assert(inFlow.hasRoomFor(24 * MB));
    assert.deepEqual(inFlow.of('node-1'), []);
    assert.deepEqual(inFlow.of('node-2'), ['a']);
    assert(inFlow.remove('a'));
    assert(!inFlow.remove('a'));
    assert(inFlow.hasRoomFor(64 * MB));
  });
});
