import type { Facts } from '../../domain/facts';
import { parseJson } from '../../domain/parse-json';
import { keyOf, startingWith, textAfter } from '../path';
import type { Suspicious } from '../read-row';
import { getRow, type Hand, type Row, type Rows } from '../rows';

const FACT = 'fact';

export function factsOnRows(rows: Rows): Facts {
  return {
    async recall(name) {
      const text = await getRow(rows, factKey(name));
      return text === undefined ? undefined : readFact(text, rows);
    },

    remember: (name, value) => rows.change([factKey(name)], (hand) => remember(hand, name, value)),

    rememberIf: ({ name, is }, values) =>
      rows.change([name, ...Object.keys(values)].map(factKey), (hand) => {
        if (hand.get(factKey(name)) !== textOf(is)) return false;
        for (const [other, value] of Object.entries(values)) remember(hand, other, value);
        return true;
      }),

    async recallAll(prefix) {
      const [entries = []] = await rows.list([{ ...startingWith(FACT, prefix), limit: Infinity }]);
      return new Map(entries.map(([key, text]) => [textAfter(FACT, key).slice(prefix.length), readFact(text, rows)]));
    },
  };
}

function remember(hand: Hand, name: string, value: unknown): void {
  const text = textOf(value);
  const before = hand.get(factKey(name));
  if (before === text) return;
  hand.replace(
    before === undefined ? undefined : factRow(name, before),
    text === undefined ? undefined : factRow(name, text),
  );
}

/** Facts may have any shape; the code that remembers a fact checks it. */
export function readFact(text: string, store: Suspicious): unknown {
  const value = parseJson(text);
  return value === undefined ? store.damaged('a remembered fact is not as it was written') : value;
}

function factRow(name: string, value: string): Row {
  return { key: factKey(name), value, places: [] };
}

function factKey(name: string): string {
  return keyOf(FACT, name);
}

function textOf(value: unknown): string | undefined {
  return JSON.stringify(value);
}
