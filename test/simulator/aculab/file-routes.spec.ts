import assert from 'node:assert/strict';
import type { Json } from './customer';
import { Harness, TWO_PAGES, type Answer } from './harness';

const NAME = '/pushline/job-1.tif';

describe('files of the simulated Aculab Cloud', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await Harness.start();
    await harness.clock.advance(3_000);
  });
  afterEach(() => harness.close());

  function write(filename: string, bytes: Buffer, more: Record<string, string> = {}): Promise<Answer> {
    const form = new FormData();
    for (const [name, value] of Object.entries({ filetype: 'media', filename, ...more })) form.set(name, value);
    form.set('file', new Blob([bytes]), 'anything.tif');
    return harness.call('/file_write', { method: 'POST', body: form });
  }
  const get = (filename: string) => harness.post('/file_get', { filetype: 'media', filename });
  const list = async (query = ''): Promise<Json> => (await harness.call(`/file_list?filetype=media${query}`)).json();

  it('are written as a form or as the bare body, and are there for everybody some seconds later', async () => {
    assert.equal((await write(NAME, TWO_PAGES)).status, 200);
    assert.ok(harness.simulator.media.find(NAME));
    assert.equal((await get(NAME)).status, 404);
    await harness.clock.advance(2_999);
    assert.equal(NAME in (await list()), false);
    await harness.clock.advance(1);
    assert.deepEqual((await list())[NAME], { created_date: '2026-11-20_12:00:03', size: TWO_PAGES.length });
    assert.deepEqual((await get(NAME)).bytes, TWO_PAGES);
    const query = '?filetype=media&filename=bare.tiff';
    const headers = { 'content-type': 'image/tiff' };
    assert.equal((await harness.call(`/file_write${query}`, { method: 'POST', body: TWO_PAGES, headers })).status, 200);
    assert.deepEqual(harness.simulator.media.find('bare.tiff')?.bytes, TWO_PAGES);
  });

  it('are asked for as they are told, with the leading slash or without', async () => {
    const remove = (filename: string) => harness.post('/file_delete', { filetype: 'media', filename });
    await write(NAME, TWO_PAGES);
    await harness.clock.advance(3_000);
    assert.equal((await get(NAME.slice(1))).status, 404);
    harness.simulator.behave({ names: 'bare' });
    assert.equal(NAME.slice(1) in (await list()), true);
    assert.deepEqual([(await get(NAME)).status, (await get(NAME.slice(1))).status], [404, 200]);
    assert.deepEqual([(await remove(NAME)).status, (await remove(NAME.slice(1))).status], [404, 200]);
  });

  it('are listed by name, by prefix and as a list', async () => {
    await write(NAME, TWO_PAGES);
    await harness.clock.advance(3_000);
    assert.deepEqual(Object.keys(await list('&prefix=/pushline/')), [NAME]);
    assert.deepEqual(Object.keys(await list(`&filename=${NAME}`)), [NAME]);
    assert.equal(Object.keys(await list()).length, 2);
    assert.deepEqual((await harness.call('/file_list?filetype=rest')).json(), {});
    harness.simulator.behave({ fileList: 'array' });
    const array = JSON.parse((await harness.call('/file_list?filetype=media')).text) as Json[];
    assert.deepEqual(
      array.map(({ filename }) => filename),
      ['/out/fax.tif', NAME],
    );
  });

  it('are still there for some seconds after they were deleted, though not for calls', async () => {
    const remove = () => harness.post('/file_delete', { filetype: 'media', filename: '/out/fax.tif' });
    assert.equal((await remove()).status, 200);
    assert.equal(harness.simulator.media.find('/out/fax.tif'), undefined);
    assert.equal((await get('/out/fax.tif')).status, 200);
    assert.equal((await remove()).status, 200);
    await harness.clock.advance(3_000);
    assert.equal((await get('/out/fax.tif')).status, 404);
    assert.equal((await remove()).status, 404);
    assert.deepEqual(harness.simulator.media.deleted(), ['/out/fax.tif']);
    assert.deepEqual(harness.simulator.summary(), { unread: 0, received: 1 });
  });

  it('are refused under a wrong name, or where they are not what the name says', async () => {
    for (const name of ['fax', 'fax.pdf', 'a b.tif', '../a.tif', 'a//b.tif', 'a/./b.tif', 'ä.tif']) {
      assert.equal(((await write(name, TWO_PAGES)).json().error as Json).code, '0002', name);
    }
    assert.equal((await write('a.tif', Buffer.from('no TIFF'))).status, 400);
    assert.equal((await write('a.wav', TWO_PAGES)).status, 400);
    assert.equal((await write('a.wav', Buffer.from('RIFF....WAVE'))).status, 200);
    assert.equal((await write('b.tif', Buffer.from('any bytes'), { encrypted: 'true' })).status, 200);
    const lacking = await harness.post('/file_write', { filetype: 'media', filename: 'c.tif' });
    assert.equal((lacking.json().error as Json).code, '0001');
    assert.equal((await harness.post('/file_get', { filetype: 'paper', filename: NAME })).status, 400);
  });
});
