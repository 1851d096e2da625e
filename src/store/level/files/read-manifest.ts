import { BrokenFileError, Cursor } from './cursor';
import { readLog } from './read-log';

/** The files of a database. */
export interface Manifest {
  /** Sizes of the tables, by number. */
  tables: Map<number, number>;
  /** Logs from this number on hold what is in no table yet; the first of them always exists. */
  logNumber: number;
  /** The sequence number that versions in the tables have at least reached. */
  lastSequence: number;
}

/** Throws `BrokenFileError` for a manifest that LevelDB would not, or should not, accept. */
export function readManifest(file: Buffer): Manifest {
  const { records, isBroken, end } = readLog(file);
  if (isBroken || end === 'spoiled') throw new BrokenFileError('a record of the manifest is damaged');
  const manifest: Manifest = { tables: new Map(), logNumber: -1, lastSequence: -1 };
  for (const record of records) applyEdit(manifest, new Cursor(record));
  if (manifest.logNumber < 0 || manifest.lastSequence < 0) throw new BrokenFileError('the manifest is incomplete');
  return manifest;
}

/** Applies one change of the files, a list of tagged fields. */
function applyEdit(manifest: Manifest, cursor: Cursor): void {
  while (!cursor.isAtEnd) {
    const tag = cursor.varint();
    switch (tag) {
      case 1: // the comparator's name
        cursor.prefixed();
        break;
      case 2:
        manifest.logNumber = cursor.varint();
        break;
      case 3: // the next file's number
      case 9: // the previous log's, of databases older than ours
        cursor.varint();
        break;
      case 4:
        manifest.lastSequence = cursor.varint();
        break;
      case 5: // where the next compaction of a level begins
        cursor.varint();
        cursor.prefixed();
        break;
      case 6: {
        cursor.varint();
        manifest.tables.delete(cursor.varint());
        break;
      }
      case 7: {
        cursor.varint();
        const number = cursor.varint();
        manifest.tables.set(number, cursor.varint());
        cursor.prefixed();
        cursor.prefixed();
        break;
      }
      default:
        throw new BrokenFileError('a field of the manifest is of an unknown kind');
    }
  }
}
