import type { Migration } from '../rules/migrated';

/** Since 2 the report is one of several; before, it was a tick. */
const toVersion2: Migration = (saved) => {
  const { report } = saved;
  if (report === true || report === 'true') return { ...saved, report: 'plain' };
  return report === false || report === 'false' ? { ...saved, report: 'none' } : saved;
};

export const migrations = [toVersion2];
