import type { Effort } from './effort';
import type { ObjectIndex } from './object-index';
import { PdfParser } from './pdf-parser';
import { readObject, readStream } from './pdf-object';
import { numberOf, type PdfDictionary, type PdfValue } from './pdf-value';
import { UnreadablePdfError } from './unreadable-pdf';

interface PackedObjects {
  stream: number;
  content: Buffer;
  /** In the order of the stream: each object's number, and where it begins in `content`. */
  members: { number: number; at: number }[];
}

/** The objects of a PDF by their numbers. Throws `UnreadablePdfError` where one is missing or is not what it should be. */
export class PdfObjects {
  readonly #file: Buffer;
  readonly #index: ObjectIndex;
  readonly #effort: Effort;
  /** One only: neighbours in the page tree are mostly packed together, and many unpacked streams take much memory. */
  #unpacked: PackedObjects | undefined;

  constructor(file: Buffer, index: ObjectIndex, effort: Effort) {
    this.#file = file;
    this.#index = index;
    this.#effort = effort;
  }

  /** What a value stands for, if it refers to an object; itself otherwise. */
  resolve(value: PdfValue | undefined): PdfValue | undefined {
    return value?.kind === 'reference' ? this.#read(value.number) : value;
  }

  dictionary(value: PdfValue | undefined): PdfDictionary {
    const found = this.resolve(value);
    if (found?.kind !== 'dictionary') throw new UnreadablePdfError('no dictionary');
    return found.entries;
  }

  #read(number: number): PdfValue {
    const place = this.#index.find(number);
    if (!place) throw new UnreadablePdfError('an object is missing');
    if ('offset' in place) return readObject(this.#file, { offset: place.offset, number, effort: this.#effort });
    const { content, members } = this.#packed(place.stream);
    const member = members[place.index];
    if (member?.number !== number) throw new UnreadablePdfError('another object than expected');
    return new PdfParser(content, member.at, this.#effort).value();
  }

  #packed(stream: number): PackedObjects {
    if (this.#unpacked?.stream === stream) return this.#unpacked;
    const place = this.#index.find(stream);
    if (!place || !('offset' in place)) throw new UnreadablePdfError('a stream is missing');
    const at = { offset: place.offset, number: stream, effort: this.#effort };
    const { dictionary, content } = readStream(this.#file, at);
    const first = numberOf(dictionary.get('First')) ?? 0;
    const count = numberOf(dictionary.get('N')) ?? 0;
    const parser = new PdfParser(content, 0, this.#effort);
    const members: PackedObjects['members'] = [];
    while (members.length < count) members.push({ number: parser.count(), at: first + parser.count() });
    this.#unpacked = { stream, content, members };
    return this.#unpacked;
  }
}
