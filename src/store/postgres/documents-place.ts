import { FullFolderError, WrongFolderError, type SharedDocumentBytes } from '../../domain/document-bytes';
import { FailureError } from './failure';
import { metaNamed } from './meta';
import type { Sql } from './queries';

export interface AgreeOptions {
  /** Quoted. */
  schema: string;
  storeId: string;
  instance: string;
  /** undefined: documents are in the database. */
  documents: SharedDocumentBytes | undefined;
}

/** The name in `meta` for the place of this store's documents. */
export const DOCUMENTS_PLACE = 'documents';

const IN_DATABASE = 'database';
const IN_FOLDER = 'folder ';

/**
 * All instances keep documents in one place, because documents written elsewhere would be lost to the others. The first
 * instance decides. As long as no row refers to a document and no other instance is running, the place may change
 * between the database and a folder; but never between two folders, because a disk that is not mounted looks like
 * another folder. Resolves with the place.
 */
export async function agreeOnDocuments(sql: Sql, options: AgreeOptions): Promise<string> {
  const { schema, storeId, documents } = options;
  const kept = await keptPlace(sql, schema);
  if (kept !== undefined && isFolder(kept) && documents !== undefined) {
    await asFailure(documents.expect(kept.slice(IN_FOLDER.length)));
    return kept;
  }
  const wanted = await placeOf(documents, storeId);
  if (kept !== wanted) {
    await settle(sql, { ...options, wanted, kept });
    await assertPlace(sql, schema, wanted);
  }
  return wanted;
}

/** Rejects if the place that was agreed on cannot take documents now. */
export async function checkDocuments(place: string, documents: SharedDocumentBytes | undefined): Promise<void> {
  if (documents !== undefined && isFolder(place)) await asFailure(documents.expect(place.slice(IN_FOLDER.length)));
}

export interface TryOptions extends Pick<AgreeOptions, 'instance' | 'documents'> {
  /** Quoted. */
  schema: string;
}

/** Rejects if `agreeOnDocuments` would not agree on this place. Changes nothing. */
export async function tryDocumentsPlace(sql: Sql, { schema, instance, documents }: TryOptions): Promise<void> {
  const kept = await keptPlace(sql, schema);
  if (kept === undefined) return;
  if (isFolder(kept) && documents !== undefined) return asFailure(documents.expect(kept.slice(IN_FOLDER.length)));
  if (!isFolder(kept) && documents === undefined) return;
  const [row] = await sql.read<{ may: boolean }>(`SELECT ${mayChange(schema, '$1')} AS may`, [instance]);
  if (row?.may !== true) throw elsewhere(kept);
}

/** The stored name of this place; a folder is marked with an id. */
export async function placeOf(documents: SharedDocumentBytes | undefined, storeId: string): Promise<string> {
  if (documents === undefined) return IN_DATABASE;
  const id = await asFailure(documents.claim(storeId));
  await asFailure(documents.expect(id));
  return IN_FOLDER + id;
}

/** Rejects if the place is another one by now: another instance may have started at the same moment. */
export async function assertPlace(sql: Sql, schema: string, place: string): Promise<void> {
  const kept = await keptPlace(sql, schema);
  if (kept !== undefined && kept !== place) throw elsewhere(kept);
}

async function settle(
  sql: Sql,
  { schema, instance, wanted, kept = wanted }: AgreeOptions & { wanted: string; kept: string | undefined },
): Promise<void> {
  const text = `INSERT INTO ${schema}.meta AS m (name, value) VALUES ('${DOCUMENTS_PLACE}', $1)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE m.value = $2 AND ${mayChange(schema, '$3')}`;
  await sql.run(text, [wanted, kept, instance]);
}

/** No row refers to a document, and no instance but the one with this name is running. */
function mayChange(schema: string, instance: string): string {
  return `NOT EXISTS (SELECT FROM ${schema}.entries WHERE path >= 'file/' AND path < 'file0')
      AND NOT EXISTS (SELECT FROM ${schema}.entries WHERE path >= 'kept/' AND path < 'kept0')
      AND NOT EXISTS (SELECT FROM ${schema}.instances
        WHERE name <> ${instance} AND seen_at > clock_timestamp() - interval '30 s')`;
}

function keptPlace(sql: Sql, schema: string): Promise<string | undefined> {
  return metaNamed(sql, schema, DOCUMENTS_PLACE);
}

function isFolder(place: string): boolean {
  return place.startsWith(IN_FOLDER);
}

async function asFailure<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof WrongFolderError)) throw error;
    const reason = error.message;
    if (error instanceof FullFolderError) throw new FailureError({ code: 'disk-full', detail: 'folder', reason });
    throw new FailureError({ code: 'documents-folder', reason });
  }
}

function elsewhere(kept: string): FailureError {
  const reason = isFolder(kept)
    ? 'the other instances keep documents in a folder that all share: choose the same here'
    : 'the other instances keep documents in the database: choose the same here';
  return new FailureError({ code: 'documents-folder', detail: isFolder(kept) ? 'in-folder' : 'in-database', reason });
}
