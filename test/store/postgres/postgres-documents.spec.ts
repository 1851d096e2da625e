import assert from 'node:assert/strict';
import { DocumentFolder } from '../../../src/documents/document-folder';
import { openPostgresStore } from '../../../src/store/postgres/open-postgres-store';
import { documentBytesContract } from '../../contract/document-bytes';
import { TIFF } from '../../support/events';
import { laidOut } from '../../support/laid-out';
import { temporaryFolder } from '../level/temporary-folder';
import { optionsFor, withPostgres } from './with-postgres';

describe('PostgreSQL', () => {
  const server = withPostgres();

  documentBytesContract('PostgreSQL', async () => {
    const options = optionsFor(server());
    const store = await openPostgresStore(options);
    const opened = [store];
    return {
      bytes: store.documents,
      async another() {
        const other = await openPostgresStore({ ...options, instance: 'node-red-2' });
        opened.push(other);
        return other.documents;
      },
      async destroy() {
        await Promise.all(opened.map((each) => each.close()));
      },
    };
  });

  it('holds the documents of two Node-REDs, and spares in a sweep what is on its way', async () => {
    const options = optionsFor(server());
    const stores = await Promise.all(['one', 'two'].map((instance) => openPostgresStore({ ...options, instance })));
    const homes = await Promise.all(stores.map(() => temporaryFolder()));
    const [one, two] = stores.map(({ documents }, index) => new DocumentFolder(homes[index]?.folder ?? '', documents));
    assert(one && two);
    const document = { ...(await one.write(TIFF)), filename: 'fax.tif' };
    assert.deepEqual(await two.read(document), { found: TIFF });
    assert.match(await laidOut(two, document), /fax\.tif$/);
    assert.equal(await two.sweep(() => Promise.resolve(false)), 0, 'it is young');
    await server().sql(`UPDATE ${options.schema}.documents SET made_at = made_at - interval '2 days'`);
    const [, late] = stores.map(({ documents }, index) => new DocumentFolder(homes[index]?.folder ?? '', documents));
    assert.equal(await late?.sweep(() => Promise.resolve(false)), 1);
    assert.deepEqual(await one.read(document), { lost: 'missing' });
    for (const store of stores) await store.close();
    for (const { remove } of homes) await remove();
  });
});
