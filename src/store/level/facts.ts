import type { Facts } from '../../domain/facts';
import { keyOf, startingWith, textAfter } from './key-space';
import type { LevelDatabase } from './level-database';
import type { View } from './view';

export function levelFacts(database: LevelDatabase): Facts {
  return {
    async recall(name) {
      const text = await database.read((reader) => reader.get(keyOf('fact', name)));
      return text === undefined ? undefined : (JSON.parse(text) as unknown);
    },

    remember: (name, value) =>
      database.write({
        reads: [],
        run(view) {
          write(view, name, value);
          return Promise.resolve();
        },
      }),

    rememberIf: ({ name, is }, values) =>
      database.write({
        reads: [keyOf('fact', name)],
        async run(view) {
          if ((await view.get(keyOf('fact', name))) !== textOf(is)) return false;
          for (const [other, value] of Object.entries(values)) write(view, other, value);
          return true;
        },
      }),

    async recallAll(prefix) {
      const range = startingWith('fact', prefix);
      const entries = await database.read((reader) => reader.page({ ...range, limit: Infinity }));
      return new Map(
        entries.map(([key, text]) => [textAfter('fact', key).slice(prefix.length), JSON.parse(text) as unknown]),
      );
    },
  };
}

function write(view: View, name: string, value: unknown): void {
  const text = textOf(value);
  if (text === undefined) view.del(keyOf('fact', name));
  else view.put(keyOf('fact', name), text);
}

function textOf(value: unknown): string | undefined {
  return JSON.stringify(value);
}
