import { check, textOf, type EditorNode, type Validate } from '../../editor-kit';
import { valueOf } from '../../editor-kit/opened';
import { hasPlainPassword, readDatabaseUrl } from '../../rules/database-url';
import { DEFAULTS } from '../../rules/defaults';
import { isNumber, NUMBERS } from '../../rules/number';
import { hostProblem, nameProblem, schemaProblem } from '../../rules/store-names';
import { holdsVariable } from '../../rules/variable';

type Choice = 'by' | 'secure' | 'documents';

/** Is this value chosen? False if the choice is a variable, whose value only the runtime knows. */
function isChosen(node: EditorNode, choice: Choice, value: string): boolean {
  return (valueOf(node, choice) || DEFAULTS['pushline-store'][choice]) === value;
}

/** A rule that applies only while its field is shown. `rule` is not asked about text with a variable. */
function where(choice: Choice, value: string, rule: (text: string) => string | undefined): Validate {
  return check((node, given) => {
    const text = textOf(given);
    return isChosen(node, choice, value) && !holdsVariable(text) ? rule(text) : undefined;
  });
}

const needed = (text: string): string | undefined => (text === '' ? 'missing' : undefined);

export const host = where('by', 'fields', (text) => {
  const problem = hostProblem(text);
  return problem && (problem === 'hosts' ? 'url-hosts' : `host-${problem}`);
});
export const database = where('by', 'fields', needed);
export const user = where('by', 'fields', needed);
export const port = where('by', 'fields', (text) =>
  text === '' || isNumber(text, NUMBERS['pushline-store'].port) ? undefined : 'port',
);

export const url = check((node, given) => {
  const text = textOf(given);
  if (!isChosen(node, 'by', 'url')) return undefined;
  if (text === '') return 'missing';
  if (hasPlainPassword(text)) return 'passwordInUrl';
  if (holdsVariable(text)) return undefined;
  const read = readDatabaseUrl(text);
  if (typeof read === 'string') return `url-${read}`;
  if (read.port !== '' && !isNumber(read.port, NUMBERS['pushline-store'].port)) return 'port';
  return read.user === '' || read.database === '' ? 'url-parts' : undefined;
});

export const tls = check((node, given) => {
  const isNone = ['', '_ADD_'].includes(textOf(given));
  return isChosen(node, 'secure', 'node') && isNone ? 'missing' : undefined;
});

export const schema = check((_, given) => {
  const problem = holdsVariable(textOf(given)) ? undefined : schemaProblem(textOf(given));
  return problem && `schema-${problem}`;
});

/** For the name of the instance or of its group. */
export const called = check((_, given) => {
  const problem = holdsVariable(textOf(given)) ? undefined : nameProblem(textOf(given));
  return problem && `called-${problem}`;
});

/** The path must be absolute on the system of Node-RED, which may be Windows or not. */
export const folder = where('documents', 'folder', (text) =>
  /^(?:\/|[a-z]:[\\/]|\\\\)/i.test(text) ? undefined : 'folder',
);
