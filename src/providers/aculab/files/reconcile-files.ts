import { unavailable } from '../../http/network-error';
import type { ReconcileSink } from '../../provider';
import type { AculabClient } from '../wire/aculab-client';
import type { StoredFile } from '../wire/file-list-codec';
import { storedKey, uploadToken } from '../wire/stored-name';
import { acceptListedFax, type ListedFaxOptions } from './accept-listed-fax';
import { tidyUploads, type TidyOptions } from './tidy-uploads';

export type FilesOptions = ListedFaxOptions & TidyOptions & { client: Pick<AculabClient, 'listFiles'> };

/**
 * Accepts every stored fax and deletes our uploads for calls that are over. The pass
 * resolves with the keys of all files.
 */
export function createFilesReconciler(
  options: FilesOptions,
): (sink: ReconcileSink, signal: AbortSignal) => Promise<Set<string>> {
  const { client, clock } = options;
  /** When each listed file was first seen, in ms by Aculab's clock, by name. */
  const firstSeen = new Map<string, number>();

  return async (sink, signal) => {
    const files = await client.listFiles(signal);
    const now = clock.theirs();
    const names = new Set(files.map(({ name }) => name));
    for (const name of firstSeen.keys()) if (!names.has(name)) firstSeen.delete(name);
    const ageMs = ({ name, createdAt }: StoredFile): number =>
      now - (createdAt === undefined ? (firstSeen.get(name) ?? now) : Date.parse(createdAt));
    for (const file of files) {
      if (signal.aborted) throw unavailable('aborted');
      const isFirstTime = !firstSeen.has(file.name);
      if (uploadToken(file.name) === undefined) {
        await acceptListedFax({ file, ageMs: ageMs(file), isFirstTime }, sink, options);
      }
      if (isFirstTime) firstSeen.set(file.name, now);
    }
    const uploads = files.flatMap((file) => {
      const token = uploadToken(file.name);
      return token === undefined ? [] : [{ name: file.name, token, ageMs: ageMs(file) }];
    });
    await tidyUploads(uploads, options, signal);
    return new Set(files.map(({ name }) => storedKey(name)));
  };
}
