import { asBuffer } from '../../src/documents/worker/transfer';
import { isFaxStatus } from '../../src/outbox/job-steps';
import type { Telling } from '../../src/outbox/job-sender';
import type { ConnectionNode } from './connection-node';
import type { RuntimeNode } from './node-red';

/** With the page that tells what became of a fax. An end is told all the same where the page cannot be made. */
export async function withReport(telling: Telling, node: RuntimeNode, connection: ConnectionNode): Promise<Telling> {
  const { status, storedAt } = telling;
  if (!isFaxStatus(status)) return telling;
  try {
    const worker = await connection.documentWorker();
    return { ...telling, report: asBuffer(await worker.run('report', { status, madeAt: storedAt })) };
  } catch {
    node.warn('the report of a fax could not be made: its end is told without it');
    return telling;
  }
}
