import type { Opened } from '../../editor-kit/opened';

export interface Line {
  text: string;
  mood?: 'good' | 'bad';
}

/** What a button brought, below it. The buttons are the last rows of the dialog, so that it may have to be scrolled to. */
export function showResult({ form }: Opened, place: string, lines: Line[]): void {
  const told = lines.map(({ text, mood }) =>
    $('<div>')
      .addClass(mood ? `pushline-${mood}` : '')
      .text(text),
  );
  form.find(place).empty().append(told);
  told.at(-1)?.get(0)?.scrollIntoView({ block: 'nearest' });
}
