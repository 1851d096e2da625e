import { ProviderUnavailableError } from '../../../domain/errors';
import { badAnswer } from '../../http/bad-answer';
import type { HttpReply } from '../../http/http-client';
import { charsetOf } from '../../xml/decode-text';
import { parseXml } from '../../xml/parse-xml';
import type { XmlElement } from '../../xml/xml-element';
import type { XmlLimits } from '../../xml/xml-limits';
import { Unintelligible } from './fields';

/**
 * The limits for the provider's answers (the largest is a page of a list), more generous than for posts from anybody.
 */
export const REST_LIMITS: XmlLimits = {
  maxBytes: 4 * 1024 * 1024,
  maxElements: 20_000,
  maxDepth: 16,
  maxAttributes: 20_000,
  maxSections: 1_000,
};

/** Parses an XML answer whose root must have this local name (in lower case). Throws `ProviderUnavailableError`. */
export function readRestXml({ body, contentType }: HttpReply, root: string): XmlElement {
  const parsed = parseXml(body, { charset: charsetOf(contentType), limits: REST_LIMITS });
  if (!parsed.ok) throw new ProviderUnavailableError("the provider's answer is not XML", { reason: 'not-xml' });
  if (parsed.root.name.toLowerCase() !== root) throw badAnswer();
  return parsed.root;
}

/** Runs `read`; turns `Unintelligible` into the error for a bad answer. */
export function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    throw thrown instanceof Unintelligible ? badAnswer() : thrown;
  }
}
