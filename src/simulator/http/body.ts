import { randomUUID } from 'node:crypto';

/** The text of a reply or frame, produced in chunks, so that a large document is never one string. */
export interface Body {
  /** The total length in bytes. */
  bytes: number;
  chunks(): Iterable<Buffer>;
}

export function textBody(text: string): Body {
  const whole = Buffer.from(text);
  return { bytes: whole.length, chunks: () => [whole] };
}

/** A multiple of 3, so that the chunks of base64 join without padding. */
const CHUNK_BYTES = 48 * 1024;
/** A random placeholder for the document while the JSON around it is made, so that no other value can equal it. */
const IMAGE_MARK = `image ${randomUUID()}`;

/**
 * `make` returns the whole JSON value and must put its argument where the document's base64 belongs. Without a document
 * the argument is `null`.
 */
export function jsonBody(
  make: (image: string | null) => unknown,
  { image, escapeSlashes = false }: { image?: Buffer | undefined; escapeSlashes?: boolean } = {},
): Body {
  if (image === undefined) return textBody(JSON.stringify(make(null)));
  const [before = '', after = ''] = JSON.stringify(make(IMAGE_MARK)).split(IMAGE_MARK);
  const [head, tail] = [Buffer.from(before), Buffer.from(after)];
  const base64 = function* (): Iterable<Buffer> {
    for (let at = 0; at < image.length; at += CHUNK_BYTES) {
      const text = image.toString('base64', at, at + CHUNK_BYTES);
      yield Buffer.from(escapeSlashes ? text.replaceAll('/', '\\/') : text, 'latin1');
    }
  };
  let imageBytes = Math.ceil(image.length / 3) * 4;
  if (escapeSlashes) {
    imageBytes = 0;
    for (const chunk of base64()) imageBytes += chunk.length;
  }
  return {
    bytes: head.length + imageBytes + tail.length,
    *chunks() {
      yield head;
      yield* base64();
      yield tail;
    },
  };
}

/** The first half of a body. */
export function firstHalf(body: Body): Body {
  const bytes = Math.floor(body.bytes / 2);
  return {
    bytes,
    *chunks() {
      let left = bytes;
      for (const chunk of body.chunks()) {
        if (left <= 0) return;
        const piece = chunk.subarray(0, left);
        left -= piece.length;
        yield piece;
      }
    },
  };
}
