import type { Failure } from '../../../src/store/postgres/failure';

/** What is wrong, for a dialog: it has words of its own for each code, and shows `message` where it has none. */
export interface FailureAnswer {
  ok: false;
  code: string;
  message: string;
}

/** `message`: for what has no fine name. */
export function failureAnswer({ code, detail }: Failure, message: string): FailureAnswer {
  return {
    ok: false,
    code: detail === undefined ? code : `${code}-${detail}`,
    message: code === 'store' ? message : '',
  };
}
