import assert from 'node:assert/strict';
import { Harness, type Answer, type Json } from './harness';

const FROM = '447700900123';

describe('the opt-outs of the simulated Esendex', () => {
  let harness: Harness;
  beforeEach(async () => (harness = await Harness.start()));
  afterEach(() => harness.close());

  const create = (body: string, type = 'application/xml', accept = '*/*'): Promise<Answer> =>
    harness.call('/optouts', { method: 'POST', headers: { 'content-type': type, accept }, body });
  const xml = (number: string, account = 'EX0000001'): string =>
    `<optout><accountreference>${account}</accountreference><from><phonenumber>${number}</phonenumber></from></optout>`;

  it('are listed in XML with paging, and filtered by number and account', async () => {
    const id = harness.simulator.inject({ kind: 'opt-out', from: FROM });
    harness.simulator.inject({ kind: 'opt-out', from: '447700900124' });
    harness.simulator.behave({ dates: 'ticks' });
    const { optouts } = (await harness.call('/optouts?startIndex=0&count=1')).xml() as { optouts: Json };
    assert.deepEqual([optouts['@startindex'], optouts['@count'], optouts['@totalcount']], ['0', '1', '2']);
    const [optout = {}] = optouts.optout as Json[];
    assert.equal(optout['@id'], id);
    assert.equal(optout.accountreference, 'EX0000001');
    assert.equal(optout.receivedat, '2026-11-20T12:00:00.0000000Z');
    assert.deepEqual(optout.from, { phonenumber: FROM });
    const { '@rel': rel, '@href': href } = optout.link as Json;
    assert.deepEqual([rel, String(href).endsWith(`/v1.0/optouts/${id}`)], ['self', true]);
    const total = async (query: string): Promise<unknown> =>
      ((await harness.call(`/optouts?${query}`)).xml().optouts as Json)['@totalcount'];
    assert.equal(await total(`from=${FROM}`), '1');
    assert.equal(await total('accountreference=EX0000009'), '0');
  });

  it('are JSON for those who accept it', async () => {
    harness.simulator.inject({ kind: 'opt-out', from: FROM });
    const answer = await harness.call('/optouts', { headers: { accept: 'application/json' } });
    const { TotalCount, OptOuts } = answer.json() as { TotalCount: number; OptOuts: Json[] };
    assert.equal(TotalCount, 1);
    assert.deepEqual([OptOuts[0]?.AccountReference, OptOuts[0]?.From], ['EX0000001', { PhoneNumber: FROM }]);
  });

  it('can be added once, and asked for by id', async () => {
    const answer = await create(xml(`+${FROM}`));
    assert.equal(answer.status, 200);
    const [optout] = (answer.xml().response as { optout: Json[] }).optout;
    assert.equal(harness.simulator.optOuts()[0]?.id, optout?.['@id']);
    assert.equal((await harness.call('/optouts/none')).status, 404);
    assert.equal((await create(xml(FROM))).status, 409);
    assert.equal(harness.simulator.optOuts().length, 1);
    const json = JSON.stringify({ AccountReference: 'EX0000001', From: { PhoneNumber: '447700900124' } });
    assert.equal((await create(json, 'application/json', 'application/json')).status, 200);
    assert.equal(harness.simulator.optOuts()[1]?.from, '447700900124');
  });

  it('come bare where one is asked for, and wrapped only when created', async () => {
    const id = harness.simulator.inject({ kind: 'opt-out', from: FROM });
    const one = await harness.call(`/optouts/${id}`);
    const [bare = {}] = one.xml().optout as Json[];
    assert.deepEqual([bare['@id'], bare.from], [id, { phonenumber: FROM }]);
    const json = (await harness.call(`/optouts/${id}`, { headers: { accept: 'application/json' } })).json();
    assert.deepEqual([json.Id, json.From], [id, { PhoneNumber: FROM }]);
  });

  it('need a number and an account of ours', async () => {
    const missing = await create('{"accountreference":"EX0000001"}', 'application/json');
    assert.deepEqual([missing.status, (missing.json().errors as Json[])[0]?.code], [400, 'phonenumber_missing']);
    assert.equal((await create(xml(FROM, 'EX0000009'))).status, 403);
    assert.deepEqual(harness.simulator.optOuts(), []);
  });

  it('keep messages from their number, of their account only', async () => {
    harness.simulator.inject({ kind: 'opt-out', from: FROM });
    const id = await harness.sendTo(FROM);
    await harness.clock.advance(1_000);
    assert.equal((await harness.header(id)).status, 'Rejected');
  });
});
