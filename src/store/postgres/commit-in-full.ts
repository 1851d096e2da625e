/** The beginning of a function that commits durably, whatever `synchronous_commit` is set to in the session. */
export const COMMIT_IN_FULL = `
      IF current_setting('synchronous_commit') = 'off' THEN
        PERFORM set_config('synchronous_commit', 'on', true);
      END IF;`;
