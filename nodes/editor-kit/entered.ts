import { field, valueOf, type Opened } from './opened';

/**
 * The editor puts this into a password field in place of the stored secret, and it stays there until the user types.
 */
const UNTOUCHED = '__PWRD__';
const NO_CONFIG = '_ADD_';

/** Names of fields in an open dialog, by how they are entered; `nodes` refer to configuration nodes. */
export interface Asked {
  texts: readonly string[];
  nodes: readonly string[];
  secrets: readonly string[];
}

/** What the user has entered, for the admin API. Untouched secrets are left out: the server fills them in. */
export function entered(opened: Opened, { texts, nodes, secrets }: Asked): Record<string, unknown> {
  const { node } = opened;
  const typed = texts.map((name) => [name, field(opened, name).val()]);
  const chosen = nodes.map((name) => {
    const id = valueOf(node, name);
    return [name, id === NO_CONFIG ? '' : id];
  });
  const hidden = secrets.flatMap((name) => {
    const value = field(opened, name).val();
    return value === UNTOUCHED ? [] : [[name, value]];
  });
  const all = Object.fromEntries([...typed, ...chosen, ...hidden]) as Record<string, unknown>;
  return { id: node.id, ...all };
}
