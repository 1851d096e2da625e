import { ReceivedConverter } from '../../src/documents/received-converter';
import { documentsHere } from './documents-here';

/** A converter that works in this thread instead of the documents' thread. */
export function testConverter(): ReceivedConverter {
  return new ReceivedConverter(documentsHere);
}
