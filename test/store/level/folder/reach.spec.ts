import assert from 'node:assert/strict';
import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Reach, readReach } from '../../../../src/store/level/folder/reach';
import { eventually } from '../../../support/eventually';
import { flipBit } from '../../../support/flip-bit';
import { temporaryFolder } from '../temporary-folder';

describe('How far a store reaches', () => {
  let home: Awaited<ReturnType<typeof temporaryFolder>>;

  beforeEach(async () => {
    home = await temporaryFolder();
    await mkdir(home.folder, { recursive: true });
  });

  afterEach(() => home.remove());

  it('is kept from the start, with each mark, and the last one of many', async () => {
    const reach = await Reach.begin(home.folder, 7, () => 0);
    assert.equal(await readReach(home.folder), 7);
    reach.mark(8);
    await eventually('8 is kept', async () => (await readReach(home.folder)) === 8);
    for (let commit = 9; commit <= 500; commit += 1) reach.mark(commit);
    await reach.close();
    assert.equal(await readReach(home.folder), 500);
  });

  it('survives damage to one of its two places', async () => {
    const reach = await Reach.begin(home.folder, 10, () => 0);
    reach.mark(11);
    await reach.close();
    const path = join(home.folder, 'reach');
    const whole = await readFile(path);
    await flipBit(path, 3);
    assert.equal(await readReach(home.folder), 11);
    await writeFile(path, whole);
    await flipBit(path, 30);
    assert.equal(await readReach(home.folder), 10);
    await truncate(path, 20);
    assert.equal(await readReach(home.folder), undefined);
  });

  it('is unknown without its file', async () => {
    assert.equal(await readReach(home.folder), undefined);
  });
});
