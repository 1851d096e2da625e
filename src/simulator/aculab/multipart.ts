export interface Part {
  name: string;
  /** The part has a file name. */
  isFile: boolean;
  content: Buffer;
}

const HEAD_END = Buffer.from('\r\n\r\n');
const LINE_END_BYTES = 2;

/** The parts of a multipart/form-data body; undefined for any other body. */
export function parseMultipart(body: Buffer, contentType: string): Part[] | undefined {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) return undefined;
  const delimiter = Buffer.from(`--${boundary}`);
  const parts: Part[] = [];
  let at = body.indexOf(delimiter);
  for (;;) {
    const start = at + delimiter.length;
    if (at < 0) return undefined;
    if (body.toString('latin1', start, start + LINE_END_BYTES) === '--') return parts;
    const next = body.indexOf(delimiter, start);
    const part = next < 0 ? undefined : partOf(body.subarray(start + LINE_END_BYTES, next - LINE_END_BYTES));
    if (!part) return undefined;
    parts.push(part);
    at = next;
  }
}

function partOf(bytes: Buffer): Part | undefined {
  const headEnd = bytes.indexOf(HEAD_END);
  const head = bytes.toString('utf8', 0, Math.max(0, headEnd));
  const name = /^content-disposition:.*[;\s]name="([^"]*)"/im.exec(head)?.[1];
  if (headEnd < 0 || name === undefined) return undefined;
  return { name, isFile: /[;\s]filename\*?=/i.test(head), content: bytes.subarray(headEnd + HEAD_END.length) };
}
