import { button, el, newId } from './dom';

/** Asks in a native modal dialog, which keeps the focus inside, gives it back, and takes Escape for no. */
export function confirm(parent: Element, texts: { question: string; yes: string; no: string }): Promise<boolean> {
  const id = newId();
  return new Promise((resolve) => {
    const dialog = el('dialog', { class: 'pushline-dialog', attrs: { 'aria-labelledby': id } });
    const close = (answer: string) => () => dialog.close(answer);
    const no = button(texts.no, close('no'));
    const yes = button(texts.yes, close('yes'), { class: 'red-ui-button red-ui-button-small primary' });
    dialog.append(
      el('p', { text: texts.question, attrs: { id } }),
      el('div', { class: 'pushline-buttons' }, [no, yes]),
    );
    dialog.addEventListener('close', () => {
      resolve(dialog.returnValue === 'yes');
      dialog.remove();
    });
    parent.append(dialog);
    dialog.showModal();
    no.focus();
  });
}
