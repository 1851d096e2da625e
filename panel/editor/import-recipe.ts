import type { Recipe } from './recipes';
import { get } from './requests';

/** As the editor's own dialog for examples reads them. */
const EXAMPLES = 'library/examples/flows/@pushline/node-red-fax-sms/';

/** Into a flow of its own, with new ids, so that a recipe can be had twice. */
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
