import { COMMIT_IN_FULL } from './commit-in-full';
import { FENCED, instanceTables } from './instances-schema';
import { quoteText } from './quoting';

/** The version of the tables below; a newer one is refused. */
export const SCHEMA_VERSION = 1;

/**
 * The statements that create a schema of this version.
 *
 * - `entries`: rows by their key, and places by their path. `version` is the transaction that wrote it, and so never
 *   the same twice.
 * - `writers`: one row for each process, with the number of its last batch. It shows whether a commit happened whose
 *   answer was lost, and whether a commit that was reported has been lost. `ended`: former writers.
 * - `counts`: what each process has added to a counter, so that no two wait for each other. The part of a writer that
 *   has ended is added to writer 0.
 * - `documents`: complete ones have a file name; their bytes are in `slices`.
 */
export function tables(schema: string): string[] {
  return [
    `CREATE TABLE ${schema}.meta (name text PRIMARY KEY, value text NOT NULL)`,
    `CREATE TABLE ${schema}.entries (
       path text COLLATE "C" PRIMARY KEY,
       value text NOT NULL,
       version bigint NOT NULL
     ) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)`,
    `CREATE TABLE ${schema}.writers (
       id bigint PRIMARY KEY,
       instance text NOT NULL,
       batch bigint NOT NULL,
       closed boolean NOT NULL DEFAULT false
     ) WITH (fillfactor = 10)`,
    `CREATE TABLE ${schema}.ended (id bigint PRIMARY KEY, instance text NOT NULL, batch bigint NOT NULL)`,
    `CREATE TABLE ${schema}.counts (
       path text COLLATE "C",
       writer bigint,
       n bigint NOT NULL,
       PRIMARY KEY (path, writer)
     ) WITH (fillfactor = 50)`,
    `CREATE TABLE ${schema}.documents (
       id text PRIMARY KEY,
       file text UNIQUE,
       made_at timestamptz NOT NULL DEFAULT clock_timestamp()
     )`,
    `CREATE TABLE ${schema}.slices (
       id text REFERENCES ${schema}.documents ON DELETE CASCADE,
       n int,
       bytes bytea NOT NULL,
       PRIMARY KEY (id, n)
     )`,
    // Faxes are compressed already.
    `ALTER TABLE ${schema}.slices ALTER COLUMN bytes SET STORAGE EXTERNAL`,
    `CREATE SEQUENCE ${schema}.orders INCREMENT BY ${ORDERS_A_BLOCK}`,
    `CREATE SEQUENCE ${schema}.writer_ids`,
    writeBatch(schema),
    settleSeen(schema),
    endWriter(schema),
    finishDocument(schema),
    ...instanceTables(schema),
  ];
}

/** How many places in order of arrival a process gets at once. */
export const ORDERS_A_BLOCK = 256;

/** SQLSTATE: something that a step read has changed since. */
export const MOVED = 'PL001';

/**
 * Writes all of a batch, or nothing. `_seen` with `_versions` is what the steps have read, in order of path, so that two
 * processes never wait for each other. `_missing` was missing, and stays so; `_gone` is deleted. `_written` with `_values`
 * is put, in order of path; `_added` is the part of it that was missing before. `_channel`: other instances, if there are
 * any, are notified.
 */
function writeBatch(schema: string): string {
  return `
    CREATE FUNCTION ${schema}.write_batch(
      _writer bigint, _before bigint, _batch bigint, _seen text[], _versions bigint[], _missing text[], _gone text[],
      _added text[], _written text[], _values text[], _counters text[], _differences bigint[], _channel text, _name text
    ) RETURNS bigint LANGUAGE plpgsql AS ${quoteText(`
    DECLARE
      _count bigint;
      _version bigint := txid_current();
    BEGIN
      ${COMMIT_IN_FULL}
      UPDATE ${schema}.writers SET batch = _batch
        WHERE id = _writer AND batch = _before AND NOT closed;
      IF NOT FOUND THEN RAISE EXCEPTION 'not a writer any more' USING ERRCODE = '${FENCED}'; END IF;
      IF cardinality(_seen) + cardinality(_missing) + cardinality(_gone) > 0 THEN
        PERFORM ${schema}.settle_seen(_seen, _versions, _missing, _gone, _version);
      END IF;
      IF cardinality(_written) > 0 THEN
        INSERT INTO ${schema}.entries AS e SELECT unnest(_written), unnest(_values), _version
          ON CONFLICT (path) DO UPDATE SET value = excluded.value, version = excluded.version WHERE e.path <> ALL (_added);
        GET DIAGNOSTICS _count = ROW_COUNT;
        IF _count <> cardinality(_written) THEN RAISE EXCEPTION 'moved' USING ERRCODE = '${MOVED}'; END IF;
      END IF;
      IF cardinality(_counters) > 0 THEN
        INSERT INTO ${schema}.counts AS c SELECT unnest(_counters), _writer, unnest(_differences)
          ON CONFLICT (path, writer) DO UPDATE SET n = c.n + excluded.n;
      END IF;
      IF _channel IS NOT NULL AND EXISTS (SELECT FROM ${schema}.writers WHERE id <> _writer AND NOT closed) THEN
        PERFORM pg_notify(_channel, _name);
      END IF;
      RETURN nextval(${quoteText(`${schema}.orders`)});
    END`)}`;
}

