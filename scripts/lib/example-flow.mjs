import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

/** The names of the tab variables that say where an example writes. */
export const FAX_FOLDER = 'PUSHLINE_FAX_FOLDER';
export const OUT_FOLDER = 'PUSHLINE_OUT_FOLDER';
export const SMS_FILE = 'PUSHLINE_SMS_FILE';
export const RESULTS_FILE = 'PUSHLINE_RESULTS_FILE';
export const JOURNAL_FILE = 'PUSHLINE_JOURNAL_FILE';

/** The example whose file name begins with `number`, such as `01`. */
export function readExample(number) {
  return JSON.parse(readFileSync(join(root, 'examples', exampleName(number)), 'utf8'));
}

export function exampleName(number) {
  const name = readdirSync(join(root, 'examples')).find((file) => file.startsWith(number) && file.endsWith('.json'));
  if (name === undefined) throw new Error(`examples/ has no file that starts with ${number}`);
  return name;
}

/** The flow with the variables of its tab set to `values`, which are by name. */
export function withVariables(flow, values) {
  const set = (entry) => ({ ...entry, value: values[entry.name] ?? entry.value });
  return flow.map((node) => (node.env ? { ...node, env: node.env.map(set) } : node));
}

export function variableOf(flow, name) {
  return flow.flatMap((node) => node.env ?? []).find((entry) => entry.name === name)?.value;
}

/** The nodes of an example in the deployed flow; none if the user has deleted it. */
export function partOf(flow, number) {
  const ids = new Set(readExample(number).map(({ id }) => id));
  return flow.filter(({ id }) => ids.has(id));
}

/** The id of an example's connection; undefined if it was deleted, or is not simulated any more. */
export function simulatedConnectionOf(example) {
  return example.find((node) => node.type === 'fax-sms-connection' && node.simulator === true)?.id;
}
