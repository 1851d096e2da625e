import type { Failure } from '../../../src/store/postgres/failure';

/** A failure, for a dialog: it has a text of its own for each code, and shows `message` if it has none. */
export interface FailureAnswer {
  ok: false;
  code: string;
  message: string;
}

/** `message` is used only if the failure has no code of its own. */
export function failureAnswer({ code, detail }: Failure, message: string): FailureAnswer {
  return {
    ok: false,
    code: detail === undefined ? code : `${code}-${detail}`,
    message: code === 'store' ? message : '',
  };
}
