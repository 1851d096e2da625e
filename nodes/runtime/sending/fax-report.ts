import { readFile } from 'node:fs/promises';
import { asBuffer } from '../../../src/documents/worker/transfer';
import { compact } from '../../../src/domain/compact';
import type { FaxStatus } from '../../../src/domain/fax';
import { isFaxStatus } from '../../../src/domain/job';
import type { JobReport } from '../../../src/outbox/sending-nodes';
import type { ConnectionNode } from '../connection/connection-node';
import type { RuntimeNode } from '../node-red';

/** `picture`: with a small picture of the fax's first page. */
export type ReportKind = 'plain' | 'picture';

export interface ReportMaker {
  kind: ReportKind;
  node: RuntimeNode;
  connection: ConnectionNode;
}

/**
 * Adds the transmission report, a page of PDF, to a fax's final status. If it cannot be made, the status goes without
 * it.
 */
export async function withReport(end: JobReport, { kind, node, connection }: ReportMaker): Promise<JobReport> {
  const { status, storedAt: madeAt } = end;
  if (!isFaxStatus(status)) return end;
  try {
    const worker = await connection.documentWorker();
    const document = kind === 'picture' ? await bytesOf(status) : undefined;
    const report = await worker.run('report', compact({ status, madeAt, document }));
    return { ...end, pdf: asBuffer(report) };
  } catch {
    node.warn('the report of a fax could not be made: its final status is sent without it');
    return end;
  }
}

/** The flow may have moved or deleted its copy of the document: then the report has no picture. */
async function bytesOf({ document }: FaxStatus): Promise<Buffer | undefined> {
  return document?.path === undefined ? undefined : readFile(document.path).catch(() => undefined);
}
