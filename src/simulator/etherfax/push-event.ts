import { compact } from '../../domain/compact';
import { jsonBody, type Body } from '../http/body';
import type { ItemFault } from './fax-receive';

/** One event for the push socket, repeated on every connection until some client has acked it. */
export interface PushEvent {
  seq: number;
  event: string;
  /** The received fax it tells of, if it does. */
  jobId?: string;
  /** Made anew for each frame. `image`: base64, or undefined to leave it out. `fault`: what is to be wrong in it. */
  data: (image: string | undefined, fault: ItemFault | undefined) => unknown;
  image?: Buffer;
  escapeSlashes?: boolean;
}

export interface FrameOptions {
  image: boolean;
  seq: boolean;
  fault: ItemFault | undefined;
}

export function eventBody(push: PushEvent, { image, seq, fault }: FrameOptions): Body {
  const frame = (base64: string | null): unknown => ({
    type: 'event',
    seq: seq ? push.seq : undefined,
    event: push.event,
    data: push.data(base64 ?? undefined, fault),
  });
  return jsonBody(frame, compact({ image: image ? push.image : undefined, escapeSlashes: push.escapeSlashes }));
}
