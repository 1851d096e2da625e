import { randomBytes } from 'node:crypto';

export interface MultipartForm {
  /** The request's Content-Type. */
  contentType: string;
  body: Buffer;
}

/** A multipart/form-data body of text fields and one TIFF. Names and values must not contain quotes or line ends. */
export function multipartForm(
  fields: Record<string, string>,
  file: { filename: string; bytes: Buffer },
): MultipartForm {
  const boundary = `pushline-${randomBytes(16).toString('hex')}`;
  const texts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const head =
    `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${file.filename}"\r\n` +
    `content-type: image/tiff\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(texts.join('') + head), file.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return { contentType: `multipart/form-data; boundary=${boundary}`, body };
}
