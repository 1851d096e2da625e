import { COMMIT_IN_FULL } from './commit-in-full';
import { quoteText } from './quoting';

/** SQLSTATE: another process has taken this one's name. */
export const FENCED = 'PL002';

/**
 * `instances`: one row for each Node-RED, with the process that has its name now. `beat` grows with each sign of life;
 * an instance whose beat stands still for a lease is silent, by the clock of the observer. `seen_at` is for people, and
 * for removing old rows. `holders`: the instance that holds an account, valid as long as its process has the instance's
 * name and is not silent.
 */
export function instanceTables(schema: string): string[] {
  return [
    `CREATE TABLE ${schema}.instances (
       name text PRIMARY KEY,
       process text NOT NULL,
       beat bigint NOT NULL,
       since bigint NOT NULL,
       version text NOT NULL,
       wants text NOT NULL,
       seen_at timestamptz NOT NULL
     ) WITH (fillfactor = 10)`,
    `CREATE TABLE ${schema}.holders (
       scope text PRIMARY KEY,
       instance text NOT NULL,
       process text NOT NULL
     )`,
    beat(schema),
    leave(schema),
  ];
}

/** What a silent instance leaves is taken over at once; its row only shows that it was there. */
const FORGOTTEN_AFTER = "interval '1 day'";

/** One call at a time, so that each sees the result of the one before. */
function inTurn(schema: string): string {
  return `PERFORM pg_advisory_xact_lock(hashtext('pushline-instances'), hashtext(${quoteText(schema)}));`;
}

/**
 * A sign of life: gives up accounts that are no longer sought, takes those that are sought and free, and returns all
 * instances. `_over`: set in the first beat of a connection, the process whose name is taken over. `_silent` with
 * `_silent_beats`: the processes that the caller regards as gone, unless they have beaten since. The others are
 * notified only of changes that concern them.
 */
function beat(schema: string): string {
  return `
    CREATE FUNCTION ${schema}.beat(
      _name text, _process text, _beat bigint, _over text, _since bigint, _version text, _wants text, _seeks text[],
      _silent text[], _silent_beats bigint[], _channel text, _payload text
    ) RETURNS json LANGUAGE plpgsql AS ${quoteText(`
    DECLARE
      _changed bigint;
      _count bigint;
      _told text;
    BEGIN
      ${COMMIT_IN_FULL}
      ${inTurn(schema)}
      IF _over IS NOT NULL THEN
        INSERT INTO ${schema}.instances AS i VALUES
          (_name, _process, _beat, _since, _version, _wants, clock_timestamp())
          ON CONFLICT (name) DO UPDATE SET process = _process, beat = _beat, since = _since, version = _version,
            wants = _wants, seen_at = clock_timestamp()
          WHERE i.process = _over AND (_process <> _over OR i.beat < _beat);
        GET DIAGNOSTICS _count = ROW_COUNT;
        _changed := 1;
      ELSE
        SELECT wants INTO _told FROM ${schema}.instances WHERE name = _name AND process = _process;
        UPDATE ${schema}.instances SET beat = _beat, wants = _wants, seen_at = clock_timestamp()
          WHERE name = _name AND process = _process AND beat < _beat;
        GET DIAGNOSTICS _count = ROW_COUNT;
        _changed := CASE WHEN _told = _wants THEN 0 ELSE 1 END;
      END IF;
      IF _count = 0 THEN RAISE EXCEPTION 'another process has this name' USING ERRCODE = '${FENCED}'; END IF;

      DELETE FROM ${schema}.holders WHERE instance = _name
        AND CASE WHEN process = _process THEN scope <> ALL (_seeks) ELSE _over IS NULL END;
      GET DIAGNOSTICS _count = ROW_COUNT;
      _changed := _changed + _count;

      INSERT INTO ${schema}.holders
        SELECT scope, _name, _process FROM unnest(_seeks) AS s (scope) WHERE NOT EXISTS (
          SELECT FROM ${schema}.holders h JOIN ${schema}.instances i ON i.name = h.instance AND i.process = h.process
          WHERE h.scope = s.scope AND (h.process, i.beat) NOT IN (SELECT * FROM unnest(_silent, _silent_beats))
        )
        ON CONFLICT (scope) DO UPDATE SET instance = excluded.instance, process = excluded.process;
      GET DIAGNOSTICS _count = ROW_COUNT;
      _changed := _changed + _count;

      IF cardinality(_silent) > 0 THEN
        DELETE FROM ${schema}.instances WHERE seen_at < clock_timestamp() - ${FORGOTTEN_AFTER}
          AND (process, beat) IN (SELECT * FROM unnest(_silent, _silent_beats));
      END IF;
      IF _changed > 0 THEN PERFORM pg_notify(_channel, _payload); END IF;
      RETURN (
        SELECT json_agg(json_build_object('name', name, 'process', process, 'beat', beat, 'since', since,
          'age', extract(epoch FROM clock_timestamp() - seen_at) * 1000, 'version', version, 'wants', wants,
          'holds', ARRAY(SELECT scope FROM ${schema}.holders h WHERE h.instance = i.name AND h.process = i.process)))
        FROM ${schema}.instances i
      );
    END`)}`;
}

/** Signs off, so that the others need not wait for a lease to end. */
function leave(schema: string): string {
  return `
    CREATE FUNCTION ${schema}.leave(_name text, _process text, _channel text, _payload text) RETURNS void
    LANGUAGE plpgsql AS ${quoteText(`
    BEGIN
      ${COMMIT_IN_FULL}
      ${inTurn(schema)}
      DELETE FROM ${schema}.holders WHERE instance = _name AND process = _process;
      DELETE FROM ${schema}.instances WHERE name = _name AND process = _process;
      PERFORM pg_notify(_channel, _payload);
    END`)}`;
}
