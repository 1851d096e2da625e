import type { IncomingEvent, Provider } from '../providers/provider';
import type { AckResponse } from '../transports/push-socket/frame-codec';
import type { FrameHandlers, PushEvent } from '../transports/push-socket/accept-frames';
import { knownIngest, type Ingest } from './ingest';
import type { WebhookIntake } from './webhook-intake';

export interface PushIntakeOptions {
  decode: Provider['decodePush'];
  /** Takes the requests that a relay passes on. */
  webhook: WebhookIntake | undefined;
  /** undefined while the account is not known, or not ours. */
  ingest: () => Ingest | undefined;
  /** The event is durable. */
  onTaken: (incoming: IncomingEvent) => void;
}

/** Takes one connection's push events into its inbox. Rejects where an event could not be stored: it is not acked. */
export class PushIntake implements FrameHandlers {
  constructor(private readonly options: PushIntakeOptions) {}

  async onEvent({ event, data }: PushEvent): Promise<AckResponse | undefined> {
    const { decode, webhook, onTaken } = this.options;
    if (event === 'Webhook' && webhook) return webhook.takeFrame(data);
    const ingest = knownIngest(this.options.ingest());
    const decoded = decode(event, data);
    if (decoded.outcome === 'quarantine') {
      await ingest.quarantine(decoded.reason, Buffer.from(JSON.stringify({ event, data })), 'push');
      return undefined;
    }
    for (const incoming of decoded.events) {
      await ingest.take(incoming, 'push');
      onTaken(incoming);
    }
    return undefined;
  }

  async onUnintelligible(reason: string, body: Buffer): Promise<void> {
    await knownIngest(this.options.ingest()).quarantine(reason, body, 'push');
  }
}
