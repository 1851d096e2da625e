/** Begins a function: whatever this session is set to, what we tell to be stored is stored. */
export const COMMIT_IN_FULL = `
      IF current_setting('synchronous_commit') = 'off' THEN
        PERFORM set_config('synchronous_commit', 'on', true);
      END IF;`;
