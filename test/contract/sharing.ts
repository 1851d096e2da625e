import assert from 'node:assert/strict';
import type { Scope } from '../../src/domain/event-key';
import type { Holding, Sharing } from '../../src/store/sharing';
import { eventually } from '../support/eventually';

export interface JoinedInstance {
  sharing: Sharing;
  /** Stops in order. */
  close(): Promise<void>;
  /** Cuts the instance off from the store, so that it considers itself dead after a while. */
  cut(): void;
  /** Connects it again. */
  mend(): void;
  /** Cuts it off and connects it again at once. */
  blink(): void;
}

export interface SharingFixture {
  /** Starts an instance of this name. An earlier one with the same name counts as dead. */
  join(instance: string): Promise<JoinedInstance>;
  destroy(): Promise<void>;
}

const A: Scope = 'etherfax:100';
const B: Scope = 'esendex:ab12';
const nothing = (): void => undefined;

/** The tests that every implementation of `Sharing` must pass. */
export function sharingContract(name: string, create: () => Promise<SharingFixture>): void {
  describe(`${name} shared by several`, () => {
    let fixture: SharingFixture;
    const joined: JoinedInstance[] = [];

    beforeEach(async () => {
      fixture = await create();
    });

    afterEach(async () => {
      for (const each of joined.splice(0)) await each.close();
      await fixture.destroy();
    });

    async function join(instance: string): Promise<JoinedInstance> {
      const one = await fixture.join(instance);
      joined.push(one);
      return one;
    }

    const namesOf = ({ sharing }: JoinedInstance) => sharing.others.map(({ instance }) => instance);
    const see = (one: JoinedInstance, ...names: string[]) =>
      eventually(`${one.sharing.instance} sees ${names.join()}`, () => namesOf(one).join() === names.join());
    const isHeld = (holding: Holding) => eventually('it is held', () => holding.isHeld);

    async function joinBoth(): Promise<[JoinedInstance, JoinedInstance]> {
      const both: [JoinedInstance, JoinedInstance] = [await join('a'), await join('b')];
      await see(both[0], 'b');
      await see(both[1], 'a');
      return both;
    }

    it('knows itself', async () => {
      const { sharing } = await join('a');
      assert.equal(sharing.isShared, true);
      assert.equal(sharing.instance, 'a');
      assert.equal(sharing.isAlive, true);
      assert.equal(sharing.runs(sharing.process), true);
      assert.deepEqual([sharing.others, sharing.gone], [[], []]);
    });

    it('sees others come, in order of name, and go', async () => {
      const b = await join('b');
      let changes = 0;
      const end = b.sharing.onChange(() => (changes += 1));
      const c = await join('c');
      const a = await join('a');
      await see(b, 'a', 'c');
      assert(changes > 0);
      const [first] = b.sharing.others;
      assert.equal(first?.process, a.sharing.process);
      assert.equal(b.sharing.runs(a.sharing.process), true);
      end();
      await c.close();
      await see(b, 'a');
      assert.equal(b.sharing.runs(c.sharing.process), false);
      assert.deepEqual(b.sharing.gone, [], 'it has said so');
    });

    it('has one holder, the first one that asked', async () => {
      const [a, b] = await joinBoth();
      const first = a.sharing.seek(A, nothing);
      await isHeld(first);
      const second = b.sharing.seek(A, nothing);
      await eventually('it knows the holder', () => second.holder === 'a');
      assert.equal(second.isHeld, false);
      assert.equal(first.holder, 'a');
      await eventually('it is seen', () => b.sharing.others[0]?.holds.join() === A);
      assert.deepEqual([a.sharing.holderOf(A), b.sharing.holderOf(A), b.sharing.holderOf(B)], ['a', 'a', undefined]);
    });

    it('never has two, however many ask at the same moment', async () => {
      const all = await Promise.all(['a', 'b', 'c', 'd'].map(join));
      const asked = all.map(({ sharing }) => [A, B].map((scope) => sharing.seek(scope, nothing)));
      for (const nth of [0, 1]) {
        const holdings = asked.map((each) => each[nth]);
        await eventually('all know the holder', () => holdings.every((each) => each?.holder !== undefined));
        assert.equal(holdings.filter((each) => each?.isHeld).length, 1);
        assert.equal(new Set(holdings.map((each) => each?.holder)).size, 1);
      }
    });

    it('hands an account over when it is released, and tells both', async () => {
      const [a, b] = await joinBoth();
      const first = a.sharing.seek(A, nothing);
      await isHeld(first);
      let isTold = false;
      const second = b.sharing.seek(A, () => (isTold ||= second.isHeld));
      await eventually('it waits', () => second.holder === 'a');
      await first.release();
      assert.equal(first.isHeld, false);
      await first.release();
      await isHeld(second);
      await eventually('it is told', () => isTold);
      await eventually('both know', () => first.holder === 'b');
    });

    it('hands accounts over at once when their holder stops', async () => {
      const [a, b] = await joinBoth();
      const first = [A, B].map((scope) => a.sharing.seek(scope, nothing));
      for (const each of first) await isHeld(each);
      const second = [A, B].map((scope) => b.sharing.seek(scope, nothing));
      await eventually('they wait', () => second.every(({ holder }) => holder === 'a'));
      await a.close();
      for (const each of first) assert.equal(each.isHeld, false);
      assert.equal(a.sharing.isAlive, false);
      for (const each of second) await isHeld(each);
    });

    it('hands accounts over when their holder falls silent, and not before the holder itself knows', async () => {
      const [a, b] = await joinBoth();
      let isTold = false;
      const first = a.sharing.seek(A, () => (isTold ||= !first.isHeld));
      await isHeld(first);
      const second = b.sharing.seek(A, nothing);
      await eventually('it waits', () => second.holder === 'a');
      a.sharing.want(A, 'statuses');
      await eventually('it is heard', () => b.sharing.others[0]?.wants.get(A) === 'statuses');
      assert.equal(b.sharing.lastSeen.length, 0);
      isTold = false;
      a.cut();
      await eventually('it is handed over', () => {
        assert(!(first.isHeld && second.isHeld), 'never two');
        return second.isHeld;
      });
      assert.equal(a.sharing.isAlive, false);
      assert.equal(b.sharing.revivals, 0);
      await eventually('it is told', () => isTold);
      await eventually('it is gone', () => b.sharing.gone.join() === 'a');
      assert.deepEqual(b.sharing.others, []);
      assert.deepEqual(
        b.sharing.lastSeen.map(({ instance, wants }) => [instance, wants.get(A)]),
        [['a', 'statuses']],
      );
      assert.equal(b.sharing.runs(a.sharing.process), false);
      a.mend();
      await see(b, 'a');
      await eventually('it lives again', () => a.sharing.isAlive && a.sharing.others.length === 1);
      assert.equal(a.sharing.revivals, 1);
      assert.deepEqual([b.sharing.gone, b.sharing.lastSeen], [[], []]);
      await eventually('it knows who has it', () => first.holder === 'b');
      assert.equal(first.isHeld, false);
    });

    it('leaves an account where it is when its holder comes back in time', async () => {
      const [a, b] = await joinBoth();
      const first = a.sharing.seek(A, nothing);
      await isHeld(first);
      const second = b.sharing.seek(A, nothing);
      await eventually('it waits', () => second.holder === 'a');
      a.blink();
      await eventually('it lives', () => a.sharing.isAlive && first.isHeld);
      assert.equal(second.isHeld, false);
    });

    it('gives several accounts to several', async () => {
      const [a, b] = await joinBoth();
      const first = a.sharing.seek(A, nothing);
      const second = b.sharing.seek(B, nothing);
      await isHeld(first);
      await isHeld(second);
      await eventually('each sees it', () => a.sharing.others[0]?.holds.join() === B);
      await eventually('each sees it', () => b.sharing.others[0]?.holds.join() === A);
    });

    it('has one holder among those in a Node-RED that ask for the same account, one after the other', async () => {
      const [a, b] = await joinBoth();
      const [first, second] = [a.sharing.seek(A, nothing), a.sharing.seek(A, nothing)];
      await isHeld(first);
      const third = b.sharing.seek(A, nothing);
      assert.equal(second.isHeld, false);
      assert.equal(second.holder, 'a');
      await first.release();
      await isHeld(second);
      assert.equal(third.isHeld, false);
      await second.release();
      await isHeld(third);
    });

    it('tells what the others want', async () => {
      const [a, b] = await joinBoth();
      const wantsOf = (scope: Scope) => b.sharing.others[0]?.wants.get(scope);
      a.sharing.want(A, { fax: ['x'] });
      a.sharing.want(B, true);
      await eventually('it is seen', () => JSON.stringify(wantsOf(A)) === '{"fax":["x"]}' && wantsOf(B) === true);
      let changes = 0;
      b.sharing.onChange(() => (changes += 1));
      a.sharing.want(A, undefined);
      await eventually('it is seen', () => wantsOf(A) === undefined && changes > 0);
      assert.equal(wantsOf(B), true);
    });

    it('gives a name and its accounts to the last instance that starts; the earlier one stops working', async () => {
      const [a, b] = await joinBoth();
      const first = a.sharing.seek(A, nothing);
      await isHeld(first);
      const waiting = b.sharing.seek(A, nothing);
      await eventually('it waits', () => waiting.holder === 'a');
      a.cut();
      const again = await join('a');
      const held = again.sharing.seek(A, nothing);
      await eventually('somebody has it', () => held.isHeld || waiting.isHeld);
      assert.equal(again.sharing.runs(a.sharing.process), false);
      await eventually('the other knows', () => !b.sharing.runs(a.sharing.process));
      assert.equal(b.sharing.runs(again.sharing.process), true);
      assert.deepEqual([b.sharing.gone, again.sharing.gone], [[], []]);
    });
  });
}
