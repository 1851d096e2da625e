import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

const folderVariable = 'PUSHLINE_FAX_FOLDER';

/** File name of the first example, "received faxes into a folder". */
export function firstExample() {
  const name = readdirSync(join(root, 'examples')).find((file) => file.startsWith('01') && file.endsWith('.json'));
  if (name === undefined) throw new Error('examples/ has no file that starts with 01');
  return name;
}

/** The flow with its fax folder (an environment variable of its tab) set to an absolute path. */
export function withFaxFolder(flow, folder) {
  const variable = findFolderVariable(flow);
  return flow.map((node) =>
    node.env?.includes(variable)
      ? { ...node, env: node.env.map((entry) => (entry === variable ? { ...entry, value: folder } : entry)) }
      : node,
  );
}

export function faxFolderOf(flow) {
  return findFolderVariable(flow).value;
}

/** Id of the simulated connection in the flow. */
export function simulatedConnectionOf(flow) {
  const connection = flow.find((node) => node.type === 'fax-sms-connection' && node.simulator === true);
  if (connection === undefined) throw new Error('The flow has no simulated connection');
  return connection.id;
}

function findFolderVariable(flow) {
  const variable = flow.flatMap((node) => node.env ?? []).find((entry) => entry.name === folderVariable);
  if (variable === undefined) throw new Error(`The flow has no tab with the environment variable ${folderVariable}`);
  return variable;
}
