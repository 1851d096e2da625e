import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

const FOLDER = join(__dirname, '../../../docs/operations/shared');

export interface ComposeService {
  environment?: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  depends_on?: Record<string, unknown> | string[];
  healthcheck?: { test: string[] };
  build?: string;
  image?: string;
}
export interface Compose {
  services: Record<string, ComposeService>;
  volumes: Record<string, unknown>;
}

/** What a user copies from docs/operations/shared. */
export const recipe = {
  folder: FOLDER,
  read: (name: string): string => readFileSync(join(FOLDER, name), 'utf8'),
  flows: (): Record<string, unknown>[] => JSON.parse(recipe.read('flows.json')) as Record<string, unknown>[],
  /** As Compose reads it with this `.env`: `$$` is `$`, and `${NAME:?…}` and `${NAME:-…}` are its variables. */
  compose: (env: Record<string, string>): Compose => {
    const withEnv = (text: string): string =>
      text.replaceAll(/\$\$|\$\{(\w+)(?::([?-])([^}]*))?\}/g, (_, name?: string, kind?: string, rest: string = '') => {
        if (name === undefined) return '$';
        const value = env[name];
        if (value === undefined && kind !== '-') throw new Error(`.env has no ${name}`);
        return value ?? rest;
      });
    return parse(withEnv(recipe.read('compose.yaml')), { merge: true }) as Compose;
  },
  kubernetes: () =>
    parseAllDocuments(recipe.read('kubernetes.yaml')).map((document) => document.toJS() as Record<string, unknown>),
  /** Names that `.env` has to have. */
  variables: (): string[] => [...recipe.read('env.example').matchAll(/^(\w+)=/gm)].map(([, name = '']) => name),
};
