import { ReceivedConverter } from '../../src/documents/received-converter';
import { documentsHere } from './documents-here';

/** Converts as the documents' thread does, without a thread. */
export function testConverter(): ReceivedConverter {
  return new ReceivedConverter(documentsHere);
}
