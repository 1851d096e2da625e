import type { NodeType } from './defaults';
import type { NodeConfig } from './node-config';

/** Turns a node's properties as one version saved them into those of the next version. */
type Migration = (saved: NodeConfig) => NodeConfig;

/** Migrations from version 1 to 2, from 2 to 3, and so on. A node without any has had only one version. */
const MIGRATIONS: Partial<Record<NodeType, readonly Migration[]>> = {
  'fax-receive-in': [
    // Since version 2 new nodes output the document as PDF; older ones go on with the record, and the document as it
    // came.
    (saved) => ({ ...saved, output: saved['output'] ?? 'record', format: saved['format'] ?? 'original' }),
  ],
  'fax-send': [
    // Since version 2 the report is a choice; before, it was a checkbox.
    (saved) => {
      const { report } = saved;
      if (report === true || report === 'true') return { ...saved, report: 'plain' };
      return report === false || report === 'false' ? { ...saved, report: 'none' } : saved;
    },
  ],
};

export function presentVersion(type: NodeType): number {
  return (MIGRATIONS[type]?.length ?? 0) + 1;
}

/** A node's properties in the form of the current version. Those saved by a later version stay as they are. */
export function migrated(type: NodeType, saved: NodeConfig): NodeConfig {
  const version = versionOf(saved);
  const present = presentVersion(type);
  if (version >= present) return saved;
  const steps = (MIGRATIONS[type] ?? []).slice(version - 1);
  return { ...steps.reduce((config, step) => step(config), saved), version: present };
}

/** Without a version it is 1: the first version did not write one, and flows written by hand may lack it. */
function versionOf({ version }: NodeConfig): number {
  return Math.max(1, Math.floor(Number(version)) || 1);
}
