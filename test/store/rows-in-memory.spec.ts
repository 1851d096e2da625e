import { jobStoreContract } from '../contract/job-store';
import { rowsContract } from '../contract/rows';
import { storeContract, type StoreFixture } from '../contract/store';
import { MemoryDisk, memoryRows, memoryStore } from '../support/memory-rows';

function createFixture(): Promise<StoreFixture> {
  const disk = new MemoryDisk();
  return Promise.resolve({ open: () => Promise.resolve(memoryStore(disk)), destroy: () => Promise.resolve() });
}

// What the inbox and the outbox rely on follows from the rows, and not from what the embedded store does besides.
storeContract('Rows in memory', createFixture);
jobStoreContract('Rows in memory', createFixture);

rowsContract('What a test keeps in memory', () => {
  const disk = new MemoryDisk();
  return Promise.resolve({
    open: () => {
      const rows = memoryRows(disk);
      return Promise.resolve({ rows, close: rows.close });
    },
    destroy: () => Promise.resolve(),
  });
});
