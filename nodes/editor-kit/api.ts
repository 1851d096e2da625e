import { compact } from '../../src/domain/compact';
import type { EditorNode } from './red';

/** Calls the admin API. The path is relative to the editor's root, so that the editor adds its login. */
export function call<T = unknown>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
  const settings: JQuery.AjaxSettings = compact({
    method,
    url: `fax-sms/${path}`,
    dataType: 'json',
    contentType: 'application/json',
    data: body && JSON.stringify(body),
  });
  const request = $.ajax(settings);
  return new Promise((resolve, reject) => {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what `reasonOf` reads
    request.then(resolve, (failure: unknown) => reject(failure));
  });
}

export function pathOf({ id }: EditorNode): string {
  return `connections/${encodeURIComponent(id)}`;
}

/** A failed request: what the admin API answered, or what jQuery says about it. */
export interface Failure {
  status?: number;
  responseJSON?: Answered;
  code?: string;
  message?: string;
}
type Answered = Pick<Failure, 'code' | 'message'>;

/** Why a call failed, in the user's language. */
export function reasonOf(node: EditorNode, failure: Failure): string {
  const { code, message }: Answered = failure.responseJSON ?? failure;
  if (code !== undefined) {
    const text = node._(`${node.type}.errors.${code}`, { defaultValue: code });
    return message ? `${text} (${message})` : text;
  }
  const { status } = failure;
  if (status === 401 || status === 403) return node._(`${node.type}.message.forbidden`);
  if (status === 404) return node._(`${node.type}.message.notDeployed`);
  return message ?? node._(`${node.type}.message.failed`);
}

export function showFailure(node: EditorNode, failure: Failure): void {
  RED.notify($('<span>').text(reasonOf(node, failure)), { type: 'error' });
}

/** May this user change anything? Only for what the dialog shows: the server checks again. */
export function mayWrite(): boolean {
  return RED.user.hasPermission('fax-sms.write');
}

/** Asks before something that cannot be undone, and calls `run` if the user agrees. */
export function ask(node: EditorNode, { question, yes }: { question: string; yes: string }, run: () => void): void {
  const asked = RED.notify($('<span>').text(question), {
    modal: true,
    fixed: true,
    type: 'warning',
    buttons: [
      { text: node._(`${node.type}.action.cancel`), click: () => asked.close() },
      {
        text: yes,
        class: 'primary',
        click: () => {
          asked.close();
          run();
        },
      },
    ],
  });
}
