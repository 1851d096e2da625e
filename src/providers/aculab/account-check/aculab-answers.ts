import { isGood, jsonOf } from '../../account-check/answer';
import type { Answers } from '../../account-check/probe';
import { readFileList, type StoredFile } from '../wire/file-list-codec';
import { uploadToken } from '../wire/stored-name';

export type AculabStep =
  'protocol' | 'files' | 'unknown-application' | 'missing-parameter' | 'unknown-file' | 'queues' | 'anonymous';

export type AculabAnswers = Answers<AculabStep>;

/** The received faxes in the media store; undefined without a readable list. */
export function faxesIn({ files }: AculabAnswers): StoredFile[] | undefined {
  const list = isGood(files) ? readFileList(jsonOf(files)) : undefined;
  return list?.filter(({ name }) => uploadToken(name) === undefined);
}
