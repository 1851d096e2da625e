import assert from 'node:assert/strict';
import type { Scope } from '../../src/domain/event-key';
import { eventually } from '../support/eventually';
import { Connecting } from '../support/connecting';
import { MINUTE, SCOPE } from '../support/inbox';

describe('the account of a connection', () => {
  let rig: Connecting;

  afterEach(() => rig.close());

  const requests = () => rig.simulator.requests();

  it('is asked of the provider once, and kept for an outage at the next start', async () => {
    rig = await Connecting.prepare();
    await rig.start();
    await rig.reached('connected');
    assert.equal(rig.connection.scope, SCOPE);
    assert.equal(requests()['accounts.status'], 1);
    await rig.poll();
    assert.equal(requests()['accounts.status'], 1);

    rig.simulator.faults.set({ status: 503, action: 'accounts.status' });
    await rig.restart();
    const id = rig.simulator.inject();
    await rig.rowIn(id, 'new');
    assert.equal(rig.connection.scope, SCOPE, 'by push, though the account cannot be asked');
  });

  it('delays nothing else when it cannot be asked, and is asked again later', async () => {
    rig = await Connecting.prepare({ account: 'Mine-1', pushes: false });
    rig.simulator.faults.set({ status: 500, action: 'accounts.status' });
    rig.simulator.inject();
    await rig.start();
    await eventually('it is stored', async () => (await rig.inbox.store.counts('etherfax:mine-1')).parked === 1);
    await rig.reached('polling');
    const asked = requests()['accounts.status'] ?? 0;
    await rig.poll();
    assert((requests()['accounts.status'] ?? 0) > asked);
  });

  it('is asked again for other credentials', async () => {
    rig = await Connecting.prepare({ pushes: false });
    await rig.start();
    await rig.reached('polling');
    rig.simulator.faults.set({ status: 503, action: 'accounts.status' });
    await rig.restart({ credentials: 'another' });
    await rig.reached('error');
    assert.equal(rig.connection.scope, undefined);
  });

  it('has to be known before anything is taken in', async () => {
    rig = await Connecting.prepare();
    rig.simulator.faults.set({ status: 503, action: 'accounts.status' });
    const id = rig.simulator.inject();
    await rig.start();
    await rig.reached('error');
    await rig.rests();
    assert.equal(requests().push, undefined, 'no push socket is opened');
    assert.equal(requests()['inbox.list'], undefined);
    assert.equal(await rig.row(id), undefined);
    rig.simulator.faults.clear();
    await rig.pass(5_000);
    await rig.rowIn(id, 'parked');
  });

  it('is the property where one is set, whatever the provider or a fax says', async () => {
    rig = await Connecting.prepare({ account: 'Mine-1' });
    rig.simulator.inject();
    await rig.start();
    await rig.reached('connected');
    assert.equal(rig.connection.scope, 'etherfax:mine-1');
    await eventually('it is stored there', async () => (await rig.inbox.store.counts('etherfax:mine-1')).parked === 1);
  });

  it('that the provider does not name has to be entered', async () => {
    rig = await Connecting.prepare({ pushes: false });
    rig.simulator.account.account = '';
    await rig.start();
    await rig.reached('error');
    assert.equal(requests()['inbox.list'], undefined);
  });

  describe('tells its country', () => {
    const known = async (): Promise<string | undefined> =>
      Promise.race([rig.connection.accountCountry(), rig.rests().then(() => undefined)]);

    it('once it was asked, and it is kept for an outage at the next start', async () => {
      rig = await Connecting.prepare({ account: 'efax-1', pushes: false });
      rig.simulator.faults.set({ status: 503, action: 'accounts.status' });
      await rig.start();
      await rig.rests();
      assert.equal(await known(), undefined);
      rig.simulator.faults.clear();
      await rig.poll();
      assert.equal(await rig.connection.accountCountry(), '1');

      rig.simulator.faults.set({ status: 503, action: 'accounts.status' });
      await rig.restart();
      assert.equal(await rig.connection.accountCountry(), '1');
    });

    it('again for other credentials, and when it has changed', async () => {
      rig = await Connecting.prepare({ account: 'efax-1', pushes: false });
      await rig.start();
      assert.equal(await rig.connection.accountCountry(), '1');
      rig.simulator.account.country = 'Italy';
      await rig.restart();
      await rig.poll();
      assert.equal(await rig.connection.accountCountry(), '39');
      rig.simulator.faults.set({ status: 503, action: 'accounts.status' });
      await rig.restart({ credentials: 'another' });
      await rig.rests();
      assert.equal(await known(), undefined);
    });

    it('as before where an answer tells none', async () => {
      rig = await Connecting.prepare({ account: 'efax-1', pushes: false });
      await rig.start();
      assert.equal(await rig.connection.accountCountry(), '1');
      rig.simulator.account.country = '';
      await rig.restart();
      await rig.poll();
      assert.equal(await rig.connection.accountCountry(), '1');
    });

    for (const country of ['', 'Atlantis']) {
      it(`as none where it is ${JSON.stringify(country)}`, async () => {
        rig = await Connecting.prepare({ pushes: false });
        rig.simulator.account.country = country;
        await rig.start();
        assert.equal(await rig.connection.accountCountry(), '');
      });
    }
  });

  it('may become known long after a crash, which counts all the same', async () => {
    rig = await Connecting.prepare({ pushes: false });
    const id = rig.simulator.inject();
    rig.node('node-1');
    await rig.start();
    await rig.rowIn(id, 'offered');
    rig.simulator.faults.set({ status: 503, action: 'accounts.status' });
    await rig.restart({ credentials: 'another' });
    const node = rig.node('node-1');
    rig.connection.resume(true);
    await rig.connection.pause();
    rig.connection.resume(false);
    rig.simulator.faults.clear();
    await rig.pass(5_000);
    await eventually('it is offered again', () => node.got.length === 1);
    assert.equal((await rig.row(id))?.crashes, 1);
  });

  describe('that another connection serves', () => {
    let holder: Scope | undefined;

    const reserveScope = (scope: Scope): string | undefined => {
      rig.reserved.push(scope);
      return holder === scope ? 'the first one' : undefined;
    };

    for (const [how, account] of [
      ['by its property', 'efax-1'],
      ['by what the provider says', ''],
    ] as const) {
      it(`is refused in red, known ${how}, and nothing is asked of the provider any more`, async () => {
        holder = SCOPE;
        rig = await Connecting.prepare({ account, reserveScope });
        rig.simulator.inject();
        await rig.start();
        await rig.reached('error');
        await rig.rests();
        assert.deepEqual(rig.state, { state: 'error', reason: 'duplicate' });
        const before = requests();
        await rig.pass(5 * MINUTE);
        assert.deepEqual(requests(), before);
        assert.equal(before.push, undefined);
        assert.equal(before['inbox.list'], undefined);
        assert.equal(rig.reserved.length, 1, 'one attempt, one log line');
        assert.equal(rig.inbox.log.matching(/another connection/).length, 1);
      });

      it(`is taken over after the deploy that removed the other one (${how})`, async () => {
        holder = SCOPE;
        rig = await Connecting.prepare({ account, reserveScope });
        const id = rig.simulator.inject();
        await rig.start();
        await rig.reached('error');
        await rig.connection.pause();
        holder = undefined;
        rig.connection.resume(false);
        await rig.pass(MINUTE);
        await rig.rowIn(id, 'parked');
        await rig.reached('connected');
        assert.equal(rig.reserved.length, 2);
      });
    }
  });
});
