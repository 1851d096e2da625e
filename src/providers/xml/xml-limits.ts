/** How large and complex a document may be. */
export interface XmlLimits {
  maxBytes: number;
  maxElements: number;
  /** The root is at depth 1. */
  maxDepth: number;
  /** In the whole document. */
  maxAttributes: number;
  /** Comments, CDATA sections and processing instructions. */
  maxSections: number;
}

/** For a webhook's body, which anybody who knows the path can send. */
export const WEBHOOK_XML_LIMITS: XmlLimits = {
  maxBytes: 256 * 1024,
  maxElements: 1_000,
  maxDepth: 16,
  maxAttributes: 200,
  maxSections: 1_000,
};
