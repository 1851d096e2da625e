import { FolderBytes } from '../../src/documents/folder-bytes';
import { documentBytesContract } from '../contract/document-bytes';
import { temporaryFolder } from '../store/level/temporary-folder';

documentBytesContract('A folder', async () => {
  const { folder, remove } = await temporaryFolder();
  return {
    bytes: new FolderBytes(folder),
    another: () => Promise.resolve(new FolderBytes(folder)),
    destroy: remove,
  };
});
