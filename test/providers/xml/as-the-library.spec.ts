import assert from 'node:assert/strict';
import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { parseXml } from '../../../src/providers/xml/parse-xml';
import type { XmlElement } from '../../../src/providers/xml/xml-element';

const library = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
  cdataPropName: '#cdata',
  commentPropName: '#comment',
  onDangerousProperty: (name) => name,
});

interface Tree {
  name: string;
  attributes: ReadonlyMap<string, string>;
  children: Tree[];
  text: string;
}

/** What the library reads, in our shape. Its own faults (entities, numbers, trimming) are switched off above. */
function readByLibrary(nodes: Record<string, unknown>[]): Tree[] {
  return nodes.flatMap((node) => {
    const name = Object.keys(node).find((key) => key !== ':@') ?? '';
    if (name.startsWith('#') || name.startsWith('?')) return [];
    const inner = node[name] as Record<string, unknown>[];
    const text = inner.map((piece) => textOf(piece)).join('');
    const attributes = new Map(Object.entries((node[':@'] ?? {}) as Record<string, string>));
    return [{ name: name.slice(name.indexOf(':') + 1), attributes, children: readByLibrary(inner), text }];
  });
}

/** CDATA holds its text as elements do. */
function textOf(piece: Record<string, unknown>): string {
  if (typeof piece['#text'] === 'string') return piece['#text'];
  const [inner] = (piece['#cdata'] ?? []) as Record<string, unknown>[];
  return inner ? textOf(inner) : '';
}

function treeOf({ name, attributes, children, text }: XmlElement): Tree {
  return { name, attributes, children: children.map(treeOf), text };
}

const name = fc.constantFrom('a', 'InboundMessage', 'soap:Body', '_x', 'n-1', 'é', 'toString');
const text = fc.array(fc.constantFrom('x', ' ', '\n', '0012', '"', "'", '>', 'ü', '😀', '/'), { maxLength: 6 });
const space = fc.constantFrom('', ' ', '\n\t');
const attributes = fc.uniqueArray(fc.tuple(name, fc.constantFrom('', '1', 'b c', '>', 'ü')), {
  selector: ([key]) => key,
  maxLength: 3,
});
const aside = fc.oneof(
  text.map((pieces) => pieces.join('')),
  fc.constantFrom('<!-- < & -->', '<![CDATA[<a>&amp;]]>', '<?pi a="1"?>'),
);

const { element } = fc.letrec<{ element: string }>((tie) => ({
  element: fc
    .tuple(name, attributes, space, fc.array(fc.oneof({ depthSize: 'small' }, aside, tie('element')), { maxLength: 4 }))
    .map(([tag, given, blank, content]) => {
      const head = `${tag}${given.map(([key, value]) => ` ${blank}${key}="${value}"`).join('')}${blank}`;
      return content.length === 0 ? `<${head}/>` : `<${head}>${content.join('')}</${tag}${blank}>`;
    }),
}));

describe('XML, beside a library that many use', () => {
  it('is read as the library reads it, where it is well formed', () => {
    fc.assert(
      fc.property(element, (document) => {
        const parsed = parseXml(Buffer.from(document));
        assert(parsed.ok, document);
        assert.deepEqual([treeOf(parsed.root)], readByLibrary(library.parse(document) as never));
      }),
    );
  });

  it('is refused where the library refuses it, after any one character has changed', () => {
    fc.assert(
      fc.property(element, fc.nat(), fc.constantFrom('<', '>', '/', '"', '=', 'z', ' ', ''), (document, at, put) => {
        const index = at % document.length;
        const changed = document.slice(0, index) + put + document.slice(index + 1);
        if (XMLValidator.validate(changed) !== true) {
          assert.equal(parseXml(Buffer.from(changed)).ok, false, changed);
        }
      }),
    );
  });
});
