import { jsonReply } from '../http/reply';
import { documentType } from '../../documents/document-type';
import type { WebAction } from './actions';
import type { MediaStore, StoredFile } from './media-store';
import { refuseMalformed, refuseMissing, refuseUnknown } from './refused-request';
import type { RequestParameters } from './request-parameters';
import { isStoredName, storedName, wireName } from './stored-name';
import type { WebHandler } from './web-services';
import type { WireBehaviour } from './wire-behaviour';
import { wireDate } from './wire-date';

export interface FileRoutesOptions {
  store: MediaStore;
  behaviour: WireBehaviour;
}

type FileAction = Extract<WebAction, `file_${string}`>;

/** Details that the vendor does not document are filled in by analogy with the other web services. */
export function fileRoutes({ store, behaviour }: FileRoutesOptions): Record<FileAction, WebHandler> {
  const find = (name: string): StoredFile | undefined => {
    const file = store.findVisible(name);
    return file && wireName(file.name, behaviour) === name ? file : undefined;
  };
  return {
    file_list: ({ parameters }) => {
      if (!isMedia(parameters)) return jsonReply(behaviour.fileList === 'object' ? {} : []);
      const name = parameters.text('filename');
      const prefix = storedName(parameters.text('prefix') ?? '');
      const files = store.listVisible().filter((file) => file.name === storedName(name ?? file.name));
      const listed = files.filter((file) => file.name.startsWith(prefix));
      return jsonReply(behaviour.fileList === 'object' ? byName(listed, behaviour) : asArray(listed, behaviour));
    },

    file_get: ({ parameters }) => {
      const file = isMedia(parameters) ? find(nameIn(parameters)) : undefined;
      if (!file) return refuseUnknown('File');
      const { bytes } = file;
      const body = { bytes: bytes.length, chunks: () => [bytes] };
      return { status: 200, type: 'application/octet-stream', body };
    },

    file_write: ({ parameters }) => {
      if (!isMedia(parameters)) return refuseMalformed('filetype');
      const name = nameIn(parameters);
      const bytes = parameters.file ?? refuseMissing('file');
      const encrypted = parameters.text('encrypted') === 'true';
      // The content of an encrypted file cannot be checked here.
      if (!encrypted && !isMediaFile(name, bytes)) return refuseMalformed('file');
      store.write({ name, bytes, encrypted });
      return jsonReply({ filename: wireName(storedName(name), behaviour) });
    },

    file_delete: ({ parameters }) => {
      const name = nameIn(parameters);
      if (!isMedia(parameters) || !find(name) || !store.remove(name)) return refuseUnknown('File');
      return jsonReply({ filename: wireName(storedName(name), behaviour) });
    },
  };
}

function isMedia(parameters: RequestParameters): boolean {
  const type = parameters.required('filetype');
  if (!['media', 'msg_media', 'rest'].includes(type)) refuseMalformed('filetype');
  return type === 'media';
}

function nameIn(parameters: RequestParameters): string {
  const name = parameters.required('filename');
  return isStoredName(name) ? name : refuseMalformed('filename');
}

function isMediaFile(name: string, bytes: Buffer): boolean {
  const isWave = bytes.subarray(0, 4).toString('latin1') === 'RIFF';
  return /\.wave?$/i.test(name) ? isWave : documentType(bytes).type === 'image/tiff';
}

function byName(files: StoredFile[], behaviour: WireBehaviour): Record<string, unknown> {
  return Object.fromEntries(files.map((file) => [wireName(file.name, behaviour), factsOf(file)]));
}

function asArray(files: StoredFile[], behaviour: WireBehaviour): unknown[] {
  return files.map((file) => ({ filename: wireName(file.name, behaviour), ...factsOf(file) }));
}

function factsOf({ createdAt, bytes }: StoredFile): Record<string, unknown> {
  return { created_date: wireDate(createdAt), size: bytes.length };
}
