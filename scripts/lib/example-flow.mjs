import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

/** Name of the tab variable in which an example keeps where it writes. */
export const FAX_FOLDER = 'PUSHLINE_FAX_FOLDER';
export const SMS_FILE = 'PUSHLINE_SMS_FILE';
export const RESULTS_FILE = 'PUSHLINE_RESULTS_FILE';

/** The example whose file name begins with `number`: `01`, "received faxes into a folder"; `02`, "SMS inbox to a flow"; `04`, "send a PDF". */
export function readExample(number) {
  return JSON.parse(readFileSync(join(root, 'examples', exampleName(number)), 'utf8'));
}

export function exampleName(number) {
  const name = readdirSync(join(root, 'examples')).find((file) => file.startsWith(number) && file.endsWith('.json'));
  if (name === undefined) throw new Error(`examples/ has no file that starts with ${number}`);
  return name;
}

/** The flow with a variable of its tab set. */
export function withVariable(flow, name, value) {
  const variable = findVariable(flow, name);
  return flow.map((node) =>
    node.env?.includes(variable)
      ? { ...node, env: node.env.map((entry) => (entry === variable ? { ...entry, value } : entry)) }
      : node,
  );
}

export function variableOf(flow, name) {
  return findVariable(flow, name)?.value;
}

/** Id of the flow's simulated connection to a provider; undefined without one. */
export function simulatedConnectionOf(flow, provider) {
  return flow.find(
    (node) => node.type === 'fax-sms-connection' && node.simulator === true && node.provider === provider,
  )?.id;
}

function findVariable(flow, name) {
  return flow.flatMap((node) => node.env ?? []).find((entry) => entry.name === name);
}
