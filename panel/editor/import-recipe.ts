import type { Recipe } from './recipes';
import { get } from './requests';

/** The path from which the editor's own import dialog reads examples. */
const EXAMPLES = 'library/examples/flows/@pushline/node-red-fax-sms/';

/** Imports an example into a new tab, with new ids, so that it can be added more than once. */
export async function importRecipe({ file }: Recipe): Promise<void> {
  const nodes = await get(EXAMPLES + encodeURIComponent(file));
  if (!Array.isArray(nodes)) throw new Error('no such example');
  const before = flowIds();
  RED.view.importNodes(nodes, { generateIds: true, touchImport: true, notify: false });
  const made = flowIds().find((id) => !before.includes(id));
  if (made !== undefined) RED.workspaces.show(made);
}

function flowIds(): string[] {
  const ids: string[] = [];
  RED.nodes.eachWorkspace(({ id }) => {
    ids.push(id);
    return undefined;
  });
  return ids;
}
