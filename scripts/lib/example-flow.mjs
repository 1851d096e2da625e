import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

/** Name of the tab variable in which an example keeps where it writes. */
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

/** The flow with variables of its tab set: their values by their names. */
export function withVariables(flow, values) {
  const set = (entry) => ({ ...entry, value: values[entry.name] ?? entry.value });
  return flow.map((node) => (node.env ? { ...node, env: node.env.map(set) } : node));
}

export function variableOf(flow, name) {
  return flow.flatMap((node) => node.env ?? []).find((entry) => entry.name === name)?.value;
}

/** The nodes of a deployed flow that have come with an example; none where the user has deleted it. */
export function partOf(flow, number) {
  const ids = new Set(readExample(number).map(({ id }) => id));
  return flow.filter(({ id }) => ids.has(id));
}

/** Id of an example's connection; undefined where that is deleted, or not simulated any more. */
export function simulatedConnectionOf(example) {
  return example.find((node) => node.type === 'fax-sms-connection' && node.simulator === true)?.id;
}