/**
 * The part of `write_batch` for what is there already: locks what was seen, unless it has changed, and deletes. What is
 * missing is inserted and deleted again, so that a process that adds it at this moment waits, and then sees that it has
 * changed. The settings make it use the index even if it was planned while the table was small; they cost time, which
 * events that are only added need not spend.
 */
function settleSeen(schema: string): string {
  return `
    CREATE FUNCTION ${schema}.settle_seen(_seen text[], _versions bigint[], _missing text[], _gone text[], _version bigint)
    RETURNS void LANGUAGE plpgsql
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
    AS ${quoteText(`
    DECLARE
      _count bigint;
    BEGIN
      IF cardinality(_seen) > 0 THEN
        SELECT count(*) INTO _count FROM (
          SELECT FROM unnest(_seen, _versions) AS s (path, version)
          JOIN ${schema}.entries e ON e.path = s.path COLLATE "C" AND e.version = s.version
          ORDER BY e.path FOR UPDATE OF e
        ) AS held;
        IF _count <> cardinality(_seen) THEN RAISE EXCEPTION 'moved' USING ERRCODE = '${MOVED}'; END IF;
      END IF;
      IF cardinality(_missing) > 0 THEN
        INSERT INTO ${schema}.entries SELECT path, '', _version FROM unnest(_missing) AS m (path)
          ORDER BY path COLLATE "C" ON CONFLICT DO NOTHING;
        GET DIAGNOSTICS _count = ROW_COUNT;
        IF _count <> cardinality(_missing) THEN RAISE EXCEPTION 'moved' USING ERRCODE = '${MOVED}'; END IF;
        DELETE FROM ${schema}.entries WHERE path = ANY (_missing);
      END IF;
      IF cardinality(_gone) > 0 THEN
        DELETE FROM ${schema}.entries WHERE path = ANY (_gone);
      END IF;
    END`)}`;
}

function finishDocument(schema: string): string {
  return `
    CREATE FUNCTION ${schema}.finish_document(_id text, _file text) RETURNS void LANGUAGE plpgsql AS ${quoteText(`
    BEGIN
      ${COMMIT_IN_FULL}
      UPDATE ${schema}.documents SET file = _file WHERE id = _id;
    END`)}`;
}

/** So many writers are remembered, more than any process refers to. */
const ENDED_KEPT = 10_000;

/** Ends a writer, once the batch that it is writing is done; what it counted is kept. */
function endWriter(schema: string): string {
  return `
    CREATE FUNCTION ${schema}.end_writer(_writer bigint) RETURNS void LANGUAGE plpgsql AS ${quoteText(`
    BEGIN
      WITH gone AS (DELETE FROM ${schema}.writers WHERE id = _writer RETURNING id, instance, batch)
        INSERT INTO ${schema}.ended SELECT * FROM gone;
      IF NOT FOUND THEN RETURN; END IF;
      DELETE FROM ${schema}.ended WHERE id < _writer - ${ENDED_KEPT};
      INSERT INTO ${schema}.counts AS c
        SELECT path, 0, n FROM ${schema}.counts WHERE writer = _writer AND n <> 0 ORDER BY path
        ON CONFLICT (path, writer) DO UPDATE SET n = c.n + excluded.n;
      DELETE FROM ${schema}.counts WHERE writer = _writer;
    END`)}`;
}
