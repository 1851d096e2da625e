import type { SmsReceived } from '../domain/sms';
import type { OpenRow } from '../store/event-row';
import type { SourceNode } from './source-node';

/** Asks the provider for what a push lacked of a received SMS. */
export type Enrich = (providerId: string, signal: AbortSignal) => Promise<Partial<SmsReceived>>;

/** What the push lacked is welcome, not necessary: an SMS never waits for it longer than this. */
const ENRICH_MS = 5_000;

/** The row's payload, completed where one of its nodes wants that and the provider answers in time. */
export async function enriched(
  row: OpenRow,
  nodes: SourceNode[],
  enrich: Enrich | undefined,
  signal: AbortSignal,
): Promise<OpenRow> {
  if (!enrich || row.kind !== 'sms.received' || !lacksSomething(row.payload) || !nodes.some((node) => node.enrich))
    return row;
  try {
    const more = await enrich(row.providerId, AbortSignal.any([signal, AbortSignal.timeout(ENRICH_MS)]));
    return { ...row, payload: { ...row.payload, ...more } };
  } catch {
    return row;
  }
}

/** What came by poll has it all. */
function lacksSomething({ receivedAt, parts }: SmsReceived): boolean {
  return receivedAt === undefined || parts === undefined;
}
