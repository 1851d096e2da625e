import { ask, call, mayWrite, reasonOf, type Failure } from '../../editor-kit/api';
import { entered } from '../../editor-kit/entered';
import { isOpened, type Opened } from '../../editor-kit/opened';
import { ASKED } from './asked';
import { showResult } from './show-result';

type Moved = Record<'events' | 'jobs' | 'documents' | 'released' | 'missing', number>;

type MoveView =
  | { ok: true; state: 'none' | 'given-up' | 'moved-before' }
  | { ok: true; state: 'moving'; step: string; done: number; of: number }
  | ({ ok: true; state: 'moved' } & Moved)
  | ({ ok: false } & Failure);

const LOOK_MS = 500;

/**
 * Moves the embedded store of this Node-RED into the store of this dialog. The move goes on when the dialog is closed.
 */
export class StoreMove {
  readonly #opened: Opened;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(opened: Opened) {
    this.#opened = opened;
    const { node } = opened;
    this.#button('move')
      .toggle(mayWrite())
      .on('click', () => {
        const question = node._('pushline-store.message.confirm-move');
        ask(node, { question, yes: node._('pushline-store.action.move') }, () => void this.#begin());
      });
    this.#button('move-end')
      .hide()
      .on('click', () => void this.#ask({ action: 'cancel' }));
    // A move may have been begun in an earlier dialog.
    if (mayWrite())
      void call<MoveView>('POST', 'stores/move', { action: 'look' }).then((view) => this.#resume(view), nothing);
  }

  #begin(): Promise<void> {
    return this.#ask({ ...entered(this.#opened, ASKED), action: 'begin' });
  }

  #resume(view: MoveView): void {
    if (view.ok && view.state === 'moving') this.#show(view);
  }

  async #ask(body: object): Promise<void> {
    const view = await call<MoveView>('POST', 'stores/move', body).catch((failure: unknown): MoveView => ({
      ...(failure as Failure),
      ok: false,
    }));
    this.#show(view);
  }

  #show(view: MoveView): void {
    clearTimeout(this.#timer);
    if (!isOpened(this.#opened)) return;
    const isMoving = view.ok && view.state === 'moving';
    this.#button('move').prop('disabled', isMoving);
    this.#button('move-end').toggle(isMoving);
    const lines = this.#linesOf(view).map((text) => (view.ok ? { text } : { text, mood: 'bad' as const }));
    showResult(this.#opened, '#pushline-store-moved', lines);
    if (isMoving) this.#timer = setTimeout(() => void this.#ask({ action: 'look' }), LOOK_MS);
  }

  #linesOf(view: MoveView): string[] {
    if (!view.ok) return [reasonOf(this.#opened.node, view)];
    switch (view.state) {
      case 'none':
        return [];
      case 'moving':
        return [this.#text(`moving-${view.step}`, view)];
      case 'given-up':
        return [this.#text('given-up')];
      case 'moved-before':
        return [this.#text('moved-before'), this.#text('movedNext')];
      case 'moved':
        return [
          this.#text('moved', view),
          ...(view.released > 0 ? [this.#text('movedReleased', view)] : []),
          ...(view.missing > 0 ? [this.#text('movedMissing', view)] : []),
          this.#text('movedNext'),
        ];
    }
  }

  #text(key: string, values: object = {}): string {
    return this.#opened.node._(`pushline-store.message.${key}`, { ...values });
  }

  #button(name: string): JQuery {
    return this.#opened.form.find(`#pushline-store-${name}`);
  }
}

function nothing(): void {
  // If this look fails, nothing is shown; the user sees the failure when a move is begun.
}
