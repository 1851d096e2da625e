import type { NodeType } from './defaults';
import type { NodeConfig } from './node-config';

/** What a node's properties, as one version saved them, are in the next one. */
type Migration = (saved: NodeConfig) => NodeConfig;

/** From version 1 to 2, from 2 to 3, and so on. A node without any has had one version only. */
const MIGRATIONS: Partial<Record<NodeType, readonly Migration[]>> = {
  'fax-receive-in': [
    // Since 2 a new node gives the document, as a PDF; one of before goes on giving the record, and the fax as it came.
    (saved) => ({ ...saved, output: saved['output'] ?? 'record', format: saved['format'] ?? 'original' }),
  ],
  'fax-send': [
    // Since 2 the report is one of several; before, it was a tick.
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

/** A node's properties, saved by whatever version, as the present one has them; those of a later one stay as they are. */
export function migrated(type: NodeType, saved: NodeConfig): NodeConfig {
  const version = versionOf(saved);
  const present = presentVersion(type);
  if (version >= present) return saved;
  const steps = (MIGRATIONS[type] ?? []).slice(version - 1);
  return { ...steps.reduce((config, step) => step(config), saved), version: present };
}

/** The first one wrote none, nor does who writes a flow by hand. */
function versionOf({ version }: NodeConfig): number {
  return Math.max(1, Math.floor(Number(version)) || 1);
}
