import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { isAbsolute, normalize } from 'node:path';
import { ConfigError } from '../../../src/domain/errors';
import { textOf } from '../../../src/domain/text-of';
import { STORE_CHOICES } from '../../rules/choices';
import { bare, hasPlainPassword, readDatabaseUrl, type DatabaseAddress } from '../../rules/database-url';
import { DEFAULTS as ALL_DEFAULTS, withDefaults } from '../../rules/defaults';
import { NUMBERS } from '../../rules/number';
import { hostProblem, nameProblem, schemaProblem } from '../../rules/store-names';
import { WHOLE } from '../../rules/variable';
import { labelOf } from '../labels';
import type { NodeConfig } from '../node-red';
import { NO_VARIABLES, secretWithVariables, withVariables, type Variables } from './node-config';
import { readNumber } from './read-number';

/** The checked properties of a `pushline-store`: docs/contract.md#store. */
export interface StoreSettings {
  host: string;
  port: number;
  database: string;
  user: string;
  password: string;
  /** How the connection is encrypted and the server checked; always `off` for a Unix socket. */
  secure: 'authorities' | 'node' | 'off';
  schema: string;
  /** Only Node-REDs with the same group may share the store; empty is a group, too. */
  group: string;
  /** The name of this instance; empty: see `ownInstance`. */
  instance: string;
  /** The absolute path of the shared folder for documents; undefined: they are in the database. */
  folder: string | undefined;
}

const TYPE = 'pushline-store';
const DEFAULTS = ALL_DEFAULTS[TYPE];

type Choices = typeof STORE_CHOICES;

/** Reads a node's properties, trimmed and with variables replaced. */
interface Fields {
  text: (name: string) => string;
  choice: <N extends keyof Choices>(name: N) => Choices[N][number];
}

/**
 * Reads properties and credentials as they are saved. Throws `ConfigError` with the field's label, never with its
 * value.
 */
export function storeSettings(
  saved: NodeConfig,
  credentials: Record<string, string | undefined> = {},
  variables: Variables = NO_VARIABLES,
): StoreSettings {
  const config = withDefaults(TYPE, saved);
  const fields = fieldsOf(config, variables);
  const isUrl = fields.choice('by') === 'url';
  const address = isUrl ? ofUrl(textOf(config.url).trim(), variables) : ofFields(fields);
  const from = (name: string): string => label(isUrl ? 'url' : name);
  const host = address.host || 'localhost';
  return {
    host,
    port: readNumber(from('port'), address.port, { ...NUMBERS[TYPE].port, fallback: DEFAULTS.port }),
    database: needed(from('database'), address.database, 'the name of the database'),
    user: needed(from('user'), address.user, 'the name of the user'),
    password: secretWithVariables(label('password'), credentials.password ?? '', variables) || address.password,
    secure: host.startsWith('/') ? 'off' : fields.choice('secure'),
    schema: checked('schema', fields.text('schema') || DEFAULTS.schema, schemaProblem, SCHEMA_PROBLEMS),
    group: checked('group', fields.text('group'), nameProblem, NAME_PROBLEMS),
    instance: checked('instance', fields.text('instance'), nameProblem, NAME_PROBLEMS),
    folder: fields.choice('documents') === 'folder' ? folderOf(fields.text('folder')) : undefined,
  };
}

function fieldsOf(config: NodeConfig, variables: Variables): Fields {
  const text = (name: string): string => {
    const value = config[name];
    return (typeof value === 'number' ? String(value) : withVariables(label(name), textOf(value), variables)).trim();
  };
  return {
    text,
    choice(name) {
      const given = text(name) || DEFAULTS[name];
      const known = STORE_CHOICES[name].find((one) => one === given);
      if (known !== undefined) return known;
      throw new ConfigError(`${label(name)}: must be one of ${STORE_CHOICES[name].join(', ')}`);
    },
  };
}

function ofFields({ text }: Fields): DatabaseAddress {
  return {
    host: bare(checked('host', text('host'), hostProblem, HOST_PROBLEMS)),
    port: text('port'),
    database: text('database'),
    user: text('user'),
    password: '',
  };
}

const ONE_HOST = 'only one host: the one that always leads to the primary';

const URL_PROBLEMS = {
  scheme: 'must begin with postgres://',
  hosts: ONE_HOST,
  form: 'cannot be read: write it like postgres://user@host:5432/database, with special characters as %-codes',
};

function ofUrl(saved: string, variables: Variables): DatabaseAddress {
  const field = label('url');
  if (saved === '') throw new ConfigError(`${field}: needed, such as postgres://user@host:5432/database`);
  if (hasPlainPassword(saved)) {
    throw new ConfigError(
      `${field}: take the password out, because it would be saved in the flow: enter it as ${label('password')}`,
    );
  }
  const read = readDatabaseUrl(urlWithVariables(field, saved, variables).trim());
  if (typeof read === 'object') return read;
  throw new ConfigError(`${field}: ${URL_PROBLEMS[read]}`);
}

/**
 * Variables before the `@` hold a user or a password, so they are percent-encoded; all others are inserted as they
 * are.
 */
function urlWithVariables(field: string, saved: string, variables: Variables): string {
  if (WHOLE.test(saved)) return withVariables(field, saved, variables);
  const [login = ''] = /^\w+:\/\/[^/?#]*@/.exec(saved) ?? [];
  const encoded: Variables = (name) => {
    const value = variables(name);
    return value === undefined ? undefined : encodeURIComponent(value);
  };
  return withVariables(field, login, encoded) + withVariables(field, saved.slice(login.length), variables);
}

const HOST_PROBLEMS = {
  address: 'only the name of the host; for a whole address choose "by one address"',
  port: 'without the port, which has its own field',
  hosts: ONE_HOST,
};
const SCHEMA_PROBLEMS = {
  long: 'at most 63 bytes',
  reserved: 'PostgreSQL reserves this name: choose another',
  control: 'no control characters',
};
const NAME_PROBLEMS = { long: 'at most 63 characters', control: 'no control characters' };

function checked<P extends string>(
  name: string,
  value: string,
  problemOf: (value: string) => P | undefined,
  reasons: Record<P, string>,
): string {
  const problem = problemOf(value);
  if (problem === undefined) return value;
  throw new ConfigError(`${label(name)}: ${reasons[problem]}`);
}

function needed(field: string, value: string, what: string): string {
  if (value !== '') return value;
  throw new ConfigError(`${field}: ${what} is needed`);
}

/** A relative path would be another folder for each instance, so it is refused. */
function folderOf(path: string): string {
  if (isAbsolute(path)) return normalize(path);
  throw new ConfigError(`${label('folder')}: must be the whole path of a folder that all instances share`);
}

/** The default name of this instance: the same after a restart, and different for each user directory. */
export function ownInstance(userDir: string): string {
  const place = createHash('sha256').update(userDir).digest('hex').slice(0, 6);
  const machine =
    hostname()
      .replace(/[^\w.-]/g, '')
      .slice(0, 40) || 'node-red';
  return `${machine}-${place}`;
}

function label(property: string): string {
  return labelOf(TYPE, property);
}
