import { QuarantineFullError } from '../domain/errors';
import type { Clock } from '../domain/clock';
import type { DocumentFolder } from '../documents/document-folder';
import type { HandledElsewhere } from '../inbox/handled-elsewhere';
import type { Provider } from '../providers/provider';
import type { Ingest } from './ingest';

/** Asks the provider what it still holds and feeds it to the same inbox as every push. */
export async function reconcile(options: {
  provider: Provider;
  documents: DocumentFolder;
  clock: Clock;
  ingest: Ingest;
  elsewhere: HandledElsewhere;
  signal: AbortSignal;
}): Promise<void> {
  const { provider, documents, clock, ingest, elsewhere, signal } = options;
  const askedAt = clock.now();
  await provider.reconcile(
    {
      accept: (incoming) => ingest.take(incoming, 'poll'),
      knows: (item) => ingest.knows(item),
      quarantine: async (reason, body) => {
        // The provider still holds it, so a full quarantine keeps nobody from the items behind it.
        await ingest.quarantine(reason, body, 'poll').catch((error: unknown) => {
          if (!(error instanceof QuarantineFullError)) throw error;
        });
      },
      unread: async (ids) => {
        await elsewhere.compare(ids, askedAt);
      },
      writeDocument: (bytes) => documents.write(bytes),
    },
    signal,
  );
}
