import assert from 'node:assert/strict';
import { describeEditor } from './support/editors';
import { ETHERFAX, node, TAB } from './support/flow';

const SEND = node('fax-send', { report: true });
const { output: _output, format: _format, ...receive } = node('fax-receive-in');

describeEditor('a node that an earlier version saved', [TAB, ETHERFAX, SEND, receive], (editor) => {
  const exported = async (id: string) => (await editor().exported()).find((one) => one.id === id);

  it('shows what the run time makes of it, and is one of today once it is done', async () => {
    for (const [id, shown] of [
      ['n-fax-send', { report: 'plain' }],
      ['n-fax-receive-in', { output: 'record', format: 'original' }],
    ] as const) {
      await editor().openDialog(id);
      for (const [name, value] of Object.entries(shown)) {
        assert.equal(await editor().field(name).inputValue(), value, name);
      }
      await editor().done();
      const saved = await exported(id);
      assert.deepEqual({ ...saved, ...shown, version: 2 }, saved, id);
    }
  });

  it('stays as it was saved while nobody has looked at it, or has cancelled', async () => {
    await editor().load([TAB, ETHERFAX, SEND, receive]);
    await editor().openDialog('n-fax-send');
    await editor().cancel();
    assert.deepEqual([(await exported('n-fax-send'))?.report, (await exported('n-fax-send'))?.version], [true, 1]);
  });
});
